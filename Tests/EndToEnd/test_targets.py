"""A spec with targets gives each account and region what a spec for it alone would give."""

import json
import re
import subprocess
import time
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import places
from bench.target_templates import Place, Refused, Stack

HOME = "us-east-1"
ADMINISTRATOR = "111122223333"

SPEC = """\
name: estate
account: "{account}"
region: {region}
tags: {{team: platform}}
{targets}
vendors:
  logzio:
    externalId: {external}
    site: us
  fastly: {{customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}
  ledgerly: {{accountId: "999988887777", externalId: ldg-2f7c0d4e1b}}
integrations:
  elb-logs:
    type: logzio/s3-fetch
    role: logzio-estate
    buckets:
      - name: {logs}
        region: us-east-1
        prefix: {prefix}
        narrow: true
  app-logs:
    type: logzio/s3-fetch
    role: logzio-estate
    buckets: [{{name: {apps}}}]
  cold:
    type: logzio/archive
    bucket: {{name: {archive}, create: true}}
  edge:
    type: fastly/s3
    bucket: {{name: {edge}, create: true, expireAfterDays: {days}}}
  legacy:
    type: logzio/s3-fetch
    auth: access-keys
    buckets: [{{name: {logs}, region: us-east-1}}]
  edge-stream:
    type: fastly/kinesis
    stream: {{name: edge, create: true, mode: on-demand}}
    sharing: none
  shared-stream:
    type: fastly/kinesis
    stream: {{name: shared, create: true}}
    kmsKey: {key}
    sharing: role
  metrics:
    type: logzio/metrics
    token: parameter
    backup: {{name: {backup}, create: true}}
  partner:
    type: custom/role
    via: ledgerly
    allow:
      - actions: [s3:GetObject]
        resources: [{export}]
        reason: reads the nightly export
"""

#: Values in which a target's own account and region stand.
COMMON = {
    "prefix": "AWSLogs/<account>/elasticloadbalancing/<region>/",
    "archive": "estate-archive-<account>",
    "edge": "estate-edge-<account>",
    "backup": "estate-metrics-<account>-<region>",
    "apps": "estate-apps-<account>-<region>",
    "export": "arn:aws:s3:::estate-exports-<account>/*",
    "key": "arn:aws:kms:<region>:<account>:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "days": "30",
}


def own_values(index: int) -> dict[str, str]:
    """What one account has otherwise than the others; the third has a bucket of an odd name."""
    own = {
        "logs": f"{'zab'[index % 3]}-elb-logs-{index}",
        "external": f"logzio:aws:extid:4fq8v1kx0nktix{index:04}",
    }
    if index == 2:
        own |= {"apps": "legacy-apps-<region>-x"}
    return own


def accounts(count: int) -> list[str]:
    return [f"{222200000000 + index * 1111}" for index in range(count)]


def targeted(ids: list[str], regions: list[str]) -> str:
    """The spec for all of the accounts and regions."""
    rows = "\n".join(
        f'    "{account}": {json.dumps(own_values(index))}' for index, account in enumerate(ids)
    )
    values = "\n".join(f"    {name}: {value}" for name, value in COMMON.items())
    targets = (
        "targets:\n  permissionModel: service-managed\n  organizationalUnits: [r-ab12]\n"
        f"  accounts:\n{rows}\n  regions: [{', '.join(regions)}]\n  values:\n{values}\n"
    )
    names = set(COMMON) | {"logs", "external"}
    holes = {name: f"{{perTarget: {name}}}" for name in names}
    return SPEC.format(account=ADMINISTRATOR, region=HOME, targets=targets, **holes)


def alone(index: int, account: str, region: str) -> str:
    """The spec for one account and region, with its values written out."""
    values = {
        name: value.replace("<account>", account).replace("<region>", region)
        for name, value in (COMMON | own_values(index)).items()
    }
    return SPEC.format(account=account, region=region, targets="", **values)


