"""What `accredit doctor` says of machines that have, lack or have broken what it names."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bench import places

FACTS = yaml.safe_load((places.TEMPLATES / "Tools.yaml").read_text())
TASKS = [task["name"] for task in FACTS["tasks"]]
PROGRAMS = {name: tool for tool in FACTS["tools"] for name in tool["programs"]}
#: How each program says its version.
ANSWERS = {
    "git": "git version {}",
    "bash": "GNU bash, version {}(1)-release (x86_64-pc-linux-gnu)",
    "aws": "aws-cli/{} Python/3.11.2 Linux/6.1.0 exe/x86_64 prompt/off",
    "jq": "jq-{}",
    "curl": "curl {} (x86_64-pc-linux-gnu) libcurl/8.1.2 OpenSSL/3.0.11",
    "cfn-lint": "cfn-lint {}",
    "shellcheck": "ShellCheck - shell script analysis tool\nversion: {}\nlicense: GPL, 3",
}
NEW = {"git": "2.39.5", "bash": "5.2.15", "aws": "2.31.3", "jq": "1.7", "curl": "8.5.0",
       "cfn-lint": "1.51.0", "shellcheck": "0.11.0"}  # fmt: skip


class Machine:
    """A path with programs that note that they ran, and with which arguments."""

    def __init__(self, folder: Path):
        self.bin, self.place = folder / "bin", folder / "place"
        self.bin.mkdir()
        self.place.mkdir()
        for name in PROGRAMS:
            self.put(name, NEW.get(name, ""))

    def put(self, name: str, version: str, then: str = "") -> None:
        """A program of a version."""
        says = ANSWERS.get(name, "{}").format(version)
        text = f"#!/bin/sh\necho \"{name} $*\" >>'{self.bin}/.ran'\n{then}\necho '{says}'\n"
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def remove(self, name: str) -> None:
        (self.bin / name).unlink()

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "HOME": str(self.place)}
        return subprocess.run(
            [places.ACCREDIT, "doctor", *words],
            capture_output=True,
            text=True,
            env=environment,
            cwd=self.place,
            timeout=60,
        )

    def status(self, name: str, *words: str) -> str:
        """The status of a program; the text must have it as well."""
        found = json.loads(self.ask(*words, "--format", "json").stdout)
        status = next(each["status"] for each in found["programs"] if each["program"] == name)
        if status != "ok":
            assert re.search(rf"^  {status} +{name}\b", self.ask(*words).stdout, re.MULTILINE)
        return status

    def ran(self) -> list[str]:
        log = self.bin / ".ran"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_with_everything(machine):
    run = machine.ask()
    assert (run.returncode, run.stderr) == (0, "")
    for task in FACTS["tasks"]:
        assert f"\n{task['name']}: {task['purpose']}\n" in run.stdout
        assert machine.ask(task["name"]).returncode == 0
    assert "missing" not in run.stdout
    manifest = json.loads((places.GENERATED / "acme" / "MANIFEST.json").read_text())
    assert f"catalogue {manifest['catalog']}\n" in run.stdout


def test_each_program_is_asked_for_its_version_and_nothing_else(machine):
    machine.ask()
    asked = {name for name, tool in PROGRAMS.items() if not tool.get("silent")}
    assert sorted(machine.ran()) == sorted(f"{name} --version" for name in asked)


def test_a_task_fails_exactly_without_what_it_takes(machine, covered):
    count = 0
    for name, tool in PROGRAMS.items():
        machine.remove(name)
        assert machine.ask().returncode == 0
        for task in TASKS:
            run = machine.ask(task)
            assert run.returncode == (1 if task in tool["tasks"] else 0), (name, task)
            assert ("missing" in run.stdout) == (task in tool["tasks"])
            count += 1
        machine.put(name, NEW.get(name, ""))
    covered(f"{len(PROGRAMS)} programs taken away, {count} answers")


@pytest.mark.parametrize(
    "name,version,status",
    [
        ("git", "2.29.9", "old"),
        ("git", "2.30.0", "ok"),
        ("git", "10.0", "ok"),
        ("bash", "3.1.17", "old"),
        ("bash", "3.2.57", "ok"),
        ("curl", "7.75.0", "old"),
        ("curl", "7.76.0", "ok"),
        ("aws", "1.29.7", "limited"),
        ("aws", "1.33.9", "limited"),
        ("aws", "1.34.0", "ok"),
        ("aws", "2.9.19", "limited"),
        ("aws", "2.16.12", "limited"),
        ("aws", "2.17.0", "ok"),
        ("aws", "3.0.0", "ok"),
        ("jq", "", "unknown"),
    ],
)
def test_versions(name, version, status, machine):
    machine.put(name, version)
    assert machine.status(name) == status
    task = PROGRAMS[name]["tasks"][0]
    assert machine.ask(task).returncode == (1 if status == "old" else 0)


def test_what_an_older_cli_cannot_do_is_said(machine):
    machine.put("aws", "2.15.0")
    text = machine.ask("deploy").stdout
    assert "stack sets (targets): 1.32.65 or 2.15.30, or newer" in text
    assert "tokens from Secrets Manager (token): 1.34 or 2.17, or newer" in text
    assert "streams that are shared" not in text


def test_a_program_that_does_not_run(machine):
    machine.put("jq", "1.7", then="exit 3")
    assert machine.status("jq") == "broken"
    assert machine.ask("review").returncode == 1
    (machine.bin / "jq").write_text("#!/nowhere/interpreter\n")
    assert machine.status("jq") == "broken"
    (machine.bin / "jq").chmod(0o644)
    assert machine.status("jq") == "missing"
    machine.remove("jq")
    (machine.bin / "jq").mkdir()
    assert machine.status("jq") == "missing"


def test_a_program_that_never_answers_is_ended_with_its_children(machine):
    machine.put("jq", "1.7", then=f"/bin/sleep 555 & echo $! >'{machine.bin}/.child'; wait")
    start = time.monotonic()
    assert machine.ask("review").returncode == 0
    assert time.monotonic() - start < 30
    child = int((machine.bin / ".child").read_text())
    for _ in range(100):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    os.kill(child, 9)
    pytest.fail("the child still runs")


def test_a_program_that_talks_without_end(machine):
    machine.put("jq", "1.7", then="while :; do echo jq-1.7; done")
    start = time.monotonic()
    assert "  unknown  jq " in machine.ask("review").stdout
    assert time.monotonic() - start < 30


def test_programs_are_found_as_a_shell_finds_them(machine, tmp_path):
    """The first in PATH counts, a folder or a file without the right to run doesn't."""
    first = tmp_path / "first"
    (first / "git").mkdir(parents=True)
    environment = {"PATH": f"{first}:relative:{machine.bin}"}
    run = subprocess.run(
        [places.ACCREDIT, "doctor", "diff"], capture_output=True, text=True, env=environment
    )
    assert f"({machine.bin}/git)" in run.stdout


