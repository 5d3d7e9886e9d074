"""The engine of the page against Keras: gradients, losses, predictions and weights.

Keras has 24 binary digits, the engine 53, and each epoch rounds again. These tolerances are what
24 digits leave room for, with a margin of ten over models of drawn sizes and the three examples:

- predictions differ by at most 2e-5 × (1 + the largest number that is predicted or asked for);
- losses are compared by their roots, for a root of a mean squared error cannot differ by more than
  the predictions do. So a loss of 1e-16, which in Keras is nothing but rounding, is compared too;
- weights differ by at most 1e-4 × (1 + the weight): two weights may move against each other, and
  so be further apart than what they predict.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers.tasks.examples import EXAMPLES
from tests.examples import at_most
from tests.widgets.engine_in_node import ENGINE, Engine

PREDICTIONS = 2e-5
WEIGHTS = 1e-4
EPOCHS = 40


@pytest.fixture(scope="module")
def engine():
    with Engine() as started:
        yield started


@st.composite
def problems(draw):
    """The data of a model, its units and its seed: (x, y, units, seed), all drawn."""
    units, features = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    timesteps, samples = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    outputs, every_step = draw(st.integers(1, 4)), draw(st.booleans())
    seed = draw(st.integers(0, 2**32 - 1))
    return problem_of(units, (samples, timesteps, features), outputs, every_step, seed)


def problem_of(units, shape, outputs, every_step, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=shape).astype("float32")
    y = rng.normal(size=(*shape[: 1 + every_step], outputs)).astype("float32")
    return x, y, units, int(rng.integers(2**31))


# Small and large, both kinds of answers, the lowest and the highest learning rate.
EXTREMES = [
    (problem_of(1, (1, 1, 1), 1, False, 0), -1),
    (problem_of(8, (6, 8, 4), 4, True, 1), -4),
    (problem_of(8, (6, 8, 4), 4, False, 2), -1),
]


def keras_model(x, y, units, *, seed=0):
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    lstm = layers.LSTM(units, return_sequences=y.ndim == 3, unroll=True)
    return keras.Sequential([keras.Input(x.shape[1:]), lstm, layers.Dense(y.shape[-1])])


def trained_by_keras(model, x, y, epochs, learning_rate):
    """What Keras's own train step makes of it, one epoch a call."""
    import keras

    from tests.training.models import steps

    model.compile(keras.optimizers.Adam(learning_rate), "mean_squared_error", jit_compile=False)
    losses = list(steps(model, x, y, epochs, eagerly=False))
    return losses, np.asarray(model(x)), model.get_weights()


def assert_equal(run, losses, predictions, weights, y):
    room = PREDICTIONS * (1 + max(np.abs(y).max(), np.abs(predictions).max()))
    np.testing.assert_allclose(np.sqrt(run["losses"]), np.sqrt(losses), rtol=0, atol=room)
    np.testing.assert_allclose(run["predictions"][-1], predictions.ravel(), rtol=0, atol=room)
    for ours, theirs in zip(run["weights"], weights, strict=True):
        np.testing.assert_allclose(ours, theirs.ravel(), rtol=WEIGHTS, atol=WEIGHTS)


@pytest.mark.thorough
@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(*EXTREMES[0])
@example(*EXTREMES[1])
@example(*EXTREMES[2])
@given(problem=problems(), exponent=st.floats(-4, -1))
def test_trains_as_keras_does_whatever_the_sizes(engine, problem, exponent):
    x, y, units, seed = problem
    model = keras_model(x, y, units, seed=seed)
    how = {"everyStep": y.ndim == 3, "learningRate": 10**exponent, "epochs": EPOCHS}
    run = engine.train(x, y, model.get_weights(), **how)
    assert_equal(run, *trained_by_keras(model, x, y, EPOCHS, 10**exponent), y)


