"""A role and a user that read buckets, compiled where AWS takes less of a policy than it does.

So a dozen buckets do what takes hundreds in AWS: the role and the user have managed policies.
"""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import places, prerequisites
from bench.aws import CommandLine, Simulator
from bench.scripts import Scripts, compile_spec
from bench.starts import Ground
from bench.state import Account, differences

#: Seven buckets fit into an inline policy, and five or six into a managed one.
LIMITS = {
    "role-inline-policies-size": 600,
    "user-inline-policies-size": 600,
    "managed-policy-size": 500,
}
ROLE, USER = "logzio-acme-logs", "logzio-acme-keys"
ONE_ID, OTHER_ID = "logzio:aws:extid:4fq8v1kx0nktixxe8q", "logzio:aws:extid:9zz8v1kx0nktixxe0a"
BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"


@dataclass(frozen=True)
class Holders:
    """What a role and a user read, and how one comes to be them."""

    #: The numbers of the role's buckets, and of the user's; no user for none.
    role: tuple[int, ...] = ()
    user: tuple[int, ...] = ()
    external_id: str = ONE_ID
    boundary: str = ""

    def spec(self) -> str:
        lines = ["name: acme", 'account: "111122223333"', "region: us-east-1", "tags: {team: blue}"]
        lines += ["vendors:", f"  logzio: {{externalId: {self.external_id}, site: us}}"]
        lines += ["integrations:"]
        for name, auth, buckets in (
            ("logs", "role", self.role),
            ("keys", "access-keys", self.user),
        ):
            if buckets:
                lines += [f"  {name}:", "    type: logzio/s3-fetch", f"    auth: {auth}"]
                lines += [f"    permissionsBoundary: {self.boundary}"] if self.boundary else []
                lines += ["    buckets:", *(f"      - acme-logs-{n:03}" for n in buckets)]
        return "\n".join(lines) + "\n"


class Smith:
    """Compiles holders, each in a folder of its own."""

    def __init__(self, folder: Path, simulator: Simulator, cli: CommandLine) -> None:
        self.folder, self.simulator, self.cli = folder, simulator, cli
        self.count = 0

    def compile(self, holders: Holders, limits: dict[str, int] | None = LIMITS) -> Scripts:
        self.count += 1
        place = self.folder / str(self.count)
        place.mkdir()
        spec = place / "acme.yaml"
        spec.write_text(holders.spec())
        options = ("--templates", str(self.templates(limits))) if limits else ()
        outputs = compile_spec(spec, place / "out", *options)
        return Scripts(outputs, place, self.simulator, self.cli)

    def templates(self, limits: dict[str, int]) -> Path:
        """The facts with other quotas than AWS has."""
        name = "-".join(f"{limit}" for limit in limits.values())
        folder = self.folder / f"Templates-{name}"
        if not folder.exists():
            shutil.copytree(places.TEMPLATES, folder)
            quotas = folder / "AWS" / "quotas.yaml"
            text = quotas.read_text()
            for quota, limit in limits.items():
                text, count = re.subn(rf"(?<=\n  {quota}:\n    limit: )\d+", str(limit), text)
                assert count == 1, quota
            quotas.write_text(text)
        return folder


def prepare(*all_scripts: Scripts) -> None:
    """An account with what any of some specs requires."""
    all_scripts[0].simulator.ask("reset")
    made: set[str] = set()
    for scripts in all_scripts:
        for kind, *words in prerequisites.required(scripts):
            if f"{kind} {words[0]}" not in made:
                made.add(f"{kind} {words[0]}")
                if kind == "bucket":
                    prerequisites.make_bucket(scripts, *words[:2])
                else:
                    prerequisites.make_boundary(scripts, words[0])


def state_of(scripts: Scripts) -> dict:
    return Account(scripts.simulator, scripts.account, scripts.region).state()


def parts_of(state: dict, kind: str, name: str) -> list[str]:
    """The names of the managed policies of a role or user that are attached to it."""
    prefix = f":policy/accredit/acme/{kind}/{name}/"
    attached = state[f"{kind}s"][name]["policies"]["attached"]
    return [arn.split(prefix)[1] for arn in attached if prefix in arn]


def all_parts(state: dict) -> list[str]:
    """The ARNs of all managed policies below the path of a spec, attached or not."""
    return [arn for arn in state["policies"] if ":policy/accredit/" in arn]


