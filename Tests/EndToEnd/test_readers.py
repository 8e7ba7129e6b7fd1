"""Reads side by side: a run ends as if one followed the other, and a terminal shows where it is."""

import re
import signal
import stat
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import places
from bench.scripts import Fault, Run, Scripts
from bench.starts import Ground, edited
from bench.state import differences
from bench.terminal import Session

#: What a terminal gets before a line that takes the place of the one before.
ERASE = "\r\x1b[K"


@contextmanager
def reading(scripts: Scripts, jobs: int) -> Iterator[None]:
    scripts.jobs = jobs
    yield
    scripts.jobs = 1


def unordered(calls: list[list[str]]) -> Counter:
    """Calls whatever their order, without the folders that differ from run to run."""
    return Counter(tuple(re.sub(r"/accredit\.\w+/", "/", word) for word in call) for call in calls)


def unlike(one: Run, other: Run) -> list[str]:
    """In what two runs differ besides the order of their reads."""
    wrong = []
    if (one.status, one.output, one.errors) != (other.status, other.output, other.errors):
        wrong.append(f"{one.status} {one.errors}\n{other.status} {other.errors}")
    if extra := unordered(other.calls) - unordered(one.calls):
        wrong.append(f"asked besides: {extra}")
    if missed := unordered(one.calls) - unordered(other.calls):
        wrong.append(f"not asked: {missed}")
    if [call[:2] for call in one.changing] != [call[:2] for call in other.changing]:
        wrong.append("writes in another order")
    return wrong


def runs_from(ground: Ground, start: str, jobs: int) -> tuple[list[Run], dict]:
    ground.load(start)
    with reading(ground.scripts, jobs):
        runs = [ground.scripts.provision(command) for command in ("plan", "verify", "apply")]
    return runs, ground.state()


@pytest.mark.parametrize("name", places.examples())
def test_four_readers_end_as_one(ground, name, covered):
    calls, wrong = 0, []
    for start in ("fresh", "drifted"):
        (alone, state), (together, same) = (runs_from(ground(name), start, n) for n in (1, 4))
        assert alone[-1].status == 0, alone[-1].errors
        for one, other in zip(alone, together, strict=True):
            wrong += [f"{start}: {line}" for line in unlike(one, other)]
            calls += len(other.calls)
        wrong += differences(state, same)
    assert not wrong, "\n".join(wrong)
    covered(f"{name}: the same {calls} calls, words and state in fresh and drifted accounts")


#: What breaks the side by side, as text of the library and what it becomes.
BREAKING = {
    "every reader reads all": ("turn % jobs != reader - 1", "turn % jobs < 0"),
    "nobody uses what was read": ("[[ -e ${AHEAD}/$1 ]] || return 1", "false || return 1"),
    "readers speak": ('read_share "$@" >/dev/null 2>&1 </dev/null', 'read_share "$@" </dev/null'),
}


@pytest.mark.parametrize("what", BREAKING)
def test_the_comparison_sees(ground, what):
    here = ground("fastly-kinesis")
    alone, _ = runs_from(here, "drifted", 1)
    with edited(here.scripts, "provision.sh", *BREAKING[what]):
        together, _ = runs_from(here, "drifted", 4)
    assert any(unlike(one, other) for one, other in zip(alone, together, strict=True))


MODES = ("throttled", "error-500", "lost", "denied", "expired", "empty")


