"""Keras and PyTorch: the same weights, single layers and whole modules, in both directions.

              LSTM         GRU       a block is   biases of an LSTM
    Keras     i, f, c, o   z, r, h   columns      one
    PyTorch   i, f, g, o   r, z, n   rows         two, added together

PyTorch's g and n are the candidate. Its GRU is that of Keras with `reset_after=True`: there the
reset gate stands between the two biases, so Keras, too, keeps both. The update is the same in both,
h = z × h_prev + (1 - z) × candidate.

A recurrent module of PyTorch is a stack. `weight_ih_l0` belongs to its first layer, `weight_ih_l1`
to the second, and a name that ends in `_reverse` to the direction that reads from the end. Inside a
larger module a prefix stands before it: "encoder.lstm.weight_ih_l0_reverse". In Keras each layer of
the stack is a layer of its own, in Bidirectional where there are two directions.

Source: the documentation of torch.nn.LSTM, GRU and RNN. The tests run both frameworks.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.checks.arguments import flag, of_type, shown
from helpers.checks.arrays import Array, numbers
from helpers.conversion.keras_side import (
    Direction,
    check_stack,
    checked_direction,
    directions_of,
)
from helpers.conversion.results import LayerWeights, NamedArrays
from helpers.counting import PYTORCH
from helpers.text.refusals import refusal

NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
# What a module calls its kind, in its attribute `mode`.
MODES = {
    "LSTM": ("LSTM", "tanh"),
    "GRU": ("GRU", "tanh"),
    "RNN_TANH": ("SimpleRNN", "tanh"),
    "RNN_RELU": ("SimpleRNN", "relu"),
}
_NAME = re.compile(r"(?P<array>(weight|bias)_(ih|hh|hr)_l)(?P<depth>\d+)(?P<reverse>_reverse)?")


def keras_to_pytorch(weights: Any, layer: str | None = None) -> NamedArrays:
    """Return a Keras layer's weights as PyTorch stores them, by PyTorch's names.

    PyTorch adds the second bias of an LSTM or SimpleRNN to the first; here it is all zeros.

    Parameters
    ----------
    weights
        a built layer of Keras, or what its `get_weights()` gives: kernel, recurrent_kernel and, if
        there is one, bias. Only the layer itself shows what PyTorch cannot do and is refused:
        other activations than tanh and sigmoid (relu in a SimpleRNN can be had), `go_backwards`,
        a GRU with `reset_after=False`.
    layer
        "LSTM", "GRU" or "SimpleRNN", for a list; "LSTM" if left out.

    Returns
    -------
    weight_ih_l0 (4 × units, features), weight_hh_l0 (4 × units, units) and, where there is a bias,
    bias_ih_l0 and bias_hh_l0 (4 × units,). For a GRU it is 3 × units, for a SimpleRNN units.
    `options` are the arguments of the module: `torch.nn.LSTM(**state.options)`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    directions = directions_of("weights", weights, layer)
    if len(directions) == 2:
        raise ValueError(refusal("weights_one_direction"))
    return _state([directions], "")


def pytorch_to_keras(state: Any, layer: str = "LSTM") -> LayerWeights:
    """Return the weights of a PyTorch module of one layer and one direction, for Keras.

    `state` is the module or its `state_dict()`. The two biases of an LSTM or SimpleRNN become
    their sum. The result goes to `layer.set_weights`, or `result.layer()` makes the layer.
    `layer` and errors as in `pytorch_module_to_keras`.
    """
    if isinstance(state, Mapping) and set(state) not in (set(NAMES), set(NAMES[:2])):
        raise ValueError(_expected(sorted(map(str, state))))
    if not isinstance(state, Mapping) and not hasattr(state, "state_dict"):
        raise ValueError(_expected(shown(state)))
    found = pytorch_module_to_keras(state, layer)
    if len(found) > 1 or found[0].bidirectional:
        raise ValueError(_expected(refusal("state_of_more")))
    return found[0]


def _expected(given: Any) -> str:
    return refusal("state_of_one", names=", ".join(NAMES), given=given)


