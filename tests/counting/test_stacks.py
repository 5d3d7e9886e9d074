"""What PyTorch counts, with num_layers and proj_size: what it shows, and what it refuses."""

import re

import pytest

from helpers import lstm_parameters
from helpers.counting import LSTM, recurrent_parameters


def test_a_stack_shows_its_layers():
    stack = lstm_parameters(5, 3, convention="pytorch", num_layers=3)
    assert stack.formula == ("4 × ((3 + 5) × 5 + 2 × 5) + 2 × (4 × ((5 + 5) × 5 + 2 × 5)) = 680")
    assert stack.multiply_adds_per_step == 4 * 8 * 5 + 2 * 4 * 10 * 5
    assert repr(stack).splitlines()[:3] == [
        "LSTM, units=5, features=3, 3 layers: 680 parameters",
        "layer  features  weights  formula",
        "0             3      200  4 × ((3 + 5) × 5 + 2 × 5) = 200",
    ]
    total, formula = repr(stack).splitlines()[-2:]
    assert total.split() == ["total", "680"]
    assert formula == stack.formula
    html = stack._repr_html_()
    assert "680 parameters</caption>" in html
    assert f"<p>{stack.formula}</p>" in html
    # Names and formulas stand on the left, numbers on the right.
    aligned = re.findall(r"<t[hd] [^>]*text-align: (left|right)", html)
    assert aligned == ["left", "right", "right", "left"] * 5
    both = lstm_parameters(5, 3, convention="pytorch", num_layers=2, bidirectional=True)
    assert both.caption.startswith("Bidirectional(LSTM), units=5")


def test_a_projection_is_a_block_of_its_own():
    count = lstm_parameters(5, 3, convention="pytorch", proj_size=2)
    assert count.formula == "4 × ((3 + 2) × 5 + 2 × 5) + (5 × 2) = 150"
    assert count.gates["projection"].total == 10
    assert count.gates["forget"]["projection"] == 0
    assert count.multiply_adds_per_step == 4 * 5 * 5 + 10


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"num_layers": 2},
            ValueError,
            "num_layers must be left out for convention 'keras', not 2",
        ),
        ({"proj_size": 2}, ValueError, "proj_size must be left out for convention 'keras', not 2"),
        ({"num_layers": 2, "convention": "onnx"}, ValueError, "for convention 'onnx', not 2"),
        ({"proj_size": 5, "convention": "pytorch"}, ValueError, "smaller than units, 5, not 5"),
        ({"num_layers": 0, "convention": "pytorch"}, ValueError, "num_layers must be a whole num"),
        ({"num_layers": True, "convention": "pytorch"}, TypeError, "num_layers must be a whole"),
        ({"proj_size": -1, "convention": "pytorch"}, ValueError, "proj_size must be a whole num"),
        ({"proj_size": None, "convention": "pytorch"}, TypeError, "proj_size must be a whole num"),
    ],
)
def test_what_no_module_has_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        recurrent_parameters(LSTM, 5, 3, **options)
