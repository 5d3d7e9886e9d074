"""Every question is asked in a lesson and followed by a proof; every known confusion has one."""

import re

import pytest

from helpers.questions.bank import QUESTIONS
from helpers.questions.kinds import NumberQuestion
from helpers.questions.recall import RECALLS
from helpers.text.words import words

from .lessons import LESSONS, ROOT, cells, code_cells

ROW = re.compile(r"^\| (?P<confusion>[^|]+) \| (?P<lesson>\d\d_\w+) \| (?P<questions>[^|]+) \|$")
ASKED = re.compile(r'Ask\("(\w+)"\)')


# What the proving cell of a choice prints. A number is proved by being printed.
SHOWN = {
    "text_shape": "(50, 10, 300)",
    "swapped_axes": "71,168",
    "forget_gate_at_one": "f = 1    i = 0:  new c = 0.6",
    "both_gates_open": "both open",
    "content_by_sigmoid": "c with σ  0.58",
    "memory_above_one": "c = 4.0",
    "length_parameters": "after 70 steps: 180",
    "batch_size": "samples: 64  parameters: 180",
    "hundred_factors": "0.0000266",
    "units_drawn": "after 7 steps:  180",
    "new_lstm_keeps": "LSTM, forget bias 1  1.1e-09",
    "units_room": "3 units, error left: 0.4",
    "default_output": "False (4, 5)",
    "return_state_order": "largest difference to h: 0.0000",
    "which_equals_which": "largest difference to h: 0.0000",
    "backward_half": "index  0: 0.0",
    "stacked_without_sequences": "expected ndim=3, found ndim=2",
    "stateful_batch": "the batch size must be static",
    "many_to_one_lstm": "140",
    "when_answered": "change of the five answers: [0.07",
    "dense_on_steps": "(4, 7, 1) (4, 7, 1)",
    "reversed_step_by_step": "reversed        error left: 0.4",
    "why_two_fifths": "[1. 1. 0. 0. 0.]",
    "new_c_on_paper": "1.438",
    "forget_gate_between_flags": "between flags  trained: f = 1.0, i = 0.0",
    "padding_ignored": "3 zeros",
    "mask_shortens": "(1, 10, 2)",
    "mask_lost": "2 * vectors: no mask",
    "state_between_calls": "h: [0.25 0.12]  c: [0.88 0.38]\nh: [0.25 0.12]  c: [0.88 0.38]",
    "stateful_epochs": "epoch 2\n   batch 1 starts from h = [ 0.34 -0.03]",
    "gru_states": "2",
    "forecast_split": "then in 1989–1994: 1.23",
    "forecast_scaling": "mean 339.6",
    "forecast_lower_loss": "validation loss at the end is higher than at the best epoch: True",
}


# What is right, as it was read when the question was written; the cell that proves it shows it.
RIGHT = {
    "text_shape": "(50, 10, 300)",
    "swapped_axes": "It works, with another number of parameters.",
    "forget_gate_at_one": "0.6",
    "both_gates_open": "the sum of the flagged number and all that went by since",
    "content_by_sigmoid": "fall below 0",
    "memory_above_one": "4.0",
    "length_parameters": "180",
    "batch_size": "180",
    "units_drawn": "one cell, at 7 timesteps",
    "new_lstm_keeps": "next to nothing, as in a SimpleRNN",
    "hundred_factors": "about 0.00003",
    "default_output": "(batch, 5)",
    "return_state_order": "output, h, c",
    "which_equals_which": "equal to h",
    "backward_half": "index 0",
    "stacked_without_sequences": "Keras raises an error.",
    "stateful_batch": "the number of samples in a batch",
    "many_to_one_lstm": "140",
    "when_answered": "after the last step",
    "units_room": "A part. Three numbers do not hold five.",
    "dense_on_steps": "The same as with TimeDistributed: (4, 7, 1).",
    "reversed_step_by_step": "reversed: the last number first",
    "why_two_fifths": "At 2 of the 5 steps it must say a number that it has not read.",
    "new_c_on_paper": "1.44",
    "forget_gate_between_flags": "forget gate near 1, input gate near 0",
    "padding_ignored": "Another h: the zeros are read.",
    "mask_shortens": "(1, 10, 2)",
    "mask_lost": "It is lost, and nothing says so.",
    "state_between_calls": "The same.",
    "stateful_epochs": "What they were at the end of the first epoch.",
    "gru_states": "2",
    "forecast_split": "the last years",
    "forecast_scaling": "from the training months",
    "forecast_lower_loss": "B: its validation loss is lower",
}


