"""Policies, read once and then asked often."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from . import patterns
from .conditions import KeyTest, NullTest, compile_conditions
from .errors import PolicyError
from .patterns import Context, Matcher
from .principals import Naming, Principal, PrincipalElement, compile_principal


class PolicyKind(Enum):
    """What a policy is attached to."""

    IDENTITY = "identity"
    RESOURCE = "resource"


_ELEMENTS = {
    "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource",
    "Principal", "NotPrincipal", "Condition",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActionElement:
    """An `Action` or `NotAction` element; actions have no case."""

    names: frozenset[str]
    globs: tuple[Callable[[str], bool], ...]
    inverted: bool

    def matches(self, action: str) -> bool:
        """Whether the element covers an action, which must be in lower case."""
        if action in self.names:
            return not self.inverted
        for matches in self.globs:
            if matches(action):
                return not self.inverted
        return self.inverted


@dataclass(frozen=True, slots=True)
class ResourceElement:
    """A `Resource` or `NotResource` element."""

    matchers: tuple[Matcher, ...]
    inverted: bool

    def matches(self, resource: str, context: Context) -> bool:
        """Whether the element covers a resource."""
        for matches in self.matchers:
            if matches(resource, context):
                return not self.inverted
        return self.inverted


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, ready to be asked."""

    allows: bool
    action: ActionElement
    resource: ResourceElement | None
    principal: PrincipalElement | None
    conditions: tuple[KeyTest | NullTest, ...]

    def applies(self, action: str, resource: str, context: Context) -> bool:
        """Whether the statement concerns a request, whoever asks."""
        if not self.action.matches(action):
            return False
        if self.resource is not None and not self.resource.matches(resource, context):
            return False
        for test in self.conditions:
            if not test.holds(context):
                return False
        return True

    def naming(self, principal: Principal) -> Naming:
        """How the statement names who asks; a policy of an identity concerns that identity."""
        return Naming.DIRECT if self.principal is None else self.principal.naming(principal)


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """A policy's statements by their effect."""

    allows: tuple[Statement, ...]
    denies: tuple[Statement, ...]


def compile_policy(policy: Any, kind: PolicyKind) -> CompiledPolicy:
    """Reads a policy, so that asking it is quick."""
    if not isinstance(policy, dict):
        raise PolicyError("a policy must be an object")
    _refuse_unknown(policy, {"Version", "Id", "Statement"})
    version = policy.get("Version", "2008-10-17")
    if version not in ("2008-10-17", "2012-10-17"):
        raise PolicyError(f"unknown version {version}")
    if "Statement" not in policy:
        raise PolicyError("Statement is missing")
    listed = policy["Statement"]
    statements = [
        _statement(element, kind, variables=version == "2012-10-17")
        for element in (listed if isinstance(listed, list) else [listed])
    ]
    return CompiledPolicy(
        allows=tuple(statement for statement in statements if statement.allows),
        denies=tuple(statement for statement in statements if not statement.allows),
    )


def _refuse_unknown(element: dict[str, Any], known: set[str]) -> None:
    for name, value in element.items():
        if name not in known:
            raise PolicyError(f"unknown element {name}")
        if name in ("Id", "Sid") and not isinstance(value, str):
            raise PolicyError(f"{name} must be text")


def _statement(element: Any, kind: PolicyKind, variables: bool) -> Statement:
    if not isinstance(element, dict):
        raise PolicyError("a statement must be an object")
    _refuse_unknown(element, _ELEMENTS)
    effect = element.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyError("Effect must be Allow or Deny")
    return Statement(
        allows=effect == "Allow",
        action=_action(element),
        resource=_resource(element, kind, variables),
        principal=_principal(element, kind),
        conditions=compile_conditions(element.get("Condition", {}), variables),
    )


def _one_of(element: dict[str, Any], name: str) -> tuple[Any, bool] | None:
    """The value of an element or of its inverse, and whether it is the inverse."""
    found = [candidate for candidate in (name, "Not" + name) if candidate in element]
    if len(found) == 2:
        raise PolicyError(f"{name} and Not{name} exclude each other")
    return (element[found[0]], found[0] != name) if found else None


def _action(element: dict[str, Any]) -> ActionElement:
    found = _one_of(element, "Action")
    if found is None:
        raise PolicyError("Action is missing")
    listed = [text.lower() for text in _texts(found[0], "Action")]
    with_wildcards = [text for text in listed if "*" in text or "?" in text]
    return ActionElement(
        names=frozenset(listed) - frozenset(with_wildcards),
        globs=tuple(
            patterns.glob(patterns.tokens(text, variables=False, wildcards=True))
            for text in with_wildcards
        ),
        inverted=found[1],
    )


def _resource(
    element: dict[str, Any], kind: PolicyKind, variables: bool
) -> ResourceElement | None:
    """A resource's own policy may leave the resource out; it then means the one it is on."""
    found = _one_of(element, "Resource")
    if found is None:
        if kind is PolicyKind.IDENTITY:
            raise PolicyError("Resource is missing")
        return None
    listed = _texts(found[0], "Resource")
    return ResourceElement(
        matchers=tuple(patterns.like(text, variables=variables) for text in listed),
        inverted=found[1],
    )


def _principal(element: dict[str, Any], kind: PolicyKind) -> PrincipalElement | None:
    found = _one_of(element, "Principal")
    if kind is PolicyKind.IDENTITY:
        if found is not None:
            raise PolicyError("a policy of an identity can't have a Principal")
        return None
    if found is None:
        raise PolicyError("Principal is missing")
    return compile_principal(found[0], inverted=found[1])


def _texts(value: Any, name: str) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in listed):
        raise PolicyError(f"{name} must be text")
    return listed
