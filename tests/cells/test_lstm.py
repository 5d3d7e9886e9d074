"""The cell by hand against Keras, which is the judge of every number."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from helpers import trace_lstm
from helpers.cells import (
    LSTMTrace,
    lstm_gradients,
    lstm_sequence,
    lstm_step,
    simple_rnn_gradients,
    split_gates,
)
from helpers.cells.blocks import sigmoid
from helpers.counting import GATES
from tests.examples import at_most

BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "hard_tanh", "softsign", "softmax", "sparse_sigmoid")
UNBOUNDED = (
    *("linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "hard_silu"),
    *("mish", "softplus", "squareplus", "sparse_plus", "log_sigmoid", "log_softmax", "sparsemax"),
    *("tanh_shrink", "soft_shrink", "hard_shrink", "exponential"),
)
# Softmax over the one unit of a small layer: pointless, as Keras says, but allowed.
pytestmark = pytest.mark.filterwarnings("ignore:You are using a softmax over axis -1")
# Keras layers take a moment, and the first one longer.
a_few = settings(max_examples=at_most(25), deadline=None, database=None)


def randomise(layer, rng, scale=0.5):
    layer.set_weights([rng.normal(0, scale, w.shape) for w in layer.get_weights()])


def keras_states(layer, x, initial_state=None):
    """Every h and c that Keras gives, one step at a time, in the order of reading."""
    cell, h_c = layer.cell, initial_state or [np.zeros(layer.units)] * 2
    states = [ops.convert_to_tensor(s[None].astype(layer.compute_dtype)) for s in h_c]
    rows = []
    for row in x[::-1] if layer.go_backwards else x:
        _, states = cell(ops.convert_to_tensor(row[None].astype(layer.compute_dtype)), states)
        rows.append([ops.convert_to_numpy(state)[0] for state in states])
    return np.array(rows).transpose(1, 0, 2)


def keras_gate(layer, gate, x, hidden_before):
    """One block's value from Keras's own matrix product, its slice written out in numbers."""
    first = layer.units * ["input", "forget", "candidate", "output"].index(gate)
    columns = slice(first, first + layer.units)
    z = ops.matmul(x, layer.cell.kernel[:, columns])
    z = z + ops.matmul(hidden_before, layer.cell.recurrent_kernel[:, columns])
    if layer.use_bias:
        z = z + layer.cell.bias[columns]
    function = layer.activation if gate == "candidate" else layer.recurrent_activation
    return ops.convert_to_numpy(function(z))


def cases(activations=BOUNDED, most_steps=9, dtypes=("float32", "float64")):
    """Options of a layer, sizes, and whether to draw the weights and the initial states."""
    options = st.fixed_dictionaries(
        {
            "units": st.integers(1, 6),
            "activation": st.sampled_from(activations),
            "recurrent_activation": st.sampled_from(activations),
            "use_bias": st.booleans(),
            "unit_forget_bias": st.booleans(),
            "go_backwards": st.booleans(),
            "implementation": st.sampled_from([1, 2]),
            "dropout": st.sampled_from([0.0, 0.3]),
            "unroll": st.booleans(),
            "dtype": st.sampled_from(dtypes),
        }
    )
    sizes = st.tuples(st.integers(1, most_steps), st.integers(1, 5))
    return st.tuples(options, sizes, st.booleans(), st.booleans(), st.integers(0, 2**32 - 1))


def make(case):
    """A built layer, a sequence for it and perhaps initial states."""
    options, (timesteps, features), drawn_weights, with_states, seed = case
    layer = layers.LSTM(**options, return_sequences=True, return_state=True)
    layer.build((None, timesteps, features))
    rng = np.random.default_rng(seed)
    if drawn_weights:
        randomise(layer, rng)
    x = rng.normal(size=(timesteps, features))
    state = [rng.normal(size=layer.units) for _ in "hc"] if with_states else None
    return layer, x, state


def check_against_keras(layer, x, state, tolerance=1e-6):
    trace = trace_lstm(layer, x, initial_state=state)
    batched = None if state is None else [s[None] for s in state]
    output, h, c = (ops.convert_to_numpy(t)[0] for t in layer(x[None], initial_state=batched))
    close = {"rtol": tolerance, "atol": tolerance}
    np.testing.assert_allclose(trace.hidden_state, output, **close)
    np.testing.assert_allclose(trace.hidden_state[-1], h, **close)
    np.testing.assert_allclose(trace.cell_state[-1], c, **close)
    hidden, cell = keras_states(layer, x, state)
    np.testing.assert_allclose(trace.hidden_state, hidden, **close)
    np.testing.assert_allclose(trace.cell_state, cell, **close)
    before = np.vstack([np.zeros(layer.units) if state is None else state[0], hidden[:-1]])
    read = x[::-1] if layer.go_backwards else x
    for gate in GATES["LSTM"]:
        name = gate if gate == "candidate" else f"{gate}_gate"
        arrays = (a.astype(layer.compute_dtype) for a in (read, before))
        np.testing.assert_allclose(
            getattr(trace, name), keras_gate(layer, gate, *arrays), err_msg=name, **close
        )
    np.testing.assert_array_equal(x[trace.positions].astype(layer.compute_dtype), trace.inputs)


@given(cases())
@a_few
def test_a_trace_is_what_keras_computes(case):
    check_against_keras(*make(case))


# In float32 an exponential of an exponential would show Keras's own rounding, much enlarged.
@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@given(cases((*UNBOUNDED, *BOUNDED), most_steps=3, dtypes=["float64"]))
@a_few
def test_a_trace_follows_every_pair_of_activations(case):
    check_against_keras(*make(case), tolerance=1e-9)


@pytest.fixture(scope="module")
def unrolled():
    keras.utils.set_random_seed(0)
    layer = layers.LSTM(5, return_sequences=True, unroll=True)
    layer.build((None, 3, 2))
    return layer


@pytest.mark.thorough
@pytest.mark.parametrize("role", ["activation", "recurrent_activation"])
@pytest.mark.parametrize("activation", [None, *UNBOUNDED, *BOUNDED])
def test_a_trace_follows_every_activation(unrolled, role, activation, monkeypatch):
    layer = unrolled
    monkeypatch.setattr(layer.cell, role, keras.activations.get(activation))
    x = np.random.default_rng(0).normal(0, 0.5, size=(3, 2)).astype("float32")
    output = ops.convert_to_numpy(layer(x[None]))[0]
    np.testing.assert_allclose(trace_lstm(layer, x).hidden_state, output, rtol=1e-6, atol=1e-6)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("units", "features", "timesteps"), [(64, 128, 30), (33, 300, 12), (8, 1, 300)]
)
def test_a_trace_is_what_keras_computes_for_larger_layers(units, features, timesteps):
    keras.utils.set_random_seed(units)
    layer = layers.LSTM(units, return_sequences=True)
    x = np.random.default_rng(units).normal(size=(timesteps, features)).astype("float32")
    output = ops.convert_to_numpy(layer(x[None]))[0]
    np.testing.assert_allclose(trace_lstm(layer, x).hidden_state, output, rtol=0, atol=1e-6)


def test_a_function_of_the_users_own_serves_as_activation():
    layer = layers.LSTM(3, activation=lambda z: z * tf.constant(0.5), return_sequences=True)
    x = np.random.default_rng(0).normal(size=(4, 2))
    output = ops.convert_to_numpy(layer(x[None]))[0]
    np.testing.assert_allclose(trace_lstm(layer, x).hidden_state, output, atol=1e-6)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_each_direction_of_a_bidirectional_can_be_traced(direction):
    model = keras.Sequential(
        [keras.Input((7, 3)), layers.Bidirectional(layers.LSTM(5, return_sequences=True))]
    )
    x = np.random.default_rng(1).normal(size=(7, 3)).astype("float32")
    output = ops.convert_to_numpy(model(x[None]))[0]
    trace = trace_lstm(getattr(model.layers[0], f"{direction}_layer"), x)
    if direction == "forward":
        np.testing.assert_allclose(trace.hidden_state, output[:, :5], atol=1e-6)
    else:
        # Bidirectional turns the backward half round, so that both halves run forwards in time.
        np.testing.assert_allclose(trace.hidden_state[::-1], output[:, 5:], atol=1e-6)
        assert trace.positions.tolist() == [6, 5, 4, 3, 2, 1, 0]
        assert repr(trace).endswith("read backwards")


def test_an_rnn_around_an_lstm_cell_can_be_traced():
    layer = layers.RNN(layers.LSTMCell(4), return_sequences=True)
    x = np.random.default_rng(2).normal(size=(6, 3)).astype("float32")
    output = ops.convert_to_numpy(layer(x[None]))[0]
    np.testing.assert_allclose(trace_lstm(layer, x).hidden_state, output, atol=1e-6)


def test_a_stateful_layer_goes_on_from_its_state_and_keeps_it():
    layer = layers.LSTM(4, stateful=True, return_sequences=True)
    x = np.random.default_rng(3).normal(size=(6, 3)).astype("float32")
    layer(x[None])
    stored = [ops.convert_to_numpy(state) for state in layer.states]
    trace = trace_lstm(layer, x)
    for state, before in zip(layer.states, stored, strict=True):
        np.testing.assert_array_equal(ops.convert_to_numpy(state), before)
    np.testing.assert_allclose(
        trace.hidden_state, ops.convert_to_numpy(layer(x[None]))[0], atol=1e-6
    )
    from_zeros = trace_lstm(layer, x, initial_state=[np.zeros(4), np.zeros(4)])
    assert not np.allclose(from_zeros.hidden_state, trace.hidden_state)


def test_the_states_of_one_call_can_start_the_next():
    layer = layers.LSTM(4, return_state=True)
    x = np.random.default_rng(4).normal(size=(6, 3)).astype("float32")
    _, *states = layer(x[None, :2])
    whole, rest = trace_lstm(layer, x), trace_lstm(layer, x[2:], initial_state=states)
    np.testing.assert_allclose(rest.hidden_state, whole.hidden_state[2:], atol=1e-6)


class Renamed(layers.LSTM):
    """What people write to have other arguments, or one more of their own."""

    def __init__(self, hidden, tag="", **kwargs):
        super().__init__(hidden, **kwargs)
        self.tag = tag


def test_a_subclass_that_only_renames_arguments_is_followed():
    layer = Renamed(4, tag="mine", return_sequences=True)
    x = np.random.default_rng(2).normal(size=(6, 3)).astype("float32")
    output = ops.convert_to_numpy(layer(x[None]))[0]
    np.testing.assert_allclose(trace_lstm(layer, x).hidden_state, output, atol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [("mixed_float16", 5e-3), ("float16", 5e-3), ("mixed_bfloat16", 4e-2)]
)
def test_lower_precision_is_followed_within_its_rounding(dtype, tolerance):
    keras.utils.set_random_seed(0)
    layer = layers.LSTM(8, dtype=dtype, return_sequences=True)
    x = np.random.default_rng(2).normal(size=(12, 3)).astype("float32")
    output = ops.convert_to_numpy(ops.cast(layer(x[None]), "float32"))[0]
    trace = trace_lstm(layer, x)
    np.testing.assert_allclose(trace.hidden_state, output, atol=tolerance)
    # Its rounding is seen: without it the trace would be further off.
    assert (
        trace.inputs[0].tolist()
        == ops.convert_to_numpy(ops.cast(ops.cast(x[0], layer.compute_dtype), "float64")).tolist()
    )


@given(
    units=st.integers(1, 4),
    features=st.integers(1, 4),
    timesteps=st.integers(1, 6),
    backwards=st.booleans(),
    with_states=st.booleans(),
    seed=st.integers(0, 1000),
)
@settings(max_examples=at_most(25), deadline=None, database=None)
def test_a_mask_is_followed_in_each_sequence_of_a_batch(
    units, features, timesteps, backwards, with_states, seed
):
    rng = np.random.default_rng(seed)
    layer = layers.LSTM(units, return_state=True, go_backwards=backwards)
    layer.build((None, timesteps, features))
    randomise(layer, rng)
    x = rng.normal(size=(3, timesteps, features)).astype("float32")
    mask = rng.random((3, timesteps)) < 0.6
    states = [rng.normal(size=(3, units)).astype("float32") for _ in "hc"] if with_states else None
    _, h, c = map(ops.convert_to_numpy, layer(x, mask=mask, initial_state=states))
    for index in range(3):
        trace = trace_lstm(layer, x, states, mask=mask, index=index)
        np.testing.assert_allclose(trace.hidden_state[-1], h[index], atol=1e-5)
        np.testing.assert_allclose(trace.cell_state[-1], c[index], atol=1e-5)
        order = mask[index][::-1] if backwards else mask[index]
        assert trace.skipped.tolist() == (~order).tolist()
        assert np.isnan(trace.input_gate).all(axis=1).tolist() == trace.skipped.tolist()
        # A skipped step is as if it were not there.
        own = None if states is None else [state[index] for state in states]
        short = trace_lstm(layer, x[index][mask[index]], own) if mask[index].any() else None
        if short is not None:
            np.testing.assert_array_equal(trace.hidden_state[order], short.hidden_state)


def test_the_mask_of_an_embedding_can_be_handed_on():
    embedding = layers.Embedding(10, 3, mask_zero=True)
    layer = layers.LSTM(4, return_sequences=True)
    ids = np.array([[5, 2, 9, 0, 0]])
    x = embedding(ids)
    output = ops.convert_to_numpy(layer(x))[0]
    trace = trace_lstm(layer, x, mask=embedding.compute_mask(ids), index=0)
    np.testing.assert_allclose(trace.hidden_state, output, atol=1e-6)
    assert repr(trace) == "LSTMTrace: 5 timesteps, 2 of them skipped, 3 features, 4 units"


def test_a_stateful_batch_goes_on_from_the_states_of_its_index():
    layer = layers.LSTM(4, stateful=True, return_sequences=True)
    x = np.random.default_rng(3).normal(size=(2, 6, 3)).astype("float32")
    layer(x)
    traces = [trace_lstm(layer, x, index=index) for index in range(2)]
    output = ops.convert_to_numpy(layer(x))
    for trace, expected in zip(traces, output, strict=True):
        np.testing.assert_allclose(trace.hidden_state, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"mask": [[True], [True, False]]}, TypeError, "mask must be an array of True, where"),
        ({"mask": np.ones(7)}, TypeError, r"mask must be .* of shape \(7,\), not of float64"),
        ({"mask": np.ones(6, bool)}, ValueError, r"mask must .*\(7,\), one for each step.*\(6,\)"),
        ({"mask": np.ones((1, 7), bool)}, ValueError, r"mask must .*not of shape \(1, 7\)"),
        (
            {"x": np.zeros((2, 7, 3)), "mask": np.ones((1, 7), bool), "index": 1},
            ValueError,
            r"mask must .*\(batch, 7\), one for each step.*\(1, 7\)",
        ),
        ({"index": 0}, ValueError, r"x must be a batch, .* where index .*not of shape \(7, 3\)"),
        ({"x": np.zeros((2, 7, 3)), "index": 2}, ValueError, "index must be a whole number from 0"),
        ({"x": np.zeros((2, 7, 3)), "index": True}, TypeError, "index must be a whole number"),
    ],
)
def test_a_wrong_mask_or_index_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        trace_lstm(BUILT, **{"x": X} | arguments)


def test_a_series_without_an_axis_for_its_feature_gets_a_hint():
    layer = layers.LSTM(5)
    layer.build((None, 7, 1))
    with pytest.raises(ValueError, match=r"one feature: x\[:, np.newaxis\]"):
        trace_lstm(layer, np.zeros(7))


def test_whole_numbers_for_a_layer_that_reads_two_features_are_taken_for_ids():
    layer = layers.LSTM(5)
    layer.build((None, 7, 2))
    with pytest.raises(ValueError, match="without features are ids"):
        trace_lstm(layer, np.arange(7))


@given(st.integers(1, 5), st.integers(1, 5), st.booleans(), st.integers(0, 1000))
@a_few
def test_a_sequence_is_one_step_after_another(units, features, biased, seed):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=(rows, 4 * units)) for rows in (features, units)]
    weights += [rng.normal(size=4 * units)] if biased else []
    x = rng.normal(size=(3, features))
    trace = lstm_sequence(x, *weights)
    h = c = np.zeros(units)
    for t, row in enumerate(x):
        step = lstm_step(row, h, c, *weights)
        np.testing.assert_array_equal(step.input_gate, trace.input_gate[t])
        np.testing.assert_array_equal(h, trace.previous_hidden_state[t])
        np.testing.assert_array_equal(c, trace.previous_cell_state[t])
        h, c = step.hidden_state, step.cell_state
    np.testing.assert_array_equal(h, trace.hidden_state[-1])
    np.testing.assert_array_equal(c, trace.cell_state[-1])


def test_sigmoid_is_that_of_keras_and_does_not_overflow():
    z = np.array([-1e4, -30.0, -2.0, 0.0, 0.5, 30.0, 1e4])
    with np.errstate(all="raise"):
        ours = sigmoid(z)
    np.testing.assert_allclose(ours, ops.convert_to_numpy(ops.sigmoid(z)), atol=1e-15)


@pytest.mark.parametrize("layer", GATES)
def test_split_gates_names_the_slices_that_keras_stores(layer):
    built = getattr(layers, layer)(5)
    built.build((None, 7, 3))
    for array in built.get_weights():
        blocks = split_gates(array, layer)
        assert tuple(blocks) == GATES[layer]
        np.testing.assert_array_equal(np.concatenate(list(blocks.values()), axis=-1), array)
    if layer == "LSTM":
        forget_first = {gate: block.tolist() for gate, block in split_gates(array).items()}
        ones, zeros = [1.0] * 5, [0.0] * 5
        assert forget_first == {
            "input": zeros,
            "forget": ones,
            "candidate": zeros,
            "output": zeros,
        }


# Gradients


def keras_gradients(layer, x):
    """dh_T/dh_t and dh_T/dx_t from TensorFlow, by going on from each step's state."""
    last = lambda sequence, state=None: layer(sequence, initial_state=state)[0]  # noqa: E731
    sequence = tf.constant(x[None])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(sequence)
        output = last(sequence)
    inputs = tape.jacobian(output, sequence, experimental_use_pfor=False)[0, :, 0].numpy()
    hidden = []
    for t in range(1, len(x)):
        _, *states = layer(sequence[:, :t])
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(states[0])
            output = last(sequence[:, t:], states)
        jacobian = tape.jacobian(output, states[0], experimental_use_pfor=False)
        hidden.append(jacobian[0, :, 0].numpy())
    return np.array([*hidden, np.eye(layer.units)]), inputs.transpose(1, 0, 2)


