"""What ministack 1.5.33 lacks as it was published.

Each gap is one that a test of the bench works around, or one that leaves something unproved. A test
here fails when a newer ministack closes a gap: then what works around it goes.
"""

import json
import time
from collections.abc import Callable, Iterator

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from bench import aws
from bench.aws import Simulator
from bench.templates import DEPLOYED_BY_THE_BENCH

ACCOUNT, REGION = "111122223333", "us-east-1"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "firehose.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
NOTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}],
    }
)
HTTP = {
    "EndpointConfiguration": {"Url": "https://listener.example", "AccessKey": "x"},
    "RequestConfiguration": {"ContentEncoding": "GZIP"},
    "S3Configuration": {
        "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/nobody",
        "BucketARN": "arn:aws:s3:::backup",
    },
}


@pytest.fixture
def plain(tmp_path_factory) -> Iterator[Simulator]:
    with aws.simulator(tmp_path_factory.mktemp("plain"), "plain") as running:
        yield running


class Published:
    """The published simulator, seen as the root of an account."""

    def __init__(self, simulator: Simulator):
        self.simulator = simulator
        self.client = lambda service: simulator.client(service, REGION, ACCOUNT)

    def stack(self, name: str, kind: str, properties: dict) -> str:
        """Deploys one resource, and gives the state in which the stack ends."""
        template = {"Resources": {"It": {"Type": kind, "Properties": properties}}}
        client = self.client("cloudformation")
        client.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        for _ in range(200):
            (stack,) = client.describe_stacks(StackName=name)["Stacks"]
            if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                break
            time.sleep(0.02)
        return stack["StackStatus"]

    def refuses(self, kind: str) -> bool:
        """Whether a type is unknown, which is said before anything is looked at or made."""
        template = json.dumps({"Resources": {"It": {"Type": kind, "Properties": {}}}})
        check = self.client("cloudformation").validate_template
        try:
            check(TemplateBody=template)
        except ClientError as error:
            return f"Unrecognized resource types: [{kind}]" in error.response["Error"]["Message"]
        return False

    def role(self, name: str, **options) -> None:
        self.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, **options)


