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

HERE = Path(__file__).parent
FILE = places.TEMPLATES / "Specification.schema.json"
INVALID = places.ROOT / "Tests/CompilerTests/Invalid"
EXAMPLES = sorted(places.EXAMPLES.glob("*.yaml"))
#: With the examples, each key of the schema stands in one of these.
OWN = EXAMPLES + sorted((HERE / "schema_specs").glob("*.yaml"))

#: Keys that the readers know only to say why they don't stand there.
REFUSED = {
    ("logzio/archive", "bucket"): {"expireAfterDays"},
    ("logzio/archive",): {"path", "prefix"},
    ("logzio/s3-fetch", "buckets", "*"): {"create"},
}
#: Words that the product knows only to refuse them.
REFUSED_WORDS = {"acl": {"public-read", "public-read-write", "authenticated-read"}}


@pytest.fixture(scope="module")
def text() -> str:
    return schema.printed()


@pytest.fixture(scope="module")
def validator(text: str) -> Draft7Validator:
    return schema.Validator(json.loads(text))


def kind(instance: object, place: schema.Place) -> tuple:
    """What kind of place it is: without the names that people choose."""
    type_ = ()
    if place[:1] == ("integrations",) and len(place) > 1:
        type_ = (instance["integrations"][place[1]]["type"],)
        return (*type_, *("*" if isinstance(step, int) else step for step in place[2:]))
    return tuple("*" if isinstance(step, int) else step for step in place)


def at(instance: object, place: schema.Place) -> object:
    for step in place:
        instance = instance[step]
    return instance


def scalars(specs: list[object]) -> list[tuple[object, schema.Place]]:
    """One place of each kind at which a text or a number stands, with its spec."""
    found = {}
    for instance in specs:
        for place, value in schema.nodes(instance):
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


# The file itself.


def test_is_printed_as_it_is_and_valid(text: str, covered) -> None:
    assert text == FILE.read_text()
    whole = json.loads(text)
    Draft7Validator.check_schema(whole)
    # Beside a reference, draft 7 disregards everything.
    annotations = {"$ref", "$comment", "description", "default", "examples"}
    schemas = [part for part in subschemas(whole) if "$ref" in part]
    assert all(set(part) <= annotations for part in schemas if isinstance(part["$ref"], str))
    used = set(re.findall(r'"#/definitions/([^"]*)"', text))
    assert used == set(whole["definitions"])
    covered(f"{len(subschemas(whole))} schemas, {len(used)} definitions")


def test_every_key_is_described(text: str, covered) -> None:
    whole = json.loads(text)
    count = 0
    for part in subschemas(whole):
        closed = part.get("additionalProperties") is False and "properties" in part
        for key, value in part["properties"].items() if closed else ():
            named = whole["definitions"].get(str(value.get("$ref")).split("/")[-1], {})
            description = value.get("description") or named.get("description")
            assert description and description.endswith("."), key
            count += 1
    covered(f"{count} keys")


def test_every_example_and_default_is_valid(text: str, covered) -> None:
    whole = json.loads(text)
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


def test_every_source_exists_and_no_account_of_a_vendor_stands_here(text: str, covered) -> None:
    ids, refused = facts()
    assert len(ids) > 50 and len(refused) > 10
    whole = json.loads(text)
    cited = [part["$comment"] for part in subschemas(whole) if "$comment" in part]
    named = {
        name
        for comment in cited
        if isinstance(comment, str) and comment.startswith("Source: ")
        for name in comment.removeprefix("Source: ").split(", ")
    }
    assert named and all(name in ids or name.startswith("https://") for name in named)
    words = {word for word in re.findall(r'"((?:[^"\\]|\\.)*)"', text)}
    keys = {"externalId"}  # a placeholder that differs from the key in its first letter only
    assert words.isdisjoint(refused - keys)
    covered(f"{len(named)} sources, {len(refused)} refused values")


