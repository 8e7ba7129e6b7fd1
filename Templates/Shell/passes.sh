# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # variables of core.sh
#
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
