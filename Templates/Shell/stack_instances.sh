# shellcheck shell=bash
# shellcheck disable=SC2154  # error_code and the like are set in core.sh
#
# The stack instances of a stack set, and the operations that make, change and remove them.

# Sorts the instances of an observed stack set, and what its targets lack, into files: `missing`, `surplus` (outside of
# the targets), `outdated`, `stuck` (no operation changes it any more) and `suspended`. Each has lines of
# target|region|organizational unit|reason, the target an account, or a unit where only AWS knows its accounts.
# Arguments: name; the regions of the targets, none where everything is surplus.
compare_instances() {
  local name=$1 part file
  local wanted=${WANT}/stack_set/${name} seen=${HAVE}/stack_set/${name}
  shift
  printf '\t\n' >"${SCRATCH}/none"
  for part in settings instances joining; do
    file=${SCRATCH}/none
    [[ ! -e ${seen}/${part} ]] || file=${seen}/${part}
    set -- "$@" "${file}"
  done
  awk -F '\t' -v regions="${*:1:$#-3}" '
    function listed(kind, target, region, unit, reason,    line) {
      line = kind "|" target "|" region "|" unit "|" reason
      if (!(line in shown)) print line
      shown[line] = 1
    }
    # What is outside of the targets: of a unit, all that is in it.
    function surplus(account, region, unit) {
      if (by_unit) listed("surplus", unit, region, unit, "")
      else listed("surplus", account, region, unit, "")
    }
    function rest_of(text, count) {
      while (count-- > 0) text = substr(text, index(text, "|") + 1)
      return text
    }
    BEGIN {
      count = split(regions, name, " ")
      for (i = 1; i <= count; i++) wanted_region[name[i]] = 1
    }
    FNR == 1 { file++; next }
    file == 1 && $1 == "Accounts" { account[$2] = 1; accounts++ }
    file == 1 && $1 == "OrganizationalUnitIds" { unit[$2] = 1 }
    file == 2 && $1 == "OrganizationalUnitIds" { is_target[$2] = 1 }
    file == 2 && $1 == "AutoDeployment.Enabled" { joins = $2 == "true" }
    file == 3 {
      split($2, word, "|")
      at = word[1] SUBSEP word[2]
      unit_of[at] = word[3]
      status[at] = word[4]
      detail[at] = word[5]
      reason[at] = rest_of($2, 5)
      member[word[3] SUBSEP word[1]] = 1
      goes[word[3] SUBSEP word[2]] = 1
    }
    file == 4 && $1 == "Targets" {
      split($2, word, "|")
      count = split(word[2], name, " ")
      for (i = 1; i <= count; i++) goes[word[1] SUBSEP name[i]] = is_joining[word[1] SUBSEP name[i]] = 1
    }
    END {
      by_unit = !accounts
      for (at in status) {
        split(at, word, SUBSEP)
        is_wanted = word[2] in wanted_region && (by_unit ? unit_of[at] in unit : word[1] in account)
        if (status[at] == "INOPERABLE") listed("stuck", word[1], word[2], unit_of[at], reason[at])
        else if (!is_wanted) surplus(word[1], word[2], unit_of[at])
        else if (detail[at] ~ /^SKIPPED/) listed("suspended", word[1], word[2], unit_of[at], detail[at])
        else if (status[at] != "CURRENT")
          listed("outdated", word[1], word[2], unit_of[at], status[at] " (" detail[at] ") " reason[at])
      }
      if (!by_unit) {
        for (a in account) for (r in wanted_region)
          if (!((a, r) in status)) listed("missing", a, r, "", "")
        exit
      }
      for (at in is_joining) {
        split(at, word, SUBSEP)
        if (!(word[1] in unit && word[2] in wanted_region)) surplus("", word[2], word[1])
      }
      for (u in unit) for (r in wanted_region)
        if (joins ? !((u, r) in goes) : !(u in is_target)) listed("missing", u, r, "", "")
      # A region that is new to a unit is missing in each of its accounts.
      for (pair in member) {
        split(pair, word, SUBSEP)
        if (word[1] in unit) for (r in wanted_region)
          if (!((word[2], r) in status)) listed("missing", word[1], r, "", "")
      }
    }' "${wanted}/targets" "${@:$#-2}" | sort >"${SCRATCH}/sorted"
  for part in missing surplus outdated stuck suspended; do
    awk -v part="${part}|" 'index($0, part) == 1 { print substr($0, length(part) + 1) }' "${SCRATCH}/sorted" \
      >"${seen}/${part}"
  done
}

