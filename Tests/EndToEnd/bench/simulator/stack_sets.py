"""Stack sets, which ministack 1.5.33 lacks: the API, with what it refuses.

Written from the API reference of CloudFormation, 2026. What an operation does to each account and
region stands in `stack_operations`, which makes real stacks there.
"""

import functools
import re

from ministack.core.responses import (
    AccountRegionScopedDict,
    AccountScopedDict,
    get_account_id,
    get_region,
)
from ministack.services import cloudformation
from ministack.services.cloudformation import handlers, helpers

from . import stack_operations, wire
from .stack_operations import Operation, Place, Refused

#: Stack sets by name, and what AWS Organizations knows of whom: units by their ids, and accounts.
sets = AccountRegionScopedDict()
organizations = AccountScopedDict()
#: How many entries a list has: few, so that there is always another page.
PAGE = 3
SETTINGS = ("Description", "AdministrationRoleARN", "ExecutionRoleName")


def invalid(message: str) -> Refused:
    return Refused("ValidationError", message)


def found(request: dict) -> dict:
    """The stack set that a request names, seen as whom it says."""
    known = sets.get(request["StackSetName"])
    if known is None:
        raise Refused("StackSetNotFoundException", f"StackSet {request['StackSetName']} not found")
    check_caller(request, known["PermissionModel"])
    return known


def check_caller(request: dict, model: str) -> None:
    """A member account administers as such; the management account, and oneself, don't say so."""
    caller = request.get("CallAs", "SELF")
    if model == "SELF_MANAGED":
        if caller != "SELF":
            raise invalid("CallAs is for service-managed permissions")
        return
    organization = organizations.get("organization")
    if organization is None:
        raise invalid("You must enable organizations access to operate a service managed stack set")
    if organization["delegated"] != (caller == "DELEGATED_ADMIN"):
        raise invalid(f"the account is no administrator as {caller}")


def flag(value: object) -> bool:
    return str(value).lower() == "true"


def template_of(request: dict) -> str:
    given = {key: [request[key]] for key in ("TemplateBody", "TemplateURL") if request.get(key)}
    if len(given) != 1:
        raise invalid("exactly one of TemplateBody and TemplateURL is needed")
    # ministack doesn't know the names of buckets that stand in the host.
    for url in given.get("TemplateURL", []):
        host = r"https://([a-z0-9-]+)\.s3\.[a-z0-9-]+\.amazonaws\.com/"
        given["TemplateURL"] = [re.sub(host, r"https://s3.amazonaws.com/\1/", url)]
    text, refusal = helpers._resolve_template(given)
    if refusal:
        raise invalid(refusal[2].decode())
    return text


def parameters_of(request: dict, known: dict, text: str) -> dict[str, str]:
    """The values of a template's parameters; those that are not said again are lost."""
    declared = handlers._parse_template(text).get("Parameters") or {}
    values = {}
    for given in request.get("Parameters", []):
        key = given["ParameterKey"]
        if key not in declared:
            raise invalid(f"Parameters: [{key}] do not exist in the template")
        if flag(given.get("UsePreviousValue", False)):
            if key not in known:
                raise invalid(f"there is no previous value of {key}")
            values[key] = known[key]
        else:
            values[key] = given["ParameterValue"]
    for key, one in declared.items():
        if key not in values and "Default" not in one:
            raise invalid(f"Parameters: [{key}] must have values")
    return values


def check_settings(request: dict, model: str) -> None:
    is_own = model == "SELF_MANAGED"
    automatic = request.get("AutoDeployment")
    if is_own and automatic is not None:
        raise invalid("AutoDeployment is for service-managed permissions")
    if not is_own and any(request.get(key) for key in SETTINGS[1:]):
        raise invalid("the roles are for self-managed permissions")
    if automatic and not flag(automatic["Enabled"]) and "RetainStacksOnAccountRemoval" in automatic:
        raise invalid("RetainStacksOnAccountRemoval goes with Enabled")


