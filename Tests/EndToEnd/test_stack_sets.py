"""Specs with targets: `stacksets.sh` and its teardown, by the real AWS CLI.

Stack sets are the bench's own part of the simulator (`bench/simulator/stack_sets.py`); the stacks
that they make are ministack's, in the accounts and regions that they are said to be in.
"""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bench import places
from bench.aws import CommandLine
from bench.deployer.policies import documents, permissions
from bench.deployer.requests import made_in
from bench.injection_words import Counted, script_faults
from bench.scripts import Run
from bench.stack_sets import (
    ACCOUNT_WIDE,
    ACCOUNTS,
    HOME,
    REGIONAL,
    REGIONS,
    TOKEN,
    Order,
    converge,
)
from test_cli_versions import banned_in

pytestmark = pytest.mark.xdist_group("stack-sets")
FIFTH = "555566667777"


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


# ---------------------------------------------------------------- the spec changes


def test_growth_makes_only_what_is_new_account_wide_parts_first(deployed):
    deployed.become(replace(deployed.order, accounts=(*ACCOUNTS, FIFTH)))
    run = deployed.apply()
    assert run.status == 0, run.errors
    assert operations(run.changing) == ["create-stack-instances"] * 2
    assert run.errors.index("acme: 5555") < run.errors.index("acme-Regional: 5555")
    assert deployed.actual() == deployed.wanted()
    deployed.become(replace(deployed.order, regions=("ap-south-1", *REGIONS)))
    run = deployed.apply()
    assert operations(run.changing) == ["create-stack-instances"]
    assert deployed.actual() == deployed.wanted()


def test_shrinking_takes_regional_parts_first_and_leaves_data(deployed):
    deployed.become(replace(deployed.order, accounts=ACCOUNTS[:2], regions=("us-east-1",)))
    plan = deployed.provision("plan")
    assert (plan.status, plan.output) == (3, "plan acme: 5 to change\n")
    assert "- remove stack set acme-Regional: 444455556666 eu-west-1" in plan.errors
    run = deployed.apply()
    assert run.status == 0, run.errors
    # Accounts that lose all regions, and accounts that lose one of them; then the account.
    assert operations(run.changing) == ["delete-stack-instances"] * 3
    assert run.errors.index("acme-Regional: 4444") < run.errors.index("set acme: 4444")
    assert deployed.actual() == deployed.wanted()
    kept = deployed.client("kinesis", ACCOUNTS[2], REGIONS[0]).list_streams()["StreamNames"]
    assert kept == [f"records-{ACCOUNTS[2]}-{REGIONS[0]}"]
    assert deployed.apply().changing == []


def test_a_stack_set_that_the_spec_has_no_more_is_removed_before_anything_else(deployed, covered):
    order = deployed.order
    deployed.become(replace(order, sets=order.sets[:1]))
    plan = deployed.provision("plan")
    assert plan.status == 3, plan.errors
    assert "- remove stack set acme-Regional, with 6 stack instances" in plan.errors
    assert deployed.provision("verify").status == 6
    run = deployed.apply()
    assert run.status == 0, run.errors
    assert operations(run.changing) == ["delete-stack-instances", "delete-stack-set"]
    assert deployed.set_of("acme-Regional") is None
    assert deployed.actual() == deployed.wanted()
    assert deployed.apply().changing == []
    covered("6 stack instances, removed by 2 changing calls")


def test_a_stack_set_of_that_name_that_is_somebody_elses_stays(deployed):
    tags = [{"Key": "accredit:spec", "Value": "another"}]
    deployed.tamper("acme-Regional", None, Tags=tags)
    order = deployed.order
    deployed.become(replace(order, sets=order.sets[:1]))
    run = deployed.apply()
    assert (run.status, run.changing) == (0, []), run.errors
    assert deployed.set_of("acme-Regional") is not None


