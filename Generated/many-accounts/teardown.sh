#!/usr/bin/env bash
# Compiled by accredit from many-accounts.yaml.
# Do not edit: change the spec and run 'accredit compile'.
#
# Removes what the spec many-accounts made in all of its targets: the stacks of its stack
# sets, then the stack sets, whatever bears the tag accredit:spec=many-accounts. Buckets,
# streams and logs stay, with their data.
#
#   teardown.sh            shows what it would remove, and asks for the account id
#   teardown.sh --yes      doesn't ask; the variable ACCREDIT_CONFIRM must be the account id
#
# The account id is that of the account that has the stack sets.
# Exit codes: 0 removed; 2 usage; 4 wrong account, region or tool; 5 something is not the
# spec's own, and stays; 6 still there; 7 AWS refused; 129, 130, 143 signals.
#
# Access granted by this file: sha256:e22f1e974fb96ba5207895bd12ffbf9fd54dd29cf6f0a62a857eda13328982c1

# shellcheck shell=bash disable=SC2034,SC2317  # functions are called by their names
[[ ${BASH_SOURCE[0]:-$0} == "$0" ]] || {
  echo 'run this script, do not source it' >&2
  return 4
}
trap 'echo "error: this script is not complete" >&2; exit 4' EXIT

readonly ACCREDIT_SPEC='many-accounts'
readonly ACCREDIT_ACCOUNT='111122223333'
readonly ACCREDIT_PARTITION='aws'
readonly ACCREDIT_REGION='us-east-1'

# What the spec removes: regional parts first.
resources() {
  remove stack_set 'many-accounts-Regional'
  remove stack_set 'many-accounts'
}

# What holds data, and stays: the templates retain it.
remains() {
  keep buckets 'in' 'every' 'target'
  keep log groups 'in' 'every' 'target'
  keep streams 'in' 'every' 'target'
}

# Prints a document. Argument: its name.
document() {
  case $1 in
    'stack_set/many-accounts/settings')
      cat <<'EOF_c3537cf55ac5ea86'
{
  "StackSetName": "many-accounts",
  "Description": "What accounts have once of the accredit spec many-accounts",
  "PermissionModel": "SERVICE_MANAGED",
  "CallAs": "SELF",
  "AutoDeployment": {
    "Enabled": false
  },
  "Capabilities": [
    "CAPABILITY_NAMED_IAM"
  ],
  "Tags": [
    {
      "Key": "accredit:spec",
      "Value": "many-accounts"
    },
    {
      "Key": "team",
      "Value": "platform"
    }
  ],
  "OperationPreferences": {
    "MaxConcurrentPercentage": 100,
    "FailureTolerancePercentage": 0
  }
}
EOF_c3537cf55ac5ea86
      ;;
    'stack_set/many-accounts/targets')
      cat <<'EOF_b1d14db8f5a744e4'
{
  "Accounts": [
    "222233334444",
    "333344445555"
  ],
  "OrganizationalUnitIds": [
    "ou-ab12-cd34ef56"
  ]
}
EOF_b1d14db8f5a744e4
      ;;
    'stack_set/many-accounts-Regional/settings')
      cat <<'EOF_c6af227c249f27a8'
{
  "StackSetName": "many-accounts-Regional",
  "Description": "What each region has of its own of the accredit spec many-accounts",
  "PermissionModel": "SERVICE_MANAGED",
  "CallAs": "SELF",
  "AutoDeployment": {
    "Enabled": false
  },
  "Capabilities": [
    "CAPABILITY_NAMED_IAM"
  ],
  "Tags": [
    {
      "Key": "accredit:spec",
      "Value": "many-accounts"
    },
    {
      "Key": "team",
      "Value": "platform"
    }
  ],
  "OperationPreferences": {
    "MaxConcurrentPercentage": 100,
    "FailureTolerancePercentage": 0
  }
}
EOF_c6af227c249f27a8
      ;;
    'stack_set/many-accounts-Regional/targets')
      cat <<'EOF_b1d14db8f5a744e4'
{
  "Accounts": [
    "222233334444",
    "333344445555"
  ],
  "OrganizationalUnitIds": [
    "ou-ab12-cd34ef56"
  ]
}
EOF_b1d14db8f5a744e4
      ;;
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

