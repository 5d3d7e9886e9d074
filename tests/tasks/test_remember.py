"""The task of the flagged number: its data, and that a small Keras model learns it visibly."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from helpers import trace_lstm
from helpers.tasks.remember import NOISE, remember_the_flagged


@given(
    st.integers(1, 5),
    st.integers(1, 30),
    st.integers(0, 1000),
    st.floats(0, 1, exclude_min=True),
)
@settings(deadline=None, database=None)
def test_the_target_is_the_number_flagged_last(samples, timesteps, seed, flag_rate):
    x, y = remember_the_flagged(samples, timesteps, seed=seed, flag_rate=flag_rate)
    assert x.shape == (samples, timesteps, 2)
    assert y.shape == (samples, timesteps, 1)
    assert x.dtype == y.dtype == np.float32
    for numbers_and_flags, targets in zip(x, y[..., 0], strict=True):
        held = 0
        for (number, is_flagged), target in zip(numbers_and_flags, targets, strict=True):
            assert is_flagged in (0, 1)
            assert abs(number) <= (1 if is_flagged else NOISE)
            held = number if is_flagged else held
            assert target == held


def test_the_same_seed_gives_the_same_data():
    x, _ = remember_the_flagged(20, 50)
    np.testing.assert_array_equal(x, remember_the_flagged(20, 50)[0])
    assert not np.array_equal(x, remember_the_flagged(20, 50, seed=1)[0])
    assert 0.07 < x[..., 1].mean() < 0.13
    assert abs(x[..., 0]).max() > 2.5


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"samples": 0}, ValueError, "samples must be a whole number"),
        ({"timesteps": 2.5}, TypeError, "timesteps must be a whole number"),
        ({"seed": -1}, ValueError, "seed must be a whole number"),
        ({"flag_rate": 0}, ValueError, "flag_rate must be a finite number above 0, not 0"),
        ({"flag_rate": float("nan")}, ValueError, "flag_rate must be .* not nan"),
        ({"flag_rate": True}, TypeError, "flag_rate must be .* not True"),
        ({"flag_rate": "0.1"}, TypeError, "flag_rate must be .* not '0.1'"),
    ],
)
def test_wrong_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        remember_the_flagged(**{"samples": 2, "timesteps": 3} | arguments)


@pytest.mark.thorough
def test_a_trained_lstm_opens_its_input_gate_at_a_flag_and_holds_in_between():
    keras.utils.set_random_seed(0)
    x, y = remember_the_flagged(1000, 20)
    model = keras.Sequential(
        [keras.Input((20, 2)), layers.LSTM(3, return_sequences=True), layers.Dense(1)]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse")
    model.optimizer.build(model.trainable_variables)  # or fit would trace its step twice
    history = model.fit(x, y, batch_size=50, epochs=25, verbose=0)
    assert history.history["loss"][-1] < 0.005
    fresh, _ = remember_the_flagged(10, 20, seed=1)
    traces = [trace_lstm(model.layers[0], sequence) for sequence in fresh]
    flagged = fresh[..., 1] == 1
    opens = np.stack([trace.input_gate for trace in traces])
    keeps = np.stack([trace.forget_gate for trace in traces])
    opening = opens[flagged].mean(axis=0) - opens[~flagged].mean(axis=0)
    keeping = keeps[~flagged].mean(axis=0) - keeps[flagged].mean(axis=0)
    assert max(np.minimum(opening, keeping)) > 0.5
