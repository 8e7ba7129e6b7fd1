"""A vendor is added as README and Templates/README.md say, and everything takes it.

Only with `--whole`: the first run builds the program and its tests anew, which takes minutes.
"""

import json
from pathlib import Path

import pytest
import yaml

from bench import new_vendor, places
from bench.new_vendor import EXAMPLE, TYPE, run

#: The tests that look at every vendor, type, file of the catalogue or example.
SWIFT = (
    "CatalogTests|VendorsTests|GeneratedTests|SoundnessTests|CommandTests|ChecklistTests"
    "|VendorRequestsTests"
)
#: The same of those in Python, with the tests' own options.
PYTHON = {
    "test_schema.py": [],
    "test_vendor_requests.py": ["-k", "example"],
    "test_graph.py": ["-k", "place or apart"],
    "test_access_decided.py": ["-k", EXAMPLE],
    "test_same_state.py": ["-k", EXAMPLE],
}


@pytest.fixture(scope="module")
def added(whole: bool) -> list[str]:
    """A copy of the checkout to which the vendor was added; the names of its files."""
    if not whole:
        pytest.skip("builds anew: with --whole")
    new_vendor.copy_checkout()
    names = new_vendor.add_files()
    new_vendor.add_to_list()
    new_vendor.add_to_schema()
    new_vendor.add_to_examples()
    new_vendor.add_to_bench()
    built = run("swift", "build", "--quiet", "--build-tests", *new_vendor.FLAGS)
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    new_vendor.add_to_record()
    compiled = run(new_vendor.binary(), "compile", *examples())
    assert compiled.returncode == 0, compiled.stderr
    return names


def examples() -> list[Path]:
    return sorted((new_vendor.COPY / "Templates/Examples").glob("*.yaml"))


def test_it_is_found_in_every_output(added: list[str], covered) -> None:
    outputs = new_vendor.COPY / "Generated" / EXAMPLE
    names = {str(file.relative_to(outputs)) for file in outputs.rglob("*") if file.is_file()}
    assert names == {
        "ACCESS.md", "CHECKLIST.md", "MANIFEST.json", "deployer-policy-script.json",
        "deployer-policy.json", "provision.sh", "teardown.sh", "template.yaml",
        "vendor/costs.report-source.json", "vendor/history.report-source.json",
    }  # fmt: skip
    report = (outputs / "ACCESS.md").read_text()
    for fact in ("Tideline", "864209753135", "tdl-7c1q9v3m5x2k8r4w", "s3:GetObject", "kms:Decrypt",
                 "reads the reports", "Connecting an AWS account"):  # fmt: skip
        assert fact in report, fact
    for name in ("template.yaml", "provision.sh"):
        text = (outputs / name).read_text()
        assert "864209753135" in text and "tideline-tideline-cost-reports-costs" in text, name
    checklist = (outputs / "CHECKLIST.md").read_text()
    assert "Find your Tideline tenant id" in checklist and "${" not in checklist
    body = json.loads((outputs / "vendor/costs.report-source.json").read_text())
    assert body["bucket"] == "contoso-cost-reports" and body["prefix"] == "daily/"
    assert "prefix" not in json.loads((outputs / "vendor/history.report-source.json").read_text())
    changed = run("git", "diff", "--no-index", "--name-only", places.GENERATED, "Generated")
    folders = {Path(name).parts[1] for name in changed.stdout.split()[0::1] if "Generated/" in name}
    covered(f"{len(added)} files added, {len(names)} outputs, {len(folders)} folders differ")


def test_it_is_in_the_catalogue(added: list[str]) -> None:
    listed = run(new_vendor.binary(), "catalog")
    assert f"{TYPE}   reads the cost reports" in listed.stdout
    page = run(new_vendor.binary(), "catalog", TYPE).stdout
    assert "s3:ListBucket: finds the reports that are new" in page
    assert run(new_vendor.binary(), "explain", "s3:GetObject", examples()[-1]).returncode == 0


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("    tenantId: tdl-7c1q9v3m5x2k8r4w", "    {}", "missing-external-id", "Settings, Cloud"),
        ("tdl-7c1q9v3m5x2k8r4w", "YOUR-TENANT-ID", "placeholder", "Tideline, Settings"),
        ("tenantId", "externalId", "unknown-key", "must have the key 'tenantId'"),
        ("prefix: daily/", "prefx: daily/", "unknown-key", "did you mean 'prefix'?"),
        ("tideline/cost-reports", "tideline/cost-report", "unknown-type", TYPE),
    ],
)
def test_what_is_wrong_is_refused(added, tmp_path, old, new, code, words) -> None:
    text = (new_vendor.COPY / f"Templates/Examples/{EXAMPLE}.yaml").read_text()
    assert old in text
    spec = tmp_path / "spec.yaml"
    spec.write_text(text.replace(old, new, 1))
    refused = run(new_vendor.binary(), "validate", spec)
    assert refused.returncode == 1
    assert f"error[{code}]" in refused.stderr and words in refused.stderr, refused.stderr


