"""Specs with targets: `stacksets.sh` and its teardown, by the real AWS CLI.

Stack sets are the bench's own part of the simulator (`bench/simulator/stack_sets.py`); the stacks
that they make are ministack's, in the accounts and regions that they are said to be in.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.stack_sets import (
    ACCOUNT_WIDE,
    ACCOUNTS,
    ADMINISTRATOR,
    HOME,
    REGIONAL,
    REGIONS,
    TOKEN,
    Deployment,
    Order,
)

pytestmark = pytest.mark.xdist_group("stack-sets")
FIFTH = "555566667777"


@pytest.fixture
def deploy(tmp_path: Path, fresh, cli):
    """The scripts of an order, in accounts that have what a person makes first."""

    def make(order: Order | None = None) -> Deployment:
        deployment = Deployment(order or Order(), tmp_path / "place", fresh, cli)
        deployment.prepare()
        return deployment

    return make


@pytest.fixture
def deployed(deploy) -> Deployment:
    """All targets as the order says."""
    deployment = deploy()
    run = deployment.apply()
    assert run.status == 0, run.errors
    return deployment


def converge(deployment: Deployment, *options: str) -> None:
    """Applies, and holds stacks, instances and a second run against the order."""
    run = deployment.apply(*options)
    assert run.status == 0, run.errors
    assert deployment.actual() == deployment.wanted()
    assert set(deployment.instances("acme").values()) <= {"CURRENT"}
    assert set(deployment.instances("acme-Regional").values()) <= {"CURRENT"}
    again = deployment.apply()
    assert (again.status, again.changing) == (0, []), again.errors
    assert deployment.provision("verify").status == 0


def operations(calls: list[list[str]]) -> list[str]:
    return [call[1] for call in calls]


def test_apply_makes_every_stack_and_a_second_one_changes_nothing(deploy, covered):
    deployment = deploy()
    plan = deployment.provision("plan")
    assert (plan.status, plan.changing) == (3, []), plan.errors
    assert plan.output == "plan acme: 11 to change\n"
    converge(deployment)
    role = deployment.client("iam", ACCOUNTS[1]).get_role(RoleName="vendor-reader")["Role"]
    assert "three" in str(role["AssumeRolePolicyDocument"])
    found = deployment.set_of("acme-Regional")
    assert {tag["Key"]: tag["Value"] for tag in found["Tags"]} == {
        "accredit:spec": "acme", "team": "blue"
    }  # fmt: skip
    assert found["TemplateBody"] == REGIONAL
    assert deployment.set_of("acme")["TemplateBody"] == ACCOUNT_WIDE
    covered(f"{sum(map(len, deployment.actual().values()))} stacks in {len(ACCOUNTS)} accounts")
