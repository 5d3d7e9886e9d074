"""Whole PyTorch modules: stacked layers, two directions, and names with a prefix.

A recurrent module of PyTorch is a stack. `weight_ih_l0` belongs to its first layer, `weight_ih_l1`
to the second, and a name that ends in `_reverse` to the one that reads from the end. Inside a
larger module a prefix stands before it: "encoder.lstm.weight_ih_l0_reverse". In Keras each layer of
the stack is a layer of its own, in Bidirectional where there are two directions.

Source: the documentation of torch.nn.LSTM, GRU and RNN. The tests run both frameworks.
"""

import re
from collections.abc import Mapping, Sequence
from reprlib import repr as short
from typing import Any

from helpers.checks.arguments import flag
from helpers.checks.arrays import Array
from helpers.conversion.single_layers import keras_to_pytorch, pytorch_to_keras

_NAME = re.compile(r"(?P<array>(weight|bias)_(ih|hh|hr)_l)(?P<depth>\d+)(?P<reverse>_reverse)?")


def pytorch_module_to_keras(
    state: Mapping[str, Any], layer: str = "LSTM", prefix: str = ""
) -> list[list[Array]]:
    """Return the weights of a whole `torch.nn.LSTM`, GRU or RNN, one entry for each Keras layer.

    Parameters
    ----------
    state
        the `state_dict()` of the module, or of a larger one that it is part of.
    layer
        "LSTM", "GRU" or "SimpleRNN", which PyTorch calls RNN.
    prefix
        what stands before the names of the module in `state`: "encoder.lstm.". Names that start
        otherwise are left alone.

    Returns
    -------
    For each layer of the stack what `set_weights` takes: of a plain layer [kernel,
    recurrent_kernel, bias], and of a Bidirectional the same of the forward, then of the backward
    layer. Every layer but the last needs `return_sequences=True`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected; also for `proj_size`, which no
        Keras layer has.
    """
    if not isinstance(state, Mapping):
        raise TypeError(f"state must be a state_dict of a torch module, not {short(state)}")
    if not isinstance(prefix, str):
        raise TypeError(f"prefix must be text, such as 'encoder.lstm.', not {prefix!r}")
    found: dict[tuple[int, bool], dict[str, Any]] = {}
    for name, array in state.items():
        if not str(name).startswith(prefix):
            continue
        if not (match := _NAME.fullmatch(name[len(prefix) :])):
            raise ValueError(
                f"state must hold names such as {prefix + 'weight_ih_l0'!r}, not {name!r}: if the "
                f"module is part of a larger one, prefix is what stands before its names"
            )
        if "weight_hr" in match["array"]:
            raise ValueError(
                f"state must be of a module without proj_size, but it has {name!r}: no layer of "
                "Keras has a projection of h"
            )
        place = int(match["depth"]), bool(match["reverse"])
        # Each direction of each layer is then a module of one layer and one direction.
        found.setdefault(place, {})[f"{match['array']}0"] = array
    depth, directions = 1 + max((d for d, _ in found), default=-1), len({r for _, r in found})
    places = [(d, bool(r)) for d in range(depth) for r in range(directions)]
    if not found or set(places) != set(found):
        raise ValueError(
            f"state must hold every layer of the stack, from {prefix + 'weight_ih_l0'!r} on, and "
            f"each in the same directions, not only {short(sorted(state))}"
        )
    stack: list[list[Array]] = [[] for _ in range(depth)]
    for place in places:
        stack[place[0]] += pytorch_to_keras(found[place], layer)
    return stack


def keras_to_pytorch_module(
    stack: Sequence[Sequence[Any]],
    layer: str = "LSTM",
    prefix: str = "",
    *,
    bidirectional: bool = False,
) -> dict[str, Array]:
    """Return the `state_dict` of a whole PyTorch module, the other way round.

    `stack` holds the `get_weights()` of each Keras layer, the first one first: of Bidirectional
    layers if `bidirectional` is True. `load_state_dict` takes it once its values are tensors, with
    `torch.from_numpy`. Other parameters and errors as in `pytorch_module_to_keras`.
    """
    directions = 2 if flag("bidirectional", bidirectional) else 1
    if not isinstance(stack, (list, tuple)) or not stack:
        raise TypeError(
            "stack must be a list with the get_weights() of each layer, as in "
            f"[layer.get_weights() for layer in model.layers], not {short(stack)}"
        )
    state: dict[str, Array] = {}
    for depth, weights in enumerate(stack):
        if len(weights) not in (2 * directions, 3 * directions):
            kind = "a Bidirectional" if bidirectional else "a layer of one direction"
            raise ValueError(
                f"stack[{depth}] must hold the {2 * directions} or {3 * directions} arrays of "
                f"{kind}, not {len(weights)} arrays"
            )
        size = len(weights) // directions
        for reverse in range(directions):
            one = keras_to_pytorch(list(weights[reverse * size : (reverse + 1) * size]), layer)
            for name, array in one.items():
                ending = f"{depth}_reverse" if reverse else f"{depth}"
                state[f"{prefix}{name.removesuffix('0')}{ending}"] = array
    return state
