"""Junk for every argument of every public function and class: refused by name, or meant.

Public is what stands in `__all__` of `helpers` and of its rooms. `CALLS` has a good call of each;
each test puts junk in place of one argument after the other.
"""

import inspect
import math
import re
import warnings
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import helpers
from helpers import cells, conversion, counting, figures, inspection, tasks, training
from helpers.checks.arguments import LONGEST

ROOMS = sorted(path.parent.name for path in Path(helpers.__file__).parent.glob("*/__init__.py"))
LONGEST_MESSAGE = 900


class Long:
    def __repr__(self):
        return "z" * 10_000


class Silent:
    def __repr__(self):
        raise RuntimeError("no words")


JUNK = {
    "None": None,
    "text": "8",
    "bytes": b"8",
    "2.5": 2.5,
    "NaN": math.nan,
    "infinity": math.inf,
    "True": True,
    "-1": -1,
    "large": 10**30,
    "larger than a float": 10**400,
    "longer than Python writes": 10**5000,
    "complex": 3 + 2j,
    "Decimal": Decimal(3),
    "long repr": Long(),
    "failing repr": Silent(),
    "object": object(),
    "function": lambda *_: None,
    "class": int,
    "empty list": [],
    "empty dict": {},
    "set": {"a"},
    "list of None": [None],
    "ragged list": [[1, 2], [3]],
    "list of junk": [Long(), 2.5],
    "dict of junk": {"loss": "x", 1: Long()},
    "array": np.zeros((2, 2)),
    "empty array": np.zeros(0),
    "array of NaN": np.full((7, 3), math.nan),
    "array of objects": np.array([None, "a"]),
    "array of texts": np.array([["a"]]),
    "complex array": np.ones((2, 2)) * 1j,
}

