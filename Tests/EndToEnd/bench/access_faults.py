"""Faults of access: each turns the documents of a right account into those of a wrong one.

The account is that of `spec`: the example `acme`, with a boundary and a rotation.
"""

from collections.abc import Callable

from bench import places
from bench.access_documents import Documents, Identity

ACCOUNT, STRANGER = "111122223333", "999900001111"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/Limits"
LOGZIO_ID, OTHER_ID = "logzio:aws:extid:4fq8v1kx0nktixxe8q", "logzio:aws:extid:9zz8v1kx0nktixxe0a"
STREAM = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/acme-edge"


def spec() -> str:
    """The example that has everything, and what it lacks."""
    text = (places.EXAMPLES / "acme.yaml").read_text()
    cold, ledgerly = "    type: logzio/archive\n", '    accountId: "999988887777"\n'
    rotation = '    rotation: {previous: ldg-0a1b2c3d4e, until: "2027-06-30"}\n'
    text = text.replace(cold, f'{cold}    permissionsBoundary: "{BOUNDARY}"\n')
    return text.replace(ledgerly, ledgerly + rotation)


def role(documents: Documents, name: str) -> Identity:
    return documents.identities[f"arn:aws:iam::{ACCOUNT}:role/{name}"]


def trusting(documents: Documents, name: str = "logzio-acme") -> dict:
    """The statement by which a role may be assumed."""
    (statement,) = role(documents, name).trust["Statement"]
    return statement


def granting(documents: Documents, name: str, action: str) -> dict:
    """The first statement that grants a role an action."""
    (policy,) = role(documents, name).policies
    return next(s for s in policy["Statement"] if action in s["Action"])


Fault = Callable[[Documents], None]


def condition(value: dict | None, name: str = "logzio-acme") -> Fault:
    """Puts another condition in the place of the one on the external id."""

    def plant(documents: Documents) -> None:
        statement = trusting(documents, name)
        statement.pop("Condition", None)
        if value:
            statement["Condition"] = value

    return plant


def on_id(operator: str, *ids: str) -> Fault:
    return condition({operator: {"sts:ExternalId": list(ids)}})


def principal(value: object, name: str = "logzio-acme") -> Fault:
    return lambda documents: trusting(documents, name).update(Principal=value)


def accounts(*ids: str, name: str = "logzio-acme") -> Fault:
    return principal({"AWS": [f"arn:aws:iam::{account}:root" for account in ids]}, name)


def grant(name: str, action: str, **elements: object) -> Fault:
    """Changes elements of a statement; one that becomes None is dropped."""

    def plant(documents: Documents) -> None:
        statement = granting(documents, name, action)
        statement.update(elements)
        for key in [key for key, value in elements.items() if value is None]:
            del statement[key]

    return plant


def further(name: str, effect: str, action: str, resource: str) -> Fault:
    """Attaches one more policy to a role."""
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return lambda documents: role(documents, name).policies.append(policy)


def dropped(name: str, action: str) -> Fault:
    def plant(documents: Documents) -> None:
        lost = granting(documents, name, action)
        role(documents, name).policies[0]["Statement"].remove(lost)

    return plant


def tls(**elements: object) -> Fault:
    """Changes the statement that denies requests without TLS to a bucket."""
    return lambda documents: documents.buckets["acme-fastly"]["Statement"][0].update(elements)


def open_to(principal: object) -> Fault:
    """Lets somebody read a bucket without a role."""
    reading = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject"}
    reading["Resource"] = "arn:aws:s3:::acme-fastly/*"
    return lambda documents: documents.buckets["acme-fastly"]["Statement"].append(reading)


def shared(**elements: object) -> Fault:
    """Changes the statement by which the stream's own policy opens it."""
    return lambda documents: documents.streams[STREAM]["Statement"][0].update(elements)


def bounded(boundary: str | None) -> Fault:
    def plant(documents: Documents) -> None:
        role(documents, "logzio-acme-cold").boundary = boundary

    return plant


def back_door(documents: Documents) -> None:
    known = role(documents, "logzio-acme")
    documents.identities[f"arn:aws:iam::{ACCOUNT}:role/back-door"] = known


def user_may_write(documents: Documents) -> None:
    user = documents.identities[f"arn:aws:iam::{ACCOUNT}:user/logzio-acme-legacy"]
    user.policies[0]["Statement"][-1]["Action"] = ["s3:GetObject", "s3:PutObject"]


def lost(kind: str, name: str) -> Fault:
    return lambda documents: getattr(documents, kind).pop(name)


FIREHOSE, METRICS = "logzio-acme-metrics-firehose", "logzio-acme-metrics-stream"
EDGE, EDGE_STREAM = "fastly-acme-edge", "fastly-acme-edge-stream"
BUCKET, BELOW = "arn:aws:s3:::acme-fastly", "arn:aws:s3:::acme-fastly/edge/*"

