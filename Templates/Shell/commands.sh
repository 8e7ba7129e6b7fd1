# shellcheck shell=bash
# shellcheck disable=SC2154  # changes and refusals are counted in core.sh
#
# The commands plan, apply and verify. The generated part has two functions: `prerequisites`, of `require` lines, and
# `resources`, of `ensure` lines in the order of their dependencies.

# Shows what would change. Never returns.
plan() {
  make_pass survey prerequisites resources
  ((refusals == 0)) || finish 5 plan "${refusals} refused, ${changes} to change"
  ((changes == 0)) || finish 3 plan "${changes} to change"
  finish 0 plan 'nothing to change'
}

# Changes what differs, and reads everything back. Never returns.
apply() {
  local planned seconds
  make_pass survey prerequisites resources
  ((refusals == 0)) || finish 5 apply "${refusals} refused, nothing changed"
  ((changes > 0)) || finish 0 apply 'verified, nothing to change'
  planned=${changes}
  [[ ${regrants} == no ]] || make_pass withdraw resources
  make_pass apply resources
  # What was just written may take some seconds until every read shows it.
  for seconds in 5 10 0; do
    forget
    make_pass verify prerequisites resources
    ((changes > 0 && seconds > 0)) || break
    say "  reading back again in ${seconds} s"
    pause "${seconds}"
  done
  ((changes == 0)) || finish 6 apply "${changes} different after ${planned} changed"
  ((refusals == 0)) || finish 5 apply "${refusals} refused after ${planned} changed"
  finish 0 apply "verified after ${planned} changed"
}

# Lists what differs from the specification. Never returns.
verify() {
  make_pass verify prerequisites resources
  ((changes + refusals == 0)) || finish 6 verify "$((changes + refusals)) different"
  finish 0 verify verified
}
