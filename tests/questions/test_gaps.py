"""Gaps and summaries: what is refused, and that every lesson's summary can be played."""

import pytest

from helpers.questions.gaps import Gap, Summary
from helpers.questions.summaries import SUMMARIES

GAP = Gap("units", {"features": "Features enter."})


@pytest.mark.parametrize("wrong", [{}, None, [], "features", {"units": "The same."}])
def test_a_gap_must_leave_a_choice_and_one_right_filling(wrong):
    with pytest.raises(ValueError, match="wrong must"):
        Gap("units", wrong)


@pytest.mark.parametrize("lines", [[], [["no gap"]], [[]]])
def test_a_summary_needs_a_gap(lines):
    with pytest.raises(ValueError, match="at least one Gap"):
        Summary(lines, ["Ours."])


def test_a_summary_needs_a_sentence_to_compare_with():
    with pytest.raises(ValueError, match="ours"):
        Summary([[GAP]], [])


@pytest.mark.parametrize("line", ["a text that is no list", [3], [None, GAP]])
def test_a_line_must_hold_texts_and_gaps(line):
    with pytest.raises(TypeError, match="lines must hold lists of texts and gaps"):
        Summary([line, [GAP]], ["Ours."])


def test_the_right_filling_is_not_always_at_the_same_place():
    places = {
        gap.fillings.index(gap.right) for summary in SUMMARIES.values() for gap in summary.gaps
    }
    assert len(places) > 1


def test_the_shortest_filling_comes_first():
    assert Gap("ten", {"four": "No.", "1": "No.", "six": "No."}).fillings == [
        "1", "six", "ten", "four",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SUMMARIES)
def test_every_wrong_filling_is_told_why(name):
    for gap in SUMMARIES[name].gaps:
        assert sorted(gap.fillings) == sorted([gap.right, *gap.wrong])
        assert all(why.strip().endswith((".", "…")) for why in gap.wrong.values()), gap
