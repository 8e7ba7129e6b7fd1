"""Real requests for any operation of a service, made from botocore's model of it."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import botocore.config
import botocore.session
from botocore import UNSIGNED
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.model import OperationModel, Shape, StructureShape

from bench.aws import Simulator

#: Codes and words with which AWS says that somebody may not do something.
DENIALS = {"AccessDenied", "AccessDeniedException", "MissingAuthenticationToken"}
SAYS_SO = re.compile(
    "[Nn]ot authorized to perform|Access Denied|[Mm]issing Authentication Token"
    "|Cannot call GetSessionToken with session credentials"
)


@dataclass(frozen=True)
class Credentials:
    """Who signs a request; without a key nobody does."""

    key: str = ""
    secret: str = "test"
    token: str | None = None


ANONYMOUS = Credentials()


@dataclass(frozen=True)
class Reply:
    """What came of a request: nothing but success, or AWS's code and message."""

    code: str = ""
    message: str = ""

    @property
    def succeeded(self) -> bool:
        return not self.code

    @property
    def denied(self) -> bool:
        """Whether the reason is that access is not given, and no other.

        A HEAD request is answered without a body, so there is a status alone.
        """
        return (self.code in DENIALS and bool(SAYS_SO.search(self.message))) or self.code == "403"

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" if self.code else "success"


@dataclass
class Party:
    """Somebody who sends requests to the simulator, over TLS as far as it can tell.

    The simulator listens without TLS, and takes the word of a proxy that there was some.
    """

    simulator: Simulator
    credentials: Credentials
    tls: bool = True
    clients: dict = field(default_factory=dict)

    def client(self, service: str, region: str) -> BaseClient:
        if (service, region) not in self.clients:
            signed = self.credentials.key != ""
            config = botocore.config.Config(
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                parameter_validation=False,
                inject_host_prefix=False,
                signature_version=None if signed else UNSIGNED,
            )
            client = self.simulator.session.create_client(
                service,
                region_name=region,
                endpoint_url=self.simulator.url,
                aws_access_key_id=self.credentials.key or "nobody",
                aws_secret_access_key=self.credentials.secret,
                aws_session_token=self.credentials.token,
                config=config,
            )
            client.meta.events.register("before-send", without_waiting)
            if self.tls:
                client.meta.events.register("before-send", said_by_a_proxy)
            self.clients[service, region] = client
        return self.clients[service, region]

    def send(self, service: str, region: str, operation: str, parameters: dict) -> Reply:
        client = self.client(service, region)
        try:
            client._make_api_call(operation, parameters)
        except ClientError as error:
            found = error.response["Error"]
            return Reply(found["Code"], found.get("Message", ""))
        return Reply()


def said_by_a_proxy(request, **_) -> None:
    request.headers["X-Forwarded-Proto"] = "https"


def without_waiting(request, **_) -> None:
    """Sends a body at once: the simulator never says to continue, for which botocore waits."""
    request.headers.pop("Expect", None)


@cache
def operations(service: str) -> dict[str, OperationModel]:
    """Every operation of a service."""
    model = botocore.session.get_session().get_service_model(service)
    return {name: model.operation_model(name) for name in model.operation_names}


def fitting(shape: Shape, name: str, known: dict[str, object]) -> object:
    """A value that a shape takes: one that is known by the name of the member, or any."""
    if name in known:
        return known[name]
    match shape.type_name:
        case "structure":
            return members(shape, known)
        case "list":
            return [fitting(shape.member, shape.member.name, known)]
        case "map":
            return {"key": fitting(shape.value, "", known)}
        case "string":
            least = max(shape.metadata.get("min", 1), 1)
            return (shape.metadata.get("enum") or ["x" * least])[0]
        case "integer" | "long":
            return max(shape.metadata.get("min", 1), 1)
        case "float" | "double":
            return 1.0
        case "boolean":
            return True
        case "timestamp":
            return datetime.datetime(2026, 11, 21)
        case "blob":
            return b"x"
    raise ValueError(f"the bench makes no {shape.type_name}")


def members(shape: StructureShape | None, known: dict[str, object]) -> dict[str, object]:
    """What a request needs, and every member that names a resource which is known."""
    if shape is None:
        return {}
    wanted = set(shape.required_members) | (known.keys() & shape.members.keys())
    return {name: fitting(shape.members[name], name, known) for name in sorted(wanted)}


def requests(service: str, known: dict[str, object]) -> Iterator[tuple[str, dict]]:
    """A request for every operation of a service, about resources that are known by member."""
    for name, operation in operations(service).items():
        yield name, members(operation.input_shape, known)
