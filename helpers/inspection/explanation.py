"""What `explain` returns: the rows of the account, and the table that shows them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from helpers.counting import Gate
from helpers.inspection.output_shapes import Shape
from helpers.inspection.work import MultiplyAdds
from helpers.text.tables import html_table, text_table

# A group of that many rows is added up in sight; of a longer one only the sum is shown.
MOST_TERMS = 6
COLUMNS = ("layer", "kind", "output shape", "parameters", "formula")
WORK_COLUMNS = ("multiply-adds, one step", "multiply-adds, one sample")


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
        counts = [row.total for row in rows[self.start : self.stop] if row.total]
        above = self.total - sum(counts)
        terms = [f"{count:,}" for count in counts]
        if len(terms) > MOST_TERMS:
            terms = [f"{sum(counts):,} in the rows below"]
        terms += [f"{above:,} counted above"] if above else []
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


@dataclass(frozen=True)
class Explanation:
    """A whole model, explained. Shown as the last line of a cell, it is a table."""

    name: str
    layers: tuple[ExplainedLayer, ...]
    optimizer: Optimizer | None = None
    groups: tuple[Group, ...] = ()
    shows_multiply_adds: bool = False
    shows_memory: bool = False

    @cached_property
    def total(self) -> int:
        """All weights of the model: the same number as `model.count_params()`."""
        return sum(layer.total for layer in self.layers)

    @cached_property
    def trainable(self) -> int:
        """How many of them training changes."""
        return sum(layer.trainable for layer in self.layers)

    @property
    def non_trainable(self) -> int:
        """How many of them it does not change."""
        return self.total - self.trainable

    @property
    def bytes(self) -> int:
        """The memory that all weights take, as `summary()` gives it in parentheses."""
        return sum(layer.bytes for layer in self.layers)

    @property
    def multiply_adds_per_sample(self) -> int | None:
        """The multiply-adds of all matrix products, for one sample; None where one is not known."""
        works = [layer.multiply_adds for layer in self.layers]
        counts = [work.per_sample if work else None for work in works]
        return None if None in counts else sum(counts)

    @property
    def caption(self) -> str:
        """The model and its count in one line."""
        return f"{self.name}: {self.total:,} parameters"

    @property
    def columns(self) -> list[str]:
        """The head of the table."""
        *before, formula = COLUMNS
        work = WORK_COLUMNS if self.shows_multiply_adds else ()
        return [*before, *work, *(["memory"] if self.shows_memory else []), formula]

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of the table that shows the explanation.

        The column of parameters sums to the total: gates, and weights with names, stand beneath
        their layer with their counts in the last column, and so does the sum of a nested model.
        After training the foot goes on to the larger total that `summary()` then prints, with
        what the optimizer stores.
        """
        rows = [*self._body(), *self._foot()]
        return self.columns, [[row.get(name, "") for name in self.columns] for row in rows]

    def _body(self) -> Iterator[dict[str, str]]:
        for index, layer in enumerate(self.layers):
            for group in self.groups:
                if group.start == index:
                    yield _group_row(group, self.layers)
            yield from _layer_rows(layer)

    def _foot(self) -> Iterator[dict[str, str]]:
        sample = self.multiply_adds_per_sample
        yield {
            "layer": "total",
            "parameters": f"{self.total:,}",
            WORK_COLUMNS[1]: "?" if sample is None else f"{sample:,}",
            "memory": _memory(weight for layer in self.layers for weight in layer.weights),
        }
        yield {"layer": "trainable", "parameters": f"{self.trainable:,}"}
        yield {"layer": "non-trainable", "parameters": f"{self.non_trainable:,}"}
        if self.optimizer is not None:
            stored = self.optimizer.total
            yield {
                "layer": "optimizer",
                "kind": self.optimizer.kind,
                "parameters": f"{stored:,}",
                "memory": _readable(self.optimizer.bytes),
                "formula": self.optimizer.formula,
            }
            both = self.total + stored
            yield {
                "layer": "total in summary()",
                "parameters": f"{both:,}",
                "memory": _readable(self.bytes + self.optimizer.bytes),
                "formula": f"{self.total:,} + {stored:,} = {both:,}",
            }

    @property
    def note(self) -> str:
        """What the marks in the table mean, and what is odd; empty where there is nothing."""
        return " ".join(self._notes())

    def _notes(self) -> Iterator[str]:
        if not all(layer.known for layer in self.layers):
            yield "* not a layer of Keras: counted from the shapes of its weights."
        for layer in self.layers:
            if layer.reported_shape is not None:
                yield (
                    f"{layer.name}: Keras reports the shape {layer.reported_shape}; when it runs, "
                    f"it returns {layer.output_shape}, and a layer built on the first one fails."
                )
        yield from self._not_finite()
        if self.shows_multiply_adds:
            yield (
                "Multiply-adds: of weights in matrix products. Biases are added, embeddings "
                "looked up; ? is not known."
            )

    def _not_finite(self) -> Iterator[str]:
        rows = [row for row in self.layers if any(weight.not_finite for weight in row.weights)]
        for row in rows[:MOST_TERMS]:
            bad = [weight for weight in row.weights if weight.not_finite]
            yield (
                f"{row.name}: {sum(weight.not_finite for weight in bad):,} of its {row.total:,} "
                f"numbers are NaN or infinite, in {', '.join(weight.name for weight in bad)}."
            )
        if len(rows) > MOST_TERMS:
            yield f"So are numbers in {len(rows) - MOST_TERMS:,} more layers."

    @property
    def _left(self) -> tuple[int, ...]:
        """The columns that are set left: words. Numbers are set right."""
        return (0, 1, 2, len(self.columns) - 1)

    def __repr__(self) -> str:
        """Return the table as text."""
        return text_table(self.caption, *self.table(), note=self.note, left=self._left)

    def _repr_html_(self) -> str:
        return html_table(self.caption, *self.table(), note=self.note, left=self._left)


