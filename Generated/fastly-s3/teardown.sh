#!/usr/bin/env bash
# Compiled by accredit from fastly-s3.yaml.
# Do not edit: change the spec and run 'accredit compile'.
#
# Removes what the spec fastly-s3 made in account 678901234567: whatever bears the tag
# accredit:spec=fastly-s3. Buckets, streams and logs stay, with their data.
#
#   teardown.sh            shows what it would remove, and asks for the account id
#   teardown.sh --yes      doesn't ask; the variable ACCREDIT_CONFIRM must be the account id
#
# Exit codes: 0 removed; 2 usage; 4 wrong account, region or tool; 5 something is not the
# spec's own, and stays; 6 still there; 7 AWS refused; 129, 130, 143 signals.
#
# Access granted by this file: sha256:07da9b8b20dc94b192db78a9f7bc4c9168e0957cdcb8903dd6eb42f1f3529c1e

# shellcheck shell=bash disable=SC2034,SC2317  # functions are called by their names
[[ ${BASH_SOURCE[0]:-$0} == "$0" ]] || {
  echo 'run this script, do not source it' >&2
  return 4
}
trap 'echo "error: this script is not complete" >&2; exit 4' EXIT

readonly ACCREDIT_SPEC='fastly-s3'
readonly ACCREDIT_ACCOUNT='678901234567'
readonly ACCREDIT_PARTITION='aws'
readonly ACCREDIT_REGION='us-east-2'

# What the spec removes, in the order in which access ends.
resources() {
  remove role 'fastly-fastly-s3-edge'
  remove role 'fastly-fastly-s3-audit'
}

# What holds data, and stays.
remains() {
  keep bucket 'adatum-edge-logs'
}

# Prints a document. Argument: its name.
document() {
  case $1 in
    *) die 2 "there is no document $1" ;;
  esac
}

# ============================================================================
# The library: the same in every script, and nothing of the spec in it.
# ============================================================================

# The core of every generated script: messages, guards, and calls to AWS.
#
# A run is made of passes over the same list of resources. `survey` only reads: it shows what would change and
# finds every reason to refuse before anything is touched. `apply` writes what the survey found. `verify` reads
# everything again. Each resource is handled by one function that reads, decides and, in `apply`, writes. Before
# `apply`, `withdraw` takes away what would be too much together with a role that was changed already.

# The directories of a run: SCRATCH (removed on exit, never holds a secret), HAVE (what AWS answered, flattened),
# WANT (the documents of the specification, as JSON and flattened) and AHEAD (what readers have asked for).
SCRATCH='' HAVE='' WANT='' AHEAD=''

command=''     # what the person asked for: plan, apply, verify or remove
options=''     # the options on the command line, each between spaces
pass=''        # survey, withdraw, apply or verify
regrants=no    # yes: others will be trusted by a role, or a role will be bounded otherwise
changes=0      # changes that the current pass found to be needed
refusals=0     # resources that the current pass must not touch
refused=''     # the refusals that were shown, one a line
jobs=1         # how many readers read ahead of a pass; 1: none does
reader=0       # the number of this reader; 0 in the run itself
turn=0         # the resource that the current pass is at, counted from 1
turns=0        # how many it has
erase=''       # what takes the line away that shows what the run is at; empty where there is no terminal
attempt=1      # how often the resource at hand has been read in this pass
settled=yes    # no: a write may or may not have happened; read again
error_code=''  # code of the last AWS error, empty where there was none
error_class='' # its kind, from `classify_error`
feed=''        # function whose output the next AWS call reads on standard input

# Shows a line to a person. Arguments: the line.
say() {
  printf '%s%s\n' "${erase}" "$*" >&2
}

# Shows on a terminal what the run is at; the next line takes its place. Arguments: the line.
show() {
  local line=$*
  [[ -z ${erase} ]] || printf '%s  %s' "${erase}" "${line:0:76}" >&9
}

# Ends the run. Arguments: exit code, then what is wrong and its remedy, one line each.
die() {
  local code=$1
  shift
  printf '%serror: %s\n' "${erase}" "$1" >&2
  shift
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit "${code}"
}

# Shows how the run ended, as its only line on standard output. Arguments: exit code, command, result.
finish() {
  printf '%s' "${erase}" >&2
  printf '%s %s: %s\n' "$2" "${ACCREDIT_SPEC}" "$3"
  exit "$1"
}

# Whether this pass writes, and whether it only holds the result against the specification.
applying() { [[ ${pass} == apply ]]; }
verifying() { [[ ${pass} == verify ]]; }

# Whether the person asked for this command. Argument: command.
commanded() { [[ ${command} == "$1" ]]; }

# Whether the person gave this option, and this pass still acts on it. Argument: option.
asked_for() { [[ ${options} == *" $1 "* ]] && ! verifying; }

# Whether a word is one of several lines. Arguments: lines; word.
is_among() {
  [[ -n $2 && $'\n'$1$'\n' == *$'\n'$2$'\n'* ]]
}

# Records that a resource must change, and shows it. The apply pass repeats nothing that the survey has shown.
# Arguments: create, change or remove; the resource, and what about it.
need() {
  local sign='~' fault=differs
  changes=$((changes + 1))
  case $1 in
    create) sign='+' fault=missing ;;
    remove) sign='-' fault='still there' ;;
  esac
  if verifying; then
    say "! ${fault}: $2"
  elif ! applying || ((attempt > 1)); then
    say "${sign} $1 $2"
  fi
}

# Records one change for each difference. Arguments: the resource, and what about it; file from `differences`.
need_each() {
  local path was becomes
  while IFS=$'\037' read -r path was becomes; do
    need change "$1 ${path}: ${was:-(none)} -> ${becomes:-(none)}"
  done <"$2"
}

# Records that a resource must not be touched, and shows it once. When `apply` first meets it in its apply pass,
# the resource changed meanwhile, and that is the end.
# Arguments: what is wrong and its remedy, one line each.
refuse() {
  refusals=$((refusals + 1))
  if ! is_among "${refused}" "$1"; then
    refused+=$1$'\n'
    say "! refused: $1"
    shift
    (($# == 0)) || printf '    %s\n' "$@" >&2
  fi
  ! applying || commanded remove || die 5 'a resource changed while the script ran' 'run plan again'
}

# Refuses a resource that does not bear the ownership tag of this specification.
# Arguments: the resource; its owner, or nothing; the remedy.
refuse_foreign() {
  if [[ -n $2 ]]; then
    refuse "$1 belongs to the specification '$2'" "$3"
  else
    refuse "$1 exists, but was not made from this specification (no tag accredit:spec)" "$3"
  fi
}

# Waits. Argument: seconds. ACCREDIT_PAUSE replaces them (for tests).
pause() {
  sleep "${ACCREDIT_PAUSE:-$1}"
}

# ---------------------------------------------------------------- calls

# Runs the AWS CLI once. Arguments: service, operation, words. Prints the answer.
aws_once() {
  set -- "$@" --output json --cli-connect-timeout 10 --cli-read-timeout 60
  if [[ -n ${feed} ]]; then
    "${feed}" | command aws "$@"
  elif ((reader > 0)); then
    ask "$@"
  else
    command aws "$@" </dev/null
  fi
}

# Finds what kind of AWS error stands in SCRATCH/error. Sets error_code, and error_class to throttled,
# propagation (a new role is not known everywhere yet), interrupted (it may have happened) or final.
classify_error() {
  local text
  error_code=$(sed -n 's/.*An error occurred (\([A-Za-z0-9.]*\)) when calling.*/\1/p' "${SCRATCH}/error")
  error_code=${error_code%%$'\n'*}
  text=$(cat "${SCRATCH}/error")
  case ${error_code} in
    Throttling | ThrottlingException | ThrottledException | RequestLimitExceeded | TooManyRequestsException | \
      PriorRequestNotComplete | ConcurrentModification | SlowDown)
      error_class=throttled
      ;;
    RequestTimeout | RequestTimeoutException | InternalFailure | InternalError | InternalServerError | \
      InternalServiceError | ServiceFailure | ServiceFailureException | ServiceUnavailable | \
      ServiceUnavailableException | ConcurrentModificationException | 500 | 502 | 503 | 504)
      error_class=interrupted
      ;;
    InvalidArgumentException | InvalidParameterValue | InvalidParameterValueException | MalformedPolicy* | \
      ValidationException | ValidationError)
      case ${text} in
        *'nable to assume'* | *'annot assume'* | *'nvalid principal'*) error_class=propagation ;;
        *) error_class=final ;;
      esac
      ;;
    '')
      case ${text} in
        *'imeout on endpoint'* | *'imed out'* | *'onnection was closed'* | *'onnection reset'* | \
          *'ould not connect'* | *'onnection aborted'* | *'broken pipe'* | *'Broken pipe'*)
          error_class=interrupted
          ;;
        *) error_class=final ;;
      esac
      ;;
    *) error_class=final ;;
  esac
}

# Calls AWS, with the retries that are safe: throttling always, a lost answer only where the call reads, a new
# principal that is not known everywhere yet for two minutes.
# Arguments: file for the answer; service, operation, words. Exits: 0, or 1 with error_code and error_class.
call() {
  local answer=$1 tries=0 limit seconds
  shift
  while ! aws_once "$@" >"${answer}" 2>"${SCRATCH}/error"; do
    classify_error
    case ${error_class}:$2 in
      throttled:* | interrupted:get-* | interrupted:list-* | interrupted:describe-*) limit=6 seconds=$((1 << tries)) ;;
      propagation:*) limit=25 seconds=5 ;;
      *) return 1 ;;
    esac
    tries=$((tries + 1))
    ((tries < limit)) || return 1
    [[ ${error_class}${tries} != propagation1 ]] || say '  waiting until AWS knows the new role everywhere'
    pause "${seconds}"
  done
}

