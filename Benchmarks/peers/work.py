"""The work that is measured: a spec with some integrations, and the roles that it asks for."""

from pathlib import Path

ACCOUNT = "111122223333"
VENDOR = "717331877981"
EXTERNAL_ID = "7Kd2PqVn4XsTb9LwRy6HcE"

HEAD = f"""\
name: bench
account: "{ACCOUNT}"
region: us-east-1
tags:
  team: platform

vendors:
  fastly:
    customerId: {EXTERNAL_ID}

integrations:
"""


def entry(index: int) -> str:
    """An integration that writes objects to a bucket."""
    return (
        f"  i{index:05}:\n"
        "    type: fastly/s3\n"
        f"    bucket: acme-fastly-{index:05}\n"
        "    path: edge/\n"
    )


def write_spec(count: int, path: Path, name: str = "bench") -> None:
    """Writes a spec with so many integrations."""
    head = HEAD.replace("name: bench", f"name: {name}")
    path.write_text(head + "".join(entry(index) for index in range(count)))


def role(index: int) -> dict:
    """The properties of the role of one integration, as CloudFormation takes them."""
    return {
        "RoleName": f"fastly-bench-i{index:05}",
        "Description": "Access for Fastly; made by accredit from the spec bench",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "S3LoggingTrustPolicy",
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{VENDOR}:root"},
                    "Action": ["sts:AssumeRole"],
                    "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
                }
            ],
        },
        "Policies": [
            {
                "PolicyName": "accredit",
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
                            "Resource": [f"arn:aws:s3:::acme-fastly-{index:05}/edge/*"],
                        }
                    ],
                },
            }
        ],
        "Tags": [
            {"Key": "accredit:spec", "Value": "bench"},
            {"Key": "team", "Value": "platform"},
        ],
    }


MIXED_HEAD = """\
name: mixed
account: "111122223333"
region: us-east-1

vendors:
  logzio:
    externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q
    site: us
  fastly:
    customerId: 7Kd2PqVn4XsTb9LwRy6HcE
  ledgerly:
    accountId: "999988887777"
    externalId: ldg-2f7c0d4e1b

integrations:
"""

MIXED = [
    """\
    type: logzio/s3-fetch
    buckets:
      - name: acme-logs-{0}
        prefix: AWSLogs/{0}/
        logType: elb
""",
    """\
    type: fastly/s3
    bucket: acme-fastly-{0}
    path: edge/
""",
    """\
    type: fastly/kinesis
    stream: {{name: acme-edge-{0}, create: true, mode: on-demand}}
""",
    """\
    type: custom/role
    via: ledgerly
    allow:
      - actions: [s3:GetObject]
        resources: ["arn:aws:s3:::acme-partner-{0}/*"]
        reason: reads the nightly export
""",
]


def write_mixed_spec(count: int, path: Path) -> None:
    """Writes a spec with so many integrations of four types in turn."""
    entries = (
        f"  i{index:05}:\n" + MIXED[index % len(MIXED)].format(f"{index:05}")
        for index in range(count)
    )
    path.write_text(MIXED_HEAD + "".join(entries))
