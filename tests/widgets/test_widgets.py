"""The widgets without a browser: what they accept and leave behind, what the view is given."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import Ask, GateExplorer, widgets
from helpers.counting import lstm_parameters, recurrent_output_shapes
from helpers.questions.kinds import Choice, ChoiceQuestion, NumberQuestion
from helpers.text.words import words
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import LARGEST, SLIDER_STOPS
from helpers.widgets.shared.view_module import view_module, view_words

FOLDER = Path(widgets.__file__).parent
SCRIPTS = sorted(path for path in FOLDER.glob("*/*.js") if path.parent.name != "bundles")
VIEWS = sorted(path.stem for path in SCRIPTS if path.parent.name == path.stem)

GOOD = {
    "units": 6,
    "features": 4,
    "timesteps": 9,
    "return_sequences": True,
    "use_bias": False,
    "bidirectional": True,
}
SIZES = ("units", "features", "timesteps")
SWITCHES = ("return_sequences", "use_bias", "bidirectional")
BAD_NUMBERS = (0, -1, 2.5, 8.0, "8", "", None, math.nan, math.inf, True, False, LARGEST + 1, 10**9)
BAD_FLAGS = (1, 0, None, "yes", "True", math.nan, 2.5, [])
BAD = [
    *((name, value) for name in SIZES for value in BAD_NUMBERS),
    *((name, value) for name in SWITCHES for value in BAD_FLAGS),
]


def shown(value):
    """The value as an error message has it: as in Python, and a whole number with separators."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return repr(value)


def state(explorer):
    return {name: getattr(explorer, name) for name in GOOD}


@pytest.fixture(scope="module")
def explorer():
    return GateExplorer()


@pytest.mark.parametrize(("name", "value"), BAD)
def test_trait_refuses_a_wrong_value_and_keeps_the_last_good_one(explorer, name, value):
    for good_name, good in GOOD.items():
        setattr(explorer, good_name, good)
    seen = []
    explorer.observe(seen.append)
    with pytest.raises((TypeError, ValueError)) as error:
        setattr(explorer, name, value)
    explorer.unobserve_all()
    assert name in str(error.value)
    assert shown(value) in str(error.value)
    assert state(explorer) == GOOD
    assert seen == []


@pytest.mark.parametrize(("name", "value"), BAD)
def test_constructor_refuses_a_wrong_value(name, value):
    with pytest.raises((TypeError, ValueError)) as error:
        GateExplorer(**{name: value})
    assert name in str(error.value)
    assert shown(value) in str(error.value)


def test_wrong_value_among_good_ones_in_a_message_from_the_view_changes_nothing_else(explorer):
    explorer.units = 5
    with pytest.raises(ValueError, match="units"):
        explorer.set_state({"units": 0})
    assert explorer.units == 5
    explorer.set_state({"units": 8})
    assert explorer.units == 8


@pytest.mark.parametrize("wrong", ["unit", "unknown", "return_state", "layers"])
def test_constructor_names_an_argument_that_it_does_not_have(wrong):
    with pytest.raises(TypeError, match=f"GateExplorer has no argument '{wrong}'"):
        GateExplorer(**{wrong: 3})


@pytest.mark.parametrize("name", ["layouts", "slider_stops", "view_module"])
def test_what_the_view_is_given_cannot_be_replaced(explorer, name):
    with pytest.raises(Exception, match="read-only"):
        setattr(explorer, name, [])


@pytest.mark.parametrize("name", SIZES)
def test_sizes_reach_from_one_to_the_largest(explorer, name):
    assert LARGEST == 4096
    for size in (1, LARGEST):
        setattr(explorer, name, size)
        assert getattr(explorer, name) == size


def test_numpy_integers_are_whole_numbers(explorer):
    numpy = pytest.importorskip("numpy")
    explorer.units = numpy.int64(12)
    assert explorer.units == 12
    assert type(explorer.units) is int


@pytest.mark.parametrize("name", GOOD)
def test_traits_are_observed(name):
    explorer = GateExplorer()
    seen = []
    explorer.observe(seen.append, names=name)
    before = getattr(explorer, name)
    setattr(explorer, name, GOOD[name])
    setattr(explorer, name, GOOD[name])
    assert [(change.old, change.new) for change in seen] == [(before, GOOD[name])]


def test_repr_is_the_call_that_makes_the_widget():
    first, second = GateExplorer(**GOOD), GateExplorer(**GOOD)
    assert repr(first) == repr(second)
    assert state(eval(repr(first))) == GOOD
    assert state(eval(repr(GateExplorer()))) == state(GateExplorer())


