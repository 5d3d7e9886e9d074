"""The shape of every tensor that a layer returns."""

from helpers.checks.arguments import flag, one_of, whole_number
from helpers.counting.blocks import BATCH, TIMESTEPS, UNITS, Size
from helpers.counting.layers import CELLS

MERGE_MODES = ("concat", "sum", "ave", "mul", None)


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
        layer,
        return_sequences=return_sequences,
        return_state=return_state,
        bidirectional=bidirectional,
        merge_mode=merge_mode,
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
    cell = CELLS[one_of("layer", layer, tuple(CELLS))]
    flag("return_sequences", return_sequences)
    flag("return_state", return_state)
    flag("bidirectional", bidirectional)
    one_of("merge_mode", merge_mode, MERGE_MODES)
    leading = (BATCH, TIMESTEPS) if return_sequences else (BATCH,)
    width = Size("units", 2) if bidirectional and merge_mode == "concat" else UNITS
    outputs = 2 if bidirectional and merge_mode is None else 1
    directions = 2 if bidirectional else 1
    states = directions * cell.states if return_state else 0
    return ((*leading, width),) * outputs + ((BATCH, UNITS),) * states
