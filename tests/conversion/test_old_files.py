"""Files of Keras 2: two that it wrote, and some written here as it wrote them."""

import json
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras import layers, ops

from helpers import explain
from helpers.conversion import load_old_model
from helpers.inspection.command_line import main

# Written by tf_keras, which is Keras 2: write_keras_2.py beside them.
FILES = Path(__file__).parent / "files"
COMPUTED = json.loads((FILES / "keras_2.json").read_text(encoding="utf-8"))
X = [np.sin(np.arange(24).reshape(2, 4, 3) + start).astype("float32") for start in (0, 1)]


def outputs(model, x):
    return [ops.convert_to_numpy(one) for one in model(x)]


def test_a_model_with_states_arguments_by_name_and_models_within_computes_as_in_keras_2(caplog):
    old = load_old_model(str(FILES / "everything.h5"))
    assert old.notes == ()
    # Nor does Keras speak of what is not meant to be there: a compiled model.
    assert caplog.records == []
    for found, wanted in zip(outputs(old.model, X), COMPUTED["everything"], strict=True):
        np.testing.assert_allclose(found, wanted, atol=5e-6)


def test_layers_of_cudnn_become_layers_that_run_anywhere_and_keep_their_arguments():
    old = load_old_model(FILES / "cudnn.h5")
    for found, wanted in zip(outputs(old.model, X[:1]), COMPUTED["cudnn"], strict=True):
        np.testing.assert_allclose(found, wanted, atol=5e-6)
    assert old.notes == (
        "first: CuDNNLSTM of Keras 2 is read as LSTM, which computes the same; its two biases are "
        "added into one, so it has 4 × units parameters less",
        "second: CuDNNGRU of Keras 2 is read as GRU, which computes the same",
    )
    _, first, second = old.model.layers
    assert (first.name, first.trainable, first.stateful) == ("first", False, True)
    assert (first.go_backwards, first.cell.unit_forget_bias) == (True, False)
    assert (second.name, second.trainable, second.stateful) == ("second", True, False)
    assert (second.compute_dtype, second.reset_after) == ("float64", True)
    assert explain(old.model).layers[1].total == 4 * ((3 + 2) * 2 + 2)


def as_keras_2(model, path, change=lambda entry: None):
    """Save a model as .h5 with what Keras 2 wrote into it: `change` takes each layer's entry."""
    model.save(path)
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        for entry in entries(config):
            if entry["class_name"] in ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM2D"):
                entry["config"]["time_major"] = False
            if entry["class_name"] == "InputLayer":
                entry["config"]["batch_input_shape"] = entry["config"].pop("batch_shape")
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


def stack(*parts, shape=(4, 3)):
    model = keras.Sequential([keras.Input(shape), *parts])
    rng = np.random.default_rng(0)
    model.set_weights([rng.uniform(0.1, 0.9, weight.shape) for weight in model.get_weights()])
    return model


@keras.saving.register_keras_serializable("tests")
def halved(x):
    return x / 2


MODELS = {
    "stacked": lambda: stack(
        layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
        layers.GRU(3, activation=halved),
        layers.Dense(2),
    ),
    "cells": lambda: stack(layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)]), layers.Dense(2)),
    "pictures": lambda: stack(layers.ConvLSTM2D(2, 2), shape=(2, 3, 3, 1)),
}


@pytest.mark.parametrize("name", MODELS)
def test_what_keras_refuses_for_time_major_computes_as_before(tmp_path, name):
    model = MODELS[name]()
    path = as_keras_2(model, tmp_path / "old.h5")
    with pytest.raises(Exception, match="time_major"):
        keras.saving.load_model(path)
    same_as(model, load_old_model(path))


def same_as(model, old):
    assert old.notes == ()
    x = np.random.default_rng(1).normal(size=(2, *model.input_shape[1:])).astype("float32")
    np.testing.assert_array_equal(
        ops.convert_to_numpy(old.model(x)), ops.convert_to_numpy(model(x))
    )


def test_a_file_of_keras_3_is_read_as_it_is(tmp_path):
    x = keras.Input((4, 3))
    inner = keras.Model(x, layers.Dense(3)(x))
    model = keras.Model(x, inner(layers.LSTM(3, return_sequences=True)(inner(x))))
    model.save(tmp_path / "new.h5")
    same_as(model, load_old_model(tmp_path / "new.h5"))


