"""The documents that decide about access in an account: read back, or as a template has them."""

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import yaml

from bench.aws import Simulator

Policy = dict


def parsed(document: object) -> Policy:
    """A policy as data; IAM gives it URL-encoded, S3 and Kinesis as it was sent."""
    if not isinstance(document, str):
        return copy.deepcopy(document)
    return json.loads(document if document.lstrip().startswith("{") else unquote(document))


@dataclass
class Identity:
    """A role (with a trust policy) or a user, and what it may do."""

    policies: list[Policy]
    trust: Policy | None = None
    boundary: str | None = None


@dataclass
class Documents:
    """Every document of an account that says who may do what; roles and the like by ARN."""

    identities: dict[str, Identity] = field(default_factory=dict)
    buckets: dict[str, Policy] = field(default_factory=dict)
    streams: dict[str, Policy] = field(default_factory=dict)

    def copy(self) -> "Documents":
        return copy.deepcopy(self)


def deployed(simulator: Simulator, account: str) -> Documents:
    """The documents as the simulator holds them now."""
    access = simulator.ask(f"access?account={account}", method="GET")
    documents = Documents()
    for arn, entity in {**access["roles"], **access["users"]}.items():
        documents.identities[arn] = Identity(
            [parsed(policy) for policy in entity["policies"]],
            parsed(entity["trust"]) if "trust" in entity else None,
            boundary_of(entity["boundary"]),
        )
    documents.buckets = {name: parsed(policy) for name, policy in access["buckets"].items()}
    documents.streams = {arn: parsed(policy) for arn, policy in access["streams"].items()}
    return documents


def boundary_of(value: object) -> str | None:
    """The ARN of a boundary, which the simulator keeps as such or as IAM's API gives it."""
    return value["PermissionsBoundaryArn"] if isinstance(value, dict) else value or None


class Template:
    """A compiled template, with `Ref` and `Fn::GetAtt` resolved as far as policies use them."""

    def __init__(self, path: Path, account: str, partition: str) -> None:
        self.resources = yaml.load(path.read_text(), Loader=IntrinsicLoader)["Resources"]
        self.account, self.partition = account, partition

    def arn(self, logical_id: str) -> str:
        resource = self.resources[logical_id]
        properties = resource["Properties"]
        match resource["Type"]:
            case "AWS::IAM::Role":
                return self.iam("role", properties, properties["RoleName"])
            case "AWS::IAM::User":
                return self.iam("user", properties, properties["UserName"])
            case "AWS::Kinesis::Stream":
                return f"stream/{properties['Name']}"
        raise ValueError(f"the bench knows no ARN of a {resource['Type']}")

    def iam(self, kind: str, properties: dict, name: str) -> str:
        path = properties.get("Path", "/")
        return f"arn:{self.partition}:iam::{self.account}:{kind}{path}{name}"

    def resolved(self, value: object) -> object:
        """A value of the template without intrinsic functions."""
        match value:
            case Intrinsic("GetAtt", reference):
                return self.arn(reference.removesuffix(".Arn"))
            case dict():
                return {key: self.resolved(member) for key, member in value.items()}
            case list():
                return [self.resolved(member) for member in value]
            case Intrinsic():
                raise ValueError(f"the bench does not resolve {value}")
        return value

    def documents(self) -> Documents:
        documents = Documents()
        for logical_id, resource in self.resources.items():
            properties = resource["Properties"]
            match resource["Type"]:
                case "AWS::IAM::Role" | "AWS::IAM::User":
                    documents.identities[self.arn(logical_id)] = self.identity(properties)
                case "AWS::S3::BucketPolicy":
                    name = self.name(properties["Bucket"])
                    documents.buckets[name] = self.resolved(properties["PolicyDocument"])
                case "AWS::Kinesis::ResourcePolicy":
                    policy = self.resolved(properties["ResourcePolicy"])
                    documents.streams[policy["Statement"][0]["Resource"][0]] = policy
                case "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy":
                    raise ValueError(f"the bench does not attach {resource['Type']}")
        return documents

    def identity(self, properties: dict) -> Identity:
        trust = properties.get("AssumeRolePolicyDocument")
        return Identity(
            [self.resolved(policy["PolicyDocument"]) for policy in properties["Policies"]],
            trust and self.resolved(trust),
            properties.get("PermissionsBoundary"),
        )

    def name(self, value: object) -> str:
        if isinstance(value, Intrinsic):
            return self.resources[value.argument]["Properties"]["BucketName"]
        return value


@dataclass(frozen=True)
class Intrinsic:
    """A short form of a CloudFormation function, for example `!Ref Bucket`."""

    name: str
    argument: object


class IntrinsicLoader(yaml.SafeLoader):
    """Reads a template and keeps the functions in it."""


def intrinsic(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> Intrinsic:
    if isinstance(node, yaml.ScalarNode):
        return Intrinsic(name, loader.construct_scalar(node))
    return Intrinsic(name, None)


IntrinsicLoader.add_multi_constructor("!", intrinsic)
