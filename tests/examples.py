"""How many examples Hypothesis draws: all of them in `make test`, a few in `make check`."""

from hypothesis import settings

FEW = 5
settings.register_profile("few", max_examples=FEW, deadline=None)


def at_most(number: int) -> int:
    """Return how many to draw where a full run draws `number`."""
    return min(number, FEW) if settings.get_current_profile_name() == "few" else number
