# shellcheck shell=bash
#
# Kinesis streams, and the resource policy that shares one.

# Prints the ARN of a stream. Arguments: name, region.
stream_arn() {
  printf 'arn:%s:kinesis:%s:%s:stream/%s\n' "${ACCREDIT_PARTITION}" "$2" "${ACCREDIT_ACCOUNT}" "$1"
}

# Reads the summary of a stream into HAVE/stream/<name>/settings. Arguments: name, region. Exits: as `observe`.
observe_stream() {
  observe "stream/$1/summary" ResourceNotFoundException kinesis describe-stream-summary --region "$2" \
    --stream-name "$1" || return 1
  below "${HAVE}/stream/$1/summary" StreamDescriptionSummary |
    sed -e 's/^OpenShardCount/ShardCount/' -e '/^EncryptionType.NONE$/d' >"${HAVE}/stream/$1/settings"
}

# Checks that a stream exists, is encrypted with the key of the specification, and may be shared if it is.
# Arguments: name, region, key (its ARN, or none), shared or private.
require_stream() {
  local name=$1 region=$2 key=$3 sharing=$4 actual
  if ! observe_stream "${name}" "${region}"; then
    refuse "stream ${name} does not exist in ${region}" "create it, or say 'create: true' in the specification"
    return 0
  fi
  actual=$(key_of_stream "${name}" "${region}")
  if [[ ${sharing} == shared && ${actual} == alias/aws/kinesis ]]; then
    refuse "stream ${name} is encrypted with alias/aws/kinesis, and such a stream cannot be shared" \
      'encrypt it with a key of your own, and name the key as kmsKey in the specification'
  elif [[ ${actual} != "${key}" && ! (${key} == none && ${actual} == alias/aws/kinesis) ]]; then
    refuse "stream ${name} is encrypted with ${actual}, and the specification says ${key}" 'correct kmsKey'
  fi
}

