"""Keras and ONNX: the same weights, single nodes and whole models, in both directions.

            LSTM         GRU       a block is   biases of an LSTM
    Keras   i, f, c, o   z, r, h   columns      one
    ONNX    i, o, f, c   z, r, h   rows         two, added together

One node holds both directions of a Bidirectional, along the first axis of its arrays; a stack is
one node after another. What the arrays mean depends on the node's attributes, so they are returned
beside the arrays, and read with them:

    linear_before_reset   1 is a GRU with `reset_after=True`; 0, the default, one with False
    direction             "forward", "reverse" (Keras: `go_backwards=True`) or "bidirectional"
    activations           those of the gates and of the candidate, for each direction; with their
                          numbers in activation_alpha and activation_beta
    hidden_size           units
    layout                0 or 1: the order of the axes of what comes in and out, not of the weights
    clip, input_forget    a limit inside the cell, coupled gates: no Keras layer has them

A reverse node returns its steps in the order of x, a Keras layer with `go_backwards` in the order
of reading.

Source: the documentation of the ONNX operators LSTM, GRU and RNN, version 14. The tests compare
outputs with ONNX Runtime.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks.arguments import one_of, shown
from helpers.checks.arrays import numbers
from helpers.conversion.keras_side import (
    Direction,
    check_stack,
    checked_direction,
    directions_of,
)
from helpers.conversion.results import LayerWeights, NamedArrays
from helpers.counting import GATES, ONNX
from helpers.text.refusals import refusal

NAMES = ("W", "R", "B")
OPERATORS = {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}
KINDS = {operator: kind for kind, operator in OPERATORS.items()}
DIRECTIONS = ("forward", "reverse", "bidirectional")
CLOSE = 1e-5  # attributes are stored in single precision


@dataclass(frozen=True)
class _Activation:
    """An activation of ONNX with its two numbers; None where it has none."""

    name: str
    alpha: float | None = None
    beta: float | None = None


# By their names in Keras 3. Its leaky_relu has the slope 0.2, its hard_sigmoid is relu6(x + 3) / 6.
ACTIVATIONS = {
    "tanh": _Activation("Tanh"),
    "sigmoid": _Activation("Sigmoid"),
    "relu": _Activation("Relu"),
    "softsign": _Activation("Softsign"),
    "softplus": _Activation("Softplus"),
    "elu": _Activation("Elu", 1.0),
    "leaky_relu": _Activation("LeakyRelu", 0.2),
    "hard_sigmoid": _Activation("HardSigmoid", 1 / 6, 0.5),
    "linear": _Activation("Affine", 1.0, 0.0),
}
HARD_SIGMOID_OF_KERAS_2 = _Activation("HardSigmoid", 0.2, 0.5)
# What a node means that leaves the numbers out, where Keras means something else.
DEFAULTS = (HARD_SIGMOID_OF_KERAS_2, _Activation("LeakyRelu", 0.01))


def keras_to_onnx(weights: Any, layer: str | None = None) -> NamedArrays:
    """Return a Keras layer's weights as inputs of the ONNX operator LSTM, GRU or RNN.

    Parameters
    ----------
    weights
        a built layer of Keras, also a Bidirectional, or the list that `get_weights()` of a layer of
        one direction gives. A list says nothing of activations: they are then tanh and sigmoid.
        Whether a GRU has `reset_after`, its bias shows; without a bias True is taken.
    layer
        "LSTM", "GRU" or "SimpleRNN", for a list; "LSTM" if left out.

    Returns
    -------
    W (1, 4 × units, features), R (1, 4 × units, units) and, where there is a bias, B (1, 8 × units)
    with both biases in a row. The first axis is the direction, 2 long for a Bidirectional.
    `options` are the attributes that the node needs: `onnx.helper.make_node("LSTM", ["X", *found],
    ["Y"], **found.options)`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected; also for an activation that ONNX
        does not have.
    """
    return _node(directions_of("weights", weights, layer))


def _node(directions: Sequence[Direction]) -> NamedArrays:
    first = directions[0]
    arrays: list[list[Any]] = []
    for direction in directions:
        one = direction.in_order(ONNX)
        biases = one.two_biases
        arrays.append([one.kernel.T, one.recurrent_kernel.T])
        arrays[-1] += [np.concatenate(biases)] if biases else []
    named = {
        name: np.stack(both) for name, both in zip(NAMES, zip(*arrays, strict=True), strict=False)
    }
    one_way = "reverse" if first.go_backwards else "forward"
    options: dict[str, Any] = {
        "hidden_size": first.units,
        "direction": "bidirectional" if len(directions) == 2 else one_way,
    }
    if first.kind == "GRU":
        options["linear_before_reset"] = int(first.reset_after)
    return NamedArrays(first.kind, named, options | _write_activations(first, len(directions)))


def _write_activations(direction: Direction, times: int) -> dict[str, Any]:
    """Return the attributes of other activations than the usual; none of the usual."""
    names = _roles(direction.kind, direction.activation, direction.recurrent_activation)
    if names == _roles(direction.kind, "tanh", "sigmoid"):
        return {}
    for name in names:
        if name not in ACTIVATIONS:
            raise ValueError(refusal("activation_of_onnx", known=", ".join(ACTIVATIONS), name=name))
    found = [ACTIVATIONS[name] for name in names] * times
    attributes: dict[str, Any] = {"activations": [one.name for one in found]}
    for key in ("alpha", "beta"):
        values = [getattr(one, key) for one in found if getattr(one, key) is not None]
        attributes |= {f"activation_{key}": values} if values else {}
    return attributes


def _roles(kind: str, activation: str, recurrent_activation: str) -> list[str]:
    """Return the activations in ONNX's order: of the gates, the candidate and, for c, the LSTM."""
    return {
        "LSTM": [recurrent_activation, activation, activation],
        "GRU": [recurrent_activation, activation],
        "SimpleRNN": [activation],
    }[kind]