# CloudFormation stack sets. Each deploys one template, which lies beside the script, to many accounts and regions: a
# stack instance is the stack of one account and region. CloudFormation does one thing at a time to a stack set; every
# such operation bears an id of ours, so that it is found again where the answer got lost.

# What is read of a stack set besides its template, and of each of its instances.
readonly STACK_SET_QUERY='StackSet.{Status: Status, Description: Description, PermissionModel: PermissionModel,
  AutoDeployment: AutoDeployment, AdministrationRoleARN: AdministrationRoleARN, ExecutionRoleName: ExecutionRoleName,
  Capabilities: Capabilities, OrganizationalUnitIds: OrganizationalUnitIds, Parameters: Parameters[].ParameterKey,
  Tags: Tags}'
readonly STACK_INSTANCES_QUERY="Summaries[].join('|', [Account, Region, not_null(OrganizationalUnitId, ''), Status,
  not_null(StackInstanceStatus.DetailedStatus, ''), not_null(StatusReason, '')])"
readonly STACK_TARGETS_QUERY="{Targets: Summaries[].join('|', [OrganizationalUnitId, join(' ', Regions)]),
  More: NextToken}"

# What CloudFormation says where something else is done to a stack set, or was meanwhile.
readonly STACK_SET_CHANGED='OperationInProgressException|OperationIdAlreadyExistsException|StaleRequestException'\
'|StackSetNotFoundException|StackInstanceNotFoundException|StackSetNotEmptyException'

operations=0     # operations that this run has asked for
lists_targets=no # whether the AWS CLI is known to list where a stack set is deployed automatically

# Checks that the role exists by which CloudFormation acts in the target accounts. Argument: its name.
require_stack_set_administration() {
  observe "stack_set_administration/$1" NoSuchEntity iam get-role --region "${ACCREDIT_REGION}" --role-name "$1" ||
    refuse "the role $1, by which CloudFormation acts in the target accounts, does not exist" \
      'make it, and the role that it assumes in each of them, as CHECKLIST.md says'
}

# ---------------------------------------------------------------- stack set

# Brings a stack set to its documents settings, targets and tokens and to the template in a file, in all of its
# targets. Arguments: name; file, and SHA-256 of it; regions.
ensure_stack_set() {
  local name=$1 file=$2 digest=$3
  local seen=${HAVE}/stack_set/${name} owner
  shift 3
  desire "stack_set/${name}/settings" "stack_set/${name}/targets" "stack_set/${name}/tokens"
  desire_template "${name}" "${file}" "${digest}"
  if ! observe_stack_set "${name}"; then
    need create "stack set ${name}, which deploys ${file}"
    compare_instances "${name}" "$@"
    need_instances "${name}"
    check_stack_set_tokens "${name}" all
    check_template_bucket "${name}"
    applying || return 0
    create_stack_set "${name}" "${digest}" || return 0
    add_stack_instances "${name}" || return 0
    return 0
  fi
  owner=$(owner_of_stack_set "${name}")
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]]; then
    refuse_foreign "stack set ${name}" "${owner}" 'delete it, or choose another name for the specification'
    return 0
  fi
  compare_stack_set "${name}"
  compare_instances "${name}" "$@"
  may_change_stack_set "${name}" || return 0
  need_each "stack set ${name}:" "${seen}/settings.differs"
  need_each "stack set ${name}: tag" "${seen}/tags.differs"
  need_each "stack set ${name}:" "${seen}/parameters.differs"
  need_template "${name}" "${file}"
  need_instances "${name}"
  if asked_for --replace-token && [[ $(wc -l <"${WANT}/stack_set/${name}/parameters") -gt 1 ]]; then
    need change "stack set ${name}: send the tokens again"
    printf 'Parameters\037\037\n' >>"${seen}/parameters.differs"
    check_stack_set_tokens "${name}" all
  fi
  check_stack_set_tokens "${name}" new
  check_template_bucket "${name}"
  ! applying || change_stack_set "${name}" "${digest}" || return 0
}

