"""What every cell by hand needs: sigmoid, blocks by name, weights checked against one another."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.checks.arguments import function, one_of
from helpers.checks.arrays import Array, kernels, numbers
from helpers.counting import GATES
from helpers.text.refusals import refusal

Activation = Callable[[Array], Array]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)): a number between 0, a closed gate, and 1, an open one."""
    # Of exp(z) and exp(-z) the one that cannot overflow; by way of tanh, sigmoid(-40) would be 0.
    # Far below zero the result is 0, and that is no fault.
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, small) / (1 + small)


def split_gates(stored: Any, layer: str = "LSTM") -> dict[str, Array]:
    """Split an array of a layer's weights into its blocks, by name, in the order of Keras.

    Parameters
    ----------
    stored
        a kernel, recurrent kernel or bias as Keras keeps it, or anything else whose last axis
        holds the blocks side by side.
    layer
        "LSTM", "GRU" or "SimpleRNN".

    Raises
    ------
    TypeError, ValueError
        if it holds no numbers, its last axis does not divide by the number of blocks, or the layer
        is another one.
    """
    names = GATES[one_of("layer", layer, tuple(GATES))]
    array = numbers("stored", stored)
    if array.ndim == 0 or array.shape[-1] % len(names):
        raise ValueError(refusal("stored_axis", blocks=len(names), layer=layer, shape=array.shape))
    return blocks_of(array, names)


def blocks_of(array: Array, names: Sequence[str]) -> dict[str, Array]:
    """Return the blocks of an array whose last axis is known to hold so many, by name."""
    columns = array.shape[-1] // len(names)
    return {
        name: array[..., block * columns : (block + 1) * columns]
        for block, name in enumerate(names)
    }


def check_activations(**activations: Any) -> None:
    """Raise TypeError for what is no function."""
    for name, given in activations.items():
        function(name, given, "function_of_array")


def checked_weights(
    layer: str, kernel: Any, recurrent_kernel: Any, bias: Any
) -> tuple[Array, Array, Array]:
    """Return the three arrays, checked against one another, in double precision.

    Without a bias it is zeros. Of a GRU it may be (2, 3 × units).
    """
    kernel, recurrent_kernel = kernels(kernel, recurrent_kernel, blocks=len(GATES[layer]))
    columns = kernel.shape[1]
    if bias is None:
        bias = np.zeros(columns)
    else:
        bias = numbers("bias", bias)
        rows = (2,) if layer == "GRU" and bias.ndim == 2 else ()
        bias = numbers("bias", bias, (*rows, columns))
    return kernel.astype(float), recurrent_kernel.astype(float), bias.astype(float)


def without_batch(state: Any) -> Any:
    """Return (units,) for the (1, units) that Keras gives for a batch of one sequence."""
    shape = getattr(state, "shape", ())
    return state[0] if len(shape) == 2 and shape[0] == 1 else state
