"""The counting core against Keras, which is the judge of every number, and against bad input."""

import re
import subprocess
import sys
from functools import partial

import keras
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from keras import layers

from helpers.counting import (
    CONVENTIONS,
    GATES,
    MERGE_MODES,
    ROLES,
    Block,
    Cell,
    ParameterCount,
    Size,
    bias_block,
    dense_parameters,
    embedding_parameters,
    formula_parts,
    gru_parameters,
    lstm_parameters,
    multiply_add_parts,
    recurrent_output_shapes,
    simple_rnn_parameters,
    time_distributed_parameters,
)
from helpers.counting.blocks import by_gate as by_gates
from helpers.counting.blocks import multiplied_blocks
from helpers.counting.shapes import symbolic_output_shapes
from tests.examples import at_most

# Zeros, because the usual orthogonal start of a recurrent kernel costs more than all the rest.
KERAS = {kind: partial(getattr(layers, kind), recurrent_initializer="zeros") for kind in GATES}
OURS = {"LSTM": lstm_parameters, "GRU": gru_parameters, "SimpleRNN": simple_rnn_parameters}

# Keras allocates the weights, so the layers stay below some hundred thousand of them.
small = st.integers(1, 130)
flags = st.booleans()
recurrent = st.sampled_from(tuple(GATES))
no_deadline = settings(deadline=None, database=None)
# For what Keras builds anew each time.
built = settings(no_deadline, max_examples=at_most(50))


def evaluated(formula):
    """Work out the left side of a formula; return it with the right side."""
    left, right = formula.split(" = ")
    assert re.fullmatch(r"[\d,+×() ]+", left), left
    return eval(left.replace("×", "*").replace(",", "")), int(right.replace(",", ""))


def stored(layer):
    """The shapes that a layer of Keras stores, by the name of each weight in it."""
    if isinstance(layer, layers.Bidirectional):
        sides = {"forward": layer.forward_layer, "backward": layer.backward_layer}
        return {
            f"{side} {name}": shape
            for side, inner in sides.items()
            for name, shape in stored(inner).items()
        }
    return {weight.name: tuple(weight.shape) for weight in layer.weights}


def by_gate(layer, gates):
    """Cut the weights of a layer of Keras into gates, and count each piece."""
    counts = {gate: dict.fromkeys(ROLES, 0) for gate in gates}
    for weight in layer.weights:
        pieces = np.split(np.asarray(weight), len(gates), axis=-1)
        for gate, piece in zip(gates, pieces, strict=True):
            counts[gate][weight.name] += piece.size
    return counts


@st.composite
def recurrent_layers(draw):
    kind = draw(recurrent)
    options = {"use_bias": draw(flags)}
    if kind == "GRU":
        options["reset_after"] = draw(flags)
    return kind, draw(small), draw(small), options, draw(flags)


@built
@given(recurrent_layers())
@example(("GRU", 1, 1, {"use_bias": True, "reset_after": True}, True))
@example(("LSTM", 128, 300, {"use_bias": True}, False))
def test_recurrent_weights_are_those_of_keras(drawn):
    kind, units, features, options, bidirectional = drawn
    layer = KERAS[kind](units, **options)
    if bidirectional:
        layer = layers.Bidirectional(layer)
    layer.build((None, 7, features))
    count = OURS[kind](units, features, bidirectional=bidirectional, **options)

    assert count.total == layer.count_params()
    assert count.stored == stored(layer)
    assert list(count.stored) == list(stored(layer))
    assert evaluated(count.formula) == (count.total, count.total)
    gates = by_gate(layer, GATES[kind])
    assert list(count.gates) == list(gates)
    for name, gate in count.gates.items():
        assert {role: getattr(gate, role) for role in ROLES} == gates[name]
        assert gate.total == sum(gates[name].values())
    assert sum(gate.total for gate in count.gates.values()) == count.total


