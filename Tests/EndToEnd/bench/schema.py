"""The JSON Schema of specs as editors apply it, and the product's own word on the same specs."""

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml
from jsonschema import Draft7Validator, ValidationError, validators

from bench import places

#: Keys and indices, from the root of a spec to a value in it.
Place = tuple[str | int, ...]


EXAMPLES = sorted(places.EXAMPLES.glob("*.yaml"))
#: With the examples, each key of the schema stands in one of these.
OWN = EXAMPLES + sorted((places.ROOT / "Tests/EndToEnd" / "schema_specs").glob("*.yaml"))


class Reader(yaml.SafeLoader):
    """Reads YAML 1.2 with its core schema, as language servers do; keys are always text."""

    yaml_implicit_resolvers: dict = {}  # not those of YAML 1.1

    def construct_mapping(self, node, deep=False):
        mapping: dict = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in mapping:
                raise yaml.YAMLError(f"a key stands twice or is no text: {key.start_mark}")
            mapping[key.value] = self.construct_object(value, True)
        return mapping

    def construct_yaml_map(self, node):
        return self.construct_mapping(node)


for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
]:
    Reader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})\\Z"), first)
Reader.add_constructor("tag:yaml.org,2002:map", Reader.construct_yaml_map)
Reader.add_constructor(
    "tag:yaml.org,2002:int",
    lambda reader, node: _integer(reader.construct_scalar(node)),
)
Reader.add_constructor(
    "tag:yaml.org,2002:float", lambda reader, node: float(reader.construct_scalar(node))
)


def _integer(text: str) -> int:
    base = {"0x": 16, "0o": 8}.get(text[:2])
    return int(text[2:], base) if base else int(text)


def load(spec: Path) -> object:
    """The value of a spec; raises `yaml.YAMLError` for what is no YAML, or has two documents."""
    return yaml.load(spec.read_text(), Reader)


def _pattern(validator, pattern, instance, schema):
    """ECMA 262, in which `$` is the end; Python's also stands before a line break at the end."""
    if validator.is_type(instance, "string") and not re.search(
        re.sub(r"\$(?=\)|$)", r"\\Z", pattern), instance
    ):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


Validator = validators.extend(Draft7Validator, {"pattern": _pattern})