# Ends the run because of an AWS error. Arguments: service, operation.
die_of_error() {
  die 7 "aws $1 $2 failed: $(LC_ALL=C tr -c '[:print:]' ' ' <"${SCRATCH}/error")" \
    'nothing is lost: mend the cause and run the script again'
}

# Whether the last call failed with one of these codes. Argument: codes, separated by |.
failed_with() { [[ -n ${error_code} && "|$1|" == *"|${error_code}|"* ]]; }

# Whether the last call failed, and yet may have happened.
outcome_unknown() { [[ ${error_class} == interrupted ]]; }

# Has the resource at hand read again once its function returns.
read_again() { settled=no; }

# Calls AWS, with the output of a function on its standard input. Arguments: function; as `write`. Exits: as `write`.
write_from() {
  local feed=$1
  shift
  write "$@"
}

# Calls AWS for a document. The AWS CLI is silent where there is nothing to say, but so is an answer that got lost:
# it is asked for once more. Arguments and exits: as `call`.
call_for() {
  call "$@" || return 1
  [[ -s $1 ]] || call "$@"
}

# Reads one AWS document, once per pass, into HAVE/<name> (flattened).
# Arguments: name; error codes that mean "there is none", separated by |; service, operation, words.
# Exits: 0 present, 1 absent, with the code for failed_with; ends the run on any other error.
observe() {
  local name=$1 absent=$2
  local seen=${HAVE}/$1
  shift 2
  [[ ! -e ${seen} ]] || return 0
  if [[ -e ${seen}.absent ]]; then
    error_code=$(<"${seen}.absent")
    return 1
  fi
  mkdir -p "${seen%/*}" || die 7 'the temporary folder cannot be written'
  ! take_answer "${name}" "${seen}" || return 0
  if take_answer "${name}.absent" "${seen}.absent"; then
    error_code=$(<"${seen}.absent")
    return 1
  fi
  if call_for "${SCRATCH}/answer" "$@"; then
    flatten "${SCRATCH}/answer" "${seen}"
    ((reader == 0)) || leave_answer "${name}" "${seen}"
  elif failed_with "${absent}"; then
    printf '%s\n' "${error_code}" >"${seen}.absent"
    ((reader == 0)) || leave_answer "${name}.absent" "${seen}.absent"
    return 1
  else
    die_of_error "$@"
  fi
}

# Forgets what was read.
forget() {
  rm -rf "${HAVE}"
  mkdir "${HAVE}"
}

# Puts documents of the specification at WANT/<name>.json, and flattened at WANT/<name>. Arguments: names.
desire() {
  local name
  for name in "$@"; do
    [[ ! -e ${WANT}/${name} ]] || continue
    mkdir -p "${WANT}/${name%/*}"
    document "${name}" >"${WANT}/${name}.json"
    flatten "${WANT}/${name}.json" "${WANT}/${name}"
  done
}

# Writes to AWS. Arguments: error codes after which to read again, separated by |; service, operation, words.
# Exits: 0, or 1 where the resource must be read again; ends the run on any other error.
write() {
  local again=$1
  shift
  ! call "${SCRATCH}/answer" "$@" || return 0
  if outcome_unknown || failed_with "${again}"; then
    read_again
    return 1
  fi
  die_of_error "$@"
}

# ---------------------------------------------------------------- guards

