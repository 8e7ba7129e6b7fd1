"""Policies that move between a role or user and managed policies, or between those.

Whatever a run does on the way, access is never more than before and after.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bench.holders import MOVES, ROLE, USER, Moves, Moving, Smith, all_parts, parts_of
from bench.scripts import is_reading
from bench.starts import edited
from bench.state import differences


@pytest.fixture(scope="module")
def moving(tmp_path_factory, simulator, cli) -> Moves:
    return Moves(Smith(tmp_path_factory.mktemp("moves"), simulator, cli))


def excess_of_a_clean_run(
    move: Moving, make: Callable[[Moving], None] | None = None, status: int = 0
) -> tuple[list[str], int]:
    """What is granted during a run beyond before and after, and how many states were looked at.

    Something may be made before it, by hand.
    """
    start = move.start("fresh")
    move.load("fresh")
    if make:
        make(move)
    simulator = move.scripts.simulator
    simulator.ask(f"watch?account={move.scripts.account}")
    run = move.run("provision")
    assert run.status == status, run.errors
    watched = simulator.ask("watched", method="GET")
    simulator.ask("watch")
    lines = [
        f"{noted['request'][:80]}: {more}"
        for noted in watched
        for more in start.watch.excess(noted["access"])
    ]
    return lines, len(watched)


@pytest.mark.parametrize("name", MOVES)
def test_a_move_grants_nothing_that_neither_side_does(moving, name, covered):
    move = moving.of(name)
    lines, states = excess_of_a_clean_run(move)
    assert not lines, "\n".join(lines)
    assert states > 1
    after = move.start("fresh").after
    assert move.unlike_a_new_one() == []
    holder = ("user", USER) if name.startswith("user") else ("role", ROLE)
    assert len(all_parts(after)) == len(parts_of(after, *holder))
    covered(f"{name}: {states} states of access, 0 beyond; {len(all_parts(after))} policies")


def test_where_nothing_is_lost_on_the_way(moving, covered):
    """Where all fits beside each other, what both sides grant is granted all the time."""
    for name in ("inline to managed", "managed to inline", "one policy more"):
        move = moving.of(name)
        start = move.start("fresh")
        changing = [call for call in start.clean.calls if not is_reading(call)]
        words = [call[1] for call in changing]
        comes = [i for i, w in enumerate(words) if w in ("attach-role-policy", "put-role-policy")]
        goes = [i for i, w in enumerate(words) if w in ("detach-role-policy", "delete-role-policy")]
        assert comes and (not goes or max(comes) < min(goes)), words
    covered("what comes is there before what goes is gone")


# ---------------------------------------------------------------- what the checks see


@dataclass(frozen=True)
class Planted:
    """A fault of the library, the move that shows it, and what is then said."""

    move: str
    right: str
    wrong: str


PLANTED = {
    "attached beside the old trust": Planted(
        "other buckets, and another id",
        "  if ((parts > 1)) && has_policies",
        "  if false && has_policies",
    ),
    "managed policies that stay while the trust changes": Planted(
        "other buckets, and another id",
        '  withdraw_parts "$1" "$2"\n',
        "",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_script_that_grants_too_much_on_its_way_is_seen(moving, name):
    planted = PLANTED[name]
    move = moving.of(planted.move)
    move.start("fresh")
    with edited(move.scripts, "provision.sh", planted.right, planted.wrong):
        lines, _ = excess_of_a_clean_run(move)
    assert lines


def leave_a_wide_policy(move: Moving) -> None:
    """Leaves a policy of a name that the spec will use, attached to nobody."""
    scripts = move.scripts
    iam = scripts.simulator.client("iam", scripts.region, scripts.account)
    everything = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    path = f"/accredit/acme/role/{ROLE}/"
    iam.create_policy(PolicyName=f"{ROLE}-role-part1", Path=path, PolicyDocument=document)


def test_what_an_earlier_spec_left_is_put_right_before_it_is_attached(moving):
    move = moving.of("inline to managed")
    lines, _ = excess_of_a_clean_run(move, leave_a_wide_policy)
    assert not lines, "\n".join(lines)
    assert differences(move.start("fresh").after, move.state()) == []
    right = """    write_version "$1" "$2" "${part}" || return 1\n    mended=yes\n"""
    with edited(move.scripts, "provision.sh", right, "    :\n"):
        lines, _ = excess_of_a_clean_run(move, leave_a_wide_policy, status=6)
    assert lines
