import gc
import inspect
import subprocess
import sys
import threading
import weakref

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.training import loop
from helpers.training.trainer import Trainer, TrainingRun, train

layers = keras.layers
RNG = np.random.default_rng(7)
X = RNG.normal(size=(6, 4, 3)).astype("float32")
Y = RNG.normal(size=(6, 2)).astype("float32")
STEPS = RNG.normal(size=(6, 4, 1)).astype("float32")
CLASSES = np.array([0, 1, 2, 0, 1, 2])
EPOCHS = 6


def sequential(*inner, shape=(4, 3), batch=None, **options):
    """Return a function that builds and compiles the same model each time it is called."""

    def build():
        keras.utils.set_random_seed(3)
        first = keras.Input(batch_shape=(batch, *shape)) if batch else keras.Input(shape)
        model = keras.Sequential([first, *(make() for make in inner)])
        model.compile(**({"loss": "mse", "optimizer": "adam"} | fresh(options)))
        return model

    return build


def fresh(options):
    """Give every model its own optimizer: an option may be a function that makes its value."""
    return {
        name: value() if name == "optimizer" and callable(value) else value
        for name, value in options.items()
    }


def agree(build, x=X, y=Y, epochs=EPOCHS, go_on=False, eagerly=True, **weights):
    """Train one copy of a model with fit, one with train; compare; let both go on with fit."""
    fitted, trained = build(), build()
    # The judge computes step by step: that is another way still, and there is nothing to trace.
    fitted.run_eagerly = eagerly
    how = {"batch_size": len(Y), "shuffle": False, "verbose": 0} | weights
    expected = fitted.fit(x, y, epochs=epochs, **how).history
    run = train(trained, x, y, epochs, **weights)
    same_history(run.history, expected)
    same_state(trained, fitted)
    if go_on:
        expected = fitted.fit(x, y, epochs=2, **how).history
        same_history(trained.fit(x, y, epochs=2, **how).history, expected)
        same_state(trained, fitted)
    return run


def same_history(actual, expected):
    assert list(actual) == list(expected)
    for name, values in expected.items():
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


def lstm(units=3, **options):
    return lambda: layers.LSTM(units, **options)


def dense(units=2, **options):
    return lambda: layers.Dense(units, **options)


def flat(units=2):
    return [layers.Flatten, dense(units)]


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
WITH_A_STATE = [ARCHITECTURES[name] for name in ("lstm", "batch normalization", "dropout inside")]


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
    agree(sequential(lstm(stateful=True), dense(), batch=6), go_on=True)


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
        0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4
    ),
    "accumulating": lambda: keras.optimizers.Adam(0.1, gradient_accumulation_steps=3),
    "scaled loss": lambda: keras.optimizers.LossScaleOptimizer(
        keras.optimizers.Adam(0.01), dynamic_growth_steps=2
    ),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_trains_as_in_fit(optimizer):
    agree(sequential(*flat(), optimizer=optimizer))


LOSSES = {
    "mae": (Y, {}),
    "huber": (Y, {}),
    "log_cosh": (Y, {}),
    "cosine_similarity": (Y, {}),
    "poisson": (abs(Y), {}),
    "kl_divergence": (abs(Y), {}),
    "hinge": (np.sign(Y), {}),
    "binary_crossentropy": ((Y > 0).astype("float32"), {"metrics": ["accuracy", "auc"]}),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_and_its_metrics_are_as_in_fit(loss):
    y, options = LOSSES[loss]
    model = [layers.Flatten, dense(activation="sigmoid")]
    agree(sequential(*model, loss=loss, **options), y=y)


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
        "adam", {"a": "mse", "b": "mae"}, loss_weights={"a": 1, "b": 0.3}, metrics={"a": ["mae"]}
    )
    return model


def test_several_inputs_and_outputs():
    x, y = [X, STEPS], {"a": Y, "b": Y[:, :1]}
    agree(two_outputs, x, y)
    model = two_outputs()
    run = train(model, x, y, 3, record_predictions=True)
    assert {name: a.shape for name, a in run.predictions.items()} == {
        "a": (4, 6, 2),
        "b": (4, 6, 1),
    }
    np.testing.assert_allclose(
        run.predictions["b"][-1], model.predict(x, verbose=0)["b"], rtol=1e-5
    )


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
    model.compile(**({"loss": "mse", "optimizer": "adam"} | options))
    return model