def test_mime_bundle_has_the_table_the_text_and_the_view():
    data, _ = GateExplorer()._repr_mimebundle_()
    assert {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(data)
    assert data["text/plain"] == repr(GateExplorer())
    assert data["text/html"] == GateExplorer().readable_html()


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_fallback_shows_the_numbers_of_the_present_state(return_sequences, bidirectional):
    explorer = GateExplorer()
    explorer.units, explorer.features, explorer.timesteps = 64, 128, 100
    explorer.return_sequences, explorer.bidirectional = return_sequences, bidirectional
    html = explorer.fallback_html()
    count = lstm_parameters(64, 128, bidirectional=bidirectional)
    width = 128 if bidirectional else 64
    output = (None, 100, width) if return_sequences else (None, width)
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html)
    assert f"{count.total:,}" in cells
    assert str((None, 100, 128)) in cells
    assert str(output) in cells
    assert str(explorer.output_shape) == str(output)
    for gate, numbers in count.gates.items():
        row = [gate, *(f"{getattr(numbers, role):,}" for role in ("kernel", "recurrent_kernel"))]
        assert " ".join(row) in " ".join(cells)
    for name, shape in count.stored.items():
        assert " ".join([name, str(shape)]) in " ".join(cells)


def test_fallback_is_the_same_in_every_run():
    assert GateExplorer(**GOOD).fallback_html() == GateExplorer(**GOOD).fallback_html()
    assert GateExplorer(**GOOD).fallback_html() != GateExplorer().fallback_html()


# What the view computes, computed here from the same data.


def times(size, sizes):
    return size["times"] * (1 if size["name"] is None else sizes[size["name"]])


def layout_of(explorer, **switches):
    (layout,) = (
        layout
        for layout in explorer.layouts
        if all(layout[name] == value for name, value in switches.items())
    )
    return layout


sizes_1_to_4096 = st.integers(1, LARGEST)


