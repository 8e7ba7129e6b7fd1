"""Runs of accredit that something stops at one system call, by strace."""

import re
import shutil
import stat
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench import places

#: The calls that open, change and close files.
CALLS = (
    "openat close newfstatat fstat read write getdents64 fchmod renameat mkdir mkdirat unlinkat "
    "unlink link fcntl"
).split()
#: What a disk says that is full, broken or closed, and the calls that it says it of.
ERRORS = {
    "ENOSPC": {"openat", "write", "renameat", "mkdir", "mkdirat", "close"},
    "EIO": set(CALLS) - {"fcntl"},
    "EROFS": {"openat", "renameat", "mkdir", "mkdirat", "unlinkat", "fchmod"},
}
TEMPORARY = re.compile(r"(?:^|/)\.[^/]+\.accredit-\d+$")


def is_installed() -> bool:
    return shutil.which("strace") is not None


@dataclass(frozen=True)
class Point:
    """A system call: the how many'th of its name in a run, and what it was about."""

    call: str
    number: int
    line: str

    @property
    def creates(self) -> bool:
        return "O_CREAT" in self.line

    def __str__(self) -> str:
        return f"{self.call} {self.number}: {self.line[:90]}"


@dataclass(frozen=True)
class Ended:
    """How a run ended; killed by a signal, its status is negative."""

    status: int
    errors: str


def points(command: list[str], folder: Path, first: str, status: int = 0) -> list[Point]:
    """The calls that a run makes, from the first that names a path on; how it ends is known."""
    log = folder.parent / "calls"
    run = subprocess.run(
        ["strace", "-qq", "-o", log, "-e", "trace=" + ",".join(f"?{call}" for call in CALLS)]
        + [str(places.ACCREDIT), *command],
        cwd=folder,
        capture_output=True,
    )
    assert run.returncode == status, run.stderr
    counts: Counter[str] = Counter()
    found: list[Point] = []
    is_there = False
    for line in log.read_text().splitlines():
        call = line.split("(", 1)[0]
        counts[call] += 1
        is_there = is_there or first in line
        if is_there:
            found.append(Point(call, counts[call], line))
    return found


def interrupted(command: list[str], folder: Path, point: Point, fault: str) -> Ended:
    """Runs accredit, and lets the fault happen at the point: `signal=…` or `error=…`."""
    run = subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={point.call}"]
        + ["-e", f"inject={point.call}:{fault}:when={point.number}"]
        + [str(places.ACCREDIT), *command],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return Ended(run.returncode, run.stderr)


def plain(command: list[str], folder: Path) -> Ended:
    """Runs accredit, and nothing happens."""
    run = subprocess.run([places.ACCREDIT, *command], cwd=folder, capture_output=True, text=True)
    return Ended(run.returncode, run.stderr + run.stdout)


@dataclass(frozen=True)
class Item:
    """What a path is: its mode, and its bytes where it is a file."""

    mode: int
    content: bytes | None


def snapshot(folder: Path) -> dict[str, Item]:
    """Everything below a folder by its path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        is_file = stat.S_ISREG(status.st_mode)
        name = str(path.relative_to(folder))
        found[name] = Item(status.st_mode, path.read_bytes() if is_file else None)
    return found


def torn(found: dict[str, Item], old: dict[str, Item], new: dict[str, Item]) -> list[str]:
    """What is neither as it was nor as it is to be; temporary files may be there."""
    complaints = []
    for name, item in found.items():
        if not TEMPORARY.search(name) and item not in (old.get(name), new.get(name)):
            complaints.append(f"{name} is neither the old one nor the new one")
    for name in old.keys() & new.keys() - found.keys():
        complaints.append(f"{name} is gone")
    return complaints


def litter(found: dict[str, Item]) -> list[str]:
    """The temporary files that were left behind."""
    return [name for name in found if TEMPORARY.search(name)]