# What other code makes and hands out; nobody is asked to make one.
MADE_BY_US = {
    "Diagnosis", "DecayAtInitialisation", "Explanation", "Finding", "FormulaPart", "Gate", "Layout",
    "LSTMTrace", "GRUTrace", "OldModel", "Stored", "Convention", "Piece", "StackCount",
}  # fmt: skip
# Where a function is wanted, what another function raises is its own business.
FUNCTIONS = {"activation", "recurrent_activation", "callback", "forecast"}
# What weights consist of: an error may name the part.
PARTS = {"kernel", "recurrent_kernel", "bias"}
# They look at anything, and say what it is.
TAKES_ANYTHING = {"check", "diagnose"}


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """A good call of each public function and class: its arguments by name."""
    import keras
    from keras import layers

    def model():
        keras.utils.set_random_seed(0)
        made = keras.Sequential([keras.Input((7, 3)), layers.LSTM(5), layers.Dense(1)])
        made.compile(loss="mse", optimizer="adam")
        return made

    random = np.random.default_rng(0).normal
    lstm = model().layers[0]
    embedding = layers.Embedding(5, 3)
    embedding.build()
    small = layers.LSTM(4)
    small.build((None, 7, 3))
    x, y = np.ones((4, 7, 3), "float32"), np.ones((4, 1), "float32")
    weights = [random(size=(3, 20)), random(size=(5, 20)), random(size=20)]
    names = ("kernel", "recurrent_kernel", "bias")
    kernels = dict(zip(names, weights, strict=True))
    gru = {
        "kernel": random(size=(3, 15)), "recurrent_kernel": random(size=(5, 15)),
        "bias": np.ones((2, 15)),
    }  # fmt: skip
    gru_layer = layers.GRU(5)
    gru_layer.build((None, 7, 3))
    states = {"hidden_state": np.ones(5), "cell_state": np.ones(5)}
    activations = {"activation": np.tanh, "recurrent_activation": np.tanh}
    sizes = {"units": 2, "features": 3}
    recurrent = sizes | {"use_bias": True, "bidirectional": False, "convention": "keras"}
    outputs = {"return_sequences": True, "return_state": True, "bidirectional": True}
    blocks = counting.KERAS.blocks(counting.LSTM)
    months, history = ["1958-03", "1958-04"], {"loss": [2.0, 1.0], "val_loss": [2.0, 1.0]}
    runs = tasks.seeds.SeededRuns("one_to_one", (0, 1), np.ones(2), np.ones((2, 3)), np.ones(3))
    example = {"sequences": np.ones((1, 5), "float32"), "target": "same"}
    trained = {"model": model(), "x": x, "y": y, "sample_weight": None, "class_weight": None}
    old = tmp_path_factory.mktemp("old") / "model.h5"
    model().save(old)
    return {
        conversion.load_old_model: {"path": old},
        helpers.ActivationCurves: {"sum": 1.0},
        helpers.Ask: {"question": "lstm_total"},
        helpers.ForecastRuns: {"baseline": 0.5},
        helpers.BeTheGate: {"round": "free", "settings": [], "seed": 0},
        helpers.CellStepper: {
            "layer": lstm, "x": x[0], "initial_state": None, "step": 1, "unit": 1, "stage": 1,
            "block": "input",
        },
        helpers.GateExplorer: sizes | {
            "timesteps": 7, "return_sequences": True, "use_bias": True, "bidirectional": False,
        },
        helpers.GradientThroughTime: {
            "forget_bias": 1.0, "with_respect_to": "inputs", "references": False,
        },
        helpers.Padding: {
            "words": ["a", "b"], "numbers": [1, 2], "embedding": embedding, "layer": small,
            "places": 3, "padding": "pre", "mask": True,
        },
        helpers.SayItBack: {"summary": "one_gate"},
        helpers.OrderLines: {"program": "many_to_many"},
        helpers.OneGate: sizes | {"gate": "forget"},
        helpers.TensorShapes: sizes | outputs | {
            "timesteps": 7, "batch": 4, "go_backwards": False, "merge_mode": "sum",
            "second_layer": False, "second_units": 2,
        },
        helpers.TextTensor: {"lines": ["a b", "c"], "timesteps": 3, "features": 4, "samples": 1},
        helpers.TrainingLab: {"example": "one_to_one"},
        helpers.UnrolledCell: sizes | {"timesteps": 7},
        counting.lstm_parameters: recurrent,
        counting.gru_parameters: recurrent | {"reset_after": True},
        counting.simple_rnn_parameters: recurrent,
        counting.recurrent_parameters: recurrent | {"cell": counting.LSTM},
        counting.dense_parameters: sizes | {"use_bias": True},
        counting.embedding_parameters: {"input_dim": 2, "output_dim": 3},
        counting.time_distributed_parameters: {"inner": counting.dense_parameters(1, 5)},
        counting.recurrent_output_shapes: outputs | {
            "layer": "LSTM", "units": 2, "timesteps": 3, "batch": None, "merge_mode": "sum",
        },
        counting.symbolic_output_shapes: outputs | {"layer": "LSTM", "merge_mode": "sum"},
        counting.bias_block: {"gate": "a", "rows": 1},
        counting.by_gate: {"blocks": blocks},
        counting.multiplied_blocks: {"blocks": blocks},
        counting.formula_parts: {"blocks": blocks, "directions": 1},
        counting.multiply_add_parts: {"blocks": blocks, "directions": 1},
        counting.Size: {"name": "units", "times": 1},
        counting.Block: {
            "gate": "a", "role": "b", "rows": counting.UNITS, "columns": counting.UNITS,
            "multiplied": True,
        },
        counting.Cell: {"name": "a", "gates": ("b",), "states": 1, "biases": 1, "extra": ()},
        counting.ParameterCount: {
            "layer": "LSTM", "sizes": sizes, "blocks": blocks, "directions": 1,
            "convention": counting.KERAS,
        },
        cells.decay_at_initialisation: sizes | {
            "forget_biases": (1.0,), "timesteps": 3, "seeds": 1,
        },
        cells.lstm_gradients: kernels | {"x": x[0], "initial_state": None},
        cells.lstm_sequence: kernels | activations | {"x": x[0], "initial_state": None},
        cells.lstm_step: kernels | activations | states | {"x": x[0, 0]},
        cells.simple_rnn_gradients: {
            "x": x[0], "kernel": random(size=(3, 5)), "recurrent_kernel": random(size=(5, 5)),
            "bias": np.ones(5),
        },
        cells.gru_step: gru | activations | {"x": x[0, 0], "hidden_state": np.ones(5)},
        cells.gru_sequence: gru | activations | {"x": x[0]},
        cells.trace_gru: {"layer": gru_layer, "x": x[0]},
        cells.split_gates: {"stored": weights[0], "layer": "LSTM"},
        cells.trace_lstm: {"layer": lstm, "x": x[0], "initial_state": None},
        figures.cell_picture: {"lit": ("x",)},
        figures.curves_figure: {"histories": {"a": history}},
        figures.errors_figure: {"months": months, "truth": [1, 2], "forecasts": {"a": [1, 2]}},
        figures.gate_heat_maps: {
            "trace": cells.lstm_sequence(x[0], *weights), "marks": (1,), "title": "a",
        },
        figures.loss_figure: {"history": history},
        figures.predictions_figure: {"target": [1, 2], "predicted": [1, 2]},
        figures.seeds_figure: {"runs": [runs]},
        figures.series_figure: {"months": months, "values": [1, 2], "parts": {"a": "1958-04"}},
        figures.tensor_figure: {"x": np.ones((1, 2, 3)), "y": np.ones((1, 2))},
        inspection.explain: {"model": model(), "multiply_adds": False, "memory": False},
        tasks.example_named: {"example": "one_to_one"},
        tasks.many_to_many: example,
        tasks.many_to_one: example,
        tasks.one_to_one: example,
        tasks.random_sequences: {"samples": 2, "length": 5, "seed": 1},
        tasks.remember_the_flagged: {"samples": 2, "timesteps": 3, "seed": 0, "flag_rate": 0.1},
        tasks.saved_runs: {},
        tasks.score: {
            "forecast": lambda past: past[-1], "series": np.arange(600.0), "first": 590,
            "last": None,
        },
        tasks.train_seeds: {"example": "one_to_one", "seeds": range(2), "epochs": 2, "units": 2},
        training.train: trained | {
            "epochs": 1, "learning_rate": 0.01, "callback": None, "stop": None,
            "record_predictions": False,
        },
        training.Trainer: trained | {"record_predictions": False},
        **conversions(weights),
    }  # fmt: skip


