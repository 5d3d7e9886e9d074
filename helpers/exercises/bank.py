"""The exercises of the lessons, by name: the name of the function that the learner writes."""

from typing import Any, Protocol

from helpers.counting import lstm_parameters
from helpers.exercises.arrays import ReadOne, ToSequences, TurnAxes
from helpers.exercises.counts import CountExercise
from helpers.exercises.models import ExactExercise, RepairExercise
from helpers.exercises.steps import StepExercise


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
        # 01_tensors
        ToSequences(),
        # 04_four_gates
        CountExercise("count_lstm", lstm_parameters),
        # 07_clinic
        RepairExercise("two_layers", ("LSTM(5)", "LSTM(2)"), (None, 7, 3), (None, 2)),
        RepairExercise(
            "answer_each_step",
            ("LSTM(5)", "TimeDistributed(Dense(1))"),
            (None, 7, 3),
            (None, 7, 1),
        ),
        ReadOne(),
        RepairExercise("remembers", ("LSTM(5)",), (4, 7, 3), (4, 5), stateful=True),
        RepairExercise("old_name", ("LSTM(5)", "Dense(1)"), (None, 7, 3), (None, 1)),
        TurnAxes(),
        # 11_a_whole_model
        ExactExercise("exactly_1000", 1000),
        # 12_inside_the_cell
        StepExercise(),
    )
}
