"""What bash, zsh and fish complete, asked in the shells themselves."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import places, shells
from bench.declarations import Argument, Command, commands

SHELLS = ("bash", "zsh", "fish")
SPECS = {"acme.yaml", "other.yml", "with space.yaml", "specs"}
FILES = SPECS | {"notes.txt"}
KINDS = {"template", "script", "deployer", "checklist", "access", "manifest", "vendor"}
TYPES = {"logzio/archive", "logzio/metrics", "logzio/s3-fetch"}


@dataclass(frozen=True)
class Case:
    """A line, what a shell must offer behind it, and whether it may offer more."""

    line: str
    words: frozenset[str]
    is_all: bool = True
    #: The line after the key was pressed, where that is sure.
    after: str | None = None


def case(line: str, words: set[str], after: str | None = None, *, is_all: bool = True) -> Case:
    return Case(line, frozenset(words), is_all, after)


#: What no declaration says.
SPECIAL = [
    case("accredit comp", {"compile"}, "accredit compile "),
    case("accredit compile sp", {"specs"}, "accredit compile specs/"),
    case("accredit compile wi", {"with space.yaml"}, r"accredit compile with\ space.yaml "),
    case("accredit compile acme.yaml ", SPECS),
    case("accredit compile --only ", KINDS),
    case("accredit compile --only template,sc", {"template,script"}),
    case("accredit compile --only script,", {f"script,{each}" for each in KINDS - {"script"}}),
    case("accredit diff --fail-on b", {"broadening"}, "accredit diff --fail-on broadening "),
    case("accredit diff --base ", {"main", "v1"}),
    case("accredit explain s3:GetOb", {"s3:GetObject"}, "accredit explain s3:GetObject "),
    case("accredit explain s3:", {"s3:GetObject", "s3:PutObject"}, is_all=False),
    case("accredit explain kine", {"kinesis:PutRecords"}, is_all=False),
    case("accredit explain missing-ext", {"missing-external-id"}),
    case("accredit explain s3:GetObject ", SPECS),
    case("accredit explain s3:GetObject acm", {"acme.yaml"}),
    case("accredit explain edge --format j", {"json"}),
    case("accredit catalog logzio", TYPES | {"logzio"}),
    case("accredit catalog reg", {"regions"}, "accredit catalog regions "),
    case("accredit audit --for logz", TYPES),
    case("accredit adopt --for logz", TYPES - {"logzio/metrics"}),
    case("accredit audit --accept missing-ext", {"missing-external-id"}),
    case("accredit audit no", {"notes.txt"}, "accredit audit notes.txt "),
]


def of_argument(command: Command, argument: Argument) -> list[Case]:
    """Cases for the values of an argument, as far as its declaration says them."""
    # A positional argument that something else must stand before is none of these.
    is_first = [each for each in command.arguments if not each.names][:1] == [argument]
    if not argument.names and not is_first:
        return []
    lines = [f"accredit {command.name} {name} " for name in argument.names]
    for line in lines or [f"accredit {command.name} "]:
        if argument.values:
            first = argument.values[-1]
            same = {each for each in argument.values if each.startswith(first[:2])}
            return [case(line, set(argument.values)), case(line + first[:2], same)]
        if argument.completion == "file":
            is_spec = "yaml" in argument.extensions
            return [case(line, SPECS if is_spec else FILES, is_all=not argument.names)]
        if argument.completion == "directory":
            return [case(line, {"specs"})]
    return []


def cases() -> list[Case]:
    names = {each.name for each in commands()}
    found = [case("accredit ", names, is_all=False), *SPECIAL]
    for command in commands():
        near = {each for each in names if each.startswith(command.name[:2])}
        found.append(case(f"accredit {command.name[:2]}", near))
        found.append(case(f"accredit {command.name} --", set(command.options)))
        for argument in command.arguments:
            found += of_argument(command, argument)
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with specs, in a repository with a branch and a tag."""
    folder = tmp_path / "place"
    (folder / "specs").mkdir(parents=True)
    for name in [*(FILES - {"specs"}), "specs/inner.yaml"]:
        (folder / name).write_text("")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for line in ("init -q -b main", "add place", "commit -q -m x", "tag v1"):
        subprocess.run([*git, *line.split()], check=True)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def plain(words: frozenset[str]) -> set[str]:
    """Words without what only this shell puts to them: a slash behind folders, backslashes."""
    return {word.replace("\\", "").rstrip("/") for word in words}


def wrong_with(terminal: shells.Terminal, asked: Case) -> str | None:
    answer = terminal.complete(asked.line)
    words = plain(answer.words)
    if terminal.shell == "bash":
        # Bash completes what stands behind the last colon.
        before = asked.line.split(" ")[-1].rpartition(":")
        words = {before[0] + before[1] + word for word in words}
    missing = asked.words - words
    extra = words - asked.words if asked.is_all else set()
    if missing or extra:
        return f"{asked.line!r}: without {sorted(missing)}, with {sorted(extra)}"
    if asked.after is not None and answer.line != asked.after:
        return f"{asked.line!r} becomes {answer.line!r}"
    return None


def version(shell: str) -> str:
    said = subprocess.run([shell, "--version"], capture_output=True, text=True).stdout
    return " ".join(said.splitlines()[0].split()[:4])


def needed(shell: str) -> None:
    """Skips on a Mac without the shell; elsewhere Scripts/test has installed it."""
    if sys.platform == "darwin" and shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_completes(shell, home, place, covered):
    needed(shell)
    asked = cases()
    with shells.running(shell, home, place) as terminal:
        wrong = [each for each in (wrong_with(terminal, one) for one in asked) if each]
    assert wrong == []
    assert len(asked) >= 40
    covered(f"{len(asked)} completions asked on a terminal of {version(shell)}")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_wrong_answer_is_found(shell, home, place):
    """The table notices words that are missing, too many, or written otherwise."""
    needed(shell)
    with shells.running(shell, home, place) as terminal:
        assert wrong_with(terminal, case("accredit comp", {"compile", "compose"}))
        assert wrong_with(terminal, case("accredit compile --only ", KINDS - {"vendor"}))
        assert wrong_with(terminal, case("accredit comp", {"compile"}, "accredit compiler "))


def test_bash_needs_its_words_joined(home, place, monkeypatch):
    """Without the part that joins words around colons, no action is completed."""
    needed("bash")
    own = (places.TEMPLATES / "Completion" / "bash.sh").read_text()
    whole = shells.script("bash")
    assert whole.endswith(own)
    monkeypatch.setattr(shells, "script", lambda _: whole.removesuffix(own))
    with shells.running("bash", home, place) as terminal:
        assert wrong_with(terminal, case("accredit explain s3:GetOb", {"s3:GetObject"}))


@pytest.mark.parametrize("breaks", [r" \t\n", r" \t\n@><=;|&(:"])
def test_bash_with_other_ends_of_words(breaks, home, place):
    """With and without the colon among what ends words, as people set it."""
    needed("bash")
    with shells.running("bash", home, place) as terminal:
        terminal.type(f"COMP_WORDBREAKS=$'{breaks}'\n")
        answer = terminal.complete("accredit explain s3:GetOb")
        assert answer.line == "accredit explain s3:GetObject "


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_is_found_by_its_variable(shell):
    command = [places.ACCREDIT, "--generate-completion-script"]
    environment = {"SHELL": f"/usr/bin/{shell}"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.rstrip("\n") == shells.script(shell).rstrip("\n")
