"""The evaluators' truth table: questions whose answers a person read off the IAM user guide."""

from .access import ACCESS
from .conditions import CONDITIONS
from .malformed import MALFORMED
from .matching import MATCHING
from .questions import Case
from .sets import SETS
from .trust import TRUST

CASES: list[Case] = MATCHING + CONDITIONS + SETS + ACCESS + TRUST + MALFORMED

__all__ = ["CASES", "Case"]
