"""Who may do what, decided by an evaluator of our own on the documents that are deployed.

The answers wanted are not the policies': `bench.access_expected` reads them off the spec. What the
simulator does not enforce (`bench.access_gaps`) is proved here.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import places, prerequisites
from bench.access_answers import Verdict, judge
from bench.access_documents import Documents, Template, deployed
from bench.access_expected import expected
from bench.access_faults import FAULTS, spec
from bench.access_gaps import GAPS, TAKEN_FOR
from bench.access_model import Expectation
from bench.access_questions import Question, actions_of_services, others, questions
from bench.alone import each_alone
from bench.scripts import Scripts, compile_spec
from bench.templates import Template as Deployment

#: Of all partitions: no simulator is asked.
SEEDS = 100


def spec_of(name: str) -> Path:
    return places.EXAMPLES / f"{name}.yaml"


def read_back(scripts: Scripts, by_template: bool) -> Documents:
    """The documents of an account in which a spec has just been deployed."""
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    if by_template:
        Deployment(scripts).deploy()
    else:
        run = scripts.provision("apply")
        assert run.status == 0, run.errors
    return deployed(scripts.simulator, scripts.account)


def compiled(outputs: Path, expectation: Expectation) -> Documents:
    template = Template(
        outputs / "template.yaml", expectation.account, expectation.partition
    )
    return template.documents()


@pytest.mark.parametrize("by_template", [False, True], ids=["script", "template"])
@pytest.mark.parametrize("name", places.examples())
def test_an_example_gives_the_access_that_its_spec_means(example, name, by_template, covered):
    expectation = expected(spec_of(name))
    verdict = judge(read_back(example(name), by_template), expectation, questions(expectation))
    assert verdict.wrong == []
    assert verdict.counts[True] > 0 and verdict.counts[False] > 250
    covered(f"{name}, {verdict}")


@pytest.mark.parametrize("name", places.examples_with_targets())
def test_each_target_gives_the_access_that_its_spec_alone_means(name, tmp_path, covered):
    """That stack sets make nothing else there is in test_stack_sets_example.py."""
    total, grantees, spots = Verdict(), 0, 0
    for account, region, alone in each_alone(spec_of(name)):
        file = tmp_path / account / region / f"{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(alone))
        expectation = expected(file)
        documents = compiled(compile_spec(file, file.parent / "out"), expectation)
        verdict = judge(documents, expectation, questions(expectation))
        assert verdict.wrong == [], f"{account} {region}"
        assert verdict.counts[True] > 0 and verdict.counts[False] > 250
        total.add(verdict)
        grantees += len(expectation.grantees)
        spots += 1
    assert spots > 1
    covered(f"{name}: {spots} targets, {grantees} roles and users, {total}")


def test_random_specs_give_the_access_that_they_mean(tmp_path, covered):
    subprocess.run([places.TOOL, "specs", tmp_path, "1", str(SEEDS)], check=True)
    total, grantees = Verdict(), 0
    for seed in range(1, SEEDS + 1):
        file = tmp_path / f"{seed}.yaml"
        expectation = expected(file)
        documents = compiled(compile_spec(file, tmp_path / str(seed)), expectation)
        verdict = judge(documents, expectation, questions(expectation))
        assert verdict.wrong == [], f"seed {seed}"
        assert sum(verdict.counts.values()) > 250, f"seed {seed}"
        total.add(verdict)
        grantees += len(expectation.grantees)
    covered(f"{SEEDS} specs, {grantees} roles and users, {total}")


@pytest.mark.parametrize("name", places.examples())
def test_at_least_a_hundred_other_actions_are_asked_of_everyone(name):
    expectation = expected(spec_of(name))
    for grantee in expectation.grantees.values():
        granted = {permission.action.lower() for permission in grantee.permissions}
        asked = {question.action for question in others(expectation, grantee)} - granted
        five = {action for action in asked if action.split(":")[0] in FIVE}
        assert len(five) >= 100
        assert all(len(actions_of_services()[service]) > 5 for service in FIVE)


FIVE = ("iam", "kinesis", "kms", "s3", "sts")


@pytest.fixture(scope="module")
def faultless(tmp_path_factory) -> tuple[Documents, Expectation]:
    """The account that faults are planted in."""
    folder = tmp_path_factory.mktemp("faults")
    file = folder / "acme.yaml"
    file.write_text(spec())
    expectation = expected(file)
    return compiled(compile_spec(file, folder / "out"), expectation), expectation


def test_the_account_for_faults_has_none(faultless):
    documents, expectation = faultless
    assert judge(documents, expectation, questions(expectation)).wrong == []


def test_every_fault_of_access_is_noticed(faultless, covered):
    documents, expectation = faultless
    asked = list(questions(expectation))
    unnoticed = []
    for name, plant in FAULTS.items():
        faulty = documents.copy()
        plant(faulty)
        assert faulty != documents, f"{name} changes nothing"
        if not judge(faulty, expectation, asked, until_wrong=True).wrong:
            unnoticed.append(name)
    assert unnoticed == []
    covered(f"{len(FAULTS)} planted faults, all noticed")


#: For each gap of the simulator, the questions that decide here what it does not.
DECIDED: dict[str, Callable[[Question], bool]] = {
    "root enters service roles": lambda q: (
        q.resource.endswith(("-firehose", "-stream"))
        and (q.caller.principal.is_root or bool(q.caller.principal.service))
        and q.action == "sts:AssumeRole"
    ),
    "root and bucket policies": lambda q: (
        q.caller.principal.is_root
        and q.action.startswith("s3:")
        and q.context["aws:SecureTransport"] == "false"
    ),
    "streams of other accounts": lambda q: (
        q.action.startswith("kinesis:") and q.caller.principal.account not in q.resource
    ),
    "encryption contexts": lambda q: any("EncryptionContext" in key for key in q.context),
    "keys of objects": lambda q: q.action == "kms:Decrypt" and "kms:ViaService" in q.context,
}


def test_what_the_simulator_does_not_enforce_is_decided_here(faultless, covered):
    _, expectation = faultless
    asked = list(questions(expectation))
    counts = {name: sum(map(is_about, asked)) for name, is_about in DECIDED.items()}
    assert counts.keys() == GAPS.keys()
    for name, (_, action) in TAKEN_FOR.items():
        counts[name] = sum(question.action == action.lower() for question in asked)
    counts["sts.AssumeRoleWithSAML"] = sum(q.action == "sts:AssumeRoleWithSAML" for q in asked)
    assert [name for name, count in counts.items() if count == 0] == []
    covered(f"{sum(counts.values())} questions about {len(counts)} gaps of the simulator")
