"""Pairs that a person has written and judged, from `widening_pairs/`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .pair import Pair

FOLDER = Path(__file__).resolve().parents[2] / "widening_pairs"

#: For each verdict, whether the newer policy allows more, and whether the older does.
VERDICTS = {
    "equal": (False, False),
    "wider": (True, False),
    "narrower": (False, True),
    "incomparable": (True, True),
}


@dataclass(frozen=True)
class Labelled:
    """A pair with what it is about, and whether access widens one way and the other."""

    title: str
    pair: Pair
    verdict: str

    @property
    def directions(self) -> list[tuple[Pair, bool]]:
        """The pair and the pair turned around, each with whether access widens."""
        forward, backward = VERDICTS[self.verdict]
        return [(self.pair, forward), (self.pair.turned_around, backward)]


@cache
def labelled() -> list[Labelled]:
    """All of them."""
    return [one for path in sorted(FOLDER.glob("*.yaml")) for one in _of_file(path)]


def _of_file(path: Path) -> list[Labelled]:
    file = yaml.safe_load(path.read_text())
    return [
        Labelled(
            f"{path.stem}: {element['title']}",
            Pair(
                file["attachment"], _policy(element["old"]), _policy(element["new"]),
                file.get("account"),
                _policy(element.get("old_boundary")), _policy(element.get("new_boundary")),
            ),
            element["verdict"],
        )
        for element in file["pairs"]
    ]  # fmt: skip


def _policy(statements: list[Any] | None) -> Any:
    """A policy of statements; none where there are none."""
    return {"Version": "2012-10-17", "Statement": statements} if statements else None
