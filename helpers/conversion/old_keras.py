"""Weights of old files: CuDNNLSTM and CuDNNGRU of Keras 2, BasicLSTMCell of TensorFlow 1.

cuDNN keeps each gate's kernel by rows where Keras has columns, its recurrent kernel turned round,
and two biases in one vector. `tf.nn.rnn_cell.BasicLSTMCell` keeps one joined kernel, (features +
units, 4 × units), in the order i, j, f, o (j is the candidate), and adds `forget_bias` as it runs.

Sources: `_convert_rnn_weights` of Keras 2, `rnn_cell_impl.py` of TensorFlow 1.15.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.checks.arguments import one_of, shown
from helpers.checks.arrays import Array, numbers
from helpers.conversion.keras_side import checked_direction
from helpers.conversion.results import LayerWeights
from helpers.counting import GATES
from helpers.text.refusals import refusal


def cudnn_to_keras(weights: Sequence[Any], layer: str = "LSTM") -> LayerWeights:
    """Return the weights of a CuDNNLSTM or CuDNNGRU of Keras 2, ready for an LSTM or a GRU.

    Parameters
    ----------
    weights
        kernel (features, 4 × units), recurrent_kernel (units, 4 × units) and bias (8 × units,), as
        the file holds them; 3 and 6 × units for a GRU.
    layer
        "LSTM" or "GRU". The GRU is one with `reset_after=True`.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    blocks = len(GATES[one_of("layer", layer, ("LSTM", "GRU"))])
    if not isinstance(weights, (list, tuple)) or len(weights) != 3:
        raise TypeError(refusal("weights_cudnn", given=shown(weights)))
    kernel = numbers("kernel", weights[0], ("features", "columns"))
    columns = kernel.shape[1]
    units = columns // blocks
    recurrent_kernel = numbers("recurrent_kernel", weights[1], (units, columns))
    hint = refusal("hint_plain_bias", columns=columns, layer=layer)
    bias = numbers("bias", weights[2], (2 * columns,), hint)
    direction = checked_direction(
        layer,
        _each_block(kernel, blocks, lambda block: block.T.reshape(block.shape, order="F")),
        _each_block(recurrent_kernel, blocks, np.transpose),
        np.split(bias, 2),
    )
    return LayerWeights(layer, direction.weights, direction.arguments)


def _each_block(array: Array, blocks: int, change: Any) -> Array:
    return np.hstack([change(block) for block in np.hsplit(array, blocks)])


def basic_lstm_to_keras(kernel: Any, bias: Any, *, forget_bias: float = 1.0) -> LayerWeights:
    """Return the weights of a BasicLSTMCell of TensorFlow 1, ready for an LSTM of Keras.

    Parameters
    ----------
    kernel, bias
        (features + units, 4 × units) and (4 × units,), as a checkpoint holds them:
        ".../basic_lstm_cell/kernel". Those of an LSTMCell of TensorFlow 1 without peepholes and
        projection are alike.
    forget_bias
        what the cell adds to its forget gate when it runs, and a checkpoint does not hold: 1.0
        unless the program says otherwise. It becomes part of the bias.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    bias = numbers("bias", bias, ("4 × units",))
    units, rest = divmod(len(bias), 4)
    if rest:
        raise ValueError(refusal("bias_four", number=len(bias)))
    kernel = numbers("kernel", kernel, ("features + units", 4 * units))
    features = len(kernel) - units
    if features < 1:
        raise ValueError(refusal("kernel_joined", units=units, number=len(kernel)))
    added = float(numbers("forget_bias", forget_bias, ()))
    joined = {
        name: (matrix, vector)
        for name, matrix, vector in zip(
            ("input", "candidate", "forget", "output"),
            np.split(kernel, 4, axis=1),
            np.split(bias, 4),
            strict=True,
        )
    }
    matrices = np.hstack([joined[gate][0] for gate in GATES["LSTM"]])
    vectors = [joined[gate][1] + (added if gate == "forget" else 0) for gate in GATES["LSTM"]]
    direction = checked_direction(
        "LSTM", matrices[:features], matrices[features:], [np.concatenate(vectors)]
    )
    return LayerWeights("LSTM", direction.weights, direction.arguments)