# Refuses a word that the AWS CLI could take for an option, a file or an address. Arguments: the words.
check_words() {
  local word
  for word in "$@"; do
    [[ ${word} =~ ^[A-Za-z0-9/][A-Za-z0-9+=,.@:/_#-]*$ && ${word} != *..* && ${word} != *://* ]] ||
      die 2 "'${word}' cannot stand on a command line" 'compile the specification again'
  done
}

# Refuses the name of a variable that is not one of ours: bash runs what stands in the index of a name.
# Argument: name.
check_variable() {
  [[ $1 =~ ^ACCREDIT_(KEY|TOKEN)_FILE_[A-Z0-9_]+$ ]] ||
    die 2 "'$1' is not a variable of this script" 'compile the specification again'
}

# Sets up the shell: strict mode, a temporary folder, and an AWS CLI that behaves alike for everybody.
prepare() {
  trap - EXIT
  set -euo pipefail
  umask 077
  IFS=$' \t\n'
  unset AWS_DEFAULT_OUTPUT CDPATH GLOBIGNORE
  export LC_ALL=C AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off AWS_CLI_ERROR_FORMAT=legacy
  export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=3 AWS_STS_REGIONAL_ENDPOINTS=regional
  prepare_readers
  local tool
  for tool in aws awk cat find grep mkdir mktemp mv rm sed sleep sort tr wc; do
    command -v "${tool}" >/dev/null || die 4 "'${tool}' is not installed"
  done
  trap 'end_readers; rm -rf "${SCRATCH}"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/accredit.XXXXXX")
  HAVE=${SCRATCH}/have WANT=${SCRATCH}/want AHEAD=${SCRATCH}/ahead
  mkdir "${HAVE}" "${WANT}"
}

# Reads from the environment how many readers to have, and sees whether there is a terminal to show progress on.
prepare_readers() {
  jobs=${ACCREDIT_JOBS:-4}
  [[ ${jobs} =~ ^([1-9]|1[0-6])$ ]] || die 2 "ACCREDIT_JOBS is '${jobs}'" 'a number from 1 to 16 is expected'
  [[ -t 2 && ${TERM:-dumb} != dumb ]] || return 0
  erase=$'\r\033[K'
  exec 9>&2
}

# Reads the command line into `command` and `options`.
# Arguments: the commands, the first of which is the default; the options; then the arguments of the script.
parse() {
  local commands=$1 known=$2 word
  shift 2
  command=${commands%% *} options=' '
  for word in "$@"; do
    if [[ ${word} =~ ^[a-z]+$ && " ${commands} " == *" ${word} "* ]]; then
      command=${word}
    elif [[ ${word} =~ ^--[a-z-]+$ && " ${known} " == *" ${word} "* ]]; then
      options+="${word} "
    else
      die 2 "'${word}' is not known here" "usage: ${0##*/} [${commands// /|}] [${known// /] [}]"
    fi
  done
}

# Refuses a custom endpoint, another account and another partition than the ones compiled into the script.
guard() {
  local variable account partition
  check_words "${ACCREDIT_SPEC}" "${ACCREDIT_ACCOUNT}" "${ACCREDIT_PARTITION}" "${ACCREDIT_REGION}"
  if [[ ${ACCREDIT_ALLOW_ENDPOINT:-} != 1 ]]; then
    for variable in "${!AWS_ENDPOINT_URL@}"; do
      [[ -z ${!variable} ]] ||
        die 4 "${variable} points away from AWS" 'unset it, or set ACCREDIT_ALLOW_ENDPOINT=1 for a simulator'
    done
    export AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true
  fi
  show 'asking AWS who you are'
  call "${SCRATCH}/answer" sts get-caller-identity --region "${ACCREDIT_REGION}" ||
    die 4 "AWS does not say who you are: $(LC_ALL=C tr -c '[:print:]' ' ' <"${SCRATCH}/error")" 'sign in first'
  flatten "${SCRATCH}/answer" "${SCRATCH}/caller"
  account=$(value "${SCRATCH}/caller" Account)
  partition=$(value "${SCRATCH}/caller" Arn)
  partition=${partition#arn:}
  partition=${partition%%:*}
  [[ ${account} == "${ACCREDIT_ACCOUNT}" ]] ||
    die 4 "you are signed in to account ${account}, not ${ACCREDIT_ACCOUNT}"
  [[ ${partition} == "${ACCREDIT_PARTITION}" ]] ||
    die 4 "you are signed in to partition ${partition}, not ${ACCREDIT_PARTITION}"
}

# The passes of a run over its resources: each is counted, shown, and handed to the one function that handles it.

# Counts a resource of the pass, and shows that it is its turn. Arguments: function; name.
# Exits: 1 where this pass or reader leaves it out.
is_turn() {
  local what=${1#*_} doing=writing
  turn=$((turn + 1))
  [[ ${pass} != count ]] && ! is_of_another || return 1
  applying || doing=reading
  show "${doing} ${turn} of ${turns}: ${what//_/ } $2"
}

# Handles one resource. After a write whose outcome is not known it is read and decided again.
# Arguments: function; name and whatever else it takes.
settle() {
  check_words "${@:2}"
  is_turn "$1" "$2" || return 0
  for attempt in 1 2 3 4 5 6; do
    settled=yes
    "$@"
    [[ ${settled} == no ]] || return 0
    pause $((1 << (attempt - 1)))
    forget
  done
  die 7 "${1#*_} $2 does not settle" 'run the script again in some minutes'
}

# Brings a resource to what the specification says, or shows what that takes.
# Arguments: kind, whatever ensure_<kind> takes.
ensure() {
  if [[ ${pass} != withdraw ]]; then
    settle "ensure_$1" "${@:2}"
  elif [[ $1 == stream_policy ]]; then
    settle withdraw_stream_policy "${@:2}"
  fi
}

# Checks what must exist before anything is changed. Arguments: kind, whatever require_<kind> takes.
require() {
  check_words "${@:2}"
  is_turn "require_$1" "${2:-}" || return 0
  "require_$1" "${@:2}"
}

# Goes over the resources. Arguments: pass; functions that list them.
make_pass() {
  pass=count
  go_over "${@:2}"
  turns=${turn} pass=$1 changes=0 refusals=0
  shift
  applying || [[ ${pass} == withdraw ]] || read_ahead "$@"
  go_over "$@"
  drop_answers
}

# Calls the functions that list resources. Arguments: their names.
go_over() {
  local list
  turn=0
  for list in "$@"; do
    "${list}"
  done
}

# Reading ahead. A run waits for AWS, and most of what it asks are reads that do not depend on each other. So before a
# pass that only reads, several readers go over the same resources at the same time, each over its share, and decide
# as the pass will, but say and change nothing. What AWS answers them they leave in AHEAD, where `observe` finds it.
# What a reader could not read the pass asks for itself, and says why that fails.
#
# Writes are never made side by side: it is their order that keeps access within what was and what will be.

readers='' # process ids of the readers that run, one a line
asking=''  # process id of the AWS CLI that a reader waits for

# Has the answers ready that a pass is going to ask for. Arguments: functions that list its resources.
read_ahead() {
  ((jobs > 1)) || return 0
  mkdir "${AHEAD}"
  for ((reader = 1; reader <= jobs; reader++)); do
    read_share "$@" >/dev/null 2>&1 </dev/null &
    readers+=$!$'\n'
  done
  reader=0
  wait
  readers=''
}

# Reads the share of one reader, which is a process of its own. Arguments: as `read_ahead`.
read_share() {
  trap '[[ -z ${asking} ]] || kill "${asking}"; exit 143' TERM
  SCRATCH=${SCRATCH}/reader${reader}
  HAVE=${SCRATCH}/have WANT=${SCRATCH}/want
  mkdir "${SCRATCH}" "${HAVE}" "${WANT}"
  go_over "$@"
}

# Runs the AWS CLI for a reader, which ends it when it has to end itself. Arguments: its words.
ask() {
  command aws "$@" </dev/null &
  asking=$!
  wait "${asking}"
}

# Whether a resource is another reader's. In a reader, every resource is counted by all.
is_of_another() {
  ((reader > 0 && turn % jobs != reader - 1))
}

# Leaves what AWS answered for the pass. Arguments: name of the document; its file.
leave_answer() {
  local file=${AHEAD}/$1
  mkdir -p "${file%/*}"
  cat "$2" >"${file}.${reader}"
  mv "${file}.${reader}" "${file}"
}

# Takes an answer that a reader left. Arguments: name of the document; file for it. Exits: 1 where there is none.
take_answer() {
  ((jobs > 1 && reader == 0)) && [[ -e ${AHEAD}/$1 ]] || return 1
  mv "${AHEAD}/$1" "$2"
}

# Forgets the answers that no pass has asked for: they are not those of a later one.
drop_answers() {
  ((jobs == 1)) || rm -rf "${AHEAD}"
}

# Ends the readers that still run.
end_readers() {
  local id
  [[ -n ${readers} ]] || return 0
  while read -r id; do
    kill "${id}" 2>/dev/null || true
  done <<<"${readers%$'\n'}"
  wait
}

# JSON without jq: an awk program that turns a document into lines `path<TAB>value`, or picks members of it.
#
# Two documents mean the same where their sorted lines are the same. So a list is a set, a list of one is its
# element, a statement is found by its Sid and a tag by its Key, null and empty are absent but for a condition without
# values, which nothing meets, a bare account id is the root of that account, and a member `Policy` that holds JSON
# text is that JSON. Values are the inside of a JSON string in ASCII: safe to show, and to put between quotes again.

# shellcheck disable=SC2016  # an awk program
readonly JSON_AWK='
function fail(why) {
  if (!failed) print "not JSON: " why > "/dev/stderr"
  failed = 1
  exit 1
}

# Appends the tokens of a text that breaks no string.
function tokenize(text,    first) {
  while (text != "") {
    first = substr(text, 1, 1)
    if (first == "\"") {
      if (!match(text, /^"([^"\\]|\\.)*"/)) fail("a string does not end")
    } else if (index("{}[]:,", first)) {
      RLENGTH = 1
    } else if (match(text, /^[ \t\r\n]+/)) {
      text = substr(text, RLENGTH + 1)
      continue
    } else if (!match(text, /^[-+.0-9A-Za-z]+/)) {
      fail("unexpected character")
    }
    token[++tokens] = substr(text, 1, RLENGTH)
    text = substr(text, RLENGTH + 1)
  }
}

function hex(digits,    i, number) {
  number = 0
  for (i = 1; i <= length(digits); i++)
    number = number * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
  return number
}

function character(code) {
  if (code == 34) return "\\\""
  if (code == 92) return "\\\\"
  if (code >= 32 && code < 127) return sprintf("%c", code)
  if (code < 65536) return sprintf("\\u%04x", code)
  code -= 65536
  return sprintf("\\u%04x\\u%04x", 55296 + int(code / 1024), 56320 + code % 1024)
}

# The inside of a string token, in ASCII, with one spelling per character.
function inside(text,    result, i, c, code, more) {
  text = substr(text, 2, length(text) - 2)
  if (text !~ /[^ -~]/ && index(text, "\\") == 0) return text
  result = ""
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "\\") {
      c = substr(text, ++i, 1)
      if (c == "u") {
        result = result character(hex(substr(text, i + 1, 4)))
        i += 4
      } else if (c == "\"" || c == "\\") {
        result = result "\\" c
      } else {
        result = result (c in control ? control[c] : c)
      }
    } else if (c in byte) {
      code = byte[c]
      more = code >= 240 ? 3 : code >= 224 ? 2 : code >= 192 ? 1 : 0
      code -= more == 3 ? 240 : more == 2 ? 224 : more == 1 ? 192 : 0
      for (; more > 0; more--) code = code * 64 + byte[substr(text, ++i, 1)] - 128
      result = result character(code)
    } else {
      result = result c
    }
  }
  return result
}

# The text that a value stands for, fit to be read as JSON again.
function unescaped(text,    result, i, c) {
  result = ""
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "\\") {
      c = substr(text, i + 1, 1)
      if (c == "u" && substr(text, i + 2, 2) == "00") {
        c = " "
        i += 5
      } else if (c == "u") {
        c = "\\"
      } else {
        i++
      }
    }
    result = result c
  }
  return result
}

function named(text) {
  return text ~ /[].[]/ ? "\"" text "\"" : text
}

function record(path, text) {
  if (path ~ /(^|\.)Principal$/) path = path ".AWS"
  if (path ~ /(^|\.)Principal\.AWS$/ && text ~ /^[0-9]+$/ && length(text) == 12)
    text = "arn:" partition ":iam::" text ":root"
  line[++lines] = path "\t" text
}

# Reads the value at the cursor `at`, and records its lines below `path`.
function read(path, key,    resume) {
  if (token[at] == "{") {
    if (key == "Statement") read_elements(path, 1)
    else read_object(path)
  } else if (token[at] == "[") {
    at++
    read_elements(path, 0)
  } else if (token[at] == "null") {
    at++
  } else if (key == "Policy" && token[at] ~ /^"[ ]*[{]/) {
    resume = at + 1
    at = tokens + 1
    tokenize(unescaped(inside(token[resume - 1])))
    read(path, "")
    at = resume
  } else if (token[at] ~ /^"/) {
    record(path, inside(token[at++]))
  } else if (token[at] ~ /^(true|false|-?[0-9][-+.0-9eE]*)$/) {
    record(path, token[at++])
  } else {
    fail("a value is missing")
  }
}

function read_object(path,    key) {
  at++
  while (token[at] != "}") {
    if (token[at] !~ /^"/ || token[at + 1] != ":") fail("a member is broken")
    key = inside(token[at])
    at += 2
    read(path (path == "" ? "" : ".") named(key), key)
    if (token[at] == ",") at++
    else if (token[at] != "}") fail("an object does not end")
  }
  at++
}

# Reads the elements of a list up to its end, or the one object that stands for a list. An object is called by
# its identity, or by its rank among those that look alike: never by its place.
function read_elements(path, single,    count, i, j, from, to, label, objects, alike, text, name) {
  count = 0
  while (single || token[at] != "]") {
    from[++count] = lines + 1
    read("", "")
    to[count] = lines
    if (single) break
    if (token[at] == ",") at++
    else if (token[at] != "]") fail("a list does not end")
  }
  if (!single) at++
  if (count == 0 && path ~ /(^|\.)Condition\./) line[++lines] = path "\t[]"
  for (i = 1; i <= count; i++) {
    label[i] = ""
    for (j = from[i]; j <= to[i]; j++)
      if (line[j] ~ /^(Sid|Key|ID|Namespace|AttributeName)\t/) label[i] = substr(line[j], index(line[j], "\t") + 1)
    if (from[i] <= to[i] && line[from[i]] !~ /^\t/) objects[i] = ++alike[label[i]]
  }
  for (i in objects)
    if (alike[label[i]] > 1) text[i] = canonical(from[i], to[i])
  for (i = 1; i <= count; i++) {
    name = label[i] == "" ? "" : named(label[i])
    if (i in text) name = name "#" rank(i, count, text, label)
    for (j = from[i]; j <= to[i]; j++) {
      if (line[j] ~ /^\t/) record_at(j, path)
      else line[j] = (name != "" ? path "[" name "]." : path == "" ? "" : path ".") line[j]
    }
  }
}

# The rank of an element among those with the same label.
function rank(i, count, text, label,    j, result) {
  result = 1
  for (j = 1; j <= count; j++)
    if (j in text && label[j] == label[i] && (text[j] < text[i] || (text[j] == text[i] && j < i))) result++
  return result
}

# Puts a bare value of a list under the path of the list.
function record_at(k, path,    saved) {
  saved = lines
  lines = k - 1
  record(path, substr(line[k], 2))
  lines = saved
}

# One text for the lines from..to, whatever their order.
function canonical(from, to,    i, j, moving, sorted, text) {
  for (i = from; i <= to; i++) {
    moving = line[i]
    for (j = i - 1; j >= from && sorted[j] > moving; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = moving
  }
  text = ""
  for (i = from; i <= to; i++) text = text sorted[i] "\n"
  return text
}

# Prints the members named in `members` (name, or name=new-name) as an object, or bare the one in `member`.
function pick(    count, i, key, depth, text, wanted, pair, separator) {
  count = split(member == "" ? members : member, wanted, " ")
  for (i = 1; i <= count; i++) {
    if (split(wanted[i], pair, "=") == 1) pair[2] = pair[1]
    rename[pair[1]] = pair[2]
  }
  separator = "{"
  for (at = 2; token[at] != "}"; ) {
    key = inside(token[at])
    at += 2
    text = ""
    depth = 0
    do {
      if (at > tokens) fail("an object does not end")
      if (token[at] == "{" || token[at] == "[") depth++
      if (token[at] == "}" || token[at] == "]") depth--
      text = text token[at++]
    } while (depth > 0)
    if (key in rename) {
      if (member != "") print text
      else printf "%s\"%s\":%s", separator, rename[key], text
      separator = ","
    }
    if (token[at] == ",") at++
  }
  if (member == "") print (separator == "{" ? "{" : "") "}"
}

BEGIN {
  for (i = 127; i < 256; i++) byte[sprintf("%c", i)] = i
  control["b"] = "\\u0008"
  control["f"] = "\\u000c"
  control["n"] = "\\u000a"
  control["r"] = "\\u000d"
  control["t"] = "\\u0009"
}
{ tokenize($0) }
END {
  if (failed) exit 1
  at = 1
  if (members != "" || member != "") {
    pick()
    exit 0
  }
  end = tokens
  if (end) read("", "")
  if (end && at != end + 1) fail("the document does not end where it should")
  print "\t"
  for (i = 1; i <= lines; i++) print line[i]
}
'

# Flattens a JSON document. Arguments: document; file for the sorted lines. An empty document has no lines.
flatten() {
  if ! awk -v partition="${ACCREDIT_PARTITION}" "${JSON_AWK}" "$1" >"${SCRATCH}/lines" ||
    ! sort -u "${SCRATCH}/lines" >"$2"; then
    die 7 'AWS answered with something that is not JSON'
  fi
}

# Prints an object of some members of a document. Arguments: document; names, or name=new-name.
members_of() {
  local document=$1
  shift
  awk -v members="$*" "${JSON_AWK}" "${document}"
}

# Prints one member of a document. Arguments: document; name.
member_of() {
  awk -v member="$2" "${JSON_AWK}" "$1"
}

# Prints the values at a path. Arguments: flattened document; path.
value() {
  awk -F '\t' -v path="$2" '$1 == path { print $2 }' "$1"
}

# Prints the lines below a path, with the path taken off. Arguments: flattened document; path.
below() {
  awk -v path="$2" '
    NR == 1 { print; next }
    index($0, path ".") == 1 || index($0, path "[") == 1 {
      print substr($0, length(path) + (substr($0, length(path) + 1, 1) == "." ? 2 : 1))
    }' "$1"
}

# Prints tags as lines `name<TAB>value`. Arguments: flattened document; path of the list or map of tags.
tags_of() {
  below "$1" "$2" | awk -F '\t' -v OFS='\t' '
    /^\[.*\]\.Value\t/ { print substr($1, 2, length($1) - 8), $2; next }
    !/^\[/'
}

# What differs between two flattened documents (json.sh), for a decision and for a person.

# An element of a list that has no identity, as most statements, is called by its rank among those that look alike
# (json.sh), so one more shifts the others. This awk program prints an observed document with other numbers: each
# element is called as the wanted one that it has most in common with, and those that have next to nothing in common
# with any are counted on. What bore two names still does: no difference is lost, and none is made.

# shellcheck disable=SC2016  # an awk program
readonly ALIGN_AWK='
# Sets the list that a path is in, the outermost, its number in it, which the only element has not, and the rest.
function locate(path,    each, end) {
  list = number = ""
  for (each in numbered)
    if (index(path, each ".") == 1 || index(path, each "[#") == 1)
      if (list == "" || length(each) < length(list)) list = each
  if (list == "") return 0
  rest = substr(path, length(list) + 1)
  if (rest ~ /^\[#[0-9]+\]/) {
    end = index(rest, "]")
    number = substr(rest, 3, end - 3)
    rest = substr(rest, end + 1)
  }
  return rest ~ /^[.]/
}

# Notes the elements of a document, and what each has in common with each wanted one.
function read(document,    i, key, line, k) {
  for (i = 1; i <= lines[document]; i++) {
    if (!locate(path[document, i])) continue
    key = document SUBSEP list SUBSEP number
    if (!(key in place)) {
      place[key] = ++count[document]
      list_of[document, count[document]] = list
      name[document, count[document]] = number
    }
    k = place[key]
    size[document, k]++
    line = list SUBSEP rest SUBSEP value[document, i]
    if (document == 1) wants[k, line]
    else for (key = 1; key <= count[1]; key++) if ((key, line) in wants) common[key, k]++
  }
}

# Pairs the elements that differ least, until the rest has no more than an effect in common.
function pair(    i, j, score, best, first, second) {
  while (1) {
    best = ""
    for (i = 1; i <= count[1]; i++)
      for (j = 1; j <= count[2]; j++) {
        if (i in taken || j in renamed || common[i, j] < 2) continue
        score = 2 * common[i, j] - size[1, i] - size[2, j]
        if (best != "" && score <= best) continue
        best = score
        first = i
        second = j
      }
    if (best == "") return
    taken[first]
    renamed[second] = name[1, first]
  }
}

# Numbers the others after those of the wanted document.
function count_on(    i, last) {
  for (i = 1; i <= count[1]; i++) {
    last = name[1, i] == "" ? 1 : name[1, i] + 0
    if (last > counted[list_of[1, i]]) counted[list_of[1, i]] = last
  }
  for (i = 1; i <= count[2]; i++)
    if (!(i in renamed)) renamed[i] = ++counted[list_of[2, i]]
}

FNR == 1 { file++ }
{
  path[file, ++lines[file]] = $1
  value[file, lines[file]] = $2
  at = index($1, "[#")
  if (at > 1 && !index(substr($1, 1, at - 1), "\"")) numbered[substr($1, 1, at - 1)]
}
END {
  read(1)
  read(2)
  pair()
  count_on()
  for (i = 1; i <= lines[2]; i++) {
    text = path[2, i]
    if (locate(text)) {
      number = renamed[place[2, list, number]]
      text = list (number == "" ? "" : "[#" number "]") rest
    }
    print text "\t" value[2, i]
  }
}
'

# Prints what differs, one line each: path, observed value, wanted value, separated by byte 037.
# Arguments: flattened documents, wanted and observed; facets. A facet is a path with all that is below it, or *
# for everything; with ? behind it, it counts only where the wanted document says anything about it. An empty value
# is one like others below *, and none below a path: AWS shows a setting that was never made in either way.
differences() {
  local wanted=$1 seen=$2
  shift 2
  awk -F '\t' "${ALIGN_AWK}" "${wanted}" "${seen}" | awk -F '\t' -v facets="$*" '
    function covers(name, path) {
      return name == "*" || path == name || index(path, name ".") == 1 || index(path, name "[") == 1
    }
    # The values of a path as a person reads them. They stand one behind the other, each after byte 036.
    function shown(values,    value, count, i, text) {
      count = split(values, value, "\036")
      for (i = 2; i <= count; i++)
        text = text (i == 2 ? "" : ", ") (value[i] == "" || value[i] ~ /, / ? "\"" value[i] "\"" : value[i])
      return text
    }
    BEGIN { count = split(facets, facet, " ") }
    FNR == 1 { file++; next }
    {
      known[$1] = 1
      if (file == 1) want[$1] = want[$1] "\036" $2
      else have[$1] = have[$1] "\036" $2
    }
    END {
      for (i = 1; i <= count; i++) {
        name = facet[i]
        if (!sub(/[?]$/, "", name)) stated[i] = 1
        else if (name != "*") for (path in want) if (covers(name, path)) stated[i] = 1
        facet[i] = name
      }
      for (path in known) {
        for (i = 1; i <= count; i++) {
          if (!covers(facet[i], path) || !(i in stated || (facet[i] == "*" && path in want))) continue
          if (facet[i] != "*") { sub(/^\036$/, "", want[path]); sub(/^\036$/, "", have[path]) }
          # The empty text makes awk compare texts: 1e3 is not 1000.
          if (want[path] "" != have[path] "") printf "%s\037%s\037%s\n", path, shown(have[path]), shown(want[path])
          break
        }
      }
    }' "${wanted}" - | sort
}

# Prints, on one line, the principals of a policy that another policy does not name; where there is none, nothing.
# The unique id that AWS shows for a role or user that was deleted is nobody.
# Arguments: flattened policies, the one and the other.
other_principals() {
  awk -F '\t' '
    FNR == 1 { file++; next }
    $1 !~ /(^|\.)(Not)?Principal\./ { next }
    { sub(/.*\.(Not)?Principal\./, "", $1); sub(/^(Not)?Principal\./, "", $1) }
    file == 1 { have[$1 " " $2] = $2 }
    file == 2 { ours[$1 " " $2] = 1 }
    END {
      for (who in have) if (!(who in ours) && have[who] !~ /^A(ROA|IDA)[A-Z0-9]+$/) print have[who]
    }' "$1" "$2" | sort | awk '{ line = line separator $0; separator = ", " } END { if (NR > 0) print line }'
}

# Roles and users. What one may do stands in one inline policy named `accredit`, or in managed policies of its own
# (managed_policy.sh); any other policy on it is an access that nobody reviewed, so it is refused, never ignored.

# Puts the policy `accredit` on a role or user. Arguments: role or user; name. Exits: as `write`.
put_policy() {
  write NoSuchEntity iam "put-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --policy-name accredit --policy-document "file://${WANT}/$1/$2/policy.json"
}

# Reads the policies of a role or user: `policy` (of the name accredit, perhaps empty), `attached_parts` (names of
# its own managed ones) and `extras` (names of all others) below HAVE/<kind>/<name>. Arguments: role or user; name.
observe_policies() {
  local kind=$1 name=$2
  local seen=${HAVE}/${kind}/${name} own
  own=$(managed_arn "${kind}" "${name}" '')
  : >"${seen}/attached_parts"
  observe "${kind}/${name}/inline" NoSuchEntity iam "list-${kind}-policies" --region "${ACCREDIT_REGION}" \
    "--${kind}-name" "${name}" || return 0
  observe "${kind}/${name}/attached" NoSuchEntity iam "list-attached-${kind}-policies" \
    --region "${ACCREDIT_REGION}" "--${kind}-name" "${name}" || return 0
  printf '\t\n' >"${seen}/policy"
  if is_among "$(value "${seen}/inline" PolicyNames)" accredit &&
    observe "${kind}/${name}/accredit" NoSuchEntity iam "get-${kind}-policy" --region "${ACCREDIT_REGION}" \
      "--${kind}-name" "${name}" --policy-name accredit; then
    below "${seen}/accredit" PolicyDocument >"${seen}/policy"
  fi
  awk -F '\t' '$1 ~ /PolicyArn$/ { print $2 }' "${seen}/attached" >"${SCRATCH}/attached"
  # Its own stand right below its path; what stands deeper is somebody else's.
  awk -v own="${own}" 'index($0, own) == 1 && substr($0, length(own) + 1) !~ "/" {
    print substr($0, length(own) + 1)
  }' "${SCRATCH}/attached" >"${seen}/attached_parts"
  {
    value "${seen}/inline" PolicyNames | grep -vx accredit
    awk -v own="${own}" 'index($0, own) != 1 || substr($0, length(own) + 1) ~ "/"' "${SCRATCH}/attached"
  } >"${seen}/extras" || true
}

# Writes what differs between the policies of a role or user that has been read and those of the specification.
# Arguments: role or user; name.
compare_policies() {
  local wanted=${WANT}/$1/$2 seen=${HAVE}/$1/$2
  differences "${wanted}/policy" "${seen}/policy" '*' >"${seen}/policy.differs"
  observe_parts "$1" "$2" "$([[ ! -s ${wanted}/parts ]] || printf yes)"
  compare_parts "$1" "$2"
}

# Gives a new role or user what it may do; managed policies after it was read. Arguments: role or user; name.
# Exits: as `write`.
put_first_policy() {
  [[ -s ${WANT}/$1/$2/parts ]] || {
    put_policy "$1" "$2"
    return
  }
  read_again
}

# Whether a role or user that has been read may do anything. Arguments: role or user; name.
has_policies() {
  [[ $(wc -l <"${HAVE}/$1/$2/policy") -gt 1 || -s ${HAVE}/$1/$2/attached_parts ]]
}

# Takes away what a role or user may do, and makes sure of it. Arguments: role or user; name. Exits: 1 where it must be
# read again.
withdraw_policies() {
  if [[ $(wc -l <"${HAVE}/$1/$2/policy") -gt 1 ]]; then
    write NoSuchEntity iam "delete-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --policy-name accredit || return 1
    confirm_withdrawn "$1" "$2" || return 1
  fi
  withdraw_parts "$1" "$2"
}

# Checks that the policy exists that is to bound a role or user. Argument: its ARN.
require_boundary() {
  observe "boundary/${1//:/_}.policy" NoSuchEntity iam get-policy --region "${ACCREDIT_REGION}" \
    --policy-arn "$1" ||
    refuse "the permissions boundary $1 does not exist" 'create it, or correct permissionsBoundary in the specification'
}

# Prints the lines of a role or user as in its document settings. Arguments: flattened answer; Role or User.
identity_of() {
  below "$1" "$2" | sed -e '/^PermissionsBoundary\.PermissionsBoundaryType/d' \
    -e 's/^PermissionsBoundary\.PermissionsBoundaryArn/PermissionsBoundary/'
}

# ---------------------------------------------------------------- role

# Brings a role to its documents settings (input of create-role, without the trust), trust and policy, or those of its
# managed policies. While the trust or the boundary changes together with anything else, the role may do nothing: so
# access during the run is never wider than before or after. Arguments: name; names of managed policies.
ensure_role() {
  local name=$1
  local wanted=${WANT}/role/${name} seen=${HAVE}/role/${name} owner
  desire "role/${name}/settings" "role/${name}/trust"
  desire_policies role "$@"
  if ! observe "role/${name}/role" NoSuchEntity iam get-role --region "${ACCREDIT_REGION}" --role-name "${name}"; then
    need create "role ${name}, trusted by $(trusted_by "${wanted}/trust")"
    applying || return 0
    write EntityAlreadyExists iam create-role --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${wanted}/settings.json" \
      --assume-role-policy-document "file://${wanted}/trust.json" || return 0
    put_first_policy role "${name}" || return 0
    return 0
  fi
  observe_policies role "${name}"
  compare_role "${name}"
  compare_policies role "${name}"
  owner=$(value "${seen}/tags" accredit:spec)
  [[ ${owner} == "${ACCREDIT_SPEC}" ]] || may_adopt_role "${name}" "${owner}" || return 0
  may_keep_extras "${name}" || return 0
  refuse_shared_parts role "${name}" || return 0
  if [[ -s ${seen}/path.differs ]]; then
    refuse "role ${name} has the path $(value "${seen}/settings" Path), and a path cannot be changed" \
      "delete the role (its users lose access meanwhile), or put rolePath back in the specification"
    return 0
  fi
  need_each "role ${name}: tag" "${seen}/tags.differs"
  need_each "role ${name}:" "${seen}/settings.differs"
  need_each "role ${name}:" "${seen}/boundary.differs"
  need_each "role ${name}: trust" "${seen}/trust.differs"
  need_policies role "${name}"
  [[ ! -s ${seen}/trust.differs && ! -s ${seen}/boundary.differs ]] || regrants=yes
  ! applying || change_role "${name}" || return 0
}

# Says who may assume a role. Argument: flattened trust policy.
trusted_by() {
  awk -F '\t' '$1 ~ /Principal\./ { all = all (all == "" ? "" : ", ") $2 } END { print all }' "$1"
}

# Writes the differences of each part of an observed role to <part>.differs. Argument: name.
compare_role() {
  local wanted=${WANT}/role/$1 seen=${HAVE}/role/$1
  identity_of "${seen}/role" Role >"${seen}/settings"
  below "${seen}/settings" AssumeRolePolicyDocument >"${seen}/trust"
  tags_of "${seen}/settings" Tags >"${seen}/tags"
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  differences "${wanted}/settings" "${seen}/settings" Path >"${seen}/path.differs"
  differences "${wanted}/settings" "${seen}/settings" Description MaxSessionDuration >"${seen}/settings.differs"
  differences "${wanted}/settings" "${seen}/settings" PermissionsBoundary >"${seen}/boundary.differs"
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
  differences "${wanted}/trust" "${seen}/trust" '*' >"${seen}/trust.differs"
}

# Whether a role that does not bear our tag may be taken over. Arguments: name; its owner, or nothing.
may_adopt_role() {
  if [[ -z $2 ]] && asked_for --adopt; then
    applying || say "! adopting role $1, which was made outside of this specification"
    return 0
  fi
  refuse_foreign "role $1" "$2" "choose another name, or take it over with 'apply --adopt' ('plan --adopt' shows it)"
  return 1
}

# Whether a role may be changed although it has policies besides ours: only while it is adopted, and only where
# they go on serving the same principals within the same boundary. Argument: name.
may_keep_extras() {
  local seen=${HAVE}/role/$1 extra
  [[ -s ${seen}/extras ]] || return 0
  if asked_for --adopt && [[ ! -s ${seen}/trust.differs && ! -s ${seen}/boundary.differs ]]; then
    while IFS= read -r extra; do
      applying || say "! role $1 keeps the policy ${extra}: remove it, this ends with exit code 5 until then"
    done <"${seen}/extras"
    return 0
  fi
  refuse_extras role "$1"
  return 1
}

# Refuses a role or user that has other policies than ours. Arguments: role or user; name.
refuse_extras() {
  local kind=$1 name=$2 extra remedy
  while IFS= read -r extra; do
    remedy="delete-${kind}-policy --${kind}-name ${name} --policy-name ${extra}"
    [[ ${extra} != arn:* ]] || remedy="detach-${kind}-policy --${kind}-name ${name} --policy-arn ${extra}"
    refuse "${kind} ${name} has the policy ${extra}, which is not in the specification" "aws iam ${remedy}"
  done <"${HAVE}/${kind}/${name}/extras"
}

# Writes what differs on a role. Argument: name. Exits: 1 where the role must be read again.
change_role() {
  local name=$1 part parts=0 withdrawn=no
  local wanted=${WANT}/role/${name} seen=${HAVE}/role/${name}
  if [[ -s ${seen}/tags.differs ]]; then
    members_of "${wanted}/settings.json" RoleName Tags >"${SCRATCH}/input"
    write NoSuchEntity iam tag-role --region "${ACCREDIT_REGION}" --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  for part in trust boundary; do
    [[ ! -s ${seen}/${part}.differs ]] || parts=$((parts + 1))
  done
  [[ ! -s ${seen}/policy.differs && ! -s ${seen}/parts.differs ]] || parts=$((parts + 1))
  if ((parts > 1)) && has_policies role "${name}"; then
    withdraw_policies role "${name}" || return 1
    withdrawn=yes
  fi
  if [[ -s ${seen}/trust.differs ]]; then
    write NoSuchEntity iam update-assume-role-policy --region "${ACCREDIT_REGION}" --role-name "${name}" \
      --policy-document "file://${wanted}/trust.json" || return 1
  fi
  if [[ -s ${seen}/boundary.differs ]]; then
    put_boundary role "${name}" || return 1
  fi
  if [[ -s ${seen}/trust.differs || -s ${seen}/boundary.differs ]]; then
    confirm_role "${name}" || return 1
  fi
  if [[ -s ${seen}/settings.differs ]]; then
    members_of "${wanted}/settings.json" RoleName Description MaxSessionDuration >"${SCRATCH}/input"
    write NoSuchEntity iam update-role --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  grant_policies role "${name}" "${withdrawn}"
}

# Makes sure that a role or user has no policy `accredit` any more, before more is granted. Arguments: role or user;
# name. Exits: 1 where it must be read again.
confirm_withdrawn() {
  if call "${SCRATCH}/answer" iam "get-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --policy-name accredit; then
    read_again
    return 1
  fi
  failed_with NoSuchEntity || die_of_error iam "get-$1-policy"
}

# Makes sure that a role has its trust and its boundary, before more is granted. Argument: name.
# Exits: 1 where it must be read again.
confirm_role() {
  local seen=${HAVE}/role/$1
  rm -f "${seen}/role"
  if observe "role/$1/role" NoSuchEntity iam get-role --region "${ACCREDIT_REGION}" --role-name "$1"; then
    compare_role "$1"
    [[ -s ${seen}/trust.differs || -s ${seen}/boundary.differs ]] || return 0
  fi
  read_again
  return 1
}

# Sets or removes the permissions boundary. Arguments: role or user; name. Exits: as `write`.
put_boundary() {
  local boundary
  boundary=$(value "${WANT}/$1/$2/settings" PermissionsBoundary)
  if [[ -z ${boundary} ]]; then
    write NoSuchEntity iam "delete-$1-permissions-boundary" --region "${ACCREDIT_REGION}" "--$1-name" "$2"
    return
  fi
  check_words "${boundary}"
  write NoSuchEntity iam "put-$1-permissions-boundary" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --permissions-boundary "${boundary}"
}

# Managed policies of roles and users, where one may do more than AWS takes in an inline policy. They stand below
# the path /accredit/<spec>/<role or user>/<name>/, which says whose they are, because no template gives them tags.
# Whoever has any bears the tag accredit:policies from before the first is made until after the last is gone, so
# that nobody else's run has to ask for the policies of the account.
#
# What comes is attached before what goes is detached, and nothing is attached before it reads as it should: access
# during a run is within what was granted before or is after.

# Prints the ARN of a managed policy. Arguments: role or user; name; policy.
managed_arn() {
  printf 'arn:%s:iam::%s:policy/accredit/%s/%s/%s/%s\n' "${ACCREDIT_PARTITION}" "${ACCREDIT_ACCOUNT}" \
    "${ACCREDIT_SPEC}" "$1" "$2" "$3"
}

# Puts the policies of the specification at WANT/<kind>/<name>: `policy` for the inline one, `parts` with the names of
# managed ones in its place. Arguments: role or user; name; names of managed policies.
desire_policies() {
  local wanted=${WANT}/$1/$2 part
  if (($# == 2)); then
    desire "$1/$2/policy"
    : >"${wanted}/parts"
    return 0
  fi
  printf '\t\n' >"${wanted}/policy"
  printf '%s\n' "${@:3}" | sort >"${wanted}/parts"
  for part in "${@:3}"; do
    desire "managed_policy/${part}/policy"
  done
}

# Reads the managed policies of a role or user that has been read, where it may have any: `parts` below
# HAVE/<kind>/<name>, a line of name, default version, and how often it is attached and bounds somebody; and the
# document of each in `part/<policy>`. Arguments: role or user; name; yes to look in any case.
observe_parts() {
  local kind=$1 name=$2
  local seen=${HAVE}/${kind}/${name} part version
  [[ ! -e ${seen}/parts ]] || return 0
  : >"${seen}/parts"
  [[ $3 == yes || -s ${seen}/attached_parts || -n $(value "${seen}/tags" accredit:policies) ]] || return 0
  observe "${kind}/${name}/listed" NoSuchEntity iam list-policies --region "${ACCREDIT_REGION}" --scope Local \
    --path-prefix "/accredit/${ACCREDIT_SPEC}/${kind}/${name}/" || return 0
  # The prefix takes in what stands deeper as well, which is none of ours.
  awk -F '\t' -v OFS='\t' -v path="/accredit/${ACCREDIT_SPEC}/${kind}/${name}/" '
    match($1, /^Policies(\[[^]]*\])?\./) {
      element = substr($1, 1, RLENGTH)
      known[element] = 1
      field[element, substr($1, RLENGTH + 1)] = $2
    }
    END {
      for (element in known) if (field[element, "Path"] == path)
        print field[element, "PolicyName"], field[element, "DefaultVersionId"], \
          field[element, "AttachmentCount"] + 0, field[element, "PermissionsBoundaryUsageCount"] + 0
    }' "${seen}/listed" | sort >"${seen}/parts"
  while IFS=$'\t' read -r part version _; do
    check_words "${part}" "${version}"
    observe "${kind}/${name}/version/${part}" NoSuchEntity iam get-policy-version --region "${ACCREDIT_REGION}" \
      --policy-arn "$(managed_arn "${kind}" "${name}" "${part}")" --version-id "${version}" || continue
    mkdir -p "${seen}/part"
    below "${seen}/version/${part}" PolicyVersion.Document >"${seen}/part/${part}"
  done <"${seen}/parts"
}

# Writes what is to be done to the policies of a role or user that has been read to `parts.differs` below
# HAVE/<kind>/<name>: a line of create, update, attach or remove, and the policy; or `unmark`, when none is left.
# What is attached counts even where IAM does not list it yet. Arguments: role or user; name.
compare_parts() {
  local wanted=${WANT}/$1/$2 seen=${HAVE}/$1/$2 part names
  names=$(awk -F '\t' '{ print $1 }' "${seen}/parts")
  {
    while IFS= read -r part; do
      if ! is_among "${names}" "${part}" || [[ ! -e ${seen}/part/${part} ]]; then
        printf 'create %s\n' "${part}"
        continue
      fi
      differences "${WANT}/managed_policy/${part}/policy" "${seen}/part/${part}" '*' >"${seen}/part/${part}.differs"
      [[ ! -s ${seen}/part/${part}.differs ]] || printf 'update %s\n' "${part}"
      is_among "$(<"${seen}/attached_parts")" "${part}" || printf 'attach %s\n' "${part}"
    done <"${wanted}/parts"
    while IFS= read -r part; do
      is_among "$(<"${wanted}/parts")" "${part}" || printf 'remove %s\n' "${part}"
    done < <(awk -F '\t' '{ print $1 }' "${seen}/parts" | cat - "${seen}/attached_parts" | sort -u)
    [[ -s ${wanted}/parts || -s ${seen}/parts || -s ${seen}/attached_parts ||
      -z $(value "${seen}/tags" accredit:policies) ]] || printf 'unmark\n'
  } >"${seen}/parts.differs"
}

# Makes sure that IAM lists each managed policy that a role or user has: of another it is not known what it holds and
# whom else it serves. Arguments: role or user; name. Exits: 1 where the holder must be read again.
require_listed_parts() {
  local seen=${HAVE}/$1/$2 part names
  names=$(awk -F '\t' '{ print $1 }' "${seen}/parts")
  while IFS= read -r part; do
    is_among "${names}" "${part}" || {
      read_again
      return 1
    }
  done <"${seen}/attached_parts"
}

# Prints the policies to which something is to be done. Arguments: acts, each between spaces; role or user; name.
parts_to() {
  awk -v acts="$1" 'index(acts, " " $1 " ") { print $2 }' "${HAVE}/$2/$3/parts.differs"
}

# Records each difference between the policies of a role or user and those of the specification.
# Arguments: role or user; name.
need_policies() {
  local seen=${HAVE}/$1/$2 act part
  if [[ ! -s ${WANT}/$1/$2/parts ]]; then
    need_each "$1 $2: policy" "${seen}/policy.differs"
  elif [[ -s ${seen}/policy.differs ]]; then
    need remove "inline policy of $1 $2"
  fi
  while read -r act part; do
    case ${act} in
      create) need create "policy ${part} of $1 $2" ;;
      update) need_each "$1 $2: policy ${part}" "${seen}/part/${part}.differs" ;;
      attach) need change "$1 $2: policy ${part}: (none) -> attached" ;;
      remove) need remove "policy ${part} of $1 $2" ;;
      *) need change "$1 $2: tag accredit:policies: managed -> (none)" ;;
    esac
  done <"${seen}/parts.differs"
}

