"""Weights of old files, against what the old layers computed, written down here once more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from helpers.conversion import basic_lstm_to_keras, cudnn_to_keras, keras_to_pytorch
from tests.examples import at_most

sizes = st.integers(1, 5)
by_arithmetic = settings(deadline=None, database=None, max_examples=at_most(30))


@by_arithmetic
@given(st.sampled_from(["LSTM", "GRU"]), sizes, sizes, st.integers(0, 1000))
def test_both_layouts_are_one_vector_for_cudnn(kind, units, features, seed):
    """Keras 2 gave cuDNN the blocks of CuDNNLSTM as they are, those of LSTM turned round."""
    rng = np.random.default_rng(seed)
    blocks = 4 if kind == "LSTM" else 3
    shapes = [(features, blocks * units), (units, blocks * units), (2 * blocks * units,)]
    old = [rng.normal(size=shape).astype("float32") for shape in shapes]
    new = cudnn_to_keras(old, kind)
    for before, after in zip(old[:2], new[:2], strict=True):
        for a, b in zip(np.hsplit(before, blocks), np.hsplit(after, blocks), strict=True):
            np.testing.assert_array_equal(a.ravel(), b.T.ravel())
    if kind == "LSTM":
        np.testing.assert_allclose(new[2], old[2].reshape(2, -1).sum(axis=0), rtol=1e-6)
    else:
        np.testing.assert_array_equal(new[2], old[2].reshape(2, -1))
    assert new.layer().count_params() == sum(array.size for array in new)


def test_the_numbers_of_keras_2():
    """What tf_keras 2.21 makes of it: hdf5_format._convert_rnn_weights(LSTM(2), weights)."""
    kernel = np.arange(24, dtype="float32").reshape(3, 8)
    recurrent_kernel = np.arange(16, dtype="float32").reshape(2, 8)
    found = cudnn_to_keras([kernel, recurrent_kernel, np.arange(16, dtype="float32")])
    assert found[0].tolist() == [
        [0, 9, 2, 11, 4, 13, 6, 15],
        [1, 16, 3, 18, 5, 20, 7, 22],
        [8, 17, 10, 19, 12, 21, 14, 23],
    ]
    assert found[1].tolist() == [[0, 8, 2, 10, 4, 12, 6, 14], [1, 9, 3, 11, 5, 13, 7, 15]]
    assert found[2].tolist() == [8, 10, 12, 14, 16, 18, 20, 22]


@by_arithmetic
@given(sizes, sizes, st.sampled_from([0.0, 1.0, 2.5]), st.integers(0, 1000))
def test_a_basic_lstm_cell_computes_the_same_in_keras(units, features, forget_bias, seed):
    rng = np.random.default_rng(seed)
    kernel = rng.normal(size=(features + units, 4 * units)).astype("float32")
    bias = rng.normal(size=4 * units).astype("float32")
    x = rng.normal(size=(1, 4, features)).astype("float32")
    sigmoid = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    h = c = np.zeros((1, units))
    for step in range(4):  # rnn_cell_impl.py of TensorFlow 1.15, BasicLSTMCell.call
        i, j, f, o = np.split(np.hstack([x[:, step], h]) @ kernel + bias, 4, axis=1)
        c = c * sigmoid(f + forget_bias) + sigmoid(i) * np.tanh(j)
        h = np.tanh(c) * sigmoid(o)
    layer = basic_lstm_to_keras(kernel, bias, forget_bias=forget_bias).layer()
    np.testing.assert_allclose(ops.convert_to_numpy(layer(x)), h, atol=1e-5)


def test_tensorflow_1_adds_one_to_the_forget_gate_unless_told():
    # The default of tf.compat.v1.nn.rnn_cell.BasicLSTMCell; its blocks are i, j, f, o.
    *_, bias = basic_lstm_to_keras(np.zeros((5, 8)), np.zeros(8))
    assert bias.tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("convert", "message"),
    [
        (lambda: cudnn_to_keras(None), "weights must be a list of kernel, .* not None"),
        (
            lambda: cudnn_to_keras([np.ones((3, 8)), np.ones((2, 8)), np.ones(8)]),
            r"bias must .*\(16,\), not of shape \(8,\); .*plain LSTM, whose weights need no conv",
        ),
        (
            lambda: cudnn_to_keras([np.ones((3, 8))] * 3, "SimpleRNN"),
            "layer must be one of 'LSTM', 'GRU', not 'SimpleRNN'",
        ),
        (
            lambda: keras_to_pytorch([np.ones((3, 8)), np.ones((2, 8)), np.ones(16)]),
            "CuDNNLSTM and CuDNNGRU of Keras 2 keep it, and cudnn_to_keras reads it",
        ),
        (
            lambda: keras_to_pytorch([np.ones((5, 8)), np.ones(8)]),
            "a joined kernel of TensorFlow 1 is read by basic_lstm_to_keras",
        ),
        (lambda: basic_lstm_to_keras(np.ones((5, 8)), np.ones(7)), "7 does not divide by 4"),
        (
            lambda: basic_lstm_to_keras(np.ones((2, 8)), np.ones(8)),
            "kernel must have features . units rows, more than 2 units, not 2",
        ),
        (lambda: basic_lstm_to_keras(np.ones((5, 8)), None), "bias must be an array .* not None"),
        (
            lambda: basic_lstm_to_keras(np.ones((5, 7)), np.ones(8)),
            r"kernel must be .* of shape \(features \+ units, 8\), not of shape \(5, 7\)",
        ),
        (
            lambda: cudnn_to_keras([np.ones(8)] * 3),
            r"kernel must be .* of shape \(features, columns\), not of shape \(8,\)",
        ),
        (
            lambda: cudnn_to_keras([np.ones((3, 8)), np.ones((3, 8)), np.ones(16)]),
            r"recurrent_kernel must be .* of shape \(2, 8\), not of shape \(3, 8\)",
        ),
        (
            lambda: basic_lstm_to_keras(np.ones((5, 8)), np.ones(8), forget_bias=None),
            "forget_bias must be .* not None",
        ),
    ],
)
def test_wrong_arguments_are_refused(convert, message):
    with pytest.raises((TypeError, ValueError), match=message):
        convert()
