"""Texts with wildcards and policy variables, and how they match."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from .errors import PolicyError

#: The condition keys of a request, in lower case; a key without values isn't among them.
Context = Mapping[str, tuple[str, ...]]

#: Whether a value of a request matches, in the request's context.
Matcher = Callable[[str, Context], bool]


class Wildcard(Enum):
    """A character of a pattern that stands for others."""

    MANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    """A policy variable, for example `${aws:username, 'nobody'}`."""

    key: str
    default: str | None

    def value(self, context: Context) -> str | None:
        """Only a key with a single value has a value that can stand in a text."""
        values = context.get(self.key, ())
        return values[0] if len(values) == 1 else self.default


Token = str | Wildcard | Variable
Tokens = tuple[Token, ...]

_WILDCARD = re.compile(r"(?P<wildcard>[*?])")
_WILDCARD_OR_VARIABLE = re.compile(
    r"\$\{(?:(?P<literal>[*?$])"
    r"|\s*(?P<key>[^{},']+?)\s*(?:,\s*'(?P<default>[^']*)'\s*)?)\}"
    r"|" + _WILDCARD.pattern
)


@lru_cache(maxsize=4096)
def tokens(text: str, *, variables: bool, wildcards: bool) -> Tokens:
    """Reads a text of a policy, with or without what is special in it."""
    read: list[Token] = []
    end = 0
    for special in (_WILDCARD_OR_VARIABLE if variables else _WILDCARD).finditer(text):
        read.append(_plain(text[end : special.start()], variables))
        end = special.end()
        match special.lastgroup:
            case "wildcard":
                read.append(Wildcard(special[0]) if wildcards else special[0])
            case "literal":
                read.append(special["literal"])
            case _:
                read.append(Variable(special["key"].lower(), special["default"]))
    return joined([*read, _plain(text[end:], variables)])


def _plain(text: str, variables: bool) -> str:
    """Text between what is special, which can't start a variable."""
    if variables and "${" in text:
        raise PolicyError(f"a variable isn't written as such in {text!r}")
    return text


def joined(parts: list[Token]) -> Tokens:
    """The same tokens with neighboring literals as one, runs of `*` as one, and none empty."""
    result: list[Token] = []
    for part in parts:
        if part == "":
            continue
        last = result[-1] if result else None
        if isinstance(part, str) and isinstance(last, str):
            result[-1] = last + part
        elif not (part is Wildcard.MANY and last is Wildcard.MANY):
            result.append(part)
    return tuple(result)


def expanded(parts: Tokens, context: Context) -> Tokens | None:
    """The tokens with their variables replaced; nothing when a variable has no value."""
    result: list[Token] = []
    for part in parts:
        value = part.value(context) if isinstance(part, Variable) else part
        if value is None:
            return None
        result.append(value)
    return joined(result)


def has_variables(parts: Tokens) -> bool:
    """Whether the tokens mean something else in each request."""
    for part in parts:
        if isinstance(part, Variable):
            return True
    return False


@lru_cache(maxsize=4096)
def glob(parts: Tokens) -> Callable[[str], bool]:
    """What matches tokens without variables, over a whole text."""
    match parts:
        case ():
            return "".__eq__
        case (Wildcard.MANY,):
            return lambda text: True
        case (str(literal),):
            return literal.__eq__
        case (str(literal), Wildcard.MANY):
            return lambda text: text.startswith(literal)
    return _regular_expression(parts)


def _regular_expression(parts: Tokens) -> Callable[[str], bool]:
    """A pattern with wildcards inside, as a regular expression that never backtracks far.

    Every chunk between two `*` may be taken where it first occurs, so each is an atomic group;
    only the last one has to stand at the end.
    """
    chunks = [""]
    for part in parts:
        if part is Wildcard.MANY:
            chunks.append("")
        else:
            chunks[-1] += "." if part is Wildcard.ONE else re.escape(str(part))
    first, *middle = chunks
    last = ".*" + middle.pop() if middle else ""
    expression = first + "".join(f"(?>.*?{chunk})" for chunk in middle) + last
    return lambda text: _compiled(expression).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    """Compiles an expression when it is first asked, for most of a policy's never are."""
    return re.compile(expression, re.DOTALL)


def like(text: str, *, variables: bool) -> Matcher:
    """Matches with wildcards: resources and the `StringLike` operators."""
    parts = tokens(text, variables=variables, wildcards=True)
    if not has_variables(parts):
        matches = glob(parts)
        return lambda value, context: matches(value)

    def matches_expanded(value: str, context: Context) -> bool:
        replaced = expanded(parts, context)
        return replaced is not None and glob(replaced)(value)

    return matches_expanded


def exact(text: str, *, variables: bool, ignores_case: bool = False) -> Matcher:
    """Matches without wildcards: the `StringEquals` operators."""
    parts = tokens(text, variables=variables, wildcards=False)
    if not has_variables(parts) and not ignores_case:
        fixed = "".join(map(str, parts))
        return lambda value, context: value == fixed

    def equals(value: str, context: Context) -> bool:
        replaced = expanded(parts, context)
        if replaced is None:
            return False
        expected = "".join(map(str, replaced))
        return value.lower() == expected.lower() if ignores_case else value == expected

    return equals


def arn(text: str, *, variables: bool) -> Matcher:
    """Matches each of an ARN's six parts on its own; the last one takes the rest."""
    parts = tokens(text, variables=variables, wildcards=True)
    fixed = None if has_variables(parts) else _arn_globs(parts)

    def matches(value: str, context: Context) -> bool:
        globs = fixed
        if globs is None:
            replaced = expanded(parts, context)
            globs = _arn_globs(replaced) if replaced is not None else ()
        fields = value.split(":", 5)
        if len(globs) != 6 or len(fields) != 6:
            return False
        return all(matches_field(field) for matches_field, field in zip(globs, fields))

    return matches


def _arn_globs(parts: Tokens) -> tuple[Callable[[str], bool], ...]:
    """One matcher for each part of an ARN; fewer than six when the text isn't an ARN."""
    fields: list[list[Token]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            fields[-1].append(part)
            continue
        first, *others = part.split(":", 6 - len(fields))
        fields[-1].append(first)
        fields.extend([other] for other in others)
    return tuple(glob(joined(field)) for field in fields)
