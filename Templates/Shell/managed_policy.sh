# shellcheck shell=bash
# shellcheck disable=SC2154  # attempt is counted in core.sh
#
# Managed policies of roles and users, where one may do more than AWS takes in an inline policy. They stand below
# the path /accredit/<spec>/<role or user>/<name>/, which says whose they are, because no template gives them tags.
# Whoever has any bears the tag accredit:policies from before the first is made until after the last is gone, so
# that nobody else's run has to ask for the policies of the account.
#
# What comes is attached before what goes is detached, and nothing is attached before it reads as it should: access
# during a run is within what was granted before or is after.

# Prints the ARN of a managed policy. Arguments: role or user; name; policy.
managed_arn() {
  printf 'arn:%s:iam::%s:policy/accredit/%s/%s/%s/%s\n' "${ACCREDIT_PARTITION}" "${ACCREDIT_ACCOUNT}" \
    "${ACCREDIT_SPEC}" "$1" "$2" "$3"
}

# Puts the policies of the specification at WANT/<kind>/<name>: `policy` for the inline one, `parts` with the names of
# managed ones in its place. Arguments: role or user; name; names of managed policies.
desire_policies() {
  local wanted=${WANT}/$1/$2 part
  if (($# == 2)); then
    desire "$1/$2/policy"
    : >"${wanted}/parts"
    return 0
  fi
  printf '\t\n' >"${wanted}/policy"
  printf '%s\n' "${@:3}" | sort >"${wanted}/parts"
  for part in "${@:3}"; do
    desire "managed_policy/${part}/policy"
  done
}

# Reads the managed policies of a role or user that has been read, where it may have any: `parts` below
# HAVE/<kind>/<name>, a line of name, default version, and how often it is attached and bounds somebody; and the
# document of each in `part/<policy>`. Arguments: role or user; name; yes to look in any case.
observe_parts() {
  local kind=$1 name=$2
  local seen=${HAVE}/${kind}/${name} part version
  [[ ! -e ${seen}/parts ]] || return 0
  : >"${seen}/parts"
  [[ $3 == yes || -s ${seen}/attached_parts || -n $(value "${seen}/tags" accredit:policies) ]] || return 0
  observe "${kind}/${name}/listed" NoSuchEntity iam list-policies --region "${ACCREDIT_REGION}" --scope Local \
    --path-prefix "/accredit/${ACCREDIT_SPEC}/${kind}/${name}/" || return 0
  # The prefix takes in what stands deeper as well, which is none of ours.
  awk -F '\t' -v OFS='\t' -v path="/accredit/${ACCREDIT_SPEC}/${kind}/${name}/" '
    match($1, /^Policies(\[[^]]*\])?\./) {
      element = substr($1, 1, RLENGTH)
      known[element] = 1
      field[element, substr($1, RLENGTH + 1)] = $2
    }
    END {
      for (element in known) if (field[element, "Path"] == path)
        print field[element, "PolicyName"], field[element, "DefaultVersionId"], \
          field[element, "AttachmentCount"] + 0, field[element, "PermissionsBoundaryUsageCount"] + 0
    }' "${seen}/listed" | sort >"${seen}/parts"
  while IFS=$'\t' read -r part version _; do
    check_words "${part}" "${version}"
    observe "${kind}/${name}/version/${part}" NoSuchEntity iam get-policy-version --region "${ACCREDIT_REGION}" \
      --policy-arn "$(managed_arn "${kind}" "${name}" "${part}")" --version-id "${version}" || continue
    mkdir -p "${seen}/part"
    below "${seen}/version/${part}" PolicyVersion.Document >"${seen}/part/${part}"
  done <"${seen}/parts"
}

# Writes what is to be done to the policies of a role or user that has been read to `parts.differs` below
# HAVE/<kind>/<name>: a line of create, update, attach or remove, and the policy; or `unmark`, when none is left.
# What is attached counts even where IAM does not list it yet. Arguments: role or user; name.
compare_parts() {
  local wanted=${WANT}/$1/$2 seen=${HAVE}/$1/$2 part names
  names=$(awk -F '\t' '{ print $1 }' "${seen}/parts")
  {
    while IFS= read -r part; do
      if ! is_among "${names}" "${part}" || [[ ! -e ${seen}/part/${part} ]]; then
        printf 'create %s\n' "${part}"
        continue
      fi
      differences "${WANT}/managed_policy/${part}/policy" "${seen}/part/${part}" '*' >"${seen}/part/${part}.differs"
      [[ ! -s ${seen}/part/${part}.differs ]] || printf 'update %s\n' "${part}"
      is_among "$(<"${seen}/attached_parts")" "${part}" || printf 'attach %s\n' "${part}"
    done <"${wanted}/parts"
    while IFS= read -r part; do
      is_among "$(<"${wanted}/parts")" "${part}" || printf 'remove %s\n' "${part}"
    done < <(awk -F '\t' '{ print $1 }' "${seen}/parts" | cat - "${seen}/attached_parts" | sort -u)
    [[ -s ${wanted}/parts || -s ${seen}/parts || -s ${seen}/attached_parts ||
      -z $(value "${seen}/tags" accredit:policies) ]] || printf 'unmark\n'
  } >"${seen}/parts.differs"
}

# Makes sure that IAM lists each managed policy that a role or user has: of another it is not known what it holds and
# whom else it serves. Arguments: role or user; name. Exits: 1 where the holder must be read again.
require_listed_parts() {
  local seen=${HAVE}/$1/$2 part names
  names=$(awk -F '\t' '{ print $1 }' "${seen}/parts")
  while IFS= read -r part; do
    is_among "${names}" "${part}" || {
      read_again
      return 1
    }
  done <"${seen}/attached_parts"
}

# Prints the policies to which something is to be done. Arguments: acts, each between spaces; role or user; name.
parts_to() {
  awk -v acts="$1" 'index(acts, " " $1 " ") { print $2 }' "${HAVE}/$2/$3/parts.differs"
}

# Records each difference between the policies of a role or user and those of the specification.
# Arguments: role or user; name.
need_policies() {
  local seen=${HAVE}/$1/$2 act part
  if [[ ! -s ${WANT}/$1/$2/parts ]]; then
    need_each "$1 $2: policy" "${seen}/policy.differs"
  elif [[ -s ${seen}/policy.differs ]]; then
    need remove "inline policy of $1 $2"
  fi
  while read -r act part; do
    case ${act} in
      create) need create "policy ${part} of $1 $2" ;;
      update) need_each "$1 $2: policy ${part}" "${seen}/part/${part}.differs" ;;
      attach) need change "$1 $2: policy ${part}: (none) -> attached" ;;
      remove) need remove "policy ${part} of $1 $2" ;;
      *) need change "$1 $2: tag accredit:policies: managed -> (none)" ;;
    esac
  done <"${seen}/parts.differs"
}

