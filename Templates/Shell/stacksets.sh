# shellcheck shell=bash
# shellcheck disable=SC2154  # command is read in core.sh
#
# What stacksets.sh takes on its command line.

# Runs the script. Arguments: those of the script.
main() {
  prepare
  parse 'plan apply verify' '--replace-token' "$@"
  guard
  # Reading a stack set takes a handful of calls, of which several lines need the same.
  jobs=1
  "${command}"
}
