"""Changes by hand to what the spec acme says, and how the script must name them."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from bench.aws import OUTSIDER
from bench.scripts import Scripts


class Hand:
    """Someone with the console open, in the account and region of a spec."""

    def __init__(self, scripts: Scripts):
        simulator, region, account = scripts.simulator, scripts.region, scripts.account
        self.account = account
        self.region = region
        self.iam = simulator.client("iam", region, account)
        self.s3 = simulator.client("s3", region, account)
        self.kinesis = simulator.client("kinesis", region, account)
        self.firehose = simulator.client("firehose", region, account)
        self.cloudwatch = simulator.client("cloudwatch", region, account)
        self.logs = simulator.client("logs", region, account)

    def stream_arn(self, name: str) -> str:
        return f"arn:aws:kinesis:{self.region}:{self.account}:stream/{name}"

    def trust(self, role: str, change: Callable[[dict], None]) -> None:
        """Edits a role's trust policy."""
        document = self.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        change(document)
        text = json.dumps(document)
        self.iam.update_assume_role_policy(RoleName=role, PolicyDocument=text)

    def policy(self, role: str, change: Callable[[dict], None]) -> None:
        """Edits the one inline policy of a role."""
        (name,) = self.iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = self.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        change(document)
        text = json.dumps(document)
        self.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text)


@dataclass(frozen=True)
class Drift:
    """One change by hand."""

    name: str
    #: What the script must say of it: the kind and name of the resource, and what is changed.
    resource: str
    says: str
    make: Callable[[Hand], object]
    #: Whether a person must decide: the script then refuses, and changes nothing.
    is_refused: bool = False


def first(document: dict) -> dict:
    statements = document["Statement"]
    return statements[0] if isinstance(statements, list) else statements


def drop_external_id(document: dict) -> None:
    del first(document)["Condition"]


def other_external_id(document: dict) -> None:
    first(document)["Condition"] = {"StringEquals": {"sts:ExternalId": "another"}}


def any_principal(document: dict) -> None:
    first(document)["Principal"] = {"AWS": "*"}


def more_trust(document: dict) -> None:
    extra = {"Effect": "Allow", "Principal": {"AWS": OUTSIDER}, "Action": "sts:AssumeRole"}
    document["Statement"] = [first(document), extra]


def one_action_more(document: dict) -> None:
    statement = first(document)
    actions = statement["Action"]
    statement["Action"] = [*([actions] if isinstance(actions, str) else actions), "s3:DeleteObject"]


def wider_resource(document: dict) -> None:
    first(document)["Resource"] = "*"


def one_statement_more(document: dict) -> None:
    document["Statement"].append({"Effect": "Allow", "Action": "iam:*", "Resource": "*"})


def an_empty_prefix(document: dict) -> None:
    prefixes = first(document)["Condition"]["StringLike"]
    assert prefixes == {"s3:prefix": "cloudfront/*"}
    prefixes["s3:prefix"] = ["", "cloudfront/*"]


def no_statement(document: dict) -> None:
    document["Statement"] = [first(document) | {"Effect": "Deny"}]


EVERYTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
    }
)
VENDOR = "arn:aws:iam::717331877981:root"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
NO_BLOCK = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False
)
ENCRYPTION = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
METRICS = "logzio-acme-metrics"
LOGS = f"/aws/kinesisfirehose/{METRICS}"


def another_endpoint(hand: Hand) -> None:
    stream = hand.firehose.describe_delivery_stream(DeliveryStreamName=METRICS)
    described = stream["DeliveryStreamDescription"]
    (destination,) = described["Destinations"]
    endpoint = dict(destination["HttpEndpointDestinationDescription"]["EndpointConfiguration"])
    endpoint["Url"] = "https://collector.example"
    hand.firehose.update_destination(
        DeliveryStreamName=METRICS,
        CurrentDeliveryStreamVersionId=described["VersionId"],
        DestinationId=destination["DestinationId"],
        HttpEndpointDestinationUpdate={"EndpointConfiguration": endpoint},
    )


def another_filter(hand: Hand) -> None:
    stream = hand.cloudwatch.get_metric_stream(Name=METRICS)
    keep = ("Name", "FirehoseArn", "RoleArn", "OutputFormat")
    kept = {key: stream[key] for key in keep}
    hand.cloudwatch.put_metric_stream(**kept, IncludeFilters=[{"Namespace": "AWS/Lambda"}])


def retagged(hand: Hand) -> None:
    hand.iam.tag_role(RoleName="logzio-acme", Tags=[{"Key": "team", "Value": "other"}])


def in_a_group(hand: Hand) -> None:
    hand.iam.create_group(GroupName="admins")
    hand.iam.add_user_to_group(GroupName="admins", UserName="logzio-acme-legacy")


def no_bucket_policy(hand: Hand) -> None:
    hand.s3.delete_bucket_policy(Bucket="acme-fastly")


