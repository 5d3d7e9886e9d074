"""How the gradient fades in new layers: the same as in layers that Keras made."""

import keras
import numpy as np
import pytest
from keras import layers

from helpers.cells.gradients import decay_at_initialisation, glorot_uniform, orthogonal
from helpers.cells.through_time import (
    lstm_gradients,
    lstm_gradients_by_bias,
    simple_rnn_gradients,
)


@pytest.fixture(scope="module")
def fades():
    return decay_at_initialisation((-2, 0, 1, 3, 5))


def test_shares_end_in_one_and_have_one_entry_a_step(fades):
    for decay in (fades.simple_rnn, *fades.lstm.values()):
        for shares in (decay.hidden_state, decay.inputs):
            assert shares.shape == (100,)
            assert shares[-1] == 1
    assert list(fades.lstm) == [-2.0, 0.0, 1.0, 3.0, 5.0]


def test_a_new_lstm_forgets_as_a_simple_rnn_does_unless_its_forget_bias_is_large(fades):
    first = {bias: decay.inputs[0] for bias, decay in fades.lstm.items()}
    assert fades.simple_rnn.inputs[0] < 1e-7
    assert 1e-11 < first[1.0] < 1e-7
    assert first[-2.0] < 1e-50 < first[0.0] < 1e-15
    assert 0.01 < first[3.0] < 1
    assert 0.1 < first[5.0] < 3


@pytest.mark.parametrize("kind", ["LSTM", "SimpleRNN"])
def test_layers_that_keras_made_fade_alike(kind, fades):
    norms = []
    for seed in range(10):
        keras.utils.set_random_seed(seed)
        layer = getattr(layers, kind)(8)
        layer.build((None, 100, 1))
        gradients = {"LSTM": lstm_gradients, "SimpleRNN": simple_rnn_gradients}[kind]
        x = np.random.default_rng(seed).normal(size=(100, 1))
        norm = gradients(x, *layer.get_weights()).inputs_norm
        norms.append(norm / norm[-1])
    ours = fades.lstm[1.0] if kind == "LSTM" else fades.simple_rnn
    # What the drawing of the weights decides is the factor by which the gradient shrinks a step.
    factor = (np.median(norms, axis=0)[0] / ours.inputs[0]) ** (1 / 99)
    assert factor == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("rows", "columns"), [(3, 32), (8, 32), (8, 8), (5, 2)])
def test_weights_are_drawn_as_keras_draws_them(rows, columns):
    rng = np.random.default_rng(0)
    keras_drawn = keras.initializers.GlorotUniform(seed=0)((rows, columns))
    many = np.stack([glorot_uniform(rng, rows, columns) for _ in range(200)])
    limit = np.sqrt(6 / (rows + columns))
    assert abs(np.asarray(keras_drawn)).max() <= limit
    assert 0.99 * limit < abs(many).max() <= limit
    assert abs(many.mean()) < 0.05 * limit
    for q in (
        orthogonal(rng, rows, columns),
        np.asarray(keras.initializers.Orthogonal(seed=0)((rows, columns))),
    ):
        product = q @ q.T if rows <= columns else q.T @ q
        np.testing.assert_allclose(product, np.eye(len(product)), atol=1e-6)


def test_orthogonal_matrices_point_everywhere_alike():
    rng = np.random.default_rng(0)
    many = np.stack([orthogonal(rng, 2, 2) for _ in range(2000)])
    # Without the correction of signs, the first entry would be negative far more often.
    assert abs(many.mean(axis=0)).max() < 0.06


def test_the_same_call_gives_the_same_numbers(fades):
    again = decay_at_initialisation((-2, 0, 1, 3, 5))
    np.testing.assert_array_equal(again.lstm[1.0].inputs, fades.lstm[1.0].inputs)
    assert f"{again.lstm[1.0].inputs[0]:.2e}" == "1.13e-09"
    assert f"{again.simple_rnn.inputs[0]:.2e}" == "1.45e-10"


def test_many_lstms_at_once_are_as_each_alone():
    rng = np.random.default_rng(0)
    x, kernel, recurrent_kernel, biases = (
        rng.normal(size=size) for size in [(6, 3), (3, 8), (2, 8), (5, 8)]
    )
    together = lstm_gradients_by_bias(x, kernel, recurrent_kernel, biases)
    for cell, bias in enumerate(biases):
        alone = lstm_gradients(x, kernel, recurrent_kernel, bias)
        for name in ("hidden_state", "inputs", "hidden_state_norm", "inputs_norm"):
            np.testing.assert_allclose(
                getattr(together, name)[:, cell], getattr(alone, name), rtol=1e-9, atol=1e-12
            )


def test_the_forget_bias_is_that_of_keras_unless_told():
    layer = layers.LSTM(2)
    layer.build((None, 3, 1))
    assert set(layer.get_weights()[2][2:4]) == {1.0}
    assert list(decay_at_initialisation(units=2, timesteps=2, seeds=1).lstm) == [1.0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"units": 0}, ValueError, "units must be a whole number"),
        ({"features": 2.5}, TypeError, "features must be a whole number"),
        ({"timesteps": True}, TypeError, "timesteps must be a whole number"),
        ({"seeds": None}, TypeError, "seeds must be a whole number"),
        (
            {"forget_biases": 1.0},
            ValueError,
            r"forget_biases must .*\(values,\), not of shape \(\)",
        ),
        ({"forget_biases": ["1"]}, TypeError, "forget_biases must be an array of numbers"),
    ],
)
def test_wrong_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        decay_at_initialisation(**arguments)
