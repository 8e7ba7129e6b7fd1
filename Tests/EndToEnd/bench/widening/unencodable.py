"""What the solver's encoding raises."""


class Unencodable(ValueError):
    """Something in a policy that has no terms of the solver."""
