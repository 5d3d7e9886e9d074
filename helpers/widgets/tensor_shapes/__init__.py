"""TensorShapes: what Python defines, what the browser draws, and its style."""

from helpers.widgets.tensor_shapes.tensor_shapes import TensorShapes

__all__ = ["TensorShapes"]