def onnx_to_keras(
    inputs: Mapping[str, Any],
    layer: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> LayerWeights:
    """Return the weights of an ONNX node, ready for `set_weights` of a Keras layer.

    Parameters
    ----------
    inputs
        W, R and, where there is a bias, B; or what `keras_to_onnx` or `read_onnx` returned, which
        knows its kind and its attributes.
    layer
        "LSTM", "GRU" or "SimpleRNN"; "LSTM" if left out.
    attributes
        the attributes of the node, by name. A GRU must have them, because `linear_before_reset`
        decides what its arrays mean: 1 is Keras's `reset_after=True`, and 0, the default of ONNX
        where the node names none, is `reset_after=False`. What no Keras layer does is refused: a
        limit (`clip`), coupled gates (`input_forget`), activations that Keras has not.

    Returns
    -------
    The weights of a plain layer, or of a Bidirectional if the node has two directions. Their
    `arguments` are those that the layer must be made with; `result.layer(return_sequences=True)`
    makes it.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    if isinstance(inputs, NamedArrays):
        layer = inputs.kind if layer is None else layer
        attributes = inputs.options if attributes is None else attributes
    halves = _directions("inputs", inputs, "LSTM" if layer is None else layer, attributes)
    return LayerWeights(
        halves[0].kind,
        [array for half in halves for array in half.weights],
        halves[0].arguments,
        bidirectional=len(halves) == 2,
    )


def _directions(
    name: str, inputs: Mapping[str, Any], kind: str, attributes: Mapping[str, Any] | None
) -> list[Direction]:
    one_of("layer", kind, tuple(GATES))
    given = sorted(map(str, inputs)) if isinstance(inputs, Mapping) else shown(inputs)
    if isinstance(inputs, Mapping) and "P" in inputs:
        raise ValueError(refusal("peepholes", name=name, given=given))
    if not isinstance(inputs, Mapping) or set(inputs) not in (set(NAMES), set(NAMES[:2])):
        raise ValueError(refusal("onnx_inputs", name=name, names=", ".join(NAMES), given=given))
    read = _Attributes(kind, attributes)
    shapes = {
        "W": (read.directions, "rows", "features"),
        "R": (read.directions, "rows", "units"),
        "B": (read.directions, "2 × rows"),
    }
    hint = refusal("hint_direction")
    arrays = {key: numbers(f"{name}[{key!r}]", inputs[key], shapes[key], hint) for key in inputs}
    units = arrays["R"].shape[2]
    if read.hidden_size not in (None, units):
        raise ValueError(refusal("hidden_size", units=units, given=read.hidden_size))
    found = []
    for side in range(read.directions):
        biases = np.split(arrays["B"][side], 2) if "B" in arrays else []
        direction = checked_direction(
            kind, arrays["W"][side].T, arrays["R"][side].T, biases, **read.of_keras[side]
        )
        found.append(direction.from_order(ONNX))
    return found


class _Attributes:
    """The attributes of a node, read; what no Keras layer does is refused by name.

    `of_keras` holds for each direction what Keras calls it.
    """

    def __init__(self, kind: str, attributes: Mapping[str, Any] | None):
        if attributes is None and kind == "GRU":
            raise ValueError(refusal("attributes_gru"))
        if attributes is not None and not isinstance(attributes, Mapping):
            raise TypeError(refusal("attributes_kind", given=shown(attributes)))
        self.given = {name: _as_text(value) for name, value in (attributes or {}).items()}
        self._refuse_what_keras_has_not()
        direction = self.given.get("direction")
        self.directions = 2 if direction == "bidirectional" else 1
        self.hidden_size = self.given.get("hidden_size")
        more: dict[str, Any] = {"go_backwards": direction == "reverse"}
        if kind == "GRU":
            more["reset_after"] = bool(self.given.get("linear_before_reset", 0))
        self.of_keras = [more | names for names in self._activations(kind)]

    def _refuse_what_keras_has_not(self) -> None:
        allowed = {
            "direction": DIRECTIONS,
            "layout": (0, 1),
            "clip": (None,),
            "input_forget": (0,),
            "linear_before_reset": (0, 1),
        }
        reasons = {
            "clip": "attribute_clip",
            "input_forget": "attribute_input_forget",
        }
        read = ("hidden_size", "activations", "activation_alpha", "activation_beta")
        for name, value in self.given.items():
            if name in read:
                continue
            if name not in allowed:
                raise ValueError(
                    refusal("attributes_unknown", known=", ".join([*allowed, *read]), name=name)
                )
            if value not in allowed[name]:
                choices = " or ".join(map(repr, allowed[name]))
                refused = refusal("attribute_value", name=name, choices=choices, value=value)
                if name in reasons:
                    refused = refusal(reasons[name], refused=refused)
                raise ValueError(refused)

    def _activations(self, kind: str) -> list[dict[str, str]]:
        """Return activation and recurrent_activation of each direction, as Keras calls them."""
        usual = [ACTIVATIONS[name].name for name in _roles(kind, "tanh", "sigmoid")]
        names = self.given.get("activations", usual * self.directions)
        if not isinstance(names, list) or len(names) != len(usual) * self.directions:
            raise ValueError(
                refusal("activations_number", wanted=len(usual) * self.directions, names=names)
            )
        alphas = iter(self.given.get("activation_alpha", []))
        betas = iter(self.given.get("activation_beta", []))
        found = [_keras_name(self._with_numbers(name, alphas, betas)) for name in names]
        sides = [found[: len(usual)], found[len(usual) :]][: self.directions]
        if kind == "LSTM" and any(side[1] != side[2] for side in sides):
            raise ValueError(refusal("activations_pair", names=names))
        if len(sides) == 2 and sides[0] != sides[1]:
            raise ValueError(refusal("activations_directions", names=names))
        if kind == "SimpleRNN":
            return [{"activation": side[0]} for side in sides]
        return [{"recurrent_activation": side[0], "activation": side[1]} for side in sides]

    @staticmethod
    def _with_numbers(name: str, alphas: Iterator[float], betas: Iterator[float]) -> _Activation:
        """Return an activation with its numbers, which the attributes hold in order of use."""
        known = {one.name: one for one in (*ACTIVATIONS.values(), *DEFAULTS)}
        if name not in known:
            kinds = ", ".join(one.name for one in ACTIVATIONS.values())
            raise ValueError(refusal("activations_of_keras", known=kinds, name=name))
        usual = known[name]
        alpha = next(alphas, usual.alpha) if usual.alpha is not None else None
        beta = next(betas, usual.beta) if usual.beta is not None else None
        return _Activation(name, alpha, beta)


def _keras_name(found: _Activation) -> str:
    for name, known in ACTIVATIONS.items():
        if _alike(found, known):
            return name
    if _alike(found, HARD_SIGMOID_OF_KERAS_2):
        raise ValueError(refusal("hard_sigmoid", given=_in_words(found)))
    known = next(one for one in ACTIVATIONS.values() if one.name == found.name)
    raise ValueError(refusal("onnx_alpha", given=_in_words(found), known=_in_words(known)))


def _alike(one: _Activation, other: _Activation) -> bool:
    return one.name == other.name and all(
        a == b or math.isclose(a, b, rel_tol=CLOSE)
        for a, b in ((one.alpha, other.alpha), (one.beta, other.beta))
    )


def _in_words(one: _Activation) -> str:
    return refusal("activation_with_numbers", name=one.name, alpha=one.alpha, beta=one.beta)


def _as_text(value: Any) -> Any:
    """Return an attribute as `onnx.helper` takes it: texts are read as bytes."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (list, tuple)):
        return [_as_text(one) for one in value]
    return value


def keras_to_onnx_nodes(stack: Sequence[Any]) -> list[NamedArrays]:
    """Return the inputs and attributes of an ONNX node for each Keras layer of a stack.

    `stack` holds the layers, the first one first; `onnx_model` makes a file of the result. Errors
    as in `keras_to_onnx`.
    """
    if not isinstance(stack, (list, tuple)) or not stack:
        raise TypeError(refusal("stack_recurrent", given=shown(stack)))
    read = [directions_of(f"stack[{depth}]", one, None) for depth, one in enumerate(stack)]
    check_stack("stack", read)
    return [_node(directions) for directions in read]


def onnx_nodes_to_keras(nodes: Sequence[NamedArrays]) -> list[LayerWeights]:
    """Return the weights of a stack of ONNX nodes, as `read_onnx` gives them, layer by layer."""
    if not isinstance(nodes, (list, tuple)) or not nodes:
        raise TypeError(refusal("nodes_list", given=shown(nodes)))
    for depth, node in enumerate(nodes):
        if not isinstance(node, NamedArrays):
            raise TypeError(refusal("node_read", depth=depth, given=shown(node)))
    read = [
        _directions(f"nodes[{depth}]", node, node.kind, node.options)
        for depth, node in enumerate(nodes)
    ]
    check_stack("nodes", read)
    return [onnx_to_keras(node) for node in nodes]
