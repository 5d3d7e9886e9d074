"""The unrolled cell: its numbers against Keras, and what it shows without a browser."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf
import traitlets

from helpers import UnrolledCell
from helpers.counting import (
    dense_parameters,
    embedding_parameters,
    gru_parameters,
    lstm_parameters,
    simple_rnn_parameters,
)

SIZES = [(1, 1, 1), (7, 3, 5), (4, 6, 2), (10, 2, 9)]
RECURRENT = {
    "LSTM": (keras.layers.LSTM, lstm_parameters),
    "GRU": (keras.layers.GRU, gru_parameters),
    "SimpleRNN": (keras.layers.SimpleRNN, simple_rnn_parameters),
}


def multiply_adds_in_the_graph(layer, timesteps, features):
    """Add up rows × inner × columns of every matrix product that TensorFlow runs for one sample."""
    spec = tf.TensorSpec((1, timesteps, features), tf.float32)
    graph = tf.function(layer.__call__).get_concrete_function(spec).graph
    return sum(
        operation.outputs[0].shape.num_elements() * operation.inputs[0].shape[-1]
        for operation in graph.get_operations()
        if operation.type == "MatMul"
    )


@pytest.mark.parametrize("name", RECURRENT)
@pytest.mark.parametrize(("timesteps", "features", "units"), SIZES)
def test_multiply_adds_are_those_keras_runs(name, timesteps, features, units):
    make, count = RECURRENT[name]
    layer = make(units, unroll=True)  # unrolled, the graph holds every step's products
    expected = timesteps * count(units, features).multiply_adds_per_step
    assert multiply_adds_in_the_graph(layer, timesteps, features) == expected


def test_multiply_adds_leave_out_what_is_only_added_or_looked_up():
    assert lstm_parameters(5, 3).multiply_adds_per_step == 160
    assert lstm_parameters(5, 3, use_bias=False).multiply_adds_per_step == 160
    assert lstm_parameters(5, 3, bidirectional=True).multiply_adds_per_step == 320
    assert dense_parameters(4, 3).multiply_adds_per_step == 12
    assert embedding_parameters(1000, 128).multiply_adds_per_step == 0


@pytest.mark.parametrize(("timesteps", "features", "units"), SIZES)
def test_parameters_do_not_depend_on_the_length(timesteps, features, units):
    layer = keras.layers.LSTM(units)
    layer(np.zeros((1, timesteps, features), "float32"))
    layer(np.zeros((1, 10 * timesteps, features), "float32"))
    widget = UnrolledCell(timesteps=timesteps, features=features, units=units)
    assert widget.count.total == layer.count_params()


@pytest.mark.parametrize(("timesteps", "features", "units"), [*SIZES, (4096, 4096, 4096)])
def test_layout_multiplies_out_to_the_counts(timesteps, features, units):
    widget = UnrolledCell(timesteps=timesteps, features=features, units=units)
    sizes = {"timesteps": timesteps, "features": features, "units": units}

    def value(size):
        return size["times"] * sizes.get(size["name"], 1)

    counts = [
        (block["multiplied"], value(block["rows"]) * value(block["columns"]))
        for block in widget.layout_data["blocks"]
    ]
    assert sum(count for _, count in counts) == widget.count.total
    assert timesteps * sum(n for multiplied, n in counts if multiplied) == widget.multiply_adds


@pytest.mark.parametrize(("timesteps", "features", "units"), [*SIZES, (4096, 300, 128)])
def test_formula_computes_to_its_result(timesteps, features, units):
    widget = UnrolledCell(timesteps=timesteps, features=features, units=units)
    left, right = widget.multiply_adds_formula.replace(",", "").split(" = ")
    assert re.fullmatch(r"[\d ×+()]+", left)
    assert eval(left.replace("×", "*")) == int(right) == widget.multiply_adds


def test_table_holds_the_chosen_length():
    html = UnrolledCell(timesteps=300, features=3, units=5).fallback_html()
    assert '<tr><th scope="row" style="text-align: left">300</th>' in html
    assert "300 × 4 × (3 + 5) × 5 = 48,000" in html
    assert "4 × ((3 + 5) × 5 + 5) = 180" in html
    assert "48,000" not in UnrolledCell().fallback_html()


def test_representation_is_the_call():
    widget = UnrolledCell(timesteps=9, units=2)
    assert repr(widget) == "UnrolledCell(timesteps=9, features=3, units=2)"
    assert repr(eval(repr(widget))) == repr(widget)


@pytest.mark.parametrize("name", ["timesteps", "features", "units"])
@pytest.mark.parametrize(
    ("wrong", "error"),
    [(0, ValueError), (4097, ValueError), (2.5, TypeError), ("8", TypeError), (True, TypeError)],
)
def test_wrong_sizes_are_refused(name, wrong, error):
    with pytest.raises(error, match=name):
        UnrolledCell(**{name: wrong})
    widget = UnrolledCell()
    before = repr(widget)
    with pytest.raises(error, match=name):
        setattr(widget, name, wrong)
    assert repr(widget) == before


def test_unknown_argument_and_fixed_traits_are_refused():
    with pytest.raises(TypeError, match="batch"):
        UnrolledCell(batch=3)
    with pytest.raises(traitlets.TraitError):
        UnrolledCell().layout_data = {}


def test_changes_can_be_observed():
    widget, seen = UnrolledCell(), []
    widget.observe(lambda change: seen.append(change["new"]), "timesteps")
    widget.timesteps = 12
    assert seen == [12]
    assert widget.multiply_adds == 12 * 160