def pytorch_module_to_keras(
    state: Any, layer: str = "LSTM", prefix: str = ""
) -> list[LayerWeights]:
    """Return the weights of a whole `torch.nn.LSTM`, GRU or RNN, one entry for each Keras layer.

    Parameters
    ----------
    state
        the module, or its `state_dict()`, or that of a larger one that it is part of. The module
        itself says more: its kind, and that of a `torch.nn.RNN` with relu. `num_layers`,
        `bidirectional`, `bias` and `proj_size` are seen in the names of a state_dict too, and
        `batch_first` changes no weights: a Keras layer always reads (batch, timesteps, features).
    layer
        "LSTM", "GRU" or "SimpleRNN", which PyTorch calls RNN; a module knows it itself.
    prefix
        what stands before the names of the module in `state`: "encoder.lstm.". Names that start
        otherwise are left alone.

    Returns
    -------
    For each layer of the stack what `set_weights` takes: of a plain layer [kernel,
    recurrent_kernel, bias], and of a Bidirectional the same of the forward, then of the backward
    layer. `result[0].layer(return_sequences=True)` makes the layer; every one but the last needs
    `return_sequences=True`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected; also for `proj_size`, which no
        Keras layer has.
    """
    activation = "tanh"
    if not isinstance(state, Mapping):
        state, layer, activation = _module(state)
    of_type("prefix", prefix, str, "prefix")
    found: dict[tuple[int, bool], dict[str, Any]] = {}
    for name, array in state.items():
        if not str(name).startswith(prefix):
            continue
        if not (match := _NAME.fullmatch(name[len(prefix) :])):
            raise ValueError(
                refusal(
                    "state_names",
                    first=prefix + "weight_ih_l0",
                    name=name,
                    found=_prefixes(state),
                )
            )
        if "weight_hr" in match["array"]:
            raise ValueError(refusal("state_projection", name=name))
        place = int(match["depth"]), bool(match["reverse"])
        # Each direction of each layer is then a module of one layer and one direction.
        found.setdefault(place, {})[f"{match['array']}0"] = array
    depth, directions = len({d for d, _ in found}), len({r for _, r in found})
    places = [(d, bool(r)) for d in range(depth) for r in range(directions)]
    if not found or set(places) != set(found):
        raise ValueError(
            refusal(
                "state_layers", first=prefix + "weight_ih_l0", given=shown(sorted(map(str, state)))
            )
        )
    stack = [
        [_direction(found[d, bool(r)], layer, activation) for r in range(directions)]
        for d in range(depth)
    ]
    check_stack("state", stack)
    return [
        LayerWeights(
            halves[0].kind,
            [array for half in halves for array in half.weights],
            halves[0].arguments,
            bidirectional=directions == 2,
        )
        for halves in stack
    ]


def _module(module: Any) -> tuple[Mapping[str, Any], str, str]:
    """Return the state of a torch module, its kind and its activation."""
    mode = getattr(module, "mode", None)
    if mode not in MODES or not hasattr(module, "state_dict"):
        key = "state_larger_module" if hasattr(module, "state_dict") else "state_module"
        raise TypeError(refusal(key, given=shown(module)))
    return module.state_dict(), *MODES[mode]


def _prefixes(state: Mapping[str, Any]) -> str:
    """Say which prefixes the names have."""
    ends = {
        str(name)[: m.start()] for name in state if (m := re.search(r"weight_ih_l0$", str(name)))
    }
    return f": {' or '.join(map(repr, sorted(ends)))}" if ends else ""


def _direction(arrays: Mapping[str, Any], layer: str, activation: str) -> Direction:
    if set(arrays) not in (set(NAMES), set(NAMES[:2])):
        raise ValueError(_expected(sorted(map(str, arrays))))
    shapes = [("rows", "features"), ("rows", "units"), ("rows",), ("rows",)]
    kernel, recurrent_kernel, *biases = (
        numbers(f"state[{name!r}]", _numpy(arrays[name]), shape).T
        for name, shape in zip(NAMES, shapes, strict=True)
        if name in arrays
    )
    found = checked_direction(layer, kernel, recurrent_kernel, biases, activation=activation)
    return found.from_order(PYTORCH)


