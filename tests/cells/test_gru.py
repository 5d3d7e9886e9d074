"""The GRU by hand against Keras, in both of its forms."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from helpers import trace_gru
from helpers.cells import gru_sequence, gru_step
from tests.examples import at_most

a_few = settings(max_examples=at_most(20), deadline=None, database=None)


def randomised(layer, features, seed):
    layer.build((None, None, features))
    rng = np.random.default_rng(seed)
    layer.set_weights([rng.normal(0, 0.5, weight.shape) for weight in layer.get_weights()])
    return layer, rng


@given(
    units=st.integers(1, 5),
    features=st.integers(1, 5),
    timesteps=st.integers(1, 6),
    options=st.fixed_dictionaries(
        {
            "use_bias": st.booleans(),
            "reset_after": st.booleans(),
            "go_backwards": st.booleans(),
            "activation": st.sampled_from(["tanh", "relu", "linear"]),
            "recurrent_activation": st.sampled_from(["sigmoid", "hard_sigmoid"]),
        }
    ),
    with_state=st.booleans(),
    masked=st.booleans(),
    seed=st.integers(0, 1000),
)
@a_few
def test_a_trace_is_what_keras_computes(
    units, features, timesteps, options, with_state, masked, seed
):
    layer, rng = randomised(layers.GRU(units, return_sequences=True, **options), features, seed)
    x = rng.normal(size=(2, timesteps, features)).astype("float32")
    state = rng.normal(size=(2, units)).astype("float32") if with_state else np.zeros((2, units))
    mask = rng.random((2, timesteps)) < 0.7 if masked else np.ones((2, timesteps), bool)
    output = ops.convert_to_numpy(layer(x, initial_state=state, mask=mask))
    for index in range(2):
        trace = trace_gru(layer, x, state, mask=mask, index=index)
        # Before the first step that counts Keras shows zeros, whatever the state is.
        begun = np.logical_or.accumulate(~trace.skipped)
        np.testing.assert_allclose(trace.hidden_state[begun], output[index][begun], atol=1e-5)
        assert (
            trace.positions.tolist()
            == list(range(timesteps))[:: -1 if options["go_backwards"] else 1]
        )
        taken = ~trace.skipped
        z, g = trace.update_gate[taken], trace.candidate[taken]
        updated = z * trace.previous_hidden_state[taken] + (1 - z) * g
        np.testing.assert_allclose(trace.hidden_state[taken], updated)


@pytest.mark.parametrize("reset_after", [True, False])
def test_the_gates_are_those_of_the_equations(reset_after):
    """The equations written down once more, gate by gate, with Keras's own slices."""
    layer, rng = randomised(layers.GRU(3, reset_after=reset_after), 2, 0)
    kernel, recurrent, bias = layer.get_weights()
    b, d = bias if reset_after else (bias, np.zeros(9))
    x, h = rng.normal(size=2), rng.normal(size=3)
    step = gru_step(x, h, kernel, recurrent, bias, reset_after=reset_after)
    gates = [slice(0, 3), slice(3, 6), slice(6, 9)]
    z, r = (
        1 / (1 + np.exp(-(x @ kernel[:, s] + b[s] + h @ recurrent[:, s] + d[s]))) for s in gates[:2]
    )
    s = gates[2]
    inner = r * (h @ recurrent[:, s] + d[s]) if reset_after else (r * h) @ recurrent[:, s]
    np.testing.assert_allclose(step.update_gate, z)
    np.testing.assert_allclose(step.reset_gate, r)
    np.testing.assert_allclose(step.candidate, np.tanh(x @ kernel[:, s] + b[s] + inner))


def test_a_layer_around_a_cell_and_a_stateful_layer():
    around, rng = randomised(layers.RNN(layers.GRUCell(4), return_sequences=True), 3, 1)
    x = rng.normal(size=(6, 3)).astype("float32")
    output = ops.convert_to_numpy(around(x[None]))[0]
    np.testing.assert_allclose(trace_gru(around, x).hidden_state, output, atol=1e-6)
    stateful = layers.GRU(4, stateful=True, return_sequences=True)
    stateful(x[None])
    trace = trace_gru(stateful, x)
    output = ops.convert_to_numpy(stateful(x[None]))[0]
    np.testing.assert_allclose(trace.hidden_state, output, atol=1e-6)


BUILT, _ = randomised(layers.GRU(5, name="memory"), 3, 2)
TWO_SEQUENCES = layers.GRU(5, stateful=True)
TWO_SEQUENCES.build((2, 7, 3))
X = np.zeros((7, 3))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"layer": layers.GRU(5)}, ValueError, "layer must be a built keras.layers.GRU, but"),
        ({"layer": randomised(layers.LSTM(5), 3, 0)[0]}, TypeError, "trace_lstm follows it"),
        ({"layer": keras.Sequential([BUILT])}, TypeError, r"model.layers\[0\]"),
        ({"x": np.zeros(3)}, ValueError, "that is one step"),
        ({"initial_state": np.zeros(4)}, ValueError, r"initial_state must .*\(5,\)"),
        ({"initial_state": [np.zeros(5)] * 2}, ValueError, "a GRU has one state, h"),
        ({"layer": TWO_SEQUENCES}, ValueError, "initial_state must be given, h, because layer"),
        ({"mask": "all"}, TypeError, "mask must be an array of True"),
    ],
)
def test_wrong_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        trace_gru(**{"layer": BUILT, "x": X} | arguments)


def test_a_bias_of_the_other_form_is_refused():
    with pytest.raises(ValueError, match=r"bias must be of shape \(15,\) with reset_after=False"):
        gru_sequence(X, np.zeros((3, 15)), np.zeros((5, 15)), np.zeros((2, 15)), reset_after=False)


def test_the_reset_gate_acts_after_the_matrix_product_unless_told():
    layer, rng = randomised(layers.GRU(5), 3, 1)  # Keras's own default
    weights, x, h = layer.get_weights(), rng.normal(size=3), rng.normal(size=5)
    step = gru_step(x, h, *weights)
    expected = layer(x[None, None].astype("float32"), initial_state=h[None].astype("float32"))
    np.testing.assert_allclose(step.hidden_state, ops.convert_to_numpy(expected)[0], atol=1e-6)
    one = gru_sequence(x[None], *weights, initial_state=h)
    np.testing.assert_array_equal(one.hidden_state[0], step.hidden_state)
    assert not one.go_backwards


def test_a_trace_shows_its_sizes():
    assert repr(trace_gru(BUILT, X)) == "GRUTrace: 7 timesteps, 3 features, 5 units"


def test_the_errors_of_a_step_and_of_a_sequence_name_their_own_argument():
    kernel, recurrent = np.ones((3, 6)), np.ones((2, 6))
    with pytest.raises(ValueError, match=r"^x must"):
        gru_step(np.ones(4), np.ones(2), kernel, recurrent)
    with pytest.raises(ValueError, match=r"^hidden_state must"):
        gru_step(np.ones(3), np.ones(5), kernel, recurrent)
    with pytest.raises(ValueError, match=r"^x must"):
        gru_sequence(np.ones((7, 4)), kernel, recurrent)
    with pytest.raises(TypeError, match=r"^skipped must"):
        gru_sequence(np.ones((7, 3)), kernel, recurrent, skipped=[True])
