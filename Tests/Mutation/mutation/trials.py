"""Runs tests on one mutant after the other, each no longer than until the first that fails."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from mutation import schemata
from mutation.tables import ROOT, Mistake, Mutant

#: What compares outputs with what they were: a mutant that only these notice counts as missed.
GOLDEN = ("CompilerTests.GeneratedTests",)
#: A mutant may never end: longer than its tests take without it, so many times and seconds.
PATIENCE, GRACE = 6, 60


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    #: "noticed", "survived" or "golden".
    outcome: str
    #: The test that failed, or what else happened.
    by: str
    seconds: float


@dataclass(frozen=True)
class Outcome:
    failed: bool
    by: str
    seconds: float
    tests: int = 0


class Bench:
    """What was built, and places in which the tests of the scripts run."""

    def __init__(self, folder: Path, jobs: int, accredit: Path | None = None):
        """With a binary that has no mutant in it, only those of the scripts can be tried."""
        self.folder = folder
        self.built = folder / ".build" / "release"
        self.is_plain = accredit is not None
        self.accredit = accredit or self.built / "accredit"
        released = ROOT / ".build" / "release"
        self.tool = (released if self.is_plain else self.built) / "bench-tool"
        self.places: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            self.places.put(folder.parent / f"place-{number}")
        self.normal: dict[tuple, Outcome] = {}

    def build(self) -> None:
        # Optimized, as Scripts/test builds: the tests run a thousand times and are built once.
        command = ["swift", "build", "-c", "release", "--build-tests"]
        command += ["--package-path", str(self.folder)]
        # Unused values and the like are what mutants leave behind.
        command += ["-Xswiftc", "-suppress-warnings"]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            said = (result.stdout + result.stderr).splitlines()
            errors = [line for line in said if "error:" in line]
            raise Mistake("the copy does not build:\n" + "\n".join(errors or said))

    # --- Swift

    def swift(self, filters: tuple[str, ...], mutant: Mutant | None) -> Outcome:
        (bundle,) = self.built.glob("*PackageTests.xctest")
        command = [str(bundle), "--testing-library", "swift-testing"]
        for name in filters:
            command += ["--filter", f"^{re.escape(name)}($|[./(])"]
        return self._watch(command, mutant, self.folder, _swift_failure, ("swift", filters))

    # --- pytest

    def pytest(self, arguments: tuple[str, ...], mutant: Mutant | None) -> Outcome:
        place = self.places.get()
        try:
            self._furnish(place, mutant)
            self._compile(place, mutant)
            python = f"{self._environment(mutant)['ACCREDIT_SIMULATOR_VENV']}/bin/python"
            command = [python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=no"]
            command += arguments
            return self._watch(command, mutant, place, _pytest_failure, ("pytest", arguments))
        finally:
            self.places.put(place)

    def _furnish(self, place: Path, mutant: Mutant | None) -> None:
        """Makes a place with the tests and the catalogue, in which the mutant is."""
        shutil.rmtree(place, ignore_errors=True)
        leave = shutil.ignore_patterns("__pycache__")
        for name in ("Templates", "Tests/EndToEnd"):
            shutil.copytree(ROOT / name, place / name, ignore=leave)
        if mutant and mutant.is_data:
            (place / mutant.file).write_text(schemata.mutated_file(mutant))

    def _compile(self, place: Path, mutant: Mutant | None) -> None:
        """Writes Generated/ as the mutant compiles it."""
        examples = [str(path) for path in sorted((place / "Templates/Examples").glob("*.yaml"))]
        command = [str(self.accredit), "compile", *examples]
        command += ["-o", "Generated", "--templates", "Templates"]
        environment = self._environment(mutant)
        result = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
        if result.returncode != 0:
            name = mutant.name if mutant else "without a mutant"
            raise Mistake(f"{name}: the examples do not compile: {result.stderr[-500:]}")

    # --- Both

    def _environment(self, mutant: Mutant | None) -> dict[str, str]:
        environment = dict(os.environ)
        for name in (schemata.VARIABLE, schemata.FILE, schemata.REPLACEMENT):
            environment.pop(name, None)
        if mutant and mutant.is_data:
            file = self.folder.parent / "data" / mutant.name
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists() or file.read_text() != schemata.mutated_file(mutant):
                file.write_text(schemata.mutated_file(mutant))
            environment[schemata.FILE] = mutant.file.removeprefix("Templates/")
            environment[schemata.REPLACEMENT] = str(file)
        elif mutant:
            environment[schemata.VARIABLE] = str(mutant.switch)
        environment["ACCREDIT_BINARY"] = str(self.accredit)
        environment["ACCREDIT_BENCH_TOOL"] = str(self.tool)
        environment.setdefault("ACCREDIT_VENV", str(ROOT / ".venv"))
        environment.setdefault("ACCREDIT_SIMULATOR_VENV", str(ROOT / ".venv-simulator"))
        return environment

    def _watch(self, command, mutant, folder, failure_in, key) -> Outcome:
        """Runs tests until one fails."""
        known = self.normal.get(key)
        limit = PATIENCE * known.seconds + GRACE if known else 900
        start = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=self._environment(mutant),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        timer = _Timer(process, limit)
        failure, count = None, 0
        last: deque[str] = deque(maxlen=20)
        for line in process.stdout:
            last.append(line.rstrip())
            count = _count(line) or count
            failure = failure_in(line)
            if failure:
                break
        # Behind a failure of Swift nothing counts; pytest is ending, and stops its simulator.
        _end(process, 0 if failure and key[0] == "swift" else 30)
        timer.cancel()
        seconds = time.monotonic() - start
        if failure:
            return Outcome(True, failure, seconds)
        if timer.rang:
            return Outcome(True, f"no end after {limit:.0f} s", seconds)
        if process.returncode < 0:
            return Outcome(True, f"ended by {signal.Signals(-process.returncode).name}", seconds)
        if process.returncode != 0:
            said = "\n".join(last)
            raise Mistake(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
        return Outcome(False, "", seconds, count)

    def check_normal(self, mutants: list[Mutant], jobs: int) -> float:
        """Runs all tests that are named without any mutant: all must pass, and be there."""
        start = time.monotonic()
        keys = {("swift", mutant.swift) for mutant in mutants if mutant.swift}
        keys |= {("pytest", mutant.pytest) for mutant in mutants if mutant.pytest}

        def check(key) -> None:
            outcome = (self.swift if key[0] == "swift" else self.pytest)(key[1], None)
            if outcome.failed or outcome.tests == 0:
                raise Mistake(f"without a mutant, {' '.join(key[1])}: {outcome.by or 'no tests'}")
            self.normal[key] = outcome

        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(check, sorted(keys)))
        return time.monotonic() - start

    def judge(self, mutant: Mutant) -> Verdict:
        """Runs the tests that must notice a mutant; else those that compare outputs."""
        seconds = 0.0
        for run, arguments in ((self.swift, mutant.swift), (self.pytest, mutant.pytest)):
            if arguments:
                outcome = run(arguments, mutant)
                seconds += outcome.seconds
                if outcome.failed:
                    return Verdict(mutant, "noticed", outcome.by, seconds)
        if self.is_plain:
            return Verdict(mutant, "survived", "", seconds)
        golden = self.swift(GOLDEN, mutant)
        outcome = "golden" if golden.failed else "survived"
        return Verdict(mutant, outcome, golden.by if golden.failed else "", seconds)


class _Timer:
    def __init__(self, process: subprocess.Popen, seconds: float):
        self.rang = False
        self.process = process
        self.timer = threading.Timer(seconds, self._ring)
        self.timer.start()

    def _ring(self) -> None:
        self.rang = True
        _kill(self.process)

    def cancel(self) -> None:
        self.timer.cancel()


def _kill(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen, patience: float) -> None:
    """Waits until a process has ended by itself, or ends it and all that it started."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    _kill(process)
    process.wait()
    process.stdout.close()


def _swift_failure(line: str) -> str | None:
    found = re.search(r"Test (.+?) recorded an issue|Test (.+?) failed after", line)
    if "✘" in line and found:
        return re.sub(r" with \d+ argument.*", "", found[1] or found[2])
    return None


def _pytest_failure(line: str) -> str | None:
    found = re.match(r"(?:FAILED|ERROR) (?:Tests/EndToEnd/)?(\S+)", line)
    return found[1] if found else None


def _count(line: str) -> int:
    """How many tests ran, where a line says that."""
    found = re.search(r"run with (\d+) tests?|(\d+) passed", line)
    return int(found[1] or found[2]) if found else 0


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
