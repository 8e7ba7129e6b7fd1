"""What people do by hand to the resources of a spec, by kind of resource."""

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass

from bench.scripts import Scripts

OWNER = "accredit:spec"
SOMEBODY_ELSE = "somebody-else"


@dataclass(frozen=True)
class Resource:
    """A resource that a script ensures: its kind, name and region, and its place in the list."""

    kind: str
    name: str
    region: str
    index: int


def resources(scripts: Scripts) -> list[Resource]:
    """What a script ensures, in its order; `index` counts within the kind."""
    found: list[Resource] = []
    for line in re.findall(r"^  ensure (.+)$", scripts.text, re.MULTILINE):
        kind, name, *words = shlex.split(line)
        index = sum(1 for resource in found if resource.kind == kind)
        found.append(Resource(kind, name, words[0] if words else scripts.region, index))
    return found


class Hands:
    """Somebody who changes things by hand, as the root of the account."""

    def __init__(self, scripts: Scripts) -> None:
        self.scripts = scripts
        self.resources = resources(scripts)

    def client(self, service: str, region: str | None = None):
        where = region or self.scripts.region
        return self.scripts.simulator.client(service, where, self.scripts.account)

    def arn_of(self, resource: Resource) -> str:
        """The ARN of a stream, also of the one that a policy is of."""
        account = self.scripts.account
        return f"arn:aws:kinesis:{resource.region}:{account}:stream/{resource.name}"

    def each(self, changes: dict[str, Callable]) -> None:
        for resource in self.resources:
            if resource.kind in changes:
                changes[resource.kind](resource)


# ---------------------------------------------------------------- drift


