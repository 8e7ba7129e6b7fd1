"""A script that has done its work does nothing more, and sees what someone changed after it."""

import os
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from bench import places, prerequisites
from bench.aws import CommandLine, Simulator
from bench.drifts import DRIFTS, READ_ONLY, Drift, Hand, bounded, set_boundary
from bench.scripts import Scripts
from bench.state import Account, differences


def state_of(scripts: Scripts) -> dict:
    return Account(scripts.simulator, scripts.account, scripts.region).state()


def converge(scripts: Scripts) -> dict:
    """Applies a script to an account that has what it requires, and gives the state after it."""
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    run = scripts.provision("apply")
    assert run.status == 0, run.errors
    return state_of(scripts)


@pytest.mark.parametrize("name", places.examples())
def test_a_second_apply_changes_nothing(example, name, covered):
    scripts = example(name)
    state = converge(scripts)
    second = scripts.provision("apply")
    assert (second.status, second.changing) == (0, []), second.errors
    assert differences(state, state_of(scripts)) == []
    covered(f"{name}: {len(second.calls)} calls, 0 of them changing")


@pytest.mark.parametrize("name", places.examples())
def test_plan_and_verify_only_read(example, name, covered):
    scripts = example(name)
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    before = state_of(scripts)
    plan, verify = scripts.provision("plan"), scripts.provision("verify")
    assert (plan.status, plan.changing) == (3, []), plan.errors
    assert (verify.status, verify.changing) == (6, []), verify.errors
    assert differences(before, state_of(scripts)) == []
    converge(scripts)
    plan, verify = scripts.provision(), scripts.provision("verify")
    assert (plan.status, plan.changing) == (0, []), plan.errors
    assert (verify.status, verify.changing) == (0, []), verify.errors
    repeated = [call for call, count in Counter(map(tuple, plan.calls)).items() if count > 1]
    assert repeated == [], "a document is read twice"
    covered(f"{name}: {len(plan.calls)} calls to plan what is already there, 0 of them twice")


def test_the_file_of_an_access_key_is_for_its_owner_alone(example, covered):
    scripts = example("logzio-s3-keys")
    mask = os.umask(0o022)
    try:
        converge(scripts)
    finally:
        os.umask(mask)
    files = [Path(path) for path in scripts.secrets.values()]
    assert files and [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * len(files)
    covered(f"{len(files)} file")


#: Specs in which each kind of what may be required is required.
MISSING = {"bucket": "acme", "stream": "fastly-kinesis", "boundary": 35}


@pytest.mark.parametrize("kind", MISSING)
def test_what_is_missing_is_found_before_anything_is_changed(example, random_spec, kind):
    spec = MISSING[kind]
    scripts = random_spec(spec) if isinstance(spec, int) else example(spec)
    scripts.simulator.ask("reset")
    prerequisites.make(scripts, but=kind)
    (name, *_) = next(words for found, *words in prerequisites.required(scripts) if found == kind)
    run = scripts.provision("apply")
    assert (run.status, run.changing) == (5, [])
    assert re.search(rf"refused: .*{re.escape(name)} does not exist", run.errors), run.errors


def rounds() -> list[list[Drift]]:
    """The drifts in rounds of one drift a resource, so that each round costs one set of runs.

    One that is refused has a round for itself: it stops the run, whatever else is refused or not.
    """
    made: list[list[Drift]] = []
    for drift in (drift for drift in DRIFTS if not drift.is_refused):
        for together in made:
            if all(other.resource != drift.resource for other in together):
                together.append(drift)
                break
        else:
            made.append([drift])
    return made + [[drift] for drift in DRIFTS if drift.is_refused]


class Converged:
    """The example acme after `apply`, to which the simulator goes back for each round."""

    def __init__(self, scripts: Scripts):
        self.scripts = scripts
        self.state = converge(scripts)
        scripts.simulator.ask("save?name=converged-acme")

    def drift(self, together: list[Drift]) -> list[str]:
        """What is wrong with how the script sees and mends a round of drifts."""
        self.scripts.simulator.ask("load?name=converged-acme")
        wrong = []
        for drift in together:
            before = state_of(self.scripts)
            drift.make(Hand(self.scripts))
            if not differences(before, state_of(self.scripts)):
                wrong.append(f"{drift.name}: changes nothing")
        is_refused = together[0].is_refused
        drifted = state_of(self.scripts)
        for command, status in (("plan", 5 if is_refused else 3), ("verify", 6)):
            run = self.scripts.provision(command)
            if run.status != status:
                wrong.append(f"{command} exits {run.status}: {run.errors}")
            wrong += self.misnamed(together, run.errors, command)
        run = self.scripts.provision("apply")
        if run.status != (5 if is_refused else 0):
            wrong.append(f"apply exits {run.status}: {run.errors}")
        after = drifted if is_refused else self.state
        return wrong + differences(after, state_of(self.scripts))

    def misnamed(self, together: list[Drift], said: str, command: str) -> list[str]:
        """The drifts that a run does not name, and what it names that is as it must be."""
        wrong = [
            f"{command} does not name {drift.resource} ({drift.name}): {said}"
            for drift in together
            if not re.search(rf"{re.escape(drift.resource)}\b(?!-)", said)
        ]
        for line in said.splitlines():
            is_finding = line[:2] in ("+ ", "~ ", "- ", "! ")
            if is_finding and not any(drift.resource in line for drift in together):
                wrong.append(f"{command} names what did not drift: {line}")
        return wrong


@pytest.fixture(scope="module")
def acme(tmp_path_factory, simulator: Simulator, cli: CommandLine) -> Converged:
    folder = tmp_path_factory.mktemp("acme")
    shutil.copytree(places.GENERATED / "acme", folder / "outputs")
    return Converged(Scripts(folder / "outputs", folder, simulator, cli))


@pytest.mark.parametrize("number", range(len(rounds())))
def test_every_drift_is_named_and_mended(acme, number, covered):
    together = rounds()[number]
    wrong = acme.drift(together)
    assert not wrong, "\n".join(wrong)
    names = ", ".join(drift.name for drift in together)
    covered(f"plan exits 3, verify 6, both name it, apply mends or refuses it: {names}")


@pytest.mark.parametrize("arn", [None, READ_ONLY], ids=["none", "another"])
def test_another_boundary_is_named_and_mended(random_spec, arn, covered):
    scripts = random_spec(MISSING["boundary"])
    state = converge(scripts)
    hand = Hand(scripts)
    held = bounded(hand)
    assert held
    for holder in held:
        set_boundary(hand, holder, arn)
    for command, status in (("plan", 3), ("verify", 6)):
        run = scripts.provision(command)
        assert run.status == status, run.errors
        for holder in held:
            assert re.search(rf"{re.escape(holder)}: .*[Bb]oundary", run.errors), run.errors
    assert scripts.provision("apply").status == 0
    assert bounded(hand) == held
    assert differences(state, state_of(scripts)) == []
    covered(f"{len(held)} holders")


#: What makes a script blind to drifts, as text of its library and what it becomes.
BLINDING = {
    "changes are not counted": ("changes=$((changes + 1))", "changes=0"),
    "roles are not compared": ('  compare_role "${name}"\n', '  : "${name}"\n'),
}


@pytest.mark.parametrize("name", BLINDING)
def test_a_script_that_overlooks_drifts_is_found_out(acme, name):
    path = acme.scripts.outputs / "provision.sh"
    text, (right, wrong) = path.read_text(), BLINDING[name]
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong))
    try:
        assert acme.drift([DRIFTS[0]])
    finally:
        path.write_text(text)
