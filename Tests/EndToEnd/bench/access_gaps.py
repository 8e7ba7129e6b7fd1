"""What the simulator, ministack 1.5.33, does not enforce as AWS does: it is no oracle for that.

Each of these is decided by our own evaluator instead, in `test_access_decided.py`. `test_access.py`
asks the simulator about each, and fails as soon as one is mended: then it is to be struck off here.
"""

from dataclasses import dataclass

#: Operations that the simulator takes for another, so that whoever has the other's action may use
#: them; the action that decides there, and the one by which AWS decides.
TAKEN_FOR = {
    "s3.CreateSession": ("s3:ListBucket", "s3express:CreateSession"),
    "s3.GetBucketAbac": ("s3:ListBucket", "s3:GetBucketAbac"),
    "s3.GetBucketMetadataConfiguration": (
        "s3:ListBucket",
        "s3:GetBucketMetadataTableConfiguration",
    ),
    "s3.GetBucketMetadataTableConfiguration": (
        "s3:ListBucket",
        "s3:GetBucketMetadataTableConfiguration",
    ),
    "s3.GetObjectTorrent": ("s3:GetObject", "s3:GetObjectTorrent"),
    "s3.ListDirectoryBuckets": ("s3:ListAllMyBuckets", "s3express:ListAllMyDirectoryBuckets"),
    "s3.RenameObject": ("s3:PutObject", "s3express:CreateSession"),
}

#: Operations that the simulator does not have, and the words with which it says so.
UNKNOWN = {"sts.AssumeRoleWithSAML": "Unknown STS action"}

#: Operations that AWS lets everybody call who has any credentials. STS API reference:
#: GetCallerIdentity, "No permissions are required"; GetSessionToken, the same for users.
FREE = {"sts.GetCallerIdentity"}
FREE_FOR_USERS = FREE | {"sts.GetSessionToken"}


@dataclass(frozen=True)
class Gap:
    """A request that the simulator answers otherwise than AWS."""

    aws: str
    simulator: str


#: By name. `test_access.py` shows each, and `test_access_decided.py` decides it.
GAPS = {
    "root enters service roles": Gap(
        "a role that trusts a service is assumed by that service only, which sends its conditions",
        "an account's root stands for every service, and no service ever assumes a role",
    ),
    "root and bucket policies": Gap(
        "a bucket's policy denies root requests without TLS too",
        "no policy is asked about an account's root",
    ),
    "streams of other accounts": Gap(
        "a stream's policy is asked about callers of other accounts",
        "a stream is looked for in the caller's account only",
    ),
    "encryption contexts": Gap(
        "kms:EncryptionContext holds what the request has",
        "the key is never there, so what it allows is denied",
    ),
    "keys of objects": Gap(
        "an object that is encrypted with a KMS key is read by who may kms:Decrypt",
        "S3 does not ask KMS",
    ),
}
