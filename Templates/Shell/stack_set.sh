# shellcheck shell=bash
# shellcheck disable=SC2154  # error_code and the like are set in core.sh
#
# CloudFormation stack sets. Each deploys one template, which lies beside the script, to many accounts and regions: a
# stack instance is the stack of one account and region. CloudFormation does one thing at a time to a stack set; every
# such operation bears an id of ours, so that it is found again where the answer got lost.

# What is read of a stack set besides its template, and of each of its instances.
readonly STACK_SET_QUERY='StackSet.{Status: Status, Description: Description, PermissionModel: PermissionModel,
  AutoDeployment: AutoDeployment, AdministrationRoleARN: AdministrationRoleARN, ExecutionRoleName: ExecutionRoleName,
  Capabilities: Capabilities, OrganizationalUnitIds: OrganizationalUnitIds, Parameters: Parameters[].ParameterKey,
  Tags: Tags}'
readonly STACK_INSTANCES_QUERY="Summaries[].join('|', [Account, Region, not_null(OrganizationalUnitId, ''), Status,
  not_null(StackInstanceStatus.DetailedStatus, ''), not_null(StatusReason, '')])"
readonly STACK_TARGETS_QUERY="{Targets: Summaries[].join('|', [OrganizationalUnitId, join(' ', Regions)]),
  More: NextToken}"

# What CloudFormation says where something else is done to a stack set, or was meanwhile.
readonly STACK_SET_CHANGED='OperationInProgressException|OperationIdAlreadyExistsException|StaleRequestException'\
'|StackSetNotFoundException|StackInstanceNotFoundException|StackSetNotEmptyException'

operations=0     # operations that this run has asked for
lists_targets=no # whether the AWS CLI is known to list where a stack set is deployed automatically

# Checks that the role exists by which CloudFormation acts in the target accounts. Argument: its name.
require_stack_set_administration() {
  observe "stack_set_administration/$1" NoSuchEntity iam get-role --region "${ACCREDIT_REGION}" --role-name "$1" ||
    refuse "the role $1, by which CloudFormation acts in the target accounts, does not exist" \
      'make it, and the role that it assumes in each of them, as CHECKLIST.md says'
}

# ---------------------------------------------------------------- stack set

# Brings a stack set to its documents settings, targets and tokens and to the template in a file, in all of its
# targets. Arguments: name; file, and SHA-256 of it; regions.
ensure_stack_set() {
  local name=$1 file=$2 digest=$3
  local seen=${HAVE}/stack_set/${name} owner
  shift 3
  desire "stack_set/${name}/settings" "stack_set/${name}/targets" "stack_set/${name}/tokens"
  desire_template "${name}" "${file}" "${digest}"
  if ! observe_stack_set "${name}"; then
    need create "stack set ${name}, which deploys ${file}"
    compare_instances "${name}" "$@"
    need_instances "${name}"
    check_stack_set_tokens "${name}" all
    check_template_bucket "${name}"
    applying || return 0
    create_stack_set "${name}" "${digest}" || return 0
    add_stack_instances "${name}" || return 0
    return 0
  fi
  owner=$(owner_of_stack_set "${name}")
  if [[ ${owner} != "${ACCREDIT_SPEC}" ]]; then
    refuse_foreign "stack set ${name}" "${owner}" 'delete it, or choose another name for the specification'
    return 0
  fi
  compare_stack_set "${name}"
  compare_instances "${name}" "$@"
  may_change_stack_set "${name}" || return 0
  need_each "stack set ${name}:" "${seen}/settings.differs"
  need_each "stack set ${name}: tag" "${seen}/tags.differs"
  need_each "stack set ${name}:" "${seen}/parameters.differs"
  need_template "${name}" "${file}"
  need_instances "${name}"
  if asked_for --replace-token && [[ $(wc -l <"${WANT}/stack_set/${name}/parameters") -gt 1 ]]; then
    need change "stack set ${name}: send the tokens again"
    printf 'Parameters\037\037\n' >>"${seen}/parameters.differs"
    check_stack_set_tokens "${name}" all
  fi
  check_stack_set_tokens "${name}" new
  check_template_bucket "${name}"
  ! applying || change_stack_set "${name}" "${digest}" || return 0
}

