"""The scripts with the tools of other systems: the awks that people have, and busybox."""

import re
import shutil
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest

from bench import prerequisites
from bench.aws import CommandLine
from bench.drifts import DRIFTS, Hand
from bench.scripts import Run, Scripts, plain
from bench.state import Account, differences

#: What the library calls beside bash and the AWS CLI.
TOOLS = (
    *("awk", "cat", "chmod", "date", "dirname", "find", "grep", "head", "mkdir", "mktemp", "mv"),
    *("rm", "rmdir", "sed", "sha256sum", "sleep", "sort", "tail", "touch", "tr", "wc"),
)
#: The tools that people have under these names. One awk is this machine's, which is what all other
#: tests run: mawk, or gawk once that is installed.
SYSTEMS = {
    "mawk (Debian, Ubuntu)": {"awk": "mawk"},
    "gawk (Amazon Linux, Fedora)": {"awk": "gawk"},
    "original-awk (macOS, FreeBSD)": {"awk": "original-awk"},
    "busybox (Alpine)": {tool: f"busybox {tool}" for tool in TOOLS},
}
#: What is changed by hand between two runs: of each kind of document, and of lists in all ways.
CHANGED = (
    "another external id",
    "one statement more",
    "another tag",
    "a bucket that keeps everything",
    "an unencrypted stream",
    "another endpoint",
    "a stopped metric stream",
)


@dataclass(frozen=True)
class Life:
    """What became of an account, and what the scripts said and asked meanwhile."""

    states: list[dict]
    runs: list[Run]

    def unlike(self, other: "Life") -> list[str]:
        found = []
        for one, another in zip(self.states, other.states, strict=True):
            found += differences(one, another)
        for one, another in zip(self.runs, other.runs, strict=True):
            if said(one) != said(another):
                found.append(f"exits {another.status} and says: {another.output}{another.errors}")
            elif asked(one) != asked(another):
                pairs = zip_longest(asked(one), asked(another))
                found.append(f"asks otherwise: {next((a, b) for a, b in pairs if a != b)}")
        return found


def said(run: Run) -> tuple[int, str, str]:
    return run.status, run.output, run.errors


def asked(run: Run) -> list[list[str]]:
    """The calls of a run, whatever the id of a key that was made for it."""
    return [
        [re.sub(r"^A[A-Z0-9]{15,}$", "a key", word) for word in call] for call in plain(run.calls)
    ]


def live(scripts: Scripts) -> Life:
    """Made, changed by hand, seen, mended, and taken down."""
    scripts.simulator.ask("reset")
    scripts.forget_secrets()
    prerequisites.make(scripts)
    account = Account(scripts.simulator, scripts.account, scripts.region)
    runs, states = [scripts.provision("apply")], [account.state()]
    assert runs[0].status == 0, runs[0].errors
    made = [drift for drift in DRIFTS if drift.name in CHANGED]
    assert len(made) == len(CHANGED)
    for drift in made:
        drift.make(Hand(scripts))
    runs.append(scripts.provision("plan"))
    unsaid = [drift.says for drift in made if drift.says not in runs[-1].errors]
    assert unsaid == [], runs[-1].errors
    for run in (lambda: scripts.provision("apply"), scripts.teardown):
        runs.append(run())
        states.append(account.state())
    assert [run.status for run in runs] == [0, 3, 0, 0], [run.errors for run in runs]
    return Life(states, runs)


def with_tools(cli: CommandLine, tools: dict[str, str], folder: Path) -> CommandLine:
    """The same `aws`, and other tools beside it that go before the machine's."""
    folder.mkdir()
    (folder / "aws").symlink_to(cli.path / "aws")
    for name, command in tools.items():
        assert shutil.which(command.split()[0]), f"{command} is not installed"
        (folder / name).write_text(f'#!/bin/bash\nexec {command} "$@"\n')
        (folder / name).chmod(0o755)
    return CommandLine(folder, cli.environment)


pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="a Mac's tools are a Mac's")


@pytest.fixture
def acme(example) -> Scripts:
    return example("acme")


def test_the_tools_of_each_system_do_the_same(acme, tmp_path, covered):
    usual, cli = live(acme), acme.cli
    assert len(usual.runs[1].errors.splitlines()) >= len(CHANGED)
    own = Path(shutil.which("awk") or "").resolve().name
    others = {name: tools for name, tools in SYSTEMS.items() if tools["awk"] != own}
    for name, tools in others.items():
        acme.cli = with_tools(cli, tools, tmp_path / name.split()[0])
        found = usual.unlike(live(acme))
        assert not found, f"{name}:\n" + "\n".join(found)
    calls = sum(len(run.calls) for run in usual.runs)
    covered(f"{', '.join(others)} and {own}: the same states, words and {calls} calls in 4 runs")


def test_a_tool_that_does_otherwise_is_noticed(acme, tmp_path):
    usual = live(acme)
    acme.cli = with_tools(acme.cli, {"sort": "/usr/bin/sort -r"}, tmp_path / "sort")
    with pytest.raises(AssertionError):
        assert usual.unlike(live(acme)) == []
