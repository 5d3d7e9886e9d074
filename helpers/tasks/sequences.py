"""The data of the three examples: five numbers to be repeated, and harder things to do with them.

Each function returns x and y, cut from the same sequences in the way its architecture needs. In the
sources y equals x. The other targets, on sequences drawn at random, show what each architecture can
and cannot do: a cell that sees one number at a time has nothing to remember by, and a cell that
answers at every step cannot know what comes later.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from helpers.checks.arguments import described, one_of, whole_number
from helpers.text.refusals import refusal

Array = NDArray[np.float32]


class Data(NamedTuple):
    """What goes into a model, and what shall come out."""

    x: Array
    y: Array


def ramp(length: int = 5) -> Array:
    """Return the one sequence of the sources, 0.0 0.2 0.4 0.6 0.8, of shape (1, length)."""
    steps = whole_number("length", length)
    return np.arange(steps, dtype="float32")[None] / np.float32(steps)


def random_sequences(samples: int, length: int = 5, *, seed: int) -> Array:
    """Return numbers drawn evenly from 0 to 1, of shape (samples, length)."""
    shape = whole_number("samples", samples), whole_number("length", length)
    return np.random.default_rng(whole_number("seed", seed, smallest=0)).random(shape, "float32")


def same(sequences: Array) -> Array:
    """Return each number itself."""
    return sequences.copy()


def shifted(sequences: Array) -> Array:
    """Return at each step the number before it, and 0 at the first: one step to remember."""
    return np.pad(sequences[:, :-1], ((0, 0), (1, 0)))


def cumulative_sum(sequences: Array) -> Array:
    """Return at each step the sum so far: a running total to keep."""
    return np.cumsum(sequences, axis=1)


def reversed_order(sequences: Array) -> Array:
    """Return the numbers from last to first: the first answer is known at the last step only."""
    return sequences[:, ::-1].copy()


TARGETS: dict[str, Callable[[Array], Array]] = {
    "same": same,
    "shifted": shifted,
    "cumulative sum": cumulative_sum,
    "reversed": reversed_order,
}


def one_to_one(sequences: Array | None = None, target: str = "same") -> Data:
    """Return every number as a sample of its own: x (samples × length, 1, 1), y (…, 1).

    Parameters
    ----------
    sequences
        of shape (samples, length); None stands for `ramp()`.
    target
        what y is made of: a key of `TARGETS`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    x, y = _pair(sequences, target)
    return Data(x.reshape(-1, 1, 1), y.reshape(-1, 1))


def many_to_one(sequences: Array | None = None, target: str = "same") -> Data:
    """Return every sequence with one vector for an answer: x (samples, length, 1), y (…, length).

    Parameters and errors as in `one_to_one`.
    """
    x, y = _pair(sequences, target)
    return Data(x[..., None], y)


def many_to_many(sequences: Array | None = None, target: str = "same") -> Data:
    """Return every sequence with an answer at each step: x and y (samples, length, 1).

    Parameters and errors as in `one_to_one`.
    """
    x, y = _pair(sequences, target)
    return Data(x[..., None], y[..., None])


def _pair(sequences: Array | None, target: str) -> tuple[Array, Array]:
    if sequences is None:
        sequences = ramp()
    if not isinstance(sequences, np.ndarray) or sequences.dtype.kind != "f":
        raise TypeError(refusal("sequences_kind", given=described(sequences)))
    if sequences.ndim != 2 or 0 in sequences.shape:
        raise ValueError(refusal("sequences_shape", shape=sequences.shape))
    return sequences, TARGETS[one_of("target", target, tuple(TARGETS))](sequences)
