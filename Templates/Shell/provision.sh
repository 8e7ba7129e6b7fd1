# shellcheck shell=bash
# shellcheck disable=SC2154  # command is read in core.sh
#
# What provision.sh takes on its command line.

# Runs the script. Arguments: those of the script.
main() {
  prepare
  parse 'plan apply verify' '--adopt --replace-key --replace-token' "$@"
  guard
  "${command}"
}