@pytest.mark.thorough
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("kind", ["LSTM", "SimpleRNN"])
@pytest.mark.parametrize(("units", "features", "timesteps"), [(4, 3, 5), (1, 2, 1), (2, 1, 6)])
def test_gradients_through_time_are_those_of_tensorflow(kind, use_bias, units, features, timesteps):
    rng = np.random.default_rng(units)
    layer = getattr(layers, kind)(
        units, use_bias=use_bias, return_state=True, unroll=True, dtype="float64"
    )
    layer.build((None, timesteps, features))
    randomise(layer, rng, scale=1.0)
    x = rng.normal(size=(timesteps, features))
    hidden, inputs = keras_gradients(layer, x)
    ours = {"LSTM": lstm_gradients, "SimpleRNN": simple_rnn_gradients}[kind]
    gradients = ours(x, *layer.get_weights())
    np.testing.assert_allclose(gradients.hidden_state, hidden, atol=1e-12)
    np.testing.assert_allclose(gradients.inputs, inputs, atol=1e-12)
    squares = (inputs**2).sum(axis=(1, 2))
    np.testing.assert_allclose(gradients.inputs_norm, np.sqrt(squares), atol=1e-12)
    assert gradients.hidden_state_norm[-1] == pytest.approx(np.sqrt(units))