class Drift(Hands):
    """Changes that a run of the script takes back; the owner's tag stays on everything."""

    def make(self) -> None:
        kinds = "bucket stream stream_policy log_group log_stream role user delivery_stream"
        self.each({kind: getattr(self, kind) for kind in [*kinds.split(), "metric_stream"]})

    def role(self, resource: Resource) -> None:
        """Of three roles in a row, the first differs in everything, the others in one thing."""
        iam, name = self.client("iam"), {"RoleName": resource.name}
        if resource.index % 3 in (0, 1):
            role = iam.get_role(**name)["Role"]
            trust = json.dumps(self.looser(role["AssumeRolePolicyDocument"]))
            iam.update_assume_role_policy(**name, PolicyDocument=trust)
            iam.update_role(**name, MaxSessionDuration=7200, Description="by hand")
        if resource.index % 3 == 0:
            policy = iam.get_role_policy(**name, PolicyName="accredit")["PolicyDocument"]
            document = json.dumps(self.wider(policy))
            iam.put_role_policy(**name, PolicyName="accredit", PolicyDocument=document)
            iam.untag_role(**name, TagKeys=["team", "cost-center"])
        if resource.index % 3 == 2:
            iam.delete_role_policy(**name, PolicyName="accredit")

    def looser(self, trust: dict) -> dict:
        """The trust for another customer of the vendor, or for whoever it is without condition."""
        text = json.dumps(trust)
        found = re.search(r'"sts:ExternalId": ?("[^"]+"|\["[^"]+"\])', text)
        if found:
            return json.loads(text.replace(found[0], '"sts:ExternalId": "another-customer"'))
        for statement in trust["Statement"]:
            statement.pop("Condition", None)
            statement["Principal"] |= {"AWS": f"arn:aws:iam::{self.scripts.account}:root"}
        return trust

    def wider(self, policy: dict) -> dict:
        # Nothing that a spec of the examples grants: what comes back is more than there was.
        everything = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
        return policy | {"Statement": [*policy["Statement"][1:], everything]}

    def user(self, resource: Resource) -> None:
        iam, name = self.client("iam"), {"UserName": resource.name}
        policy = iam.get_user_policy(**name, PolicyName="accredit")["PolicyDocument"]
        document = json.dumps(self.wider(policy))
        iam.put_user_policy(**name, PolicyName="accredit", PolicyDocument=document)
        iam.untag_user(**name, TagKeys=["team", "cost-center"])

    def bucket(self, resource: Resource) -> None:
        s3, name = self.client("s3", resource.region), {"Bucket": resource.name}
        tags = s3.get_bucket_tagging(**name)["TagSet"]
        kept = {"TagSet": [tag for tag in tags if tag["Key"] == OWNER]}
        s3.put_bucket_tagging(**name, Tagging=kept)
        s3.delete_public_access_block(**name)
        s3.delete_bucket_ownership_controls(**name)
        s3.delete_bucket_policy(**name)
        rule = {"ID": "by-hand", "Status": "Enabled", "Filter": {"Prefix": ""}}
        rules = {"Rules": [rule | {"Expiration": {"Days": 1}}]}
        s3.put_bucket_lifecycle_configuration(**name, LifecycleConfiguration=rules)

    def stream(self, resource: Resource) -> None:
        kinesis, name = self.client("kinesis", resource.region), {"StreamName": resource.name}
        kinesis.increase_stream_retention_period(**name, RetentionPeriodHours=48)
        kinesis.remove_tags_from_stream(**name, TagKeys=["team", "cost-center"])

    def stream_policy(self, resource: Resource) -> None:
        kinesis, arn = self.client("kinesis", resource.region), self.arn_of(resource)
        policy = json.loads(kinesis.get_resource_policy(ResourceARN=arn)["Policy"])
        policy["Statement"][0]["Action"].append("kinesis:GetRecords")
        kinesis.put_resource_policy(ResourceARN=arn, Policy=json.dumps(policy))

    def log_group(self, resource: Resource) -> None:
        logs = self.client("logs", resource.region)
        logs.put_retention_policy(logGroupName=resource.name, retentionInDays=1)

    def log_stream(self, resource: Resource) -> None:
        if resource.index == 0:
            group, name = resource.name.split(":")
            logs = self.client("logs", resource.region)
            logs.delete_log_stream(logGroupName=group, logStreamName=name)

    def delivery_stream(self, resource: Resource) -> None:
        firehose = self.client("firehose", resource.region)
        name = {"DeliveryStreamName": resource.name}
        stream = firehose.describe_delivery_stream(**name)["DeliveryStreamDescription"]
        (destination,) = stream["Destinations"]
        endpoint = {"Url": "https://elsewhere.example/", "Name": "by hand"}
        firehose.update_destination(
            **name,
            CurrentDeliveryStreamVersionId=stream["VersionId"],
            DestinationId=destination["DestinationId"],
            HttpEndpointDestinationUpdate={"EndpointConfiguration": endpoint},
        )
        firehose.untag_delivery_stream(**name, TagKeys=["team", "cost-center"])

    def metric_stream(self, resource: Resource) -> None:
        cloudwatch = self.client("cloudwatch", resource.region)
        stream = cloudwatch.get_metric_stream(Name=resource.name)
        known = ("Name", "FirehoseArn", "RoleArn")
        settings = {key: stream[key] for key in known} | {"OutputFormat": "json"}
        cloudwatch.put_metric_stream(**settings)
        cloudwatch.stop_metric_streams(Names=[resource.name])


# ---------------------------------------------------------------- owners


