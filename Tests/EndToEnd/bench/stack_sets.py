"""Specs with targets: their scripts, the accounts that they go to, and the state of those."""

import json
import subprocess
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from bench import places
from bench.aws import CommandLine, Failed, Simulator
from bench.scripts import Fault, Run, Scripts

ADMINISTRATOR = "111122223333"
HOME = "us-east-1"
ACCOUNTS = ("222233334444", "333344445555", "444455556666")
REGIONS = ("eu-west-1", "us-east-1")
TOKEN = "abcdefghijABCDEFGHIJ0123456789ab"

ACCOUNT_WIDE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: 'Quotes " and '' and \\ backslashes \\n stay'
Mappings:
  Values:
    "222233334444": {ExternalId: two}
    "333344445555": {ExternalId: three}
    "444455556666": {ExternalId: four}
    "555566667777": {ExternalId: five}
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: vendor-reader
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: "arn:aws:iam::999988887777:root"}
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                "sts:ExternalId": !FindInMap [Values, !Ref "AWS::AccountId", ExternalId]
"""
REGIONAL = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  TokenMetrics:
    Type: String
    NoEcho: true
Resources:
  Records:
    Type: AWS::Kinesis::Stream
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      Name: !Sub "records-${AWS::AccountId}-${AWS::Region}"
      ShardCount: 1
  Shipping:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamName: metrics
      DeliveryStreamType: DirectPut
      HttpEndpointDestinationConfiguration:
        EndpointConfiguration:
          Url: "https://listener.example.com/v1"
          Name: metrics
          AccessKey: !Ref TokenMetrics
        RoleARN: !Sub "arn:aws:iam::${AWS::AccountId}:role/vendor-reader"
        S3Configuration:
          BucketARN: !Sub "arn:aws:s3:::backup-${AWS::AccountId}"
          RoleARN: !Sub "arn:aws:iam::${AWS::AccountId}:role/vendor-reader"
"""


@dataclass(frozen=True)
class Set:
    """One stack set, as `bench-tool stack-sets` reads it."""

    name: str
    template: str
    isRegional: bool  # noqa: N815
    tokens: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Order:
    """A spec with targets, and its templates by their files."""

    spec: str = "acme"
    administrator: str = ADMINISTRATOR
    region: str = HOME
    isServiceManaged: bool = False  # noqa: N815
    isDelegated: bool = False  # noqa: N815
    units: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ACCOUNTS
    regions: tuple[str, ...] = REGIONS
    deploysAutomatically: bool = False  # noqa: N815
    #: Whether names are past the validators of the product, as those of no spec are.
    isUnchecked: bool = False  # noqa: N815
    tags: dict[str, str] = field(default_factory=lambda: {"team": "blue"}, hash=False)
    sets: tuple[Set, ...] = (
        Set("acme", "template.yaml", False),
        Set("acme-Regional", "template-Regional.yaml", True, {"TokenMetrics": "metrics"}),
    )
    templates: dict[str, str] = field(
        default_factory=lambda: {
            "template.yaml": ACCOUNT_WIDE,
            "template-Regional.yaml": REGIONAL,
        },
        hash=False,
    )

    def with_template(self, file: str, text: str) -> "Order":
        return replace(self, templates=self.templates | {file: text})

    def write(self, folder: Path) -> Path:
        """Writes templates and scripts."""
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in self.templates.items():
            (folder / file).write_text(text)
        order = asdict(self)
        order.pop("templates")
        command = [places.TOOL, "stack-sets", folder]
        result = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True)
        if result.returncode != 0:
            raise Failed(f"the scripts are not written: {result.stderr}")
        return folder


