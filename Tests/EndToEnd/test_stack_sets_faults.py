"""Any call of `stacksets.sh` and its teardown is killed, lost or refused: one more run mends it."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bench.faults import KILLED, OF_CHANGES, OF_READS, PASSING, Case, sample
from bench.scripts import Fault, Run, is_reading
from bench.stack_sets import ACCOUNT_WIDE, ACCOUNTS, Deployment, Order

pytestmark = pytest.mark.xdist_group("stack-sets")
FIFTH = "555566667777"
#: One account more and one less, one region less, another template: every call there is.
CHANGED = replace(
    Order(), accounts=(*ACCOUNTS[1:], FIFTH), regions=("us-east-1",)
).with_template("template.yaml", ACCOUNT_WIDE.replace("{ExternalId: three}", "{ExternalId: 3x}"))
#: From each start: what the spec says then, the script, and how many of its cases are the sample.
STARTS = {
    "nothing": (Order(), "stacksets.sh", 14),
    "changed": (CHANGED, "stacksets.sh", 14),
    "owned": (Order(), "teardown.sh", 8),
}


@dataclass
class Trial:
    """One start, from which a script is run with faults."""

    name: str
    deployment: Deployment
    order: Order
    script: str

    def load(self) -> None:
        self.deployment.simulator.ask(f"load?name=stack-sets-{self.name}")

    def run(self, fault: Fault | None = None) -> Run:
        if self.script == "teardown.sh":
            return self.deployment.teardown(fault=fault)
        return self.deployment.apply(fault=fault)

    def is_right(self) -> bool:
        """Whether all stacks are where they must be, and none where not."""
        wanted = {} if self.script == "teardown.sh" else self.deployment.wanted()
        return self.deployment.actual() == wanted

    def cases(self) -> list[Case]:
        self.load()
        run = self.run()
        assert run.status == 0 and self.is_right(), run.errors
        return [
            Case("targets", self.name, mode, number, is_reading(call))
            for number, call in enumerate(run.calls, 1)
            for mode in (OF_READS if is_reading(call) else OF_CHANGES)
        ]

    def problems_of(self, case: Case) -> list[str]:
        """What is wrong after a run with a fault, and after a run without one."""
        self.load()
        run = self.run(Fault(case.mode, case.at))
        problems = []
        if case.mode in PASSING and run.status != 0:
            problems.append(f"ends with {run.status}: {run.errors[-300:]}")
        if run.status == 0 and not self.is_right():
            problems.append("says that all is right, and it is not")
        if case.mode not in KILLED and self.deployment.litter():
            problems.append("leaves files")
        self.deployment.clear_litter()
        again = self.run()
        if again.status != 0 or not self.is_right():
            problems.append(f"is not mended: {again.status} {again.errors[-300:]}")
        if self.run().changing:
            problems.append("a third run changes something")
        return [f"{case}: {problem}" for problem in problems]


@pytest.fixture
def trial(tmp_path: Path, fresh, cli):
    """A start by its name."""

    def make(name: str) -> Trial:
        order, script, _ = STARTS[name]
        deployment = Deployment(Order(), tmp_path / "place", fresh, cli)
        deployment.prepare()
        if name != "nothing":
            assert deployment.apply().status == 0
        fresh.ask(f"save?name=stack-sets-{name}")
        deployment.become(order)
        return Trial(name, deployment, order, script)

    return make


@pytest.mark.parametrize("start", STARTS)
def test_one_more_run_mends_whatever_went_wrong_at_any_call(trial, start, whole, covered):
    tried = trial(start)
    cases = tried.cases()
    chosen = cases if whole else sample(cases, STARTS[start][2])
    problems = [problem for case in chosen for problem in tried.problems_of(case)]
    assert problems == []
    modes = {case.mode for case in chosen}
    covered(f"{len(chosen)} of {len(cases)} faults of {len(modes)} kinds from {start}, 0 wrong")


def test_a_script_that_takes_no_other_operation_into_account_is_found_out(trial):
    """Once more, for a run that was killed while its last operation ran."""
    tried = trial("nothing")
    tried.load()
    calls = [call[1] for call in tried.run().calls]
    last = len(calls) - calls[::-1].index("create-stack-instances")
    case = Case("targets", "nothing", "killed-after", last, False)
    assert tried.problems_of(case) == []
    path = tried.deployment.outputs / "stacksets.sh"
    text = path.read_text()
    path.write_text(text.replace("='OperationInProgressException|", "='"))
    assert path.read_text() != text
    assert any("is not mended: 7" in problem for problem in tried.problems_of(case))
