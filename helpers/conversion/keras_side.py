"""What every conversion does on the side of Keras: read a layer, check it, reorder its blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.checks.arguments import one_of, shown
from helpers.checks.arrays import Array, kernels, numbers
from helpers.checks.models import described_model
from helpers.counting import GATES, Convention
from helpers.text.refusals import refusal

CELL_NAMES = {"LSTMCell": "LSTM", "GRUCell": "GRU", "SimpleRNNCell": "SimpleRNN"}


@dataclass(frozen=True)
class Direction:
    """One direction of a recurrent layer, as Keras has it.

    `kernel`, `recurrent_kernel` and each of `biases` hold the blocks side by side, in columns. A
    GRU with `reset_after=True` has two biases, other layers one, or none. The activations go by
    their names in Keras.
    """

    kind: str
    kernel: Array
    recurrent_kernel: Array
    biases: tuple[Array, ...]
    reset_after: bool = True
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"
    go_backwards: bool = False

    @property
    def units(self) -> int:
        """The length of h."""
        return len(self.recurrent_kernel)

    @property
    def features(self) -> int:
        """The length of the input at one step."""
        return len(self.kernel)

    def in_order(self, convention: Convention) -> Direction:
        """Return it with the blocks in the order of a library."""
        gates = GATES[self.kind]
        return self._reordered(gates, convention.order(gates))

    def from_order(self, convention: Convention) -> Direction:
        """Return it with the blocks in the order of Keras, given that of a library."""
        gates = GATES[self.kind]
        return self._reordered(convention.order(gates), gates)

    def _reordered(self, old: Sequence[str], new: Sequence[str]) -> Direction:
        return replace(
            self,
            kernel=_reorder(self.kernel, old, new),
            recurrent_kernel=_reorder(self.recurrent_kernel, old, new),
            biases=tuple(_reorder(bias, old, new) for bias in self.biases),
        )

    @property
    def two_biases(self) -> tuple[Array, ...]:
        """The two biases that other libraries keep, the second all zeros; none if there is none."""
        if len(self.biases) == 1:
            return self.biases[0], np.zeros_like(self.biases[0])
        return self.biases

    @property
    def weights(self) -> list[Array]:
        """What `set_weights` of such a layer takes. Two biases become one where Keras has one."""
        if not self.biases:
            return [self.kernel, self.recurrent_kernel]
        both = self.kind == "GRU" and self.reset_after
        return [
            self.kernel,
            self.recurrent_kernel,
            np.stack(self.biases) if both else sum(self.biases),
        ]

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of such a layer."""
        found = {"units": self.units, "use_bias": bool(self.biases)}
        if self.kind == "GRU":
            found["reset_after"] = self.reset_after
        found["activation"] = self.activation
        if self.kind != "SimpleRNN":
            found["recurrent_activation"] = self.recurrent_activation
        return found | ({"go_backwards": True} if self.go_backwards else {})


