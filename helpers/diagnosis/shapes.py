"""Shapes compared as Keras compares them: None agrees with every size, the batch is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.inspection.output_shapes import Shape


def as_code(shape: Sequence[Any]) -> str:
    """Return a shape as it is written: "(7, 3)"."""
    return str(tuple(shape))


def sizes_agree(a: int | None, b: int | None) -> bool:
    """Tell whether two sizes are equal, or one may vary."""
    return a is None or b is None or a == b


def all_agree(given: Sequence[int | None], wanted: Sequence[int | None]) -> bool:
    """Tell whether all sizes agree, the first too."""
    return len(given) == len(wanted) and all(map(sizes_agree, given, wanted))


def alike(given: Shape, wanted: Shape) -> bool:
    """Tell whether all axes but the first agree."""
    return len(given) == len(wanted) and all(map(sizes_agree, given[1:], wanted[1:]))


def same(given: Shape, out: Shape) -> bool:
    """Tell whether the shapes agree after Keras has added or dropped a last axis of 1."""
    if len(given) == len(out):
        return alike(given, out)
    longer, shorter = sorted((given, out), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and longer[-1] == 1 and alike(longer[:-1], shorter)


def broadcasts(given: Shape, out: Shape) -> bool:
    """Tell whether a loss computed number by number runs on the two, whatever it then means."""
    if abs(len(given) - len(out)) == 1:
        longer, shorter = sorted((given, out), key=len, reverse=True)
        if longer[-1] == 1:
            given, out = longer[:-1], shorter
    pairs = zip(reversed(given), reversed((given[0], *out[1:])), strict=False)
    return all(a == b or 1 in (a, b) or None in (a, b) for a, b in pairs)


def without_ones(shape: Shape) -> Shape:
    """Return the shape without the axes of 1 at its end."""
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return shape