# Takes away the instances of a stack set that are outside of its targets, before anything else is changed.
# Arguments: name; regions.
ensure_stack_set_bounds() {
  local name=$1
  shift
  desire "stack_set/${name}/settings" "stack_set/${name}/targets"
  observe_stack_set "${name}" || return 0
  [[ $(owner_of_stack_set "${name}") == "${ACCREDIT_SPEC}" ]] || return 0
  compare_instances "${name}" "$@"
  need_removals "${name}"
  ! applying || take_stack_instances "${name}" || return 0
}

# Removes a stack set that the specification had once and for which it has nothing any more. Argument: name.
ensure_no_stack_set() {
  local name=$1
  desire "stack_set/${name}/settings" "stack_set/${name}/targets"
  observe_stack_set "${name}" || return 0
  [[ $(owner_of_stack_set "${name}") == "${ACCREDIT_SPEC}" ]] || return 0
  compare_instances "${name}"
  if [[ -s ${HAVE}/stack_set/${name}/stuck ]]; then
    refuse_stuck_instances "${name}"
    return 0
  fi
  need remove "stack set ${name}, with $(count_instances "${name}") stack instances, which the spec has no more"
  ! applying || take_stack_set "${name}" || return 0
}

# Reads a stack set, its template and its instances. Argument: name. Exits: as `observe`.
observe_stack_set() {
  local name=$1
  local seen=${HAVE}/stack_set/${name}
  observe "stack_set/${name}/settings" StackSetNotFoundException cloudformation describe-stack-set \
    --region "${ACCREDIT_REGION}" --stack-set-name "${name}" --call-as "$(caller_of "${name}")" \
    --query "${STACK_SET_QUERY}" || return 1
  [[ $(value "${seen}/settings" Status) != DELETED ]] || return 1
  observe "stack_set/${name}/instances" StackSetNotFoundException cloudformation list-stack-instances \
    --region "${ACCREDIT_REGION}" --stack-set-name "${name}" --call-as "$(caller_of "${name}")" \
    --query "${STACK_INSTANCES_QUERY}" || return 1
  observe_deployment_targets "${name}"
  [[ ! -e ${seen}/template ]] || return 0
  call_for "${SCRATCH}/answer" cloudformation describe-stack-set --region "${ACCREDIT_REGION}" \
    --stack-set-name "${name}" --call-as "$(caller_of "${name}")" --query StackSet.TemplateBody ||
    die_of_error cloudformation describe-stack-set
  print_string "${SCRATCH}/answer" >"${seen}/template"
}

# Reads where an account gets a stack set as soon as it joins, also where no account is yet. Argument: name.
observe_deployment_targets() {
  local seen=${HAVE}/stack_set/$1
  if [[ $(value "${seen}/settings" AutoDeployment.Enabled) != true ]]; then
    printf '\t\n' >"${seen}/joining"
    return 0
  fi
  check_deployment_targets
  observe "stack_set/$1/joining" StackSetNotFoundException cloudformation list-stack-set-auto-deployment-targets \
    --region "${ACCREDIT_REGION}" --stack-set-name "$1" --call-as "$(caller_of "$1")" --max-results 100 \
    --query "${STACK_TARGETS_QUERY}" || printf '\t\n' >"${seen}/joining"
  [[ -z $(value "${seen}/joining" More) ]] ||
    die 7 "stack set $1 has more than 100 organizational units" 'take those away that it should not go to'
}

# Checks, once, that the AWS CLI can say where a stack set is deployed automatically.
check_deployment_targets() {
  local skeleton
  [[ ${lists_targets} == no ]] || return 0
  skeleton=$(command aws cloudformation list-stack-set-auto-deployment-targets --generate-cli-skeleton input \
    2>/dev/null) || skeleton=''
  [[ ${skeleton} == *'"StackSetName"'* ]] ||
    die 4 "this AWS CLI cannot say where a stack set is deployed automatically" \
      'install AWS CLI 2.15.30 or 1.32.65, or newer'
  lists_targets=yes
}

# Prints as whom a stack set is called for. Argument: name.
caller_of() { value "${WANT}/stack_set/$1/settings" CallAs; }

