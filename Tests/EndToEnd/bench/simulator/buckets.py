"""What AWS::S3::Bucket drops in ministack 1.5.33: encryption, lifecycle, ownership, tags."""

from xml.sax.saxutils import escape

from ministack.services import s3

from .resources import also, succeeded


def element(name: str, value: object) -> str:
    """An XML element of text, of the members of a dictionary, or of one element per item."""
    if isinstance(value, list):
        return "".join(element(name, item) for item in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(element(key, item) for key, item in value.items())}</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(text)}</{name}>"


def encryption(rules: list[dict]) -> str:
    """The XML of PutBucketEncryption for CloudFormation's list of rules."""
    api = []
    for rule in rules:
        default = rule["ServerSideEncryptionByDefault"]
        api.append(
            {"ApplyServerSideEncryptionByDefault": default}
            | {key: rule[key] for key in ("BucketKeyEnabled",) if key in rule}
        )
    return element("ServerSideEncryptionConfiguration", {"Rule": api})


def lifecycle(rules: list[dict]) -> str:
    """The XML of PutBucketLifecycleConfiguration for CloudFormation's list of rules."""
    api = []
    for rule in rules:
        known = {"Id", "Status", "ExpirationInDays", "AbortIncompleteMultipartUpload", "Prefix"}
        if unknown := set(rule) - known:
            raise ValueError(f"the bench cannot translate {unknown}")
        members: dict = {"ID": rule["Id"], "Filter": {"Prefix": rule.get("Prefix", "")}}
        members["Status"] = rule["Status"]
        if "ExpirationInDays" in rule:
            members["Expiration"] = {"Days": rule["ExpirationInDays"]}
        if "AbortIncompleteMultipartUpload" in rule:
            members["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
        api.append(members)
    return element("LifecycleConfiguration", {"Rule": api})


def apply(name: str, properties: dict) -> None:
    if "BucketEncryption" in properties:
        rules = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        xml = encryption(rules).encode()
        succeeded(s3._put_bucket_encryption(name, xml), "PutBucketEncryption")
    if "LifecycleConfiguration" in properties:
        xml = lifecycle(properties["LifecycleConfiguration"]["Rules"]).encode()
        succeeded(s3._put_bucket_lifecycle(name, xml), "PutBucketLifecycleConfiguration")
    if "OwnershipControls" in properties:
        xml = element("OwnershipControls", {"Rule": properties["OwnershipControls"]["Rules"]})
        put = s3._put_bucket_ownership_controls(name, xml.encode())
        succeeded(put, "PutBucketOwnershipControls")
    s3._bucket_tags[name] = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}


def install() -> None:
    also("AWS::S3::Bucket", "create", apply)
    also("AWS::S3::Bucket", "update", apply)
