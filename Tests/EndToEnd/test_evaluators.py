"""Two evaluators of AWS policies, written independently, agree with the guide and each other."""

import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench import places
from bench.evaluator import answer
from bench.evaluator_cases import CASES
from bench.evaluator_mutants import MUTANTS, load
from bench.random_requests import RandomRequests

SEED = 20121017
REQUESTS = 50_000

#: The least share of each answer, so that no part of the evaluators goes unasked.
SHARES = {"allow": 0.1, "explicitDeny": 0.1, "implicitDeny": 0.2, "error": 0.03}


def outcome(text: str) -> str:
    """An answer without what an error says of its cause."""
    return text.split(":", 1)[0].strip()


def other_answers(lines: Iterable[str]) -> list[str]:
    """The answers of the evaluator in Swift, which works while the lines are still being made."""
    with tempfile.TemporaryFile("w+") as written:
        command = [places.TOOL, "evaluate"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=written, text=True) as tool:
            assert tool.stdin is not None
            tool.stdin.writelines(line + "\n" for line in lines)
        assert tool.returncode == 0
        written.seek(0)
        return [outcome(line) for line in written]


def own_answers(lines: Iterable[str]) -> list[str]:
    return [outcome(answer(line)) for line in lines]


@dataclass(frozen=True)
class Answered:
    """The random questions, each as a line, and what each evaluator answers."""

    lines: list[str]
    own: list[str]
    other: list[str]


@pytest.fixture(scope="module")
def answered() -> Answered:
    lines: list[str] = []
    own: list[str] = []

    def answering() -> Iterator[str]:
        for question in RandomRequests(SEED).questions(REQUESTS):
            line = json.dumps(question)
            yield line
            lines.append(line)
            own.append(outcome(answer(line)))

    other = other_answers(answering())
    return Answered(lines, own, other)


def differences(lines: list[str], first: list[str], second: list[str]) -> list[str]:
    """What to show of the questions that are answered in two ways."""
    assert len(lines) == len(first) == len(second)
    return [
        f"{one} and {two}: {line}"
        for line, one, two in zip(lines, first, second)
        if one != two
    ]  # fmt: skip


@pytest.mark.parametrize("evaluate", [own_answers, other_answers], ids=["Python", "Swift"])
def test_the_evaluator_answers_the_truth_table(
    evaluate: Callable[[Iterable[str]], list[str]], covered: Callable[[str], None]
) -> None:
    lines = [case.line for case in CASES]
    expected = [case.expected for case in CASES]
    wrong = differences(lines, expected, evaluate(lines))
    assert wrong == []
    groups = Counter(case.group for case in CASES)
    covered(f"{len(CASES)} cases in {len(groups)} groups, 0 differ")


def test_both_evaluators_agree_on_random_requests(
    answered: Answered, covered: Callable[[str], None]
) -> None:
    different = differences(answered.lines, answered.own, answered.other)
    assert different[:5] == [], f"{len(different)} of {REQUESTS} differ, seed {SEED}"
    covered(f"{REQUESTS:,} requests of seed {SEED}, 0 differ")


def test_every_answer_to_random_requests_is_frequent(
    answered: Answered, covered: Callable[[str], None]
) -> None:
    shares = {name: count / REQUESTS for name, count in Counter(answered.other).items()}
    assert shares.keys() == SHARES.keys()
    assert {name for name, share in shares.items() if share < SHARES[name]} == set()
    covered(", ".join(f"{share:.1%} {name}" for name, share in sorted(shares.items())))


def test_the_truth_table_notices_wrong_evaluators(
    tmp_path: Path, covered: Callable[[str], None]
) -> None:
    unnoticed = []
    for mutant in MUTANTS:
        evaluate = load(mutant, tmp_path)
        if all(outcome(evaluate(case.line)) == case.expected for case in CASES):
            unnoticed.append(mutant.name)
    assert unnoticed == []
    covered(f"{len(MUTANTS)} wrong evaluators, all noticed")


def test_the_comparison_notices_wrong_evaluators(
    tmp_path: Path, answered: Answered, covered: Callable[[str], None]
) -> None:
    needed: dict[str, int] = {}
    for mutant in MUTANTS:
        evaluate = load(mutant, tmp_path)
        for count, (line, expected) in enumerate(zip(answered.lines, answered.other), start=1):
            if outcome(evaluate(line)) != expected:
                needed[mutant.name] = count
                break
    assert [mutant.name for mutant in MUTANTS if mutant.name not in needed] == []
    latest = max(needed, key=lambda name: needed[name])
    covered(
        f"{len(MUTANTS)} wrong evaluators, all noticed within {needed[latest]:,} requests"
        f" (the last: {latest})"
    )
