"""Every question is asked in a lesson and followed by a proof; every known confusion has one."""

import re

import pytest
from keras import layers

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
    "forecast_lower_loss": "epochs 101 to 120: training 0.06, validation 0.08",
}


# What somebody answers who has the confusion of the table: a choice, or a number.
BELIEVED = {
    ("axes swapped, and no error", "text_shape"): "(50, 300, 10)",
    ("axes swapped, and no error", "swapped_axes"): "Keras raises an error.",
    ("f = 1 taken for *forget*", "forget_gate_at_one"): "0: it is forgotten",
    ("both gates open, and the number is held", "both_gates_open"): "still the flagged number",
    ("the memory lies between −1 and 1", "memory_above_one"): "nearly 1, but never more",
    ("the bias is forgotten", "one_gate"): (3 + 2) * 2,
    ("three gates, so × 3", "lstm_total"): 3 * ((3 + 10) * 10 + 10),
    ("units taken for timesteps", "lstm_total"): 4 * ((3 + 7) * 7 + 7),
    ("Bidirectional counted once", "bidirectional_total"): 4 * ((10 + 64) * 64 + 64),
    ("the timesteps multiply the parameters", "length_parameters"): "1,800",
    ("the timesteps multiply the parameters", "length_work"): 180,
    ("the batch size in the count", "batch_size"): "11,520",
    ("units taken for the cells or neurons drawn", "units_drawn"): "7 neurons",
    (
        "the LSTM solves vanishing gradients",
        "new_lstm_keeps",
    ): "nearly all of it: that is what an LSTM is for",
    ("many factors near 1 stay near 1", "hundred_factors"): "about 0.9",
    ("all steps come out by default", "default_output"): "(batch, 7, 5)",
    ("the order of return_state", "return_state_order"): "output, c, h",
    ("the order of return_state", "which_equals_which"): "equal to c",
    (
        "the width after Bidirectional",
        "after_bidirectional",
    ): 2 * 4 * ((64 + 32) * 32 + 32),
    ("the last index of a backward half", "backward_half"): "index -1",
    (
        "return_sequences missing when stacking",
        "stacked_without_sequences",
    ): "The second LSTM reads one step.",
    ("stateful without a fixed batch", "stateful_batch"): "the number of timesteps",
    ("a vector of five taken for five steps", "when_answered"): "after the first step",
    ("a vector of five taken for five steps", "many_to_one_dense"): 5 * 1 + 1,
    (
        "units taken for steps, or for no limit at all",
        "units_room",
    ): "All. It has fewer units than steps, so it cannot read to the end.",
    ("TimeDistributed and Dense", "time_distributed_dense"): 5 * (5 * 1 + 1),
    ("TimeDistributed and Dense", "dense_on_steps"): "It flattens the 7 steps, and gives (4, 1).",
    (
        "the vocabulary taken for the features",
        "lstm_after_embedding",
    ): 4 * ((1000 + 64) * 64 + 64),
    ("what holds and what replaces a memory", "forget_gate_between_flags"): "both near 0",
    ("padding is ignored", "padding_ignored"): "The same: zeros are ignored.",
    ("a mask shortens the sequence", "mask_shortens"): "(1, 7, 2)",
    ("a mask goes wherever the vectors go", "mask_lost"): "It goes along.",
    (
        "a call remembers the call before",
        "state_between_calls",
    ): "Another one: it has read the steps once already.",
    (
        "stateful remembers over epochs",
        "stateful_epochs",
    ): "All that it learned about the rows in the first epoch.",
    ("dropout changes the count", "dropout_parameters"): 180 // 2,
    ("the second bias of the GRU", "gru_total"): 3 * ((3 + 5) * 5 + 5),
    ("the second bias of PyTorch", "pytorch_total"): 4 * ((3 + 10) * 10 + 10),
    ("a c of the GRU", "gru_states"): "3",
    ("a peephole is a whole matrix", "peephole_total"): 180 + 3 * 5 * 5,
    ("validation by random split", "forecast_split"): "a fifth of all months, drawn at random",
    ("scaling on all data", "forecast_scaling"): "from all months",
    ("a lower training loss is better", "forecast_lower_loss"): "A: its training loss is lower",
}


# The length of the sequences in the model that proves the count: `keras.Input((7, 10))`.
TIMESTEPS = {"lstm_total": 7, "bidirectional_total": 7, "lstm_after_embedding": 10, "gru_total": 7}


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


def test_every_row_says_what_somebody_with_the_confusion_answers():
    assert set(BELIEVED) == {(confusion, name) for confusion, _, name in rows()}


@pytest.mark.parametrize(("confusion", "name"), BELIEVED)
def test_the_answer_that_the_confusion_leads_to_is_diagnosed_as_that(confusion, name):
    question, believed = QUESTIONS[name], BELIEVED[confusion, name]
    if isinstance(question, NumberQuestion):
        assert believed != question.answer
        assert believed in question.mistakes
    else:
        (chosen,) = [choice for choice in question.choices if choice.text == believed]
        assert not chosen.right
        others = [choice.feedback for choice in question.choices if choice is not chosen]
        assert chosen.feedback not in others


def test_the_answer_is_the_count_of_keras():
    for name, (layer, features) in {
        "one_gate": (layers.Dense(2), 3 + 2),
        "lstm_total": (layers.LSTM(10), 3),
        "bidirectional_total": (layers.Bidirectional(layers.LSTM(64)), 10),
        "after_bidirectional": (layers.Bidirectional(layers.LSTM(32)), 128),
        "one_to_one_dense": (layers.Dense(1), 5),
        "many_to_one_dense": (layers.Dense(5), 5),
        "time_distributed_dense": (layers.TimeDistributed(layers.Dense(1)), 5),
        "embedding_count": (layers.Embedding(1000, 128), 1),
        "lstm_after_embedding": (layers.LSTM(64), 128),
        "dense_after_lstm": (layers.Dense(10), 64),
        "missing_dense": (layers.Dense(3), 32),
        "missing_lstm": (layers.LSTM(48), 100),
        "missing_after_bidirectional": (layers.LSTM(16), 64),
        "dropout_parameters": (layers.LSTM(5, dropout=0.5), 3),
        "gru_total": (layers.GRU(5), 3),
    }.items():
        layer.build((None, 7, features))
        assert QUESTIONS[name].answer == layer.count_params(), name


def test_every_diagnosis_that_is_written_is_given():
    written = {
        (name, int(wrong)): why
        for name, said in words("questions").items()
        for wrong, why in {**said.get("also", {}), **said.get("mistakes", {})}.items()
    }
    given = {(name, wrong): QUESTIONS[name].mistakes.get(wrong) for name, wrong in written}
    assert given == written


@pytest.mark.parametrize(("name", "timesteps"), TIMESTEPS.items())
def test_who_multiplies_by_the_timesteps_of_the_model_is_told_so(name, timesteps):
    question, ((_, _, cell),) = QUESTIONS[name], proving_cells(name)
    assert re.search(rf"\((None, )?{timesteps},", "".join(cell["source"]))
    why = question.mistakes[timesteps * question.answer]
    assert why == words("mistakes")["times_timesteps"]


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
