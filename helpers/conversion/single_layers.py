"""The same weights in other layouts: Keras to PyTorch and back, Keras to ONNX and back.

All three store the same blocks. They differ in the order of the blocks, in whether a block is a
group of columns or of rows, and in the number of biases:

              LSTM         GRU       a block is   biases of an LSTM
    Keras     i, f, c, o   z, r, h   columns      one
    PyTorch   i, f, g, o   r, z, n   rows         two, added together
    ONNX      i, o, f, c   z, r, h   rows         two, added together

PyTorch's g and n are the candidate. Its GRU is that of Keras with `reset_after=True`, and of ONNX
with `linear_before_reset=1`: there the reset gate stands between the two biases, so Keras, too,
keeps both. ONNX's default, `linear_before_reset=0`, is Keras's `reset_after=False`.
The update is the same in all three, h = z × h_prev + (1 - z) × candidate.

Sources: the documentation of torch.nn.LSTM and torch.nn.GRU, and of the ONNX operators LSTM, GRU
and RNN, version 14. The tests compare outputs where PyTorch and ONNX Runtime are installed.
"""

from collections.abc import Mapping, Sequence
from reprlib import repr as short
from typing import Any

import numpy as np

from helpers.checks.arguments import one_of
from helpers.checks.arrays import Array, kernels, numbers
from helpers.counting import GATES, ONNX, PYTORCH, Convention

PYTORCH_NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
ONNX_NAMES = ("W", "R", "B")


def keras_to_pytorch(weights: Sequence[Any], layer: str = "LSTM") -> dict[str, Array]:
    """Return a Keras layer's weights as PyTorch stores them, by PyTorch's names.

    PyTorch adds the second bias of an LSTM or SimpleRNN to the first; here it is all zeros.

    Parameters
    ----------
    weights
        what `layer.get_weights()` gives: kernel, recurrent_kernel and, if there is one, bias.
    layer
        "LSTM", "GRU" or "SimpleRNN". A GRU must have `reset_after=True`, the default of Keras. Only
        its bias shows that, so without a bias it is for the caller to know.

    Returns
    -------
    weight_ih_l0 (4 × units, features), weight_hh_l0 (4 × units, units) and, where there is a bias,
    bias_ih_l0 and bias_hh_l0 (4 × units,). For a GRU it is 3 × units, for a SimpleRNN units.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    kernel, recurrent_kernel, *biases = _from_keras(weights, layer, PYTORCH)
    arrays = [kernel.T, recurrent_kernel.T, *biases]
    return dict(zip(PYTORCH_NAMES, arrays, strict=False))


def pytorch_to_keras(state: Mapping[str, Any], layer: str = "LSTM") -> list[Array]:
    """Return a PyTorch module's weights as Keras stores them, ready for `layer.set_weights`.

    `state` holds the arrays that `keras_to_pytorch` returns, as the `state_dict()` of a module of
    one layer and one direction does. The two biases of an LSTM or SimpleRNN become their sum.
    `layer` and errors as in `keras_to_pytorch`.
    """
    names = _names("state", state, PYTORCH_NAMES)
    shapes = [("rows", "features"), ("rows", "units"), ("rows",), ("rows",)]
    kernel, recurrent_kernel, *biases = (
        numbers(f"state[{name!r}]", state[name], shape).T
        for name, shape in zip(names, shapes, strict=False)
    )
    return _to_keras(kernel, recurrent_kernel, biases, layer, PYTORCH)


def keras_to_onnx(weights: Sequence[Any], layer: str = "LSTM") -> dict[str, Array]:
    """Return a Keras layer's weights as inputs of the ONNX operator LSTM, GRU or RNN.

    Parameters and errors as in `keras_to_pytorch`; here a GRU may have `reset_after=False`. The
    node of a GRU needs the attribute `linear_before_reset`: 1 for `reset_after=True`, and 0, which
    is ONNX's default, for False. With a bias its shape tells them apart, (2, 3 × units) or
    (3 × units,).

    Returns
    -------
    W (1, 4 × units, features), R (1, 4 × units, units) and, where there is a bias, B (1, 8 × units)
    with both biases in a row. The first axis is the direction.
    """
    kernel, recurrent_kernel, *biases = _from_keras(weights, layer, ONNX, one_bias=True)
    arrays = [kernel.T, recurrent_kernel.T, *([np.concatenate(biases)] if biases else [])]
    return {name: array[np.newaxis] for name, array in zip(ONNX_NAMES, arrays, strict=False)}


def onnx_to_keras(
    inputs: Mapping[str, Any],
    layer: str = "LSTM",
    attributes: Mapping[str, Any] | None = None,
) -> list[Array]:
    """Return the weights of an ONNX operator of one direction, ready for `layer.set_weights`.

    Parameters
    ----------
    inputs
        W, R and, where there is a bias, B.
    layer
        "LSTM", "GRU" or "SimpleRNN".
    attributes
        the attributes of the node, by name. A GRU must have them, because `linear_before_reset`
        decides what its arrays mean: 1 is Keras's `reset_after=True`, and 0, the default of ONNX
        where the node names none, is `reset_after=False`. What Keras's layer does not do is
        refused: a limit (`clip`), coupled gates (`input_forget`), other activations.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    names = _names("inputs", inputs, ONNX_NAMES)
    shapes = [(1, "rows", "features"), (1, "rows", "units"), (1, "2 × rows")]
    kernel, recurrent_kernel, *biases = (
        numbers(f"inputs[{name!r}]", inputs[name], shape)[0].T
        for name, shape in zip(names, shapes, strict=False)
    )
    reset_after = _read_attributes(attributes, layer, units=len(recurrent_kernel))
    if biases:
        biases = np.split(biases[0], 2)
    return _to_keras(kernel, recurrent_kernel, biases, layer, ONNX, reset_after)


