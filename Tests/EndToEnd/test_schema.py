"""`accredit schema` and the product's readers say the same of keys, and of values what it can."""

import copy
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from bench import places, schema
from bench.schema import OWN, at, kind, subschemas

HERE = Path(__file__).parent
FILE = places.TEMPLATES / "Specification.schema.json"
INVALID = places.ROOT / "Tests/CompilerTests/Invalid"

#: Keys that the readers know only to say why they don't stand there.
REFUSED = {
    ("logzio/archive", "bucket"): {"expireAfterDays"},
    ("logzio/archive",): {"path", "prefix"},
    ("logzio/s3-fetch", "buckets", "*"): {"create"},
}


# The file itself.


def test_is_printed_as_it_is_and_valid(schema_text: str, covered) -> None:
    assert schema_text == FILE.read_text()
    whole = json.loads(schema_text)
    Draft7Validator.check_schema(whole)
    # Beside a reference, draft 7 disregards everything.
    annotations = {"$ref", "$comment", "description", "default", "examples"}
    schemas = [part for part in subschemas(whole) if "$ref" in part]
    assert all(set(part) <= annotations for part in schemas if isinstance(part["$ref"], str))
    used = set(re.findall(r'"#/definitions/([^"]*)"', schema_text))
    assert used == set(whole["definitions"])
    covered(f"{len(subschemas(whole))} schemas, {len(used)} definitions")


def test_every_key_is_described(schema_text: str, covered) -> None:
    whole = json.loads(schema_text)
    count = 0
    for part in subschemas(whole):
        closed = part.get("additionalProperties") is False and "properties" in part
        for key, value in part["properties"].items() if closed else ():
            named = whole["definitions"].get(str(value.get("$ref")).split("/")[-1], {})
            description = value.get("description") or named.get("description")
            assert description and description.endswith("."), key
            count += 1
    covered(f"{count} keys")


def test_every_example_and_default_is_valid(schema_text: str, covered) -> None:
    whole = json.loads(schema_text)
    count = 0
    for part in subschemas(whole):
        values = [part["default"]] if "default" in part else []
        values += part["examples"] if isinstance(part.get("examples"), list) else []
        for value in values:
            reference = {key: part[key] for key in ("$ref",) if key in part} or part
            own = {**reference, "definitions": whole["definitions"]}
            assert list(schema.Validator(own).iter_errors(value)) == [], value
            count += 1
    assert count > 50
    covered(f"{count} values")


def facts() -> tuple[set[str], set[str]]:
    """The ids of sources; what no spec may trust: accounts of vendors and placeholders."""
    files = {"aws": places.TEMPLATES / "AWS/sources.yaml"}
    files |= {file.parent.name: file for file in places.TEMPLATES.glob("Vendors/*/vendor.yaml")}
    ids, refused = set(), set()
    for owner, file in files.items():
        content = schema.load(file)
        ids |= {f"{owner}/{source}" for source in content["sources"]}
        refused |= {account["id"] for account in content.get("accounts", {}).values()}
        refused |= {account["id"] for account in content.get("neverTrust", [])}
        if owner != "aws":
            refused |= set(content["externalId"]["placeholders"])
    return ids, refused


def test_sources_exist_and_no_account_of_a_vendor_stands_here(schema_text: str, covered) -> None:
    ids, refused = facts()
    assert len(ids) > 50 and len(refused) > 10
    whole = json.loads(schema_text)
    cited = [part["$comment"] for part in subschemas(whole) if "$comment" in part]
    named = {
        name
        for comment in cited
        if isinstance(comment, str) and comment.startswith("Source: ")
        for name in comment.removeprefix("Source: ").split(", ")
    }
    assert named and all(name in ids or name.startswith("https://") for name in named)
    assert {word for word in refused if f'"{word}"' in schema_text} == set()
    assert {account for account in refused if account.isdigit() and account in schema_text} == set()
    covered(f"{len(named)} sources, {len(refused)} refused values")


