"""A reader without widgets sees no answer before the end of the lesson, and there each of them."""

import re
from html import escape, unescape

import pytest

from helpers import Ask, SayItBack
from helpers.questions.asked import ASKED, questions_of
from helpers.questions.kinds import NumberQuestion

from .lessons import LESSONS, cells, code_cells

ASKING = [lesson for lesson in LESSONS if lesson[3:] in ASKED]


def why(question):
    """What is said of the right answer, and of each other one."""
    if isinstance(question, NumberQuestion):
        return [question.explanation, *question.mistakes.values()]
    return [choice.feedback for choice in question.choices]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_asks_what_is_said_of_it(lesson):
    asked = [name for cell in code_cells(lesson) for name in re.findall(r'Ask\("(\w+)"\)', cell)]
    assert asked == list(ASKED.get(lesson[3:], ()))


@pytest.mark.parametrize(
    ("lesson", "name"), [(lesson, name) for lesson, names in ASKED.items() for name in names]
)
def test_a_question_keeps_its_answer_for_the_end_of_the_lesson(lesson, name):
    asked, end = Ask(name).fallback_html(), SayItBack(lesson).fallback_html()
    (question,) = (each for each in questions_of(lesson) if each.prompt in unescape(asked))
    assert "<details" not in asked
    for said in why(question):
        assert escape(said) not in asked
        assert escape(said) in end


@pytest.mark.parametrize("lesson", ASKING)
def test_a_saved_lesson_asks_all_before_it_answers(lesson):
    shown = [
        unescape("".join(output["data"]["text/html"]))
        for cell in cells(lesson)
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    for question in questions_of(lesson[3:]):
        asked = next(place for place, html in enumerate(shown) if question.prompt in html)
        answered = next(
            place for place, html in enumerate(shown) if all(said in html for said in why(question))
        )
        assert asked < answered == len(shown) - 1
