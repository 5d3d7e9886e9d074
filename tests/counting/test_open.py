"""A cell and a library that the package does not know, added from outside, without touching it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.counting import (
    CELLS,
    CONVENTIONS,
    FEATURES,
    KERAS,
    LSTM,
    ONE,
    ONNX,
    PYTORCH,
    UNITS,
    Block,
    ParameterCount,
    Size,
    bias_block,
    count,
    formula_parts,
    lstm_parameters,
    multiply_add_parts,
    recurrent_parameters,
)
from helpers.counting.conventions import Convention, Layout, Stored
from helpers.counting.formulas import FormulaPart, evaluate

LOOKING = ("input", "forget", "output")
PEEPHOLE = replace(
    LSTM,
    name="PeepholeLSTM",
    extra=tuple(Block(gate, "peephole", ONE, UNITS) for gate in LOOKING),
)
# What ONNX keeps, written down once more and not by the package: another library as an outsider
# would add it. Its gates lie in columns, one bias, the candidate first.
OUTSIDE = Convention(
    "outside",
    "Outside",
    gate_orders=(("candidate", "input", "forget", "output"),),
    arrays={
        "kernel": Stored(("k_{layer}",), Layout.COLUMNS),
        "recurrent_kernel": Stored(("r_{layer}",), Layout.ROWS),
        "bias": Stored(("b_{layer}",), Layout.END_TO_END),
    },
    sides=("fw/{name}", "bw/{name}"),
)

sizes = st.integers(1, 5000)
by_arithmetic = settings(deadline=None, database=None)


def test_a_peephole_has_a_formula_of_its_own():
    peephole = recurrent_parameters(PEEPHOLE, units=5, features=3)
    assert peephole.formula == "3 × ((3 + 5) × 5 + 5 + 5) + ((3 + 5) × 5 + 5) = 195"
    assert peephole.gates["forget"]["peephole"] == 5
    assert peephole.gates["candidate"]["peephole"] == 0
    assert peephole.table()[0] == [
        "block", "kernel", "recurrent_kernel", "bias", "peephole", "total",
    ]  # fmt: skip
    assert peephole.table()[1][-1] == ["total", "60", "100", "20", "15", "195"]
    assert peephole.stored["peephole"] == (15,)
    both = recurrent_parameters(PEEPHOLE, 5, 3, bidirectional=True)
    assert both.formula == "2 × (3 × ((3 + 5) × 5 + 5 + 5) + ((3 + 5) × 5 + 5)) = 390"


def test_a_gate_shows_its_weights_by_role():
    forget = recurrent_parameters(PEEPHOLE, units=5, features=3).gates["forget"]
    assert repr(forget) == "Gate(kernel=15, recurrent_kernel=25, bias=5, peephole=5)"


def test_a_formula_counts_one_direction_unless_told():
    blocks = lstm_parameters(5, 3).blocks
    for parts in (formula_parts, multiply_add_parts):
        assert parts(blocks) == parts(blocks, 1) != parts(blocks, 2)


def test_the_multiply_adds_of_a_peephole():
    blocks = KERAS.blocks(PEEPHOLE)
    text = "".join(part.text for part in multiply_add_parts(blocks))
    text = text.format(units=5, features=3)
    assert text == "3 × ((3 + 5) × 5 + 5) + (3 + 5) × 5"
    assert evaluate(text) == recurrent_parameters(PEEPHOLE, 5, 3).multiply_adds_per_step == 175


KEPT_BY_PYTORCH = (
    "convention must be one that keeps 'peephole'; PyTorch has "
    "kernel, recurrent_kernel, bias, projection"
)


def test_onnx_keeps_a_peephole_and_pytorch_does_not():
    onnx = recurrent_parameters(PEEPHOLE, 5, 3, convention="onnx")
    assert list(onnx.gates) == ["input", "output", "forget", "candidate"]
    assert onnx.stored == {"W": (1, 20, 3), "R": (1, 20, 5), "P": (1, 15), "B": (1, 40)}
    with pytest.raises(ValueError, match=KEPT_BY_PYTORCH):
        recurrent_parameters(PEEPHOLE, 5, 3, convention="pytorch")
    with pytest.raises(TypeError, match=r"cell must be a Cell, such as LSTM, not 'LSTM'"):
        recurrent_parameters("LSTM", 5, 3)


@by_arithmetic
@given(st.sampled_from(tuple(CELLS)), sizes, sizes, st.booleans(), st.booleans())
@example("GRU", 5, 3, True, True)
def test_onnx_keeps_both_biases(kind, units, features, use_bias, bidirectional):
    options = {"use_bias": use_bias, "bidirectional": bidirectional}
    ours = recurrent_parameters(CELLS[kind], units, features, convention="onnx", **options)
    gates, directions = len(CELLS[kind].gates), 1 + bidirectional
    expected = {"W": (directions, gates * units, features), "R": (directions, gates * units, units)}
    if use_bias:
        expected["B"] = (directions, 2 * gates * units)
    assert ours.stored == expected
    assert ours.total == sum(int(np.prod(shape)) for shape in expected.values())
    assert evaluate(ours.formula.split(" = ")[0]) == ours.total


@by_arithmetic
@given(sizes, sizes, st.booleans())
def test_a_library_from_outside(units, features, bidirectional):
    ours = lstm_parameters(units, features, bidirectional=bidirectional, convention=OUTSIDE)
    assert list(ours.gates) == ["candidate", "input", "forget", "output"]
    one = {"k_0": (features, 4 * units), "r_0": (4 * units, units), "b_0": (4 * units,)}
    both = {f"{side}/{name}": shape for side in ("fw", "bw") for name, shape in one.items()}
    assert ours.stored == (both if bidirectional else one)
    assert list(ours.stored) == list(both if bidirectional else one)


def test_the_layers_of_a_stack_are_numbered():
    assert list(PYTORCH.shapes(PYTORCH.blocks(LSTM), layer=2)) == [
        "weight_ih_l2", "weight_hh_l2", "bias_ih_l2", "bias_hh_l2",
    ]  # fmt: skip
    first = PYTORCH.shapes(PYTORCH.blocks(LSTM))
    assert list(first)[:2] == ["weight_ih_l0", "weight_hh_l0"]  # torch.nn.LSTM's own first layer
    assert [len(shape) for shape in ONNX.shapes(ONNX.blocks(LSTM), layer=2).values()] == [3, 3, 2]


def test_a_layer_is_the_first_of_its_stack_unless_told():
    sizes = {"units": 5, "features": 3}
    alone = ParameterCount("LSTM", sizes, PYTORCH.blocks(LSTM), convention=PYTORCH)
    assert next(iter(alone.stored)) == "weight_ih_l0"


def test_libraries_are_called_as_they_call_themselves():
    assert [each.title for each in CONVENTIONS.values()] == ["Keras", "PyTorch", "ONNX"]


def test_the_second_bias_is_said_to_be_where_the_library_has_it():
    assert KERAS.second_bias == ""
    names = lstm_parameters(5, 3, convention=PYTORCH).stored
    assert [f"{name}_l0" in names for name in PYTORCH.second_bias.split(" and ")] == [True, True]
    assert ONNX.second_bias == "both in B"
    assert lstm_parameters(5, 3, convention=ONNX).stored["B"] == (1, 2 * 4 * 5)


# Any blocks at all: gates that differ, roles of their own, one role twice in a gate.
@st.composite
def any_blocks(draw):
    size = st.builds(
        Size, st.sampled_from(["units", "features", "window", None]), st.integers(1, 9)
    )
    block = st.builds(
        Block,
        st.sampled_from("abcd"),
        st.sampled_from(["kernel", "recurrent_kernel", "bias", "look", "scale"]),
        size,
        size,
        st.booleans(),
    )
    return tuple(draw(st.lists(block, min_size=1, max_size=8)))


@by_arithmetic
@given(any_blocks(), sizes, sizes, sizes, st.integers(1, 3))
@example((Block("a", "look", Size(None, 2), Size("units", 2)),), 5, 3, 7, 2)
def test_the_formula_of_any_blocks_comes_to_their_sum(blocks, units, features, window, directions):
    numbers = {"units": units, "features": features, "window": window}
    ours = ParameterCount("Any", numbers, blocks, directions)
    left, right = ours.formula.split(" = ")
    total = directions * sum(
        numbers.get(block.rows.name, 1) * block.rows.times
        * numbers.get(block.columns.name, 1) * block.columns.times
        for block in blocks
    )  # fmt: skip
    assert ours.total == evaluate(left) == int(right.replace(",", "")) == total
    assert sum(gate.total for gate in ours.gates.values()) == total
    adds = "".join(part.text for part in multiply_add_parts(blocks, directions))
    filled = {name: f"{number:,}" for name, number in numbers.items()}
    assert evaluate(adds.format(**filled)) == ours.multiply_adds_per_step


def test_a_formula_that_is_not_true_is_refused(monkeypatch):
    monkeypatch.setattr(count, "formula_parts", lambda *_: (FormulaPart("4 × {units}", ()),))
    with pytest.raises(ValueError, match=r"blocks must come to 180 in the formula too, not to 4 ×"):
        lstm_parameters(5, 3)


def test_a_count_needs_a_number_for_each_size():
    with pytest.raises(ValueError, match=r"sizes must hold features, not only \{'units': 5\}"):
        ParameterCount("Half", {"units": 5}, KERAS.blocks(LSTM))
    with pytest.raises(ValueError, match="blocks must come to 0"):
        ParameterCount("None", {"units": 5}, ())


def test_gates_of_unequal_rows_do_not_lie_side_by_side():
    blocks = (
        Block("a", "kernel", FEATURES, UNITS),
        Block("b", "kernel", UNITS, UNITS),
        bias_block("a"),
    )
    uneven = ParameterCount("Uneven", {"units": 5, "features": 3}, blocks)
    assert uneven.formula == "(3 × 5 + 5) + (5 × 5) = 45"
    with pytest.raises(ValueError, match="blocks must have equal rows"):
        uneven.stored  # noqa: B018


@pytest.mark.parametrize("formula", ["2 - 1", "__import__('os')", "2.5", "x + 1", "2 ** 9"])
def test_a_formula_holds_only_numbers_plus_and_times(formula):
    with pytest.raises(ValueError, match="formula must hold only"):
        evaluate(formula)
