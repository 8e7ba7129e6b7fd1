# shellcheck shell=bash
#
# Roles and users. What one may do stands in one inline policy named `accredit`, or in managed policies of its own
# (managed_policy.sh); any other policy on it is an access that nobody reviewed, so it is refused, never ignored.

# Puts the policy `accredit` on a role or user. Arguments: role or user; name. Exits: as `write`.
put_policy() {
  write NoSuchEntity iam "put-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --policy-name accredit --policy-document "file://${WANT}/$1/$2/policy.json"
}

# Reads the policies of a role or user: `policy` (of the name accredit, perhaps empty), `attached_parts` (names of
# its own managed ones) and `extras` (names of all others) below HAVE/<kind>/<name>. Arguments: role or user; name.
observe_policies() {
  local kind=$1 name=$2
  local seen=${HAVE}/${kind}/${name} own
  own=$(managed_arn "${kind}" "${name}" '')
  : >"${seen}/attached_parts"
  observe "${kind}/${name}/inline" NoSuchEntity iam "list-${kind}-policies" --region "${ACCREDIT_REGION}" \
    "--${kind}-name" "${name}" || return 0
  observe "${kind}/${name}/attached" NoSuchEntity iam "list-attached-${kind}-policies" \
    --region "${ACCREDIT_REGION}" "--${kind}-name" "${name}" || return 0
  printf '\t\n' >"${seen}/policy"
  if is_among "$(value "${seen}/inline" PolicyNames)" accredit &&
    observe "${kind}/${name}/accredit" NoSuchEntity iam "get-${kind}-policy" --region "${ACCREDIT_REGION}" \
      "--${kind}-name" "${name}" --policy-name accredit; then
    below "${seen}/accredit" PolicyDocument >"${seen}/policy"
  fi
  awk -F '\t' '$1 ~ /PolicyArn$/ { print $2 }' "${seen}/attached" >"${SCRATCH}/attached"
  # Its own stand right below its path; what stands deeper is somebody else's.
  awk -v own="${own}" 'index($0, own) == 1 && substr($0, length(own) + 1) !~ "/" {
    print substr($0, length(own) + 1)
  }' "${SCRATCH}/attached" >"${seen}/attached_parts"
  {
    value "${seen}/inline" PolicyNames | grep -vx accredit
    awk -v own="${own}" 'index($0, own) != 1 || substr($0, length(own) + 1) ~ "/"' "${SCRATCH}/attached"
  } >"${seen}/extras" || true
}

# Writes what differs between the policies of a role or user that has been read and those of the specification.
# Arguments: role or user; name.
compare_policies() {
  local wanted=${WANT}/$1/$2 seen=${HAVE}/$1/$2
  differences "${wanted}/policy" "${seen}/policy" '*' >"${seen}/policy.differs"
  observe_parts "$1" "$2" "$([[ ! -s ${wanted}/parts ]] || printf yes)"
  compare_parts "$1" "$2"
}

# Gives a new role or user what it may do; managed policies after it was read. Arguments: role or user; name.
# Exits: as `write`.
put_first_policy() {
  [[ -s ${WANT}/$1/$2/parts ]] || {
    put_policy "$1" "$2"
    return
  }
  read_again
}

# Whether a role or user that has been read may do anything. Arguments: role or user; name.
has_policies() {
  [[ $(wc -l <"${HAVE}/$1/$2/policy") -gt 1 || -s ${HAVE}/$1/$2/attached_parts ]]
}

# Takes away what a role or user may do, and makes sure of it. Arguments: role or user; name. Exits: 1 where it must be
# read again.
withdraw_policies() {
  if [[ $(wc -l <"${HAVE}/$1/$2/policy") -gt 1 ]]; then
    write NoSuchEntity iam "delete-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
      --policy-name accredit || return 1
    confirm_withdrawn "$1" "$2" || return 1
  fi
  withdraw_parts "$1" "$2"
}

# Checks that the policy exists that is to bound a role or user. Argument: its ARN.
require_boundary() {
  observe "boundary/${1//:/_}.policy" NoSuchEntity iam get-policy --region "${ACCREDIT_REGION}" \
    --policy-arn "$1" ||
    refuse "the permissions boundary $1 does not exist" 'create it, or correct permissionsBoundary in the specification'
}

