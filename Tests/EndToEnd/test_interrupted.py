"""Killed, or refused by the disk, at any system call: files are old or new, never a part of one."""

import os
import shutil
import signal
import threading
from collections import Counter
from pathlib import Path

import pytest

from bench import interruptions
from bench.interruptions import Point, interrupted, litter, plain, points, snapshot, torn

pytestmark = pytest.mark.skipif(not interruptions.is_installed(), reason="strace is for Linux")

COMPILE = ["compile", "spec.yaml"]
SPEC = """
name: acme
account: "111122223333"
region: us-east-1
vendors:
  fastly: {{customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}
integrations:
  edge: {{type: fastly/s3, path: edge/, bucket: {bucket}}}
{more}
"""
OLD = SPEC.format(bucket="acme-old", more="  gone: {type: fastly/s3, path: x/, bucket: acme-gone}")
NEW = SPEC.format(bucket="acme-new", more="")


class Ground:
    """A folder in which a spec replaces another one, as often as one likes."""

    def __init__(self, folder: Path, old: str | None) -> None:
        self.place = folder / "place"
        self.place.mkdir(parents=True)
        self.outputs = self.place / "Generated"
        self.kept = folder / "kept"
        if old is None:
            self.kept.mkdir()
        else:
            self._write(old)
            assert plain(COMPILE, self.place).status == 0
            shutil.copytree(self.outputs, self.kept, symlinks=True)
        self.old = snapshot(self.kept)
        self.starts_empty = old is None
        self._write(NEW)
        shutil.rmtree(self.outputs, ignore_errors=True)
        assert plain(COMPILE, self.place).status == 0
        self.new = snapshot(self.outputs)
        assert self.old != self.new

    def _write(self, spec: str) -> None:
        (self.place / "spec.yaml").write_text(spec)

    def restore(self) -> None:
        shutil.rmtree(self.outputs, ignore_errors=True)
        if not self.starts_empty:
            shutil.copytree(self.kept, self.outputs, symlinks=True)

    def points(self) -> list[Point]:
        self.restore()
        return points(COMPILE, self.place, "./Generated")


@pytest.fixture(params=["first compile", "later compile"])
def ground(request, tmp_path) -> Ground:
    return Ground(tmp_path, None if request.param == "first compile" else OLD)


def expect_whole(ground: Ground, words: str) -> dict:
    """Nothing is torn, `check` knows whether all of it is new, and one more run makes it so."""
    found = snapshot(ground.outputs)
    assert torn(found, ground.old, ground.new) == [], words
    check = plain(["check", "spec.yaml"], ground.place)
    assert check.status == (0 if found == ground.new else 2), f"{words}\n{check.errors}"
    again = plain(COMPILE, ground.place)
    assert again.status == 0, f"{words}\n{again.errors}"
    assert snapshot(ground.outputs) == ground.new, words
    return found


