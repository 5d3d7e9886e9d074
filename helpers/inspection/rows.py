"""The rows of an account: weights, layers, groups of layers, and what the optimizer stores."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from helpers.counting import Gate
from helpers.inspection.output_shapes import Shape
from helpers.inspection.work import MultiplyAdds
from helpers.text.words import words

# A group of that many rows is added up in sight; of a longer one only the sum is shown.
MOST_TERMS = 6


def bytes_of(numbers: int, dtype: str) -> int:
    """Return the memory of so many numbers of a type, which says its bits: "float32", "int8"."""
    bits = re.search(r"\d+", dtype)
    return numbers * (int(bits[0]) if bits else 8) // 8


@dataclass(frozen=True)
class Weight:
    """One variable of a layer.

    Attributes
    ----------
    name
        its path within the layer: "kernel", "forward_lstm/lstm_cell/kernel".
    shape, dtype
        its shape, and the type of its numbers: "float32".
    trainable
        whether training changes it.
    not_finite
        how many of its numbers are NaN or infinite.
    """

    name: str
    shape: tuple[int, ...]
    trainable: bool
    dtype: str = "float32"
    not_finite: int = 0

    @property
    def total(self) -> int:
        """How many numbers the variable holds."""
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return bytes_of(self.total, self.dtype)

    @property
    def formula(self) -> str:
        """The count with the numbers filled in: "3 × 16 = 48"."""
        text = " × ".join(f"{size:,}" for size in self.shape or (1,))
        return f"{text} = {self.total:,}" if len(self.shape) > 1 else text


@dataclass(frozen=True)
class ExplainedLayer:
    """One layer of a model, and where its parameters come from.

    Attributes
    ----------
    name
        the layer's name; inside a nested model or a custom layer the path to it, "encoder/lstm".
    kind
        the layer's class, with what it wraps: "LSTM", "Bidirectional(LSTM)".
    output_shape
        a shape, a tuple of shapes where the layer returns several tensors, or None where Keras
        does not know it without running the layer.
    formula
        the count with the numbers filled in: "64 × 10 + 10 = 650". Weights that are not those of
        a usual layer stand in it with their names: "3 × 5 scale + 5 shift = 20".
    gates
        the weights by gate, as in `helpers.counting`, of all directions and stacked cells
        together; None where the layer has no gates.
    named
        the weights that the table shows one by one: those of custom layers, what a cell has
        beside its gates, what LoRA and quantising add.
    weights
        the variables that this row counts. A variable belongs to one row only.
    known
        False where a class that Keras does not define has weights of its own. Their part of the
        formula is read off their shapes.
    shared
        whether the layer, or one of its weights, has a second place in the model.
    counted_in, elsewhere
        names of rows above that count weights of this layer already, and how many numbers.
    built
        False for a layer that the model holds but has not used yet: it has no weights so far.
    reported_shape
        the output shape that Keras reports, where it returns another one when it runs.
    remark
        what else is to be said of the count: "one cell at 2 places".
    multiply_adds
        the work of the layer's matrix products; None where it is not known.
    """

    name: str
    kind: str
    output_shape: Shape | tuple[Shape, ...] | None
    formula: str
    gates: dict[str, Gate] | None = None
    named: tuple[Weight, ...] = ()
    weights: tuple[Weight, ...] = ()
    known: bool = True
    shared: bool = False
    counted_in: tuple[str, ...] = ()
    elsewhere: int = 0
    built: bool = True
    reported_shape: Shape | tuple[Shape, ...] | None = None
    remark: str = ""
    multiply_adds: MultiplyAdds | None = None

    @cached_property
    def total(self) -> int:
        """All weights that this row counts."""
        return sum(weight.total for weight in self.weights)

    @cached_property
    def trainable(self) -> int:
        """How many of them training changes."""
        return sum(weight.total for weight in self.weights if weight.trainable)

    @property
    def non_trainable(self) -> int:
        """How many of them are frozen, or updated by other means: moving averages, for one."""
        return self.total - self.trainable

    @property
    def bytes(self) -> int:
        """The memory that its weights take."""
        return sum(weight.bytes for weight in self.weights)


@dataclass(frozen=True)
class Group:
    """A nested model or custom layer that was opened: one row of `summary()`, several rows here.

    `total` is the number that `summary()` prints for it, `start` and `stop` say which rows of the
    explanation it was opened into.
    """

    name: str
    kind: str
    output_shape: Shape | tuple[Shape, ...] | None
    total: int
    start: int
    stop: int

    def formula(self, rows: Sequence[ExplainedLayer]) -> str:
        """Return how the rows come to the total: "180 + 24 = 204"."""
        said = words("explain")["formula"]
        counts = [row.total for row in rows[self.start : self.stop] if row.total]
        above = self.total - sum(counts)
        terms = [f"{count:,}" for count in counts]
        if len(terms) > MOST_TERMS:
            terms = [said["below"].format(count=f"{sum(counts):,}")]
        terms += [said["above"].format(count=f"{above:,}")] if above else []
        text = " + ".join(terms)
        return f"{text} = {self.total:,}" if text != f"{self.total:,}" else text


@dataclass(frozen=True)
class Optimizer:
    """What the optimizer of a trained model stores: "Optimizer params" of `summary()`.

    `copies` says how many numbers it keeps for each weight that it trains, and is None where that
    is no whole number. `single` are the names of the numbers that it has once. `bytes` is the
    memory that all of it takes.
    """

    kind: str
    total: int
    trainable: int
    copies: int | None
    single: tuple[str, ...]
    bytes: int = 0

    @property
    def formula(self) -> str:
        """The count with the numbers filled in: "2 × 186 + iteration + learning_rate = 374"."""
        stored = self.total - len(self.single)
        terms = [f"{stored:,}" if self.copies is None else f"{self.copies} × {self.trainable:,}"]
        return " + ".join([*(terms if stored else []), *self.single]) + f" = {self.total:,}"
