"""ministack with what it lacks; see __main__ for how it starts."""