@built
@given(
    kind=recurrent,
    units=small,
    features=small,
    timesteps=st.integers(1, 300),
    batch=st.none() | st.integers(1, 300),
    return_sequences=flags,
    return_state=flags,
    bidirectional=flags,
    merge_mode=st.sampled_from(MERGE_MODES),
)
def test_recurrent_output_shapes_are_those_of_keras(
    kind, units, features, timesteps, batch, bidirectional, merge_mode, **returns
):
    layer = KERAS[kind](units, **returns)
    if bidirectional:
        layer = layers.Bidirectional(layer, merge_mode=merge_mode)
    layer.build((batch, timesteps, features))
    output = layer.compute_output_spec(keras.KerasTensor((batch, timesteps, features)))
    assert recurrent_output_shapes(
        kind,
        units,
        timesteps,
        batch=batch,
        bidirectional=bidirectional,
        merge_mode=merge_mode,
        **returns,
    ) == tuple(tuple(tensor.shape) for tensor in keras.tree.flatten(output))


def test_output_shapes_are_those_of_one_plain_layer_unless_told():
    assert recurrent_output_shapes("LSTM", 5, 7) == ((None, 5),)
    assert recurrent_output_shapes("LSTM", 5, 7, bidirectional=True) == ((None, 10),)
    ((batch, units),) = symbolic_output_shapes()
    assert (batch.name, units.name, units.times) == ("batch", "units", 1)
    h, c = symbolic_output_shapes(return_state=True)[1:]  # an LSTM's: no other layer has a c
    assert h == c == (batch, units)
    (both,) = symbolic_output_shapes(bidirectional=True)
    assert both[1].times == 2


@pytest.mark.thorough
@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("merge_mode", MERGE_MODES)
def test_output_shapes_of_two_directions_that_really_run(kind, merge_mode):
    wrap = partial(layers.Bidirectional, merge_mode=merge_mode)
    shapes_are_those_of_keras(kind, wrap, bidirectional=True, merge_mode=merge_mode)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", GATES)
def test_output_shapes_of_layers_that_really_run(kind):
    shapes_are_those_of_keras(kind, lambda layer: layer)


def shapes_are_those_of_keras(kind, wrap, **options):
    x = np.zeros((2, 7, 3), "float32")
    for return_sequences in (False, True):
        returns = {"return_sequences": return_sequences, "return_state": True}
        layer = wrap(KERAS[kind](5, **returns))
        expected = tuple(tuple(tensor.shape) for tensor in layer(x))
        assert recurrent_output_shapes(kind, 5, 7, batch=2, **options, **returns) == expected


@built
@given(
    units=small,
    features=small,
    use_bias=flags,
    leading=st.lists(st.none() | st.integers(1, 50), min_size=1, max_size=3),
)
def test_dense_and_time_distributed_are_those_of_keras(units, features, use_bias, leading):
    shape = (*leading, features)
    layer = layers.Dense(units, use_bias=use_bias)
    layer.build(shape)
    count = dense_parameters(units, features, use_bias=use_bias)
    assert count.total == layer.count_params()
    assert count.stored == stored(layer)
    assert count.gates is None
    assert evaluated(count.formula) == (count.total, count.total)

    steps = layers.TimeDistributed(layers.Dense(units, use_bias=use_bias))
    steps.build((None, 7, features))
    distributed = time_distributed_parameters(count)
    assert distributed.total == steps.count_params()
    assert distributed.stored == stored(steps)
    assert distributed.formula == count.formula
    assert distributed.layer == "TimeDistributed(Dense)"


@built
@given(vocabulary=small, width=small)
def test_embedding_is_that_of_keras(vocabulary, width):
    layer = layers.Embedding(vocabulary, width)
    layer.build()
    count = embedding_parameters(vocabulary, width)
    assert count.total == layer.count_params()
    assert count.stored == stored(layer)
    assert count.gates is None
    assert evaluated(count.formula) == (count.total, count.total)


@no_deadline
@given(recurrent, small, small, flags, flags)
def test_pytorch_keeps_a_second_bias(kind, units, features, use_bias, bidirectional):
    options = {"use_bias": use_bias, "bidirectional": bidirectional}
    count = OURS[kind](units, features, convention="pytorch", **options)
    gates, directions = len(GATES[kind]), 1 + bidirectional
    biases = 2 * units if use_bias else 0
    assert count.total == directions * gates * (units * (features + units) + biases)
    assert count.total == sum(int(np.prod(shape)) for shape in count.stored.values())
    assert sum(gate.total for gate in count.gates.values()) == count.total
    assert evaluated(count.formula) == (count.total, count.total)
    assert count.stored["weight_ih_l0"] == (gates * units, features)
    assert count.stored["weight_hh_l0"] == (gates * units, units)


