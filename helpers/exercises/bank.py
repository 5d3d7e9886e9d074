"""The exercises of the lessons, by name: the name of the function that the learner writes."""

from typing import Any, Protocol

from helpers.counting import lstm_parameters
from helpers.exercises.counts import CountExercise


class Exercise(Protocol):
    """What `check` needs to know of an exercise."""

    @property
    def name(self) -> str:
        """The name of the function that is to be written."""

    def complaints(self, function: Any) -> list[str]:
        """Try the function; return what is wrong with it, in sentences, or nothing."""

    def praise(self) -> list[str]:
        """Return what is said of a function that is right."""


EXERCISES: dict[str, Exercise] = {
    exercise.name: exercise
    for exercise in (
        # 04_four_gates
        CountExercise("count_lstm", lstm_parameters),
    )
}