def conversions(weights):
    state = conversion.keras_to_pytorch(weights)
    return {
        conversion.keras_to_onnx: {"weights": weights, "layer": "LSTM"},
        conversion.keras_to_pytorch: {"weights": weights, "layer": "LSTM"},
        conversion.keras_to_pytorch_module: {
            "stack": [weights], "layer": "LSTM", "prefix": "", "bidirectional": False,
        },
        conversion.onnx_to_keras: {
            "inputs": conversion.keras_to_onnx(weights), "layer": "LSTM", "attributes": None,
        },
        conversion.pytorch_to_keras: {"state": state, "layer": "LSTM"},
        conversion.basic_lstm_to_keras: {
            "kernel": np.ones((8, 20)), "bias": np.ones(20), "forget_bias": 1.0,
        },
        conversion.cudnn_to_keras: {
            "weights": [weights[0], weights[1], np.ones(40)], "layer": "LSTM",
        },
        conversion.keras_to_onnx_nodes: {"stack": [weights]},
        conversion.onnx_nodes_to_keras: {"nodes": conversion.keras_to_onnx_nodes([weights])},
        conversion.onnx_model: {"nodes": conversion.keras_to_onnx_nodes([weights])},
        conversion.read_onnx: {
            "model": conversion.onnx_model(conversion.keras_to_onnx_nodes([weights])),
        },
        conversion.pytorch_module_to_keras: {"state": state, "layer": "LSTM", "prefix": ""},
    }  # fmt: skip


def public():
    """Every public function and class, by its name."""
    found = {}
    for room in ["helpers", *(f"helpers.{name}" for name in ROOMS)]:
        module = import_module(room)
        for name in getattr(module, "__all__", ()):
            value = getattr(module, name)
            if callable(value) and name not in MADE_BY_US and not isinstance(value, np.ndarray):
                found[name] = value
    return found


PUBLIC = {name: value for name, value in public().items() if callable(value)}


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(PUBLIC.keys() - TAKES_ANYTHING))
def test_junk_is_refused_by_name(calls, name):
    function = PUBLIC[name]
    good = calls.get(function, {})
    arguments = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    ]
    missing = set(arguments) - defaults(function) - good.keys()
    assert not missing, f"the fixture `calls` has no good call of {name}: add {missing}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function(**good)
        for argument in good.keys() | set(arguments):
            for kind, junk in JUNK.items():
                if argument in FUNCTIONS and callable(junk):
                    continue
                try:
                    function(**{**good, argument: junk})
                except Exception as error:
                    complain(error, {*arguments, *good, *PARTS}, f"{name}({argument}={kind})")


@pytest.mark.parametrize("name", sorted(TAKES_ANYTHING))
def test_what_takes_anything_raises_nothing(name):
    function = PUBLIC[name]
    for argument in inspect.signature(function).parameters:
        for junk in JUNK.values():
            good = {"model": None} if name == "diagnose" else {"function": len}
            assert function(**{**good, argument: junk}) is not None


def defaults(function):
    parameters = inspect.signature(function).parameters.values()
    return {one.name for one in parameters if one.default is not one.empty}


def complain(error, arguments, call):
    """Fail unless the error is one of ours: it names an argument, and does not run on."""
    message = f"{call}: {type(error).__name__}: {str(error)[:200]}"
    assert type(error) in (TypeError, ValueError), message
    assert re.match(rf"({'|'.join(arguments)})\b", str(error)), message
    assert len(str(error)) <= LONGEST_MESSAGE, message
    assert "z" * LONGEST not in str(error), message


@pytest.mark.parametrize(
    "name", sorted(name for name, value in PUBLIC.items() if hasattr(value, "fallback_html"))
)
def test_a_trait_refuses_junk_and_keeps_what_it_had(calls, name):
    widget = PUBLIC[name](**calls.get(PUBLIC[name], {}))
    own = PUBLIC[name].class_own_traits(sync=True)
    traits = [trait for trait, made in own.items() if not made.read_only]
    for trait in traits:
        before = getattr(widget, trait)
        for kind, junk in JUNK.items():
            try:
                setattr(widget, trait, junk)
            except Exception as error:
                complain(error, {trait}, f"{name}.{trait} = {kind}")
                assert getattr(widget, trait) is before
            before = getattr(widget, trait)