def compiled(folder: Path, text: str, *options: str) -> Path:
    folder.mkdir(parents=True)
    spec = folder / "estate.yaml"
    spec.write_text(text)
    command = [places.ACCREDIT, "compile", spec, "-o", folder / "out", *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return folder / "out" / "estate"


def statements(properties: dict[str, Any]) -> set[str]:
    """What a role or user may do, one action on one resource at a time."""
    found = set()
    for policy in properties.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            for action, resource in product(statement["Action"], statement["Resource"]):
                condition = json.dumps(statement.get("Condition"), sort_keys=True)
                found.add(f"{statement['Effect']} {action} {resource} {condition}")
    return found


def without_policies(properties: dict[str, Any]) -> str:
    kept = {key: value for key, value in properties.items() if key != "Policies"}
    # A resource of another template is named by its ARN, one of the same by a reference.
    return re.sub(
        r"<AWS::IAM::Role ([^>]*)\.Arn>",
        r"arn:aws:iam::ACCOUNT:role/\1",
        json.dumps(kept, sort_keys=True),
    )


def differences(
    outputs: Path, index: int, account: str, regions: list[str], tmp: Path
) -> list[str]:
    """How what one account gets differs from what specs for it alone give it."""
    found: list[str] = []
    whole = Stack(outputs / "template.yaml", Place(account, HOME)).resources
    granted: dict[str, set[str]] = {}
    expected_whole: set[str] = set()
    for region in regions:
        own = compiled(tmp / f"{account}-{region}", alone(index, account, region))
        expected = Stack(own / "template.yaml", Place(account, region)).resources
        part = Stack(outputs / "template-Regional.yaml", Place(account, region)).resources
        for name, properties in expected.items():
            if properties.get("Policies"):
                granted.setdefault(name, set()).update(statements(properties))
            made = part.get(name) or whole.get(name)
            shape = without_policies(properties).replace(account, "ACCOUNT")
            if made is None:
                found.append(f"{region}: no {name}")
            elif without_policies(made).replace(account, "ACCOUNT") != shape:
                found.append(f"{region}: {name} is {made}, not {properties}")
        expected_whole |= set(expected) - set(part)
        found += [f"{region}: {name} is too many" for name in set(part) - set(expected)]
    for name, rights in granted.items():
        if statements(whole.get(name, {})) != rights:
            found.append(f"{name} may do {statements(whole.get(name, {})) ^ rights}")
    found += [f"{name} is too many" for name in set(whole) - expected_whole]
    return found


def test_each_target_gets_what_a_spec_for_it_alone_gives(tmp_path: Path, covered) -> None:
    ids, regions = accounts(4), [HOME, "eu-west-1", "ap-southeast-2"]
    outputs = compiled(tmp_path / "all", targeted(ids, regions))
    count = 0
    for index, account in enumerate(ids):
        assert differences(outputs, index, account, regions, tmp_path) == []
        count += len(regions)
    covered(f"{count} targets, 0 differ")


@pytest.mark.parametrize(
    "old, new",
    [
        ('Ref "AWS::Region"', 'Ref "AWS::AccountId"'),
        ("LogsValue: a-elb-logs-1", "LogsValue: z-elb-logs-0"),
        ("s3:GetObject", "s3:PutObject"),
        (":stream/edge", ":stream/*"),
    ],
)
def test_a_target_that_differs_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    ids, regions = accounts(2), [HOME, "eu-west-1"]
    outputs = compiled(tmp_path / "all", targeted(ids, regions))
    for path in outputs.glob("template*.yaml"):
        path.write_text(path.read_text().replace(old, new))
    found = [
        line
        for index, account in enumerate(ids)
        for line in differences(outputs, index, account, regions, tmp_path)
    ]
    assert found


def test_a_stack_anywhere_else_fails(tmp_path: Path, covered) -> None:
    ids = accounts(3)
    outputs = compiled(tmp_path / "all", targeted(ids, [HOME, "eu-west-1"]))
    strangers = [Place("999900001111", HOME), Place(ids[0], "us-west-2")]
    for path, place in product(outputs.glob("template*.yaml"), strangers):
        with pytest.raises(Refused):
            Stack(path, place)
        if place.region == HOME and "FindInMap" in path.read_text():
            text = re.sub(r"\nRules:\n(  .*\n)+", "\nRules: {}\n", path.read_text())
            bare = path.with_suffix(".bare")
            bare.write_text(text)
            with pytest.raises(Refused):
                _ = Stack(bare, place).resources
    covered(f"{len(strangers)} places, 0 deployed to")


def logical_ids(outputs: Path) -> dict[str, list[str]]:
    return {
        path.name: re.findall(r"^  (\w+):$", path.read_text().split("\nResources:")[1], re.M)
        for path in outputs.glob("template*.yaml")
    }


def test_an_account_or_region_more_changes_no_resource(tmp_path: Path, covered) -> None:
    regions = [HOME, "eu-west-1"]
    cases = {
        "one": (accounts(1), regions),
        "two": (accounts(2), regions),
        "three": (accounts(3), regions),
        "more": (accounts(3), [*regions, "us-west-2"]),
        "home": (accounts(3), [HOME]),
    }
    made = {
        name: logical_ids(compiled(tmp_path / name, targeted(*case)))
        for name, case in cases.items()
    }
    assert len({json.dumps(ids, sort_keys=True) for ids in made.values()}) == 1
    covered(f"{len(cases)} sets of targets, {sum(map(len, made['one'].values()))} logical ids each")


def test_fifty_accounts_in_three_regions_compile_and_lint(tmp_path: Path, covered) -> None:
    ids, regions = accounts(50), [HOME, "eu-west-1", "us-west-2"]
    start = time.process_time(), time.monotonic()
    outputs = compiled(tmp_path / "all", targeted(ids, regions))
    seconds = time.monotonic() - start[1]
    templates = sorted(outputs.glob("*.yaml"))
    run = subprocess.run(
        [places.TOOLS / "bin" / "cfn-lint", *templates], capture_output=True, text=True, check=False
    )
    assert run.stdout == "" and run.returncode == 0
    rows = yaml.safe_load(
        (outputs / "template.yaml").read_text().split("Rules:")[0].split("Mappings:")[1]
    )["Accounts"]
    assert list(rows) == ids
    sizes = ", ".join(f"{path.name} {path.stat().st_size}" for path in templates)
    covered(f"150 targets in {seconds:.1f} s; bytes: {sizes}")