def fails(call: Callable, *codes: str, **arguments) -> bool:
    """Whether a call fails with one of these codes."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"] in codes
    return False


def bucket_settings(aws: Published) -> bool:
    properties = {
        "BucketName": "all-settings",
        "Tags": [{"Key": "a", "Value": "b"}],
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
            ]
        },
        "LifecycleConfiguration": {
            "Rules": [{"Id": "x", "Status": "Enabled", "ExpirationInDays": 1}]
        },
    }
    assert aws.stack("bucket", "AWS::S3::Bucket", properties) == "CREATE_COMPLETE"
    s3, named = aws.client("s3"), {"Bucket": "all-settings"}
    encryption = s3.get_bucket_encryption(**named)["ServerSideEncryptionConfiguration"]["Rules"]
    algorithm = encryption[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    ownership = s3.get_bucket_ownership_controls(**named)["OwnershipControls"]["Rules"]
    return (
        fails(s3.get_bucket_tagging, "NoSuchTagSet", **named)
        and fails(s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration", **named)
        and algorithm == "AES256"
        and ownership[0]["ObjectOwnership"] == "BucketOwnerEnforced"
    )


def stream_encryption(aws: Published) -> bool:
    encryption = {"EncryptionType": "KMS", "KeyId": "alias/x"}
    properties = {"Name": "encrypted", "ShardCount": 1, "StreamEncryption": encryption}
    assert aws.stack("stream", "AWS::Kinesis::Stream", properties) == "CREATE_COMPLETE"
    reply = aws.client("kinesis").describe_stream_summary(StreamName="encrypted")
    return reply["StreamDescriptionSummary"]["EncryptionType"] == "NONE"


def role_boundary(aws: Published) -> bool:
    properties = {
        "RoleName": "bounded",
        "AssumeRolePolicyDocument": json.loads(TRUST),
        "PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    }
    assert aws.stack("role", "AWS::IAM::Role", properties) == "CREATE_COMPLETE"
    return "PermissionsBoundary" not in aws.client("iam").get_role(RoleName="bounded")["Role"]


def stream_creation(aws: Published) -> bool:
    kinesis = aws.client("kinesis")
    mode = {"StreamMode": "ON_DEMAND"}
    kinesis.create_stream(StreamName="tagged", StreamModeDetails=mode, Tags={"a": "b"})
    summary = kinesis.describe_stream_summary(StreamName="tagged")["StreamDescriptionSummary"]
    tags = kinesis.list_tags_for_stream(StreamName="tagged")["Tags"]
    return tags == [] and summary["OpenShardCount"] == 1


def stream_mode(aws: Published) -> bool:
    kinesis = aws.client("kinesis")
    arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/tagged"
    mode = {"StreamMode": "PROVISIONED"}
    update = kinesis.update_stream_mode
    return fails(update, "InvalidAction", StreamARN=arn, StreamModeDetails=mode)


def metric_streams(aws: Published) -> bool:
    listing = aws.client("cloudwatch").list_metric_streams
    return fails(listing, "InvalidAction", "InvalidActionException")


def http_destination(aws: Published) -> bool:
    firehose = aws.client("firehose")
    firehose.create_delivery_stream(
        DeliveryStreamName="http", HttpEndpointDestinationConfiguration=HTTP
    )
    reply = firehose.describe_delivery_stream(DeliveryStreamName="http")
    (destination,) = reply["DeliveryStreamDescription"]["Destinations"]
    described = destination["HttpEndpointDestinationDescription"]
    return "S3DestinationDescription" not in described


def escapes(aws: Published) -> bool:
    try:
        aws.role("a", Description="a & b")
    except ResponseParserError:
        return True
    return False


def partitions(aws: Published) -> bool:
    iam = aws.simulator.client("iam", "cn-north-1", ACCOUNT)
    created = iam.create_role(RoleName="china", AssumeRolePolicyDocument=TRUST)
    return created["Role"]["Arn"].startswith("arn:aws:")


def third_access_key(aws: Published) -> bool:
    iam = aws.client("iam")
    iam.create_user(UserName="many")
    for _ in range(3):
        iam.create_access_key(UserName="many")
    return len(iam.list_access_keys(UserName="many")["AccessKeyMetadata"]) == 3


def malformed_trust(aws: Published) -> bool:
    iam = aws.client("iam")
    iam.create_role(RoleName="broken", AssumeRolePolicyDocument="{")
    return True


def foreign_stream(aws: Published) -> bool:
    """A stream is looked for only in the caller's account, whatever its policy says."""
    kinesis = aws.simulator.client("kinesis", REGION, "444455556666")
    arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/tagged"
    return fails(kinesis.list_shards, "ResourceNotFoundException", StreamARN=arn)


def regional_tokens(aws: Published) -> bool:
    put = aws.client("iam").set_security_token_service_preferences
    return fails(put, "InvalidAction", GlobalEndpointTokenVersion="v2Token")


def eleventh_policy(aws: Published) -> bool:
    """AWS attaches ten managed policies to a role, and no more."""
    iam = aws.client("iam")
    aws.role("many-policies")
    for number in range(11):
        policy = iam.create_policy(PolicyName=f"p{number}", PolicyDocument=NOTHING)["Policy"]
        iam.attach_role_policy(RoleName="many-policies", PolicyArn=policy["Arn"])
    return len(iam.list_attached_role_policies(RoleName="many-policies")["AttachedPolicies"]) == 11


def names_of_policies(aws: Published) -> bool:
    """AWS has each name once in an account, whatever the path."""
    iam = aws.client("iam")
    for path in ("/a/", "/b/"):
        iam.create_policy(PolicyName="twice", Path=path, PolicyDocument=NOTHING)
    return True


def default_version(aws: Published) -> bool:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/p0"
    put = aws.client("iam").set_default_policy_version
    return fails(put, "InvalidAction", PolicyArn=arn, VersionId="v1")


