"""Requests to a deployed account as its vendors, and whether they end as the spec means."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.access_gaps import FREE, FREE_FOR_USERS, TAKEN_FOR, UNKNOWN
from bench.access_live import SOME_OBJECT, Live
from bench.access_model import Context, Grantee, ServiceTrust, VendorTrust
from bench.access_questions import INSECURE, STRANGER, contexts_for, elsewhere
from bench.access_requests import ANONYMOUS, Party, Reply, requests

#: What S3 operations need that are not called like their action. Amazon S3 user guide, "Required
#: permissions for Amazon S3 API operations", 2026.
ACTION_OF = {
    "s3.CompleteMultipartUpload": "s3:PutObject",
    "s3.CopyObject": "s3:PutObject",
    "s3.CreateMultipartUpload": "s3:PutObject",
    "s3.DeleteObjects": "s3:DeleteObject",
    "s3.HeadBucket": "s3:ListBucket",
    "s3.HeadObject": "s3:GetObject",
    "s3.ListBuckets": "s3:ListAllMyBuckets",
    "s3.ListObjects": "s3:ListBucket",
    "s3.ListObjectsV2": "s3:ListBucket",
    "s3.SelectObjectContent": "s3:GetObject",
    "s3.UploadPart": "s3:PutObject",
    "s3.UploadPartCopy": "s3:PutObject",
}
SERVICES = ("s3", "kinesis", "kms", "iam", "sts")
#: What the bucket says to somebody who may, where it has access control lists switched off.
MAY_BUT = "AccessControlListNotSupported"


@dataclass
class Found:
    """What came of requests: how many were allowed and denied, and what was wrong."""

    counts: Counter = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    #: Operations in `bench.access_gaps` that were answered as it says.
    gaps: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def note(self, what: str, reply: Reply, allowed: bool) -> None:
        """Counts a reply; one that is neither what was wanted nor a plain denial is wrong."""
        self.counts["allowed" if allowed else "denied"] += 1
        may = reply.succeeded or reply.code == MAY_BUT
        if not (may if allowed else reply.denied):
            wanted = "must succeed" if allowed else "must be denied"
            self.wrong.append(f"{what} {wanted}: {reply}")

    def add(self, other: "Found") -> None:
        self.counts += other.counts
        self.operations |= other.operations
        self.gaps |= other.gaps
        self.wrong += other.wrong

    def __str__(self) -> str:
        return (
            f"{self.counts['allowed'] + self.counts['denied']:,} requests"
            f" ({self.counts['allowed']:,} allowed, {self.counts['denied']:,} denied),"
            f" {len(self.operations)} operations,"
            f" {len(self.wrong)} wrong"
        )


# Who may enter.


def try_to_enter(live: Live, grantee: Grantee) -> Found:
    """Assumes a role as everybody, with the right, wrong and no external ids."""
    found, trust = Found(), grantee.trust
    vendor = isinstance(trust, VendorTrust)
    known = trust.ids if vendor else ()
    first = known[0] if vendor else "7Kd2PqVn4XsTb9LwRy6HcE"
    wrong = (f"{first}x", first[:-1], first.swapcase(), "another", None)
    accounts = [STRANGER, live.account, trust.account if vendor else "406095609952"]
    callers = [(account, *member) for account in accounts for member in live.members(account)]
    callers.append(("nobody", Party(live.simulator, ANONYMOUS), True))
    for account, party, may_do_all in callers:
        # See "root enters service roles" in bench.access_gaps.
        open_to_root = isinstance(trust, ServiceTrust) and trust.source_account is None
        if open_to_root and party.credentials.key == account:
            continue
        theirs = vendor and account == trust.account and may_do_all
        for external_id in (*known, *wrong) if theirs else (first, None):
            reply, _ = live.enter(party, grantee.arn, external_id)
            what = f"entering {grantee.name} from {account} with {external_id}"
            found.note(what, reply, theirs and external_id in known)
    found.operations.add("sts.AssumeRole")
    return found


# What a role or user may do.


@dataclass(frozen=True)
class Use:
    """A request that needs one action on one resource."""

    service: str
    region: str
    operation: str
    parameters: dict


def use_of(live: Live, action: str, resource: str, context: Context) -> Use | None:
    """The plainest request that needs an action; none where the resource is of another kind."""
    service, name = action.split(":")
    parts = resource.split(":", 5)
    match service:
        case "s3":
            return use_of_bucket(live, name, resource, context)
        case "kinesis":
            record = {"Data": b"x", "PartitionKey": "x"}
            sent = {"Records": [record]} if name == "PutRecords" else {}
            return Use(service, parts[3], name, {"StreamARN": resource} | sent)
        case "kms":
            only = {k.split("EncryptionContext:")[1]: v for k, v in context.items() if "Enc" in k}
            sent = {"CiphertextBlob": b"x"} if name == "Decrypt" else {"KeySpec": "AES_256"}
            sent |= {"EncryptionContext": only} if only else {}
            return Use(service, parts[3], name, {"KeyId": resource} | sent)
        case "cloudwatch" if resource == "*":
            span = {"StartTime": 0, "EndTime": 60, "MetricDataQueries": []}
            return Use(service, live.region, name, span if name == "GetMetricData" else {})
    raise ValueError(f"the bench knows no request that needs {action}")


def use_of_bucket(live: Live, name: str, resource: str, context: Context) -> Use | None:
    if name == "ListAllMyBuckets":
        return Use("s3", live.region, "ListBuckets", {})
    bucket, _, key = resource.split(":", 5)[5].partition("/")
    named: dict[str, object] = {"Bucket": bucket}
    on_object = name.endswith(("Object", "ObjectAcl", "MultipartUpload"))
    if on_object != bool(key):
        return None
    named |= {"Key": key} if on_object else {}
    operation = name
    match name:
        case "PutObject":
            named["Body"] = b"x"
        case "PutObjectAcl":
            named["ACL"] = "bucket-owner-full-control"
        case "AbortMultipartUpload":
            named["UploadId"] = live.start_upload(bucket, key)
        case "ListBucket":
            operation = "ListObjectsV2"
            named |= {"Prefix": context["s3:prefix"]} if "s3:prefix" in context else {}
    return Use("s3", live.region_of(bucket), operation, named)


#: Keys whose values the requests here can bear; the simulator makes up the rest itself.
BORNE = {"s3:prefix", "aws:SecureTransport"}


def try_uses(live: Live, grantee: Grantee, party: Party) -> Found:
    """Each granted action on what is declared and beside it, with and without what it needs."""
    found, insecure = Found(), Party(live.simulator, party.credentials, tls=False)

    def asked(who: Party, action: str, resource: str, context: Context) -> None:
        borne = {key: value for key, value in context.items() if key in BORNE}
        use = use_of(live, action, resource, context)
        if use is None:
            return
        allowed = live.expectation.allows(grantee, action, resource, borne)
        reply = who.send(use.service, use.region, use.operation, use.parameters)
        found.operations.add(f"{use.service}.{use.operation}")
        found.note(f"{grantee.name} {action} {resource} {borne}", reply, allowed)
        if action == "s3:DeleteObject" and allowed:
            live.furnish(resource)

    for permission in grantee.permissions:
        reach, contexts = permission.reach, list(contexts_for(permission.needs))
        for resource in reach.within:
            for context in contexts:
                if context.get("aws:SecureTransport") == "true":
                    asked(party, permission.action, resource, context)
            asked(insecure, permission.action, resource, contexts[0] | INSECURE)
        for resource in (*reach.beside, *elsewhere(reach.within[0])):
            asked(party, permission.action, resource, contexts[0])
    return found


def try_without_role(live: Live) -> Found:
    """Reads and writes the declared buckets as vendors, strangers and nobody, without a role."""
    found, expectation = Found(), live.expectation
    accounts = {g.trust.account for g in live.vendors_roles()} | {STRANGER}
    callers = [("nobody", Party(live.simulator, ANONYMOUS))]
    for account in sorted(accounts):
        callers += [(account, party) for party, _ in live.members(account)[:2]]
    for bucket, region in expectation.regions.items():
        for name, party in callers:
            for operation in ("GetObject", "PutObject", "ListObjectsV2"):
                named = {"Bucket": bucket}
                named |= {"Key": "a.gz"} if operation.endswith("Object") else {}
                reply = party.send("s3", region, operation, named)
                found.operations.add(f"s3.{operation}")
                found.note(f"{name} without a role: {operation} of {bucket}", reply, False)
    return found


# Everything else.


def known_members(live: Live, grantee: Grantee) -> dict[str, object]:
    """The declared resources, by the members of requests that name such ones."""
    place = f"{live.region}:{live.account}"
    arns = {permission.reach.within[0] for permission in grantee.permissions}
    reached = {arn.split(":")[2]: arn for arn in sorted(arns) if arn != "*"}
    stream = reached.get("kinesis", f"arn:aws:kinesis:{place}:stream/some-stream")
    key = reached.get("kms", f"arn:aws:kms:{place}:key/1234abcd-12ab-34cd-56ef-1234567890ab")
    path = reached.get("s3", SOME_OBJECT).split(":::")[1]
    bucket, _, name = path.partition("/")
    identity = grantee.name if grantee.trust else "worker"
    return {
        "Bucket": bucket,
        "Key": name or "some/key",
        "CopySource": f"{bucket}/{name or 'some/key'}",
        "StreamARN": stream,
        "ResourceARN": stream,
        "StreamName": stream.rsplit("/", 1)[1],
        "KeyId": key,
        "RoleArn": grantee.arn.replace(":user/", ":role/"),
        "RoleName": identity,
        "UserName": grantee.name,
        "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess",
    }


#: Which operations to try, by name: `service.Operation` and its number among all.
Choice = Callable[[str, int], bool]


def everything(_name: str, _number: int) -> bool:
    return True


def nothing(_name: str, _number: int) -> bool:
    return False


def share(index: int) -> Choice:
    """A quarter of the operations, another for each of four indices; and all peculiar ones."""
    peculiar = TAKEN_FOR.keys() | UNKNOWN.keys() | ACTION_OF.keys()
    return lambda name, number: number % 4 == index % 4 or name in peculiar


def chosen_requests(live: Live, grantee: Grantee, choice: Choice) -> Iterator[tuple]:
    """Requests for operations of five services, on what the grantee can reach."""
    known, number = known_members(live, grantee), 0
    for service in SERVICES:
        for operation, parameters in requests(service, known):
            number += 1
            if choice(f"{service}.{operation}", number):
                yield service, operation, parameters


def action_of(name: str) -> str:
    return ACTION_OF.get(name) or TAKEN_FOR.get(name, ("", ""))[1] or name.replace(".", ":")


def granted_to(live: Live, grantee: Grantee) -> set[str]:
    """The actions that a role or user has on anything, in lower case."""
    shared = [s for s in live.expectation.shared_streams if s.role == grantee.arn]
    actions = [permission.action for permission in grantee.permissions]
    actions += [action for stream in shared for action in stream.actions]
    return {action.lower() for action in actions}


def try_others(live: Live, grantee: Grantee, party: Party, choice: Choice) -> Found:
    """Operations whose action is not granted; each must be denied, but for known gaps."""
    found, granted = Found(), granted_to(live, grantee)
    free = FREE if grantee.trust else FREE_FOR_USERS
    region = live.region_of(str(known_members(live, grantee)["Bucket"]))
    for service, operation, parameters in chosen_requests(live, grantee, choice):
        name = f"{service}.{operation}"
        if action_of(name).lower() in granted or name in free:
            continue
        place = region if service == "s3" else live.region
        reply = party.send(service, place, operation, parameters)
        found.operations.add(name)
        taken = name in TAKEN_FOR and TAKEN_FOR[name][0].lower() in granted
        unknown = name in UNKNOWN and UNKNOWN[name] in reply.message
        if not reply.denied and (taken or unknown):
            found.gaps.add(name)
            continue
        found.note(f"{grantee.name} {name}", reply, False)
    found.counts["others"] = len(found.operations)
    return found


def try_grantee(live: Live, grantee: Grantee, choice: Choice = everything) -> Found:
    """Enters a role and uses it, or uses a key; and then tries other operations."""
    found = try_to_enter(live, grantee) if grantee.trust is not None else Found()
    if isinstance(grantee.trust, ServiceTrust):
        return found
    party = live.become(grantee)
    found.add(try_uses(live, grantee, party))
    found.add(try_others(live, grantee, party, choice))
    return found
