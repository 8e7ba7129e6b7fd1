"""No value of a spec becomes code: hostile scripts run beside a canary, and every word is read."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bench import places
from bench.aws import Failed
from bench.injection import Tally, judge, run_script, try_case
from bench.injection_case import Case
from bench.injection_faults import FAULTS, Fault
from bench.injection_words import LIBRARY, Counted, library_faults, script_faults
from bench.shell_words import scan

#: How many plans are made hostile, each of two scripts: in every run, and with --whole.
SAMPLE, WHOLE = 100, 1000


def make(folder: Path, *arguments: str) -> list[Path]:
    """Has the tool write scripts, and gives their folders in the order of their seeds."""
    folder.mkdir(exist_ok=True)
    command = [str(places.TOOL), "hostile", str(folder), *arguments]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise Failed(f"no hostile scripts: {result.stderr}")
    return sorted(folder.iterdir(), key=lambda path: int(path.name))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[Case]:
    count = WHOLE if request.config.getoption("--whole") else SAMPLE
    folders = make(tmp_path_factory.mktemp("hostile") / "scripts", "0", str(count))
    return [Case.read(folder) for folder in folders]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder that goes when the test ends: the scripts of a run take much room."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def text_of(path: Path) -> str:
    """A script as it is: its line breaks are part of what is tested."""
    return path.read_bytes().decode("utf-8")


def test_hostile_values_never_run_and_arrive_as_they_are(
    cases: list[Case], room: Path, covered: Callable[[str], None]
) -> None:
    def run(number: int) -> Tally:
        return try_case(cases[number], room / str(number), number)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        tally = sum(pool.map(run, range(len(cases))), start=Tally())
    assert not tally.faults, "\n".join(tally.faults[:20])
    divided = sum(case.has_parts for case in cases)
    assert 0 < divided < len(cases)
    covered(
        f"{tally.scripts:,} scripts ({2 * divided} with managed policies) of {2 * WHOLE:,}, "
        f"{tally.values:,} hostile values: {tally.calls:,} calls of aws "
        f"with {tally.words:,} words and {tally.documents:,} documents, 0 faults"
    )


def test_every_kind_of_resource_and_mode_is_hostile_somewhere(
    cases: list[Case], covered: Callable[[str], None]
) -> None:
    kinds = {item["kind"] for case in cases for item in case.resources}
    modes = {case.mode for case in cases}
    required = {item["kind"] for case in cases for item in case.requirements}
    assert kinds == {
        "role", "user", "access_key", "bucket", "stream", "stream_policy", "log_group",
        "delivery_stream", "metric_stream", "managed_policy",
    }
    assert modes == {"documents", "unguarded", "words", "constants"}
    assert required == {"bucket", "stream"}
    refused = [word for case in cases for word in case.refused]
    assert all(case.refused for case in cases if case.mode in ("words", "constants"))
    texts = "".join(text_of(case.folder / "case.json") for case in cases)
    for sign in ["$(", "`", "'", r"\"", ";", "&&", r"\n", r"\r", r"\t", r"\\", "*", "?", "~", "!",
                 "--query", "file:", "fileb:", "http:", "@", "{{resolve:", "${", "EOF_", "IFS",
                 r"\"},{\"", "é", "😀", r"\u0001"]:
        assert sign in texts, f"no value has {sign}"
    assert any(len(text) > 65_536 for text in texts.split('":"'))
    covered(f"{len(kinds)} kinds, {len(modes)} modes, {len(refused)} words to refuse")


def test_every_word_of_every_script_is_data_in_single_quotes_or_the_library(
    cases: list[Case], room: Path, covered: Callable[[str], None]
) -> None:
    counted = Counted()
    scripts = sorted(places.GENERATED.glob("*/*.sh"))
    generated = len(scripts)
    assert generated == 2 * len(places.examples() + places.examples_with_targets())
    # All are made, so that those of --whole can be.
    plain = make(room / "plain", "plain", "0", str(WHOLE))
    assert len(plain) == WHOLE
    for folder in plain[: len(cases)] + [case.folder for case in cases]:
        scripts += [folder / "provision.sh", folder / "teardown.sh"]
    faults = []
    for script in scripts:
        faults += [f"{script}: {fault}" for fault in script_faults(text_of(script), counted)]
    assert not faults, "\n".join(faults[:20])
    assert counted.scripts == generated + 4 * len(cases)
    covered(
        f"{counted.scripts:,} scripts: {counted.lines:,} lines of lists with {counted.words:,} "
        f"words, {counted.documents:,} documents"
    )


def test_every_word_that_the_library_tells_aws_is_constant_or_a_known_variable_in_quotes(
    covered: Callable[[str], None]
) -> None:
    counted = Counted()
    files = {path.stem: path.read_text("utf-8") for path in LIBRARY.glob("*.sh")}
    assert library_faults(files, counted) == []
    assert counted.aws_calls > 80
    covered(f"{counted.aws_calls} calls with {counted.aws_words} words in {len(files)} files")


def test_the_tokeniser_reads_whole_scripts(covered: Callable[[str], None]) -> None:
    count = 0
    for path in sorted(places.GENERATED.glob("*/*.sh")):
        scanned = scan(text_of(path))
        assert scanned.commands[-1].name == "main"
        assert all(document.is_quoted for document in scanned.documents)
        count += sum(len(command.words) for command in scanned.commands)
    covered(f"{count:,} words of {len(list(places.GENERATED.glob('*/*.sh')))} scripts")


# ---------------------------------------------------------------- the checks themselves


def planted(fault: Fault, cases: list[Case], folder: Path) -> Iterator[tuple[Case, str]]:
    """Cases whose provision.sh has the fault, with the text of it."""
    for case in cases:
        good = text_of(case.folder / "provision.sh")
        bad = fault.plant(good)
        if case.mode == fault.mode and bad != good:
            copy = folder / case.folder.name
            copy.mkdir()
            (copy / "provision.sh").write_bytes(bad.encode("utf-8"))
            yield replace(case, folder=copy), bad


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_planted_fault_is_noticed(
    fault: Fault, cases: list[Case], room: Path, covered: Callable[[str], None]
) -> None:
    (room / "scripts").mkdir()
    tried = []
    for number, (case, text) in enumerate(planted(fault, cases, room / "scripts")):
        place = room / f"run{number}"
        outcome = run_script(case, place, "provision.sh", case.has_parts, 1)
        found = [*outcome.faults, *judge(case, place, "provision.sh", case.has_parts, outcome)]
        by_words = script_faults(text, Counted()) + library_faults_of(text)
        shutil.rmtree(place)
        assert bool(by_words) or not fault.by_words, "the tokeniser doesn't notice"
        tried.append(case.folder.name)
        if found or not fault.by_run:
            covered(f"case {case.folder.name}: {(found + by_words)[0][:90]}")
            return
        assert len(tried) < 12, f"no run notices it: {tried}"
    pytest.fail(f"no run notices it: {tried}")


def library_faults_of(script: str) -> list[str]:
    """What the rules say of the library of a script, wherever the script holds it."""
    start = script.index("SCRATCH='' HAVE=")
    return library_faults({"script": script[start:]}, Counted())


@pytest.mark.parametrize("has_parts", [False, True], ids=["inline", "managed"])
def test_a_good_script_has_none_of_these_faults(
    cases: list[Case], room: Path, has_parts: bool
) -> None:
    documents = (case for case in cases if case.mode == "documents")
    case = next(case for case in documents if case.has_parts == has_parts)
    outcome = run_script(case, room / "run", "provision.sh", has_parts, 1)
    assert [*outcome.faults, *judge(case, room / "run", "provision.sh", has_parts, outcome)] == []
    text = text_of(case.folder / "provision.sh")
    assert script_faults(text, Counted()) + library_faults_of(text) == []
