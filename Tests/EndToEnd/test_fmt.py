"""`accredit fmt`, held against readers of YAML that share no code with it."""

import filecmp
import io
import subprocess
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bench import places


class Pairs(yaml.SafeLoader):
    """YAML 1.1, with mappings as lists of pairs: in their order, and each of equal keys."""


def _pairs(loader: Pairs, node: yaml.MappingNode) -> list:
    return [
        (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
        for key, value in node.value
    ]


Pairs.add_constructor("tag:yaml.org,2002:map", _pairs)


def read_as_1_1(text: str) -> object:
    return yaml.load(text, Pairs)


def read_as_1_2(text: str) -> object:
    reader = YAML(typ="safe", pure=True)
    reader.allow_duplicate_keys = True
    return reader.load(io.StringIO(text))


def fmt(*words: str | Path, given: str | None = None) -> subprocess.CompletedProcess:
    command = [places.ACCREDIT, "fmt", *words]
    return subprocess.run(command, capture_output=True, text=True, input=given)


def documents(folder: Path, kind: str, count: int) -> list[Path]:
    folder.mkdir()
    subprocess.run([places.TOOL, "specs", folder, "40000", str(count), kind], check=True)
    return sorted(folder.glob("*.yaml"))


def differences(before: str, after: str) -> tuple[int, list[str]]:
    """How many of the readers take the text, and which of them read another one now."""
    taken, differing = 0, []
    for read in (read_as_1_1, read_as_1_2):
        try:
            old = read(before)
        except (yaml.YAMLError, YAMLError, ValueError):
            continue
        taken += 1
        if repr(read(after)) != repr(old):
            differing.append(read.__name__)
    return taken, differing


@pytest.mark.parametrize("kind, count", [("untidy", 200), ("wild", 800)])
def test_every_reader_reads_the_same(kind, count, tmp_path, covered):
    """Strings, numbers, dates and words alike, and keys in the same order."""
    files = documents(tmp_path / "documents", kind, count)
    texts = {file: file.read_bytes().decode() for file in files}
    run = fmt(*files)
    assert run.returncode == 0, run.stderr
    reads = changed = 0
    for file, before in texts.items():
        after = file.read_text()
        taken, differing = differences(before, after)
        assert differing == [], f"{file.name}:\n{before}\n{after}"
        reads, changed = reads + taken, changed + (before != after)
    assert reads > 1.5 * count and changed > 0.9 * count
    assert fmt("--check", *files).returncode == 0
    covered(f"{count} {kind} documents, {changed} changed, {reads} readings the same")


def test_untidy_specs_compile_to_the_same(tmp_path, covered):
    """Every byte of what compile writes."""
    files, names = [], set()
    for file in documents(tmp_path / "specs", "untidy", 150):
        name = yaml.safe_load(fmt("-", given=file.read_text()).stdout)["name"]
        if name not in names:
            files.append(file)
            names.add(name)

    def compile_all(folder: str) -> Path:
        words = [places.ACCREDIT, "compile", "-o", tmp_path / folder, *files]
        subprocess.run(words, check=True, capture_output=True)
        return tmp_path / folder

    before = compile_all("before")
    assert fmt(*files).returncode == 0
    after = compile_all("after")
    outputs = sorted(path.relative_to(before) for path in before.rglob("*") if path.is_file())
    assert outputs == sorted(p.relative_to(after) for p in after.rglob("*") if p.is_file())
    for output in outputs:
        assert filecmp.cmp(before / output, after / output, shallow=False), output
    assert len(files) > 100
    covered(f"{len(files)} specs, {len(outputs)} outputs")


def test_a_changed_word_is_seen():
    """The readers would see what the formatter must not do."""
    for before, after in [
        ('a: "yes"\n', "a: yes\n"),
        ('a: "012"\n', "a: 012\n"),
        ('a: "1e3"\n', "a: 1e3\n"),
        ("a: 1\nb: 2\n", "b: 2\na: 1\n"),
        ('a: ["b, c"]\n', "a: [b, c]\n"),
        ("a:\n", 'a: ""\n'),
    ]:
        assert differences(before, after)[1] != [], before