#: Every fault, by what is wrong.
FAULTS: dict[str, Fault] = {
    "no condition on the external id": condition(None),
    "any external id": on_id("StringLike", "*"),
    "ids that begin like the right one": on_id("StringLike", f"{LOGZIO_ID}*"),
    "the external id only if one is sent": on_id("StringEqualsIfExists", LOGZIO_ID),
    "the external id in any case": on_id("StringEqualsIgnoreCase", LOGZIO_ID),
    "any but one external id": on_id("StringNotEquals", "nobody"),
    "all of no external ids": on_id("ForAllValues:StringEquals", LOGZIO_ID),
    "an external id must be there": condition({"Null": {"sts:ExternalId": "false"}}),
    "the external id of another account at the vendor": on_id("StringEquals", OTHER_ID),
    "an external id too many": on_id("StringEquals", LOGZIO_ID, "another"),
    "an external id too few": condition(
        {"StringEquals": {"sts:ExternalId": "ldg-2f7c0d4e1b"}}, "custom-acme-partner"
    ),
    "the id under another key": condition(
        {"StringEquals": {"aws:PrincipalTag/ExternalId": LOGZIO_ID}}
    ),
    "trust in everyone": principal("*"),
    "trust in every account": principal({"AWS": "*"}),
    "trust in a stranger's account": accounts(STRANGER),
    "trust in a stranger's account too": accounts("406095609952", STRANGER),
    "trust in the account itself too": accounts("406095609952", ACCOUNT),
    "trust in the vendor's other account": accounts("486140753397"),
    "trust in another vendor": accounts("717331877981"),
    "trust in one user of the vendor": principal(
        {"AWS": "arn:aws:iam::406095609952:user/worker"}
    ),
    "trust in a service too": principal(
        {"AWS": "arn:aws:iam::406095609952:root", "Service": "firehose.amazonaws.com"}
    ),
    "sessions with tags": lambda d: trusting(d).update(Action=["sts:AssumeRole", "sts:TagSession"]),
    "a service role for any account": condition(None, FIREHOSE),
    "a service role for another account": condition(
        {"StringEquals": {"aws:SourceAccount": STRANGER}}, FIREHOSE
    ),
    "a service role for another service": principal({"Service": "ec2.amazonaws.com"}, METRICS),
    "a service role for a vendor": accounts("406095609952", name=METRICS),
    "a wrong action": grant(EDGE, "s3:PutObject", Action=["s3:PutObject", "s3:DeleteObject"]),
    "a missing action": grant(EDGE, "s3:PutObject", Action=["s3:PutObject"]),
    "an action with a wildcard": grant("logzio-acme-eu-logs", "s3:GetObject", Action=["s3:Get*"]),
    "every action": grant(EDGE, "s3:PutObject", Action=["*"]),
    "every action but one": grant(EDGE, "s3:PutObject", Action=None, NotAction=["s3:GetObject"]),
    "an action on the bucket's policy": grant(
        "logzio-acme-eu-logs", "s3:GetObject", Action=["s3:GetObject", "s3:PutBucketPolicy"],
        Resource=["arn:aws:s3:::acme-eu-logs", "arn:aws:s3:::acme-eu-logs/*"],
    ),
    "the whole bucket for a prefix": grant(EDGE, "s3:PutObject", Resource=[f"{BUCKET}/*"]),
    "keys that begin like the prefix": grant(EDGE, "s3:PutObject", Resource=[f"{BUCKET}/edge*"]),
    "buckets that begin alike": grant(EDGE, "s3:PutObject", Resource=[f"{BUCKET}*"]),
    "a sibling bucket too": grant(
        EDGE, "s3:PutObject", Resource=[BELOW, "arn:aws:s3:::acme-fastly-2/*"]
    ),
    "a sibling bucket instead": grant(EDGE, "s3:PutObject", Resource=[f"{BUCKET}-2/edge/*"]),
    "every resource": grant(EDGE, "s3:PutObject", Resource="*"),
    "every resource but one": grant(EDGE, "s3:PutObject", Resource=None, NotResource=["a"]),
    "streams that begin alike": grant(EDGE_STREAM, "kinesis:PutRecords", Resource=[f"{STREAM}*"]),
    "the stream in every region": grant(
        EDGE_STREAM, "kinesis:PutRecords", Resource=[STREAM.replace("us-east-1", "*")]
    ),
    "the stream of every account": grant(
        EDGE_STREAM, "kinesis:PutRecords", Resource=[STREAM.replace(ACCOUNT, "*")]
    ),
    "objects listed outside the prefix": grant("logzio-acme", "s3:ListBucket", Condition={}),
    "a key outside of S3": grant("logzio-acme", "kms:Decrypt", Condition={}),
    "a key for every stream": grant(EDGE_STREAM, "kms:GenerateDataKey", Condition={}),
    "a permission lost": dropped(EDGE_STREAM, "kms:GenerateDataKey"),
    "a permission denied": further(EDGE, "Deny", "s3:PutObject", "*"),
    "one more policy": further("logzio-acme-eu-logs", "Allow", "iam:PassRole", "*"),
    "a user who may write": user_may_write,
    "a role that the spec does not have": back_door,
    "a role that is missing": lost("identities", f"arn:aws:iam::{ACCOUNT}:role/{EDGE}"),
    "no boundary": bounded(None),
    "another boundary": bounded(f"arn:aws:iam::{ACCOUNT}:policy/Other"),
    "no bucket policy": lost("buckets", "acme-fastly"),
    "TLS for objects only": tls(Resource=[f"{BUCKET}/*"]),
    "TLS for the bucket only": tls(Resource=[BUCKET]),
    "TLS for writing only": tls(Action=["s3:Put*"]),
    "TLS for one role only": tls(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/{EDGE}"}),
    "TLS refused": tls(Condition={"Bool": {"aws:SecureTransport": "true"}}),
    "a bucket open to everyone": open_to("*"),
    "a bucket open to a stranger": open_to({"AWS": f"arn:aws:iam::{STRANGER}:root"}),
    "a stream open to the vendor's account": shared(
        Principal={"AWS": "arn:aws:iam::717331877981:root"}
    ),
    "a stream open to a stranger": shared(Principal={"AWS": STRANGER}),
    "a stream open for reading": shared(
        Action=["kinesis:ListShards", "kinesis:PutRecords", "kinesis:GetRecords"]
    ),
    "no stream policy": lost("streams", STREAM),
}
