"""Random questions for the evaluators: policies that nearly allow, or nearly deny, a request.

A question is made from its request: each element of a statement starts as what would match, and
is then often left, and often changed by a letter, a case, a wildcard or a variable. So all
answers are frequent, and a small mistake of an evaluator soon changes one of them.

Left out is what AWS doesn't document: empty texts and lists, values of a policy that can't be
read as their operator's type, and wildcards in the names of services.
"""

from collections.abc import Iterator
from typing import Any

from .random_conditions import WORDS, Chance, Context, Json, RandomConditions

_ACCOUNTS = ["111122223333", "444455556666"]
_ROLES = ["x", "path/x", "X"]
_SERVICES = ["firehose.amazonaws.com", "kinesis.amazonaws.com"]
_BUCKETS = ["logs", "Logs", "data"]

_WHO = (
    ["role"] * 22 + ["session"] * 34 + ["user"] * 16 + ["root"] * 8 + ["service"] * 13
    + ["anonymous"] * 7
)  # fmt: skip

_ACTIONS = [
    "s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:Decrypt", "kms:Encrypt",
    "sts:AssumeRole", "sts:TagSession",
]  # fmt: skip

_UNKNOWN_OPERATORS = [
    "StringEqual", "stringEquals", "StringEqualsifExists", "NumericLike", "NullIfExists",
    "ForAllValue:StringEquals", "ForAnyValue:Strings", "BinaryNotEquals",
]  # fmt: skip


#: Questions that follow each other with the same policies, which take longest to read.
_REQUESTS_ABOUT_POLICIES = 5


def _is_root(request: Json) -> bool:
    return request["principal"].get("arn", "").endswith(":root")


