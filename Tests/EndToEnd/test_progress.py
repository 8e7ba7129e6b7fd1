"""The line for a person who waits at a terminal: there, right, erased, and nowhere else."""

import re
import subprocess
from pathlib import Path

import pytest

from bench import places, terminals
from bench.terminals import ERASURE, Seen

#: How long a command waits for its input here: longer than a person is left alone.
WAIT = 1.7
#: Commands that read a spec, or a policy, and what is said of them meanwhile.
COMMANDS = {
    "validate": ("validate", "-"),
    "compile": ("compile", "-o", "out", "-"),
    "check": ("check", "-o", "out", "-"),
    "explain": ("explain", "s3:PutObject", "-"),
    "graph": ("graph", "--format", "svg", "-"),
    "audit": ("audit", "-"),
}
SPEC = (places.EXAMPLES / "fastly-s3.yaml").read_text()
TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
"Principal": {"AWS": "arn:aws:iam::717331877981:root"}, "Action": "sts:AssumeRole"}]}"""


def waiting(folder: Path, *words: str, text: str = SPEC, **options) -> Seen:
    return terminals.run([places.ACCREDIT, *words], folder, text, wait=WAIT, **options)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_it_says_what_it_does_and_is_erased(command: str, tmp_path: Path, covered) -> None:
    text = TRUST if command == "audit" else SPEC
    seen = waiting(tmp_path, *COMMANDS[command], text=text)
    work = "auditing 1 file" if command == "audit" else "compiling 1 spec"
    assert len(seen.lines) >= 3 and {line.split(",")[0] for line in seen.lines} == {work}
    assert re.search(r", [1-9] s$", seen.lines[-1])
    words = [places.ACCREDIT, *COMMANDS[command]]
    piped = subprocess.run(words, cwd=tmp_path, input=text, capture_output=True, text=True)
    # What was written the first time is current the second.
    if command not in ("compile", "check"):
        assert (seen.status, seen.left, seen.output) == (
            piped.returncode, piped.stderr, piped.stdout,
        )  # fmt: skip
    assert "compiling" not in seen.left and "\r" not in seen.left and ERASURE not in piped.stderr
    covered(f"{command}: {len(seen.lines)} lines drawn, none left")


def test_it_counts(tmp_path: Path) -> None:
    for number in range(3):
        spec = SPEC.replace("name: fastly-s3\n", f"name: other-{number}\n")
        (tmp_path / f"{number}.yaml").write_text(spec)
    seen = waiting(tmp_path, "validate", "0.yaml", "1.yaml", "2.yaml", "-")
    assert "compiling 3 of 4 specs" in {line.split(",")[0] for line in seen.lines}
    assert seen.status == 0 and seen.left.count("valid") == 4


def test_it_is_erased_before_an_error(tmp_path: Path) -> None:
    seen = waiting(tmp_path, "validate", "-", text=SPEC.replace("path:", "paht:"))
    assert seen.status == 1 and len(seen.lines) >= 3
    assert seen.left.startswith("<stdin>:") and "did you mean 'path'?" in seen.left


def test_a_comparison_says_how_far_it_is(tmp_path: Path) -> None:
    """What can't be made to wait is made long: many integrations, each with another bucket."""
    for side in ("old", "new"):
        (tmp_path / side).mkdir()
        for number in range(4):
            (tmp_path / side / f"{number}.yaml").write_text(large(f"spec-{number}", side))
    seen = terminals.run([places.ACCREDIT, "diff", "old", "new"], tmp_path)
    works = {line.split()[0] for line in seen.lines}
    assert works & {"comparing", "writing"} and works <= {"compiling", "comparing", "writing"}
    assert (seen.status, seen.left) == (0, "") and "access widens" in seen.output


def large(name: str, side: str) -> str:
    head = f'name: {name}\naccount: "111122223333"\nregion: us-east-1\nvendors:\n'
    head += "  fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}\nintegrations:\n"
    entry = "  e{0}:\n    type: fastly/s3\n    bucket: acme-{1}-{0}\n"
    return head + "".join(entry.format(number, side) for number in range(200))


def test_a_narrow_terminal_has_one_line_of_it(tmp_path: Path) -> None:
    seen = waiting(tmp_path, "validate", "-", columns=12)
    assert set(seen.lines) == {"compiling 1"}


@pytest.mark.parametrize("kind", ["dumb", ""])
def test_nothing_is_drawn_where_no_line_can_be_erased(kind: str, tmp_path: Path) -> None:
    seen = waiting(tmp_path, "validate", "-", kind=kind)
    assert seen.text == "valid    <stdin>\n"


def test_nothing_is_drawn_from_the_background(tmp_path: Path) -> None:
    words = ["bash", "-mc", '"$@" <&0 & wait', "bash", places.ACCREDIT, "validate", "-"]
    seen = terminals.run(words, tmp_path, SPEC, wait=WAIT)
    assert "valid    <stdin>" in seen.text and "compiling" not in seen.text


def test_nothing_is_in_a_pipe(tmp_path: Path) -> None:
    with subprocess.Popen(
        [places.ACCREDIT, "validate", "-"], cwd=tmp_path, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"TERM": "xterm"}, text=True,
    ) as process:  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(WAIT)
        output, errors = process.communicate(SPEC)
    assert (output, errors) == ("", "valid    <stdin>\n")


def test_quick_work_draws_nothing(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    runs = (terminals.run([places.ACCREDIT, "validate", spec], tmp_path) for _ in range(50))
    quick = next(seen for seen in runs if seen.seconds < 0.4)
    assert quick.text == f"valid    {spec}\n"


def test_a_line_that_is_left_is_found_out() -> None:
    seen = Seen(0, f"\r{ERASURE}compiling 1 spec, 0 svalid    <stdin>\n", "", 1)
    assert seen.left != "valid    <stdin>\n"
