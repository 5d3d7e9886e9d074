"""An LSTM by hand, in NumPy: one step, a whole sequence, and a trace of a layer of Keras.

The weights are arrays in the layout of Keras, the four blocks side by side in the order input,
forget, candidate, output:

    kernel            (features, 4 × units)
    recurrent_kernel  (units, 4 × units)
    bias              (4 × units,), or None

so `lstm_step(x, h, c, *layer.get_weights())` does what the layer does. There is no batch here: a
sequence is (timesteps, features), a state (units,).

The equations are those of Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000.
The tests compare all of it with Keras.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from helpers.cells.blocks import (
    Activation,
    blocks_of,
    check_activations,
    checked_weights,
    sigmoid,
    without_batch,
)
from helpers.cells.keras_layer import KerasLayer
from helpers.cells.sequence import Step, rows_of, walk
from helpers.cells.trace import Trace
from helpers.checks.arguments import shown
from helpers.checks.arrays import Array, numbers
from helpers.counting import GATES
from helpers.text.refusals import refusal


@dataclass(frozen=True, eq=False)
class LSTMStep(Step):
    """Every value inside an LSTM cell at one step, each of shape (units,)."""

    input_gate: Array
    forget_gate: Array
    candidate: Array
    output_gate: Array
    cell_state: Array
    hidden_state: Array


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class LSTMTrace(Trace):
    """Every value inside an LSTM cell, step after step; see `Trace`.

    `initial_cell_state` is the c from which it started, (units,).
    """

    input_gate: Array
    forget_gate: Array
    candidate: Array
    output_gate: Array
    cell_state: Array
    initial_cell_state: Array

    @property
    def previous_cell_state(self) -> Array:
        """The c that entered each step: (timesteps, units)."""
        return np.concatenate([self.initial_cell_state[np.newaxis], self.cell_state[:-1]])


def lstm_step(
    x: Any,
    hidden_state: Any,
    cell_state: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any = None,
    *,
    activation: Activation = np.tanh,
    recurrent_activation: Activation = sigmoid,
) -> LSTMStep:
    """Take one step: read x, the h and the c of the step before, and return all that follows.

    Parameters
    ----------
    x
        this step's input, (features,).
    hidden_state, cell_state
        h and c of the step before, (units,) each; zeros at the first step.
    kernel, recurrent_kernel, bias
        the weights in the layout of Keras, see the top of this module.
    activation
        what the candidate and the cell state pass through.
    recurrent_activation
        what the three gates pass through.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its shape and what was expected.
    """
    check_activations(activation=activation, recurrent_activation=recurrent_activation)
    weights = checked_weights("LSTM", kernel, recurrent_kernel, bias)
    features, units = len(weights[0]), len(weights[1])
    x = numbers("x", x, (features,))
    hidden_state = numbers("hidden_state", hidden_state, (units,))
    cell_state = numbers("cell_state", cell_state, (units,))
    before = LSTMStep.before(hidden_state=hidden_state, cell_state=cell_state)
    return _step(x, before, *weights, activation, recurrent_activation)


def _step(
    x: Array,
    before: LSTMStep,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
    activation: Activation,
    recurrent_activation: Activation,
) -> LSTMStep:
    z = blocks_of(x @ kernel + before.hidden_state @ recurrent_kernel + bias, GATES["LSTM"])
    i = recurrent_activation(z["input"])
    f = recurrent_activation(z["forget"])
    candidate = activation(z["candidate"])
    o = recurrent_activation(z["output"])
    c = f * before.cell_state + i * candidate
    h = o * activation(c)
    return LSTMStep(i, f, candidate, o, c, h)


def lstm_sequence(
    x: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any = None,
    *,
    initial_state: Sequence[Any] | None = None,
    skipped: Any = None,
    activation: Activation = np.tanh,
    recurrent_activation: Activation = sigmoid,
) -> LSTMTrace:
    """Run the cell over a sequence x of shape (timesteps, features): one step after another.

    `initial_state` is the h and the c from which the first step starts, zeros if None. `skipped`
    tells which steps to leave out, (timesteps,), none if None. The other parameters and the errors
    are those of `lstm_step`.
    """
    check_activations(activation=activation, recurrent_activation=recurrent_activation)
    weights = checked_weights("LSTM", kernel, recurrent_kernel, bias)
    features, units = len(weights[0]), len(weights[1])
    x, skipped = rows_of(x, skipped, features)
    state = _initial_state(initial_state, units)
    return take_steps(x, weights, state, skipped, activation, recurrent_activation)


def take_steps(
    x: Array,
    weights: tuple[Array, Array, Array],
    state: tuple[Array, Array],
    skipped: npt.NDArray[np.bool_],
    activation: Activation = np.tanh,
    recurrent_activation: Activation = sigmoid,
) -> LSTMTrace:
    """Do what `lstm_sequence` does with arguments that are known to fit.

    Bias, h and c may be (cells, …) instead: as many cells, which differ in nothing else, take each
    step at once. What is (timesteps, units) in the trace is then (timesteps, cells, units).
    """
    h, c = state

    def take(row: Array, before: LSTMStep) -> LSTMStep:
        return _step(row, before, *weights, activation, recurrent_activation)

    return LSTMTrace(
        **walk(LSTMStep.before(hidden_state=h, cell_state=c), x, skipped, take),
        inputs=x,
        initial_hidden_state=h,
        initial_cell_state=c,
        skipped=skipped,
    )


def _initial_state(initial_state: Sequence[Any] | None, units: int) -> tuple[Array, Array]:
    if initial_state is None:
        return np.zeros(units), np.zeros(units)
    if not isinstance(initial_state, (list, tuple)) or len(initial_state) != 2:
        raise TypeError(refusal("initial_state_lstm", units=units, given=shown(initial_state)))
    names = ("initial_state[0] (h)", "initial_state[1] (c)")
    h, c = (
        numbers(name, without_batch(state), (units,)).astype(float)
        for name, state in zip(names, initial_state, strict=True)
    )
    return h, c


def trace_lstm(
    layer: Any,
    x: Any,
    initial_state: Sequence[Any] | None = None,
    *,
    mask: Any = None,
    index: int | None = None,
) -> LSTMTrace:
    """Return every gate's value at every step, as a Keras LSTM computes it on one sequence.

    It follows the layer as it stands: with or without a bias, any activations, `go_backwards`, the
    stored state of a stateful layer. It computes in double precision, on weights and inputs rounded
    to the precision of the layer; what is left between its `hidden_state` and the output of the
    layer is the layer's own rounding, about 1e-6 in float32, 0.01 in mixed_float16.

    Parameters
    ----------
    layer
        a built `keras.layers.LSTM`, or `keras.layers.RNN` around an `LSTMCell`, or a subclass that
        computes the same. Of a Bidirectional, its `forward_layer` or its `backward_layer`.
    x
        one sequence, (timesteps, features), without a batch axis; or with `index` a batch of them.
    initial_state
        h and c before the first step, (units,) each; zeros if None, as in Keras. Where
        the layer is stateful None stands for its stored state, which stays as it is.
    mask
        True for the steps that count, (timesteps,), as `model.layers[0].compute_mask(x)` gives it:
        the layer skips the others and keeps its states. None if all count.
    index
        which sequence of a batch to follow: then x, mask and states have the batch's axis first.

    Returns
    -------
    A trace whose rows are in the order of the layer's own output. With `go_backwards` that is the
    order of reading: row 0 belongs to the last step of x. Bidirectional turns the output of its
    backward layer round; `trace.hidden_state[::-1]` does the same.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected; also for other kinds of layers,
        and subclasses with a `call` of their own.
    """
    read = KerasLayer("LSTM", layer, x, mask, index)
    trace = lstm_sequence(
        read.sequence,
        *read.weights,
        initial_state=read.states(initial_state, ("h", "c")),
        skipped=read.skipped,
        activation=read.activation("activation"),
        recurrent_activation=read.activation("recurrent_activation"),
    )
    return replace(trace, go_backwards=read.go_backwards)
