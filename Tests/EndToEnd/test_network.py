"""What AWS itself or the network does wrong, below the CLI, which tries again by itself."""

from dataclasses import dataclass

import pytest

from bench import prerequisites
from bench.scripts import Scripts
from bench.state import Account, differences


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with the next request that matches; see simulator/control.py."""

    status: int = 200
    code: str = ""
    times: int = 1
    drop: bool = False
    after: bool = False


TROUBLES = {
    "an error of the service": Trouble(500, "InternalFailure"),
    "overload, twice": Trouble(503, "ServiceUnavailable", times=2),
    "throttling": Trouble(400, "Throttling"),
    "a connection that ends before": Trouble(drop=True),
    "a reply that is cut off after the request was carried out": Trouble(drop=True, after=True),
}
#: The requests that change something, by example.
REQUESTS = {
    "logzio-s3-keys": ("Action=CreateUser", "Action=PutUserPolicy", "Action=CreateAccessKey"),
    "fastly-kinesis": (
        ".CreateStream",
        "Action=CreateRole",
        "Action=PutRolePolicy",
        ".PutResourcePolicy",
    ),
}
#: An access key is asked for once: a second request would leave a key that nobody holds.
ONCE = "Action=CreateAccessKey"


def state_of(scripts: Scripts) -> dict:
    return Account(scripts.simulator, scripts.account, scripts.region).state()


def start(scripts: Scripts) -> None:
    scripts.simulator.ask("load?name=start")
    scripts.forget_secrets()
    scripts.clear_litter()


def outcome(scripts: Scripts, request: str, trouble: Trouble) -> tuple[list[int], list[str]]:
    """How the runs end that it takes to converge, and what is wrong then."""
    start(scripts)
    scripts.simulator.ask("fault", [{"match": request, **vars(trouble)}])
    run = scripts.provision("apply")
    statuses, wrong = [run.status], []
    if run.status != 0:
        names_remedy = "--replace-key" in run.errors
        run = scripts.provision("apply", *(["--replace-key"] if names_remedy else []))
        statuses.append(run.status)
    if run.status != 0:
        wrong.append(run.errors)
    keys = scripts.simulator.ask(f"access?account={scripts.account}", method="GET")["users"]
    wrong += [f"{user} has two keys" for user, found in keys.items() if len(found["keys"]) > 1]
    return statuses, wrong + scripts.litter()


@pytest.mark.parametrize("name", REQUESTS)
def test_the_script_gets_over_trouble_below_the_cli(example, name, covered):
    scripts = example(name)
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    scripts.simulator.ask("save?name=start")
    assert scripts.provision("apply").status == 0
    clean = state_of(scripts)
    at_once, wrong = 0, {}
    for request in REQUESTS[name]:
        for what, trouble in TROUBLES.items():
            statuses, lines = outcome(scripts, request, trouble)
            lines += differences(clean, state_of(scripts))
            if request != ONCE and statuses != [0]:
                lines.append(f"exits {statuses}")
            at_once += statuses == [0]
            if lines:
                wrong[f"{what}, {request}"] = lines
    assert wrong == {}
    cases = len(REQUESTS[name]) * len(TROUBLES)
    covered(f"{name}: {cases} cases, {at_once} verified by the first run, the others by a second")


def test_a_fault_reaches_the_script(example):
    """Trouble that never ends is not gotten over: the injection works."""
    scripts = example("logzio-s3-keys")
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    always = {"match": "Action=CreateUser", "status": 500, "code": "InternalFailure", "times": 999}
    scripts.simulator.ask("fault", [always])
    run = scripts.provision("apply")
    assert run.status == 7, run.errors
    scripts.simulator.ask("reset")