def test_another_template_is_shown_and_reaches_every_target(deployed):
    text = ACCOUNT_WIDE.replace("sts:AssumeRole\n", "[sts:AssumeRole, sts:TagSession]\n")
    deployed.become(deployed.order.with_template("template.yaml", text))
    plan = deployed.provision("plan")
    assert plan.status == 3
    assert "~ change stack set acme: template.yaml, in 2 lines" in plan.errors
    assert "    +             Action: [sts:AssumeRole, sts:TagSession]" in plan.errors
    run = deployed.apply()
    assert (run.status, operations(run.changing)) == (0, ["update-stack-set"]), run.errors
    for account in ACCOUNTS:
        role = deployed.client("iam", account).get_role(RoleName="vendor-reader")["Role"]
        assert "sts:TagSession" in str(role["AssumeRolePolicyDocument"])
    assert deployed.apply().changing == []


def test_tags_change_without_sending_the_template_or_a_token_again(deployed):
    deployed.become(replace(deployed.order, tags={"team": "green"}))
    for file in (deployed.workplace / "secrets").glob("ACCREDIT_*"):
        file.unlink()
    environment = {
        name: value for name, value in deployed.environment().items() if "TOKEN_FILE" not in name
    }
    run = deployed.apply(environment=environment)
    assert run.status == 0, run.errors
    assert operations(run.changing) == ["update-stack-set"] * 2
    assert "tag team: blue -> green" in run.errors
    converge(deployed)


# ---------------------------------------------------------------- what must be there


def test_without_the_administration_role_nothing_is_done(deploy):
    deployment = deploy()
    deployment.client("iam").delete_role(RoleName="accredit-acme-administration")
    run = deployment.apply()
    assert (run.status, run.changing) == (5, []), run.errors
    assert "the role accredit-acme-administration, by which CloudFormation acts" in run.errors
    assert "CHECKLIST.md" in run.errors


@pytest.mark.parametrize("spoil", ["unlink", "edit"])
def test_a_mixed_folder_is_refused_before_anything_is_read(deploy, spoil):
    deployment = deploy()
    template = deployment.outputs / "template-Regional.yaml"
    template.unlink() if spoil == "unlink" else template.write_text(REGIONAL + "\n")
    run = deployment.apply()
    assert (run.status, run.changing) == (4, []), run.errors
    assert "template-Regional.yaml is not" in run.errors


def test_the_folder_is_found_from_anywhere(deploy, tmp_path):
    deployment = deploy()
    odd = tmp_path / "place" / "a folder, $HOME & 'more'"
    deployment.outputs.rename(odd)
    deployment.outputs = odd
    assert deployment.provision("plan").status == 3
    deployment.main = "./stacksets.sh"
    (deployment.workplace / "stacksets.sh").write_bytes((odd / "stacksets.sh").read_bytes())
    deployment.outputs = deployment.workplace
    assert deployment.provision("plan").status == 4


# ---------------------------------------------------------------- operations that fail


def test_a_failed_operation_ends_the_run_with_the_reason_of_each_target(deploy, covered):
    deployment = deploy()
    # Whoever made this role by hand is in the way of the stack.
    deployment.make_role(ACCOUNTS[1], "vendor-reader", "{}")
    run = deployment.apply()
    assert run.status == 7, run.errors
    assert "on stack set acme has FAILED" in run.errors
    assert "333344445555 us-east-1 FAILED" in run.errors
    assert "444455556666 us-east-1 CANCELLED" in run.errors
    verify = deployment.provision("verify")
    assert verify.status == 6
    assert "333344445555 us-east-1: OUTDATED (FAILED)" in verify.errors
    deployment.client("iam", ACCOUNTS[1]).delete_role(RoleName="vendor-reader")
    converge(deployment)
    reason = next(line for line in run.errors.splitlines() if "FAILED Res" in line)
    covered(reason.strip())


def test_an_account_without_the_execution_role_is_named(deploy):
    deployment = deploy()
    deployment.client("iam", ACCOUNTS[2]).delete_role(RoleName="accredit-acme-execution")
    run = deployment.apply()
    assert run.status == 7
    assert "Account 444455556666 should have 'accredit-acme-execution' role" in run.errors