def create(request: dict) -> dict:
    name, model = request["StackSetName"], request.get("PermissionModel", "SELF_MANAGED")
    check_caller(request, model)
    if not re.fullmatch(r"[A-Za-z][-A-Za-z0-9]{0,127}", name):
        raise invalid(name)
    if name in sets:
        raise Refused("NameAlreadyExistsException", f"StackSet {name} already exists")
    check_settings(request, model)
    if model == "SERVICE_MANAGED" and "AutoDeployment" not in request:
        raise invalid("AutoDeployment is needed")
    text = template_of(request)
    sets[name] = {
        "StackSetName": name, "PermissionModel": model, "Status": "ACTIVE", "template": text,
        "parameters": parameters_of(request, {}, text), "Tags": request.get("Tags", []),
        "Capabilities": request.get("Capabilities", []), "instances": {}, "operations": [],
        "AutoDeployment": request.get("AutoDeployment"),
        "home": (get_account_id(), get_region()),
        **{key: request[key] for key in SETTINGS if key in request},
    }  # fmt: skip
    return {"StackSetId": f"{name}:0"}


def update(request: dict) -> dict:
    """Takes over everything that the request says, and what it leaves out of tags and texts."""
    known = found(request)
    check_settings(request, known["PermissionModel"])
    if request.get("PermissionModel", known["PermissionModel"]) != known["PermissionModel"]:
        raise Refused("InvalidOperationException", "the permission model cannot be changed")
    is_same = flag(request.get("UsePreviousTemplate", False))
    if is_same and (request.get("TemplateBody") or request.get("TemplateURL")):
        raise invalid("the previous template, or another one")
    text = known["template"] if is_same else template_of(request)
    values = parameters_of(request, known["parameters"], text)
    begin = stack_operations.beginning(known, "UPDATE", request)
    for key in (*SETTINGS, "AutoDeployment"):
        if key in request:
            known[key] = request[key]
    known.update(template=text, parameters=values)
    known["Tags"] = request.get("Tags", known["Tags"])
    known["Capabilities"] = request.get("Capabilities", [])
    for instance in known["instances"].values():
        instance.update(Status="OUTDATED", detail="PENDING")
    return begin(list(known["instances"]))


def delete(request: dict) -> dict:
    if request["StackSetName"] in sets:
        known = found(request)
        stack_operations.check_idle(known)
        if known["instances"]:
            raise Refused("StackSetNotEmptyException", "StackSet is not empty")
        del sets[request["StackSetName"]]
    return {}


def places_of(request: dict, known: dict) -> dict[Place, str]:
    """The accounts and regions that a request is about, each with its organizational unit."""
    targets, accounts = request.get("DeploymentTargets"), request.get("Accounts")
    if (targets is None) == (accounts is None):
        raise invalid("either Accounts or DeploymentTargets")
    if (known["PermissionModel"] == "SELF_MANAGED") != (targets is None):
        raise invalid("Accounts are for self-managed, DeploymentTargets for service-managed")
    if targets is None:
        unit_of = dict.fromkeys(accounts, "")
    else:
        units = organizations["organization"]["units"]
        chosen = targets.get("OrganizationalUnitIds") or []
        if not chosen or (targets.get("AccountFilterType") is None) != ("Accounts" not in targets):
            raise invalid("units, with a filter where there are accounts")
        unit_of = {account: unit for unit in chosen for account in units.get(unit, [])}
        if targets.get("AccountFilterType") == "INTERSECTION":
            unit_of = {key: unit for key, unit in unit_of.items() if key in targets["Accounts"]}
    return {
        (account, region): unit for region in request["Regions"]
        for account, unit in sorted(unit_of.items())
    }  # fmt: skip


def add_instances(request: dict) -> dict:
    known = found(request)
    places = places_of(request, known)
    begin = stack_operations.beginning(known, "CREATE", request)
    for place, unit in places.items():
        instance = known["instances"].setdefault(place, {"unit": unit, "stack": ""})
        instance.update(Status="OUTDATED", detail="PENDING", reason="")
    for unit in (request.get("DeploymentTargets") or {}).get("OrganizationalUnitIds", []):
        targets = known.setdefault("targets", {}).setdefault(unit, [])
        targets += [region for region in request["Regions"] if region not in targets]
    return begin(list(places))


def remove_instances(request: dict) -> dict:
    known = found(request)
    places = places_of(request, known)
    begin = stack_operations.beginning(known, "DELETE", request)
    is_whole = "Accounts" not in (request.get("DeploymentTargets") or {"Accounts": []})
    for unit in (request.get("DeploymentTargets") or {}).get("OrganizationalUnitIds", []):
        regions = known.get("targets", {}).get(unit, [])
        left = {place[1] for place, one in known["instances"].items()
                if one["unit"] == unit and place not in places}  # fmt: skip
        stays = left if not is_whole else left | (set(regions) - set(request["Regions"]))
        kept = [region for region in regions if region in stays]
        known["targets"][unit] = kept
        if not kept:
            known["targets"].pop(unit)
    return begin([place for place in places if place in known["instances"]])


