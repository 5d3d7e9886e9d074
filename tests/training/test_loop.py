"""The compiled loop: how fast it goes, when XLA takes over, and that it trains as without it."""

import inspect
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.training import loop
from helpers.training.trainer import Trainer, train
from tests.training.models import (
    EAGER,
    FLAT,
    RNG,
    X,
    Y,
    dense,
    fits,
    flat,
    layers,
    lstm,
    sequential,
)


@pytest.fixture(scope="module")
def traced():
    """A trainer whose step is traced."""
    return Trainer(FLAT(), X, Y)


@pytest.fixture
def trainer(traced, monkeypatch):
    """The same at its start, before it was asked for XLA, which a test may put another in for."""
    start = traced.state()
    monkeypatch.setattr(traced._epochs, "_compiling", None)
    monkeypatch.setattr(traced._epochs, "_xla_failed", False)
    monkeypatch.setattr(traced._epochs, "_xla_loop", traced._epochs._first_loop)
    yield traced
    if traced._epochs._compiling is not None:
        traced._epochs._compiling.join(60)
    traced.restore(start)


class Clock:
    """Tells the time of a machine on which every epoch takes as long as is said here."""

    def __init__(self, monkeypatch, epochs, seconds):
        self.now, self.asked = 0.0, []

        def run(batch, limit):
            self.asked.append(limit)
            self.now += limit * seconds
            return loop.Chunk(limit, {"loss": np.zeros(limit, "float32")}, ())

        monkeypatch.setattr(epochs, "_run_eagerly", run)
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
    trainer = Trainer(EAGER(), X, Y)
    clock = Clock(monkeypatch, trainer._epochs, seconds)
    reported = []
    trainer.run(200, callback=lambda progress: reported.append(progress.epoch))
    assert clock.asked == asked
    assert reported == list(np.cumsum(clock.asked))


def test_a_run_reports_at_least_every_500_epochs(monkeypatch):
    trainer = Trainer(EAGER(), X, Y)
    clock = Clock(monkeypatch, trainer._epochs, 1e-7)
    trainer.run(1201)
    assert clock.asked == [1, 500, 500, 200]


@pytest.mark.parametrize(
    ("numbers", "epochs"),
    [(1, 500), (10_000, 500), (10_001, 499), (1_666_667, 2), (5_000_000, 1), (5_000_001, 1)],
)
def test_a_call_keeps_at_most_five_million_predicted_numbers(numbers, epochs):
    assert loop.epochs_kept(numbers) == epochs
    assert epochs == 1 or numbers * epochs <= 5_000_000


def test_predictions_of_many_numbers_are_kept_in_smaller_chunks(monkeypatch):
    expected = train(EAGER(), X, Y, 5, record_predictions=True).predictions
    monkeypatch.setattr(loop, "KEPT", 3 * Y.size + 1)
    trainer = Trainer(FLAT(), X, Y, record_predictions=True)
    monkeypatch.setattr(trainer._epochs, "_limit", 500)
    reported = []
    run = trainer.run(5, callback=lambda progress: reported.append(progress.epoch))
    assert reported[0] == 3
    np.testing.assert_allclose(run.predictions, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("eager", [False, True])
def test_the_loop_itself_ends_at_a_loss_that_is_not_finite(eager):
    steep = keras.optimizers.SGD(1e9)
    model = sequential(*flat(), optimizer=lambda: steep, run_eagerly=eager)()
    trainer = Trainer(model, X, Y)
    run = trainer._epochs._run_eagerly if eager else trainer._epochs._run
    chunk = run(trainer._batch, 50)
    assert np.isfinite(chunk.logs["loss"]).tolist() == [True] * (chunk.epochs - 1) + [False]
    assert model.optimizer.iterations == chunk.epochs < 50


class Lossless(keras.Sequential):
    """Returns its loss by another name."""

    def train_step(self, data):
        return {"size": super().train_step(data)["loss"]}


def test_a_step_that_returns_no_loss_is_repeated_all_the_same():
    model = sequential(*flat(), kind=Lossless)()
    trainer = Trainer(model, X, Y)
    assert trainer._epochs._run(trainer._batch, 4).epochs == 4
    assert model.optimizer.iterations == 4
    seen = []
    run = trainer.run(2, callback=seen.append)
    assert list(run.history) == ["size"]
    assert run.epochs_done == 2
    assert {progress.loss for progress in seen} == {None}
    assert run.message == "Trained: 2 of 2 epochs."


class Bare(keras.Sequential):
    """Returns what is no dict of logs."""

    def train_step(self, data):
        return super().train_step(data)["loss"]


def test_a_step_that_returns_no_logs_is_refused():
    with pytest.raises(ValueError, match=r"^model\.train_step must return a dict of logs, not "):
        Trainer(sequential(*flat(), kind=Bare)(), X, Y)


class Branching(keras.Sequential):
    """Asks of a tensor, in Python, whether it is above 0."""

    def train_step(self, data):
        logs = super().train_step(data)
        if logs["loss"] > 0:
            logs["loss"] += 1
        return logs


def test_what_fit_cannot_trace_is_not_traced_here():
    build = sequential(*flat(), kind=Branching)
    with pytest.raises(TypeError, match="as a Python `bool` is not allowed"):
        build().fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match="as a Python `bool` is not allowed"):
        train(build(), X, Y, 1)