class Owners(Hands):
    """Gives every second resource of a kind to somebody else: another spec, or no spec at all."""

    KINDS = (
        "bucket", "stream", "log_group", "role", "user", "delivery_stream", "metric_stream",
    )  # fmt: skip

    def __init__(self, scripts: Scripts) -> None:
        super().__init__(scripts)
        self.taken: list[Resource] = []

    def take(self) -> list[Resource]:
        """Takes resources and names them."""
        self.each({kind: self.take_one for kind in self.KINDS})
        return self.taken

    def take_one(self, resource: Resource) -> None:
        if resource.index % 2:
            return
        # A stream without tags could be one that a killed run has just made.
        has_owner = len(self.taken) % 2 == 0 or resource.kind == "stream"
        getattr(self, resource.kind)(resource, SOMEBODY_ELSE if has_owner else None)
        self.taken.append(resource)

    def role(self, resource: Resource, owner: str | None) -> None:
        iam, name = self.client("iam"), {"RoleName": resource.name}
        iam.untag_role(**name, TagKeys=[OWNER])
        if owner:
            iam.tag_role(**name, Tags=[{"Key": OWNER, "Value": owner}])

    def user(self, resource: Resource, owner: str | None) -> None:
        iam, name = self.client("iam"), {"UserName": resource.name}
        iam.untag_user(**name, TagKeys=[OWNER])
        if owner:
            iam.tag_user(**name, Tags=[{"Key": OWNER, "Value": owner}])

    def bucket(self, resource: Resource, owner: str | None) -> None:
        """A bucket without tags and objects could be one that a killed run has just made."""
        s3, name = self.client("s3", resource.region), {"Bucket": resource.name}
        tags = [{"Key": OWNER, "Value": owner}] if owner else []
        s3.put_bucket_tagging(**name, Tagging={"TagSet": tags})
        s3.put_object(**name, Key="somebody's", Body=b"data")

    def stream(self, resource: Resource, owner: str | None) -> None:
        kinesis, name = self.client("kinesis", resource.region), {"StreamName": resource.name}
        kinesis.remove_tags_from_stream(**name, TagKeys=[OWNER])
        if owner:
            kinesis.add_tags_to_stream(**name, Tags={OWNER: owner})

    def log_group(self, resource: Resource, owner: str | None) -> None:
        logs, account = self.client("logs", resource.region), self.scripts.account
        arn = f"arn:aws:logs:{resource.region}:{account}:log-group:{resource.name}"
        logs.untag_resource(resourceArn=arn, tagKeys=[OWNER])
        if owner:
            logs.tag_resource(resourceArn=arn, tags={OWNER: owner})

    def delivery_stream(self, resource: Resource, owner: str | None) -> None:
        firehose = self.client("firehose", resource.region)
        name = {"DeliveryStreamName": resource.name}
        firehose.untag_delivery_stream(**name, TagKeys=[OWNER])
        if owner:
            firehose.tag_delivery_stream(**name, Tags=[{"Key": OWNER, "Value": owner}])

    def metric_stream(self, resource: Resource, owner: str | None) -> None:
        cloudwatch = self.client("cloudwatch", resource.region)
        arn = cloudwatch.get_metric_stream(Name=resource.name)["Arn"]
        cloudwatch.untag_resource(ResourceARN=arn, TagKeys=[OWNER])
        if owner:
            cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": OWNER, "Value": owner}])


# ---------------------------------------------------------------- others


class Others(Hands):
    """What else may be in an account."""

    def add_policy(self) -> None:
        """Puts a policy that nobody reviewed on the first role or user."""
        iam = self.client("iam")
        found = next(r for r in self.resources if r.kind in ("role", "user"))
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        put = iam.put_role_policy if found.kind == "role" else iam.put_user_policy
        name = {f"{found.kind.capitalize()}Name": found.name}
        put(**name, PolicyName="by-hand", PolicyDocument=document)

    def add_data(self) -> None:
        """Puts data into everything that holds data."""
        self.each({"bucket": self.fill, "stream": self.send, "log_stream": self.log})

    def fill(self, resource: Resource) -> None:
        s3 = self.client("s3", resource.region)
        s3.put_object(Bucket=resource.name, Key="day/one", Body=b"a line")

    def send(self, resource: Resource) -> None:
        kinesis = self.client("kinesis", resource.region)
        kinesis.put_record(StreamName=resource.name, Data=b"a line", PartitionKey="one")

    def log(self, resource: Resource) -> None:
        group, name = resource.name.split(":")
        logs = self.client("logs", resource.region)
        event = {"timestamp": 1_700_000_000_000, "message": "a line"}
        logs.put_log_events(logGroupName=group, logStreamName=name, logEvents=[event])

    def add_neighbors(self) -> None:
        """Makes things of each kind that no spec knows, under names next to those of the spec."""
        region = self.scripts.region
        trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam = self.client("iam")
        for name in [r.name for r in self.resources if r.kind in ("role", "user")]:
            iam.create_role(RoleName=f"{name}-2", AssumeRolePolicyDocument=document)
            iam.create_user(UserName=f"{name}-2")
            iam.create_access_key(UserName=f"{name}-2")
        self.client("s3", "us-east-1").create_bucket(Bucket="neighbor")
        self.client("kinesis", region).create_stream(StreamName="neighbor", ShardCount=1)
        self.client("logs", region).create_log_group(logGroupName="neighbor")