# Prints the lines of a role or user as in its document settings. Arguments: flattened answer; Role or User.
identity_of() {
  below "$1" "$2" | sed -e '/^PermissionsBoundary\.PermissionsBoundaryType/d' \
    -e 's/^PermissionsBoundary\.PermissionsBoundaryArn/PermissionsBoundary/'
}

# ---------------------------------------------------------------- role

# Brings a role to its documents settings (input of create-role, without the trust), trust and policy, or those of its
# managed policies. While the trust or the boundary changes together with anything else, the role may do nothing: so
# access during the run is never wider than before or after. Arguments: name; names of managed policies.
ensure_role() {
  local name=$1
  local wanted=${WANT}/role/${name} seen=${HAVE}/role/${name} owner
  desire "role/${name}/settings" "role/${name}/trust"
  desire_policies role "$@"
  if ! observe "role/${name}/role" NoSuchEntity iam get-role --region "${ACCREDIT_REGION}" --role-name "${name}"; then
    need create "role ${name}, trusted by $(trusted_by "${wanted}/trust")"
    applying || return 0
    write EntityAlreadyExists iam create-role --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${wanted}/settings.json" \
      --assume-role-policy-document "file://${wanted}/trust.json" || return 0
    put_first_policy role "${name}" || return 0
    return 0
  fi
  observe_policies role "${name}"
  compare_role "${name}"
  compare_policies role "${name}"
  owner=$(value "${seen}/tags" accredit:spec)
  [[ ${owner} == "${ACCREDIT_SPEC}" ]] || may_adopt_role "${name}" "${owner}" || return 0
  may_keep_extras "${name}" || return 0
  refuse_shared_parts role "${name}" || return 0
  if [[ -s ${seen}/path.differs ]]; then
    refuse "role ${name} has the path $(value "${seen}/settings" Path), and a path cannot be changed" \
      "delete the role (its users lose access meanwhile), or put rolePath back in the specification"
    return 0
  fi
  need_each "role ${name}: tag" "${seen}/tags.differs"
  need_each "role ${name}:" "${seen}/settings.differs"
  need_each "role ${name}:" "${seen}/boundary.differs"
  need_each "role ${name}: trust" "${seen}/trust.differs"
  need_policies role "${name}"
  [[ ! -s ${seen}/trust.differs && ! -s ${seen}/boundary.differs ]] || regrants=yes
  ! applying || change_role "${name}" || return 0
}

# Says who may assume a role. Argument: flattened trust policy.
trusted_by() {
  awk -F '\t' '$1 ~ /Principal\./ { all = all (all == "" ? "" : ", ") $2 } END { print all }' "$1"
}

# Writes the differences of each part of an observed role to <part>.differs. Argument: name.
compare_role() {
  local wanted=${WANT}/role/$1 seen=${HAVE}/role/$1
  identity_of "${seen}/role" Role >"${seen}/settings"
  below "${seen}/settings" AssumeRolePolicyDocument >"${seen}/trust"
  tags_of "${seen}/settings" Tags >"${seen}/tags"
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  differences "${wanted}/settings" "${seen}/settings" Path >"${seen}/path.differs"
  differences "${wanted}/settings" "${seen}/settings" Description MaxSessionDuration >"${seen}/settings.differs"
  differences "${wanted}/settings" "${seen}/settings" PermissionsBoundary >"${seen}/boundary.differs"
  differences "${wanted}/tags" "${seen}/tags" '*?' >"${seen}/tags.differs"
  differences "${wanted}/trust" "${seen}/trust" '*' >"${seen}/trust.differs"
}

# Whether a role that does not bear our tag may be taken over. Arguments: name; its owner, or nothing.
may_adopt_role() {
  if [[ -z $2 ]] && asked_for --adopt; then
    applying || say "! adopting role $1, which was made outside of this specification"
    return 0
  fi
  refuse_foreign "role $1" "$2" "choose another name, or take it over with 'apply --adopt' ('plan --adopt' shows it)"
  return 1
}

