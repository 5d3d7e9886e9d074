"""Questions to answer before the answer is shown. A wrong answer is told what led to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helpers.checks.arguments import all_of_type, flag, mapping, shown, text, whole_number
from helpers.text.refusals import refusal
from helpers.text.words import words

LARGEST_ANSWER = 10**15


@dataclass(frozen=True)
class NumberQuestion:
    """A question whose answer is a whole number.

    `mistakes` maps a wrong number to what led to it. `explanation` is shown with the answer.
    """

    prompt: str
    answer: int
    explanation: str
    mistakes: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a question whose right answer would be called a mistake."""
        whole_number("answer", self.answer, smallest=0, largest=LARGEST_ANSWER)
        text("prompt", self.prompt)
        text("explanation", self.explanation)
        mapping("mistakes", self.mistakes, "mistakes")
        for wrong in self.mistakes:
            whole_number("mistakes", wrong, smallest=0, largest=LARGEST_ANSWER)
            text("mistakes", self.mistakes[wrong])
        if self.answer in self.mistakes:
            raise ValueError(refusal("mistakes_answer", answer=self.answer))

    def feedback(self, number: int) -> str:
        """Return what a learner who answers `number` is told."""
        number = whole_number("number", number, smallest=0, largest=LARGEST_ANSWER)
        said = words("ask")
        if number == self.answer:
            return f"{said['right']} {self.explanation}"
        general = "too_large" if number > self.answer else "too_small"
        return self.mistakes.get(number, said[general])


@dataclass(frozen=True)
class Choice:
    """One of the answers that a learner can choose, and what is said of it."""

    text: str
    feedback: str
    right: bool = False

    def __post_init__(self) -> None:
        """Refuse what could not be shown."""
        text("text", self.text)
        text("feedback", self.feedback)
        flag("right", self.right)


@dataclass(frozen=True)
class ChoiceQuestion:
    """A question with a few answers, of which one is right."""

    prompt: str
    choices: Sequence[Choice]

    def __post_init__(self) -> None:
        """Refuse a question that has no right answer, or several, or one text twice."""
        text("prompt", self.prompt)
        all_of_type("choices", self.choices, Choice, "choices")
        texts = [choice.text for choice in self.choices]
        if len(set(texts)) < len(texts):
            raise ValueError(refusal("choices_alike", given=shown(texts)))
        right = sum(choice.right for choice in self.choices)
        if right != 1:
            raise ValueError(refusal("choices_one_right", right=right))
