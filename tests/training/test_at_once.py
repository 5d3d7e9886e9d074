"""Runs trained at once in NumPy are those that Keras trains one after another."""

import hypothesis
import keras
import numpy as np
import pytest
from hypothesis import strategies as st
from keras import layers

from helpers.tasks.examples import EXAMPLES
from helpers.training import Trainer
from helpers.training.at_once import train_at_once
from tests.examples import at_most
from tests.training.models import steps


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
    model.compile(loss="mean_squared_error", optimizer=optimizer)
    return model


def keras_loss(model, x, y, epochs):
    """Train a model, and return the last loss."""
    return list(steps(model, x, y, epochs))[-1]


@hypothesis.given(
    sizes=st.tuples(*[st.integers(1, 4)] * 5),  # samples, timesteps, features, units, outputs
    every_step=st.booleans(),
    learning_rate=st.sampled_from([0.0001, 0.001, 0.01, 0.1]),
    epochs=st.integers(1, 4),
    draw=st.integers(0, 10_000),
)
@hypothesis.example(sizes=(3, 4, 2, 3, 2), every_step=True, learning_rate=0.1, epochs=3, draw=1)
@hypothesis.example(sizes=(2, 3, 2, 2, 3), every_step=False, learning_rate=0.1, epochs=3, draw=2)
@hypothesis.settings(max_examples=at_most(4), deadline=None)
def test_any_sizes_as_keras_trains_them(sizes, every_step, learning_rate, epochs, draw):
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
        np.testing.assert_allclose(loss, keras_loss(model, x, y, epochs), rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(prediction, model.predict_on_batch(x), rtol=1e-3, atol=1e-4)


@pytest.mark.thorough
@pytest.mark.parametrize("name", EXAMPLES)
def test_all_epochs_of_an_example(name):
    example = EXAMPLES[name]
    x, y = example.data()
    starts = [example.model(seed).get_weights() for seed in (7, 8)]
    losses, predictions = train_at_once(starts, x, y, epochs=example.epochs)
    model = example.model(0)
    trainer = Trainer(model, x, y)
    fresh = trainer.state()
    for start, loss, prediction in zip(starts, losses, predictions, strict=True):
        trainer.restore(fresh)
        model.set_weights(start)
        for _ in range(example.epochs // 50):  # So short a run does not ask for XLA.
            run = trainer.run(50)
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


def test_gradients_as_small_as_what_adam_adds_to_them():
    random = np.random.default_rng(5)
    x = random.normal(size=(3, 2, 2)).astype("float32")
    y = random.normal(size=(3, 1)).astype("float32")
    model = keras_model(x, y, 3, 0.1, seed=5)
    # So small a kernel lets gradients of some 1e-7 into the LSTM, and is 0.1 after one step.
    *lstm, kernel, bias = model.get_weights()
    model.set_weights([*lstm, kernel * 1e-7, bias])
    start = model.get_weights()
    losses, predictions = train_at_once([start], x, y, epochs=2, learning_rate=0.1)
    np.testing.assert_allclose(losses, [keras_loss(model, x, y, 2)], rtol=1e-4)
    np.testing.assert_allclose(predictions[0], model.predict_on_batch(x), rtol=1e-3, atol=1e-4)


def test_the_learning_rate_is_that_of_keras_unless_told():
    example = EXAMPLES["one_to_one"]
    x, y = example.data()
    model = example.model(0)
    assert float(model.optimizer.learning_rate.numpy()) == pytest.approx(0.001)
    starts = [model.get_weights()]
    told = train_at_once(starts, x, y, epochs=2, learning_rate=0.001)
    for ours, theirs in zip(train_at_once(starts, x, y, epochs=2), told, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_all_is_computed_in_float32_as_in_keras():
    example = EXAMPLES["many_to_many"]
    x, y = example.data()
    start = example.model(0).get_weights()
    expected = train_at_once([start], x, y, epochs=3)
    wide = [array.astype("float64") for array in (*start, x, y)]
    given = train_at_once([wide[:-2]], *wide[-2:], epochs=3)
    for ours, theirs in zip(given, expected, strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_array_equal(ours, theirs)


def test_wrong_arguments_are_refused():
    example = EXAMPLES["one_to_one"]
    x, y = example.data()
    starts = [example.model(0).get_weights()]
    with pytest.raises(ValueError, match=r"^epochs must be .*, not 0"):
        train_at_once(starts, x, y, epochs=0)
    with pytest.raises(TypeError, match=r"^learning_rate must be .*'fast'"):
        train_at_once(starts, x, y, epochs=1, learning_rate="fast")
