"""OneGate in Python: its traits, its counts, its table."""

import pytest

from helpers import OneGate, lstm_parameters
from helpers.counting import GATES

WRONG = [0, -1, 2.5, "8", None, float("nan"), True, 4097]


@pytest.mark.parametrize("gate", GATES["LSTM"])
@pytest.mark.parametrize(("units", "features"), [(1, 1), (2, 3), (128, 300), (4096, 1)])
def test_one_gate_is_a_quarter_of_the_layer(gate, units, features):
    one = OneGate(units, features, gate)
    assert 4 * one.count.total == lstm_parameters(units, features).total
    assert one.count.gates == {gate: lstm_parameters(units, features).gates[gate]}
    assert one.weights_of_a_unit == features + units + 1


def test_formula_has_the_numbers_filled_in():
    assert OneGate().count.formula == "(3 + 2) × 2 + 2 = 12"


@pytest.mark.parametrize("name", ["units", "features"])
@pytest.mark.parametrize("value", WRONG)
def test_wrong_size_is_refused_and_the_last_good_one_kept(name, value):
    one = OneGate()
    with pytest.raises((TypeError, ValueError), match=f"{name} must be a whole number from 1 to"):
        setattr(one, name, value)
    assert (one.units, one.features) == (2, 3)
    with pytest.raises((TypeError, ValueError), match=name):
        OneGate(**{name: value})


@pytest.mark.parametrize("value", ["Forget", "f", "", None, 1, True])
def test_wrong_gate_is_refused_and_the_last_good_one_kept(value):
    one = OneGate()
    with pytest.raises(ValueError, match="gate must be one of 'input', 'forget'"):
        one.gate = value
    assert one.gate == "forget"


def test_traits_can_be_observed():
    one = OneGate()
    seen = []
    one.observe(lambda change: seen.append((change["name"], change["new"])))
    one.units, one.gate = 64, "output"
    assert seen == [("units", 64), ("gate", "output")]


def test_view_is_given_names_of_sizes_and_no_numbers():
    layouts = OneGate(units=7, features=11).layouts
    assert [layout["gate"] for layout in layouts] == list(GATES["LSTM"])
    for layout in layouts:
        assert [block["role"] for block in layout["blocks"]] == [
            "kernel",
            "recurrent_kernel",
            "bias",
        ]
        text = "".join(part["text"] for part in layout["formula"])
        assert text == "({features} + {units}) × {units} + {units}"


def test_repr_is_the_call():
    assert repr(OneGate(5, 3, "input")) == "OneGate(units=5, features=3, gate='input')"


def test_table_follows_the_state():
    one = OneGate()
    assert one.fallback_html() == OneGate().fallback_html()
    assert "(3 + 2) × 2 + 2 = 12." in one.fallback_html()
    assert "Each unit: 3 + 2 products and 1 bias: 6 parameters." in one.fallback_html()
    one.units, one.features, one.gate = 128, 300, "output"
    html = one.fallback_html()
    assert "output gate: units=128, features=300" in html
    assert "(300 + 128) × 128 + 128 = 54,912." in html
    assert "38,400" in html
