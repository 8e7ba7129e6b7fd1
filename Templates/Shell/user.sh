# shellcheck shell=bash
#
# Users with an access key, for vendors that take no role. A key is written to a file of the person who runs the
# script, and to nothing else: never shown, never an argument, never in the temporary folder.

# Brings a user to its documents settings (input of create-user) and policy, or those of its managed policies.
# Arguments: name; names of managed policies.
ensure_user() {
  local name=$1
  local wanted=${WANT}/user/${name} seen=${HAVE}/user/${name} owner
  desire "user/${name}/settings"
  desire_policies user "$@"
  if ! observe "user/${name}/user" NoSuchEntity iam get-user --region "${ACCREDIT_REGION}" --user-name "${name}"; then
    need create "user ${name}"
    applying || return 0
    write EntityAlreadyExists iam create-user --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${wanted}/settings.json" || return 0
    put_first_policy user "${name}" || return 0
    return 0
  fi
  observe_policies user "${name}"
  compare_user "${name}"
  compare_policies user "${name}"
  owner=$(value "${seen}/tags" accredit:spec)
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]]; then
    refuse_foreign "user ${name}" "${owner}" 'choose another name: a user is never taken over, others know its keys'
    return 0
  fi
  if [[ -s ${seen}/extras ]]; then
    refuse_extras user "${name}"
    return 0
  fi
  observe "user/${name}/groups" NoSuchEntity iam list-groups-for-user --region "${ACCREDIT_REGION}" \
    --user-name "${name}" || return 0
  if grep -q GroupName "${seen}/groups"; then
    refuse "user ${name} is in a group, whose access is not in the specification" \
      "aws iam remove-user-from-group --user-name ${name} --group-name ..."
    return 0
  fi
  if [[ -s ${seen}/path.differs ]]; then
    refuse "user ${name} has the path $(value "${seen}/settings" Path)" 'delete the user, or choose another name'
    return 0
  fi
  refuse_shared_parts user "${name}" || return 0
  need_each "user ${name}: tag" "${seen}/tags.differs"
  need_each "user ${name}:" "${seen}/boundary.differs"
  need_policies user "${name}"
  ! applying || change_user "${name}" || return 0
}

# Writes the differences of each part of an observed user to <part>.differs. Argument: name.
compare_user() {
  local wanted=${WANT}/user/$1 seen=${HAVE}/user/$1
  identity_of "${seen}/user" User >"${seen}/settings"
  tags_of "${seen}/settings" Tags >"${seen}/tags"
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  differences "${wanted}/settings" "${seen}/settings" 'Path?' >"${seen}/path.differs"
  differences "${wanted}/settings" "${seen}/settings" PermissionsBoundary >"${seen}/boundary.differs"
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
}

# Writes what differs on a user. Argument: name. Exits: 1 where the user must be read again.
change_user() {
  local name=$1 withdrawn=no permitted=no
  local wanted=${WANT}/user/${name} seen=${HAVE}/user/${name}
  [[ ! -s ${seen}/policy.differs && ! -s ${seen}/parts.differs ]] || permitted=yes
  if [[ -s ${seen}/tags.differs ]]; then
    members_of "${wanted}/settings.json" UserName Tags >"${SCRATCH}/input"
    write NoSuchEntity iam tag-user --region "${ACCREDIT_REGION}" --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  if [[ -s ${seen}/boundary.differs && ${permitted} == yes ]] && has_policies user "${name}"; then
    withdraw_policies user "${name}" || return 1
    withdrawn=yes
  fi
  if [[ -s ${seen}/boundary.differs ]]; then
    put_boundary user "${name}" || return 1
    [[ ${permitted} == no ]] || confirm_user "${name}" || return 1
  fi
  grant_policies user "${name}" "${withdrawn}"
}

# Makes sure that a user has its boundary, before more is granted. Argument: name. Exits: 1 where it must be read again.
confirm_user() {
  local seen=${HAVE}/user/$1
  rm -f "${seen}/user"
  if observe "user/$1/user" NoSuchEntity iam get-user --region "${ACCREDIT_REGION}" --user-name "$1"; then
    compare_user "$1"
    [[ -s ${seen}/boundary.differs ]] || return 0
  fi
  read_again
  return 1
}

# ---------------------------------------------------------------- access key

