"""Many epochs of a compiled Keras model in one call: Keras's own training step in a compiled loop.

An epoch is what `model.fit(batch_size=len(x), shuffle=False)` makes of it: reset the metrics, call
`model.train_step` once, read the logs. So losses, metrics, optimizers, regularizers, dropout seeds
and sample weights are Keras's own and not written again here. Only the loop around them differs: it
runs inside TensorFlow instead of in Python.

There are two loops around the same step. The graph loop is ready as soon as the step is traced; XLA
takes a second or more to compile it and then runs some thirty times faster. What each of them costs
is measured by `python benchmarks/training.py`.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from helpers.text.refusals import refusal

# Between two calls of the loop a run reports, and can be stopped. A call takes about BREATH
# seconds, has at most CHUNK epochs, and keeps at most KEPT numbers that the model predicted.
BREATH = 0.05
CHUNK = 500
KEPT = 5_000_000
# Unrolled, a recurrent layer runs twice as fast in the graph loop, but takes the longer to trace
# the longer its sequence is.
LONGEST_UNROLLED = 20
# With more weights, or more numbers in the data, the time goes into the layers and no longer into
# what is around them: XLA then takes long to compile and gains little.
LARGEST_FOR_XLA = 100_000
# Under XLA random numbers come out otherwise, and an index out of range is no error.
DIFFERENT_UNDER_XLA = ("Random", "Gather", "SparseSoftmax", "Assert", "CheckNumerics")
# These draw by their place in the graph, so in another loop they draw other numbers.
UNREPEATABLE = {
    "AllCandidateSampler",
    "FixedUnigramCandidateSampler",
    "FractionalAvgPool",
    "FractionalMaxPool",
    "LearnedUnigramCandidateSampler",
    "LogUniformCandidateSampler",
    "Multinomial",
    "ParameterizedTruncatedNormal",
    "RandomCrop",
    "RandomGamma",
    "RandomPoisson",
    "RandomPoissonV2",
    "RandomShuffle",
    "RandomStandardNormal",
    "RandomUniform",
    "RandomUniformInt",
    "SampleDistortedBoundingBox",
    "SampleDistortedBoundingBoxV2",
    "ThreadUnsafeUnigramCandidateSampler",
    "TruncatedNormal",
    "UniformCandidateSampler",
}


class Chunk(NamedTuple):
    """What a call of the loop did: how many epochs, and for each one its logs and predictions."""

    epochs: int
    logs: dict[str, np.ndarray]
    predictions: Any


class Epochs:
    """The training step of a model, for batches of one shape, and the loops around it.

    Parameters
    ----------
    model
        a compiled Keras model. It is built here if it is not yet.
    batch
        what `train_step` takes: (x, y) or (x, y, sample_weight), or x alone.
    recording
        whether each epoch keeps what the model predicts before its step.

    Raises
    ------
    ValueError
        if the step draws random numbers that cannot be repeated here.
    """

    def __init__(self, model: keras.Model, batch: Any, recording: bool) -> None:
        """Trace the step, and make the loops ready."""
        self._model = model
        self._recording = recording
        self.long_runs = 0
        self._compiling: threading.Thread | None = None
        self._xla_failed = False
        self._suits_xla = False
        self._limit, self._chunk = 1, CHUNK
        _build_optimizer(model)
        if model.run_eagerly:
            return
        with _unrolled(model, batch):
            self._step = _graph(self._epoch).get_concrete_function(batch)
            self._predict = _graph(self._forward)
            if recording:
                self._predict = self._predict.get_concrete_function(batch)
                outputs = keras.tree.flatten(self._predict.structured_outputs)
                self._chunk = epochs_kept(sum(map(_size, outputs)))
        operations = _operations(self._step)
        if unrepeatable := sorted(operations & UNREPEATABLE):
            raise ValueError(refusal("model_random", used=", ".join(unrepeatable)))
        numbers = sum(map(_size, keras.tree.flatten(batch))) + model.count_params()
        self._suits_xla = suits_xla(numbers, operations)
        self._xla_loop = _graph(self._loop, jit_compile=True)
        # Where the model itself asks for XLA, model.fit uses it too.
        self._first_loop = self._xla_loop if model.jit_compile else _graph(self._loop)
        # The first call takes long; after it a run can be stopped at any time.
        self._first_loop(batch, tf.constant(0))

    @property
    def variables(self) -> list[Any]:
        """All that an epoch reads or changes: weights, optimizer, dropout's seeds, metrics."""
        if self._model.run_eagerly:
            return [*self._model.variables, *self._model.optimizer.variables]
        return list(self._step.variables)

    def compile(self, batch: Any) -> None:
        """Begin to compile the loop with XLA, in a thread of its own, unless that is done already.

        The thread runs no epoch and changes no weight, so training may go on meanwhile.
        """
        if self._compiling is None and self._suits_xla:
            self._compiling = threading.Thread(target=self._compile, args=(batch,))
            self._compiling.start()

    def _compile(self, batch: Any) -> None:
        try:
            self._xla_loop(batch, tf.constant(0))
        except Exception:
            # XLA knows fewer operations than TensorFlow, and says so in errors of many kinds. The
            # other loop can do without it.
            self._xla_failed = True

    def compiling(self, patience: float) -> bool:
        """Wait for XLA, for `patience` seconds at most; return whether it is still at work."""
        if self._compiling is None:
            return False
        self._compiling.join(patience)
        return self._compiling.is_alive()

    def run(self, batch: Any, most: int) -> Chunk:
        """Train for about `BREATH` seconds: from 1 to `most` epochs, up to a loss not finite."""
        limit = min(most, self._limit, self._chunk)
        began = time.perf_counter()
        chunk = (
            self._run_eagerly(batch, limit) if self._model.run_eagerly else self._run(batch, limit)
        )
        self._limit = max(1, int(limit * BREATH / (time.perf_counter() - began)))
        return chunk

    def _run(self, batch: Any, limit: int) -> Chunk:
        # Called before it is ready, it would not return until it is.
        ready = self._compiling is not None and not self._compiling.is_alive()
        use_xla = ready and not self._xla_failed
        loop = self._xla_loop if use_xla else self._first_loop
        epochs, logs, predictions = loop(batch, tf.constant(limit))
        number = int(epochs)
        return Chunk(number, _first(logs, number), _first(predictions, number))

    def predict(self, batch: Any) -> Any:
        """Return what the model predicts now, as `model.predict` does."""
        if self._model.run_eagerly:
            return _numpy(self._forward(batch))
        return _numpy(self._predict(batch))

    def _epoch(self, batch: Any) -> dict[str, tf.Tensor]:
        self._model.reset_metrics()
        logs = self._model.train_step(batch)
        return {name: tf.convert_to_tensor(value) for name, value in _flat(logs).items()}

    def _forward(self, batch: Any) -> Any:
        return self._model.predict_step((_inputs(batch),))

    def _loop(self, batch: Any, limit: tf.Tensor) -> tuple[tf.Tensor, dict[str, tf.Tensor], Any]:
        def one(number: tf.Tensor, going: tf.Tensor, logs: Any, predictions: Any) -> Any:
            if self._recording:
                predictions = _write(predictions, number, self._predict(batch))
            values = self._step(batch)
            return number + 1, _finite(values), _write(logs, number, values), predictions

        logs = self._arrays(self._step.structured_outputs)
        predictions = self._arrays(self._predict.structured_outputs) if self._recording else ()
        number, _, logs, predictions = tf.while_loop(
            lambda number, going, logs, predictions: going & (number < limit),
            one,
            (tf.constant(0), tf.constant(True), logs, predictions),
        )
        return number, _stacked(logs), _stacked(predictions)

    def _arrays(self, specs: Any) -> Any:
        return keras.tree.map_structure(
            lambda spec: tf.TensorArray(spec.dtype, self._chunk, element_shape=spec.shape), specs
        )

    def _run_eagerly(self, batch: Any, limit: int) -> Chunk:
        logs, predictions, going = [], [], True
        while going and len(logs) < limit:
            if self._recording:
                predictions.append(self.predict(batch))
            values = self._epoch(batch)
            going = bool(_finite(values))
            logs.append(_numpy(values))
        return Chunk(
            len(logs),
            {name: np.stack([values[name] for values in logs]) for name in logs[0]},
            keras.tree.map_structure(lambda *steps: np.stack(steps), *predictions)
            if self._recording
            else (),
        )


