"""What ministack 1.5.33 lacks of IAM.

AWS::IAM::AccessKey, the permissions boundary of AWS::IAM::Role, escapes in a role's description;
a role that CloudFormation is to make, and that somebody else has made already, is refused. The ARN
that CreatePolicy is about, and the key iam:PolicyARN of whoever attaches or detaches a policy.
"""

from xml.sax.saxutils import escape

from ministack.core import iam_actions
from ministack.services import iam
from ministack.services.cloudformation import provisioners

from .resources import ResourceType, also, succeeded


def create(_logical_id: str, properties: dict, _stack: str) -> tuple[str, dict]:
    before = set(iam._access_keys)
    succeeded(iam._create_access_key({"UserName": [properties["UserName"]]}), "CreateAccessKey")
    (key,) = set(iam._access_keys) - before
    return update(key, {}, properties, _stack)


def update(key: str, _old: dict, new: dict, _stack: str) -> tuple[str, dict]:
    iam._access_keys[key]["Status"] = new.get("Status", "Active")
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


def named(parameters: dict, name: str) -> str:
    """A parameter of a request of the query protocol."""
    value = parameters.get(name, "")
    return value[0] if isinstance(value, list) else value


def with_new_policies(original):
    """The resource of a request; a policy that is to be made has an ARN already."""

    def resource(service, method, path, headers, body, parameters, region, account):
        if service == "iam" and named(parameters, "Action") == "CreatePolicy":
            place = named(parameters, "Path") or "/"
            return f"arn:aws:iam::{account}:policy{place}{named(parameters, 'PolicyName')}"
        return original(service, method, path, headers, body, parameters, region, account)

    return resource


def with_policy_arns(original):
    """The keys of a request that its service knows; of one that attaches a policy, which one."""

    def context(service, action, body, parameters):
        keys = original(service, action, body, parameters) or {}
        if service == "iam" and action.split(":")[1].startswith(("Attach", "Detach")):
            keys = keys | {"iam:policyarn": named(parameters, "PolicyArn")}
        return keys

    return context


def install() -> None:
    iam_actions.extract_resource_arn = with_new_policies(iam_actions.extract_resource_arn)
    iam_actions.request_tag_context = with_policy_arns(iam_actions.request_tag_context)
    roles = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    roles["create"] = refuse_taken(roles["create"])
    also("AWS::IAM::Role", "create", bound)
    also("AWS::IAM::Role", "update", bound)
    iam._role_xml = describe_with_escapes(iam._role_xml)
    ResourceType("AWS::IAM::AccessKey", create, update, delete).install()
