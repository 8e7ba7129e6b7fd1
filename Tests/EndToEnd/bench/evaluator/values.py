"""Values of conditions that have a type: numbers, dates, truth values, addresses, bytes."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .errors import PolicyError
from .patterns import Context, Matcher

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_EPOCH = re.compile(r"[0-9]+")
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z"
)
_PREFIX = re.compile(r"[0-9]{1,3}")


def number(text: str) -> Decimal | None:
    """An integer or a decimal fraction."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def date(text: str) -> int | None:
    """Seconds since 1970, from a date in UTC or from such seconds."""
    if _EPOCH.fullmatch(text):
        return int(text)
    fields = _DATE.fullmatch(text)
    if fields is None:
        return None
    try:
        moment = datetime(*map(int, fields.groups()), tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp())


def truth(text: str) -> bool | None:
    """`true` or `false`, in any case."""
    return {"true": True, "false": False}.get(text.lower())


def address(text: str) -> Address | None:
    """One IPv4 or IPv6 address."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def network(text: str) -> Network | None:
    """A range in CIDR notation, or one address; the bits after the prefix don't matter."""
    base, slash, prefix = text.partition("/")
    if slash and not _PREFIX.fullmatch(prefix):
        return None
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def octets(text: str) -> bytes | None:
    """Bytes from base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def compared(
    read: Callable[[str], Any],
    holds: Callable[[Any, Any], bool],
    read_expected: Callable[[str], Any] | None = None,
) -> Callable[[str, bool], Matcher]:
    """Makes matchers that read both sides; these operators take no variables."""

    def compile_value(text: str, variables: bool) -> Matcher:
        expected = (read_expected or read)(text)
        if expected is None:
            raise PolicyError(f"{text!r} isn't of its operator's type")

        def matches(value: str, context: Context) -> bool:
            actual = read(value)
            return actual is not None and holds(actual, expected)

        return matches

    return compile_value


def within(actual: Address, expected: Network) -> bool:
    """Whether an address is in a range of its own family."""
    return actual.version == expected.version and actual in expected
