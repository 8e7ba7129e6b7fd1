# shellcheck shell=bash disable=SC2034,SC2317  # functions are called by their names
[[ ${BASH_SOURCE[0]:-$0} == "$0" ]] || {
  echo 'run this script, do not source it' >&2
  return 4
}
trap 'echo "error: this script is not complete" >&2; exit 4' EXIT