@settings(deadline=None, database=None, max_examples=300)
@given(
    sizes_1_to_4096,
    sizes_1_to_4096,
    sizes_1_to_4096,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_layouts_give_the_counts_and_shapes_of_the_core(
    explorer, units, features, timesteps, return_sequences, use_bias, bidirectional
):
    sizes = {"units": units, "features": features, "timesteps": timesteps, "batch": None}
    layout = layout_of(
        explorer,
        return_sequences=return_sequences,
        use_bias=use_bias,
        bidirectional=bidirectional,
    )
    count = lstm_parameters(units, features, use_bias=use_bias, bidirectional=bidirectional)

    by_gate = dict.fromkeys(layout["gates"], 0)
    for block in layout["blocks"]:
        by_gate[block["gate"]] += times(block["rows"], sizes) * times(block["columns"], sizes)
    assert layout["directions"] * sum(by_gate.values()) == count.total
    assert {gate: layout["directions"] * number for gate, number in by_gate.items()} == {
        gate: numbers.total for gate, numbers in count.gates.items()
    }

    numbers = {name: number for name, number in sizes.items() if number}
    formula = "".join(part["text"] for part in layout["formula"]).format(**numbers)
    assert eval(formula.replace("×", "*")) == count.total

    prefix = "forward " if bidirectional else ""
    for role, shape in layout["stored"].items():
        assert tuple(times(size, sizes) for size in shape) == count.stored[prefix + role]
    (output,) = recurrent_output_shapes(
        "LSTM",
        units,
        timesteps,
        return_sequences=return_sequences,
        bidirectional=bidirectional,
    )
    batch, *others = layout["output"]
    assert batch == {"name": "batch", "times": 1}
    assert (None, *(times(size, sizes) for size in others)) == output


def test_there_is_one_layout_for_each_setting_of_the_switches(explorer):
    settings = {tuple(layout[name] for name in SWITCHES) for layout in explorer.layouts}
    assert len(explorer.layouts) == len(settings) == 8


def test_every_part_of_a_formula_names_blocks_that_the_layout_has(explorer):
    for layout in explorer.layouts:
        roles = {block["role"] for block in layout["blocks"]}
        named = {role for part in layout["formula"] for role in part["roles"]}
        assert named == roles == set(layout["stored"])


def test_slider_stops_rise_and_hold_the_sizes_of_the_lessons():
    assert sorted(set(SLIDER_STOPS)) == SLIDER_STOPS
    assert (SLIDER_STOPS[0], SLIDER_STOPS[-1]) == (1, LARGEST)
    assert {1, 3, 5, 7, 10, 64, 100, 128, 300, 512, 1024} <= set(SLIDER_STOPS)


# The question.

NUMBER = NumberQuestion("How many?", 560, "4 × 140 < 600.", {420: "Three <b>blocks</b>."})
CHOICE = ChoiceQuestion("Which?", [Choice("A & B", "Yes.", right=True), Choice("C", "No.")])


@pytest.mark.parametrize(
    "wrong", [None, 3, True, 2.5, math.nan, [], "no_such_question", "", Choice("a", "b")]
)
def test_ask_refuses_what_is_no_question(wrong):
    with pytest.raises((TypeError, ValueError)) as error:
        Ask(wrong)
    assert "question" in str(error.value)
    assert repr(wrong) in str(error.value)


def test_ask_names_the_questions_that_it_has():
    with pytest.raises(ValueError, match="'lstm_total'"):
        Ask("no_such_question")


@pytest.mark.parametrize(("question", "answer"), [(NUMBER, "560"), (CHOICE, "<b>A &amp; B</b>")])
def test_ask_repr_and_fallback_hold_the_question_and_the_answer_folded_away(question, answer):
    ask = Ask(question)
    assert repr(ask) == repr(Ask(question)) == f"Ask({question.prompt!r})"
    html = ask.fallback_html()
    assert html == Ask(question).fallback_html()
    before, folded = html.split("<details>")
    assert question.prompt in before
    assert answer in folded
    assert answer not in before
    assert "<b>blocks</b>" not in html


@pytest.mark.parametrize("wrong", [-1, 2.5, "8", math.nan, True, [], 10**16])
def test_ask_refuses_a_wrong_answer_to_a_number_question(wrong):
    ask = Ask(NUMBER)
    ask.answer = 420
    with pytest.raises((TypeError, ValueError), match="answer"):
        ask.answer = wrong
    assert ask.answer == 420


@pytest.mark.parametrize("answer", [0, 1, 10**15])
def test_ask_takes_any_count_for_an_answer(answer):
    ask = Ask(NUMBER)
    ask.answer = answer
    assert ask.answer == answer
    assert not ask.solved
    zero = Ask(NumberQuestion("How many?", 0, "None.", {1: "One too many."}))
    zero.answer = 0
    assert zero.solved


@pytest.mark.parametrize("wrong", ["B", 0, True, math.nan, []])
def test_ask_refuses_a_wrong_answer_to_a_choice_question(wrong):
    ask = Ask(CHOICE)
    ask.answer = "C"
    with pytest.raises((TypeError, ValueError), match="answer"):
        ask.answer = wrong
    assert ask.answer == "C"


@pytest.mark.parametrize("wrong", BAD_FLAGS)
def test_ask_refuses_a_wrong_solved(wrong):
    ask = Ask(NUMBER)
    with pytest.raises(TypeError, match="solved"):
        ask.solved = wrong
    assert ask.solved is False


# What the browser is given.


@pytest.mark.parametrize("name", VIEWS)
def test_the_view_of_a_kind_is_saved_once_for_all_its_widgets(name):
    module = view_module(name)
    assert view_module(name) is module
    state = module.get_state()
    assert state["code"] == (FOLDER / "bundles" / f"{name}.js").read_text(encoding="utf-8")
    assert state["style"] == (FOLDER / "bundles" / f"{name}.css").read_text(encoding="utf-8")
    assert state["words"] == view_words(name)


def test_a_widget_carries_a_loader_and_the_name_of_its_view_module(explorer):
    state = explorer.get_state()
    assert len(state["_esm"]) < 1_500
    assert "_css" not in state
    assert "words" not in state
    assert state["view_module"] == f"IPY_MODEL_{view_module('gate_explorer').model_id}"


def test_a_closed_view_module_is_made_anew():
    closed = view_module("ask")
    closed.close()
    assert view_module("ask") is not closed
    assert view_module("ask").comm is not None


def test_an_unknown_edition_is_named():
    with pytest.raises(ValueError, match="'xx'"):
        words("ask", language="xx")


@pytest.mark.parametrize("name", VIEWS)
def test_style_is_the_shared_one_and_the_own_one(name):
    style = view_module(name).style
    assert ".gbg-button" in style
    assert style.count("{") == style.count("}")


def test_no_view_holds_text_for_people_that_is_not_in_words():
    """Every key that a view uses exists, and every key that exists is used."""
    scripts = {path: path.read_text() for path in SCRIPTS}
    everything = "\n".join(
        [
            *scripts.values(),
            *(path.read_text() for path in FOLDER.glob("*/*.py")),
            # What is drawn in Python takes its words there.
            *(path.read_text() for path in (FOLDER.parent / "figures").glob("*.py")),
        ]
    )
    shared = words("shared")
    for path, script in scripts.items():
        known = set(shared)
        if path.parent.name in VIEWS:
            known |= set(words(path.parent.name))
        used = set(re.findall(r"\bwords\.(\w+)", script))
        used |= set(re.findall(r"""\bwords\[["'](\w+)["']\]""", script))
        assert used <= known, path.name
    # Directly, or as a name in a list that is looked up.
    used = set(re.findall(r"\bwords\.(\w+)", everything))
    used |= set(re.findall(r"""["'](\w+)(?=["'])""", everything))
    for section in ("shared", *VIEWS):
        assert set(words(section)) <= used, section


@pytest.mark.parametrize("view", VIEWS)
def test_own_words_do_not_hide_shared_ones(view):
    assert not set(words("shared")) & set(words(view))


def test_a_widget_must_say_what_it_leaves_behind():
    class Mute(LessonWidget, files="gate_explorer"):
        pass

    with pytest.raises(NotImplementedError):
        Mute().fallback_html()
