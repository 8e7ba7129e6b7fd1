"""Every loader of YAML that a template meets reads the same, and what was meant."""

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import places
from bench.scripts import compile_spec

PROGRAM = places.BENCH / "loaders.py"
PYTHON = places.TOOLS / "bin" / "python"

SPEC = """
name: acme
account: "{own}"
region: us-east-1
vendors:
  logzio: {{externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q, site: us}}
integrations:
  logs: {{type: logzio/s3-fetch, buckets: [acme-logs]}}
  partner:
    type: custom/role
    vendor: {{name: Ledgerly, accountId: "{theirs}", externalId: ldg-2f7c0d4e1b}}
    allow:
      - {{actions: [s3:GetObject], resources: ["arn:aws:s3:::acme-p/*"], reason: reads}}
      - actions: [dynamodb:GetItem]
        resources: ["arn:aws:dynamodb:us-east-1:{own}:table/t"]
        reason: reads
"""
#: Account ids that YAML 1.1 reads as octal, decimal and other numbers, or as nothing much.
IDS = ("012345670123", "000000000012", "000000000000", "012345678901", "777777777777")


def compare(first: int, count: int) -> dict:
    """What the loaders say of the trees of some seeds."""
    trees = subprocess.run(
        [places.TOOL, "trees", str(first), str(count)], capture_output=True, check=True
    )
    run = subprocess.run([PYTHON, PROGRAM], input=trees.stdout, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


def test_four_loaders_read_what_was_written(whole, covered):
    """Trees of everything that YAML could misread, as PyYAML, libyaml, the AWS CLI, cfn-lint."""
    count, size = (20_000, 1_000) if whole else (2_000, 1_000)
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2)) as pool:
        results = list(pool.map(lambda first: compare(first, size), range(0, count, size)))
    differences = [each for result in results for each in result["differences"]]
    assert differences == [], differences[:3]
    loaders = results[0]["counts"]
    assert len(loaders) == 4 and all(found == size for found in loaders.values())
    covered(f"{count} trees, each by {len(loaders)} loaders, {len(differences)} differences")


def test_the_comparison_would_find_a_difference():
    """A text without its quotes, a number with them, a key that is gone: each loader says so."""
    lines = [
        ['{"a": no}', {"a": "no"}, {"a": "no"}],
        ['{"a": "1"}', {"a": 1}, {"a": 1}],
        ['{"a": "b"}', {"a": "b", "c": "d"}, {"a": "b", "c": "d"}],
        ["a: 012345670123", {"a": "012345670123"}, {"a": "012345670123"}],
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    run = subprocess.run([PYTHON, PROGRAM], input=text.encode(), capture_output=True, check=True)
    assert len(json.loads(run.stdout)["differences"]) == 4 * len(lines)


def outputs(folder: Path, own: str, theirs: str) -> dict[str, str]:
    """Every output of the spec, with its accounts as words, and no digest."""
    folder.mkdir()
    spec = folder / "spec.yaml"
    spec.write_text(SPEC.format(own=own, theirs=theirs))
    made = compile_spec(spec, folder / "out")
    files = [path for path in made.rglob("*") if path.is_file()]
    return {str(path.relative_to(made)): path.read_text() for path in files}


def nameless(text: str, own: str, theirs: str) -> str:
    """The text with words for the accounts and for everything that is a digest."""
    text = text.replace(own, "OWN").replace(theirs, "THEIRS")
    return re.sub(r"(?<![0-9a-f])[0-9a-f]{8,64}(?![0-9a-f])", "DIGEST", text)


def expect_text(account: str, values: list, words: str, is_there: bool = True) -> None:
    """The account stands in texts, and is no number in any notation."""
    readings = {int(account)} | ({int(account, 8)} if set(account) <= set("01234567") else set())
    numbers = {value for value in values if type(value) in (int, float)} - {0}
    assert not readings & numbers, f"{words}: {account} was read as a number"
    texts = [value for value in values if isinstance(value, str)]
    assert not is_there or any(account in text for text in texts), f"{words}: {account} is lost"


def test_leading_zeros_of_accounts_survive(tmp_path, covered):
    """In every output, byte for byte, and as text in every loader."""
    usual = ("111122223333", "999988887777")
    made = outputs(tmp_path / "usual", *usual)
    expected = {name: nameless(text, *usual) for name, text in made.items()}
    places_of_ids = sum(text.count("OWN") + text.count("THEIRS") for text in expected.values())
    assert places_of_ids > 30
    loaded = 0
    for number, own in enumerate(IDS):
        ids = (own, "098765432109")
        made = outputs(tmp_path / str(number), *ids)
        found = {name: nameless(text, *ids) for name, text in made.items()}
        assert found == expected, own
        paths = [str(path) for path in (tmp_path / str(number)).rglob("template*.yaml")]
        run = subprocess.run([PYTHON, PROGRAM, *paths], capture_output=True, check=True)
        for name, files in json.loads(run.stdout).items():
            for path, text in files.items():
                expect_text(own, list(scalars(json.loads(text))), f"{name}, {path}")
                loaded += 1
        for name, text in made.items():
            if name.endswith(".json"):
                expect_text(own, list(scalars(json.loads(text))), name, is_there=own in text)
    covered(
        f"{len(IDS)} account ids in {places_of_ids} places of {len(expected)} outputs, "
        f"templates loaded {loaded} times by 4 loaders, 0 changed"
    )


def scalars(value: object):
    """Every value in a document that holds no others, and every key."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield key
            yield from scalars(member)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)
    else:
        yield value
