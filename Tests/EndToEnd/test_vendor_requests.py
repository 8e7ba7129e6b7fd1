"""What compile writes for the vendors is what their schemas take, whatever is in a spec."""

import random
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import places
from bench.requests import readers, schemas
from bench.scripts import compile_spec

#: How many random specs are compiled, and how many values each hole gets: in every run, --whole.
SPECS, ALL_SPECS = 60, 1000
VALUES, ALL_VALUES = 60, 3000
SERVICE = {"FASTLY_SERVICE_ID": "SU1Z0isxPaozGVKXdv0eY", "FASTLY_SERVICE_VERSION": "active"}

#: Each option of the vendors, in one place, with names that are hard to read.
HARD = """
name: hard
account: "111122223333"
region: us-east-1
vendors:
  logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}
  logzio-eu: {vendor: logzio, externalId: "logzio:aws:extid:9zz8v1kx0nktixxe0a", site: eu}
  fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}
integrations:
  fetch:
    type: logzio/s3-fetch
    via: logzio
    rolePath: /a.b/c+d=e/
    buckets:
      - {name: acme.2, prefix: "it's (a) & $b/;c/", logType: a.b-c_d}
      - {name: acme.2, prefix: " $(id)/+@,:=!_/"}
      - {name: acme-2, region: ap-northeast-1, includeSourcePath: true}
  keys:
    type: logzio/s3-fetch
    via: logzio-eu
    auth: access-keys
    buckets: [acme-keys, {name: acme.keys, prefix: "$$/''/"}]
  archive: {type: logzio/archive, via: logzio-eu, bucket: acme.archive}
  plain: {type: fastly/s3, bucket: acme-edge}
  acl: {type: fastly/s3, bucket: acme-edge, path: "'$(id)'/", acl: bucket-owner-full-control}
  both:
    type: fastly/s3
    bucket: {name: acme-west, region: us-west-2}
    path: "$HOME & (x)/"
    acl: bucket-owner-full-control
    kmsKey: arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
  kms:
    type: fastly/s3
    bucket: acme-kms
    path: "it's $5/"
    kmsKey: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
  stream: {type: fastly/kinesis, stream: {name: a_b.c-d, region: eu-west-1}}
"""


def faults(file: Path, folder: Path) -> list[str]:
    """What is wrong with one file, by its kind."""
    text = file.read_text()
    kind = "kinesis" if ".logging-kinesis." in file.name else "s3"
    if file.suffix == ".json":
        return schemas.json_faults(schemas.schema_of(file), text)
    if file.suffix == ".tf":
        return schemas.terraform_faults(text)
    if file.suffix == ".curl":
        with readers.form_server() as server:
            return schemas.form_faults(kind, readers.read_curl(server, file))
    assert file.suffix == ".sh"
    status, words, errors = readers.run_script(file, folder, SERVICE)
    return [errors] if status else schemas.command_faults(kind, words)


def look_at(folders: list[Path], room: Path) -> Counter[str]:
    """Holds every file of some outputs against its schema, and counts them by their kinds."""
    found: Counter[str] = Counter()
    wrong = []
    for file in sorted(file for folder in folders for file in (folder / "vendor").glob("*")):
        found[file.suffix] += 1
        wrong += [f"{file.name}: {fault}" for fault in faults(file, room)]
    assert not wrong, "\n".join(wrong[:20])
    return found


def summary(found: Counter[str]) -> str:
    return ", ".join(f"{count} {suffix}" for suffix, count in sorted(found.items()))


def test_requests_of_every_example_are_what_the_vendors_take(
    tmp_path: Path, covered: Callable[[str], None]
) -> None:
    names = places.examples() + places.examples_with_targets()
    found = look_at([places.GENERATED / name for name in names], tmp_path)
    assert set(found) == {".json", ".tf", ".curl", ".sh"}
    covered(f"{len(names)} examples: {summary(found)}")


def hard(tmp_path: Path) -> Path:
    """The outputs of the spec with every option."""
    spec = tmp_path / "hard.yaml"
    spec.write_text(HARD)
    return compile_spec(spec, tmp_path / "out")


def test_requests_of_every_option_are_what_the_vendors_take(
    tmp_path: Path, covered: Callable[[str], None]
) -> None:
    outputs = hard(tmp_path)
    found = look_at([outputs], tmp_path)
    assert (outputs / "vendor" / "kms.logging-s3.sh").exists()
    assert not (outputs / "vendor" / "both.logging-s3.sh").exists()
    covered(summary(found))


