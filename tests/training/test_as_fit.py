"""Every model, optimizer and loss trains as model.fit trains it: losses, metrics, weights."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.training import loop
from helpers.training.trainer import train
from tests.training import models
from tests.training.models import CLASSES, FLAT, RNG, STEPS, X, Y, dense, fits, flat, layers, lstm

EPOCHS = 3


def momentum():
    """An optimizer with a state, and with few operations to trace; the others are tried apart."""
    return keras.optimizers.SGD(0.1, momentum=0.9)


sequential = partial(models.sequential, optimizer=momentum)


def agree(build, x=X, y=Y, epochs=EPOCHS, go_on=False, eagerly=True, **weights):
    """Train one copy of a model with fit, one with train; compare; let both go on with fit."""
    fitted, trained = build(), build()
    how = {"eagerly": eagerly} | weights
    expected = fits(fitted, x, y, epochs, **how)
    run = train(trained, x, y, epochs, **weights)
    same_history(run.history, expected)
    same_state(trained, fitted)
    if go_on:
        expected = fits(fitted, x, y, 2, **how)
        same_history(fits(trained, x, y, 2, **how), expected)
        same_state(trained, fitted)
    return run


def same_history(actual, expected):
    assert list(actual) == list(expected)
    for name, values in expected.items():
        assert [type(value) for value in actual[name]] == [type(value) for value in values]
        np.testing.assert_allclose(actual[name], values, rtol=2e-5, atol=1e-6, err_msg=name)


def same_state(actual, expected):
    assert actual.optimizer.iterations == expected.optimizer.iterations
    for ours, theirs in zip(
        [*actual.variables, *actual.optimizer.variables],
        [*expected.variables, *expected.optimizer.variables],
        strict=True,
    ):
        np.testing.assert_allclose(
            ours.numpy(), theirs.numpy(), rtol=1e-4, atol=1e-5, err_msg=theirs.path
        )


ARCHITECTURES = {
    "lstm": [lstm(), dense()],
    "gru": [lambda: layers.GRU(3), dense()],
    "simple rnn": [lambda: layers.SimpleRNN(3), dense()],
    "bidirectional": [lambda: layers.Bidirectional(layers.LSTM(3)), dense()],
    "stacked": [lstm(return_sequences=True), lambda: layers.GRU(3), dense()],
    "backwards, unrolled by its author": [lstm(go_backwards=True, unroll=True), dense()],
    "masked": [layers.Masking, lstm(return_sequences=True), lstm(), dense()],
    "rnn of a cell": [lambda: layers.RNN(layers.LSTMCell(3)), dense()],
    "dense only": flat(),
    "convolution": [lambda: layers.Conv1D(4, 2, activation="relu"), *flat()],
    "batch normalization": [lstm(return_sequences=True), layers.BatchNormalization, *flat()],
    "dropout": [lambda: layers.Dropout(0.5, seed=1), *flat()],
    "dropout inside": [lstm(dropout=0.4, recurrent_dropout=0.4), dense()],
    "noise": [lambda: layers.GaussianNoise(0.3), *flat()],
    "regularized": [
        lstm(kernel_regularizer="l2", recurrent_regularizer="l1"),
        dense(activity_regularizer="l2", kernel_constraint="non_neg"),
    ],
}

# After `train` they go on with fit as if fit had trained them: weights, averages, random numbers.
WITH_A_STATE = [ARCHITECTURES[name] for name in ("batch normalization", "dropout inside")]


@pytest.mark.parametrize("inner", ARCHITECTURES.values(), ids=ARCHITECTURES)
def test_every_architecture_trains_as_fit_does(inner):
    x = X.copy()
    x[2, 2:] = 0
    agree(sequential(*inner), x, go_on=inner in WITH_A_STATE)


def test_a_prediction_at_every_step():
    run = agree(
        sequential(
            lstm(return_sequences=True),
            lambda: layers.TimeDistributed(layers.Dense(1)),
            shape=(4, 1),
        ),
        STEPS,
        STEPS[:, ::-1],
    )
    assert run.epochs_done == len(run.history["loss"]) == EPOCHS
    assert not run.stopped
    assert not run.diverged


def test_a_stateful_layer_keeps_its_state():
    agree(sequential(lstm(stateful=True), dense(), batch=6))


def test_a_long_sequence_is_not_unrolled():
    x = RNG.normal(size=(6, loop.LONGEST_UNROLLED + 1, 1)).astype("float32")
    agree(sequential(lstm(), dense(), shape=(None, 1)), x, epochs=2)


OPTIMIZERS = {
    "sgd with momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.01, centered=True, momentum=0.5),
    "adagrad": lambda: keras.optimizers.Adagrad(0.1),
    "adadelta": lambda: keras.optimizers.Adadelta(1.0),
    "adamw": lambda: keras.optimizers.AdamW(0.01, weight_decay=0.1),
    "amsgrad": lambda: keras.optimizers.Adam(0.01, amsgrad=True),
    "nadam": lambda: keras.optimizers.Nadam(0.01),
    "adamax": lambda: keras.optimizers.Adamax(0.01),
    "ftrl": lambda: keras.optimizers.Ftrl(0.1),
    "lion": lambda: keras.optimizers.Lion(0.001),
    "lamb": lambda: keras.optimizers.Lamb(0.01),
    "muon": lambda: keras.optimizers.Muon(0.01),
    "schedule": lambda: keras.optimizers.Adam(
        keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=2, decay_rate=0.5)
    ),
    "clipped by norm": lambda: keras.optimizers.SGD(0.1, clipnorm=0.1),
    "clipped globally": lambda: keras.optimizers.SGD(0.1, global_clipnorm=0.1),
    "clipped by value": lambda: keras.optimizers.SGD(0.1, clipvalue=0.01),
    "averaged": lambda: keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8),
    "averaged now and then": lambda: keras.optimizers.SGD(
        0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=2
    ),
    "accumulating": lambda: keras.optimizers.Adam(0.1, gradient_accumulation_steps=2),
    "scaled loss": lambda: keras.optimizers.LossScaleOptimizer(
        keras.optimizers.Adam(0.01), dynamic_growth_steps=2
    ),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_trains_as_in_fit(optimizer):
    agree(sequential(*flat(), optimizer=optimizer))


LOSSES = {
    "mae": Y,
    "huber": Y,
    "log_cosh": Y,
    "cosine_similarity": Y,
    "poisson": abs(Y),
    "kl_divergence": abs(Y),
    "hinge": np.sign(Y),
    "binary_crossentropy": (Y > 0).astype("float32"),
}


def an_output_for_each_loss():
    keras.utils.set_random_seed(3)
    x = keras.Input((4, 3))
    inner = layers.Flatten()(x)
    outputs = {name: layers.Dense(2, "sigmoid", name=name)(inner) for name in LOSSES}
    model = keras.Model(x, outputs)
    metrics = {"binary_crossentropy": ["accuracy", "auc"], "huber": ["mae"]}
    model.compile(momentum(), {name: name for name in LOSSES}, metrics=metrics)
    return model


def test_every_loss_and_its_metrics_are_as_in_fit():
    run = agree(an_output_for_each_loss, y=LOSSES)
    assert {f"{name}_loss" for name in LOSSES} < set(run.history)


def test_classes_with_metrics_that_are_no_single_number():
    def build():
        return sequential(
            layers.Flatten,
            dense(3, activation="softmax"),
            loss="categorical_crossentropy",
            metrics=[keras.metrics.F1Score(average=None)],
        )()

    agree(build, y=np.eye(3, dtype="float32")[CLASSES])


def test_whole_numbers_in_and_out():
    def build():
        return sequential(
            lambda: layers.Embedding(5, 4),
            lstm(),
            dense(3),
            shape=(4,),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )()

    words = RNG.integers(0, 5, size=(6, 4))
    agree(build, words, CLASSES)
    with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
        train(build(), words + 1, CLASSES, 200)


def test_weights_of_samples_and_of_classes():
    build = sequential(*flat(3), loss="mse", weighted_metrics=["mae"])
    one_hot = np.eye(3, dtype="float32")[CLASSES]
    agree(build, y=one_hot, sample_weight=np.linspace(0, 2, 6))
    agree(build, y=one_hot, class_weight={0: 0.5, 2: 3.0})


def two_outputs():
    keras.utils.set_random_seed(3)
    left, right = keras.Input((4, 3), name="left"), keras.Input((4, 1), name="right")
    both = layers.concatenate([layers.LSTM(3)(left), layers.LSTM(2)(right)])
    outputs = {"a": layers.Dense(2, name="a")(both), "b": layers.Dense(1, name="b")(both)}
    model = keras.Model([left, right], outputs)
    model.compile(
        momentum(),
        {"a": "mse", "b": "mae"},
        loss_weights={"a": 1, "b": 0.3},
        metrics={"a": ["mae"]},
    )
    return model


def test_several_inputs_and_outputs():
    x, y = [X, STEPS], {"a": Y, "b": Y[:, :1]}
    model, fitted = two_outputs(), two_outputs()
    run = train(model, x, y, 3, record_predictions=True)
    same_history(run.history, fits(fitted, x, y, 3))
    same_state(model, fitted)
    assert {name: a.shape for name, a in run.predictions.items()} == {
        "a": (4, 6, 2),
        "b": (4, 6, 1),
    }
    np.testing.assert_allclose(run.predictions["b"][-1], model(x)["b"], rtol=1e-5)


class Custom(keras.Model):
    """Everything a subclass may do: a layer built late, a loss of its own, a step of its own."""

    def __init__(self):
        super().__init__()
        self.inner = [layers.LSTM(3), layers.Dense(2)]
        self.calls = keras.metrics.Sum(name="steps")

    def call(self, x, training=False):
        x = self.inner[0](x)
        self.add_loss(keras.ops.mean(x**2))
        return self.inner[1](x)

    def train_step(self, data):
        self.calls.update_state(2.0)
        return super().train_step(data) | {"twice": {"steps": self.calls.result() * 2}}


def custom(**options):
    keras.utils.set_random_seed(3)
    model = Custom()
    model.compile(**({"loss": "mse", "optimizer": momentum()} | options))
    return model


def test_a_model_of_ones_own_that_is_not_built_yet():
    run = agree(custom, go_on=True)
    assert run.history["steps"] == [4.0] * EPOCHS


def test_a_model_that_runs_eagerly():
    run = agree(lambda: custom(run_eagerly=True), epochs=3)
    assert run.epochs_done == 3
    model = custom(run_eagerly=True)
    run = train(model, X, Y, 3, record_predictions=True)
    np.testing.assert_allclose(run.predictions[-1], model(X), rtol=1e-5)


def test_a_model_that_asks_for_xla():
    # XLA draws other random numbers, also for fit.
    agree(sequential(lambda: layers.Dropout(0.5), *flat(), jit_compile=True), eagerly=False)


def test_half_precision():
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        build = sequential(lstm(), dense())
        trained = build()
        expected = fits(build(), X, Y, 3)
        run = train(trained, X, Y, 3)
    finally:
        keras.config.set_dtype_policy(policy)
    assert type(trained.optimizer).__name__ == "LossScaleOptimizer"
    np.testing.assert_allclose(run.history["loss"], expected["loss"], rtol=3e-3)


def test_data_of_other_types_is_taken_as_fit_takes_it():
    build = sequential(lstm(), dense())
    runs = [train(build(), x, y, 3) for x, y in [(X, Y), (X.astype("float64"), tf.constant(Y))]]
    assert runs[0].history == runs[1].history


def test_more_samples_than_fit_itself_takes_at_once():
    x = RNG.normal(size=(40, 4, 3)).astype("float32")
    agree(FLAT, x, x[:, 0, :2])


class Encoder(keras.Sequential):
    """Has its loss inside, so that nothing is to be predicted."""

    def call(self, x, training=False):
        y = super().call(x, training=training)
        self.add_loss(keras.ops.mean((y - 1) ** 2))
        return y


def test_a_model_without_a_target():
    build = sequential(*flat(), kind=Encoder, loss=None)
    agree(build, X, None)
    model = build()
    run = train(model, X, None, 2, record_predictions=True)
    np.testing.assert_allclose(run.predictions[-1], model(X), rtol=1e-5)