@no_deadline
@given(recurrent, st.integers(1, 10**9), st.integers(1, 10**9))
def test_counts_stay_exact_however_large_the_layer(kind, units, features):
    count = OURS[kind](units, features, use_bias=False)
    assert count.total == len(GATES[kind]) * units * (units + features)
    assert evaluated(count.formula) == (count.total, count.total)


@pytest.mark.parametrize(
    ("count", "formula"),
    [
        (lstm_parameters(128, 300), "4 × ((300 + 128) × 128 + 128) = 219,648"),
        (lstm_parameters(units=64, features=128), "4 × ((128 + 64) × 64 + 64) = 49,408"),
        (lstm_parameters(5, 1), "4 × ((1 + 5) × 5 + 5) = 140"),
        (lstm_parameters(10, 3), "4 × ((3 + 10) × 10 + 10) = 560"),
        (lstm_parameters(10, 3, use_bias=False), "4 × ((3 + 10) × 10) = 520"),
        (
            lstm_parameters(10, 3, convention="pytorch"),
            "4 × ((3 + 10) × 10 + 2 × 10) = 600",
        ),
        (
            lstm_parameters(64, 10, bidirectional=True),
            "2 × 4 × ((10 + 64) × 64 + 64) = 38,400",
        ),
        (
            lstm_parameters(32, 128, bidirectional=True),
            "2 × 4 × ((128 + 32) × 32 + 32) = 41,216",
        ),
        (gru_parameters(5, 3), "3 × ((3 + 5) × 5 + 2 × 5) = 150"),
        (gru_parameters(5, 3, reset_after=False), "3 × ((3 + 5) × 5 + 5) = 135"),
        (simple_rnn_parameters(5, 3), "(3 + 5) × 5 + 5 = 45"),
        (
            simple_rnn_parameters(5, 3, bidirectional=True),
            "2 × ((3 + 5) × 5 + 5) = 90",
        ),
        (dense_parameters(10, 64), "64 × 10 + 10 = 650"),
        (dense_parameters(1, 5), "5 × 1 + 1 = 6"),
        (dense_parameters(5, 5), "5 × 5 + 5 = 30"),
        (dense_parameters(10, 64, use_bias=False), "64 × 10 = 640"),
        (embedding_parameters(1000, 128), "1,000 × 128 = 128,000"),
        (time_distributed_parameters(dense_parameters(1, 5)), "5 × 1 + 1 = 6"),
    ],
)
def test_published_numbers(count, formula):
    assert count.formula == formula
    assert count.total == int(formula.rpartition(" = ")[2].replace(",", ""))


def test_the_models_of_the_lessons():
    one_to_one = lstm_parameters(5, 1).total
    assert one_to_one + dense_parameters(1, 5).total == 146
    assert one_to_one + dense_parameters(5, 5).total == 170
    whole = [embedding_parameters(1000, 128), lstm_parameters(64, 128), dense_parameters(10, 64)]
    assert sum(count.total for count in whole) == 178_058
    # Three blocks counted instead of four: the wrong answer that the questions must recognise.
    assert sum([gate.total for gate in lstm_parameters(10, 3).gates.values()][:3]) == 420


def test_gates_stand_in_the_order_of_keras_and_pytorch():
    assert list(lstm_parameters(5, 3).gates) == ["input", "forget", "candidate", "output"]
    assert list(gru_parameters(5, 3).gates) == ["update", "reset", "candidate"]
    assert list(simple_rnn_parameters(5, 3).gates) == ["hidden"]  # it has no gate, one block
    pytorch = gru_parameters(5, 3, convention="pytorch")
    assert list(pytorch.gates) == ["reset", "update", "candidate"]
    gate = lstm_parameters(units=64, features=128).gates["forget"]
    assert (gate.kernel, gate.recurrent_kernel, gate.bias, gate.total) == (8192, 4096, 64, 12352)


