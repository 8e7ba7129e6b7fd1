"""The scripts under the AWS CLI, version 1 and 2, as real processes, and under older shells."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bench import places, prerequisites
from bench.aws import CommandLine, real_cli
from bench.scripts import Run, Scripts, plain
from bench.state import Account, differences

NO_POLICY = "has no 'kinesis put-resource-policy'\n  install AWS CLI 2.14 or 1.31, or newer"
#: The examples that need more than what Debian 12 has of version 2, and what the script says then.
#: All others run to their end under it.
BEYOND_DEBIAN = {
    "acme": NO_POLICY,
    "fastly-kinesis": NO_POLICY,
    "logzio-metrics": "token from Secrets Manager\n  install AWS CLI 2.17 or 1.34, or newer",
}
#: Two examples that between them make every kind of resource but users; `--whole` runs all.
SAMPLE = ("fastly-kinesis", "logzio-metrics")


def state_of(scripts: Scripts) -> dict:
    return Account(scripts.simulator, scripts.account, scripts.region).state()


def live(scripts: Scripts) -> tuple[list[dict], list[Run]]:
    """An account before anything is run, after two runs of `apply`, and after a teardown."""
    scripts.simulator.ask("reset")
    scripts.forget_secrets()
    prerequisites.make(scripts)
    prepared = state_of(scripts)
    runs = [scripts.provision("apply"), scripts.provision("apply")]
    converged = state_of(scripts)
    runs.append(scripts.teardown())
    return [prepared, converged, state_of(scripts)], runs


def differing(some: list[dict], others: list[dict]) -> list[str]:
    return [line for pair in zip(some, others, strict=True) for line in differences(*pair)]


@pytest.fixture
def noting(tmp_path: Path):
    """Puts a command line behind an `aws` that notes each call, as the preloaded one does."""

    def wrap(command_line: CommandLine) -> CommandLine:
        folder = tmp_path / "noting"
        folder.mkdir()
        wrapper = folder / "aws"
        wrapper.write_text(NOTING.format(real=command_line.path / "aws"))
        wrapper.chmod(0o755)
        return CommandLine(folder, command_line.environment)

    return wrap


NOTING = """#!/bin/bash
case " $* " in *' --generate-cli-skeleton '*) ;; *)
  python3 -ESsc 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@" >>"$BENCH_CASE/calls" ;;