def test_a_model_of_ones_own_that_is_not_built_yet():
    run = agree(custom, go_on=True)
    assert run.history["steps"] == [4.0] * EPOCHS


def test_a_model_that_runs_eagerly():
    run = agree(lambda: custom(run_eagerly=True), epochs=3)
    assert run.epochs_done == 3
    model = custom(run_eagerly=True)
    run = train(model, X, Y, 3, record_predictions=True)
    np.testing.assert_allclose(run.predictions[-1], model.predict(X, verbose=0), rtol=1e-5)


def test_a_model_that_asks_for_xla():
    # XLA draws other random numbers, also for fit.
    agree(sequential(lambda: layers.Dropout(0.5), *flat(), jit_compile=True), eagerly=False)


def test_half_precision():
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        build = sequential(lstm(), dense())
        fitted, trained = build(), build()
        expected = fitted.fit(X, Y, epochs=4, batch_size=6, shuffle=False, verbose=0).history
        run = train(trained, X, Y, 4)
    finally:
        keras.config.set_dtype_policy(policy)
    assert type(trained.optimizer).__name__ == "LossScaleOptimizer"
    np.testing.assert_allclose(run.history["loss"], expected["loss"], rtol=3e-3)


def test_data_of_other_types_is_taken_as_fit_takes_it():
    build = sequential(lstm(), dense())
    runs = [train(build(), x, y, 3) for x, y in [(X, Y), (X.astype("float64"), tf.constant(Y))]]
    assert runs[0].history == runs[1].history


MANY_TO_MANY = sequential(
    lstm(5, return_sequences=True), lambda: layers.TimeDistributed(layers.Dense(1)), shape=(5, 1)
)
RAMP = (np.arange(5, dtype="float32") / 5).reshape(1, 5, 1)


