"""What the vendors have published of their requests, and whether a file keeps to it."""

import json
import re
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from bench import places
from bench.requests.readers import parse_terraform

SCHEMAS = places.BENCH.parent / "vendor_schemas"


@cache
def facts(name: str) -> dict:
    """The facts of a file below `vendor_schemas`."""
    return json.loads((SCHEMAS / name).read_text())


@cache
def _validator(name: str) -> Draft202012Validator:
    files = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    files = {name: file for name, file in files.items() if "$schema" in file}
    registry = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in files.items()
    )
    Draft202012Validator.check_schema(files[name])
    return Draft202012Validator(files[name], registry=registry)


def schema_of(file: Path) -> str:
    """The schema for a body of JSON, `<vendor>-<kind>.json`, by the kind in the file's name.

    For example, `elb-logs.s3-fetcher-2.acme-logs.json` is held against `logzio-s3-fetcher.json`.
    """
    # Those of a target begin with its account.
    kind = re.sub(r"-[0-9]+$", "", re.sub(r"^[0-9]{12}\.", "", file.name).split(".")[1])
    names = (path.name for path in SCHEMAS.glob("*-*.json"))
    (found,) = (name for name in names if name.split("-", 1)[1] == f"{kind}.json")
    return found


def json_faults(schema: str, text: str) -> list[str]:
    """How a body differs from the schema that its vendor has published."""
    return [error.message for error in _validator(schema).iter_errors(json.loads(text))]


def terraform_faults(text: str) -> list[str]:
    """How the blocks of a file differ from those of the providers."""
    blocks = parse_terraform(text)
    faults = []
    for variable, body in blocks.pop("variable", {}).items():
        if body != {"type": "<string>", "sensitive": True, "nullable": False}:
            faults.append(f"variable {variable}: {body}")
    for kind, labelled in blocks.pop("resource", {}).items():
        for label, body in labelled.items():
            if not re.fullmatch("[a-z_][a-z0-9_-]*", label):
                faults.append(f"the label {label}")
            if not re.fullmatch("<logzio\\.[a-z][a-z0-9-]*>", body.pop("provider", "")):
                faults.append(f"{label} has no provider of its own")
            faults += _block_faults(kind, body)
    for kind, body in blocks.items():
        for each in body if isinstance(body, list) else [body]:
            faults += _block_faults(kind, each)
    return faults


def _block_faults(kind: str, body: dict) -> list[str]:
    known = facts("terraform.json").get(kind)
    if known is None:
        return [f"no provider has {kind}"]
    types = {**known["required"], **known["optional"]}
    faults = [f"{kind} has no {name}" for name in known["required"] if name not in body]
    for name, value in body.items():
        if name not in types:
            faults.append(f"{kind} doesn't know {name}")
        elif not _is_of(types[name], value):
            faults.append(f"{kind}.{name} isn't a {types[name]}")
        elif value not in known["values"].get(name, [value]):
            faults.append(f"{kind}.{name} can't be {value}")
        elif name in known["sensitive"] and not str(value).startswith("<var."):
            faults.append(f"{kind}.{name} is a secret")
    ways = [all(name in body for name in way) for way in known["one_of"]]
    partly = [any(name in body for name in way) for way in known["one_of"]]
    if ways.count(True) != 1 or partly.count(True) != 1:
        faults.append(f"{kind} must have one of {known['one_of']}")
    return faults + _encryption_faults(kind, body)


def _encryption_faults(kind: str, body: dict) -> list[str]:
    is_kms = body.get("server_side_encryption") == "aws:kms"
    has_key = "server_side_encryption_kms_key_id" in body
    return [] if is_kms == has_key else [f"{kind} has a key or aws:kms, and not both"]


def _is_of(kind: str, value: object) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and value != ""


def form_faults(kind: str, form: dict[str, str]) -> list[str]:
    """How a form differs from what the API takes."""
    known = facts("fastly-api.json")[kind]
    faults = [f"the API doesn't know {name}" for name in form if name not in known["fields"]]
    faults += [f"the form has no {name}" for name in known["required"] if not form.get(name)]
    keys = ["access_key" in form, "secret_key" in form]
    if keys.count(True) == 1 or ("iam_role" in form) == any(keys):
        faults.append("a role or both keys, and not a role and keys")
    if ":" in form.get("topic", ""):
        faults.append("topic is a name, not an ARN")
    return faults + _encryption_faults("the form", form)


def command_faults(kind: str, words: list[str]) -> list[str]:
    """How a command line differs from what the Fastly CLI takes."""
    known = facts("fastly-cli.json")[kind]
    count = len(known["command"])
    if words[:count] != known["command"]:
        return [f"the command is {words[:count]}"]
    given: dict[str, str] = {}
    faults = []
    rest = iter(words[count:])
    for word in rest:
        name = word.removeprefix("--")
        if not word.startswith("--") or name not in known["options"] + known["flags"]:
            faults.append(f"the CLI doesn't know {word}")
        elif name in given:
            faults.append(f"{word} is given twice")
        else:
            given[name] = "" if name in known["flags"] else next(rest, "")
    faults += [f"--{name} is missing" for name in known["required"] if not given.get(name)]
    for name, values in known["values"].items():
        if given.get(name, values[0]) not in values:
            faults.append(f"--{name} can't be {given[name]}")
    keys = ["access-key" in given, "secret-key" in given]
    if keys.count(True) == 1 or ("iam-role" in given) == any(keys):
        faults.append("a role or both keys, and not a role and keys")
    sse = {name.replace("-", "_"): value for name, value in given.items()}
    return faults + _encryption_faults("the command", sse)