# ---------------------------------------------------------------- tokens


def test_a_token_is_sent_once_and_seen_nowhere(deploy, covered):
    deployment = deploy()
    run = deployment.apply()
    seen = run.output + run.errors + str(run.calls)
    assert run.status == 0 and TOKEN not in seen
    for account in ACCOUNTS:
        key = {"DeliveryStreamName": "metrics"}
        found = deployment.client("firehose", account).describe_delivery_stream(**key)
        assert found["DeliveryStreamDescription"]["DeliveryStreamStatus"] == "ACTIVE"
    stores = str(deployment.simulator.ask("stores", method="GET"))
    assert stores.count(TOKEN) > 0
    fresh_token = "zyxwvutsrqponmlkjihgfedcba987654"
    file = next((deployment.workplace / "secrets").glob("ACCREDIT_TOKEN_*"))
    file.write_text(fresh_token)
    run = deployment.apply()
    assert run.changing == []
    run = deployment.apply("--replace-token")
    assert operations(run.changing) == ["update-stack-set"], run.errors
    assert TOKEN not in str(deployment.simulator.ask("stores", method="GET"))
    assert fresh_token not in run.output + run.errors + str(run.calls)
    covered(f"{len(run.calls)} calls of a run, none with the token")


@pytest.mark.parametrize(
    ("mode", "text"), [(0o644, "chmod 600"), (None, "cannot be read"), (0o600, "does not hold")]
)
def test_a_token_file_that_will_not_do_ends_the_run_before_anything_is_changed(deploy, mode, text):
    deployment = deploy()
    name = next(iter(deployment.secrets))
    file = deployment.workplace / "secrets" / name
    if mode is None:
        environment = deployment.environment()
        file.unlink()
    else:
        file.write_text("two words" if mode == 0o600 else TOKEN)
        file.chmod(mode)
        environment = deployment.environment()
    run = deployment.apply(environment=environment)
    assert (run.status, run.changing) == (2, []), run.errors
    assert text in run.errors
    assert deployment.provision("plan").status == 3


# ---------------------------------------------------------------- large templates


def large(order: Order) -> Order:
    return order.with_template("template.yaml", ACCOUNT_WIDE + "# more\n" * 8000)


def test_a_large_template_goes_by_a_bucket_that_must_be_named(deploy, covered):
    deployment = deploy(large(Order()))
    run = deployment.apply()
    assert (run.status, run.changing) == (2, []), run.errors
    assert "ACCREDIT_TEMPLATE_BUCKET is not set" in run.errors
    assert deployment.provision("plan").status == 3
    deployment.client("s3").create_bucket(Bucket="handover-acme")
    environment = deployment.environment() | {"ACCREDIT_TEMPLATE_BUCKET": "handover-acme"}
    run = deployment.apply(environment=environment)
    assert run.status == 0, run.errors
    assert operations(run.changing).count("put-object") == 1
    assert deployment.actual() == deployment.wanted()
    # What is there already needs no bucket.
    assert deployment.apply().changing == []
    text = deployment.set_of("acme")["TemplateBody"]
    assert text == deployment.order.templates["template.yaml"]
    bad = deployment.environment() | {"ACCREDIT_TEMPLATE_BUCKET": "x/../y"}
    deployment.become(deployment.order.with_template("template.yaml", text + "# more\n"))
    run = deployment.apply(environment=bad)
    assert (run.status, run.changing) == (2, []), run.errors
    covered(f"a template of {len(text)} bytes")


# ---------------------------------------------------------------- scripts and rights


