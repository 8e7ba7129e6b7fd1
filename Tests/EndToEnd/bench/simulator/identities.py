"""What ministack 1.5.33 lacks of IAM.

AWS::IAM::AccessKey, the permissions boundary of AWS::IAM::Role, escapes in a role's description;
a role that CloudFormation is to make, and that somebody else has made already, is refused.
"""

from xml.sax.saxutils import escape

from ministack.services import iam
from ministack.services.cloudformation import provisioners

from .resources import ResourceType, also, succeeded


def create(_logical_id: str, properties: dict, _stack: str) -> tuple[str, dict]:
    before = set(iam._access_keys)
    succeeded(iam._create_access_key({"UserName": [properties["UserName"]]}), "CreateAccessKey")
    (key,) = set(iam._access_keys) - before
    return key, {"SecretAccessKey": iam._access_keys[key]["SecretAccessKey"]}


def update(key: str, _old: dict, _new: dict, _stack: str) -> tuple[str, dict]:
    return key, {"SecretAccessKey": iam._access_keys[key]["SecretAccessKey"]}


def delete(key: str, _properties: dict) -> None:
    iam._access_keys.pop(key, None)


def describe_with_escapes(original):
    """The XML of a role, whose description may hold `&` and `<`."""

    def describe(name: str, *arguments, **options) -> str:
        role = iam._roles[name]
        written = role.get("Description")
        role["Description"] = escape(written or "")
        try:
            return original(name, *arguments, **options)
        finally:
            role["Description"] = written

    return describe


def bound(name: str, properties: dict) -> None:
    """Sets the permissions boundary of a role that CloudFormation made or changed."""
    iam._roles[name]["PermissionsBoundary"] = properties.get("PermissionsBoundary", "")


def refuse_taken(original):
    """A stack never takes over a role of the name that its own is to have."""

    def create_role(logical_id: str, properties: dict, stack: str) -> tuple[str, dict]:
        if properties.get("RoleName") in iam._roles:
            raise ValueError(f"Resource of type 'AWS::IAM::Role' {properties['RoleName']} exists")
        return original(logical_id, properties, stack)

    return create_role


def install() -> None:
    roles = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    roles["create"] = refuse_taken(roles["create"])
    also("AWS::IAM::Role", "create", bound)
    also("AWS::IAM::Role", "update", bound)
    iam._role_xml = describe_with_escapes(iam._role_xml)
    ResourceType("AWS::IAM::AccessKey", create, update, delete).install()
