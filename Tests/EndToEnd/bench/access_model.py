"""What a spec means for access, in words of its own: who may enter, and then do what on what.

It shares nothing with the policies under test. A resource is reached exactly, below a beginning, or
as the spec wrote it; a condition is a key with a test of its value. `access_expected` makes this of
a spec, `access_questions` asks it what the answer to a question must be.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

#: The values that a request bears, by key; a missing key is a missing value.
Context = Mapping[str, str]


@dataclass(frozen=True)
class Reach:
    """Resources that a permission is about, with some that it is and isn't about."""

    covers: Callable[[str], bool] = field(compare=False)
    within: tuple[str, ...]
    beside: tuple[str, ...]


def exactly(arn: str) -> Reach:
    """One resource; beside it are one that is called alike, one shorter, and one below it."""
    beside = (f"{arn}-2", f"{arn}2", arn[:-1], f"{arn}/below")
    return Reach(lambda other: other == arn, (arn,), beside)


def objects(partition: str, bucket: str, prefix: str) -> Reach:
    """The objects of a bucket whose keys begin with a prefix, which may be nothing."""
    arn = f"arn:{partition}:s3:::{bucket}"
    start = f"{arn}/{prefix}"
    beside = [f"{arn}-2/{prefix}a.gz", f"{arn[:-1]}/{prefix}a.gz", arn]
    if prefix:
        beside += [f"{arn}/a.gz", f"{arn}/x{prefix}a.gz", f"{arn}/{prefix.swapcase()}a.gz"]
        beside += [f"{arn}/{prefix[:-1]}"] if len(prefix) > 1 else []
    within = (f"{start}a.gz", f"{start}2026/11/21/b c.log", f"{start}../d")
    return Reach(lambda other: other.startswith(start), within, tuple(beside))


def everything() -> Reach:
    """What actions reach that take no resource."""
    return Reach(lambda _: True, ("*",), ())


def as_written(pattern: str) -> Reach:
    """What a person wrote in a spec, where `*` is any text and `?` any character."""
    if pattern == "*":
        return everything()
    words = {"*": ".*", "?": "."}
    found = re.compile("".join(words.get(c, re.escape(c)) for c in pattern), re.DOTALL)
    within = (pattern.replace("*", "x1").replace("?", "q"),)
    *place, name = within[0].split(":", 5)
    beside = (":".join([*place, f"x{name}"]), ":".join([*place, name[:-1]]))
    other = tuple(arn for arn in beside if not found.fullmatch(arn))
    return Reach(lambda arn: found.fullmatch(arn) is not None, within, other)


@dataclass(frozen=True)
class Need:
    """A condition: the key must be there, with a value that passes."""

    key: str
    passes: Callable[[str], bool] = field(compare=False)
    good: tuple[str, ...]
    bad: tuple[str, ...]

    def holds(self, context: Context) -> bool:
        return self.key in context and self.passes(context[self.key])


def equal(key: str, *values: str) -> Need:
    bad = (f"{values[0]}x", values[0].swapcase(), "")
    return Need(key, lambda v: v in values, values, tuple(v for v in bad if v not in values))


def begins(key: str, start: str) -> Need:
    return Need(key, lambda v: v.startswith(start), (start, f"{start}a"), ("", f"x{start}"))


#: What each operator of a spec's conditions means, as the IAM user guide says it ("IAM JSON policy
#: elements: Condition operators"): the test of one value against one of the request.
OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda wanted, value: value == wanted,
    "StringLike": lambda wanted, value: as_written(wanted).covers(value),
    "ArnLike": lambda wanted, value: as_written(wanted).covers(value),
    "IpAddress": lambda wanted, value: ipaddress.ip_address(value)
    in ipaddress.ip_network(wanted),
    "Bool": lambda wanted, value: value == wanted,
    "DateLessThan": lambda wanted, value: value < wanted,
    "NumericLessThanEquals": lambda wanted, value: int(value) <= int(wanted),
    "Null": lambda wanted, _: wanted == "false",
}

