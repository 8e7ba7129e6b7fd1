"""What the evaluator raises."""


class PolicyError(ValueError):
    """A policy that AWS would refuse, or that says nothing that can be evaluated."""
