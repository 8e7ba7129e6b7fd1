"""Questions about access: who asks for what, and what a spec means the answer to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bench import places
from bench.access_model import (
    Expectation,
    Grantee,
    Need,
    Permission,
    Reach,
    ServiceTrust,
    VendorTrust,
)
from bench.evaluator import Principal

#: Nobody's account: it has to do with no spec.
STRANGER = "999900001111"
#: The services whose every action is asked about.
SERVICES = (
    "firehose",
    "iam",
    "kinesis",
    "kms",
    "logs",
    "s3",
    "s3express",
    "secretsmanager",
    "sts",
)
SECURE = {"aws:SecureTransport": "true"}
INSECURE = {"aws:SecureTransport": "false"}


@dataclass(frozen=True)
class Caller:
    """Who asks, and by which policies of its own: a grantee's, of one who may do all, or none."""

    principal: Principal
    grantee: str | None = None
    may_do_all: bool = True


@dataclass(frozen=True)
class Question:
    """One request, and whether the spec means it to be allowed.

    `bounded` is asked with a permissions boundary, where there is one, that allows nothing.
    """

    caller: Caller
    action: str
    resource: str
    context: dict[str, str | list[str]]
    allowed: bool
    bounded: bool = False


@cache
def actions_of_services() -> dict[str, list[str]]:
    """Every action of each of the services, from the table that AWS's policy editor goes by."""
    found: dict[str, set[str]] = {service: set() for service in SERVICES}
    for line in (places.ROOT / "Templates" / "AWS" / "actions.txt").read_text().splitlines():
        head, _, names = line.partition("\t")
        service = head.partition(":")[0]
        if service in found:
            found[service].update(f"{service}:{name}" for name in names.split())
    return {service: sorted(actions) for service, actions in found.items()}


# Who asks.


def caller_of(expectation: Expectation, grantee: Grantee) -> Caller:
    """A session of the role, or the user."""
    if grantee.trust is None:
        return Caller(Principal.aws(grantee.arn, expectation.account), grantee.arn)
    head = f"arn:{expectation.partition}:sts::{expectation.account}"
    session = f"{head}:assumed-role/{grantee.name}/session"
    return Caller(Principal.aws(session, expectation.account, grantee.arn), grantee.arn)


def members(partition: str, account: str) -> list[Caller]:
    """The root of an account, a user and a session who may do all, a user who may nothing."""
    iam, role = f"arn:{partition}:iam::{account}", f"arn:{partition}:iam::{account}:role/worker"
    session = f"arn:{partition}:sts::{account}:assumed-role/worker/session"
    return [
        Caller(Principal.aws(f"{iam}:root", account)),
        Caller(Principal.aws(f"{iam}:user/worker", account)),
        Caller(Principal.aws(session, account, role)),
        Caller(Principal.aws(f"{iam}:user/idle", account), may_do_all=False),
    ]


OUTSIDE = [Caller(Principal.anonymous())] + [
    Caller(Principal.of_service(f"{name}.amazonaws.com"))
    for name in ("ec2", "lambda", "s3", "kinesis", "firehose", "streams.metrics.cloudwatch")
]


# Who may enter.


def external_ids(trust: VendorTrust) -> Iterator[tuple[dict, bool]]:
    """What may be sent as the external id, and whether it is right."""
    known, first = trust.ids, trust.ids[0]
    yield from (({"sts:ExternalId": value}, True) for value in known)
    wrong = [f"{first}x", first[:-1], f"x{first}", first.swapcase(), "*", "", "another", "${x}"]
    if len(known) > 1:
        wrong.append("".join(known))
    for value in wrong:
        if value not in known:
            yield {"sts:ExternalId": value}, False
    yield {}, False
    yield {"sts:ExternalId": ["another", f"{first}x"]}, False
    yield {"aws:PrincipalTag/ExternalId": first}, False


def entries(expectation: Expectation, grantee: Grantee) -> Iterator[Question]:
    """Who may become a role, asked for each caller and each external id or source account."""

    def asked(
        caller: Caller, context: dict, allowed: bool, action: str = "sts:AssumeRole"
    ) -> Question:
        return Question(caller, action, grantee.arn, SECURE | context, allowed)

    strangers = {STRANGER, "717331877981", "406095609952", "486140753397", expectation.account}
    trust, contexts = grantee.trust, [{}, {"sts:ExternalId": "another"}]
    if isinstance(trust, VendorTrust):
        strangers.discard(trust.account)
        contexts = [context for context, _ in external_ids(trust)]
        for caller in members(expectation.partition, trust.account):
            for context, right in external_ids(trust):
                yield asked(caller, context, right and caller.may_do_all)
        root, right = members(expectation.partition, trust.account)[0], contexts[0]
        for name in ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "TagSession"):
            yield asked(root, right, False, f"sts:{name}")
    for account in sorted(strangers):
        for caller in members(expectation.partition, account):
            yield from (asked(caller, context, False) for context in contexts[:4])
    sources = [{}] + [{"aws:SourceAccount": a} for a in (expectation.account, STRANGER)]
    for caller in OUTSIDE:
        for source in sources:
            mine = isinstance(trust, ServiceTrust) and caller.principal.service == trust.service
            only = trust.source_account if isinstance(trust, ServiceTrust) else None
            right = mine and only in (None, source.get("aws:SourceAccount"))
            yield asked(caller, source | contexts[0], right)


# What a role or user may do.


