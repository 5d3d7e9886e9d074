"""The cell stepper without a browser: Keras is the judge of the numbers that it is given."""

import json
import math
import re

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.text.numbers import decimals, packed, subscript
from helpers.widgets.cell_stepper.cell_stepper import BLOCKS, CellStepper

TIMESTEPS, FEATURES, UNITS = 7, 3, 2
CHOICES = {"step": 4, "unit": 2, "stage": 3, "block": "output"}
BAD_NUMBERS = (0, -1, 2.5, 1.0, "1", "", None, math.nan, math.inf, True, False)
BAD = [
    *((name, value) for name in ("step", "unit", "stage") for value in BAD_NUMBERS),
    ("step", TIMESTEPS + 1),
    ("unit", UNITS + 1),
    ("stage", 5),
    *(("block", value) for value in ("i", "Input", "", None, 0, True)),
]


def built(layer, features=FEATURES, timesteps=TIMESTEPS, seed=3):
    """A layer whose weights, the biases too, are all different."""
    layer.build((None, timesteps, features))
    rng = np.random.default_rng(seed)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.get_weights()])
    return layer


def sequence(timesteps=TIMESTEPS, features=FEATURES):
    return np.random.default_rng(7).normal(size=(timesteps, features))


@pytest.fixture(scope="module")
def stepper():
    return CellStepper(built(keras.layers.LSTM(UNITS)), sequence())


def unpacked(rows):
    return np.array([[float(number) for number in row.split()] for row in rows])


