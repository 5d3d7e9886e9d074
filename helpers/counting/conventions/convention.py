"""What a library's convention consists of, so that a framework is one object in one file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from helpers.counting.blocks import ONE, Block, Size
from helpers.counting.layers import Cell
from helpers.text.refusals import refusal


class Layout(Enum):
    """How the blocks of one role, set side by side, become arrays.

    Side by side they are (rows, gates × units), each gate a group of columns.
    """

    COLUMNS = "as they stand: (rows, gates × units); one row alone is a vector"
    ROWS = "transposed, each gate a group of rows: (gates × units, rows)"
    VECTORS = "a vector for each row: (gates × units,), each with a name of its own"
    END_TO_END = "one row after the other in one vector: (rows × gates × units,)"


@dataclass(frozen=True)
class Stored:
    """The array in which a library keeps the blocks of one role, or the arrays, one for each row.

    A name may hold {layer}, where a library numbers the layers of a stack in one module.
    """

    names: tuple[str, ...]
    layout: Layout


@dataclass(frozen=True)
class Convention:
    """How one library keeps the weights of a recurrent layer.

    Attributes
    ----------
    name
        the value of the argument `convention`: "pytorch".
    title
        what readers call the library: "PyTorch".
    biases
        how many biases a gate has that has any; None if as many as the cell needs.
    second_bias
        where the second bias is, in words; empty if the library adds none of its own.
    gate_orders
        the orders of gates that are not those of Keras. One applies to every cell that has just
        these gates.
    arrays
        the arrays of each role, in the library's order.
    other_roles
        the layout of roles that `arrays` does not have, kept under the role's own name; None if the
        library has no others.
    sides
        the names of an array of the forward and of the backward direction.
    direction_axis
        whether both directions are in one array, along a first axis, which one direction has too.
    lacks
        cells that the library does not have.
    stacks
        whether one module of the library is a stack of layers.
    """

    name: str
    title: str
    biases: int | None = None
    second_bias: str = ""
    gate_orders: tuple[tuple[str, ...], ...] = ()
    arrays: Mapping[str, Stored] = field(default_factory=dict)
    other_roles: Layout | None = None
    sides: tuple[str, str] = ("forward {name}", "backward {name}")
    direction_axis: bool = False
    lacks: Collection[Cell] = ()
    stacks: bool = False

    def order(self, gates: Sequence[str]) -> tuple[str, ...]:
        """Return `gates` in the order in which the library keeps them."""
        same = (order for order in self.gate_orders if set(order) == set(gates))
        return next(same, tuple(gates))

    def blocks(self, cell: Cell, use_bias: bool = True) -> tuple[Block, ...]:
        """Return the blocks of one direction of `cell`, as many biases as the library has.

        Raises
        ------
        ValueError
            if the library has no such cell.
        """
        biases = (self.biases or cell.biases) if use_bias else 0
        blocks = cell.blocks(biases, self.order(cell.gates))
        if cell in self.lacks:
            raise ValueError(refusal("cell_of_convention", title=self.title, cell=cell))
        for role in _roles(blocks):
            self.stored(role)
        return blocks

    def stored(self, role: str) -> Stored:
        """Return the names and the layout of the arrays that keep `role`.

        Raises
        ------
        ValueError
            if the library keeps no such role.
        """
        if role in self.arrays:
            return self.arrays[role]
        if self.other_roles is None:
            has = ", ".join(self.arrays)
            raise ValueError(refusal("convention_role", role=role, title=self.title, has=has))
        return Stored((role,), self.other_roles)

    def shapes(
        self, blocks: Sequence[Block], directions: int = 1, layer: int = 0
    ) -> dict[str, tuple[Size, ...]]:
        """Return the symbolic shape of each array, by the library's own name.

        Raises
        ------
        ValueError
            if gates lie side by side in an array that cannot: their blocks differ in rows.
        """
        arrays = dict(self._one_direction(blocks, layer))
        if self.direction_axis:
            return {name: (Size(None, directions), *shape) for name, shape in arrays.items()}
        if directions == 1:
            return arrays
        return {
            side.format(name=name): shape for side in self.sides for name, shape in arrays.items()
        }

    def _one_direction(
        self, blocks: Sequence[Block], layer: int
    ) -> Iterator[tuple[str, tuple[Size, ...]]]:
        for role in _roles(blocks):
            stored = self.stored(role)
            shape = _shape(stored.layout, *_side_by_side(role, blocks))
            for name in stored.names:
                yield name.format(layer=layer), shape


def _roles(blocks: Sequence[Block]) -> dict[str, None]:
    return dict.fromkeys(block.role for block in blocks)


def _side_by_side(role: str, blocks: Sequence[Block]) -> tuple[Size, Size]:
    """Return the rows and the columns of all blocks of one role, set side by side."""
    mine = [block for block in blocks if block.role == role]
    kinds = {(block.rows, block.columns.name) for block in mine}
    if len(kinds) > 1:
        raise ValueError(refusal("blocks_equal_rows", role=role))
    ((rows, width),) = kinds
    return rows, Size(width, sum(block.columns.times for block in mine))


def _shape(layout: Layout, rows: Size, columns: Size) -> tuple[Size, ...]:
    match layout:
        case Layout.ROWS:
            return (columns, rows)
        case Layout.VECTORS:
            return (columns,)
        case Layout.END_TO_END:
            return (columns.multiplied(rows.times),)
        case Layout.COLUMNS:
            return (columns,) if rows == ONE else (rows, columns)
