"""A spec with targets, as it would be written for one of them alone."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import yaml


def filled(node: Any, values: dict[str, Any]) -> Any:
    """A part of a spec with the values of one target in it."""
    if isinstance(node, dict):
        if set(node) == {"perTarget"}:
            return values[node["perTarget"]]
        return {key: filled(value, values) for key, value in node.items()}
    return [filled(item, values) for item in node] if isinstance(node, list) else node


def alone(spec: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    """The spec as it would be for one account and region."""
    targets = spec["targets"]
    values = {
        name: str(value).replace("<account>", account).replace("<region>", region)
        for name, value in (targets["values"] | targets["accounts"][account]).items()
    }
    rest = {key: value for key, value in spec.items() if key != "targets"}
    return filled(rest, values) | {"account": account, "region": region}


def each_alone(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """For each account and region of a spec's targets, the spec for it alone."""
    spec = yaml.safe_load(path.read_text())
    targets = spec["targets"]
    for account, region in product(targets["accounts"], targets["regions"]):
        yield account, region, alone(spec, account, region)
