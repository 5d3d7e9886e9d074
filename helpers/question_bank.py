"""The questions of the lessons, by name. They stand here so that no lesson shows its answers."""

from helpers.counting import ParameterCount, lstm_parameters, recurrent_blocks
from helpers.questions import Choice, ChoiceQuestion, NumberQuestion, count_question

_FORGET_GATE = ParameterCount(
    "one gate",
    {"units": 2, "features": 3},
    tuple(block for block in recurrent_blocks("LSTM") if block.gate == "forget"),
)

QUESTIONS: dict[str, NumberQuestion | ChoiceQuestion] = {
    # 01_tensors
    "text_shape": ChoiceQuestion(
        "There are 50 lines. We keep 10 words of each. Each word becomes 300 numbers. "
        "What is the shape of the tensor that the LSTM reads?",
        [
            Choice(
                "(10, 50, 300)",
                "This is 10 sequences of 50 words. Samples come first: here the lines.",
            ),
            Choice(
                "(50, 300, 10)",
                "This is 300 steps of 10 numbers. Timesteps come before features.",
            ),
            Choice("(50, 10, 300)", "50 samples, 10 timesteps, 300 features.", right=True),
            Choice(
                "(500, 300)",
                "This has lost the lines: the LSTM could not know where one ends.",
            ),
        ],
    ),
    "swapped_axes": ChoiceQuestion(
        "An LSTM with 128 units reads (50, 300, 10) in place of (50, 10, 300). What happens?",
        [
            Choice(
                "Keras raises an error.",
                "It cannot know. Both are tensors with three axes, and that is all that it checks.",
            ),
            Choice(
                "Nothing changes: the numbers are the same.",
                "The numbers are the same, but the last axis is the features, and the weights "
                "depend on it.",
            ),
            Choice(
                "It works, with another number of parameters.",
                "Now there are 10 features in place of 300, so fewer weights.",
                right=True,
            ),
        ],
    ),
    # 02_one_gate
    "one_gate": count_question(
        _FORGET_GATE,
        prompt="A gate sees 3 features and has 2 units. How many weights and biases has it, "
        "all together?",
        also={
            4 * _FORGET_GATE.total: "That is all four blocks of the LSTM. The question is about "
            "one gate.",
            7: "You added where each number that enters meets each number that comes out. "
            "5 numbers enter and 2 come out: 5 × 2 weights.",
        },
    ),
    "one_gate_longer": ChoiceQuestion(
        "The same layer reads 700 timesteps in place of 7. What are the shapes of its weights now?",
        [
            Choice(
                "100 times as long",
                "The gate does not have new weights for each step. It uses the same ones again.",
            ),
            Choice("The same as before", "The same gate is used at each step.", right=True),
            Choice(
                "Only the recurrent kernel is larger",
                "h has the length units at every step, however many steps there are.",
            ),
        ],
    ),
    # 03_four_gates
    "lstm_total": count_question(lstm_parameters(units=10, features=3), timesteps=7),
    "bidirectional_total": count_question(
        lstm_parameters(units=64, features=10, bidirectional=True), timesteps=7
    ),
}
