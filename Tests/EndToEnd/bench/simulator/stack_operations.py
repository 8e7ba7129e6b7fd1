"""Operations on stack sets: what is done in each account and region, one after the other.

Stacks are made, changed and removed by ministack itself, with the account's own roles and names:
what fails there fails here, and for the reason that CloudFormation gives.
"""

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from ministack.core.responses import get_account_id, new_uuid, request_scope
from ministack.services import cloudformation, iam
from ministack.services.cloudformation import handlers

Place = tuple[str, str]


class Refused(ValueError):
    """A request that AWS would refuse, with the code that it would give."""

    def __init__(self, code: str, message: str):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass
class Operation:
    """What is being done to some instances of a stack set."""

    id: str
    action: str
    tolerance: int
    waiting: list[Place]
    results: dict[Place, tuple[str, str]] = field(default_factory=dict)
    status: str = "RUNNING"

    @property
    def shown(self) -> dict:
        return {"OperationId": self.id, "Action": self.action, "Status": self.status}

    @property
    def summaries(self) -> list[dict]:
        waiting = {place: ("PENDING", "") for place in self.waiting}
        return [
            {"Account": account, "Region": region, "Status": status, "StatusReason": reason}
            for (account, region), (status, reason) in sorted((waiting | self.results).items())
        ]

    def note(self, place: Place, reason: str) -> None:
        """Notes how one instance ended, and gives up where too many have failed in its region."""
        self.results[place] = ("FAILED", reason) if reason else ("SUCCEEDED", "")
        here = [one for one in (*self.waiting, *self.results) if one[1] == place[1]]
        failed = [one for one in here if self.results.get(one, ("",))[0] == "FAILED"]
        if len(failed) > math.floor(len(here) * self.tolerance / 100):
            reason = "Cancelled since failure tolerance has exceeded"
            self.results |= {one: ("CANCELLED", reason) for one in self.waiting}
            self.waiting, self.status = [], "FAILED"
        elif not self.waiting:
            self.status = "SUCCEEDED"


def check_idle(known: dict) -> None:
    if any(operation.status == "RUNNING" for operation in known["operations"]):
        raise Refused("OperationInProgressException", "Another Operation is in progress")


def beginning(known: dict, action: str, request: dict) -> Callable[[list[Place]], dict]:
    """Refuses what may not begin now; gives the function that begins it."""
    check_idle(known)
    name = request.get("OperationId") or new_uuid()
    if any(operation.id == name for operation in known["operations"]):
        raise Refused("OperationIdAlreadyExistsException", f"{name} already exists")
    wishes = request.get("OperationPreferences") or {}
    tolerance = int(wishes.get("FailureTolerancePercentage", 0))

    def begin(places: list[Place]) -> dict:
        operation = Operation(name, action, tolerance, places)
        operation.status = "RUNNING" if places else "SUCCEEDED"
        known["operations"].append(operation)
        return {"OperationId": name}

    return begin


async def advance(known: dict) -> None:
    """Does the next thing of an operation that runs."""
    for operation in known["operations"]:
        if operation.status == "RUNNING":
            place = operation.waiting.pop(0)
            reason = await carry_out(known, operation.action, place)
            operation.note(place, reason)


async def carry_out(known: dict, action: str, place: Place) -> str:
    """Makes, changes or removes one stack; gives the reason where that fails."""
    instance = known["instances"][place]
    reason = missing_role(known, place[0])
    if not reason:
        with request_scope(*place):
            reason = await (remove if action == "DELETE" else bring)(known, instance)
    if action == "DELETE":
        if not reason:
            known["instances"].pop(place)
        else:
            instance.update(Status="INOPERABLE", detail="INOPERABLE", reason=reason)
    elif reason:
        instance.update(Status="OUTDATED", detail="FAILED", reason=reason)
    else:
        instance.update(Status="CURRENT", detail="SUCCEEDED", reason="")
    return reason


def missing_role(known: dict, account: str) -> str:
    """What is wrong with the roles of self-managed permissions."""
    if known["PermissionModel"] != "SELF_MANAGED":
        return ""
    administration, execution = known["AdministrationRoleARN"], known["ExecutionRoleName"]
    role = iam._roles._data.get((account, execution))
    trust = str(role and role["AssumeRolePolicyDocument"])
    if (known["home"][0], administration.rsplit("/", 1)[-1]) not in iam._roles._data:
        return f"Role {administration} does not exist"
    if administration not in trust:
        return (
            f"Account {account} should have '{execution}' role with trust relationship to Role "
            f"'{administration.rsplit('/', 1)[-1]}'."
        )
    return ""


def stack_request(known: dict, name: str) -> dict[str, list[str]]:
    """The request for a stack, in the form of the query protocol."""
    text = known["template"]
    if len(text) > 51_200:
        # ministack takes no more in a request; as JSON, a template has no comments.
        text = json.dumps(handlers._parse_template(text), default=str)
    request = {"StackName": [name], "TemplateBody": [text]}
    for number, (key, value) in enumerate(known["parameters"].items(), 1):
        request[f"Parameters.member.{number}.ParameterKey"] = [key]
        request[f"Parameters.member.{number}.ParameterValue"] = [value]
    for number, tag in enumerate(known["Tags"], 1):
        request[f"Tags.member.{number}.Key"] = [tag["Key"]]
        request[f"Tags.member.{number}.Value"] = [tag["Value"]]
    for number, capability in enumerate(known["Capabilities"], 1):
        request[f"Capabilities.member.{number}"] = [capability]
    return request


async def bring(known: dict, instance: dict) -> str:
    """Brings one stack to the template; one that was never made is made anew."""
    stacks = cloudformation._stacks
    stack = stacks.get(instance["stack"])
    if stack and stack["StackStatus"] in ("ROLLBACK_COMPLETE", "DELETE_COMPLETE"):
        await remove(known, instance)
        stack = None
    if stack is None:
        instance["stack"] = f"StackSet-{known['StackSetName']}-{new_uuid()}"
        reply = handlers._create_stack(stack_request(known, instance["stack"]))
    else:
        reply = handlers._update_stack(stack_request(known, instance["stack"]))
    if reply[0] >= 400:
        text = reply[2].decode()
        return "" if "No updates are to be performed" in text else text
    return await end_of(instance["stack"])


async def remove(_known: dict, instance: dict) -> str:
    if instance["stack"] not in cloudformation._stacks:
        return ""
    handlers._delete_stack({"StackName": [instance["stack"]]})
    return await end_of(instance["stack"])


async def end_of(name: str) -> str:
    """Waits for a stack; gives the reason where it has failed."""
    for _ in range(4000):
        stack = cloudformation._stacks.get(name)
        status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
        if not status.endswith("_IN_PROGRESS"):
            break
        await asyncio.sleep(0.005)
    if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"):
        return ""
    events = cloudformation._stack_events.get(stack["StackId"], [])
    reasons = [
        f"ResourceLogicalId:{event['LogicalResourceId']}, ResourceType:{event['ResourceType']}, "
        f"ResourceStatusReason:{event['ResourceStatusReason']}."
        for event in events
        if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason")
    ]
    return reasons[0] if reasons else f"{status} in account {get_account_id()}"