# Refuses a role or user whose managed policies serve anybody else as well. Arguments: role or user; name. Exits: 1
# where it does.
refuse_shared_parts() {
  local kind=$1 name=$2
  local seen=${HAVE}/${kind}/${name} part count bounds others shared=no
  while IFS=$'\t' read -r part _ count bounds; do
    ! is_among "$(<"${seen}/attached_parts")" "${part}" || count=$((count - 1))
    ((count + bounds > 0)) || continue
    observe "${kind}/${name}/users/${part}" NoSuchEntity iam list-entities-for-policy --region "${ACCREDIT_REGION}" \
      --policy-arn "$(managed_arn "${kind}" "${name}" "${part}")" || continue
    others=$(awk -F '\t' -v kind="${kind}" -v name="${name}" '
      match($1, /(Role|User|Group)Name$/) {
        other = tolower(substr($1, RSTART, RLENGTH - 4))
        if (other != kind || $2 != name) print other " " $2
      }' "${seen}/users/${part}")
    [[ -n ${others} ]] || continue
    refuse "policy ${part} of ${kind} ${name} serves ${others//$'\n'/, } as well, which is not in the specification" \
      "detach it there: aws iam detach-...-policy --policy-arn $(managed_arn "${kind}" "${name}" "${part}")"
    shared=yes
  done <"${seen}/parts"
  [[ ${shared} == no ]]
}

# Takes away what the managed policies of a role or user allow, and makes sure of it. Arguments: role or user; name.
# Exits: 1 where it must be read again.
withdraw_parts() {
  local seen=${HAVE}/$1/$2 part
  [[ -s ${seen}/attached_parts ]] || return 0
  while IFS= read -r part; do
    detach_part "$1" "$2" "${part}" || return 1
  done <"${seen}/attached_parts"
  call_for "${SCRATCH}/answer" iam "list-attached-$1-policies" --region "${ACCREDIT_REGION}" "--$1-name" "$2" ||
    die_of_error iam "list-attached-$1-policies"
  flatten "${SCRATCH}/answer" "${SCRATCH}/attached"
  # An answer that got lost says nothing of what is attached.
  if ! grep -qF '"AttachedPolicies"' "${SCRATCH}/answer" ||
    grep -qF "$(managed_arn "$1" "$2" '')" "${SCRATCH}/attached"; then
    read_again
    return 1
  fi
}

# Brings the policies of a role or user to what the specification says, when everything else about it is right.
# Arguments: role or user; name; yes where what it had was taken away before. Exits: 1 where it must be read again.
grant_policies() {
  local wanted=${WANT}/$1/$2 seen=${HAVE}/$1/$2
  if [[ ! -s ${wanted}/parts && ! -s ${seen}/parts.differs ]]; then
    [[ $3 == no && ! -s ${seen}/policy.differs ]] || put_policy "$1" "$2" || return 1
    return 0
  fi
  if [[ $3 == yes ]]; then
    read_again
    return 1
  fi
  require_listed_parts "$1" "$2" || return 1
  write_unattached_parts "$1" "$2" || return 1
  [[ -s ${wanted}/parts || ! -s ${seen}/policy.differs ]] || put_policy "$1" "$2" || return 1
  # Where there is no room for what comes beside what goes, the latter has to go first.
  ((attempt == 1)) || remove_parts "$1" "$2" || return 1
  attach_parts "$1" "$2" || return 1
  write_attached_parts "$1" "$2" || return 1
  if [[ -s ${wanted}/parts && -s ${seen}/policy.differs ]]; then
    write NoSuchEntity iam "delete-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --policy-name accredit || return 1
  fi
  ((attempt > 1)) || remove_parts "$1" "$2" || return 1
  # The tag goes when the policies read as gone, so that none is forgotten.
  if [[ ! -s ${wanted}/parts && -s ${seen}/parts ]]; then
    read_again
    return 1
  fi
  if grep -qx unmark "${seen}/parts.differs"; then
    write NoSuchEntity iam "untag-$1" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --tag-keys accredit:policies || return 1
  fi
}

# Makes the policies that are missing, and mends those that nobody has yet. Arguments: role or user; name.
# Exits: 1 where the holder must be read again, as after each that is mended: what it was must not be attached.
write_unattached_parts() {
  local part mended=no
  while IFS= read -r part; do
    if ! write EntityAlreadyExists iam create-policy --region "${ACCREDIT_REGION}" --policy-name "${part}" \
      --path "/accredit/${ACCREDIT_SPEC}/$1/$2/" \
      --policy-document "file://${WANT}/managed_policy/${part}/policy.json"; then
      # A name is unique in an account, whatever the path; ours would have been read by now.
      ((attempt < 4)) || ! failed_with EntityAlreadyExists ||
        die 5 "the account has another policy ${part}" "delete it, or choose another name for the $1"
      return 1
    fi
  done < <(parts_to ' create ' "$1" "$2")
  while IFS= read -r part; do
    ! is_among "$(<"${HAVE}/$1/$2/attached_parts")" "${part}" || continue
    write_version "$1" "$2" "${part}" || return 1
    mended=yes
  done < <(parts_to ' update ' "$1" "$2")
  [[ ${mended} == no ]] || {
    read_again
    return 1
  }
}

# Attaches the policies that are not yet. Arguments: role or user; name. Exits: as `write`.
attach_parts() {
  local part again=NoSuchEntity
  [[ -z $(parts_to ' remove ' "$1" "$2") ]] || again='NoSuchEntity|LimitExceeded'
  while IFS= read -r part; do
    write "${again}" iam "attach-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --policy-arn "$(managed_arn "$1" "$2" "${part}")" || return 1
  done < <(parts_to ' create attach ' "$1" "$2")
}

# Brings the policies to the specification that are attached. Arguments: role or user; name. Exits: as `write`.
write_attached_parts() {
  local part
  while IFS= read -r part; do
    is_among "$(<"${HAVE}/$1/$2/attached_parts")" "${part}" || continue
    write_version "$1" "$2" "${part}" || return 1
  done < <(parts_to ' update ' "$1" "$2")
}

# Gives a policy the document of the specification, by a version; of the five that it may have, the oldest goes.
# Arguments: role or user; name; policy. Exits: as `write`.
write_version() {
  local arn version
  arn=$(managed_arn "$1" "$2" "$3")
  list_versions "${arn}" || return 1
  if (($(wc -l <"${SCRATCH}/versions") > 3)); then
    version=$(awk 'NR == 1' "${SCRATCH}/versions")
    write NoSuchEntity iam delete-policy-version --region "${ACCREDIT_REGION}" --policy-arn "${arn}" \
      --version-id "${version}" || return 1
  fi
  write 'NoSuchEntity|LimitExceeded' iam create-policy-version --region "${ACCREDIT_REGION}" --policy-arn "${arn}" \
    --policy-document "file://${WANT}/managed_policy/$3/policy.json" --set-as-default
}

# Lists the versions of a policy that are not its default in SCRATCH/versions, the oldest first. Argument: its ARN.
# Exits: 1 where the holder must be read again.
list_versions() {
  if ! call "${SCRATCH}/answer" iam list-policy-versions --region "${ACCREDIT_REGION}" --policy-arn "$1"; then
    failed_with NoSuchEntity || die_of_error iam list-policy-versions
    read_again
    return 1
  fi
  flatten "${SCRATCH}/answer" "${SCRATCH}/listed"
  awk -F '\t' '
    match($1, /^Versions(\[[^]]*\])?\./) {
      element = substr($1, 1, RLENGTH)
      field[element, substr($1, RLENGTH + 1)] = $2
      known[element] = 1
    }
    END {
      for (element in known)
        if (field[element, "IsDefaultVersion"] != "true") print substr(field[element, "VersionId"], 2)
    }' "${SCRATCH}/listed" | sort -n | sed 's/^/v/' >"${SCRATCH}/versions"
}

