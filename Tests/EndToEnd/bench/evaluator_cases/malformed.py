"""Cases of policies that AWS refuses, beside their nearest ones that it takes."""

from typing import Any

from .questions import HERE, Case, Json, case, policy, statement


def _whole(**elements: Any) -> Json:
    return {"Version": "2012-10-17", "Statement": statement()} | elements


def _without(name: str) -> Json:
    whole = statement()
    del whole[name]
    return policy(whole)


def _with_principal(**elements: Any) -> Json:
    return policy(statement(Principal="*") | elements)


def _conditioned(condition: Any) -> Json:
    return policy(statement(Condition=condition))


_UNKNOWN_VERSION = _whole(Version="2012-10-18")

_OPERATORS = [
    "StringEqual", "stringEquals", "StringEqualsIfexists", "IfExistsStringEquals",
    "StringStartsWith", "NotStringEquals", "NumericLike", "DateLike", "BoolNot", "BinaryNotEquals",
    "IpAddressLike", "ArnMatches", "NullIfExists", "ForAllValue:StringEquals",
    "ForAnyValues:StringEquals", "forAnyValue:StringEquals", "ForAnyValue:", "IfExists",
    "ForAllValues:ForAnyValue:StringEquals", "StringEqualsIfExistsIfExists", "",
]  # fmt: skip

# Operator, a value that isn't of its type.
_VALUES: list[tuple[str, Any]] = [
    ("NumericEquals", "ten"),
    ("NumericLessThan", ""),
    ("NumericLessThanIfExists", ["1", "1,5"]),
    ("DateEquals", "2023-02-29T00:00:00Z"),
    ("DateLessThan", "2024-13-01T00:00:00Z"),
    ("ForAllValues:DateLessThan", "soon"),
    ("Bool", "yes"),
    ("Bool", 1),
    ("Bool", "${aws:MultiFactorAuthPresent}"),
    ("Null", "no"),
    ("IpAddress", "203.0.113.0/33"),
    ("IpAddress", "203.0.113.256"),
    ("NotIpAddress", ["10.0.0.0/8", "anywhere"]),
    ("NumericEquals", "${k}"),
    ("StringLike", "${aws:username"),
    ("StringEquals", "${aws:username, nobody}"),
    ("StringEquals", "${}"),
]

_REFUSED: list[Any] = [
    "policy",
    [],
    1,
    {},
    {"Version": "2012-10-17"},
    _UNKNOWN_VERSION,
    _whole(Version="2008-10-18"),
    _whole(Version=""),
    _whole(Comment="none"),
    _whole(statement=[]),
    _whole(Statement="Allow"),
    _whole(Statement=["Allow"]),
    _without("Effect"),
    _without("Action"),
    _without("Resource"),
    policy(statement("allow")),
    policy(statement("DENY")),
    policy(statement(""), statement()),
    policy(statement(Action=1)),
    policy(statement(Action=["s3:*", 1])),
    policy(statement(Action={"s3": "*"})),
    policy(statement(Resource=1)),
    policy(statement(Resource=[None])),
    policy(statement() | {"NotAction": "s3:*"}),
    policy(statement() | {"NotResource": "*"}),
    policy(statement(Resource="arn:aws:s3:::b/${aws:username")),
    policy(statement(Principal="*")),
    policy(statement(NotPrincipal="*")),
    policy(statement(Principals="*")),
    policy(statement(Conditions={})),
    policy(statement(action="*")),
    policy(statement(), statement(Extra=1)),
    _conditioned([]),
    _conditioned("x"),
    _conditioned({"StringEquals": "x"}),
    _conditioned({"StringEquals": ["x"]}),
    _conditioned({"StringEquals": {"k": None}}),
    _conditioned({"StringEquals": {"k": {"a": "b"}}}),
    _conditioned({"StringEquals": {"k": ["a", ["b"]]}}),
]
_REFUSED += [_conditioned({operator: {"k": "v"}}) for operator in _OPERATORS]
_REFUSED += [_conditioned({operator: {"k": value}}) for operator, value in _VALUES]

_TAKEN: list[Any] = [
    _whole(),
    {"Statement": statement()},
    _whole(Version="2008-10-17"),
    _whole(Id="id"),
    policy(statement(Sid="One")),
    policy(statement(), statement(Effect="Deny", Action="sns:*")),
    policy(statement(Condition={})),
    policy(statement(Condition={"StringEquals": {}})),
]

_REFUSED_ON_RESOURCE: list[Any] = [
    policy(statement()),
    _with_principal(NotPrincipal="*"),
    _with_principal(Principal="s3"),
    _with_principal(Principal=HERE),
    _with_principal(Principal=1),
    _with_principal(Principal={"User": HERE}),
    _with_principal(Principal={"aws": HERE}),
    _with_principal(Principal={"AWS": 1}),
    _with_principal(Principal={"AWS": [HERE, 1]}),
    _with_principal(Principal={"AWS": {"a": "b"}}),
    _with_principal(NotResource="*"),
    _with_principal(Effect="Grant"),
    _with_principal(Extra="x"),
    _with_principal(Condition={"StringIs": {"k": "v"}}),
]


def _cases() -> list[Case]:
    allows = policy(statement())
    cases = [case("malformed", "error", identity=[wrong]) for wrong in _REFUSED]
    cases += [case("malformed", "error", identity=[allows, _UNKNOWN_VERSION])]
    cases += [
        case("malformed", "error", identity=[allows], boundary=wrong) for wrong in _REFUSED
    ]
    cases += [
        case("malformed", "error", identity=[allows], on_resource=wrong)
        for wrong in _REFUSED_ON_RESOURCE
    ]
    # A policy that has no say is still refused.
    cases += [case("malformed", "error", who="anonymous", identity=[_UNKNOWN_VERSION])]
    return cases + [case("well formed", "allow", identity=[taken]) for taken in _TAKEN]


MALFORMED = _cases()