def _group_row(group: Group, rows: Sequence[ExplainedLayer]) -> dict[str, str]:
    return {
        "layer": group.name,
        "kind": group.kind,
        "output shape": _shape(group.output_shape),
        "formula": f"{group.formula(rows)}, one row of summary()",
    }


def _layer_rows(layer: ExplainedLayer) -> Iterator[dict[str, str]]:
    work = layer.multiply_adds
    yield {
        "layer": layer.name,
        "kind": layer.kind + ("" if layer.known else " *"),
        "output shape": _shape(layer.output_shape),
        "parameters": f"{layer.total:,}",
        "formula": _formula(layer),
        WORK_COLUMNS[0]: f"{work.per_step:,}" if work else "?",
        WORK_COLUMNS[1]: work.text if work else "?",
        "memory": _memory(layer.weights),
    }
    for name, gate in (layer.gates or {}).items():
        sizes = " + ".join(f"{size:,} {role}" for role, size in gate.counts.items() if size)
        yield {"layer": f"  └ {name}", "formula": f"{sizes} = {gate.total:,}"}
    for weight in layer.named:
        yield {
            "layer": f"  └ {weight.name}",
            "output shape": "",
            "formula": f"{weight.shape}: {weight.formula}",
        }


def _shape(shape: Shape | tuple[Shape, ...] | None) -> str:
    return "?" if shape is None else str(shape)


def _formula(layer: ExplainedLayer) -> str:
    if not layer.built:
        return "not built yet: no weights"
    parts = [layer.formula] if layer.total else []
    if layer.counted_in:
        first, others = layer.counted_in[:2], len(layer.counted_in) - 2
        where = ", ".join(first) + (f" and {others} more" if others > 0 else "")
        parts.append(f"{layer.elsewhere:,} counted in {where}")
    elif layer.shared and layer.total and not layer.remark:
        parts.append("counted once")
    return ", ".join([*parts, *([layer.remark] if layer.remark else [])])


def _memory(weights: Iterable[Weight]) -> str:
    """Return the memory by type, in the units of `summary()`: "193.00 KB float32"."""
    by_type: dict[str, int] = {}
    for weight in weights:
        by_type[weight.dtype] = by_type.get(weight.dtype, 0) + weight.bytes
    return " + ".join(f"{_readable(size)} {kind}" for kind, size in by_type.items()) or "0 B"


def _readable(size: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:,.0f} B" if unit == "B" else f"{size:,.2f} {unit}"
        size /= 1024
    return f"{size:,.2f} TB"
