# shellcheck shell=bash
#
# CloudWatch log groups and log streams.

# Brings a log group to its document settings. Arguments: name, region.
ensure_log_group() {
  local name=$1 region=$2
  local wanted=${WANT}/log_group/${name} seen=${HAVE}/log_group/${name} arn owner
  desire "log_group/${name}/settings"
  tags_of "${wanted}/settings" tags >"${wanted}/tags"
  observe "log_group/${name}/settings" '' logs describe-log-groups --region "${region}" \
    --log-group-name-prefix "${name}" --query "logGroups[?logGroupName=='${name}']"
  arn=$(value "${seen}/settings" arn)
  if [[ -z ${arn} ]]; then
    need create "log group ${name} in ${region}"
    applying || return 0
    members_of "${wanted}/settings.json" logGroupName kmsKeyId tags >"${SCRATCH}/input"
    write ResourceAlreadyExistsException logs create-log-group --region "${region}" \
      --cli-input-json "file://${SCRATCH}/input" || return 0
    put_retention "${name}" "${region}" || return 0
    return 0
  fi
  observe "log_group/${name}/tagging" ResourceNotFoundException logs list-tags-for-resource --region "${region}" \
    --resource-arn "${arn%:\*}" || return 0
  tags_of "${seen}/tagging" tags >"${seen}/tags"
  owner=$(value "${seen}/tags" accredit:spec)
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]]; then
    refuse_foreign "log group ${name}" "${owner}" 'choose another name, or delete it'
    return 0
  fi
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
  differences "${wanted}/settings" "${seen}/settings" retentionInDays >"${seen}/retention.differs"
  need_each "log group ${name}: tag" "${seen}/tags.differs"
  need_each "log group ${name}:" "${seen}/retention.differs"
  applying || return 0
  if [[ -s ${seen}/tags.differs ]]; then
    printf '{"resourceArn":"%s","tags":%s}\n' "${arn%:\*}" "$(member_of "${wanted}/settings.json" tags)" \
      >"${SCRATCH}/input"
    write ResourceNotFoundException logs tag-resource --region "${region}" \
      --cli-input-json "file://${SCRATCH}/input" || return 0
  fi
  if [[ -s ${seen}/retention.differs ]]; then
    put_retention "${name}" "${region}" || return 0
  fi
}

# Sets how long a log group keeps events, or that it keeps them for ever. Arguments: name, region. Exits: as `write`.
put_retention() {
  local days
  days=$(value "${WANT}/log_group/$1/settings" retentionInDays)
  if [[ -n ${days} ]]; then
    write ResourceNotFoundException logs put-retention-policy --region "$2" --log-group-name "$1" \
      --retention-in-days "${days}"
  elif [[ -n $(value "${HAVE}/log_group/$1/settings" retentionInDays) ]]; then
    write ResourceNotFoundException logs delete-retention-policy --region "$2" --log-group-name "$1"
  fi
}

# Brings a log stream into being. Arguments: log group and log stream as GROUP:STREAM, region.
ensure_log_stream() {
  local group=${1%%:*} name=${1#*:} region=$2
  if observe "log_stream/${group}/${name}" ResourceNotFoundException logs describe-log-streams --region "${region}" \
    --log-group-name "${group}" --log-stream-name-prefix "${name}" --query "logStreams[?logStreamName=='${name}']" &&
    grep -q '^logStreamName' "${HAVE}/log_stream/${group}/${name}"; then
    return 0
  fi
  need create "log stream ${name} of log group ${group}"
  applying || return 0
  write 'ResourceAlreadyExistsException|ResourceNotFoundException' logs create-log-stream --region "${region}" \
    --log-group-name "${group}" --log-stream-name "${name}" || return 0
}
