"""The `Condition` element of a statement."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from . import patterns, values
from .errors import PolicyError
from .patterns import Context, Matcher


@dataclass(frozen=True, slots=True)
class Operator:
    """What an operator compares, and whether it then turns the answer around."""

    compile_value: Callable[[str, bool], Matcher]
    negated: bool = False


class Quantifier(Enum):
    """How the values of a key with several of them count."""

    NONE = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class OperatorForm:
    """An operator with what may stand around its name."""

    operator: Operator
    quantifier: Quantifier
    if_exists: bool


def _equal_text(text: str, variables: bool) -> Matcher:
    return patterns.exact(text, variables=variables)


def _equal_text_in_any_case(text: str, variables: bool) -> Matcher:
    return patterns.exact(text, variables=variables, ignores_case=True)


def _like(text: str, variables: bool) -> Matcher:
    return patterns.like(text, variables=variables)


def _arn(text: str, variables: bool) -> Matcher:
    return patterns.arn(text, variables=variables)


_number = partial(values.compared, values.number)
_date = partial(values.compared, values.date)
_address = values.compared(values.address, values.within, read_expected=values.network)

#: Every operator but `Null`, which asks for the key and not for its values.
OPERATORS = {
    "StringEquals": Operator(_equal_text),
    "StringNotEquals": Operator(_equal_text, negated=True),
    "StringEqualsIgnoreCase": Operator(_equal_text_in_any_case),
    "StringNotEqualsIgnoreCase": Operator(_equal_text_in_any_case, negated=True),
    "StringLike": Operator(_like),
    "StringNotLike": Operator(_like, negated=True),
    "NumericEquals": Operator(_number(operator.eq)),
    "NumericNotEquals": Operator(_number(operator.eq), negated=True),
    "NumericLessThan": Operator(_number(operator.lt)),
    "NumericLessThanEquals": Operator(_number(operator.le)),
    "NumericGreaterThan": Operator(_number(operator.gt)),
    "NumericGreaterThanEquals": Operator(_number(operator.ge)),
    "DateEquals": Operator(_date(operator.eq)),
    "DateNotEquals": Operator(_date(operator.eq), negated=True),
    "DateLessThan": Operator(_date(operator.lt)),
    "DateLessThanEquals": Operator(_date(operator.le)),
    "DateGreaterThan": Operator(_date(operator.gt)),
    "DateGreaterThanEquals": Operator(_date(operator.ge)),
    "Bool": Operator(values.compared(values.truth, operator.eq)),
    "BinaryEquals": Operator(values.compared(values.octets, operator.eq)),
    "IpAddress": Operator(_address),
    "NotIpAddress": Operator(_address, negated=True),
    "ArnEquals": Operator(_arn),
    "ArnLike": Operator(_arn),
    "ArnNotEquals": Operator(_arn, negated=True),
    "ArnNotLike": Operator(_arn, negated=True),
}

@dataclass(frozen=True, slots=True)
class KeyTest:
    """One key of one operator, with the values that the policy lists."""

    key: str
    matchers: tuple[Matcher, ...]
    negated: bool
    quantifier: Quantifier
    if_exists: bool

    def holds(self, context: Context) -> bool:
        """Whether the request passes the test."""
        found = context.get(self.key, ())
        if not found:
            return self._holds_without_key()
        if self.quantifier is Quantifier.ALL:
            return all(self._matches(value, context) != self.negated for value in found)
        if self.quantifier is Quantifier.ANY:
            return any(self._matches(value, context) != self.negated for value in found)
        return any(self._matches(value, context) for value in found) != self.negated

    def _holds_without_key(self) -> bool:
        if self.if_exists:
            return True
        if self.quantifier is Quantifier.NONE:
            return self.negated
        return self.quantifier is Quantifier.ALL

    def _matches(self, value: str, context: Context) -> bool:
        for matches in self.matchers:
            if matches(value, context):
                return True
        return False


@dataclass(frozen=True, slots=True)
class NullTest:
    """One key of the operator `Null`: whether the key is missing, as the policy wants it."""

    key: str
    missing: frozenset[bool | None]

    def holds(self, context: Context) -> bool:
        """Whether the key is missing, or present, as one of the policy's values says."""
        return (self.key not in context) in self.missing


def compile_conditions(element: Any, variables: bool) -> tuple[KeyTest | NullTest, ...]:
    """Reads a `Condition` element; all of its tests have to hold."""
    if not isinstance(element, dict):
        raise PolicyError("Condition must be an object")
    tests: list[KeyTest | NullTest] = []
    for name, keys in element.items():
        if not isinstance(keys, dict):
            raise PolicyError(f"{name} must be an object")
        if name == "Null":
            tests += [_null_test(key, texts(listed)) for key, listed in keys.items()]
            continue
        form = _operator(name)
        tests += [_test(form, key, texts(listed), variables) for key, listed in keys.items()]
    return tuple(tests)


def _null_test(key: str, listed: tuple[str, ...]) -> NullTest:
    missing = frozenset(values.truth(text) for text in listed)
    if None in missing:
        raise PolicyError("a value of Null must be true or false")
    return NullTest(key.lower(), missing)


def _test(form: OperatorForm, key: str, listed: tuple[str, ...], variables: bool) -> KeyTest:
    return KeyTest(
        key=key.lower(),
        matchers=tuple(form.operator.compile_value(text, variables) for text in listed),
        negated=form.operator.negated,
        quantifier=form.quantifier,
        if_exists=form.if_exists,
    )


def _operator(name: str) -> OperatorForm:
    """Splits an operator's name, for example `ForAnyValue:StringLikeIfExists`."""
    quantifier = Quantifier.NONE
    base = name
    for candidate in (Quantifier.ALL, Quantifier.ANY):
        if name.startswith(candidate.value + ":"):
            quantifier = candidate
            base = name.removeprefix(candidate.value + ":")
    if_exists = base.endswith("IfExists")
    base = base.removesuffix("IfExists")
    if base not in OPERATORS:
        raise PolicyError(f"unknown operator {name}")
    return OperatorForm(OPERATORS[base], quantifier, if_exists)


def texts(listed: Any) -> tuple[str, ...]:
    """The values of a key, one or a list, as the texts that are compared."""
    return tuple(map(text, listed)) if isinstance(listed, list) else (text(listed),)


def text(value: Any) -> str:
    """A value's text; JSON's `true` is `true`, not Python's `True`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    raise PolicyError(f"a condition's value must be text, a number or a bool, not {value!r}")