def test_the_forget_gate_lies_where_keras_puts_the_ones():
    layer = layers.LSTM(5)
    layer.build((None, 7, 3))
    bias = np.asarray(layer.cell.bias).reshape(4, 5)  # unit_forget_bias: it alone starts at 1
    (ones,) = np.flatnonzero(bias.any(axis=1))
    assert list(lstm_parameters(5, 3).gates)[ones] == "forget"


TEXT = """\
LSTM, units=5, features=3: 180 parameters
block      kernel  recurrent_kernel  bias  total
input          15                25     5     45
forget         15                25     5     45
candidate      15                25     5     45
output         15                25     5     45
total          60               100    20    180
4 × ((3 + 5) × 5 + 5) = 180"""


def test_a_count_shows_itself_as_text():
    assert repr(lstm_parameters(5, 3)) == TEXT
    assert repr(dense_parameters(10, 64)) == (
        "Dense, units=10, features=64: 650 parameters\n"
        "block   weights\n"
        "kernel      640\n"
        "bias         10\n"
        "total       650\n"
        "64 × 10 + 10 = 650"
    )


def test_the_caption_of_a_bidirectional_names_what_it_holds():
    caption = lstm_parameters(1000, 3, bidirectional=True).caption
    assert caption == "Bidirectional(LSTM), units=1,000, features=3: 8,032,000 parameters"
    stacked = lstm_parameters(5, 3, convention="pytorch", num_layers=2).caption
    assert stacked.startswith("LSTM, units=5, features=3")


@pytest.mark.parametrize(
    "count",
    [
        lstm_parameters(5, 3),
        lstm_parameters(64, 10, bidirectional=True),
        gru_parameters(5, 3, use_bias=False),
        dense_parameters(10, 64),
        embedding_parameters(1000, 128),
    ],
)
def test_a_count_shows_itself_as_html(count):
    html = count._repr_html_()
    head, rows = count.table()
    cells = re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", html)
    assert cells == head + [cell for row in rows for cell in row]
    assert cells[-1] == f"{count.total:,}"
    assert f"<p>{count.formula}</p>" in html
    assert f">{count.caption}</caption>" in html
    assert "overflow-x: auto" in html


def test_a_table_escapes_what_it_shows():
    from helpers.text.tables import html_table

    assert "<b>" not in html_table("<b>", ["<b>"], [["<b>"]], note="<b>")


NAN = float("nan")
NOT_WHOLE = [2.5, 8.0, "8", None, NAN, True, np.array([1, 2]), np.float64(8), [8], 8 + 0j]
OUT_OF_RANGE = [0, -1, 10**12, np.int64(0)]
NOT_A_FLAG = [0, 1, 2.5, "True", None, NAN, np.array([True, False])]
UNITS_AND_FEATURES = {"units": 5, "features": 3}

# Every public function with arguments that it accepts, by the kind of the argument.
WHOLE_NUMBERS = [
    (lstm_parameters, UNITS_AND_FEATURES),
    (gru_parameters, UNITS_AND_FEATURES),
    (simple_rnn_parameters, UNITS_AND_FEATURES),
    (dense_parameters, UNITS_AND_FEATURES),
    (embedding_parameters, {"input_dim": 10, "output_dim": 3}),
]
RECURRENT = [lstm_parameters, gru_parameters, simple_rnn_parameters]


def refuses(error, function, arguments, name, value):
    """Check that the message has the argument's name, its value and what was expected."""
    with pytest.raises(error) as caught:
        function(**{**arguments, name: value})
    message = str(caught.value)
    assert message.startswith(f"{name} must be ")
    counted = isinstance(value, int | np.integer) and not isinstance(value, bool)
    shown = f"{value:,}" if error is ValueError and counted else repr(value)
    assert shown in message


@pytest.mark.parametrize(("function", "arguments"), WHOLE_NUMBERS)
@pytest.mark.parametrize("value", NOT_WHOLE, ids=repr)
def test_what_is_not_a_whole_number_is_refused(function, arguments, value):
    for name in arguments:
        refuses(TypeError, function, arguments, name, value)


