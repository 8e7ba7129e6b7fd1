# shellcheck shell=bash
#
# Firehose delivery streams with an HTTP endpoint. Where the endpoint takes a token, the token goes from the
# person's file through a pipe to the AWS CLI: never an argument, an environment variable or a temporary file.

# Reads a delivery stream: `stream`, and `destination` in the words of the document. Arguments: name, region.
# Exits: as `observe`.
observe_delivery_stream() {
  local seen=${HAVE}/delivery_stream/$1
  observe "delivery_stream/$1/answer" ResourceNotFoundException firehose describe-delivery-stream --region "$2" \
    --delivery-stream-name "$1" || return 1
  below "${seen}/answer" DeliveryStreamDescription >"${seen}/stream"
  below "${seen}/stream" Destinations.HttpEndpointDestinationDescription |
    sed 's/^S3DestinationDescription/S3Configuration/' | without_defaults >"${seen}/destination"
}

# Drops what means the same as nothing from the lines of a destination. Standard input and output.
without_defaults() {
  awk '
    /(CloudWatchLoggingOptions|ProcessingConfiguration|SecretsManagerConfiguration)\.Enabled\tfalse$/ { next }
    /^RequestConfiguration\.ContentEncoding\tNONE$/ { next }
    /^S3Configuration\.CompressionFormat\tUNCOMPRESSED$/ { next }
    /^S3Configuration\.EncryptionConfiguration\.NoEncryptionConfig\tNoEncryption$/ { next }
    { print }'
}

# Checks that the AWS CLI can have Firehose read a token from Secrets Manager, once and before anything is changed.
require_secret_tokens() {
  local skeleton
  ! verifying && ((reader == 0)) || return 0
  skeleton=$(command aws firehose create-delivery-stream --generate-cli-skeleton input 2>/dev/null) || skeleton=''
  [[ ${skeleton} == *'"SecretsManagerConfiguration"'* ]] ||
    die 4 "this AWS CLI cannot give a delivery stream its token from Secrets Manager" \
      'install AWS CLI 2.17 or 1.34, or newer'
}

# Brings a delivery stream to its document settings, the input of create-delivery-stream. Arguments: name, region.
ensure_delivery_stream() {
  local name=$1 region=$2
  local wanted=${WANT}/delivery_stream/${name} seen=${HAVE}/delivery_stream/${name} owner
  desire "delivery_stream/${name}/settings"
  if ! observe_delivery_stream "${name}" "${region}"; then
    need create "delivery stream ${name} to $(value "${wanted}/settings" \
      HttpEndpointDestinationConfiguration.EndpointConfiguration.Url)"
    check_token "${name}"
    applying || return 0
    create_delivery_stream "${name}" "${region}" || return 0
    return 0
  fi
  observe "delivery_stream/${name}/tagging" ResourceNotFoundException firehose list-tags-for-delivery-stream \
    --region "${region}" --delivery-stream-name "${name}" || return 0
  compare_delivery_stream "${name}"
  owner=$(value "${seen}/tags" accredit:spec)
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]]; then
    refuse_foreign "delivery stream ${name}" "${owner}" 'choose another name'
    return 0
  fi
  case $(value "${seen}/stream" DeliveryStreamStatus) in
    CREATING_FAILED | DELETING | DELETING_FAILED)
      refuse "delivery stream ${name} is $(value "${seen}/stream" DeliveryStreamStatus), and stays so" \
        "aws firehose delete-delivery-stream --region ${region} --delivery-stream-name ${name}, then apply again"
      return 0
      ;;
  esac
  need_each "delivery stream ${name}: tag" "${seen}/tags.differs"
  need_each "delivery stream ${name}:" "${seen}/destination.differs"
  need_each "delivery stream ${name}:" "${seen}/encryption.differs"
  if asked_for --replace-token && [[ -n $(token_variable "${name}") ]]; then
    need change "delivery stream ${name}: send the token again"
    printf 'AccessKey\037\037\n' >>"${seen}/destination.differs"
  fi
  [[ ! -s ${seen}/destination.differs ]] || check_token "${name}"
  ! applying || change_delivery_stream "${name}" "${region}" || return 0
}

# Writes the differences of each part of an observed delivery stream to <part>.differs. Argument: name.
compare_delivery_stream() {
  local wanted=${WANT}/delivery_stream/$1 seen=${HAVE}/delivery_stream/$1
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  tags_of "${seen}/tagging" Tags >"${seen}/tags"
  below "${wanted}/settings" HttpEndpointDestinationConfiguration | without_defaults >"${wanted}/destination"
  below "${wanted}/settings" DeliveryStreamEncryptionConfigurationInput >"${wanted}/encryption"
  below "${seen}/stream" DeliveryStreamEncryptionConfiguration >"${seen}/encryption"
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
  differences "${wanted}/encryption" "${seen}/encryption" 'KeyType?' 'KeyARN?' >"${seen}/encryption.differs"
  differences "${wanted}/destination" "${seen}/destination" EndpointConfiguration.Url EndpointConfiguration.Name \
    RoleARN RequestConfiguration ProcessingConfiguration SecretsManagerConfiguration CloudWatchLoggingOptions \
    S3BackupMode RetryOptions 'BufferingHints?' S3Configuration.BucketARN S3Configuration.RoleARN \
    S3Configuration.CompressionFormat S3Configuration.EncryptionConfiguration 'S3Configuration.Prefix?' \
    'S3Configuration.ErrorOutputPrefix?' 'S3Configuration.BufferingHints?' 'S3Configuration.CloudWatchLoggingOptions?' \
    >"${seen}/destination.differs"
}

