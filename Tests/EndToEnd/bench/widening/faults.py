"""Wrong answers and wrong encodings, which the tests must notice."""

import importlib
import itertools
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .pair import Json
from .product import ProductAnswer

Answers = Sequence[ProductAnswer]

_BENCH = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class WrongAnswers:
    """A way in which the product could answer wrongly."""

    name: str
    spoil: Callable[[Answers], list[ProductAnswer]]


def _each(change: Callable[[ProductAnswer], ProductAnswer]) -> Callable[..., list[ProductAnswer]]:
    return lambda answers: [change(answer) for answer in answers]


def _first(verdict: str, wrong: str) -> Callable[[Answers], list[ProductAnswer]]:
    """Changes one answer of them all."""

    def spoil(answers: Answers) -> list[ProductAnswer]:
        place = next(n for n, answer in enumerate(answers) if answer.verdict == verdict)
        return [*answers[:place], replace(answers[place], verdict=wrong), *answers[place + 1 :]]

    return spoil


def _with(**changed: Any) -> Callable[[Answers], list[ProductAnswer]]:
    """Changes the requests."""

    def spoil(request: Json | None) -> Json | None:
        return None if request is None else request | changed

    return _each(lambda answer: replace(answer, request=spoil(answer.request)))


_TURNED = {"within": "wider", "wider": "within"}

WRONG_ANSWERS = [
    WrongAnswers(
        "turned around",
        _each(lambda one: replace(one, verdict=_TURNED.get(one.verdict, one.verdict))),
    ),
    WrongAnswers("always within", _each(lambda one: ProductAnswer("within", None))),
    WrongAnswers("always wider", _each(lambda one: replace(one, verdict="wider"))),
    WrongAnswers("one widening is missed", _first("wider", "within")),
    WrongAnswers("one widening is made up", _first("within", "wider")),
    WrongAnswers("one error", _first("within", "error: too much")),
    WrongAnswers("the first answer is lost", lambda answers: list(answers[1:])),
    WrongAnswers("of the pair before", lambda answers: [answers[-1], *answers[:-1]]),
    WrongAnswers("in the other order", lambda answers: list(reversed(answers))),
    WrongAnswers("no request", _each(lambda one: replace(one, request=None))),
    WrongAnswers("requests of another action", _with(action="x:y")),
    WrongAnswers("requests for another resource", _with(resource="elsewhere")),
    WrongAnswers("requests in another account", _with(resourceAccount="123456789012")),
    WrongAnswers("requests without context", _with(context={})),
    WrongAnswers("requests of anybody", _with(principal={"type": "Anonymous"})),
]


@dataclass(frozen=True)
class WrongEncoding:
    """A mistake in the terms of the solver, and a labelled pair that it decides wrongly."""

    name: str
    file: str
    right: str
    wrong: str
    seen_by: str


WRONG_ENCODINGS = [
    WrongEncoding("conditions are left out", "solver.py",
                  "return every(said + [self.keys.holds(test) for test in tests])",
                  "return every(said)", "trust: the external id is removed"),
    WrongEncoding("one condition is enough", "solver.py",
                  "return every(said + [self.keys.holds(test) for test in tests])",
                  "return every(said + [some(self.keys.holds(test) for test in tests)])",
                  "resources: conditions in two statements instead of one"),
    WrongEncoding("IfExists is left out", "conditions.py", "test.if_exists or holds", "holds",
                  "trust: the external id is checked only where there is one"),
    WrongEncoding("ForAllValues asks for a value", "conditions.py",
                  'holds = test.quantifier == "ForAllValues" or', "holds = False or",
                  "trust: ForAllValues lets in who gives none"),
    WrongEncoding("ForAnyValue asks for all", "conditions.py",
                  'test.quantifier == "ForAllValues" if test.quantifier', "True if test.quantifier",
                  "identity: one of the tags is enough"),
    WrongEncoding("negation is left out", "conditions.py",
                  "z3.Not(match) if test.negated else match", "match",
                  "identity: a Deny of regions lets one more through"),
    WrongEncoding("Null is turned around", "conditions.py",
                  'value.lower() == "true"', 'value.lower() != "true"',
                  "trust: any external id is one that is there"),
    WrongEncoding("keys have one value", "conditions.py",
                  "Counter(test.key for test in tests)", "dict.fromkeys((t.key for t in tests), 1)",
                  "trust: one value is of the list, or all are"),
    WrongEncoding("Deny is left out", "solver.py",
                  'return self._some("Deny", caller, Naming.ACCOUNT)', "return z3.BoolVal(False)",
                  "resources: the Deny of plain HTTP is removed"),
    WrongEncoding("NotAction is Action", "solver.py",
                  "return z3.Not(selected) if negated else selected", "return selected",
                  "identity: all but one action"),
    WrongEncoding("actions have a case", "solver.py",
                  'text.lower() if name == "Action" else text', "text",
                  "form: the case of actions"),
    WrongEncoding("the boundary is left out", "solver.py",
                  "(policy, boundary) if one is not None", "(policy,)",
                  "identity: the boundary is removed"),
    WrongEncoding("NotPrincipal is Principal", "callers.py",
                  "return Naming.NOT if is_left_out else Naming.ENOUGH",
                  "return Naming.ENOUGH if is_left_out else Naming.NOT",
                  "resources: all but a role"),
    WrongEncoding("an account is enough", "callers.py",
                  "return Naming.ACCOUNT if", "return Naming.ENOUGH if",
                  "resources: a role of the own account gets the key by its name"),
    WrongEncoding("everybody is every service", "callers.py",
                  'if element == "*":', 'if "*" in (element, *listed(element, "AWS")):',
                  "trust: everybody, and services too"),
    WrongEncoding("StringEquals takes wildcards", "values.py",
                  'comparison in ("StringLike", ', 'comparison in ("StringEquals", "StringLike", ',
                  "trust: a wildcard under StringEquals stands for itself"),
    WrongEncoding("an asterisk passes over the parts of an ARN", "texts.py",
                  "expression(field, _ANY_BUT_COLON)", "expression(field)",
                  "resources: StringLike lets an asterisk pass over the parts of an ARN"),
    WrongEncoding("at most is less", "values.py", '"LessThanEquals": self.term <= bound',
                  '"LessThanEquals": self.term < bound',
                  "identity: less than instead of at most"),
    WrongEncoding("a block is its first address", "values.py", "bits & mask == first",
                  "bits == first", "resources: a larger block of addresses"),
    WrongEncoding("a question mark may be missing", "texts.py",
                  "z3.Star(any_character) if part == MANY else any_character",
                  "z3.Star(any_character) if part == MANY else z3.Option(any_character)",
                  "form: a question mark before the asterisk"),
]  # fmt: skip


_numbers = itertools.count()


def load(mistake: WrongEncoding, folder: Path) -> Any:
    """The module of a solver with a mistake, made in a folder under a name of its own."""
    name = f"wrong_bench_{next(_numbers)}"
    for part in ("evaluator", "widening"):
        copied = folder / name / part
        shutil.copytree(_BENCH / part, copied, ignore=shutil.ignore_patterns("__pycache__"))
    changed = folder / name / "widening" / mistake.file
    text = changed.read_text()
    if text.count(mistake.right) != 1:
        raise ValueError(f"{mistake.name}: {mistake.file} must have once: {mistake.right}")
    changed.write_text(text.replace(mistake.right, mistake.wrong))
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"{name}.widening.solver")
    finally:
        sys.path.remove(str(folder))