@pytest.mark.parametrize(("function", "arguments"), WHOLE_NUMBERS)
@pytest.mark.parametrize("value", OUT_OF_RANGE, ids=repr)
def test_a_size_out_of_range_is_refused(function, arguments, value):
    for name in arguments:
        refuses(ValueError, function, arguments, name, value)


@pytest.mark.parametrize("value", NOT_A_FLAG, ids=repr)
def test_what_is_not_true_or_false_is_refused(value):
    for function in RECURRENT:
        for name in ("use_bias", "bidirectional"):
            refuses(TypeError, function, UNITS_AND_FEATURES, name, value)
    refuses(TypeError, dense_parameters, UNITS_AND_FEATURES, "use_bias", value)
    refuses(TypeError, gru_parameters, UNITS_AND_FEATURES, "reset_after", value)
    shape = {"layer": "LSTM", "units": 5, "timesteps": 7}
    for name in ("return_sequences", "return_state", "bidirectional"):
        refuses(TypeError, recurrent_output_shapes, shape, name, value)


@pytest.mark.parametrize("value", ["Keras", "torch", "", None, 8, 2.5, NAN, True, ["keras"]])
def test_an_unknown_choice_is_refused(value):
    for function in RECURRENT:
        refuses(ValueError, function, UNITS_AND_FEATURES, "convention", value)
    shape = {"layer": "LSTM", "units": 5, "timesteps": 7}
    refuses(ValueError, recurrent_output_shapes, shape, "layer", value)
    if value is not None:  # None is a merge mode: the two outputs stay apart
        refuses(ValueError, recurrent_output_shapes, shape, "merge_mode", value)


def test_pytorch_has_one_form_of_the_gru_only():
    with pytest.raises(ValueError, match=r"reset_after must be True .* not False"):
        gru_parameters(5, 3, convention="pytorch", reset_after=False)


@pytest.mark.parametrize("value", NOT_WHOLE, ids=repr)
def test_output_shapes_refuse_what_is_not_a_whole_number(value):
    shape = {"layer": "LSTM", "units": 5, "timesteps": 7}
    for name in ("units", "timesteps"):
        refuses(TypeError, recurrent_output_shapes, shape, name, value)
    if value is not None:  # None is a size: any number of samples
        refuses(TypeError, recurrent_output_shapes, shape, "batch", value)


@pytest.mark.parametrize("value", OUT_OF_RANGE, ids=repr)
def test_output_shapes_refuse_a_size_out_of_range(value):
    shape = {"layer": "LSTM", "units": 5, "timesteps": 7}
    for name in ("units", "timesteps", "batch"):
        refuses(ValueError, recurrent_output_shapes, shape, name, value)


@pytest.mark.parametrize("value", [0, -1, 2.5, "8", None, NAN, True, layers.Dense], ids=repr)
def test_time_distributed_refuses_what_is_not_a_count(value):
    refuses(TypeError, time_distributed_parameters, {}, "inner", value)


def test_whole_numbers_of_numpy_are_whole_numbers():
    assert lstm_parameters(np.int64(5), np.uint8(3)) == lstm_parameters(5, 3)
    count = lstm_parameters(np.int8(100), np.int8(100))
    assert count.total == 80_400  # no overflow: it is a Python int from here on
    assert all(type(size) is int for size in count.sizes.values())


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_count_is_a_value(convention):
    first, second = (lstm_parameters(5, 3, convention=convention) for _ in range(2))
    assert first == second
    with pytest.raises(AttributeError):
        first.layer = "GRU"