def test_gradients_of_an_lstm_start_from_given_states():
    rng = np.random.default_rng(5)
    weights = rng.normal(size=(3, 8)), rng.normal(size=(2, 8)), rng.normal(size=8)
    x, state = rng.normal(size=(6, 3)), [rng.normal(size=2), rng.normal(size=2)]
    whole = lstm_gradients(x, *weights, initial_state=state)
    middle = lstm_sequence(x[:2], *weights, initial_state=state)
    states = [middle.hidden_state[-1], middle.cell_state[-1]]
    rest = lstm_gradients(x[2:], *weights, initial_state=states)
    np.testing.assert_allclose(rest.inputs, whole.inputs[2:])


# Errors

BUILT = layers.LSTM(5, name="memory")
BUILT.build((None, 7, 3))
X = np.zeros((7, 3))


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.zeros((1, 7, 3)), ValueError, r"not of shape \(1, 7, 3\); .*index=0 picks its first"),
        (np.zeros(3), ValueError, r"not of shape \(3,\); that is one step, and x\[np.newaxis\]"),
        (np.arange(7), ValueError, r"not of shape \(7,\); .* are ids: .* the Embedding makes"),
        (np.ones((2, 7), int), ValueError, r"not of shape \(2, 7\); .* are ids"),
        (np.zeros((3, 7)), ValueError, r"not of shape \(3, 7\); x.T has the features last"),
        (
            np.zeros((7, 2)),
            ValueError,
            r"x must .*\(timesteps, 3\), not of shape \(7, 2\); x is one sequence",
        ),
        (np.zeros((0, 3)), ValueError, r"x must .*\(timesteps, 3\), not of shape \(0, 3\)"),
        (np.full((7, 3), np.nan), ValueError, r"x\[0, 0\] is nan"),
        (np.full((7, 3), np.inf), ValueError, r"x\[0, 0\] is inf"),
        (np.ones((7, 3), bool), TypeError, "x must be an array of numbers"),
        (np.ones((7, 3), complex), TypeError, "x must be an array of numbers"),
        (None, TypeError, "x must .* not None"),
        ("seven", TypeError, "x must .* not 'seven'"),
        ([[1.0, 2.0, 3.0], [1.0]], TypeError, "x must be an array of numbers"),
        (keras.KerasTensor((None, 7, 3)), TypeError, "x must .*symbolic"),
    ],
)
def test_a_wrong_x_is_refused(x, error, message):
    with pytest.raises(error, match=message):
        trace_lstm(BUILT, x)


