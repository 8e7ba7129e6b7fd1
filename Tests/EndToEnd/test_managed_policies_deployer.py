"""Who deploys managed policies with the generated policies can, and each permission is needed."""

import hashlib
import re
from dataclasses import dataclass

import pytest

from bench.deployer.policies import Coverage, Judge, documents, without
from bench.deployer.principal import Deployer
from bench.deployer.recorded import run_command
from bench.deployer.requests import Asked, Reader, made_in
from bench.holders import BOUNDARY, ROLE, USER, Hand, Holders, Smith, prepare
from bench.scripts import Scripts

#: What managed policies take beside what a role or user with an inline policy does.
OWN = re.compile(
    r"iam:((Create|Delete|Get|List)(Policy|Policies)|\w*PolicyVersions?|ListEntitiesForPolicy"
    r"|(Attach|Detach)(Role|User)Policy|Untag(Role|User))$"
)
#: How many of these actions are taken away from a user in the ordinary run.
QUOTA = 4


@dataclass(frozen=True)
class Path:
    """A start, the command that is run from it, and how it ends."""

    start: str
    command: str
    status: int = 0


PATHS = (
    Path("fresh", "apply"),
    Path("changed", "apply"),
    Path("shared", "plan", 5),
    Path("converged", "teardown"),
    Path("divided", "apply"),
)


class Account:
    """An account with a role and a user that are divided, or were and no longer are."""

    def __init__(self, smith: Smith) -> None:
        self.divided = smith.compile(Holders(role=tuple(range(9)), user=tuple(range(9))))
        self.whole = smith.compile(Holders(role=(0, 1), user=(0, 1)))
        self.kept: set[str] = set()

    def scripts(self, path: Path) -> Scripts:
        return self.whole if path.start == "divided" else self.divided

    def policies(self) -> list[dict]:
        """Of both specs: what a spec doesn't have any more is removed with the rights of before."""
        return documents(self.divided.outputs, "script") + documents(self.whole.outputs, "script")

    def go_to(self, start: str) -> None:
        simulator = self.divided.simulator
        if start not in self.kept:
            self.make(start)
            simulator.ask(f"save?name=deployer-{start}")
            self.kept.add(start)
        simulator.ask(f"load?name=deployer-{start}")
        for scripts in (self.divided, self.whole):
            scripts.forget_secrets()

    def make(self, start: str) -> None:
        if start == "fresh":
            prepare(self.divided, self.whole)
            return
        self.go_to("fresh")
        run = self.divided.provision("apply")
        assert run.status == 0, run.errors
        hand = Hand(self.divided)
        if start == "changed":
            hand.fill(hand.arn("role", ROLE))
            hand.fill(hand.arn("user", USER))
            hand.add_attached()
            arn = hand.arn("user", USER, 1)
            hand.iam.detach_user_policy(UserName=USER, PolicyArn=arn)
            more = hand.add("user", USER)
            hand.iam.attach_user_policy(UserName=USER, PolicyArn=more)
        if start == "shared":
            hand.share(hand.arn("role", ROLE))
            hand.share(hand.arn("user", USER), "somebody-else")

    def run(self, path: Path, **options):
        """A run without the files of keys: those of a user that was made before are elsewhere."""
        scripts = self.scripts(path)
        if path.start in ("fresh", "converged"):
            return run_command(scripts, path.command, **options)
        environment = options.get("environment") or scripts.environment()
        own = {name: value for name, value in environment.items() if "_KEY_FILE_" not in name}
        return run_command(scripts, path.command, environment=own)

    def asked(self, path: Path) -> list[Asked]:
        """What a run asks for."""
        self.go_to(path.start)
        scripts = self.scripts(path)
        access = scripts.simulator.ask(f"access?account={scripts.account}")
        reader = Reader(scripts.account, scripts.partition, scripts.text, access)
        run = self.run(path)
        assert run.status == path.status, f"{path}: {run.errors}"
        made = made_in(scripts.workplace / "case")
        return [asked for one in made for asked in reader.asked(one)]


@pytest.fixture(scope="module")
def account(tmp_path_factory, simulator, cli) -> Account:
    return Account(Smith(tmp_path_factory.mktemp("deployer"), simulator, cli))


@pytest.fixture(scope="module")
def asked(account) -> dict[Path, list[Asked]]:
    return {path: account.asked(path) for path in PATHS}


def actions_in(policies: list[dict]) -> set[str]:
    return {one for policy in policies for s in policy["Statement"] for one in s["Action"]}


