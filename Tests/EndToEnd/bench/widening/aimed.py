"""Random requests that are aimed at where two policies may differ."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from ..random_conditions import Chance
from .callers import Caller, Naming, callers
from .pair import ELSEWHERE, Json, Pair

_VARIABLE = re.compile(r"\$\{[^}]*\}")


def _listed(element: Any) -> list[Any]:
    return element if isinstance(element, list) else [element]


class AimedRequests:
    """An endless row of requests about a pair, made of the words of both policies.

    A request starts as one that a statement of either policy speaks of; then some of its words
    are changed a little, which may take it over a border.
    """

    def __init__(self, pair: Pair, seed: int) -> None:
        """Starts the row that belongs to a seed."""
        self._pair = pair
        self._chance = Chance(seed)
        policies = [pair.old, pair.new, pair.old_boundary, pair.new_boundary]
        self._statements = [
            statement for policy in policies if policy for statement in _listed(policy["Statement"])
        ]
        elements = [
            statement.get("Principal", statement.get("NotPrincipal"))
            for statement in self._statements
        ]
        self._callers = [
            caller for caller in callers([one for one in elements if one], pair.account)
            if pair.attachment == "resource" or (caller.type == "AWS" and not caller.is_root)
        ]  # fmt: skip
        self._values: dict[str, list[str]] = {"aws:username": ["ann", "bob"]}
        for statement in self._statements:
            for keys in statement.get("Condition", {}).values():
                for key, values in keys.items():
                    known = self._values.setdefault(key.lower(), [])
                    known += [str(value) for value in _listed(values)]

    def questions(self, count: int) -> Iterator[tuple[Json, Json]]:
        """The next requests, each asked before the change and after it."""
        for _ in range(count):
            request = self._request()
            around = self._chance.pick(self._pair.surroundings(request))
            yield self._pair.questions(request, around)

    def _request(self) -> Json:
        statement = self._chance.pick(self._statements)
        caller = self._caller(statement)
        others = [one for one in ELSEWHERE if one != caller.account]
        return {
            "principal": caller.json,
            "action": self._word(statement, "Action", "s3:GetObject"),
            "resource": self._word(statement, "Resource", "arn:aws:s3:::logs/in/a"),
            "resourceAccount": self._pair.account or self._chance.pick(others),
            "context": self._context(statement),
        }

    def _caller(self, statement: Json) -> Caller:
        """Mostly somebody whom the statement names, of whom `*` names all."""
        if self._pair.attachment == "resource" and self._chance.of(0.6):
            named = [one for one in self._callers if one.named_by(statement) is not Naming.NOT]
            return self._chance.pick(named or self._callers)
        return self._chance.pick(self._callers)

    def _word(self, statement: Json, name: str, otherwise: str) -> str:
        if self._chance.of(0.1):
            statement = self._chance.pick(self._statements)
        words = _listed(statement.get(name, statement.get("Not" + name, otherwise)))
        return self._near(self._chance.pick(words or [otherwise]), 0.2)

    def _near(self, pattern: str, change: float) -> str:
        """A text of a pattern, or one that nearly is."""
        text = _VARIABLE.sub(lambda _: self._chance.pick(["ann", "bob"]), pattern)
        text = re.sub(r"\*", lambda _: self._chance.pick(["", "", "a", "a/b", "public/c"]), text)
        text = text.replace("?", self._chance.pick(["a", "t", "z"]))
        if not text or not self._chance.of(change):
            return text
        place = int(self._chance.random() * len(text))
        match self._chance.pick(["cut", "drop", "case", "add", "end"]):
            case "cut":
                return text[:place]
            case "drop":
                return text[:place] + text[place + 1 :]
            case "case":
                return text.swapcase()
            case "add":
                return text[:place] + self._chance.pick("a:/-x") + text[place:]
        return text + self._chance.pick(["a", "/", "Version", "*"])

    def _context(self, statement: Json) -> dict[str, list[str]]:
        """Mostly what the statement asks for, and some of what others do."""
        asked = {
            key.lower(): [str(value) for value in _listed(values)]
            for keys in statement.get("Condition", {}).values() for key, values in keys.items()
        }  # fmt: skip
        context: dict[str, list[str]] = {}
        for key, known in self._values.items():
            if self._chance.of(0.15 if key in asked else 0.4):
                continue
            words = asked.get(key, known) if self._chance.of(0.6) else known
            count = self._chance.pick([1, 1, 1, 1, 2])
            context[key] = [self._value(self._chance.pick(words)) for _ in range(count)]
        return context

    def _value(self, word: str) -> str:
        if word in ("true", "false", "True", "False"):
            return self._chance.pick(["true", "false"])
        if re.fullmatch(r"-?[0-9.]{1,11}", word) and "." not in word[1:-2]:
            return str(int(float(word)) + self._chance.pick([-1, 0, 0, 1]))
        if re.fullmatch(r"\d{4}-.*Z", word):
            return self._chance.pick([word, "2029-12-31T23:59:59Z", "2030-06-01T00:00:00Z"])
        try:
            block = ipaddress.ip_network(word, strict=False)
        except ValueError:
            return self._near(word, 0.3)
        border = self._chance.pick([block.network_address, block.broadcast_address])
        return str(border + self._chance.pick([-1, 0, 0, 1]))
