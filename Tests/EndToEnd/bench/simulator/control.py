"""What the bench asks of the simulator beside AWS's own API, under /_bench/.

| request | does |
|---|---|
| `POST /_bench/save?name=N`, `load?name=N` | keeps all state under a name, or takes it |
| `POST /_bench/reset` | forgets all state, but not what was saved |
| `POST /_bench/watch?account=A` | notes an account's access after each change; of none: ends |
| `GET /_bench/watched` | what was noted: the access after each request that changed it |
| `GET /_bench/access?account=A` | the access of the account now |
| `GET /_bench/stores` | everything that the simulator keeps, to the last letter, as text |
| `POST /_bench/tls` | from now on, requests count as made over TLS, until `reset` |
| `POST /_bench/organization?account=A` | what AWS Organizations tells A: units, accounts in them |
| `POST /_bench/stack-sets?account=A&region=R` | has a stack set of A say what the body says |
| `POST /_bench/fault` | the next requests that match are answered as the body says; see `Fault` |
"""

import copy
import functools
import json
import sys
from dataclasses import dataclass
from urllib.parse import parse_qs

import ministack.app as app
from ministack.core import iam_evaluator, responses
from ministack.services import (
    cloudwatch,
    cloudwatch_logs,
    firehose,
    iam,
    kinesis,
    kms,
    s3,
    secretsmanager,
    sts,
)
from ministack.services.cloudformation import engine  # noqa: F401 (makes its state exist)

from . import metric_streams, stack_sets

SCOPED = (responses.AccountScopedDict, responses.AccountRegionScopedDict)
SERVICES = (cloudwatch, cloudwatch_logs, firehose, iam, kinesis, kms, s3, secretsmanager, sts)

PLAIN = iam_evaluator.EvalContext


def stores() -> dict[str, dict]:
    """Every dictionary that holds state of the services that the bench uses, by its name."""
    modules = [module for name, module in sys.modules.items() if ".cloudformation" in name]
    found = {}
    for module in (*SERVICES, *modules, metric_streams, stack_sets):
        for name, value in vars(module).items():
            if isinstance(value, SCOPED):
                found[f"{module.__name__}.{name}"] = value._data
    found["sts._sessions"] = sts._sessions
    return found


def state() -> dict[str, dict]:
    return copy.deepcopy(stores())


def restore(saved: dict[str, dict]) -> None:
    for name, store in stores().items():
        store.clear()
        store.update(copy.deepcopy(saved.get(name, {})))


def written() -> dict[str, dict[str, str]]:
    """Every entry of every store, its key and value as text."""
    return {
        name: {repr(key): repr(value) for key, value in store.items()}
        for name, store in stores().items()
    }


def of_account(store, account: str) -> dict:
    """The entries of one account, by name (and region, where the store knows regions)."""
    return {key[1:]: value for key, value in store._data.items() if key[0] == account}


def policies_of(entity: dict, inline: dict, account: str) -> list:
    """The documents of a role's or user's inline and attached policies."""
    documents = [text if isinstance(text, str) else json.dumps(text) for text in inline.values()]
    for attached in entity.get("AttachedPolicies", []):
        arn = attached["PolicyArn"] if isinstance(attached, dict) else attached
        policy = iam._policies._data.get((account, arn)) or iam._aws_managed_policies.get(arn)
        versions = (policy or {}).get("Versions", {}).values()
        documents += [v["Document"] for v in versions if v.get("IsDefaultVersion")]
    return documents


def access(account: str) -> dict:
    """Every document that says who may do what in an account, as it stands."""
    inline = of_account(iam._user_inline_policies, account)
    return {
        "roles": {
            role["Arn"]: {
                "trust": role["AssumeRolePolicyDocument"],
                "policies": policies_of(role, role["InlinePolicies"], account),
                "boundary": role.get("PermissionsBoundary") or None,
            }
            for role in of_account(iam._roles, account).values()
        },
        "users": {
            user["Arn"]: {
                "policies": policies_of(user, inline.get(key) or {}, account),
                "boundary": user.get("PermissionsBoundary") or None,
                "keys": sorted(
                    k[0]
                    for k, v in of_account(iam._access_keys, account).items()
                    if v["UserName"] == key[0] and v.get("Status", "Active") == "Active"
                ),
            }
            for key, user in of_account(iam._users, account).items()
        },
        "buckets": {
            key[0]: policy for key, policy in of_account(s3._bucket_policies, account).items()
        },
        "streams": {
            key[-1]: policy
            for key, policy in of_account(kinesis._resource_policies, account).items()
        },
    }


