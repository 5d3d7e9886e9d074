"""Short questions from earlier lessons, with which a lesson opens.

What is asked again some days later is kept longest. Each lesson from 02 on begins with two of
these: one from the lesson before, and one that is older. They ask for what was learned, in other
words or with other numbers than the question that came first.
"""

from dataclasses import dataclass

from helpers.questions.kinds import Choice, ChoiceQuestion
from helpers.text.words import words


@dataclass(frozen=True)
class Recall:
    """A question, and the number of the lesson in which its answer is found."""

    lesson: int
    question: ChoiceQuestion


def _question(name: str) -> ChoiceQuestion:
    """Put the right answer among the others, in an order that gives nothing away."""
    said = words("recalls")[name]
    choices = [Choice(**said["right"], right=True), *(Choice(**wrong) for wrong in said["wrong"])]
    choices.sort(key=lambda choice: (len(choice.text), choice.text))
    return ChoiceQuestion(said["prompt"], choices)


# The number of the lesson in which the answer is found. What is said stands in
# helpers/text/en/recalls.json.
_LESSONS = {
    # asked in 02
    "again_axes": 1,
    "again_batch": 1,
    # asked in 03
    "again_hold": 2,
    "again_features": 1,
    # asked in 04
    "again_gate": 3,
    "again_swapped": 1,
    # asked in 05
    "again_four": 4,
    "again_above_one": 2,
    # asked in 06
    "again_longer": 5,
    "again_h_enters": 3,
    # asked in 07
    "again_default_output": 6,
    "again_bias": 4,
    # asked in 08
    "again_ndim": 7,
    "again_candidate": 4,
    # asked in 09
    "again_one_step": 8,
    "again_batch_count": 5,
    # asked in 10
    "again_vector": 9,
    "again_last_step": 6,
    # asked in 11
    "again_time_distributed": 10,
    "again_total": 4,
    # asked in 12
    "again_embedding": 11,
    "again_replace": 2,
    # asked in 13
    "again_trained_gates": 12,
    "again_none_axis": 1,
    # asked in 14
    "again_mask": 13,
    "again_order": 6,
    # asked in 15
    "again_carry": 14,
    "again_update": 12,
    # asked in 16
    "again_gru": 15,
    "again_window_shape": 1,
}
RECALLS: dict[str, Recall] = {
    name: Recall(lesson, _question(name)) for name, lesson in _LESSONS.items()
}