# Removes the policies that the specification does not have any more. Arguments: role or user; name. Exits: as `write`.
remove_parts() {
  local part
  while IFS= read -r part; do
    remove_part "$1" "$2" "${part}" || return 1
  done < <(parts_to ' remove ' "$1" "$2")
}

# Removes a managed policy with all of its versions. Arguments: role or user; name; policy. Exits: as `write`.
remove_part() {
  local arn version
  arn=$(managed_arn "$1" "$2" "$3")
  ! is_among "$(<"${HAVE}/$1/$2/attached_parts")" "$3" || detach_part "$1" "$2" "$3" || return 1
  list_versions "${arn}" || return 1
  while IFS= read -r version; do
    write NoSuchEntity iam delete-policy-version --region "${ACCREDIT_REGION}" --policy-arn "${arn}" \
      --version-id "${version}" || return 1
  done <"${SCRATCH}/versions"
  write 'NoSuchEntity|DeleteConflict' iam delete-policy --region "${ACCREDIT_REGION}" --policy-arn "${arn}"
}

# Detaches a managed policy from its holder. Arguments: role or user; name; policy. Exits: as `write`.
detach_part() {
  write NoSuchEntity iam "detach-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --policy-arn "$(managed_arn "$1" "$2" "$3")"
}

# The command of teardown.sh. The generated part has two functions: `resources`, of `remove` lines in an order in
# which access ends first, and `remains`, of `keep` lines for what holds data and is never removed.

