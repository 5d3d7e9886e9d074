"""Each lesson opens with two short questions from earlier lessons: one of yesterday, one older."""

import re
from html import escape

import pytest

from helpers import Ask
from helpers.questions.recall import RECALLS

from .lessons import LESSONS, code_cells

NUMBERS = [int(lesson[:2]) for lesson in LESSONS]
ASKED = re.compile(r'^Ask\("(\w+)"\)$', re.MULTILINE)
OPENED = [lesson for lesson in LESSONS if int(lesson[:2]) >= 2]


def opening(lesson: str) -> list[str]:
    """The questions before the first cell with other code."""
    names = []
    for cell in code_cells(lesson):
        if "find_spec" in cell:  # gets the course where it is not installed
            continue
        lines = [line for line in cell.splitlines() if line and not line.startswith("from helpers")]
        if len(lines) != 1 or not ASKED.match(lines[0]):
            break
        names += ASKED.findall(cell)
    return [name for name in names if name in RECALLS]


@pytest.mark.parametrize("lesson", OPENED)
def test_a_lesson_opens_with_two_questions_from_lessons_before(lesson):
    number = int(lesson[:2])
    earlier = [n for n in NUMBERS if 1 <= n < number]
    names = opening(lesson)
    assert len(names) == 2, names
    asked = sorted(RECALLS[name].lesson for name in names)
    assert set(asked) <= set(earlier)
    assert asked[1] == earlier[-1], "one from the lesson before"
    # Where there are so many before: at least three back. In lesson 02 both are from 01.
    assert asked[0] <= max(number - 3, 1), "and a much older one"


def test_every_question_is_asked_in_one_lesson():
    asked = [name for lesson in LESSONS for name in opening(lesson)]
    assert sorted(asked) == sorted(RECALLS)


@pytest.mark.parametrize("name", RECALLS)
def test_a_question_says_from_which_lesson_it_is_and_folds_its_answer_away(name):
    ask = Ask(name)
    number = f"{RECALLS[name].lesson:02}"
    assert ask.question["lesson"] == number
    shown = ask.fallback_html().split("<details>")[0]
    assert f"lesson {number}" in shown
    # Where no interactive runs, "Which of these …" is no question without its choices.
    assert all(escape(choice.text) in shown for choice in RECALLS[name].question.choices)
    (right,) = [choice for choice in RECALLS[name].question.choices if choice.right]
    ask.answer = right.text
    assert ask.solved


def test_the_right_answer_is_not_always_at_the_same_place():
    places = {
        [choice.right for choice in recall.question.choices].index(True)
        for recall in RECALLS.values()
    }
    assert places >= {0, 1}


@pytest.mark.parametrize("name", RECALLS)
def test_they_are_short(name):
    question = RECALLS[name].question
    assert len(question.prompt) <= 120
    assert 2 <= len(question.choices) <= 3
