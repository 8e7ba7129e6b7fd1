"""Who deploys with the generated policies can, and each permission of them is needed."""

import json
import re
from collections.abc import Callable

import pytest

from bench import places, prerequisites
from bench.deployer import library
from bench.deployer.policies import Coverage, Judge, Permission, documents, without
from bench.deployer.principal import Deployer
from bench.deployer.recorded import Recordings, run_command
from bench.deployer.trials import UNENFORCED, actions_of, is_missed, sample
from bench.hands import Drift

#: The examples whose policies lose some actions in a run as a user, and how many; else all do.
SAMPLED = {"fastly-kinesis": 6, "logzio-s3-keys": 4}
#: What stands in deployer.yaml as the calls of the library, and as what needs no permission.
CALL = re.compile(
    r"\b((?:cloudformation|cloudwatch|firehose|iam|kinesis|kms|logs|s3api|sts) [a-z0-9-]+)\b"
)


def calls_in_the_data(text: str) -> set[str]:
    """The calls that the data knows: those of needs, and those that lead to none."""
    head, _, tail = text.partition("\noperationSource:")
    script = head.partition("\nscript:\n")[2]
    lines = [line for line in script.splitlines() if not line.lstrip().startswith("#")]
    return set(CALL.findall("\n".join(lines))) if tail else set()


DATA = (places.ROOT / "Templates" / "AWS" / "deployer.yaml").read_text()


def test_the_data_covers_every_call_of_the_library_and_no_other(covered):
    made = library.of_checkout().calls()
    assert calls_in_the_data(DATA) == made
    covered(f"{len(made)} calls of Templates/Shell, each with what it needs")


@pytest.mark.parametrize("call", ["iam put-user-policy", "s3api list-objects-v2"])
def test_a_call_that_the_data_lacks_is_found_out(call):
    assert call in DATA
    made = library.of_checkout().calls()
    assert calls_in_the_data(DATA.replace(call, "")) != made
    texts = {"more.sh": "f() {\n  write '' iam create-group --group-name x\n}\n"}
    assert library.Library(texts).calls() == {"iam create-group"}


@pytest.fixture(scope="module")
def recorded(ground, whole) -> Callable[[str], Recordings]:
    """The runs of an example, each recorded once."""
    known: dict[str, Recordings] = {}

    def of(name: str) -> Recordings:
        if name not in known:
            known[name] = Recordings(ground(name)).make(whole)
        return known[name]

    return of


def judge_of(recordings: Recordings, policies: list[dict]) -> Judge:
    return Judge(policies, recordings.reader.caller, recordings.ground.scripts.partition)


def denied(recordings: Recordings, policies: list[dict]) -> list[str]:
    """What the runs ask for and the policies don't allow."""
    judge = judge_of(recordings, policies)
    return sorted(
        {
            f"{run.name}: {asked}"
            for run in recordings.runs
            for asked in run.asked
            if not judge.allows(asked)
        }
    )


def unused(recordings: Recordings, policies: list[dict]) -> list[Permission]:
    coverage = Coverage(policies)
    for run in recordings.runs:
        for asked in set(run.asked):
            coverage.take(asked)
    return coverage.unused


@pytest.mark.parametrize("name", places.examples())
def test_the_policy_allows_all_that_the_script_asks_and_nothing_else(recorded, name, covered):
    recordings = recorded(name)
    policies = documents(recordings.ground.scripts.outputs, "script")
    assert denied(recordings, policies) == []
    assert [str(one) for one in unused(recordings, policies)] == []
    requests = sum(len(run.made) for run in recordings.runs)
    asked = {one for run in recordings.runs for one in run.asked}
    actions = {one for policy in policies for s in policy["Statement"] for one in s["Action"]}
    for action in actions:
        assert denied(recordings, without(policies, action)), f"nothing needs {action}"
    covered(
        f"{name}: {requests:,} requests of {len(recordings.runs)} runs, {len(asked)} permissions "
        f"asked for, all allowed; none of {len(actions)} actions can be taken away"
    )


@pytest.mark.parametrize("name", ["logzio-metrics", "fastly-kinesis"])
def test_a_policy_that_lacks_or_grants_something_is_found_out(recorded, name):
    recordings = recorded(name)
    policies = documents(recordings.ground.scripts.outputs, "script")
    assert denied(recordings, without(policies, "iam:TagRole"))
    assert unused(recordings, policies) == []
    text = json.dumps(policies)
    elsewhere = json.loads(text.replace(recordings.ground.scripts.region, "elsewhere-1"))
    assert denied(recordings, elsewhere)
    passed = text.replace("iam:GetRolePolicy", "iam:DetachRolePolicy")
    assert [one.action for one in unused(recordings, json.loads(passed))][0] == (
        "iam:DetachRolePolicy"
    )


@pytest.mark.parametrize("name", places.examples())
def test_a_user_with_the_policy_deploys_mends_and_removes(example, name, whole, covered):
    if not whole and name == "acme":
        pytest.skip("in the whole matrix only: the other examples have all of its kinds")
    scripts = example(name)
    scripts.simulator.ask("reset")
    scripts.simulator.ask("tls")
    prerequisites.make(scripts)
    policies = documents(scripts.outputs, "script")
    deployer = Deployer.make(scripts, policies)
    own = {"environment": deployer.environment}
    runs = []
    for command, status in (("apply", 0), ("plan", 0), ("verify", 0)):
        runs.append(scripts.provision(command, **own))
        assert runs[-1].status == status, f"{command}: {runs[-1].errors}"
    Drift(scripts).make()
    for command in ("apply", "teardown"):
        runs.append(run_command(scripts, command, **own))
        assert runs[-1].status == 0, f"{command}: {runs[-1].errors}"
    calls = sum(len(run.calls) for run in runs)
    covered(f"{name}: {calls} calls as a user with {len(policies)} policy, 5 runs")


@pytest.mark.parametrize("name", places.examples())
def test_a_user_without_one_of_the_actions_fails(recorded, name, whole, covered):
    if not whole and name not in SAMPLED:
        pytest.skip("in the whole matrix only")
    recordings = recorded(name)
    actions = actions_of(recordings)
    tried = actions if whole else sample(name, actions, SAMPLED[name])
    unnoticed = [action for action in tried if not is_missed(recordings, action)]
    assert [action for action in unnoticed if action not in UNENFORCED] == []
    covered(
        f"{name}: {len(tried)} of {len(actions)} actions taken away one at a time, each is missed; "
        f"not checked by this simulator: {', '.join(unnoticed) or 'none of them'}"
    )


def test_a_simulator_that_enforces_nothing_is_found_out(recorded):
    recordings = recorded("fastly-kinesis")
    # Nobody asks for this one, so no run can miss it.
    assert not is_missed(recordings, "iam:CreateUser")
    assert is_missed(recordings, "iam:CreateRole")