# Removes a resource that bears our tag, or shows that it would. Arguments: kind, whatever remove_<kind> takes.
remove() {
  settle "remove_$1" "${@:2}"
}

# Names what stays. Arguments: words that name it.
keep() {
  [[ ${pass} == count ]] || say "= keep $*"
}

# Removes a resource that has been read, unless it is somebody else's. Arguments: the resource; its owner.
# Exits: 0 where it is to be deleted now.
may_remove() {
  if [[ $2 != "${ACCREDIT_SPEC}" ]]; then
    refuse_foreign "$1" "$2" 'it stays; delete it by hand if nobody needs it'
    return 1
  fi
  need remove "$1"
  applying
}

# Removes a metric stream. Arguments: name, region.
remove_metric_stream() {
  local name=$1 region=$2
  local gone='ResourceNotFoundException|ResourceNotFound'
  observe "metric_stream/${name}/settings" "${gone}" cloudwatch get-metric-stream --region "${region}" \
    --name "${name}" || return 0
  observe "metric_stream/${name}/tagging" "${gone}" cloudwatch list-tags-for-resource --region "${region}" \
    --resource-arn "$(metric_stream_arn "${name}" "${region}")" || return 0
  may_remove "metric stream ${name}" "$(owner_in "metric_stream/${name}/tagging" Tags)" || return 0
  write "${gone}" cloudwatch delete-metric-stream --region "${region}" --name "${name}" || return 0
}

