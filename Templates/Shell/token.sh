# shellcheck shell=bash
#
# Tokens of vendors. Each stands in a file of the person's, which an environment variable names, and goes from there
# through a pipe to the AWS CLI: never an argument, an environment variable or a temporary file.

# Ends the run where `apply` needs a token and its file will not do. Shows nothing of it.
# Arguments: variable that names the file; what the token is for.
check_token_file() {
  local variable=$1 file mode
  commanded apply || return 0
  check_variable "${variable}"
  file=${!variable:-}
  [[ -n ${file} ]] || die 2 "${variable} is not set" "name the file that holds the token of $2"
  [[ -f ${file} && -r ${file} ]] || die 2 "${variable} names ${file}, which cannot be read"
  mode=$(find -H "${file}" -prune \( -perm -040 -o -perm -020 -o -perm -004 -o -perm -002 \) -print)
  [[ -z ${mode} ]] || die 2 "${file} holds a secret that others may read or write" "chmod 600 ${file}"
  read_token "${file}" >/dev/null || die 2 "${file} does not hold a token" \
    'one line of letters, digits, dot, underscore and hyphen is expected'
}

# Prints the token in a file. Argument: file. Exits: 1 where it is something else.
read_token() {
  { set +x; } 2>/dev/null
  local token
  token=$(<"$1")
  [[ ${token} =~ ^[A-Za-z0-9._-]+$ ]] || return 1
  printf '%s' "${token}"
}
