"""What a spec takes for granted in its account: buckets and streams that exist before."""

import json
import re
import shlex

from bench.aws import Failed
from bench.scripts import Scripts


def required(scripts: Scripts) -> list[list[str]]:
    """The `require` lines of a script, each as its words."""
    found = re.findall(r"^  require (.+)$", scripts.text, re.MULTILINE)
    return [shlex.split(line) for line in found]


def make(scripts: Scripts, but: str = "") -> None:
    """Makes everything that a spec requires, as a company would have it, but for one kind."""
    for kind, *words in required(scripts):
        if kind == but:
            continue
        match kind:
            case "bucket":
                make_bucket(scripts, *words[:2])
            case "stream":
                make_stream(scripts, words[0], words[1], words[2])
            case "boundary":
                make_boundary(scripts, *words)
            case "stream_policies" | "secret_tokens":
                pass  # an ability of the CLI, not a resource
            case other:
                raise Failed(f"the bench cannot make a required {other}")


def make_boundary(scripts: Scripts, arn: str) -> None:
    if "::aws:" in arn:
        return  # AWS's own, which every account has
    path, _, name = arn.split(":policy")[1].rpartition("/")
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    iam = scripts.simulator.client("iam", scripts.region, scripts.account)
    iam.create_policy(PolicyName=name, Path=f"{path}/", PolicyDocument=document)


def make_bucket(scripts: Scripts, name: str, region: str) -> None:
    s3 = scripts.simulator.client("s3", region, scripts.account)
    where = {"LocationConstraint": region}
    options = {} if region == "us-east-1" else {"CreateBucketConfiguration": where}
    s3.create_bucket(Bucket=name, **options)


def make_stream(scripts: Scripts, name: str, region: str, key: str) -> None:
    kinesis = scripts.simulator.client("kinesis", region, scripts.account)
    kinesis.create_stream(StreamName=name, ShardCount=1)
    if key != "none":
        kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId=key)