# Removes a delivery stream. Arguments: name, region.
remove_delivery_stream() {
  local name=$1 region=$2
  observe_delivery_stream "${name}" "${region}" || return 0
  [[ $(value "${HAVE}/delivery_stream/${name}/stream" DeliveryStreamStatus) != DELETING ]] || return 0
  observe "delivery_stream/${name}/tagging" ResourceNotFoundException firehose list-tags-for-delivery-stream \
    --region "${region}" --delivery-stream-name "${name}" || return 0
  may_remove "delivery stream ${name}" "$(owner_in "delivery_stream/${name}/tagging" Tags)" || return 0
  write ResourceNotFoundException firehose delete-delivery-stream --region "${region}" \
    --delivery-stream-name "${name}" || return 0
}

# Removes the resource policy of a stream, unless it names anybody that ours does not. Arguments: name, region.
remove_stream_policy() {
  local name=$1 region=$2
  local seen=${HAVE}/stream_policy/${name}/policy
  desire "stream_policy/${name}/policy"
  observe_stream_policy "${name}" "${region}"
  [[ $(wc -l <"${seen}") -gt 1 ]] || return 0
  other_principals "${seen}" "${WANT}/stream_policy/${name}/policy" >"${seen}.others"
  if [[ -s ${seen}.others ]]; then
    refuse "the policy of stream ${name} names $(<"${seen}.others")" \
      'it stays; take our statement out by hand'
    return 0
  fi
  need remove "policy of stream ${name}"
  applying || return 0
  delete_stream_policy ResourceNotFoundException "${name}" "${region}"
}

