"""Metric streams, which ministack 1.5.33 lacks: the API and AWS::CloudWatch::MetricStream."""

import time

from ministack.core import iam_actions
from ministack.core.responses import (
    AccountRegionScopedDict,
    AccountScopedDict,
    get_account_id,
    get_region,
)
from ministack.services import cloudwatch

from .resources import ResourceType
from .wire import message_of

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


def handle_with_streams(original):
    """Answers what concerns metric streams, and leaves every other request to ministack."""

    async def handle_request(method, path, headers, body, query):
        message = message_of(path, headers, body)
        wanted = OPERATIONS.get(message.operation)
        if ":metric-stream/" in message.members.get("ResourceARN", ""):
            wanted = TAGGING.get(message.operation)
        if wanted is None:
            return await original(method, path, headers, body, query)
        try:
            return message.reply(wanted(message.members))
        except Refused as refusal:
            return message.refuse(refusal.code, refusal.message)

    return handle_request


def arn_of_streams(original):
    """Which stream a request is about: ministack can't tell, and asks for rights on everything."""

    def extract(service, method, path, headers, body, query, region, account):
        if service == "monitoring":
            message = message_of(path, headers, body)
            names = message.members.get("Names") or [message.members.get("Name")]
            if message.operation in OPERATIONS and names[0]:
                return f"arn:aws:cloudwatch:{region}:{account}:metric-stream/{names[0]}"
            if message.operation in TAGGING and ":metric-stream/" in message.members["ResourceARN"]:
                return message.members["ResourceARN"]
        return original(service, method, path, headers, body, query, region, account)

    return extract


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
    iam_actions.extract_resource_arn = arn_of_streams(iam_actions.extract_resource_arn)
    cloudwatch.handle_request = handle_with_streams(cloudwatch.handle_request)
    ResourceType("AWS::CloudWatch::MetricStream", create, update, remove).install()