def test_xla_gives_the_same_losses_and_weights():
    expected = MANY_TO_MANY().fit(RAMP, RAMP, epochs=20, verbose=0).history["loss"]
    model = MANY_TO_MANY()
    trainer = Trainer(model, RAMP, RAMP, record_predictions=True)
    start = trainer.state()
    first = trainer.run(260)
    trainer.compile()
    after = trainer.state()
    trainer.restore(start)
    second = trainer.run(260)
    assert not trainer._epochs._xla_failed
    np.testing.assert_allclose(second.history["loss"][:20], expected, rtol=1e-5)
    np.testing.assert_allclose(second.history["loss"], first.history["loss"], rtol=1e-4)
    np.testing.assert_allclose(second.predictions, first.predictions, atol=1e-5)
    for ours, theirs in zip(trainer.state(), after, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


NOT_FOR_XLA = {
    "other random numbers": sequential(lambda: layers.Dropout(0.5), *flat()),
    "no error out of range": sequential(lambda: layers.Embedding(5, 2), *flat(), shape=(4,)),
    "too large": sequential(layers.Flatten, dense(9000), dense()),
}


@pytest.mark.parametrize("build", NOT_FOR_XLA.values(), ids=NOT_FOR_XLA)
def test_xla_is_left_out_where_it_would_differ_or_not_pay(build):
    model = build()
    x = np.ones((6, *model.input_shape[1:]), "float32")
    trainer = Trainer(model, x, Y)
    trainer.compile()
    assert trainer._epochs._compiling is None


class Clock:
    """Tells the time of a machine on which every epoch takes as long as is said here."""

    def __init__(self, monkeypatch, epochs, seconds):
        self.now, self.asked = 0.0, []
        run = type(epochs)._run

        def timed(self_, batch, limit):
            self.asked.append(limit)
            self.now += limit * seconds
            return run(self_, batch, limit)

        monkeypatch.setattr(type(epochs), "_run", timed)
        monkeypatch.setattr(loop.time, "perf_counter", lambda: self.now)


@pytest.mark.parametrize(
    ("seconds", "asked"),
    [  # the first epoch finds out how long one takes; then a call takes 0.05 s
        (1 / 1024, [1, 51, 51, 51, 46]),
        (1 / 128, [1, *[6] * 33, 1]),
        (1 / 4, [1] * 200),
        (1 / 8192, [1, 199]),
    ],
)
def test_a_run_reports_every_twentieth_of_a_second(monkeypatch, seconds, asked):
    trainer = Trainer(sequential(*flat())(), X, Y)
    clock = Clock(monkeypatch, trainer._epochs, seconds)
    reported = []
    trainer.run(200, callback=lambda progress: reported.append(progress.epoch))
    assert clock.asked == asked
    assert reported == list(np.cumsum(clock.asked))


def test_a_run_reports_at_least_every_500_epochs(monkeypatch):
    trainer = Trainer(sequential(*flat())(), X, Y)
    clock = Clock(monkeypatch, trainer._epochs, 1e-7)
    trainer.run(1201)
    assert clock.asked == [1, 500, 500, 200]


@pytest.mark.parametrize(("timesteps", "unrolled"), [(5, True), (20, True), (21, False)])
def test_up_to_20_steps_are_unrolled(timesteps, unrolled):
    x = RNG.normal(size=(6, timesteps, 1)).astype("float32")
    trainer = Trainer(sequential(lstm(), dense(), shape=(timesteps, 1))(), x, Y)
    loops = {"While", "StatelessWhile"} & loop._operations(trainer._epochs._step)
    assert bool(loops) != unrolled


def test_a_run_does_not_wait_for_xla_unless_asked_to(monkeypatch):
    trainer = Trainer(MANY_TO_MANY(), RAMP, RAMP)
    epochs = trainer._epochs
    let_go, begun = threading.Event(), threading.Event()
    xla, used = epochs._xla_loop, []

    def slow_to_compile(batch, limit):
        if threading.current_thread() is epochs._compiling:
            begun.set()
            assert let_go.wait(60)
        else:
            used.append(int(limit))
        return xla(batch, limit)

    monkeypatch.setattr(epochs, "_xla_loop", slow_to_compile)
    trainer.compile()
    assert begun.wait(60)
    try:
        run = trainer.run(20, wait_for_xla=False)
        assert (run.epochs_done, used) == (20, [])
        waiting = threading.Thread(target=trainer.run, args=(20,))
        waiting.start()
        waiting.join(0.2)
        assert trainer.model.optimizer.iterations == 20
    finally:
        let_go.set()
    waiting.join(60)
    assert trainer.model.optimizer.iterations == 40
    assert sum(used) == 20


@pytest.mark.parametrize(
    "error", [tf.errors.UnimplementedError(None, None, "no"), ValueError("no"), RuntimeError("no")]
)
def test_a_run_goes_on_where_xla_fails(monkeypatch, error):
    expected = train(MANY_TO_MANY(), RAMP, RAMP, 20).history["loss"]
    trainer = Trainer(MANY_TO_MANY(), RAMP, RAMP)

    def fails(batch, limit):
        raise error

    monkeypatch.setattr(trainer._epochs, "_xla_loop", fails)
    trainer.compile()
    run = trainer.run(20)
    assert not trainer._epochs._compiling.is_alive()
    np.testing.assert_allclose(run.history["loss"], expected, rtol=1e-5)


def test_compiling_while_training_loses_no_step():
    model = MANY_TO_MANY()
    trainer = Trainer(model, RAMP, RAMP)
    trainer.compile()
    thread = trainer._epochs._compiling
    epochs = 0
    while thread.is_alive():
        trainer._epochs._first_loop(trainer._batch, tf.constant(3))
        epochs += 3
    assert epochs
    assert model.optimizer.iterations == epochs


def test_predictions_belong_to_the_weights_after_as_many_epochs():
    build = sequential(lstm(), lambda: layers.Dropout(0.5, seed=2), dense())
    run = train(build(), X, Y, 5, record_predictions=True)
    assert run.predictions.shape == (6, 6, 2)
    for epochs in (0, 3, 5):
        model = build()
        if epochs:
            model.fit(X, Y, epochs=epochs, batch_size=6, shuffle=False, verbose=0)
        np.testing.assert_allclose(
            run.predictions[epochs], model.predict(X, verbose=0), rtol=1e-4, atol=1e-6
        )


def test_predictions_of_many_numbers_are_kept_in_smaller_chunks(monkeypatch):
    expected = train(MANY_TO_MANY(), RAMP, RAMP, 20, record_predictions=True).predictions
    monkeypatch.setattr(loop, "KEPT", 17)
    trainer = Trainer(MANY_TO_MANY(), RAMP, RAMP, record_predictions=True)
    assert trainer._epochs._chunk == 3
    np.testing.assert_array_equal(trainer.run(20).predictions, expected)


def test_the_loss_of_an_epoch_belongs_to_the_prediction_before_it():
    run = train(MANY_TO_MANY(), RAMP, RAMP, 5, record_predictions=True)
    errors = ((run.predictions[:-1] - RAMP) ** 2).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(errors, run.history["loss"], rtol=1e-5)


def test_training_leaves_the_model_as_it_was_made():
    model = MANY_TO_MANY()
    before = model.get_config()
    train(model, RAMP, RAMP, 3)
    assert model.get_config() == before
    assert not model.layers[0].unroll


def test_a_second_call_finds_the_loop_and_a_new_compile_drops_it():
    model = MANY_TO_MANY()
    first, second = Trainer(model, RAMP, RAMP), Trainer(model, RAMP * 2, RAMP)
    assert first._epochs is second._epochs
    assert Trainer(model, RAMP, RAMP, record_predictions=True)._epochs is not first._epochs
    model.layers[0].trainable = False
    model.compile(loss="mae", optimizer="sgd")
    before = model.layers[0].get_weights()
    run = train(model, RAMP, RAMP, 3)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], before[0])
    assert run.history["loss"][0] == pytest.approx(0.4, abs=0.3)