def other_bucket_policy(hand: Hand) -> None:
    policy = json.loads(hand.s3.get_bucket_policy(Bucket="acme-fastly")["Policy"])
    objects = "arn:aws:s3:::acme-fastly/*"
    somebody = {"AWS": f"arn:aws:iam::{OUTSIDER}:root"}
    more = {"Effect": "Allow", "Principal": somebody, "Action": "s3:GetObject"}
    policy["Statement"].append(more | {"Resource": objects})
    hand.s3.put_bucket_policy(Bucket="acme-fastly", Policy=json.dumps(policy))


def other_stream_policy(hand: Hand) -> None:
    arn = hand.stream_arn("acme-edge")
    policy = json.loads(hand.kinesis.get_resource_policy(ResourceARN=arn)["Policy"])
    policy["Statement"] = [first(policy) | {"Principal": {"AWS": VENDOR}}]
    hand.kinesis.put_resource_policy(ResourceARN=arn, Policy=json.dumps(policy))


ROLE = "role logzio-acme"
DRIFTS = (
    Drift(
        "trust without external id",
        ROLE,
        "sts:ExternalId: (none) ->",
        lambda h: h.trust("logzio-acme", drop_external_id),
    ),
    Drift(
        "another external id",
        ROLE,
        "sts:ExternalId: another ->",
        lambda h: h.trust("logzio-acme", other_external_id),
    ),
    Drift(
        "trust in everyone",
        ROLE,
        "Principal.AWS: * ->",
        lambda h: h.trust("logzio-acme", any_principal),
    ),
    Drift(
        "trust in one account more",
        ROLE,
        f"{OUTSIDER}:root -> (none)",
        lambda h: h.trust("logzio-acme", more_trust),
    ),
    Drift(
        "one action more",
        ROLE,
        "s3:DeleteObject",
        lambda h: h.policy("logzio-acme", one_action_more),
    ),
    Drift(
        "every resource", ROLE, "Resource: * ->", lambda h: h.policy("logzio-acme", wider_resource)
    ),
    Drift(
        "one statement more",
        ROLE,
        "policy Statement[#5].Action: iam:* -> (none)",
        lambda h: h.policy("logzio-acme", one_statement_more),
    ),
    Drift(
        "a prefix of everything",
        ROLE,
        's3:prefix: "", cloudfront/* -> cloudfront/*',
        lambda h: h.policy("logzio-acme", an_empty_prefix),
    ),
    Drift(
        "a policy that denies",
        ROLE,
        "Effect: Deny ->",
        lambda h: h.policy("logzio-acme", no_statement),
    ),
    Drift(
        "one policy more",
        ROLE,
        "has the policy more,",
        lambda h: h.iam.put_role_policy(
            RoleName="logzio-acme", PolicyName="more", PolicyDocument=EVERYTHING
        ),
        is_refused=True,
    ),
    Drift(
        "an attached policy",
        ROLE,
        f"has the policy {READ_ONLY},",
        lambda h: h.iam.attach_role_policy(RoleName="logzio-acme", PolicyArn=READ_ONLY),
        is_refused=True,
    ),
    Drift(
        "a longer session",
        ROLE,
        "MaxSessionDuration: 43200 -> 3600",
        lambda h: h.iam.update_role(RoleName="logzio-acme", MaxSessionDuration=43200),
    ),
    Drift("another tag", ROLE, "tag team: other -> platform", retagged),
    Drift(
        "no policy",
        "user logzio-acme-legacy",
        "policy Version: (none) ->",
        lambda h: h.iam.delete_user_policy(
            UserName="logzio-acme-legacy",
            PolicyName=h.iam.list_user_policies(UserName="logzio-acme-legacy")["PolicyNames"][0],
        ),
    ),
    Drift(
        "a policy attached to the user",
        "user logzio-acme-legacy",
        f"has the policy {READ_ONLY},",
        lambda h: h.iam.attach_user_policy(UserName="logzio-acme-legacy", PolicyArn=READ_ONLY),
        is_refused=True,
    ),
    Drift(
        "a group of the user",
        "user logzio-acme-legacy",
        "is in a group,",
        in_a_group,
        is_refused=True,
    ),
    Drift("no bucket policy", "bucket acme-fastly", "policy Version: (none) ->", no_bucket_policy),
    Drift(
        "a bucket policy that lets somebody else in",
        "bucket acme-fastly",
        f"has a policy that names arn:aws:iam::{OUTSIDER}:root",
        other_bucket_policy,
        is_refused=True,
    ),
    Drift(
        "a public bucket",
        "bucket acme-fastly",
        "BlockPublicAcls: false -> true",
        lambda h: h.s3.put_public_access_block(
            Bucket="acme-fastly", PublicAccessBlockConfiguration=NO_BLOCK
        ),
    ),
    Drift(
        "a bucket that keeps everything",
        "bucket acme-fastly",
        "Expiration.Days: (none) -> 30",
        lambda h: h.s3.delete_bucket_lifecycle(Bucket="acme-fastly"),
    ),
    Drift(
        "another encryption",
        "bucket acme-metrics-backup",
        "SSEAlgorithm: aws:kms -> AES256",
        lambda h: h.s3.put_bucket_encryption(
            Bucket="acme-metrics-backup", ServerSideEncryptionConfiguration=ENCRYPTION
        ),
    ),
    Drift(
        "an unencrypted stream",
        "stream acme-edge",
        "EncryptionType: (none) -> KMS",
        lambda h: h.kinesis.stop_stream_encryption(
            StreamName="acme-edge", EncryptionType="KMS", KeyId="x"
        ),
    ),
    Drift(
        "a stream policy for the vendor's account",
        "policy of stream acme-edge",
        f"names {VENDOR}",
        other_stream_policy,
        is_refused=True,
    ),
    Drift(
        "no stream policy",
        "policy of stream acme-edge",
        ", for arn:aws:iam::111122223333:role/fastly-acme-edge-stream",
        lambda h: h.kinesis.delete_resource_policy(ResourceARN=h.stream_arn("acme-edge")),
    ),
    Drift(
        "another endpoint",
        f"delivery stream {METRICS}",
        "Url: https://collector.example ->",
        another_endpoint,
    ),
    Drift(
        "other metrics",
        f"metric stream {METRICS}",
        "IncludeFilters[AWS/Lambda].Namespace: AWS/Lambda -> (none)",
        another_filter,
    ),
    Drift(
        "a stopped metric stream",
        f"metric stream {METRICS}",
        "State: stopped -> running",
        lambda h: h.cloudwatch.stop_metric_streams(Names=[METRICS]),
    ),
    Drift(
        "another retention",
        f"log group {LOGS}",
        "retentionInDays: 1 -> 30",
        lambda h: h.logs.put_retention_policy(logGroupName=LOGS, retentionInDays=1),
    ),
    Drift(
        "no log stream",
        "log stream BackupDelivery",
        f" of log group {LOGS}",
        lambda h: h.logs.delete_log_stream(logGroupName=LOGS, logStreamName="BackupDelivery"),
    ),
    Drift(
        "a role that is gone",
        "role custom-acme-partner",
        ", trusted by arn:aws:iam::999988887777:root",
        lambda h: delete_role(h, "custom-acme-partner"),
    ),
    Drift(
        "a role in another path",
        "role custom-acme-partner",
        "has the path /elsewhere/",
        lambda h: move_role(h, "custom-acme-partner"),
        is_refused=True,
    ),
    Drift(
        "a metric stream that is gone",
        f"metric stream {METRICS}",
        " to arn:aws:firehose:",
        lambda h: h.cloudwatch.delete_metric_stream(Name=METRICS),
    ),
)