def test_values_of_a_spec_arrive_as_they_are(tmp_path: Path) -> None:
    vendor = hard(tmp_path) / "vendor"
    with readers.form_server() as server:
        form = readers.read_curl(server, vendor / "both.logging-s3.curl")
    assert form == {
        "name": "both",
        "bucket_name": "acme-west",
        "domain": "s3.us-west-2.amazonaws.com",
        "path": "$HOME & (x)/",
        "iam_role": "arn:aws:iam::111122223333:role/fastly-hard-both",
        "acl": "bucket-owner-full-control",
        "server_side_encryption": "aws:kms",
        "server_side_encryption_kms_key_id": "arn:aws:kms:us-west-2:111122223333:key/"
        "1234abcd-12ab-34cd-56ef-1234567890ab",
    }
    _, words, _ = readers.run_script(vendor / "kms.logging-s3.sh", tmp_path, SERVICE)
    assert words[words.index("--path") + 1] == "it's $5/"
    assert words[words.index("--service-id") + 1] == SERVICE["FASTLY_SERVICE_ID"]
    body = readers.read_json((vendor / "fetch.s3-fetcher-2.acme.2.json").read_text())
    assert body["/prefix"] == " $(id)/+@,:=!_/"
    blocks = readers.read_terraform((vendor / "keys.s3-fetcher.acme.keys.tf").read_text())
    assert blocks["/resource/logzio_s3_fetcher/keys_acme__keys/prefix"] == "$$/''/"


def test_requests_of_random_specs_are_what_the_vendors_take(
    tmp_path: Path, whole: bool, covered: Callable[[str], None]
) -> None:
    count = ALL_SPECS if whole else SPECS
    subprocess.run([places.TOOL, "specs", tmp_path, "0", str(count)], check=True)
    outputs = [compile_spec(spec, tmp_path / spec.stem) for spec in tmp_path.glob("*.yaml")]
    assert len(outputs) == count
    covered(f"{count} specs: {summary(look_at(outputs, tmp_path))}")


@pytest.mark.parametrize("missing", sorted(SERVICE))
def test_a_script_sends_nothing_before_it_is_told_where(tmp_path: Path, missing: str) -> None:
    for file in hard(tmp_path).glob("vendor/*.sh"):
        for value in ({}, {missing: ""}):
            rest = {name: text for name, text in SERVICE.items() if name != missing}
            status, words, errors = readers.run_script(file, tmp_path, {**rest, **value})
            assert status != 0 and words == [] and missing in errors


def test_no_request_holds_a_secret_or_asks_for_one_on_a_command_line(tmp_path: Path) -> None:
    names = places.examples() + places.examples_with_targets()
    folders = [places.GENERATED / name for name in names] + [hard(tmp_path)]
    files = [file for folder in folders for file in folder.glob("vendor/*")]
    for file in files:
        text = file.read_text()
        assert not re.search(r"(?i)token|AKIA|ASIA|--access-key|--secret-key|header", code(text))
    assert len(files) > 50


