"""The count of one layer: its total, its gates, its formula and what a library stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from helpers.checks.arguments import all_of_type, mapping, of_type, shown, text, whole_number
from helpers.counting.blocks import ROLES, Block, Gate, by_gate, multiplied_blocks
from helpers.counting.conventions import KERAS, Convention
from helpers.counting.formulas import evaluate, formula_parts
from helpers.text.refusals import refusal
from helpers.text.tables import html_table, text_table
from helpers.text.words import numbered, words


@dataclass(frozen=True)
class ParameterCount:
    """The weights of one layer, counted. Shown as the last line of a cell, it is a table.

    `blocks` are those of one direction; `directions` is 2 inside Bidirectional. Every count here
    is of the whole layer, both directions together. `depth` is its place in a stack, from 0, which
    some libraries write into the names of what they store.

    Raises
    ------
    TypeError, ValueError
        for an argument of the wrong kind; if `sizes` lacks a size that the blocks name, or the
        formula does not come to the total.
    """

    layer: str
    sizes: Mapping[str, int]
    blocks: tuple[Block, ...]
    directions: int = 1
    convention: Convention = KERAS
    depth: int = 0

    def __post_init__(self) -> None:
        """Refuse sizes that lack one, and a formula that is not true."""
        text("layer", self.layer)
        for size in mapping("sizes", self.sizes, "numbers_by_name").values():
            whole_number("sizes", size)
        all_of_type("blocks", self.blocks, Block, "blocks")
        whole_number("directions", self.directions)
        of_type("convention", self.convention, Convention, "convention")
        named = {size.name for block in self.blocks for size in (block.rows, block.columns)}
        missing = sorted(named - {None} - set(self.sizes))
        if missing:
            raise ValueError(
                refusal("sizes_missing", missing=", ".join(missing), given=shown(dict(self.sizes)))
            )
        if not self.blocks or evaluate(self._sum) != self.total:
            raise ValueError(refusal("blocks_total", total=self.total, sum=self._sum))

    @cached_property
    def total(self) -> int:
        """All weights of the layer."""
        return self.directions * sum(block.count(self.sizes) for block in self.blocks)

    @cached_property
    def gates(self) -> dict[str, Gate] | None:
        """The weights by gate, in the order in which they are stored; None without gates."""
        gates = by_gate(self.blocks)
        if None in gates:
            return None
        return {name: self._gate(blocks) for name, blocks in gates.items()}

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that the blocks have: of a layer with gates the usual three, then others."""
        usual = ROLES if self.gates is not None else ()
        return tuple(dict.fromkeys([*usual, *(block.role for block in self.blocks)]))

    def _gate(self, blocks: tuple[Block, ...]) -> Gate:
        counts = dict.fromkeys([*ROLES, *(block.role for block in self.blocks)], 0)
        for block in blocks:
            counts[block.role] += self.directions * block.count(self.sizes)
        return Gate(counts)

    @property
    def multiply_adds_per_step(self) -> int:
        """How often a weight is multiplied and the product added, for one step of one sample.

        Each weight of a matrix product does so once; a bias is only added, an embedding looked up.
        """
        return self.directions * sum(
            block.count(self.sizes) for block in multiplied_blocks(self.blocks)
        )

    @property
    def formula(self) -> str:
        """The count as a sum with the numbers filled in: "4 × ((3 + 5) × 5 + 5) = 180"."""
        return f"{self._sum} = {self.total:,}"

    @cached_property
    def _sum(self) -> str:
        filled = {name: f"{number:,}" for name, number in self.sizes.items()}
        text = "".join(part.text for part in formula_parts(self.blocks, self.directions))
        return text.format(**filled)

    @property
    def stored(self) -> dict[str, tuple[int, ...]]:
        """The shape of each array of weights that the library keeps, by the library's own name.

        Keras lays the gates side by side, in columns: kernel (features, 4 × units). PyTorch lays
        them one below the other, in rows, and keeps two biases.
        """
        return {
            name: tuple(size.value(self.sizes) for size in shape)
            for name, shape in self.convention.shapes(
                self.blocks, self.directions, self.depth
            ).items()
        }

    @property
    def caption(self) -> str:
        """The layer and its count in one line."""
        name = f"Bidirectional({self.layer})" if self.directions == 2 else self.layer
        sizes = ", ".join(f"{name}={number:,}" for name, number in self.sizes.items())
        return numbered(words("counting")["caption"], self.total, layer=name, sizes=sizes)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of the table that shows the count."""
        said = words("counting")
        if self.gates is None:
            rows = [[block.role, f"{block.count(self.sizes):,}"] for block in self.blocks]
            return [said["block"], said["weights"]], [*rows, [said["total"], f"{self.total:,}"]]
        counts = {
            name: [*(gate[role] for role in self.roles), gate.total]
            for name, gate in self.gates.items()
        }
        counts[said["total"]] = [sum(column) for column in zip(*counts.values(), strict=True)]
        rows = [[name, *(f"{number:,}" for number in row)] for name, row in counts.items()]
        return [said["block"], *self.roles, said["total"]], rows

    def __repr__(self) -> str:
        """Return the table as text."""
        return text_table(self.caption, *self.table(), note=self.formula)

    def _repr_html_(self) -> str:
        return html_table(self.caption, *self.table(), note=self.formula)
