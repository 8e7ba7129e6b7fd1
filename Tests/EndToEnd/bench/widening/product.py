"""What the product says of pairs and of requests, through `bench-tool`."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .. import places
from .pair import Pair

Json = dict[str, Any]


@dataclass(frozen=True)
class ProductAnswer:
    """`within`, `wider`, `undecided` or `error: …`, and a request that widens."""

    verdict: str
    request: Json | None


def _ask(command: str, lines: Iterable[str]) -> list[str]:
    text = "".join(line + "\n" for line in lines)
    tool = subprocess.run(
        [places.TOOL, command], input=text, stdout=subprocess.PIPE, text=True, check=True
    )
    return tool.stdout.splitlines()


def product_answers(pairs: Iterable[Pair]) -> list[ProductAnswer]:
    """Whether access widens, for each pair."""
    answers = map(json.loads, _ask("widening", (pair.line for pair in pairs)))
    return [ProductAnswer(answer["answer"], answer["request"]) for answer in answers]


def evaluated(questions: Iterable[Json]) -> list[str]:
    """What the product's evaluator answers to questions."""
    return _ask("evaluate", map(json.dumps, questions))