def code(text: str) -> str:
    """A file without its comments."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("#"))


def test_scripts_pass_shellcheck(tmp_path: Path, covered: Callable[[str], None]) -> None:
    files = [*places.GENERATED.glob("*/vendor/*.sh"), *hard(tmp_path).glob("vendor/*.sh")]
    # SC2016 takes a `$` in single quotes for a mistake; here it is a value that has one.
    command = [places.TOOLS / "bin" / "shellcheck", "--exclude=SC2016", *files]
    result = subprocess.run(command, capture_output=True)
    assert result.returncode == 0, result.stdout.decode()
    assert all(file.stat().st_mode & 0o111 for file in files)
    covered(f"{len(files)} scripts")


# The encoders, with values that no spec may hold.

#: What has a meaning to one of the readers, and what merely looks odd.
SIGNS = list("\"'\\$%{}`~!#&*?[]()<>|;=:,@/+- \t\n\r\v\f\x01\x1b\x7f") + [
    "${", "%{", "$${", "%%{", "$(id)", "`id`", "${var.x}", '\\"', "\\u0024", "*/", "-->", "é",
    "e\u0301", "\u2028", "\u00a0", "\U0001f600", "a", "b",
]


def hostile(random: random.Random) -> str:
    return "".join(random.choices(SIGNS, k=random.randrange(0, 12)))


def filled(owner: str, name: str, holes: dict[str, str], value: Callable[[str], str]) -> dict:
    """An order for the product: a value in each hole that takes text."""
    values = {}
    for hole, kind in holes.items():
        fixed = {"flag": "true", "identifier": f"x{hole.lower()}"}
        values[hole] = fixed[kind] if kind in fixed else value(hole)
    return {"owner": owner, "template": name, "values": values}


def read(order: dict, text: str, room: Path, server: object) -> dict[str, str]:
    """What a request says, as its reader reads it: places, and the texts there."""
    language = order["template"].rsplit(".")[-1]
    file = room / f"request.{language}"
    file.write_bytes(text.encode())
    if language == "json":
        return readers.read_json(text)
    if language == "tf":
        return readers.read_terraform(text)
    if language == "curl":
        return readers.read_curl(server, file)
    status, words, errors = readers.run_script(file, room, SERVICE)
    assert status == 0, errors
    return {str(index): word for index, word in enumerate(words)}


def expected(order: dict, value: str) -> str:
    """A reader of Terraform's language composes characters."""
    is_terraform = order["template"].endswith(".tf")
    return unicodedata.normalize("NFC", value) if is_terraform else value


def test_any_text_stays_in_its_place(
    tmp_path: Path, whole: bool, covered: Callable[[str], None]
) -> None:
    numbers = random.Random(20261121)
    count = ALL_VALUES if whole else VALUES
    seen: Counter[str] = Counter()
    with readers.form_server() as server:
        for owner, requests in sorted(readers.holes().items()):
            for name, holes in sorted(requests.items()):
                plain = filled(owner, name, holes, lambda hole: f"mark{hole}")
                orders = [plain] + [
                    filled(owner, name, holes, lambda _: hostile(numbers)) for _ in range(count)
                ]
                texts = readers.fill(orders)
                marks = read(plain, texts[0], tmp_path, server)
                for order, text in zip(orders[1:], texts[1:]):
                    found = read(order, text, tmp_path, server)
                    wanted = {
                        place: expected(order, order["values"][value[4:]])
                        if str(value).startswith("mark")
                        else value
                        for place, value in marks.items()
                    }
                    assert found == wanted, text
                    seen[name.rsplit(".")[-1]] += len(holes)
    assert set(seen) == {"json", "tf", "curl", "sh"}
    values = ", ".join(f"{number} in .{kind}" for kind, number in sorted(seen.items()))
    covered(f"{sum(seen.values())} values: {values}")


# Each check fails where what it guards is broken.


def broken(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("schema", "example", "old", "new"),
    [
        ("logzio-s3-fetcher", "elb-logs.s3-fetcher.acme-elb-logs", "US_EAST_1", "us-east-1"),
        ("logzio-s3-fetcher", "elb-logs.s3-fetcher.acme-elb-logs", "US_EAST_1", "EU_NORTH_1"),
        ("logzio-s3-fetcher", "elb-logs.s3-fetcher.acme-elb-logs", '"active": true,', ""),
        ("logzio-s3-fetcher", "elb-logs.s3-fetcher.acme-elb-logs", "logsType", "logType"),
        ("logzio-s3-fetcher", "elb-logs.s3-fetcher.acme-elb-logs", "AWSLogs", "/AWSLogs"),
        ("logzio-s3-fetcher", "elb-logs.s3-fetcher.acme-elb-logs", '"arn"', '"accessKey"'),
        ("logzio-s3-fetcher", "elb-logs.s3-fetcher.acme-elb-logs", 'Field": true', 'Field": 1'),
        ("logzio-archive", "cold.archive", '"IAM"', '"KEYS"'),
        ("logzio-archive", "cold.archive", "acme-logzio-archive", "acme-logzio-archive/logs"),
        ("logzio-archive-test", "cold.archive-test", "archiveSettings", "settings"),
        ("logzio-archive-test", "cold.archive-test", '"S3"', '"AWS"'),
    ],
)
def test_a_broken_body_is_found(schema: str, example: str, old: str, new: str) -> None:
    text = (places.GENERATED / "acme" / "vendor" / f"{example}.json").read_text()
    assert schemas.json_faults(f"{schema}.json", text) == []
    assert schemas.json_faults(f"{schema}.json", broken(text, old, new)) != []