# Records which instances are to be made or brought up to date. Argument: name.
need_instances() {
  local seen=${HAVE}/stack_set/$1 target region unit reason
  while IFS='|' read -r target region unit reason; do
    need create "stack set $1: ${target} ${region}"
  done <"${seen}/missing"
  while IFS='|' read -r target region unit reason; do
    need change "stack set $1: ${target} ${region}: ${reason}"
  done <"${seen}/outdated"
  while IFS='|' read -r target region unit reason; do
    applying || say "= stack set $1: ${target} ${region} stays as it is: ${reason}"
  done <"${seen}/suspended"
}

# Records which instances are to be removed. Argument: name.
need_removals() {
  local target region rest
  while IFS='|' read -r target region rest; do
    need remove "stack set $1: ${target} ${region}"
  done <"${HAVE}/stack_set/$1/surplus"
}

# Refuses the instances that no operation can change. Argument: name.
refuse_stuck_instances() {
  local target region unit reason
  while IFS='|' read -r target region unit reason; do
    refuse "stack set $1: ${target} ${region} is INOPERABLE: ${reason}" \
      'delete its stack there, then the instance: aws cloudformation delete-stack-instances --retain-stacks'
  done <"${HAVE}/stack_set/$1/stuck"
}

# Makes the instances that are missing. Argument: name. Exits: 1 where it must be read again.
add_stack_instances() {
  local members
  print_groups "$1" missing >"${SCRATCH}/groups"
  while IFS= read -r members <&3; do
    describe_operation "$1" "${members}"
    operate "$1" create-stack-instances || return 1
  done 3<"${SCRATCH}/groups"
}

# Removes the instances that are too many, with their stacks. Argument: name. Exits: 1 where it must be read again.
take_stack_instances() {
  local members
  print_groups "$1" surplus >"${SCRATCH}/groups"
  while IFS= read -r members <&3; do
    describe_operation "$1" "${members},\"RetainStacks\":false"
    operate "$1" delete-stack-instances || return 1
  done 3<"${SCRATCH}/groups"
}

# Prints the targets of an operation, one JSON text of members a line: an operation is done in all regions of all its
# accounts, so those that share their regions go together. Arguments: name; file of instances.
print_groups() {
  local wanted=${WANT}/stack_set/$1
  awk -v model="$(value "${wanted}/settings" PermissionModel)" -v listed="$(value "${wanted}/targets" Accounts)" \
    -v units="$(value "${wanted}/targets" OrganizationalUnitIds)" -F '|' '
    function list(text,    count, item, i, result) {
      count = split(text, item, " ")
      for (i = 1; i <= count; i++) result = result (i > 1 ? "," : "") "\"" item[i] "\""
      return "[" result "]"
    }
    {
      regions[$1] = regions[$1] " " $2
      if ($3 != "") unit[$1] = $3
    }
    END {
      for (target in regions) {
        group = regions[target]
        targets[group] = targets[group] " " target
        if (target in unit && index(seen[group] " ", " " unit[target] " ") == 0)
          seen[group] = seen[group] " " unit[target]
      }
      gsub(/\n/, " ", units)
      for (group in targets) {
        if (model == "SELF_MANAGED") place = "\"Accounts\":" list(targets[group])
        else if (listed == "") place = "\"DeploymentTargets\":{\"OrganizationalUnitIds\":" list(targets[group]) "}"
        else place = "\"DeploymentTargets\":{\"Accounts\":" list(targets[group]) \
          ",\"OrganizationalUnitIds\":" list(seen[group] == "" ? units : seen[group]) \
          ",\"AccountFilterType\":\"INTERSECTION\"}"
        print place ",\"Regions\":" list(group)
      }
    }' "${HAVE}/stack_set/$1/$2" | sort
}

# Writes the input of an operation on instances. Arguments: name; members that say what is done where.
describe_operation() {
  local text
  text=$(members_of "${WANT}/stack_set/$1/settings.json" StackSetName CallAs OperationPreferences)
  printf '%s,%s}\n' "${text%\}}" "$2" >"${SCRATCH}/input"
  printf '' >"${SCRATCH}/parameters"
}

