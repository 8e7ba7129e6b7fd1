"""Texts of policies with wildcards and variables, as terms of the solver.

This is written from AWS's documentation a third time: nothing of the evaluators is used, which
are asked later whether what the solver finds is true.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import z3

from .logic import every
from .unencodable import Unencodable

_TEXT = z3.StringSort()
_ANY = z3.AllChar(z3.ReSort(_TEXT))
#: What a wildcard stands for in the first five parts of an ARN.
_ANY_BUT_COLON = z3.Union(z3.Range(" ", "9"), z3.Range(";", "~"))

#: The characters of all texts: those that are printable in ASCII, but for the backslash, which
#: the solver reads as an escape. A character that no policy of a pair mentions behaves like any
#: other such character, so other alphabets decide the same, while one of these isn't mentioned.
_ALPHABET = re.compile(r"[ -\[\]-~]*")
_IN_ALPHABET = z3.Star(z3.Union(z3.Range(" ", "["), z3.Range("]", "~")))


@dataclass(frozen=True)
class Special:
    """`*` or `?` where it stands for other characters."""

    sign: str


@dataclass(frozen=True)
class Variable:
    """`${key}` or `${key, 'otherwise'}`."""

    key: str
    otherwise: str | None


Part = str | Special | Variable
MANY = Special("*")
ONE = Special("?")

_SPECIAL = re.compile(r"(?P<inner>(?!))|(?P<sign>[*?])")
_SPECIAL_OR_VARIABLE = re.compile(r"\$\{(?P<inner>[^}]*)\}|(?P<sign>[*?])")
_VARIABLE = re.compile(r"\s*([^,']+?)\s*(?:,\s*'([^']*)'\s*)?")


@dataclass(frozen=True)
class Reading:
    """How texts become terms.

    A text with one `*` is a regular expression, or in pieces a start and an end: they mean the
    same, and often the solver gets through with one of them only.
    """

    #: The value of a variable as a term, and the term that says whether it has one.
    value_of: Callable[[str], tuple[z3.SeqRef, z3.BoolRef]]
    in_pieces: bool


def in_alphabet(term: z3.SeqRef) -> z3.BoolRef:
    """Says that a text has only the characters that texts may have."""
    return z3.InRe(term, _IN_ALPHABET)


def is_in_alphabet(text: str) -> bool:
    """Whether a text has only the characters that texts may have."""
    return _ALPHABET.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def parts(text: str, variables: bool, wildcards: bool) -> tuple[Part, ...]:
    """Reads a text of a policy."""
    if not is_in_alphabet(text):
        raise Unencodable(f"characters of {text!r}")
    read: list[Part] = []
    end = 0
    for found in (_SPECIAL_OR_VARIABLE if variables else _SPECIAL).finditer(text):
        read += [text[end : found.start()], _special(found["inner"], found["sign"], wildcards)]
        end = found.end()
    return tuple(part for part in [*read, text[end:]] if part != "")


def _special(inner: str | None, sign: str | None, wildcards: bool) -> Part:
    if inner is None:
        return Special(sign or "") if wildcards else sign or ""
    if inner in ("*", "?", "$"):
        return inner
    found = _VARIABLE.fullmatch(inner)
    if found is None:
        raise Unencodable(f"the variable {inner!r}")
    return Variable(found[1].lower(), found[2])


def variables_of(read: tuple[Part, ...]) -> set[str]:
    """The keys whose values stand in a text."""
    return {part.key for part in read if isinstance(part, Variable)}


def expression(
    read: tuple[Part, ...], any_character: z3.ReRef = _ANY, ignoring_case: bool = False
) -> z3.ReRef:
    """A text without variables as a regular expression."""
    pieces: list[z3.ReRef] = []
    for part in read:
        if isinstance(part, Variable):
            raise Unencodable("a variable in a regular expression")
        if isinstance(part, str):
            pieces += _in_any_case(part) if ignoring_case else [z3.Re(part)]
        else:
            pieces.append(z3.Star(any_character) if part == MANY else any_character)
    if not pieces:
        return z3.Re("")
    return pieces[0] if len(pieces) == 1 else z3.Concat(*pieces)


def _in_any_case(text: str) -> list[z3.ReRef]:
    return [
        z3.Union(z3.Re(letter.lower()), z3.Re(letter.upper())) if letter.isalpha()
        else z3.Re(letter)
        for letter in text
    ]  # fmt: skip


def matches(term: z3.SeqRef, read: tuple[Part, ...], reading: Reading) -> z3.BoolRef:
    """Whether a text is of a pattern."""
    if variables_of(read):
        return _matches_in_pieces(term, read, reading)
    if read == (MANY,):
        return z3.BoolVal(True)
    if all(isinstance(part, str) for part in read):
        return term == z3.StringVal("".join(map(str, read)))
    if len(read) == 2 and isinstance(read[0], str) and read[1] == MANY:
        return z3.PrefixOf(z3.StringVal(read[0]), term)
    if reading.in_pieces and read.count(MANY) == 1 and ONE not in read:
        return _matches_in_pieces(term, read, reading)
    return z3.InRe(term, expression(read))


def _matches_in_pieces(
    term: z3.SeqRef, read: tuple[Part, ...], reading: Reading
) -> z3.BoolRef:
    """Whether a text is of a pattern, which may have variables.

    Their values are no constants, so that it is no regular expression. What stands between two `*`
    is looked for from left to right, each where it first occurs: if any choice of places matches,
    that one does.
    """
    chunks, known = _chunks(read, reading)
    if len(chunks) == 1:
        return z3.And(known, term == chunks[0])
    first, *middle, last = chunks
    said = [known, z3.PrefixOf(first, term)]
    if not middle and z3.eq(last, z3.StringVal("")):
        return z3.And(*said)
    said.append(z3.SuffixOf(last, term))
    end = z3.Length(first)
    for chunk in middle:
        start = z3.IndexOf(term, chunk, end)
        said.append(start >= 0)
        end = start + z3.Length(chunk)
    return z3.And(*said, end + z3.Length(last) <= z3.Length(term))


def _chunks(read: tuple[Part, ...], reading: Reading) -> tuple[list[z3.SeqRef], z3.BoolRef]:
    """What stands between the `*` of a pattern, and whether all variables have a value."""
    chunks: list[list[z3.SeqRef]] = [[]]
    known = []
    for part in read:
        if part == MANY:
            chunks.append([])
        elif part == ONE:
            raise Unencodable("'?' beside a variable")
        elif isinstance(part, Variable):
            value, has_value = reading.value_of(part.key)
            if part.otherwise is None:
                known.append(has_value)
            else:
                value = z3.If(has_value, value, z3.StringVal(part.otherwise))
            chunks[-1].append(value)
        else:
            chunks[-1].append(z3.StringVal(str(part)))
    return [_joined(chunk) for chunk in chunks], every(known)


def _joined(terms: list[z3.SeqRef]) -> z3.SeqRef:
    if len(terms) > 1:
        return z3.Concat(*terms)
    return terms[0] if terms else z3.StringVal("")


def matches_arn(term: z3.SeqRef, read: tuple[Part, ...], reading: Reading) -> z3.BoolRef:
    """Whether a text is an ARN whose six parts are each of that part of the pattern."""
    fields = _fields(read)
    if len(fields) < 6:
        if variables_of(read):
            # The value of a variable could bring the colons that are missing.
            raise Unencodable("a variable in what isn't an ARN")
        return z3.BoolVal(False)
    if all(isinstance(part, str) for part in read):
        return matches(term, read, reading)
    if not variables_of(read):
        colon = [z3.Re(":")]
        pieces = [expression(field, _ANY_BUT_COLON) for field in fields[:5]]
        separated = [piece for field in pieces for piece in (field, *colon)]
        return z3.InRe(term, z3.Concat(*separated, expression(fields[5])))
    if any(not isinstance(part, str) for field in fields[:5] for part in field):
        raise Unencodable("an ARN with a variable and something before it")
    # With nothing special in the first five parts, an ARN is like any text.
    return matches(term, read, reading)


def _fields(read: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    """The parts between the first five colons."""
    fields: list[list[Part]] = [[]]
    for part in read:
        texts = part.split(":", 6 - len(fields)) if isinstance(part, str) else [part]
        fields[-1].append(texts[0])
        fields += [[text] for text in texts[1:]]
    return [tuple(part for part in field if part != "") for field in fields]


def found(model: z3.ModelRef, term: z3.SeqRef) -> str:
    """The text of a term in what the solver has found."""
    return model.eval(term, model_completion=True).as_string()
