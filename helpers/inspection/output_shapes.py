"""The shapes that a layer reads and returns, as far as known without running any code of users.

Where Keras reports another shape than the one that comes out when the layer runs, the latter is the
answer; `reported_shape` gives that of Keras.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.inspection.keras_internals import all_layers, build_shapes, calls_of, is_of_keras

if TYPE_CHECKING:
    import keras

Shape = tuple[int | None, ...]


def output_shape(layer: keras.Layer, nodes: set[int] | None) -> Shape | tuple[Shape, ...] | None:
    """Return the shape of a layer's output, several if it returns several; None if not known."""
    return _one_or_all(_uneven_directions(layer, nodes) or _reported(layer, nodes))


def reported_shape(layer: keras.Layer, nodes: set[int] | None) -> Shape | tuple[Shape, ...] | None:
    """Return the shape that Keras reports, if another one comes out; None otherwise."""
    true, reported = _uneven_directions(layer, nodes), _reported(layer, nodes)
    return _one_or_all(reported) if true and true != reported else None


def input_shapes(layer: keras.Layer, nodes: set[int] | None) -> list[Shape]:
    """Return the shape of a layer's first input at each of its calls; [] if not known."""
    calls = [node for node in calls_of(layer, nodes) if node.input_tensors]
    if calls:
        return [tuple(node.input_tensors[0].shape) for node in calls]
    first = next(iter(build_shapes(layer).values()), None)
    is_shape = isinstance(first, (tuple, list)) and not any(
        isinstance(size, (tuple, list)) for size in first
    )
    return [tuple(first)] if is_shape else []


def _one_or_all(shapes: list[Shape]) -> Shape | tuple[Shape, ...] | None:
    return shapes[0] if len(shapes) == 1 else tuple(shapes) or None


def _reported(layer: keras.Layer, nodes: set[int] | None) -> list[Shape]:
    from keras import KerasTensor, tree

    calls = calls_of(layer, nodes)
    if not calls:
        return computed_shapes(layer, build_shapes(layer))
    return [
        tuple(tensor.shape)
        for tensor in tree.flatten(calls[0].output_tensors)
        if isinstance(tensor, KerasTensor)
    ]


def _uneven_directions(layer: keras.Layer, nodes: set[int] | None) -> list[Shape]:
    """Return what a Bidirectional returns; [] for other layers, and where it cannot run.

    Keras reports twice the forward layer, whatever the backward layer is. (None, 10) for 5 units
    forward and 7 backward, when (None, 12) come out.
    """
    from keras import layers

    if type(layer) is not layers.Bidirectional or not (inputs := input_shapes(layer, nodes)):
        return []
    halves = (layer.forward_layer, layer.backward_layer)
    forward, backward = (computed_shapes(h, {"sequences_shape": inputs[0]}) for h in halves)
    if not forward or not backward:
        return []
    states = [*forward[1:], *backward[1:]]
    if layer.merge_mode is None:
        return [forward[0], backward[0], *states]
    if layer.merge_mode == "concat":
        width = None if None in (a := (forward[0][-1], backward[0][-1])) else sum(a)
        return [(*forward[0][:-1], width), *states]
    return [forward[0], *states] if forward[0] == backward[0] else []


def computed_shapes(layer: keras.Layer, arguments: dict[str, Sequence[int | None]]) -> list[Shape]:
    """Ask a layer for the shapes of its outputs; [] if it cannot tell, or might run users' code."""
    from keras import layers, tree

    # Keras would find the shape of a Lambda or of a custom layer by running it.
    all_of_keras = all(
        is_of_keras(type(part)) and not isinstance(part, layers.Lambda)
        for part in all_layers(layer)
    )
    if not arguments or not all_of_keras:
        return []
    try:
        shapes = layer.compute_output_shape(**arguments)
    except Exception:
        # Any failure means only that the shape is not known; the count does not depend on it.
        return []
    found: list[Shape] = []
    tree.map_shape_structure(lambda shape: found.append(tuple(shape)), shapes)
    return found
