"""The starts from which the scripts of an example are run, each made once and kept.

| start | what is in the account |
|---|---|
| fresh | only what the spec requires |
| converged | what `apply` makes of that |
| drifted | that, changed by hand in every kind of resource |
| foreign | that, with every second resource of a kind belonging to somebody else |
| unreviewed | converged, with one more policy on a role or user |
| owned | converged, with data in everything that holds data: for teardown |
| shared | that, with every second resource of a kind belonging to somebody else: for teardown |
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import prerequisites
from bench.aws import Failed
from bench.hands import Drift, Others, Owners, Resource
from bench.monotonic import Watch
from bench.scripts import Run, Scripts, is_reading
from bench.state import Account, differences

PROVISION = ("fresh", "converged", "drifted", "foreign", "unreviewed")
TEARDOWN = ("owned", "shared")

#: The start that each other one is made from.
FROM = {
    "converged": "fresh",
    "drifted": "converged",
    "foreign": "drifted",
    "unreviewed": "converged",
    "owned": "converged",
    "shared": "owned",
}


@dataclass
class Start:
    """A start, and what a run without a fault makes of it."""

    name: str
    secrets: dict[str, bytes]
    before: dict
    clean: Run = field(repr=False)
    after: dict
    watch: Watch
    #: Runs that were made again, by the state that they began with.
    known: dict[str, "Again"] = field(default_factory=dict)

    @property
    def script(self) -> str:
        return "teardown" if self.name in TEARDOWN else "provision"

    @property
    def calls(self) -> list[tuple[int, bool]]:
        """The calls of the clean run: their numbers, and whether each only reads."""
        return [(n, is_reading(call)) for n, call in enumerate(self.clean.calls, start=1)]


@dataclass(frozen=True)
class Again:
    """What came of running a script again."""

    problems: list[str]
    replaced_key: bool


class Ground:
    """The scripts of an example, with its starts."""

    def __init__(self, name: str, scripts: Scripts) -> None:
        self.name = name
        self.scripts = scripts
        self.kept: dict[str, dict[str, bytes]] = {}
        self.starts: dict[str, Start] = {}
        self.taken: dict[str, list[Resource]] = {}

    # ---------------------------------------------------------------- state

    def load(self, start: str) -> None:
        """Goes back to a start: the account, and the files of secrets."""
        if start not in self.kept:
            self.make(start)
        self.scripts.simulator.ask(f"load?name={self.name}-{start}")
        self.scripts.forget_secrets()
        for name, content in self.kept[start].items():
            file = self.secrets / name
            file.touch(0o600)
            file.write_bytes(content)
        self.scripts.clear_litter()

    @property
    def secrets(self) -> Path:
        return self.scripts.workplace / "secrets"

    def keep(self, start: str) -> None:
        self.scripts.simulator.ask(f"save?name={self.name}-{start}")
        self.kept[start] = {file.name: file.read_bytes() for file in self.secrets.iterdir()}

    def access(self) -> dict:
        return self.scripts.simulator.ask(f"access?account={self.scripts.account}")

    def state(self) -> dict:
        """The state of the account, and of the files that hold keys."""
        scripts = self.scripts
        state = Account(scripts.simulator, scripts.account, scripts.region).state()
        live = {key for user in self.access()["users"].values() for key in user["keys"]}
        state["files"] = {file.name: key_in(file, live) for file in self.key_files()}
        return state

    def everything(self, state: dict) -> str:
        """All that a run can find, by which another run of it would do the same: a state, and the
        versions of policies, of which nothing but the default one is in it."""
        account = Account(self.scripts.simulator, self.scripts.account, self.scripts.region)
        return json.dumps([state, account.versions()], sort_keys=True)

    def key_files(self) -> list[Path]:
        return sorted(file for file in self.secrets.iterdir() if "_KEY_" in file.name)

    # ---------------------------------------------------------------- starts

    def make(self, start: str) -> None:
        """Makes a start from the one before it, and keeps it."""
        if start == "fresh":
            self.scripts.simulator.ask("reset")
            self.scripts.forget_secrets()
            prerequisites.make(self.scripts)
        else:
            self.load(FROM[start])
        match start:
            case "converged":
                run = self.scripts.provision("apply")
                if run.status != 0:
                    raise Failed(f"{self.name}: apply ends with {run.status}: {run.errors}")
            case "drifted":
                Drift(self.scripts).make()
            case "foreign" | "shared":
                self.taken[start] = Owners(self.scripts).take()
            case "unreviewed":
                Others(self.scripts).add_policy()
            case "owned":
                Others(self.scripts).add_data()
        self.keep(start)

    def start(self, name: str) -> Start:
        """A start with its clean run."""
        if name not in self.starts:
            self.load(name)
            before, old = self.state(), self.access()
            clean = self.run("teardown" if name in TEARDOWN else "provision")
            after = self.state()
            watch = Watch(self.scripts.account, old, self.access())
            self.starts[name] = Start(name, self.kept[name], before, clean, after, watch)
            self.check(self.starts[name])
        return self.starts[name]

    def check(self, start: Start) -> None:
        """A clean run must end as it should, or its start is no measure."""
        wanted = 5 if start.name in ("foreign", "unreviewed", "shared") else 0
        if start.clean.status != wanted:
            text = f"{self.name} {start.name}: ends with {start.clean.status}, not {wanted}"
            raise Failed(f"{text}\n{start.clean.errors}")
        if start.name in ("converged", "foreign", "unreviewed"):
            same = start.before
        elif start.name == "drifted":
            same = self.start("fresh").after
        else:
            return
        if lines := differences(same, start.after):
            raise Failed(f"{self.name} {start.name}: " + "\n".join(lines))

    def run(self, script: str, *arguments: str, **options) -> Run:
        if script == "teardown":
            return self.scripts.teardown(**options)
        return self.scripts.provision("apply", *arguments, **options)


def key_in(file: Path, live: set[str]) -> str:
    """What a file that should hold a key holds: a live key, a dead one, or none."""
    try:
        key = json.loads(file.read_bytes())["AccessKey"]["AccessKeyId"]
    except (ValueError, KeyError):
        return "no key"
    return "a live key" if key in live else "a dead key"


@contextmanager
def edited(scripts: Scripts, name: str, right: str, wrong: str) -> Iterator[None]:
    """A script with one place of it changed, for a while: what tests of the checks run."""
    file = scripts.outputs / name
    text = file.read_text()
    if text.count(right) != 1:
        raise Failed(f"{name} has {text.count(right)} times {right!r}")
    file.write_text(text.replace(right, wrong))
    try:
        yield
    finally:
        file.write_text(text)