@pytest.mark.parametrize(
    "prepare,output,exists,writable",
    [
        (None, "out", False, True),
        (None, "a/b/c", False, True),
        (lambda place: (place / "out").mkdir(), "out", True, True),
        (lambda place: (place / "out").write_text(""), "out", True, False),
        (lambda place: (place / "out").write_text(""), "out/below", False, False),
        (lambda place: (place / "out").mkdir(mode=0o555), "out", True, False),
        (lambda place: (place / "out").mkdir(mode=0o555), "out/below/", False, False),
    ],
)
def test_the_folder_of_outputs(prepare: Callable | None, output, exists, writable, machine):
    if prepare:
        prepare(machine.place)
    before = sorted(machine.place.rglob("*"))
    run = machine.ask("compile", "-o", output, "--format", "json")
    if not writable and os.geteuid() == 0 and (machine.place / "out").is_dir():
        writable = True  # root may write anywhere
    found = json.loads(run.stdout)["outputs"]
    assert found == {"path": output, "exists": exists, "writable": writable}
    assert run.returncode == (0 if writable else 1)
    assert sorted(machine.place.rglob("*")) == before


def test_a_task_that_there_is_not(machine):
    run = machine.ask("delpoy")
    assert (run.returncode, run.stdout) == (64, "")
    assert "there is no task 'delpoy'; did you mean 'deploy'?" in run.stderr


# --- The facts are those of the scripts --------------------------------------------------------


def shell() -> str:
    return "".join(path.read_text() for path in sorted((places.TEMPLATES / "Shell").glob("*.sh")))


def test_the_unix_programs_are_those_that_the_scripts_demand():
    demanded = re.search(r"for tool in ([^;]+); do\n +command -v", shell()).group(1).split()
    named = [name for name, tool in PROGRAMS.items() if tool.get("silent")]
    assert sorted(demanded) == sorted([*named, "aws"])


def test_the_versions_of_the_cli_are_those_that_the_scripts_demand():
    demanded = set(re.findall(r"install AWS CLI ([\d.]+) or ([\d.]+), or newer", shell()))
    limits = {tuple(reversed(limit["least"])) for limit in PROGRAMS["aws"]["limits"]}
    assert demanded == limits and len(limits) > 2


def test_the_review_script_runs_what_is_named():
    text = (places.ROOT / "Scripts" / "review").read_text()
    for name in [name for name, tool in PROGRAMS.items() if "review" in tool["tasks"]]:
        assert re.search(rf"\b{name}\b", text) or name == "git", name
