"""The same weights in the layouts of Keras, PyTorch, ONNX and old files.

`pytorch` and `onnx` hold each library's own layout, `old_keras` those of Keras 2 and TensorFlow 1;
`onnx_files` and `old_files` read models. `keras_side` is what they share, `results` what comes out.
"""

from helpers.conversion.old_files import OldModel, load_old_model
from helpers.conversion.old_keras import basic_lstm_to_keras, cudnn_to_keras
from helpers.conversion.onnx import (
    keras_to_onnx,
    keras_to_onnx_nodes,
    onnx_nodes_to_keras,
    onnx_to_keras,
)
from helpers.conversion.onnx_files import onnx_model, read_onnx
from helpers.conversion.pytorch import (
    keras_to_pytorch,
    keras_to_pytorch_module,
    pytorch_module_to_keras,
    pytorch_to_keras,
)

__all__ = [
    "OldModel",
    "basic_lstm_to_keras",
    "cudnn_to_keras",
    "keras_to_onnx",
    "keras_to_onnx_nodes",
    "keras_to_pytorch",
    "keras_to_pytorch_module",
    "load_old_model",
    "onnx_model",
    "onnx_nodes_to_keras",
    "onnx_to_keras",
    "pytorch_module_to_keras",
    "pytorch_to_keras",
    "read_onnx",
]