def test_words_of_the_catalogue_are_those_of_the_schema(text: str) -> None:
    definitions = json.loads(text)["definitions"]
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
        # A user has no role: its readers know the keys of one all the same, as the schema does.
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


def test_a_key_that_is_missing_is_noticed(text: str, readers, covered) -> None:
    """Each key of each closed mapping, taken out of the schema or put into it, is found."""
    whole = json.loads(text)
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


def test_each_key_stands_in_a_valid_spec(validator: Draft7Validator, text: str, covered) -> None:
    whole = json.loads(text)
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


def test_the_keys_in_the_sources_are_those_of_the_schema(text: str, covered) -> None:
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
        for part in subschemas(json.loads(text))
        if part.get("additionalProperties") is False
        for key in part.get("properties", ())
        if not key[0].isupper()
    }
    assert len(literals) > 50
    assert literals == keys
    covered(f"{len(keys)} names of keys")


# Values.


def words_of_product(help_: str) -> list[str]:
    """The words of 'it takes a, b' or 'it is a or b'."""
    found = re.fullmatch(r"it (?:takes|is) (.*)", help_)
    return re.split(r", | or ", found[1]) if found else []


def test_words_and_bounds_are_the_products(validator, tmp_path: Path, covered) -> None:
    """Where the product lists what it takes, the schema has the same words and numbers."""
    found = scalars([schema.load(spec) for spec in OWN])
    files = schema.write(
        tmp_path,
        [schema.replaced(instance, place, schema.STRANGE) for instance, place in found]
        + [schema.replaced(instance, place, 10**9) for instance, place in found],
    )
    said = list(schema.validate(files).values())
    words = bounds = 0
    for number, (instance, place) in enumerate(found):
        errors = list(
            schema.leaves(validator.iter_errors(schema.replaced(instance, place, schema.STRANGE)))
        )
        listed = [some for error in errors if error.validator == "enum"
                  for some in error.validator_value]  # fmt: skip
        for diagnostic in said[number] if place[:1] != ("targets",) or listed else ():
            if diagnostic["code"] == "unknown-value":
                taken = set(words_of_product(diagnostic["help"]))
                assert set(listed) == taken - REFUSED_WORDS.get(place[-1], set()), place
                words += 1
        errors = schema.leaves(
            validator.iter_errors(schema.replaced(instance, place, 10**9))
        )
        own = [(error.schema["minimum"], error.schema["maximum"]) for error in errors
               if error.validator == "maximum"]  # fmt: skip
        for diagnostic in said[number + len(found)]:
            if diagnostic["code"] == "out-of-range" and own:
                low, high = re.fullmatch(r".* from (\d+) to (\d+)", diagnostic["message"]).groups()
                assert own[0] == (int(low), int(high)), place
                bounds += 1
    assert words > 8 and bounds > 8
    covered(f"{words} lists of words, {bounds} bounds of numbers")


#: Texts at the edge of one kind of name or another.
EDGES = (
    ["", " ", "a", "A", "0", "-a", "a-", "a--b", "a.b", "a..b", "a_b", "a b", "a/b", "/a", "a/"]
    + ["/a/", "/", "//", "/a//b/", "a:b", "a*", "?", "${a}", "{{a}}", "<account>", "a<b", "\n"]
    + ["a\n", "a\tb", "\u00e4", "xn--a", "a-s3alias", "1.2.3.4", "123456789012", "1234567890123"]
    + ["us-east-1", "us-east-1a", "xx-none-9", "aws", "Aws", "2026-02-29", "2026-13-01", "2026-1-1"]
    + ["a" * length for length in (2, 3, 40, 41, 63, 64, 65, 128, 129, 255, 256, 300, 301, 512)]
    + ["a" * length for length in (513, 900, 901, 1000, 1001, 1224, 1225, 2049)]
    + ["arn:aws:s3:::a", "arn:aws:s3::a", "arn:aws:s3:::", "arn:aws:iam::aws:policy/a", "s3:Get*"]
    + ["arn:aws:iam::123456789012:policy/a/b", "arn:aws:iam::123456789012:policy//b"]
    + ["arn:aws:kms:us-east-1:123456789012:key/mrk-1", "arn:aws:kms:us-east-1:123456789012:alias/a"]
    + ["arn:aws:kms:us-east-1::key/a", "arn:AWS:kms:us-east-1:123456789012:key/a", "s3:GetObject"]
    + ["arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf", "s3:getobject", "S3:Get"]
    + ["arn:aws:secretsmanager:us-east-1:123456789012:secret:aAbCdEf", "r-ab12", "ou-ab12-cd34ef56"]
    + ["arn:aws:s3:::a b", "arn:aws-cn:s3:::a", "arn:aws:x:y:123:z", "arn:aws:lambda:*:*:a"]
    + [0, -1, 1, 24, 365, 3600, 10**6, True, None, [], {}, ["a"], {"perTarget": "a"}]
)