@pytest.mark.thorough
@pytest.mark.parametrize("name", EXAMPLES)
def test_trains_the_examples_for_all_their_epochs(engine, name):
    from helpers.training import Trainer  # the losses of model.fit: tests/training proves it

    example = EXAMPLES[name]
    x, y = example.data()
    model = example.model(0)
    trainer = Trainer(model, x, y)
    fresh = trainer.state()
    for seed in (0, 7):
        trainer.restore(fresh)
        model.set_weights(example.model(seed).get_weights())
        run = engine.train(x, y, model.get_weights(), everyStep=y.ndim == 3, epochs=example.epochs)
        losses = []
        for _ in range(example.epochs // 50):  # So short a run does not ask for XLA.
            losses += trainer.run(50).history["loss"]
        assert_equal(run, losses, np.asarray(model(x)), model.get_weights(), y)
        assert len(run["predictions"]) == example.epochs + 1


# Gradients, in double precision on both sides: nothing but the order of the sums may differ.


def by_gradient_tape(x, y, weights):
    import keras
    import tensorflow as tf

    units, outputs = len(weights[1]), y.shape[-1]
    lstm = keras.layers.LSTM(units, return_sequences=y.ndim == 3, dtype="float64")
    dense = keras.layers.Dense(outputs, dtype="float64")
    lstm.build(x.shape)
    dense.build((None, units))
    variables = lstm.trainable_weights + dense.trainable_weights
    for variable, weight in zip(variables, weights, strict=True):
        variable.assign(weight)
    with tf.GradientTape() as tape:
        predictions = dense(lstm(tf.constant(x, "float64")))
        loss = keras.losses.MeanSquaredError(dtype="float64")(y, predictions)
    return float(loss), [g.numpy().ravel() for g in tape.gradient(loss, variables)]


def wrong_gradients(run, loss, gradients):
    """The places among the five arrays of weights where the engine's gradient is not Keras's."""
    np.testing.assert_allclose(run["loss"], loss, rtol=1e-12)
    pairs = zip(run["gradients"], gradients, strict=True)
    return [k for k, (a, b) in enumerate(pairs) if not np.allclose(a, b, rtol=1e-9, atol=1e-12)]


@settings(
    max_examples=at_most(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(problem=problems())
def test_gradients_are_those_of_gradient_tape(engine, problem):
    x, y, units, seed = problem
    weights = keras_model(x, y, units, seed=seed).get_weights()
    run = engine.gradients(x, y, weights, everyStep=y.ndim == 3)
    assert wrong_gradients(run, *by_gradient_tape(x, y, weights)) == []


def test_gates_and_states_are_those_of_the_cell_by_hand(engine):
    from helpers.cells import trace_lstm

    x = np.random.default_rng(1).normal(size=(1, 7, 3)).astype("float32")
    y = np.zeros((1, 2), "float32")
    model = keras_model(x, y, 4)
    run = engine.gradients(x, y, model.get_weights())
    trace = trace_lstm(model.layers[0], x[0])
    gates = [trace.input_gate, trace.forget_gate, trace.candidate, trace.output_gate]
    np.testing.assert_allclose(run["gates"], np.concatenate(gates, axis=1), atol=1e-6)
    np.testing.assert_allclose(run["c"], trace.cell_state, atol=1e-6)
    np.testing.assert_allclose(run["h"], trace.hidden_state, atol=1e-6)


# Each line of the way back, broken on purpose. The tests above must see it.
BREAKS = {
    "input gate": ("dcell * g * i * (1 - i)", "dcell * g * i"),
    "forget gate": ("dcell * before.c[unit] * f * (1 - f)", "dcell * f * (1 - f)"),
    "candidate": ("dcell * i * (1 - g ** 2)", "dcell * i * (1 - g)"),
    "output gate": ("dh[unit] * tanhC[unit] * o * (1 - o)", "dh[unit] * o * (1 - o)"),
    "c to the step before": ("before.dc[unit] += dcell * f;", ""),
    "h to c": ("dh[unit] * o * (1 - tanhC[unit] ** 2)", "dh[unit] * o"),
    "c from later": ("const dcell = dc[unit] + ", "const dcell = "),
    "bias": ("this.bias.gradient[column] += dz[column]", "this.bias.gradient[column] = dz[column]"),
    "h to the step before": ("value, gradient, before.dh)", "value, gradient, new Array())"),
    "kernel": ("dmatrix[start + column] += factor", "dmatrix[start + column] = factor"),
    "Dense's bias": ("this.bias.gradient[j] += dprediction[j]", ""),
    "mean": ("(2 * (this.predictions", "((this.predictions"),
}


@pytest.fixture(scope="module")
def checked_problem():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(3, 4, 2)).astype("float32")
    y = rng.normal(size=(3, 2)).astype("float32")
    weights = keras_model(x, y, 3).get_weights()
    return x, y, weights, by_gradient_tape(x, y, weights)


@pytest.mark.parametrize("part", BREAKS)
def test_a_broken_gradient_is_seen(part, checked_problem, tmp_path):
    right, wrong = BREAKS[part]
    source = ENGINE.read_text(encoding="utf-8")
    assert source.count(right) == 1, f"{right!r} must stand once in engine.js"
    file = tmp_path / "engine.mjs"
    file.write_text(source.replace(right, wrong), encoding="utf-8")
    x, y, weights, truth = checked_problem
    with Engine(file) as broken:
        assert wrong_gradients(broken.gradients(x, y, weights), *truth)


@pytest.fixture(scope="module")
def trained(checked_problem):
    """What Keras's Adam makes of the same problem in 20 epochs."""
    x, y, weights, _ = checked_problem
    model = keras_model(x, y, 3)
    model.set_weights(weights)
    return trained_by_keras(model, x, y, 20, 0.001)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("beta2 = 0.999", "beta2 = 0.99"),
        ("epsilon = 1e-7", "epsilon = 1e-3"),
        ("Math.sqrt(square[k]) + epsilon", "Math.sqrt(square[k] + epsilon)"),
        ("gradient[k] = 0;", ""),
        ("this.steps += 1;", "this.steps = 1;"),
    ],
)
def test_a_broken_optimizer_is_seen(right, wrong, checked_problem, trained, tmp_path):
    source = ENGINE.read_text(encoding="utf-8")
    assert source.count(right) == 1
    file = tmp_path / "engine.mjs"
    file.write_text(source.replace(right, wrong), encoding="utf-8")
    x, y, weights, _ = checked_problem
    with Engine(file) as broken, pytest.raises(AssertionError):
        assert_equal(broken.train(x, y, weights, epochs=20), *trained, y)
