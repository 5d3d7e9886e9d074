"""How many weights a layer has, and where each of them sits. Pure arithmetic, without Keras.

A layer is described once, as symbolic blocks: "the forget gate's kernel has `features` rows and
`units` columns". Counts, formulas and the shapes in which Keras or PyTorch store the weights all
follow from the blocks, and so does what the views in the browser draw.

The blocks are those of the papers and of the libraries' own sources: LSTM, Hochreiter and
Schmidhuber 1997 with the forget gate of Gers et al. 2000; GRU, Cho et al. 2014. The tests compare
every count and every shape with Keras itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from helpers.checks.arguments import flag, one_of, whole_number
from helpers.text.tables import html_table, text_table

GATES = {
    "LSTM": ("input", "forget", "candidate", "output"),
    "GRU": ("update", "reset", "candidate"),
    "SimpleRNN": ("hidden",),
}
# The order in which PyTorch stores the same blocks. For the LSTM it is the order of Keras.
PYTORCH_GATES = GATES | {"GRU": ("reset", "update", "candidate")}
# What a recurrent layer remembers from one step to the next: h, and for the LSTM also c.
STATES = {"LSTM": 2, "GRU": 1, "SimpleRNN": 1}
ROLES = ("kernel", "recurrent_kernel", "bias")
CONVENTIONS = ("keras", "pytorch")
MERGE_MODES = ("concat", "sum", "ave", "mul", None)


@dataclass(frozen=True)
class Size:
    """A size that has a name, such as `units` or 4 × `units`; without a name, the plain number."""

    name: str | None
    times: int = 1

    def value(self, sizes: Mapping[str, int]) -> int:
        """Return the number, given what each name stands for."""
        return self.times * (1 if self.name is None else sizes[self.name])

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

    `gate` is None in a layer that has no gates. `role` is one of `ROLES`. A bias has one row, or
    two where a library keeps a second one.
    """

    gate: str | None
    role: str
    rows: Size
    columns: Size

    def count(self, sizes: Mapping[str, int]) -> int:
        """Return the number of weights in the block: rows × columns."""
        return self.rows.value(sizes) * self.columns.value(sizes)


@dataclass(frozen=True)
class Gate:
    """How many weights one gate has, by role."""

    kernel: int
    recurrent_kernel: int
    bias: int

    @property
    def total(self) -> int:
        """All weights of the gate."""
        return self.kernel + self.recurrent_kernel + self.bias


@dataclass(frozen=True)
class FormulaPart:
    """A piece of a formula, and the roles of the blocks that it counts.

    `text` holds names of sizes in braces. The roles let a view light up a block and its part of
    the formula together.
    """

    text: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParameterCount:
    """The weights of one layer, counted. Shown as the last line of a cell, it is a table.

    `blocks` are those of one direction; `directions` is 2 inside Bidirectional. Every count here
    is of the whole layer, both directions together.
    """

    layer: str
    sizes: Mapping[str, int]
    blocks: tuple[Block, ...]
    directions: int = 1
    convention: str = "keras"

    @cached_property
    def total(self) -> int:
        """All weights of the layer."""
        return self.directions * sum(block.count(self.sizes) for block in self.blocks)

    @cached_property
    def gates(self) -> dict[str, Gate] | None:
        """The weights by gate, in the order in which they are stored; None without gates."""
        names = dict.fromkeys(block.gate for block in self.blocks)
        if None in names:
            return None
        return {
            name: Gate(**{role: self.directions * self._count(name, role) for role in ROLES})
            for name in names
        }

    def _count(self, gate: str, role: str) -> int:
        return sum(
            block.count(self.sizes)
            for block in self.blocks
            if (block.gate, block.role) == (gate, role)
        )

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
        filled = {name: f"{number:,}" for name, number in self.sizes.items()}
        text = "".join(part.text for part in formula_parts(self.blocks, self.directions))
        return f"{text.format(**filled)} = {self.total:,}"

    @property
    def stored(self) -> dict[str, tuple[int, ...]]:
        """The shape of each array of weights that the library keeps, by the library's own name.

        Keras lays the gates side by side, in columns: kernel (features, 4 × units). PyTorch lays
        them one below the other, in rows, and keeps two biases.
        """
        return {
            name: tuple(size.value(self.sizes) for size in shape)
            for name, shape in stored_shapes(self.blocks, self.directions, self.convention).items()
        }

    @property
    def caption(self) -> str:
        """The layer and its count in one line."""
        name = f"Bidirectional({self.layer})" if self.directions == 2 else self.layer
        sizes = ", ".join(f"{name}={number:,}" for name, number in self.sizes.items())
        return f"{name}, {sizes}: {self.total:,} parameters"

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of the table that shows the count."""
        if self.gates is None:
            rows = [[block.role, f"{block.count(self.sizes):,}"] for block in self.blocks]
            return ["block", "weights"], [*rows, ["total", f"{self.total:,}"]]
        counts = {
            name: [gate.kernel, gate.recurrent_kernel, gate.bias, gate.total]
            for name, gate in self.gates.items()
        }
        counts["total"] = [sum(column) for column in zip(*counts.values(), strict=True)]
        rows = [[name, *(f"{number:,}" for number in row)] for name, row in counts.items()]
        return ["block", *ROLES, "total"], rows

    def __repr__(self) -> str:
        """Return the table as text."""
        return text_table(self.caption, *self.table(), note=self.formula)

    def _repr_html_(self) -> str:
        return html_table(self.caption, *self.table(), note=self.formula)


def lstm_parameters(
    units: int,
    features: int,
    *,
    use_bias: bool = True,
    bidirectional: bool = False,
    convention: str = "keras",
) -> ParameterCount:
    """Count the weights of an LSTM layer: 4 × ((features + units) × units + units).

    Parameters
    ----------
    units
        length of the layer's output at one step.
    features
        length of the layer's input at one step.
    use_bias
        whether each block has a bias.
    bidirectional
        whether a second LSTM reads the sequence from its end; it doubles the count.
    convention
        "keras" counts one bias, "pytorch" two: `torch.nn.LSTM` keeps `bias_ih` and `bias_hh`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    return _recurrent("LSTM", units, features, use_bias, bidirectional, convention)


