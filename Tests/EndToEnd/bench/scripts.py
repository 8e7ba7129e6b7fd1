"""The compiled scripts of a spec, run as a person runs them."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from bench import places
from bench.aws import CommandLine, Failed, Simulator

#: Reads nothing but asks AWS: the first word of an operation that changes nothing.
READS = ("get-", "list-", "describe-", "head-")


def compile_spec(spec: Path, into: Path, *options: str) -> Path:
    """Compiles a spec and gives the folder of its outputs."""
    command = [str(places.ACCREDIT), "compile", str(spec), "-o", str(into), *options]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise Failed(f"{spec.name} does not compile:\n{result.stderr}")
    (folder,) = (path.parent for path in into.glob("*/provision.sh"))
    return folder


def constant(script: str, name: str) -> str:
    """A value that stands in the head of a script, such as ACCREDIT_ACCOUNT."""
    found = re.search(rf"^readonly {name}='([^']*)'$", script, re.MULTILINE)
    if not found:
        raise Failed(f"the script says no {name}")
    return found[1]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call, counted from 1; the modes are those of cli/server.py."""

    mode: str
    at: int


@dataclass(frozen=True)
class Run:
    """How a run of a script ended, and what it asked of AWS."""

    status: int
    output: str
    errors: str
    calls: list[list[str]] = field(repr=False)

    @property
    def changing(self) -> list[list[str]]:
        """The calls that may change something."""
        return [call for call in self.calls if not is_reading(call)]


def plain(calls: list[list[str]]) -> list[list[str]]:
    """Calls without the names of temporary folders, which differ from run to run."""
    return [
        [re.sub(r"file://\S*/tmp/[^/]+/", "file://…/", word) for word in call] for call in calls
    ]


def is_reading(call: list[str]) -> bool:
    return "--generate-cli-skeleton" in call or call[1].startswith(READS)


class Scripts:
    """The outputs of one spec, with a folder in which its scripts run."""

    #: The script that makes everything.
    main = "provision.sh"
    #: How many reads run side by side: one, so that each call has a number by which it can fail.
    jobs = 1

    def __init__(self, outputs: Path, workplace: Path, simulator: Simulator, cli: CommandLine):
        self.outputs = outputs
        self.workplace = workplace
        self.simulator = simulator
        self.cli = cli
        self.text = (outputs / self.main).read_text()
        self.account = constant(self.text, "ACCREDIT_ACCOUNT")
        self.region = constant(self.text, "ACCREDIT_REGION")
        self.partition = constant(self.text, "ACCREDIT_PARTITION")
        for name in ("tmp", "home", "secrets", "case"):
            (workplace / name).mkdir(parents=True, exist_ok=True)
        self.placed = self.elsewhere()

    @property
    def secrets(self) -> dict[str, str]:
        """The files of secrets by their variables; tokens are written, keys are awaited."""
        for name in self.variables:
            file = self.workplace / "secrets" / name
            if "_TOKEN_" in name and not file.exists():
                file.touch(0o600)
                file.write_text("abcdefghijABCDEFGHIJ0123456789ab")
        return {name: str(self.workplace / "secrets" / name) for name in sorted(self.variables)}

    @property
    def variables(self) -> set[str]:
        """The variables that name files of secrets."""
        return set(re.findall(r"['@](ACCREDIT_(?:KEY|TOKEN)_FILE_[A-Z0-9_]+)['@]", self.text))

    def forget_secrets(self) -> None:
        shutil.rmtree(self.workplace / "secrets")
        (self.workplace / "secrets").mkdir()

    def litter(self) -> list[str]:
        """What runs have left in the folder for temporary files, and anywhere that isn't theirs."""
        left = {path.name for path in (self.workplace / "tmp").iterdir()}
        return sorted(left | self.elsewhere() - self.placed)

    def elsewhere(self) -> set[str]:
        """What lies where a run has nothing to leave: where it is called, at home, beside itself;
        and files of secrets that nobody asked for."""
        folders = (self.workplace, self.workplace / "home", self.outputs)
        found = {str(path) for folder in folders for path in folder.iterdir()}
        secrets = {path.name for path in (self.workplace / "secrets").iterdir()}
        return found | {s for s in secrets if s.removesuffix(".partial") not in self.variables}

    def clear_litter(self) -> None:
        shutil.rmtree(self.workplace / "tmp")
        (self.workplace / "tmp").mkdir()

    def environment(self, account: str | None = None) -> dict[str, str]:
        return {
            "PATH": f"{self.cli.path}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.workplace / "home"),
            "TMPDIR": str(self.workplace / "tmp"),
            "AWS_ACCESS_KEY_ID": account or self.account,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.simulator.url,
            "ACCREDIT_ALLOW_ENDPOINT": "1",
            "ACCREDIT_PAUSE": "0.01",
            "ACCREDIT_JOBS": str(self.jobs),
            "ACCREDIT_CONFIRM": self.account,
            "BENCH_CASE": str(self.workplace / "case"),
            **self.cli.environment,
            **self.secrets,
        }

    def provision(self, *arguments: str, fault: Fault | None = None, **options) -> Run:
        return self.run(self.main, arguments, fault, **options)

    def teardown(self, *arguments: str, fault: Fault | None = None, **options) -> Run:
        return self.run("teardown.sh", arguments or ("--yes",), fault, **options)

    def run(
        self,
        script: str,
        arguments: tuple[str, ...],
        fault: Fault | None = None,
        environment: dict[str, str] | None = None,
        shell: str = "bash",
    ) -> Run:
        """Runs a script in a session of its own, so that a fault can kill it whole."""
        case = self.workplace / "case"
        (case / "calls").write_text("")
        (case / "requests").write_text("")
        (case / "fault").write_text(json.dumps(fault and vars(fault)))
        result = subprocess.run(
            [shell, str(self.outputs / script), *arguments],
            env=environment or self.environment(),
            cwd=self.workplace,
            capture_output=True,
            text=True,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            timeout=600,
        )
        calls = [json.loads(line) for line in (case / "calls").read_text().splitlines()]
        return Run(result.returncode, result.stdout, result.stderr, calls)


def default_environment() -> dict[str, str]:
    """An environment that holds nothing of AWS."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
