"""What people change on stack sets by hand: `plan` and `verify` name it, `apply` mends it."""

import pytest

from bench.stack_sets import (
    ACCOUNT_WIDE,
    ACCOUNTS,
    ADMINISTRATOR,
    HOME,
    REGIONS,
    Deployment,
    converge,
)

pytestmark = pytest.mark.xdist_group("stack-sets")
FIFTH = "555566667777"


def drift_instance(deployed: Deployment) -> str:
    deployed.client("cloudformation").delete_stack_instances(
        StackSetName="acme", Accounts=[ACCOUNTS[0]], Regions=[HOME], RetainStacks=False
    )
    while len(deployed.instances("acme")) == len(ACCOUNTS):
        pass
    return "acme: 222233334444 us-east-1"


def drift_outdated(deployed: Deployment) -> str:
    values = {"Status": "OUTDATED", "detail": "FAILED", "reason": "a | reason"}
    deployed.tamper("acme-Regional", (ACCOUNTS[1], REGIONS[0]), **values)
    return "acme-Regional: 333344445555 eu-west-1: OUTDATED (FAILED) a | reason"


def drift_tag(deployed: Deployment) -> str:
    tags = [{"Key": "accredit:spec", "Value": "acme"}, {"Key": "more", "Value": "x"}]
    deployed.tamper("acme", None, Tags=tags)
    return "acme: tag team: (none) -> blue"


def drift_template(deployed: Deployment) -> str:
    text = ACCOUNT_WIDE.replace("999988887777", "666655554444")
    deployed.tamper("acme", None, template=text)
    return "acme: template.yaml, in 2 lines"


def drift_description(deployed: Deployment) -> str:
    deployed.tamper("acme", None, Description="by hand")
    return "acme: Description: by hand -> "


def drift_role(deployed: Deployment) -> str:
    deployed.tamper("acme", None, ExecutionRoleName="Admin")
    return "acme: ExecutionRoleName: Admin -> accredit-acme-execution"


def drift_capabilities(deployed: Deployment) -> str:
    deployed.tamper("acme", None, Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"])
    return "acme: Capabilities: CAPABILITY_AUTO_EXPAND, CAPABILITY_NAMED_IAM -> CAPABILITY_NAMED_"


def drift_surplus(deployed: Deployment) -> str:
    deployed.client("cloudformation").create_stack_instances(
        StackSetName="acme-Regional", Accounts=[FIFTH], Regions=["ap-south-1"]
    )
    while "OUTDATED" in deployed.instances("acme-Regional").values():
        pass
    return "acme-Regional: 555566667777 ap-south-1"


@pytest.mark.parametrize(
    "drift",
    [
        drift_instance, drift_outdated, drift_tag, drift_template, drift_description, drift_role,
        drift_capabilities, drift_surplus,
    ],
)  # fmt: skip
def test_plan_and_verify_name_a_drift_and_apply_mends_it(deployed, drift):
    named = drift(deployed)
    plan, verify = deployed.provision("plan"), deployed.provision("verify")
    assert (plan.status, verify.status) == (3, 6), plan.errors + verify.errors
    assert f"stack set {named}" in plan.errors
    assert f"stack set {named}" in verify.errors
    assert plan.changing + verify.changing == []
    converge(deployed)


def test_an_instance_that_nothing_can_change_is_refused_with_what_to_do(deployed):
    values = {"Status": "INOPERABLE", "detail": "INOPERABLE", "reason": "its deletion failed"}
    deployed.tamper("acme", (ACCOUNTS[0], HOME), **values)
    for command, status in (("plan", 5), ("apply", 5), ("verify", 6)):
        run = deployed.provision(command)
        assert (run.status, run.changing) == (status, []), run.errors
        assert "222233334444 us-east-1 is INOPERABLE: its deletion failed" in run.errors
        assert "delete-stack-instances --retain-stacks" in run.errors
    assert deployed.teardown().status == 5


def test_a_suspended_account_is_said_and_left(deployed):
    values = {"Status": "OUTDATED", "detail": "SKIPPED_SUSPENDED_ACCOUNT", "reason": ""}
    deployed.tamper("acme", (ACCOUNTS[0], HOME), **values)
    run = deployed.provision("plan")
    assert run.status == 0, run.errors
    assert "222233334444 us-east-1 stays as it is: SKIPPED_SUSPENDED_ACCOUNT" in run.errors


@pytest.mark.parametrize("tags", [[], [{"Key": "accredit:spec", "Value": "other"}]])
def test_a_foreign_stack_set_is_refused_and_never_removed(deploy, tags):
    deployment = deploy()
    arn = f"arn:aws:iam::{ADMINISTRATOR}:role/accredit-acme-administration"
    deployment.client("cloudformation").create_stack_set(
        StackSetName="acme", TemplateBody=ACCOUNT_WIDE, Tags=tags, AdministrationRoleARN=arn
    )
    for run in (deployment.provision("plan"), deployment.apply(), deployment.teardown()):
        assert (run.status, run.changing) == (5, []), run.errors
        assert "stack set acme" in run.errors
    assert deployment.set_of("acme")["Tags"] == tags


def test_instances_of_a_foreign_stack_set_are_nobody_elses_to_remove(deployed):
    drift_surplus(deployed)
    deployed.tamper("acme-Regional", None, Tags=[{"Key": "accredit:spec", "Value": "other"}])
    for run in (deployed.provision("plan"), deployed.apply()):
        assert (run.status, run.changing) == (5, []), run.errors
        assert "stack set acme-Regional" in run.errors and FIFTH not in run.errors, run.errors


def test_another_permission_model_is_refused(deployed):
    deployed.organize({})
    deployed.tamper("acme", None, PermissionModel="SERVICE_MANAGED")
    run = deployed.apply()
    assert (run.status, run.changing) == (5, []), run.errors
    assert "stack set acme is SERVICE_MANAGED, which cannot be changed" in run.errors
