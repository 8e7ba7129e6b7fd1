"""Cases of the decision: which policies together let a request through."""

from typing import Any

from .questions import (
    HERE,
    ROLE,
    ROOT,
    SESSION,
    THERE,
    USER,
    Case,
    Json,
    case,
    policy,
    statement,
)  # fmt: skip

ALLOW, DENIED, NO = "allow", "explicitDeny", "implicitDeny"

# A policy of an identity or boundary: none, one about something else, one that allows, one that
# denies, one that does both.
_OWN: dict[str, Any] = {
    "-": None,
    "other": policy(statement(Action="sns:*")),
    "yes": policy(statement()),
    "no": policy(statement("Deny")),
    "both": policy(statement(), statement("Deny", Action="S3:GET*", Resource="*/k")),
    "nearly": policy(statement(), statement("Deny", Resource="*/K")),
}


def _on_resource(principal: Any) -> Json:
    return policy(statement(Principal=principal))


_ON_RESOURCE: dict[str, Any] = {
    "-": None,
    "account": _on_resource({"AWS": HERE}),
    "root": _on_resource({"AWS": ROOT}),
    "role": _on_resource({"AWS": ROLE}),
    "session": _on_resource({"AWS": SESSION}),
    "user": _on_resource({"AWS": USER}),
    "*": _on_resource("*"),
    "aws*": _on_resource({"AWS": "*"}),
    "stranger": _on_resource({"AWS": THERE}),
    "service": _on_resource({"Service": "firehose.amazonaws.com"}),
    "deny role": policy(statement("Deny", Principal={"AWS": ROLE})),
    "deny stranger": policy(statement("Deny", Principal={"AWS": THERE})),
    "* deny user": policy(
        statement(Principal="*"), statement("Deny", Principal={"AWS": USER})
    ),
    "role, account": _on_resource({"AWS": [ROLE, HERE]}),
    "session, role": _on_resource({"AWS": [SESSION, ROLE]}),
    "other action": policy(statement(Principal="*", Action="s3:PutObject")),
    "other resource": policy(statement(Principal="*", Resource="arn:aws:s3:::b")),
}

# Who asks, identity, boundary, the resource's policy, the answer in the same account, the answer
# when the resource is another account's.
_ACCESS = [
    ("role", "-", "-", "-", NO, NO),
    ("role", "other", "-", "-", NO, NO),
    ("role", "yes", "-", "-", ALLOW, NO),
    ("role", "yes", "-", "stranger", ALLOW, NO),
    ("role", "yes", "-", "account", ALLOW, ALLOW),
    ("role", "yes", "-", "role", ALLOW, ALLOW),
    ("role", "yes", "-", "*", ALLOW, ALLOW),
    ("role", "yes", "-", "other action", ALLOW, NO),
    ("role", "yes", "-", "other resource", ALLOW, NO),
    ("role", "-", "-", "account", NO, NO),
    ("role", "-", "-", "root", NO, NO),
    ("role", "-", "-", "role", ALLOW, NO),
    ("role", "-", "-", "*", ALLOW, NO),
    ("role", "-", "-", "aws*", ALLOW, NO),
    ("role", "-", "-", "session", NO, NO),
    ("role", "-", "-", "role, account", ALLOW, NO),
    ("role", "-", "-", "other action", NO, NO),
    ("role", "-", "-", "other resource", NO, NO),
    ("session", "-", "-", "account", NO, NO),
    ("session", "-", "-", "role", ALLOW, NO),
    ("session", "-", "-", "session", ALLOW, NO),
    ("session", "yes", "-", "session", ALLOW, ALLOW),
    ("session", "yes", "-", "role", ALLOW, ALLOW),
    ("session", "yes", "-", "user", ALLOW, NO),
    ("user", "-", "-", "user", ALLOW, NO),
    ("user", "-", "-", "account", NO, NO),
    ("user", "yes", "-", "root", ALLOW, ALLOW),
    ("user", "yes", "-", "-", ALLOW, NO),
    # Boundaries: they bound, and grant nothing.
    ("role", "-", "yes", "-", NO, NO),
    ("role", "yes", "yes", "-", ALLOW, NO),
    ("role", "yes", "other", "-", NO, NO),
    ("role", "yes", "other", "account", NO, NO),
    ("role", "yes", "yes", "account", ALLOW, ALLOW),
    ("role", "yes", "other", "role", NO, NO),
    ("role", "-", "yes", "role", ALLOW, NO),
    ("role", "-", "other", "role", NO, NO),
    ("role", "-", "other", "role, account", NO, NO),
    ("role", "-", "other", "*", ALLOW, NO),
    ("session", "-", "other", "role", NO, NO),
    ("session", "-", "other", "session", ALLOW, NO),
    ("session", "-", "other", "session, role", ALLOW, NO),
    ("session", "yes", "other", "session", ALLOW, NO),
    ("session", "-", "other", "aws*", ALLOW, NO),
    ("user", "-", "other", "user", ALLOW, NO),
    ("user", "yes", "other", "account", NO, NO),
    ("user", "yes", "other", "user", ALLOW, NO),
    # Denials win, wherever they are.
    ("role", "no", "-", "*", DENIED, DENIED),
    ("role", "both", "-", "*", DENIED, DENIED),
    ("role", "nearly", "-", "*", ALLOW, ALLOW),
    ("role", "yes", "no", "*", DENIED, DENIED),
    ("role", "yes", "both", "*", DENIED, DENIED),
    ("session", "-", "no", "session", DENIED, DENIED),
    ("role", "yes", "-", "deny role", DENIED, DENIED),
    ("session", "yes", "-", "deny role", DENIED, DENIED),
    ("user", "yes", "-", "deny role", ALLOW, NO),
    ("role", "yes", "-", "deny stranger", ALLOW, NO),
    ("role", "yes", "-", "* deny user", ALLOW, ALLOW),
    ("user", "yes", "-", "* deny user", DENIED, DENIED),
    ("role", "no", "-", "-", DENIED, DENIED),
    ("role", "-", "-", "deny role", DENIED, DENIED),
    # An account's root may do what the account may do.
    ("root", "-", "-", "-", ALLOW, NO),
    ("root", "-", "-", "account", ALLOW, ALLOW),
    ("root", "-", "-", "root", ALLOW, ALLOW),
    ("root", "-", "-", "stranger", ALLOW, NO),
    ("root", "-", "-", "deny stranger", ALLOW, NO),
    # Services and strangers have the resource's policy only.
    ("service", "-", "-", "-", NO, NO),
    ("service", "-", "-", "service", ALLOW, ALLOW),
    ("service", "yes", "-", "account", NO, NO),
    ("service", "-", "-", "*", ALLOW, ALLOW),
    ("service", "-", "-", "aws*", NO, NO),
    ("anonymous", "-", "-", "-", NO, NO),
    ("anonymous", "-", "-", "*", ALLOW, ALLOW),
    ("anonymous", "-", "-", "aws*", ALLOW, ALLOW),
    ("anonymous", "yes", "-", "account", NO, NO),
    ("anonymous", "-", "-", "service", NO, NO),
]

