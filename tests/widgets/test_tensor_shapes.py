"""What an LSTM returns, for every setting of the switches: the code is run, and Keras judges."""

import json
import re
import traceback
from contextlib import redirect_stdout
from functools import cache
from io import StringIO

import keras
import numpy as np
import pytest
import traitlets

from helpers import TensorShapes
from helpers.counting import MERGE_MODES
from helpers.widgets.tensor_shapes.returned import Switches, all_switches, returned

ALL = [(switches, second) for switches in all_switches() for second in (False, True)]
SIZES = {"batch": 4, "timesteps": 7, "features": 3, "units": 5, "second_units": 2}
OTHER_SIZES = {"batch": 1, "timesteps": 1, "features": 6, "units": 8, "second_units": 9}


def widget_of(switches, second_layer, sizes=SIZES):
    return TensorShapes(**vars(switches), second_layer=second_layer, **sizes)


@cache
def run(code):
    """Run the code that the widget shows, as a learner does in a fresh kernel.

    Returns what the code names, and what it prints.
    """
    # Layers get the names that they get there; to free memory too would take most of the time.
    keras.utils.clear_session(free_memory=False)
    names = {}
    with redirect_stdout(StringIO()) as printed:
        exec(compile(code, "shown", "exec"), names)
    return names, printed.getvalue()


# All settings at one size; those that differ most at another, too.
AT_OTHER_SIZES = [(Switches(True, True), True), (Switches(True, True, False, True), True)]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("switches", "second_layer", "sizes"),
    [*((*setting, SIZES) for setting in ALL), *((*one, OTHER_SIZES) for one in AT_OTHER_SIZES)],
)
def test_shapes_and_refusals_are_those_of_keras(switches, second_layer, sizes):
    widget = widget_of(switches, second_layer, sizes)
    if widget.refusal is None:
        names, printed = run(widget.code)
        shown = {name: shape for name, shape, *_ in widget.tensors}
        assert {name: names[name].shape for name in shown} == shown
        line = printed.replace("\n", " ").strip()
        assert line == " ".join(str(shape) for shape in shown.values())
        assert names["x"].shape == widget.input_shape
        return
    line, message = widget.refusal
    error, text = message.split(": ", 1)
    assert error == "ValueError"
    with pytest.raises(ValueError, match=f"^{re.escape(text)}") as raised:
        run(widget.code)
    (frame,) = (
        frame for frame in traceback.extract_tb(raised.value.__traceback__) if "shown" in frame
    )
    assert widget.code.splitlines()[frame.lineno - 1] == line


@pytest.mark.thorough
@pytest.mark.parametrize("switches", list(all_switches()))
def test_equal_tensors_are_equal_in_keras(switches):
    widget = widget_of(switches, second_layer=False)
    if widget.refusal is not None:
        return
    names, _ = run(widget.code)
    model = keras.Model(names["x"], [names[name] for name, *_ in widget.tensors])
    x = np.random.default_rng(0).normal(size=widget.input_shape).astype("float32")
    results = keras.tree.flatten(model(x))
    values = {
        name: np.asarray(value) for (name, *_), value in zip(widget.tensors, results, strict=True)
    }
    for name, _, _, equals in widget.tensors:
        if equals:
            np.testing.assert_allclose(values[name], eval(equals, dict(values)), atol=1e-6)
    for tensor in returned(switches).tensors:
        assert (tensor.kind == "c") is tensor.name.endswith("c")
        if tensor.kind == "c":
            others = [value for name, value in values.items() if name != tensor.name]
            assert not any(
                np.allclose(values[tensor.name], part)
                for other in others
                for step in ([other] if other.ndim == 2 else [other[:, 0], other[:, -1]])
                for part in (step[:, :5], step[:, -5:])
            )


@pytest.mark.parametrize("switches", list(all_switches()))
def test_each_half_has_read_the_whole_sequence_where_the_picture_says(switches):
    """Change the timestep that is read first; only where all has been read, the output notices."""
    tensors = returned(switches).tensors
    if not switches.return_sequences or not tensors or switches.joined_into_one:
        return
    names, _ = run(widget_of(switches, second_layer=False).code)
    outputs = [tensor for tensor in tensors if len(tensor.shape) == 3]
    model = keras.Model(names["x"], [names[tensor.name] for tensor in outputs])
    x = np.random.default_rng(1).normal(size=(4, 7, 3)).astype("float32")
    before = keras.tree.flatten(model(x))
    for timestep, reads in ((-1, "forward"), (0, "backward")):
        changed = x.copy()
        changed[:, timestep] += 1
        after = keras.tree.flatten(model(changed))
        for tensor, one, other in zip(outputs, before, after, strict=True):
            difference = np.split(
                np.abs(np.asarray(one) - np.asarray(other)), len(tensor.halves), -1
            )
            for half, part in zip(tensor.halves, difference, strict=True):
                moved = [index for index in range(7) if part[:, index].max() > 1e-7]
                if half.reads == reads:  # this timestep is read last
                    assert moved == [{"first": 0, "last": 6}[half.complete_at]]


