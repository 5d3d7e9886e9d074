"""Models that Keras 2 saved as .h5, made readable for Keras 3.

Keras 3 refuses most recurrent models of Keras 2, although it computes the same: their layers were
saved with `time_major=False`, an argument that is gone, and calls of layers were numbered
otherwise. Here a copy of the file is mended, and Keras loads the copy. What means another thing
today is said in notes.

Sources: the layers of Keras 2.15 and tf_keras 2.21, `_convert_rnn_weights` of Keras 2.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.checks.arguments import described, shown
from helpers.conversion.old_keras import cudnn_to_keras
from helpers.text.refusals import refusal
from helpers.text.words import words

if TYPE_CHECKING:
    import h5py
    import keras

CUDNN = {"CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU"}
# What layers of cuDNN were saved with, and layers that run anywhere take too.
CUDNN_ARGUMENTS = (
    *("name", "trainable", "dtype", "batch_input_shape", "units", "return_sequences"),
    *("return_state", "go_backwards", "stateful", "unit_forget_bias"),
)


@dataclass(frozen=True)
class OldModel:
    """A model from an old file, and what is to be known of it, in sentences."""

    model: keras.Model
    notes: tuple[str, ...]


def load_old_model(path: str | Path) -> OldModel:
    """Load a model that Keras 2 saved as .h5, with its weights, not compiled.

    CuDNNLSTM and CuDNNGRU become LSTM and GRU, which compute the same.

    Raises
    ------
    TypeError
        if `path` is neither a text nor a Path.
    ValueError
        if there is no such file, or it holds no model, or one that reads time first
        (`time_major=True`), which no layer of Keras 3 does.
    Exception
        whatever Keras raises for what is not mended here: classes of users, a Lambda.
    """
    import h5py
    import keras

    if not isinstance(path, str | Path):
        raise TypeError(refusal("path_kind", given=described(path)))
    if not h5py.is_hdf5(path):
        raise ValueError(refusal("path_h5", given=shown(str(path))))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "mended.h5"
        with h5py.File(path) as old, h5py.File(copy, "w", libver="latest") as new:
            config = old.attrs.get("model_config")
            if config is None or "model_weights" not in old:
                raise ValueError(refusal("path_weights_only", path=str(path)))
            mended = json.loads(config)
            notes = list(dict.fromkeys(_mend(mended)))
            old.copy("model_weights", new)
            _mend_weights(new["model_weights"])
            new.attrs["model_config"] = json.dumps(mended)
        with warnings.catch_warnings():
            # Of arguments that files had, and that no user of today wrote.
            warnings.simplefilter("ignore")
            model = keras.saving.load_model(copy, compile=False, safe_mode=True)
    return OldModel(model, tuple(notes))


def _mend(node: Any) -> Iterator[str]:
    """Change the config of a model to what Keras 3 takes; yield a note on what matters."""
    if isinstance(node, list):
        for part in node:
            yield from _mend(part)
    if not isinstance(node, dict):
        return
    config = node.get("config")
    if isinstance(config, dict) and "class_name" in node:
        yield from _mend_layer(node, config)
    for part in node.values():
        yield from _mend(part)


def _mend_layer(node: dict[str, Any], config: dict[str, Any]) -> Iterator[str]:
    name = config.get("name", node["class_name"])
    if config.pop("time_major", False):
        raise ValueError(refusal("time_major", name=name))
    if (kind := node["class_name"]) in CUDNN:
        node["class_name"] = CUDNN[kind]
        for unknown in set(config) - set(CUDNN_ARGUMENTS):
            del config[unknown]
        config |= {"reset_after": True} if kind == "CuDNNGRU" else {}
        key = "cudnn_lstm" if kind == "CuDNNLSTM" else "cudnn_gru"
        yield words("conversion")[key].format(name=name, old=kind, new=CUDNN[kind])
    # The first files of Keras 2 were written before there was a second form.
    if node["class_name"] in ("GRU", "GRUCell"):
        config.setdefault("reset_after", False)
    # Keras 3 wants one axis, and files have a list of it.
    if node["class_name"] == "BatchNormalization" and isinstance(config.get("axis"), list):
        config["axis"] = config["axis"][0]
    # Of a MultiHeadAttention; its call says what it reads.
    if node["class_name"] == "MultiHeadAttention":
        node.pop("build_config", None)
    for gone in ("query_shape", "key_shape", "value_shape", "softmax_robust_masking"):
        config.pop(gone, None)
    if config.get("score_mode") == "dot":  # the default, which Keras 3 takes for a function
        del config["score_mode"]
    if isinstance(config.get("layers"), list) and "output_layers" in config:
        _mend_graph(config)
    if "hard_sigmoid" in (config.get("recurrent_activation"), config.get("activation")):
        yield words("conversion")["hard_sigmoid"].format(name=name)


def _mend_graph(config: dict[str, Any]) -> None:
    """Number the calls of models within a model from 0, and hand tensors on by name.

    A model of Keras 2 counted its own making as its first call, a recurrent layer listed its states
    among its inputs, and what was handed on by name, such as `value=`, was a reference. A reference
    is [layer, call, tensor], or with arguments [layer, call, tensor, {}].
    """
    layers = {layer["name"]: layer for layer in config["layers"]}
    calls = [node for layer in layers.values() for node in layer.get("inbound_nodes", [])]
    listed = [node for node in calls if isinstance(node, list)]
    references = [reference for node in listed for reference in node if isinstance(reference, list)]
    references += _references(config["output_layers"])
    for name, layer in layers.items():
        mine = [reference for reference in references if reference[0] == name]
        highest = max((reference[1] for reference in mine), default=0)
        extra = highest + 1 - len(layer.get("inbound_nodes", []))
        if layer["class_name"] in ("Sequential", "Functional", "Model") and extra > 0:
            for reference in mine:
                reference[1] -= extra
        recurrent = layer["class_name"] in ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")
        layer["inbound_nodes"] = [
            _as_call(node, recurrent) for node in layer.get("inbound_nodes", [])
        ]


def _references(places: list[Any]) -> list[list[Any]]:
    """Return the outputs of a model as a list: of one output it is that one alone."""
    return [places] if places and isinstance(places[0], str) else places


def _as_call(node: Any, recurrent: bool) -> Any:
    """Return a call that hands on tensors by name, as Keras 3 writes it; others as they are."""
    if not isinstance(node, list) or not all(map(_is_reference, node)):
        return node
    named = {
        key: _tensor(value) if _is_reference(value) else value
        for reference in node
        for key, value in (reference[3] if len(reference) > 3 else {}).items()
    }
    inputs = [_tensor(reference) for reference in node]
    if recurrent and len(inputs) > 1:
        return {"args": inputs[:1], "kwargs": named | {"initial_state": inputs[1:]}}
    if not any(isinstance(value, dict) for value in named.values()):
        return node
    return {"args": inputs if len(inputs) == 1 else [inputs], "kwargs": named}


def _is_reference(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) in (3, 4)
        and [type(part) for part in value[:3]] == [str, int, int]
    )


def _tensor(reference: list[Any]) -> dict[str, Any]:
    config = {"shape": [None, None], "dtype": "float32", "keras_history": reference[:3]}
    return {"class_name": "__keras_tensor__", "config": config}


def _mend_weights(group: h5py.Group) -> None:
    """Change the weights of CuDNN layers, told by their bias, to those of plain layers."""
    found: list[h5py.Group] = []

    def look(_: str, item: Any) -> None:
        names = {name.partition(":")[0] for name in item} if hasattr(item, "keys") else set()
        if {"kernel", "recurrent_kernel", "bias"} <= names:
            found.append(item)

    group.visititems(look)
    for place in found:
        keys = {key.partition(":")[0]: key for key in place}
        names = [keys[role] for role in ("kernel", "recurrent_kernel", "bias")]
        arrays = [place[name][()] for name in names]
        units, columns = arrays[1].shape if arrays[1].ndim == 2 else (0, 0)
        kind = {4: "LSTM", 3: "GRU"}.get(columns // units if units else 0)
        if kind is None or arrays[2].shape != (2 * columns,):
            continue
        for name, array in zip(names, cudnn_to_keras(arrays, kind), strict=True):
            del place[name]
            place[name] = np.asarray(array)
