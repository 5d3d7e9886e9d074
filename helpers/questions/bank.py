"""The questions of the lessons, by name, and the numbers in them. No lesson shows its answers.

What is said stands in helpers/text/en/questions.json under the same names: the choices in the order
in which `right` counts them, from 0; what leads to a wrong number, under that number.
"""

from helpers.counting import (
    KERAS,
    LSTM,
    ParameterCount,
    by_gate,
    dense_parameters,
    gru_parameters,
    lstm_parameters,
)
from helpers.questions.kinds import Choice, ChoiceQuestion, NumberQuestion
from helpers.questions.mistakes import count_question
from helpers.text.words import words

Named = tuple[str, NumberQuestion | ChoiceQuestion]

_FORGET_GATE = ParameterCount(
    "one gate",
    {"units": 2, "features": 3},
    by_gate(KERAS.blocks(LSTM))["forget"],
)


def _choice(name: str, right: int) -> Named:
    """Return a question with choices, of which the one at `right` is right."""
    said = words("questions")[name]
    choices = [
        Choice(choice["text"], choice["feedback"], right=place == right)
        for place, choice in enumerate(said["choices"])
    ]
    return name, ChoiceQuestion(said["prompt"], choices)


def _number(name: str, answer: int) -> Named:
    """Return a question for a number."""
    said = words("questions")[name]
    mistakes = {int(wrong): why for wrong, why in said["mistakes"].items()}
    return name, NumberQuestion(said["prompt"], answer, said["explanation"], mistakes)


def _count(
    name: str,
    count: ParameterCount,
    *,
    timesteps: int | None = None,
    also: tuple[int, ...] = (),
) -> Named:
    """Return a question for a count; `also` are wrong numbers with a diagnosis of their own."""
    said = words("questions").get(name, {})
    mistakes = {wrong: said["also"][str(wrong)] for wrong in also}
    return name, count_question(
        count, timesteps=timesteps, prompt=said.get("prompt"), also=mistakes
    )


QUESTIONS: dict[str, NumberQuestion | ChoiceQuestion] = dict(
    [
        # 01_tensors
        _choice("text_shape", right=2),
        _choice("swapped_axes", right=2),
        # 02_be_the_gate
        _choice("forget_gate_at_one", right=0),
        _choice("both_gates_open", right=2),
        _choice("content_by_sigmoid", right=1),
        _choice("memory_above_one", right=2),
        # 03_one_gate
        _count(
            "one_gate",
            _FORGET_GATE,
            also=(
                4 * _FORGET_GATE.total,
                7,
            ),
        ),
        # 04_four_gates
        _count("lstm_total", lstm_parameters(units=10, features=3), timesteps=7),
        _count(
            "bidirectional_total",
            lstm_parameters(units=64, features=10, bidirectional=True),
            timesteps=7,
        ),
        # 05_one_cell_many_steps
        _choice("length_parameters", right=1),
        _number("length_work", 1120),
        _choice("batch_size", right=0),
        _choice("units_drawn", right=3),
        _choice("new_lstm_keeps", right=2),
        _choice("hundred_factors", right=2),
        # 06_return_sequences
        _choice("default_output", right=1),
        _choice("return_state_order", right=2),
        _choice("which_equals_which", right=0),
        _count(
            "after_bidirectional",
            lstm_parameters(units=32, features=128, bidirectional=True),
            also=(
                lstm_parameters(units=32, features=64, bidirectional=True).total,
                lstm_parameters(units=32, features=10, bidirectional=True).total,
            ),
        ),
        _choice("backward_half", right=0),
        _choice("stacked_without_sequences", right=1),
        # 07_clinic
        _choice("stateful_batch", right=1),
        # 08_one_to_one
        _count("one_to_one_dense", dense_parameters(units=1, features=5)),
        _number("one_to_one_total", 146),
        # 09_many_to_one
        _choice("many_to_one_lstm", right=0),
        _count("many_to_one_dense", dense_parameters(units=5, features=5), also=(6,)),
        _choice("when_answered", right=1),
        _choice("units_room", right=1),
        # 10_many_to_many
        _count(
            "time_distributed_dense",
            dense_parameters(units=1, features=5),
            also=(
                30,
                26,
            ),
        ),
        _choice("dense_on_steps", right=2),
        _choice("reversed_step_by_step", right=2),
        _choice("why_two_fifths", right=1),
        # 11_a_whole_model
        _number("embedding_count", 128_000),
        _count(
            "lstm_after_embedding",
            lstm_parameters(units=64, features=128),
            timesteps=10,
            also=(lstm_parameters(units=64, features=1000).total,),
        ),
        _count(
            "dense_after_lstm",
            dense_parameters(units=10, features=64),
            also=(
                dense_parameters(units=10, features=128).total,
                6_410,
            ),
        ),
        _count(
            "missing_dense",
            dense_parameters(units=3, features=32),
            also=(dense_parameters(units=3, features=64).total,),
        ),
        _count(
            "missing_lstm",
            lstm_parameters(units=48, features=100),
            also=(lstm_parameters(units=48, features=2000).total,),
        ),
        _count(
            "missing_after_bidirectional",
            lstm_parameters(units=16, features=64),
            also=(
                lstm_parameters(units=16, features=32).total,
                lstm_parameters(units=16, features=20).total,
            ),
        ),
        _number("missing_units", 64),
        # 12_inside_the_cell
        _choice("new_c_on_paper", right=0),
        _choice("forget_gate_between_flags", right=0),
        # 13_padding
        _choice("padding_ignored", right=1),
        _choice("mask_shortens", right=1),
        _choice("mask_lost", right=1),
        # 14_state
        _choice("state_between_calls", right=0),
        _choice("stateful_epochs", right=1),
        _number("dropout_parameters", 180),
        # 15_other_cells
        _count("gru_total", gru_parameters(units=5, features=3), timesteps=7),
        _count("pytorch_total", lstm_parameters(units=10, features=3, convention="pytorch")),
        _choice("gru_states", right=0),
        _number("peephole_total", 195),
        # 16_forecast
        _choice("forecast_split", right=1),
        _choice("forecast_scaling", right=1),
        _choice("forecast_lower_loss", right=1),
    ]
)