# Takes away the instances of a stack set that are outside of its targets, before anything else is changed.
# Arguments: name; regions.
ensure_stack_set_bounds() {
  local name=$1
  shift
  desire "stack_set/${name}/settings" "stack_set/${name}/targets"
  observe_stack_set "${name}" || return 0
  [[ $(owner_of_stack_set "${name}") == "${ACCREDIT_SPEC}" ]] || return 0
  compare_instances "${name}" "$@"
  need_removals "${name}"
  ! applying || take_stack_instances "${name}" || return 0
}

# Removes a stack set that the specification had once and for which it has nothing any more. Argument: name.
ensure_no_stack_set() {
  local name=$1
  desire "stack_set/${name}/settings" "stack_set/${name}/targets"
  observe_stack_set "${name}" || return 0
  [[ $(owner_of_stack_set "${name}") == "${ACCREDIT_SPEC}" ]] || return 0
  compare_instances "${name}"
  if [[ -s ${HAVE}/stack_set/${name}/stuck ]]; then
    refuse_stuck_instances "${name}"
    return 0
  fi
  need remove "stack set ${name}, with $(count_instances "${name}") stack instances, which the spec has no more"
  ! applying || take_stack_set "${name}" || return 0
}

# Reads a stack set, its template and its instances. Argument: name. Exits: as `observe`.
observe_stack_set() {
  local name=$1
  local seen=${HAVE}/stack_set/${name}
  observe "stack_set/${name}/settings" StackSetNotFoundException cloudformation describe-stack-set \
    --region "${ACCREDIT_REGION}" --stack-set-name "${name}" --call-as "$(caller_of "${name}")" \
    --query "${STACK_SET_QUERY}" || return 1
  [[ $(value "${seen}/settings" Status) != DELETED ]] || return 1
  observe "stack_set/${name}/instances" StackSetNotFoundException cloudformation list-stack-instances \
    --region "${ACCREDIT_REGION}" --stack-set-name "${name}" --call-as "$(caller_of "${name}")" \
    --query "${STACK_INSTANCES_QUERY}" || return 1
  observe_deployment_targets "${name}"
  [[ ! -e ${seen}/template ]] || return 0
  call_for "${SCRATCH}/answer" cloudformation describe-stack-set --region "${ACCREDIT_REGION}" \
    --stack-set-name "${name}" --call-as "$(caller_of "${name}")" --query StackSet.TemplateBody ||
    die_of_error cloudformation describe-stack-set
  print_string "${SCRATCH}/answer" >"${seen}/template"
}

# Reads where an account gets a stack set as soon as it joins, also where no account is yet. Argument: name.
observe_deployment_targets() {
  local seen=${HAVE}/stack_set/$1
  if [[ $(value "${seen}/settings" AutoDeployment.Enabled) != true ]]; then
    printf '\t\n' >"${seen}/joining"
    return 0
  fi
  check_deployment_targets
  observe "stack_set/$1/joining" StackSetNotFoundException cloudformation list-stack-set-auto-deployment-targets \
    --region "${ACCREDIT_REGION}" --stack-set-name "$1" --call-as "$(caller_of "$1")" --max-results 100 \
    --query "${STACK_TARGETS_QUERY}" || printf '\t\n' >"${seen}/joining"
  [[ -z $(value "${seen}/joining" More) ]] ||
    die 7 "stack set $1 has more than 100 organizational units" 'take those away that it should not go to'
}

# Checks, once, that the AWS CLI can say where a stack set is deployed automatically.
check_deployment_targets() {
  local skeleton
  [[ ${lists_targets} == no ]] || return 0
  skeleton=$(command aws cloudformation list-stack-set-auto-deployment-targets --generate-cli-skeleton input \
    2>/dev/null) || skeleton=''
  [[ ${skeleton} == *'"StackSetName"'* ]] ||
    die 4 "this AWS CLI cannot say where a stack set is deployed automatically" \
      'install AWS CLI 2.15.30 or 1.32.65, or newer'
  lists_targets=yes
}

# Prints as whom a stack set is called for. Argument: name.
caller_of() { value "${WANT}/stack_set/$1/settings" CallAs; }

# Prints the specification that an observed stack set belongs to. Argument: name.
owner_of_stack_set() {
  tags_of "${HAVE}/stack_set/$1/settings" Tags >"${SCRATCH}/tags"
  value "${SCRATCH}/tags" accredit:spec
}

