"""What the build makes of Templates/: a mistake there stops it, told at its place."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bench import places

#: What is wrong: the file, what stands in it, and the line and column that are told.
MISTAKES = {
    "a bracket that isn't closed": ("AWS/quotas.yaml", b"a: 1\nb: [c\n", "2:4"),
    "a key that stands twice": ("Vendors/fastly/vendor.yaml", b"a: b\nc: d\na: e\n", "3:1"),
    "text that YAML takes for a number": ("AWS/regions.yaml", b"0123: a\n", "1:1"),
    "a character beyond ASCII": ("AWS/sources.yaml", "a: caf\u00e9\n".encode(), "1:4"),
    "no document": ("AWS/permissions.yaml", b"", "1:1"),
    "a text that isn't UTF-8": ("Shell/core.sh", b"# \xff\n", "1:1"),
}


def embed(templates: Path, into: Path) -> subprocess.CompletedProcess:
    tool = places.TOOL.with_name("embed")
    return subprocess.run([tool, templates, into], capture_output=True, text=True)


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_in_a_template_stops_the_build(what, tmp_path, covered):
    path, text, place = MISTAKES[what]
    templates = shutil.copytree(places.TEMPLATES, tmp_path / "Templates")
    (templates / path).write_bytes(text)
    run = embed(templates, tmp_path / "Embedded.swift")
    assert run.returncode == 1
    assert run.stderr.startswith(f"{templates}/{path}:{place}: error: "), run.stderr
    assert not (tmp_path / "Embedded.swift").exists()
    covered(f"told at {place}")


def test_what_is_right_is_written_once(tmp_path, covered):
    output = tmp_path / "Embedded.swift"
    assert embed(places.TEMPLATES, output).returncode == 0
    before = output.stat().st_mtime_ns
    assert embed(places.TEMPLATES, output).returncode == 0
    assert output.stat().st_mtime_ns == before
    covered(f"{output.stat().st_size} bytes of Swift")
