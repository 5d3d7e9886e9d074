"""The rules of the game: what the gates make of the memory, and what it is worth.

`rules.js` holds the same for the page; a test compares the two.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """How far the two gates stand open at one step, each from 0 (shut) to 1 (open)."""

    forget: float
    input: float


def memories(values: Sequence[float], settings: Sequence[Setting]) -> list[float]:
    """Return the memory c after each step that has a setting; it starts at 0."""
    c = 0.0
    found = []
    for value, gates in zip(values, settings, strict=False):
        c = gates.forget * c + gates.input * value
        found.append(c)
    return found


def wanted(values: Sequence[float], flags: Sequence[bool]) -> list[float]:
    """Return what the memory should hold after each step: the value that was flagged last."""
    held = 0.0
    found = []
    for value, flag in zip(values, flags, strict=True):
        held = value if flag else held
        found.append(held)
    return found


def score(values: Sequence[float], flags: Sequence[bool], settings: Sequence[Setting]) -> int:
    """Return points from 0 to 100 for the steps that have a setting."""
    if not settings:
        return 0
    pairs = zip(memories(values, settings), wanted(values, flags), strict=False)
    # As Math.round in the page: a half goes up.
    return math.floor(100 * sum(max(0.0, 1 - abs(c - w)) for c, w in pairs) / len(settings) + 0.5)