def policies_and_their_makers(aws: Published) -> bool:
    """CreatePolicy is decided for every policy, AttachRolePolicy without a look at which."""
    iam = aws.client("iam")
    iam.create_policy(PolicyName="theirs", PolicyDocument=NOTHING)
    aws.role("made-for")
    iam.create_user(UserName="maker")
    allowed = [
        {
            "Effect": "Allow",
            "Action": "iam:CreatePolicy",
            "Resource": f"arn:aws:iam::{ACCOUNT}:policy/*",
        },
        {
            "Effect": "Allow",
            "Action": "iam:AttachRolePolicy",
            "Resource": "*",
            "Condition": {"ArnLike": {"iam:PolicyARN": f"arn:aws:iam::{ACCOUNT}:policy/*"}},
        },
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    iam.put_user_policy(UserName="maker", PolicyName="all", PolicyDocument=document)
    key = iam.create_access_key(UserName="maker")["AccessKey"]
    maker = aws.simulator.client_with("iam", REGION, key["AccessKeyId"], key["SecretAccessKey"])
    arn = f"arn:aws:iam::{ACCOUNT}:policy/theirs"
    return fails(
        maker.create_policy, "AccessDenied", PolicyName="made", PolicyDocument=NOTHING
    ) and fails(maker.attach_role_policy, "AccessDenied", RoleName="made-for", PolicyArn=arn)


#: Gaps that simulator/ closes, and where; the types are those of templates.DEPLOYED_BY_THE_BENCH.
CLOSED = {
    "AWS::CloudWatch::MetricStream is refused (metric_streams)": lambda aws: aws.refuses(
        "AWS::CloudWatch::MetricStream"
    ),
    "AWS::IAM::AccessKey is refused (identities)": lambda aws: aws.refuses("AWS::IAM::AccessKey"),
    "AWS::Kinesis::ResourcePolicy is refused (streams)": lambda aws: aws.refuses(
        "AWS::Kinesis::ResourcePolicy"
    ),
    "AWS::S3::Bucket drops encryption, lifecycle, ownership and tags (buckets)": bucket_settings,
    "AWS::Kinesis::Stream drops its encryption (streams)": stream_encryption,
    "AWS::IAM::Role drops its permissions boundary (identities)": role_boundary,
    "CreateStream drops tags and makes one shard on demand (streams)": stream_creation,
    "UpdateStreamMode is unknown (streams)": stream_mode,
    "metric streams have no API (metric_streams)": metric_streams,
    "Firehose describes little of an HTTP destination (delivery_streams)": http_destination,
    "a role's description is not escaped (identities)": escapes,
    "the policy that is made or attached is not looked at (identities)": policies_and_their_makers,
}
#: Gaps that stay, and what stands in for what they leave unproved.
OPEN = {
    "there is one partition: specs of aws-cn and aws-us-gov are not deployed": partitions,
    "a third access key is made: the script counts them before": third_access_key,
    "a malformed trust policy is taken: the evaluators read every policy": malformed_trust,
    "streams of other accounts are not found: the evaluators decide that": foreign_stream,
    "tokens of STS endpoints cannot be switched: a step of the checklist": regional_tokens,
    "an eleventh policy is attached: the compiler counts them": eleventh_policy,
    "two policies have one name: names have their holder's in them": names_of_policies,
    "no other version can be made the default: a new one is, in its place": default_version,
}


def test_every_gap_is_still_there(plain, covered):
    gaps, published = CLOSED | OPEN, Published(plain)
    assert [gap for gap, is_there in gaps.items() if not is_there(published)] == []
    covered(f"{len(CLOSED)} closed by the bench: {'; '.join(CLOSED)}")
    covered(f"{len(OPEN)} open: {'; '.join(OPEN)}")


def test_what_the_bench_adds_closes_its_gaps(fresh, covered):
    """Each check sees that the simulator has learnt what it lacks: the bench has taught it."""
    taught = Published(fresh)
    assert [gap for gap, is_there in CLOSED.items() if is_there(taught)] == []
    covered(f"{len(CLOSED)} checks see that what they look for is there")


def test_every_type_that_the_bench_deploys_has_its_gap():
    assert {gap.split()[0] for gap in CLOSED if "::" in gap} == set(DEPLOYED_BY_THE_BENCH)