@pytest.mark.parametrize("name", ["fastly-kinesis", "logzio-s3-keys"])
def test_a_reader_may_fail(ground, name, covered):
    """What a reader can't read the run reads itself: it never ends well on a wrong state."""
    here = ground(name)
    begun = here.start("drifted")
    ends, wrong = Counter(), []
    count = len(begun.clean.calls)
    for mode in MODES:
        for at in range(2, count + 1, max(1, count // 6)):
            here.load("drifted")
            with reading(here.scripts, 4):
                run = here.run("provision", fault=Fault(mode, at))
            ends[run.status] += 1
            allowed = (0, 2, 4, 5, 6, 7) if mode in ("denied", "expired", "empty") else (0,)
            if run.status not in allowed:
                wrong.append(f"{mode} at {at}: exit code {run.status}: {run.errors}")
            if run.status == 0:
                lines = differences(begun.after, here.state())
                wrong += [f"{mode} at {at}: {line}" for line in lines]
            wrong += [f"{mode} at {at}: left {file}" for file in here.scripts.litter()]
            here.scripts.clear_litter()
    assert not wrong, "\n".join(wrong)
    covered(f"{name}: {sum(ends.values())} faults, exit codes {dict(ends)}")


# ---------------------------------------------------------------- ended from outside


def slow_cli(folder: Path, cli: str, marks: Path) -> str:
    """A folder for PATH whose `aws` notes its process, and takes a minute for what it reads."""
    folder.mkdir()
    marks.mkdir()
    script = folder / "aws"
    script.write_text(
        f"#!/bin/bash\n[[ $* == *get-caller-identity* ]] || {{ : >'{marks}'/$$; exec sleep 60; }}\n"
        f'exec \'{cli}\'/aws "$@"\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(folder)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(holds, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


@pytest.mark.parametrize(("sign", "status"), [("TERM", 143), ("INT", 130), ("HUP", 129)])
def test_a_signal_ends_the_readers_as_well(ground, tmp_path, sign, status, covered):
    scripts, number = ground("fastly-kinesis").scripts, getattr(signal, f"SIG{sign}")
    ground("fastly-kinesis").load("converged")
    marks = tmp_path / "marks"
    environment = scripts.environment() | {"ACCREDIT_JOBS": "4"}
    slow = slow_cli(tmp_path / "bin", str(scripts.cli.path), marks)
    environment["PATH"] = f"{slow}:{environment['PATH']}"
    process = subprocess.Popen(
        ["bash", str(scripts.outputs / "provision.sh"), "plan"],
        env=environment, cwd=scripts.workplace, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        # Bash traps no signal that was ignored when it started, as by nohup.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )  # fmt: skip
    assert wait_until(lambda: len(list(marks.iterdir())) == 4), "four reads at a time"
    process.send_signal(number)
    assert process.wait(20) == status
    calls = [int(mark.name) for mark in marks.iterdir()]
    assert wait_until(lambda: not any(is_running(call) for call in calls), 5)
    assert scripts.litter() == []
    covered(f"SIG{sign}: exit code {status}, {len(calls)} reads ended, no file left")


# ---------------------------------------------------------------- on a terminal


def on_terminal(scripts: Scripts, command: str, jobs: int, terminal: str) -> str:
    """What a terminal gets from a run on it."""
    environment = scripts.environment() | {"ACCREDIT_JOBS": str(jobs), "TERM": terminal}
    words = ["bash", scripts.outputs / "provision.sh", command]
    session = Session(words, scripts.workplace, environment)
    session.end()
    return session.shown


def shown(received: str) -> list[str]:
    """The lines that stay on a terminal."""
    return [line.rpartition(ERASE)[2] for line in received.split("\n")]


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_terminal_shows_where_the_run_is(ground, jobs, covered):
    here = ground("fastly-kinesis")
    here.load("drifted")
    piped = here.scripts.provision("plan")
    assert "\x1b" not in piped.errors + piped.output
    received = on_terminal(here.scripts, "plan", jobs, "xterm")
    places_shown = set(re.findall(r"reading (\d+) of (\d+): [a-z_ ]+ [\w.-]+", received))
    total = {count for _, count in places_shown}
    assert len(total) == 1 and len(places_shown) == int(total.pop()), received
    kept = [line for line in shown(received) if line]
    assert sorted(kept) == sorted((piped.errors + piped.output).splitlines())
    assert all(len(line) < 80 for line in received.split(ERASE) if line.startswith("  reading"))
    plain = on_terminal(here.scripts, "plan", jobs, "dumb")
    assert "\x1b" not in plain
    covered(f"{jobs} at a time: {len(places_shown)} places shown, then {len(kept)} lines stay")