def test_the_loop_goes_when_the_model_goes():
    model = MANY_TO_MANY()
    train(model, RAMP, RAMP, 2)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_another_learning_rate_and_other_weights_from_the_same_start():
    model = MANY_TO_MANY()
    trainer = Trainer(model, RAMP, RAMP)
    start = trainer.state()
    slow = trainer.run(10)
    trainer.restore(start)
    fast = trainer.run(10, learning_rate=0.1)
    assert fast.history["loss"][0] == slow.history["loss"][0]
    assert fast.history["loss"][-1] < slow.history["loss"][-1]
    assert float(model.optimizer.learning_rate.numpy()) == pytest.approx(0.1)
    trainer.restore(start)
    assert float(model.optimizer.learning_rate.numpy()) == pytest.approx(0.001)
    assert trainer.run(10).history == slow.history
    with pytest.raises(ValueError, match="state must be what"):
        trainer.restore(start[1:])


def test_the_callback_sees_how_far_it_is():
    seen = []

    def look(progress):
        seen.append((progress.epoch, progress.loss, len(progress.history["loss"])))
        assert progress.epochs == 1100
        np.testing.assert_allclose(
            progress.predictions(), model.predict(RAMP, verbose=0), rtol=1e-5
        )

    model = MANY_TO_MANY()
    run = train(model, RAMP, RAMP, 1100, callback=look)
    epochs = [epoch for epoch, _, _ in seen]
    assert epochs == sorted(set(epochs))
    assert epochs[-1] == 1100
    assert max(np.diff([0, *epochs])) <= loop.CHUNK
    assert seen == [(epoch, run.history["loss"][epoch - 1], epoch) for epoch in epochs]


def test_an_error_in_the_callback_arrives_and_the_model_goes_on():
    def fail(progress):
        raise KeyError("mine")

    model = MANY_TO_MANY()
    with pytest.raises(KeyError, match="mine"):
        train(model, RAMP, RAMP, 10, callback=fail)
    assert train(model, RAMP, RAMP, 2).epochs_done == 2


def test_another_thread_can_stop_it_at_once():
    model = MANY_TO_MANY()
    trainer = Trainer(model, RAMP, RAMP)
    stop, started = threading.Event(), threading.Event()
    runs, after_stop = [], []

    def callback(progress):
        started.set()
        if stop.is_set():
            after_stop.append(progress.epoch)

    thread = threading.Thread(
        target=lambda: runs.append(trainer.run(10_000_000, stop=stop, callback=callback))
    )
    thread.start()
    assert started.wait(20)
    with pytest.raises(RuntimeError, match="being trained already"):
        train(model, RAMP, RAMP, 1)
    stop.set()
    thread.join(20)
    # The chunk that was under way is finished, and no other is begun.
    assert len(after_stop) <= 1
    (run,) = runs
    assert run.stopped
    assert 0 < run.epochs_done < run.epochs == 10_000_000
    assert model.optimizer.iterations == run.epochs_done == len(run.history["loss"])
    assert run.message.startswith("Stopped: ")
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(60)


