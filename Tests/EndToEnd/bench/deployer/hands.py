"""What people change by hand besides the drifts of `bench.hands`: scripts then need all they may.

The changes leave the owner's tag in place, but for buckets and streams as a killed run leaves them.
"""

import json

from bench.hands import Hands, Resource

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


class Loosening(Hands):
    """Boundaries, modes and encryption that are not those of the spec."""

    def make(self) -> None:
        self.each({kind: getattr(self, kind) for kind in ("role", "user", "stream", "bucket")})

    def role(self, resource: Resource) -> None:
        iam, name = self.client("iam"), {"RoleName": resource.name}
        iam.put_role_permissions_boundary(**name, PermissionsBoundary=READ_ONLY)
        iam.untag_role(**name, TagKeys=["team", "cost-center"])
        iam.update_role(**name, MaxSessionDuration=7200, Description="by hand")
        trust = iam.get_role(**name)["Role"]["AssumeRolePolicyDocument"]
        trust["Statement"][0]["Sid"] = "ByHand"
        iam.update_assume_role_policy(**name, PolicyDocument=json.dumps(trust))

    def user(self, resource: Resource) -> None:
        iam, name = self.client("iam"), {"UserName": resource.name}
        iam.put_user_permissions_boundary(**name, PermissionsBoundary=READ_ONLY)
        self.widen(resource)

    def widen(self, resource: Resource) -> None:
        """Two parts of a user differ, so that its policy goes away meanwhile."""
        iam, name = self.client("iam"), {"UserName": resource.name, "PolicyName": "accredit"}
        document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", '
        iam.put_user_policy(**name, PolicyDocument=document + '"Resource": "*"}]}')

    def stream(self, resource: Resource) -> None:
        kinesis = self.client("kinesis", resource.region)
        name = {"StreamName": resource.name}
        summary = kinesis.describe_stream_summary(**name)["StreamDescriptionSummary"]
        on_demand = summary["StreamModeDetails"]["StreamMode"] == "ON_DEMAND"
        mode = {"StreamMode": "PROVISIONED" if on_demand else "ON_DEMAND"}
        kinesis.update_stream_mode(StreamARN=summary["StreamARN"], StreamModeDetails=mode)
        kinesis.stop_stream_encryption(**name, EncryptionType="KMS", KeyId="by-hand")

    def bucket(self, resource: Resource) -> None:
        s3 = self.client("s3", resource.region)
        s3.delete_bucket_tagging(Bucket=resource.name)