# Writes the differences of each part of an observed stack set to <part>.differs. Argument: name.
compare_stack_set() {
  local wanted=${WANT}/stack_set/$1 seen=${HAVE}/stack_set/$1
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  tags_of "${seen}/settings" Tags | sed '/^aws:/d' >"${seen}/tags"
  awk -F '\t' -v OFS='\t' 'FNR > 1 && $1 == "Parameters"; FNR == 1' "${seen}/settings" >"${seen}/parameters"
  awk -F '\t' -v OFS='\t' 'FNR == 1 { print; next } { print "Parameters", $1 }' "${wanted}/tokens" |
    sort -u >"${wanted}/parameters"
  differences "${wanted}/settings" "${seen}/settings" PermissionModel >"${seen}/model.differs"
  differences "${wanted}/settings" "${seen}/settings" Description Capabilities 'AdministrationRoleARN?' \
    'ExecutionRoleName?' 'AutoDeployment?' >"${seen}/settings.differs"
  # An update replaces all tags, so that any other one would be lost.
  differences "${wanted}/tags" "${seen}/tags" '*' >"${seen}/tags.differs"
  differences "${wanted}/parameters" "${seen}/parameters" Parameters >"${seen}/parameters.differs"
}

# Whether a stack set can become what it should be. Argument: name.
may_change_stack_set() {
  local seen=${HAVE}/stack_set/$1
  if [[ -s ${seen}/model.differs ]]; then
    refuse "stack set $1 is $(value "${seen}/settings" PermissionModel), which cannot be changed" \
      'remove it with teardown.sh, or put the permission model back in the specification'
    return 1
  fi
  [[ -s ${seen}/stuck ]] || return 0
  refuse_stuck_instances "$1"
  return 1
}

# Creates a stack set without instances. Arguments: name; SHA-256 of its template. Exits: as `write`.
create_stack_set() {
  offer_template "$1" "$2" || return 1
  print_settings "$1" "$2" PermissionModel >"${SCRATCH}/input"
  print_parameters "$1" all >"${SCRATCH}/parameters"
  write_stack_set 'NameAlreadyExistsException|CreatedButModifiedException' create-stack-set
}

# Writes what differs on a stack set. Arguments: name; SHA-256 of its template. Exits: 1 where it must be read again.
change_stack_set() {
  local seen=${HAVE}/stack_set/$1 tokens=new
  ! asked_for --replace-token || tokens=all
  if [[ -s ${seen}/settings.differs || -s ${seen}/tags.differs || -s ${seen}/parameters.differs ||
    -s ${seen}/template.differs || -s ${seen}/outdated ]]; then
    offer_template "$1" "$2" || return 1
    print_settings "$1" "$2" OperationPreferences >"${SCRATCH}/input"
    print_parameters "$1" "${tokens}" >"${SCRATCH}/parameters"
    operate "$1" update-stack-set || return 1
  fi
  add_stack_instances "$1"
}

# Prints the input of create-stack-set or update-stack-set, but for the parameters. Arguments: name; SHA-256 of its
# template; more members of the settings.
print_settings() {
  local name=$1 digest=$2 text
  local wanted=${WANT}/stack_set/${name}
  shift 2
  text=$(members_of "${wanted}/settings.json" StackSetName Description CallAs AdministrationRoleARN \
    ExecutionRoleName AutoDeployment Capabilities Tags "$@")
  printf '%s' "${text%\}}"
  if ! sends_template "${name}"; then
    printf ',"UsePreviousTemplate":true}\n'
  elif is_large "${name}"; then
    printf ',"TemplateURL":"https://%s.%s/%s"}\n' "${ACCREDIT_TEMPLATE_BUCKET:-}" \
      "$(value "${wanted}/settings" TemplateHost)" "$(template_key "${digest}")"
  else
    printf ',"TemplateBody":'
    print_as_string "${wanted}/template"
    printf '}\n'
  fi
}