def gru_parameters(
    units: int,
    features: int,
    *,
    use_bias: bool = True,
    reset_after: bool = True,
    bidirectional: bool = False,
    convention: str = "keras",
) -> ParameterCount:
    """Count the weights of a GRU layer: 3 × ((features + units) × units + 2 × units).

    The second bias belongs to `reset_after=True`, the default of Keras. With `reset_after=False`
    there is one. PyTorch has only the form with two. Other parameters and errors as in
    `lstm_parameters`.
    """
    two_biases = flag("reset_after", reset_after)
    if convention == "pytorch" and not two_biases:
        raise ValueError(
            "reset_after must be True for convention 'pytorch', not False: "
            "torch.nn.GRU has only that form"
        )
    return _recurrent("GRU", units, features, use_bias, bidirectional, convention, two_biases)


def simple_rnn_parameters(
    units: int,
    features: int,
    *,
    use_bias: bool = True,
    bidirectional: bool = False,
    convention: str = "keras",
) -> ParameterCount:
    """Count the weights of a SimpleRNN layer: (features + units) × units + units.

    Parameters and errors as in `lstm_parameters`.
    """
    return _recurrent("SimpleRNN", units, features, use_bias, bidirectional, convention)


def dense_parameters(units: int, features: int, *, use_bias: bool = True) -> ParameterCount:
    """Count the weights of a Dense layer: features × units + units.

    The same weights serve every step when the input is a sequence, so the count is also that of
    TimeDistributed(Dense). Errors as in `lstm_parameters`.
    """
    blocks = [Block(None, "kernel", FEATURES, UNITS)]
    if flag("use_bias", use_bias):
        blocks.append(Block(None, "bias", ONE, UNITS))
    sizes = {
        "units": whole_number("units", units),
        "features": whole_number("features", features),
    }
    return ParameterCount("Dense", sizes, tuple(blocks))


def embedding_parameters(input_dim: int, output_dim: int) -> ParameterCount:
    """Count the weights of an Embedding layer: input_dim × output_dim.

    `input_dim` is the size of the vocabulary, `output_dim` the length of each word's vector, as
    Keras names them. Errors as in `lstm_parameters`.
    """
    sizes = {
        "input_dim": whole_number("input_dim", input_dim),
        "output_dim": whole_number("output_dim", output_dim),
    }
    table = Block(None, "embeddings", Size("input_dim"), Size("output_dim"))
    return ParameterCount("Embedding", sizes, (table,))


def time_distributed_parameters(inner: ParameterCount) -> ParameterCount:
    """Count the weights of TimeDistributed(inner): those of `inner`, which serve every step."""
    if not isinstance(inner, ParameterCount):
        raise TypeError(
            "inner must be a ParameterCount, such as dense_parameters(1, 5), "
            f"not {inner!r} of type {type(inner).__name__}"
        )
    return replace(inner, layer=f"TimeDistributed({inner.layer})")


