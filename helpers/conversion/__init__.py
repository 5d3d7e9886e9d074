"""The same weights in the layouts of Keras, PyTorch and ONNX."""

from helpers.conversion.single_layers import (
    keras_to_onnx,
    keras_to_pytorch,
    onnx_to_keras,
    pytorch_to_keras,
)
from helpers.conversion.whole_modules import keras_to_pytorch_module, pytorch_module_to_keras

__all__ = [
    "keras_to_onnx",
    "keras_to_pytorch",
    "keras_to_pytorch_module",
    "onnx_to_keras",
    "pytorch_module_to_keras",
    "pytorch_to_keras",
]
