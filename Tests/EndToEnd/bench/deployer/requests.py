"""Which permissions a request of the AWS CLI asks for: actions, the resources they are on, context.

Written from the Service Authorization Reference and the API references of the services, 2026, and
not from the product's data, against which it is held.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.aws import Failed
from bench.evaluator import Principal

#: S3 operations whose action has another name.
S3 = {
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "ListObjectsV2": "ListBucket",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
#: To whom a request hands the roles that it names ("Granting a user permissions to pass a role").
PASSES = {"cloudwatch": "streams.metrics.cloudwatch.amazonaws.com",
          "firehose": "firehose.amazonaws.com"}
#: The actions that tags at creation take besides.
TAGGED = {
    "iam:CreateRole": "iam:TagRole",
    "iam:CreateUser": "iam:TagUser",
    "kinesis:CreateStream": "kinesis:AddTagsToStream",
    "firehose:CreateDeliveryStream": "firehose:TagDeliveryStream",
    "cloudwatch:PutMetricStream": "cloudwatch:TagResource",
    "logs:CreateLogGroup": "logs:TagResource",
}
#: Actions that take no resource.
OF_NOTHING = {"iam:ListPolicies", "kinesis:UpdateShardCount", "kinesis:UpdateStreamMode",
              "logs:DescribeLogGroups"}
#: Actions on a role or user that name a policy.
ATTACHING = re.compile(r"iam:(Attach|Detach)(Role|User)Policy$")
#: Actions on roles and users that know the boundary of whom they are about.
BOUNDED = re.compile(
    r"iam:(Create|Put|Attach|Detach|Delete)(Role|User)(Policy|PermissionsBoundary)?$"
)


@dataclass(frozen=True)
class Made:
    """A request as the CLI made it."""

    service: str
    operation: str
    region: str
    parameters: dict = field(hash=False)


@dataclass(frozen=True)
class Asked:
    """A permission that a request needs."""

    action: str
    resource: str
    context: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}"


class Reader:
    """Turns requests to one account into what they ask for, in their order.

    It follows the boundaries of roles and users, which a condition may be about.
    """

    def __init__(self, account: str, partition: str, script: str, access: dict) -> None:
        self.account, self.partition = account, partition
        self.paths = paths_in(script)
        self.boundaries = {
            arn: found["boundary"]
            for kind in ("roles", "users")
            for arn, found in access[kind].items()
        }

    @property
    def caller(self) -> Principal:
        arn = f"arn:{self.partition}:iam::{self.account}:user/deployer"
        return Principal.aws(arn, self.account)

    def asked(self, made: Made) -> Iterator[Asked]:
        if made.service == "sts":
            return
        name = S3.get(made.operation, made.operation) if made.service == "s3" else made.operation
        action = f"{made.service}:{name}"
        region = ("aws:RequestedRegion", made.region)
        resource = "*" if action in OF_NOTHING else self.resource(made)
        context = (region, *self.boundary(action, resource, made.parameters))
        if ATTACHING.match(action):
            context += (("iam:PolicyARN", made.parameters["PolicyArn"]),)
        yield Asked(action, resource, context)
        parameters = made.parameters
        if action in TAGGED and (parameters.get("Tags") or parameters.get("tags")):
            yield Asked(TAGGED[action], resource, context)
        if made.service in PASSES:
            for role in sorted(roles_in(parameters)):
                passed = ("iam:PassedToService", PASSES[made.service])
                yield Asked("iam:PassRole", role, (region, passed))
        if action == "kinesis:StartStreamEncryption":
            yield from self.key(action, parameters["KeyId"], region)

    def key(self, action: str, key: str, region: tuple[str, str]) -> Iterator[Asked]:
        """A key besides the stream; one of the account's own is looked at by who names it."""
        if key.startswith("arn:"):
            yield Asked(action, key, (region,))
            yield Asked("kms:DescribeKey", key, (region,))
        else:
            yield Asked(action, self.arn("kms", region[1], "key/managed-by-aws"), (region,))

    def boundary(self, action: str, resource: str, parameters: dict) -> Iterator[tuple[str, str]]:
        """The boundary that a request sets, or that whom it is about has; then it is so."""
        if not BOUNDED.match(action):
            return
        if "PermissionsBoundary" in parameters:
            self.boundaries[resource] = parameters["PermissionsBoundary"]
        bound = self.boundaries.get(resource)
        if bound:
            yield "iam:PermissionsBoundary", bound
        if action.endswith("PermissionsBoundary") and ":Delete" in action:
            self.boundaries[resource] = None

    def arn(self, service: str, region: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{region}:{self.account}:{resource}"

    def resource(self, made: Made) -> str:
        parameters = made.parameters
        if made.operation == "CreatePolicy":
            named = f"{parameters.get('Path', '/')}{parameters['PolicyName']}"
            return self.arn("iam", "", f"policy{named}")
        holds = "RoleName" in parameters or "UserName" in parameters
        for key in ("StreamARN", "ResourceARN", "resourceArn", "PolicyArn"):
            if key in parameters and not (key == "PolicyArn" and holds):
                return parameters[key]
        match made.service:
            case "s3":
                return f"arn:{self.partition}:s3:::{parameters['Bucket']}"
            case "iam":
                kind = "role" if "RoleName" in parameters else "user"
                name = parameters[f"{kind.capitalize()}Name"]
                path = self.paths.get((kind, name), "/")
                return self.arn("iam", "", f"{kind}{path}{name}")
            case "kinesis":
                return self.arn("kinesis", made.region, f"stream/{parameters['StreamName']}")
            case "firehose":
                name = parameters["DeliveryStreamName"]
                return self.arn("firehose", made.region, f"deliverystream/{name}")
            case "cloudwatch":
                name = parameters.get("Name") or parameters["Names"][0]
                return self.arn("cloudwatch", made.region, f"metric-stream/{name}")
            case "logs":
                stream = parameters.get("logStreamName", "")
                group = f"log-group:{parameters['logGroupName']}:log-stream:{stream}"
                return self.arn("logs", made.region, group)
            case "kms":
                return parameters["KeyId"]
        raise Failed(f"the bench does not know what {made.service} {made.operation} is about")


def paths_in(script: str) -> dict[tuple[str, str], str]:
    """The paths of the roles and users of a script, which calls don't say again."""
    found = re.findall(r'"(Role|User)Name": "([^"]+)",\s+"Path": "([^"]+)"', script)
    return {(kind.lower(), name): path for kind, name, path in found}


def roles_in(value: object) -> set[str]:
    """Every role that parameters name, however deep."""
    if isinstance(value, list):
        return {role for item in value for role in roles_in(item)}
    if not isinstance(value, dict):
        return set()
    own = {value[key] for key in ("RoleARN", "RoleArn") if key in value}
    return own | {role for member in value.values() for role in roles_in(member)}


def made_in(folder: Path) -> list[Made]:
    """The requests that the CLI has noted."""
    lines = (folder / "requests").read_text().splitlines()
    return [Made(**json.loads(line)) for line in lines]