#: Values for the keys that specs of the bench use: some that pass, some that don't.
SAMPLES = {
    "aws:PrincipalTag/team": (("a", "b c", '"quoted"'), ("A", "other")),
    "s3:prefix": (("ledger/2026", "ledger/"), ("other/", "ledge")),
    "aws:SourceIp": (("203.0.113.9", "2001:db8::9"), ("198.51.100.7", "2001:db9::1")),
    "aws:SecureTransport": (("true",), ("false",)),
    "aws:CurrentTime": (("2026-11-21T00:00:00Z",), ("2031-01-01T00:00:00Z",)),
    "s3:max-keys": (("10", "1"), ("11", "1000")),
    "aws:SourceArn": (("arn:aws:sns:eu-west-1:{account}:t",), ("arn:aws:sqs:eu-west-1:1:t",)),
    "aws:TokenIssueTime": (("2026-11-21T00:00:00Z",), ()),
}


def as_condition(operator: str, key: str, values: list[str], partition: str, account: str) -> Need:
    """A condition of a spec."""
    test = OPERATORS[operator]

    def passes(value: str) -> bool:
        return any(test(wanted, value) for wanted in values)

    good, bad = SAMPLES[key]
    places = {"{account}": account, "arn:aws:": f"arn:{partition}:"}
    for old, new in places.items():
        good = tuple(value.replace(old, new) for value in good)
    return Need(key, passes, tuple(filter(passes, good)), tuple(v for v in bad if not passes(v)))


@dataclass(frozen=True)
class Permission:
    """One action on some resources, when every need is met."""

    action: str
    reach: Reach
    needs: tuple[Need, ...] = ()

    def grants(self, action: str, resource: str, context: Context) -> bool:
        return (
            action.lower() == self.action.lower()
            and self.reach.covers(resource)
            and all(need.holds(context) for need in self.needs)
        )


@dataclass(frozen=True)
class VendorTrust:
    """A vendor's account, which must send one of some external ids."""

    account: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class ServiceTrust:
    """An AWS service, perhaps for one account only."""

    service: str
    source_account: str | None


@dataclass
class Grantee:
    """A role that somebody may assume, or a user (without trust) whose key a vendor has."""

    arn: str
    trust: VendorTrust | ServiceTrust | None
    boundary: str | None = None
    permissions: list[Permission] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.arn.rsplit("/", 1)[1]

    def may(self, action: str, resource: str, context: Context) -> bool:
        return any(p.grants(action, resource, context) for p in self.permissions)


@dataclass(frozen=True)
class SharedStream:
    """A stream whose own policy names a role, and perhaps the vendor's whole account."""

    arn: str
    role: str
    account: str | None
    actions: tuple[str, ...]

    def opens(self, action: str) -> bool:
        return action.lower() in {name.lower() for name in self.actions}


@dataclass
class Expectation:
    """All access that a spec means to give."""

    account: str
    region: str
    partition: str
    grantees: dict[str, Grantee] = field(default_factory=dict)
    #: Buckets that the spec makes: they take no request without TLS.
    made_buckets: list[str] = field(default_factory=list)
    shared_streams: list[SharedStream] = field(default_factory=list)
    #: Where buckets are that the spec says something about.
    regions: dict[str, str] = field(default_factory=dict)

    def needs_tls(self, resource: str) -> bool:
        """Whether a resource is a bucket that the spec makes, or is in one."""
        name = resource.removeprefix(f"arn:{self.partition}:s3:::").split("/")[0]
        return resource.startswith(f"arn:{self.partition}:s3:::") and name in self.made_buckets

    def refuses(self, resource: str, context: Context) -> bool:
        return self.needs_tls(resource) and context.get("aws:SecureTransport") == "false"

    def allows(self, grantee: Grantee, action: str, resource: str, context: Context) -> bool:
        """Whether a role or user may do something."""
        shared = any(
            stream.role == grantee.arn and stream.arn == resource and stream.opens(action)
            for stream in self.shared_streams
        )
        may = shared or grantee.may(action, resource, context)
        return may and not self.refuses(resource, context)
