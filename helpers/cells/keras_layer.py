"""A recurrent layer of Keras, read for tracing: its weights, activations, states, and one sequence.

What is refused is what a trace by hand could not follow: layers with a `call` of their own, other
cells. Everything else is taken as the layer has it, its precision too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.cells.blocks import Activation
from helpers.checks.arguments import whole_number
from helpers.checks.arrays import Array, as_array, numbers
from helpers.checks.models import described_model
from helpers.text.refusals import refusal

# What a subclass may not change, if the layer is still to compute what its parent does.
LAYER_METHODS = ("__call__", "call", "inner_loop", "get_initial_state")
CELL_METHODS = ("__call__", "call", "get_initial_state")
PRECISIONS = ("float16", "bfloat16", "float32", "float64")


class KerasLayer:
    """A built layer `kind`, "LSTM" or "GRU", and one sequence for it.

    Attributes
    ----------
    weights
        kernel, recurrent_kernel and bias or None, rounded to the precision in which the layer
        computes.
    sequence, skipped
        the steps in the order in which the layer reads them, (timesteps, features), and which of
        them a mask leaves out, (timesteps,).
    go_backwards
        whether the layer reads from the end.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """

    def __init__(self, kind: str, layer: Any, x: Any, mask: Any, index: int | None):
        """Check the layer and read the sequence."""
        self.layer = layer
        self.cell = _checked_cell(kind, layer)
        self.dtype = self.cell.compute_dtype
        self.go_backwards = bool(layer.go_backwards)
        bias = self.cell.bias if self.cell.use_bias else None
        self.weights = [
            None if weight is None else self._rounded(weight)
            for weight in (self.cell.kernel, self.cell.recurrent_kernel, bias)
        ]
        self.index = None if index is None else _index(index, x)
        features = len(self.weights[0])
        one = x if self.index is None else x[self.index]
        sequence = numbers("x", one, ("timesteps", features), _hint(x, features))
        skipped = self._skipped(mask, len(sequence))
        order = slice(None, None, -1) if self.go_backwards else slice(None)
        # Keras, too, first rounds its input to the layer's precision.
        self.sequence, self.skipped = self._rounded(sequence[order]), skipped[order]

    def activation(self, role: str) -> Activation:
        """Return an activation of the layer, as a function from array to array.

        The function gets what it gets inside Keras: a batch, here of one, in the layer's precision.
        """
        from keras import ops

        function: Callable[[Any], Any] = getattr(self.cell, role)

        def activation(z: Array) -> Array:
            batch = ops.cast(ops.convert_to_tensor(z[np.newaxis]), self.dtype)
            return _numpy(function(batch))[0].astype(float)

        return activation

    def states(self, given: Sequence[Any] | None, names: Sequence[str]) -> list[Any] | None:
        """Return the states before the first step, without a batch axis; None for zeros.

        Given none, a stateful layer starts from those that it has stored.
        """
        if given is None:
            if not self.layer.stateful:
                return None
            given = [_numpy(state).astype(float) for state in self.layer.states]
            if self.index is None and len(given[0]) != 1:
                raise ValueError(
                    refusal(
                        "initial_state_stateful",
                        names=" and ".join(names),
                        layer=self.layer.name,
                        sequences=len(given[0]),
                    )
                )
        if self.index is None or not isinstance(given, (list, tuple)):
            return given
        return [state[self.index] if np.ndim(state) == 2 else state for state in given]

    def _rounded(self, array: Any) -> Array:
        """Return an array in double precision, its numbers rounded to those of the layer."""
        from keras import ops

        return _numpy(ops.cast(ops.convert_to_tensor(array), self.dtype)).astype(float)

    def _skipped(self, mask: Any, timesteps: int) -> Array:
        if mask is None:
            return np.zeros(timesteps, bool)
        found = as_array("mask", mask, "array_of_steps")
        wanted = f"({timesteps},)" if self.index is None else f"(batch, {timesteps})"
        if found.dtype.kind != "b":
            raise TypeError(refusal("mask_type", wanted=wanted, dtype=found.dtype))
        if self.index is not None and found.ndim == 2 and self.index < len(found):
            found = found[self.index]
        if found.shape != (timesteps,):
            raise ValueError(refusal("mask_shape", wanted=wanted, given=np.shape(mask)))
        return ~found


def _checked_cell(kind: str, layer: Any) -> Any:
    """Return the layer's cell if it can be followed by hand; raise otherwise."""
    import keras

    given = described_model(layer)
    if isinstance(layer, keras.layers.Bidirectional):
        raise TypeError(refusal("layer_of_two_directions", kind=kind, given=given))
    if isinstance(layer, keras.Model):
        raise TypeError(refusal("layer_not_model", kind=kind, given=given))
    parents = (getattr(keras.layers, kind), keras.layers.RNN)
    parent = next((parent for parent in parents if isinstance(layer, parent)), None)
    if parent is None:
        raise TypeError(refusal("layer_of_keras", kind=kind, given=given))
    cell_type = getattr(keras.layers, f"{kind}Cell")
    if not isinstance(layer.cell, cell_type):
        other = next(
            (k for k in ("LSTM", "GRU") if isinstance(layer, getattr(keras.layers, k))), ""
        )
        if other:
            follows = f"trace_{other.lower()}"
            raise TypeError(refusal("layer_followed_by", kind=kind, given=given, function=follows))
        cell = type(layer.cell).__name__
        raise TypeError(refusal("layer_around", kind=kind, given=given, cell=cell))
    for key, value, base, methods in (
        ("layer_with_a_method", layer, parent, LAYER_METHODS),
        ("cell_with_a_method", layer.cell, cell_type, CELL_METHODS),
    ):
        # A subclass may compute something else; one that renames arguments does not.
        own = type(value)
        for name in methods:
            if getattr(own, name) is not getattr(base, name):
                said = {"kind": kind, "given": given, "own": own.__name__, "name": name}
                raise TypeError(refusal(key, **said))
    if not layer.built:
        raise ValueError(refusal("layer_not_built", kind=kind, layer=layer.name))
    precisions = {layer.compute_dtype, layer.cell.compute_dtype}
    if len(precisions) > 1 or not precisions <= set(PRECISIONS):
        raise ValueError(
            refusal(
                "layer_precision",
                kind=kind,
                precisions=", ".join(PRECISIONS),
                layer=layer.name,
                used=", ".join(sorted(precisions)),
            )
        )
    return layer.cell


def _index(index: Any, x: Any) -> int:
    shape = np.shape(x)
    if len(shape) != 3:
        raise ValueError(refusal("x_batch", shape=shape))
    return whole_number("index", index, smallest=0, largest=shape[0] - 1)


def _hint(x: Any, features: int) -> str:
    """Say what to do with an x that is no sequence, by what it looks like."""
    try:
        array = np.asarray(x)
    except (TypeError, ValueError):
        return ""
    if array.ndim == 3:
        return refusal("hint_batch")
    whole = array.dtype.kind in "iu"
    if array.ndim in (1, 2) and whole and features > 1:
        return refusal("hint_ids")
    if array.ndim == 1 and features == 1:
        return refusal("hint_series")
    if array.ndim == 1 and len(array) == features:
        return refusal("hint_step")
    if array.ndim == 2 and array.shape[0] == features:
        return refusal("hint_turned")
    return refusal("hint_sequence")


def _numpy(tensor: Any) -> Array:
    from keras import ops

    return ops.convert_to_numpy(tensor)