def test_its_role_is_adopted(added: list[str]) -> None:
    outputs = new_vendor.COPY / "Generated" / EXAMPLE
    text = (new_vendor.COPY / f"Templates/Examples/{EXAMPLE}.yaml").read_text()
    place = [f"--{key}={yaml.safe_load(text)[key]}" for key in ("account", "region")]
    adopted = run(new_vendor.binary(), "adopt", outputs / "template.yaml", *place)
    assert (adopted.returncode, adopted.stderr) == (0, "")
    found = yaml.safe_load(adopted.stdout)
    assert {each["type"] for each in found["integrations"].values()} == {TYPE}
    assert found["vendors"]["tideline"] == {"tenantId": "tdl-7c1q9v3m5x2k8r4w"}


def test_linters_find_nothing(added: list[str]) -> None:
    outputs = new_vendor.COPY / "Generated" / EXAMPLE
    for words in (
        [places.TOOLS / "bin/cfn-lint", outputs / "template.yaml"],
        # What the library calls by a name that it puts together looks unused.
        [places.TOOLS / "bin/shellcheck", "--exclude=SC2317,SC2329",
         outputs / "provision.sh", outputs / "teardown.sh"],
        ["swift", "format", "lint", "--strict", "Sources/Vendors/Tideline.swift"],
    ):
        found = run(*words)
        assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_every_test_that_counts_vendors_takes_it(added: list[str], covered) -> None:
    words = ["swift", "test", "--skip-build", "--parallel", *new_vendor.FLAGS, "--filter", SWIFT]
    found = run(*words)
    assert found.returncode == 0, (found.stdout + found.stderr)[-4000:]
    said = [line for line in (found.stdout + found.stderr).splitlines() if "Test run with" in line]
    covered(said[-1].split("run ", 1)[1])


@pytest.mark.parametrize("file", sorted(PYTHON))
def test_the_bench_takes_it(added: list[str], file: str, covered) -> None:
    words = [places.SIMULATOR / "bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    found = run(*words, f"Tests/EndToEnd/{file}", *PYTHON[file])
    assert found.returncode == 0, found.stdout[-4000:]
    covered(f"{file}: {found.stdout.strip().splitlines()[-1].strip('= ')}")


def test_a_step_that_is_left_out_is_noticed(added: list[str]) -> None:
    words = ["swift", "test", "--skip-build", *new_vendor.FLAGS]
    words += ["--filter", "everyTypeHasItsExamples"]
    example = new_vendor.COPY / "Templates/Examples/acme.yaml"
    right = example.read_bytes()
    assert run(*words).returncode == 0
    try:
        example.write_bytes((places.EXAMPLES / "acme.yaml").read_bytes())
        assert run(*words).returncode != 0
    finally:
        example.write_bytes(right)


def test_the_steps_are_those_that_are_written(added: list[str]) -> None:
    """Each file that had to be made or changed is named where the steps are."""
    guide = (places.ROOT / "Templates/README.md").read_text()
    (steps,) = (part for part in guide.split("\n## ") if part.startswith("Add a vendor"))
    for name in [*added, "Sources/Vendors/Vendor.swift", "Templates/Examples/acme.yaml",
                 "Templates/Specification.schema.json",
                 "Tests/CatalogTests/Versions/permissions.txt",
                 "Tests/EndToEnd/bench/access_expected.py"]:  # fmt: skip
        path = Path(name)
        words = {path.name, f"{path.parent.name}/", f"<Vendor>{path.suffix}", "allVendors"}
        assert any(word in steps for word in words), name
