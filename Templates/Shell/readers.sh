# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # variables of core.sh
#
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