class Moving(Ground):
    """A spec on its way from one form to another: the fresh start is what the former made."""

    def __init__(self, name: str, old: Scripts, new: Scripts) -> None:
        super().__init__(name, new)
        self.old = old

    def make(self, start: str) -> None:
        if start != "fresh":
            super().make(start)
            return
        prepare(self.scripts, self.old)
        self.scripts.forget_secrets()
        run = self.old.provision("apply")
        assert run.status == 0, run.errors
        # The key of a user, which the next run must find where the former left it.
        for file in (self.old.workplace / "secrets").iterdir():
            shutil.copy2(file, self.secrets / file.name)
        self.keep(start)

    def unlike_a_new_one(self) -> list[str]:
        """How the state after the move differs from that of the new form made at once."""
        after = self.start("fresh").after
        prepare(self.scripts, self.old)
        self.scripts.forget_secrets()
        run = self.scripts.provision("apply")
        assert run.status == 0, run.errors
        return differences(self.state(), after)


class Hand:
    """Somebody with the console open."""

    def __init__(self, scripts: Scripts) -> None:
        self.iam = scripts.simulator.client("iam", scripts.region, scripts.account)

    def arn(self, kind: str, name: str, number: int = 0) -> str:
        prefix = f"/accredit/acme/{kind}/{name}/"
        listed = self.iam.list_policies(Scope="Local", PathPrefix=prefix)["Policies"]
        return sorted(policy["Arn"] for policy in listed)[number]

    def widen(self, arn: str) -> None:
        default = self.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        version = self.iam.get_policy_version(PolicyArn=arn, VersionId=default)["PolicyVersion"]
        document = version["Document"]
        document["Statement"][0]["Action"] = ["s3:DeleteObject"]
        self.version(arn, document)

    def version(self, arn: str, document: dict) -> None:
        listed = self.iam.list_policy_versions(PolicyArn=arn)["Versions"]
        for version in listed[: max(0, len(listed) - 4)]:
            if not version["IsDefaultVersion"]:
                self.iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        text = json.dumps(document)
        self.iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)

    def fill(self, arn: str) -> None:
        """Five versions, so that none can be added."""
        for number in range(4):
            self.version(arn, statement(f"s3:GetObject{number}"))

    def add(self, kind: str, name: str, deeper: str = "") -> str:
        path = f"/accredit/acme/{kind}/{name}/{deeper}"
        document = json.dumps(statement("s3:*"))
        made = self.iam.create_policy(PolicyName="more", Path=path, PolicyDocument=document)
        return made["Policy"]["Arn"]

    def add_attached(self) -> None:
        self.iam.attach_role_policy(RoleName=ROLE, PolicyArn=self.add("role", ROLE))

    def take_and_widen(self, arn: str) -> None:
        """What nobody has may be anything: nobody notices until it is attached again."""
        self.iam.detach_role_policy(RoleName=ROLE, PolicyArn=arn)
        self.widen(arn)

    def lose(self, arn: str, detach: Callable, **holder) -> None:
        detach(**holder, PolicyArn=arn)
        for version in self.iam.list_policy_versions(PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                self.iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        self.iam.delete_policy(PolicyArn=arn)

    def share(self, arn: str, other: str = "somebody") -> None:
        self.iam.create_user(UserName=other)
        self.iam.attach_user_policy(UserName=other, PolicyArn=arn)

    def bound(self, arn: str) -> None:
        self.iam.create_user(UserName="somebody", PermissionsBoundary=arn)


def statement(action: str) -> dict:
    allowed = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [allowed]}


def role(count: int, **others) -> Holders:
    return Holders(role=tuple(range(count)), **others)


def user(count: int, **others) -> Holders:
    return Holders(user=tuple(range(count)), **others)


MOVES = {
    "inline to managed": (role(3), role(9)),
    "managed to inline": (role(9), role(3)),
    "one policy more": (role(8), role(11)),
    "one policy less": (role(11), role(8)),
    "other buckets, and another id": (
        role(8),
        Holders(role=tuple(range(20, 28)), external_id=OTHER_ID),
    ),
    "inline to managed, and a boundary": (role(3), role(8, boundary=BOUNDARY)),
    "managed to inline, and another id": (role(8), role(3, external_id=OTHER_ID)),
    "user: inline to managed": (user(3), user(8)),
    "user: managed to inline, and a boundary": (user(8), user(3, boundary=BOUNDARY)),
    "user: other buckets, and no boundary": (user(8, boundary=BOUNDARY), user(10)),
}


class Moves:
    """The moves by their names, each compiled once."""

    def __init__(self, smith: Smith) -> None:
        self.smith = smith
        self.known: dict[str, Moving] = {}

    def of(self, name: str) -> Moving:
        if name not in self.known:
            old, new = (self.smith.compile(holders) for holders in MOVES[name])
            self.known[name] = Moving(f"move-{list(MOVES).index(name)}", old, new)
        return self.known[name]