# Prints the specification that an observed stack set belongs to. Argument: name.
owner_of_stack_set() {
  tags_of "${HAVE}/stack_set/$1/settings" Tags >"${SCRATCH}/tags"
  value "${SCRATCH}/tags" accredit:spec
}

# Writes the differences of each part of an observed stack set to <part>.differs. Argument: name.
compare_stack_set() {
  local wanted=${WANT}/stack_set/$1 seen=${HAVE}/stack_set/$1
  tags_of "${wanted}/settings" Tags >"${wanted}/tags"
  tags_of "${seen}/settings" Tags | sed '/^aws:/d' >"${seen}/tags"
  awk -F '\t' -v OFS='\t' 'FNR > 1 && $1 == "Parameters"; FNR == 1' "${seen}/settings" >"${seen}/parameters"
  awk -F '\t' -v OFS='\t' 'FNR == 1 { print; next } { print "Parameters", $1 }' "${wanted}/tokens" |
    sort -u >"${wanted}/parameters"
  differences "${wanted}/settings" "${seen}/settings" PermissionModel >"${seen}/model.differs"
  differences "${wanted}/settings" "${seen}/settings" Description Capabilities 'AdministrationRoleARN?' \
    'ExecutionRoleName?' 'AutoDeployment?' >"${seen}/settings.differs"
  # An update replaces all tags, so that any other one would be lost.
  differences "${wanted}/tags" "${seen}/tags" '*' >"${seen}/tags.differs"
  differences "${wanted}/parameters" "${seen}/parameters" Parameters >"${seen}/parameters.differs"
}

# Whether a stack set can become what it should be. Argument: name.
may_change_stack_set() {
  local seen=${HAVE}/stack_set/$1
  if [[ -s ${seen}/model.differs ]]; then
    refuse "stack set $1 is $(value "${seen}/settings" PermissionModel), which cannot be changed" \
      'remove it with teardown.sh, or put the permission model back in the specification'
    return 1
  fi
  [[ -s ${seen}/stuck ]] || return 0
  refuse_stuck_instances "$1"
  return 1
}

# Creates a stack set without instances. Arguments: name; SHA-256 of its template. Exits: as `write`.
create_stack_set() {
  offer_template "$1" "$2" || return 1
  print_settings "$1" "$2" PermissionModel >"${SCRATCH}/input"
  print_parameters "$1" all >"${SCRATCH}/parameters"
  write_stack_set 'NameAlreadyExistsException|CreatedButModifiedException' create-stack-set
}

# Writes what differs on a stack set. Arguments: name; SHA-256 of its template. Exits: 1 where it must be read again.
change_stack_set() {
  local seen=${HAVE}/stack_set/$1 tokens=new
  ! asked_for --replace-token || tokens=all
  if [[ -s ${seen}/settings.differs || -s ${seen}/tags.differs || -s ${seen}/parameters.differs ||
    -s ${seen}/template.differs || -s ${seen}/outdated ]]; then
    offer_template "$1" "$2" || return 1
    print_settings "$1" "$2" OperationPreferences >"${SCRATCH}/input"
    print_parameters "$1" "${tokens}" >"${SCRATCH}/parameters"
    operate "$1" update-stack-set || return 1
  fi
  add_stack_instances "$1"
}

# Prints the input of create-stack-set or update-stack-set, but for the parameters. Arguments: name; SHA-256 of its
# template; more members of the settings.
print_settings() {
  local name=$1 digest=$2 text
  local wanted=${WANT}/stack_set/${name}
  shift 2
  text=$(members_of "${wanted}/settings.json" StackSetName Description CallAs AdministrationRoleARN \
    ExecutionRoleName AutoDeployment Capabilities Tags "$@")
  printf '%s' "${text%\}}"
  if ! sends_template "${name}"; then
    printf ',"UsePreviousTemplate":true}\n'
  elif is_large "${name}"; then
    printf ',"TemplateURL":"https://%s.%s/%s"}\n' "${ACCREDIT_TEMPLATE_BUCKET:-}" \
      "$(value "${wanted}/settings" TemplateHost)" "$(template_key "${digest}")"
  else
    printf ',"TemplateBody":'
    print_as_string "${wanted}/template"
    printf '}\n'
  fi
}