def move_role(hand: Hand, role: str) -> None:
    """Makes a role anew as it is, but in another path: its ARN is another one then."""
    iam, made = hand.iam, hand.iam.get_role(RoleName=role)["Role"]
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    policies = [iam.get_role_policy(RoleName=role, PolicyName=name) for name in names]
    delete_role(hand, role)
    keep = ("RoleName", "Description", "MaxSessionDuration", "Tags")
    iam.create_role(
        **{key: made[key] for key in keep if key in made},
        Path="/elsewhere/",
        AssumeRolePolicyDocument=json.dumps(made["AssumeRolePolicyDocument"]),
    )
    for policy in policies:
        iam.put_role_policy(
            RoleName=role,
            PolicyName=policy["PolicyName"],
            PolicyDocument=json.dumps(policy["PolicyDocument"]),
        )


def bounded(hand: Hand) -> dict[str, str]:
    """The roles and users that have a permissions boundary, with its ARN."""
    iam, found = hand.iam, {}
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        found[f"role {name}"] = iam.get_role(RoleName=name)["Role"].get("PermissionsBoundary")
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        found[f"user {name}"] = iam.get_user(UserName=name)["User"].get("PermissionsBoundary")
    return {name: one["PermissionsBoundaryArn"] for name, one in found.items() if one}


def set_boundary(hand: Hand, holder: str, arn: str | None) -> None:
    """Gives a holder, such as "role acme", another permissions boundary, or takes it away."""
    kind, name = holder.split(" ")
    words = {f"{kind.capitalize()}Name": name}
    if arn is None:
        getattr(hand.iam, f"delete_{kind}_permissions_boundary")(**words)
    else:
        getattr(hand.iam, f"put_{kind}_permissions_boundary")(**words, PermissionsBoundary=arn)


def delete_role(hand: Hand, role: str) -> None:
    for name in hand.iam.list_role_policies(RoleName=role)["PolicyNames"]:
        hand.iam.delete_role_policy(RoleName=role, PolicyName=name)
    hand.iam.delete_role(RoleName=role)
