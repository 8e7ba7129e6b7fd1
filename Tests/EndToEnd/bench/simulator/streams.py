"""What ministack 1.5.33 lacks of Kinesis.

AWS::Kinesis::ResourcePolicy, the encryption of AWS::Kinesis::Stream; of CreateStream the tags, and
the four shards with which an on-demand stream starts; UpdateStreamMode.
"""

import json

from ministack.core.responses import error_response_json, json_response
from ministack.services import kinesis

from .resources import ResourceType, also, succeeded


def create_policy(_logical_id: str, properties: dict, _stack: str) -> tuple[str, dict]:
    arn = properties["ResourceArn"]
    request = {"ResourceARN": arn, "Policy": json.dumps(properties["ResourcePolicy"])}
    succeeded(kinesis._put_resource_policy(request), "PutResourcePolicy")
    return arn, {}


def update_policy(arn: str, _old: dict, new: dict, stack: str) -> tuple[str, dict]:
    return create_policy(arn, new, stack)


def delete_policy(arn: str, _properties: dict) -> None:
    kinesis._delete_resource_policy({"ResourceARN": arn})


def encrypt(name: str, properties: dict) -> None:
    """Sets the encryption of a stream that CloudFormation made or changed."""
    encryption = properties.get("StreamEncryption")
    stream = kinesis._streams[name]
    stream["EncryptionType"] = encryption["EncryptionType"] if encryption else "NONE"
    stream["KeyId"] = encryption["KeyId"] if encryption else None


def create_stream_as_asked(original):
    """CreateStream takes Tags since 2024, and a number of shards only for provisioned streams."""

    def create_stream(data: dict):
        is_on_demand = data.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND"
        reply = original(data | {"ShardCount": 4} if is_on_demand else data)
        if reply[0] < 400:
            kinesis._streams[data["StreamName"]]["tags"] = dict(data.get("Tags") or {})
        return reply

    return create_stream


def update_mode(data: dict):
    """UpdateStreamMode: both modes keep the shards that the stream has."""
    _, stream = kinesis._resolve_stream(data)
    if not stream:
        return error_response_json("ResourceNotFoundException", "Stream not found", 400)
    stream["StreamModeDetails"] = dict(data["StreamModeDetails"])
    return json_response({})


def handle_with_mode(original):
    """Answers UpdateStreamMode, and leaves every other operation to ministack."""

    async def handle_request(method, path, headers, body, query):
        if headers.get("x-amz-target", "").endswith(".UpdateStreamMode"):
            if "cbor" in headers.get("content-type", ""):
                import cbor2

                return update_mode(cbor2.loads(body))
            return update_mode(json.loads(body))
        return await original(method, path, headers, body, query)

    return handle_request


def install() -> None:
    policy = "AWS::Kinesis::ResourcePolicy"
    ResourceType(policy, create_policy, update_policy, delete_policy).install()
    also("AWS::Kinesis::Stream", "create", encrypt)
    also("AWS::Kinesis::Stream", "update", encrypt)
    kinesis._create_stream = create_stream_as_asked(kinesis._create_stream)
    kinesis.handle_request = handle_with_mode(kinesis.handle_request)
