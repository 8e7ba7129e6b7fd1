"""Where the product's answers about pairs are wrong."""

from collections.abc import Sequence

from .pair import Json, Pair
from .product import ProductAnswer, evaluated


def wrong_answers(
    pairs: Sequence[Pair], expected: Sequence[str], answers: Sequence[ProductAnswer]
) -> list[str]:
    """What is wrong with the product's answers: access that widens unseen, access that is said to
    widen and doesn't, and requests that don't show it.

    Expected is `wider`, `within` or, of what isn't known, `unknown`; the product may leave each
    open, as `undecided`.
    """
    if not len(pairs) == len(expected) == len(answers):
        return [f"{len(pairs)} pairs, {len(expected)} expected, {len(answers)} answers"]
    wrong = [
        f"{answer.verdict} and not {right}: {pair.line}"
        for pair, right, answer in zip(pairs, expected, answers)
        if answer.verdict not in {
            "wider": ["wider", "undecided"], "within": ["within", "undecided"],
            "unknown": ["wider", "within", "undecided"],
        }[right]
    ]  # fmt: skip
    return wrong + unconfirmed(pairs, answers)


def unconfirmed(pairs: Sequence[Pair], answers: Sequence[ProductAnswer]) -> list[str]:
    """The requests of answers which don't widen access, as both evaluators see it."""
    wrong = []
    asked: list[tuple[Pair, Json]] = []
    for pair, answer in zip(pairs, answers):
        if answer.verdict != "wider":
            continue
        if answer.request is None:
            wrong.append(f"no request shows it: {pair.line}")
        elif not pair.is_widened_by(answer.request):
            wrong.append(f"{answer.request} doesn't widen: {pair.line}")
        else:
            asked.append((pair, answer.request))
    questions = [list(pair.all_questions(request)) for pair, request in asked]
    verdicts = iter(evaluated(one for ways in questions for way in ways for one in way))
    for (pair, request), ways in zip(asked, questions):
        found = [(next(verdicts), next(verdicts)) for _ in ways]
        if not any(before != "allow" and after == "allow" for before, after in found):
            wrong.append(f"{request} doesn't widen as the product evaluates it: {pair.line}")
    return wrong
