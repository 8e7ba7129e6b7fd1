# shellcheck shell=bash
#
# CloudWatch metric streams.

# Prints the ARN of a metric stream. Arguments: name, region.
metric_stream_arn() {
  printf 'arn:%s:cloudwatch:%s:%s:metric-stream/%s\n' "${ACCREDIT_PARTITION}" "$2" "${ACCREDIT_ACCOUNT}" "$1"
}

# Brings a metric stream to its document settings, the input of put-metric-stream, and runs it.
# Arguments: name, region.
ensure_metric_stream() {
  local name=$1 region=$2
  local wanted=${WANT}/metric_stream/${name} seen=${HAVE}/metric_stream/${name} owner
  desire "metric_stream/${name}/settings"
  if ! observe "metric_stream/${name}/settings" 'ResourceNotFoundException|ResourceNotFound' \
    cloudwatch get-metric-stream --region "${region}" --name "${name}"; then
    need create "metric stream ${name} to $(value "${wanted}/settings" FirehoseArn)"
    applying || return 0
    write ConcurrentModificationException cloudwatch put-metric-stream --region "${region}" \
      --cli-input-json "file://${wanted}/settings.json" || return 0
    return 0
  fi
  observe "metric_stream/${name}/tagging" 'ResourceNotFoundException|ResourceNotFound' \
    cloudwatch list-tags-for-resource --region "${region}" \
    --resource-arn "$(metric_stream_arn "${name}" "${region}")" || return 0
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  tags_of "${seen}/tagging" Tags >"${seen}/tags"
  owner=$(value "${seen}/tags" accredit:spec)
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]]; then
    refuse_foreign "metric stream ${name}" "${owner}" 'choose another name'
    return 0
  fi
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
  differences "${wanted}/settings" "${seen}/settings" FirehoseArn RoleArn OutputFormat IncludeFilters ExcludeFilters \
    StatisticsConfigurations 'IncludeLinkedAccountsMetrics?' >"${seen}/settings.differs"
  need_each "metric stream ${name}: tag" "${seen}/tags.differs"
  need_each "metric stream ${name}:" "${seen}/settings.differs"
  [[ $(value "${seen}/settings" State) == running ]] || need change "metric stream ${name}: State: stopped -> running"
  ! applying || change_metric_stream "${name}" "${region}" || return 0
}

# Writes what differs on a metric stream. Arguments: name, region. Exits: 1 where it must be read again.
change_metric_stream() {
  local name=$1 region=$2
  local document=${WANT}/metric_stream/${name}/settings.json seen=${HAVE}/metric_stream/${name}
  if [[ -s ${seen}/tags.differs ]]; then
    printf '{"ResourceARN":"%s","Tags":%s}\n' "$(metric_stream_arn "${name}" "${region}")" \
      "$(member_of "${document}" Tags)" >"${SCRATCH}/input"
    write ConcurrentModificationException cloudwatch tag-resource --region "${region}" \
      --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  if [[ -s ${seen}/settings.differs ]]; then
    members_of "${document}" Name FirehoseArn RoleArn OutputFormat IncludeFilters ExcludeFilters \
      StatisticsConfigurations IncludeLinkedAccountsMetrics >"${SCRATCH}/input"
    write ConcurrentModificationException cloudwatch put-metric-stream --region "${region}" \
      --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  if [[ $(value "${seen}/settings" State) != running ]]; then
    write ConcurrentModificationException cloudwatch start-metric-streams --region "${region}" \
      --names "${name}" || return 1
  fi
}