def test_counting_loads_neither_keras_nor_pyplot():
    code = """
import sys
import helpers
from helpers import dense_parameters, embedding_parameters, lstm_parameters
count = lstm_parameters(64, 128, bidirectional=True)
count.total, count.gates, count.formula, count.stored, repr(count), count._repr_html_()
dense_parameters(1, 5), embedding_parameters(10, 3), dir(helpers)
print(*({"tensorflow", "keras", "torch", "jax", "matplotlib.pyplot", "numpy"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_name_that_helpers_does_not_have_is_named():
    import helpers

    with pytest.raises(AttributeError, match=r"no name 'lstm_params'; it has .*lstm_parameters"):
        helpers.lstm_params  # noqa: B018
    assert sorted(helpers.__all__) == helpers.__all__ == dir(helpers)


GOOD_BLOCK = {"gate": "input", "role": "kernel", "rows": Size("features"), "columns": Size("units")}
GOOD_CELL = {"name": "Own", "gates": ("input",), "states": 1, "biases": 0, "extra": ()}
GOOD_COUNT = {
    "layer": "Own",
    "sizes": {"units": 5, "features": 3},
    "blocks": (Block(**GOOD_BLOCK),),
}


@pytest.mark.parametrize(
    ("kind", "good", "name", "wrong"),
    [
        (Size, {"name": "units"}, "name", 3),
        (Size, {"name": "units"}, "times", "2"),
        (Size, {"name": "units"}, "times", -1),
        (Cell, GOOD_CELL, "name", 3),
        (Cell, GOOD_CELL, "gates", (3,)),
        (Cell, GOOD_CELL, "gates", ()),
        (Cell, GOOD_CELL, "states", 0),
        (Cell, GOOD_CELL, "biases", -1),
        (Cell, GOOD_CELL, "extra", (3,)),
        (Block, GOOD_BLOCK, "gate", 3),
        (Block, GOOD_BLOCK, "role", None),
        (Block, GOOD_BLOCK, "rows", 3),
        (Block, GOOD_BLOCK, "columns", "units"),
        (Block, GOOD_BLOCK, "multiplied", 1),
        (ParameterCount, GOOD_COUNT, "layer", None),
        (ParameterCount, GOOD_COUNT, "sizes", [5, 3]),
        (ParameterCount, GOOD_COUNT, "sizes", {"units": 0, "features": 3}),
        (ParameterCount, GOOD_COUNT, "sizes", {"units": 5}),
        (ParameterCount, GOOD_COUNT, "blocks", [3]),
        (ParameterCount, GOOD_COUNT, "directions", 0),
        (ParameterCount, GOOD_COUNT, "convention", "keras"),
    ],
)
def test_a_count_made_by_hand_is_refused_by_name(kind, good, name, wrong):
    assert kind(**good)
    with pytest.raises((TypeError, ValueError), match=rf"^{name} must "):
        kind(**{**good, name: wrong})


def test_blocks_made_by_hand_are_refused_by_name():
    with pytest.raises(ValueError, match=r"^rows must "):
        bias_block("input", rows=0)
    for function in (formula_parts, multiply_add_parts):
        with pytest.raises(ValueError, match=r"^directions must "):
            function(lstm_parameters(5, 3).blocks, 0)
    for function in (by_gates, multiplied_blocks, formula_parts, multiply_add_parts):
        with pytest.raises(TypeError, match=r"^blocks must "):
            function([3])


def test_a_size_may_be_nothing_at_all():
    # As in NumPy, where an array of shape (0, 5) has no element.
    assert Block("a", "look", Size(None, 0), Size("units")).count({"units": 5}) == 0


def test_what_is_looked_up_or_added_is_not_multiplied():
    assert embedding_parameters(1000, 128).multiply_adds_per_step == 0
    assert dense_parameters(10, 64).multiply_adds_per_step == 64 * 10
    assert lstm_parameters(5, 3).multiply_adds_per_step == 4 * (3 + 5) * 5


def test_a_layer_is_named_as_keras_names_it():
    for kind, ours in OURS.items():
        assert ours(5, 3).layer == getattr(layers, kind).__name__
    assert dense_parameters(5, 3).layer == layers.Dense.__name__
    assert embedding_parameters(5, 3).layer == layers.Embedding.__name__


def test_what_a_gate_lacks_counts_0():
    gate = lstm_parameters(5, 3, use_bias=False).gates["input"]
    assert (gate.kernel, gate.recurrent_kernel, gate.bias, gate["peephole"]) == (15, 25, 0, 0)
