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
from bench.starts import edited
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


def test_a_script_that_writes_what_is_there_is_found_out(example):
    scripts = example("logzio-metrics")
    state = converge(scripts)
    right, wrong = '"${seen}/settings" retentionInDays >', "/dev/null retentionInDays >"
    with edited(scripts, "provision.sh", right, wrong):
        second = scripts.provision("apply")
    assert {tuple(call[:2]) for call in second.changing} == {("logs", "put-retention-policy")}
    assert differences(state, state_of(scripts)) == []


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
        planned = 5 if is_refused else 3
        drifted = state_of(self.scripts)
        for command, status in (("plan", planned), ("verify", 6)):
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
        found = [line for line in said.splitlines() if line[:2] in ("+ ", "~ ", "- ", "! ")]
        wrong = [
            f"{command} does not say '{drift.says}' of {drift.resource} ({drift.name}): {said}"
            for drift in together
            if not any(drift.says in said_of(drift.resource, line) for line in found)
        ]
        for line in found:
            if not any(said_of(drift.resource, line) for drift in together):
                wrong.append(f"{command} names what did not drift: {line}")
        return wrong


def said_of(resource: str, finding: str) -> str:
    """What a line says of a resource; nothing where it speaks of another, however alike."""
    begin = r"(?:~ change|\+ create|! (?:differs|missing|refused):) (?:the )?"
    found = re.match(rf"{begin}{re.escape(resource)}((?:[:,]? ).+)", finding)
    return found[1] if found else ""


@pytest.fixture(scope="module")
def acme(tmp_path_factory, simulator: Simulator, cli: CommandLine) -> Converged:
    folder = tmp_path_factory.mktemp("acme")
    shutil.copytree(places.GENERATED / "acme", folder / "outputs")
    return Converged(Scripts(folder / "outputs", folder, simulator, cli))


@pytest.mark.parametrize("number", range(len(rounds())))
def test_every_drift_is_named_and_mended(acme, number, covered, counted):
    together = rounds()[number]
    wrong = acme.drift(together)
    assert not wrong, "\n".join(wrong)
    names = ", ".join(drift.name for drift in together)
    does = "plan exits 5, verify 6, both say what it is, apply refuses it"
    if not together[0].is_refused:
        does = "plan exits 3, verify 6, both say what it is, apply mends it"
    covered(f"{does}: {names}")
    counted("drifts of acme that plan and verify name", len(together))


def test_every_drift_has_its_round(covered):
    made = [drift for together in rounds() for drift in together]
    assert len(made) == len(DRIFTS) >= 20 and set(made) == set(DRIFTS)
    refused = sum(drift.is_refused for drift in DRIFTS)
    covered(f"{len(DRIFTS)} drifts of acme: {len(DRIFTS) - refused} mended, {refused} refused")


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


#: What makes a script blind to drifts: text of its library, what it becomes, and drifts of one
#: round, of which the first is overlooked.
BLINDING = {
    "changes are not counted": (
        "changes=$((changes + 1))",
        "changes=0",
        ("trust without external id",),
    ),
    "roles are not compared": (
        '  compare_role "${name}"\n',
        '  : "${name}"\n',
        ("trust without external id",),
    ),
    "the encryption of streams is not compared, and the policy of one is named": (
        '"${seen}/settings" EncryptionType KeyId >',
        '"${seen}/settings" Nothing >',
        ("an unencrypted stream", "no stream policy"),
    ),
    "another setting is named than the one that changed": (
        '"${seen}/settings" retentionInDays >',
        '"${wanted}/tags" retentionInDays >',
        ("another retention",),
    ),
}


@pytest.mark.parametrize("name", BLINDING)
def test_a_script_that_overlooks_drifts_is_found_out(acme, name):
    right, wrong, drifts = BLINDING[name]
    together = [drift for drift in DRIFTS if drift.name in drifts]
    assert len(together) == len(drifts)
    with edited(acme.scripts, "provision.sh", right, wrong):
        said = "\n".join(acme.drift(together))
    assert f"({drifts[0]})" in said or "plan exits 0" in said, said
