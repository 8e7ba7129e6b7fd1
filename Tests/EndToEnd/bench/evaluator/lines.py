"""Questions as lines of JSON, in the form that `bench-tool evaluate` takes them too."""

import json
from functools import lru_cache
from typing import Any

from .decisions import Decision, Policies, Request, decide
from .principals import Principal


def answer(line: str) -> str:
    """Answers one question: a decision, or `error: ` and what is wrong with the question."""
    try:
        return ask(json.loads(line)).value
    except (ValueError, KeyError, TypeError) as error:
        return f"error: {error}"


def ask(question: dict[str, Any]) -> Decision:
    """Decides a question that is already read."""
    texts = (json.dumps(question[name]) for name in ("identity", "boundary", "resource"))
    return decide(_policies(*texts), _request(question["request"]))


@lru_cache(maxsize=16)
def _policies(identity: str, boundary: str, resource: str) -> Policies:
    """Reads policies once, for questions that follow each other are often about the same ones."""
    return Policies(json.loads(identity), json.loads(boundary), json.loads(resource))


def _request(element: dict[str, Any]) -> Request:
    return Request(
        principal=_principal(element["principal"]),
        action=element["action"],
        resource=element["resource"],
        resource_account=element["resourceAccount"],
        context=element["context"],
    )


def _principal(element: dict[str, Any]) -> Principal:
    match element["type"]:
        case "AWS":
            return Principal.aws(element["arn"], element["account"], element.get("role"))
        case "Service":
            return Principal.of_service(element["service"])
        case "Anonymous":
            return Principal.anonymous()
    raise ValueError(f"unknown type of principal {element['type']}")
