"""The questions that the lessons ask, by name. They stand here so that no lesson shows its answers."""

from helpers.counting import lstm_parameters
from helpers.questions import ChoiceQuestion, NumberQuestion, count_question

QUESTIONS: dict[str, NumberQuestion | ChoiceQuestion] = {
    "lstm_total": count_question(lstm_parameters(units=10, features=3), timesteps=7),
}
