"""Specs with targets in AWS Organizations: service-managed permissions, by the real AWS CLI."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench import places
from bench.aws import CommandLine
from bench.stack_sets import ACCOUNTS, HOME, REGIONS, Deployment, Order

pytestmark = pytest.mark.xdist_group("stack-sets")
FIFTH = "555566667777"
TEAMS, LABS, EMPTY = "ou-ab12-cd34ef56", "ou-ab12-99999999", "ou-ab12-00000000"
UNITS = {TEAMS: list(ACCOUNTS), LABS: [FIFTH], EMPTY: []}
LISTED = Order(isServiceManaged=True, units=(TEAMS,), accounts=ACCOUNTS[:2])
WHOLE = Order(isServiceManaged=True, units=(EMPTY, TEAMS), accounts=(), deploysAutomatically=True)


@pytest.fixture
def deploy(tmp_path: Path, fresh, cli):
    """The scripts of an order, in an organization."""

    def make(order: Order) -> Deployment:
        deployment = Deployment(order, tmp_path / "place", fresh, cli)
        deployment.organize(UNITS, delegated=order.isDelegated)
        return deployment

    return make


def stacks_in(deployment: Deployment) -> dict:
    return {place: len(stacks) for place, stacks in deployment.actual().items()}


def converge(deployment: Deployment, accounts: tuple[str, ...], regions=REGIONS) -> list[str]:
    """Applies, and holds stacks and a second run against where they must be; gives the writes."""
    run = deployment.apply()
    assert run.status == 0, run.errors
    expected = {(account, HOME): 1 for account in accounts}
    for account in accounts:
        for region in regions:
            expected[account, region] = expected.get((account, region), 0) + 1
    assert stacks_in(deployment) == dict(sorted(expected.items()))
    again = deployment.apply()
    assert (again.status, again.changing) == (0, []), again.errors
    return [call[1] for call in run.changing]


@pytest.mark.parametrize("is_delegated", [False, True])
def test_listed_accounts_of_units_get_it_and_no_other(deploy, is_delegated):
    deployment = deploy(replace(LISTED, isDelegated=is_delegated))
    converge(deployment, ACCOUNTS[:2])
    found = deployment.set_of("acme")
    assert found["PermissionModel"] == "SERVICE_MANAGED"
    assert found["AutoDeployment"]["Enabled"] is False
    deployment.become(replace(deployment.order, accounts=ACCOUNTS[1:]))
    assert sorted(converge(deployment, ACCOUNTS[1:])) == [
        *["create-stack-instances"] * 2, *["delete-stack-instances"] * 2
    ]  # fmt: skip
    assert deployment.teardown().status == 0
    assert stacks_in(deployment) == {}


def test_whole_units_get_it_and_empty_ones_will(deploy, covered):
    deployment = deploy(WHOLE)
    converge(deployment, ACCOUNTS)
    assert deployment.set_of("acme")["OrganizationalUnitIds"] == [EMPTY, TEAMS]
    assert deployment.set_of("acme")["AutoDeployment"]["Enabled"] is True
    deployment.become(replace(deployment.order, regions=("ap-south-1", *REGIONS)))
    writes = converge(deployment, ACCOUNTS, ("ap-south-1", *REGIONS))
    assert writes == ["create-stack-instances"]
    deployment.become(replace(deployment.order, units=(LABS, EMPTY)))
    plan = deployment.provision("plan")
    assert plan.status == 3
    assert f"- remove stack set acme-Regional: {TEAMS} eu-west-1" in plan.errors
    assert f"+ create stack set acme: {LABS} us-east-1" in plan.errors
    converge(deployment, (FIFTH,), ("ap-south-1", *REGIONS))
    assert deployment.set_of("acme")["OrganizationalUnitIds"] == [EMPTY, LABS]
    assert deployment.teardown().status == 0
    assert stacks_in(deployment) == {}
    covered("units of 3, 1 and 0 accounts")


def test_a_unit_that_lost_its_automatic_deployment_is_found(deploy):
    deployment = deploy(WHOLE)
    converge(deployment, ACCOUNTS)
    deployment.tamper("acme", None, targets={TEAMS: [HOME]})
    verify = deployment.provision("verify")
    assert verify.status == 6
    assert f"missing: stack set acme: {EMPTY} us-east-1" in verify.errors
    converge(deployment, ACCOUNTS)
    deployment.tamper("acme", None, targets={TEAMS: [HOME], EMPTY: [HOME], LABS: [HOME]})
    verify = deployment.provision("verify")
    assert f"still there: stack set acme: {LABS} us-east-1" in verify.errors
    converge(deployment, ACCOUNTS)


def test_units_without_automatic_deployment(deploy):
    deployment = deploy(replace(WHOLE, deploysAutomatically=False, units=(TEAMS, LABS)))
    converge(deployment, (*ACCOUNTS, FIFTH))
    deployment.become(replace(deployment.order, units=(LABS,)))
    assert converge(deployment, (FIFTH,)) == ["delete-stack-instances"] * 2
    deployment.become(replace(deployment.order, deploysAutomatically=True))
    plan = deployment.provision("plan")
    assert "AutoDeployment.Enabled: false -> true" in plan.errors
    assert converge(deployment, (FIFTH,)) == ["update-stack-set"] * 2


def test_whoever_does_not_administer_is_told_why(deploy):
    deployment = deploy(LISTED)
    deployment.organize(UNITS, delegated=True)
    run = deployment.apply()
    assert run.status == 7
    assert "the account is no administrator as SELF" in run.errors


@pytest.mark.skipif(not Path("/usr/bin/apt").exists(), reason="Debian's CLI is Debian's")
def test_a_cli_that_cannot_list_where_units_go_says_which_can(deploy, tmp_path):
    deployment = deploy(replace(WHOLE, units=(LABS,), regions=(HOME,)))
    assert deployment.apply().status == 0
    folder = tmp_path / "version-2"
    folder.mkdir()
    (folder / "aws").symlink_to(places.BENCH / "cli" / "aws-2")
    deployment.cli = CommandLine(folder, {})
    run = deployment.provision("verify")
    assert run.status == 4, run.errors
    assert "install AWS CLI 2.15.30 or 1.32.65, or newer" in run.errors


def test_many_accounts_fit_into_one_call(deploy, covered):
    accounts = tuple(f"{number:012d}" for number in range(700000000000, 700000000060))
    order = replace(LISTED, accounts=accounts)
    order = replace(order, sets=order.sets[:1]).with_template(
        "template.yaml", "Resources: {T: {Type: 'AWS::SSM::Parameter', Properties: "
        "{Type: String, Value: x}}}\n",
    )
    deployment = deploy(order)
    deployment.organize({TEAMS: list(accounts)})
    run = deployment.apply()
    assert run.status == 0, run.errors
    assert [call[1] for call in run.changing] == ["create-stack-set", "create-stack-instances"]
    longest = max(len(" ".join(call)) for call in run.calls)
    assert len(deployment.instances("acme")) == 60
    assert longest < 1000
    covered(f"60 accounts in one call; the longest command line has {longest} characters")
