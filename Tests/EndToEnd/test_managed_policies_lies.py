"""Managed policies where AWS does not list yet what is there: no run ends well on a wrong state."""

import pytest

from bench.faults import Trial
from bench.holders import ROLE, USER, Hand, Holders, Moves, Smith, prepare, role, state_of
from bench.lies import Lies
from bench.scripts import Scripts
from bench.state import differences

#: More than any run asks for.
ALWAYS = 200
#: Roles and users by where their permissions stand; policies of their own may be left in any case.
FORMS = {
    "a role with an inline policy": ("role", ROLE, role(3)),
    "a role with managed policies": ("role", ROLE, role(9)),
    "a user with an inline policy": ("user", USER, Holders(user=(0, 1, 2))),
}


@pytest.fixture(scope="module")
def smith(tmp_path_factory, simulator, cli) -> Smith:
    return Smith(tmp_path_factory.mktemp("lies"), simulator, cli)


def listed(scripts: Scripts, kind: str, name: str) -> dict:
    """What IAM lists of the policies of a role or user, as the CLI prints it."""
    prefix = f"/accredit/acme/{kind}/{name}/"
    policies = Hand(scripts).iam.list_policies(Scope="Local", PathPrefix=prefix)["Policies"]
    texts = ("PolicyName", "Arn", "Path", "DefaultVersionId", "AttachmentCount")
    return {"Policies": [{key: policy[key] for key in texts} for policy in policies]}


def attach_more(scripts: Scripts, kind: str, name: str) -> None:
    hand = Hand(scripts)
    attach = getattr(hand.iam, f"attach_{kind}_policy")
    attach(**{f"{kind.capitalize()}Name": name}, PolicyArn=hand.add(kind, name))


@pytest.mark.parametrize("marked", (False, True), ids=("unmarked", "marked"))
@pytest.mark.parametrize("form", FORMS)
def test_an_attached_policy_that_is_not_listed_is_no_good_end(
    smith, tmp_path, form, marked, covered
):
    kind, name, holders = FORMS[form]
    scripts = smith.compile(holders)
    prepare(scripts)
    assert scripts.provision("apply").status == 0
    right, lie = state_of(scripts), ("list-policies", listed(scripts, kind, name))
    attach_more(scripts, kind, name)
    if marked:
        tag = getattr(Hand(scripts).iam, f"tag_{kind}")
        tags = [{"Key": "accredit:policies", "Value": "managed"}]
        tag(**{f"{kind.capitalize()}Name": name}, Tags=tags)
    wrong, lies = state_of(scripts), Lies(scripts, tmp_path)
    for command, status in (("plan", 3), ("verify", 6), ("apply", 7)):
        run = scripts.provision(command, environment=lies.tell(*[lie] * ALWAYS))
        assert (run.status, run.changing) == (status, []), run.errors
        assert lies.left < ALWAYS and f"policy more of {kind} {name}" in run.errors, run.errors
        assert "tag accredit:policies" not in run.errors
    assert differences(wrong, state_of(scripts)) == []
    run = scripts.provision("apply", environment=lies.tell(*[lie] * 3))
    assert (run.status, lies.left) == (0, 0), run.errors
    assert differences(right, state_of(scripts)) == []
    covered("plan, verify and apply, with a lie for ever and with one that ends")


def test_teardown_waits_until_an_attached_policy_is_listed(smith, tmp_path):
    kind, name, holders = FORMS["a role with an inline policy"]
    scripts = smith.compile(holders)
    prepare(scripts)
    before = state_of(scripts)
    assert scripts.provision("apply").status == 0
    lie, lies = ("list-policies", listed(scripts, kind, name)), Lies(scripts, tmp_path)
    attach_more(scripts, kind, name)
    wrong = state_of(scripts)
    run = scripts.teardown(environment=lies.tell(*[lie] * ALWAYS))
    assert (run.status, run.changing) == (7, []), run.errors
    assert differences(wrong, state_of(scripts)) == []
    run = scripts.teardown(environment=lies.tell(*[lie] * 3))
    assert (run.status, lies.left) == (0, 0), run.errors
    assert differences(before, state_of(scripts)) == []


@pytest.mark.parametrize("answers", (1, 2))
@pytest.mark.parametrize(
    "name", ("managed to inline, and another id", "user: other buckets, and no boundary")
)
def test_a_lost_answer_is_no_proof_that_nothing_is_attached(
    smith, tmp_path, name, answers, covered
):
    """Were it one, the role would let others in while it has what it had."""
    move, kind = Moves(smith).of(name), "user" if name.startswith("user") else "role"
    start, lies = move.start("fresh"), Lies(move.scripts, tmp_path)
    move.load("fresh")
    simulator = move.scripts.simulator
    simulator.ask(f"watch?account={move.scripts.account}")
    lost = [(f"detach-{kind}-policy", None)]
    lost += [(f"list-attached-{kind}-policies", None)] * answers
    run = move.run("provision", environment=lies.tell(*lost))
    assert (run.status, lies.left) == (0, 0), run.errors
    more = Trial(move, start).problems_of_access()
    simulator.ask("watch")
    assert not more, "\n".join(more)
    assert differences(start.after, move.state()) == []
    covered(f"{len(lost)} answers lost")


def test_a_policy_is_not_attached_before_it_reads_as_it_should(smith, tmp_path):
    """One that nobody has was widened by hand, and AWS says that it took the right text."""
    kind, name, holders = FORMS["a role with managed policies"]
    scripts = smith.compile(holders)
    prepare(scripts)
    assert scripts.provision("apply").status == 0
    right, hand = state_of(scripts), Hand(scripts)
    arn = hand.arn(kind, name)
    hand.take_and_widen(arn)
    lies = Lies(scripts, tmp_path)
    run = scripts.provision("apply", environment=lies.tell(("create-policy-version", None)))
    assert (run.status, lies.left) == (0, 0), run.errors
    calls = [call[1] for call in run.changing if arn in call]
    assert calls.index("create-policy-version") < calls.index("attach-role-policy"), calls
    assert differences(right, state_of(scripts)) == []
