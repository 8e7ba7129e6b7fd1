# shellcheck shell=bash
#
# S3 buckets. Every call names the account that must own the bucket: a bucket of somebody else under the same name
# is refused by AWS, not written to.

# Reads where a bucket is. Arguments: name, region. Exits: 0 present, 1 absent or not ours.
observe_bucket() {
  observe "bucket/$1/location" 'NoSuchBucket|AccessDenied' s3api get-bucket-location --region "$2" \
    --bucket "$1" --expected-bucket-owner "${ACCREDIT_ACCOUNT}"
}

# Prints the region of an observed bucket. Argument: name.
bucket_region() {
  local region
  region=$(value "${HAVE}/bucket/$1/location" LocationConstraint)
  case ${region} in
    '') printf 'us-east-1\n' ;;
    EU) printf 'eu-west-1\n' ;;
    *) printf '%s\n' "${region}" ;;
  esac
}

# Refuses a bucket in another region. Arguments: name, region. Exits: 1 where it refused.
check_bucket_region() {
  local region
  region=$(bucket_region "$1")
  [[ ${region} != "$2" ]] || return 0
  refuse "bucket $1 is in ${region}, not in $2" "say 'region: ${region}' in the specification"
  return 1
}

# Checks that a bucket exists in this account and region. Arguments: name, region.
require_bucket() {
  if observe_bucket "$1" "$2"; then
    check_bucket_region "$1" "$2" || return 0
  elif failed_with AccessDenied; then
    refuse "bucket $1 belongs to another account, or you may not read where it is" 'check its name and your permissions'
  else
    refuse "bucket $1 does not exist" "create it, or say 'create: true' in the specification"
  fi
}

# The parts of the settings of a bucket that are compared and written, each by one operation.
readonly BUCKET_PARTS='PublicAccessBlockConfiguration OwnershipControls ServerSideEncryptionConfiguration
LifecycleConfiguration policy'

# Brings a bucket to its documents settings and policy. Arguments: name, region.
ensure_bucket() {
  local name=$1 region=$2
  local wanted=${WANT}/bucket/${name} seen=${HAVE}/bucket/${name} owner
  desire "bucket/${name}/settings" "bucket/${name}/policy"
  if ! observe_bucket "${name}" "${region}"; then
    if failed_with AccessDenied; then
      refuse "bucket ${name} belongs to another account, or you may not read where it is" 'choose another name'
      return 0
    fi
    need create "bucket ${name} in ${region}"
    applying || return 0
    create_bucket "${name}" "${region}" || return 0
    tag_bucket "${name}" "${region}" || return 0
    change_bucket "${name}" "${region}" "${BUCKET_PARTS}" || return 0
    return 0
  fi
  check_bucket_region "${name}" "${region}" || return 0
  observe_bucket_settings "${name}" "${region}"
  owner=$(value "${seen}/tags" accredit:spec)
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]] && ! is_abandoned_bucket "${name}" "${region}"; then
    refuse_foreign "bucket ${name}" "${owner}" "to use it as it is, take 'create: true' out of the specification"
    return 0
  fi
  other_principals "${seen}/policy" "${wanted}/policy" >"${seen}/others"
  if [[ -s ${seen}/others ]]; then
    refuse "bucket ${name} has a policy that names $(<"${seen}/others")" \
      "take that statement out of its policy; the specification has none for it"
    return 0
  fi
  compare_bucket "${name}"
  ! applying || change_observed_bucket "${name}" "${region}" || return 0
}

# Runs an operation on a bucket. Arguments: codes as for `write`; operation; name; region; words.
write_bucket() {
  local again=$1 operation=$2 name=$3 region=$4
  shift 4
  write "${again}" s3api "${operation}" --region "${region}" --bucket "${name}" \
    --expected-bucket-owner "${ACCREDIT_ACCOUNT}" "$@"
}

# Creates a bucket. Arguments: name, region. Exits: as `write`.
create_bucket() {
  local place=()
  [[ $2 == us-east-1 ]] || place=(--create-bucket-configuration "LocationConstraint=$2")
  if call "${SCRATCH}/answer" s3api create-bucket --region "$2" --bucket "$1" ${place[@]+"${place[@]}"}; then
    return 0
  fi
  ! failed_with BucketAlreadyExists || die 5 "bucket $1 belongs to another account" 'choose another name'
  outcome_unknown || failed_with BucketAlreadyOwnedByYou || die_of_error s3api create-bucket
  read_again
  return 1
}

# Reads one part of the settings of a bucket. Arguments: part; code for "none"; operation; name; region.
observe_bucket_part() {
  observe "bucket/$4/$1" "$2" s3api "$3" --region "$5" --bucket "$4" --expected-bucket-owner "${ACCREDIT_ACCOUNT}" ||
    printf '\t\n' >"${HAVE}/bucket/$4/$1"
}

# Reads the settings of a bucket that exists. Arguments: name, region.
observe_bucket_settings() {
  local seen=${HAVE}/bucket/$1
  observe_bucket_part tagging NoSuchTagSet get-bucket-tagging "$1" "$2"
  observe_bucket_part access NoSuchPublicAccessBlockConfiguration get-public-access-block "$1" "$2"
  observe_bucket_part ownership OwnershipControlsNotFoundError get-bucket-ownership-controls "$1" "$2"
  observe_bucket_part encryption ServerSideEncryptionConfigurationNotFoundError get-bucket-encryption "$1" "$2"
  observe_bucket_part lifecycle NoSuchLifecycleConfiguration get-bucket-lifecycle-configuration "$1" "$2"
  observe_bucket_policy "$1" "$2"
  tags_of "${seen}/tagging" TagSet >"${seen}/tags"
  sed 's/^Rules/LifecycleConfiguration.Rules/' "${seen}/lifecycle" |
    sort -u - "${seen}/access" "${seen}/ownership" "${seen}/encryption" >"${seen}/settings"
}