def sample(cases: list, whole: bool, most: int) -> list:
    """All cases, or so many of them, evenly."""
    step = 1 if whole else max(1, len(cases) // most)
    return cases[::step]


def test_killed_at_any_call(ground, whole, covered):
    states = Counter()
    for point in sample(ground.points(), whole, 40):
        ground.restore()
        run = interrupted(COMPILE, ground.place, point, "signal=SIGKILL")
        assert run.status == -signal.SIGKILL, f"{point}: {run}"
        found = expect_whole(ground, str(point))
        states["new" if found == ground.new else "old" if found == ground.old else "mixed"] += 1
    assert states["mixed"] > 15
    covered(f"{states.total()} calls, {dict(states)}, 0 torn files, each found and mended")


def test_refused_by_the_disk_at_any_call(ground, whole, covered):
    cases = [
        (point, error)
        for point in ground.points()
        for error, calls in interruptions.ERRORS.items()
        if point.call in calls
    ]
    outcomes = Counter()
    for point, error in sample(cases, whole, 50):
        words = f"{point} says {error}"
        ground.restore()
        run = interrupted(COMPILE, ground.place, point, f"error={error}")
        found = snapshot(ground.outputs)
        assert run.status in (0, 1), f"{words}: {run}"
        assert litter(found) == [], words
        if run.status == 0:
            assert found == ground.new, f"{words}, and the run says that all is well"
        else:
            assert "error[unwritable-file]" in run.errors, f"{words}: {run}"
        expect_whole(ground, words)
        outcomes["said" if run.status else "did no harm"] += 1
    assert outcomes["said"] > 20
    covered(f"{outcomes.total()} faults, {dict(outcomes)}, 0 torn files, no litter")


def test_a_check_that_cannot_read_finds_nothing_right(tmp_path, whole, covered):
    """Whatever can't be listed, opened or read, `check` doesn't say that all is as it must be."""
    ground = Ground(tmp_path, OLD)
    check = ["check", "spec.yaml"]
    ground.restore()
    cases = sample(points(check, ground.place, "./Generated", status=2), whole, 60)
    statuses = Counter()
    for point in cases:
        run = interrupted(check, ground.place, point, "error=EIO")
        assert run.status in (1, 2), f"{point}: {run}"
        statuses[run.status] += 1
    assert snapshot(ground.outputs) == ground.old
    covered(f"{len(cases)} faults while it reads, {dict(statuses)} by exit code, never 0")


def test_a_written_file_that_the_disk_loses_is_no_success(tmp_path, covered):
    """Some disks say only when a file is closed that what was written to it isn't there."""
    ground = Ground(tmp_path, OLD)
    opened, closes = set(), []
    for point in ground.points():
        descriptor = point.line.rsplit("= ", 1)[-1]
        if point.creates:
            opened.add(descriptor)
        elif point.call == "close" and point.line.split("(")[1].split(")")[0] in opened:
            opened.clear()
            closes.append(point)
    assert len(closes) > 5
    for point in closes:
        ground.restore()
        run = interrupted(COMPILE, ground.place, point, "error=EDQUOT")
        assert run.status == 1, str(point)
        assert "error[unwritable-file]" in run.errors
        assert litter(snapshot(ground.outputs)) == []
        expect_whole(ground, str(point))
    covered(f"{len(closes)} files whose bytes are lost when they are closed: each said, none kept")


def test_a_call_that_a_signal_interrupts_is_made_again(ground, whole, covered):
    cases = [point for point in ground.points() if point.call in ("read", "write")]
    for point in sample(cases, whole, 20):
        ground.restore()
        run = interrupted(COMPILE, ground.place, point, "error=EINTR")
        assert run.status == 0, f"{point}: {run}"
        assert snapshot(ground.outputs) == ground.new, str(point)
    covered(f"{len(sample(cases, whole, 20))} interrupted calls, all made again")


def test_a_starter_is_whole_or_absent(tmp_path, covered):
    """`init` never overwrites, so that half a starter would stay for good."""
    command = ["init", "starter.yaml"]
    file = tmp_path / "place" / "starter.yaml"
    file.parent.mkdir()
    found = points(command, file.parent, "starter.yaml")
    whole_text = file.read_bytes()
    cases = [(point, "signal=SIGKILL") for point in found]
    for error, calls in interruptions.ERRORS.items():
        cases += [(point, f"error={error}") for point in found if point.call in calls]
    for point, fault in cases:
        for path in file.parent.iterdir():
            path.unlink()
        run = interrupted(command, file.parent, point, fault)
        words = f"{point}, {fault}: {run}"
        assert run.status in (0, 1, -signal.SIGKILL), words
        assert run.status != 0 or file.exists(), words
        assert not file.exists() or file.read_bytes() == whole_text, words
        left = [path.name for path in file.parent.iterdir() if path != file]
        # Killed, or not allowed to remove it: what is left is a file under another name.
        assert left == [] or run.status < 0 or point.call == "unlink", words
    covered(f"{len(cases)} faults: the starter is whole or not there")


def test_modes_depend_on_no_umask(tmp_path, covered):
    modes = set()
    for umask in (0o000, 0o002, 0o022, 0o027, 0o037, 0o066, 0o077, 0o177):
        place = tmp_path / f"{umask:03o}"
        place.mkdir()
        (place / "spec.yaml").write_text(NEW)
        before = os.umask(umask)
        try:
            assert plain(COMPILE, place).status == 0
        finally:
            os.umask(before)
        files = {n: i.mode for n, i in snapshot(place / "Generated").items() if i.content}
        assert {mode & 0o7777 for mode in files.values()} == {0o644, 0o755}
        modes.add(tuple(sorted(files.items())))
    assert len(modes) == 1
    covered("8 umasks, the same modes of all files")


def exchange_until(done: threading.Event, first: Path, second: Path) -> None:
    """Lets two names change places, over and over, so that both are always there."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    at_cwd, exchange = -100, 2
    while not done.is_set():
        libc.renameat2(at_cwd, bytes(first), at_cwd, bytes(second), exchange)


@pytest.mark.parametrize("name", ["acme", "acme/vendor", "acme/template.yaml"])
def test_no_race_leads_a_write_elsewhere(tmp_path, whole, covered, name):
    """While it compiles, what it writes to changes places with a link that leads elsewhere."""
    ground = Ground(tmp_path, OLD)
    theirs = tmp_path / "elsewhere"
    shutil.copytree(ground.kept / "acme", theirs)
    for path in theirs.rglob("*"):
        if path.is_file():
            path.write_text("theirs")
    before = snapshot(theirs)
    target = theirs / Path(name).relative_to("acme")
    outcomes = Counter()
    for _ in range(400 if whole else 60):
        ground.restore()
        link = tmp_path / "place" / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        done = threading.Event()
        racer = threading.Thread(target=exchange_until, args=(done, ground.outputs / name, link))
        racer.start()
        try:
            outcomes[plain(COMPILE, ground.place).status] += 1
        finally:
            done.set()
            racer.join()
        assert snapshot(theirs) == before
        for path in (ground.outputs / name, link):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    assert set(outcomes) <= {0, 1}
    covered(f"{outcomes.total()} races, {dict(outcomes)} by exit code, 0 writes elsewhere")


def test_places_of_outputs_are_regular_files(tmp_path, covered):
    """What lies in the place of an output is replaced, and never opened for writing."""
    ground = Ground(tmp_path, OLD)
    kinds = 0
    for make in (os.mkfifo, lambda path: path.mkdir(), lambda path: path.symlink_to("/dev/full")):
        for name in ("template.yaml", "MANIFEST.json", "vendor/edge.logging-s3.sh"):
            ground.restore()
            path = ground.outputs / "acme" / name
            path.unlink()
            make(path)
            assert plain(["check", "spec.yaml"], ground.place).status == 2
            assert plain(COMPILE, ground.place).status == 0
            assert snapshot(ground.outputs) == ground.new
            kinds += 1
    covered(f"{kinds} pipes, folders and links in the place of outputs, all replaced")
