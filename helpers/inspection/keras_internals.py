"""The parts of Keras that have no public name, in one place: what to look at after an upgrade.

Written for Keras 3.15. The tests of this room fail where a name here is gone or means another
thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def is_of_keras(kind: type) -> bool:
    """Tell whether Keras defines a class itself."""
    return kind.__module__.partition(".")[0] == "keras"


def layers_within(layer: keras.Layer) -> list[keras.Layer]:
    """Return the layers directly inside `layer`, in the order in which it holds them."""
    return layer._flatten_layers(include_self=False, recursive=False)


def all_layers(layer: keras.Layer) -> list[keras.Layer]:
    """Return `layer` and every layer inside it, however deep."""
    return layer._flatten_layers(include_self=True)


def nodes_of(container: keras.Layer) -> set[int] | None:
    """Return the calls of layers that make up a functional model; None for other containers."""
    functional = getattr(container, "_functional", None) or container
    by_depth = getattr(functional, "_nodes_by_depth", None)
    return by_depth and {id(node) for nodes in by_depth.values() for node in nodes}


def calls_of(layer: keras.Layer, nodes: set[int] | None) -> list[Any]:
    """Return the symbolic calls of a layer, only those among `nodes` if given."""
    return [node for node in layer._inbound_nodes if nodes is None or id(node) in nodes]


def readers_of(tensor: keras.KerasTensor, nodes: set[int] | None) -> list[keras.Layer]:
    """Return the layers that read a symbolic tensor in a functional model."""
    source = tensor._keras_history.operation
    return [node.operation for node in source._outbound_nodes if nodes is None or id(node) in nodes]


def build_shapes(layer: keras.Layer) -> dict[str, Any]:
    """Return the shapes with which a layer was built; empty if Keras did not keep them."""
    return layer._build_shapes_dict or {}


def is_conv_lstm_cell(cell: keras.Layer) -> bool:
    """Tell whether a cell is the one inside ConvLSTM1D to ConvLSTM3D."""
    return any(base.__name__ == "ConvLSTMCell" and is_of_keras(base) for base in type(cell).mro())
