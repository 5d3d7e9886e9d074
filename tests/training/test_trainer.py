"""A run from outside: what it reports, how it is stopped, what it leaves, and what is refused."""

import gc
import threading
import weakref

import keras
import numpy as np
import pytest
import tensorflow as tf

import helpers.training
from helpers.training import trainer as trainer_module
from helpers.training.loop import BREATH, Chunk
from helpers.training.trainer import Progress, Trainer, TrainingRun, train
from tests.training.models import (
    EAGER,
    FLAT,
    X,
    Y,
    dense,
    fits,
    flat,
    layers,
    lstm,
    sequential,
)


class Scripted:
    """Stands in for the loops: a call trains three epochs, with the losses that are given here."""

    def __init__(self, losses, waits=0):
        self.losses, self.waits = list(losses), waits
        self.asked, self.compiled, self.patience, self.long_runs = [], 0, [], 0

    def compile(self, batch):
        self.compiled += 1

    def compiling(self, patience):
        self.patience.append(patience)
        return len(self.patience) <= self.waits

    def run(self, batch, most):
        assert most >= 1
        self.asked.append(most)
        now, self.losses = self.losses[: min(3, most)], self.losses[min(3, most) :]
        return Chunk(len(now), {"loss": np.array(now, "float32")}, ())


class Patience:
    """Asks a run to stop after so many times of looking, and ends one that would go on for ever."""

    def __init__(self, looks):
        self.looks = looks

    def is_set(self):
        self.looks -= 1
        assert self.looks > -100
        return self.looks < 0


@pytest.fixture(scope="module")
def eager():
    return Trainer(EAGER(), X, Y)


@pytest.fixture
def scripted(eager, monkeypatch):
    """A function that replaces the loops of a trainer."""

    def replace(losses, **options):
        script = Scripted(losses, **options)
        monkeypatch.setattr(eager, "_epochs", script)
        return eager, script

    return replace


def test_a_run_asks_for_what_is_left_and_puts_it_together(scripted):
    trainer, script = scripted(range(8))
    seen = []

    def look(progress):
        seen.append((progress.epoch, progress.epochs, progress.loss, len(progress.history["loss"])))

    run = trainer.run(8, callback=look, stop=Patience(50))
    assert script.asked == [8, 5, 2]
    assert seen == [(3, 8, 2.0, 3), (6, 8, 5.0, 6), (8, 8, 7.0, 8)]
    assert run == TrainingRun(8, {"loss": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]})
    assert {type(loss) for loss in run.history["loss"]} == {float}
    assert run.epochs_done == 8
    assert run.predictions is None


@pytest.mark.parametrize("loss", [np.nan, np.inf, -np.inf])
def test_a_run_ends_at_a_loss_that_is_not_finite(scripted, loss):
    trainer, script = scripted([3, 2, 1, 0, loss])
    run = trainer.run(8, stop=Patience(50))
    assert script.asked == [8, 5]
    assert (run.epochs_done, run.diverged, run.stopped) == (5, True, False)


@pytest.mark.parametrize(("looks", "done"), [(0, 0), (1, 3), (2, 6)])
def test_a_run_looks_whether_to_stop_before_each_call(scripted, looks, done):
    trainer, script = scripted(range(8))
    run = trainer.run(8, stop=Patience(looks))
    assert (run.epochs_done, run.diverged, run.stopped) == (done, False, True)
    assert len(script.asked) == looks


def test_a_run_waits_for_xla_and_can_be_stopped_meanwhile(scripted):
    trainer, script = scripted(range(3), waits=2)
    assert trainer.run(3, stop=Patience(50)).epochs_done == 3
    assert script.patience == [BREATH] * 3
    trainer, script = scripted(range(3), waits=20)
    run = trainer.run(3, stop=Patience(2))
    assert (run.stopped, script.patience, script.asked) == (True, [BREATH] * 2, [])
    trainer, script = scripted(range(3), waits=20)
    assert trainer.run(3, wait_for_xla=False).epochs_done == 3
    assert script.patience == []