def proving_cells(name: str) -> list[tuple[str, int, dict]]:
    """The cells that are named as the proof of a question: lesson, place, cell."""
    return [
        (lesson, place, cell)
        for lesson in LESSONS
        for place, cell in enumerate(cells(lesson))
        if f"proves:{name}" in cell["metadata"].get("tags", [])
    ]


def shown_by(cell: dict) -> str:
    """What a cell prints, and what its tables and errors say."""
    shown = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        for text in (output.get("text"), data.get("text/plain"), data.get("text/html")):
            shown.append("".join(text or ""))
        shown.append(output.get("evalue", ""))
    return "\n".join(shown)


def rows() -> list[tuple[str, str, str]]:
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    found = [row for row in map(ROW.match, lines) if row]
    return [
        (row["confusion"], row["lesson"], name)
        for row in found
        for name in re.findall(r"`(\w+)`", row["questions"])
    ]


def test_the_table_names_the_confusions_that_learners_have():
    told = " ".join(confusion for confusion, _, _ in rows())
    # What learners get wrong most, in the words of the table.
    for confusion in (
        "units taken for timesteps",
        "timesteps multiply",
        "batch size in the count",
        "three gates",
        "bias is forgotten",
        "second bias of PyTorch",
        "second bias of the GRU",
        "order of return_state",
        "width after Bidirectional",
        "TimeDistributed and Dense",
        "return_sequences missing when stacking",
        "axes swapped",
        "stateful without a fixed batch",
    ):
        assert confusion in told


@pytest.mark.parametrize(("confusion", "lesson", "name"), rows())
def test_a_confusion_has_its_question_and_a_proof_after_it(confusion, lesson, name):
    assert name in QUESTIONS
    assert sum(f'Ask("{name}")' in cell for cell in code_cells(lesson)) == 1
    assert [where for where, _, _ in proving_cells(name)] == [lesson]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_named_cell_after_the_question_prints_its_answer(name):
    ((lesson, place, cell),) = proving_cells(name)
    before = cells(lesson)[:place]
    assert any(f'Ask("{name}")' in "".join(each["source"]) for each in before)
    question = QUESTIONS[name]
    if isinstance(question, NumberQuestion):
        wanted = rf"(?<![\d,])({question.answer}|{question.answer:,})(?![\d,]*\d)"
        assert re.search(wanted, shown_by(cell)), f"{question.answer:,} is not printed"
    else:
        assert SHOWN[name] in shown_by(cell)
        assert shown_by(cell).strip()


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_choice_is_the_one_that_is_proven(name):
    assert RIGHT.keys() == SHOWN.keys()
    assert [choice.text for choice in QUESTIONS[name].choices if choice.right] == [RIGHT[name]]


def test_a_question_with_words_of_its_own_asks_in_them():
    asked = {name: said["prompt"] for name, said in words("questions").items() if "prompt" in said}
    assert len(asked) > 40
    for name, prompt in asked.items():
        question = QUESTIONS[name] if name in QUESTIONS else RECALLS[name].question
        assert question.prompt == prompt, name


def test_every_question_is_asked_once():
    asked = [
        name
        for lesson in LESSONS
        for cell in code_cells(lesson)
        for name in ASKED.findall(cell)
        if name not in RECALLS
    ]
    assert sorted(asked) == sorted(QUESTIONS)
