"""Changes by hand to managed policies: `plan` and `verify` name each, `apply` mends or refuses."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bench.holders import ROLE, USER, Hand, Holders, Smith, prepare, state_of, statement
from bench.scripts import Scripts
from bench.state import differences


@pytest.fixture(scope="module")
def both(tmp_path_factory, simulator, cli) -> Scripts:
    """A role and a user with several policies each."""
    holders = Holders(role=tuple(range(10)), user=tuple(range(50, 60)))
    return Smith(tmp_path_factory.mktemp("holders"), simulator, cli).compile(holders)


@pytest.fixture(scope="module")
def converged(both) -> Callable[[], dict]:
    """Goes back to the account after `apply`, and gives its state."""
    prepare(both)
    run = both.provision("apply")
    assert run.status == 0, run.errors
    state = state_of(both)
    both.simulator.ask("save?name=managed-drift")

    def load() -> dict:
        both.simulator.ask("load?name=managed-drift")
        return state

    return load


@dataclass(frozen=True)
class Drift:
    """One change by hand, and what the script must say of it."""

    name: str
    said: str
    make: Callable[[Hand], object]


PART = rf"policy {ROLE}-role-part\d"
PART_OF_USER = rf"policy {USER}-user-part\d"
MENDED = (
    (
        Drift(
            "a document", rf"role {ROLE}: {PART} Statement", lambda h: h.widen(h.arn("role", ROLE))
        ),
        Drift(
            "an attachment",
            rf"role {ROLE}: {PART}: \(none\) -> attached",
            lambda h: h.iam.detach_role_policy(RoleName=ROLE, PolicyArn=h.arn("role", ROLE, 1)),
        ),
        Drift("a policy more, attached", f"policy more of role {ROLE}", Hand.add_attached),
        Drift(
            "a document of a user",
            rf"user {USER}: {PART_OF_USER} Statement",
            lambda h: h.widen(h.arn("user", USER)),
        ),
    ),
    (
        Drift(
            "five versions",
            rf"role {ROLE}: {PART} Statement",
            lambda h: h.fill(h.arn("role", ROLE, 1)),
        ),
        Drift(
            "a policy",
            rf"{PART} of role {ROLE}",
            lambda h: h.lose(h.arn("role", ROLE), h.iam.detach_role_policy, RoleName=ROLE),
        ),
        Drift(
            "the tag that says where policies are",
            rf"role {ROLE}: tag accredit:policies: \(none\) -> managed",
            lambda h: h.iam.untag_role(RoleName=ROLE, TagKeys=["accredit:policies"]),
        ),
        Drift(
            "an attachment of a user",
            rf"user {USER}: {PART_OF_USER}: \(none\) -> attached",
            lambda h: h.iam.detach_user_policy(UserName=USER, PolicyArn=h.arn("user", USER)),
        ),
        Drift(
            "a policy more of a user", f"policy more of user {USER}", lambda h: h.add("user", USER)
        ),
    ),
    (
        Drift(
            "a document that nobody has",
            rf"role {ROLE}: {PART} Statement",
            lambda h: h.take_and_widen(h.arn("role", ROLE)),
        ),
        Drift(
            "an inline policy of our name",
            f"inline policy of role {ROLE}",
            lambda h: h.iam.put_role_policy(
                RoleName=ROLE, PolicyName="accredit", PolicyDocument=json.dumps(statement("s3:*"))
            ),
        ),
    ),
)
REFUSED = (
    Drift(
        "somebody else who has the policy",
        rf"{PART} of role {ROLE} serves user somebody as well",
        lambda h: h.share(h.arn("role", ROLE)),
    ),
    Drift(
        "somebody else whom the policy bounds",
        rf"{PART} of role {ROLE} serves user somebody as well",
        lambda h: h.bound(h.arn("role", ROLE)),
    ),
    Drift(
        "a policy of another path",
        f"role {ROLE} has the policy arn:aws:iam::aws:policy/ReadOnlyAccess",
        lambda h: h.iam.attach_role_policy(
            RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"
        ),
    ),
    Drift(
        "a policy of a deeper path",
        rf"role {ROLE} has the policy arn:\S+:policy/accredit/acme/role/{ROLE}/x/more, which",
        lambda h: h.iam.attach_role_policy(RoleName=ROLE, PolicyArn=h.add("role", ROLE, "x/")),
    ),
)


@pytest.mark.parametrize("together", MENDED, ids=[", ".join(d.name for d in ds) for ds in MENDED])
def test_every_drift_is_named_and_mended(both, converged, together, covered):
    state, hand = converged(), Hand(both)
    for drift in together:
        drift.make(hand)
    for command, status in (("plan", 3), ("verify", 6)):
        run = both.provision(command)
        assert (run.status, run.changing) == (status, []), run.errors
        missed = [drift.name for drift in together if not re.search(drift.said, run.errors)]
        assert not missed, run.errors
    run = both.provision("apply")
    assert run.status == 0, run.errors
    lines = differences(state, state_of(both))
    assert not lines, "\n".join(lines)
    covered(f"{len(together)} drifts, each named by plan and verify and mended by apply")


@pytest.mark.parametrize("drift", REFUSED, ids=lambda drift: drift.name)
def test_what_a_person_must_decide_is_named_and_refused(both, converged, drift):
    converged()
    drift.make(Hand(both))
    drifted = state_of(both)
    for command, status in (("plan", 5), ("verify", 6), ("apply", 5)):
        run = both.provision(command)
        assert (run.status, run.changing) == (status, []), run.errors
        assert re.search(drift.said, run.errors), run.errors
    assert differences(drifted, state_of(both)) == []


def test_a_version_that_is_not_the_default_is_left_alone(both, converged):
    """It gives nothing; whoever makes it the default changes the document, which is seen."""
    state, hand = converged(), Hand(both)
    arn, text = hand.arn("role", ROLE), json.dumps(statement("s3:*"))
    hand.iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=False)
    run = both.provision("apply")
    assert (run.status, run.changing) == (0, []), run.errors
    hand.iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
    assert both.provision("plan").status == 3
    assert both.provision("apply").status == 0
    assert differences(state, state_of(both)) == []


def test_an_unattached_policy_of_a_deeper_path_is_none_of_ours(both, converged):
    """Neither `apply` nor the teardown waits for it, and neither removes it."""
    converged()
    arn = Hand(both).add("role", ROLE, "x/")
    assert both.provision("verify").status == 0
    run = both.provision("apply")
    assert (run.status, run.changing) == (0, []), run.errors
    run = both.teardown()
    assert run.status == 0, run.errors
    assert [one for one in state_of(both)["policies"] if "/acme/" in one] == [arn]


def test_the_teardown_refuses_what_is_attached_from_a_deeper_path(both, converged):
    converged()
    hand = Hand(both)
    hand.iam.attach_role_policy(RoleName=ROLE, PolicyArn=hand.add("role", ROLE, "x/"))
    run = both.teardown()
    assert run.status == 5 and "/x/more, which is not in the specification" in run.errors
    assert ROLE in state_of(both)["roles"]
