"""How much a layer multiplies: the multiply-adds of its matrix products, from shapes alone.

Each weight of a matrix product is multiplied once, and the product added, at every place where the
matrix is used: a recurrent cell and a Dense at each step, a convolution at each place of its
output. Biases are added, the rows of an Embedding looked up; both count 0, and so do
normalisations, which have no matrix.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.inspection.keras_internals import is_of_keras
from helpers.inspection.output_shapes import Shape, computed_shapes, input_shapes
from helpers.inspection.pieces import cell_count
from helpers.text.words import words

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class MultiplyAdds:
    """Multiply-adds at one step, and at how many steps; `steps` is None where it may vary."""

    per_step: int
    steps: int | None

    @property
    def per_sample(self) -> int | None:
        """Those of a whole sample; None where the number of steps may vary."""
        if self.per_step == 0:
            return 0
        return None if self.steps is None else self.per_step * self.steps

    @property
    def text(self) -> str:
        """The count of a sample; of any number of steps "49,152 × steps"."""
        count = self.per_sample
        if count is not None:
            return f"{count:,}"
        return words("explain")["formula"]["steps"].format(count=f"{self.per_step:,}")


NONE = MultiplyAdds(0, 1)


def work_of(layer: keras.Layer, nodes: set[int] | None, times: int = 1) -> MultiplyAdds | None:
    """Return the work of a layer that is used `times` times; None where it is not known.

    A layer that is called several times in a functional model works at each call.
    """
    if not layer.built:
        return None
    if not layer.weights:
        return NONE
    works = [_work(layer, shape) for shape in input_shapes(layer, nodes)]
    if not works or None in works or len({work.per_step for work in works}) > 1:
        return None
    steps = [work.steps for work in works]
    return MultiplyAdds(works[0].per_step, None if None in steps else times * sum(steps))


def _work(layer: keras.Layer, shape: Shape) -> MultiplyAdds | None:
    """Return the work of one call on an input of `shape`, batch first."""
    from keras import layers

    if isinstance(layer, layers.Bidirectional):
        both = [_work(half, shape) for half in (layer.forward_layer, layer.backward_layer)]
        if None in both:
            return None
        return MultiplyAdds(sum(work.per_step for work in both), both[0].steps)
    if isinstance(layer, layers.TimeDistributed):
        inner = _work(layer.layer, (shape[0], *shape[2:]))
        if inner is None or inner.per_sample is None:
            return None
        return MultiplyAdds(inner.per_sample, shape[1])
    if isinstance(layer, layers.RNN):
        return _recurrent_work(layer, shape)
    changed = getattr(layer, "lora_enabled", False) or getattr(layer, "quantization_mode", None)
    if not is_of_keras(type(layer)) or changed:
        return None
    if not layer.weights or isinstance(layer, (layers.Embedding, *_without_matrix())):
        return NONE
    if isinstance(layer, layers.Dense):
        return MultiplyAdds(_size(layer.kernel), _places(shape[1:-1]))
    return _convolution_work(layer, shape)


def _recurrent_work(layer: keras.Layer, shape: Shape) -> MultiplyAdds | None:
    cells = getattr(layer.cell, "cells", [layer.cell])
    counts = [cell_count(cell, cell.weights) for cell in cells]
    used = sum(count.total for count in counts if count)
    # A cell with more weights than its gates need does something else with them.
    if None in counts or used != sum(_size(v) for cell in cells for v in cell.weights):
        return None
    per_step = sum(count.multiply_adds_per_step for count in counts)
    if len(shape) > 3:  # a convolutional LSTM, at each place of its image
        places = _spatial(layer, shape, layer.cell.data_format)
        if places is None:
            return None
        per_step *= places
    return MultiplyAdds(per_step, shape[1])


def _convolution_work(layer: keras.Layer, shape: Shape) -> MultiplyAdds | None:
    from keras import layers

    transposed = (layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose)
    plain = (layers.Conv1D, layers.Conv2D, layers.Conv3D)
    depthwise = (layers.DepthwiseConv1D, layers.DepthwiseConv2D)
    separable = (layers.SeparableConv1D, layers.SeparableConv2D)
    if isinstance(layer, transposed):
        channels_last = layer.data_format == "channels_last"
        return MultiplyAdds(
            _size(layer.kernel), _places(shape[1:-1] if channels_last else shape[2:])
        )
    if isinstance(layer, separable):
        size = _size(layer.depthwise_kernel) + _size(layer.pointwise_kernel)
    elif isinstance(layer, (*plain, *depthwise)):
        size = _size(layer.kernel)
    else:
        return None
    return MultiplyAdds(size, _spatial(layer, shape, layer.data_format))


def _without_matrix() -> tuple[type, ...]:
    from keras import layers

    return (
        layers.BatchNormalization,
        layers.LayerNormalization,
        layers.GroupNormalization,
        layers.RMSNormalization,
        layers.Normalization,
    )


def _spatial(layer: keras.Layer, shape: Shape, data_format: str) -> int | None:
    """Return at how many places of its output a convolution is computed."""
    shapes = computed_shapes(layer, {"input_shape": shape}) or computed_shapes(
        layer, {"sequences_shape": shape}
    )
    if not shapes:
        return None
    # Of a convolutional LSTM the last state has the shape of one step.
    rank = len(shape) - (2 if hasattr(layer, "cell") else 1)
    image = shapes[0][-rank:]
    return _places(image[:-1] if data_format == "channels_last" else image[1:])


def _places(sizes: Sequence[int | None]) -> int | None:
    return None if None in sizes else math.prod(sizes)


def _size(variable: keras.Variable) -> int:
    return math.prod(variable.shape)