def denied(account: Account, asked: dict, policies: list[dict]) -> list[str]:
    scripts = account.divided
    caller = Reader(
        scripts.account, scripts.partition, scripts.text, {"roles": {}, "users": {}}
    ).caller
    judge = Judge(policies, caller, scripts.partition)
    every = {one for found in asked.values() for one in found}
    return sorted(str(one) for one in every if not judge.allows(one))


def test_the_policies_allow_all_that_the_scripts_ask(account, asked, covered):
    policies = account.policies()
    assert denied(account, asked, policies) == []
    own = sorted(action for action in actions_in(policies) if OWN.match(action))
    for action in own:
        assert denied(account, asked, without(policies, action)), f"nothing needs {action}"
    coverage = Coverage(policies)
    for one in {one for found in asked.values() for one in found}:
        coverage.take(one)
    assert [str(one) for one in coverage.unused if OWN.match(one.action)] == []
    requests = sum(len(found) for found in asked.values())
    covered(f"{requests} permissions asked for; none of {len(own)} actions can be taken away")


def test_no_policy_of_another_path_can_be_attached(account, asked):
    """Whoever deploys the spec can't give its role a policy that anybody else has written."""
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    wanted = next(a for found in asked.values() for a in found if a.action.endswith("RolePolicy"))
    role = f"arn:aws:iam::{account.divided.account}:role/{ROLE}"
    foreign = Asked("iam:AttachRolePolicy", role, (("iam:PolicyARN", arn),))
    assert wanted and denied(account, {Path("", ""): [foreign]}, account.policies())


def test_a_user_with_the_policies_deploys_moves_and_removes(account, covered):
    calls = 0
    for path in PATHS:
        run = as_deployer(account, path, account.policies())
        assert run.status == path.status, f"{path}: {run.errors}"
        calls += len(run.calls)
    covered(f"{calls} calls as a user in {len(PATHS)} runs")


def as_deployer(account: Account, path: Path, policies: list[dict]):
    account.go_to(path.start)
    scripts = account.scripts(path)
    scripts.simulator.ask("tls")
    deployer = Deployer.make(scripts, policies)
    return account.run(path, environment=deployer.environment)


def test_a_user_without_one_of_the_actions_fails(account, asked, whole, covered):
    policies = account.policies()
    own = [action for action in actions_in(policies) if OWN.match(action)]
    order = sorted(own, key=lambda action: hashlib.sha256(action.encode()).digest())
    tried = order if whole else order[:QUOTA]
    unnoticed = []
    for action in tried:
        path = next(p for p in PATHS if action in {one.action for one in asked[p]})
        run = as_deployer(account, path, without(policies, action))
        if run.status == path.status:
            unnoticed.append(action)
    assert unnoticed == []
    covered(f"{len(tried)} of {len(own)} actions taken away one at a time, each is missed")


def test_within_a_boundary_policies_are_attached_to_whoever_has_it_alone(
    tmp_path, simulator, cli, covered
):
    """Else what the spec's policies say would count for a role that nothing bounds.

    The bench's own evaluator decides: the simulator's IAM does not know iam:PermissionsBoundary.
    """
    numbers = tuple(range(9))
    holders = Holders(role=numbers, user=numbers, boundary=BOUNDARY)
    scripts = Smith(tmp_path, simulator, cli).compile(holders)
    prepare(scripts)
    access = simulator.ask(f"access?account={scripts.account}")
    reader = Reader(scripts.account, scripts.partition, scripts.text, access)
    assert run_command(scripts, "apply").status == 0
    asked = [one for made in made_in(scripts.workplace / "case") for one in reader.asked(made)]
    judge = Judge(documents(scripts.outputs, "script"), reader.caller, scripts.partition)
    assert [str(one) for one in asked if not judge.allows(one)] == []
    attached = [one for one in asked if one.action.startswith("iam:Attach")]
    assert {one.action for one in attached} == {"iam:AttachRolePolicy", "iam:AttachUserPolicy"}
    for one in attached:
        other = tuple(pair for pair in one.context if pair[0] != "iam:PermissionsBoundary")
        assert other != one.context
        for context in (other, (*other, ("iam:PermissionsBoundary", BOUNDARY + "-of-others"))):
            assert not judge.allows(Asked(one.action, one.resource, context)), one
        detached = one.action.replace("Attach", "Detach")
        assert judge.allows(Asked(detached, one.resource, other)), one
    covered(f"{len(attached)} attachments, each allowed with the boundary and not without it")
