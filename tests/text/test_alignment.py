"""In every table words and formulas begin at the left, and numbers end at the right."""

import re

import keras
import numpy as np
import pytest
from keras import layers

import helpers
from helpers.counting import lstm_parameters


def built(layer, *shape):
    layer.build((None, *shape))
    return layer


def explained():
    model = keras.Sequential([keras.Input((7, 3)), layers.LSTM(4)])
    return helpers.explain(model, multiply_adds=True, memory=True)._repr_html_()


def padding():
    embedding, lstm = built(layers.Embedding(5, 3), 4), built(layers.LSTM(2), 4, 3)
    return helpers.Padding(["a", "b"], [1, 2], embedding, lstm).fallback_html()


# The sides of the columns, from left to right: of each table of the page one text.
SIDES = {
    "count": (lambda: lstm_parameters(5, 3)._repr_html_(), ["lrrrr"]),
    "stack": (
        lambda: lstm_parameters(5, 3, convention="pytorch", num_layers=2)._repr_html_(), ["lrrl"]
    ),
    "explain": (explained, ["lllrrrrl"]),
    "ForecastRuns": (lambda: helpers.ForecastRuns(1.5).fallback_html(), ["llrrrrr"]),
    "CellStepper": (
        lambda: helpers.CellStepper(built(layers.LSTM(2), 7, 3), np.ones((7, 3))).fallback_html(),
        ["lrrrrr", "lrrrrrrr", "ll", "lrrrrrr"],
    ),
    "TensorShapes": (lambda: helpers.TensorShapes(return_state=True).fallback_html(), ["llll"]),
    "TextTensor": (lambda: helpers.TextTensor(["a b", "c"]).fallback_html(), ["l" * 11]),
    "Padding": (padding, ["llrrr"]),
    "OneGate": (lambda: helpers.OneGate().fallback_html(), ["lrrr"]),
    "GateExplorer": (lambda: helpers.GateExplorer().fallback_html(), ["lrrrr", "lr"]),
    "UnrolledCell": (lambda: helpers.UnrolledCell().fallback_html(), ["lrr"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SIDES)
def test_columns_stand_where_they_should(name):
    table, wanted = SIDES[name]
    heads = re.findall(r"<thead>.*?</thead>", table(), re.DOTALL)
    sides = ["".join(re.findall(r"text-align: (\w)", head)) for head in heads]
    assert sides == wanted


def test_the_text_of_an_explanation_is_set_as_its_page():
    model = keras.Sequential([keras.Input((7, 3)), layers.LSTM(400, name="a")], name="m")
    lines = repr(helpers.explain(model)).splitlines()
    head, row = lines[1], lines[2]
    # Words begin where their head begins, and numbers end where theirs ends.
    assert row.index("LSTM") == head.index("kind")
    assert row.index("(None, 400)") == head.index("output shape")
    assert row.index("646,400") + len("646,400") == head.index("parameters") + len("parameters")
