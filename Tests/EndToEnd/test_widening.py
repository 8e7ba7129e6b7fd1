"""Whether access widens is decided by the product as by an SMT solver, a person, and requests."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.evaluator.lines import ask
from bench.widening.agreement import unconfirmed, wrong_answers
from bench.widening.aimed import AimedRequests
from bench.widening.faults import WRONG_ANSWERS, WRONG_ENCODINGS, load
from bench.widening.labelled import Labelled, labelled
from bench.widening.pair import Pair
from bench.widening.product import ProductAnswer, evaluated, product_answers
from bench.widening.random_pairs import RandomPairs
from bench.widening.solver import Answer, Solver

# The pairs are decided once, for all tests.
pytestmark = pytest.mark.xdist_group("widening")

SEED = 20121017
PAIRS, SAMPLE_OF_PAIRS = 5_000, 150
REQUESTS, SAMPLE_OF_REQUESTS = 10_000, 100

#: Every how many of the labelled pairs the solver decides too; all of them take it a minute. It
#: is odd, so that both ways of the pairs are among them.
SAMPLE_OF_LABELLED = 5


@dataclass(frozen=True)
class Decided:
    """Pairs with what the solver and what the product say of them."""

    pairs: list[Pair]
    solver: list[Answer]
    product: list[ProductAnswer]

    @property
    def expected(self) -> list[str]:
        return [answer.verdict for answer in self.solver]


def decided(pairs: list[Pair]) -> Decided:
    solver = Solver()
    return Decided(pairs, [solver.decide(pair) for pair in pairs], product_answers(pairs))


@pytest.fixture(scope="module")
def random_pairs(whole: bool) -> Decided:
    return decided(list(RandomPairs(SEED).pairs(PAIRS if whole else SAMPLE_OF_PAIRS)))


def directions() -> list[tuple[Labelled, Pair, str]]:
    """The labelled pairs both ways, each with what is right."""
    return [
        (one, pair, "wider" if widens else "within")
        for one in labelled() for pair, widens in one.directions
    ]  # fmt: skip


@pytest.fixture(scope="module")
def labelled_answers() -> list[ProductAnswer]:
    return product_answers([pair for _, pair, _ in directions()])


@pytest.fixture(scope="module")
def labelled_pairs(whole: bool) -> Decided:
    return decided([pair for _, pair, _ in directions()[:: 1 if whole else SAMPLE_OF_LABELLED]])


def shares(verdicts: Sequence[str]) -> str:
    counts = Counter(verdicts)
    return ", ".join(f"{counts[name]:,} {name}" for name in sorted(counts))


# Random pairs, decided by an SMT solver.


def test_no_widening_of_a_random_pair_is_missed(
    random_pairs: Decided, covered: Callable[[str], None]
) -> None:
    wrong = wrong_answers(random_pairs.pairs, random_pairs.expected, random_pairs.product)
    assert wrong[:3] == [], f"{len(wrong)} wrong, seed {SEED}"
    covered(
        f"{len(random_pairs.pairs):,} pairs of seed {SEED}, 0 differ;"
        f" z3: {shares(random_pairs.expected)};"
        f" product: {shares([answer.verdict for answer in random_pairs.product])}"
    )


def test_what_the_solver_finds_does_widen(
    random_pairs: Decided, labelled_pairs: Decided, covered: Callable[[str], None]
) -> None:
    count = 0
    for decided in (random_pairs, labelled_pairs):
        found = [ProductAnswer(answer.verdict, answer.request) for answer in decided.solver]
        assert unconfirmed(decided.pairs, found)[:3] == []
        count += sum(answer.verdict == "wider" for answer in found)
    covered(f"{count:,} requests, all confirmed by both evaluators")


def test_the_solver_and_the_product_decide_nearly_all_random_pairs(
    random_pairs: Decided, covered: Callable[[str], None]
) -> None:
    count = len(random_pairs.pairs)
    unknown = random_pairs.expected.count("unknown")
    undecided = [
        pair.line for pair, answer in zip(random_pairs.pairs, random_pairs.product)
        if answer.verdict == "undecided"
    ]  # fmt: skip
    within = random_pairs.expected.count("within")
    assert unknown <= 0.01 * count
    assert [line for line in undecided if "${" not in line] == [], "only for policy variables"
    assert len(undecided) <= 0.1 * count
    assert 0.35 * count <= within <= 0.7 * count, "half of the pairs should be a change to allow"
    covered(f"{unknown} unknown to z3, {len(undecided)} undecided by the product, of {count:,}")


# Pairs that a person has judged.


def test_pairs_are_decided_as_a_person_has_judged(
    labelled_answers: list[ProductAnswer], covered: Callable[[str], None]
) -> None:
    pairs = [pair for _, pair, _ in directions()]
    right = [verdict for _, _, verdict in directions()]
    assert wrong_answers(pairs, right, labelled_answers) == []
    undecided = [
        one.title for (one, _, _), answer in zip(directions(), labelled_answers)
        if answer.verdict == "undecided"
    ]  # fmt: skip
    assert undecided == []
    titles = [one.title for one in labelled()]
    assert len(titles) == len(set(titles)) >= 150
    covered(f"{len(titles)} pairs, both ways ({shares(right)}), 0 undecided")


def test_the_solver_decides_as_a_person_has_judged(
    whole: bool, labelled_pairs: Decided, covered: Callable[[str], None]
) -> None:
    asked = directions()[:: 1 if whole else SAMPLE_OF_LABELLED]
    different = [
        f"{one.title}: {answer.verdict}, not {right} {answer.reason}"
        for (one, _, right), answer in zip(asked, labelled_pairs.solver)
        if answer.verdict not in (right, "unknown")
    ]
    assert different == []
    known = [answer.verdict for answer in labelled_pairs.solver if answer.verdict != "unknown"]
    assert len(known) >= 0.95 * len(labelled_pairs.solver)
    covered(f"{len(known)} of {len(labelled_pairs.solver)} decided by z3, all as labelled")


def requests_that_differ(one: Labelled, count: int) -> tuple[int, int]:
    """How many of a pair's requests only the newer policy allows, and how many only the older,
    as the product evaluates them; the bench's own evaluator must agree on some."""
    asked = list(AimedRequests(one.pair, SEED).questions(count))
    answers = evaluated(question for questions in asked for question in questions)
    for place in random.Random(SEED).sample(range(len(answers)), k=min(20, len(answers))):
        assert ask(asked[place // 2][place % 2]).value == answers[place]
    changes = Counter((b == "allow", a == "allow") for b, a in zip(answers[::2], answers[1::2]))
    return changes[False, True], changes[True, False]


def test_no_random_request_widens_access_unseen(
    whole: bool, labelled_answers: list[ProductAnswer], covered: Callable[[str], None]
) -> None:
    count = REQUESTS if whole else SAMPLE_OF_REQUESTS
    missed, silent, widening = [], [], 0
    answers = iter(labelled_answers)
    for one in labelled():
        for (_, widens), differing in zip(one.directions, requests_that_differ(one, count)):
            answer = next(answers)
            if differing and (answer.verdict == "within" or not widens):
                missed.append(one.title)
            widening += widens
            if widens and not differing:
                silent.append(one.title)
    assert missed == []
    # The requests would show nothing if they didn't reach what differs.
    assert len(silent) <= (0.02 if whole else 0.05) * widening, silent
    covered(
        f"{count:,} requests about each of {len(labelled())} pairs, 0 missed;"
        f" they show {widening - len(silent)} of {widening} widenings"
    )


# What the tests guard, broken on purpose.


def test_wrong_answers_are_noticed(
    labelled_answers: list[ProductAnswer], covered: Callable[[str], None]
) -> None:
    pairs = [pair for _, pair, _ in directions()]
    right = [verdict for _, _, verdict in directions()]
    unnoticed = [
        wrong.name
        for wrong in WRONG_ANSWERS
        if not wrong_answers(pairs, right, wrong.spoil(labelled_answers))
    ]
    assert unnoticed == []
    covered(f"{len(WRONG_ANSWERS)} kinds of wrong answers, all noticed")


def test_wrong_encodings_are_noticed(tmp_path: Path, covered: Callable[[str], None]) -> None:
    by_title = {one.title: one for one in labelled()}
    unnoticed = []
    for mistake in WRONG_ENCODINGS:
        solver = load(mistake, tmp_path).Solver()
        seen = [
            solver.decide(pair).verdict != ("wider" if widens else "within")
            for pair, widens in by_title[mistake.seen_by].directions
        ]
        if not any(seen):
            unnoticed.append(mistake.name)
    assert unnoticed == []
    covered(f"{len(WRONG_ENCODINGS)} wrong encodings, all noticed")
