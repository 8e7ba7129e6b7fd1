"""The example with targets, deployed by its own scripts: each target has what is meant for it."""

import hashlib
import json
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import places, prerequisites
from bench.alone import each_alone
from bench.aws import CommandLine, Simulator
from bench.scripts import Scripts, compile_spec
from bench.state import Account

pytestmark = pytest.mark.xdist_group("stack-sets")
#: What is an account's alone: one role has the rights of every region.
WIDE = ("roles", "users")


class StackSetScripts(Scripts):
    main = "stacksets.sh"


def rights(holder: dict[str, Any]) -> set[tuple[str, str, str]]:
    """What a role or user may do: action, resource and condition, one at a time."""
    found = set()
    for document in documents(holder["policies"]):
        statements = document["Statement"]
        for one in statements if isinstance(statements, list) else [statements]:
            for action, resource in product(listed(one["Action"]), listed(one["Resource"])):
                condition = json.dumps(one.get("Condition"), sort_keys=True)
                found.add((action, resource, condition))
    return found


def documents(node: Any) -> list[dict[str, Any]]:
    """Every policy document in what was read of a role."""
    if isinstance(node, list):
        return [found for item in node for found in documents(item)]
    if not isinstance(node, dict):
        return []
    if "Statement" in node:
        return [node]
    return [found for item in node.values() for found in documents(item)]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def differences(made: dict, wanted: list[dict], required: set[str]) -> list[str]:
    """How what an account has in one region differs from what specs for its regions alone make.

    `wanted` is the state that the spec for this region makes, then those of the others.
    """
    here, *others = wanted
    found = []
    for kind, things in here.items():
        for name, thing in things.items():
            own = made[kind].get(name)
            if name in required:
                continue
            if own is None:
                found.append(f"no {kind} {name}")
            elif kind not in WIDE:
                found += [f"{kind} {name}: {own} is not {thing}"] * (own != thing)
            else:
                plain = [{k: v for k, v in one.items() if k != "policies"} for one in (own, thing)]
                found += [f"{kind} {name}: {plain[0]} is not {plain[1]}"] * (plain[0] != plain[1])
                meant = set().union(*(rights(state[kind][name]) for state in wanted))
                found += [f"{kind} {name} may: {rights(own) ^ meant}"] * (rights(own) != meant)
        # Buckets are seen from every region.
        known = set(things).union(*(state[kind] for state in others))
        found += [f"{kind} {name} is too many" for name in set(made[kind]) - known]
    return found


@pytest.fixture
def states(tmp_path: Path, fresh: Simulator, cli: CommandLine):
    """What the stack sets of an example make of each target, and what specs for one make."""

    def make(name: str, spoil=lambda folder: None):
        spec = yaml.safe_load((places.EXAMPLES / f"{name}.yaml").read_text())
        targets = spec["targets"]
        folder = tmp_path / "all"
        shutil.copytree(places.GENERATED / name, folder / "outputs")
        spoil(folder / "outputs")
        scripts = StackSetScripts(folder / "outputs", folder, fresh, cli)
        units = {unit: list(targets["accounts"]) for unit in targets["organizationalUnits"]}
        fresh.ask(f"organization?account={spec['account']}", {"units": units, "delegated": False})
        run = scripts.provision("apply")
        assert run.status == 0, run.errors
        again = scripts.provision("apply")
        assert (again.status, again.changing) == (0, []), again.errors
        singles = list(each_alone(places.EXAMPLES / f"{name}.yaml"))
        made = {
            (account, region): Account(fresh, account, region).state()
            for account, region, _ in singles
        }
        wanted = {}
        for account, region, single_spec in singles:
            place = tmp_path / f"{account}-{region}"
            place.mkdir()
            (place / f"{name}.yaml").write_text(json.dumps(single_spec))
            outputs = compile_spec(place / f"{name}.yaml", place / "out")
            single = Scripts(outputs, place, fresh, cli)
            fresh.ask("reset")
            prerequisites.make(single)
            assert single.provision("apply").status == 0
            required = {words[1] for words in prerequisites.required(single)}
            wanted[account, region] = Account(fresh, account, region).state(), required
        return made, wanted

    return make


def compared(made: dict, wanted: dict) -> list[str]:
    found = []
    for (account, region), state in made.items():
        own, required = wanted[account, region]
        others = [
            other for place, (other, _) in wanted.items()
            if place[0] == account and place[1] != region
        ]  # fmt: skip
        lines = differences(state, [own, *others], required)
        found += [f"{account} {region}: {line}" for line in lines]
    return found


@pytest.mark.parametrize("name", places.examples_with_targets())
def test_each_target_has_what_a_spec_for_it_alone_makes(states, name, covered):
    made, wanted = states(name)
    assert compared(made, wanted) == []
    count = sum(len(things) for state in made.values() for things in state.values())
    covered(f"{name}: {len(made)} targets, {count} resources, 0 differ")


def test_a_target_that_has_anything_else_is_noticed(states):
    name = places.examples_with_targets()[0]

    def spoil(folder: Path) -> None:
        # Another digest would be refused before anything is read, so the script gets it as well.
        template = folder / "template.yaml"
        old = hashlib.sha256(template.read_bytes()).hexdigest()
        template.write_text(template.read_text().replace("s3:GetObject", "s3:PutObject"))
        new = hashlib.sha256(template.read_bytes()).hexdigest()
        script = folder / "stacksets.sh"
        script.write_text(script.read_text().replace(old, new))

    made, wanted = states(name, spoil)
    assert any("s3:PutObject" in line for line in compared(made, wanted))
