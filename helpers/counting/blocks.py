"""Sizes that have names, and the blocks of weights whose rows and columns they are.

A layer is a tuple of blocks: "the forget gate's kernel has `features` rows and `units` columns".
Everything else that this room says of a layer is derived from them: counts, formulas, the shapes in
which a library stores the weights, and what the views in the browser draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from helpers.checks.arguments import all_of_type, flag, of_type, text, whole_number

# The roles that most gates have. Roles are open: a block may have any other.
ROLES = ("kernel", "recurrent_kernel", "bias")


@dataclass(frozen=True)
class Size:
    """A size that has a name, such as `units` or 4 × `units`; without a name, the plain number."""

    name: str | None
    times: int = 1

    def __post_init__(self) -> None:
        """Refuse a name that is no text, and a factor that is no whole number."""
        if self.name is not None:
            text("name", self.name)
        whole_number("times", self.times, smallest=0)

    def value(self, sizes: Mapping[str, int]) -> int:
        """Return the number, given what each name stands for."""
        return self.times * (1 if self.name is None else sizes[self.name])

    def multiplied(self, times: int) -> Size:
        """Return `times` × this size."""
        return replace(self, times=times * self.times)

    @property
    def template(self) -> str:
        """The size as text with the name in braces, to be filled in: "2 × {units}"."""
        if self.name is None:
            return str(self.times)
        return f"{{{self.name}}}" if self.times == 1 else f"{self.times} × {{{self.name}}}"


BATCH, TIMESTEPS, FEATURES, UNITS = map(Size, ("batch", "timesteps", "features", "units"))
ONE = Size(None, 1)


@dataclass(frozen=True)
class Block:
    """One matrix of weights: the gate that it feeds, its role in the gate, its rows and columns.

    `gate` is None in a layer that has no gates. A bias has one row, or two where a library keeps a
    second one. `multiplied` tells whether each weight is multiplied with a number at every step:
    a bias is only added, the row of an embedding looked up.
    """

    gate: str | None
    role: str
    rows: Size
    columns: Size
    multiplied: bool = True

    def __post_init__(self) -> None:
        """Refuse names that are no texts, and sizes that have no names to be counted by."""
        if self.gate is not None:
            text("gate", self.gate)
        text("role", self.role)
        of_type("rows", self.rows, Size, "size")
        of_type("columns", self.columns, Size, "size")
        flag("multiplied", self.multiplied)

    def count(self, sizes: Mapping[str, int]) -> int:
        """Return the number of weights in the block: rows × columns."""
        return self.rows.value(sizes) * self.columns.value(sizes)


def bias_block(gate: str | None, rows: int = 1) -> Block:
    """Return the bias of `gate`: a row of one number for each unit, or several rows."""
    return Block(gate, "bias", Size(None, whole_number("rows", rows)), UNITS, multiplied=False)


def multiplied_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return those of `blocks` whose weights are multiplied at every step."""
    return tuple(block for block in _checked(blocks) if block.multiplied)


def by_gate(blocks: Sequence[Block]) -> dict[str | None, tuple[Block, ...]]:
    """Return the blocks of each gate, in the order in which the gates first appear."""
    gates = dict.fromkeys(block.gate for block in _checked(blocks))
    return {gate: tuple(block for block in blocks if block.gate == gate) for gate in gates}


def _checked(blocks: Sequence[Block]) -> Sequence[Block]:
    return all_of_type("blocks", blocks, Block, "blocks")


@dataclass(frozen=True)
class Gate:
    """How many weights one gate has, by role.

    `gate["peephole"]` is the count of any role, `gate.kernel`, `gate.recurrent_kernel` and
    `gate.bias` those of the three that most gates have. A role that the gate lacks counts 0.
    """

    counts: Mapping[str, int]

    def __getitem__(self, role: str) -> int:
        """Return how many weights the gate has in `role`."""
        return self.counts.get(role, 0)

    @property
    def kernel(self) -> int:
        """The weights that meet the input x."""
        return self["kernel"]

    @property
    def recurrent_kernel(self) -> int:
        """The weights that meet h, the output of the step before."""
        return self["recurrent_kernel"]

    @property
    def bias(self) -> int:
        """The numbers that are added."""
        return self["bias"]

    @property
    def total(self) -> int:
        """All weights of the gate."""
        return sum(self.counts.values())

    def __add__(self, other: Gate) -> Gate:
        """Return the weights of both gates together, role by role."""
        roles = dict.fromkeys([*self.counts, *other.counts])
        return Gate({role: self[role] + other[role] for role in roles})

    def __repr__(self) -> str:
        """Return the counts by role: Gate(kernel=15, recurrent_kernel=25, bias=5)."""
        return f"Gate({', '.join(f'{role}={count}' for role, count in self.counts.items())})"