ONNX_ACTIVATIONS = {
    "LSTM": ["Sigmoid", "Tanh", "Tanh"],
    "GRU": ["Sigmoid", "Tanh"],
    "SimpleRNN": ["Tanh"],
}


def _read_attributes(attributes: Mapping[str, Any] | None, layer: str, units: int) -> bool:
    """Return whether a GRU is one with `reset_after=True`; refuse what no Keras layer does."""
    one_of("layer", layer, tuple(GATES))
    if attributes is None:
        if layer == "GRU":
            raise ValueError(
                "attributes must be given for a GRU, because linear_before_reset decides what its "
                "arrays mean, not None: pass the node's attributes, {'linear_before_reset': 1} for "
                "Keras's reset_after=True, {} (ONNX's default, 0) for reset_after=False"
            )
        return True
    if not isinstance(attributes, Mapping):
        raise TypeError(f"attributes must be a dict of the node's attributes, not {attributes!r}")
    defaults = {
        "hidden_size": (units,),
        "direction": ("forward",),
        "layout": (0, 1),
        "activations": (ONNX_ACTIVATIONS[layer],),
        "clip": (None,),
        "input_forget": (0,),
        "linear_before_reset": (0, 1),
    }
    ways_out = {
        "direction": "; a reverse node has the weights of a layer with go_backwards=True, and of a "
        "bidirectional node take each direction on its own, W[:1] and W[1:]",
        "activations": "; give the Keras layer these activations, and leave the attribute out",
        "hidden_size": ", the units of R",
        "clip": ": Keras has no limit inside the cell",
        "input_forget": ": Keras has no coupled gates",
    }
    for name, value in attributes.items():
        if name not in defaults:
            raise ValueError(
                f"attributes must be of {', '.join(defaults)}, not {name!r}: what it does to the "
                "weights is not known here"
            )
        value = value.decode() if isinstance(value, bytes) else value
        value = (
            [v.decode() if isinstance(v, bytes) else v for v in value]
            if isinstance(value, (list, tuple))
            else value
        )
        if not any(value == allowed for allowed in defaults[name]):
            allowed = " or ".join(repr(choice) for choice in defaults[name])
            raise ValueError(
                f"attributes[{name!r}] must be {allowed}, not {value!r}{ways_out.get(name, '')}"
            )
    return bool(attributes.get("linear_before_reset", 0))


def _from_keras(
    weights: Sequence[Any], layer: str, convention: Convention, one_bias: bool = False
) -> list[Array]:
    """Return kernel, recurrent_kernel and two biases or none, the blocks in the library's order.

    The blocks still lie side by side, in columns. `one_bias` lets in the GRU with
    `reset_after=False`, which PyTorch does not have.
    """
    old = GATES[one_of("layer", layer, tuple(GATES))]
    if not isinstance(weights, (list, tuple)) or len(weights) not in (2, 3):
        raise TypeError(
            "weights must be a list of kernel, recurrent_kernel and, where there is one, bias, as "
            f"layer.get_weights() gives it, not {short(weights)}"
        )
    kernel, recurrent_kernel = kernels(*weights[:2], blocks=len(old))
    columns = kernel.shape[1]
    biases = []
    single = one_bias and len(weights) == 3 and np.ndim(weights[2]) == 1
    if len(weights) == 3 and layer == "GRU" and not single:
        hint = "PyTorch has no GRU with reset_after=False; ONNX has, with linear_before_reset=0"
        biases = list(numbers("bias", weights[2], (2, columns), hint))
    elif len(weights) == 3:
        bias = numbers("bias", weights[2], (columns,))
        biases = [bias, np.zeros_like(bias)]
    arrays = (kernel, recurrent_kernel, *biases)
    return [_reorder(array, old, convention.order(old)) for array in arrays]


def _to_keras(
    kernel: Array,
    recurrent_kernel: Array,
    biases: Sequence[Array],
    layer: str,
    convention: Convention,
    reset_after: bool = True,
) -> list[Array]:
    """Return what `set_weights` of a Keras layer takes, from columns in the library's order."""
    new = GATES[one_of("layer", layer, tuple(GATES))]
    kernels(kernel, recurrent_kernel, blocks=len(new))
    columns = kernel.shape[1]
    arrays = [kernel, recurrent_kernel]
    arrays += [numbers("each bias", bias, (columns,)) for bias in biases]
    kernel, recurrent_kernel, *biases = (
        _reorder(array, convention.order(new), new) for array in arrays
    )
    if not biases:
        return [kernel, recurrent_kernel]
    return [
        kernel,
        recurrent_kernel,
        np.stack(biases) if layer == "GRU" and reset_after else sum(biases),
    ]


def _reorder(array: Array, old: Sequence[str], new: Sequence[str]) -> Array:
    """Return a copy with its columns, blocks in the order `old`, put in the order `new`."""
    blocks = dict(zip(old, np.split(array, len(old), axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in new], axis=-1)


def _names(name: str, arrays: Mapping[str, Any], names: Sequence[str]) -> Sequence[str]:
    """Return the names that `arrays` has, with a bias or without; raise for any other."""
    if isinstance(arrays, Mapping):
        for wanted in (names, names[:2]):
            if set(arrays) == set(wanted):
                return wanted
    given = sorted(arrays) if isinstance(arrays, Mapping) else short(arrays)
    raise ValueError(
        f"{name} must be a dict of {', '.join(names)} (only the first two if there is no bias), "
        f"of one layer and one direction, not {given}"
    )
