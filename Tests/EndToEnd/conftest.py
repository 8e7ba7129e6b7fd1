"""Parts of the bench that tests share, and the summary of what they covered."""

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bench import aws, places, schema
from bench.aws import CommandLine, Simulator
from bench.scripts import Scripts, compile_spec
from bench.stack_sets import Deployment, Order
from bench.starts import Ground

#: The simulators that keep a spec with targets as it is deployed.
DEPLOYED: set[Simulator] = set()


def pytest_configure() -> None:
    """What runs in the background has Ctrl-C ignored, and hands that on to what it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole", action="store_true", help="run whole matrices instead of their fixed samples"
    )
    parser.addoption(
        "--part",
        default="1/1",
        help="of the whole matrix of faults: 2/4 is the second of four parts",
    )


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether to run every case of a matrix, which takes hours, or the fixed sample."""
    return request.config.getoption("--whole")


@pytest.fixture(scope="session")
def part(request: pytest.FixtureRequest) -> slice:
    """Which cases of the whole matrix of faults to run: all, or one of several even parts."""
    text = request.config.getoption("--part")
    number, _, parts = text.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise pytest.UsageError(f"--part is {text!r}, and must be like 2/4")
    return slice(int(number) - 1, None, int(parts))


@pytest.fixture
def covered(record_property) -> Callable[[str], None]:
    """Says how much a test has covered; shown in the summary."""
    return lambda text: record_property("covered", text)


@pytest.fixture
def counted(record_property) -> Callable[..., None]:
    """Adds to a sum over all tests, of what and out of how many, that ends the summary."""
    return lambda what, count, of=0: record_property("counted", [what, count, of])


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory) -> Path:
    """A short path: the name of a socket may be 107 bytes long."""
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="session")
def simulator(session_folder: Path) -> Iterator[Simulator]:
    folder = session_folder / "simulator"
    folder.mkdir()
    with aws.simulator(folder) as running:
        yield running


@pytest.fixture(scope="session")
def cli(session_folder: Path) -> Iterator[CommandLine]:
    folder = session_folder / "cli"
    folder.mkdir()
    with aws.preloaded_cli(folder) as running:
        yield running


@pytest.fixture
def fresh(simulator: Simulator) -> Simulator:
    """The simulator with nothing in it."""
    simulator.ask("reset")
    return simulator


@pytest.fixture
def example(tmp_path: Path, simulator: Simulator, cli: CommandLine) -> Callable[[str], Scripts]:
    """The scripts of an example, by its name, as they are in Generated/."""

    def make(name: str) -> Scripts:
        outputs = tmp_path / name / "outputs"
        shutil.copytree(places.GENERATED / name, outputs)
        return Scripts(outputs, tmp_path / name, simulator, cli)

    return make


@pytest.fixture(scope="session")
def ground(tmp_path_factory, simulator: Simulator, cli: CommandLine) -> Callable[[str], Ground]:
    """The starts of an example, by its name; made once for all tests."""
    known: dict[str, Ground] = {}

    def make(name: str) -> Ground:
        if name not in known:
            folder = tmp_path_factory.mktemp(name)
            shutil.copytree(places.GENERATED / name, folder / "outputs")
            known[name] = Ground(name, Scripts(folder / "outputs", folder, simulator, cli))
        return known[name]

    return make


@pytest.fixture
def random_spec(tmp_path: Path, simulator: Simulator, cli: CommandLine) -> Callable[[int], Scripts]:
    """The scripts of the random spec of a seed; skips what the simulator has no place for."""

    def make(seed: int) -> Scripts:
        folder = tmp_path / str(seed)
        folder.mkdir()
        subprocess.run([places.TOOL, "specs", folder, str(seed), "1"], check=True)
        outputs = compile_spec(folder / f"{seed}.yaml", folder / "out")
        scripts = Scripts(outputs, folder, simulator, cli)
        if scripts.partition != "aws":
            pytest.skip(f"the simulator has no partition {scripts.partition}")
        return scripts

    return make


@pytest.fixture
def example_within(
    tmp_path: Path, simulator: Simulator, cli: CommandLine
) -> Callable[[str, dict[str, int]], Scripts]:
    """The scripts of an example, compiled where AWS has other quotas than it has."""

    def make(name: str, limits: dict[str, int]) -> Scripts:
        templates = tmp_path / "Templates"
        shutil.copytree(places.TEMPLATES, templates)
        quotas = templates / "AWS" / "quotas.yaml"
        text = quotas.read_text()
        for quota, limit in limits.items():
            text, count = re.subn(rf"(?<=\n  {quota}:\n    limit: )\d+", str(limit), text)
            assert count == 1, quota
        quotas.write_text(text)
        spec = templates / "Examples" / f"{name}.yaml"
        outputs = compile_spec(spec, tmp_path / "out", "--templates", str(templates))
        return Scripts(outputs, tmp_path, simulator, cli)

    return make


@pytest.fixture
def deploy(tmp_path: Path, fresh: Simulator, cli: CommandLine) -> Callable[..., Deployment]:
    """The scripts of an order, in accounts that have what a person makes first."""

    def make(order: Order | None = None) -> Deployment:
        deployment = Deployment(order or Order(), tmp_path / "place", fresh, cli)
        deployment.prepare()
        return deployment

    return make


@pytest.fixture
def deployed(deploy: Callable[..., Deployment], simulator: Simulator) -> Deployment:
    """All targets as the order says; made once, and taken from there."""
    deployment = deploy()
    if simulator not in DEPLOYED:
        run = deployment.apply()
        assert run.status == 0, run.errors
        simulator.ask("save?name=stack-sets")
        DEPLOYED.add(simulator)
    simulator.ask("load?name=stack-sets")
    return deployment


def pytest_terminal_summary(terminalreporter) -> None:
    lines = []
    for report in terminalreporter.getreports("passed"):
        name = report.nodeid.split("::", 1)[-1].removeprefix("test_").replace("_", " ")
        lines += [f"{name}: {text}" for key, text in report.user_properties if key == "covered"]
    if lines:
        terminalreporter.section("covered")
        for line in sorted(lines):
            terminalreporter.line(line)
        for what, total in sums(terminalreporter.getreports("passed")).items():
            terminalreporter.line(f"in all: {total} {what}, {total.seconds:.0f} s of one process")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails where README.md has other figures than all cases of faults together."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    faults = reporter and sums(reporter.getreports("passed")).get("cases of faults")
    if not faults or faults.count != 400:
        return
    text = f"{faults.count} of {faults.of:,} cases"
    if text not in (places.ROOT / "README.md").read_text():
        reporter.write_line(f"README.md doesn't say '{text}'", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@dataclass
class Sum:
    """What tests have counted together, out of how many, and the seconds that they took."""

    count: int = 0
    of: int = 0
    seconds: float = 0

    def __str__(self) -> str:
        return f"{self.count:,}" + (f" of {self.of:,}" if self.of else "")


def sums(reports: list[pytest.TestReport]) -> dict[str, Sum]:
    found: dict[str, Sum] = {}
    for report in reports:
        for what, count, of in (v for key, v in report.user_properties if key == "counted"):
            total = found.setdefault(what, Sum())
            total.count, total.of = total.count + count, total.of + of
            total.seconds += report.duration
    return found


@pytest.fixture(scope="session")
def schema_text() -> str:
    return schema.printed()


@pytest.fixture(scope="session")
def validator(schema_text: str) -> Draft7Validator:
    """The schema of specs, as editors apply it."""
    return schema.Validator(json.loads(schema_text))
