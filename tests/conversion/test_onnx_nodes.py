"""Whole ONNX models of Keras's recurrent layers, and back: ONNX Runtime computes them."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from helpers.conversion import (
    keras_to_onnx,
    keras_to_onnx_nodes,
    onnx_model,
    onnx_nodes_to_keras,
    onnx_to_keras,
    read_onnx,
)
from tests.examples import at_most

ACTIVATIONS = (
    *("tanh", "sigmoid", "relu", "softsign", "softplus"),
    *("elu", "leaky_relu", "hard_sigmoid", "linear"),
)


def run(model, x):
    runtime = pytest.importorskip("onnxruntime")
    (output,) = runtime.InferenceSession(model.SerializeToString()).run(None, {"X": x})
    return output


one_layer = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["LSTM", "GRU", "SimpleRNN"]),
        "units": st.integers(1, 4),
        "both": st.booleans(),
        "use_bias": st.booleans(),
        "activation": st.sampled_from(ACTIVATIONS),
        "recurrent_activation": st.sampled_from(["sigmoid", "hard_sigmoid"]),
        "reset_after": st.booleans(),
    }
)


def make(drawn, features, rng):
    """Layers of any kind and width, one upon the other, with random weights."""
    stack = []
    for options in map(dict, drawn):
        kind, both = options.pop("kind"), options.pop("both")
        for name, has in (("reset_after", ["GRU"]), ("recurrent_activation", ["GRU", "LSTM"])):
            if kind not in has:
                del options[name]
        layer = getattr(layers, kind)(return_sequences=True, **options)
        layer = layers.Bidirectional(layer) if both else layer
        layer.build((None, None, features))
        layer.set_weights([rng.normal(0, 0.4, w.shape) for w in layer.get_weights()])
        stack.append(layer)
        features = options["units"] * (1 + both)
    return stack


def run_keras(stack, x):
    for layer in stack:
        x = layer(x)
    return ops.convert_to_numpy(x)


@given(st.lists(one_layer, min_size=1, max_size=2), st.integers(1, 4), st.integers(0, 1000))
@settings(deadline=None, database=None, max_examples=at_most(12))
def test_onnx_runtime_computes_what_keras_does_and_back(drawn, features, seed):
    pytest.importorskip("onnx")
    rng = np.random.default_rng(seed)
    stack = make(drawn, features, rng)
    x = rng.normal(size=(2, 3, features)).astype("float32")
    expected = run_keras(stack, x)
    close = {"rtol": 1e-4, "atol": 1e-5}
    model = onnx_model(keras_to_onnx_nodes(stack))
    np.testing.assert_allclose(run(model, x), expected, **close)

    back = [found.layer(return_sequences=True) for found in onnx_nodes_to_keras(read_onnx(model))]
    np.testing.assert_allclose(run_keras(back, x), expected, **close)
    for before, after in zip(stack, back, strict=True):
        if isinstance(before, layers.Bidirectional):
            assert isinstance(after, layers.Bidirectional)
            before, after = before.forward_layer, after.forward_layer
        assert type(before) is type(after)
        assert after.activation is before.activation


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_onnx_has_the_same_activations(name):
    pytest.importorskip("onnx")
    both = layers.Bidirectional(layers.SimpleRNN(3, activation=name, return_sequences=True))
    x = np.random.default_rng(0).normal(size=(2, 3, 2)).astype("float32")
    expected = ops.convert_to_numpy(both(x))
    model = onnx_model(keras_to_onnx_nodes([both]))
    np.testing.assert_allclose(run(model, x), expected, atol=1e-6)
    (node,) = read_onnx(model)
    assert onnx_to_keras(node).arguments["activation"] == name


def test_the_usual_activations_go_without_saying():
    layer = layers.LSTM(2)
    layer.build((None, None, 3))
    assert keras_to_onnx(layer).options == {"hidden_size": 2, "direction": "forward"}


def test_a_model_says_what_it_reads_and_returns():
    onnx = pytest.importorskip("onnx")
    both = layers.Bidirectional(layers.SimpleRNN(3, return_sequences=True))
    x = np.zeros((2, 5, 4), "float32")
    width = both(x).shape[-1]
    model = onnx_model([keras_to_onnx(both)])
    onnx.checker.check_model(model, full_check=True)
    places = [*model.graph.input, *model.graph.output]
    found = {
        place.name: [size.dim_param or size.dim_value for size in place.type.tensor_type.shape.dim]
        for place in places
    }
    assert found == {"X": ["batch", "timesteps", 4], "Y": ["batch", "timesteps", width]}
    # Any runtime since 2021 is to read it.
    assert model.ir_version <= 8
    assert model.opset_import[0].version <= 14


def test_inputs_that_a_node_leaves_out_are_left_out():
    onnx = pytest.importorskip("onnx")
    arrays = {
        "w": np.ones((1, 8, 3), "float32"),
        "r": np.ones((1, 8, 2), "float32"),
        "p": np.ones((1, 6), "float32"),
    }

    def read(*names):
        node = onnx.helper.make_node("LSTM", ["X", *names], ["Y"], hidden_size=2)
        stored = [onnx.numpy_helper.from_array(array, name) for name, array in arrays.items()]
        return read_onnx(
            onnx.helper.make_model(onnx.helper.make_graph([node], "g", [], [], stored))
        )

    for names in (["w", "r"], ["w", "r", "", "", "h", "c"], ["w", "r", "", "", "", "", ""]):
        (found,) = read(*names)
        assert list(found) == ["W", "R"]
        assert onnx_to_keras(found).arguments["use_bias"] is False
    (found,) = read("w", "r", "", "", "", "", "p")
    assert list(found) == ["W", "R", "P"]


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_a_layer_that_goes_backwards_is_a_reverse_node(kind):
    pytest.importorskip("onnx")
    layer = getattr(layers, kind)(4, go_backwards=True, return_sequences=True)
    x = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")
    expected = ops.convert_to_numpy(layer(x))
    node = keras_to_onnx(layer)
    assert node.options["direction"] == "reverse"
    # ONNX returns the steps in the order of x, Keras in the order of reading.
    np.testing.assert_allclose(run(onnx_model([node]), x)[:, ::-1], expected, atol=1e-6)
    back = onnx_to_keras(node).layer(return_sequences=True)
    np.testing.assert_allclose(ops.convert_to_numpy(back(x)), expected, atol=1e-6)


def test_a_gru_without_bias_keeps_its_form():
    for reset_after in (True, False):
        layer = layers.GRU(4, use_bias=False, reset_after=reset_after)
        layer.build((None, None, 3))
        node = keras_to_onnx(layer)
        assert node.options["linear_before_reset"] == int(reset_after)
        assert onnx_to_keras(node).arguments["reset_after"] is reset_after


def test_hard_sigmoid_of_keras_2_computes_in_onnx_and_is_refused_by_name():
    pytest.importorskip("onnx")
    clip = lambda x: ops.clip(0.2 * x + 0.5, 0, 1)  # noqa: E731
    layer = layers.LSTM(4, recurrent_activation=clip, return_sequences=True)
    x = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")
    expected = ops.convert_to_numpy(layer(x))
    node = keras_to_onnx(layer.get_weights())
    node.options["activations"] = ["HardSigmoid", "Tanh", "Tanh"]  # 0.2 and 0.5 by default
    np.testing.assert_allclose(run(onnx_model([node]), x), expected, atol=1e-6)
    with pytest.raises(ValueError, match=r"hard_sigmoid of Keras 2\. Keras 3 has another"):
        onnx_to_keras(node)


def test_a_stack_in_a_larger_model_is_found():
    onnx = pytest.importorskip("onnx")
    first, second = layers.Bidirectional(layers.LSTM(4)), layers.GRU(2)
    first.build((None, None, 3)), second.build((None, None, 8))
    model = onnx_model(keras_to_onnx_nodes([first, second]))
    found = read_onnx(onnx.load_from_string(model.SerializeToString()))
    assert [(node.kind, node["W"].shape) for node in found] == [
        ("LSTM", (2, 16, 3)),
        ("GRU", (1, 6, 8)),
    ]
    # Weights may also stand in the model as constants, beside others that hold no tensor.
    constants = [
        onnx.helper.make_node("Constant", [], [tensor.name], value=tensor)
        for tensor in model.graph.initializer
    ]
    constants.append(onnx.helper.make_node("Constant", [], ["one"], value_float=1.0))
    graph = onnx.helper.make_graph([*constants, *model.graph.node], "constants", [], [])
    again = read_onnx(onnx.helper.make_model(graph))
    for node, other in zip(found, again, strict=True):
        for key in node:
            np.testing.assert_array_equal(node[key], other[key])
    del model.graph.initializer[:]
    with pytest.raises(ValueError, match=r"weights of 'LSTM', but W \('W0'\) is computed"):
        read_onnx(model)
    del model.graph.node[1:]
    with pytest.raises(ValueError, match="must have a node LSTM, GRU or RNN, and has Transpose"):
        read_onnx(model)


def test_wrong_arguments_are_refused():
    pytest.importorskip("onnx")
    layer = layers.LSTM(4, activation="gelu")
    layer.build((None, None, 3))
    with pytest.raises(ValueError, match=r"activation must be one that ONNX has .*not 'gelu'"):
        keras_to_onnx(layer)
    with pytest.raises(TypeError, match=r"model must be what onnx.load.* not 'x.onnx' of type str"):
        read_onnx("x.onnx")
    for function in (keras_to_onnx_nodes, onnx_nodes_to_keras, onnx_model):
        with pytest.raises(TypeError, match=r"(stack|nodes) must be a list of .*not None"):
            function(None)
        for wrong in ([], {"LSTM": 1}):
            with pytest.raises(TypeError, match=r"(stack|nodes) must be a list of "):
                function(wrong)
    with pytest.raises(TypeError, match=r"nodes\[0\] must be what read_onnx returns"):
        onnx_nodes_to_keras([{}])
    with pytest.raises(TypeError, match=r"nodes\[0\] must be what keras_to_onnx returns"):
        onnx_model([{}])
    with pytest.raises(TypeError, match=r"stack\[0\] must be a built recurrent layer"):
        keras_to_onnx_nodes([layers.Dense(2)])
    with pytest.raises(TypeError, match=r"weights must be a built recurrent layer .* not None"):
        keras_to_onnx(None)
    node = keras_to_onnx(keras.Sequential([keras.Input((5, 3)), layers.LSTM(4)]).layers[0])
    with pytest.raises(ValueError, match=r"nodes\[0\] must be a dict of W, R, B .* not \[\]"):
        onnx_nodes_to_keras([type(node)("LSTM", {}, {})])
    with pytest.raises(ValueError, match=r"nodes\[1\] must read the 4 features .*\[0\] .* not 3"):
        onnx_nodes_to_keras([node, node])
    with pytest.raises(ValueError, match=r"stack\[1\] must read the 4 features .*\[0\] .* not 3"):
        keras_to_onnx_nodes([onnx_to_keras(node).layer()] * 2)
    with pytest.raises(ValueError, match=r"without P, .*peepholes"):
        onnx_to_keras(node | {"P": np.zeros((1, 12))})
    with pytest.raises(ValueError, match="layer must be 'LSTM', which weights is, not 'GRU'"):
        keras_to_onnx(onnx_to_keras(node).layer(), "GRU")
    with pytest.raises(ValueError, match=r"layer must be one of 'LSTM', .*, not 'Dense'"):
        keras_to_onnx(onnx_to_keras(node).layer(), "Dense")
    assert onnx_to_keras(dict(node)).kind == "LSTM"
    both = layers.Bidirectional(layers.SimpleRNN(2))
    both.build((None, None, 3))
    differing = keras_to_onnx(both).options | {"activations": ["Tanh", "Relu"]}
    with pytest.raises(ValueError, match=r"must be alike in both directions, not .*'Relu'"):
        onnx_to_keras(keras_to_onnx(both), attributes=differing)
    with pytest.raises(ValueError, match="one activation for the candidate and for c"):
        onnx_to_keras(node, attributes={"activations": ["Sigmoid", "Tanh", "Relu"]})
