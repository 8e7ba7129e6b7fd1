# shellcheck shell=bash
#
# The template of a stack set: a file beside the script, of which the script holds the SHA-256.

# Puts the template, which must be the one that this script was compiled with, at WANT/stack_set/<name>/template.
# Arguments: name; file beside the script; its SHA-256.
desire_template() {
  local file=$2 folder=. copy=${WANT}/stack_set/$1/template
  [[ ! -e ${copy} ]] || return 0
  [[ ${BASH_SOURCE[0]} != */* ]] || folder=${BASH_SOURCE[0]%/*}
  [[ -f ${folder}/${file} && -r ${folder}/${file} ]] ||
    die 4 "${file} is not in the folder of this script" 'run the script where accredit compile has written it'
  cat <"${folder}/${file}" >"${copy}"
  [[ $(digest_of "${copy}") == "$3" ]] ||
    die 4 "${file} is not the template that this script was compiled with" \
      "the folder is mixed: 'accredit check' names the files, 'accredit compile' writes them anew"
}

# Prints the SHA-256 of a file in hexadecimal. Argument: file.
digest_of() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1"
  elif command -v shasum >/dev/null; then
    shasum -a 256 <"$1"
  else
    die 4 "neither 'sha256sum' nor 'shasum' is installed"
  fi | awk '{ print $1 }'
}

# Records that the template differs, and shows how. Arguments: name; file.
need_template() {
  local wanted=${WANT}/stack_set/$1/template seen=${HAVE}/stack_set/$1/template
  printf '' >"${seen}.differs"
  [[ $(<"${wanted}") != "$(<"${seen}")" ]] || return 0
  # Only lines that were there or will be: a template has many others.
  awk 'FNR == NR { had[$0]++; next } had[$0]-- > 0 { next } { print "+ " $0 }' "${seen}" "${wanted}" >"${seen}.differs"
  awk 'FNR == NR { has[$0]++; next } has[$0]-- > 0 { next } { print "- " $0 }' "${wanted}" "${seen}" >>"${seen}.differs"
  [[ -s ${seen}.differs ]] || printf '~ the order of its lines\n' >"${seen}.differs"
  need change "stack set $1: ${2}, in $(wc -l <"${seen}.differs" | tr -d ' ') lines"
  ! commanded plan || LC_ALL=C tr -c '[:print:]\n' ' ' <"${seen}.differs" | sed 's/^/    /' >&2
}

# Whether the template is to be sent. Argument: name.
sends_template() {
  [[ ! -e ${HAVE}/stack_set/$1/template || -s ${HAVE}/stack_set/$1/template.differs ]]
}

# Whether CloudFormation takes the template from a bucket only. Argument: name.
is_large() { (($(wc -c <"${WANT}/stack_set/$1/template") > 51200)); }

# Ends the run where `apply` is to send a large template and nobody said by which bucket. Argument: name.
check_template_bucket() {
  local bucket=${ACCREDIT_TEMPLATE_BUCKET:-}
  if ! commanded apply || ! sends_template "$1" || ! is_large "$1"; then
    return 0
  fi
  [[ -n ${bucket} ]] || die 2 'ACCREDIT_TEMPLATE_BUCKET is not set' \
    "the template of stack set $1 is larger than 51,200 bytes, and goes by a bucket" \
    "name one of account ${ACCREDIT_ACCOUNT} in region ${ACCREDIT_REGION}"
  [[ ${bucket} =~ ^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$ ]] ||
    die 2 "ACCREDIT_TEMPLATE_BUCKET is '${bucket}'" 'a name of lower-case letters, digits and hyphens is expected'
}

# Prints the key of a template in the bucket. Argument: its SHA-256.
template_key() { printf 'accredit/%s/%s.yaml' "${ACCREDIT_SPEC}" "$1"; }

# Puts a large template that is to be sent into the bucket. Arguments: name; its SHA-256. Exits: as `write`.
offer_template() {
  local bucket=${ACCREDIT_TEMPLATE_BUCKET:-}
  if ! sends_template "$1" || ! is_large "$1"; then
    return 0
  fi
  write '' s3api put-object --region "${ACCREDIT_REGION}" --bucket "${bucket}" \
    --key "$(template_key "$2")" --body "${WANT}/stack_set/$1/template" --expected-bucket-owner "${ACCREDIT_ACCOUNT}"
}

# Prints the text that a file holds as one string of JSON. Argument: file.
print_string() {
  awk '
    function plain(text) {
      gsub(/\\n/, "\n", text)
      gsub(/\\t/, "\t", text)
      gsub(/\\r/, "\r", text)
      gsub(/\\"/, "\"", text)
      return text
    }
    {
      sub(/^"/, "")
      sub(/"$/, "")
      # Between two escaped backslashes, no backslash is anything but the start of another escape.
      count = split($0, part, /\\\\/)
      for (i = 1; i <= count; i++) printf "%s%s", (i > 1 ? "\\" : ""), plain(part[i])
    }' "$1"
}

# Prints a text as one string of JSON. Argument: file.
print_as_string() {
  awk '
    BEGIN { printf "\"" }
    {
      count = split($0, part, /\\/)
      for (i = 1; i <= count; i++) {
        gsub(/"/, "\\\"", part[i])
        gsub(/\t/, "\\t", part[i])
        gsub(/\r/, "\\r", part[i])
        printf "%s%s", (i > 1 ? "\\\\" : ""), part[i]
      }
      printf "\\n"
    }
    END { printf "\"" }' "$1"
}
