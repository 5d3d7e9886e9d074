"""Whole PyTorch modules in Keras and back: both frameworks run on drawn options."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from helpers.conversion import (
    keras_to_pytorch_module,
    pytorch_module_to_keras,
    pytorch_to_keras,
)
from tests.examples import at_most

PYTORCH = {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}


def keras_stack(kind, units, features, depth, both, bias):
    def one():
        layer = getattr(layers, kind)(units, use_bias=bias, return_sequences=True)
        return layers.Bidirectional(layer) if both else layer

    return keras.Sequential([keras.Input((None, features)), *(one() for _ in range(depth))])


@given(
    kind=st.sampled_from(tuple(PYTORCH)),
    units=st.integers(1, 5),
    features=st.integers(1, 5),
    depth=st.integers(1, 3),
    both=st.booleans(),
    bias=st.booleans(),
    prefix=st.sampled_from(["", "lstm.", "encoder.0.lstm."]),
    seed=st.integers(0, 1000),
)
@settings(deadline=None, database=None, max_examples=at_most(12))
def test_both_compute_the_same(kind, units, features, depth, both, bias, prefix, seed):
    torch = pytest.importorskip("torch")
    torch.manual_seed(seed)
    module = getattr(torch.nn, PYTORCH[kind])(
        features, units, depth, bias=bias, bidirectional=both, batch_first=True
    )
    model = keras_stack(kind, units, features, depth, both, bias)
    state = {prefix + name: array for name, array in module.state_dict().items()}
    others = {"head.weight": np.zeros((2, 2))} if prefix else {}
    stack = pytorch_module_to_keras(state | others, kind, prefix)
    for layer, weights in zip(model.layers, stack, strict=True):
        layer.set_weights(weights)
    x = np.random.default_rng(seed).normal(size=(2, 4, features)).astype("float32")
    with torch.no_grad():
        expected = module(torch.from_numpy(x))[0].numpy()
    np.testing.assert_allclose(ops.convert_to_numpy(model(x)), expected, atol=1e-5)

    weights = [layer.get_weights() for layer in model.layers]
    back = keras_to_pytorch_module(weights, kind, prefix, bidirectional=both)
    assert list(back) == list(state)
    module.load_state_dict(
        {name[len(prefix) :]: torch.from_numpy(array) for name, array in back.items()}
    )
    with torch.no_grad():
        output = module(torch.from_numpy(x))[0].numpy()
    np.testing.assert_allclose(output, expected, atol=1e-5)


@pytest.mark.parametrize("mode", ["LSTM", "GRU", "tanh", "relu"])
@given(depth=st.integers(1, 2), both=st.booleans(), bias=st.booleans(), seed=st.integers(0, 1000))
@settings(deadline=None, database=None, max_examples=at_most(2))
def test_layers_and_modules_know_their_options(mode, depth, both, bias, seed):
    torch = pytest.importorskip("torch")
    torch.manual_seed(seed)
    kind, more = (mode, {}) if mode.isupper() else ("SimpleRNN", {"nonlinearity": mode})
    options = {"num_layers": depth, "bias": bias, "bidirectional": both, "batch_first": True}
    module = getattr(torch.nn, PYTORCH[kind])(3, 4, **options, **more)
    found = [one.layer(return_sequences=True) for one in pytorch_module_to_keras(module)]
    model = keras.Sequential([keras.Input((None, 3)), *found])
    x = np.random.default_rng(seed).normal(size=(2, 4, 3)).astype("float32")
    with torch.no_grad():
        expected = module(torch.from_numpy(x))[0].numpy()
    np.testing.assert_allclose(ops.convert_to_numpy(model(x)), expected, atol=1e-5)

    state = keras_to_pytorch_module(model.layers)
    assert state.options == options | more | {"input_size": 3, "hidden_size": 4}
    again = getattr(torch.nn, PYTORCH[state.kind])(**state.options)
    again.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    with torch.no_grad():
        output = again(torch.from_numpy(x))[0].numpy()
    np.testing.assert_allclose(output, expected, atol=1e-5)


def test_weights_are_read_from_a_module_or_its_parameters_in_any_precision():
    torch = pytest.importorskip("torch")
    module = torch.nn.RNN(3, 2, batch_first=True)
    x = np.random.default_rng(0).normal(size=(2, 4, 3)).astype("float32")
    expected = module(torch.from_numpy(x))[0].detach().numpy()
    rounded = {name: array.bfloat16() for name, array in module.state_dict().items()}
    for state, close in (
        (module, 1e-6),
        (module.state_dict(), 1e-6),
        (dict(module.named_parameters()), 1e-6),
        (rounded, 0.02),
    ):
        layer = pytorch_to_keras(state, "SimpleRNN").layer(return_sequences=True)
        np.testing.assert_allclose(ops.convert_to_numpy(layer(x)), expected, atol=close)


def test_a_module_with_a_projection_is_refused():
    torch = pytest.importorskip("torch")
    with pytest.raises(ValueError, match=r"without proj_size, .*'weight_hr_l0'"):
        pytorch_module_to_keras(torch.nn.LSTM(3, 5, proj_size=2))
    with pytest.raises(
        TypeError, match=r"state must be a state_dict .*of a larger module give its"
    ):
        pytorch_module_to_keras(torch.nn.Linear(3, 5))


class LSTMCell(layers.LSTMCell):
    """A user's own, which may compute anything."""


