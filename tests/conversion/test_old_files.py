"""Files of Keras 2, written here as Keras 2 wrote them: the configs that Keras 3 refuses."""

import json

import h5py
import keras
import numpy as np
import pytest
from keras import layers, ops

from helpers import explain
from helpers.conversion import cudnn_to_keras, load_old_model
from helpers.inspection.command_line import main


def as_keras_2(model, path, change=lambda config: None):
    """Save a model as .h5 with what Keras 2 wrote into it: `change` takes each layer's entry."""
    model.save(path)
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        for entry in entries(config):
            if entry["class_name"] in ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM2D"):
                entry["config"]["time_major"] = False
            change(entry)
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.15.0"
    return path


def entries(node):
    if isinstance(node, list):
        for part in node:
            yield from entries(part)
    if isinstance(node, dict):
        if isinstance(node.get("config"), dict) and "class_name" in node:
            yield node
        for part in node.values():
            yield from entries(part)


def stack(*parts, shape=(7, 3)):
    model = keras.Sequential([keras.Input(shape), *parts])
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(0, 0.5, weight.shape) for weight in model.get_weights()])
    return model


MODELS = {
    "stacked": lambda: stack(
        layers.Bidirectional(layers.LSTM(4, return_sequences=True)), layers.GRU(3), layers.Dense(2)
    ),
    "cells": lambda: stack(layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)]), layers.Dense(2)),
    "states": lambda: encoder_decoder(),
}


def encoder_decoder():
    x = keras.Input((7, 3))
    _, *states = layers.LSTM(4, return_state=True)(x)
    return keras.Model(x, layers.LSTM(4)(x, initial_state=states))


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.parametrize("name", MODELS)
def test_what_keras_refuses_for_time_major_computes_as_before(tmp_path, name):
    model = MODELS[name]()
    path = as_keras_2(model, tmp_path / "old.h5")
    with pytest.raises(Exception, match="time_major"):
        keras.saving.load_model(path)
    old = load_old_model(path)
    assert old.notes == ()
    x = np.random.default_rng(1).normal(size=(2, 7, 3)).astype("float32")
    np.testing.assert_array_equal(
        ops.convert_to_numpy(old.model(x)), ops.convert_to_numpy(model(x))
    )


def test_states_are_handed_on_though_the_file_lists_them_as_inputs(tmp_path):
    model = encoder_decoder()

    def as_listed(entry):
        for node in entry.get("inbound_nodes", []):
            if isinstance(node, dict):
                found = [one["config"]["keras_history"] for one in entries(node)]
                entry["inbound_nodes"] = [[[*history, {}] for history in found]]

    old = load_old_model(as_keras_2(model, tmp_path / "old.h5", as_listed))
    x = np.random.default_rng(1).normal(size=(2, 7, 3)).astype("float32")
    np.testing.assert_array_equal(
        ops.convert_to_numpy(old.model(x)), ops.convert_to_numpy(model(x))
    )


def test_a_model_within_a_model_has_its_calls_numbered_from_one(tmp_path):
    left, right = keras.Input((7, 3), name="left"), keras.Input((7, 3), name="right")
    shared = keras.Sequential([keras.Input((7, 3)), layers.LSTM(4)], name="shared")
    both = layers.Concatenate(name="both")([shared(left), shared(right)])
    model = keras.Model([left, right], both)

    def as_numbered(entry):
        if entry["config"].get("name") == "both":
            entry["inbound_nodes"] = [[["shared", 1, 0, {}], ["shared", 2, 0, {}]]]
        elif entry["class_name"] == "Sequential":
            entry["inbound_nodes"] = [[["left", 0, 0, {}]], [["right", 0, 0, {}]]]

    old = load_old_model(as_keras_2(model, tmp_path / "old.h5", as_numbered))
    x = [np.random.default_rng(i).normal(size=(2, 7, 3)).astype("float32") for i in range(2)]
    np.testing.assert_array_equal(
        ops.convert_to_numpy(old.model(x)), ops.convert_to_numpy(model(x))
    )


