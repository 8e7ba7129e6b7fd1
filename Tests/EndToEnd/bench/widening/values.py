"""The values that a condition key of a request may have, as terms of the solver."""

import ipaddress
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import z3

from . import texts
from .texts import Reading
from .unencodable import Unencodable


class Value(ABC):
    """One value of a key, of a kind that operators compare."""

    @abstractmethod
    def holds(
        self, comparison: str, expected: str, variables: bool, reading: Reading
    ) -> z3.BoolRef:
        """How the value stands to one of a policy, by a comparison such as `NumericLessThan`."""

    @abstractmethod
    def limits(self) -> Sequence[z3.BoolRef]:
        """What is true of every value of the kind."""

    @abstractmethod
    def text(self, model: z3.ModelRef) -> str:
        """The value in a request that the solver has found."""


class Text(Value):
    """A text, an ARN, a truth value or bytes in base64."""

    def __init__(self, name: str) -> None:
        """Makes the value of a name that no other has."""
        self.term = z3.String(name)

    def holds(
        self, comparison: str, expected: str, variables: bool, reading: Reading
    ) -> z3.BoolRef:
        """Texts are compared as they are written, or as one of the kinds reads them."""
        if comparison in ("Bool", "BinaryEquals"):
            read = texts.parts(expected, False, False)
            if comparison == "Bool":
                return z3.InRe(self.term, texts.expression(read, ignoring_case=True))
            return self.term == z3.StringVal(expected)
        is_pattern = comparison in ("StringLike", "ArnEquals", "ArnLike")
        read = texts.parts(expected, variables, is_pattern)
        if comparison in ("ArnEquals", "ArnLike"):
            return texts.matches_arn(self.term, read, reading)
        if comparison != "StringEqualsIgnoreCase":
            return texts.matches(self.term, read, reading)
        return z3.InRe(self.term, texts.expression(read, ignoring_case=True))

    def limits(self) -> Sequence[z3.BoolRef]:
        """A text may be any."""
        return []

    def text(self, model: z3.ModelRef) -> str:
        """The text itself."""
        return texts.found(model, self.term)


class Ordered(Value):
    """A number or a date: an integer of the solver, or a text that is neither."""

    def __init__(self, name: str) -> None:
        """Makes the value of a name that no other has."""
        self.term = z3.Int(name)
        self.is_readable = z3.Bool(f"{name} is readable")

    @abstractmethod
    def read(self, expected: str) -> int:
        """A value of a policy."""

    @abstractmethod
    def write(self, value: int) -> str:
        """A value in a request."""

    def holds(
        self, comparison: str, expected: str, variables: bool, reading: Reading
    ) -> z3.BoolRef:
        """By the order of numbers, or of dates."""
        bound = self.read(expected)
        relation = {
            "Equals": self.term == bound,
            "LessThan": self.term < bound,
            "LessThanEquals": self.term <= bound,
            "GreaterThan": self.term > bound,
            "GreaterThanEquals": self.term >= bound,
        }[comparison.removeprefix("Numeric").removeprefix("Date")]
        return z3.And(self.is_readable, relation)

    def text(self, model: z3.ModelRef) -> str:
        """The number or date, or a text that can't be read as one."""
        if not z3.is_true(model.eval(self.is_readable, model_completion=True)):
            return "unreadable"
        return self.write(model.eval(self.term, model_completion=True).as_long())


class Number(Ordered):
    """A number, in units of one millionth.

    Policies have fewer digits behind the point (others are refused), so that there is such a
    number between any two of theirs, and more of them would decide nothing else.
    """

    _UNITS = 1_000_000

    def read(self, expected: str) -> int:
        """A decimal number of a policy."""
        try:
            units = Decimal(expected) * self._UNITS
        except InvalidOperation as error:
            raise Unencodable(f"the number {expected!r}") from error
        if units % 10:
            raise Unencodable(f"the digits of {expected!r}")
        return int(units)

    def write(self, value: int) -> str:
        """The number without an exponent."""
        sign = "-" if value < 0 else ""
        whole, fraction = divmod(abs(value), self._UNITS)
        return f"{sign}{whole}" + (f".{fraction:06}".rstrip("0") if fraction else "")

    def limits(self) -> Sequence[z3.BoolRef]:
        """A number may be any."""
        return []


class Moment(Ordered):
    """A date, in seconds since 1970."""

    _LAST = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())

    def read(self, expected: str) -> int:
        """A date of a policy, or such seconds."""
        if re.fullmatch("[0-9]+", expected):
            return int(expected)
        try:
            moment = datetime.strptime(expected, "%Y-%m-%dT%H:%M:%SZ")
        except ValueError as error:
            raise Unencodable(f"the date {expected!r}") from error
        return int(moment.replace(tzinfo=UTC).timestamp())

    def write(self, value: int) -> str:
        """The date in UTC."""
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def limits(self) -> Sequence[z3.BoolRef]:
        """A date has four digits for its year."""
        return [self.term >= 0, self.term <= self._LAST]


class Address(Value):
    """An address of one of the two versions, or a text that is none."""

    _BITS = {4: 32, 6: 128}

    def __init__(self, name: str) -> None:
        """Makes the value of a name that no other has."""
        self.version = z3.Int(f"{name} version")
        self.bits = {
            version: z3.BitVec(f"{name} of version {version}", bits)
            for version, bits in self._BITS.items()
        }

    def holds(
        self, comparison: str, expected: str, variables: bool, reading: Reading
    ) -> z3.BoolRef:
        """An address is in a block when it has its first bits."""
        try:
            block = ipaddress.ip_network(expected, strict=False)
        except ValueError as error:
            raise Unencodable(f"the block {expected!r}") from error
        bits = self.bits[block.version]
        mask = z3.BitVecVal(int(block.netmask), bits.size())
        first = z3.BitVecVal(int(block.network_address), bits.size())
        return z3.And(self.version == block.version, bits & mask == first)

    def limits(self) -> Sequence[z3.BoolRef]:
        """The version 0 is that of a text that is no address."""
        return [z3.Or(self.version == 0, self.version == 4, self.version == 6)]

    def text(self, model: z3.ModelRef) -> str:
        """The address in its usual form."""
        version = model.eval(self.version, model_completion=True).as_long()
        if version == 0:
            return "unreadable"
        bits = model.eval(self.bits[version], model_completion=True).as_long()
        return str((ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address)(bits))


_KINDS = {"Numeric": Number, "Date": Moment, "IpAddress": Address}


def kind_of(comparison: str) -> type[Value]:
    """The kind of values that a comparison reads."""
    for start, kind in _KINDS.items():
        if comparison.startswith(start):
            return kind
    return Text
