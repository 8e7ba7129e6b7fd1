"""Who asks, and the `Principal` element that says whom a statement concerns."""

import re
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any

from .errors import PolicyError

_ACCOUNT = re.compile(r"[0-9]{12}")
_ROOT = re.compile(r"arn:[^:*?]+:iam::([0-9]{12}):root")
_ROLE = re.compile(r"arn:[^:]+:iam::[0-9]{12}:role/.+")


class Kind(Enum):
    """The kinds of principals that ask."""

    AWS = "AWS"
    SERVICE = "Service"
    ANONYMOUS = "Anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes a request."""

    kind: Kind
    arn: str = ""
    account: str = ""
    role: str | None = None
    service: str = ""

    @staticmethod
    def aws(arn: str, account: str, role: str | None = None) -> "Principal":
        """A user, a role, a session of the role `role`, or an account's root."""
        return Principal(Kind.AWS, arn=arn, account=account, role=role)

    @staticmethod
    def of_service(name: str) -> "Principal":
        """An AWS service that acts for itself, for example `firehose.amazonaws.com`."""
        return Principal(Kind.SERVICE, service=name)

    @staticmethod
    def anonymous() -> "Principal":
        """Someone without credentials."""
        return Principal(Kind.ANONYMOUS)

    @property
    def is_root(self) -> bool:
        """Whether an account's root asks, which no policy of an identity limits."""
        return self.arn.endswith(":root") and _ROOT.fullmatch(self.arn) is not None


class Naming(IntEnum):
    """How a statement names who asks; a higher one grants whatever a lower one does."""

    NONE = 0
    ACCOUNT = 1
    """Through the account, which only lets the account's own policies decide."""
    ROLE = 2
    """By the role's ARN: grants alone, within the role's boundary."""
    DIRECT = 3
    """By the session's or user's ARN or by `*`: grants alone, and no boundary limits it."""


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """A `Principal` or `NotPrincipal` element."""

    everyone: bool
    every_aws: bool
    accounts: frozenset[str]
    arns: frozenset[str]
    services: frozenset[str]
    inverted: bool

    def naming(self, principal: Principal) -> Naming:
        """How the element names a principal.

        `NotPrincipal` names nobody in particular, just as `*` doesn't.
        """
        naming = self._listed(principal)
        if self.inverted:
            return Naming.DIRECT if naming is Naming.NONE else Naming.NONE
        return naming

    def _listed(self, principal: Principal) -> Naming:
        if self.everyone:
            return Naming.DIRECT
        if principal.kind is Kind.SERVICE:
            return Naming.DIRECT if principal.service in self.services else Naming.NONE
        if self.every_aws:
            return Naming.DIRECT
        if principal.kind is Kind.ANONYMOUS:
            return Naming.NONE
        return self._listed_aws(principal)

    def _listed_aws(self, principal: Principal) -> Naming:
        if principal.arn in self.arns and not _ROLE.fullmatch(principal.arn):
            return Naming.DIRECT
        if principal.arn in self.arns or principal.role in self.arns:
            return Naming.ROLE
        return Naming.ACCOUNT if principal.account in self.accounts else Naming.NONE


def compile_principal(element: Any, inverted: bool) -> PrincipalElement:
    """Reads a `Principal` or `NotPrincipal` element: `*`, or lists by kind of principal."""
    if element == "*":
        nobody: frozenset[str] = frozenset()
        return PrincipalElement(True, True, nobody, nobody, nobody, inverted)
    if not isinstance(element, dict):
        raise PolicyError("Principal must be * or an object")
    for kind in element:
        if kind not in ("AWS", "Service", "Federated", "CanonicalUser"):
            raise PolicyError(f"unknown kind of principal {kind}")
    listed = {kind: _texts(value) for kind, value in element.items()}
    aws = listed.get("AWS", [])
    roots = [found.group(1) for text in aws if (found := _ROOT.fullmatch(text))]
    return PrincipalElement(
        everyone=False,
        every_aws="*" in aws,
        accounts=frozenset(roots + [text for text in aws if _ACCOUNT.fullmatch(text)]),
        arns=frozenset(text for text in aws if not set("*?") & set(text)),
        services=frozenset(listed.get("Service", [])),
        inverted=inverted,
    )


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in listed):
        raise PolicyError("a principal must be text")
    return listed
