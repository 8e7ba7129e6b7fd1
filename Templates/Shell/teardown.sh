# shellcheck shell=bash
# shellcheck disable=SC2154  # changes and refusals are counted in core.sh
#
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
