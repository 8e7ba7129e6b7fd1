"""The state of an account, read through AWS's own API and written so that two can be compared.

Left out is what AWS makes up (ids, times, versions) and what no spec says. Policies are compared as
data: lists of one are their member, lists of names are sorted.
"""

import json
from collections.abc import Callable

from botocore.exceptions import ClientError

from bench.aws import Simulator

#: Codes with which AWS says that something has no such setting.
ABSENT = (
    "NoSuchBucketPolicy",
    "NoSuchTagSet",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
    "ResourceNotFoundException",
)
#: Tags that CloudFormation adds by itself.
FOREIGN_TAGS = "aws:cloudformation:"


def or_none(read: Callable[..., dict], **arguments) -> dict | None:
    """What a call gives, or nothing where AWS says that there is none."""
    try:
        reply = read(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in ABSENT:
            return None
        raise
    reply.pop("ResponseMetadata", None)
    return reply


def tags_of(pairs: list[dict]) -> dict[str, str]:
    found = {pair["Key"]: pair["Value"] for pair in pairs}
    return {key: value for key, value in found.items() if not key.startswith(FOREIGN_TAGS)}


def policy_of(document: object) -> object:
    """A policy as data, in one form of the several that mean the same."""
    if isinstance(document, str):
        document = json.loads(document)
    return canonical(document)


#: Settings that mean the same as none, in the form that AWS's documentation gives for each.
MEANS_NOTHING = (
    ("BucketKeyEnabled", False),
    ("Filter", {"Prefix": ""}),
    ("Filter", {}),
    ("ProcessingConfiguration", {"Enabled": False}),
)


def canonical(value: object) -> object:
    if isinstance(value, dict):
        members = [pair for pair in sorted(value.items()) if pair not in MEANS_NOTHING]
        return {key: canonical(member) for key, member in members}
    if isinstance(value, list):
        items = sorted((canonical(item) for item in value), key=json.dumps)
        return items[0] if len(items) == 1 else items
    return value


class Account:
    """One account of a simulator, as its root sees it."""

    def __init__(self, simulator: Simulator, account: str, region: str):
        self.client = lambda service, where=region: simulator.client(service, where, account)

    def state(self) -> dict[str, dict]:
        """All that accredit can make, by kind and name."""
        return {
            "roles": self.roles(),
            "users": self.users(),
            "policies": self.policies(),
            "buckets": self.buckets(),
            "streams": self.streams(),
            "delivery streams": self.delivery_streams(),
            "metric streams": self.metric_streams(),
            "log groups": self.log_groups(),
            "secrets": self.secrets(),
        }

    def roles(self) -> dict[str, dict]:
        iam = self.client("iam")
        found = {}
        for listed in iam.list_roles(MaxItems=1000)["Roles"]:
            name = listed["RoleName"]
            role = iam.get_role(RoleName=name)["Role"]
            found[name] = {
                "path": role["Path"],
                "description": role.get("Description") or "",
                "trust": policy_of(role["AssumeRolePolicyDocument"]),
                "session": role["MaxSessionDuration"],
                "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
                "tags": tags_of(role.get("Tags", [])),
                "policies": self.policies_of("role", name),
            }
        return found

    def users(self) -> dict[str, dict]:
        iam = self.client("iam")
        found = {}
        for listed in iam.list_users(MaxItems=1000)["Users"]:
            name = listed["UserName"]
            user = iam.get_user(UserName=name)["User"]
            keys = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
            groups = iam.list_groups_for_user(UserName=name)["Groups"]
            found[name] = {
                "path": user["Path"],
                "boundary": user.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
                "tags": tags_of(iam.list_user_tags(UserName=name)["Tags"]),
                "policies": self.policies_of("user", name),
                "groups": [group["GroupName"] for group in groups],
                "keys": sorted(key["Status"] for key in keys),
            }
        return found

    def policies_of(self, kind: str, name: str) -> dict:
        """The inline policies of a role or user by name, and the ARNs of those attached."""
        iam, owner = self.client("iam"), {f"{kind.capitalize()}Name": name}
        names = getattr(iam, f"list_{kind}_policies")(**owner)["PolicyNames"]
        read = getattr(iam, f"get_{kind}_policy")
        documents = {n: read(**owner, PolicyName=n)["PolicyDocument"] for n in names}
        attached = getattr(iam, f"list_attached_{kind}_policies")(**owner)["AttachedPolicies"]
        return {
            "inline": {name: policy_of(document) for name, document in documents.items()},
            "attached": sorted(policy["PolicyArn"] for policy in attached),
        }

    def policies(self) -> dict[str, dict]:
        """The document of each managed policy, by its ARN."""
        return {each["Arn"]: self.document(each, each["DefaultVersionId"]) for each in self.local()}

    def versions(self) -> dict[str, list]:
        """The versions of each managed policy, of which its state is the default one's document."""
        listed = self.client("iam").list_policy_versions
        return {
            each["Arn"]: [
                self.document(each, version["VersionId"])
                for version in listed(PolicyArn=each["Arn"])["Versions"]
            ]
            for each in self.local()
        }

    def local(self) -> list[dict]:
        """The managed policies that are the account's own."""
        return self.client("iam").list_policies(Scope="Local", MaxItems=1000)["Policies"]

    def document(self, policy: dict, version: str) -> dict:
        """What a version of a managed policy says."""
        read = self.client("iam").get_policy_version(PolicyArn=policy["Arn"], VersionId=version)
        return policy_of(read["PolicyVersion"]["Document"])

    def buckets(self) -> dict[str, dict]:
        listed = self.client("s3").list_buckets()["Buckets"]
        return {bucket["Name"]: self.bucket(bucket["Name"]) for bucket in listed}

    def bucket(self, name: str) -> dict:
        s3, named = self.client("s3"), {"Bucket": name}
        region = s3.get_bucket_location(**named).get("LocationConstraint") or "us-east-1"
        s3 = self.client("s3", region)
        policy = or_none(s3.get_bucket_policy, **named)
        tagging = or_none(s3.get_bucket_tagging, **named)
        access = or_none(s3.get_public_access_block, **named)
        ownership = or_none(s3.get_bucket_ownership_controls, **named)
        encryption = or_none(s3.get_bucket_encryption, **named)
        lifecycle = or_none(s3.get_bucket_lifecycle_configuration, **named)
        return {
            "region": region,
            "policy": policy_of(policy["Policy"]) if policy else None,
            "tags": tags_of(tagging["TagSet"]) if tagging else {},
            "public access block": access and access["PublicAccessBlockConfiguration"],
            "ownership": ownership and canonical(ownership["OwnershipControls"]),
            "encryption": encryption and canonical(encryption["ServerSideEncryptionConfiguration"]),
            "lifecycle": lifecycle and canonical(lifecycle["Rules"]),
            "versioning": s3.get_bucket_versioning(**named).get("Status"),
            "objects": len(s3.list_objects_v2(**named).get("Contents", [])),
        }

    def streams(self) -> dict[str, dict]:
        kinesis = self.client("kinesis")
        found = {}
        for name in kinesis.list_streams(Limit=1000)["StreamNames"]:
            stream = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
            arn = stream["StreamARN"]
            policy = or_none(kinesis.get_resource_policy, ResourceARN=arn) or {}
            found[name] = {
                "mode": stream["StreamModeDetails"]["StreamMode"],
                "shards": stream["OpenShardCount"],
                "retention": stream["RetentionPeriodHours"],
                "encryption": [stream.get("EncryptionType", "NONE"), stream.get("KeyId") or None],
                "tags": tags_of(kinesis.list_tags_for_stream(StreamName=name)["Tags"]),
                "policy": policy_of(policy.get("Policy") or "{}"),
            }
        return found

    def delivery_streams(self) -> dict[str, dict]:
        firehose = self.client("firehose")
        found = {}
        for name in firehose.list_delivery_streams(Limit=1000)["DeliveryStreamNames"]:
            reply = firehose.describe_delivery_stream(DeliveryStreamName=name)
            stream = reply["DeliveryStreamDescription"]
            tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
            (destination,) = stream["Destinations"]
            found[name] = {
                "type": stream["DeliveryStreamType"],
                "encryption": stream.get("DeliveryStreamEncryptionConfiguration"),
                "destination": canonical(destination["HttpEndpointDestinationDescription"]),
                "tags": tags_of(tags),
            }
        return found

    def metric_streams(self) -> dict[str, dict]:
        cloudwatch = self.client("cloudwatch")
        found = {}
        for entry in cloudwatch.list_metric_streams(MaxResults=500)["Entries"]:
            stream = cloudwatch.get_metric_stream(Name=entry["Name"])
            tags = cloudwatch.list_tags_for_resource(ResourceARN=stream["Arn"])["Tags"]
            known = ("FirehoseArn", "RoleArn", "OutputFormat", "State", "IncludeFilters")
            known += ("ExcludeFilters", "StatisticsConfigurations", "IncludeLinkedAccountsMetrics")
            found[entry["Name"]] = {key: canonical(stream.get(key)) for key in known}
            found[entry["Name"]]["tags"] = tags_of(tags)
        return found

    def log_groups(self) -> dict[str, dict]:
        logs = self.client("logs")
        found = {}
        for group in logs.describe_log_groups(limit=50)["logGroups"]:
            name = group["logGroupName"]
            arn = group["arn"].removesuffix(":*")
            tags = logs.list_tags_for_resource(resourceArn=arn)["tags"]
            streams = logs.describe_log_streams(logGroupName=name)["logStreams"]
            found[name] = {
                "retention": group.get("retentionInDays"),
                "tags": {k: v for k, v in tags.items() if not k.startswith(FOREIGN_TAGS)},
                "streams": sorted(stream["logStreamName"] for stream in streams),
            }
        return found

    def secrets(self) -> dict[str, dict]:
        manager = self.client("secretsmanager")
        found = {}
        for secret in manager.list_secrets(MaxResults=100)["SecretList"]:
            found[secret["Name"]] = {"tags": tags_of(secret.get("Tags", []))}
        return found


def without_kept_keys(state: dict[str, dict]) -> dict[str, dict]:
    """A state without the secrets in which a template keeps access keys; a script writes files."""
    return {kind: named for kind, named in state.items() if kind != "secrets"}


def differences(left: object, right: object, path: str = "") -> list[str]:
    """Where two states differ, one line each; a line names the place and both values."""
    if isinstance(left, dict) and isinstance(right, dict):
        lines = []
        for key in sorted(left.keys() | right.keys()):
            lines += differences(left.get(key), right.get(key), f"{path}/{key}")
        return lines
    return [] if left == right else [f"{path}: {json.dumps(left)} is not {json.dumps(right)}"]
