"""Cases of roles' trust policies, of services that call for someone, and of KMS keys."""

from typing import Any

from .questions import HERE, ROLE, ROOT, SESSION, THERE, USER, Case, Json, case, policy, statement

ALLOW, DENIED, NO = "allow", "explicitDeny", "implicitDeny"

_RIGHT: Json = {"sts:ExternalId": ["id-1"]}


def _trust(principal: Any, condition: Json | None = None, effect: str = "Allow") -> Json:
    """A statement of a trust policy, which has no resource."""
    elements = {"Condition": condition} if condition else {}
    return {
        "Effect": effect,
        "Principal": principal,
        "Action": "sts:AssumeRole",
    } | elements


_EXTERNAL_ID = {"StringEquals": {"sts:ExternalId": "id-1"}}
_ACCOUNT = {"AWS": HERE}

# Condition of a vendor's trust policy, condition keys of the request, the answer.
_EXTERNAL_IDS = [
    (_EXTERNAL_ID, _RIGHT, ALLOW),
    (_EXTERNAL_ID, {"STS:externalid": ["id-1"]}, ALLOW),
    (_EXTERNAL_ID, {"sts:ExternalId": ["id-2"]}, NO),
    (_EXTERNAL_ID, {"sts:ExternalId": ["ID-1"]}, NO),
    (_EXTERNAL_ID, {"sts:ExternalId": ["id-1 "]}, NO),
    (_EXTERNAL_ID, {"sts:ExternalId": ["id-*"]}, NO),
    (_EXTERNAL_ID, {"sts:ExternalId": [""]}, NO),
    (_EXTERNAL_ID, {"sts:ExternalId": []}, NO),
    (_EXTERNAL_ID, {}, NO),
    (_EXTERNAL_ID, {"aws:ExternalId": ["id-1"]}, NO),
    (_EXTERNAL_ID, {"sts:ExternalId": ["id-2", "id-1"]}, ALLOW),
    (_EXTERNAL_ID, {"sts:ExternalId": ["id-2", "id-3"]}, NO),
    ({"StringEquals": {"sts:ExternalId": ["id-1", "id-2"]}}, _RIGHT, ALLOW),
    ({"StringEquals": {"sts:ExternalId": ["id-3", "id-2"]}}, _RIGHT, NO),
    ({"StringEqualsIfExists": {"sts:ExternalId": "id-1"}}, {}, ALLOW),
    ({"StringEqualsIfExists": {"sts:ExternalId": "id-1"}}, {"sts:ExternalId": ["x"]}, NO),
    ({"ForAllValues:StringEquals": {"sts:ExternalId": "id-1"}}, {}, ALLOW),
    ({"ForAnyValue:StringEquals": {"sts:ExternalId": "id-1"}}, {}, NO),
    ({"StringLike": {"sts:ExternalId": "id-?"}}, _RIGHT, ALLOW),
    ({"StringLike": {"sts:ExternalId": "*"}}, {}, NO),
    ({"StringNotEquals": {"sts:ExternalId": "id-2"}}, {}, ALLOW),
    (None, {}, ALLOW),
]

# Who asks, whether an identity allows it, statements of the trust policy, the role's account,
# the answer.
_TRUSTS = [
    ("role", True, [_trust(_ACCOUNT)], THERE, ALLOW),
    ("role", True, [_trust({"AWS": ROOT})], THERE, ALLOW),
    ("role", False, [_trust(_ACCOUNT)], THERE, NO),
    ("role", True, [_trust({"AWS": THERE})], THERE, NO),
    ("role", True, [_trust({"AWS": ROLE})], THERE, ALLOW),
    ("role", False, [_trust({"AWS": ROLE})], THERE, NO),
    ("session", True, [_trust({"AWS": ROLE})], THERE, ALLOW),
    ("root", False, [_trust(_ACCOUNT)], THERE, ALLOW),
    ("role", True, [_trust(_ACCOUNT), _trust("*", effect="Deny")], THERE, DENIED),
    ("role", True, [_trust(_ACCOUNT)], HERE, ALLOW),
    ("role", False, [_trust(_ACCOUNT)], HERE, NO),
    ("role", True, [_trust({"AWS": THERE})], HERE, NO),
    ("role", True, [_trust({"AWS": USER})], HERE, NO),
    ("role", False, [_trust({"AWS": ROLE})], HERE, ALLOW),
    ("session", False, [_trust({"AWS": SESSION})], HERE, ALLOW),
    ("session", False, [_trust({"AWS": ROLE})], HERE, ALLOW),
    ("user", True, [_trust({"AWS": ROLE})], HERE, NO),
    ("user", False, [_trust("*")], HERE, ALLOW),
    ("root", False, [_trust({"AWS": THERE})], HERE, NO),
    ("service", False, [_trust({"Service": "firehose.amazonaws.com"})], HERE, ALLOW),
    ("service", False, [_trust({"Service": "kinesis.amazonaws.com"})], HERE, NO),
    ("service", False, [_trust({"AWS": "*"})], HERE, NO),
    ("anonymous", False, [_trust(_ACCOUNT)], HERE, NO),
]