def with_cudnn(model, kind, path):
    """Save a model with its first layer, an LSTM or a GRU, as one of cuDNN; return its weights."""

    def by_cudnn(entry):
        if entry["class_name"] == kind:
            entry["class_name"] = f"CuDNN{kind}"
            entry["config"].pop("reset_after", None)

    path = as_keras_2(model, path, by_cudnn)
    columns = {"LSTM": 16, "GRU": 12}[kind]
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in ((3, columns), (4, columns), (2 * columns,))]
    with h5py.File(path, "r+") as file:
        places = []
        file.visititems(lambda name, item: places.append(item) if "kernel" in item.name else None)
        group = next(item.parent for item in places if item.name.endswith("recurrent_kernel"))
        for name, array in zip(("kernel", "recurrent_kernel", "bias"), weights, strict=True):
            del group[name]
            group[name] = array.astype("float32")
    return path, weights


def test_a_gru_of_cudnn_keeps_its_two_biases(tmp_path):
    path, weights = with_cudnn(stack(layers.GRU(4), layers.Dense(2)), "GRU", tmp_path / "old.h5")
    old = load_old_model(path)
    (note,) = old.notes
    assert note.endswith(": CuDNNGRU of Keras 2 is read as GRU, which computes the same")
    layer = old.model.layers[0]
    assert layer.reset_after is True
    for got, wanted in zip(layer.get_weights(), cudnn_to_keras(weights, "GRU"), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-6)


def test_layers_of_cudnn_become_layers_that_run_anywhere(tmp_path):
    units, features = 4, 3
    model = stack(layers.LSTM(units, name="old"), layers.Dense(2))
    path, weights = with_cudnn(model, "LSTM", tmp_path / "old.h5")
    old = load_old_model(path)
    assert "CuDNNLSTM of Keras 2 is read as LSTM" in old.notes[0]
    kernel, _, bias = old.model.layers[0].get_weights()
    np.testing.assert_allclose(bias, weights[2].reshape(2, -1).sum(axis=0), rtol=1e-6)
    # cuDNN keeps a gate's kernel by rows.
    np.testing.assert_allclose(
        kernel[:, :units].T.ravel(), weights[0][:, :units].ravel(), rtol=1e-6
    )
    assert explain(old.model).layers[0].total == 4 * ((features + units) * units + units)


def test_what_means_another_thing_today_is_said(tmp_path, capsys):
    model = stack(layers.LSTM(4, recurrent_activation="hard_sigmoid", name="sharp"))
    path = as_keras_2(model, tmp_path / "old.h5")
    (note,) = load_old_model(path).notes
    assert note.startswith("sharp: hard_sigmoid was max(0, min(1, 0.2 x + 0.5)) in Keras 2")
    assert main(["explain", str(path)]) == 0
    assert capsys.readouterr().out == f"{explain(load_old_model(path).model)}\n{note}\n"


def test_a_gru_of_the_first_files_has_one_bias(tmp_path):
    def first(entry):
        if entry["class_name"] == "GRU":
            del entry["config"]["reset_after"]

    model = stack(layers.GRU(4, reset_after=False))
    old = load_old_model(as_keras_2(model, tmp_path / "old.h5", first))
    assert old.model.layers[0].reset_after is False


def test_time_first_is_refused_by_name(tmp_path, capsys):
    def turned(entry):
        if entry["class_name"] == "LSTM":
            entry["config"]["time_major"] = True

    path = as_keras_2(stack(layers.LSTM(4, name="turned")), tmp_path / "old.h5", turned)
    with pytest.raises(ValueError, match="time_major must be False, but 'turned' was saved with"):
        load_old_model(path)
    assert main(["explain", str(path)]) == 2
    assert "time_major must be False" in capsys.readouterr().err
