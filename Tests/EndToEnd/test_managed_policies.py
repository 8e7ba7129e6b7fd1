"""Roles and users that may do more than AWS takes inline have managed policies."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.access_requests import Credentials, Party
from bench.holders import (
    ONE_ID,
    ROLE,
    USER,
    Hand,
    Holders,
    Smith,
    all_parts,
    parts_of,
    prepare,
    state_of,
)
from bench.scripts import Scripts
from bench.state import differences, without_kept_keys
from bench.templates import Template

BOTH = Holders(role=tuple(range(10)), user=tuple(range(50, 60)))
#: As many buckets as take several policies of AWS's own size.
LARGE = Holders(role=tuple(range(230)), user=tuple(range(500, 560)))
ACCOUNT = "111122223333"
VENDOR = "406095609952"


@pytest.fixture(scope="module")
def smith(tmp_path_factory, simulator, cli) -> Smith:
    return Smith(tmp_path_factory.mktemp("holders"), simulator, cli)


@pytest.fixture(scope="module")
def both(smith) -> Scripts:
    return smith.compile(BOTH)


def apply(scripts: Scripts) -> dict:
    run = scripts.provision("apply")
    assert run.status == 0, run.errors
    return state_of(scripts)


@pytest.fixture(scope="module")
def converged(both) -> Callable[[], dict]:
    """Goes back to the account after `apply`, and gives its state."""
    prepare(both)
    state = apply(both)
    both.simulator.ask("save?name=managed")

    def load() -> dict:
        both.simulator.ask("load?name=managed")
        return state

    return load


# ---------------------------------------------------------------- state


@pytest.mark.parametrize("holders, limits", [(BOTH, True), (LARGE, False)], ids=["small", "large"])
def test_template_and_script_make_the_same_state(smith, holders, limits, covered):
    scripts = smith.compile(holders) if limits else smith.compile(holders, None)
    prepare(scripts)
    by_script = apply(scripts)
    counts = [len(parts_of(by_script, kind, n)) for kind, n in (("role", ROLE), ("user", USER))]
    assert counts[0] > 1 and counts[1] >= 1
    assert len(all_parts(by_script)) == sum(counts)
    for kind, name in (("role", ROLE), ("user", USER)):
        assert by_script[f"{kind}s"][name]["policies"]["inline"] == {}
    prepare(scripts)
    Template(scripts).deploy()
    by_template = state_of(scripts)
    lines = differences(without_kept_keys(by_template), without_kept_keys(by_script))
    assert not lines, "\n".join(lines)
    # What the template made, the script finds as it should be.
    verify = scripts.provision("verify")
    said = [line for line in verify.errors.splitlines() if "access key" not in line]
    assert not [line for line in said if line.startswith("!")], verify.errors
    covered(f"{counts[0]} policies of a role and {counts[1]} of a user, 0 differ")


def test_a_second_apply_changes_nothing(both, converged, covered):
    state = converged()
    run = both.provision("apply")
    assert (run.status, run.changing) == (0, []), run.errors
    for command in ("plan", "verify"):
        again = both.provision(command)
        assert (again.status, again.changing) == (0, []), again.errors
    assert differences(state, state_of(both)) == []
    covered(f"{len(run.calls)} calls, 0 of them changing")


# ---------------------------------------------------------------- teardown


def test_teardown_removes_them(both, converged, covered):
    state, hand = converged(), Hand(both)
    hand.fill(hand.arn("role", ROLE))
    run = both.teardown()
    assert run.status == 0, run.errors
    left = state_of(both)
    assert (left["roles"], left["users"], all_parts(left)) == ({}, {}, [])
    assert left["buckets"] == state["buckets"]
    again = both.teardown()
    assert (again.status, again.changing) == (0, []), again.errors
    covered(f"{len(all_parts(state))} policies, one of them with five versions")


def test_teardown_removes_them_when_their_role_is_gone(both, converged):
    state, hand = converged(), Hand(both)
    for arn in state["roles"][ROLE]["policies"]["attached"]:
        hand.iam.detach_role_policy(RoleName=ROLE, PolicyArn=arn)
    hand.iam.delete_role(RoleName=ROLE)
    run = both.teardown()
    assert run.status == 0, run.errors
    assert all_parts(state_of(both)) == []


def test_teardown_leaves_what_serves_somebody_else(both, converged):
    state, hand = converged(), Hand(both)
    hand.share(hand.arn("role", ROLE))
    run = both.teardown()
    assert run.status == 5 and "serves user somebody" in run.errors
    left = state_of(both)
    assert left["roles"] == state["roles"] and USER not in left["users"]


def test_a_role_made_again_finds_its_policies(both, converged):
    """What is left of a role that somebody has deleted is taken up, after it was put right."""
    state, hand = converged(), Hand(both)
    hand.widen(hand.arn("role", ROLE))
    for arn in state["roles"][ROLE]["policies"]["attached"]:
        hand.iam.detach_role_policy(RoleName=ROLE, PolicyArn=arn)
    hand.iam.delete_role(RoleName=ROLE)
    assert differences(state, apply(both)) == []


# ---------------------------------------------------------------- access


def test_the_vendor_may_read_each_bucket_and_no_other(both, converged, covered):
    """The simulator's IAM, asked as the vendor by its role, and as whoever has the user's key."""
    converged()
    owner = Party(both.simulator, Credentials(ACCOUNT)).client("s3", both.region)
    numbers = [*BOTH.role, *BOTH.user]
    for number in numbers:
        owner.put_object(Bucket=f"acme-logs-{number:03}", Key="day", Body=b"x")
    asked = 0
    for party, own in ((vendor(both), BOTH.role), (holder_of_key(both), BOTH.user)):
        for number in numbers:
            sent = {"Bucket": f"acme-logs-{number:03}", "Key": "day"}
            reply = party.send("s3", both.region, "GetObject", sent)
            assert reply.succeeded == (number in own), (number, reply)
            asked += 1
    covered(f"{asked} requests, each decided as the spec says")


def vendor(scripts: Scripts) -> Party:
    sts = Party(scripts.simulator, Credentials(VENDOR)).client("sts", scripts.region)
    role = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
    made = sts.assume_role(RoleArn=role, RoleSessionName="s", ExternalId=ONE_ID)["Credentials"]
    keys = made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]
    return Party(scripts.simulator, Credentials(*keys))


def holder_of_key(scripts: Scripts) -> Party:
    (file,) = [path for name, path in scripts.secrets.items() if "_KEY_" in name]
    key = json.loads(Path(file).read_text())["AccessKey"]
    return Party(scripts.simulator, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