# Removes a stack set with all of its instances. What their templates retain stays. Argument: name.
remove_stack_set() {
  local name=$1
  local seen=${HAVE}/stack_set/${name}
  desire "stack_set/${name}/settings" "stack_set/${name}/targets"
  observe_stack_set "${name}" || return 0
  compare_instances "${name}"
  if [[ -s ${seen}/stuck && $(owner_of_stack_set "${name}") == "${ACCREDIT_SPEC}" ]]; then
    refuse_stuck_instances "${name}"
    return 0
  fi
  may_remove "stack set ${name}, with $(count_instances "${name}") stack instances" \
    "$(owner_of_stack_set "${name}")" || return 0
  take_stack_set "${name}" || return 0
}

# Prints how many instances an observed stack set has. Argument: name.
count_instances() { printf '%d\n' "$(($(wc -l <"${HAVE}/stack_set/$1/instances") - 1))"; }

# Removes a stack set whose instances are all too many. Argument: name. Exits: 1 where it must be read again.
take_stack_set() {
  take_stack_instances "$1" || return 1
  write "${STACK_SET_CHANGED}" cloudformation delete-stack-set --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --call-as "$(caller_of "$1")"
}

# ---------------------------------------------------------------- tokens

# Prints the parameters of a stack set, and those that are sent with the place of their token. Arguments: name; all or
# new.
tokens_to_send() {
  local known=''
  [[ $2 == all ]] || known=$(value "${HAVE}/stack_set/$1/parameters" Parameters)
  awk -F '\t' -v OFS='\t' -v known="${known}" '
    BEGIN {
      count = split(known, name, "\n")
      for (i = 1; i <= count; i++) has[name[i]] = 1
    }
    FNR > 1 { print $1, $1 in has ? "" : $2 }' "${WANT}/stack_set/$1/tokens"
}