def contexts_for(needs: tuple[Need, ...]) -> Iterator[dict]:
    """Contexts that meet all needs, and those in which one is wrong or missing."""
    good = SECURE | {need.key: need.good[0] for need in needs}
    yield good
    for need in needs:
        for value in need.good[1:] + need.bad:
            yield good | {need.key: value}
        yield {key: value for key, value in good.items() if key != need.key}


def elsewhere(resource: str) -> list[str]:
    """The resource of the same name in another region, another account, another partition."""
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return []
    other = []
    for index, value in ((3, "eu-north-1"), (4, STRANGER)):
        if parts[index]:
            other.append(":".join(parts[:index] + [value] + parts[index + 1 :]))
    return other


def uses(expectation: Expectation, grantee: Grantee) -> Iterator[Question]:
    """Each granted action on what is declared, and beside it."""
    caller = caller_of(expectation, grantee)

    def asked(permission: Permission, resource: str, context: dict) -> Question:
        allowed = expectation.allows(grantee, permission.action, resource, context)
        return Question(caller, permission.action, resource, context, allowed)

    for permission in grantee.permissions:
        reach: Reach = permission.reach
        for resource in reach.within:
            for context in contexts_for(permission.needs):
                yield asked(permission, resource, context)
                if context.get("aws:SecureTransport") == "true":
                    yield asked(permission, resource, context | INSECURE)
        good = next(contexts_for(permission.needs))
        if not expectation.allows(grantee, permission.action, reach.within[0], good):
            raise AssertionError(f"{grantee.arn} has no use for {permission.action}")
        for resource in (*reach.beside, *elsewhere(reach.within[0])):
            yield asked(permission, resource, good)


def resources_by_service(expectation: Expectation, grantee: Grantee) -> dict[str, list[str]]:
    """What a grantee can reach of each service, and something else of the account."""
    head, place = f"arn:{expectation.partition}", f"{expectation.region}:{expectation.account}"
    found = {
        "s3": [f"{head}:s3:::some-bucket", f"{head}:s3:::some-bucket/some/key"],
        "s3express": [f"{head}:s3express:{place}:bucket/some-bucket"],
        "kinesis": [f"{head}:kinesis:{place}:stream/some-stream"],
        "kms": [f"{head}:kms:{place}:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
        "iam": [grantee.arn],
        "sts": [f"{head}:iam::{expectation.account}:role/another"],
        "firehose": [f"{head}:firehose:{place}:deliverystream/some-stream"],
        "logs": [f"{head}:logs:{place}:log-group:some-group"],
        "secretsmanager": [f"{head}:secretsmanager:{place}:secret:some-secret-AbCdEf"],
    }
    for permission in grantee.permissions:
        service = permission.action.split(":")[0]
        resource = permission.reach.within[0]
        if service in found and resource not in found[service]:
            found[service].append(resource)
    return {service: resources[-3:] for service, resources in found.items()}


def others(expectation: Expectation, grantee: Grantee) -> Iterator[Question]:
    """Every action of nine services, on what the grantee can reach of each."""
    caller, reachable = caller_of(expectation, grantee), resources_by_service(expectation, grantee)
    for service, actions in actions_of_services().items():
        for action in actions:
            for resource in reachable[service]:
                allowed = expectation.allows(grantee, action, resource, SECURE)
                yield Question(caller, action, resource, SECURE, allowed)


def bounds(expectation: Expectation, grantee: Grantee) -> Iterator[Question]:
    """Each granted action under a boundary that allows nothing: none is left where one is set."""
    caller = caller_of(expectation, grantee)
    for permission in grantee.permissions:
        good, resource = next(contexts_for(permission.needs)), permission.reach.within[0]
        free = grantee.boundary is None
        yield Question(caller, permission.action, resource, good, free, bounded=True)


# What anybody may do without a role.


def direct(expectation: Expectation) -> Iterator[Question]:
    """What reaches buckets and streams without a role: of vendors, strangers and the account."""
    vendors = {g.trust.account for g in expectation.grantees.values() if is_vendors(g)}
    callers = [(caller, None) for caller in OUTSIDE]
    for account in sorted({*vendors, STRANGER, expectation.account}):
        callers += [(c, account) for c in members(expectation.partition, account)]
    for bucket in expectation.made_buckets:
        arn = f"arn:{expectation.partition}:s3:::{bucket}"
        for caller, account in callers:
            own = account == expectation.account and caller.may_do_all
            for action, what in (("ListBucket", arn), ("GetObject", f"{arn}/a.gz")):
                yield Question(caller, f"s3:{action}", what, SECURE, own)
                yield Question(caller, f"s3:{action}", what, INSECURE, False)
    for stream in expectation.shared_streams:
        for action in actions_of_services()["kinesis"]:
            for caller, account in callers:
                own = account == expectation.account or (
                    account is not None
                    and account == stream.account
                    and stream.opens(action)
                )
                may = own and caller.may_do_all
                yield Question(caller, action, stream.arn, SECURE, may)


def is_vendors(grantee: Grantee) -> bool:
    return isinstance(grantee.trust, VendorTrust)


def questions(expectation: Expectation) -> Iterator[Question]:
    """Every question about a spec."""
    for grantee in expectation.grantees.values():
        if grantee.trust is not None:
            yield from entries(expectation, grantee)
        yield from uses(expectation, grantee)
        yield from bounds(expectation, grantee)
        yield from others(expectation, grantee)
    yield from direct(expectation)