def _numpy(tensor: Any) -> Any:
    """Return a tensor that NumPy can read: not on a GPU, without a gradient, not in bfloat16."""
    detached = tensor.detach().cpu() if hasattr(tensor, "detach") else tensor
    return detached.float() if str(getattr(detached, "dtype", "")) == "torch.bfloat16" else detached


def keras_to_pytorch_module(
    stack: Sequence[Any],
    layer: str | None = None,
    prefix: str = "",
    *,
    bidirectional: bool = False,
) -> NamedArrays:
    """Return the `state_dict` of a whole PyTorch module, the other way round.

    `stack` holds the Keras layers, the first one first, or the `get_weights()` of each: of
    Bidirectional layers if `bidirectional` is True, which layers themselves show. `load_state_dict`
    takes the result once its values are tensors, with `torch.from_numpy`. `options` are the
    module's arguments: `torch.nn.LSTM(**state.options)`. Other parameters and errors as in
    `keras_to_pytorch` and `pytorch_module_to_keras`.
    """
    directions = 2 if flag("bidirectional", bidirectional) else 1
    of_type("prefix", prefix, str, "prefix")
    if not isinstance(stack, (list, tuple)) or not stack:
        raise TypeError(refusal("stack_kind", given=shown(stack)))
    read: list[list[Direction]] = []
    for depth, one in enumerate(stack):
        if not isinstance(one, (list, tuple)):
            read.append(directions_of(f"stack[{depth}]", one, layer))
            continue
        if len(one) not in (2 * directions, 3 * directions):
            kind = refusal("two_directions" if bidirectional else "one_direction")
            raise ValueError(
                refusal(
                    "stack_arrays",
                    depth=depth,
                    least=2 * directions,
                    most=3 * directions,
                    kind=kind,
                    given=len(one),
                )
            )
        size = len(one) // directions
        parts = [one[start : start + size] for start in range(0, len(one), size)]
        read.append([directions_of(f"stack[{depth}]", part, layer)[0] for part in parts])
    return _state(read, prefix)


def _state(stack: Sequence[Sequence[Direction]], prefix: str) -> NamedArrays:
    first = stack[0][0]
    for halves in stack:
        for half in halves:
            _check_for_pytorch(half)
            for attribute in ("kind", "units", "activation"):
                here, there = getattr(first, attribute), getattr(half, attribute)
                if here != there:
                    raise ValueError(
                        refusal("stack_attribute", attribute=attribute, here=here, there=there)
                    )
            if bool(half.biases) != bool(first.biases) or len(halves) != len(stack[0]):
                raise ValueError(refusal("stack_bias"))
    check_stack("stack", stack)
    state: dict[str, Array] = {}
    for depth, halves in enumerate(stack):
        for reverse, half in enumerate(halves):
            half = half.in_order(PYTORCH)
            arrays = [half.kernel.T, half.recurrent_kernel.T, *half.two_biases]
            ending = f"{depth}_reverse" if reverse else f"{depth}"
            for name, array in zip(NAMES, arrays, strict=False):
                state[f"{prefix}{name.removesuffix('0')}{ending}"] = np.ascontiguousarray(array)
    options = {
        "input_size": first.features,
        "hidden_size": first.units,
        "num_layers": len(stack),
        "bias": bool(first.biases),
        "batch_first": True,
        "bidirectional": len(stack[0]) == 2,
    }
    if first.kind == "SimpleRNN":
        options["nonlinearity"] = first.activation
    return NamedArrays(first.kind, state, options)


def _check_for_pytorch(direction: Direction) -> None:
    """Refuse what no module of PyTorch computes."""
    allowed = ("tanh", "relu") if direction.kind == "SimpleRNN" else ("tanh",)
    if direction.activation not in allowed:
        raise ValueError(
            refusal(
                "activation_of_pytorch",
                allowed=" or ".join(map(repr, allowed)),
                given=direction.activation,
                layer=direction.kind,
            )
        )
    if direction.recurrent_activation != "sigmoid":
        raise ValueError(
            refusal(
                "recurrent_activation_of_pytorch",
                given=direction.recurrent_activation,
                layer=direction.kind,
            )
        )
    if direction.go_backwards:
        raise ValueError(refusal("go_backwards_of_pytorch"))
    if not direction.reset_after:
        raise ValueError(refusal("reset_after_of_pytorch"))
