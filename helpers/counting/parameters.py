"""The functions that learners call to count the weights of a layer."""

from dataclasses import replace

from helpers.checks.arguments import described, flag, whole_number
from helpers.counting.blocks import UNITS, Block, Size
from helpers.counting.conventions import Convention, convention_named
from helpers.counting.count import ParameterCount
from helpers.counting.layers import (
    GRU,
    GRU_RESET_BEFORE,
    LSTM,
    SIMPLE_RNN,
    Cell,
    dense_blocks,
    embedding_blocks,
)
from helpers.counting.stack import StackCount
from helpers.text.refusals import refusal


def lstm_parameters(
    units: int,
    features: int,
    *,
    use_bias: bool = True,
    bidirectional: bool = False,
    convention: str | Convention = "keras",
    num_layers: int = 1,
    proj_size: int = 0,
) -> ParameterCount | StackCount:
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
        "keras" counts one bias, "pytorch" and "onnx" two: `torch.nn.LSTM` keeps `bias_ih` and
        `bias_hh`. A `Convention` of your own describes another library.
    num_layers, proj_size
        arguments of `torch.nn.LSTM`, for "pytorch": how many layers its module stacks, and to how
        many numbers each projects its h. Of several layers the answer is a `StackCount`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    return recurrent_parameters(
        LSTM,
        units,
        features,
        use_bias=use_bias,
        bidirectional=bidirectional,
        convention=convention,
        num_layers=num_layers,
        proj_size=proj_size,
    )


def gru_parameters(
    units: int,
    features: int,
    *,
    use_bias: bool = True,
    reset_after: bool = True,
    bidirectional: bool = False,
    convention: str | Convention = "keras",
    num_layers: int = 1,
) -> ParameterCount | StackCount:
    """Count the weights of a GRU layer: 3 × ((features + units) × units + 2 × units).

    The second bias belongs to `reset_after=True`, the default of Keras. With `reset_after=False`
    there is one. PyTorch has only the form with two, and no `proj_size`. Other parameters and
    errors as in `lstm_parameters`.
    """
    cell = GRU if flag("reset_after", reset_after) else GRU_RESET_BEFORE
    library = convention_named(convention)
    if cell in library.lacks:
        raise ValueError(
            refusal("reset_after_convention", convention=library.name, title=library.title)
        )
    return recurrent_parameters(
        cell,
        units,
        features,
        use_bias=use_bias,
        bidirectional=bidirectional,
        convention=library,
        num_layers=num_layers,
    )


def simple_rnn_parameters(
    units: int,
    features: int,
    *,
    use_bias: bool = True,
    bidirectional: bool = False,
    convention: str | Convention = "keras",
    num_layers: int = 1,
) -> ParameterCount | StackCount:
    """Count the weights of a SimpleRNN layer: (features + units) × units + units.

    Parameters and errors as in `lstm_parameters`.
    """
    return recurrent_parameters(
        SIMPLE_RNN,
        units,
        features,
        use_bias=use_bias,
        bidirectional=bidirectional,
        convention=convention,
        num_layers=num_layers,
    )


def recurrent_parameters(
    cell: Cell,
    units: int,
    features: int,
    *,
    use_bias: bool = True,
    bidirectional: bool = False,
    convention: str | Convention = "keras",
    num_layers: int = 1,
    proj_size: int = 0,
) -> ParameterCount | StackCount:
    """Count the weights of a layer of any recurrent cell, one of your own too.

    An LSTM whose gates also look at the memory c, through a weight for each unit:

        looks = tuple(Block(gate, "peephole", ONE, UNITS) for gate in ("input", "forget", "output"))
        peephole = replace(LSTM, name="PeepholeLSTM", extra=looks)
        recurrent_parameters(peephole, units=5, features=3).formula
        # 3 × ((3 + 5) × 5 + 5 + 5) + ((3 + 5) × 5 + 5) = 195

    Other parameters and errors as in `lstm_parameters`.
    """
    if not isinstance(cell, Cell):
        raise TypeError(refusal("cell_kind", given=described(cell)))
    units, features = whole_number("units", units), whole_number("features", features)
    depth = whole_number("num_layers", num_layers)
    projected = whole_number("proj_size", proj_size, smallest=0)
    directions = 2 if flag("bidirectional", bidirectional) else 1
    library = convention_named(convention)
    if (depth > 1 or projected) and not library.stacks:
        name, value = ("num_layers", depth) if depth > 1 else ("proj_size", projected)
        raise ValueError(refusal("only_pytorch", name=name, convention=library.name, value=value))
    if projected >= units:
        raise ValueError(refusal("proj_size_smaller", units=units, projected=projected))
    blocks = library.blocks(cell, flag("use_bias", use_bias))
    sizes = {"units": units}
    if projected:
        blocks, sizes = _projected(blocks), sizes | {"proj_size": projected}
    # What a layer of the stack reads is what the one below returns.
    reads = [features] + [directions * (projected or units)] * (depth - 1)
    counts = tuple(
        ParameterCount(cell.name, sizes | {"features": width}, blocks, directions, library, place)
        for place, width in enumerate(reads)
    )
    return StackCount(counts) if depth > 1 else counts[0]


def _projected(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks of a layer whose h has `proj_size` numbers, made by one more matrix."""
    narrow = Size("proj_size")
    kept = (
        replace(block, rows=narrow) if block.role == "recurrent_kernel" else block
        for block in blocks
    )
    return (*kept, Block("projection", "projection", UNITS, narrow))


def dense_parameters(units: int, features: int, *, use_bias: bool = True) -> ParameterCount:
    """Count the weights of a Dense layer: features × units + units.

    The same weights serve every step when the input is a sequence, so the count is also that of
    TimeDistributed(Dense). Errors as in `lstm_parameters`.
    """
    sizes = {
        "units": whole_number("units", units),
        "features": whole_number("features", features),
    }
    return ParameterCount("Dense", sizes, dense_blocks(flag("use_bias", use_bias)))


def embedding_parameters(input_dim: int, output_dim: int) -> ParameterCount:
    """Count the weights of an Embedding layer: input_dim × output_dim.

    `input_dim` is the size of the vocabulary, `output_dim` the length of each word's vector, as
    Keras names them. Errors as in `lstm_parameters`.
    """
    sizes = {
        "input_dim": whole_number("input_dim", input_dim),
        "output_dim": whole_number("output_dim", output_dim),
    }
    return ParameterCount("Embedding", sizes, embedding_blocks())


def time_distributed_parameters(inner: ParameterCount) -> ParameterCount:
    """Count the weights of TimeDistributed(inner): those of `inner`, which serve every step."""
    if not isinstance(inner, ParameterCount):
        raise TypeError(refusal("inner_count", given=described(inner)))
    return replace(inner, layer=f"TimeDistributed({inner.layer})")