def _recurrent(
    layer: str,
    units: int,
    features: int,
    use_bias: bool,
    bidirectional: bool,
    convention: str,
    two_biases: bool = False,
) -> ParameterCount:
    sizes = {
        "units": whole_number("units", units),
        "features": whole_number("features", features),
    }
    one_of("convention", convention, CONVENTIONS)
    biases = 0
    if flag("use_bias", use_bias):
        biases = 2 if two_biases or convention == "pytorch" else 1
    return ParameterCount(
        layer,
        sizes,
        recurrent_blocks(layer, biases, convention),
        directions=2 if flag("bidirectional", bidirectional) else 1,
        convention=convention,
    )


def recurrent_blocks(layer: str, biases: int = 1, convention: str = "keras") -> tuple[Block, ...]:
    """Return the blocks of one direction of an LSTM, GRU or SimpleRNN, gate after gate."""
    gates = (PYTORCH_GATES if convention == "pytorch" else GATES)[layer]
    rows = {"kernel": FEATURES, "recurrent_kernel": UNITS, "bias": Size(None, biases)}
    return tuple(
        Block(gate, role, rows[role], UNITS)
        for gate in gates
        for role in ROLES
        if role != "bias" or biases
    )


def formula_parts(blocks: Sequence[Block], directions: int = 1) -> tuple[FormulaPart, ...]:
    """Return the formula that counts `blocks`, in parts that know which blocks they count.

    The gates of a layer are all alike, so one gate is written out and multiplied.
    """
    roles = _roles_of_one_gate(blocks)
    multiplier = _multiplier(blocks, directions)
    body = _product_parts(roles) + _bias_parts(roles)
    if not multiplier:
        return tuple(body)
    return (FormulaPart(f"{multiplier}("), *body, FormulaPart(")"))