def built(layer, features=3):
    layer.build((None, None, features))
    return layer


@pytest.mark.parametrize(
    ("stack", "message"),
    [
        ([layers.LSTM(4, activation="relu")], "activation must be 'tanh', not 'relu': the LSTM"),
        (
            [layers.GRU(4, recurrent_activation="hard_sigmoid")],
            "recurrent_activation must be 'sigmoid', not 'hard_sigmoid'",
        ),
        ([layers.SimpleRNN(4, activation="elu")], "must be 'tanh' or 'relu', not 'elu'"),
        ([layers.LSTM(4, activation=lambda x: x)], "an activation of Keras for activation, not"),
        ([layers.LSTM(4, go_backwards=True)], "go_backwards must be False, .*torch.flip"),
        ([layers.GRU(4, reset_after=False)], "reset_after must be True, not False"),
        ([layers.GRU(4, reset_after=False, use_bias=False)], "reset_after must be True, not False"),
        ([layers.LSTM(3), layers.LSTM(4)], "stack must have one units throughout, .*3 and 4"),
        ([layers.LSTM(3), layers.GRU(3)], "must have one kind throughout"),
        ([layers.LSTM(3), layers.LSTM(3, use_bias=False)], "a bias in all layers or in none"),
        ([layers.Bidirectional(layers.LSTM(3)), layers.LSTM(3)], "and one number of directions"),
        (
            [
                layers.Bidirectional(
                    layers.LSTM(3, go_backwards=True), backward_layer=layers.LSTM(3)
                )
            ],
            r"stack\[0\] must read forward first, and backward second",
        ),
        (
            [
                layers.Bidirectional(
                    layers.LSTM(3),
                    backward_layer=layers.LSTM(3, go_backwards=True, use_bias=False),
                )
            ],
            "two directions alike, but only one has a bias",
        ),
        ([layers.LSTM(4), layers.LSTM(4)], r"stack\[1\] must read the 4 features .*, not 3"),
        (
            [layers.Bidirectional(layers.LSTM(3), merge_mode="sum")],
            "merge_mode='concat', not 'sum'",
        ),
        (
            [
                layers.Bidirectional(
                    layers.LSTM(3), backward_layer=layers.LSTM(4, go_backwards=True)
                )
            ],
            "two directions alike, but units is 3 forward and 4 backward",
        ),
    ],
)
def test_layers_that_no_module_computes_are_refused_by_name(stack, message):
    with pytest.raises(ValueError, match=message):
        keras_to_pytorch_module([built(layer) for layer in stack])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (layers.LSTM(3, name="new"), "stack.0. must be .*'new' is not built"),
        (built(layers.Dense(3)), "must be a built recurrent layer .* of type Dense"),
        (built(layers.RNN([layers.LSTMCell(3), layers.LSTMCell(3)])), "has StackedRNNCells"),
        (keras.Sequential(name="whole"), "not the model 'whole': pick the layer"),
        (built(layers.RNN(LSTMCell(3))), "cells of LSTM, GRU or SimpleRNN, but .* has LSTMCell"),
    ],
)
def test_what_is_no_recurrent_layer_is_refused(value, message):
    with pytest.raises((TypeError, ValueError), match=message):
        keras_to_pytorch_module([value])


