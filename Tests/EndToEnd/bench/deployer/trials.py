"""Runs of the scripts as a user who lacks one action, in the simulator that enforces IAM."""

import hashlib

from bench.deployer.policies import documents, without
from bench.deployer.principal import Deployer
from bench.deployer.recorded import ENDS, Recordings, go_to, run_command
from bench.deployer.requests import TAGGED

#: Actions that the simulator doesn't look at: it decides one action a request, and these come with
#: others. The recorded runs say what needs them; where somebody takes tags away, so does this one.
UNENFORCED = {
    "iam:PassRole": "a role that Firehose or CloudWatch is to act with",
    "kms:DescribeKey": "the key of a stream that is encrypted with it",
    **dict.fromkeys(TAGGED.values(), "tags at the creation of what bears them"),
}


def actions_of(recordings: Recordings) -> list[str]:
    policies = documents(recordings.ground.scripts.outputs, "script")
    return sorted({one for p in policies for s in p["Statement"] for one in s["Action"]})


def sample(name: str, actions: list[str], count: int) -> list[str]:
    """A fixed choice that has nothing to do with what the actions mean."""
    order = sorted(actions, key=lambda one: hashlib.sha256(f"{name} {one}".encode()).digest())
    return sorted(order[:count])


def is_missed(recordings: Recordings, action: str) -> bool:
    """Whether any run that asks for an action fails for a user without it."""
    scripts = recordings.ground.scripts
    policies = without(documents(scripts.outputs, "script"), action)
    for recording in recordings.runs:
        if action not in {asked.action for asked in recording.asked}:
            continue
        go_to(recordings.ground, recording.start)
        scripts.simulator.ask("tls")
        deployer = Deployer.make(scripts, policies)
        run = run_command(scripts, recording.command, environment=deployer.environment)
        scripts.clear_litter()
        if run.status != ENDS.get((recording.start, recording.command), 0):
            return True
    return False
