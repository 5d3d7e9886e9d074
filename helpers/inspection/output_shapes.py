"""The shape of what a layer returns, as far as that is known without running any code of users."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.inspection.keras_internals import all_layers, build_shapes, calls_of, is_of_keras

if TYPE_CHECKING:
    import keras

Shape = tuple[int | None, ...]


def output_shape(layer: keras.Layer, nodes: set[int] | None) -> Shape | tuple[Shape, ...] | None:
    """Return the shape of a layer's output, several if it returns several; None if not known."""
    from keras import KerasTensor, tree

    calls = calls_of(layer, nodes)
    if calls:
        shapes = [
            tuple(tensor.shape)
            for tensor in tree.flatten(calls[0].output_tensors)
            if isinstance(tensor, KerasTensor)
        ]
    else:
        shapes = computed_shapes(layer, build_shapes(layer))
    return shapes[0] if len(shapes) == 1 else tuple(shapes) or None


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