# A layer, the shape of x, and whether the layer is unrolled.
UNROLLED = {
    "2 steps": (lstm(), (6, 2, 1), True),
    "20 steps": (lstm(), (6, 20, 1), True),
    "21 steps": (lstm(), (6, 21, 1), False),
    "21 ids": (lstm(), (6, 21), False),
    "no steps": (lstm(), (6,), True),
    "gru": (lambda: layers.GRU(1), (6, 5, 1), True),
    "simple rnn": (lambda: layers.SimpleRNN(1), (6, 5, 1), True),
    "rnn of a cell": (lambda: layers.RNN(layers.LSTMCell(1)), (6, 5, 1), False),
    "by its author": (lstm(unroll=True), (6, 21, 1), True),
}


@pytest.mark.parametrize(("make", "shape", "unrolled"), UNROLLED.values(), ids=UNROLLED)
def test_up_to_20_steps_are_unrolled_while_they_are_traced(make, shape, unrolled):
    layer = make()
    before = layer.unroll
    model = keras.Sequential([layer])
    # The 30 numbers of y are no steps.
    x, y = tf.zeros(shape), tf.zeros((6, 30))
    for batch in [(x, y), x, ({"a": x, "b": tf.zeros((6, 1))}, y)]:
        with loop._unrolled(model, batch):
            assert layer.unroll is unrolled
        assert layer.unroll is before


def test_a_wrapped_layer_is_unrolled_and_put_back_whatever_happens():
    outer = layers.Bidirectional(layers.LSTM(1))
    inner = [outer.forward_layer, outer.backward_layer]
    seen = []

    def fail():
        with loop._unrolled(keras.Sequential([outer]), tf.zeros((6, 5, 1))):
            seen.extend(layer.unroll for layer in inner)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert seen == [True, True]
    assert [layer.unroll for layer in inner] == [False, False]


@pytest.mark.parametrize(("timesteps", "unrolled"), [(2, True), (21, False)])
def test_an_unrolled_layer_has_no_loop_of_its_own(timesteps, unrolled):
    x = RNG.normal(size=(6, timesteps, 1)).astype("float32")
    trainer = Trainer(sequential(lstm(1), dense(), shape=(timesteps, 1))(), x, Y)
    loops = {"While", "StatelessWhile"} & loop._operations(trainer._epochs._step)
    assert bool(loops) != unrolled


class Watched(keras.optimizers.SGD):
    """Notes of each time that it is built whether that is outside of a trace."""

    def __init__(self, built):
        super().__init__()
        self.note = built.append

    def build(self, variables):
        self.note(tf.executing_eagerly())
        super().build(variables)


class OwnStep(keras.Sequential):
    """May train whichever weights it likes, as far as one can see from outside."""

    def train_step(self, data):
        return super().train_step(data)


def test_an_optimizer_is_built_before_the_trace_where_it_is_known_for_what():
    built = []
    trainer = Trainer(sequential(*flat(), optimizer=lambda: Watched(built))(), X, Y)
    assert built == [True]
    loop._build_optimizer(trainer.model)
    assert built == [True]
    not_built = keras.Sequential([layers.Dense(1)])
    own_step = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    own_step.__class__ = OwnStep
    for model in (not_built, own_step):
        model.compile(optimizer=Watched(built))
        loop._build_optimizer(model)
    assert built == [True]


