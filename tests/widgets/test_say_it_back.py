"""SayItBack without a browser: what it takes, refuses and leaves behind."""

import pytest

from helpers import SayItBack
from helpers.questions.gaps import Gap, Summary
from helpers.questions.summaries import SUMMARIES

SUMMARY = Summary([["1 < 2 & a gap: ", Gap("A", {"B": "No."}), "."]], ["Ours <b>."])


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_lesson_is_found_by_its_name_and_starts_empty(name):
    widget = SayItBack(name)
    assert repr(widget) == f"SayItBack({name!r})"
    assert widget.filled == [None] * len(SUMMARIES[name].gaps)
    assert (widget.own, widget.checked, widget.compared, widget.solved) == ("", False, False, False)


@pytest.mark.parametrize("wrong", [None, 3, "no_such_lesson", "", [], True])
def test_what_is_no_summary_is_refused(wrong):
    with pytest.raises((TypeError, ValueError), match="summary must"):
        SayItBack(wrong)


@pytest.mark.parametrize("wrong", [[], ["A", "A"], ["C"], [3], [True]])
def test_a_filling_that_is_no_choice_is_refused(wrong):
    widget = SayItBack(SUMMARY)
    widget.filled = ["B"]
    with pytest.raises(ValueError, match="filled"):
        widget.filled = wrong
    assert widget.filled == ["B"]


def test_words_of_ones_own_have_a_longest_length():
    widget = SayItBack(SUMMARY)
    widget.own = "x" * 5000
    with pytest.raises(ValueError, match="own must be at most 5,000"):
        widget.own = "x" * 5001


def test_the_table_for_readers_without_widgets_folds_the_answers_away():
    html = SayItBack(SUMMARY).fallback_html()
    assert html == SayItBack(SUMMARY).fallback_html()
    before, first, second = html.split("<details>")
    assert "[ A / B ]" in before
    assert "<b>A</b>" in first
    assert "Ours &lt;b&gt;." in second
    assert "Ours" not in before
    assert "1 &lt; 2 &amp; a gap" in html