def layers(model: keras.Model) -> list[keras.Layer]:
    """Return the model and all layers inside it, also those that other layers wrap."""
    return list(model._flatten_layers())


def epochs_kept(numbers: int) -> int:
    """Return how many epochs a call may have where each keeps so many predicted numbers."""
    return int(np.clip(KEPT // numbers, 1, CHUNK))


def suits_xla(numbers: int, operations: set[str]) -> bool:
    """Return whether XLA gives what model.fit gives and pays, for weights and data so many."""
    differs = any(part in name for name in operations for part in DIFFERENT_UNDER_XLA)
    return numbers <= LARGEST_FOR_XLA and not differs


def _graph(function: Callable[..., Any], **options: Any) -> Any:
    # As in fit, an `if` on a tensor is an error and is not turned into a branch of the graph.
    return tf.function(function, autograph=False, **options)


def _inputs(batch: Any) -> Any:
    return batch[0] if isinstance(batch, tuple) else batch


def _build_optimizer(model: keras.Model) -> None:
    """Build the optimizer as its first step would, which inside a trace takes five times longer."""
    optimizer = model.optimizer
    if model.built and type(model).train_step is keras.Model.train_step and not optimizer.built:
        optimizer.build(model.trainable_variables)


@contextlib.contextmanager
def _unrolled(model: keras.Model, batch: Any) -> Iterator[None]:
    """Trace short recurrent layers step after step, without a loop; the model stays as it was."""
    kinds = (keras.layers.LSTM, keras.layers.GRU, keras.layers.SimpleRNN)
    inputs = keras.tree.flatten(_inputs(batch))
    short = all(a.shape[1] <= LONGEST_UNROLLED for a in inputs if len(a.shape) > 1)
    # Layers of other classes may draw random numbers in each step; unrolled they draw one set less.
    unrolled = [
        layer for layer in layers(model) if short and type(layer) in kinds and not layer.unroll
    ]
    for layer in unrolled:
        layer.unroll = True
    try:
        yield
    finally:
        for layer in unrolled:
            layer.unroll = False


def _operations(function: Any) -> set[str]:
    graph = function.graph.as_graph_def()
    inner = (node.op for function in graph.library.function for node in function.node_def)
    return {node.op for node in graph.node} | set(inner)


def _flat(logs: Any) -> dict[str, Any]:
    """Return the logs in the order of fit's history, with those of metrics that give several."""
    if not isinstance(logs, dict):
        raise ValueError(refusal("train_step_logs", logs=logs))
    flat: dict[str, Any] = {}
    for name, value in sorted(logs.items()):
        flat |= _flat(value) if isinstance(value, dict) else {name: value}
    return flat


def _size(array: Any) -> int:
    return int(np.prod(array.shape))


def _finite(logs: dict[str, tf.Tensor]) -> tf.Tensor:
    # A custom train_step need not return a loss, and then it cannot be seen to diverge.
    if "loss" not in logs:
        return tf.constant(True)
    return tf.reduce_all(tf.math.is_finite(tf.cast(logs["loss"], "float32")))


def _write(arrays: Any, number: tf.Tensor, values: Any) -> Any:
    return keras.tree.map_structure(lambda a, value: a.write(number, value), arrays, values)


def _stacked(arrays: Any) -> Any:
    return keras.tree.map_structure(lambda array: array.stack(), arrays)


def _first(values: Any, number: int) -> Any:
    return keras.tree.map_structure(lambda value: value.numpy()[:number], values)


def _numpy(values: Any) -> Any:
    return keras.tree.map_structure(lambda value: value.numpy(), values)
