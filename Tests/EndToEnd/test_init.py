"""`accredit init`: the starter, and its questions on a real terminal, for each type."""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from bench import places
from bench.terminal import Session

#: What a person answers, by the word in front of the answer.
ANSWERS = {
    "name": "acme",
    "account": "444455556666",
    "region": "us-west-2",
    "vendor's name": "Ledgerly",
    "vendor's account": "999988887777",
    "bucket": "acme-logs",
    "stream": "acme-clicks",
    "action": "",
    "resource": "arn:aws:s3:::acme-exports/*",
    "reason": "reads 'all' of it: each # night",
}

#: What the spec refuses, by the same word.
MISTAKES = {
    "name": "Acme Corp",
    "account": "4444-5555-6666",
    "region": "us-wets-2",
    "bucket": "s3://acme-logs",
    "resource": "acme-exports",
}

IDS = {
    "logzio": "logzio:aws:extid:4fq8v1kx0nktixxe8q",
    "fastly": "7Kd2PqVn4XsTb9LwRy6HcE",
    "custom": "ldg-2f7c0d4e1b9a",
}


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess:
    return subprocess.run([places.ACCREDIT, *words], cwd=cwd, capture_output=True, text=True)


def types() -> list[str]:
    """The types that have a starter; all that there are, as a test says."""
    starters = (places.TEMPLATES / "Starters").glob("*/*.yaml")
    return sorted(f"{starter.parent.name}/{starter.stem}" for starter in starters)


def start(folder: Path, file: str | None = None) -> Session:
    words = [places.ACCREDIT, "init", "--interactive"] + ([file] if file else [])
    return Session(words, folder)


def word(prompt: str) -> str:
    """The word in front of an answer, without what an empty one means."""
    return re.sub(r" \[.*\]", "", prompt).removesuffix(": ")


def answer(prompt: str, kind: str, with_id: bool) -> str:
    """What a person writes, who adds an integration of the kind."""
    vendor, name = kind.split("/")
    asked = word(prompt)
    if asked in ("vendor", "type"):
        return {"vendor": vendor, "type": name}[asked]
    if choices := re.search(r"\[(\w+), .*\]", prompt):
        return choices[1]
    return ANSWERS.get(asked, IDS[vendor] if with_id else "")


def test_every_type_has_a_starter(tmp_path):
    listing = json.loads(run("catalog", "--format", "json", cwd=tmp_path).stdout)
    assert types() == [entry["type"] for entry in listing["types"]]


@pytest.mark.parametrize("with_id", [True, False])
@pytest.mark.parametrize("kind", types())
def test_asks_until_there_is_a_spec(kind, with_id, tmp_path, covered):
    """Wrong answers are refused in the words of the spec; the end has one error, or none."""
    session, asked, refused = start(tmp_path), [], 0
    while prompt := session.prompt():
        asked.append(word(prompt))
        if asked.count(asked[-1]) == 1 and (mistake := MISTAKES.get(asked[-1])):
            session.type(mistake + "\n")
            assert session.prompt() == prompt
            assert re.search(r"\n  error\[[a-z-]+\]: .*\n  help: .*\n", session.shown)
            refused += 1
        session.type(answer(prompt, kind, with_id) + "\n")
        assert len(asked) < 20, session.shown
    assert session.end() == 0, session.shown
    assert [path.name for path in tmp_path.iterdir()] == ["accredit.yaml"]
    found = run("validate", cwd=tmp_path)
    takes_id = any("id" in one for one in asked)
    if with_id or not takes_id:
        assert (found.returncode, found.stderr) == (0, "valid    accredit.yaml\n")
        assert session.shown.endswith("next: accredit compile accredit.yaml\n")
        assert run("compile", cwd=tmp_path).returncode == 0
    else:
        assert found.returncode == 1 and found.stderr.endswith("\n1 error, 0 warnings\n")
        assert "error[placeholder]" in found.stderr and "it is found here: " in found.stderr
        line = int(re.match(r"accredit.yaml:(\d+):", found.stderr)[1])
        assert f"(accredit.yaml, line {line})\n" in session.shown
    assert run("fmt", "--check", cwd=tmp_path).returncode == 0
    text = (tmp_path / "accredit.yaml").read_text()
    assert f"type: {kind}" in text and text.count("#") > 12 and "${" not in text
    covered(f"{kind}: {len(asked)} questions, {refused} answers refused")


@pytest.mark.parametrize("keys", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaves_nothing_behind(keys, tmp_path, covered):
    """Whatever the question at which it ends."""
    kind, ended = "fastly/s3", 0
    while True:
        session, prompts = start(tmp_path), 0
        while (prompt := session.prompt()) and prompts < ended:
            session.type(answer(prompt, kind, True) + "\n")
            prompts += 1
        if prompt is None:
            break
        session.type(keys)
        assert session.end() == (-signal.SIGINT if keys == "\x03" else 1)
        assert list(tmp_path.iterdir()) == []
        assert keys == "\x03" or session.shown.endswith("\naccredit: nothing was written\n")
        ended += 1
    assert session.end() == 0
    assert ended >= 7
    covered(f"ended at each of {ended} questions")


def test_asks_again_where_a_warning_is_a_doubt(tmp_path):
    """An id of a shape that the vendor's ids don't have may be right, and may be a slip."""
    session = start(tmp_path)
    while (prompt := session.prompt()) and "later" not in prompt:
        session.type(answer(prompt, "fastly/s3", True) + "\n")
    session.type("Short3x\n")
    assert session.prompt() == "customer id [Short3x]: "
    assert "warning[foreign-external-id-shape]" in session.shown
    session.type("\n")
    assert session.end() == 0
    assert "customerId: Short3x\n" in (tmp_path / "accredit.yaml").read_text()


def test_never_overwrites(tmp_path):
    """And says so before it asks anything."""
    (tmp_path / "there.yaml").write_text("mine")
    (tmp_path / "link.yaml").symlink_to("nothing")
    for file in ["there.yaml", "link.yaml", "no/folder.yaml"]:
        session = start(tmp_path, file)
        assert session.prompt() is None
        assert session.end() == 1
        assert "unwritable-file" in session.shown and file in session.shown
    assert (tmp_path / "there.yaml").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "there.yaml"]


def test_needs_a_terminal(tmp_path):
    found = run("init", "--interactive", cwd=tmp_path)
    assert found.returncode == 64 and "needs a terminal" in found.stderr
    with subprocess.Popen(
        [places.ACCREDIT, "init", "-i"], cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.communicate(b"fastly\ns3\n")
    assert process.returncode == 64
    assert list(tmp_path.iterdir()) == []


def test_the_starter_names_its_schema_and_has_one_error(tmp_path):
    """The schema is where the first line says, once its command has run; the id is all it lacks."""
    assert run("init", cwd=tmp_path).returncode == 0
    spec = tmp_path / "accredit.yaml"
    text = spec.read_text()
    name = re.match(r"# yaml-language-server: \$schema=\./(\S+)\n", text)[1]
    (command,) = re.findall(r"#   (accredit schema > \S+)\n", text)
    assert command == f"accredit schema > {name}"
    assert f"  {command}\n" in run("schema", "--help", cwd=tmp_path).stdout
    found = run("validate", cwd=tmp_path)
    assert found.returncode == 1 and found.stderr.endswith("\n1 error, 0 warnings\n")
    assert "help: it is found here: " in found.stderr
    spec.write_text(text.replace("PASTE-THE-EXTERNAL-ID-HERE", IDS["logzio"]))
    found = run("validate", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "valid    accredit.yaml\n")
    assert run("compile", cwd=tmp_path).returncode == 0