# Reads the policy of a bucket that exists. Arguments: name, region.
observe_bucket_policy() {
  observe_bucket_part grants NoSuchBucketPolicy get-bucket-policy "$1" "$2"
  below "${HAVE}/bucket/$1/grants" Policy >"${HAVE}/bucket/$1/policy"
}

# Whether a bucket was created by a run that was killed before it could tag it: no tags, and nothing in it.
# Arguments: name, region.
is_abandoned_bucket() {
  [[ $(wc -l <"${HAVE}/bucket/$1/tags") -eq 1 ]] || return 1
  observe "bucket/$1/objects" '' s3api list-objects-v2 --region "$2" --bucket "$1" --max-items 1 \
    --expected-bucket-owner "${ACCREDIT_ACCOUNT}"
  ! grep -q '^Contents' "${HAVE}/bucket/$1/objects"
}

# Writes the differences of each part of a bucket to <part>.differs, and shows them. Argument: name.
compare_bucket() {
  local name=$1
  local wanted=${WANT}/bucket/${name} seen=${HAVE}/bucket/${name} part
  tags_of "${wanted}/settings" Tagging.TagSet >"${wanted}/tags"
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
  differences "${wanted}/policy" "${seen}/policy" '*' >"${seen}/policy.differs"
  for part in PublicAccessBlockConfiguration OwnershipControls LifecycleConfiguration.Rules \
    ServerSideEncryptionConfiguration.Rules.ApplyServerSideEncryptionByDefault \
    ServerSideEncryptionConfiguration.Rules.BucketKeyEnabled; do
    differences "${wanted}/settings" "${seen}/settings" "${part}?" >"${SCRATCH}/differs"
    cat "${SCRATCH}/differs" >>"${seen}/${part%%.*}.differs"
  done
  need_each "bucket ${name}: tag" "${seen}/tags.differs"
  for part in ${BUCKET_PARTS%policy}; do
    need_each "bucket ${name}:" "${seen}/${part}.differs"
  done
  need_each "bucket ${name}: policy" "${seen}/policy.differs"
}

# Writes what differs on an observed bucket. Arguments: name, region. Exits: 1 where it must be read again.
change_observed_bucket() {
  local part parts=''
  [[ ! -s ${HAVE}/bucket/$1/tags.differs ]] || tag_bucket "$1" "$2" || return 1
  for part in ${BUCKET_PARTS}; do
    [[ ! -s ${HAVE}/bucket/$1/${part}.differs ]] || parts+=" ${part}"
  done
  change_bucket "$1" "$2" "${parts}"
}

# Tags a bucket, and keeps the tags that others put on it. Arguments: name, region. Exits: as `write`.
tag_bucket() {
  local wanted=${WANT}/bucket/$1 seen=${HAVE}/bucket/$1
  tags_of "${wanted}/settings" Tagging.TagSet >"${wanted}/tags"
  [[ -e ${seen}/tags ]] || printf '\t\n' >"${seen}/tags"
  awk -F '\t' '
    FNR == 1 { next }
    !($1 in tag) { order[++count] = $1; tag[$1] = $2 }
    END {
      printf "{\"TagSet\":["
      for (i = 1; i <= count; i++) {
        name = order[i]
        if (name !~ /^"/) name = "\"" name "\""
        printf "%s{\"Key\":%s,\"Value\":\"%s\"}", (i > 1 ? "," : ""), name, tag[order[i]]
      }
      print "]}"
    }' "${wanted}/tags" "${seen}/tags" >"${SCRATCH}/input"
  write_bucket NoSuchBucket put-bucket-tagging "$1" "$2" --tagging "file://${SCRATCH}/input"
}

# Writes parts of the settings of a bucket. Arguments: name, region, parts (words of one text).
# Exits: 1 where it must be read again.
change_bucket() {
  local name=$1 region=$2 part operation option
  for part in $3; do
    case ${part} in
      PublicAccessBlockConfiguration) operation=put-public-access-block option=public-access-block-configuration ;;
      OwnershipControls) operation=put-bucket-ownership-controls option=ownership-controls ;;
      ServerSideEncryptionConfiguration)
        operation=put-bucket-encryption option=server-side-encryption-configuration
        ;;
      LifecycleConfiguration) operation=put-bucket-lifecycle-configuration option=lifecycle-configuration ;;
      policy) operation=put-bucket-policy option=policy ;;
      *) die 2 "a bucket has no ${part}" ;;
    esac
    if [[ ${part} == policy ]]; then
      cat "${WANT}/bucket/${name}/policy.json" >"${SCRATCH}/input"
    else
      member_of "${WANT}/bucket/${name}/settings.json" "${part}" >"${SCRATCH}/input"
    fi
    [[ -s ${SCRATCH}/input ]] || continue
    write_bucket NoSuchBucket "${operation}" "${name}" "${region}" "--${option}" "file://${SCRATCH}/input" || return 1
    [[ ${part} != policy ]] || confirm_bucket "${name}" "${region}" || return 1
  done
}

# Makes sure that a bucket has its policy, which denies, before anybody is let into it. Arguments: name, region.
# Exits: 1 where it must be read again.
confirm_bucket() {
  local seen=${HAVE}/bucket/$1
  rm -f "${seen}/grants" "${seen}/grants.absent"
  observe_bucket_policy "$1" "$2"
  differences "${WANT}/bucket/$1/policy" "${seen}/policy" '*' >"${seen}/policy.differs"
  [[ -s ${seen}/policy.differs ]] || return 0
  read_again
  return 1
}
