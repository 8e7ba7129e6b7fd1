"""What a spec means, read from its YAML alone: no output of the compiler is looked at.

What each type of integration may do is written down here a second time, from the pages of vendors
and of AWS that are cited, and not from `Templates/`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.access_model import (
    Expectation,
    Grantee,
    Need,
    Permission,
    Reach,
    ServiceTrust,
    SharedStream,
    VendorTrust,
    as_condition,
    as_written,
    begins,
    equal,
    everything,
    exactly,
    objects,
)

#: The accounts that assume roles. Fastly: "Creating an AWS IAM role for Fastly logging", 2026-06.
#: Logz.io: "Set S3 permissions for archiving", 2021-06-16, the account in the policy's principal.
VENDOR_ACCOUNTS = {"fastly": "717331877981", "logzio": "406095609952"}
#: The key of a connection's external id, where a vendor calls it something else.
ID_KEYS = {"fastly": "customerId"}

Trust = VendorTrust | ServiceTrust
Actions = Iterable[str]


@dataclass(frozen=True)
class OnBucket:
    """Actions on a bucket, on its objects, and on no resource at all."""

    bucket: tuple[str, ...]
    objects: tuple[str, ...]
    anything: tuple[str, ...] = ()


#: docs.logz.io, "Give AWS access with IAM roles", 2025-05-28 (published), and "Configure an Amazon
#: S3 bucket", 2026-06-24 (current).
FETCH = {
    "published": OnBucket(("s3:ListBucket",), ("s3:GetObject",)),
    "current": OnBucket(("s3:ListBucket", "s3:GetBucketLocation"), ("s3:GetObject",)),
}
#: "Make an IAM role for Logz.io", 2018-06-11 (published), and docs.logz.io, "Set S3 permissions for
#: archiving", 2021-06-16 (current).
ARCHIVE = {
    "published": OnBucket(
        ("s3:ListBucket", "s3:GetBucketLocation"),
        ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
        ("s3:ListAllMyBuckets",),
    ),
    "current": OnBucket(
        ("s3:ListBucket", "s3:GetBucketLocation"), ("s3:GetObject", "s3:PutObject")
    ),
}
#: fastly.com, "Creating an AWS IAM role for Fastly logging", 2026-06: the role for S3, the role for
#: Kinesis, and the stream's policy in "Adding a resource-based policy to a Kinesis data stream".
FASTLY_OBJECTS = ("s3:PutObject", "s3:AbortMultipartUpload")
FASTLY_RECORDS = ("kinesis:PutRecords", "kinesis:ListShards")
FASTLY_SHARED = FASTLY_RECORDS + ("kinesis:PutRecord", "kinesis:DescribeStreamSummary")
#: Data Firehose developer guide, "Controlling access", HTTP endpoint destination, 2026.
FIREHOSE = OnBucket(
    ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
    ("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"),
)
#: CloudWatch user guide, "Trust between CloudWatch and Firehose", 2026.
METRIC_STREAM = ("firehose:PutRecord", "firehose:PutRecordBatch")
#: Amazon S3 user guide, "Using server-side encryption with AWS KMS keys", Permissions, 2026.
READ_KEY, WRITE_KEY = ("kms:Decrypt",), ("kms:Decrypt", "kms:GenerateDataKey")


def listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def named(value: object) -> dict:
    """A bucket or stream, which a spec may write as its name only."""
    return value if isinstance(value, dict) else {"name": value}


class Reader:
    """Reads one spec, integration by integration, into an expectation."""

    def __init__(self, spec: dict) -> None:
        self.spec = spec
        self.vendors = spec.get("vendors") or {}
        self.account, self.region = spec["account"], spec["region"]
        self.partition = spec.get("partition", "aws")
        self.result = Expectation(self.account, self.region, self.partition)

    def read(self) -> Expectation:
        for name, integration in self.spec["integrations"].items():
            match integration["type"]:
                case "logzio/s3-fetch":
                    self.fetch(name, integration)
                case "logzio/archive":
                    self.archive(name, integration)
                case "logzio/metrics":
                    self.metrics(name, integration)
                case "fastly/s3":
                    self.objects(name, integration)
                case "fastly/kinesis":
                    self.records(name, integration)
                case "custom/role":
                    self.custom(name, integration)
                case other:
                    raise ValueError(f"the bench does not know what {other} may do")
        return self.result

    # Who.

    def connection(self, integration: dict) -> tuple[str, dict]:
        """The vendor and the connection that an integration goes by."""
        vendor = integration["type"].split("/")[0]
        if "vendor" in integration:
            return vendor, integration["vendor"]
        own = {
            name: entry or {}
            for name, entry in self.vendors.items()
            if (entry or {}).get("vendor", name if name in VENDOR_ACCOUNTS else "custom") == vendor
        }
        if "via" in integration:
            return vendor, own[integration["via"]]
        return vendor, own[vendor] if vendor in own else next(iter(own.values()))

    def trust(self, integration: dict) -> VendorTrust:
        vendor, connection = self.connection(integration)
        account = connection.get("accountId") or VENDOR_ACCOUNTS[vendor]
        ids = [connection[ID_KEYS.get(vendor, "externalId")]]
        if "rotation" in connection:
            ids.append(connection["rotation"]["previous"])
        return VendorTrust(account, tuple(ids))

    def derived(self, name: str, integration: dict) -> str:
        return f"{integration['type'].split('/')[0]}-{self.spec['name']}-{name}"

    def grantee(
        self, name: str, integration: dict, trust: Trust | None, kind: str = "role"
    ) -> Grantee:
        path = integration.get("rolePath", "/")
        arn = f"arn:{self.partition}:iam::{self.account}:{kind}{path}{name}"
        boundary = integration.get("permissionsBoundary")
        return self.result.grantees.setdefault(arn, Grantee(arn, trust, boundary))

    def role(self, name: str, integration: dict) -> Grantee:
        named_role = integration.get("role") or self.derived(name, integration)
        return self.grantee(named_role, integration, self.trust(integration))

    # On what.

    def arn(self, service: str, region: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{region}:{self.account}:{resource}"

    def place(self, bucket: dict) -> str:
        """Notes a bucket, and gives its region."""
        name = bucket["name"]
        if bucket.get("create") == "true" and name not in self.result.made_buckets:
            self.result.made_buckets.append(name)
        return self.result.regions.setdefault(name, bucket.get("region", self.region))

    @staticmethod
    def permit(grantee: Grantee, actions: Actions, reach: Reach, *needs: Need) -> None:
        grantee.permissions += [Permission(action, reach, needs) for action in actions]

    def permit_bucket(
        self, grantee: Grantee, bucket: str, may: OnBucket, prefix: str = "", *, narrow=False
    ) -> None:
        """On the objects below the prefix; narrow: objects are listed below it only."""
        on_bucket = exactly(f"arn:{self.partition}:s3:::{bucket}")
        for action in may.bucket:
            needs = [begins("s3:prefix", prefix)] if narrow and action == "s3:ListBucket" else []
            self.permit(grantee, [action], on_bucket, *needs)
        self.permit(grantee, may.objects, objects(self.partition, bucket, prefix))
        self.permit(grantee, may.anything, everything())

    def permit_key(
        self, grantee: Grantee, key: str | None, actions: Actions, service: str, region: str
    ) -> None:
        """A key, through one service only; its own policy must let the account decide."""
        if key:
            via = equal("kms:ViaService", f"{service}.{region}.amazonaws.com")
            self.permit(grantee, actions, exactly(key), via)

    # By type.

    def fetch(self, name: str, integration: dict) -> None:
        if integration.get("auth") == "access-keys":
            user = self.derived(name, integration)
            grantee = self.grantee(user, integration, None, "user")
        else:
            grantee = self.role(name, integration)
        may = FETCH[integration.get("permissions", "published")]
        for bucket in map(named, integration["buckets"]):
            narrow = bucket.get("narrow") == "true"
            prefix = bucket["prefix"] if narrow else ""
            self.permit_bucket(grantee, bucket["name"], may, prefix, narrow=narrow)
            self.permit_key(grantee, bucket.get("kmsKey"), READ_KEY, "s3", self.place(bucket))

    def archive(self, name: str, integration: dict) -> None:
        grantee, bucket = self.role(name, integration), named(integration["bucket"])
        may = ARCHIVE[integration.get("permissions", "published")]
        self.permit_bucket(grantee, bucket["name"], may)
        if integration.get("allowAcl") == "true":
            reach = objects(self.partition, bucket["name"], "")
            self.permit(grantee, ["s3:PutObjectAcl"], reach)
        self.permit_key(grantee, bucket.get("kmsKey"), WRITE_KEY, "s3", self.place(bucket))

    def objects(self, name: str, integration: dict) -> None:
        grantee, bucket = self.role(name, integration), named(integration["bucket"])
        reach = objects(self.partition, bucket["name"], integration.get("path", ""))
        # S3 API reference, PutObject: an ACL in the request needs this action too.
        acl = ("s3:PutObjectAcl",) if "acl" in integration else ()
        self.permit(grantee, FASTLY_OBJECTS + acl, reach)
        region = self.place(bucket)
        for key in {bucket.get("kmsKey"), integration.get("kmsKey")}:
            self.permit_key(grantee, key, WRITE_KEY, "s3", region)

    def records(self, name: str, integration: dict) -> None:
        grantee, stream = self.role(name, integration), named(integration["stream"])
        region = stream.get("region", self.region)
        arn = self.arn("kinesis", region, f"stream/{stream['name']}")
        self.permit(grantee, FASTLY_RECORDS, exactly(arn))
        if "kmsKey" in integration:
            # Kinesis developer guide, "Permissions to use user-generated KMS keys", 2026.
            only = equal("kms:EncryptionContext:aws:kinesis:arn", arn)
            key = exactly(integration["kmsKey"])
            self.permit(grantee, ["kms:GenerateDataKey"], key, only)
        match integration.get("sharing", "none"):
            case "role":
                shared = SharedStream(arn, grantee.arn, None, FASTLY_RECORDS)
            case "published":
                vendor = self.trust(integration).account
                shared = SharedStream(arn, grantee.arn, vendor, FASTLY_SHARED)
            case _:
                return
        self.result.shared_streams.append(shared)

    def metrics(self, name: str, integration: dict) -> None:
        base, backup = self.derived(name, integration), named(integration["backup"])
        self.place(backup)
        # IAM user guide, "The confused deputy problem": the service acts for this account only.
        trust = ServiceTrust("firehose.amazonaws.com", self.account)
        firehose = self.grantee(f"{base}-firehose", integration, trust)
        self.permit_bucket(firehose, backup["name"], FIREHOSE)
        for stream in ("BackupDelivery", "DestinationDelivery"):
            group = f"log-group:/aws/kinesisfirehose/{base}:log-stream:{stream}"
            arn = exactly(self.arn("logs", self.region, group))
            self.permit(firehose, ["logs:PutLogEvents"], arn)
        if isinstance(integration["token"], dict):
            secret = exactly(integration["token"]["secret"])
            self.permit(firehose, ["secretsmanager:GetSecretValue"], secret)
        self.permit_key(firehose, backup.get("kmsKey"), WRITE_KEY, "s3", self.region)
        token_key = integration.get("tokenKmsKey")
        self.permit_key(firehose, token_key, READ_KEY, "secretsmanager", self.region)
        confined = integration.get("streamRoleSourceAccount") == "true"
        service = "streams.metrics.cloudwatch.amazonaws.com"
        trust = ServiceTrust(service, self.account if confined else None)
        stream = self.grantee(f"{base}-stream", integration, trust)
        into = self.arn("firehose", self.region, f"deliverystream/{base}")
        self.permit(stream, METRIC_STREAM, exactly(into))

    def custom(self, name: str, integration: dict) -> None:
        """What the spec lists, and nothing else."""
        grantee = self.role(name, integration)
        for entry in integration["allow"]:
            needs = [
                as_condition(operator, key, listed(values), self.partition, self.account)
                for operator, keys in (entry.get("conditions") or {}).items()
                for key, values in keys.items()
            ]
            for resource in entry["resources"]:
                self.permit(grantee, entry["actions"], as_written(resource), *needs)


def expected(spec: Path) -> Expectation:
    """What a spec means. Every scalar is read as text, as the compiler reads it."""
    return Reader(yaml.load(spec.read_text(), Loader=yaml.BaseLoader)).read()
