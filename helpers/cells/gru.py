"""A GRU by hand, in NumPy: one step, a whole sequence, and a trace of a layer of Keras.

The weights are arrays in the layout of Keras, the three blocks side by side in the order update,
reset, candidate:

    kernel            (features, 3 × units)
    recurrent_kernel  (units, 3 × units)
    bias              (2, 3 × units) with `reset_after=True`, (3 × units,) with False, or None

The equations are those of Cho et al. 2014, where the reset gate acts on h before the matrix
(`reset_after=False`), and of cuDNN, where it acts after it, Keras's default. The update keeps the
old: h = z × h_prev + (1 - z) × candidate. The tests compare all of it with Keras.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

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
from helpers.checks.arguments import flag
from helpers.checks.arrays import Array, numbers
from helpers.counting import GATES
from helpers.text.refusals import refusal


@dataclass(frozen=True, eq=False)
class GRUStep(Step):
    """Every value inside a GRU cell at one step, each of shape (units,)."""

    update_gate: Array
    reset_gate: Array
    candidate: Array
    hidden_state: Array


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class GRUTrace(Trace):
    """Every value inside a GRU cell, step after step; see `Trace`.

    The update gate says how much of the old h stays, the reset gate how much of it the candidate
    sees. A GRU has no second state.
    """

    update_gate: Array
    reset_gate: Array
    candidate: Array


def gru_step(
    x: Any,
    hidden_state: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any = None,
    *,
    reset_after: bool = True,
    activation: Activation = np.tanh,
    recurrent_activation: Activation = sigmoid,
) -> GRUStep:
    """Take one step: read x and the h of the step before, and return all that follows.

    Parameters
    ----------
    x
        this step's input, (features,).
    hidden_state
        h of the step before, (units,); zeros at the first step.
    kernel, recurrent_kernel, bias
        the weights in the layout of Keras, see the top of this module.
    reset_after
        whether the reset gate acts after the matrix product, on its result and its bias.
    activation
        what the candidate passes through.
    recurrent_activation
        what the two gates pass through.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its shape and what was expected.
    """
    check_activations(activation=activation, recurrent_activation=recurrent_activation)
    weights = _weights(kernel, recurrent_kernel, bias, reset_after)
    x = numbers("x", x, (len(weights[0]),))
    hidden_state = numbers("hidden_state", hidden_state, (len(weights[1]),))
    before = GRUStep.before(hidden_state=hidden_state)
    return _step(x, before, *weights, reset_after, activation, recurrent_activation)


def _step(
    x: Array,
    before: GRUStep,
    kernel: Array,
    recurrent_kernel: Array,
    biases: Array,
    reset_after: bool,
    activation: Activation,
    recurrent_activation: Activation,
) -> GRUStep:
    h, units = before.hidden_state, len(before.hidden_state)
    from_x = blocks_of(x @ kernel + biases[0], GATES["GRU"])
    from_h = blocks_of(h @ recurrent_kernel + biases[1], GATES["GRU"])
    z = recurrent_activation(from_x["update"] + from_h["update"])
    r = recurrent_activation(from_x["reset"] + from_h["reset"])
    reset_before = (r * h) @ recurrent_kernel[:, 2 * units :]
    remembered = r * from_h["candidate"] if reset_after else reset_before
    candidate = activation(from_x["candidate"] + remembered)
    return GRUStep(z, r, candidate, z * h + (1 - z) * candidate)


def gru_sequence(
    x: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any = None,
    *,
    reset_after: bool = True,
    initial_state: Any = None,
    skipped: Any = None,
    activation: Activation = np.tanh,
    recurrent_activation: Activation = sigmoid,
) -> GRUTrace:
    """Run the cell over a sequence x of shape (timesteps, features): one step after another.

    `initial_state` is the h from which the first step starts, zeros if None; also in a list, as
    Keras takes it. `skipped` tells which steps to leave out, (timesteps,), none if None. The other
    parameters and the errors are those of `gru_step`.
    """
    check_activations(activation=activation, recurrent_activation=recurrent_activation)
    weights = _weights(kernel, recurrent_kernel, bias, reset_after)
    features, units = len(weights[0]), len(weights[1])
    x, skipped = rows_of(x, skipped, features)
    h = _initial_state(initial_state, units)

    def take(row: Array, before: GRUStep) -> GRUStep:
        return _step(row, before, *weights, reset_after, activation, recurrent_activation)

    return GRUTrace(
        **walk(GRUStep.before(hidden_state=h), x, skipped, take),
        inputs=x,
        initial_hidden_state=h,
        skipped=skipped,
    )


def _weights(
    kernel: Any, recurrent_kernel: Any, bias: Any, reset_after: bool
) -> tuple[Array, Array, Array]:
    """Return the weights, the bias as two rows, of which the second may be zeros."""
    flag("reset_after", reset_after)
    kernel, recurrent_kernel, bias = checked_weights("GRU", kernel, recurrent_kernel, bias)
    if bias.ndim == 2 and not reset_after:
        raise ValueError(refusal("gru_bias", width=bias.shape[1], shape=bias.shape))
    return (
        kernel,
        recurrent_kernel,
        bias if bias.ndim == 2 else np.stack([bias, np.zeros_like(bias)]),
    )


def _initial_state(initial_state: Any, units: int) -> Array:
    if initial_state is None:
        return np.zeros(units)
    if isinstance(initial_state, (list, tuple)) and len(initial_state) == 1:
        (initial_state,) = initial_state
    state = without_batch(initial_state)
    return numbers("initial_state", state, (units,), refusal("hint_gru_state")).astype(float)


def trace_gru(
    layer: Any,
    x: Any,
    initial_state: Sequence[Any] | None = None,
    *,
    mask: Any = None,
    index: int | None = None,
) -> GRUTrace:
    """Return every gate's value at every step, as a Keras GRU computes it on one sequence.

    Parameters
    ----------
    layer
        a built `keras.layers.GRU`, in either form of `reset_after`, or `keras.layers.RNN` around a
        `GRUCell`.
    initial_state
        h before the first step, (units,), or a list of it; zeros if None.

    Returns
    -------
    A trace with update_gate, reset_gate, candidate and hidden_state, each (timesteps, units).

    The other parameters, and the errors, are those of `trace_lstm`.
    """
    read = KerasLayer("GRU", layer, x, mask, index)
    if initial_state is not None and not isinstance(initial_state, (list, tuple)):
        initial_state = [initial_state]
    trace = gru_sequence(
        read.sequence,
        *read.weights,
        reset_after=bool(read.cell.reset_after),
        initial_state=read.states(initial_state, ("h",)),
        skipped=read.skipped,
        activation=read.activation("activation"),
        recurrent_activation=read.activation("recurrent_activation"),
    )
    return replace(trace, go_backwards=read.go_backwards)
