"""What `explain` returns: the account of a whole model, shown as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from helpers.inspection.rows import ExplainedLayer, Group, Optimizer
from helpers.inspection.table import group_row, layer_notes, layer_rows, memory, optimizer_rows
from helpers.text.tables import html_table, text_table
from helpers.text.words import numbered, words


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
        return numbered(words("explain")["caption"], self.total, name=self.name)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of the table that shows the explanation.

        The column of parameters sums to the total: gates, and weights with names, stand beneath
        their layer with their counts in the last column, and so does the sum of a nested model.
        After training the foot goes on to the larger total that `summary()` then prints, with
        what the optimizer stores.
        """
        rows = [*self._body(), *self._foot()]
        head = [words("explain")["columns"][key] for key in self._columns]
        return head, [[row.get(key, "") for key in self._columns] for row in rows]

    @property
    def _columns(self) -> list[str]:
        work = ["work_of_step", "work_of_sample"] if self.shows_multiply_adds else []
        bytes_taken = ["memory"] if self.shows_memory else []
        return ["layer", "kind", "shape", "parameters", *work, *bytes_taken, "formula"]

    @property
    def _left(self) -> tuple[int, ...]:
        """The columns that are set left: words. Numbers are set right."""
        return (0, 1, 2, len(self._columns) - 1)

    def _body(self) -> Iterator[dict[str, str]]:
        for index, layer in enumerate(self.layers):
            for group in self.groups:
                if group.start == index:
                    yield group_row(group, self.layers)
            yield from layer_rows(layer)

    def _foot(self) -> Iterator[dict[str, str]]:
        foot, sample = words("explain")["foot"], self.multiply_adds_per_sample
        yield {
            "layer": foot["total"],
            "parameters": f"{self.total:,}",
            "work_of_sample": "?" if sample is None else f"{sample:,}",
            "memory": memory(weight for layer in self.layers for weight in layer.weights),
        }
        yield {"layer": foot["trainable"], "parameters": f"{self.trainable:,}"}
        yield {"layer": foot["non_trainable"], "parameters": f"{self.non_trainable:,}"}
        if self.optimizer is not None:
            yield from optimizer_rows(self.optimizer, self.total, self.bytes)

    @property
    def note(self) -> str:
        """What the marks in the table mean, and what is odd; empty where there is nothing."""
        work = [words("explain")["notes"]["multiply_adds"]] if self.shows_multiply_adds else []
        return " ".join([*layer_notes(self.layers), *work])

    def __repr__(self) -> str:
        """Return the table as text."""
        return text_table(self.caption, *self.table(), note=self.note, left=self._left)

    def _repr_html_(self) -> str:
        return html_table(self.caption, *self.table(), note=self.note, left=self._left)