# Refuses a role or user whose managed policies serve anybody else as well. Arguments: role or user; name. Exits: 1
# where it does.
refuse_shared_parts() {
  local kind=$1 name=$2
  local seen=${HAVE}/${kind}/${name} part count bounds others shared=no
  while IFS=$'\t' read -r part _ count bounds; do
    ! is_among "$(<"${seen}/attached_parts")" "${part}" || count=$((count - 1))
    ((count + bounds > 0)) || continue
    observe "${kind}/${name}/users/${part}" NoSuchEntity iam list-entities-for-policy --region "${ACCREDIT_REGION}" \
      --policy-arn "$(managed_arn "${kind}" "${name}" "${part}")" || continue
    others=$(awk -F '\t' -v kind="${kind}" -v name="${name}" '
      match($1, /(Role|User|Group)Name$/) {
        other = tolower(substr($1, RSTART, RLENGTH - 4))
        if (other != kind || $2 != name) print other " " $2
      }' "${seen}/users/${part}")
    [[ -n ${others} ]] || continue
    refuse "policy ${part} of ${kind} ${name} serves ${others//$'\n'/, } as well, which is not in the specification" \
      "detach it there: aws iam detach-...-policy --policy-arn $(managed_arn "${kind}" "${name}" "${part}")"
    shared=yes
  done <"${seen}/parts"
  [[ ${shared} == no ]]
}

# Takes away what the managed policies of a role or user allow, and makes sure of it. Arguments: role or user; name.
# Exits: 1 where it must be read again.
withdraw_parts() {
  local seen=${HAVE}/$1/$2 part
  [[ -s ${seen}/attached_parts ]] || return 0
  while IFS= read -r part; do
    detach_part "$1" "$2" "${part}" || return 1
  done <"${seen}/attached_parts"
  call_for "${SCRATCH}/answer" iam "list-attached-$1-policies" --region "${ACCREDIT_REGION}" "--$1-name" "$2" ||
    die_of_error iam "list-attached-$1-policies"
  flatten "${SCRATCH}/answer" "${SCRATCH}/attached"
  # An answer that got lost says nothing of what is attached.
  if ! grep -qF '"AttachedPolicies"' "${SCRATCH}/answer" ||
    grep -qF "$(managed_arn "$1" "$2" '')" "${SCRATCH}/attached"; then
    read_again
    return 1
  fi
}

# Brings the policies of a role or user to what the specification says, when everything else about it is right.
# Arguments: role or user; name; yes where what it had was taken away before. Exits: 1 where it must be read again.
grant_policies() {
  local wanted=${WANT}/$1/$2 seen=${HAVE}/$1/$2
  if [[ ! -s ${wanted}/parts && ! -s ${seen}/parts.differs ]]; then
    [[ $3 == no && ! -s ${seen}/policy.differs ]] || put_policy "$1" "$2" || return 1
    return 0
  fi
  if [[ $3 == yes ]]; then
    read_again
    return 1
  fi
  require_listed_parts "$1" "$2" || return 1
  write_unattached_parts "$1" "$2" || return 1
  [[ -s ${wanted}/parts || ! -s ${seen}/policy.differs ]] || put_policy "$1" "$2" || return 1
  # Where there is no room for what comes beside what goes, the latter has to go first.
  ((attempt == 1)) || remove_parts "$1" "$2" || return 1
  attach_parts "$1" "$2" || return 1
  write_attached_parts "$1" "$2" || return 1
  if [[ -s ${wanted}/parts && -s ${seen}/policy.differs ]]; then
    write NoSuchEntity iam "delete-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --policy-name accredit || return 1
  fi
  ((attempt > 1)) || remove_parts "$1" "$2" || return 1
  # The tag goes when the policies read as gone, so that none is forgotten.
  if [[ ! -s ${wanted}/parts && -s ${seen}/parts ]]; then
    read_again
    return 1
  fi
  if grep -qx unmark "${seen}/parts.differs"; then
    write NoSuchEntity iam "untag-$1" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --tag-keys accredit:policies || return 1
  fi
}

# Makes the policies that are missing, and mends those that nobody has yet. Arguments: role or user; name.
# Exits: 1 where the holder must be read again, as after each that is mended: what it was must not be attached.
write_unattached_parts() {
  local part mended=no
  while IFS= read -r part; do
    if ! write EntityAlreadyExists iam create-policy --region "${ACCREDIT_REGION}" --policy-name "${part}" \
      --path "/accredit/${ACCREDIT_SPEC}/$1/$2/" \
      --policy-document "file://${WANT}/managed_policy/${part}/policy.json"; then
      # A name is unique in an account, whatever the path; ours would have been read by now.
      ((attempt < 4)) || ! failed_with EntityAlreadyExists ||
        die 5 "the account has another policy ${part}" "delete it, or choose another name for the $1"
      return 1
    fi
  done < <(parts_to ' create ' "$1" "$2")
  while IFS= read -r part; do
    ! is_among "$(<"${HAVE}/$1/$2/attached_parts")" "${part}" || continue
    write_version "$1" "$2" "${part}" || return 1
    mended=yes
  done < <(parts_to ' update ' "$1" "$2")
  [[ ${mended} == no ]] || {
    read_again
    return 1
  }
}

# Attaches the policies that are not yet. Arguments: role or user; name. Exits: as `write`.
attach_parts() {
  local part again=NoSuchEntity
  [[ -z $(parts_to ' remove ' "$1" "$2") ]] || again='NoSuchEntity|LimitExceeded'
  while IFS= read -r part; do
    write "${again}" iam "attach-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --policy-arn "$(managed_arn "$1" "$2" "${part}")" || return 1
  done < <(parts_to ' create attach ' "$1" "$2")
}

# Brings the policies to the specification that are attached. Arguments: role or user; name. Exits: as `write`.
write_attached_parts() {
  local part
  while IFS= read -r part; do
    is_among "$(<"${HAVE}/$1/$2/attached_parts")" "${part}" || continue
    write_version "$1" "$2" "${part}" || return 1
  done < <(parts_to ' update ' "$1" "$2")
}

# Gives a policy the document of the specification, by a version; of the five that it may have, the oldest goes.
# Arguments: role or user; name; policy. Exits: as `write`.
write_version() {
  local arn version
  arn=$(managed_arn "$1" "$2" "$3")
  list_versions "${arn}" || return 1
  if (($(wc -l <"${SCRATCH}/versions") > 3)); then
    version=$(awk 'NR == 1' "${SCRATCH}/versions")
    write NoSuchEntity iam delete-policy-version --region "${ACCREDIT_REGION}" --policy-arn "${arn}" \
      --version-id "${version}" || return 1
  fi
  write 'NoSuchEntity|LimitExceeded' iam create-policy-version --region "${ACCREDIT_REGION}" --policy-arn "${arn}" \
    --policy-document "file://${WANT}/managed_policy/$3/policy.json" --set-as-default
}

# Lists the versions of a policy that are not its default in SCRATCH/versions, the oldest first. Argument: its ARN.
# Exits: 1 where the holder must be read again.
list_versions() {
  if ! call "${SCRATCH}/answer" iam list-policy-versions --region "${ACCREDIT_REGION}" --policy-arn "$1"; then
    failed_with NoSuchEntity || die_of_error iam list-policy-versions
    read_again
    return 1
  fi
  flatten "${SCRATCH}/answer" "${SCRATCH}/listed"
  awk -F '\t' '
    match($1, /^Versions(\[[^]]*\])?\./) {
      element = substr($1, 1, RLENGTH)
      field[element, substr($1, RLENGTH + 1)] = $2
      known[element] = 1
    }
    END {
      for (element in known)
        if (field[element, "IsDefaultVersion"] != "true") print substr(field[element, "VersionId"], 2)
    }' "${SCRATCH}/listed" | sort -n | sed 's/^/v/' >"${SCRATCH}/versions"
}

# Removes the policies that the specification does not have any more. Arguments: role or user; name. Exits: as `write`.
remove_parts() {
  local part
  while IFS= read -r part; do
    remove_part "$1" "$2" "${part}" || return 1
  done < <(parts_to ' remove ' "$1" "$2")
}

# Removes a managed policy with all of its versions. Arguments: role or user; name; policy. Exits: as `write`.
remove_part() {
  local arn version
  arn=$(managed_arn "$1" "$2" "$3")
  ! is_among "$(<"${HAVE}/$1/$2/attached_parts")" "$3" || detach_part "$1" "$2" "$3" || return 1
  list_versions "${arn}" || return 1
  while IFS= read -r version; do
    write NoSuchEntity iam delete-policy-version --region "${ACCREDIT_REGION}" --policy-arn "${arn}" \
      --version-id "${version}" || return 1
  done <"${SCRATCH}/versions"
  write 'NoSuchEntity|DeleteConflict' iam delete-policy --region "${ACCREDIT_REGION}" --policy-arn "${arn}"
}

# Detaches a managed policy from its holder. Arguments: role or user; name; policy. Exits: as `write`.
detach_part() {
  write NoSuchEntity iam "detach-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --policy-arn "$(managed_arn "$1" "$2" "$3")"
}
