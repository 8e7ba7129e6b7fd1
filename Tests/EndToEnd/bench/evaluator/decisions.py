"""The decision about one request, from all policies that have a say."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from .conditions import texts
from .patterns import Context
from .policies import CompiledPolicy, PolicyKind, Statement, compile_policy
from .principals import Kind, Naming, Principal


class Decision(Enum):
    """What AWS answers."""

    ALLOW = "allow"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


class Request:
    """Who wants to do what to which resource, and what else is known about it."""

    __slots__ = ("action", "context", "principal", "resource", "resource_account")

    def __init__(
        self,
        principal: Principal,
        action: str,
        resource: str,
        resource_account: str,
        context: Mapping[str, Any] | None = None,
    ) -> None:
        self.principal = principal
        self.action = action.lower()
        self.resource = resource
        self.resource_account = resource_account
        # A key without values is a missing key, and keys have no case.
        self.context: Context = {
            key.lower(): values
            for key, listed in (context or {}).items()
            if (values := texts(listed))
        }


class Policies:
    """The policies that have a say, read once: of who asks, its boundary, and of the resource.

    Raises `PolicyError` when AWS would refuse one of them.
    """

    __slots__ = ("boundary", "identity", "resource")

    def __init__(
        self, identity: Sequence[Any] = (), boundary: Any = None, resource: Any = None
    ) -> None:
        self.identity = [compile_policy(policy, PolicyKind.IDENTITY) for policy in identity]
        self.boundary = _compiled(boundary, PolicyKind.IDENTITY)
        self.resource = _compiled(resource, PolicyKind.RESOURCE)


def _compiled(policy: Any, kind: PolicyKind) -> CompiledPolicy | None:
    return None if policy is None else compile_policy(policy, kind)


def decide(policies: Policies, request: Request) -> Decision:
    """Decides one request as AWS does."""
    principal = request.principal
    has_identity = principal.kind is Kind.AWS and not principal.is_root
    if _is_denied(policies, request, has_identity):
        return Decision.EXPLICIT_DENY
    naming = _granted_naming(policies.resource, request)
    if principal.kind is not Kind.AWS:
        return _allowed(naming is not Naming.NONE)
    boundary_allows = (
        not has_identity
        or policies.boundary is None
        or _concerns(policies.boundary.allows, request)
    )
    identity_allows = boundary_allows and (
        not has_identity
        or any(_concerns(policy.allows, request) for policy in policies.identity)
    )
    if principal.account != request.resource_account:
        return _allowed(identity_allows and naming is not Naming.NONE)
    if naming is Naming.DIRECT or (naming is Naming.ROLE and boundary_allows):
        return Decision.ALLOW
    resource_must_allow = request.action.startswith(("sts:assumerole", "kms:"))
    return _allowed(
        identity_allows and (naming is not Naming.NONE or not resource_must_allow)
    )


def _allowed(granted: bool) -> Decision:
    return Decision.ALLOW if granted else Decision.IMPLICIT_DENY


def _concerns(statements: Sequence[Statement], request: Request) -> bool:
    """Whether any statement applies, of a policy that is about the one who asks."""
    for statement in statements:
        if statement.applies(request.action, request.resource, request.context):
            return True
    return False


def _is_denied(policies: Policies, request: Request, has_identity: bool) -> bool:
    own = policies.identity if has_identity else ()
    if any(_concerns(policy.denies, request) for policy in own):
        return True
    boundary = policies.boundary if has_identity else None
    if boundary is not None and _concerns(boundary.denies, request):
        return True
    denies = policies.resource.denies if policies.resource else ()
    return any(
        statement.naming(request.principal) is not Naming.NONE
        and statement.applies(request.action, request.resource, request.context)
        for statement in denies
    )


def _granted_naming(policy: CompiledPolicy | None, request: Request) -> Naming:
    """The strongest way in which the resource's policy names who asks while it allows."""
    strongest = Naming.NONE
    for statement in policy.allows if policy else ():
        naming = statement.naming(request.principal)
        if naming > strongest and statement.applies(
            request.action, request.resource, request.context
        ):
            strongest = naming
    return strongest
