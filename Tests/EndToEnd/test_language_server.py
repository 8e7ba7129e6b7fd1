"""`accredit lsp` with a real client: all specs that there are, and what an editor does to them."""

import functools
import json
import re
import shutil
import signal
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from lsprotocol import types

from bench import places
from bench.editor import EVERYTHING, UTF8, Editor, edit, position, uri

INVALID = places.ROOT / "Tests/CompilerTests/Invalid"
SPECS = sorted(places.EXAMPLES.glob("*.yaml")) + sorted(
    (places.ROOT / "Tests/EndToEnd/schema_specs").glob("*.yaml")
)
SEVERITIES = {"error": 1, "warning": 2, "note": 3}


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


# Diagnostics.


@functools.cache
def validated(path: Path) -> list[dict]:
    command = [places.ACCREDIT, "validate", "--format", "json", path]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode in (0, 1), run.stderr
    return json.loads(run.stdout)["diagnostics"]


def as_published(found: dict, text: str, encoding: str) -> tuple:
    """What an editor must be told of a diagnostic that `validate` has found."""

    def span(written: dict | None) -> tuple:
        ends = written or {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 2}}
        start, end = (
            position(text, ends[end]["line"], ends[end]["column"], encoding)
            for end in ("start", "end")
        )
        return start.line, start.character, end.line, end.character

    message = found["message"] + (f"\nhelp: {found['help']}" if "help" in found else "")
    related = [(each["message"], span(each["range"])) for each in found["related"]]
    return (
        found["code"],
        SEVERITIES[found["severity"]],
        message,
        span(found.get("range")),
        related,
    )


def told(found: types.Diagnostic) -> tuple:
    def span(range: types.Range) -> tuple:
        return range.start.line, range.start.character, range.end.line, range.end.character

    assert found.source == "accredit"
    return (
        found.code,
        int(found.severity),
        found.message,
        span(found.range),
        [(each.message, span(each.location.range)) for each in found.related_information or []],
    )


@pytest.mark.parametrize("capabilities", [EVERYTHING, UTF8], ids=["utf-16", "utf-8"])
def test_diagnostics_are_those_of_validate(capabilities, covered) -> None:
    paths = SPECS + sorted(INVALID.glob("*.yaml"))
    texts = {}
    for path in paths:
        try:
            texts[path] = text_of(path)
        except UnicodeDecodeError:
            continue  # an editor has made text of it, or refused it
    assert len(texts) > 500 and len(paths) - len(texts) < 10
    with ThreadPoolExecutor(2) as pool:
        expected = dict(zip(texts, pool.map(validated, texts)))
    count, codes, related = 0, set(), 0

    async def session(editor: Editor) -> None:
        nonlocal count, related
        for path, text in texts.items():
            published = await editor.open(uri(path), text)
            found = [told(each) for each in published.diagnostics]
            wanted = [as_published(each, text, editor.encoding) for each in expected[path]]
            if capabilities is UTF8:
                wanted = [(*each[:-1], []) for each in wanted]
            assert found == wanted, path.name
            count += len(found)
            related += sum(len(each[-1]) for each in found)
            codes.update(each[0] for each in found)
            editor.close(uri(path))

    editor = edit(session, capabilities)
    assert editor.encoding == ("utf-8" if capabilities is UTF8 else "utf-16")
    assert count > 500 and (related > 10) == (capabilities is EVERYTHING)
    covered(f"{len(texts)} specs, {count} diagnostics of {len(codes)} codes in {editor.encoding}")


