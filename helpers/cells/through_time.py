"""How the last output of a cell answers to every step before it: gradients, back through time.

Backpropagation through time, Werbos 1990, by hand in NumPy. The tests compare it with TensorFlow's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.cells.blocks import checked_weights
from helpers.cells.lstm import LSTMTrace, lstm_sequence, take_steps
from helpers.checks.arrays import Array, numbers


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
        return np.linalg.norm(self.hidden_state, axis=(-2, -1))

    @property
    def inputs_norm(self) -> Array:
        """The norm of dh_T/dx_t at every step, likewise."""
        return np.linalg.norm(self.inputs, axis=(-2, -1))


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
    return _back_through(trace, kernel, recurrent_kernel)


def lstm_gradients_by_bias(
    x: Array, kernel: Array, recurrent_kernel: Array, biases: Array
) -> TimeGradients:
    """Return the gradients of many LSTMs that differ in their biases alone, taken all at once.

    `biases` is (cells, 4 × units), and the gradients are (timesteps, cells, units, …).
    """
    zeros = np.zeros((len(biases), len(recurrent_kernel)))
    nothing_skipped = np.zeros(len(x), bool)
    trace = take_steps(x, (kernel, recurrent_kernel, biases), (zeros, zeros), nothing_skipped)
    return _back_through(trace, kernel, recurrent_kernel)


def _back_through(trace: LSTMTrace, kernel: Array, recurrent_kernel: Array) -> TimeGradients:
    timesteps, *cells, units = trace.input_gate.shape
    # Walking back from the last step: row j of dh and dc says what h_T[j] owes to h_t and c_t.
    dh, dc = np.broadcast_to(np.eye(units), (*cells, units, units)), np.zeros((units, units))
    i, f, candidate, o, c, previous = (
        values[..., np.newaxis, :]  # for every row the same
        for values in (
            trace.input_gate,
            trace.forget_gate,
            trace.candidate,
            trace.output_gate,
            trace.cell_state,
            trace.previous_cell_state,
        )
    )
    squashed = np.tanh(c)
    by_hidden_state, by_inputs = [], []
    for t in reversed(range(timesteps)):
        by_hidden_state.append(dh)
        dc = dc + dh * o[t] * (1 - squashed[t] ** 2)
        dz = np.concatenate(
            [
                dc * candidate[t] * i[t] * (1 - i[t]),
                dc * previous[t] * f[t] * (1 - f[t]),
                dc * i[t] * (1 - candidate[t] ** 2),
                dh * squashed[t] * o[t] * (1 - o[t]),
            ],
            axis=-1,
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