class Deployment(Scripts):
    """The scripts of a spec with targets, and the accounts that they go to."""

    main = "stacksets.sh"

    def __init__(self, order: Order, workplace: Path, simulator: Simulator, cli: CommandLine):
        self.order = order
        (workplace / "secrets" / "other").mkdir(parents=True, exist_ok=True)
        super().__init__(order.write(workplace / "outputs"), workplace, simulator, cli)

    def become(self, order: Order) -> None:
        """Has the spec say something else from now on."""
        self.order = order
        for file in self.outputs.iterdir():
            file.unlink()
        order.write(self.outputs)
        self.text = (self.outputs / self.main).read_text()

    def apply(self, *options: str, fault: Fault | None = None, **more) -> Run:
        return self.provision("apply", *options, fault=fault, **more)

    def client(self, service: str, account: str = ADMINISTRATOR, region: str = HOME):
        return self.simulator.client(service, region, account)

    def prepare(self) -> None:
        """Makes what a person makes first: the roles of CloudFormation, or the organization."""
        if self.order.isServiceManaged:
            return
        trust = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "cloudformation.amazonaws.com"},
            "Action": "sts:AssumeRole"}]}  # fmt: skip
        role = f"accredit-{self.order.spec}-administration"
        self.make_role(ADMINISTRATOR, role, json.dumps(trust))
        arn = f"arn:aws:iam::{ADMINISTRATOR}:role/{role}"
        for account in (*ACCOUNTS, "555566667777"):
            text = json.dumps(trust).replace('"Service": "cloudformation.amazonaws.com"',
                                             f'"AWS": "{arn}"')  # fmt: skip
            self.make_role(account, f"accredit-{self.order.spec}-execution", text)

    def make_role(self, account: str, name: str, trust: str) -> None:
        self.client("iam", account).create_role(RoleName=name, AssumeRolePolicyDocument=trust)

    def organize(self, units: dict[str, list[str]], delegated: bool = False) -> None:
        """Tells the administrator's account which accounts are in which units."""
        self.simulator.ask(
            f"organization?account={ADMINISTRATOR}", {"units": units, "delegated": delegated}
        )

    def tamper(self, name: str, place: tuple[str, str] | None, **values) -> None:
        """Has the simulator say something else of a stack set, or of an instance of it."""
        change = {"name": name, "place": place or (), "values": values}
        self.simulator.ask(f"stack-sets?account={ADMINISTRATOR}&region={HOME}", change)

    def set_of(self, name: str) -> dict | None:
        client = self.client("cloudformation")
        try:
            return client.describe_stack_set(StackSetName=name, CallAs=self.caller)["StackSet"]
        except client.exceptions.StackSetNotFoundException:
            return None

    @property
    def caller(self) -> str:
        return "DELEGATED_ADMIN" if self.order.isDelegated else "SELF"

    def instances(self, name: str) -> dict[tuple[str, str], str]:
        """The instances of a stack set, with their status."""
        pages = self.client("cloudformation").get_paginator("list_stack_instances").paginate(
            StackSetName=name, CallAs=self.caller
        )  # fmt: skip
        return {(one["Account"], one["Region"]): one["Status"]
                for page in pages for one in page["Summaries"]}  # fmt: skip

    def stacks(self, account: str, region: str) -> list[str]:
        """The stacks of an account and region that are there, without what makes names unique."""
        found = self.client("cloudformation", account, region).describe_stacks()["Stacks"]
        return sorted(one["StackName"][:-37].removeprefix("StackSet-") for one in found
                      if one["StackStatus"].endswith("_COMPLETE")
                      and "DELETE" not in one["StackStatus"])  # fmt: skip

    def wanted(self) -> dict[tuple[str, str], list[str]]:
        """Which stacks must be where."""
        home = {(account, HOME) for account in self.order.accounts}
        is_regional = any(one.isRegional for one in self.order.sets)
        regions = self.order.regions if is_regional else ()
        all_places = home | {(one, region) for one in self.order.accounts for region in regions}
        return {place: ["acme"] * (place in home) + ["acme-Regional"] * (place[1] in regions)
                for place in sorted(all_places)}  # fmt: skip

    def actual(self) -> dict[tuple[str, str], list[str]]:
        """Which stacks are where, in every account and region of the bench."""
        everywhere = [(account, region) for account in (*ACCOUNTS, "555566667777")
                      for region in (*REGIONS, "ap-south-1")]  # fmt: skip
        found = {place: self.stacks(*place) for place in everywhere}
        return {place: stacks for place, stacks in sorted(found.items()) if stacks}


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