def test_a_model_in_training_is_not_traced_for_other_data():
    model = MANY_TO_MANY()
    (lstm, *_) = model.layers
    trainer = Trainer(model, RAMP, RAMP)
    changed = []

    def callback(progress):
        twice = np.concatenate([RAMP, RAMP])
        # In another thread, for in this one the lock would be seen just the same.
        refused = threading.Thread(target=lambda: changed.append(refusal(model, twice)))
        refused.start()
        refused.join(20)
        changed.append(lstm.unroll)

    trainer.run(1, callback=callback)
    assert changed == ["model is being trained already, in another thread", False]
    assert train(model, np.concatenate([RAMP, RAMP]), np.concatenate([RAMP, RAMP]), 1).epochs == 1


def refusal(model, data):
    with pytest.raises(RuntimeError) as refused:
        Trainer(model, data, data)
    return str(refused.value)


def test_stopped_before_it_began():
    stop = threading.Event()
    stop.set()
    run = train(MANY_TO_MANY(), RAMP, RAMP, 10, stop=stop, record_predictions=True)
    assert run.stopped
    assert run.history == {}
    assert run.predictions.shape == (1, 1, 5, 1)
    assert repr(run) == "TrainingRun(Stopped: 0 of 10 epochs.)"


def test_a_diverging_run_says_so_and_ends():
    build = sequential(*flat(), optimizer=lambda: keras.optimizers.SGD(1e9))
    callback = keras.callbacks.TerminateOnNaN()
    fitted, trained = build(), build()
    expected = fitted.fit(
        X, Y, epochs=50, batch_size=6, shuffle=False, verbose=0, callbacks=[callback]
    ).history["loss"]
    run = train(trained, X, Y, 50, record_predictions=True)
    assert run.diverged
    assert not run.stopped
    assert 1 < run.epochs_done == len(expected) < 50
    assert len(run.predictions) == run.epochs_done + 1
    assert not np.isfinite(run.history["loss"][-1])
    np.testing.assert_allclose(run.history["loss"], expected, rtol=1e-4)
    assert "Diverged: the loss is" in repr(run)
    assert "smaller learning rate" in run.message
    trained.set_weights(build().get_weights())
    assert not train(trained, X, Y, 3, learning_rate=0.01).diverged


def test_the_loop_itself_ends_at_a_loss_that_is_not_finite():
    model = sequential(*flat(), optimizer=lambda: keras.optimizers.SGD(1e9))()
    trainer = Trainer(model, X, Y)
    chunk = trainer._epochs._run(trainer._batch, 50)
    assert np.isfinite(chunk.logs["loss"]).tolist() == [True] * (chunk.epochs - 1) + [False]
    assert model.optimizer.iterations == chunk.epochs < 50


def test_the_run_reads_the_same_on_every_machine():
    assert repr(TrainingRun(1000, {"loss": [0.0012601]})) == (
        "TrainingRun(Trained: 1 of 1,000 epochs, loss 0.0013.)"
    )
    assert repr(TrainingRun(1, {"loss": [3.2e-14]})).endswith("loss below 0.000001.)")


