"""`accredit schema` takes the values that the product takes, and refuses what it can see."""

import re
from pathlib import Path

from jsonschema import Draft7Validator

from bench import schema
from bench.schema import OWN, at, scalars

#: Words that the product knows only to refuse them.
REFUSED_WORDS = {"acl": {"public-read", "public-read-write", "authenticated-read"}}


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