def reduced(instance: dict, place: schema.Place) -> dict:
    """The spec with one integration only, the one that the place is in."""
    name = place[1] if place[0] == "integrations" else next(iter(instance["integrations"]))
    return {**instance, "integrations": {name: instance["integrations"][name]}}


def test_the_schema_refuses_nothing_that_the_product_takes(
    validator: Draft7Validator, tmp_path: Path, covered
) -> None:
    """Edges of names and numbers, at one place of each kind."""
    found = scalars([schema.load(spec) for spec in OWN])
    refused = []
    for whole, place in found:
        instance = reduced(whole, place)
        changed = [schema.replaced(instance, place, edge) for edge in EDGES]
        refused += [(one, place) for one in changed if not validator.is_valid(one)]
    said = schema.validate(schema.write(tmp_path, [one for one, _ in refused]))
    for (instance, place), diagnostics in zip(refused, said.values()):
        assert schema.errors(diagnostics) != [], (place, at(instance, place))
    covered(
        f"{len(found) * len(EDGES)} values at {len(found)} kinds of places, {len(refused)} refused"
    )


def is_written_out(place: schema.Place) -> bool:
    """Whether the schema wants it written out, though the product takes `perTarget`: what the spec
    is called, and what decides which keys a mapping has."""
    return place in {("name",), ("partition",)} or place[-1] in {"type", "vendor", "token"}


def targeted(instance: dict, values: dict) -> dict:
    """The spec for its own account and region as the only target."""
    targets = {
        "permissionModel": "self-managed",
        "accounts": [instance["account"]],
        "regions": [instance["region"]],
        **({"values": values} if values else {}),
    }
    return {**instance, "targets": targets}


def test_values_may_differ_between_targets(
    validator: Draft7Validator, tmp_path: Path, covered
) -> None:
    """`{perTarget: name}` may stand where the product takes it."""
    specs = [schema.load(spec) for spec in OWN]
    plain = [spec for spec in specs if "targets" not in spec]
    bases = schema.validate(schema.write(tmp_path / "bases", [targeted(one, {}) for one in plain]))
    fit = [one for one, said in zip(plain, bases.values()) if schema.errors(said) == []]
    assert len(fit) > 5
    found = scalars(fit)
    changed = [
        targeted(
            schema.replaced(instance, place, {"perTarget": "it"}), {"it": at(instance, place)}
        )
        for instance, place in found
    ]
    said = list(schema.validate(schema.write(tmp_path / "changed", changed)).values())
    taken = 0
    for (_, place), instance, diagnostics in zip(found, changed, said):
        takes = schema.errors(diagnostics) == []
        if is_written_out(place):
            assert not validator.is_valid(instance), place
            continue
        assert validator.is_valid(instance) == takes, (place, takes, schema.errors(diagnostics))
        taken += takes
    covered(f"{taken} of {len(found)} kinds of places take one")