def test_words_of_the_catalogue_are_those_of_the_schema(schema_text: str) -> None:
    definitions = json.loads(schema_text)["definitions"]
    regions = schema.load(places.TEMPLATES / "AWS/regions.yaml")["regions"]
    assert definitions["writtenRegion"]["enum"] == sorted(regions)
    source = (places.ROOT / "Sources/Vendors/Custom+Allow.swift").read_text()
    (listed,) = re.findall(r"let operators = \[(.*?)\]", source, re.DOTALL)
    assert list(definitions["allowance"]["properties"]["conditions"]["properties"]) == re.findall(
        r'"(\w+)"', listed
    )
    types = {
        f"{file.parent.name}/{name}"
        for file in places.TEMPLATES.glob("Vendors/*/vendor.yaml")
        for name in schema.load(file)["types"]
    }
    assert definitions["integration"]["properties"]["type"]["enum"] == sorted(types)
    vendors = {name.split("/")[0] for name in types}
    assert definitions["vendorName"]["enum"] == sorted(vendors)


# Specs.


def test_valid_specs_validate(validator: Draft7Validator, tmp_path: Path, covered) -> None:
    subprocess.run([places.TOOL, "specs", tmp_path, "9000", "100"], check=True)
    specs = OWN + sorted(tmp_path.glob("*.yaml"))
    said = schema.validate(specs)
    for spec in specs:
        assert schema.errors(said[spec]) == [], spec.name
        assert [error.message for error in validator.iter_errors(schema.load(spec))] == []
    covered(f"{len(OWN)} own specs, {len(specs) - len(OWN)} random ones")


def judge(validator: Draft7Validator, spec: Path) -> str:
    """Whether an editor refuses a spec, and by what."""
    try:
        instance = schema.load(spec)
    except yaml.YAMLError:
        return "yaml"
    return "accepted" if validator.is_valid(instance) else "schema"


def test_what_the_schema_cannot_see_is_listed(validator: Draft7Validator, covered) -> None:
    """A spec is refused by the product alone exactly if the list has it; never by the schema."""
    specs = sorted(INVALID.glob("*.yaml"))
    said = schema.validate(specs)
    listed = schema.unseen(HERE / "schema_unseen.txt")
    names = set().union(*listed.values())
    verdicts = {spec: judge(validator, spec) for spec in specs}
    unseen = set()
    for spec, verdict in verdicts.items():
        refused = schema.errors(said[spec]) != []
        assert refused or verdict == "accepted", f"the schema refuses {spec.name}"
        if refused and verdict == "accepted":
            unseen.add(spec.name)
    assert unseen == names, f"not listed {unseen - names}, listed {names - unseen}"
    counts = {word: list(verdicts.values()).count(word) for word in ("schema", "yaml")}
    warned = len(specs) - sum(counts.values()) - len(unseen)
    covered(
        f"{len(specs)} invalid specs: {counts['schema']} refused by the schema, {counts['yaml']} "
        f"are no YAML, {len(unseen)} unseen, {warned} with warnings only accepted; "
        + "; ".join(f"{reason} {len(some)}" for reason, some in listed.items())
    )


def misspelt(key: str) -> list[str]:
    return [key[:-1], key + "s", key[0].swapcase() + key[1:], key[1:] + key[0]]


def test_misspelt_keys_are_refused(validator: Draft7Validator, covered) -> None:
    count = 0
    for spec in OWN:
        instance = schema.load(spec)
        for place in schema.mappings(instance):
            mapping = at(instance, place)
            for key in mapping:
                for wrong in set(misspelt(key)) - set(mapping):
                    renamed = {wrong if name == key else name: mapping[name] for name in mapping}
                    changed = schema.replaced(instance, place, renamed)
                    assert not validator.is_valid(changed), (spec.name, place, wrong)
                    count += 1
    assert count > 1000
    covered(f"{count} misspellings")


# Keys, in both directions.


def key_places() -> list[tuple[object, schema.Place]]:
    """The mappings of the own specs, one for each kind and set of its keys."""
    found = {}
    for spec in OWN:
        instance = schema.load(spec)
        for place in schema.mappings(instance):
            signature = (kind(instance, place), frozenset(at(instance, place)))
            found.setdefault(signature, (instance, place))
    return list(found.values())


@pytest.fixture(scope="module")
def readers(tmp_path_factory) -> list[tuple[object, schema.Place, set[str]]]:
    """What keys the product itself says it has, for each of those mappings."""
    found = [
        (instance, place)
        for instance, place in key_places()
        if kind(instance, place)[-1:] != ("conditions",)  # its keys are operators, and no fields
    ]
    keys = schema.keys_of_product(tmp_path_factory.mktemp("keys"), found)
    return [(instance, place, some) for (instance, place), some in zip(found, keys)]


