"""Ask: shows a question, takes an answer, and says what led to a wrong one."""

from dataclasses import asdict
from html import escape
from typing import Any

import traitlets

from helpers.checks.arguments import described, one_of, whole_number
from helpers.questions.bank import QUESTIONS
from helpers.questions.kinds import LARGEST_ANSWER, ChoiceQuestion, NumberQuestion
from helpers.questions.recall import RECALLS, Recall
from helpers.text.refusals import refusal
from helpers.widgets.shared.answers import answer_html
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import Flag

_NAMED = QUESTIONS | RECALLS


class Ask(LessonWidget, files="ask"):
    """A question to answer before reading on.

    Parameters
    ----------
    question
        the name of a question in `helpers.questions.bank` or of one from an earlier lesson in
        `helpers.questions.recall`, or a `NumberQuestion`, a `ChoiceQuestion` or a `Recall`.

    `answer` is a trait: what the learner answered last, a number or the text of a choice, and None
    before that. `solved` tells whether it was right. `revealed` is the wrong answer at which the
    learner asked for the right one, which is shown until another answer is given.
    """

    question = traitlets.Dict(read_only=True).tag(sync=True)
    answer = traitlets.Any(None, allow_none=True).tag(sync=True)
    solved = Flag(False).tag(sync=True)
    revealed = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, question: str | NumberQuestion | ChoiceQuestion | Recall):
        """Look up the question; refuse anything that is none."""
        of_a_lesson = isinstance(question, str)
        if isinstance(question, str):
            question = _NAMED[one_of("question", question, tuple(_NAMED))]
        lesson = None
        if isinstance(question, Recall):
            lesson, question = f"{question.lesson:02}", question.question
        if not isinstance(question, NumberQuestion | ChoiceQuestion):
            raise TypeError(refusal("question_kind", given=described(question)))
        super().__init__()
        self.asked = question
        self.lesson = lesson
        self._of_a_lesson = of_a_lesson
        self.set_trait("question", _for_view(question, lesson))

    @traitlets.validate("answer", "revealed")
    def _check_answer(self, proposal: dict[str, Any]) -> int | str | None:
        name, answer = proposal["trait"].name, proposal["value"]
        if answer is None:
            return None
        if isinstance(self.asked, NumberQuestion):
            return whole_number(name, answer, smallest=0, largest=LARGEST_ANSWER)
        return one_of(name, answer, [choice.text for choice in self.asked.choices])

    @traitlets.observe("answer")
    def _judge(self, change: dict[str, Any]) -> None:
        # The view has done so for an answer of its own; one that Python sets is judged here.
        self.solved = change["new"] == self._solution

    @property
    def _solution(self) -> int | str:
        if isinstance(self.asked, NumberQuestion):
            return self.asked.answer
        (right,) = (choice.text for choice in self.asked.choices if choice.right)
        return right

    def __repr__(self) -> str:
        """Return the question."""
        return f"Ask({self.asked.prompt!r})"

    def fallback_html(self) -> str:
        """Return the question and its choices.

        The answer to a question of a lesson stands at the end of that lesson (`SayItBack`): GitHub
        shows what is folded away. One that somebody else asks has its answer folded away here.
        """
        choices = ""
        if isinstance(self.asked, ChoiceQuestion):
            offered = "".join(f"<li>{escape(choice.text)}</li>" for choice in self.asked.choices)
            choices = f"<ul>{offered}</ul>\n"
        before = ""
        if self.lesson is not None:
            before = f"{escape(self.words['from_lesson'].format(lesson=self.lesson))}: "
        question = f"<p>{before}<b>{escape(self.asked.prompt)}</b></p>\n{choices}"
        if self._of_a_lesson:
            return f"{question}<p><i>{escape(self.words['at_the_end'])}</i></p>"
        return (
            f"{question}<details><summary>{escape(self.words['answer'])}</summary>\n"
            f"{answer_html(self.asked)}</details>"
        )


def _for_view(question: NumberQuestion | ChoiceQuestion, lesson: str | None) -> dict[str, Any]:
    if isinstance(question, ChoiceQuestion):
        choices = [asdict(choice) for choice in question.choices]
        return {"prompt": question.prompt, "choices": choices, "lesson": lesson}
    # The keys of an object in JavaScript are text.
    mistakes = {str(wrong): why for wrong, why in question.mistakes.items()}
    return asdict(question) | {"mistakes": mistakes, "lesson": lesson}
