"""Who may ask, and how a policy of a resource names who asks."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

Json = dict[str, Any]

_ROOT = re.compile(r"arn:[^:]+:iam::(\d{12}):root")
_NAMED = re.compile(r"arn:([^:*?]+):(iam|sts)::(\d{12}):(user|role|assumed-role)/([^*?]+)")
_OTHER = "999999999999"


class Naming(IntEnum):
    """How far it carries when a policy names who asks."""

    NOT = 0
    ACCOUNT = 1
    """Their account, which must let them, too."""
    ENOUGH = 2
    """Themselves, their role or everybody."""


@dataclass(frozen=True)
class Caller:
    """Somebody who asks, in the form in which the evaluators read them."""

    type: str
    name: str = ""
    account: str = ""
    role: str | None = None

    @property
    def json(self) -> Json:
        """The principal of a request."""
        if self.type != "AWS":
            return {"type": self.type} | ({"service": self.name} if self.name else {})
        named = {"type": "AWS", "arn": self.name, "account": self.account}
        return named | ({"role": self.role} if self.role else {})

    @property
    def is_root(self) -> bool:
        """Whether it is the root of an account."""
        return self.type == "AWS" and self.name.endswith(":root")

    def named_by(self, statement: Json) -> Naming:
        """How a statement of a resource's policy names the caller."""
        if "NotPrincipal" in statement:
            is_left_out = self._named(statement["NotPrincipal"]) is not Naming.NOT
            return Naming.NOT if is_left_out else Naming.ENOUGH
        return self._named(statement["Principal"])

    def _named(self, element: Any) -> Naming:
        if element == "*":
            return Naming.ENOUGH
        if self.type == "Service":
            return Naming.ENOUGH if self.name in listed(element, "Service") else Naming.NOT
        named = listed(element, "AWS")
        if "*" in named:
            return Naming.ENOUGH
        if self.type == "Anonymous":
            return Naming.NOT
        if self.role in named or (self.name in named and not self.is_root):
            return Naming.ENOUGH
        return Naming.ACCOUNT if self.account in map(_account_of, named) else Naming.NOT


def listed(element: Any, kind: str) -> list[str]:
    """The names of a kind in a `Principal` element."""
    if not isinstance(element, dict):
        return []
    names = element.get(kind, [])
    return names if isinstance(names, list) else [names]


def _account_of(name: str) -> str:
    found = _ROOT.fullmatch(name)
    return found[1] if found else name


def callers(elements: list[Any], account: str | None) -> list[Caller]:
    """Everybody who is named, and for each account, that of the resource and one that nobody
    mentions, somebody who isn't: whoever else asks is named as one of these are."""
    aws = {name for element in elements for name in listed(element, "AWS")}
    services = {name for element in elements for name in listed(element, "Service")}
    named = [found for name in sorted(aws) if (found := _NAMED.fullmatch(name))]
    accounts = {found[3] for found in named} | {_OTHER} | ({account} if account else set())
    accounts |= {id for name in aws if re.fullmatch(r"\d{12}", id := _account_of(name))}
    known: list[Caller] = []
    for found in named:
        known += _named(found, named)
    for id in sorted(accounts):
        role = f"arn:aws:iam::{id}:role/somebody"
        session = f"arn:aws:sts::{id}:assumed-role/somebody/s"
        known += [
            Caller("AWS", f"arn:aws:iam::{id}:root", id),
            Caller("AWS", f"arn:aws:iam::{id}:user/somebody", id),
            Caller("AWS", role, id), Caller("AWS", session, id, role),
        ]  # fmt: skip
    known += [Caller("Service", name) for name in sorted(services) if not set("*?") & set(name)]
    return [*known, Caller("Service", "somebody.amazonaws.com"), Caller("Anonymous")]


def _named(found: re.Match[str], others: list[re.Match[str]]) -> list[Caller]:
    """The caller of an ARN, and sessions of it if it is a role."""
    partition, _, account, kind, name = found.groups()
    if kind == "role":
        last = name.rsplit("/", 1)[-1]
        session = f"arn:{partition}:sts::{account}:assumed-role/{last}/somebody"
        return [Caller("AWS", found[0], account), Caller("AWS", session, account, found[0])]
    if kind == "user":
        return [Caller("AWS", found[0], account)]
    # A session tells the name of its role, and not its path.
    of = name.split("/", 1)[0]
    roles = {
        other[0] for other in others if other[4] == "role" and other[3] == account
        and other[5].rsplit("/", 1)[-1] == of
    }  # fmt: skip
    roles.add(f"arn:{partition}:iam::{account}:role/nowhere/{of}")
    return [Caller("AWS", found[0], account, role) for role in sorted(roles)]
