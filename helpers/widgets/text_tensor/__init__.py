"""TextTensor: what Python defines, what the browser draws, and its style."""

from helpers.widgets.text_tensor.text_tensor import TextTensor

__all__ = ["TextTensor"]