# Brings a user to exactly one access key, which stands in the file that a variable names. A key is first written
# to <file>.partial, so that a killed run leaves nothing that the next one does not understand.
# Arguments: user; name of the variable.
ensure_access_key() {
  local name=$1 variable=$2
  check_variable "${variable}"
  local file=${!variable:-} seen=${HAVE}/user/${name} keys held count
  [[ -z ${file} ]] || check_key_file "${file}" "${variable}"
  keys=''
  if observe "user/${name}/keys" NoSuchEntity iam list-access-keys --region "${ACCREDIT_REGION}" \
    --user-name "${name}"; then
    keys=$(awk -F '\t' '$1 ~ /AccessKeyId$/ { print $2 }' "${seen}/keys")
  fi
  count=$(count_lines "${keys}")
  if ((count == 0)); then
    create_access_key "${name}" "${file}" "${variable}"
    return 0
  fi
  held=$(held_key "${keys}" "${file}")
  if [[ -n ${file} && -z ${held} ]] && is_among "${keys}" "$(key_in "${file}.partial")"; then
    need change "access key of user ${name}: finish ${file}"
    applying || return 0
    mv -f "${file}.partial" "${file}"
    held=$(held_key "${keys}" "${file}")
  fi
  if asked_for --replace-key && [[ -n ${file} ]]; then
    replace_access_key "${name}" "${file}" "${keys}" "${held}"
  elif ((count > 1)); then
    refuse "user ${name} has ${count} access keys: ${keys//$'\n'/, }; one is expected" \
      "aws iam delete-access-key --user-name ${name} --access-key-id ..."
  elif [[ -n ${file} && -z ${held} ]]; then
    refuse "user ${name} has the access key ${keys}, but ${file} does not hold it" \
      "put the file back, or unset ${variable}, or make a new key with 'apply --replace-key'"
  fi
}

# Ends the run where a key could not be written. Arguments: file; variable.
check_key_file() {
  local folder=.
  [[ $1 != */* ]] || folder=${1%/*}
  [[ -d ${folder:-/} && -w ${folder:-/} && ! -d $1 ]] ||
    die 2 "$2 names $1, which cannot be written" 'name a file in a folder that exists'
}

# Prints the id of the key in a file, if there is one. Argument: file.
key_in() {
  [[ ! -f $1 ]] || sed -n 's/.*"AccessKeyId": *"\([A-Z0-9]*\)".*/\1/p' "$1"
}

# Prints the id of the live key that a file holds, if it does. Arguments: ids, one a line; file.
held_key() {
  local id
  [[ -n $2 ]] || return 0
  id=$(key_in "$2")
  ! is_among "$1" "${id}" || printf '%s\n' "${id}"
}

# Prints how many lines a text has. Argument: text.
count_lines() {
  printf '%s' "${1:+$1$'\n'}" | awk 'END { print NR }'
}

# Creates the access key of a user that has none. Arguments: user; file, perhaps empty; variable that names it.
create_access_key() {
  local name=$1 file=$2 variable=$3
  need create "access key of user ${name}"
  if verifying || ! commanded apply; then
    return 0
  fi
  [[ -n ${file} ]] || die 2 "${variable} is not set" "name the file that the access key of ${name} is written to"
  if [[ -e ${file} ]] && ! asked_for --replace-key; then
    refuse "${file} holds a key that user ${name} does not have" "move the file away, or use 'apply --replace-key'"
    return 0
  fi
  ! applying || write_access_key "${name}" "${file}" || return 0
}

# Creates an access key, straight into its file. Arguments: user; file. Exits: 1 where the keys must be read again.
write_access_key() {
  local name=$1 file=$2
  rm -f "${file}.partial"
  # One attempt: a lost answer that is asked for again would leave a second key.
  if ! AWS_MAX_ATTEMPTS=1 call "${file}.partial" iam create-access-key --region "${ACCREDIT_REGION}" \
    --user-name "${name}"; then
    rm -f "${file}.partial"
    outcome_unknown || failed_with NoSuchEntity || die_of_error iam create-access-key
    read_again
    return 1
  fi
  if [[ -z $(key_in "${file}.partial") ]]; then
    rm -f "${file}.partial"
    die 7 "AWS answered without an access key for user ${name}"
  fi
  mv -f "${file}.partial" "${file}"
}

# Replaces the access key of a user: first the new one, then the file, then the old one goes. With two keys of
# which the file holds one, an earlier replacement was interrupted, and only its end is left to do.
# Arguments: user; file; ids, one a line; the id that the file holds, or nothing.
replace_access_key() {
  local name=$1 file=$2 keys=$3 held=$4 id
  if [[ ${keys} == *$'\n'* && -z ${held} ]]; then
    refuse "user ${name} has the access keys ${keys//$'\n'/, }, and ${file} holds neither" \
      "aws iam delete-access-key --user-name ${name} --access-key-id ..."
    return 0
  fi
  need change "access key of user ${name}: replace ${keys//$'\n'/, }"
  applying || return 0
  if [[ ${keys} != *$'\n'* ]]; then
    write_access_key "${name}" "${file}" || return 0
    held=$(key_in "${file}")
  fi
  while IFS= read -r id; do
    [[ ${id} != "${held}" ]] || continue
    write NoSuchEntity iam delete-access-key --region "${ACCREDIT_REGION}" --user-name "${name}" \
      --access-key-id "${id}" || return 0
  done <<<"${keys}"
}
