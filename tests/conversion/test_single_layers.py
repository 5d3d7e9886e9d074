"""Other layouts of the same weights: round trips always, other frameworks where installed."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from helpers.conversion import (
    keras_to_onnx,
    keras_to_pytorch,
    onnx_to_keras,
    pytorch_to_keras,
)
from helpers.counting import (
    GATES,
    gru_parameters,
    lstm_parameters,
    simple_rnn_parameters,
)

COUNTS = {"LSTM": lstm_parameters, "GRU": gru_parameters, "SimpleRNN": simple_rnn_parameters}
PYTORCH = {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}


def draw_weights(kind, units, features, biased, seed):
    rng = np.random.default_rng(seed)
    columns = len(GATES[kind]) * units
    shapes = [(features, columns), (units, columns)]
    if biased:
        shapes.append((2, columns) if kind == "GRU" else (columns,))
    return [rng.normal(size=shape).astype("float32") for shape in shapes]


by_arithmetic = settings(deadline=None, database=None)
any_weights = st.tuples(
    st.sampled_from(tuple(GATES)),
    st.integers(1, 6),
    st.integers(1, 6),
    st.booleans(),
    st.integers(0, 1000),
)


@given(any_weights)
@by_arithmetic
def test_there_and_back_changes_nothing(case):
    weights = draw_weights(*case)
    for there, back, more in (
        (keras_to_pytorch, pytorch_to_keras, ()),
        (keras_to_onnx, onnx_to_keras, ({"linear_before_reset": 1},)),
    ):
        returned = back(there(weights, case[0]), case[0], *more)
        assert len(returned) == len(weights)
        for before, after in zip(weights, returned, strict=True):
            np.testing.assert_array_equal(before, after)
            assert after.dtype == before.dtype


@given(any_weights)
@by_arithmetic
def test_pytorch_gets_the_shapes_that_counting_promises(case):
    kind, units, features, biased, _ = case
    state = keras_to_pytorch(draw_weights(*case), kind)
    count = COUNTS[kind](units, features, use_bias=biased, convention="pytorch")
    assert {name: array.shape for name, array in state.items()} == count.stored
    assert sum(array.size for array in state.values()) == count.total


def test_the_order_of_the_blocks_with_one_unit():
    kernel, recurrent_kernel = np.array([[1, 2, 3, 4]]), np.array([[5, 6, 7, 8]])
    weights = [kernel, recurrent_kernel, np.array([10, 20, 30, 40])]
    torch_state = keras_to_pytorch(weights)
    assert torch_state["weight_ih_l0"].ravel().tolist() == [1, 2, 3, 4]
    assert torch_state["bias_ih_l0"].tolist() == [10, 20, 30, 40]
    assert torch_state["bias_hh_l0"].tolist() == [0, 0, 0, 0]
    onnx_inputs = keras_to_onnx(weights)
    assert onnx_inputs["W"].tolist() == [[[1], [4], [2], [3]]]
    assert onnx_inputs["R"].tolist() == [[[5], [8], [6], [7]]]
    assert onnx_inputs["B"].tolist() == [[10, 40, 20, 30, 0, 0, 0, 0]]
    gru = keras_to_pytorch([kernel[:, :3], recurrent_kernel[:, :3]], "GRU")
    assert gru["weight_ih_l0"].ravel().tolist() == [2, 1, 3]


def test_pytorchs_two_biases_become_their_sum():
    state = keras_to_pytorch(draw_weights("LSTM", 2, 3, True, 0))
    state["bias_hh_l0"] = np.arange(8, dtype="float32")
    np.testing.assert_array_equal(
        pytorch_to_keras(state)[2], state["bias_ih_l0"] + state["bias_hh_l0"]
    )


def test_the_arrays_are_copies():
    weights = draw_weights("LSTM", 2, 3, True, 0)
    before = [array.copy() for array in weights]
    for array in (*keras_to_pytorch(weights).values(), *keras_to_onnx(weights).values()):
        array += 1
    for array, old in zip(weights, before, strict=True):
        np.testing.assert_array_equal(array, old)


# Against the other frameworks. Ran with PyTorch 2.13.0, ONNX 1.23.2 and ONNX Runtime 1.32.0.


def keras_layer(kind, use_bias, units=5, features=3):
    """A layer whose biases are not zeros, a batch for it, and what it makes of the batch."""
    layer = getattr(layers, kind)(units, use_bias=use_bias, return_sequences=True)
    layer.build((None, 7, features))
    rng = np.random.default_rng(7)
    layer.set_weights([rng.normal(0, 0.7, array.shape) for array in layer.get_weights()])
    x = rng.normal(size=(2, 7, features)).astype("float32")
    return layer, x, ops.convert_to_numpy(layer(x))


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("kind", GATES)
def test_pytorch_computes_the_same(kind, use_bias):
    torch = pytest.importorskip("torch")
    layer, x, expected = keras_layer(kind, use_bias)
    module = getattr(torch.nn, PYTORCH[kind])(3, 5, bias=use_bias, batch_first=True)
    state = keras_to_pytorch(layer.get_weights(), kind)
    module.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    with torch.no_grad():
        output, _ = module(torch.from_numpy(x))
    np.testing.assert_allclose(output.numpy(), expected, atol=1e-6)


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("kind", GATES)
def test_keras_computes_what_pytorch_does(kind, use_bias):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    module = getattr(torch.nn, PYTORCH[kind])(3, 5, bias=use_bias, batch_first=True)
    layer, x, _ = keras_layer(kind, use_bias)
    layer.set_weights(pytorch_to_keras(module.state_dict(), kind))
    with torch.no_grad():
        expected, _ = module(torch.from_numpy(x))
    np.testing.assert_allclose(ops.convert_to_numpy(layer(x)), expected.numpy(), atol=1e-6)


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("kind", GATES)
def test_onnx_computes_the_same(kind, use_bias):
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    layer, x, expected = keras_layer(kind, use_bias)
    weights = keras_to_onnx(layer.get_weights(), kind)
    attributes = {"linear_before_reset": 1} if kind == "GRU" else {}
    output = run_onnx(onnx, runtime, kind, weights, x, attributes)
    np.testing.assert_allclose(output, expected, atol=1e-6)


def run_onnx(onnx, runtime, kind, weights, x, attributes):
    """What ONNX Runtime makes of a batch, (batch, timesteps, units)."""
    helper, number = onnx.helper, onnx.TensorProto.FLOAT
    batch, timesteps, features = x.shape
    units = weights["R"].shape[-1]
    node = helper.make_node(PYTORCH[kind], ["X", *weights], ["Y"], hidden_size=units, **attributes)
    graph = helper.make_graph(
        [node],
        "one_layer",
        [helper.make_tensor_value_info("X", number, [timesteps, batch, features])],
        [helper.make_tensor_value_info("Y", number, [timesteps, 1, batch, units])],
        [onnx.numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    session = runtime.InferenceSession(model.SerializeToString())
    (output,) = session.run(None, {"X": x.transpose(1, 0, 2)})
    return output[:, 0].transpose(1, 0, 2)


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("reset_after", [True, False])
def test_the_attribute_says_which_form_of_the_gru_it_is(reset_after, use_bias):
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    layer = layers.GRU(5, use_bias=use_bias, reset_after=reset_after, return_sequences=True)
    layer.build((None, 7, 3))
    rng = np.random.default_rng(7)
    layer.set_weights([rng.normal(0, 0.7, array.shape) for array in layer.get_weights()])
    x = rng.normal(size=(2, 7, 3)).astype("float32")
    attributes = {"linear_before_reset": 1} if reset_after else {}
    inputs = keras_to_onnx(layer.get_weights(), "GRU")
    output = run_onnx(onnx, runtime, "GRU", inputs, x, attributes)
    np.testing.assert_allclose(output, ops.convert_to_numpy(layer(x)), atol=1e-6)
    if use_bias:  # what a file from elsewhere holds: both biases in use
        inputs["B"] = rng.normal(size=inputs["B"].shape).astype("float32")
    layer.set_weights(onnx_to_keras(inputs, "GRU", attributes))
    output = run_onnx(onnx, runtime, "GRU", inputs, x, attributes)
    np.testing.assert_allclose(ops.convert_to_numpy(layer(x)), output, atol=1e-6)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        (None, "attributes must be given for a GRU.*not None"),
        ({"clip": 3.0}, r"attributes\['clip'\] must be None, not 3.0: Keras has no limit"),
        ({"direction": "backward"}, "must be 'forward' or 'reverse' or 'bidir.*, not 'backward'"),
        ({"direction": b"bidirectional"}, r"inputs\['W'\] must .*\(2, rows.*\['direction'\]"),
        (
            {"activations": ["HardSigmoid", "Tanh"]},
            "not HardSigmoid with alpha 0.2 and beta 0.5: .*hard_sigmoid of Keras 2.*1/6.*clip",
        ),
        (
            {"activations": ["HardSigmoid", "Tanh"], "activation_alpha": [0.3]},
            "not HardSigmoid with alpha 0.3 and beta 0.5; Keras has HardSigmoid with alpha 0.16",
        ),
        (
            {"activations": ["HardSigmoid", "Tanh"], "activation_beta": [0.4]},
            "not HardSigmoid with alpha 0.2 and beta 0.4; Keras has HardSigmoid",
        ),
        ({"activations": ["Sigmoid", "LeakyRelu"]}, "not LeakyRelu with alpha 0.01 .*alpha 0.2 "),
        (
            {"activations": ["Sigmoid", "Affine"], "activation_beta": [1.0]},
            "not Affine with alpha 1.0 and beta 1.0; Keras has Affine with alpha 1.0 and beta 0.0",
        ),
        ({"activations": ["Sigmoid", "Elu"], "activation_alpha": [0.2]}, "not Elu with alpha 0.2"),
        (
            {"activations": ["Sigmoid", "ScaledTanh"]},
            r"must be of those .* \(Tanh, Sigmoid, .*not 'ScaledTanh'",
        ),
        ({"activations": ["Sigmoid"]}, r"must be a list of 2, not \['Sigmoid'\]"),
        ({"activations": ["Sigmoid", "Elu"], "activation_alpha": [2.0]}, "not Elu with alpha 2.0"),
        ({"input_forget": 1}, "must be 0, not 1: Keras has no coupled gates"),
        ({"layout": 2}, "must be 0 or 1, not 2"),
        ({"hidden_size": 4}, "must be 2, not 4, the units of R"),
        ({"linear_before_reset": 2}, "must be 0 or 1, not 2"),
        ({"batch_first": 1}, "not 'batch_first': what it does"),
    ],
)
def test_attributes_that_change_the_meaning_are_refused_by_name(attributes, message):
    inputs = dict(keras_to_onnx(draw_weights("GRU", 2, 3, True, 0), "GRU"))
    with pytest.raises(ValueError, match=message):
        onnx_to_keras(inputs, "GRU", attributes)


@pytest.mark.parametrize(
    ("attributes", "activation", "reset_after"),
    [
        ({"layout": 0, "clip": None, "input_forget": 0, "direction": b"forward"}, "tanh", False),
        ({"layout": 1, "linear_before_reset": 1, "hidden_size": 2}, "tanh", True),
        ({"linear_before_reset": 0, "activations": [b"Sigmoid", b"Elu"]}, "elu", False),
        ({"activations": ("Sigmoid", "Affine")}, "linear", False),
    ],
)
def test_attributes_that_keras_can_do_are_read(attributes, activation, reset_after):
    inputs = dict(keras_to_onnx(draw_weights("GRU", 2, 3, True, 0), "GRU"))
    found = onnx_to_keras(inputs, "GRU", attributes)
    assert found.arguments["activation"] == activation
    assert found.arguments["reset_after"] is reset_after


# Errors


def both_directions():
    inputs = keras_to_onnx(draw_weights("LSTM", 2, 3, True, 0))
    return type(inputs)(
        "LSTM",
        {name: np.concatenate([array, array]) for name, array in inputs.items()},
        {"direction": "bidirectional"},
    )


LSTM_STATE = keras_to_pytorch(draw_weights("LSTM", 2, 3, True, 0))


@pytest.mark.parametrize(
    ("convert", "error", "message"),
    [
        (lambda: keras_to_pytorch(None), TypeError, "weights must be a .* not None"),
        (lambda: keras_to_pytorch([np.zeros((3, 8))]), TypeError, "weights must be a list of kern"),
        (
            lambda: keras_to_pytorch([np.zeros((3, 8)), np.zeros((3, 8))]),
            ValueError,
            r"recurrent_kernel must .*\(2, 8\), not of shape \(3, 8\)",
        ),
        (
            lambda: keras_to_onnx(draw_weights("GRU", 2, 3, True, 0)),
            ValueError,
            "kernel must have 4 × units columns, but 6 does not divide by 4",
        ),
        (
            lambda: keras_to_pytorch([np.zeros((3, 6)), np.zeros((2, 6)), np.zeros(6)], "GRU"),
            ValueError,
            "reset_after must be True, .*PyTorch has no GRU with reset_after=False; ONNX has",
        ),
        (lambda: keras_to_pytorch([], "Dense"), ValueError, "layer must be one of 'LSTM', 'GRU'"),
        (lambda: pytorch_to_keras(LSTM_STATE, "Dense"), ValueError, "layer must be one of 'LSTM'"),
        (
            lambda: pytorch_to_keras(None),
            ValueError,
            "state must be a dict of weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 .*None",
        ),
        (lambda: onnx_to_keras({}, "Dense"), ValueError, "layer must be one of 'LSTM', 'GRU'"),
        (lambda: onnx_to_keras(None), ValueError, "inputs must be a dict of W, R, B .*, not None"),
        (
            lambda: onnx_to_keras({"W": np.zeros((1, 8, 3)), "R": np.zeros((1, 8, 2))}, "LSTM", 3),
            TypeError,
            "attributes must be a dict of the node's attributes, not 3",
        ),
        (
            lambda: onnx_to_keras({"W": np.zeros((1, 8, 3)), "R": np.zeros((8, 2))}),
            ValueError,
            r"inputs\['R'\] must .*\(1, rows, units\), not of shape \(8, 2\)",
        ),
        (
            lambda: onnx_to_keras({"W": np.zeros((1, 8, 3)), "R": np.zeros((1, 8, 3))}),
            ValueError,
            r"recurrent_kernel must .*\(2, 8\), not of shape \(3, 8\)",
        ),
        (
            lambda: keras_to_pytorch([np.zeros((3, 8)), np.zeros((2, 8)), np.zeros(7)]),
            ValueError,
            r"bias must .*\(8,\), not of shape \(7,\)",
        ),
        (
            lambda: keras_to_pytorch([np.zeros((3, 6)), np.zeros((2, 6)), np.zeros((3, 6))], "GRU"),
            ValueError,
            r"bias must .*\(2, 6\), not of shape \(3, 6\)",
        ),
        (
            lambda: keras_to_pytorch([np.zeros((3, 8))] * 4),
            TypeError,
            "weights must be a list of kern.*; of a Bidirectional give the layer itself",
        ),
        (
            lambda: keras_to_pytorch([np.zeros((3, 8))] * 6),
            TypeError,
            "weights must be a list of kern.*; of a Bidirectional give the layer itself",
        ),
        (
            lambda: keras_to_pytorch(keras.Sequential(name="whole")),
            TypeError,
            "weights must be .* not the model 'whole'",
        ),
        (
            lambda: keras_to_pytorch(onnx_to_keras(both_directions()).layer()),
            ValueError,
            r"weights must be of one direction, .*keras_to_pytorch_module takes \[layer\]",
        ),
        *(
            (
                lambda name=name: pytorch_to_keras(LSTM_STATE | {name: np.zeros((2, 2, 2))}),
                ValueError,
                rf"state\['{name}'\] must be .* of shape \({shape}\), not",
            )
            for name, shape in (
                ("weight_ih_l0", "rows, features"),
                ("weight_hh_l0", "rows, units"),
                ("bias_ih_l0", "rows,"),
                ("bias_hh_l0", "rows,"),
            )
        ),
        (
            lambda: pytorch_to_keras(LSTM_STATE | {"weight_ih_l1": np.zeros((8, 2))}),
            ValueError,
            "one layer and one direction, not .*'weight_ih_l1'",
        ),
        (
            lambda: pytorch_to_keras(LSTM_STATE | {"bias_hh_l0": np.zeros(7)}),
            ValueError,
            r"bias must .*\(8,\), not of shape \(7,\)",
        ),
        (
            lambda: onnx_to_keras({"W": 0}),
            ValueError,
            r"inputs must be a dict of W, R, B .*\['W'\]",
        ),
        (
            lambda: onnx_to_keras({"W": np.zeros((2, 8, 3)), "R": np.zeros((2, 8, 2))}),
            ValueError,
            r"inputs\['W'\] must .*\(1, rows, features\), not of shape \(2, 8, 3\)",
        ),
    ],
)
def test_wrong_arguments_are_refused(convert, error, message):
    with pytest.raises(error, match=message):
        convert()


def test_keras_itself_stores_what_is_converted():
    model = keras.Sequential([keras.Input((7, 3)), layers.LSTM(5)])
    model.layers[0].set_weights(pytorch_to_keras(keras_to_pytorch(model.get_weights())))
    assert model.count_params() == lstm_parameters(5, 3).total
