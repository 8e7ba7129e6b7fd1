"""Moves of policies, killed, refused or lied to at any call: one more run ends well."""

import pytest

from bench.faults import Case, Trial, cases_of, sample
from bench.holders import MOVES, Moves, Smith

#: How many faults of each move the ordinary run tries.
QUOTA = 3


@pytest.fixture(scope="module")
def moving(tmp_path_factory, simulator, cli) -> Moves:
    return Moves(Smith(tmp_path_factory.mktemp("faults"), simulator, cli))


@pytest.mark.parametrize("name", MOVES)
def test_a_move_gets_over_a_fault_of_any_call(moving, whole, name, covered):
    move = moving.of(name)
    start = move.start("fresh")
    cases = cases_of(name, start)
    changes = [case for case in cases if not case.reads]
    chosen = cases if whole else sample(changes, QUOTA)
    tally = Trial(move, start).run(chosen)
    assert not tally.wrong, "\n".join(tally.wrong)
    covered(f"of {len(cases)} cases, {tally.table()}")


#: Calls that AWS may answer without having done them, and that once went unnoticed.
FOUND = {"managed to inline": "delete-policy"}


@pytest.mark.parametrize("name", FOUND)
def test_a_move_gets_over_what_once_went_wrong(moving, name, covered):
    move = moving.of(name)
    start = move.start("fresh")
    numbers = [n for n, call in enumerate(start.clean.calls, 1) if FOUND[name] in call]
    trial = Trial(move, start)
    trial.run([Case(name, "fresh", "empty", number, reads=False) for number in numbers])
    assert numbers and not trial.tally.wrong, "\n".join(trial.tally.wrong)
    covered(f"{len(numbers)} calls")