def test_the_first_loop_is_ready_before_the_first_run():
    model = FLAT()
    epochs = Trainer(model, X, Y)._epochs
    assert model.optimizer.iterations == 0
    assert epochs._first_loop.experimental_get_tracing_count() == 1
    epochs._run((tf.constant(X), tf.constant(Y)), 3)
    assert epochs._first_loop.experimental_get_tracing_count() == 1
    assert model.optimizer.iterations == 3


def asks_for_xla(function, batch):
    concrete = function.get_concrete_function(batch, tf.constant(0))
    return concrete.function_def.attr["_XlaMustCompile"].b


def test_xla_gives_the_same_losses_and_weights_and_loses_no_step():
    build = sequential(lstm(2), dense(), shape=(3, 3))
    x = X[:, :3]
    expected = fits(build(), x, Y, 5)["loss"]
    model = build()
    trainer = Trainer(model, x, Y, record_predictions=True)
    epochs, batch = trainer._epochs, trainer._batch
    start = trainer.state()
    first = trainer.run(60)
    after = trainer.state()
    trainer.compile()
    # Meanwhile the other loop goes on training.
    done = 60
    while epochs.compiling(0.01):
        epochs._first_loop(batch, tf.constant(3))
        done += 3
    assert model.optimizer.iterations == done
    assert not epochs._xla_failed
    assert asks_for_xla(epochs._xla_loop, batch)
    assert not asks_for_xla(epochs._first_loop, batch)
    trainer.restore(start)
    second = trainer.run(60)
    np.testing.assert_allclose(second.history["loss"][:5], expected, rtol=1e-5)
    np.testing.assert_allclose(second.history["loss"], first.history["loss"], rtol=1e-4)
    np.testing.assert_allclose(second.predictions, first.predictions, atol=1e-5)
    for ours, theirs in zip(trainer.state(), after, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_a_run_does_not_wait_for_xla_unless_asked_to(trainer, monkeypatch):
    epochs = trainer._epochs
    let_go, begun = threading.Event(), threading.Event()
    compiled, used = [], []

    def slow_to_compile(batch, limit):
        if threading.current_thread() is epochs._compiling:
            compiled.append(int(limit))
            begun.set()
            assert let_go.wait(60)
        else:
            used.append(int(limit))
        return epochs._first_loop(batch, limit)

    monkeypatch.setattr(epochs, "_xla_loop", slow_to_compile)
    before = int(trainer.model.optimizer.iterations)
    trainer.compile()
    thread = epochs._compiling
    trainer.compile()
    try:
        assert epochs._compiling is thread
        assert begun.wait(60)
        assert epochs.compiling(0) is True
        run = trainer.run(20, wait_for_xla=False)
        assert (run.epochs_done, used) == (20, [])
    finally:
        let_go.set()
    # Now it is waited for.
    trainer.run(20)
    assert epochs.compiling(0) is False
    assert sum(used) == 20
    assert compiled == [0]
    assert trainer.model.optimizer.iterations == before + 40


class Waited:
    """Stands in for a thread that goes on compiling, and notes how long it is waited for."""

    def __init__(self):
        self.patience = []

    def join(self, patience=None):
        self.patience.append(patience)

    def is_alive(self):
        return True


def test_xla_is_waited_for_with_patience(trainer, monkeypatch):
    assert trainer._epochs.compiling(0.25) is False
    thread = Waited()
    monkeypatch.setattr(trainer._epochs, "_compiling", thread)
    assert trainer._epochs.compiling(0.25) is True
    assert thread.patience == [0.25]
    monkeypatch.setattr(trainer._epochs, "_compiling", None)


@pytest.mark.parametrize(
    "error", [tf.errors.UnimplementedError(None, None, "no"), ValueError("no"), RuntimeError("no")]
)
def test_a_run_goes_on_where_xla_fails(trainer, monkeypatch, error):
    asked = []

    def fails(batch, limit):
        asked.append(int(limit))
        raise error

    expected = trainer.state()
    monkeypatch.setattr(trainer._epochs, "_xla_loop", fails)
    trainer.compile()
    trainer._epochs._compiling.join(60)
    assert asked == [0]
    for ours, before in zip(trainer.state(), expected, strict=True):
        np.testing.assert_array_equal(ours, before)
    done = int(trainer.model.optimizer.iterations)
    assert np.all(np.diff(trainer.run(5).history["loss"]) < 0)
    assert trainer.model.optimizer.iterations == done + 5
    assert asked == [0]


def out_of_range(x):
    return tf.gather(x, [7])


def no_such_class(x):
    return tf.nn.sparse_softmax_cross_entropy_with_logits([7], tf.reshape(x, (1, 2)))


def asserted(x):
    tf.debugging.assert_less(x, 1.0)
    return x


def not_finite(x):
    return tf.debugging.check_numerics(x / 0, "not finite")


@pytest.mark.parametrize("function", [out_of_range, no_such_class, asserted, not_finite])
def test_what_is_left_out_is_an_error_but_not_under_xla(function):
    x = tf.constant([1.0, 2.0])
    concrete = tf.function(function).get_concrete_function(x)
    with pytest.raises(tf.errors.InvalidArgumentError):
        concrete(x)
    tf.function(function, jit_compile=True)(x)
    assert not loop.suits_xla(1, loop._operations(concrete))


def test_random_numbers_are_others_under_xla():
    def draw():
        return tf.random.stateless_uniform((3,), seed=(1, 2))

    here, there = tf.function(draw), tf.function(draw, jit_compile=True)
    assert not np.allclose(here(), there())
    assert not loop.suits_xla(1, loop._operations(here.get_concrete_function()))


@pytest.mark.parametrize(("numbers", "suits"), [(1, True), (100_000, True), (100_001, False)])
def test_xla_is_for_up_to_100_000_numbers(numbers, suits):
    assert loop.suits_xla(numbers, {"MatMul", "Tanh"}) is suits


NOT_FOR_XLA = {
    "other random numbers": sequential(lambda: layers.Dropout(0.5), *flat()),
    "no error out of range": sequential(lambda: layers.Embedding(5, 2), *flat(), shape=(4,)),
    "too many weights": sequential(*flat(9000), dense()),
    "eager": EAGER,
}


@pytest.mark.parametrize("build", NOT_FOR_XLA.values(), ids=NOT_FOR_XLA)
def test_xla_is_left_out_where_it_would_differ_or_not_pay(build):
    model = build()
    x = np.ones((6, *model.input_shape[1:]), "float32")
    trainer = Trainer(model, x, Y)
    trainer.compile()
    assert trainer._epochs._compiling is None


def test_xla_is_left_out_where_the_data_are_large():
    x = np.ones((9000, 4, 3), "float32")
    trainer = Trainer(FLAT(), x, x[:, 0, :2])
    trainer.compile()
    assert trainer._epochs._compiling is None


class Noise(keras.Layer):
    """Draws with tf.random."""

    def call(self, x):
        return x + tf.random.normal(tf.shape(x))


class NoisyCell(layers.SimpleRNNCell):
    """Draws with tf.random in each step, inside of a loop."""

    def call(self, x, states, training=False):
        return super().call(x + tf.random.normal(tf.shape(x)), states, training)


@pytest.mark.parametrize("inner", [[Noise, *flat()], [lambda: layers.RNN(NoisyCell(2))]])
def test_random_numbers_that_cannot_be_repeated_are_refused(inner):
    with pytest.raises(
        ValueError,
        match=r"^model must draw random numbers with keras\.random, not .* RandomStandardNormal$",
    ):
        train(sequential(*inner)(), X, Y, 2)


# They have a seed as well, but draw nothing in a step, or nothing unless they drop units on a GPU.
OTHERS_WITH_A_SEED = ("Dataset", "Queue", "SeedGenerator", "CudnnRNN", "ComputeAccidentalHits")


def test_what_draws_by_its_place_is_all_that_tensorflow_gives_a_seed_of_its_own():
    # As random.set_seed says of such operations.
    named = {name for name in dir(tf.raw_ops) if not name.startswith("_")}
    seeded = {
        name
        for name in named
        if "seed2" in inspect.signature(getattr(tf.raw_ops, name)).parameters
        and not any(part in name for part in OTHERS_WITH_A_SEED)
    }
    assert seeded == loop.UNREPEATABLE
