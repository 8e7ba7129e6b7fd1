"""What AWS answers to hostile scripts: the files that the bench's `aws` prints."""

import json
from pathlib import Path
from typing import Any

from bench.injection_case import OLD_KEY, OWNER, Case, Facts

#: Nobody: a role that was deleted, so that whose policy it is doesn't matter.
NOBODY = "AROA0000000000DELETED"
OLD_POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Old", "Effect": "Allow", "Action": "s3:Old", "Resource": "*"}],
}


class Answers:
    """A folder of answers to the reads of one case."""

    def __init__(self, case: Case, folder: Path, has_parts: bool) -> None:
        self.case = case
        #: Whether the managed policies of roles and users are there, and attached.
        self.has_parts = has_parts
        self.folder = folder
        self.owner_list = [{"Key": OWNER, "Value": case.spec}]
        self.owner_map = {OWNER: case.spec}
        # The CLI writes what isn't ASCII as it is.
        self.as_ascii = len(case.resources) % 2 == 0

    def write(self, place: str, answer: Any) -> None:
        path = self.folder / place.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(answer, ensure_ascii=self.as_ascii) + "\n", "utf-8")

    def put(self, operation: str, name: str, answer: Any) -> None:
        self.write(f"{operation}/{name}.json", answer)

    def for_all(self, exist: bool) -> None:
        """Answers for a place where everything exists, but otherwise than the spec says; or nothing
        but what the spec requires, and what it makes once it is made."""
        account, partition = self.case.account, self.case.partition
        arn = f"arn:{partition}:iam::{account}:user/me"
        self.write("caller", {"UserId": "AIDA", "Account": account, "Arn": arn})
        key = {"AccessKeyId": "AKIA0OF0THE0BENCH0", "SecretAccessKey": "s", "UserName": "u"}
        self.write("key", {"AccessKey": key})
        for requirement in self.case.requirements:
            getattr(self, f"require_{requirement['kind']}")(requirement)
        for boundary in self.case.boundaries:
            self.put("get-policy", boundary, {"Policy": {"Arn": "arn:of:the:boundary"}})
        for resource in self.case.resources:
            verb = "have" if exist else "made"
            method = getattr(self, f"{verb}_{resource['kind']}", None)
            if method:
                method(resource)

    def require_bucket(self, bucket: Facts) -> None:
        place = None if bucket["region"] == "us-east-1" else bucket["region"]
        self.put("get-bucket-location", bucket["name"], {"LocationConstraint": place})

    def require_stream(self, stream: Facts) -> None:
        summary: Facts = {"StreamStatus": "ACTIVE", "EncryptionType": "NONE"}
        if "key" in stream:
            summary |= {"EncryptionType": "KMS", "KeyId": stream["key"]}
        answer = {"StreamDescriptionSummary": summary}
        self.put("describe-stream-summary", stream["name"], answer)

    # ------------------------------------------------------------ once it is made

    def made_stream(self, stream: Facts, prefix: str = "after/") -> None:
        settings = stream["settings"]
        summary = {
            "StreamStatus": "ACTIVE", "RetentionPeriodHours": 24, "EncryptionType": "NONE",
            "StreamModeDetails": settings["StreamModeDetails"],
            "OpenShardCount": settings.get("ShardCount", 4),
        }
        answer = {"StreamDescriptionSummary": summary}
        self.put(f"{prefix}describe-stream-summary", stream["name"], answer)
        tags = {"Tags": self.owner_list}
        self.put(f"{prefix}list-tags-for-stream", stream["name"], tags)

    def made_bucket(self, bucket: Facts) -> None:
        # Once its policy was written, it is read before anybody is let in.
        if bucket["policy"]:
            answer = {"Policy": json.dumps(bucket["policy"])}
            self.put("after/get-bucket-policy", bucket["name"], answer)

    def made_delivery_stream(self, stream: Facts) -> None:
        answer = {"DeliveryStreamDescription": {"DeliveryStreamStatus": "ACTIVE"}}
        self.put("after/describe-delivery-stream", stream["name"], answer)

    # ------------------------------------------------------------ what exists

    def have_role(self, role: Facts) -> None:
        settings = role["settings"]
        answer = {
            "RoleName": role["name"], "Path": settings["Path"], "Description": "other",
            "MaxSessionDuration": settings["MaxSessionDuration"] + 1,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            "Tags": self.owner_list,
        }
        # Where the trust differs as well, managed policies wait for another look at the role.
        if role["parts"]:
            answer["AssumeRolePolicyDocument"] = role["trust"]
        answer |= self.boundary(settings)
        self.put("get-role", role["name"], {"Role": answer})
        # Once its trust was written, it is read before anything else is granted.
        answer["AssumeRolePolicyDocument"] = role["trust"]
        self.put("after/get-role", role["name"], {"Role": answer})
        self.have_policies("role", role)

    def boundary(self, settings: Facts) -> Facts:
        if "PermissionsBoundary" not in settings:
            return {}
        arn = settings["PermissionsBoundary"]
        boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
        return {"PermissionsBoundary": boundary}

    def have_policies(self, kind: str, holder: Facts) -> None:
        name, path = holder["name"], self.case.path_of(kind, holder["name"])
        attached, listed = [], []
        for part in holder["parts"] if self.has_parts else []:
            arn = self.case.part_arn(kind, name, part)
            attached.append({"PolicyName": part, "PolicyArn": arn})
            counts = {"AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0}
            policy = {"PolicyName": part, "Path": path, "Arn": arn, "DefaultVersionId": "v2"}
            listed.append(policy | counts)
            self.put("get-policy-version", arn, {"PolicyVersion": {"Document": OLD_POLICY}})
            versions = [
                {"VersionId": "v2", "IsDefaultVersion": True},
                {"VersionId": "v1", "IsDefaultVersion": False},
            ]
            self.put("list-policy-versions", arn, {"Versions": versions})
        self.put("list-policies", path, {"Policies": listed})
        self.put(f"list-{kind}-policies", name, {"PolicyNames": ["accredit"]})
        self.put(f"list-attached-{kind}-policies", name, {"AttachedPolicies": attached})
        self.put(f"get-{kind}-policy", name, {"PolicyDocument": OLD_POLICY})

    def have_user(self, user: Facts) -> None:
        settings = user["settings"]
        answer = {"UserName": user["name"], "Path": settings["Path"], "Tags": self.owner_list}
        self.put("get-user", user["name"], {"User": answer | self.boundary(settings)})
        self.have_policies("user", user)
        self.put("list-groups-for-user", user["name"], {"Groups": []})
        keys = {"AccessKeyMetadata": [{"AccessKeyId": OLD_KEY, "Status": "Active"}]}
        self.put("list-access-keys", user["name"], keys)

    def have_bucket(self, bucket: Facts) -> None:
        self.require_bucket({"name": bucket["name"], "region": self.case.region})
        tags = [*self.owner_list, {"Key": "foreign", "Value": "kept"}]
        self.put("get-bucket-tagging", bucket["name"], {"TagSet": tags})
        self.made_bucket(bucket)

    def have_stream(self, stream: Facts) -> None:
        settings = stream["settings"]
        self.made_stream(stream, prefix="")
        summary = {
            "StreamStatus": "ACTIVE", "RetentionPeriodHours": settings["RetentionPeriodHours"],
            "StreamModeDetails": settings["StreamModeDetails"], "EncryptionType": "KMS",
            "KeyId": settings["KeyId"], "OpenShardCount": settings.get("ShardCount", 4),
        }
        for place in ["", "after/"]:
            answer = {"StreamDescriptionSummary": summary}
            self.put(f"{place}describe-stream-summary", stream["name"], answer)

    def have_stream_policy(self, policy: Facts) -> None:
        name = f"stream/{policy['name']}"
        arn = self.case.arn("kinesis", policy["region"], name)
        statement = OLD_POLICY["Statement"][0] | {"Principal": {"AWS": NOBODY}}
        old = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.put("get-resource-policy", arn, {"Policy": old})

    def have_log_group(self, group: Facts) -> None:
        arn = self.case.arn("logs", self.case.region, f"log-group:{group['name']}")
        days = group["settings"]["retentionInDays"] + 1
        answer = {"arn": f"{arn}:*", "logGroupName": group["name"], "retentionInDays": days}
        self.put("describe-log-groups", group["name"], [answer])
        self.put("list-tags-for-resource", arn, {"tags": self.owner_map})
        for stream in group["streams"]:
            place = f"{group['name']}/{stream}"
            self.put("describe-log-streams", place, [{"logStreamName": stream}])

    def have_delivery_stream(self, stream: Facts) -> None:
        endpoint = {"EndpointConfiguration": {"Url": "https://old", "Name": "old"}}
        destination = {
            "DestinationId": "destination-1", "HttpEndpointDestinationDescription": endpoint,
        }
        answer = {
            "DeliveryStreamStatus": "ACTIVE", "VersionId": "7", "Destinations": [destination],
        }
        description = {"DeliveryStreamDescription": answer}
        self.put("describe-delivery-stream", stream["name"], description)
        self.put("list-tags-for-delivery-stream", stream["name"], {"Tags": self.owner_list})

    def have_metric_stream(self, stream: Facts) -> None:
        answer = {"Name": stream["name"], "State": "stopped", "OutputFormat": "old"}
        self.put("get-metric-stream", stream["name"], answer)
        rest = f"metric-stream/{stream['name']}"
        arn = self.case.arn("cloudwatch", self.case.region, rest)
        self.put("list-tags-for-resource", arn, {"Tags": self.owner_list})