@pytest.mark.parametrize(
    ("example", "old", "new"),
    [
        ("elb-logs.s3-fetcher.acme-elb-logs", "aws_region", "region"),
        ("elb-logs.s3-fetcher.acme-elb-logs", "US_EAST_1", "us-east-1"),
        ("elb-logs.s3-fetcher.acme-elb-logs", "= true", '= "true"'),
        ("elb-logs.s3-fetcher.acme-elb-logs", "= logzio.logzio", '= ""'),
        ("elb-logs.s3-fetcher.acme-elb-logs", "aws_arn ", "aws_access_key "),
        ("cold.archive", "aws_s3_path", "s3_path"),
        ("cold.archive", "aws_s3_iam_credentials_arn", "s3_iam_credentials_arn"),
        ("cold.archive", '"IAM"', '"ROLE"'),
        ("legacy.access-key", "sensitive = true", "sensitive = false"),
        ("legacy.s3-fetcher.acme-legacy-logs", "var.legacy_secret_key", '"hunter2"'),
        ("edge.logging-s3", "s3_iam_role", "iam_role"),
        ("edge.logging-s3", "bucket-owner-full-control", "bucket-owner"),
        ("edge-stream.logging-kinesis", "topic ", "stream_name "),
        ("edge-stream.logging-kinesis", "  format ", "  # format "),
        ("edge-stream.logging-kinesis", "logging_kinesis {", "logging_stream {"),
    ],
)
def test_a_broken_block_is_found(example: str, old: str, new: str) -> None:
    text = (places.GENERATED / "acme" / "vendor" / f"{example}.tf").read_text()
    assert schemas.terraform_faults(text) == []
    assert schemas.terraform_faults(broken(text, old, new)) != []


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("s3", "bucket_name=", "bucket="),
        ("s3", 'data-urlencode = "name=edge"\n', ""),
        ("s3", '"acl=', '"access_key='),
        ("s3", '"acl=bucket-owner-full-control', '"server_side_encryption=aws:kms'),
        ("kinesis", "topic=", "topic=arn:aws:kinesis:us-east-1:111122223333:stream/"),
        ("kinesis", 'data-urlencode = "region=us-east-1"\n', ""),
    ],
)
def test_a_broken_form_is_found(tmp_path: Path, kind: str, old: str, new: str) -> None:
    name = {"s3": "edge.logging-s3", "kinesis": "edge-stream.logging-kinesis"}[kind]
    text = (places.GENERATED / "acme" / "vendor" / f"{name}.curl").read_text()
    file = tmp_path / "form.curl"
    file.write_text(broken(text, old, new))
    with readers.form_server() as server:
        assert schemas.form_faults(kind, readers.read_curl(server, file)) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("--bucket", "--bucket-name"),
        ("--autoclone", "--acl x"),
        ("--iam-role", "--access-key"),
        ('  --service-id "$service"\n', ""),
        ("--path", "--server-side-encryption aws:kms --path"),
        ("logging s3 create", "logging s3 update"),
    ],
)
def test_a_broken_command_is_found(tmp_path: Path, old: str, new: str) -> None:
    text = (places.GENERATED / "fastly-s3" / "vendor" / "edge.logging-s3.sh").read_text()
    file = tmp_path / "broken.sh"
    file.write_text(broken(text, old, new))
    _, words, _ = readers.run_script(file, tmp_path, SERVICE)
    assert schemas.command_faults("s3", words) != []


def test_a_value_that_is_not_encoded_is_found(tmp_path: Path) -> None:
    holes = readers.holes()["fastly"]["s3.sh"]
    (text,) = readers.fill([filled("fastly", "s3.sh", holes, lambda _: "it's")])
    file = tmp_path / "request.sh"
    file.write_text(text)
    right = readers.run_script(file, tmp_path, SERVICE)
    assert right[0] == 0 and right[1].count("it's") == len(holes)
    file.write_text(broken(text, "'it'\\''s'", "it's"))
    assert readers.run_script(file, tmp_path, SERVICE)[:2] != right[:2]
    for path in ("${x}", "%{if true}x%{endif}", 'x"y'):
        with pytest.raises(readers.Unreadable):
            readers.parse_terraform(f'logging_s3 {{\n  path = "{path}"\n}}\n')
