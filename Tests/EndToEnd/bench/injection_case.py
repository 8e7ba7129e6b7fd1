"""What a hostile script must do: the calls that change AWS, worked out from the plan's facts."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Facts = dict[str, Any]

#: What the bench's token file holds, the tag that says whose a resource is, and a key from before.
TOKEN = "T0ken-of.the_bench"
OWNER = "accredit:spec"
OLD_KEY = "AKIAOLD0OF0THE0BENCH"


@dataclass(frozen=True)
class Expected:
    """One call that must be made: its plain words, and its documents by their option."""

    operation: str
    words: dict[str, str]
    documents: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """The facts of one hostile plan, as Tool/HostileScripts.swift writes them."""

    #: Where its scripts are.
    folder: Path
    #: What of it is hostile: see Tool/HostilePlan.swift.
    mode: str
    spec: str
    account: str
    partition: str
    region: str
    #: The words that a script must refuse.
    refused: list[str]
    #: How many hostile values it has.
    values: int
    requirements: list[Facts]
    resources: list[Facts]

    @classmethod
    def read(cls, folder: Path) -> "Case":
        return cls(folder, **json.loads((folder / "case.json").read_text("utf-8")))

    def region_of(self, resource: Facts) -> str:
        return resource.get("region", self.region)

    def arn(self, service: str, region: str, rest: str) -> str:
        return f"arn:{self.partition}:{service}:{region}:{self.account}:{rest}"

    @property
    def boundaries(self) -> list[str]:
        """The policies that bound roles and users, which must exist."""
        settings = [resource.get("settings", {}) for resource in self.resources]
        return [one["PermissionsBoundary"] for one in settings if "PermissionsBoundary" in one]

    def of_kind(self, kind: str) -> list[Facts]:
        return [resource for resource in self.resources if resource["kind"] == kind]

    def variables(self, kind: str) -> list[str]:
        """The variables that name files, of access keys or of delivery streams."""
        found = self.of_kind(kind)
        return [resource["variable"] for resource in found if "variable" in resource]

    @property
    def has_parts(self) -> bool:
        """Whether a role or user has managed policies."""
        return bool(self.of_kind("managed_policy"))

    def path_of(self, kind: str, name: str) -> str:
        """The path of the managed policies of a role or user."""
        return f"/accredit/{self.spec}/{kind}/{name}/"

    def part_arn(self, kind: str, name: str, part: str) -> str:
        return self.arn("iam", "", f"policy{self.path_of(kind, name)}{part}")


def others(tags: list[Facts] | dict[str, str]) -> bool:
    """Whether there are tags besides the one that says whose a resource is; one without a value is
    the same to a script as none, where it compares."""
    if isinstance(tags, dict):
        tags = [{"Key": key, "Value": value} for key, value in tags.items()]
    return any(tag["Value"] for tag in tags if tag["Key"] != OWNER)


def part(settings: Facts, *names: str) -> Facts:
    return {name: settings[name] for name in names if name in settings}


class Calls:
    """The calls that create or change what a case has, in their order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calls: list[Expected] = []

    def add(
        self, operation: str, region: str, words: Facts, documents: Facts | None = None
    ) -> None:
        self.calls.append(Expected(operation, {"--region": region} | words, documents or {}))

    def iam(self, operation: str, words: Facts, documents: Facts | None = None) -> None:
        self.add(f"iam {operation}", self.case.region, words, documents)

    def of_kind(self, verb: str) -> list[Expected]:
        resources = self.case.resources
        if verb == "change" and not all(role["parts"] for role in self.case.of_kind("role")):
            self.withdraw()
        for resource in reversed(resources) if verb == "remove" else resources:
            method = getattr(self, f"{verb}_{resource['kind']}", None)
            if method:
                method(resource)
        return self.calls

    # ------------------------------------------------------------ creating

    def create_role(self, role: Facts) -> None:
        documents = {
            "--cli-input-json": role["settings"],
            "--assume-role-policy-document": role["trust"],
        }
        self.iam("create-role", {}, documents)
        self.put_policy("role", role)

    def put_parts(self, kind: str, holder: Facts) -> None:
        """Makes and attaches the managed policies of a holder, then takes its inline one away."""
        name, parts = holder["name"], sorted(holder["parts"])
        documents = {p["name"]: p["policy"] for p in self.case.of_kind("managed_policy")}
        for part in parts:
            words = {"--policy-name": part, "--path": self.case.path_of(kind, name)}
            self.iam("create-policy", words, {"--policy-document": documents[part]})
        for part in parts:
            words = {f"--{kind}-name": name, "--policy-arn": self.case.part_arn(kind, name, part)}
            self.iam(f"attach-{kind}-policy", words)
        self.iam(f"delete-{kind}-policy", {f"--{kind}-name": name, "--policy-name": "accredit"})

    def remove_parts(self, kind: str, holder: Facts) -> None:
        for part in sorted(holder["parts"]):
            arn = {"--policy-arn": self.case.part_arn(kind, holder["name"], part)}
            self.iam(f"detach-{kind}-policy", {f"--{kind}-name": holder["name"]} | arn)
            self.iam("delete-policy-version", arn | {"--version-id": "v1"})
            self.iam("delete-policy", arn)

    def put_policy(self, kind: str, holder: Facts) -> None:
        words = {f"--{kind}-name": holder["name"], "--policy-name": "accredit"}
        self.iam(f"put-{kind}-policy", words, {"--policy-document": holder["policy"]})

    def create_user(self, user: Facts) -> None:
        self.iam("create-user", {}, {"--cli-input-json": user["settings"]})
        self.put_policy("user", user)

    def create_access_key(self, key: Facts) -> None:
        self.iam("create-access-key", {"--user-name": key["name"]})

    def create_bucket(self, bucket: Facts) -> None:
        region = self.case.region
        place = {"--create-bucket-configuration": f"LocationConstraint={region}"}
        words = {} if region == "us-east-1" else place
        self.add("s3api create-bucket", region, {"--bucket": bucket["name"]} | words)
        self.put_bucket(bucket, bucket["settings"]["Tagging"]["TagSet"])

    def put_bucket(self, bucket: Facts, tags: list[Facts] | None) -> None:
        settings = bucket["settings"]
        encryption = settings["ServerSideEncryptionConfiguration"]
        documents = {
            "bucket-tagging": ("tagging", tags and {"TagSet": tags}),
            "public-access-block": (
                "public-access-block-configuration", settings["PublicAccessBlockConfiguration"],
            ),
            "bucket-ownership-controls": ("ownership-controls", settings["OwnershipControls"]),
            "bucket-encryption": ("server-side-encryption-configuration", encryption),
            "bucket-lifecycle-configuration": (
                "lifecycle-configuration", settings["LifecycleConfiguration"],
            ),
            "bucket-policy": ("policy", bucket["policy"]),
        }
        words = {"--bucket": bucket["name"], "--expected-bucket-owner": self.case.account}
        for operation, (option, document) in documents.items():
            if document:
                region = self.case.region
                self.add(f"s3api put-{operation}", region, words, {f"--{option}": document})

    def create_stream(self, stream: Facts) -> None:
        region, settings = self.case.region, stream["settings"]
        document = part(settings, "StreamName", "StreamModeDetails", "ShardCount", "Tags")
        self.add("kinesis create-stream", region, {}, {"--cli-input-json": document})
        self.change_stream(stream)
        name = {"--stream-name": stream["name"]}
        if settings["RetentionPeriodHours"] != 24:
            hours = {"--retention-period-hours": str(settings["RetentionPeriodHours"])}
            self.add("kinesis increase-stream-retention-period", region, name | hours)
        key = {"--encryption-type": "KMS", "--key-id": settings["KeyId"]}
        self.add("kinesis start-stream-encryption", region, name | key)

    def create_stream_policy(self, policy: Facts) -> None:
        words = {"--resource-arn": self.stream_arn(policy)}
        documents = {"--policy": policy["policy"]}
        self.add("kinesis put-resource-policy", policy["region"], words, documents)

    def stream_arn(self, policy: Facts) -> str:
        return self.case.arn("kinesis", policy["region"], f"stream/{policy['name']}")

    def create_log_group(self, group: Facts) -> None:
        region, settings = self.case.region, group["settings"]
        document = part(settings, "logGroupName", "tags")
        self.add("logs create-log-group", region, {}, {"--cli-input-json": document})
        self.put_retention(group)
        for stream in group["streams"]:
            words = {"--log-group-name": group["name"], "--log-stream-name": stream}
            self.add("logs create-log-stream", region, words)

    def put_retention(self, group: Facts) -> None:
        days = {"--retention-in-days": str(group["settings"]["retentionInDays"])}
        words = {"--log-group-name": group["name"]} | days
        self.add("logs put-retention-policy", self.case.region, words)

    def create_delivery_stream(self, stream: Facts) -> None:
        settings = stream["settings"]
        documents = {
            "--cli-input-json": part(settings, "DeliveryStreamName", "DeliveryStreamType", "Tags"),
            "--http-endpoint-destination-configuration": settings[
                "HttpEndpointDestinationConfiguration"
            ],
        }
        self.add("firehose create-delivery-stream", self.case.region, {}, documents)

    def create_metric_stream(self, stream: Facts) -> None:
        documents = {"--cli-input-json": stream["settings"]}
        self.add("cloudwatch put-metric-stream", self.case.region, {}, documents)

    # ------------------------------------------------------------ changing

    def change_role(self, role: Facts) -> None:
        settings, name = role["settings"], {"--role-name": role["name"]}
        if others(settings["Tags"]):
            document = part(settings, "RoleName", "Tags")
            self.iam("tag-role", {}, {"--cli-input-json": document})
        if not role["parts"]:
            self.iam("delete-role-policy", name | {"--policy-name": "accredit"})
            self.iam("update-assume-role-policy", name, {"--policy-document": role["trust"]})
        document = part(settings, "RoleName", "Description", "MaxSessionDuration")
        self.iam("update-role", {}, {"--cli-input-json": document})
        (self.put_parts if role["parts"] else self.put_policy)("role", role)

    def change_user(self, user: Facts) -> None:
        if others(user["settings"]["Tags"]):
            document = part(user["settings"], "UserName", "Tags")
            self.iam("tag-user", {}, {"--cli-input-json": document})
        (self.put_parts if user["parts"] else self.put_policy)("user", user)

    def change_bucket(self, bucket: Facts) -> None:
        tags = bucket["settings"]["Tagging"]["TagSet"]
        kept = [{"Key": "foreign", "Value": "kept"}]
        self.put_bucket(bucket, tags + kept if others(tags) else None)

    def change_stream(self, stream: Facts) -> None:
        if others(stream["settings"]["Tags"]):
            document = part(stream["settings"], "StreamName", "Tags")
            region = self.case.region
            self.add("kinesis add-tags-to-stream", region, {}, {"--cli-input-json": document})

    def withdraw(self) -> None:
        """Takes away first what a role, whose trust changes, is granted by others."""
        for resource in self.case.resources:
            if resource["kind"] == "stream_policy":
                self.remove_stream_policy(resource)

    def change_stream_policy(self, policy: Facts) -> None:
        self.create_stream_policy(policy)

    def change_log_group(self, group: Facts) -> None:
        if others(group["settings"]["tags"]):
            arn = self.case.arn("logs", self.case.region, f"log-group:{group['name']}")
            document = {"resourceArn": arn, "tags": group["settings"]["tags"]}
            region = self.case.region
            self.add("logs tag-resource", region, {}, {"--cli-input-json": document})
        self.put_retention(group)

    def change_delivery_stream(self, stream: Facts) -> None:
        region, settings = self.case.region, stream["settings"]
        if others(settings["Tags"]):
            document = part(settings, "DeliveryStreamName", "Tags")
            self.add("firehose tag-delivery-stream", region, {}, {"--cli-input-json": document})
        endpoint = dict(settings["HttpEndpointDestinationConfiguration"])
        endpoint["S3Update"] = endpoint.pop("S3Configuration")
        words = {
            "--delivery-stream-name": stream["name"],
            "--current-delivery-stream-version-id": "7",
            "--destination-id": "destination-1",
        }
        documents = {"--http-endpoint-destination-update": endpoint}
        self.add("firehose update-destination", region, words, documents)

    def change_metric_stream(self, stream: Facts) -> None:
        region, settings = self.case.region, stream["settings"]
        if others(settings["Tags"]):
            arn = self.case.arn("cloudwatch", region, f"metric-stream/{stream['name']}")
            document = {"ResourceARN": arn, "Tags": settings["Tags"]}
            self.add("cloudwatch tag-resource", region, {}, {"--cli-input-json": document})
        document = {name: value for name, value in settings.items() if name != "Tags"}
        self.add("cloudwatch put-metric-stream", region, {}, {"--cli-input-json": document})
        self.add("cloudwatch start-metric-streams", region, {"--names": stream["name"]})

    # ------------------------------------------------------------ removing

    def remove_role(self, role: Facts) -> None:
        name = {"--role-name": role["name"]}
        self.iam("delete-role-policy", name | {"--policy-name": "accredit"})
        self.remove_parts("role", role)
        self.iam("delete-role", name)

    def remove_user(self, user: Facts) -> None:
        name = {"--user-name": user["name"]}
        self.iam("delete-access-key", name | {"--access-key-id": OLD_KEY})
        self.iam("delete-user-policy", name | {"--policy-name": "accredit"})
        self.remove_parts("user", user)
        self.iam("delete-user", name)

    def remove_stream_policy(self, policy: Facts) -> None:
        words = {"--resource-arn": self.stream_arn(policy)}
        self.add("kinesis delete-resource-policy", policy["region"], words)

    def remove_delivery_stream(self, stream: Facts) -> None:
        words = {"--delivery-stream-name": stream["name"]}
        self.add("firehose delete-delivery-stream", self.case.region, words)

    def remove_metric_stream(self, stream: Facts) -> None:
        words = {"--name": stream["name"]}
        self.add("cloudwatch delete-metric-stream", self.case.region, words)