def difference(
    validator: Draft7Validator, readers: list[tuple[object, schema.Place, set[str]]]
) -> list[tuple]:
    """Where the schema's keys are not the readers'."""
    wrong = []
    for instance, place, keys in readers:
        where = kind(instance, place)
        own = set(schema.keys_of_schema(validator, instance, place))
        known = keys - REFUSED.get(where, set())
        if own != known:
            wrong.append((where, sorted(own - known), sorted(known - own)))
    return wrong


def test_the_schema_has_the_keys_of_the_readers(validator, readers, covered) -> None:
    assert all(keys for _, _, keys in readers)
    assert difference(validator, readers) == []
    for where, keys in REFUSED.items():
        assert any(
            kind(instance, place) == where and keys <= known for instance, place, known in readers
        ), where
    covered(f"{len(readers)} mappings, {sum(len(keys) for _, _, keys in readers)} keys")


def test_a_key_that_is_missing_is_noticed(schema_text: str, readers, covered) -> None:
    """Each key of each closed mapping, taken out of the schema or put into it, is found."""
    whole = json.loads(schema_text)
    count = 0
    for number, part in enumerate(subschemas(whole)):
        closed = part.get("additionalProperties") is False and "properties" in part
        for key in part["properties"] if closed else ():
            # The other tests hold these: operators, and what stands for a value.
            if key == "perTarget" or "StringLike" in part["properties"] or key == "type":
                continue
            broken = copy.deepcopy(whole)
            properties = subschemas(broken)[number]["properties"]
            properties[key + "Again"] = properties.pop(key)
            some = [reader for reader in readers if key in reader[2]]
            assert difference(schema.Validator(broken), some), key
            count += 1
    assert count > 100
    covered(f"{count} keys renamed, each found")


def test_each_key_stands_in_a_valid_spec(
    validator: Draft7Validator, schema_text: str, covered
) -> None:
    whole = json.loads(schema_text)
    keys = {
        (number, key)
        for number, part in enumerate(subschemas(whole))
        if part.get("additionalProperties") is False and "properties" in part
        for key in part["properties"]
    }
    schemas = subschemas(validator.schema)
    numbers = {id(part["properties"]): number for number, part in enumerate(schemas)
               if isinstance(part.get("properties"), dict)}  # fmt: skip
    used = set()
    for spec in OWN:
        instance = schema.load(spec)
        for place, mapping in schema.nodes(instance):
            if not isinstance(mapping, dict):
                continue
            strange = schema.replaced(instance, place, {**mapping, schema.STRANGE: "x"})
            for error in schema.leaves(validator.iter_errors(strange)):
                if error.validator == "additionalProperties" and schema.STRANGE in error.instance:
                    number = numbers[id(error.schema["properties"])]
                    used |= {(number, key) for key in mapping if key in error.schema["properties"]}
    operators = {pair for pair in keys if re.match(r"(?:[A-Z])", pair[1])}
    unused = keys - used - operators
    assert unused == set(), sorted(key for _, key in unused)
    covered(f"{len(keys - operators)} keys")


def test_the_keys_in_the_sources_are_those_of_the_schema(schema_text: str, covered) -> None:
    """The literals that the readers ask their fields for, whatever the mapping."""
    asks = r"(?:fields|options|spec)\.\w+\(\s*\"(\w+)\"|\b(?:bucket|key|filters|list)\(\"(\w+)\""
    literals = {"perTarget"}
    for folder in ("Specification", "Vendors"):
        for file in sorted((places.ROOT / "Sources" / folder).glob("*.swift")):
            literals |= {one or other for one, other in re.findall(asks, file.read_text())}
    literals |= {
        schema.load(file)["externalId"]["key"]
        for file in places.TEMPLATES.glob("Vendors/*/vendor.yaml")
    }
    keys = {
        key
        for part in subschemas(json.loads(schema_text))
        if part.get("additionalProperties") is False
        for key in part.get("properties", ())
        if not key[0].isupper()
    }
    assert len(literals) > 50
    assert literals == keys
    covered(f"{len(keys)} names of keys")
