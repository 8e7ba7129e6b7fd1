# shellcheck shell=bash
#
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
