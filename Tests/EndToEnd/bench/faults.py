"""Faults of AWS calls: the cases, what is expected of each, and the fixed sample of them."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from bench.scripts import Fault, Run
from bench.starts import Again, Ground, Start
from bench.state import differences

#: The run is killed together with the call: nothing can be tidied up.
KILLED = ("killed-before", "killed-during", "killed-after")
#: What a script must get over by itself.
PASSING = ("throttled", "error-500", "lost", "lost-500")
#: What can go wrong with a call that only reads. Left out is what is the same for it: to be killed
#: during or after it is to be killed before the next, a reply lost with a 500 is a 500.
OF_READS = (
    "killed-before", "terminated", "throttled", "error-500", "lost", "denied", "expired", "empty",
)  # fmt: skip
OF_CHANGES = (*OF_READS, "killed-during", "killed-after", "lost-500")


@dataclass(frozen=True)
class Case:
    """One fault at one call of one script from one start."""

    example: str
    start: str
    mode: str
    at: int
    reads: bool

    def __str__(self) -> str:
        return f"{self.example} {self.start} {self.mode} at {self.at}"

    @property
    def order(self) -> str:
        """A fixed order that has nothing to do with the meaning of a case."""
        return hashlib.sha256(str(self).encode()).hexdigest()


def cases_of(example: str, start: Start) -> list[Case]:
    """Every mode for every call of the clean run."""
    return [
        Case(example, start.name, mode, number, reads)
        for number, reads in start.calls
        for mode in (OF_READS if reads else OF_CHANGES)
    ]


def sample(cases: list[Case], count: int) -> list[Case]:
    """A fixed choice that takes from all modes, of reads and of changes, in turn."""
    strata: dict[tuple, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: case.order):
        strata[case.mode, case.reads].append(case)
    # Which mode comes first differs, for where fewer cases are taken than there are modes.
    turns = sorted(strata.values(), key=lambda stratum: stratum[0].order)
    in_turn = chain.from_iterable(zip_longest(*turns))
    return [case for case in in_turn if case is not None][:count]


@dataclass
class Tally:
    """What came of cases, for the summary."""

    statuses: Counter = field(default_factory=Counter)
    cases: Counter = field(default_factory=Counter)
    again: int = 0
    replaced_keys: int = 0
    states: int = 0
    wrong: list[str] = field(default_factory=list)

    def table(self) -> str:
        """Cases by mode, with the exit codes of the runs with a fault."""
        lines = []
        for mode, count in sorted(self.cases.items()):
            codes = {status: n for (m, status), n in sorted(self.statuses.items()) if m == mode}
            ends = ", ".join(f"{n}× {status}" for status, n in codes.items())
            lines.append(f"{mode} {count} ({ends})")
        total = sum(self.cases.values())
        return (
            f"{total} run, {self.again} states run again, {self.replaced_keys} with --replace-key, "
            f"{self.states} states of access, {len(self.wrong)} wrong; " + "; ".join(lines)
        )


class Trial:
    """Runs cases from one start."""

    def __init__(self, ground: Ground, start: Start) -> None:
        self.ground = ground
        self.start = start
        self.tally = Tally()

    def run(self, cases: list[Case]) -> Tally:
        for case in cases:
            problems = [f"{case}: {problem}" for problem in self.problems_of(case)]
            print(*problems, sep="\n", end="\n" if problems else "", flush=True)
            self.tally.wrong += problems
            self.tally.cases[case.mode] += 1
        self.tally.states = len(self.start.watch.known)
        self.ground.scripts.simulator.ask("watch")
        return self.tally

    def problems_of(self, case: Case) -> list[str]:
        """What is wrong after a run with a fault, and after a run without one."""
        simulator = self.ground.scripts.simulator
        self.ground.load(self.start.name)
        simulator.ask(f"watch?account={self.ground.scripts.account}")
        run = self.ground.run(self.start.script, fault=Fault(case.mode, case.at))
        self.tally.statuses[case.mode, run.status] += 1
        problems = self.problems_of_status(case, run)
        if case.mode not in KILLED:
            problems += self.litter()
        self.ground.scripts.clear_litter()
        state = self.ground.state()
        problems += self.problems_of_state(run, state)
        if (key := self.ground.everything(state)) not in self.start.known:
            # What a script does depends on nothing but the state that it finds.
            self.start.known[key] = self.run_again()
            self.tally.again += 1
        again = self.start.known[key]
        self.tally.replaced_keys += again.replaced_key
        return [*problems, *again.problems, *self.problems_of_access()]

    # ---------------------------------------------------------------- checks

    def problems_of_status(self, case: Case, run: Run) -> list[str]:
        clean = self.start.clean.status
        makes_key = len(run.calls) >= case.at and "create-access-key" in run.calls[case.at - 1]
        match case.mode:
            case mode if mode in KILLED:
                wanted = [-9]
            case "terminated":
                wanted = [143]
            case "lost" | "lost-500" if makes_key:
                wanted = [5]
            case mode if mode in PASSING:
                wanted = [clean]
            case "denied" | "expired":
                wanted = [2, 4, 5, 6, 7]
            case _:
                wanted = [0, 2, 4, 5, 6, 7]
        if run.status in wanted:
            return []
        return [f"exit code {run.status}, not {wanted}: {run.errors.strip()[-300:]}"]

    def problems_of_state(self, run: Run, state: dict) -> list[str]:
        """A run that says it succeeded has; one that must refuse changes nothing."""
        if self.start.name in ("foreign", "unreviewed"):
            wanted, what = self.start.before, "changed what it must not touch"
            if run.status == 0:
                return ["exit code 0, though there is something to refuse"]
        elif run.status == 0:
            wanted, what = self.start.after, "exit code 0 on a wrong state"
        else:
            return []
        lines = differences(wanted, state)
        return [f"{what}: {'; '.join(lines[:3])}"] if lines else []

    def litter(self) -> list[str]:
        """Temporary files, and a key file in the making that holds no key."""
        left = self.ground.scripts.litter()
        for file in self.ground.key_files():
            if file.name.endswith(".partial") and b"AccessKeyId" not in file.read_bytes():
                left.append(file.name)
        return [f"left {', '.join(left)}"] if left else []

    def problems_of_access(self) -> list[str]:
        watched = self.ground.scripts.simulator.ask("watched", method="GET")
        lines = []
        for noted in watched:
            if more := self.start.watch.excess(noted["access"]):
                lines.append(f"access after {noted['request'][:80]!r}: {more[0]}")
        return lines

    def run_again(self) -> Again:
        """Runs the script without a fault, with the remedy that it names for a lost key."""
        run = self.ground.run(self.start.script)
        replaced = run.status == 5 and "--replace-key" in run.errors
        if replaced and self.start.clean.status == 0:
            run = self.ground.run(self.start.script, "--replace-key")
        problems = []
        if run.status != self.start.clean.status:
            problems.append(f"again: exit code {run.status}: {run.errors.strip()[-300:]}")
        if lines := differences(self.start.after, self.ground.state()):
            problems.append(f"again: not as after a clean run: {'; '.join(lines[:3])}")
        problems += [f"again: {problem}" for problem in self.litter()]
        return Again(problems, replaced)
