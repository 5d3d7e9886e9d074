"""The count of a stack of layers that a library keeps as one module."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from helpers.counting.blocks import Gate
from helpers.counting.count import ParameterCount
from helpers.text.tables import html_table, text_table
from helpers.text.words import numbered, words


@dataclass(frozen=True)
class StackCount:
    """The weights of several layers, the first one first. Shown as the last line, it is a table."""

    layers: tuple[ParameterCount, ...]

    @cached_property
    def total(self) -> int:
        """All weights of the stack."""
        return sum(layer.total for layer in self.layers)

    @cached_property
    def gates(self) -> dict[str, Gate]:
        """The weights by gate, of all layers together."""
        first, *others = (layer.gates for layer in self.layers)
        for gates in others:
            first = {name: gate + gates[name] for name, gate in first.items()}
        return first

    @property
    def multiply_adds_per_step(self) -> int:
        """How often a weight is multiplied and the product added, for one step of one sample."""
        return sum(layer.multiply_adds_per_step for layer in self.layers)

    @property
    def formula(self) -> str:
        """The count as a sum, layer after layer; those that are alike stand there once."""
        sums = (layer.formula.rpartition(" = ")[0] for layer in self.layers)
        terms = [(text, len(list(alike))) for text, alike in groupby(sums)]
        text = " + ".join(f"{times} × ({one})" if times > 1 else one for one, times in terms)
        return f"{text} = {self.total:,}"

    @property
    def stored(self) -> dict[str, tuple[int, ...]]:
        """The shape of each array that the library keeps, by the library's own name."""
        return {name: shape for layer in self.layers for name, shape in layer.stored.items()}

    @property
    def caption(self) -> str:
        """The stack and its count in one line."""
        first = self.layers[0]
        name = f"Bidirectional({first.layer})" if first.directions == 2 else first.layer
        sizes = ", ".join(f"{name}={number:,}" for name, number in first.sizes.items())
        return numbered(
            words("counting")["stack"],
            self.total,
            layer=name,
            sizes=sizes,
            depth=len(self.layers),
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of the table that shows the count."""
        said = words("counting")
        rows = [
            [str(depth), f"{layer.sizes['features']:,}", f"{layer.total:,}", layer.formula]
            for depth, layer in enumerate(self.layers)
        ]
        total = [said["total"], "", f"{self.total:,}", ""]
        return said["stack_columns"], [*rows, total]

    def __repr__(self) -> str:
        """Return the table as text."""
        return text_table(self.caption, *self.table(), note=self.formula, left=(0, 3))

    def _repr_html_(self) -> str:
        return html_table(self.caption, *self.table(), note=self.formula, left=(0, 3))