class RandomRequests:
    """An endless row of questions, the same one for the same seed."""

    def __init__(self, seed: int) -> None:
        """Starts the row that belongs to a seed."""
        self._chance = Chance(seed)
        self._conditions = RandomConditions(self._chance)

    def questions(self, count: int) -> Iterator[Json]:
        """The next questions, each a JSON object as `bench-tool evaluate` reads it."""
        question = self._question()
        for number in range(count):
            if number % _REQUESTS_ABOUT_POLICIES == 0:
                question = self._question()
            yield question
            question = question | {"request": self._varied(question)}

    def _question(self) -> Json:
        request = self.request()
        # An account's root can't have policies or a boundary.
        is_root = _is_root(request)
        identity = [
            self.policy(request, of_resource=False)
            for _ in range(0 if is_root else self._chance.pick([0, 1, 1, 1, 2]))
        ]
        has_boundary = not is_root and self._chance.of(0.3)
        question = {
            "identity": identity,
            "boundary": self.policy(request, of_resource=False) if has_boundary else None,
            "resource": self.policy(request, of_resource=True) if self._chance.of(0.75) else None,
            "request": request,
        }
        if self._chance.of(0.06):
            self._spoil(question)
        return question

    # The request.

    def _varied(self, question: Json) -> Json:
        """The request of a question with one thing changed, which may change the answer."""
        request = dict(question["request"])
        match self._chance.pick(["principal", "action", "resource", "account", "key", "context"]):
            case "principal" if not _is_root(request):
                other = request | {"principal": self._principal()}
                request = request if _is_root(other) else other
            case "action":
                request["action"] = self._chance.pick([*_ACTIONS, request["action"].upper()])
            case "resource":
                account = request["resourceAccount"]
                request["resource"] = self._resource(request["action"], account)
            case "account":
                request["resourceAccount"] = self._chance.pick(_ACCOUNTS)
            case "key":
                request["context"] = self._conditions.without_one(request["context"])
            case _:
                request["context"] = self._conditions.context()
        return request

    def request(self) -> Json:
        """A request as `bench-tool evaluate` reads it."""
        principal = self._principal()
        account = principal.get("account", _ACCOUNTS[0])
        others = [other for other in _ACCOUNTS if other != account]
        action = self._chance.pick(_ACTIONS)
        resource_account = account if self._chance.of(0.65) else self._chance.pick(others)
        return {
            "principal": principal,
            "action": action,
            "resource": self._resource(action, resource_account),
            "resourceAccount": resource_account,
            "context": self._conditions.context(),
        }

    def _principal(self) -> Json:
        account = self._chance.pick(_ACCOUNTS)
        role = f"arn:aws:iam::{account}:role/{self._chance.pick(_ROLES)}"
        match self._chance.pick(_WHO):
            case "role":
                return {"type": "AWS", "arn": role, "account": account}
            case "session":
                name = role.rsplit("/", 1)[1]
                session = f"arn:aws:sts::{account}:assumed-role/{name}/s"
                return {"type": "AWS", "arn": session, "account": account, "role": role}
            case "user":
                arn = f"arn:aws:iam::{account}:user/{self._chance.pick(WORDS)}"
                return {"type": "AWS", "arn": arn, "account": account}
            case "root":
                arn = f"arn:aws:iam::{account}:root"
                return {"type": "AWS", "arn": arn, "account": account}
            case "service":
                return {"type": "Service", "service": self._chance.pick(_SERVICES)}
        return {"type": "Anonymous"}

    def _resource(self, action: str, account: str) -> str:
        word = self._chance.pick(WORDS)
        if action.startswith("kms:"):
            return f"arn:aws:kms:us-east-1:{account}:key/{word}"
        if action.startswith("sts:"):
            return f"arn:aws:iam::{account}:role/{word}"
        bucket = f"arn:aws:s3:::{self._chance.pick(_BUCKETS)}"
        return bucket if self._chance.of(0.2) else f"{bucket}/{word}/{self._chance.pick(WORDS)}"

    # Policies about it.

    def policy(self, request: Json, of_resource: bool) -> Json:
        """A policy that nearly allows, or nearly denies, a request."""
        version = {"Version": "2012-10-17"} if self._chance.of(0.85) else self._old_version()
        statements = [
            self._statement(request, of_resource)
            for _ in range(self._chance.pick([1, 1, 1, 1, 2, 2, 3]))
        ]
        whole = len(statements) == 1 and self._chance.of(0.5)
        return version | {"Statement": statements[0] if whole else statements}

    def _old_version(self) -> Json:
        return {"Version": "2008-10-17"} if self._chance.of(0.5) else {}

    def _statement(self, request: Json, of_resource: bool) -> Json:
        statement: Json = {"Effect": "Deny" if self._chance.of(0.22) else "Allow"}
        if self._chance.of(0.2):
            statement["Sid"] = "S"
        statement |= self._about("Action", self._actions(request["action"]))
        if not of_resource or self._chance.of(0.7):
            statement |= self._about("Resource", self._resources(request))
        if of_resource:
            name = "NotPrincipal" if self._chance.of(0.1) else "Principal"
            statement[name] = self._principals(request["principal"])
        if self._chance.of(0.45):
            statement["Condition"] = self._conditions.element(request["context"])
        return statement

    def _about(self, name: str, listed: list[str]) -> Json:
        inverted = "Not" if self._chance.of(0.12) else ""
        one = len(listed) == 1 and self._chance.of(0.7)
        return {inverted + name: listed[0] if one else listed}

    def _actions(self, action: str) -> list[str]:
        forms = ["*", action, action.split(":")[0] + ":*", action.lower(), action.upper()]
        nearly = self._conditions.near(action)
        listed = [self._chance.pick(forms) if self._chance.of(0.7) else nearly]
        return listed + ([self._chance.pick(_ACTIONS)] if self._chance.of(0.25) else [])

    def _resources(self, request: Json) -> list[str]:
        resource = request["resource"]
        roll = self._chance.random()
        if roll < 0.25:
            listed = ["*"]
        elif roll < 0.5:
            listed = [self._with_variable(resource, request["context"])]
        else:
            listed = [self._conditions.near(resource)]
        return listed + ([self._conditions.near(resource)] if self._chance.of(0.25) else [])

    def _with_variable(self, resource: str, context: Context) -> str:
        """Puts a variable where the resource has the text of one of the request's values."""
        named = [
            (key, value) for key, values in context.items() for value in values
            if value in WORDS and value in resource
        ]  # fmt: skip
        if not named or self._chance.of(0.2):
            key = self._chance.pick(["aws:username", "aws:PrincipalTag/team"])
            variable = f"${{{key}, 'ann'}}" if self._chance.of(0.5) else f"${{{key}}}"
            return resource.replace(self._chance.pick(["ann", "logs", "data"]), variable)
        key, value = self._chance.pick(named)
        return resource.replace(value, f"${{{key}}}") + ("*" if self._chance.of(0.2) else "")

    def _principals(self, principal: Json) -> Any:
        roll = self._chance.random()
        if roll < 0.1:
            return "*"
        element: Json = {}
        if roll < 0.85 or principal["type"] != "Service":
            listed = [
                self._aws_principal(principal)
                for _ in range(self._chance.pick([1, 1, 2]))
            ]
            element["AWS"] = listed[0] if len(listed) == 1 else listed
        if principal["type"] == "Service" or self._chance.of(0.1):
            service = self._chance.pick(_SERVICES)
            element["Service"] = service if self._chance.of(0.7) else [service]
        return element

    def _aws_principal(self, principal: Json) -> str:
        account = principal.get("account", _ACCOUNTS[0])
        if self._chance.of(0.15):
            account = self._chance.pick(_ACCOUNTS)
        root = f"arn:aws:iam::{account}:root"
        role = principal.get("role", f"arn:aws:iam::{account}:role/x")
        own = principal.get("arn", root)
        near = [own[:-1] + "*", own.swapcase(), own + "x", root.replace(account, "*")]
        forms = ["*", account, account, root, root, role, role, role, own, own, own]
        return self._chance.pick([*forms, self._chance.pick(near)])

    # Policies that AWS refuses.

    def _spoil(self, question: Json) -> None:
        """Breaks one policy of a question, which then has no other answer than `error`."""
        of_resource = question["resource"] is not None and self._chance.of(0.5)
        if of_resource or not question["identity"]:
            question["resource"] = self.policy(question["request"], of_resource=True)
            policy = question["resource"]
        else:
            policy = question["identity"][-1]
        listed = policy["Statement"]
        statement = listed[-1] if isinstance(listed, list) else listed
        unknown = self._chance.pick(_UNKNOWN_OPERATORS)
        wrong = self._chance.pick([
            {"Effect": "allow"}, {"Effect": None}, {"Comment": "x"}, {"action": "*"},
            {"Condition": {unknown: {"aws:username": "ann"}}}, {"Condition": []},
            {"Action": "*", "NotAction": "*"}, {"Resource": "*", "NotResource": "*"},
            {"Principal": "*", "NotPrincipal": "*"}, {"Action": 1, "Resource": "*"},
            {"Version": "2012-10-17"}, {"Condition": {"Bool": {"aws:SecureTransport": None}}},
        ])  # fmt: skip
        if self._chance.of(0.2):
            policy["Version"] = "2012-10-18"
        else:
            statement |= wrong