BUILT = sequential(*flat())
BAD = {
    "no model": (TypeError, r"model must be a compiled keras\.Model, not 3", {"model": 3}),
    "not compiled": (ValueError, "is not compiled: call model.compile", {"model": "uncompiled"}),
    "its own fit": (ValueError, "has a fit of its own", {"model": "fits"}),
    "epochs 0": (ValueError, "epochs must be a whole number from 1", {"epochs": 0}),
    "epochs -1": (ValueError, "epochs must be .*, not -1", {"epochs": -1}),
    "epochs 2.5": (TypeError, "epochs must be .*, not 2.5 of type float", {"epochs": 2.5}),
    "epochs '8'": (TypeError, "epochs must be .*, not '8' of type str", {"epochs": "8"}),
    "epochs True": (TypeError, "epochs must be .*, not True", {"epochs": True}),
    "epochs None": (TypeError, "epochs must be .*, not None", {"epochs": None}),
    "epochs NaN": (TypeError, "epochs must be .*, not nan", {"epochs": float("nan")}),
    "x None": (TypeError, "x must be a NumPy array or a tensor.*, not None", {"x": None}),
    "x a list": (TypeError, "x must be a NumPy array", {"x": [[1.0, 2.0]]}),
    "x empty": (ValueError, "x must be .* at least one sample", {"x": X[:0]}),
    "x a number": (ValueError, "x must be .* not of shape ()", {"x": np.float32(3)}),
    "x has NaN": (ValueError, "x must hold finite numbers only.*1 of 72", {"x": "nan"}),
    "y has NaN": (ValueError, "y must hold finite numbers only", {"y": Y * np.nan}),
    "lengths": (ValueError, "same number of samples, not 6 in x, 5 in y", {"y": Y[:5]}),
    "inside x": (
        ValueError,
        r"x must be .* same number of samples, not \[5, 6\]",
        {"x": [X, X[:5]]},
    ),
    "weights": (ValueError, "5 in sample_weight", {"sample_weight": np.ones(5)}),
    "both weights": (
        ValueError,
        "class_weight must be None",
        {"sample_weight": np.ones(6), "class_weight": {0: 1}},
    ),
    "rate 0": (ValueError, "learning_rate must be a finite number above 0", {"learning_rate": 0}),
    "rate -1": (ValueError, "learning_rate must be .*, not -1", {"learning_rate": -1}),
    "rate NaN": (ValueError, "learning_rate must be .*, not nan", {"learning_rate": np.nan}),
    "rate '0.1'": (TypeError, "learning_rate must be .*, not '0.1'", {"learning_rate": "0.1"}),
    "rate True": (TypeError, "learning_rate must be .*, not True", {"learning_rate": True}),
    "callback": (TypeError, "callback must be a function, not 5", {"callback": 5}),
    "stop": (TypeError, "stop must be a threading.Event, not True", {"stop": True}),
    "recording": (TypeError, "record_predictions must be True", {"record_predictions": 1}),
    "rank of x": (ValueError, "expected shape|expected min_ndim|incompatible", {"x": X[:, 0]}),
}


@pytest.mark.parametrize(("error", "message", "given"), BAD.values(), ids=BAD)
def test_wrong_arguments_name_the_argument_the_value_and_what_was_expected(error, message, given):
    class Fits(keras.Sequential):
        def fit(self, *arguments, **options):
            return None

    models = {"uncompiled": keras.Sequential([layers.Dense(2)]), "fits": Fits([layers.Dense(2)])}
    models["fits"].compile(loss="mse")
    arguments = {"model": BUILT(), "x": X, "y": Y, "epochs": 2} | given
    if isinstance(arguments["model"], str):
        arguments["model"] = models[arguments["model"]]
    if isinstance(arguments["x"], str):
        arguments["x"] = X.copy()
        arguments["x"][0, 0, 0] = np.nan
    with pytest.raises(error, match=message):
        train(**arguments)


def test_a_schedule_refuses_another_learning_rate():
    build = sequential(*flat(), optimizer=OPTIMIZERS["schedule"])
    with pytest.raises(ValueError, match=r"learning_rate must be None, not 0\.1: .*schedule"):
        train(build(), X, Y, 2, learning_rate=0.1)


def test_random_numbers_that_cannot_be_repeated_are_refused():
    class Noise(keras.Layer):
        def call(self, x):
            return x + tf.random.normal(tf.shape(x))

    with pytest.raises(
        ValueError, match=r"keras\.random, not with tf\.random.*RandomStandardNormal"
    ):
        train(sequential(Noise, *flat())(), X, Y, 2)


def test_predictions_of_a_stateful_model_are_refused():
    build = sequential(lstm(stateful=True), dense(), batch=6)
    with pytest.raises(ValueError, match="record_predictions must be False"):
        train(build(), X, Y, 2, record_predictions=True)


def test_a_distributed_model_is_refused():
    strategy = tf.distribute.OneDeviceStrategy("cpu")
    with strategy.scope():
        model = BUILT()
    with pytest.raises(ValueError, match="is distributed over devices"):
        train(model, X, Y, 2)


def test_importing_helpers_imports_no_tensorflow_and_importing_it_is_quiet():
    code = (
        "import sys, helpers; assert 'tensorflow' not in sys.modules; "
        "from helpers import train; assert 'tensorflow' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_what_draws_by_its_place_is_named_as_tensorflow_names_it():
    # As random.set_seed says of operations that have a seed of their own.
    for name in loop.UNREPEATABLE:
        assert "seed2" in inspect.signature(getattr(tf.raw_ops, name)).parameters