def directions_of(name: str, value: Any, kind: str | None) -> list[Direction]:
    """Return the directions of a Keras layer, one or two, or of the list of its weights.

    A list says nothing of activations: they are then taken for those that Keras has by default.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    if isinstance(value, (list, tuple)):
        return [_from_list(name, value, "LSTM" if kind is None else kind)]
    layer = _built_layer(name, value)
    halves = [layer]
    if hasattr(layer, "forward_layer"):
        if layer.merge_mode not in ("concat", None):
            raise ValueError(refusal("merge_mode_concat", name=name, given=layer.merge_mode))
        halves = [layer.forward_layer, layer.backward_layer]
    found = [_from_layer(name, half) for half in halves]
    if kind is not None and found[0].kind != one_of("layer", kind, tuple(GATES)):
        raise ValueError(refusal("layer_other_kind", read=found[0].kind, name=name, kind=kind))
    if len(found) == 2:
        _check_halves(name, *found)
        found[1] = replace(found[1], go_backwards=False)
    return found


def _built_layer(name: str, value: Any) -> Any:
    import keras

    if isinstance(value, keras.Model):
        raise TypeError(refusal("weights_model", name=name, layer=value.name))
    if not isinstance(value, (keras.layers.RNN, keras.layers.Bidirectional)):
        raise TypeError(refusal("weights_kind", name=name, given=described_model(value)))
    if not value.built:
        raise ValueError(refusal("weights_not_built", name=name, layer=value.name))
    return value


def _check_halves(name: str, forward: Direction, backward: Direction) -> None:
    same = ("kind", "units", "reset_after", "activation", "recurrent_activation")
    for attribute in same:
        here, there = getattr(forward, attribute), getattr(backward, attribute)
        if here != there:
            raise ValueError(
                refusal("directions_alike", name=name, attribute=attribute, here=here, there=there)
            )
    if len(forward.biases) != len(backward.biases):
        raise ValueError(refusal("directions_bias", name=name))
    # The other one then reads in the other direction: Keras makes no other Bidirectional.
    if forward.go_backwards:
        raise ValueError(refusal("directions_order", name=name))


def _from_layer(name: str, layer: Any) -> Direction:
    cell = layer.cell
    kind = CELL_NAMES.get(type(cell).__name__)
    if kind is None or not type(cell).__module__.startswith("keras."):
        raise TypeError(
            refusal("cells_kind", name=name, layer=layer.name, kind=type(cell).__name__)
        )
    direction = _from_list(name, layer.get_weights(), kind)
    if kind == "GRU" and not direction.biases:
        direction = replace(direction, reset_after=bool(cell.reset_after))
    activations = {"activation": _activation(name, cell, "activation")}
    if kind != "SimpleRNN":
        role = "recurrent_activation"
        activations[role] = _activation(name, cell, role)
    return replace(direction, **activations, go_backwards=bool(layer.go_backwards))


def _activation(name: str, cell: Any, role: str) -> str:
    function = getattr(cell, role)
    if not getattr(function, "__module__", "").startswith("keras."):
        raise ValueError(refusal("activation_unknown", name=name, role=role, given=shown(function)))
    return function.__name__


def _from_list(name: str, weights: Sequence[Any], kind: str) -> Direction:
    gates = GATES[one_of("layer", kind, tuple(GATES))]
    if len(weights) not in (2, 3):
        key = "weights_list_of_two" if len(weights) in (4, 6) else "weights_list"
        raise TypeError(refusal(key, name=name, given=shown(weights)))
    if len(weights) == 2 and np.ndim(weights[1]) == 1:
        raise ValueError(refusal("weights_joined", name=name))
    kernel, recurrent_kernel = kernels(*weights[:2], blocks=len(gates))
    columns = kernel.shape[1]
    if len(weights) == 2:
        return Direction(kind, kernel, recurrent_kernel, ())
    if np.shape(weights[2]) == (2 * columns,):
        raise ValueError(refusal("bias_cudnn", columns=columns, given=2 * columns))
    if kind == "GRU" and np.ndim(weights[2]) == 2:
        biases = tuple(numbers("bias", weights[2], (2, columns)))
        return Direction(kind, kernel, recurrent_kernel, biases)
    bias = numbers("bias", weights[2], (columns,))
    return Direction(kind, kernel, recurrent_kernel, (bias,), reset_after=kind != "GRU")


def _reorder(array: Array, old: Sequence[str], new: Sequence[str]) -> Array:
    """Return a copy with its columns, blocks in the order `old`, put in the order `new`."""
    blocks = dict(zip(old, np.split(array, len(old), axis=-1), strict=True))
    return np.concatenate([blocks[gate] for gate in new], axis=-1)


def checked_direction(
    kind: str, kernel: Array, recurrent_kernel: Array, biases: Sequence[Array], **more: Any
) -> Direction:
    """Return a direction of arrays from elsewhere, their blocks in columns, checked together."""
    gates = GATES[one_of("layer", kind, tuple(GATES))]
    kernels(kernel, recurrent_kernel, blocks=len(gates))
    columns = kernel.shape[1]
    found = tuple(numbers("bias", bias, (columns,)) for bias in biases)
    return Direction(kind, kernel, recurrent_kernel, found, **more)


def check_stack(name: str, stack: Sequence[Sequence[Direction]]) -> None:
    """Refuse layers that cannot stand on one another: the next one reads what this one returns."""
    for depth in range(1, len(stack)):
        width = sum(direction.units for direction in stack[depth - 1])
        if stack[depth][0].features != width:
            raise ValueError(
                refusal(
                    "stack_features",
                    name=name,
                    depth=depth,
                    width=width,
                    before=depth - 1,
                    given=stack[depth][0].features,
                )
            )