@pytest.mark.parametrize("as_list", [False, True])
def test_the_first_files_name_no_form_of_a_gru_and_no_input(tmp_path, as_list):
    """There was one form only, and a Sequential was a list whose first layer knew its input."""

    def first(entry):
        entry["config"].pop("reset_after", None)
        if entry["class_name"] == "Sequential":
            _, embedding, *others = entry["config"]["layers"]
            embedding["config"] |= {"batch_input_shape": [2, 4], "input_length": 4}
            others[1]["config"]["batch_input_shape"] = [2, 4, 2]
            entry["config"]["layers"] = [embedding, *others]
            if as_list:
                entry["config"] = entry["config"]["layers"]

    model = stack(
        layers.Embedding(5, 3),
        layers.GRU(2, reset_after=False, return_sequences=True),
        layers.RNN(layers.GRUCell(2, reset_after=False)),
        shape=(4,),
    )
    old = load_old_model(as_keras_2(model, tmp_path / "old.h5", first))
    assert old.model.input_shape == (2, 4)
    assert old.model.name == ("sequential" if as_list else model.name)
    same_as(model, old)


@pytest.mark.parametrize("axis", [[2], 2])
def test_the_later_files_name_modules_and_shapes(tmp_path, axis):
    """Keras 2.13 to 2.15 wrote what a layer was built with, and Keras 3 builds it otherwise."""
    query, value = keras.Input((4, 3), name="query"), keras.Input((4, 2), name="value")
    found = layers.MultiHeadAttention(1, 2, name="heads")(query, value)
    found = layers.BatchNormalization(axis=2, name="norm")(found)
    model = keras.Model(
        [query, value], layers.Attention(score_mode="concat", name="seen")([found, query])
    )
    added = {
        "heads": {"query_shape": [None, 4, 3], "key_shape": [None, 4, 2]}
        | {"value_shape": [None, 4, 2], "softmax_robust_masking": False},
        "norm": {"axis": axis},
    }
    inbound = {
        "heads": [[["query", 0, 0, {"value": ["value", 0, 0], "training": False}]]],
        "norm": [[["heads", 0, 0, {}]]],
        "seen": [[["norm", 0, 0, {}], ["query", 0, 0, {}]]],
    }

    def later(entry):
        if (name := entry["config"].get("name")) in inbound:
            entry |= {"module": "keras.layers", "registered_name": None}
            entry |= {"build_config": {"input_shape": [None, 4, 3]}}
            entry["inbound_nodes"] = inbound[name]
            entry["config"] |= added.get(name, {}) | {"dtype": "float32"}

    old = load_old_model(as_keras_2(model, tmp_path / "old.h5", later))
    x = [np.random.default_rng(1).normal(size=(2, 4, size)).astype("float32") for size in (3, 2)]
    np.testing.assert_array_equal(
        ops.convert_to_numpy(old.model(x)), ops.convert_to_numpy(model(x))
    )


@pytest.mark.parametrize("role", ["recurrent_activation", "activation"])
def test_what_means_another_thing_today_is_said(tmp_path, capsys, role):
    model = stack(layers.LSTM(4, name="sharp", **{role: "hard_sigmoid"}))
    path = as_keras_2(model, tmp_path / "old.h5")
    (note,) = load_old_model(path).notes
    assert note.startswith("sharp: hard_sigmoid was max(0, min(1, 0.2 x + 0.5)) in Keras 2")
    assert main(["explain", str(path)]) == 0
    assert capsys.readouterr().out == f"{explain(load_old_model(path).model)}\n{note}\n"


def test_time_first_is_refused_by_name(tmp_path, capsys):
    def turned(entry):
        if entry["class_name"] == "LSTM":
            entry["config"]["time_major"] = True

    path = as_keras_2(stack(layers.LSTM(4, name="turned")), tmp_path / "old.h5", turned)
    with pytest.raises(ValueError, match="time_major must be False, but 'turned' was saved with"):
        load_old_model(path)
    assert main(["explain", str(path)]) == 2
    assert "time_major must be False" in capsys.readouterr().err


def test_what_is_no_model_is_refused_by_name(tmp_path):
    with pytest.raises(TypeError, match="path must be a text or a Path, not 3 of type int"):
        load_old_model(3)
    other = tmp_path / "text.h5"
    other.write_text("no model", encoding="utf-8")
    with pytest.raises(ValueError, match=r"path must be of an \.h5 file, but '.*text\.h5' is none"):
        load_old_model(other)
    for part in ("model_config", "model_weights"):
        path = tmp_path / f"without_{part}.h5"
        path.write_bytes((FILES / "cudnn.h5").read_bytes())
        with h5py.File(path, "r+") as file:
            del (file.attrs if part == "model_config" else file)[part]
        with pytest.raises(ValueError, match=f"of a whole model, but '.*{part}.h5' has weights on"):
            load_old_model(path)


def test_the_code_of_a_lambda_is_not_run(tmp_path):
    path = as_keras_2(stack(layers.Lambda(lambda x: 2 * x)), tmp_path / "old.h5")
    with pytest.raises(ValueError, match="safe_mode"):
        load_old_model(path)
