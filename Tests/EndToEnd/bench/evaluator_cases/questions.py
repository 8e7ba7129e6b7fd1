"""The form of the cases, and the people and things that they are about."""

import json
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

HERE = "111122223333"
THERE = "444455556666"

ROLE = f"arn:aws:iam::{HERE}:role/x"
SESSION = f"arn:aws:sts::{HERE}:assumed-role/x/s"
USER = f"arn:aws:iam::{HERE}:user/u"
ROOT = f"arn:aws:iam::{HERE}:root"

#: Who asks; all of them that have an account are of the account `HERE`.
WHO: dict[str, Json] = {
    "role": {"type": "AWS", "arn": ROLE, "account": HERE},
    "session": {"type": "AWS", "arn": SESSION, "account": HERE, "role": ROLE},
    "user": {"type": "AWS", "arn": USER, "account": HERE},
    "root": {"type": "AWS", "arn": ROOT, "account": HERE},
    "service": {"type": "Service", "service": "firehose.amazonaws.com"},
    "anonymous": {"type": "Anonymous"},
}


@dataclass(frozen=True)
class Case:
    """A question with its answer: a decision, or `error`."""

    group: str
    line: str
    expected: str


def case(
    group: str,
    expected: str,
    *,
    who: str = "role",
    action: str = "s3:GetObject",
    resource: str = "arn:aws:s3:::b/k",
    account: str = HERE,
    context: Json | None = None,
    identity: list[Any] | None = None,
    boundary: Any = None,
    on_resource: Any = None,
) -> Case:
    """A case in which only what it is about has to be said."""
    question = {
        "identity": identity or [],
        "boundary": boundary,
        "resource": on_resource,
        "request": {
            "principal": WHO[who],
            "action": action,
            "resource": resource,
            "resourceAccount": account,
            "context": context or {},
        },
    }
    return Case(group, json.dumps(question), expected)


def policy(*statements: Json, version: str = "2012-10-17") -> Json:
    """A policy of statements."""
    return {"Version": version, "Statement": list(statements)}


def statement(effect: str = "Allow", **elements: Any) -> Json:
    """A statement about everything, but for the elements given."""
    whole: Json = {"Effect": effect}
    if "NotAction" not in elements:
        whole["Action"] = "*"
    if "NotResource" not in elements:
        whole["Resource"] = "*"
    return whole | elements


def allowed_if(holds: bool) -> str:
    """The answer when all depends on one statement that allows."""
    return "allow" if holds else "implicitDeny"
