"""Runs trained at once in NumPy are those that Keras trains one after another."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from helpers.tasks.examples import EXAMPLES
from helpers.training import train
from helpers.training.at_once import train_at_once
from tests.examples import at_most


def keras_model(x, y, units, learning_rate, seed):
    keras.utils.set_random_seed(seed)
    every_step = y.ndim == 3
    model = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            layers.LSTM(units, return_sequences=every_step),
            layers.Dense(y.shape[-1]),
        ]
    )
    optimizer = keras.optimizers.Adam(learning_rate)
    # Few epochs of many models: compiling each would take longer than all of them.
    model.compile(loss="mean_squared_error", optimizer=optimizer, run_eagerly=True)
    return model


@given(
    sizes=st.tuples(*[st.integers(1, 4)] * 5),  # samples, timesteps, features, units, outputs
    every_step=st.booleans(),
    learning_rate=st.sampled_from([0.0001, 0.001, 0.01, 0.1]),
    epochs=st.integers(1, 6),
    draw=st.integers(0, 10_000),
)
@settings(max_examples=at_most(8), deadline=None)
def test_any_sizes_as_fit_trains_them(sizes, every_step, learning_rate, epochs, draw):
    samples, timesteps, features, units, outputs = sizes
    random = np.random.default_rng(draw)
    x = random.normal(size=(samples, timesteps, features)).astype("float32")
    steps = (timesteps,) if every_step else ()
    y = random.normal(size=(samples, *steps, outputs)).astype("float32")
    models = [keras_model(x, y, units, learning_rate, seed) for seed in (draw, draw + 1)]
    losses, predictions = train_at_once(
        [model.get_weights() for model in models],
        x,
        y,
        epochs=epochs,
        learning_rate=learning_rate,
    )
    for model, loss, prediction in zip(models, losses, predictions, strict=True):
        run = model.fit(x, y, epochs=epochs, batch_size=samples, shuffle=False, verbose=0)
        np.testing.assert_allclose(loss, run.history["loss"][-1], rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(prediction, model.predict_on_batch(x), rtol=1e-3, atol=1e-4)


@pytest.mark.thorough
@pytest.mark.parametrize("name", EXAMPLES)
def test_all_epochs_of_an_example(name):
    example = EXAMPLES[name]
    x, y = example.data()
    models = [example.model(seed) for seed in (7, 8, 9)]
    losses, predictions = train_at_once(
        [model.get_weights() for model in models], x, y, epochs=example.epochs
    )
    for model, loss, prediction in zip(models, losses, predictions, strict=True):
        run = train(model, x, y, epochs=example.epochs)
        # Losses fall to 1e-12, where float32 has nothing left to say: so their roots are compared.
        np.testing.assert_allclose(loss**0.5, run.history["loss"][-1] ** 0.5, atol=2e-6)
        np.testing.assert_allclose(prediction, model.predict_on_batch(x), atol=5e-6)


def test_a_run_does_not_depend_on_those_beside_it():
    example = EXAMPLES["many_to_many"]
    x, y = example.data()
    starts = [example.model(seed).get_weights() for seed in range(3)]
    _, together = train_at_once(starts, x, y, epochs=50)
    _, alone = train_at_once(starts[1:2], x, y, epochs=50)
    np.testing.assert_allclose(together[1], alone[0], atol=1e-6)


def test_wrong_arguments_are_refused():
    example = EXAMPLES["one_to_one"]
    x, y = example.data()
    starts = [example.model(0).get_weights()]
    with pytest.raises(ValueError, match=r"epochs must be .*, not 0"):
        train_at_once(starts, x, y, epochs=0)
    with pytest.raises(TypeError, match=r"learning_rate must be .*'fast'"):
        train_at_once(starts, x, y, epochs=1, learning_rate="fast")