# Creates a delivery stream and waits for it. Arguments: name, region. Exits: as `write`.
create_delivery_stream() {
  local document=${WANT}/delivery_stream/$1/settings.json
  members_of "${document}" DeliveryStreamName DeliveryStreamType DeliveryStreamEncryptionConfigurationInput Tags \
    >"${SCRATCH}/input"
  member_of "${document}" HttpEndpointDestinationConfiguration >"${SCRATCH}/endpoint"
  write_from print_endpoint ResourceInUseException firehose create-delivery-stream --region "$2" \
    --cli-input-json "file://${SCRATCH}/input" \
    --http-endpoint-destination-configuration file:///dev/stdin || return 1
  await_delivery_stream "$1" "$2"
}

# Writes what differs on a delivery stream. Arguments: name, region. Exits: 1 where it must be read again.
change_delivery_stream() {
  local name=$1 region=$2
  local document=${WANT}/delivery_stream/${name}/settings.json seen=${HAVE}/delivery_stream/${name}
  [[ $(value "${seen}/stream" DeliveryStreamStatus) == ACTIVE ]] || await_delivery_stream "${name}" "${region}"
  if [[ -s ${seen}/tags.differs ]]; then
    members_of "${document}" DeliveryStreamName Tags >"${SCRATCH}/input"
    write ResourceInUseException firehose tag-delivery-stream --region "${region}" \
      --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  if [[ -s ${seen}/destination.differs ]]; then
    print_update "${name}" >"${SCRATCH}/endpoint"
    write_from print_endpoint 'ResourceInUseException|ConcurrentModificationException' \
      firehose update-destination --region "${region}" --delivery-stream-name "${name}" \
      --current-delivery-stream-version-id "$(value "${seen}/stream" VersionId)" \
      --destination-id "$(value "${seen}/stream" Destinations.DestinationId)" \
      --http-endpoint-destination-update file:///dev/stdin || return 1
  fi
  if [[ -s ${seen}/encryption.differs ]]; then
    members_of "${document}" DeliveryStreamName \
      DeliveryStreamEncryptionConfigurationInput >"${SCRATCH}/input"
    write ResourceInUseException firehose start-delivery-stream-encryption --region "${region}" \
      --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
}

# Prints the input of update-destination. Firehose keeps what an update leaves out, so what somebody switched on
# besides the document is switched off by name. Argument: name.
print_update() {
  local seen=${HAVE}/delivery_stream/$1 text part
  member_of "${WANT}/delivery_stream/$1/settings.json" HttpEndpointDestinationConfiguration >"${SCRATCH}/input"
  text=$(members_of "${SCRATCH}/input" EndpointConfiguration BufferingHints CloudWatchLoggingOptions \
    RequestConfiguration ProcessingConfiguration RoleARN RetryOptions S3BackupMode S3Configuration=S3Update \
    SecretsManagerConfiguration)
  for part in CloudWatchLoggingOptions ProcessingConfiguration SecretsManagerConfiguration; do
    if grep -q "^${part}\\." "${seen}/destination.differs" && [[ ${text} != *"\"${part}\":"* ]]; then
      text=${text%?}
      text+=",\"${part}\":{\"Enabled\":false}}"
    fi
  done
  printf '%s\n' "${text}"
}

# Waits until a delivery stream is ACTIVE, for up to five minutes. Arguments: name, region.
await_delivery_stream() {
  local status='' turn
  for ((turn = 0; turn < 75; turn++)); do
    if call "${SCRATCH}/answer" firehose describe-delivery-stream --region "$2" --delivery-stream-name "$1"; then
      flatten "${SCRATCH}/answer" "${SCRATCH}/stream"
      status=$(value "${SCRATCH}/stream" DeliveryStreamDescription.DeliveryStreamStatus)
      [[ ${status} != ACTIVE ]] || return 0
      [[ ${status} != *_FAILED ]] || die 5 "delivery stream $1 is ${status}, and stays so" \
        "aws firehose delete-delivery-stream --region $2 --delivery-stream-name $1, then apply again"
    elif ! failed_with ResourceNotFoundException; then
      die_of_error firehose describe-delivery-stream
    fi
    ((turn > 0)) || say "  waiting until delivery stream $1 is active"
    pause 4
  done
  die 7 "delivery stream $1 is still ${status:-unknown}" 'run the script again in some minutes'
}

# ---------------------------------------------------------------- token

# Prints the name of the variable that names the token file, where the endpoint takes a token: the document says
# "AccessKey": "@ACCREDIT_TOKEN_FILE_..@". Argument: name of the delivery stream.
token_variable() {
  local mark
  mark=$(value "${WANT}/delivery_stream/$1/settings" \
    HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey)
  mark=${mark#@}
  printf '%s' "${mark%@}"
}

# Ends the run where a token is needed and its file will not do. Argument: name.
check_token() {
  local variable
  variable=$(token_variable "$1")
  [[ -z ${variable} ]] || check_token_file "${variable}" "delivery stream $1"
}

# Prints the endpoint document in SCRATCH/endpoint, with the token in place of the name of its variable. Only the
# member itself looks like this: within a string of JSON, quotes stand behind backslashes.
print_endpoint() {
  { set +x; } 2>/dev/null
  local text variable before after
  text=$(<"${SCRATCH}/endpoint")
  before=${text%%'"AccessKey":"@'*}
  if [[ ${before} == "${text}" ]]; then
    printf '%s\n' "${text}"
    return 0
  fi
  after=${text#*'"AccessKey":"@'}
  variable=${after%%'@"'*}
  after=${after#*'@"'}
  check_variable "${variable}"
  printf '%s"AccessKey":"%s"%s\n' "${before}" "$(read_token "${!variable}")" "${after}"
}
