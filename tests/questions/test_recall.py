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


# The question that asks for the same in the lesson where the answer is found.
FIRST_ASKED = {
    "again_axes": "text_shape", "again_batch": "text_shape", "again_features": "text_shape",
    "again_swapped": "swapped_axes", "again_none_axis": "text_shape",
    "again_window_shape": "text_shape", "again_hold": "both_gates_open",
    "again_above_one": "memory_above_one", "again_replace": "both_gates_open",
    "again_gate": "one_gate", "again_h_enters": "one_gate", "again_four": "lstm_total",
    "again_bias": "lstm_total", "again_candidate": "lstm_total", "again_total": "lstm_total",
    "again_longer": "length_parameters", "again_batch_count": "batch_size",
    "again_default_output": "default_output", "again_last_step": "default_output",
    "again_order": "return_state_order", "again_ndim": "stateful_batch",
    "again_one_step": "one_to_one_dense", "again_vector": "when_answered",
    "again_time_distributed": "time_distributed_dense", "again_embedding": "embedding_count",
    "again_trained_gates": "forget_gate_between_flags", "again_update": "new_c_on_paper",
    "again_mask": "mask_lost", "again_carry": "state_between_calls", "again_gru": "gru_total",
}  # fmt: skip


def test_the_lesson_named_is_the_one_that_first_asked_for_it():
    asked_in = {
        name: int(lesson[:2])
        for lesson in LESSONS
        for cell in code_cells(lesson)
        for name in re.findall(r'Ask\("(\w+)"\)', cell)
    }
    named = {name: recall.lesson for name, recall in RECALLS.items()}
    assert named == {name: asked_in[FIRST_ASKED[name]] for name in RECALLS}


def test_every_question_is_asked_in_one_lesson():
    asked = [name for lesson in LESSONS for name in opening(lesson)]
    assert sorted(asked) == sorted(RECALLS)


@pytest.mark.parametrize("name", RECALLS)
def test_a_question_says_from_which_lesson_it_is(name):
    ask = Ask(name)
    number = f"{RECALLS[name].lesson:02}"
    assert ask.question["lesson"] == number
    shown = ask.fallback_html()
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