# Prints what encrypts an observed stream: the ARN of a key, alias/aws/kinesis or none. Arguments: name, region.
key_of_stream() {
  local key
  key=$(value "${HAVE}/stream/$1/settings" KeyId)
  case ${key} in
    '') key=none ;;
    alias/aws/kinesis | arn:*:alias/aws/kinesis) key=alias/aws/kinesis ;;
    arn:*:key/*) ;;
    *)
      check_words "${key}"
      observe "stream/$1/key" NotFoundException kms describe-key --region "$2" --key-id "${key}" &&
        key=$(value "${HAVE}/stream/$1/key" KeyMetadata.Arn)
      ;;
  esac
  printf '%s\n' "${key}"
}

# Brings a stream to its document settings. Arguments: name, region.
ensure_stream() {
  local name=$1 region=$2
  local wanted=${WANT}/stream/${name} seen=${HAVE}/stream/${name} owner
  desire "stream/${name}/settings"
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  if ! observe_stream "${name}" "${region}"; then
    need create "stream ${name} in ${region}"
    applying || return 0
    create_stream "${name}" "${region}" || return 0
    rm -rf "${seen}"
    observe_stream "${name}" "${region}" || return 0
  fi
  observe "stream/${name}/tagging" ResourceNotFoundException kinesis list-tags-for-stream --region "${region}" \
    --stream-name "${name}" || return 0
  tags_of "${seen}/tagging" Tags >"${seen}/tags"
  owner=$(value "${seen}/tags" accredit:spec)
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]] && ! is_abandoned_stream "${name}"; then
    refuse_foreign "stream ${name}" "${owner}" "to use it as it is, take 'create: true' out of the specification"
    return 0
  fi
  compare_stream "${name}" "${region}"
  ! applying || change_stream "${name}" "${region}" || return 0
}

# Whether a stream was created by a run that was killed before it could tag it: no tags, and as it is created.
# Argument: name.
is_abandoned_stream() {
  local wanted=${WANT}/stream/$1 seen=${HAVE}/stream/$1
  [[ $(wc -l <"${seen}/tags") -eq 1 && $(value "${seen}/settings" RetentionPeriodHours) == 24 &&
  -z $(value "${seen}/settings" KeyId) &&
  -z $(differences "${wanted}/settings" "${seen}/settings" StreamModeDetails 'ShardCount?') ]]
}

# Creates a stream, tagged from its first moment where the AWS CLI can (those of 2025 can), and waits for it.
# Arguments: name, region. Exits: as `write`.
create_stream() {
  local members=(StreamName StreamModeDetails ShardCount) skeleton
  skeleton=$(command aws kinesis create-stream --generate-cli-skeleton input)
  [[ ${skeleton} != *'"Tags"'* ]] || members+=(Tags)
  members_of "${WANT}/stream/$1/settings.json" "${members[@]}" >"${SCRATCH}/input"
  write ResourceInUseException kinesis create-stream --region "$2" \
    --cli-input-json "file://${SCRATCH}/input" || return 1
  await_stream "$1" "$2"
}

# Tags a stream. Arguments: name, region. Exits: as `write`.
tag_stream() {
  members_of "${WANT}/stream/$1/settings.json" StreamName Tags >"${SCRATCH}/input"
  write ResourceInUseException kinesis add-tags-to-stream --region "$2" --cli-input-json "file://${SCRATCH}/input"
}

# Waits until a stream is ACTIVE, for up to five minutes. Arguments: name, region.
await_stream() {
  local status='' turn
  for ((turn = 0; turn < 75; turn++)); do
    if call "${SCRATCH}/answer" kinesis describe-stream-summary --region "$2" --stream-name "$1"; then
      flatten "${SCRATCH}/answer" "${SCRATCH}/stream"
      status=$(value "${SCRATCH}/stream" StreamDescriptionSummary.StreamStatus)
      [[ ${status} != ACTIVE ]] || return 0
    elif ! failed_with ResourceNotFoundException; then
      die_of_error kinesis describe-stream-summary
    fi
    ((turn > 0)) || say "  waiting until stream $1 is active"
    pause 4
  done
  die 7 "stream $1 is still ${status:-unknown}" 'run the script again in some minutes'
}

# Writes the differences of an observed stream to <part>.differs, and shows them. Arguments: name, region.
compare_stream() {
  local wanted=${WANT}/stream/$1 seen=${HAVE}/stream/$1 part
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
  differences "${wanted}/settings" "${seen}/settings" StreamModeDetails >"${seen}/mode.differs"
  differences "${wanted}/settings" "${seen}/settings" 'ShardCount?' >"${seen}/shards.differs"
  differences "${wanted}/settings" "${seen}/settings" RetentionPeriodHours >"${seen}/retention.differs"
  differences "${wanted}/settings" "${seen}/settings" EncryptionType KeyId >"${seen}/encryption.differs"
  for part in mode shards retention encryption; do
    need_each "stream $1:" "${seen}/${part}.differs"
  done
  need_each "stream $1: tag" "${seen}/tags.differs"
}

# Writes what differs on a stream, one thing at a time: a stream takes no change while it is changing.
# Arguments: name, region. Exits: 1 where it must be read again.
change_stream() {
  local name=$1 region=$2
  local seen=${HAVE}/stream/${name} part
  [[ $(value "${seen}/settings" StreamStatus) == ACTIVE ]] || await_stream "${name}" "${region}"
  for part in tags mode shards retention encryption; do
    [[ -s ${seen}/${part}.differs ]] || continue
    "change_stream_${part}" "${name}" "${region}" || return 1
    await_stream "${name}" "${region}"
  done
}

# Each of these changes one part of a stream. Arguments: name, region. Exits: as `write`.
change_stream_tags() { tag_stream "$@"; }

change_stream_mode() {
  printf '{"StreamARN":"%s","StreamModeDetails":%s}\n' "$(stream_arn "$1" "$2")" \
    "$(member_of "${WANT}/stream/$1/settings.json" StreamModeDetails)" >"${SCRATCH}/input"
  write ResourceInUseException kinesis update-stream-mode --region "$2" --cli-input-json "file://${SCRATCH}/input"
}

change_stream_shards() {
  local count
  count=$(value "${WANT}/stream/$1/settings" ShardCount)
  write ResourceInUseException kinesis update-shard-count --region "$2" --stream-name "$1" \
    --target-shard-count "${count}" --scaling-type UNIFORM_SCALING
}

change_stream_retention() {
  local hours direction=increase
  hours=$(value "${WANT}/stream/$1/settings" RetentionPeriodHours)
  ((hours > $(value "${HAVE}/stream/$1/settings" RetentionPeriodHours))) || direction=decrease
  write ResourceInUseException kinesis "${direction}-stream-retention-period" --region "$2" --stream-name "$1" \
    --retention-period-hours "${hours}"
}

change_stream_encryption() {
  local key operation=start-stream-encryption
  key=$(value "${WANT}/stream/$1/settings" KeyId)
  if [[ -z ${key} ]]; then
    operation=stop-stream-encryption
    key=$(value "${HAVE}/stream/$1/settings" KeyId)
  fi
  check_words "${key}"
  write ResourceInUseException kinesis "${operation}" --region "$2" --stream-name "$1" \
    --encryption-type KMS --key-id "${key}"
}

# ---------------------------------------------------------------- resource policy

# Checks that the AWS CLI knows resource policies of streams, once and before anything is changed.
require_stream_policies() {
  ! verifying && ((reader == 0)) || return 0
  command aws kinesis put-resource-policy --generate-cli-skeleton input >/dev/null 2>&1 ||
    die 4 "this AWS CLI has no 'kinesis put-resource-policy'" 'install AWS CLI 2.14 or 1.31, or newer'
}

# Reads the resource policy of a stream into HAVE/stream_policy/<name>/policy. Arguments: name, region.
observe_stream_policy() {
  local seen=${HAVE}/stream_policy/$1
  if observe "stream_policy/$1/answer" ResourceNotFoundException kinesis get-resource-policy --region "$2" \
    --resource-arn "$(stream_arn "$1" "$2")"; then
    below "${seen}/answer" Policy >"${seen}/policy"
  else
    printf '\t\n' >"${seen}/policy"
  fi
}

# Reads the resource policy of a stream, and writes to policy.others whom it names besides ours, and to
# policy.differs the differences. Arguments: name, region.
compare_stream_policy() {
  local wanted=${WANT}/stream_policy/$1/policy seen=${HAVE}/stream_policy/$1/policy
  desire "stream_policy/$1/policy"
  observe_stream_policy "$1" "$2"
  other_principals "${seen}" "${wanted}" >"${seen}.others"
  differences "${wanted}" "${seen}" '*' >"${seen}.differs"
}

# Takes away a policy that differs. What it grants to a role would else serve those whom the role trusts next: so
# access during the run is never wider than before or after. Arguments: name, region.
withdraw_stream_policy() {
  local name=$1 region=$2
  local seen=${HAVE}/stream_policy/${name}/policy
  compare_stream_policy "${name}" "${region}"
  [[ ! -s ${seen}.others && -s ${seen}.differs && $(wc -l <"${seen}") -gt 1 ]] || return 0
  delete_stream_policy 'ResourceInUseException|ResourceNotFoundException' "${name}" "${region}"
}

# Deletes the resource policy of a stream, and sees that it is gone: before that, no role that it names may change or
# go. Arguments: error codes after which to read again, separated by |; name, region.
delete_stream_policy() {
  local name=$2 region=$3
  local seen=${HAVE}/stream_policy/${name}
  write "$1" kinesis delete-resource-policy --region "${region}" \
    --resource-arn "$(stream_arn "${name}" "${region}")" || return 0
  rm -rf "${seen}"
  observe_stream_policy "${name}" "${region}"
  [[ $(wc -l <"${seen}/policy") -eq 1 ]] || read_again
}

# Brings the resource policy of a stream to its document policy. A policy that names anybody else is left as it
# is: AWS keeps one policy per stream, so writing ours would take that access away. Arguments: name, region.
ensure_stream_policy() {
  local name=$1 region=$2
  local wanted=${WANT}/stream_policy/${name}/policy seen=${HAVE}/stream_policy/${name}/policy
  compare_stream_policy "${name}" "${region}"
  if [[ -s ${seen}.others ]]; then
    refuse "the policy of stream ${name} names $(<"${seen}.others")" \
      'take that out, or add this statement to it by hand and leave sharing out of the specification:' \
      "$(member_of "${wanted}.json" Statement)"
    return 0
  fi
  if [[ $(wc -l <"${seen}") -eq 1 ]]; then
    need create "policy of stream ${name}, for $(trusted_by "${wanted}")"
  else
    need_each "policy of stream ${name}:" "${seen}.differs"
  fi
  if applying && [[ -s ${seen}.differs ]]; then
    write 'ResourceInUseException|ResourceNotFoundException' kinesis put-resource-policy --region "${region}" \
      --resource-arn "$(stream_arn "${name}" "${region}")" --policy "file://${wanted}.json" || return 0
  fi
}