def multiplied_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return those of `blocks` that are multiplied with the input or with h at every step."""
    return tuple(block for block in blocks if block.role in ("kernel", "recurrent_kernel"))


def multiply_add_parts(blocks: Sequence[Block], directions: int = 1) -> tuple[FormulaPart, ...]:
    """Return the formula that counts the multiply-adds of one step: 4 × (3 + 5) × 5."""
    multiplied = multiplied_blocks(blocks)
    multiplier = _multiplier(multiplied, directions)
    leading = (FormulaPart(multiplier),) if multiplier else ()
    return (*leading, *_product_parts(_roles_of_one_gate(multiplied)))


def _roles_of_one_gate(blocks: Sequence[Block]) -> dict[str, Block]:
    return {block.role: block for block in blocks if block.gate == blocks[0].gate}


def _multiplier(blocks: Sequence[Block], directions: int) -> str:
    gates = len({block.gate for block in blocks})
    return "".join(f"{number} × " for number in (directions, gates) if number > 1)


def _product_parts(roles: Mapping[str, Block]) -> list[FormulaPart]:
    if "recurrent_kernel" not in roles:
        role, block = next(iter(roles.items()))
        return [FormulaPart(f"{block.rows.template} × {block.columns.template}", (role,))]
    kernel, recurrent = roles["kernel"], roles["recurrent_kernel"]
    return [
        FormulaPart("("),
        FormulaPart(kernel.rows.template, ("kernel",)),
        FormulaPart(" + "),
        FormulaPart(recurrent.rows.template, ("recurrent_kernel",)),
        FormulaPart(")"),
        FormulaPart(f" × {kernel.columns.template}", ("kernel", "recurrent_kernel")),
    ]


def _bias_parts(roles: Mapping[str, Block]) -> list[FormulaPart]:
    if "bias" not in roles:
        return []
    bias = roles["bias"]
    text = replace(bias.columns, times=bias.rows.times).template
    return [FormulaPart(" + "), FormulaPart(text, ("bias",))]


def stored_shapes(
    blocks: Sequence[Block], directions: int = 1, convention: str = "keras"
) -> dict[str, tuple[Size, ...]]:
    """Return the symbolic shape of each array in which a library keeps `blocks`."""
    gates = len({block.gate for block in blocks})
    first = [block for block in blocks if block.gate == blocks[0].gate]
    arrays: dict[str, tuple[Size, ...]] = {}
    for block in first:
        side_by_side = replace(block.columns, times=gates * block.columns.times)
        if convention == "pytorch":
            arrays |= _pytorch_arrays(block, side_by_side)
        elif block.role == "bias" and block.rows == ONE:
            arrays["bias"] = (side_by_side,)
        else:
            arrays[block.role] = (block.rows, side_by_side)
    if directions == 1:
        return arrays
    if convention == "pytorch":
        return arrays | {f"{name}_reverse": shape for name, shape in arrays.items()}
    return {
        f"{side} {name}": shape
        for side in ("forward", "backward")
        for name, shape in arrays.items()
    }


def _pytorch_arrays(block: Block, stacked: Size) -> dict[str, tuple[Size, ...]]:
    if block.role == "bias":
        return {"bias_ih_l0": (stacked,), "bias_hh_l0": (stacked,)}
    name = {"kernel": "weight_ih_l0", "recurrent_kernel": "weight_hh_l0"}[block.role]
    return {name: (stacked, block.rows)}


def recurrent_output_shapes(
    layer: str,
    units: int,
    timesteps: int,
    *,
    batch: int | None = None,
    return_sequences: bool = False,
    return_state: bool = False,
    bidirectional: bool = False,
    merge_mode: str | None = "concat",
) -> tuple[tuple[int | None, ...], ...]:
    """Return the shape of every tensor that a recurrent layer returns, in the order of Keras.

    Parameters
    ----------
    layer
        "LSTM", "GRU" or "SimpleRNN".
    units, timesteps
        the layer's width and the length of the sequence.
    batch
        samples in one batch; None, as in `model.summary()`, stands for any number.
    return_sequences
        whether the output of every step comes out, or only that of the last one.
    return_state
        whether the final states come out too: h and c for the LSTM, h for the others.
    bidirectional, merge_mode
        whether Bidirectional wraps the layer, and how it joins the two directions.

    Returns
    -------
    A tuple of shapes, also where there is only one: output, h, c; or with Bidirectional output,
    forward h, forward c, backward h, backward c. With `merge_mode=None` the two outputs come first.
    """
    sizes = {
        "units": whole_number("units", units),
        "timesteps": whole_number("timesteps", timesteps),
    }
    if batch is not None:
        sizes["batch"] = whole_number("batch", batch)
    shapes = symbolic_output_shapes(
        one_of("layer", layer, tuple(GATES)),
        return_sequences=flag("return_sequences", return_sequences),
        return_state=flag("return_state", return_state),
        bidirectional=flag("bidirectional", bidirectional),
        merge_mode=one_of("merge_mode", merge_mode, MERGE_MODES),
    )
    return tuple(
        tuple(None if size == BATCH and batch is None else size.value(sizes) for size in shape)
        for shape in shapes
    )


def symbolic_output_shapes(
    layer: str = "LSTM",
    *,
    return_sequences: bool = False,
    return_state: bool = False,
    bidirectional: bool = False,
    merge_mode: str | None = "concat",
) -> tuple[tuple[Size, ...], ...]:
    """Return the same shapes as `recurrent_output_shapes`, with names in place of numbers."""
    leading = (BATCH, TIMESTEPS) if return_sequences else (BATCH,)
    width = Size("units", 2) if bidirectional and merge_mode == "concat" else UNITS
    outputs = 2 if bidirectional and merge_mode is None else 1
    directions = 2 if bidirectional else 1
    states = directions * STATES[layer] if return_state else 0
    return ((*leading, width),) * outputs + ((BATCH, UNITS),) * states


def dense_output_shape(units: int, input_shape: Sequence[int | None]) -> tuple[int | None, ...]:
    """Return the shape that Dense makes of `input_shape`: only the last axis changes.

    On a sequence (batch, timesteps, features) that is the shape of TimeDistributed(Dense) too.
    """
    return (*_shape("input_shape", input_shape, axes=2)[:-1], whole_number("units", units))


def embedding_output_shape(
    output_dim: int, input_shape: Sequence[int | None]
) -> tuple[int | None, ...]:
    """Return the shape that Embedding makes of `input_shape`: every number becomes a vector."""
    return (*_shape("input_shape", input_shape, axes=1), whole_number("output_dim", output_dim))


def _shape(name: str, shape: Sequence[int | None], axes: int) -> tuple[int | None, ...]:
    if not isinstance(shape, Sequence) or isinstance(shape, str) or len(shape) < axes:
        raise TypeError(f"{name} must be a tuple of at least {axes} sizes, not {shape!r}")
    return tuple(None if size is None else whole_number(name, size) for size in shape)