_OBJECT = "arn:aws:s3:::b/k"

# Statements of one policy of an identity, the answer to s3:GetObject on b/k.
_STATEMENTS: list[tuple[Any, str]] = [
    (statement(), ALLOW),
    ([statement()], ALLOW),
    ([statement(Action="s3:Put*"), statement(Action="s3:Get*")], ALLOW),
    ([statement(Action="s3:Put*"), statement(Action="s3:List*")], NO),
    (statement(Action=["s3:PutObject", "s3:GetObject"]), ALLOW),
    (statement(Resource=["arn:aws:s3:::b", "arn:aws:s3:::b/*"]), ALLOW),
    (statement(Resource=["arn:aws:s3:::b", "arn:aws:s3:::c/*"]), NO),
    (statement(NotAction="s3:GetObject"), NO),
    (statement(NotAction="s3:PutObject"), ALLOW),
    (statement(NotAction=["s3:PutObject", "S3:get*"]), NO),
    (statement(NotAction="sns:*"), ALLOW),
    (statement(NotResource=_OBJECT), NO),
    (statement(NotResource=_OBJECT.upper()), ALLOW),
    (statement(NotResource=["arn:aws:s3:::c/*", "arn:aws:s3:::b/*"]), NO),
    (statement(NotResource="${aws:username}"), ALLOW),
    ([statement(), statement("Deny", NotAction="s3:Get*")], ALLOW),
    ([statement(), statement("Deny", NotAction="s3:Put*")], DENIED),
    ([statement(), statement("Deny", NotResource="arn:aws:s3:::b/*")], ALLOW),
    ([statement(), statement("Deny", NotResource="arn:aws:s3:::b")], DENIED),
    ([statement(), statement("Deny", Condition={"Null": {"k:k": "true"}})], DENIED),
    ([statement(), statement("Deny", Condition={"Null": {"k:k": "false"}})], ALLOW),
    ([statement("Deny"), statement()], DENIED),
    ([statement("Deny", Resource="${aws:username}*"), statement()], ALLOW),
    (statement("Deny", Action="s3:PutObject"), NO),
    ([], NO),
]


def _access(who: str, identity: str, boundary: str, on: str, same: str, cross: str) -> list[Case]:
    own = _OWN[identity]
    return [
        case(
            group,
            answer,
            who=who,
            account=account,
            identity=[] if own is None else [own],
            boundary=_OWN[boundary],
            on_resource=_ON_RESOURCE[on],
        )
        for group, account, answer in [
            ("the same account", HERE, same), ("another account", THERE, cross)
        ]  # fmt: skip
    ]


def _two_policies(first: str, second: str, expected: str) -> Case:
    return case("several policies", expected, identity=[_OWN[first], _OWN[second]])


ACCESS = [found for row in _ACCESS for found in _access(*row)]
ACCESS += [
    case("statements", answer, identity=[{"Version": "2012-10-17", "Statement": listed}])
    for listed, answer in _STATEMENTS
]
ACCESS += [
    _two_policies("other", "yes", ALLOW),
    _two_policies("yes", "other", ALLOW),
    _two_policies("yes", "no", DENIED),
    _two_policies("no", "yes", DENIED),
    _two_policies("other", "other", NO),
    _two_policies("other", "no", DENIED),
]
