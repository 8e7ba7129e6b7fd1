"""What README.md shows is what happens: each command of accredit in it, on the spec in it."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from bench import places
from bench.templates import PlainLoader

README = (places.ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
SPEC = next(text for language, text in BLOCKS if language == "yaml")
#: The commands in their order, without what README says of them.
COMMANDS = [
    line.split("  #")[0].split(" # ")[0].strip()
    for language, text in BLOCKS
    if language == "sh"
    for line in text.splitlines()
    if line.startswith("accredit ")
]
#: What ends with 3, since access widens.
GATES = [command for command in COMMANDS if "--fail-on" in command]

#: What an editor says that starts a server and ends it.
CALLS = "".join(
    f"Content-Length: {len(text)}\r\n\r\n{text}"
    for text in (
        '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}',
        '{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}',
        '{"jsonrpc": "2.0", "method": "exit"}',
    )
)


def run(command: str, place: Path, text: str = "") -> subprocess.CompletedProcess:
    """Runs a command line as a shell does, in a folder in which accredit is on the path."""
    path = f"{places.ACCREDIT.resolve().parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", command], cwd=place, env={**os.environ, "PATH": path}, input=text,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def role_of(template: Path) -> str:
    """The role of a template, as `aws iam get-role` answers with its policies beside it."""
    resources = yaml.load(template.read_text(), Loader=PlainLoader)["Resources"]
    (properties,) = (each["Properties"] for each in resources.values())
    return json.dumps({"Role": {**properties, "Path": "/"}})


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A repository in which the spec of README stands, with what its commands speak of."""
    folder = tmp_path_factory.mktemp("readme")
    made = run("accredit init acme.yaml && accredit validate acme.yaml", folder)
    assert made.returncode == 1 and "1 error, 0 warnings" in made.stderr, made.stderr
    (folder / "specs").mkdir()
    (folder / "specs/shop.yaml").write_text(SPEC.replace("acme", "shop"))
    (folder / "acme.yaml").write_text(SPEC.replace("name: acme-elb-logs", "name: acme-old-logs"))
    commit = "git add -A && git -c user.name=x -c user.email=x@y commit -qm x"
    words = f"git init -q -b main . && {commit} && git update-ref refs/remotes/origin/main HEAD"
    assert run(words, folder).returncode == 0
    (folder / "acme.yaml").write_text(SPEC)
    assert run("accredit compile acme.yaml specs", folder).returncode == 0
    (folder / "role.json").write_text(role_of(folder / "Generated/acme/template.yaml"))
    return folder


def test_its_commands_are_found() -> None:
    commands = {command.split()[1] for command in COMMANDS}
    listed = run("accredit --help", places.ROOT).stdout
    declared = set(re.findall(r"^(?:\w+)? +([a-z]+)  +[A-Z]", listed, re.MULTILINE))
    assert len(declared) == 15 and declared == commands, declared ^ commands


@pytest.mark.parametrize("command", COMMANDS)
def test_what_it_shows_runs(place: Path, command: str) -> None:
    if command.startswith("accredit init"):
        command = command.replace("acme.yaml", "another.yaml")
    ended = run(command, place, CALLS if command == "accredit lsp" else "")
    wanted = 3 if command in GATES else 0
    assert ended.returncode == wanted, ended.stdout + ended.stderr
    if command.startswith("accredit explain"):
        assert "logzio-acme-elb-logs" in ended.stdout and "spec         acme.yaml:" in ended.stdout


def test_its_options_are_there(place: Path) -> None:
    """Options that it names beside a command, in words."""
    named = [
        (shlex.split(line)[1], option)
        for language, text in BLOCKS
        if language == "sh"
        for line in text.splitlines()
        if line.startswith("accredit ") and "#" in line
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", line.split("#", 1)[1])
    ]
    assert len(named) > 3
    for command, option in named:
        shown = run(f"accredit {command} --help", place).stdout
        assert re.search(rf"(?m)^  (?:-\w, )?{option}\b", shown), (command, option)


def test_the_mistake_looks_like_that(tmp_path: Path) -> None:
    (shown,) = (text for _, text in BLOCKS if "error[placeholder]" in text)
    wrong = re.findall(r"'(logzio:aws:extid:\w+)'", shown)
    right = re.findall(r"externalId: (\S+)", SPEC)
    (tmp_path / "acme.yaml").write_text(SPEC.replace(right[0], wrong[0]))
    said = run("accredit validate acme.yaml", tmp_path).stderr
    assert said.startswith(shown.rstrip().removesuffix("…")), said


def test_the_table_has_every_output(place: Path) -> None:
    table = README.split("| what comes out |")[1].split("\n\n")[0]
    made = {path.name for path in (place / "Generated/acme").iterdir()}
    assert len(made) == 9
    for name in made:
        assert f"`{name}`" in table or f"`{name}/`" in table, name