esac
exec {real} "$@"
"""


def test_calls_that_differ_are_told_apart():
    calls = [["iam", "get-role", "--role-name", "a"], ["iam", "tag", "file:///x/tmp/a.1/b/input"]]
    elsewhere = [calls[0], ["iam", "tag", "file:///y/tmp/a.2/b/input"]]
    assert plain(calls) == plain(elsewhere)
    for others in (calls[:1], calls[::-1], [[*calls[0], "x"], calls[1]]):
        assert plain(calls) != plain(others)
    assert plain(calls) != plain([calls[0], ["iam", "tag", "file:///y/tmp/a.2/other/input"]])


def test_version_1_as_it_starts_for_a_person(example, noting, whole, covered):
    """The preloaded CLI, on which the rest of the bench rests, makes the same calls and state."""
    processes = 0
    for name in places.examples() if whole else SAMPLE:
        scripts = example(name)
        states, runs = live(scripts)
        scripts.cli = noting(real_cli())
        other_states, other_runs = live(scripts)
        assert [run.status for run in (*runs, *other_runs)] == [0] * 6, other_runs[0].errors
        assert other_runs[1].changing == []
        for run, other in zip(runs, other_runs, strict=True):
            preloaded = [call for call in run.calls if "--generate-cli-skeleton" not in call]
            assert plain(preloaded) == plain(other.calls)
        assert differing(states, other_states) == []
        processes += sum(len(run.calls) for run in other_runs)
        shutil.rmtree(scripts.cli.path)
    covered(f"{processes} processes of the CLI, the same calls and states as preloaded")


@pytest.mark.skipif(not Path("/usr/bin/apt").exists(), reason="Debian's CLI is Debian's")
def test_version_2_of_debian(example, tmp_path, whole, covered):
    """Each example is made and taken down, or names the version that it needs and is not begun."""
    folder = tmp_path / "version-2"
    folder.mkdir()
    (folder / "aws").symlink_to(places.BENCH / "cli" / "aws-2")
    told, beyond = [], []
    for name in places.examples() if whole else ("logzio-s3-keys", "fastly-s3", *SAMPLE):
        scripts = example(name)
        states, _ = live(scripts)
        scripts.cli = CommandLine(folder, {})
        other_states, (first, second, last) = live(scripts)
        if name in BEYOND_DEBIAN:
            assert first.status == 4, first.errors
            assert BEYOND_DEBIAN[name] in first.errors
            assert differing([states[0]] * 3, other_states) == []
            beyond.append(name)
            continue
        ends = [run.status for run in (first, second, last)]
        assert ends == [0, 0, 0], first.errors + second.errors + last.errors
        assert differing(states, other_states) == []
        told.append(name)
    version = subprocess.run(["/usr/bin/aws", "--version"], capture_output=True, text=True).stdout
    needing = ", ".join(beyond)
    covered(f"{version.split()[0]}: {', '.join(told)}; {needing} say which version they need")


#: Words of bash 4 and later, none of which a script for macOS may use.
#: Source: https://git.savannah.gnu.org/cgit/bash.git/tree/CHANGES, "new features" since bash-4.0.
SINCE_BASH_4 = {
    "declare -A": r"\b(declare|local|typeset|readonly)\s+-[a-zA-Z]*A",
    "declare -g": r"\b(declare|typeset)\s+-[a-zA-Z]*g",
    "local -n": r"\b(declare|local|typeset)\s+-[a-zA-Z]*n\b",
    "mapfile": r"\b(mapfile|readarray)\b",
    "coproc": r"\bcoproc\b",
    "wait -n": r"\bwait\s+-n",
    "${x^^}": r"\$\{[A-Za-z_]\w*(\[[^]]*\])?(\^\^?|,,?)",
    "${x@Q}": r"\$\{[A-Za-z_]\w*(\[[^]]*\])?@[A-Za-z]\}",
    "|&": r"\|&",
    "&>>": r"&>>",
    ";& and ;;&": r";;?&",
    "[[ -v": r"\[\[\s+-v\s",
    "negative subscripts": r"\$\{[A-Za-z_]\w*\[-",
    "negative lengths": r"\$\{[A-Za-z_]\w*:[^}]*:\s*-",
    "printf %(…)T": r"printf[^\n]*%\(",
    "BASHPID": r"\bBASHPID\b",
    "EPOCHSECONDS": r"\bEPOCH(SECONDS|REALTIME)\b",
    "inherit_errexit": r"\binherit_errexit\b",
    "globstar": r"\b(globstar|lastpipe)\b",
    "read -N and -i": r"\bread\s+-[a-zA-Z]*[Ni]\b",
    "{01..10}": r"\{0\d+\.\.\d+\}",
    "declare -l and -u": r"\b(declare|local|typeset|readonly)\s+-[a-zA-Z]*[luc]",
    "parts of a second": r"\bread\s[^\n]*-t\s*\d*\.\d",
    "printf -v of an element": r"printf\s+-v\s*['\"]?\w+\[",
}


def code_of(script: str) -> str:
    """A script without its comments and here-documents, which are data."""
    script = re.sub(r"<<'(\w+)'\n.*?\n\1\n", "\n", script, flags=re.DOTALL)
    return re.sub(r"(^|\s)#.*$", "", script, flags=re.MULTILINE)


def banned_in(script: str) -> list[str]:
    code = code_of(script)
    return [name for name, pattern in SINCE_BASH_4.items() if re.search(pattern, code)]


def test_no_script_needs_more_than_bash_3_2(covered):
    scripts = sorted(places.GENERATED.glob("*/*.sh"))
    found = {str(path): names for path in scripts if (names := banned_in(path.read_text()))}
    assert found == {}
    covered(f"{len(scripts)} scripts, none of {len(SINCE_BASH_4)} features of later versions")


@pytest.mark.parametrize(
    "line",
    [
        "declare -A map",
        "declare -g x=1",
        "local -n other=$1",
        "mapfile -t lines",
        "coproc cat",
        "wait -n",
        'say "${name^^}"',
        'say "${name@Q}"',
        "a |& b",
        "a &>>log",
        "x) y ;;&",
        "[[ -v name ]]",
        'say "${list[-1]}"',
        'say "${text:0:-1}"',
        "printf '%(%s)T' -1",
        "kill $BASHPID",
        "now=$EPOCHSECONDS",
        "shopt -s inherit_errexit",
        "shopt -s globstar",
        "read -N 1 x",
        "for i in {01..10}",
        "local -l name=$1",
        "read -r -t 0.1 line",
        'printf -v "list[1]" x',
    ],
)
def test_the_ban_finds_each_feature(line):
    script = (places.GENERATED / "acme" / "provision.sh").read_text()
    assert banned_in(script.replace("\nmain() {\n", f"\nmain() {{\n  {line}\n"))