# Removes a stack set with all of its instances. What their templates retain stays. Argument: name.
remove_stack_set() {
  local name=$1
  local seen=${HAVE}/stack_set/${name}
  desire "stack_set/${name}/settings" "stack_set/${name}/targets"
  observe_stack_set "${name}" || return 0
  compare_instances "${name}"
  if [[ -s ${seen}/stuck && $(owner_of_stack_set "${name}") == "${ACCREDIT_SPEC}" ]]; then
    refuse_stuck_instances "${name}"
    return 0
  fi
  may_remove "stack set ${name}, with $(count_instances "${name}") stack instances" \
    "$(owner_of_stack_set "${name}")" || return 0
  take_stack_set "${name}" || return 0
}

# Prints how many instances an observed stack set has. Argument: name.
count_instances() { printf '%d\n' "$(($(wc -l <"${HAVE}/stack_set/$1/instances") - 1))"; }

# Removes a stack set whose instances are all too many. Argument: name. Exits: 1 where it must be read again.
take_stack_set() {
  take_stack_instances "$1" || return 1
  write "${STACK_SET_CHANGED}" cloudformation delete-stack-set --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --call-as "$(caller_of "$1")"
}

# ---------------------------------------------------------------- tokens

# Prints the parameters of a stack set, and those that are sent with the place of their token. Arguments: name; all or
# new.
tokens_to_send() {
  local known=''
  [[ $2 == all ]] || known=$(value "${HAVE}/stack_set/$1/parameters" Parameters)
  awk -F '\t' -v OFS='\t' -v known="${known}" '
    BEGIN {
      count = split(known, name, "\n")
      for (i = 1; i <= count; i++) has[name[i]] = 1
    }
    FNR > 1 { print $1, $1 in has ? "" : $2 }' "${WANT}/stack_set/$1/tokens"
}

# Ends the run where a token is to be sent and its file will not do. Arguments: name; all or new.
check_stack_set_tokens() {
  local parameter place
  while IFS=$'\t' read -r parameter place; do
    [[ ${parameter} =~ ^[A-Za-z0-9]+$ ]] ||
      die 2 "'${parameter}' is not a parameter of a template" 'compile the specification again'
    [[ -n ${place} ]] || continue
    place=${place#@}
    check_token_file "${place%@}" "parameter ${parameter} of stack set $1"
  done < <(tokens_to_send "$1" "$2")
}

# Prints the parameters of a stack set with the places of tokens open; nothing where it has none. Arguments: name; all
# or new.
print_parameters() {
  tokens_to_send "$1" "$2" | awk -F '\t' '
    { printf "%s{\"ParameterKey\":\"%s\",", (NR > 1 ? "," : "["), $1 }
    $2 == "" { printf "\"UsePreviousValue\":true}" }
    $2 != "" { printf "\"ParameterValue\":\"%s\"}", $2 }
    END { if (NR) print "]" }'
}

# Prints the parameters in SCRATCH/parameters, with each token in place of the name of its variable.
print_tokens() {
  { set +x; } 2>/dev/null
  local rest before variable
  rest=$(<"${SCRATCH}/parameters")
  while before=${rest%%'"ParameterValue":"@'*} && [[ ${before} != "${rest}" ]]; do
    rest=${rest#*'"ParameterValue":"@'}
    variable=${rest%%'@"'*}
    rest=${rest#*'@"'}
    check_variable "${variable}"
    printf '%s"ParameterValue":"%s"' "${before}" "$(read_token "${!variable}")"
  done
  printf '%s\n' "${rest}"
}

# Calls CloudFormation with SCRATCH/input and, where there are any, with the parameters in SCRATCH/parameters, which
# may be tokens. Arguments: error codes after which to read again; operation of the AWS CLI; more words. Exits: as
# `write`.
write_stack_set() {
  local again=$1 operation=$2
  shift 2
  if [[ -s ${SCRATCH}/parameters ]]; then
    write_from print_tokens "${again}" cloudformation "${operation}" --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${SCRATCH}/input" --parameters file:///dev/stdin "$@"
  else
    write "${again}" cloudformation "${operation}" --region "${ACCREDIT_REGION}" \
      --cli-input-json "file://${SCRATCH}/input" "$@"
  fi
}