def test_the_scripts_are_nothing_but_data_and_the_library(deploy, covered):
    deployment = deploy()
    linter = [places.TOOLS / "bin" / "shellcheck", "--severity=style", "--exclude=SC2317,SC2329"]
    checks = "check-unassigned-uppercase,quote-safe-variables,require-variable-braces"
    counted = Counted()
    for name in ("stacksets.sh", "teardown.sh"):
        path = deployment.outputs / name
        assert banned_in(path.read_text()) == []
        assert script_faults(path.read_text(), counted) == []
        command = [*linter, f"--enable={checks}", path]
        assert subprocess.run(command, capture_output=True, text=True).stdout == ""
        subprocess.run(["bash", "-n", path], check=True)
    covered(f"{counted.lines} lines, {counted.documents} documents, linted and of bash 3.2")


@pytest.mark.skipif(not Path("/usr/bin/apt").exists(), reason="Debian's CLI is Debian's")
def test_version_2_of_the_cli_makes_the_same(deploy, tmp_path):
    deployment = deploy(replace(Order(), accounts=ACCOUNTS[:1], regions=REGIONS[:1]))
    folder = tmp_path / "version-2"
    folder.mkdir()
    (folder / "aws").symlink_to(places.BENCH / "cli" / "aws-2")
    deployment.cli = CommandLine(folder, {})
    run = deployment.apply()
    assert run.status == 0, run.errors
    assert deployment.actual() == deployment.wanted()
    assert deployment.provision("plan").status == 0


READING = re.compile(r"[a-z0-9]+:(Get|List|Describe)")
#: What requests need besides the action of their name.
BESIDES = {"cloudformation:TagResource", "cloudformation:UntagResource", "iam:PassRole"}


def test_the_deployers_policy_has_what_the_runs_ask_for_and_no_more(deploy, covered):
    deployment = deploy()
    asked = set()

    def note(run: Run) -> None:
        assert run.status == 0, run.errors
        for made in made_in(deployment.workplace / "case"):
            if made.service != "sts":
                asked.add(f"{made.service}:{made.operation}")

    note(deployment.apply())
    changed = replace(deployment.order, tags={}, accounts=ACCOUNTS[:2])
    deployment.become(changed)
    note(deployment.apply())
    deployment.tamper("acme", (ACCOUNTS[0], HOME), Status="OUTDATED", detail="FAILED")
    note(deployment.apply())
    policies = documents(deployment.outputs, "script")
    allowed = {permission.action for permission in permissions(policies)}
    # Whoever deploys stacksets.yaml has CloudFormation make the same changes in their name.
    template = documents(deployment.outputs, "template")
    granted = {permission.action for permission in permissions(template)}
    changes = {action for action in asked if not READING.match(action)}
    assert changes and changes <= granted
    note(deployment.teardown())
    # What a run asks only where an operation fails, or another one runs.
    rare = {"cloudformation:ListStackSetOperationResults", "cloudformation:ListStackSetOperations"}
    assert allowed == asked | BESIDES | rare
    handlers = ", ".join(sorted(granted - changes))
    covered(f"{len(asked)} operations of four runs; nothing here checks {handlers}")


# ---------------------------------------------------------------- the end


def test_teardown_leaves_nothing_but_data(deployed, covered):
    wrong = deployed.environment() | {"ACCREDIT_CONFIRM": "1"}
    asked = deployed.teardown("--yes", environment=wrong)
    assert (asked.status, asked.changing) == (2, [])
    run = deployed.teardown()
    assert (run.status, run.output) == (0, "teardown acme: 2 removed\n"), run.errors
    assert "with 6 stack instances" in run.errors
    order = operations(run.changing)
    assert order == ["delete-stack-instances", "delete-stack-set"] * 2
    assert run.errors.index("stack set acme-Regional") < run.errors.index("stack set acme,")
    assert deployed.actual() == {}
    assert deployed.set_of("acme") is None
    for account in ACCOUNTS:
        roles = deployed.client("iam", account).list_roles()["Roles"]
        assert [role["RoleName"] for role in roles] == ["accredit-acme-execution"]
    again = deployed.teardown()
    assert (again.status, again.changing) == (0, [])
    covered(f"{len(run.calls)} calls")
