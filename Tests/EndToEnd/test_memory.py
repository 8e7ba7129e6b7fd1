"""What memory checkers say: valgrind around libyaml, ThreadSanitizer around specs at once."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bench import places

CORPUS = places.ROOT / "Tests" / "Fuzzing" / "Corpus"
DOCUMENTS = (
    "Templates/Examples/*.yaml",
    "Tests/AuditTests/Documents/*",
    "Tests/CompilerTests/Invalid/yaml-*.yaml",
)
needs_valgrind = pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is for Linux")


def valgrind(*command: str | Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full"]
        + ["--show-leak-kinds=definite", "--errors-for-leak-kinds=definite", *map(str, command)],
        capture_output=True,
        text=True,
    )


@needs_valgrind
def test_valgrind_finds_nothing_around_libyaml(covered):
    """Every reader on documents, broken ones, and what the fuzzer has learned."""
    files = [file for form in DOCUMENTS for file in sorted(places.ROOT.glob(form))]
    corpus = CORPUS / "read.txt"
    run = valgrind(places.TOOL, "feed", "read", *files, *([corpus] if corpus.exists() else []))
    assert run.returncode == 0, run.stderr[-3_000:]
    count = int(run.stdout.split()[1])
    assert count >= len(files) > 40
    covered(f"{count} inputs, no error, nothing lost")


@needs_valgrind
def test_valgrind_would_find_something(tmp_path):
    """A program that loses memory, and one that reads behind its end."""
    for number, body in enumerate(("malloc(10);", "char *p = malloc(1); return p[1] ? 1 : 0;")):
        program = tmp_path / str(number)
        source = f"#include <stdlib.h>\nint main(void) {{ {body} return 0; }}\n"
        subprocess.run(
            ["cc", "-O0", "-x", "c", "-", "-o", program], input=source, text=True, check=True
        )
        assert valgrind(program).returncode == 99


@pytest.mark.skipif(
    "ACCREDIT_THREADS_BINARY" not in os.environ,
    reason="'Scripts/test --robustness' builds a binary with ThreadSanitizer",
)
def test_no_two_threads_meet(tmp_path, covered):
    """Sixty specs at once, some of them wrong, by a binary that watches every access to memory."""
    binary = os.environ["ACCREDIT_THREADS_BINARY"]
    subprocess.run([places.TOOL, "specs", tmp_path, "1", "60"], check=True)
    files = sorted(tmp_path.glob("*.yaml"))
    for file in files[::7]:
        file.write_text(file.read_text().replace("account:", "acount:"))
    for command in (["validate"], ["compile", "-o", tmp_path / "out"], ["check", "-o", tmp_path]):
        run = subprocess.run(
            [binary, *command, *files], capture_output=True, text=True, errors="replace"
        )
        assert "ThreadSanitizer" not in run.stderr, run.stderr[:3_000]
        assert run.returncode == 1, run.stderr[-500:]
    covered(f"{len(files)} specs, validated, compiled and checked, no race")
