"""Who deploys the template with the generated policies can, as far as a simulator shows it."""

import re

import pytest

from bench import places, prerequisites
from bench.deployer.policies import Judge, documents, without
from bench.deployer.principal import Deployer
from bench.deployer.recorded import Recordings
from bench.deployer.stack import Stack
from bench.scripts import Scripts

READING = re.compile(r"[a-z0-9]+:(Get|List|Describe|Head)")


def actions_in(policies: list[dict]) -> set[str]:
    return {one for policy in policies for s in policy["Statement"] for one in s["Action"]}


def deployer_of(scripts: Scripts, policies: list[dict]) -> Deployer:
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    return Deployer.make(scripts, policies)


@pytest.mark.parametrize("name", places.examples())
def test_a_user_with_the_policies_deploys_the_stack_and_no_other(example, name, covered):
    scripts = example(name)
    policies = documents(scripts.outputs, "template")
    deployer = deployer_of(scripts, policies)
    Stack(deployer).deploy()
    assert Stack(deployer).denied() == set()
    elsewhere = Stack(deployer, f"{name}-2").denied()
    about_stacks = {one for one in actions_in(policies) if one.startswith("cloudformation:")}
    assert elsewhere == about_stacks - {"cloudformation:GetTemplateSummary"}
    covered(f"{name}: deployed with a change set by a user with {len(policies)} policies")


@pytest.mark.parametrize("name", ["fastly-s3"])
def test_a_user_without_an_action_on_the_stack_is_denied_it(example, name, covered):
    scripts = example(name)
    policies = documents(scripts.outputs, "template")
    about_stacks = [one for one in actions_in(policies) if one.startswith("cloudformation:")]
    for action in about_stacks:
        deployer = deployer_of(scripts, without(policies, action))
        assert Stack(deployer).denied() >= {action}
    covered(f"{name}: {len(about_stacks)} actions on the stack, each denied where it is taken away")


#: Examples that have every kind of resource together.
EVERY_KIND = ["fastly-kinesis", "fastly-s3", "logzio-metrics", "logzio-s3-keys"]


@pytest.mark.parametrize("name", EVERY_KIND)
def test_what_the_script_does_to_make_the_resources_is_in_the_policies(ground, name, covered):
    """CloudFormation makes the same resources through the same APIs, on behalf of its caller."""
    recordings = Recordings(ground(name))
    fresh = recordings.record("fresh", "apply")
    scripts = recordings.ground.scripts
    policies = documents(scripts.outputs, "template")
    judge = Judge(policies, recordings.reader.caller, scripts.partition)
    making = {asked for asked in fresh.asked if not READING.match(asked.action)}
    assert [str(asked) for asked in making if not judge.allows(asked)] == []
    for asked in making:
        lacking = Judge(
            without(policies, asked.action), recordings.reader.caller, scripts.partition
        )
        assert not lacking.allows(asked)
    checked = {asked.action for asked in making}
    stack = {one for one in actions_in(policies) if one.startswith("cloudformation:")}
    left = sorted(actions_in(policies) - checked - stack)
    covered(
        f"{name}: {len(making)} permissions to make what the template makes; nothing here checks "
        f"the {len(left)} actions of CloudFormation's handlers {', '.join(left)}"
    )
