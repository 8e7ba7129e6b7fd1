"""The generated policies of whoever deploys, and what they say to what is asked for."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.deployer.requests import Asked
from bench.evaluator import Decision, Policies, Principal, Request, decide

FORMS = re.compile(r":\*$|:log-stream:.*$")


@dataclass(frozen=True)
class Permission:
    """One action on one resource of a policy, as it is written there."""

    action: str
    resource: str

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}"


def documents(outputs: Path, way: str) -> list[dict]:
    """The policies of a way: `template` or `script`."""
    name = "deployer-policy-script" if way == "script" else "deployer-policy"
    pattern = re.compile(rf"{name}(-[0-9]+)?\.json")
    paths = sorted(path for path in outputs.iterdir() if pattern.fullmatch(path.name))
    return [json.loads(path.read_text()) for path in paths]


def permissions(policies: Iterable[dict]) -> set[Permission]:
    return {
        Permission(action, resource)
        for policy in policies
        for statement in policy["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }


def without(policies: list[dict], action: str) -> list[dict]:
    """The policies with an action taken away wherever it stands."""
    kept = []
    for policy in policies:
        statements = [
            statement | {"Action": [one for one in statement["Action"] if one != action]}
            for statement in policy["Statement"]
        ]
        kept.append(policy | {"Statement": [one for one in statements if one["Action"]]})
    return [policy for policy in kept if policy["Statement"]]


class Judge:
    """Decides with the bench's own evaluator what policies allow a caller in an account."""

    def __init__(self, policies: list[dict], caller: Principal, partition: str) -> None:
        self.caller = caller
        self.plain = Policies(policies)
        root = f"arn:{partition}:iam::{caller.account}:root"
        everything = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "*", "Resource": "*"}
        # A key's own policy must let the account decide, as the one that KMS makes does.
        self.on_key = Policies(
            policies, resource={"Version": "2012-10-17", "Statement": [everything]}
        )

    def allows(self, asked: Asked) -> bool:
        policies = self.on_key if asked.action.startswith("kms:") else self.plain
        request = Request(
            self.caller, asked.action, asked.resource, self.caller.account, dict(asked.context)
        )
        return decide(policies, request) is Decision.ALLOW


@dataclass
class Coverage:
    """Which permissions of policies some request has used."""

    policies: list[dict]
    used: set[Permission] = field(default_factory=set)

    def take(self, asked: Asked) -> None:
        """Notes the permissions by which something is allowed."""
        self.used |= {
            one
            for one in permissions(self.policies)
            if one.action == asked.action and one.resource in forms_of(asked.resource)
        }

    @property
    def unused(self) -> list[Permission]:
        """What no request has used; the two forms of a log group's ARN count as one."""
        used = {(one.action, FORMS.sub("", one.resource)) for one in self.used}
        return sorted(
            (
                one
                for one in permissions(self.policies)
                if (one.action, FORMS.sub("", one.resource)) not in used
            ),
            key=str,
        )


def forms_of(resource: str) -> set[str]:
    """How a policy may write a resource that is asked for."""
    group = FORMS.sub("", resource)
    managed = re.sub(r"key/managed-by-aws$", "key/*", resource)
    parts = re.sub(r"(:policy/accredit/.+/)[^/]+$", r"\1*", resource)
    groups = {group, f"{group}:*"} if ":log-group:" in resource else set()
    return {resource, managed, parts} | groups