def test_another_place_would_be_noticed() -> None:
    """The conversion of this test isn't that of the server: wide letters move what follows."""
    text = "# 😀\nname: é😀x # 😀\r\nb"
    assert position(text, 2, 9, "utf-16") == types.Position(1, 9)
    assert position(text, 2, 9, "utf-8") == types.Position(1, 12)
    assert position(text, 2, 99, "utf-16") == types.Position(1, 15)
    assert position(text, 1, 99, "utf-16") == types.Position(0, 4)
    assert position("a\rb", 1, 3, "utf-16") == types.Position(1, 0)
    one = {"code": "x", "severity": "error", "message": "m", "related": []}
    far = {"start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 10}}
    assert as_published({**one, "range": far}, text, "utf-8") != as_published(
        {**one, "range": far}, text, "utf-16"
    )


# Completion: what is taken away is offered, and what is offered is known.

#: Below these, names are free.
FREE = {"vendors", "integrations", "tags", "values", "accounts"}


def is_free(way: tuple[str, ...]) -> bool:
    """Whether a key is a name that a person chooses, or a condition key of IAM."""
    above = [*way[-3:-1]]
    return bool(above) and (above[-1] in FREE or above[0] in {"accounts", "conditions"})


def entries(path: Path):
    """The keys of a spec that start a line: way, line, column, value."""

    def walk(node, way):
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield (*way, key.value), key, value
                yield from walk(value, (*way, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from walk(item, (*way, "-"))

    lines = text_of(path).split("\n")
    for way, key, value in walk(yaml.compose(text_of(path)), ()):
        before = lines[key.start_mark.line][: key.start_mark.column]
        if before.strip() == "":
            yield way, key, value


def without(text: str, key, value) -> str:
    """The text with an entry cut out of its lines, but for the blanks in front of it."""
    lines = text.split("\n")
    last = value.end_mark.line
    # The end of a block is where the next one starts.
    if value.end_mark.column == 0 or last > key.start_mark.line and (
        lines[last][: value.end_mark.column].strip() == ""
    ):
        last -= 1
    kept = lines[key.start_mark.line][: key.start_mark.column]
    return "\n".join([*lines[: key.start_mark.line], kept, *lines[last + 1 :]])


def test_each_key_that_is_taken_away_is_offered(covered) -> None:
    count, offered, refused = 0, 0, []

    async def session(editor: Editor) -> None:
        nonlocal count, offered
        version = 1
        for path in SPECS:
            address, text = uri(path), text_of(path)
            await editor.open(address, text)
            for way, key, value in entries(path):
                if is_free(way) or way[-1] == "type":
                    continue
                version += 1
                rest = without(text, key, value)
                editor.replace(address, version, rest)
                place = types.Position(key.start_mark.line, key.start_mark.column)
                items = await editor.complete(address, place)
                labels = [item.label for item in items]
                assert way[-1] in [label.removeprefix("- ") for label in labels], (path, way)
                count += 1
                # Each that is offered is a key that the compiler knows there.
                for item in items:
                    if item.kind != types.CompletionItemKind.Property:
                        continue
                    version += 1
                    lines = rest.split("\n")
                    span = item.text_edit.range
                    assert span.start.line == span.end.line == place.line
                    line = lines[place.line]
                    lines[place.line] = (
                        line[: span.start.character]
                        + item.text_edit.new_text.rstrip()
                        + line[span.end.character :]
                    )
                    editor.replace(address, version, "\n".join(lines))
                    published = await editor.next_published(address, version)
                    offered += 1
                    refused.extend(
                        (path.name, way, item.label, each.message)
                        for each in published.diagnostics
                        if each.code in ("unknown-key", "yaml-syntax")
                        and each.range.start.line == place.line
                    )
            editor.close(address)

    edit(session)
    assert refused == []
    assert count > 250 and offered > 1000
    covered(f"{count} keys of {len(SPECS)} specs, {offered} offered keys that the compiler knows")


def test_each_word_that_is_taken_away_is_offered(covered) -> None:
    words = {
        "type", "auth", "permissions", "sharing", "acl", "mode", "partition", "region", "site",
        "via", "vendor", "permissionModel", "callAs", "create", "narrow", "includeSourcePath",
        "allowAcl", "automaticDeployment", "streamRoleSourceAccount", "logRetentionDays",
    }  # fmt: skip
    count, seen = 0, set()

    async def session(editor: Editor) -> None:
        nonlocal count
        version = 1
        for path in SPECS:
            address, text = uri(path), text_of(path)
            await editor.open(address, text)
            for way, _, value in entries(path):
                is_word = way[-1] in words and isinstance(value, yaml.ScalarNode)
                if not is_word or is_free(way):
                    continue
                version += 1
                lines = text.split("\n")
                number = value.start_mark.line
                start, end = value.start_mark.column, value.end_mark.column
                lines[number] = lines[number][:start] + lines[number][end:]
                editor.replace(address, version, "\n".join(lines))
                items = await editor.complete(address, types.Position(number, start))
                assert value.value in [item.label for item in items], (path, way)
                count += 1
                seen.add(way[-1])
            editor.close(address)

    edit(session)
    assert count > 80 and len(seen) > 12
    covered(f"{count} words of {len(seen)} keys")


# Hover and definition.


def test_each_key_is_told_what_it_is_for(covered) -> None:
    count = 0

    async def session(editor: Editor) -> None:
        nonlocal count
        for path in SPECS:
            address = uri(path)
            for text in (text_of(path), text_of(path) + "\n]: {"):
                await editor.open(address, text)
                for way, key, _ in entries(path):
                    if is_free(way) and way[:-1] not in (("vendors",), ("integrations",)):
                        continue
                    place = types.Position(key.start_mark.line, key.start_mark.column)
                    page = await editor.hover(address, place)
                    assert page and f"**{way[-1]}**" in page.replace("`", ""), (path, way)
                    assert text != text_of(path) or len(page) > len(way[-1]) + 10
                    count += 1
                editor.close(address)

    edit(session)
    covered(f"{count} keys, each in a spec that can be read and in one that can't")


def test_leads_to_outputs_that_are_current_and_to_no_others(tmp_path: Path, covered) -> None:
    count, files = 0, set()

    async def session(editor: Editor) -> None:
        nonlocal count
        for name in places.examples() + places.examples_with_targets():
            folder = tmp_path / name / "specs" / "deep"
            folder.mkdir(parents=True)
            spec = folder / f"{name}.yaml"
            shutil.copy(places.EXAMPLES / spec.name, spec)
            outputs = tmp_path / name / "Generated" / name
            shutil.copytree(places.GENERATED / name, outputs)
            await editor.open(uri(spec), text_of(spec))
            for way, key, _ in entries(spec):
                if way[:-1] != ("integrations",):
                    continue
                place = types.Position(key.start_mark.line, key.start_mark.column)
                found = await editor.definition(uri(spec), place)
                here = {Path(each.uri.removeprefix("file://")).name for each in found}
                assert "ACCESS.md" in here and any(each.startswith("template") for each in here)
                for each in found:
                    path = Path(each.uri.removeprefix("file://"))
                    assert path.parent == outputs.resolve()
                    line = path.read_text().split("\n")[each.range.start.line]
                    assert line.strip() and not line.startswith("#")
                    if path.name.startswith("template-") or path.name == "template.yaml":
                        assert re.fullmatch(r"  \w+:|  +- .*", line), line
                    count += 1
                files.update(here)
                # An edited file is not pointed into.
                template = outputs / "template.yaml"
                kept = template.read_bytes()
                template.write_bytes(kept + b"# edited\n")
                editor.shown.clear()
                again = await editor.definition(uri(spec), place)
                assert {Path(each.uri).name for each in again} == here - {"template.yaml"}
                assert len(editor.shown) == 1 and "template.yaml" in editor.shown[0]
                template.write_bytes(kept)
            editor.close(uri(spec))

    edit(session)
    assert files > {"template.yaml", "provision.sh", "ACCESS.md"}
    covered(f"{count} places in {', '.join(sorted(files))}")


# The process.


def raw(*messages: bytes) -> subprocess.CompletedProcess:
    command = [places.ACCREDIT, "lsp"]
    return subprocess.run(command, input=b"".join(messages), capture_output=True, timeout=60)


def framed(message: dict | bytes) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def request(number: int, method: str, **parameters) -> bytes:
    message = {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
    return framed(message)


INITIALIZE = request(1, "initialize", capabilities={})
EXIT = framed({"jsonrpc": "2.0", "method": "exit"})


def test_ends_as_the_protocol_says() -> None:
    shutdown = request(2, "shutdown")
    for messages, status in [
        ((INITIALIZE, shutdown, EXIT), 0),
        ((INITIALIZE, shutdown), 0),
        ((INITIALIZE, EXIT), 1),
        ((INITIALIZE,), 1),
        ((EXIT,), 1),
        ((), 1),
    ]:
        run = raw(*messages)
        assert run.returncode == status and run.stderr == b"", messages
    # Editors that name the way of talking.
    flagged = [places.ACCREDIT, "lsp", "--stdio"]
    run = subprocess.run(flagged, input=INITIALIZE + shutdown + EXIT, capture_output=True)
    assert run.returncode == 0 and b"capabilities" in run.stdout


def test_goes_on_behind_what_is_no_message(covered) -> None:
    faults = [
        b"Content-Length: x\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n{}",
        b"Content-Length: 100000000\r\n\r\nxxxx",
        b"no head at all" * 1000,
        framed(b"{"),
        framed(b"\xff\xfe"),
        framed(b'"\\ud800"'),
        framed(b"[" * 100_000),
        b"\r\n\r\n",
    ]
    for fault in faults:
        run = raw(INITIALIZE, fault, request(7, "shutdown"), EXIT)
        assert run.returncode == 0, fault[:40]
        assert b'"code":-32700' in run.stdout and b'{"jsonrpc":"2.0","id":7,"result":null}' in (
            run.stdout
        ), fault[:40]
    covered(f"{len(faults)} kinds of faults")


def test_survives_an_editor_that_goes_away() -> None:
    command = [places.ACCREDIT, "lsp"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        process.stdin.write(INITIALIZE)
        process.stdin.close()
        # Nobody listens: neither a word nor a crash.
        assert process.wait(10) in (1, -signal.SIGPIPE)
        assert process.stderr.read() == b""


def test_answers_each_keystroke_at_once(covered) -> None:
    """Typing an integration into the largest example: completion, then diagnostics."""
    path = places.EXAMPLES / "acme.yaml"
    typed = "  more:\n    type: logzio/s3-fetch\n    buckets:\n      - name: acme-more\n        reg"
    answers, mistakes, hovers = [], [], []

    async def session(editor: Editor) -> None:
        address, text = uri(path), text_of(path)
        await editor.open(address, text)
        line = text.count("\n")
        column, version = 0, 1
        for letter in typed:
            version += 1
            place = types.Position(line, column)
            start = time.perf_counter()
            editor.change(
                address,
                version,
                types.TextDocumentContentChangePartial(types.Range(place, place), letter),
            )
            line, column = (line + 1, 0) if letter == "\n" else (line, column + 1)
            await editor.complete(address, types.Position(line, column))
            answers.append(time.perf_counter() - start)
            await editor.next_published(address, version)
            mistakes.append(time.perf_counter() - start)
        await editor.open(address, text)
        for number, content in enumerate(text.split("\n")):
            if re.fullmatch(r"  [a-z-]+:.*", content):
                start = time.perf_counter()
                assert await editor.hover(address, types.Position(number, 3))
                hovers.append(time.perf_counter() - start)

    edit(session)

    def shown(times: list[float]) -> str:
        return f"{statistics.median(times) * 1000:.1f} ms ({max(times) * 1000:.1f} at most)"

    is_release = b"debug" not in str(places.ACCREDIT).encode()
    if is_release:
        assert statistics.median(answers) < 0.05 and statistics.median(mistakes) < 0.05
    covered(
        f"{len(answers)} keystrokes: completion {shown(answers)}, diagnostics {shown(mistakes)}; "
        f"{len(hovers)} hovers {shown(hovers)}"
    )