def built(layer, batch=None):
    layer.build((batch, 7, 3))
    return layer


class OwnLSTM(layers.LSTM):
    def call(self, *arguments, **named):
        return 2 * super().call(*arguments, **named)


class OwnCell(layers.LSTMCell):
    def call(self, *arguments, **named):
        return super().call(*arguments, **named)


@pytest.mark.parametrize(
    ("layer", "error", "message"),
    [
        (layers.LSTM(5, name="new"), ValueError, "layer must be a built .*'new' is not built"),
        (None, TypeError, "layer must be a built keras.layers.LSTM, not None"),
        (layers.LSTM, TypeError, "layer must be a built keras.layers.LSTM, not <class"),
        (np.zeros((7, 3)), TypeError, "layer must be a built keras.layers.LSTM, not array"),
        (layers.Dense(3, name="last"), TypeError, "not 'last' of type Dense"),
        (built(layers.GRU(5)), TypeError, "of type GRU: trace_gru follows it"),
        (built(OwnLSTM(5)), TypeError, "of type OwnLSTM, which has a call of its own"),
        (built(layers.RNN(OwnCell(5))), TypeError, "around a cell of type OwnCell, which has a"),
        (built(layers.Bidirectional(layers.LSTM(5))), TypeError, "layer.forward_layer or layer.ba"),
        (keras.Sequential([keras.Input((7, 3)), layers.LSTM(5)]), TypeError, r"model.layers\[0\]"),
        (
            built(layers.RNN(layers.LSTMCell(5, dtype="float64"), dtype="float32")),
            ValueError,
            "computes in one of float16, .* uses float32, float64",
        ),
        (built(layers.LSTM(5, stateful=True), 2), ValueError, "must be given, h and c, because"),
    ],
)
def test_a_layer_that_cannot_be_traced_is_refused(layer, error, message):
    with pytest.raises(error, match=message):
        trace_lstm(layer, X)