def printed() -> str:
    """What `accredit schema` prints."""
    command = [places.ACCREDIT, "schema"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def leaves(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """The errors, and those of the alternatives that they sum up."""
    for error in errors:
        yield error
        yield from leaves(error.context)


def validate(specs: list[Path]) -> dict[Path, list[dict]]:
    """What the product says of each spec."""
    said: dict[Path, list[dict]] = {spec: [] for spec in specs}
    for start in range(0, len(specs), 200):
        some = specs[start : start + 200]
        command = [places.ACCREDIT, "validate", "--format", "json", *some]
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode in (0, 1), result.stderr
        for diagnostic in json.loads(result.stdout)["diagnostics"]:
            said[Path(diagnostic["file"])].append(diagnostic)
    return said


def errors(said: list[dict]) -> list[dict]:
    """The errors, but for names of specs that collide because several are read at once."""
    return [
        diagnostic
        for diagnostic in said
        if diagnostic["severity"] == "error"
        and not diagnostic["message"].endswith("they would write into one folder")
    ]


def write(folder: Path, instances: list[object]) -> list[Path]:
    """Specs of some values: JSON, in which every text is in quotes."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number}.yaml" for number in range(len(instances))]
    for file, instance in zip(files, instances):
        file.write_text(json.dumps(instance))
    return files


def nodes(instance: object, path: Place = ()) -> Iterator[tuple[Place, object]]:
    """Every value of a spec with its place."""
    yield path, instance
    if isinstance(instance, dict):
        inner = instance.items()
    else:
        inner = enumerate(instance) if isinstance(instance, list) else ()
    for key, value in inner:
        yield from nodes(value, (*path, key))


def replaced(instance: object, path: Place, value: object) -> object:
    """A copy of a spec with another value at one place."""
    if not path:
        return value
    copy = list(instance) if isinstance(instance, list) else dict(instance)
    copy[path[0]] = replaced(instance[path[0]], path[1:], value)
    return copy


#: Mappings whose keys a person chooses, by their places; `*` is any key.
CHOSEN = [
    "vendors", "integrations", "tags", "integrations/*/tags", "targets/accounts",
    "targets/accounts/*", "targets/values", "integrations/*/allow/*/conditions/*",
]  # fmt: skip


def is_chosen(path: Place) -> bool:
    place = "/".join(map(str, path))
    return any(
        re.fullmatch(chosen.replace("*", "[^/]+"), place) is not None for chosen in CHOSEN
    )


#: A key that nobody has.
STRANGE = "zq-strange-zq"


def keys_of_schema(validator: Validator, instance: object, path: Place) -> dict[str, dict]:
    """The keys that the schema has for a mapping of a spec, with what it says of each."""
    mapping = instance
    for step in path:
        mapping = mapping[step]
    strange = replaced(instance, path, {**mapping, STRANGE: "x"})
    keys: dict[str, dict] = {}
    for error in leaves(validator.iter_errors(strange)):
        if error.validator == "additionalProperties" and STRANGE in error.instance:
            keys |= error.schema["properties"]
    return keys


def keys_of_product(folder: Path, found: list[tuple[object, Place]]) -> list[set[str]]:
    """The keys that the product says it has for mappings of specs, asked by one that it lacks."""
    strange = []
    for instance, path in found:
        mapping = instance
        for step in path:
            mapping = mapping[step]
        strange.append(replaced(instance, path, {**mapping, STRANGE: "x"}))
    keys: list[set[str]] = []
    for said in validate(write(folder, strange)).values():
        lists = [
            diagnostic["help"].removeprefix("its keys are ").split(", ")
            for diagnostic in said
            if diagnostic["code"] == "unknown-key" and STRANGE in diagnostic["message"]
        ]
        keys.append({key for list_ in lists for key in list_})
    return keys


def mappings(instance: object) -> Iterator[Place]:
    """The places of the mappings of a spec whose keys the language has."""
    for path, value in nodes(instance):
        if isinstance(value, dict) and not is_chosen(path) and set(value) != {"perTarget"}:
            yield path


def unseen(file: Path) -> dict[str, set[str]]:
    """The list of what a schema can't see: names of specs below the reasons."""
    found: dict[str, set[str]] = defaultdict(set)
    reason = ""
    for line in file.read_text().splitlines():
        if line.startswith("# "):
            reason = line[2:]
        elif line:
            assert all(line not in names for names in found.values()), f"{line} stands twice"
            found[reason].add(line)
    return found


def kind(instance: object, place: Place) -> tuple:
    """What kind of place it is: without the names that people choose."""
    type_ = ()
    if place[:1] == ("integrations",) and len(place) > 1:
        type_ = (instance["integrations"][place[1]]["type"],)
        return (*type_, *("*" if isinstance(step, int) else step for step in place[2:]))
    return tuple("*" if isinstance(step, int) else step for step in place)


def at(instance: object, place: Place) -> object:
    for step in place:
        instance = instance[step]
    return instance


def scalars(specs: list[object]) -> list[tuple[object, Place]]:
    """One place of each kind at which a text or a number stands, with its spec."""
    found = {}
    for instance in specs:
        for place, value in nodes(instance):
            if isinstance(value, str | int) and not isinstance(value, bool):
                found.setdefault(kind(instance, place), (instance, place))
    return list(found.values())


def subschemas(node: object) -> list[dict]:
    """Every schema of the file, the whole among them."""
    found = [node] if isinstance(node, dict) else []
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, dict | list):
            found += subschemas(value)
    return found
