"""A copy of the checkout, and what a person does in it to add a vendor, step by step."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from bench import places

#: The files of a vendor that doesn't exist, where they go in a checkout.
FILES = places.BENCH.parent / "new_vendor"
VENDOR, TYPE = "tideline", "tideline/cost-reports"
EXAMPLE = "tideline-cost-reports"
#: Kept between runs, so that the next one builds only what has changed.
COPY = places.ROOT / ".build" / "new-vendor"
#: How Scripts/test builds.
FLAGS = ["-c", "release", "--explicit-target-dependency-import-check", "error"]

#: What the bench's own model of access gets.
CALL = "self.costs(name, integration)"
METHOD = '''    def costs(self, name: str, integration: dict) -> None:
        grantee, bucket = self.role(name, integration), named(integration["bucket"])
        may = OnBucket(("s3:ListBucket",), ("s3:GetObject",))
        self.permit_bucket(grantee, bucket["name"], may, integration.get("prefix", ""))
        self.permit_key(grantee, bucket.get("kmsKey"), READ_KEY, "s3", self.place(bucket))
'''
#: What the example with everything gets.
CONNECTION = "  tideline:\n    tenantId: tdl-3k9w1x7v5m2q8r4c\n"
INTEGRATION = "\n  costs:\n    type: tideline/cost-reports\n    bucket: acme-cost-reports\n"


def copy_checkout() -> None:
    """Makes the copy what the checkout is, and touches no file that is right already."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=places.ROOT, check=True, capture_output=True, text=True)
    wanted = {name for name in listed.stdout.split("\0") if name and (places.ROOT / name).is_file()}
    for folder, folders, files in os.walk(COPY):
        folders[:] = [name for name in folders if Path(folder, name) != COPY / ".build"]
        for name in files:
            if str(Path(folder, name).relative_to(COPY)) not in wanted:
                Path(folder, name).unlink()
    for name in wanted:
        _put(name, (places.ROOT / name).read_bytes())
        shutil.copymode(places.ROOT / name, COPY / name)
    subprocess.run(["git", "init", "--quiet"], cwd=COPY, check=True)


def _put(name: str, content: bytes) -> None:
    file = COPY / name
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _edit(name: str, old: str, new: str) -> None:
    text = (COPY / name).read_text()
    assert text.count(old) == 1, f"{name} has no place for the vendor: {old!r}"
    _put(name, text.replace(old, new).encode())


def add_files() -> list[str]:
    """Adds the vendor's own files: data, planner, example, and what the tests know of it."""
    names = sorted(
        str(file.relative_to(FILES))
        for file in FILES.rglob("*")
        if file.is_file() and file.parent != FILES
    )
    for name in names:
        assert not (places.ROOT / name).exists(), name
        _put(name, (FILES / name).read_bytes())
    return names


def add_to_list() -> None:
    """Adds the planner to the list of all, which is sorted."""
    _edit("Sources/Vendors/Vendor.swift", "  Logzio.self,\n", "  Logzio.self,\n  Tideline.self,\n")


def add_to_schema() -> None:
    """Adds the connection, the type and its keys to the schema that editors read."""
    name = "Templates/Specification.schema.json"
    schema = json.loads((COPY / name).read_text())
    added = json.loads((FILES / "schema.json").read_text())
    definitions = schema["definitions"]
    definitions |= added["definitions"]
    definitions["connections"]["properties"][VENDOR] = added["connection"]
    definitions["connectionOfVendor"]["allOf"].append(
        {
            "if": {"required": ["vendor"], "properties": {"vendor": {"const": VENDOR}}},
            "then": {"$ref": f"#/definitions/{VENDOR}Connection"},
        }
    )
    definitions["vendorName"]["enum"].append(VENDOR)
    definitions["integration"]["properties"]["type"]["enum"].append(TYPE)
    definitions["integration"]["allOf"].append(
        {
            "if": {"required": ["type"], "properties": {"type": {"const": TYPE}}},
            "then": {"$ref": f"#/definitions/{TYPE.replace('/', '-')}"},
        }
    )
    _put(name, (json.dumps(schema, indent=2) + "\n").encode())


def add_to_bench() -> None:
    """Says a second time, apart from the catalogue, who the vendor is and what the type may do."""
    name = "Tests/EndToEnd/bench/access_expected.py"
    _edit(name, "\nVENDOR_ACCOUNTS = {", '\nVENDOR_ACCOUNTS = {"tideline": "864209753135", ')
    _edit(name, "\nID_KEYS = {", '\nID_KEYS = {"tideline": "tenantId", ')
    case = '                case "custom/role":\n'
    _edit(name, case, f'                case "{TYPE}":\n                    {CALL}\n{case}')
    method = "    def objects(self"
    _edit(name, method, f"{METHOD}\n{method}")


def add_to_examples() -> None:
    """Adds an integration to the example that has each type."""
    name = "Templates/Examples/acme.yaml"
    _edit(name, "\nintegrations:\n", f"{CONNECTION}\nintegrations:\n")
    _put(name, (COPY / name).read_bytes() + INTEGRATION.encode())


def add_to_record() -> None:
    """Adds the lines of the new permissions, which a test says, to the record of all versions."""
    said = run("swift", "test", "--skip-build", *FLAGS, "--filter", "VersionTests")
    lines = set(re.findall(rf"add the line: ({VENDOR}/\S+ 1 [0-9-]+ [0-9a-f]+)", said.stdout))
    assert said.returncode != 0 and len(lines) == 2, said.stdout[-2000:]
    record = "Tests/CatalogTests/Versions/permissions.txt"
    text = (COPY / record).read_text() + "".join(f"{line}\n" for line in sorted(lines))
    _put(record, text.encode())


def run(*words: object, **variables: str) -> subprocess.CompletedProcess:
    """Runs a command in the copy; its own tests find what was built there."""
    environment = {**os.environ, "ACCREDIT_BINARY": str(binary())}
    for name in ("ACCREDIT_BENCH_TOOL", "ACCREDIT_ARCHIVES"):
        environment.pop(name, None)
    return subprocess.run(
        [str(word) for word in words],
        cwd=COPY,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def binary() -> Path:
    """The program that the copy was built to."""
    return COPY / ".build/release/accredit"
