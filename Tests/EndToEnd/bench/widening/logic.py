"""Conjunctions and disjunctions of any number of terms."""

from collections.abc import Iterable

import z3


def every(terms: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """True where all terms are, and for none of them."""
    listed = list(terms)
    return z3.And(listed) if listed else z3.BoolVal(True)


def some(terms: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """True where one term is, and not for none of them."""
    listed = list(terms)
    return z3.Or(listed) if listed else z3.BoolVal(False)