# Whether a role may be changed although it has policies besides ours: only while it is adopted, and only where
# they go on serving the same principals within the same boundary. Argument: name.
may_keep_extras() {
  local seen=${HAVE}/role/$1 extra
  [[ -s ${seen}/extras ]] || return 0
  if asked_for --adopt && [[ ! -s ${seen}/trust.differs && ! -s ${seen}/boundary.differs ]]; then
    while IFS= read -r extra; do
      applying || say "! role $1 keeps the policy ${extra}: remove it, this ends with exit code 5 until then"
    done <"${seen}/extras"
    return 0
  fi
  refuse_extras role "$1"
  return 1
}

# Refuses a role or user that has other policies than ours. Arguments: role or user; name.
refuse_extras() {
  local kind=$1 name=$2 extra remedy
  while IFS= read -r extra; do
    remedy="delete-${kind}-policy --${kind}-name ${name} --policy-name ${extra}"
    [[ ${extra} != arn:* ]] || remedy="detach-${kind}-policy --${kind}-name ${name} --policy-arn ${extra}"
    refuse "${kind} ${name} has the policy ${extra}, which is not in the specification" "aws iam ${remedy}"
  done <"${HAVE}/${kind}/${name}/extras"
}

# Writes what differs on a role. Argument: name. Exits: 1 where the role must be read again.
change_role() {
  local name=$1 part parts=0 withdrawn=no
  local wanted=${WANT}/role/${name} seen=${HAVE}/role/${name}
  if [[ -s ${seen}/tags.differs ]]; then
    members_of "${wanted}/settings.json" RoleName Tags >"${SCRATCH}/input"
    write NoSuchEntity iam tag-role --region "${ACCREDIT_REGION}" --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  for part in trust boundary; do
    [[ ! -s ${seen}/${part}.differs ]] || parts=$((parts + 1))
  done
  [[ ! -s ${seen}/policy.differs && ! -s ${seen}/parts.differs ]] || parts=$((parts + 1))
  if ((parts > 1)) && has_policies role "${name}"; then
    withdraw_policies role "${name}" || return 1
    withdrawn=yes
  fi
  if [[ -s ${seen}/trust.differs ]]; then
    write NoSuchEntity iam update-assume-role-policy --region "${ACCREDIT_REGION}" --role-name "${name}" \
      --policy-document "file://${wanted}/trust.json" || return 1
  fi
  if [[ -s ${seen}/boundary.differs ]]; then
    put_boundary role "${name}" || return 1
  fi
  if [[ -s ${seen}/trust.differs || -s ${seen}/boundary.differs ]]; then
    confirm_role "${name}" || return 1
  fi
  if [[ -s ${seen}/settings.differs ]]; then
    members_of "${wanted}/settings.json" RoleName Description MaxSessionDuration >"${SCRATCH}/input"
    write NoSuchEntity iam update-role --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${SCRATCH}/input" || return 1
  fi
  grant_policies role "${name}" "${withdrawn}"
}

# Makes sure that a role or user has no policy `accredit` any more, before more is granted. Arguments: role or user;
# name. Exits: 1 where it must be read again.
confirm_withdrawn() {
  if call "${SCRATCH}/answer" iam "get-$1-policy" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --policy-name accredit; then
    read_again
    return 1
  fi
  failed_with NoSuchEntity || die_of_error iam "get-$1-policy"
}

# Makes sure that a role has its trust and its boundary, before more is granted. Argument: name.
# Exits: 1 where it must be read again.
confirm_role() {
  local seen=${HAVE}/role/$1
  rm -f "${seen}/role"
  if observe "role/$1/role" NoSuchEntity iam get-role --region "${ACCREDIT_REGION}" --role-name "$1"; then
    compare_role "$1"
    [[ -s ${seen}/trust.differs || -s ${seen}/boundary.differs ]] || return 0
  fi
  read_again
  return 1
}

# Sets or removes the permissions boundary. Arguments: role or user; name. Exits: as `write`.
put_boundary() {
  local boundary
  boundary=$(value "${WANT}/$1/$2/settings" PermissionsBoundary)
  if [[ -z ${boundary} ]]; then
    write NoSuchEntity iam "delete-$1-permissions-boundary" --region "${ACCREDIT_REGION}" "--$1-name" "$2"
    return
  fi
  check_words "${boundary}"
  write NoSuchEntity iam "put-$1-permissions-boundary" --region "${ACCREDIT_REGION}" "--$1-name" "$2" \
    --permissions-boundary "${boundary}"
}