def test_a_wrong_prefix_is_answered_with_the_right_one():
    state = {f"encoder.lstm.{name}": array for name, array in plain().items()}
    with pytest.raises(ValueError, match=r"stands before its names: 'encoder\.lstm\.'"):
        pytorch_module_to_keras(state)


def plain(depth=2, reverse=False):
    one = [np.ones((3, 8)), np.ones((2, 8)), np.ones(8)]
    two = [np.ones((2, 8)), np.ones((2, 8)), np.ones(8)]
    times = 2 if reverse else 1
    stack = [one * times, two * times][:depth]
    return keras_to_pytorch_module(stack, bidirectional=reverse)


@pytest.mark.parametrize(
    ("state", "prefix", "message"),
    [
        ({}, "", "state must hold every layer of the stack"),
        (plain(), "lstm.", "every layer of the stack, from 'lstm.weight_ih_l0' on"),
        ({f"lstm.{name}": a for name, a in plain().items()}, "", "not 'lstm.weight_ih_l0'.*prefix"),
        ({k: a for k, a in plain().items() if "l1" in k}, "", "must hold every layer"),
        (plain() | {"weight_hr_l0": np.ones((1, 2))}, "", "without proj_size, .*'weight_hr_l0'"),
        (plain(1, True) | {"weight_ih_l1": np.ones((8, 4))}, "", "must hold every layer"),
    ],
)
def test_a_state_that_is_no_whole_module_is_refused(state, prefix, message):
    with pytest.raises(ValueError, match=message):
        pytorch_module_to_keras(state, prefix=prefix)


def test_other_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match=r"state must be a state_dict .* not None"):
        pytorch_module_to_keras(None)
    with pytest.raises(TypeError, match=r"prefix must be text, .* not 3"):
        pytorch_module_to_keras(plain(), prefix=3)
    with pytest.raises(TypeError, match=r"prefix must be text, .* not 3"):
        keras_to_pytorch_module([[np.ones((3, 8)), np.ones((2, 8))]], prefix=3)
    with pytest.raises(TypeError, match="bidirectional must be True or False, not 1"):
        keras_to_pytorch_module([[np.ones((3, 8)), np.ones((2, 8))]], bidirectional=1)
    for wrong in ([], 3):
        with pytest.raises(TypeError, match="stack must be a list of layers, or of the get_wei"):
            keras_to_pytorch_module(wrong)
    with pytest.raises(ValueError, match=r"stack\[0\] must be a list .*, not of a matrix and a ve"):
        keras_to_pytorch_module([[np.ones((3, 8)), np.ones(8)]])
    with pytest.raises(ValueError, match=r"must be a dict of weight_ih_l0, .* not .*'bias_ih"):
        pytorch_module_to_keras({name: a for name, a in plain(1).items() if name != "bias_hh_l0"})
    with pytest.raises(ValueError, match="2 or 3 arrays of a layer of one direction, not 1"):
        keras_to_pytorch_module([[np.ones((3, 8))]])
    with pytest.raises(
        ValueError, match=r"stack\[0\] .* the 4 or 6 arrays of a Bidirectional, not 3"
    ):
        keras_to_pytorch_module(
            [[np.ones((3, 8)), np.ones((2, 8)), np.ones(8)]], bidirectional=True
        )


@pytest.mark.parametrize("more", [{"num_layers": 2}, {"bidirectional": True}])
def test_a_module_of_two_layers_or_directions_is_more_than_one_layer(more):
    torch = pytest.importorskip("torch")
    with pytest.raises(ValueError, match="not a module of more; pytorch_module_to_keras takes it"):
        pytorch_to_keras(torch.nn.LSTM(3, 2, **more))


def test_a_state_whose_layers_do_not_fit_on_one_another_is_refused_by_name():
    state = {}
    for depth, features in enumerate((3, 5)):
        lower = keras_to_pytorch_module([built(layers.LSTM(4), features)])
        state |= {name.replace("l0", f"l{depth}"): array for name, array in lower.items()}
    with pytest.raises(ValueError, match=r"state\[1\] must read the 4 features that .*, not 5"):
        pytorch_module_to_keras(state)