# ---------------------------------------------------------------- operations

# Has an operation done that SCRATCH/input and SCRATCH/parameters describe, and waits for its end.
# Arguments: name; operation of the AWS CLI.
# Exits: 1 where the stack set must be read again; ends the run where the operation fails.
operate() {
  local name=$1 id
  operations=$((operations + 1))
  id=accredit-${SCRATCH##*.}-$$-${operations}
  if write_stack_set "${STACK_SET_CHANGED}" "$2" --operation-id "${id}"; then
    await_operation "${name}" "${id}"
    return 0
  fi
  if failed_with OperationInProgressException; then
    await_others "${name}"
  elif read_operation "${name}" "${id}"; then
    # The answer got lost, but the operation did not.
    await_operation "${name}" "${id}"
  fi
  return 1
}

# Reads an operation into SCRATCH/operation. Arguments: name of the stack set; id. Exits: 1 where there is none.
read_operation() {
  if call_for "${SCRATCH}/answer" cloudformation describe-stack-set-operation --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --operation-id "$2" --call-as "$(caller_of "$1")"; then
    flatten "${SCRATCH}/answer" "${SCRATCH}/operation"
  elif failed_with 'OperationNotFoundException|StackSetNotFoundException'; then
    return 1
  else
    die_of_error cloudformation describe-stack-set-operation
  fi
}

# Waits until an operation has ended, for up to half a day. Arguments: name of the stack set; id. Exits: 0 where it
# succeeded.
see_through() {
  local turn status
  for ((turn = 0; turn < 4320; turn++)); do
    read_operation "$1" "$2" || return 1
    status=$(value "${SCRATCH}/operation" StackSetOperation.Status)
    case ${status} in
      SUCCEEDED) return 0 ;;
      FAILED | STOPPED) return 1 ;;
    esac
    if ((turn == 0)); then
      say "  waiting for operation $2 on stack set $1"
    elif ((turn % 6 == 0)); then
      show_progress "$1" "$2"
    fi
    pause 10
  done
  die 7 "operation $2 on stack set $1 is still ${status}" 'run the script again: it waits on'
}

# Shows how far an operation is. Arguments: name of the stack set; id.
show_progress() {
  list_results "$1" "$2" "{Ready: length(Summaries[?Status=='SUCCEEDED']), All: length(Summaries)}" || return 0
  say "  ready: $(value "${SCRATCH}/results" Ready) of $(value "${SCRATCH}/results" All) stack instances"
}

# Reads something of the results of an operation into SCRATCH/results. Arguments: name of the stack set; id; query.
list_results() {
  call_for "${SCRATCH}/answer" cloudformation list-stack-set-operation-results --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --operation-id "$2" --call-as "$(caller_of "$1")" --query "$3" || return 1
  flatten "${SCRATCH}/answer" "${SCRATCH}/results"
}

# Waits until an operation has ended, and ends the run with the reasons where it failed. Arguments: name of the stack
# set; id.
await_operation() {
  local reasons='' status
  ! see_through "$1" "$2" || return 0
  status=$(value "${SCRATCH}/operation" StackSetOperation.Status)
  if list_results "$1" "$2" \
    "Summaries[?Status!='SUCCEEDED'].join(' ', [Account, Region, Status, not_null(StatusReason, '')])"; then
    reasons=$(value "${SCRATCH}/results" '')
  fi
  die 7 "operation $2 on stack set $1 has ${status}" \
    "${reasons#$'\n'}" 'nothing is lost: mend the cause and run the script again'
}

# Waits for whatever else is being done to a stack set. Argument: name.
await_others() {
  local id
  call_for "${SCRATCH}/answer" cloudformation list-stack-set-operations --region "${ACCREDIT_REGION}" \
    --stack-set-name "$1" --call-as "$(caller_of "$1")" \
    --query "Summaries[?Status=='RUNNING' || Status=='QUEUED' || Status=='STOPPING'].OperationId" ||
    die_of_error cloudformation list-stack-set-operations
  flatten "${SCRATCH}/answer" "${SCRATCH}/others"
  while IFS= read -r id <&4; do
    [[ -n ${id} ]] || continue
    check_words "${id}"
    see_through "$1" "${id}" || say "  operation ${id} on stack set $1 did not succeed"
  done 4< <(value "${SCRATCH}/others" '')
}
