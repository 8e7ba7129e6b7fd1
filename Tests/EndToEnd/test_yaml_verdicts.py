"""What the readers take of YAML: a frozen list of verdicts, held against PyYAML and libyaml."""

import base64
import json
import re
import subprocess
from pathlib import Path

import pytest

from bench import places, yaml_cases

PYTHON = places.TOOLS / "bin" / "python"
PROGRAM = places.BENCH / "yaml_trees.py"
FROZEN = yaml_cases.FOLDER / "verdicts.txt"


def answers(command: list, documents: list[bytes]) -> list:
    """What a program says of each document."""
    text = "".join(base64.b64encode(each).decode() + "\n" for each in documents)
    run = subprocess.run(command, input=text, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(lines) == len(documents)
    return lines


@pytest.fixture(scope="module")
def cases() -> dict[str, bytes]:
    return yaml_cases.others() | yaml_cases.own()


@pytest.fixture(scope="module")
def verdicts(cases) -> dict[str, list]:
    """Of each case, what the reader of specs says, and what that of pasted documents does."""
    said = answers([places.TOOL, "verdicts"], list(cases.values()))
    return dict(zip(cases, said, strict=True))


def line(name: str, verdict: list) -> str:
    """A verdict as it is frozen: per reader the codes, or the tree where nothing stands against it,
    or both."""
    shown = []
    for tree, findings in verdict:
        parts = [findings] if findings else []
        parts += [json.dumps(tree)] if tree is not None else []
        shown.append(" and ".join(parts) or "nothing")
    return "\n".join([name, *(f"  {each}" for each in shown)])


def test_the_verdicts_are_the_frozen_ones(verdicts, covered, tmp_path: Path):
    """A reader that takes more than before, or less, or something else, is noticed here."""
    now = {name: line(name, verdict) for name, verdict in verdicts.items()}
    found = tmp_path / FROZEN.name
    found.write_text("\n".join(now.values()) + "\n")
    frozen = FROZEN.read_text().rstrip("\n")
    before = {each.split("\n")[0]: each for each in _blocks(frozen)}
    changed = [f"was:\n{before.get(name)}\nis:\n{now.get(name)}"
               for name in [*before, *(new for new in now if new not in before)]
               if before.get(name) != now.get(name)]  # fmt: skip
    assert not changed, f"{len(changed)} verdicts changed; all are in {found}\n" + changed[0]
    spec = sum(tree is not None and not findings for (tree, findings), _ in verdicts.values())
    pasted = sum(tree is not None and not findings for _, (tree, findings) in verdicts.values())
    covered(f"{len(now)} verdicts, {spec} taken as a spec, {pasted} as pasted, the rest refused")


def _blocks(text: str) -> list[str]:
    return text.replace("\n  ", "\0").replace("\n", "\1").replace("\0", "\n  ").split("\1")


#: Where another reader differs, and why.
KNOWN = {
    r"tab( before)?, .*, PyYAML:": "PyYAML takes no tab in front of a plain scalar or in one",
    r"duplicate-anchor-\d\.loader-error, pasted,": "both are stricter than YAML, in which an anchor"
    " may stand twice; a spec has none",
}


def differences(cases: dict[str, bytes], verdicts: dict[str, list]) -> tuple[list[str], int]:
    """Where a reader here takes what the others refuse, or reads another tree; how many it took."""
    others = answers([PYTHON, PROGRAM], list(cases.values()))
    found, count = [], 0
    for (name, verdict), readings in zip(verdicts.items(), others, strict=True):
        for reader, (tree, findings) in zip(("spec", "pasted"), verdict, strict=True):
            if tree is None or findings or any("special" in each for each in readings):
                continue
            count += 1
            for other, reading in zip(("PyYAML", "libyaml"), readings, strict=True):
                if reading.get("tree") != tree:
                    found.append(f"{name}, {reader}, {other}: {tree!r} and {reading}")
    return found, count


def test_two_other_readers_read_the_same(cases, verdicts, covered):
    """What is taken without a word is what PyYAML and libyaml read as well."""
    found, count = differences(cases, verdicts)
    unknown = [each for each in found if not any(re.match(form, each) for form in KNOWN)]
    assert unknown == [], "\n".join(unknown)
    assert all(any(re.match(form, each) for each in found) for form in KNOWN)
    assert count > 300
    covered(f"{count} trees, each by 2 other readers, {len(found)} differences that are known")


def test_the_comparison_would_find_a_difference():
    """A tree with another text in it, and one of a document that others refuse."""
    cases = {"text": b"a: b\n", "refused": b"a: b: c\n"}
    wrong = {"text": [[{"a": "c"}, ""]] * 2, "refused": [[{"a": "b"}, ""]] * 2}
    assert len(differences(cases, wrong)[0]) == 8