# Ends the run where a token is to be sent and its file will not do. Arguments: name; all or new.
check_stack_set_tokens() {
  local parameter place
  while IFS=$'\t' read -r parameter place; do
    [[ ${parameter} =~ ^[A-Za-z0-9]+$ ]] ||
      die 2 "'${parameter}' is not a parameter of a template" 'compile the specification again'
    [[ -n ${place} ]] || continue
    place=${place#@}
    check_token_file "${place%@}" "parameter ${parameter} of stack set $1"
  done < <(tokens_to_send "$1" "$2")
}

# Prints the parameters of a stack set with the places of tokens open; nothing where it has none. Arguments: name; all
# or new.
print_parameters() {
  tokens_to_send "$1" "$2" | awk -F '\t' '
    { printf "%s{\"ParameterKey\":\"%s\",", (NR > 1 ? "," : "["), $1 }
    $2 == "" { printf "\"UsePreviousValue\":true}" }
    $2 != "" { printf "\"ParameterValue\":\"%s\"}", $2 }
    END { if (NR) print "]" }'
}

# Prints the parameters in SCRATCH/parameters, with each token in place of the name of its variable.
print_tokens() {
  { set +x; } 2>/dev/null
  local rest before variable
  rest=$(<"${SCRATCH}/parameters")
  while before=${rest%%'"ParameterValue":"@'*} && [[ ${before} != "${rest}" ]]; do
    rest=${rest#*'"ParameterValue":"@'}
    variable=${rest%%'@"'*}
    rest=${rest#*'@"'}
    check_variable "${variable}"
    printf '%s"ParameterValue":"%s"' "${before}" "$(read_token "${!variable}")"
  done
  printf '%s\n' "${rest}"
}

# Calls CloudFormation with SCRATCH/input and, where there are any, with the parameters in SCRATCH/parameters, which
# may be tokens. Arguments: error codes after which to read again; operation of the AWS CLI; more words. Exits: as
# `write`.
write_stack_set() {
  local again=$1 operation=$2
  shift 2
  if [[ -s ${SCRATCH}/parameters ]]; then
    write_from print_tokens "${again}" cloudformation "${operation}" --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${SCRATCH}/input" --parameters file:///dev/stdin "$@"
  else
    write "${again}" cloudformation "${operation}" --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${SCRATCH}/input" "$@"
  fi
}

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

# The stack instances of a stack set, and the operations that make, change and remove them.

# Sorts the instances of an observed stack set, and what its targets lack, into files: `missing`, `surplus` (outside of
# the targets), `outdated`, `stuck` (no operation changes it any more) and `suspended`. Each has lines of
# target|region|organizational unit|reason, the target an account, or a unit where only AWS knows its accounts.
# Arguments: name; the regions of the targets, none where everything is surplus.
compare_instances() {
  local name=$1 part file
  local wanted=${WANT}/stack_set/${name} seen=${HAVE}/stack_set/${name}
  shift
  printf '\t\n' >"${SCRATCH}/none"
  for part in settings instances joining; do
    file=${SCRATCH}/none
    [[ ! -e ${seen}/${part} ]] || file=${seen}/${part}
    set -- "$@" "${file}"
  done
  awk -F '\t' -v regions="${*:1:$#-3}" '
    function listed(kind, target, region, unit, reason,    line) {
      line = kind "|" target "|" region "|" unit "|" reason
      if (!(line in shown)) print line
      shown[line] = 1
    }
    # What is outside of the targets: of a unit, all that is in it.
    function surplus(account, region, unit) {
      if (by_unit) listed("surplus", unit, region, unit, "")
      else listed("surplus", account, region, unit, "")
    }
    function rest_of(text, count) {
      while (count-- > 0) text = substr(text, index(text, "|") + 1)
      return text
    }
    BEGIN {
      count = split(regions, name, " ")
      for (i = 1; i <= count; i++) wanted_region[name[i]] = 1
    }
    FNR == 1 { file++; next }
    file == 1 && $1 == "Accounts" { account[$2] = 1; accounts++ }
    file == 1 && $1 == "OrganizationalUnitIds" { unit[$2] = 1 }
    file == 2 && $1 == "OrganizationalUnitIds" { is_target[$2] = 1 }
    file == 2 && $1 == "AutoDeployment.Enabled" { joins = $2 == "true" }
    file == 3 {
      split($2, word, "|")
      at = word[1] SUBSEP word[2]
      unit_of[at] = word[3]
      status[at] = word[4]
      detail[at] = word[5]
      reason[at] = rest_of($2, 5)
      member[word[3] SUBSEP word[1]] = 1
      goes[word[3] SUBSEP word[2]] = 1
    }
    file == 4 && $1 == "Targets" {
      split($2, word, "|")
      count = split(word[2], name, " ")
      for (i = 1; i <= count; i++) goes[word[1] SUBSEP name[i]] = is_joining[word[1] SUBSEP name[i]] = 1
    }
    END {
      by_unit = !accounts
      for (at in status) {
        split(at, word, SUBSEP)
        is_wanted = word[2] in wanted_region && (by_unit ? unit_of[at] in unit : word[1] in account)
        if (status[at] == "INOPERABLE") listed("stuck", word[1], word[2], unit_of[at], reason[at])
        else if (!is_wanted) surplus(word[1], word[2], unit_of[at])
        else if (detail[at] ~ /^SKIPPED/) listed("suspended", word[1], word[2], unit_of[at], detail[at])
        else if (status[at] != "CURRENT")
          listed("outdated", word[1], word[2], unit_of[at], status[at] " (" detail[at] ") " reason[at])
      }
      if (!by_unit) {
        for (a in account) for (r in wanted_region)
          if (!((a, r) in status)) listed("missing", a, r, "", "")
        exit
      }
      for (at in is_joining) {
        split(at, word, SUBSEP)
        if (!(word[1] in unit && word[2] in wanted_region)) surplus("", word[2], word[1])
      }
      for (u in unit) for (r in wanted_region)
        if (joins ? !((u, r) in goes) : !(u in is_target)) listed("missing", u, r, "", "")
      # A region that is new to a unit is missing in each of its accounts.
      for (pair in member) {
        split(pair, word, SUBSEP)
        if (word[1] in unit) for (r in wanted_region)
          if (!((word[2], r) in status)) listed("missing", word[1], r, "", "")
      }
    }' "${wanted}/targets" "${@:$#-2}" | sort >"${SCRATCH}/sorted"
  for part in missing surplus outdated stuck suspended; do
    awk -v part="${part}|" 'index($0, part) == 1 { print substr($0, length(part) + 1) }' "${SCRATCH}/sorted" \
      >"${seen}/${part}"
  done
}

# Records which instances are to be made or brought up to date. Argument: name.
need_instances() {
  local seen=${HAVE}/stack_set/$1 target region unit reason
  while IFS='|' read -r target region unit reason; do
    need create "stack set $1: ${target} ${region}"
  done <"${seen}/missing"
  while IFS='|' read -r target region unit reason; do
    need change "stack set $1: ${target} ${region}: ${reason}"
  done <"${seen}/outdated"
  while IFS='|' read -r target region unit reason; do
    applying || say "= stack set $1: ${target} ${region} stays as it is: ${reason}"
  done <"${seen}/suspended"
}

# Records which instances are to be removed. Argument: name.
need_removals() {
  local target region rest
  while IFS='|' read -r target region rest; do
    need remove "stack set $1: ${target} ${region}"
  done <"${HAVE}/stack_set/$1/surplus"
}

# Refuses the instances that no operation can change. Argument: name.
refuse_stuck_instances() {
  local target region unit reason
  while IFS='|' read -r target region unit reason; do
    refuse "stack set $1: ${target} ${region} is INOPERABLE: ${reason}" \
      'delete its stack there, then the instance: aws cloudformation delete-stack-instances --retain-stacks'
  done <"${HAVE}/stack_set/$1/stuck"
}

# Makes the instances that are missing. Argument: name. Exits: 1 where it must be read again.
add_stack_instances() {
  local members
  print_groups "$1" missing >"${SCRATCH}/groups"
  while IFS= read -r members <&3; do
    describe_operation "$1" "${members}"
    operate "$1" create-stack-instances || return 1
  done 3<"${SCRATCH}/groups"
}

# Removes the instances that are too many, with their stacks. Argument: name. Exits: 1 where it must be read again.
take_stack_instances() {
  local members
  print_groups "$1" surplus >"${SCRATCH}/groups"
  while IFS= read -r members <&3; do
    describe_operation "$1" "${members},\"RetainStacks\":false"
    operate "$1" delete-stack-instances || return 1
  done 3<"${SCRATCH}/groups"
}

# Prints the targets of an operation, one JSON text of members a line: an operation is done in all regions of all its
# accounts, so those that share their regions go together. Arguments: name; file of instances.
print_groups() {
  local wanted=${WANT}/stack_set/$1
  awk -v model="$(value "${wanted}/settings" PermissionModel)" -v listed="$(value "${wanted}/targets" Accounts)" \
    -v units="$(value "${wanted}/targets" OrganizationalUnitIds)" -F '|' '
    function list(text,    count, item, i, result) {
      count = split(text, item, " ")
      for (i = 1; i <= count; i++) result = result (i > 1 ? "," : "") "\"" item[i] "\""
      return "[" result "]"
    }
    {
      regions[$1] = regions[$1] " " $2
      if ($3 != "") unit[$1] = $3
    }
    END {
      for (target in regions) {
        group = regions[target]
        targets[group] = targets[group] " " target
        if (target in unit && index(seen[group] " ", " " unit[target] " ") == 0)
          seen[group] = seen[group] " " unit[target]
      }
      gsub(/\n/, " ", units)
      for (group in targets) {
        if (model == "SELF_MANAGED") place = "\"Accounts\":" list(targets[group])
        else if (listed == "") place = "\"DeploymentTargets\":{\"OrganizationalUnitIds\":" list(targets[group]) "}"
        else place = "\"DeploymentTargets\":{\"Accounts\":" list(targets[group]) \
          ",\"OrganizationalUnitIds\":" list(seen[group] == "" ? units : seen[group]) \
          ",\"AccountFilterType\":\"INTERSECTION\"}"
        print place ",\"Regions\":" list(group)
      }
    }' "${HAVE}/stack_set/$1/$2" | sort
}

# Writes the input of an operation on instances. Arguments: name; members that say what is done where.
describe_operation() {
  local text
  text=$(members_of "${WANT}/stack_set/$1/settings.json" StackSetName CallAs OperationPreferences)
  printf '%s,%s}\n' "${text%\}}" "$2" >"${SCRATCH}/input"
  printf '' >"${SCRATCH}/parameters"
}

# ---------------------------------------------------------------- operations

# Has an operation done that SCRATCH/input and SCRATCH/parameters describe, and waits for its end.
# Arguments: name; operation of the AWS CLI.
# Exits: 1 where the stack set must be read again; ends the run where the operation fails.
operate() {
  local name=$1 id
  operations=$((operations + 1))
  id=accredit-${SCRATCH##*.}-$$-${operations}
  if write_stack_set "${STACK_SET_CHANGED}" "$2" --operation-id "${id}"; then
    await_operation "${name}" "${id}"
    return 0
  fi
  if failed_with OperationInProgressException; then
    await_others "${name}"
  elif read_operation "${name}" "${id}"; then
    # The answer got lost, but the operation did not.
    await_operation "${name}" "${id}"
  fi
  return 1
}

# Reads an operation into SCRATCH/operation. Arguments: name of the stack set; id. Exits: 1 where there is none.
read_operation() {
  if call_for "${SCRATCH}/answer" cloudformation describe-stack-set-operation --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --operation-id "$2" --call-as "$(caller_of "$1")"; then
    flatten "${SCRATCH}/answer" "${SCRATCH}/operation"
  elif failed_with 'OperationNotFoundException|StackSetNotFoundException'; then
    return 1
  else
    die_of_error cloudformation describe-stack-set-operation
  fi
}

# Waits until an operation has ended, for up to half a day. Arguments: name of the stack set; id. Exits: 0 where it
# succeeded.
see_through() {
  local turn status
  for ((turn = 0; turn < 4320; turn++)); do
    read_operation "$1" "$2" || return 1
    status=$(value "${SCRATCH}/operation" StackSetOperation.Status)
    case ${status} in
      SUCCEEDED) return 0 ;;
      FAILED | STOPPED) return 1 ;;
    esac
    if ((turn == 0)); then
      say "  waiting for operation $2 on stack set $1"
    elif ((turn % 6 == 0)); then
      show_progress "$1" "$2"
    fi
    pause 10
  done
  die 7 "operation $2 on stack set $1 is still ${status}" 'run the script again: it waits on'
}

# Shows how far an operation is. Arguments: name of the stack set; id.
show_progress() {
  list_results "$1" "$2" "{Ready: length(Summaries[?Status=='SUCCEEDED']), All: length(Summaries)}" || return 0
  say "  ready: $(value "${SCRATCH}/results" Ready) of $(value "${SCRATCH}/results" All) stack instances"
}

# Reads something of the results of an operation into SCRATCH/results. Arguments: name of the stack set; id; query.
list_results() {
  call_for "${SCRATCH}/answer" cloudformation list-stack-set-operation-results --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --operation-id "$2" --call-as "$(caller_of "$1")" --query "$3" || return 1
  flatten "${SCRATCH}/answer" "${SCRATCH}/results"
}

# Waits until an operation has ended, and ends the run with the reasons where it failed. Arguments: name of the stack
# set; id.
await_operation() {
  local reasons='' status
  ! see_through "$1" "$2" || return 0
  status=$(value "${SCRATCH}/operation" StackSetOperation.Status)
  if list_results "$1" "$2" \
    "Summaries[?Status!='SUCCEEDED'].join(' ', [Account, Region, Status, not_null(StatusReason, '')])"; then
    reasons=$(value "${SCRATCH}/results" '')
  fi
  die 7 "operation $2 on stack set $1 has ${status}" \
    "${reasons#$'\n'}" 'nothing is lost: mend the cause and run the script again'
}

# Waits for whatever else is being done to a stack set. Argument: name.
await_others() {
  local id
  call_for "${SCRATCH}/answer" cloudformation list-stack-set-operations --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --call-as "$(caller_of "$1")" \
    --query "Summaries[?Status=='RUNNING' || Status=='QUEUED' || Status=='STOPPING'].OperationId" ||
    die_of_error cloudformation list-stack-set-operations
  flatten "${SCRATCH}/answer" "${SCRATCH}/others"
  while IFS= read -r id <&4; do
    [[ -n ${id} ]] || continue
    check_words "${id}"
    see_through "$1" "${id}" || say "  operation ${id} on stack set $1 did not succeed"
  done 4< <(value "${SCRATCH}/others" '')
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
