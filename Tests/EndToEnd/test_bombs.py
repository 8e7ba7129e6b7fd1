"""Input that is made to exhaust a reader: refused in time and within memory, by every command."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import places

LIMITS = places.BENCH / "limits.py"
#: What the design allows, in milliseconds of a processor and in MiB; a busy machine takes longer.
QUICK, LONG, MEMORY = 50, 250, 64
PATIENCE = 4


def lines(text: str, count: int) -> str:
    """Text on lines that are no longer than allowed."""
    return (text * 1_000 + "\n") * count


HEAD = """name: acme
account: "111122223333"
region: us-east-1
vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q, site: us}}
"""


@dataclass(frozen=True)
class Bomb:
    """A file, and the code with which a spec like that is refused."""

    name: str
    text: str
    code: str
    milliseconds: int = QUICK


def many(form: str, count: int) -> str:
    return "".join(form.format(number) for number in range(count))


BOMBS = [
    Bomb("flow lists in each other", lines("[", 1_000), "too-deep"),
    Bomb("flow maps in each other", lines("{a: ", 50), "too-deep"),
    Bomb("blocks in each other", "- " * 8_000, "too-deep"),
    Bomb("keys in each other", lines("? ", 40), "too-deep"),
    Bomb("maps and lists in each other", lines("[{a: ", 100), "too-deep"),
    Bomb("deep JSON", '{"a":' * 200_000, "line-too-long"),
    Bomb("aliases", "a: &a [x]\n" + many("k{}: [" + "*a," * 9 + "]\n", 500), "yaml-anchor"),
    Bomb(
        "a billion laughs",
        "a0: &a0 x\n" + "".join(f"a{n + 1}: &a{n + 1} [{f'*a{n},' * 9}]\n" for n in range(12)),
        "yaml-anchor",
    ),
    Bomb("quadratic aliases", f"a: &a [{'x,' * 1_000}]\nb: [{'*a,' * 1_000}]\n", "yaml-anchor"),
    Bomb("merge keys", "a: &a {b: c}\n" + "- <<: *a\n" * 1_000, "yaml-anchor"),
    Bomb("an alias of itself", "a: &a [*a]\n", "yaml-anchor"),
    Bomb("a line of 15 MiB", "a: " + "b" * (15 << 20), "line-too-long"),
    Bomb("a text of 4 MiB", 'a: "' + "\\x41" * (1 << 20) + '"\n', "line-too-long"),
    Bomb("a file of 17 MiB", "# 0123456789abcde\n" * (1 << 20), "file-too-large"),
    Bomb("a mebibyte of zeros", "\0" * (1 << 20), "control-character"),
    Bomb("lines that nobody sees", "# \u202e\n" * 300_000, "invisible-character"),
    Bomb("separators of lines", "# \u2028\n" * 300_000, "line-separator"),
    Bomb("a wide list", "- a\n" * 1_000_001, "too-many-events", LONG),
    Bomb(
        "a wide list on lines",
        "[\n" + ("a," * 100 + "\n") * 10_001 + "]\n",
        "too-many-events",
        LONG,
    ),
    Bomb("a wide map", many("k{}: v\n", 500_001), "too-many-events", 2 * LONG),
]
#: Files within every limit of their size, which take as long as what is in them.
BIG = [
    Bomb("keys that no spec has", HEAD + many("kez{}: v\n", 20_000), "unknown-key"),
    Bomb("one key, again and again", HEAD + "a: b\n" * 20_000, "duplicate-key"),
    Bomb("options that no type has", HEAD + "integrations:\n  a:\n    type: logzio/s3-fetch\n"
         + many("    kez{}: v\n", 20_000), "unknown-key"),
    Bomb("unquoted numbers", HEAD + "tags:\n" + many("  k{0}: 0{0}\n", 20_000), "unquoted-text"),
    Bomb("types that nobody has", HEAD + "integrations:\n"
         + many("  a{}: {{type: logzio/s3-fetsh}}\n", 10_000), "unknown-type"),
    Bomb("connections that nobody has", HEAD + "integrations:\n"
         + many("  a{}: {{type: logzio/s3-fetch, via: lagzio, buckets: [b]}}\n", 5_000),
         "unknown-connection"),
]  # fmt: skip


@dataclass(frozen=True)
class Taken:
    status: int
    milliseconds: int
    mebibytes: float
    errors: str


def run(command: list[str], file: Path, patience: int = 20) -> Taken:
    """Runs accredit on a file; it is killed after so many seconds of a processor."""
    with file.open("rb") as stdin:
        done = subprocess.run(
            [sys.executable, "-SE", LIMITS, str(patience), places.ACCREDIT, *command],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    errors, _, last = done.stderr.decode(errors="replace").rstrip("\n").rpartition("\n")
    taken = json.loads(last)
    return Taken(taken["status"], taken["milliseconds"], taken["kibibytes"] / 1024, errors)


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> int:
    """What it takes to start, to read the catalogue and to refuse the smallest spec."""
    file = tmp_path_factory.mktemp("start") / "small.yaml"
    file.write_text("a")
    return min(run(["validate", str(file)], file).milliseconds for _ in range(3))


def test_every_bomb_is_refused_in_time_and_memory(tmp_path, start, covered):
    slowest, largest = 0, 0.0
    for bomb in BOMBS:
        file = tmp_path / "bomb.yaml"
        file.write_bytes(bomb.text.encode())
        taken = min(
            (run(["validate", str(file)], file) for _ in range(2)),
            key=lambda each: each.milliseconds,
        )
        assert taken.status == 1, f"{bomb.name}: {taken}"
        assert f"[{bomb.code}]" in taken.errors, f"{bomb.name}: {taken.errors[:500]}"
        over = taken.milliseconds - start
        assert over < PATIENCE * bomb.milliseconds, f"{bomb.name}: {over} ms"
        assert taken.mebibytes <= MEMORY, f"{bomb.name}: {taken.mebibytes} MiB"
        slowest, largest = max(slowest, over), max(largest, taken.mebibytes)
    covered(f"{len(BOMBS)} bombs refused, slowest {slowest} ms, largest {largest:.0f} MiB")


#: The other doors through which a file comes in; `-` is standard input.
DOORS = (
    "validate -", "compile FILE -o OUT", "check FILE -o OUT", "audit FILE", "audit -",
    "diff FILE FILE", "graph FILE", "explain s3:GetObject FILE", "validate --format sarif FILE",
)  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_a_bomb_in(tmp_path, start, covered, door):
    """Whatever the command, it ends, with an error and not by a signal, and with little memory."""
    largest = 0.0
    for bomb in BOMBS:
        file = tmp_path / "bomb.yaml"
        file.write_bytes(bomb.text.encode())
        words = [{"FILE": str(file), "OUT": str(tmp_path / "out")}.get(w, w) for w in door.split()]
        taken = run(words, file)
        assert taken.status in (1, 3), f"{bomb.name}: {taken.status}, {taken.errors[-500:]}"
        over = taken.milliseconds - start
        assert over < 4 * PATIENCE * bomb.milliseconds, f"{bomb.name}: {over} ms"
        # `diff` reads two files.
        assert taken.mebibytes <= 2 * MEMORY, f"{bomb.name}: {taken.mebibytes:.0f} MiB"
        largest = max(largest, taken.mebibytes)
        assert not (tmp_path / "out").exists()
    covered(f"{len(BOMBS)} bombs, largest {largest:.0f} MiB")


def test_big_files_take_time_in_proportion(tmp_path, start, covered):
    """Thousands of mistakes of one kind: twice as many take twice as long, and no more."""
    report = []
    for bomb in BIG:
        file = tmp_path / "big.yaml"
        file.write_text(bomb.text)
        taken = run(["validate", str(file)], file)
        assert taken.status == 1 and f"[{bomb.code}]" in taken.errors, f"{bomb.name}: {taken}"
        half = bomb.text.splitlines(keepends=True)
        file.write_text("".join(half[: len(half) // 2]))
        before = run(["validate", str(file)], file)
        factor = taken.milliseconds / max(before.milliseconds, 20)
        assert factor < 3.2, f"{bomb.name}: {before.milliseconds} ms, then {taken.milliseconds} ms"
        report.append(f"{bomb.name} {taken.milliseconds} ms")
    covered(f"{len(BIG)} big files, in proportion: " + ", ".join(report))


def test_files_that_never_end_are_not_read_to_their_end(tmp_path, covered):
    """Devices and pipes without an end, and a file that is larger than memory."""
    sparse = tmp_path / "sparse.yaml"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)
    doors = [
        ["validate", "/dev/zero"], ["audit", "/dev/zero"], ["diff", "/dev/zero", "/dev/zero"],
        ["validate", str(sparse)], ["audit", str(sparse)], ["check", str(sparse)],
        ["validate", "/dev/full"], ["validate", "/proc/self/mem"], ["validate", "/dev/null"],
    ]  # fmt: skip
    for command in doors:
        taken = run(command, Path("/dev/null"))
        assert taken.status == 1, f"{command}: {taken}"
        assert taken.mebibytes <= 2 * MEMORY, f"{command}: {taken.mebibytes:.0f} MiB"
    covered(f"{len(doors)} files that never end, refused")


def test_outputs_that_never_end_are_not_read_to_their_end(tmp_path, covered):
    """Somebody puts a file larger than memory in the place of an output."""
    spec = tmp_path / "spec.yaml"
    spec.write_text((places.EXAMPLES / "fastly-s3.yaml").read_text())
    out = tmp_path / "out"
    assert run(["compile", str(spec), "-o", str(out)], spec).status == 0
    (folder,) = out.iterdir()
    count = 0
    for name in ("template.yaml", "MANIFEST.json", "provision.sh", "stray"):
        with (folder / name).open("wb") as file:
            file.truncate(1 << 40)
        for command, status in (("check", 2), ("compile", 0)):
            taken = run([command, str(spec), "-o", str(out)], spec)
            assert taken.status == status, f"{command}, {name}: {taken}"
            assert taken.mebibytes <= 2 * MEMORY, f"{command}, {name}: {taken.mebibytes:.0f} MiB"
            count += 1
    assert run(["check", str(spec), "-o", str(out)], spec).status == 0
    covered(f"{count} runs over outputs of a tebibyte")