@dataclass
class Fault:
    """What happens to requests: those whose target or action contains `match`, `times` times.

    `status`, `code` and `message` make an error of AWS; with `drop` the connection ends in the
    middle of a reply; with `after` the request is carried out first.
    """

    match: str
    times: int = 1
    status: int = 500
    code: str = "InternalFailure"
    message: str = "injected"
    drop: bool = False
    after: bool = False


class Control:
    """The simulator's application with the bench's routes before it."""

    def __init__(self, application):
        self.application = application
        self.saved: dict[str, dict] = {}
        self.account: str | None = None
        self.watched: list[dict] = []
        self.faults: list[Fault] = []

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        if scope["path"].startswith("/_bench/"):
            return await self.answer(scope, receive, send)
        body, receive = await read(receive)
        fault = self.fault_for(scope, body)
        if fault and not fault.after:
            return await fail(fault, scope, send)
        if not fault:
            await self.application(scope, receive, send)
        else:
            await self.application(scope, receive, discard)
            await fail(fault, scope, send)
        self.note(scope, body)

    def fault_for(self, scope, body: bytes) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.match in describe(scope, body):
                fault.times -= 1
                return fault
        return None

    def note(self, scope, body: bytes) -> None:
        if self.account is None:
            return
        now = access(self.account)
        if not self.watched or self.watched[-1]["access"] != now:
            self.watched.append({"request": describe(scope, body), "access": copy.deepcopy(now)})

    async def answer(self, scope, receive, send):
        query = {key: values[0] for key, values in parse_qs(scope["query_string"].decode()).items()}
        body, _ = await read(receive)
        match scope["path"].removeprefix("/_bench/"):
            case "save":
                self.saved[query["name"]] = state()
            case "load":
                restore(self.saved[query["name"]])
            case "reset":
                app._reset_all_state()
                restore({})
                self.faults, self.account, self.watched = [], None, []
                iam_evaluator.EvalContext = PLAIN
            case "tls":
                iam_evaluator.EvalContext = functools.partial(PLAIN, secure_transport=True)
            case "watch":
                self.account, self.watched = query.get("account"), []
                self.note(scope, b"")
            case "organization":
                with responses.request_scope(query["account"], "us-east-1"):
                    stack_sets.organizations["organization"] = json.loads(body)
            case "stack-sets":
                with responses.request_scope(query["account"], query["region"]):
                    stack_sets.tamper(json.loads(body))
            case "fault":
                self.faults = [Fault(**fault) for fault in json.loads(body)]
            case "watched":
                return await reply(send, self.watched)
            case "access":
                return await reply(send, access(query["account"]))
            case "stores":
                return await reply(send, written())
            case other:
                raise LookupError(other)
        await reply(send, {})


def describe(scope, body: bytes) -> str:
    """Which operation a request asks for: its target, or its method, path and first bytes."""
    headers = dict(scope["headers"])
    target = headers.get(b"x-amz-target", b"").decode()
    query = scope["query_string"].decode()
    start = body[:200].decode("utf-8", "replace")
    return target or f"{scope['method']} {scope['path']}?{query} {start}"


async def read(receive) -> tuple[bytes, object]:
    """The whole body, and a `receive` that gives it once more."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
    given = False

    async def again():
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again


async def discard(_message) -> None:
    """Takes a reply that nobody gets to see."""


async def fail(fault: Fault, scope, send) -> None:
    if fault.drop:
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<", "more_body": True})
        raise ConnectionResetError("the bench dropped the connection")
    headers = dict(scope["headers"])
    if b"json" in headers.get(b"content-type", b""):
        kind, text = (
            "application/x-amz-json-1.1",
            json.dumps({"__type": fault.code, "message": fault.message}),
        )
    else:
        error = f"<Error><Code>{fault.code}</Code><Message>{fault.message}</Message></Error>"
        is_s3 = b"s3" in headers.get(b"authorization", b"").split(b"/aws4_request")[0]
        kind = "application/xml"
        text = error if is_s3 else f"<ErrorResponse>{error}</ErrorResponse>"
    await reply(send, text.encode(), fault.status, kind)


async def reply(send, answer, status: int = 200, kind: str = "application/json") -> None:
    body = answer if isinstance(answer, bytes) else json.dumps(answer, default=str).encode()
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