def describe(request: dict) -> dict:
    known = found(request)
    declared = handlers._parse_template(known["template"]).get("Parameters") or {}
    shown = {key: known[key] for key in (*SETTINGS, "AutoDeployment") if known.get(key)}
    hidden = [
        {"ParameterKey": key, "ParameterValue": "****" if flag(one.get("NoEcho")) else
         known["parameters"].get(key, one.get("Default"))} for key, one in declared.items()
    ]  # fmt: skip
    return {"StackSet": shown | {
        "StackSetName": known["StackSetName"], "StackSetId": f"{known['StackSetName']}:0",
        "Status": known["Status"], "PermissionModel": known["PermissionModel"],
        "TemplateBody": known["template"], "Parameters": hidden, "Tags": known["Tags"],
        "Capabilities": known["Capabilities"],
        "OrganizationalUnitIds": sorted(known.get("targets", {})),
    }}  # fmt: skip


def page(entries: list, request: dict) -> dict:
    start = int(request.get("NextToken") or 0)
    size = min(int(request.get("MaxResults") or PAGE), 100)
    more = {"NextToken": str(start + size)} if start + size < len(entries) else {}
    return {"Summaries": entries[start:start + size], **more}


def list_instances(request: dict) -> dict:
    entries = [
        {"StackSetId": request["StackSetName"], "Account": account, "Region": region,
         "StackId": one["stack"], "Status": one["Status"], "OrganizationalUnitId": one["unit"],
         "StackInstanceStatus": {"DetailedStatus": one["detail"]},
         **({"StatusReason": one["reason"]} if one.get("reason") else {})}
        for (account, region), one in sorted(found(request)["instances"].items())
    ]  # fmt: skip
    return page(entries, request)


def list_targets(request: dict) -> dict:
    known = found(request)
    entries = [
        {"OrganizationalUnitId": unit, "Regions": regions}
        for unit, regions in sorted(known.get("targets", {}).items())
    ]
    return page(entries, request)


def operation_of(request: dict) -> Operation:
    for operation in found(request)["operations"]:
        if operation.id == request["OperationId"]:
            return operation
    raise Refused("OperationNotFoundException", f"Operation {request['OperationId']} not found")


def describe_operation(request: dict) -> dict:
    return {"StackSetOperation": operation_of(request).shown}


def list_operations(request: dict) -> dict:
    entries = [operation.shown for operation in reversed(found(request)["operations"])]
    return page(entries, request)


def list_results(request: dict) -> dict:
    return page(operation_of(request).summaries, request)


def tamper(change: dict) -> None:
    """Changes what no request of a person changes: an instance, or the stack set itself."""
    known = sets[change["name"]]
    place = tuple(change.get("place", ()))
    (known["instances"][place] if place else known).update(change["values"])


OPERATIONS = {
    "CreateStackSet": create, "UpdateStackSet": update, "DeleteStackSet": delete,
    "DescribeStackSet": describe, "CreateStackInstances": add_instances,
    "DeleteStackInstances": remove_instances, "ListStackInstances": list_instances,
    "DescribeStackSetOperation": describe_operation, "ListStackSetOperations": list_operations,
    "ListStackSetOperationResults": list_results,
    "ListStackSetAutoDeploymentTargets": list_targets,
}  # fmt: skip


def handle_with_sets(original):
    """Answers what concerns stack sets, and leaves every other request to ministack.

    An operation goes one account and region further with each request that reads.
    """

    @functools.wraps(original)
    async def handle_request(method, path, headers, body, query):
        operation, members = wire.form_of(body) if method == "POST" else ("", {})
        if operation not in OPERATIONS:
            return await original(method, path, headers, body, query)
        try:
            answer = OPERATIONS[operation](members)
        except Refused as refusal:
            return helpers._error(refusal.code, refusal.message, 400)
        if operation.startswith(("Describe", "List")) and members["StackSetName"] in sets:
            await stack_operations.advance(sets[members["StackSetName"]])
        return 200, {"Content-Type": "text/xml"}, wire.xml_of(operation, answer)

    return handle_request


def install() -> None:
    cloudformation.handle_request = handle_with_sets(cloudformation.handle_request)