# Removes a user with its access keys and its policies. Arguments: name; names of managed policies.
remove_user() {
  local name=$1 id
  local seen=${HAVE}/user/${name}
  if ! observe "user/${name}/user" NoSuchEntity iam get-user --region "${ACCREDIT_REGION}" --user-name "${name}"; then
    remove_orphans user "$@"
    return 0
  fi
  observe_policies user "${name}"
  observe_own_parts user User "$@"
  observe "user/${name}/keys" NoSuchEntity iam list-access-keys --region "${ACCREDIT_REGION}" --user-name "${name}" ||
    return 0
  if [[ -s ${seen}/extras && $(owner_in "user/${name}/user" User.Tags) == "${ACCREDIT_SPEC}" ]]; then
    refuse_extras user "${name}"
    return 0
  fi
  refuse_shared_parts user "${name}" || return 0
  may_remove "user ${name}" "$(owner_in "user/${name}/user" User.Tags)" || return 0
  while IFS= read -r id; do
    write NoSuchEntity iam delete-access-key --region "${ACCREDIT_REGION}" --user-name "${name}" \
      --access-key-id "${id}" || return 0
  done < <(awk -F '\t' '$1 ~ /AccessKeyId$/ { print $2 }' "${seen}/keys")
  delete_policies user "${name}" || return 0
  write NoSuchEntity iam delete-user --region "${ACCREDIT_REGION}" --user-name "${name}" || return 0
}

# Removes a role with its policies. Arguments: name; names of managed policies.
remove_role() {
  local name=$1
  if ! observe "role/${name}/role" NoSuchEntity iam get-role --region "${ACCREDIT_REGION}" --role-name "${name}"; then
    remove_orphans role "$@"
    return 0
  fi
  observe_policies role "${name}"
  observe_own_parts role Role "$@"
  if [[ -s ${HAVE}/role/${name}/extras && $(owner_in "role/${name}/role" Role.Tags) == "${ACCREDIT_SPEC}" ]]; then
    refuse_extras role "${name}"
    return 0
  fi
  refuse_shared_parts role "${name}" || return 0
  may_remove "role ${name}" "$(owner_in "role/${name}/role" Role.Tags)" || return 0
  delete_policies role "${name}" || return 0
  write NoSuchEntity iam delete-role --region "${ACCREDIT_REGION}" --role-name "${name}" || return 0
}

# Deletes the policy `accredit`, where there is one, and the managed ones. Arguments: role or user; name.
# Exits: as `write`.
delete_policies() {
  local part
  require_listed_parts "$1" "$2" || return 1
  if is_among "$(value "${HAVE}/$1/$2/inline" PolicyNames)" accredit; then
    write NoSuchEntity iam "delete-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --policy-name accredit || return 1
  fi
  while IFS= read -r part; do
    remove_part "$1" "$2" "${part}" || return 1
  done < <(awk -F '\t' '{ print $1 }' "${HAVE}/$1/$2/parts")
  # Their holder goes when they read as gone, so that none is forgotten.
  [[ ! -s ${HAVE}/$1/$2/parts ]] || {
    read_again
    return 1
  }
}

# Reads the managed policies of a role or user that has been read. Arguments: role or user; Role or User; name; names
# of managed policies.
observe_own_parts() {
  tags_of "${HAVE}/$1/$3/$1" "$2.Tags" >"${HAVE}/$1/$3/tags"
  observe_parts "$1" "$3" "${4:+yes}"
}

# Removes the managed policies of a role or user that somebody has deleted. Arguments: role or user; name; names of
# managed policies.
remove_orphans() {
  local seen=${HAVE}/$1/$2 part
  (($# > 2)) || return 0
  mkdir -p "${seen}"
  : >"${seen}/attached_parts"
  : >"${seen}/tags"
  observe_parts "$1" "$2" yes
  refuse_shared_parts "$1" "$2" || return 0
  while IFS= read -r part; do
    need remove "policy ${part} of $1 $2"
    ! applying || remove_part "$1" "$2" "${part}" || return 0
  done < <(awk -F '\t' '{ print $1 }' "${seen}/parts")
}

# Prints the specification that an observed resource belongs to. Arguments: name of the document; path of its tags.
owner_in() {
  tags_of "${HAVE}/$1" "$2" >"${SCRATCH}/tags"
  value "${SCRATCH}/tags" accredit:spec
}

# Has the person confirm by the account id, in ACCREDIT_CONFIRM with --yes, else on the terminal.
confirm() {
  local answer=${ACCREDIT_CONFIRM:-}
  if ! asked_for --yes; then
    printf '%sType the account id %s to remove this: ' "${erase}" "${ACCREDIT_ACCOUNT}" >&2
    IFS= read -r answer 2>/dev/null </dev/tty ||
      die 2 'there is no terminal to confirm on' "use --yes with ACCREDIT_CONFIRM=${ACCREDIT_ACCOUNT}"
  fi
  [[ ${answer} == "${ACCREDIT_ACCOUNT}" ]] || die 2 "'${answer}' is not the account id; nothing was removed"
}

# Runs the script. Arguments: those of the script.
main() {
  local planned
  prepare
  parse remove --yes "$@"
  guard
  make_pass survey resources remains
  planned=${changes}
  if ((changes > 0)); then
    confirm
    make_pass apply resources
    forget
    make_pass verify resources
    ((changes == 0)) || finish 6 teardown "${changes} still there after ${planned} removed"
  fi
  ((refusals == 0)) || finish 5 teardown "${planned} removed, ${refusals} refused"
  finish 0 teardown "${planned} removed"
}

main "$@"
