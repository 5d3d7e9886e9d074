"""Train a compiled Keras model for many epochs in a blink, exactly as model.fit would.

`train(model, x, y, epochs)` gives the losses and leaves the weights that `model.fit(x, y,
batch_size=len(x), shuffle=False, epochs=epochs)` gives and leaves: each step is Keras's own, but
compiled otherwise, so it may round otherwise: as fit does with `unroll=True`. Rounding grows as
training goes on. In the runs of `python -m benchmarks.drift` the losses differ, relative to fit's,
by up to 7e-7 at epoch 100 and 1e-3 at epoch 500 with tanh, by up to 4e-6 and 6e-3 with relu, at the
worst of five seeds; and fit with `unroll=True` differs from fit by as much. A chaotic run, such as
an LSTM with relu can be, drifts further. On models as tiny as those of the lessons nearly
all of fit's time goes into what it does around each epoch: callbacks, a fresh iterator, a call from
Python. That is nothing beside a step of a real model, so there fit is the right tool and this is
not faster.

A first run trains in a TensorFlow loop, which needs no compiling. After the second long one on a
small model XLA compiles the same loop in the background, and later runs on that model take
milliseconds.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import keras
import numpy as np
import tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

from helpers.checks.arguments import described, flag, function, positive_number, whole_number
from helpers.checks.models import described_model
from helpers.checks.training import class_weights, misfit, samples
from helpers.text.refusals import refusal
from helpers.text.words import numbered, words
from helpers.training.loop import BREATH, Epochs, layers

# After so many runs of so many epochs another is likely to follow for which compiling pays. It
# takes as long as some five runs of 1,000 epochs (benchmarks/training.py), so a model that is
# trained once, as most are, does without.
LONG_RUNS = 2
LONG_RUN = 100


class Stop(Protocol):
    """Whatever can ask a run to stop, such as a `threading.Event`."""

    def is_set(self) -> bool:
        """Return True to stop the run."""


@dataclass(frozen=True)
class Progress:
    """How far a run is, as its callback sees it.

    `epoch` is the number of epochs done, of `epochs` asked for; `loss` is that of the last one,
    None where `train_step` returns none; `history` holds the logs of all epochs so far, and must
    only be read.
    """

    epoch: int
    epochs: int
    loss: float | None
    history: Mapping[str, list[Any]]
    _predict: Callable[[], Any] = field(repr=False)

    def predictions(self) -> Any:
        """Return what the model predicts for x now, an array in the shape of its output."""
        return self._predict()


@dataclass(frozen=True)
class TrainingRun:
    """What a run did. The weights are in the model.

    Attributes
    ----------
    epochs
        how many epochs were asked for.
    history
        the logs by name, one entry an epoch, as `model.fit(…).history` has them. The loss of an
        epoch is computed before the step that the epoch makes.
    predictions
        None, or, where they were asked for, an array of shape (epochs done + 1, *output shape).
        Entry e is what `model.predict(x)` gives after e epochs; entry 0 belongs to the weights
        before the first step, the last entry to those that the model has now. So the loss of
        epoch e, `history["loss"][e - 1]`, belongs to entry e - 1. With several outputs, the same
        structure as the model's output, of such arrays.
    stopped
        whether it was asked to stop, and did, before all epochs were done.
    diverged
        whether it stopped because the loss became infinite or NaN. That loss is the last entry.
        The weights are then what fit would have made of them too; often they are NaN themselves.
    """

    epochs: int
    history: dict[str, list[Any]]
    predictions: Any = None
    stopped: bool = False
    diverged: bool = False

    @property
    def epochs_done(self) -> int:
        """How many epochs were trained."""
        return max((len(values) for values in self.history.values()), default=0)

    @property
    def message(self) -> str:
        """What happened, in one sentence."""
        said, losses = words("training"), self.history.get("loss")
        done = numbered(said["done"], self.epochs, done=f"{self.epochs_done:,}")
        if self.diverged:
            return said["diverged"].format(loss=losses[-1], done=done)
        if losses:
            done = said["with_loss"].format(done=done, loss=_rounded(losses[-1]))
        return said["stopped" if self.stopped else "trained"].format(done=done)

    def __repr__(self) -> str:
        """Return the message: the same text on every machine, with the loss to two digits."""
        return f"TrainingRun({self.message})"


class Trainer:
    """A model and its data, to be trained again and again.

    The compiled loop stays with the model until `model.compile` is called again, so a second
    Trainer for the same model, or a call of `train`, finds it ready. To retrain from other
    weights::

        trainer = Trainer(model, x, y)
        start = trainer.state()
        trainer.run(1000)
        trainer.restore(start)                     # the weights and the optimizer as they were
        model.set_weights(other.get_weights())     # those of another seed, for instance
        trainer.run(1000, learning_rate=0.01)
    """

    def __init__(
        self,
        model: keras.Model,
        x: Any,
        y: Any,
        *,
        sample_weight: Any = None,
        class_weight: Mapping[int, float] | None = None,
        record_predictions: bool = False,
    ) -> None:
        """Check the arguments, build the model if it is not built yet, and trace its step.

        Parameters
        ----------
        model
            a compiled Keras model. It is built here if it is not yet, and its step is traced.
        x, y, sample_weight, class_weight
            as for `model.fit`: NumPy arrays or tensors, or lists or dicts of them. All samples
            make one batch.
        record_predictions
            whether each run keeps what the model predicts at every epoch; see `TrainingRun`.

        Raises
        ------
        TypeError, ValueError
            with the argument's name, its value and what was expected. Where the data do not fit
            the model, it says which of them, and what Keras said.
        RuntimeError
            if the model is being trained by another thread, on data of another shape.
        """
        self.model = _trainable(model)
        self._batch = _batch(x, y, sample_weight, class_weight)
        recording = flag("record_predictions", record_predictions)
        if recording and any(getattr(layer, "stateful", False) for layer in layers(model)):
            raise ValueError(refusal("record_predictions_stateful"))
        self._recording = recording
        try:
            self._busy, self._epochs = _kept(model, self._batch, recording)
        except (ValueError, TypeError, tf.errors.OpError) as error:
            if str(error).startswith("model"):  # said by this room itself
                raise
            given = {"x": x, "y": y, "sample_weight": sample_weight}
            raise misfit(model, given, error) from error

    def compile(self) -> None:
        """Let XLA compile the loop in the background; the next run waits for it.

        Nothing happens where XLA would not give what model.fit gives, or where it does not pay:
        with dropout, embeddings, sparse targets or large models.
        """
        self._epochs.compile(self._batch)

    def predict(self) -> Any:
        """Return what the model predicts for x now, an array in the shape of its output."""
        return self._epochs.predict(self._batch)

    def state(self) -> list[np.ndarray]:
        """Return a copy of all that training changes: weights, optimizer, seeds of dropout."""
        return [variable.numpy() for variable in self._epochs.variables]

    def restore(self, state: list[np.ndarray]) -> None:
        """Put the model and its optimizer back to a `state()`; the learning rate too.

        Raises ValueError for another model's state, RuntimeError while the model is being trained.
        """
        variables = self._epochs.variables
        if len(state) != len(variables):
            raise ValueError(refusal("state_arrays", wanted=len(variables), given=len(state)))
        with _held(self._busy):
            for variable, value in zip(variables, state, strict=True):
                variable.assign(value)

    def run(
        self,
        epochs: int,
        *,
        learning_rate: float | None = None,
        callback: Callable[[Progress], object] | None = None,
        stop: Stop | None = None,
        wait_for_xla: bool = True,
    ) -> TrainingRun:
        """Train for `epochs` epochs from the weights that the model has now; see `train`.

        While XLA still compiles, a run waits for it, or else begins in the other loop at once: the
        first is sooner done with many runs, the second sooner has something to show.
        """
        whole_number("epochs", epochs)
        if callback is not None:
            function("callback", callback)
        if stop is not None and not callable(getattr(stop, "is_set", None)):
            raise TypeError(refusal("stop_kind", given=described(stop)))
        with _held(self._busy):
            if learning_rate is not None:
                _set_learning_rate(self.model, learning_rate)
            return self._run(epochs, callback, stop, flag("wait_for_xla", wait_for_xla))

    def _run(
        self,
        epochs: int,
        callback: Callable[[Progress], object] | None,
        stop: Stop | None,
        wait_for_xla: bool,
    ) -> TrainingRun:
        history: dict[str, list[Any]] = {}
        predictions: list[Any] = []
        done, stopped, diverged = 0, False, False
        while done < epochs and not diverged:
            if stop is not None and stop.is_set():
                stopped = True
                break
            if wait_for_xla and self._epochs.compiling(BREATH):
                continue
            chunk = self._epochs.run(self._batch, epochs - done)
            done += chunk.epochs
            for name, values in chunk.logs.items():
                history.setdefault(name, []).extend(_plain(values))
            predictions.append(chunk.predictions)
            loss = history["loss"][-1] if "loss" in history else None
            diverged = loss is not None and not np.all(np.isfinite(loss))
            if callback is not None:
                callback(Progress(done, epochs, loss, history, self.predict))
        # As fit does last: an optimizer that averages the weights now puts the averages in place.
        self.model.optimizer.finalize_variable_values(self.model.trainable_weights)
        self._epochs.long_runs += epochs >= LONG_RUN
        if self._epochs.long_runs >= LONG_RUNS:
            self.compile()
        recorded = None
        if self._recording:
            predictions.append(keras.tree.map_structure(lambda last: last[None], self.predict()))
            recorded = keras.tree.map_structure(lambda *parts: np.concatenate(parts), *predictions)
        return TrainingRun(epochs, history, recorded, stopped, diverged)


def train(
    model: keras.Model,
    x: Any,
    y: Any,
    epochs: int,
    *,
    learning_rate: float | None = None,
    sample_weight: Any = None,
    class_weight: Mapping[int, float] | None = None,
    record_predictions: bool = False,
    callback: Callable[[Progress], object] | None = None,
    stop: Stop | None = None,
) -> TrainingRun:
    """Train a compiled Keras model, one step on all samples an epoch, as model.fit would.

    The losses, metrics and final weights are those of `model.fit(x, y, epochs=epochs,
    batch_size=len(x), shuffle=False)`, but for float32 rounding at each step, which a chaotic run
    makes grow; see the top of this module. Weights and optimizer are updated in place, so
    `predict`, `evaluate` and a later `fit` go on from there.

    Parameters
    ----------
    model
        a compiled Keras model. Custom layers, losses, metrics and train_step are used as they
        are.
    x, y, sample_weight, class_weight
        as for `model.fit`: NumPy arrays or tensors, or lists or dicts of them.
    epochs
        how many epochs to train, from 1.
    learning_rate
        set on the optimizer first; None leaves it as it is.
    record_predictions
        whether to keep what the model predicts at every epoch; see `TrainingRun`.
    callback
        called about every 0.05 s, at least every 500 epochs and after the last one, with a
        `Progress`: epoch, loss, history so far and, on request, predictions. An exception in it
        ends the run and arrives here; the model keeps what it has learned.
    stop
        a `threading.Event`. Once another thread sets it the run ends within 0.1 s or one epoch,
        whichever is longer, and keeps what it has.

    Returns
    -------
    A `TrainingRun`: history, and whether the run was stopped or diverged.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected. Where the data do not fit the
        model, it says which of them, and what Keras said.
    RuntimeError
        if the model is being trained by another thread already.
    """
    whole_number("epochs", epochs)
    trainer = Trainer(
        model,
        x,
        y,
        sample_weight=sample_weight,
        class_weight=class_weight,
        record_predictions=record_predictions,
    )
    return trainer.run(epochs, learning_rate=learning_rate, callback=callback, stop=stop)


def _trainable(model: Any) -> keras.Model:
    """Return the model if it is one that model.fit would train as it is done here."""
    if not isinstance(model, keras.Model):
        raise TypeError(refusal("model_not_keras", given=described_model(model)))
    if not model.compiled:
        raise ValueError(refusal("model_not_compiled", model=model.name))
    if keras.backend.backend() != "tensorflow":
        raise ValueError(
            refusal("model_backend", model=model.name, backend=keras.backend.backend())
        )
    for method in ("fit", "make_train_function"):
        if getattr(type(model), method) is not getattr(keras.Model, method):
            raise ValueError(refusal("model_method", model=model.name, method=method))
    if (
        tf.distribute.has_strategy()
        or model.distribute_strategy is not tf.distribute.get_strategy()
    ):
        raise ValueError(refusal("model_distributed", model=model.name))
    return model


def _batch(x: Any, y: Any, sample_weight: Any, class_weight: Any) -> Any:
    """Return all samples as one batch, made by what model.fit itself makes its batches with."""
    lengths = {"x": samples("x", keras.tree.flatten(x))}
    if y is not None:
        lengths["y"] = samples("y", keras.tree.flatten(y))
    if class_weight is not None:
        class_weights("class_weight", class_weight)
    if sample_weight is not None:
        if class_weight is not None:
            raise ValueError(refusal("class_weight_and_sample_weight"))
        lengths["sample_weight"] = samples("sample_weight", keras.tree.flatten(sample_weight))
    if len(set(lengths.values())) > 1:
        given = ", ".join(f"{number:,} in {name}" for name, number in lengths.items())
        raise ValueError(refusal("y_samples", given=given))
    adapter = ArrayDataAdapter(
        x, y, sample_weight, batch_size=lengths["x"], class_weight=class_weight
    )
    batch = keras.tree.lists_to_tuples(next(iter(adapter.get_numpy_iterator())))
    return keras.tree.map_structure(tf.convert_to_tensor, batch)


def _kept(model: keras.Model, batch: Any, recording: bool) -> tuple[threading.Lock, Epochs]:
    """Return the model's lock and its loop for such batches, made when it is first asked for.

    They are kept on the function that fit has traced or would trace. `model.compile` drops it, so
    the loop grows stale exactly when fit's own step does.
    """
    model.make_train_function()
    kept = vars(model.train_function).setdefault(__name__, {"lock": threading.Lock()})
    shapes = keras.tree.map_structure(lambda array: (tuple(array.shape), array.dtype.name), batch)
    key = (repr(shapes), recording)
    if key not in kept:
        # Layers are changed for as long as their step is traced, and nobody may train with them.
        with _held(kept["lock"]):
            kept[key] = Epochs(model, batch, recording)
    return kept["lock"], kept[key]


@contextlib.contextmanager
def _held(busy: threading.Lock) -> Iterator[None]:
    """Keep a model for oneself; raise RuntimeError where another thread has it."""
    if not busy.acquire(blocking=False):
        raise RuntimeError(refusal("model_busy"))
    try:
        yield
    finally:
        busy.release()


def _set_learning_rate(model: keras.Model, learning_rate: float) -> None:
    rate = positive_number("learning_rate", learning_rate)
    schedule = model.optimizer.get_config().get("learning_rate")
    if not isinstance(schedule, float):
        raise ValueError(refusal("learning_rate_schedule", rate=rate))
    model.optimizer.learning_rate = rate


def _plain(values: np.ndarray) -> list[Any]:
    return values.astype(float).tolist() if values.ndim == 1 else list(values)


def _rounded(loss: float) -> str:
    # Below that, rounding decides, and it differs from one processor to the next.
    return "below 0.000001" if loss < 1e-6 else f"{loss:.2g}"
