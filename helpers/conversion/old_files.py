"""Models that Keras 2 saved as .h5, made readable for Keras 3.

Keras 3 refuses most recurrent models of Keras 2, although it computes the same: their layers were
saved with `time_major=False`, an argument that is gone, calls of layers were numbered and written
otherwise, and in the first files a Sequential had no entry for its input. Here a copy of the file
is mended, and Keras loads the copy. What means another thing today is said in notes.

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

from helpers.checks.arguments import described, shown
from helpers.checks.arrays import Array
from helpers.conversion.old_keras import cudnn_to_keras
from helpers.counting import GATES
from helpers.text.refusals import refusal
from helpers.text.words import words

if TYPE_CHECKING:
    import h5py
    import keras

SHAPE = "batch_input_shape"
WEIGHTS = ("kernel", "recurrent_kernel", "bias")
# Layers whose inputs after the first are their states.
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")
CUDNN = {"CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU"}
# What layers of cuDNN were saved with, and layers that run anywhere take too.
CUDNN_ARGUMENTS = (
    *("name", "trainable", "dtype", "units", "return_sequences", "return_state"),
    *("go_backwards", "stateful", "unit_forget_bias"),
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
        with h5py.File(path) as old, h5py.File(copy, "w") as new:
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
            model = keras.saving.load_model(copy, compile=False)
    return OldModel(model, tuple(notes))


def _mend(node: Any) -> Iterator[str]:
    """Change the config of a model to what Keras 3 takes; yield a note on what matters."""
    if isinstance(node, list):
        for part in node:
            yield from _mend(part)
    if not isinstance(node, dict):
        return
    if node.get("class_name") == "Sequential":
        _mend_sequential(node)
    config = node.get("config")
    if isinstance(config, dict) and "class_name" in node:
        yield from _mend_layer(node, config)
    for part in node.values():
        yield from _mend(part)


def _mend_sequential(node: dict[str, Any]) -> None:
    """Give a model of the first files its input: it was a list, and its first layer knew it."""
    if isinstance(node["config"], list):
        node["config"] = {"name": "sequential", "layers": node["config"]}
    layers = node["config"]["layers"]
    if layers[0]["class_name"] != "InputLayer" and SHAPE in layers[0]["config"]:
        shape = layers[0]["config"][SHAPE]
        layers.insert(0, {"class_name": "InputLayer", "config": {SHAPE: shape}})


def _mend_layer(node: dict[str, Any], config: dict[str, Any]) -> Iterator[str]:
    name = config.get("name", node["class_name"])
    if node["class_name"] != "InputLayer":
        config.pop(SHAPE, None)
    if config.pop("time_major", False):
        raise ValueError(refusal("time_major", name=name))
    if (kind := node["class_name"]) in CUDNN:
        node["class_name"] = CUDNN[kind]
        for unknown in set(config) - set(CUDNN_ARGUMENTS):
            del config[unknown]
        if kind == "CuDNNGRU":
            config["reset_after"] = True
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
    if "output_layers" in config:
        _mend_graph(config)
    if "hard_sigmoid" in (config.get("recurrent_activation"), config.get("activation")):
        yield words("conversion")["hard_sigmoid"].format(name=name)


def _mend_graph(config: dict[str, Any]) -> None:
    """Number the calls of models within a model from 0, and hand tensors on by name.

    A model of Keras 2 counted its own making as its first call, a recurrent layer listed its states
    among its inputs, and what was handed on by name, such as `value=`, was a reference. A reference
    is [layer, call, tensor], or among the inputs of a layer [layer, call, tensor, arguments].
    """
    layers = {layer["name"]: layer for layer in config["layers"]}
    calls = [call for layer in layers.values() for call in layer["inbound_nodes"]]
    if all(isinstance(call, dict) for call in calls):
        return  # Keras 3 wrote them.
    references = list(_references([calls, config["output_layers"]]))
    first: dict[str, int] = {}
    for name, number, *_ in references:
        first[name] = min(number, first.get(name, number))
    for reference in references:
        reference[1] -= first[reference[0]]
    for reference in _references(config["output_layers"]):
        # Here alone Keras 3, too, counts the making of a model, if it is no Sequential.
        reference[1] += "output_layers" in layers[reference[0]]["config"]
    for layer in layers.values():
        recurrent = layer["class_name"] in RECURRENT
        layer["inbound_nodes"] = [_as_call(call, recurrent) for call in layer["inbound_nodes"]]


def _references(node: Any) -> Iterator[list[Any]]:
    """Yield the references in calls or outputs, also those that were handed on by name."""
    if _is_reference(node):
        yield node
    if isinstance(node, list | dict):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _references(part)


def _is_reference(node: Any) -> bool:
    return isinstance(node, list) and [type(part) for part in node[:3]] == [str, int, int]


def _as_call(inputs: Any, recurrent: bool) -> dict[str, Any]:
    """Return a call as Keras 3 writes it, given its inputs as Keras 2 did.

    The arguments, which stood in each of the references, are those of the first.
    """
    *_, arguments = next(_references(inputs))
    given = _with_tensors(inputs)
    # Such as constants=None, which Keras 3 does not know.
    named = {key: _with_tensors(one) for key, one in arguments.items() if one is not None}
    if recurrent and len(given) > 1:
        given, named["initial_state"] = given[:1], given[1:]
    alone = isinstance(given, list) and len(given) == 1
    return {"args": given if alone else [given], "kwargs": named}


def _with_tensors(node: Any) -> Any:
    """Return lists and dicts with a tensor of Keras 3 for each reference of Keras 2."""
    if _is_reference(node):
        name, call, tensor, *_ = node
        config = {"shape": [None, None], "dtype": "float32", "keras_history": [name, call, tensor]}
        return {"class_name": "__keras_tensor__", "config": config}
    if isinstance(node, dict):
        return {key: _with_tensors(part) for key, part in node.items()}
    return [_with_tensors(part) for part in node] if isinstance(node, list) else node


def _mend_weights(group: h5py.Group) -> None:
    """Change the weights of CuDNN layers, told by their shapes, to those of plain layers."""
    groups = [group]
    group.visititems(lambda _, item: groups.append(item) if hasattr(item, "keys") else None)
    for place in groups:
        # Keras 2 wrote "kernel:0", Keras 3 writes "kernel".
        names = {name.partition(":")[0]: name for name in place}
        if not set(WEIGHTS) <= set(names):
            continue
        _, recurrent_kernel, bias = arrays = [place[names[role]][()] for role in WEIGHTS]
        if kind := _cudnn_kind(recurrent_kernel, bias):
            for role, array in zip(WEIGHTS, cudnn_to_keras(arrays, kind), strict=True):
                del place[names[role]]
                place[names[role]] = array


def _cudnn_kind(recurrent_kernel: Array, bias: Array) -> str | None:
    """Return what a layer of cuDNN becomes; None for another layer, which has half the bias."""
    units = len(recurrent_kernel)
    for kind in CUDNN.values():
        columns = len(GATES[kind]) * units
        if recurrent_kernel.shape == (units, columns) and bias.shape == (2 * columns,):
            return kind
    return None