def test_go_backwards_leaves_the_output_in_the_order_in_which_it_was_read():
    x = np.random.default_rng(2).normal(size=(4, 7, 3)).astype("float32")
    forward = keras.layers.LSTM(5, return_sequences=True)
    backward = keras.layers.LSTM(5, return_sequences=True, go_backwards=True)
    forward.build(x.shape)
    backward.build(x.shape)
    backward.set_weights(forward.get_weights())
    np.testing.assert_allclose(backward(x), forward(x[:, ::-1]), atol=1e-6)


def test_every_setting_is_there_once():
    settings = list(all_switches())
    assert len(settings) == len(set(settings)) == 8 * (1 + len(MERGE_MODES))


@pytest.mark.parametrize(("switches", "second_layer"), ALL)
def test_view_finds_one_layout_with_the_same_data(switches, second_layer):
    widget = widget_of(switches, second_layer)
    chosen = vars(switches) | {"second_layer": second_layer}
    (layout,) = (
        layout
        for layout in widget.layouts
        if all(
            layout["switches"][name] == value
            for name, value in chosen.items()
            if name != "merge_mode" or switches.bidirectional
        )
    )
    assert "\n".join(layout["code"]).format(**SIZES) == widget.code
    shapes = [
        tuple(size["times"] * SIZES[size["name"]] for size in tensor["shape"])
        for tensor in layout["tensors"]
    ]
    assert shapes == [shape for _, shape, *_ in widget.tensors]


def test_every_meaning_cure_and_note_has_words():
    words = TensorShapes.words
    every = [returned(switches, second) for switches, second in ALL]
    meanings = {tensor.meaning for one in every for tensor in one.tensors}
    assert meanings == set(words["meanings"])
    assert {one.refusal.cure for one in every if one.refusal} == set(words["cures"])
    assert {one.note for one in every if one.note} == set(words["notes"])


def test_layouts_stay_small_enough_to_be_saved_in_a_lesson():
    assert len(json.dumps(TensorShapes().layouts)) < 120_000


def test_table_shows_the_state():
    html = TensorShapes(
        return_sequences=True, return_state=True, bidirectional=True, units=64, timesteps=100
    ).fallback_html()
    assert "(4, 100, 128)" in html
    assert "output[:, 0, 64:]" in html
    assert "keras.layers.Bidirectional(lstm, merge_mode=&quot;concat&quot;)" in html
    refused = TensorShapes(second_layer=True).fallback_html()
    assert "expected ndim=3, found ndim=2. Full shape received: (4, 5)" in refused


def test_representation_is_the_call():
    widget = TensorShapes(merge_mode=None, bidirectional=True, batch=9)
    assert "bidirectional=True, merge_mode=None" in repr(widget)
    assert repr(eval(repr(widget))) == repr(widget)
    assert widget.fallback_html() == eval(repr(widget)).fallback_html()


@pytest.mark.parametrize(
    ("name", "wrong", "error"),
    [
        *((name, 0, ValueError) for name in SIZES),
        *((name, 4097, ValueError) for name in SIZES),
        *((name, 2.5, TypeError) for name in SIZES),
        *((name, True, TypeError) for name in SIZES),
        *((name, 1, TypeError) for name in ("return_sequences", "go_backwards", "second_layer")),
        ("merge_mode", "add", ValueError),
        ("merge_mode", 0, ValueError),
    ],
)
def test_wrong_values_are_refused(name, wrong, error):
    with pytest.raises(error, match=name):
        TensorShapes(**{name: wrong})
    widget = TensorShapes()
    before = repr(widget)
    with pytest.raises(error, match=name):
        setattr(widget, name, wrong)
    assert repr(widget) == before


def test_unknown_argument_and_fixed_traits_are_refused():
    with pytest.raises(TypeError, match="stateful"):
        TensorShapes(stateful=True)
    with pytest.raises(traitlets.TraitError):
        TensorShapes().layouts = []


def test_changes_can_be_observed():
    widget, seen = TensorShapes(), []
    widget.observe(lambda change: seen.append(change["new"]), "merge_mode")
    widget.merge_mode = None
    assert seen == [None]


def test_switches_say_whether_the_directions_are_mixed():
    assert Switches(bidirectional=True, merge_mode="sum").joined_into_one
    assert not Switches(bidirectional=True).joined_into_one
    assert not Switches(merge_mode="sum").joined_into_one
