"""Runs of the scripts of an example from many starts, and what each asked of AWS."""

from dataclasses import dataclass, field

from bench.aws import Failed
from bench.deployer.hands import Loosening
from bench.deployer.requests import Asked, Made, Reader, made_in
from bench.hands import Drift
from bench.scripts import Run, Scripts
from bench.starts import Ground

#: The starts, and what is run from each: together they take all that the library can do.
RUNS = (("fresh", "apply"), ("changed", "apply"), ("owned", "teardown"))
#: What takes no more than those, as the whole matrix shows.
MORE_RUNS = (
    ("fresh", "plan"),
    ("converged", "verify"),
    ("drifted", "plan"),
    ("foreign", "apply"),
    ("unreviewed", "apply"),
    ("shared", "teardown"),
)
#: How runs end that change nothing, or must not.
ENDS = {("fresh", "plan"): 3, ("drifted", "plan"): 3} | {
    start: 5 for start in (("foreign", "apply"), ("unreviewed", "apply"), ("shared", "teardown"))
}


@dataclass
class Recording:
    """One run and what it asked for."""

    start: str
    command: str
    run: Run
    made: list[Made]
    asked: list[Asked]

    @property
    def name(self) -> str:
        return f"{self.command} on {self.start}"


@dataclass
class Recordings:
    """All runs of an example, as the root of its account."""

    ground: Ground
    reader: Reader | None = None
    runs: list[Recording] = field(default_factory=list)

    def make(self, whole: bool) -> "Recordings":
        for start, command in (*RUNS, *(MORE_RUNS if whole else ())):
            self.runs.append(self.record(start, command))
        return self

    def record(self, start: str, command: str) -> Recording:
        scripts = self.ground.scripts
        go_to(self.ground, start)
        self.reader = Reader(
            scripts.account, scripts.partition, scripts.text, self.ground.access()
        )
        run = run_command(scripts, command)
        if run.status != ENDS.get((start, command), 0):
            raise Failed(f"{command} on {start} ends with {run.status}: {run.errors}")
        if (start, command) == ("fresh", "apply"):
            self.ground.keep("converged")
        made = made_in(scripts.workplace / "case")
        asked = [asked for one in made for asked in self.reader.asked(one)]
        return Recording(start, command, run, made, asked)


def go_to(ground: Ground, start: str) -> None:
    """Goes to a start of the bench, or to converged with all that people change by hand."""
    if start in ground.kept or start != "changed":
        return ground.load(start)
    ground.load("converged")
    Drift(ground.scripts).make()
    Loosening(ground.scripts).make()
    return ground.keep("changed")


def run_command(scripts: Scripts, command: str, **options) -> Run:
    if command == "teardown":
        return scripts.teardown(**options)
    return scripts.provision(command, **options)