@pytest.mark.parametrize(
    ("runs", "compiled"), [([99] * 3, 0), ([100], 0), ([100, 99], 0), ([100, 100], 1)]
)
def test_after_two_runs_of_a_hundred_epochs_the_loop_is_compiled(scripted, runs, compiled):
    trainer, script = scripted(range(sum(runs)))
    for epochs in runs:
        assert script.compiled == 0
        trainer.run(epochs, stop=Patience(50))
    assert script.compiled == compiled


def test_predictions_belong_to_the_weights_after_as_many_epochs():
    build = sequential(lstm(), lambda: layers.Dropout(0.5, seed=2), dense())
    run = train(build(), X, Y, 3, record_predictions=True)
    assert run.predictions.shape == (4, 6, 2)
    model = build()
    np.testing.assert_allclose(run.predictions[0], model(X), rtol=1e-4, atol=1e-6)
    for epochs in (1, 2, 3):
        fits(model, X, Y, 1)
        np.testing.assert_allclose(run.predictions[epochs], model(X), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("build", [FLAT, EAGER], ids=["graph", "eager"])
def test_the_loss_of_an_epoch_belongs_to_the_prediction_before_it(build):
    model = build()
    run = train(model, X, Y, 4, record_predictions=True)
    assert run.predictions.shape == (5, 6, 2)
    errors = ((run.predictions[:-1] - Y) ** 2).mean(axis=(1, 2))
    np.testing.assert_allclose(errors, run.history["loss"], rtol=1e-5)
    np.testing.assert_allclose(run.predictions[-1], model(X), rtol=1e-5)


def test_training_leaves_the_model_as_it_was_made():
    model = sequential(lstm(1, return_sequences=True), lstm(1, unroll=True), dense())()
    before = model.get_config()
    train(model, X, Y, 2)
    assert model.get_config() == before
    assert [layer.unroll for layer in model.layers[:2]] == [False, True]


def test_a_second_call_finds_the_loop_and_a_new_compile_drops_it():
    model = sequential(layers.Flatten, dense(3), dense())()
    first, second = Trainer(model, X, Y), Trainer(model, X * 2, Y)
    assert first._epochs is second._epochs
    assert Trainer(model, X, Y, record_predictions=True)._epochs is not first._epochs
    # Keras makes float32 of other fractions, and leaves whole numbers whole.
    assert Trainer(model, X.astype("float64"), Y)._epochs is first._epochs
    assert Trainer(model, X.astype("int32"), Y)._epochs is not first._epochs
    model.layers[1].trainable = False
    model.compile(loss="mae", optimizer="sgd")
    before = model.get_weights()
    loss = np.abs(model(X) - Y).mean()
    run = train(model, X, Y, 1)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert np.any(model.get_weights()[-1] != before[-1])
    assert run.history["loss"] == pytest.approx([loss], rel=1e-5)


def test_the_loop_goes_when_the_model_goes():
    model = FLAT()
    train(model, X, Y, 2)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("options", [{}, {"run_eagerly": True}], ids=["graph", "eager"])
def test_another_learning_rate_and_the_same_start(options):
    model = sequential(lambda: layers.Dropout(0.5), *flat(), **options)()
    trainer = Trainer(model, X, Y)
    start = trainer.state()
    slow = trainer.run(5)
    trainer.restore(start)
    fast = trainer.run(5, learning_rate=0.1)
    # Dropout draws the same numbers again.
    assert fast.history["loss"][0] == slow.history["loss"][0]
    assert fast.history["loss"][-1] != slow.history["loss"][-1]
    assert float(model.optimizer.learning_rate.numpy()) == pytest.approx(0.1)
    trainer.restore(start)
    assert float(model.optimizer.learning_rate.numpy()) == pytest.approx(0.001)
    assert trainer.run(5).history == slow.history
    arrays = len(start)
    with pytest.raises(
        ValueError,
        match=rf"^state must be what state\(\) returned, {arrays} arrays, not {arrays - 1}$",
    ):
        trainer.restore(start[1:])


def test_a_trainer_predicts_with_the_weights_of_now(eager):
    np.testing.assert_allclose(eager.predict(), eager.model(X), rtol=1e-5)
    seen = []
    eager.run(1, callback=lambda progress: seen.append(progress.predictions()))
    np.testing.assert_allclose(seen, [eager.model(X)], rtol=1e-5)
    graph = Trainer(FLAT(), X, Y)
    graph.run(2)
    np.testing.assert_allclose(graph.predict(), graph.model(X), rtol=1e-5)


def test_progress_reads_as_what_it_is():
    progress = Progress(1, 2, 0.5, {"loss": [0.5]}, lambda: "predicted")
    assert repr(progress) == "Progress(epoch=1, epochs=2, loss=0.5, history={'loss': [0.5]})"
    assert progress.predictions() == "predicted"


def test_an_error_in_the_callback_arrives_and_the_model_goes_on():
    def fail(progress):
        raise KeyError("mine")

    model = EAGER()
    with pytest.raises(KeyError, match="mine"):
        train(model, X, Y, 10, callback=fail)
    assert train(model, X, Y, 2).epochs_done == 2


def test_another_thread_can_stop_it_at_once():
    model = EAGER()
    stop, started = threading.Event(), threading.Event()
    runs, after_stop = [], []

    def callback(progress):
        started.set()
        if stop.is_set():
            after_stop.append(progress.epoch)

    thread = threading.Thread(
        target=lambda: runs.append(train(model, X, Y, 10_000_000, stop=stop, callback=callback)),
        daemon=True,
    )
    thread.start()
    assert started.wait(60)
    with pytest.raises(RuntimeError, match="being trained already"):
        train(model, X, Y, 1)
    stop.set()
    thread.join(60)
    # The chunk that was under way is finished, and no other is begun.
    assert len(after_stop) <= 1
    (run,) = runs
    assert run.stopped
    assert 0 < run.epochs_done < run.epochs == 10_000_000
    assert model.optimizer.iterations == run.epochs_done == len(run.history["loss"])
    assert run.message.startswith("Stopped: ")


def test_a_model_in_training_is_not_put_back():
    trainer = Trainer(EAGER(), X, Y)
    start = trainer.state()

    def callback(progress):
        with pytest.raises(RuntimeError, match="being trained already"):
            trainer.restore(start)

    assert trainer.run(2, callback=callback).epochs_done == 2
    trainer.restore(start)


def test_a_model_in_training_is_not_traced_for_other_data():
    model = sequential(lstm(1), dense())()
    trainer = Trainer(model, X, Y)
    seen = []

    def refusal():
        with pytest.raises(RuntimeError) as refused:
            Trainer(model, X[:3], Y[:3])
        seen.append(str(refused.value))

    def callback(progress):
        # In another thread, for in this one the lock would be seen just the same.
        other = threading.Thread(target=refusal, daemon=True)
        other.start()
        other.join(60)
        seen.append(model.layers[0].unroll)

    trainer.run(1, callback=callback)
    assert seen == ["model is being trained already, in another thread", False]
    assert train(model, X[:3], Y[:3], 1).epochs == 1


class Lock:
    """A lock that notes what is done with it, and is never waited for."""

    def __init__(self, free):
        self.free, self.done = free, []

    def acquire(self, blocking=True):
        assert not blocking
        self.done.append("acquire")
        return self.free

    def release(self):
        self.done.append("release")


def test_a_model_that_is_busy_is_not_waited_for():
    busy, free = Lock(free=False), Lock(free=True)
    with pytest.raises(RuntimeError, match="already"), trainer_module._held(busy):
        pytest.fail("held what another thread has")
    with trainer_module._held(free):
        assert free.done == ["acquire"]
    with pytest.raises(KeyError), trainer_module._held(free):
        raise KeyError
    assert busy.done == ["acquire"]
    assert free.done == ["acquire", "release"] * 2


def test_stopped_before_it_began():
    stop = threading.Event()
    stop.set()
    run = train(EAGER(), X, Y, 10, stop=stop, record_predictions=True)
    assert run.stopped
    assert run.history == {}
    assert run.predictions.shape == (1, 6, 2)
    assert repr(run) == "TrainingRun(Stopped: 0 of 10 epochs.)"


def test_a_diverging_run_says_so_and_ends():
    build = sequential(*flat(), optimizer=lambda: keras.optimizers.SGD(1e9))
    trained = build()
    expected = fits(build(), X, Y, 50, callbacks=[keras.callbacks.TerminateOnNaN()])["loss"]
    run = train(trained, X, Y, 50, record_predictions=True)
    assert run.diverged
    assert not run.stopped
    assert 1 < run.epochs_done == len(expected) < 50
    assert len(run.predictions) == run.epochs_done + 1
    assert not np.isfinite(run.history["loss"][-1])
    np.testing.assert_allclose(run.history["loss"], expected, rtol=1e-4)
    trained.set_weights(build().get_weights())
    assert not train(trained, X, Y, 3, learning_rate=0.01).diverged


# What a run says, whichever machine it ran on.
SAID = [
    ((1000, {"loss": [3.0, 0.0012601]}), "Trained: 2 of 1,000 epochs, loss 0.0013."),
    ((1, {"loss": [3.2e-14]}), "Trained: 1 of 1 epoch, loss below 0.000001."),
    ((1, {"loss": [1e-6]}), "Trained: 1 of 1 epoch, loss 1e-06."),
    ((3, {"loss": [0.5, 0.4, 0.3]}), "Trained: 3 of 3 epochs, loss 0.3."),
    ((9000, {"mae": [0.5] * 1234}, None, True), "Stopped: 1,234 of 9,000 epochs."),
    ((9, {}, None, True), "Stopped: 0 of 9 epochs."),
    (
        (4, {"loss": [1.0, 2.0, float("inf")]}, None, False, True),
        "Diverged: the loss is inf after 3 of 4 epochs. Start again from fresh weights, with a "
        "smaller learning rate.",
    ),
]


@pytest.mark.parametrize(("run", "said"), SAID)
def test_a_run_says_what_happened(run, said):
    assert TrainingRun(*run).message == said
    assert repr(TrainingRun(*run)) == f"TrainingRun({said})"


BAD = {
    "no model": (TypeError, r"^model must be a compiled keras\.Model, not 3", {"model": 3}),
    "not compiled": (ValueError, "is not compiled: call model.compile", {"model": "uncompiled"}),
    "its own fit": (ValueError, "has a fit of its own", {"model": "fits"}),
    "its own function": (ValueError, "has a make_train_function of its", {"model": "makes"}),
    "epochs 0": (ValueError, "^epochs must be a whole number from 1", {"epochs": 0}),
    "epochs -1": (ValueError, "^epochs must be .*, not -1", {"epochs": -1}),
    "epochs 2.5": (TypeError, "^epochs must be .*, not 2.5 of type float", {"epochs": 2.5}),
    "epochs '8'": (TypeError, "^epochs must be .*, not '8' of type str", {"epochs": "8"}),
    "epochs True": (TypeError, "^epochs must be .*, not True", {"epochs": True}),
    "epochs None": (TypeError, "^epochs must be .*, not None", {"epochs": None}),
    "epochs NaN": (TypeError, "^epochs must be .*, not nan", {"epochs": float("nan")}),
    "x None": (TypeError, "^x must be a NumPy array or a tensor.*, not None", {"x": None}),
    "x a list": (TypeError, "^x must be a NumPy array", {"x": [[1.0, 2.0]]}),
    "x empty": (ValueError, "^x must be .* at least one sample", {"x": X[:0]}),
    "x a number": (ValueError, "^x must be .* not of shape ()", {"x": np.float32(3)}),
    "x has NaN": (ValueError, "^x must hold finite numbers only.*1 of 72", {"x": "nan"}),
    "y has NaN": (ValueError, "^y must hold finite numbers only", {"y": Y * np.nan}),
    "lengths": (ValueError, "same number of samples, not 6 in x, 5 in y$", {"y": Y[:5]}),
    "inside x": (
        ValueError,
        r"^x must be .* same number of samples, not \[5, 6\]",
        {"x": [X, X[:5]]},
    ),
    "weights": (ValueError, "5 in sample_weight$", {"sample_weight": np.ones(5)}),
    "weights NaN": (
        ValueError,
        "^sample_weight must hold finite numbers only",
        {"sample_weight": np.full(6, np.nan)},
    ),
    "both weights": (
        ValueError,
        "^class_weight must be None",
        {"sample_weight": np.ones(6), "class_weight": {0: 1}},
    ),
    "class weights": (TypeError, "^class_weight must be a dict", {"class_weight": [1, 2]}),
    "rate 0": (ValueError, "^learning_rate must be a finite number above 0", {"learning_rate": 0}),
    "rate -1": (ValueError, "^learning_rate must be .*, not -1", {"learning_rate": -1}),
    "rate NaN": (ValueError, "^learning_rate must be .*, not nan", {"learning_rate": np.nan}),
    "rate '0.1'": (TypeError, "^learning_rate must be .*, not '0.1'", {"learning_rate": "0.1"}),
    "rate True": (TypeError, "^learning_rate must be .*, not True", {"learning_rate": True}),
    "callback": (TypeError, "^callback must be a function, not 5", {"callback": 5}),
    "stop": (TypeError, "^stop must be a threading.Event, not True", {"stop": True}),
    "recording": (TypeError, "^record_predictions must be True", {"record_predictions": 1}),
    "rank of x": (ValueError, "^x must have a shape that fits", {"model": FLAT, "x": X[:, 0, 0]}),
    "size of y": (
        ValueError,
        r"^y must have a shape that fits .*, not \(6, 5\)",
        {"model": FLAT, "y": np.ones((6, 5))},
    ),
    "size of weights": (
        ValueError,
        r"^x and y and sample_weight must fit the model and .* sample_weight of \(6, 5\);",
        {"model": FLAT, "sample_weight": np.ones((6, 5))},
    ),
}


class Fits(keras.Sequential):
    """Trains in a way of its own."""

    def fit(self, *arguments, **options):
        return None


class Makes(keras.Sequential):
    """Makes its step in a way of its own."""

    def make_train_function(self, force=False):
        return None


UNUSUAL = {"uncompiled": keras.Sequential, "fits": Fits, "makes": Makes}


@pytest.mark.parametrize(("error", "message", "given"), BAD.values(), ids=BAD)
def test_wrong_arguments_name_the_argument_the_value_and_what_was_expected(error, message, given):
    arguments = {"model": EAGER, "x": X, "y": Y, "epochs": 2} | given
    if callable(arguments["model"]):
        arguments["model"] = arguments["model"]()
    elif isinstance(arguments["model"], str):
        model = UNUSUAL[arguments["model"]]([layers.Dense(2)])
        if given["model"] != "uncompiled":
            model.compile(loss="mse")
        arguments["model"] = model
    if isinstance(arguments["x"], str):
        arguments["x"] = X.copy()
        arguments["x"][0, 0, 0] = np.nan
    with pytest.raises(error, match=message):
        train(**arguments)


def test_a_run_refuses_what_train_refuses(eager):
    with pytest.raises(ValueError, match=r"^epochs must be .*, not 0"):
        eager.run(0)
    with pytest.raises(TypeError, match=r"^wait_for_xla must be True or False, not 1"):
        eager.run(1, wait_for_xla=1)


def test_a_model_is_not_built_for_a_number_of_epochs_that_is_refused():
    model = keras.Sequential([layers.Dense(2)])
    model.compile(loss="mse")
    with pytest.raises(ValueError, match=r"^epochs must be"):
        train(model, X, Y, 0)
    assert not model.built


def test_a_schedule_refuses_another_learning_rate():
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=2, decay_rate=0.5)
    build = sequential(*flat(), optimizer=lambda: keras.optimizers.Adam(rate), run_eagerly=True)
    with pytest.raises(ValueError, match=r"^learning_rate must be None, not 0\.1: .*schedule"):
        train(build(), X, Y, 2, learning_rate=0.1)


def test_predictions_of_a_stateful_model_are_refused():
    build = sequential(lstm(stateful=True), dense(), batch=6, run_eagerly=True)
    with pytest.raises(ValueError, match=r"^record_predictions must be False"):
        train(build(), X, Y, 2, record_predictions=True)


def test_a_distributed_model_is_refused_wherever_it_is_trained():
    strategy = tf.distribute.OneDeviceStrategy("cpu")
    with strategy.scope():
        model = EAGER()
        with pytest.raises(ValueError, match="is distributed over devices"):
            train(model, X, Y, 2)
    with pytest.raises(ValueError, match="is distributed over devices"):
        train(model, X, Y, 2)


def test_what_the_room_offers_is_loaded_when_it_is_asked_for():
    assert helpers.training.Trainer is Trainer
    assert helpers.training.train is train
    with pytest.raises(AttributeError, match=r"^module 'helpers.training' has no attribute 'fit'$"):
        _ = helpers.training.fit
