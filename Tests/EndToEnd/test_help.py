"""Help fits a screen, a mistyped word is recognized, and the manual is whole."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench import places
from bench.declarations import Command, commands

SCREEN = (80, 24)
MANUAL = places.ROOT / "Scripts" / "packaging" / "manual.py"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(
        [places.ACCREDIT, *words], capture_output=True, text=True, env=environment
    )


def too_large(text: str) -> list[str]:
    """What of a text doesn't fit the screen."""
    columns, rows = SCREEN
    lines = text.split("\n")
    wide = [f"{len(line)} columns: {line}" for line in lines if len(line) > columns]
    # What the last line feed ends is no line more.
    return wide + ([f"{len(lines) - 1} lines"] if len(lines) - 1 > rows else [])


def test_every_help_fits_a_screen(covered):
    asking = [[], ["--help"], ["help"], ["help", "--help"]]
    asking += [[each.name, "--help"] for each in commands()]
    asking += [["help", each.name] for each in commands()]
    found = {" ".join(words): run(*words) for words in asking}
    assert [name for name, each in found.items() if each.returncode or each.stderr] == []
    large = {name: lines for name, each in found.items() if (lines := too_large(each.stdout))}
    assert large == {}
    covered(f"{len(asking)} pages of help within {SCREEN[0]} columns and {SCREEN[1]} lines")


def test_the_overview_names_every_command_with_its_purpose():
    lines = run("--help").stdout.splitlines()
    for command in commands():
        ends = rf"(^|\s){command.name} +{re.escape(command.abstract)}$"
        assert len([line for line in lines if re.search(ends, line)]) == 1, command.name


def test_what_does_not_fit_is_found():
    assert too_large("x" * 80 + "\n" + "\n" * 23) == []
    assert too_large("x" * 81 + "\n") == ["81 columns: " + "x" * 81]
    assert too_large("\n" * 25) == ["25 lines"]


def distance(first: str, second: str) -> int:
    """How many letters are to be removed, added, replaced or exchanged with a neighbor."""
    rows = [list(range(len(second) + 1))]
    for row, letter in enumerate(first, 1):
        rows.append([row])
        for column, other in enumerate(second, 1):
            costs = [
                rows[row - 1][column] + 1,
                rows[row][column - 1] + 1,
                rows[row - 1][column - 1] + (letter != other),
            ]
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                costs.append(rows[row - 2][column - 2] + 1)
            rows[row].append(min(costs))
    return rows[-1][-1]


def misspelled(word: str) -> list[str]:
    """A word with a letter left out, doubled, exchanged, and replaced, each somewhere else."""
    start = len(word) - len(word.lstrip("-"))
    places_ = range(start, len(word))
    left_out, doubled, exchanged, replaced = (
        places_[(len(word) * 7 + k * 3) % len(places_)] for k in range(4)
    )
    exchanged = min(exchanged, len(word) - 2)
    return [
        word[:left_out] + word[left_out + 1 :],
        word[:doubled] + word[doubled] + word[doubled:],
        word[:exchanged] + word[exchanged + 1] + word[exchanged] + word[exchanged + 2 :],
        word[:replaced] + ("y" if word[replaced] == "z" else "z") + word[replaced + 1 :],
    ]


def trials(command: Command | None) -> list[tuple[list[str], str, list[str]]]:
    """Wrong command lines, with the word that is wrong and what it may have meant."""
    if command is None:
        names = [each.name for each in commands()] + ["help"]
        options = ["--help", "--version", "--generate-completion-script"]
        before: list[str] = []
    else:
        names, options, before = [], command.options, [command.name]
    known = names + options
    return [
        ([*before, wrong, "x.yaml"], wrong, names if right in names else options)
        for right in known
        for wrong in misspelled(right)
        if wrong not in known and wrong.strip("-")
    ]


def test_who_mistypes_is_told_which_word_was_meant(covered):
    wrong, count = [], 0
    for words, word, known in [each for c in (None, *commands()) for each in trials(c)]:
        answer = run(*words)
        said = re.findall(r"did you mean '([^']+)'", answer.stderr)
        nearest = min(distance(word, each) for each in known)
        meant = [each for each in known if distance(word, each) == nearest]
        count += 1
        if answer.returncode != 64 or answer.stdout or len(said) != 1 or said[0] not in meant:
            wrong.append((words, said, meant, answer.returncode))
    assert wrong == []
    assert count >= 50
    covered(f"{count} misspelled commands and options, each with its one suggestion, exit 64")


@pytest.mark.parametrize("word", ["frobnicate", "--frobnicate"])
def test_nothing_is_suggested_for_what_is_near_to_nothing(word):
    answer = run(word)
    assert answer.returncode == 64
    assert f"'{word}'" in answer.stderr
    assert "did you mean" not in answer.stderr


def test_a_long_option_behind_one_hyphen_is_recognized():
    assert "did you mean '--output'?" in run("compile", "-output", "x", "a.yaml").stderr


def test_a_hidden_option_is_an_option():
    for command in commands():
        for option in command.hidden:
            assert "'--frobnicate'" in run(command.name, option, "--frobnicate").stderr


def test_a_value_that_begins_with_hyphens_is_no_option():
    """Behind the two hyphens that end options, every word is a name."""
    answer = run("validate", "--", "--fromat")
    assert answer.returncode == 1
    assert "--fromat" in answer.stderr and "did you mean" not in answer.stderr


# --- The manual --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def manual(tmp_path_factory) -> Path:
    page = tmp_path_factory.mktemp("manual") / "accredit.1"
    command = [sys.executable, str(MANUAL), str(places.ACCREDIT), "2026-11-30"]
    page.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    return page


def shown(page: Path) -> str:
    """The page as plain text at 80 columns."""
    command = ["mandoc", "-T", "utf8", "-O", "width=80", str(page)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(".\b", "", text)


def lint(page: Path) -> list[str]:
    """What mandoc and groff find wrong."""
    command = ["mandoc", "-T", "lint", "-W", "style", str(page)]
    said = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    said = [line for line in said if str(page) in line]
    if shutil.which("man"):
        command = ["man", "--warnings", "-l", str(page)]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}
        answer = subprocess.run(command, capture_output=True, text=True, env=environment)
        said += answer.stderr.splitlines()
    return said


needs_mandoc = pytest.mark.skipif(
    shutil.which("mandoc") is None and sys.platform == "darwin", reason="needs mandoc"
)


@needs_mandoc
def test_the_manual_is_whole_and_clean(manual, covered):
    assert lint(manual) == []
    text = shown(manual)
    # Words may stand on two lines.
    flowing = re.sub(r"\s+", " ", text)
    count = 0
    for command in commands():
        assert f"accredit {command.name}" in text
        assert command.abstract.rstrip(".") in flowing, command.name
        section = text.split(f"\n   accredit {command.name}\n")[1].split("\n   accredit ")[0]
        for argument in command.arguments:
            for name in set(argument.names) - {"-h", "--help", "--version"}:
                assert re.search(rf"(^|\s){name}(\s|,|$)", section), (command.name, name)
                count += 1
    for title in ("EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES"):
        assert f"\n{title}\n" in text
    covered(f"the manual: {len(commands())} commands, {count} names of options, no complaint")


@needs_mandoc
def test_a_mistake_in_the_manual_is_found(manual, tmp_path):
    page = tmp_path / "accredit.1"
    page.write_text(manual.read_text().replace(".Sh FILES", ".Sh FILES\n.Nothing"))
    assert any("Nothing" in line for line in lint(page))