@pytest.mark.parametrize(
    ("state", "error", "message"),
    [
        ([np.zeros(5)], TypeError, "initial_state must be a list of two arrays, h and c"),
        (3, TypeError, "initial_state must be .* not 3"),
        ([np.zeros(5), np.zeros(4)], ValueError, r"initial_state\[1\] \(c\) must .*\(5,\)"),
        ([np.zeros((2, 5))] * 2, ValueError, r"initial_state\[0\] \(h\) must .* \(2, 5\)"),
        ([None, None], TypeError, r"initial_state\[0\] \(h\) must .* not None"),
    ],
)
def test_wrong_initial_states_are_refused(state, error, message):
    with pytest.raises(error, match=message):
        trace_lstm(BUILT, X, initial_state=state)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kernel": np.zeros((3, 7))}, "kernel must have 4 × units columns, but 7 does not divide"),
        ({"recurrent_kernel": np.zeros((2, 4))}, r"recurrent_kernel must .*\(2, 8\)"),
        ({"bias": np.zeros(7)}, r"bias must .*\(8,\), not of shape \(7,\)"),
        ({"x": np.zeros(2)}, r"x must .*\(3,\), not of shape \(2,\)"),
        ({"hidden_state": np.zeros(3)}, r"hidden_state must .*\(2,\)"),
        ({"cell_state": np.zeros(3)}, r"cell_state must .*\(2,\)"),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(changed, message):
    arguments = {
        "x": np.zeros(3),
        "hidden_state": np.zeros(2),
        "cell_state": np.zeros(2),
        "kernel": np.zeros((3, 8)),
        "recurrent_kernel": np.zeros((2, 8)),
        "bias": np.zeros(8),
    }
    with pytest.raises(ValueError, match=message):
        lstm_step(**arguments | changed)


def test_split_gates_refuses_what_does_not_divide():
    with pytest.raises(
        ValueError, match=r"stored must .* 4 × units for LSTM, not the shape \(3,\)"
    ):
        split_gates(np.zeros(3))
    with pytest.raises(TypeError, match=r"^stored must "):
        split_gates("weights")
    with pytest.raises(ValueError, match="layer must be one of 'LSTM', 'GRU', 'SimpleRNN'"):
        split_gates(np.zeros(4), "Dense")


def test_a_trace_shows_its_sizes():
    trace = trace_lstm(BUILT, X)
    assert isinstance(trace, LSTMTrace)
    assert repr(trace) == "LSTMTrace: 7 timesteps, 3 features, 5 units"
