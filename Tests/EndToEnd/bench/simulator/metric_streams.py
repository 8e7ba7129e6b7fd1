"""Metric streams, which ministack 1.5.33 lacks: the API and AWS::CloudWatch::MetricStream."""

import json
import time

import cbor2
from ministack.core.responses import (
    AccountRegionScopedDict,
    AccountScopedDict,
    get_account_id,
    get_region,
)
from ministack.services import cloudwatch

from .resources import ResourceType

#: Streams by name, and their tags by ARN.
streams = AccountRegionScopedDict()
tags = AccountScopedDict()


class Refused(ValueError):
    """A request that AWS would refuse, with the code that it would give."""

    def __init__(self, code: str, message: str):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def put(request: dict) -> dict:
    for key in ("Name", "FirehoseArn", "RoleArn", "OutputFormat"):
        if not request.get(key):
            raise Refused("MissingRequiredParameterException", key)
    if request.get("IncludeFilters") and request.get("ExcludeFilters"):
        raise Refused("InvalidParameterCombinationException", "IncludeFilters, ExcludeFilters")
    if request["OutputFormat"] not in ("json", "opentelemetry0.7", "opentelemetry1.0"):
        raise Refused("InvalidParameterValueException", "OutputFormat")
    name, now = request["Name"], time.time()
    arn = f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:metric-stream/{name}"
    if name not in streams:
        # "When you use PutMetricStream to update, tags are ignored" (API reference, 2026-11).
        tags[arn] = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
    made = streams.get(name, {}).get("CreationDate", now)
    state = streams.get(name, {}).get("State", "running")
    streams[name] = {key: value for key, value in request.items() if key != "Tags"} | {
        "Arn": arn,
        "State": state,
        "CreationDate": made,
        "LastUpdateDate": now,
    }
    return {"Arn": arn}


def get(request: dict) -> dict:
    if request["Name"] not in streams:
        raise Refused("ResourceNotFoundException", "there is no such metric stream")
    return dict(streams[request["Name"]])


def delete(request: dict) -> dict:
    found = streams.pop(request["Name"], None)
    if found:
        tags.pop(found["Arn"], None)
    return {}


def set_state(state: str):
    def change(request: dict) -> dict:
        for name in request["Names"]:
            if name in streams:
                streams[name]["State"] = state
        return {}

    return change


def list_tags(request: dict) -> dict:
    found = tags.get(request["ResourceARN"], {})
    return {"Tags": [{"Key": key, "Value": value} for key, value in found.items()]}


def tag(request: dict) -> dict:
    known = dict(tags.get(request["ResourceARN"], {}))
    tags[request["ResourceARN"]] = known | {tag["Key"]: tag["Value"] for tag in request["Tags"]}
    return {}


def untag(request: dict) -> dict:
    known = tags.get(request["ResourceARN"], {})
    tags[request["ResourceARN"]] = {k: v for k, v in known.items() if k not in request["TagKeys"]}
    return {}


OPERATIONS = {
    "PutMetricStream": put,
    "GetMetricStream": get,
    "DeleteMetricStream": delete,
    "ListMetricStreams": lambda _: {"Entries": [dict(stream) for stream in streams.values()]},
    "StartMetricStreams": set_state("running"),
    "StopMetricStreams": set_state("stopped"),
}
TAGGING = {"ListTagsForResource": list_tags, "TagResource": tag, "UntagResource": untag}


def operation_of(path: str, headers: dict) -> str:
    target = headers.get("x-amz-target", "")
    return target.split(".")[-1] if target else path.rsplit("/operation/", 1)[-1]


def reply(answer: dict, is_cbor: bool) -> tuple:
    if not is_cbor:
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(answer).encode()
    for entry in (answer, *answer.get("Entries", [])):
        for key in ("CreationDate", "LastUpdateDate"):
            if key in entry:
                entry[key] = cbor2.CBORTag(1, entry[key])
    headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    return 200, headers, cbor2.dumps(answer)


def handle_with_streams(original):
    """Answers what concerns metric streams, and leaves every other request to ministack."""

    async def handle_request(method, path, headers, body, query):
        name = operation_of(path, headers)
        wanted = OPERATIONS.get(name)
        if wanted is None and name not in TAGGING:
            return await original(method, path, headers, body, query)
        is_cbor = "cbor" in headers.get("content-type", "") + headers.get("smithy-protocol", "")
        load = cbor2.loads if is_cbor else json.loads
        request = load(body) if body else {}
        if name in TAGGING:
            if ":metric-stream/" not in request["ResourceARN"]:
                return await original(method, path, headers, body, query)
            wanted = TAGGING[name]
        try:
            return reply(wanted(request), is_cbor)
        except Refused as refusal:
            status = 404 if refusal.code == "ResourceNotFoundException" else 400
            return cloudwatch._error(
                refusal.code, refusal.message, status, use_json=not is_cbor, use_cbor=is_cbor
            )

    return handle_request


def create(logical_id: str, properties: dict, stack: str) -> tuple[str, dict]:
    name = properties.get("Name") or f"{stack}-{logical_id}"
    put({**properties, "Name": name})
    return name, dict(streams[name])


def update(name: str, _old: dict, new: dict, stack: str) -> tuple[str, dict]:
    if new.get("Name", name) != name:
        return create(name, new, stack)
    put({**new, "Name": name})
    tags[streams[name]["Arn"]] = {tag["Key"]: tag["Value"] for tag in new.get("Tags", [])}
    return name, dict(streams[name])


def remove(name: str, _properties: dict) -> None:
    delete({"Name": name})


def install() -> None:
    cloudwatch.handle_request = handle_with_streams(cloudwatch.handle_request)
    ResourceType("AWS::CloudWatch::MetricStream", create, update, remove).install()
