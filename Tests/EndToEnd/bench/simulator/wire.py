"""The three protocols that CloudWatch is spoken to in: JSON, CBOR, and forms that XML answers.

Version 1 of the CLI speaks CBOR today, version 2.9 speaks forms (AWS's "query" protocol).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import cbor2
from ministack.services import cloudwatch

NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/"
TIMES = ("CreationDate", "LastUpdateDate")


@dataclass(frozen=True)
class Message:
    """A request of any protocol: the operation that it asks for, and its members."""

    protocol: str
    operation: str
    members: dict

    def reply(self, answer: dict) -> tuple:
        match self.protocol:
            case "json":
                headers = {"Content-Type": "application/x-amz-json-1.0"}
                return 200, headers, json.dumps(answer).encode()
            case "cbor":
                headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
                return 200, headers, cbor2.dumps(with_times(answer))
            case _:
                return 200, {"Content-Type": "text/xml"}, xml_of(self.operation, answer)

    def refuse(self, code: str, message: str) -> tuple:
        status = 404 if code == "ResourceNotFoundException" else 400
        return cloudwatch._error(
            code,
            message,
            status,
            use_json=self.protocol == "json",
            use_cbor=self.protocol == "cbor",
        )


def message_of(path: str, headers: dict, body: bytes) -> Message:
    kind = headers.get("content-type", "") + headers.get("smithy-protocol", "")
    if "form-urlencoded" in kind:
        return Message("query", *form_of(body))
    target = headers.get("x-amz-target", "")
    operation = target.split(".")[-1] if target else path.rsplit("/operation/", 1)[-1]
    protocol, load = ("cbor", cbor2.loads) if "cbor" in kind else ("json", json.loads)
    return Message(protocol, operation, load(body) if body else {})


def with_times(answer: dict) -> dict:
    """The answer with its times as CBOR has them: seconds since 1970, tagged."""
    entries = [with_times(entry) for entry in answer.get("Entries", [])]
    times = {key: cbor2.CBORTag(1, answer[key]) for key in TIMES if key in answer}
    return answer | times | ({"Entries": entries} if "Entries" in answer else {})


def form_of(body: bytes) -> tuple[str, dict]:
    """The operation of a form and its members: `A.member.1.B=x` is {"A": [{"B": "x"}]}."""
    tree: dict = {}
    for path, value in parse_qsl(body.decode(), keep_blank_values=True):
        *parents, last = path.split(".")
        place = tree
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = value
    operation = tree.pop("Action", "")
    tree.pop("Version", None)
    return operation, {key: listed(value) for key, value in tree.items()}


def listed(value: object) -> object:
    """A tree whose maps of `member` are lists."""
    if not isinstance(value, dict):
        return value
    if set(value) == {"member"}:
        members = value["member"]
        return [listed(members[number]) for number in sorted(members, key=int)]
    return {key: listed(member) for key, member in value.items()}


def xml_of(operation: str, answer: dict) -> bytes:
    result = f"<{operation}Result>{element(answer)}</{operation}Result>"
    response = f'<{operation}Response xmlns="{NAMESPACE}">{result}</{operation}Response>'
    return response.encode()


def element(value: object) -> str:
    if isinstance(value, dict):
        return "".join(f"<{key}>{element(member)}</{key}>" for key, member in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{element(item)}</member>" for item in value)
    if isinstance(value, float):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return escape(str(value).lower() if isinstance(value, bool) else str(value))