_ARN = f"arn:aws:firehose:us-east-1:{HERE}:deliverystream/s"
_SOURCE = {"StringEquals": {"aws:SourceAccount": HERE}}
_SOURCES = _SOURCE | {"ArnLike": {"aws:SourceArn": f"arn:aws:firehose:*:{HERE}:*"}}
_CALL: Json = {"aws:SourceAccount": [HERE], "aws:SourceArn": [_ARN]}

# Condition of a statement for a service, condition keys of the service's call, the answer.
_SERVICES = [
    (_SOURCE, _CALL, ALLOW),
    (_SOURCE, {"aws:SourceAccount": [THERE]}, NO),
    (_SOURCE, {}, NO),
    (_SOURCE, {"aws:sourceaccount": [HERE]}, ALLOW),
    (_SOURCES, _CALL, ALLOW),
    (_SOURCES, {"aws:SourceAccount": [HERE]}, NO),
    (_SOURCES, {"aws:SourceArn": [_ARN]}, NO),
    (_SOURCES, _CALL | {"aws:SourceArn": [_ARN.replace(HERE, THERE)]}, NO),
    (_SOURCES, _CALL | {"aws:SourceArn": [_ARN.replace("firehose", "logs")]}, NO),
    (_SOURCES, _CALL | {"aws:SourceAccount": [THERE]}, NO),
    ({"StringEqualsIfExists": {"aws:SourceAccount": HERE}}, {}, ALLOW),
    ({"StringEqualsIfExists": {"aws:SourceAccount": HERE}}, {"aws:SourceAccount": [THERE]}, NO),
    ({"StringNotEquals": {"aws:SourceAccount": THERE}}, {}, ALLOW),
    ({"ArnEquals": {"aws:SourceArn": _ARN}}, _CALL, ALLOW),
    ({"ArnEquals": {"aws:SourceArn": _ARN + "2"}}, _CALL, NO),
]

_DELEGATES = policy(statement(Principal={"AWS": ROOT}))

# Action, who asks, whether an identity allows it, the key's or role's policy, the answer.
_KEYS = [
    ("kms:Decrypt", "role", True, None, NO),
    ("kms:Decrypt", "role", True, _DELEGATES, ALLOW),
    ("kms:Decrypt", "role", False, _DELEGATES, NO),
    ("KMS:Decrypt", "role", True, None, NO),
    ("kms:Decrypt", "role", True, policy(statement(Principal={"AWS": THERE})), NO),
    ("kms:Decrypt", "role", False, policy(statement(Principal={"AWS": ROLE})), ALLOW),
    ("kms:Decrypt", "session", False, policy(statement(Principal={"AWS": ROLE})), ALLOW),
    ("kms:Decrypt", "user", True, policy(statement(Principal={"AWS": ROLE})), NO),
    ("kms:Decrypt", "user", False, policy(statement(Principal={"AWS": USER})), ALLOW),
    ("kms:Decrypt", "role", True, policy(statement("Deny", Principal="*")), DENIED),
    ("kms:Decrypt", "root", False, None, NO),
    ("kms:Decrypt", "root", False, _DELEGATES, ALLOW),
    ("kms:Decrypt", "root", False, policy(statement(Principal={"AWS": ROLE})), NO),
    ("kms:Decrypt", "anonymous", False, _DELEGATES, NO),
    ("kmsx:Decrypt", "role", True, None, ALLOW),
    ("sts:AssumeRole", "role", True, None, NO),
    ("sts:AssumeRoleWithSAML", "role", True, None, NO),
    ("STS:assumerole", "role", True, None, NO),
    ("sts:GetCallerIdentity", "role", True, None, ALLOW),
    ("sts:TagSession", "role", True, None, ALLOW),
]


def _asked(
    group: str, expected: str, action: str, who: str, allowed: bool, on: Any, account: str = HERE,
    context: Json | None = None,
) -> Case:  # fmt: skip
    return case(
        group,
        expected,
        who=who,
        action=action,
        resource=f"arn:aws:iam::{account}:role/target",
        account=account,
        identity=[policy(statement())] if allowed else [],
        on_resource=on,
        context=context,
    )


_FIREHOSE = {"Service": "firehose.amazonaws.com"}

TRUST = [
    _asked("external ids", answer, "sts:AssumeRole", "role", True,
           policy(_trust(_ACCOUNT, condition)), THERE, context)
    for condition, context, answer in _EXTERNAL_IDS
]  # fmt: skip
TRUST += [
    _asked("trust", answer, "sts:AssumeRole", who, allowed, policy(*statements), account)
    for who, allowed, statements, account, answer in _TRUSTS
]
TRUST += [
    _asked("services", answer, "sts:AssumeRole", "service", False,
           policy(_trust(_FIREHOSE, condition)), context=context)
    for condition, context, answer in _SERVICES
]  # fmt: skip
TRUST += [
    _asked("keys", answer, action, who, allowed, on)
    for action, who, allowed, on, answer in _KEYS
]
