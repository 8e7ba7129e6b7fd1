"""An account in the simulator to which a spec was deployed, and everybody who may try to enter."""

import json
import re
from pathlib import Path

from botocore.exceptions import ClientError

from bench import prerequisites
from bench.access_documents import Documents
from bench.access_model import Expectation, Grantee, VendorTrust
from bench.access_questions import elsewhere
from bench.access_requests import Credentials, Party, Reply
from bench.scripts import Scripts
from bench.templates import Template

#: What stands for a bucket where a role or user has to do with none.
SOME_OBJECT = "arn:aws:s3:::some-bucket/some/key"


class Live:
    """The account of a spec, deployed; and everybody who may try to come in."""

    def __init__(self, scripts: Scripts, expectation: Expectation) -> None:
        self.scripts, self.simulator = scripts, scripts.simulator
        self.expectation = expectation
        self.account, self.region = expectation.account, expectation.region
        self.owner = Party(self.simulator, Credentials(self.account))
        self.made_members: dict[str, list[tuple[Party, bool]]] = {}

    def deploy(self, by_template: bool = False) -> None:
        """Makes the account new, as the script or the template makes it, with siblings."""
        self.simulator.ask("reset")
        self.made_members.clear()
        prerequisites.make(self.scripts)
        if by_template:
            Template(self.scripts).deploy()
        else:
            run = self.scripts.provision("apply")
            assert run.status == 0, run.errors
        for grantee in self.expectation.grantees.values():
            for permission in grantee.permissions:
                reach = permission.reach
                for resource in (*reach.within, *reach.beside, *elsewhere(reach.within[0])):
                    self.furnish(resource)
        self.furnish(SOME_OBJECT)

    # What there is to reach.

    def furnish(self, resource: str) -> None:
        """Makes a bucket, object or stream exist, so that only access can be missing."""
        parts = resource.split(":", 5)
        service, region = parts[2:4] if len(parts) == 6 else ("", "")
        if service == "s3":
            bucket, _, key = parts[5].partition("/")
            s3 = self.owner.client("s3", self.region_of(bucket))
            if not self.has_bucket(bucket):
                prerequisites.make_bucket(self.scripts, bucket, self.region_of(bucket))
            if key:
                s3.put_object(Bucket=bucket, Key=key, Body=b"x")
        elif service == "kinesis" and re.fullmatch(r"stream/[\w.-]+", parts[5]):
            name = parts[5].removeprefix("stream/")
            client = self.simulator.client("kinesis", region, parts[4])
            if name not in client.list_streams(Limit=1000)["StreamNames"]:
                client.create_stream(StreamName=name, ShardCount=1)

    def has_bucket(self, name: str) -> bool:
        listed = self.owner.client("s3", self.region).list_buckets()["Buckets"]
        return name in {bucket["Name"] for bucket in listed}

    def region_of(self, bucket: str) -> str:
        """Where a bucket is; a sibling is where the one is that it is named after."""
        regions = self.expectation.regions
        near = [name for name in regions if name.startswith(bucket) or bucket.startswith(name)]
        return regions[near[0]] if near else self.region

    def start_upload(self, bucket: str, key: str) -> str:
        """An upload in parts that can be aborted."""
        s3 = self.owner.client("s3", self.region_of(bucket))
        return s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]

    # Who asks.

    def members(self, account: str) -> list[tuple[Party, bool]]:
        """The root of an account, a user and a role in it who may do all, a user who may nothing.

        With each goes whether its own account lets it assume roles.
        """
        if account not in self.made_members:
            self.made_members[account] = self.make_members(account)
        return self.made_members[account]

    def make_members(self, account: str) -> list[tuple[Party, bool]]:
        root = Party(self.simulator, Credentials(account))
        iam = root.client("iam", self.region)
        document = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        everything = json.dumps({"Version": "2012-10-17", "Statement": [document]})
        users = []
        for name in ("worker", "idle"):
            iam.create_user(UserName=name)
            key = iam.create_access_key(UserName=name)["AccessKey"]
            credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
            users.append(Party(self.simulator, credentials))
        iam.put_user_policy(UserName="worker", PolicyName="all", PolicyDocument=everything)
        trust = document | {"Principal": {"AWS": account}, "Action": "sts:AssumeRole"}
        del trust["Resource"]
        trust_policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust_policy)
        iam.put_role_policy(RoleName="worker", PolicyName="all", PolicyDocument=everything)
        _, session = self.enter(root, f"arn:aws:iam::{account}:role/worker")
        return [(root, True), (users[0], True), (session, True), (users[1], False)]

    def enter(
        self, party: Party, role: str, external_id: str | None = None
    ) -> tuple[Reply, Party | None]:
        """Assumes a role: the reply, and who one is then."""
        sent = {"ExternalId": external_id} if external_id is not None else {}
        try:
            reply = party.client("sts", self.region).assume_role(
                RoleArn=role, RoleSessionName="session", **sent
            )
        except ClientError as error:
            found = error.response["Error"]
            return Reply(found["Code"], found["Message"]), None
        made = reply["Credentials"]
        credentials = Credentials(
            made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]
        )
        return Reply(), Party(self.simulator, credentials)

    def vendors_roles(self) -> list[Grantee]:
        every = self.expectation.grantees.values()
        return [one for one in every if isinstance(one.trust, VendorTrust)]

    def become(self, grantee: Grantee) -> Party:
        """A session of a role as its vendor, or whoever has the user's key."""
        if isinstance(grantee.trust, VendorTrust):
            root = Party(self.simulator, Credentials(grantee.trust.account))
            reply, party = self.enter(root, grantee.arn, grantee.trust.ids[0])
            assert party is not None, reply
            return party
        if grantee.trust is not None:
            raise ValueError(f"no vendor enters {grantee.arn}")
        known = self.keys()
        iam = self.owner.client("iam", self.region)
        listed = iam.list_access_keys(UserName=grantee.name)["AccessKeyMetadata"]
        (key,) = [key["AccessKeyId"] for key in listed]
        return Party(self.simulator, Credentials(key, known[key]))

    def keys(self) -> dict[str, str]:
        """Access keys where the script (a file) or the template (a secret) left them."""
        kept = [Path(name) for name in self.scripts.secrets.values() if "_KEY_FILE_" in name]
        found = [json.loads(file.read_text())["AccessKey"] for file in kept if file.exists()]
        known = {key["AccessKeyId"]: key["SecretAccessKey"] for key in found}
        manager = self.owner.client("secretsmanager", self.region)
        for secret in manager.list_secrets()["SecretList"]:
            text = manager.get_secret_value(SecretId=secret["ARN"])["SecretString"]
            key = json.loads(text)
            known[key["accessKeyId"]] = key["secretAccessKey"]
        return known

    # Faults.

    def write_back(self, documents: Documents, deployed: Documents) -> None:
        """Puts documents in the place of those that are deployed, where they differ."""
        iam = self.owner.client("iam", self.region)
        for arn, identity in documents.identities.items():
            if identity == deployed.identities[arn]:
                continue
            kind, name = arn.split(":")[5].split("/")[0], arn.rsplit("/", 1)[1]
            put = iam.put_role_policy if kind == "role" else iam.put_user_policy
            for index, policy in enumerate(identity.policies):
                named = {f"{kind.capitalize()}Name": name}
                title = "accredit" if index == 0 else f"more-{index}"
                put(**named, PolicyName=title, PolicyDocument=json.dumps(policy))
            if identity.trust:
                trust = json.dumps(identity.trust)
                iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust)
        for bucket in self.expectation.made_buckets:
            s3 = self.owner.client("s3", self.region_of(bucket))
            if bucket in documents.buckets:
                s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(documents.buckets[bucket]))
            else:
                s3.delete_bucket_policy(Bucket=bucket)
