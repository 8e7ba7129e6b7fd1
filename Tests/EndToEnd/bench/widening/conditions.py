"""The `Condition` element of statements, as terms of the solver."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import z3

from . import texts
from .logic import every, some
from .texts import Reading
from .unencodable import Unencodable
from .values import Text, Value, kind_of

Json = dict[str, Any]

_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


@dataclass(frozen=True)
class Test:
    """One key of one operator, with the values that a policy lists."""

    __test__ = False  # pytest takes it for a class of tests

    key: str
    comparison: str
    expected: tuple[str, ...]
    negated: bool
    quantifier: str
    if_exists: bool
    variables: bool


def tests_of(element: Json, variables: bool) -> list[Test]:
    """Reads a `Condition` element; all of its tests have to hold."""
    tests = []
    for written, keys in element.items():
        quantifier, _, name = written.rpartition(":")
        if_exists = name.endswith("IfExists")
        name = name.removesuffix("IfExists")
        for key, listed in keys.items():
            values = tuple(map(_text, listed if isinstance(listed, list) else [listed]))
            tests.append(
                Test(
                    key.lower(), _NEGATED.get(name, name), values, name in _NEGATED, quantifier,
                    if_exists, variables,
                )
            )  # fmt: skip
    return tests


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Key:
    """A condition key of a request.

    `has_more_than[n]` says whether it has more than n values. It may have as many as there are
    tests of it, and two where it stands as a variable; more of them decide nothing else: take a
    request that fulfils some tests and not others. Each test says that some value passes, or
    that all do. For each that holds since some value passes, keep one such value, and for each
    that fails since some value doesn't pass, one such value; drop the others. No test changes its
    answer: fewer values can't break what holds for all of them, and who must be there still is.
    A variable asks whether there is exactly one value: two stand for any more.
    """

    name: str
    values: list[Value]
    has_more_than: list[z3.BoolRef] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Numbers the values."""
        count = len(self.values)
        self.has_more_than = [z3.Bool(f"{self.name} has more than {n}") for n in range(count)]

    @property
    def limits(self) -> list[z3.BoolRef]:
        """What is true of every request."""
        pairs = zip(self.has_more_than, self.has_more_than[1:])
        return [z3.Implies(more, fewer) for fewer, more in pairs] + [
            limit for value in self.values for limit in value.limits()
        ]

    def found(self, model: z3.ModelRef) -> list[str]:
        """The values in what the solver has found."""
        return [
            value.text(model) for value, is_there in zip(self.values, self.has_more_than)
            if z3.is_true(model.eval(is_there, model_completion=True))
        ]  # fmt: skip


class Keys:
    """All condition keys that policies mention."""

    def __init__(self, tests: set[Test], variables: set[str], in_pieces: bool) -> None:
        """Makes room for the values of the keys that are tested, or stand in texts."""
        self.reading = Reading(self._value_of, in_pieces)
        kinds: dict[str, set[type[Value]]] = defaultdict(set)
        room = Counter(test.key for test in tests)
        for key in variables:
            kinds[key].add(Text)
            room[key] = max(room[key], 2)
        for test in tests:
            if test.comparison != "Null":
                kinds[test.key].add(kind_of(test.comparison))
        for key, mixed in kinds.items():
            if len(mixed) > 1:
                raise Unencodable(f"operators of several kinds on {key}")
        self.by_name = {key: self._key(key, kinds[key], room[key]) for key in room}

    @staticmethod
    def _key(name: str, kinds: set[type[Value]], room: int) -> Key:
        kind = next(iter(kinds), Text)
        return Key(name, [kind(f"{name} {number}") for number in range(room)])

    @property
    def texts(self) -> list[z3.SeqRef]:
        """All values that are texts."""
        values = (value for key in self.by_name.values() for value in key.values)
        return [value.term for value in values if isinstance(value, Text)]

    def _value_of(self, name: str) -> tuple[z3.SeqRef, z3.BoolRef]:
        """What a variable stands for, and whether it stands for something: for one value only."""
        key = self.by_name[name]
        first = key.values[0]
        if not isinstance(first, Text):
            raise Unencodable(f"{name} as a variable")
        return first.term, z3.And(key.has_more_than[0], z3.Not(key.has_more_than[1]))

    def holds(self, test: Test) -> z3.BoolRef:
        """Whether a request passes a test."""
        key = self.by_name[test.key]
        is_there = key.has_more_than[0]
        if test.comparison == "Null":
            missing = [value.lower() == "true" for value in test.expected]
            return some(z3.Not(is_there) if flag else is_there for flag in missing)
        matched = [
            some(
                value.holds(test.comparison, expected, test.variables, self.reading)
                for expected in test.expected
            )
            for value in key.values
        ]
        return z3.If(is_there, self._passes(test, key, matched), self._passes_without(test))

    @staticmethod
    def _passes(test: Test, key: Key, matched: list[z3.BoolRef]) -> z3.BoolRef:
        passes = [z3.Not(match) if test.negated else match for match in matched]
        wants_all = test.quantifier == "ForAllValues" if test.quantifier else test.negated
        if wants_all:
            return every(z3.Implies(there, one) for there, one in zip(key.has_more_than, passes))
        return some(z3.And(there, one) for there, one in zip(key.has_more_than, passes))

    @staticmethod
    def _passes_without(test: Test) -> z3.BoolRef:
        holds = test.quantifier == "ForAllValues" or (test.negated and not test.quantifier)
        return z3.BoolVal(test.if_exists or holds)


def variables_of(tests: set[Test]) -> set[str]:
    """The keys whose values stand in what tests compare with."""
    return {
        key for test in tests if test.variables and kind_of(test.comparison) is Text
        and test.comparison not in ("Null", "Bool", "BinaryEquals")
        for value in test.expected for key in texts.variables_of(texts.parts(value, True, False))
    }  # fmt: skip
