"""An LSTM by hand, in NumPy: one step, a whole sequence, and the gradient back through time.

The weights are arrays in the layout of Keras, the four blocks side by side in the order input,
forget, candidate, output:

    kernel            (features, 4 × units)
    recurrent_kernel  (units, 4 × units)
    bias              (4 × units,), or None

so `lstm_step(x, h, c, *layer.get_weights())` does what the layer does. There is no batch here: a
sequence is (timesteps, features), a state (units,).

The equations are those of Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000.
The gradients are backpropagation through time, Werbos 1990. The tests compare all of it with Keras.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from helpers.cells.blocks import (
    Activation,
    check_activations,
    checked_weights,
    sigmoid,
    split_gates,
    without_batch,
)
from helpers.cells.keras_layer import KerasLayer
from helpers.cells.trace import Trace
from helpers.checks.arguments import shown
from helpers.checks.arrays import Array, numbers, truths
from helpers.text.refusals import refusal


@dataclass(frozen=True, eq=False)
class LSTMStep:
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
        return np.vstack([self.initial_cell_state, self.cell_state[:-1]])


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
    return _step(x, hidden_state, cell_state, *weights, activation, recurrent_activation)


def _step(
    x: Array,
    hidden_state: Array,
    cell_state: Array,
    kernel: Array,
    recurrent_kernel: Array,
    bias: Array,
    activation: Activation,
    recurrent_activation: Activation,
) -> LSTMStep:
    z = split_gates(x @ kernel + hidden_state @ recurrent_kernel + bias)
    i = recurrent_activation(z["input"])
    f = recurrent_activation(z["forget"])
    candidate = activation(z["candidate"])
    o = recurrent_activation(z["output"])
    c = f * cell_state + i * candidate
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
    x = numbers("x", x, ("timesteps", features))
    initial_hidden, initial_cell = h, c = _initial_state(initial_state, units)
    skipped = np.zeros(len(x), bool) if skipped is None else truths("skipped", skipped, len(x))
    unused = np.full(units, np.nan)
    steps = []
    for row, left_out in zip(x, skipped, strict=True):
        if left_out:
            steps.append(LSTMStep(unused, unused, unused, unused, c, h))
            continue
        step = _step(row, h, c, *weights, activation, recurrent_activation)
        h, c = step.hidden_state, step.cell_state
        steps.append(step)
    return LSTMTrace(
        **{
            field.name: np.stack([getattr(step, field.name) for step in steps])
            for field in fields(LSTMStep)
        },
        inputs=x,
        initial_hidden_state=initial_hidden,
        initial_cell_state=initial_cell,
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


@dataclass(frozen=True, eq=False)
class TimeGradients:
    """How the last output h_T answers to a small change at each step t before it.

    `hidden_state[t, j, k]` is dh_T[j] / dh_t[k], of shape (timesteps, units, units): the change in
    h_t travels on through every later step. At the last step it is the identity.
    `inputs[t, j, k]` is dh_T[j] / dx_t[k], of shape (timesteps, units, features).
    """

    hidden_state: Array
    inputs: Array

    @property
    def hidden_state_norm(self) -> Array:
        """The norm of dh_T/dh_t at every step: the root of the sum of the squares (Frobenius)."""
        return np.linalg.norm(self.hidden_state, axis=(1, 2))

    @property
    def inputs_norm(self) -> Array:
        """The norm of dh_T/dx_t at every step, likewise."""
        return np.linalg.norm(self.inputs, axis=(1, 2))


def lstm_gradients(
    x: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any = None,
    *,
    initial_state: Sequence[Any] | None = None,
) -> TimeGradients:
    """Return the gradients of the last output of an LSTM with tanh and sigmoid, through time.

    dh_T/dh_t holds what h_t does through the gates of the later steps. What c_t does on its own is
    in dh_T/dx_t, because x_t acts on both. Parameters and errors as in `lstm_sequence`.
    """
    kernel, recurrent_kernel, bias = checked_weights("LSTM", kernel, recurrent_kernel, bias)
    trace = lstm_sequence(x, kernel, recurrent_kernel, bias, initial_state=initial_state)
    i, f, candidate, o = (
        trace.input_gate,
        trace.forget_gate,
        trace.candidate,
        trace.output_gate,
    )
    squashed, previous = np.tanh(trace.cell_state), trace.previous_cell_state
    timesteps, units = i.shape
    # Walking back from the last step: row j of dh and dc says what h_T[j] owes to h_t and c_t.
    dh, dc = np.eye(units), np.zeros((units, units))
    by_hidden_state, by_inputs = [], []
    for t in reversed(range(timesteps)):
        by_hidden_state.append(dh)
        dc = dc + dh * o[t] * (1 - squashed[t] ** 2)
        dz = np.hstack(
            [
                dc * candidate[t] * i[t] * (1 - i[t]),
                dc * previous[t] * f[t] * (1 - f[t]),
                dc * i[t] * (1 - candidate[t] ** 2),
                dh * squashed[t] * o[t] * (1 - o[t]),
            ]
        )
        by_inputs.append(dz @ kernel.T)
        dh, dc = dz @ recurrent_kernel.T, dc * f[t]
    return TimeGradients(np.stack(by_hidden_state[::-1]), np.stack(by_inputs[::-1]))


def simple_rnn_gradients(
    x: Any, kernel: Any, recurrent_kernel: Any, bias: Any = None
) -> TimeGradients:
    """Return the gradients of the last output of a SimpleRNN with tanh, through time.

    kernel is (features, units), recurrent_kernel (units, units), bias (units,) or None. The first
    step starts from zeros. Errors as in `lstm_step`.
    """
    kernel, recurrent_kernel, bias = checked_weights("SimpleRNN", kernel, recurrent_kernel, bias)
    features, units = kernel.shape
    h, states = np.zeros(units), []
    for row in numbers("x", x, ("timesteps", features)):
        h = np.tanh(row @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
    dh = np.eye(units)
    by_hidden_state, by_inputs = [], []
    for h in reversed(states):
        by_hidden_state.append(dh)
        dz = dh * (1 - h**2)
        by_inputs.append(dz @ kernel.T)
        dh = dz @ recurrent_kernel.T
    return TimeGradients(np.stack(by_hidden_state[::-1]), np.stack(by_inputs[::-1]))