OPTIONS = [
    {},
    {"use_bias": False},
    {"go_backwards": True},
    {"activation": "relu"},
    {"recurrent_activation": "hard_sigmoid"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_view_is_given_what_keras_computes(options):
    layer = built(keras.layers.LSTM(UNITS, return_sequences=True, **options))
    x = sequence()
    cell = CellStepper(layer, x).cell
    output = keras.ops.convert_to_numpy(layer(x[np.newaxis]))[0]
    np.testing.assert_allclose(unpacked(cell["h"]), output, atol=2e-6)

    read = x[::-1] if options.get("go_backwards") else x
    entering = unpacked(cell["entering"])
    np.testing.assert_allclose(entering[:, :FEATURES], read, atol=1e-6)
    np.testing.assert_allclose(entering[1:, FEATURES:], output[:-1], atol=2e-6)
    assert cell["positions"] == ([7, 6, 5, 4, 3, 2, 1] if read is not x else [1, 2, 3, 4, 5, 6, 7])
    assert [block["gate"] for block in cell["blocks"]] == list(BLOCKS)
    for block in cell["blocks"]:
        # Every block's sum follows from what the view has, and its activation is Keras's.
        bias = 0 if block["bias"] is None else unpacked([block["bias"]])
        sums = unpacked(block["sums"])
        np.testing.assert_allclose(entering @ unpacked(block["weights"]) + bias, sums, atol=2e-5)
        activate = keras.activations.get(block["activation"])
        values = keras.ops.convert_to_numpy(activate(sums))
        np.testing.assert_allclose(unpacked(block["values"]), values, atol=2e-5)
        assert (block["bias"] is None) is (options.get("use_bias") is False)


def test_initial_state_is_where_the_first_step_starts():
    layer = built(keras.layers.LSTM(UNITS))
    h, c = np.array([0.5, -0.25]), np.array([2.0, -1.5])
    cell = CellStepper(layer, sequence(), initial_state=[h, c]).cell
    np.testing.assert_allclose(unpacked(cell["entering"])[0, FEATURES:], h)
    np.testing.assert_allclose(unpacked(cell["c_prev"])[0], c)


@pytest.mark.parametrize("step", [1, 4, TIMESTEPS])
@pytest.mark.parametrize("unit", [1, 2])
def test_formulas_hold_the_numbers_of_the_trace(stepper, step, unit):
    stepper.step, stepper.unit = step, unit
    trace, formulas = stepper.trace, stepper.formulas
    ends = {
        "input": trace.input_gate,
        "forget": trace.forget_gate,
        "candidate": trace.candidate,
        "output": trace.output_gate,
        "c": trace.cell_state,
        "h": trace.hidden_state,
    }
    for name, values in ends.items():
        assert formulas[name].endswith(f" = {decimals(values[step - 1, unit - 1])}")
    # On paper, from the rounded numbers, the sums come out but for the rounding.
    for name in (*BLOCKS, "c"):
        left = formulas[name].split(" = ")[1]
        shown = formulas[name].split(" = ")[2]
        assert calculated(left) == pytest.approx(calculated(shown), abs=0.1)


def calculated(text):
    inside = re.sub(r"^(σ|tanh)\((.*)\)$", r"\2", text)
    return eval(inside.replace("−", "-").replace("×", "*"), {"__builtins__": {}})


def test_formula_reads_like_on_paper():
    layer = keras.layers.LSTM(1)
    layer.build((None, 1, 1))
    layer.set_weights([np.full((1, 4), 0.5), np.full((1, 4), -0.25), np.array([0, 1.0, 0, 0])])
    stepper = CellStepper(layer, [[2.0]], initial_state=[[-1.0], [0.31]])
    forget = "f = σ(0.50 × 2.00 + (−0.25) × (−1.00) + 1.00) = σ(2.25) = 0.90"
    assert stepper.formulas["forget"] == forget
    assert stepper.formulas["c"] == "c = 0.90 × 0.31 + 0.78 × 0.85 = 0.94"
    assert stepper.formulas["h"] == "h = 0.78 × tanh(0.94) = 0.78 × 0.74 = 0.57"


@pytest.mark.parametrize(("name", "value"), BAD)
def test_trait_refuses_a_wrong_value_and_keeps_the_last_good_one(stepper, name, value):
    for good_name, good in CHOICES.items():
        setattr(stepper, good_name, good)
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be ") as caught:
        setattr(stepper, name, value)
    assert repr(value) in str(caught.value)
    assert {good: getattr(stepper, good) for good in CHOICES} == CHOICES
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be "):
        CellStepper(built(keras.layers.LSTM(UNITS)), sequence(), **{name: value})


def test_traits_can_be_observed(stepper):
    seen = []
    stepper.step = 1
    stepper.observe(lambda change: seen.append((change["old"], change["new"])), "step")
    stepper.step = np.int64(5)
    assert seen == [(1, 5)]
    assert type(stepper.step) is int


@pytest.mark.parametrize(
    ("units", "features", "timesteps", "message"),
    [
        (9, 3, 7, "layer must have at most 8 units, so that each can be seen, not 9"),
        (2, 9, 7, "layer must have at most 8 features, so that each can be seen, not 9"),
        (2, 3, 61, "x must have at most 60 timesteps, so that each can be seen, not 61"),
    ],
)
def test_refuses_what_cannot_be_seen(units, features, timesteps, message):
    layer = built(keras.layers.LSTM(units), features, timesteps)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        CellStepper(layer, sequence(timesteps, features))


def test_refuses_other_layers_and_sequences():
    with pytest.raises(TypeError, match=r"layer must be a built keras\.layers\.LSTM"):
        CellStepper(keras.layers.GRU(2), sequence())
    with pytest.raises(ValueError, match="is not built"):
        CellStepper(keras.layers.LSTM(2), sequence())
    with pytest.raises(ValueError, match="x must be an array of numbers of shape"):
        CellStepper(built(keras.layers.LSTM(UNITS)), np.zeros((1, TIMESTEPS, FEATURES)))
    with pytest.raises(TypeError, match="has no argument 'steps'"):
        CellStepper(built(keras.layers.LSTM(UNITS)), sequence(), steps=3)


def test_leaves_tables_for_a_reader_without_widgets(stepper):
    for name, value in CHOICES.items():
        setattr(stepper, name, value)
    html = stepper.fallback_html()
    assert (
        html == CellStepper(built(keras.layers.LSTM(UNITS)), sequence(), **CHOICES).fallback_html()
    )
    for text in stepper.formulas.values():
        assert text in html
    t, unit = CHOICES["step"] - 1, CHOICES["unit"] - 1
    for values in (stepper.trace.cell_state, stepper.trace.hidden_state):
        assert f">{decimals(values[t, unit])}<" in html
    assert f"What enters at step 4 of {TIMESTEPS}" in html
    assert not re.search(r"\d\.\d{3}|−0\.00<|-\d", html)
    assert repr(stepper) == (
        "CellStepper(<LSTM: 2 units, 3 features, 7 timesteps>, "
        "step=4, unit=2, stage=3, block='output')"
    )


def test_largest_cell_stays_small_in_a_saved_notebook():
    stepper = CellStepper(built(keras.layers.LSTM(8), 8, 60), sequence(60, 8))
    assert len(json.dumps(stepper.cell)) < 80_000


@given(st.floats(-1e6, 1e6))
def test_decimals_are_near_and_never_a_negative_zero(number):
    text = decimals(number)
    size = abs(number)
    assert abs(float(text.replace("−", "-")) - number) <= (
        0.00501 if size < 100 else 0.0501 if size < 1000 else 0.501
    )
    assert not re.fullmatch(r"−0(\.0+)?", text)
    assert "-" not in text


def test_decimals_subscripts_and_packed_rows():
    assert [decimals(n) for n in (0.125, -0.125, -0.004, 99.994, 123.45, 1234.5)] == [
        "0.13", "−0.13", "0.00", "99.99", "123.5", "1235",
    ]  # fmt: skip
    assert subscript(12) == "₁₂"
    assert packed([0.5, -1], ".6f") == "0.500000 -1.000000"
