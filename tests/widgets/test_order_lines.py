"""OrderLines without a browser: what it takes, refuses, leaves behind; its program runs."""

import keras
import numpy as np
import pytest

from helpers import OrderLines

NEEDED = 7


def test_the_lines_start_in_disorder_and_in_the_same_one_each_time():
    first, second = OrderLines("many_to_many"), OrderLines("many_to_many")
    assert repr(first) == "OrderLines('many_to_many')"
    assert first.order == second.order
    assert sorted(first.order) == list(range(NEEDED + 2))
    assert [number for number in first.order if number < NEEDED] != list(range(NEEDED))
    assert (first.left_out, first.checked, first.solved) == ([], False, False)


def program(lines):
    names = {"keras": keras, "x": np.zeros((1, 5, 1)), "y": np.zeros((1, 5, 1))}
    exec("\n".join(lines).replace("epochs=1000", "epochs=1, verbose=0"), names)
    return names["model"]


def test_the_program_runs_and_answers_at_every_step():
    lines = [line["text"] for line in OrderLines("many_to_many").program["lines"]]
    assert program(lines).output_shape == (None, 5, 1)


def test_neither_line_too_many_may_take_the_place_of_the_one_that_belongs():
    shown = OrderLines("many_to_many").program
    lines = [line["text"] for line in shown["lines"]]
    last_h_only, flatten = (line["text"] for line in shown["too_many"])
    with pytest.raises(ValueError, match="TimeDistributed"):
        program([*lines[:2], last_h_only, *lines[3:]])
    with pytest.raises(ValueError, match="TimeDistributed"):
        program([*lines[:3], flatten, *lines[3:]])


@pytest.mark.parametrize("wrong", [None, 3, "no_such_program", "", True])
def test_what_is_no_program_is_refused(wrong):
    with pytest.raises(ValueError, match="program must"):
        OrderLines(wrong)


@pytest.mark.parametrize(
    ("trait", "wrong"),
    [
        ("order", []),
        ("order", [0] * 9),
        ("order", [*range(8), 9]),
        ("order", [True, 0, *range(2, 9)]),
        ("left_out", [9]),
        ("left_out", [1, 1]),
        ("left_out", [True]),
    ],
)
def test_a_wrong_order_is_refused_and_the_old_one_stays(trait, wrong):
    widget = OrderLines("many_to_many")
    before = getattr(widget, trait)
    with pytest.raises(ValueError, match=trait):
        setattr(widget, trait, wrong)
    assert getattr(widget, trait) == before


def test_the_table_for_readers_without_widgets_folds_the_program_away():
    html = OrderLines("many_to_many").fallback_html()
    before, folded = html.split("<details>")
    assert "model = keras.Sequential([" in before
    assert folded.index("Sequential") < folded.index("Input") < folded.index("model.fit")
    assert "no steps are left" in folded
