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

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from reprlib import repr as short
from typing import Any

import numpy as np

from helpers.checks.arguments import one_of
from helpers.checks.arrays import Array, kernels, numbers
from helpers.counting import GATES

Activation = Callable[[Array], Array]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)): a number between 0, a closed gate, and 1, an open one."""
    # Of exp(z) and exp(-z) the one that cannot overflow; by way of tanh, sigmoid(-40) would be 0.
    # Far below zero the result is 0, and that is no fault.
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(z))
        return np.where(z >= 0, 1, small) / (1 + small)


def split_gates(stored: Any, layer: str = "LSTM") -> dict[str, Array]:
    """Split an array of a layer's weights into its blocks, by name, in the order of Keras.

    Parameters
    ----------
    stored
        a kernel, recurrent kernel or bias as Keras keeps it, or anything else whose last axis
        holds the blocks side by side.
    layer
        "LSTM", "GRU" or "SimpleRNN".

    Raises
    ------
    ValueError
        if the last axis does not divide by the number of blocks, or the layer is another one.
    """
    names = GATES[one_of("layer", layer, tuple(GATES))]
    array = np.asarray(stored)
    if array.ndim == 0 or array.shape[-1] % len(names):
        raise ValueError(
            f"stored must have a last axis of {len(names)} × units for {layer}, "
            f"not the shape {array.shape}"
        )
    return dict(zip(names, np.split(array, len(names), axis=-1), strict=True))


@dataclass(frozen=True, eq=False)
class LSTMStep:
    """Every value inside an LSTM cell at one step, each of shape (units,)."""

    input_gate: Array
    forget_gate: Array
    candidate: Array
    output_gate: Array
    cell_state: Array
    hidden_state: Array


@dataclass(frozen=True, eq=False)
class LSTMTrace:
    """Every value inside an LSTM cell, step after step, each of shape (timesteps, units).

    Row 0 is the step that the cell took first. A layer with `go_backwards` begins at the end of
    the sequence, so there row 0 belongs to the last row of x; `positions` tells which. `inputs`
    are what the cell read, in the order in which it read them, (timesteps, features); the initial
    states are what it started from, (units,).
    """

    input_gate: Array
    forget_gate: Array
    candidate: Array
    output_gate: Array
    cell_state: Array
    hidden_state: Array
    inputs: Array
    initial_hidden_state: Array
    initial_cell_state: Array
    go_backwards: bool = False

    @property
    def positions(self) -> Array:
        """For each row, the row of x that was read: 0, 1, 2 … or, going backwards, … 2, 1, 0."""
        steps = np.arange(len(self.inputs))
        return steps[::-1] if self.go_backwards else steps

    @property
    def previous_hidden_state(self) -> Array:
        """The h that entered each step: (timesteps, units)."""
        return np.vstack([self.initial_hidden_state, self.hidden_state[:-1]])

    @property
    def previous_cell_state(self) -> Array:
        """The c that entered each step: (timesteps, units)."""
        return np.vstack([self.initial_cell_state, self.cell_state[:-1]])

    def __repr__(self) -> str:
        """Return the sizes, not the numbers."""
        (timesteps, features), units = self.inputs.shape, self.hidden_state.shape[1]
        order = ", read backwards" if self.go_backwards else ""
        return f"LSTMTrace: {timesteps} timesteps, {features} features, {units} units{order}"


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
    weights = _weights("LSTM", kernel, recurrent_kernel, bias)
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
    activation: Activation = np.tanh,
    recurrent_activation: Activation = sigmoid,
) -> LSTMTrace:
    """Run the cell over a sequence x of shape (timesteps, features): one step after another.

    `initial_state` is the h and the c from which the first step starts, zeros if None. The other
    parameters and the errors are those of `lstm_step`.
    """
    weights = _weights("LSTM", kernel, recurrent_kernel, bias)
    features, units = len(weights[0]), len(weights[1])
    x = numbers("x", x, ("timesteps", features))
    initial_hidden, initial_cell = h, c = _initial_state(initial_state, units)
    steps = []
    for row in x:
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
    )


def _weights(
    layer: str, kernel: Any, recurrent_kernel: Any, bias: Any
) -> tuple[Array, Array, Array]:
    """Return the three arrays, checked against one another, in double precision."""
    kernel, recurrent_kernel = kernels(kernel, recurrent_kernel, blocks=len(GATES[layer]))
    columns = kernel.shape[1]
    bias = np.zeros(columns) if bias is None else numbers("bias", bias, (columns,))
    return kernel.astype(float), recurrent_kernel.astype(float), bias.astype(float)


def _initial_state(initial_state: Sequence[Any] | None, units: int) -> tuple[Array, Array]:
    if initial_state is None:
        return np.zeros(units), np.zeros(units)
    if not isinstance(initial_state, (list, tuple)) or len(initial_state) != 2:
        raise TypeError(
            f"initial_state must be a list of two arrays, h and c, each of shape ({units},), "
            f"not {short(initial_state)}"
        )
    names = ("initial_state[0] (h)", "initial_state[1] (c)")
    h, c = (
        numbers(name, _without_batch(state), (units,)).astype(float)
        for name, state in zip(names, initial_state, strict=True)
    )
    return h, c


def _without_batch(state: Any) -> Any:
    """Return (units,) for the (1, units) that Keras gives for a batch of one sequence."""
    shape = getattr(state, "shape", ())
    return state[0] if len(shape) == 2 and shape[0] == 1 else state


def trace_lstm(layer: Any, x: Any, initial_state: Sequence[Any] | None = None) -> LSTMTrace:
    """Return every gate's value at every step, as a Keras LSTM computes it on one sequence.

    It follows the layer as it stands: with or without a bias, any activations, `go_backwards`, the
    stored state of a stateful layer. It computes in double precision; what is left between its
    `hidden_state` and the output of the layer is the layer's own rounding.

    Parameters
    ----------
    layer
        a built `keras.layers.LSTM`, or `keras.layers.RNN` around an `LSTMCell`. Of a
        Bidirectional, its `forward_layer` or its `backward_layer`.
    x
        one sequence, (timesteps, features), without a batch axis. Every step counts: there is no
        mask, so cut padded steps away.
    initial_state
        h and c before the first step, (units,) each; zeros if None, as in Keras. Where
        the layer is stateful None stands for its stored state, which stays as it is.

    Returns
    -------
    A trace whose rows are in the order of the layer's own output. With `go_backwards` that is the
    order of reading: row 0 belongs to the last step of x. Bidirectional turns the output of its
    backward layer round; `trace.hidden_state[::-1]` does the same.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected; also for a layer that computes
        in less than float32, and for other kinds of layers.
    """
    cell = _keras_lstm_cell(layer)
    kernel, recurrent_kernel = _numpy(cell.kernel), _numpy(cell.recurrent_kernel)
    bias = _numpy(cell.bias) if cell.use_bias else None
    sequence = numbers("x", x, ("timesteps", len(kernel)), "x is one sequence, without a batch")
    if initial_state is None and layer.stateful:
        initial_state = _stored_state(layer)
    trace = lstm_sequence(
        # Keras, too, first rounds its input to the layer's precision.
        (sequence[::-1] if layer.go_backwards else sequence).astype(cell.compute_dtype),
        kernel,
        recurrent_kernel,
        bias,
        initial_state=initial_state,
        activation=_from_keras(cell.activation, cell.compute_dtype),
        recurrent_activation=_from_keras(cell.recurrent_activation, cell.compute_dtype),
    )
    return replace(trace, go_backwards=layer.go_backwards)


def _keras_lstm_cell(layer: Any) -> Any:
    """Return the layer's cell if it is one that this module can follow; raise otherwise."""
    import keras

    expected = "layer must be a built keras.layers.LSTM"
    given = f"not {short(getattr(layer, 'name', layer))} of type {type(layer).__name__}"
    if isinstance(layer, keras.layers.Bidirectional):
        raise TypeError(
            f"{expected}, {given}: pick a direction, layer.forward_layer or layer.backward_layer"
        )
    if isinstance(layer, keras.Model):
        raise TypeError(f"{expected}, {given}: pick the layer, as in model.layers[0]")
    # A subclass may compute something else, so the types must match exactly.
    if type(layer) not in (keras.layers.LSTM, keras.layers.RNN):
        raise TypeError(f"{expected}, {given}")
    if type(layer.cell) is not keras.layers.LSTMCell:
        raise TypeError(f"{expected}, {given} around a cell of type {type(layer.cell).__name__}")
    if not layer.built:
        raise ValueError(
            f"{expected}, but {layer.name!r} is not built and has no weights yet: "
            "call it on data, or use layer.build((None, timesteps, features))"
        )
    precisions = {layer.compute_dtype, layer.cell.compute_dtype, layer.cell.variable_dtype}
    if len(precisions) > 1 or not precisions <= {"float32", "float64"}:
        raise ValueError(
            f"{expected} in float32 or float64 throughout, but {layer.name!r} uses "
            f"{', '.join(sorted(precisions))}"
        )
    return layer.cell


def _stored_state(layer: Any) -> list[Array]:
    h, c = (_numpy(state) for state in layer.states)
    if len(h) != 1:
        raise ValueError(
            f"initial_state must be given, h and c, because layer {layer.name!r} is stateful and "
            f"stores the states of {len(h)} sequences, while x is one"
        )
    return [h, c]


def _numpy(tensor: Any) -> Array:
    from keras import ops

    return ops.convert_to_numpy(tensor)


def _from_keras(function: Callable[[Any], Any], dtype: str) -> Activation:
    """Return a Keras activation as a function from array to array.

    The function gets what it gets inside Keras: a batch, here of one, in the layer's precision.
    """
    from keras import ops

    def activation(z: Array) -> Array:
        batch = z[np.newaxis].astype(dtype)
        return _numpy(function(ops.convert_to_tensor(batch)))[0].astype(float)

    return activation


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
    kernel, recurrent_kernel, bias = _weights("LSTM", kernel, recurrent_kernel, bias)
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
    kernel, recurrent_kernel, bias = _weights("SimpleRNN", kernel, recurrent_kernel, bias)
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
