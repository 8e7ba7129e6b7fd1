"""Random pairs of policies of which about half are within each other.

The older policy is one of those that the evaluators are asked about, which nearly allow a
request. The newer one is the older with up to four small edits.

Left out is what AWS refuses, what can't be the ARN of anybody, and variables where the case of
letters doesn't matter, for which the solver has no terms.
"""

from collections.abc import Iterator
from typing import Any

from ..random_conditions import Chance
from ..random_requests import RandomRequests
from .edits import Edits
from .pair import Pair

Json = dict[str, Any]

_ACCOUNTS = ["111122223333", "444455556666"]
_COUNTS_OF_EDITS = [0] + [1] * 3 + [2] * 5 + [3] * 9 + [4] * 14


class RandomPairs:
    """An endless row of pairs, the same one for the same seed."""

    def __init__(self, seed: int) -> None:
        """Starts the row that belongs to a seed."""
        self._chance = Chance(seed)
        self._requests = RandomRequests(seed)
        self._edits = Edits(self._chance)

    def pairs(self, count: int) -> Iterator[Pair]:
        """The next pairs."""
        return (self._pair() for _ in range(count))

    def _pair(self) -> Pair:
        of_resource = self._chance.of(0.5)
        old = self._policy(of_resource)
        new = self._changed(old)
        pair = Pair("resource", old, new, self._chance.pick([*_ACCOUNTS, None]))
        if not of_resource:
            pair = Pair("identity", old, new, *self._boundaries())
        # Of two policies, either may be the older one.
        return pair if self._chance.of(0.7) else pair.turned_around

    def _boundaries(self) -> tuple[None, Json | None, Json | None]:
        if self._chance.of(0.8):
            return None, None, None
        old = self._policy(of_resource=False)
        new = self._changed(old) if self._chance.of(0.7) else None
        return None, old, new

    def _policy(self, of_resource: bool) -> Json:
        policy = self._requests.policy(self._requests.request(), of_resource)
        listed = policy["Statement"]
        statements = listed if isinstance(listed, list) else [listed]
        if self._chance.of(0.9) and all(one["Effect"] == "Deny" for one in statements):
            # What allows nothing has few neighbors that are worth a question.
            return self._policy(of_resource)
        for statement in statements:
            for name in ("Principal", "NotPrincipal"):
                if isinstance(element := statement.get(name), dict):
                    statement[name] = _possible(element)
            for operator, keys in statement.get("Condition", {}).items():
                if "IgnoreCase" in operator:
                    keys.update({key: _without_variables(keys[key]) for key in keys})
        return policy

    def _changed(self, policy: Json) -> Json:
        for _ in range(self._chance.pick(_COUNTS_OF_EDITS)):
            policy = self._edits.edited(policy)
        return policy


def _without_variables(element: Any) -> Any:
    """Values of a condition as they are, but for the texts that stand for others."""
    if isinstance(element, list):
        return [_without_variables(value) for value in element]
    return "ann" if isinstance(element, str) and "${" in element else element


def _possible(element: Json) -> Json:
    """A `Principal` element without what can't be the ARN of anybody."""
    names = element.get("AWS", [])
    listed = names if isinstance(names, list) else [names]
    kept = [name for name in listed if name == name.lower() or "role/X" in name]
    return {kind: kept if kind == "AWS" else named for kind, named in element.items()}
