"""The questions: a wrong answer gets the diagnosis that fits, for any layer and never by chance."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.counting import (
    GRU,
    LSTM,
    ONE,
    UNITS,
    Block,
    Cell,
    dense_parameters,
    embedding_parameters,
    gru_parameters,
    lstm_parameters,
    recurrent_parameters,
    simple_rnn_parameters,
    time_distributed_parameters,
)
from helpers.questions.bank import QUESTIONS
from helpers.questions.kinds import (
    Choice,
    ChoiceQuestion,
    NumberQuestion,
)
from helpers.questions.mistakes import count_mistakes, count_question
from helpers.text.words import words

SAID = words("ask")

by_arithmetic = settings(deadline=None, database=None, max_examples=200)
sizes = st.integers(1, 5000)
maybe_size = st.none() | sizes
flags = st.booleans()

GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
COUNT = {"LSTM": lstm_parameters, "GRU": gru_parameters, "SimpleRNN": simple_rnn_parameters}

# A few words of each diagnosis.
THREE = "three blocks. There are three gates"
THREE_NO_BIAS = "three blocks, and no bias"
FOUR = "four blocks, as in an LSTM"
AN_LSTM = "an LSTM of these sizes"
A_GRU = "that is the GRU of Keras"
ONE_BLOCK = "That is one block"
ONE_OF_EIGHT = "4 in each direction"
NO_KERNEL = "left out the weights that meet the input x"
WIDE = "That is one "
NO_RECURRENT = "only the weights that meet the input x"
ONE_DIRECTION = "That is one direction"
NO_BIAS = "You forgot the bias"
A_BIAS = "This layer has none"
ONE_BIAS = "one bias for the whole layer"
BIAS_PER_BLOCK = "one bias number for each block"
SECOND_BIAS = "a second bias"
ONE_OF_TWO_PYTORCH = "bias_ih and bias_hh"
ONE_OF_TWO_KERAS = "With reset_after=True"
BIAS_PER_INPUT = "one bias for each input"
TIMES_TIMESTEPS = "multiplied by the timesteps"
PLUS_TIMESTEPS = "added the timesteps"
TIMES_BATCH = "multiplied by the batch size"
SWAPPED = "swapped units and features"
TIMESTEPS_AS_UNITS = "the timesteps for the units"
TIMESTEPS_AS_FEATURES = "the timesteps for the features"


def check(question, answer, mistakes):
    """See that each mistake is diagnosed, that nothing else is, and the answer is no mistake."""
    assert question.answer == answer
    assert question.feedback(answer).startswith("Right.")
    # Two mistakes may come to one number; then one of them is named.
    reasons = {}
    for number, reason in mistakes:
        if number != answer:
            reasons.setdefault(number, set()).add(reason)
    assert set(question.mistakes) == set(reasons)
    for number, why in reasons.items():
        assert any(some in question.feedback(number) for some in why), (number, why)
    for number in (answer + 1, answer * 1000 + 7):
        if number not in reasons:
            assert question.feedback(number) == SAID["too_large"]
    for number in (answer - 1, 0):
        if number not in reasons:
            assert question.feedback(number) == SAID["too_small"]


def about_sizes(total, units, features, timesteps, batch):
    """The mistakes about sizes; `total` counts a layer of any sizes."""
    right = total(units, features)
    yield total(features, units), SWAPPED
    if timesteps is not None:
        yield right * timesteps, TIMES_TIMESTEPS
        yield right + timesteps, PLUS_TIMESTEPS
        yield total(timesteps, features), TIMESTEPS_AS_UNITS
        yield total(units, timesteps), TIMESTEPS_AS_FEATURES
    if batch is not None:
        yield right * batch, TIMES_BATCH


@by_arithmetic
@given(
    st.sampled_from(tuple(GATES)), sizes, sizes, maybe_size, maybe_size, flags, flags, flags, flags
)
def test_recurrent_layers(
    kind, units, features, timesteps, batch, use_bias, bidirectional, pytorch, reset_after
):
    gates, directions = GATES[kind], 2 if bidirectional else 1
    options = {"reset_after": reset_after or pytorch} if kind == "GRU" else {}
    biases = 0
    if use_bias:
        biases = 2 if pytorch or options.get("reset_after") else 1

    def total(u, f, blocks=gates, bias=biases, sides=directions, recurrent=1, kernel=1):
        return sides * blocks * (kernel * f * u + recurrent * u * u + bias * u)

    mistakes = list(about_sizes(total, units, features, timesteps, batch))
    right = total(units, features)
    mistakes.append((total(units, features, recurrent=0), NO_RECURRENT))
    mistakes.append((total(units, features, kernel=0), NO_KERNEL))
    if kind == "LSTM":
        mistakes.append((total(units, features, blocks=3), THREE))
        mistakes.append((total(units, features, blocks=3, bias=0), THREE_NO_BIAS))
    if kind == "GRU":
        mistakes.append((total(units, features, blocks=4), FOUR))
    if gates > 1:
        mistakes.append((total(units, features, blocks=1), ONE_BLOCK))
    if kind == "LSTM" and biases:
        mistakes.append((total(units, features, blocks=3, bias=2), A_GRU))
    if kind == "GRU" and biases:
        mistakes.append((total(units, features, blocks=4, bias=1), AN_LSTM))
    if bidirectional:
        mistakes.append((right // 2, ONE_DIRECTION))
        mistakes.append((total(2 * units, features, sides=1), WIDE))
        if gates > 1:
            mistakes.append((right // 2 // gates, ONE_BLOCK))
    if biases:
        mistakes.append((total(units, features, bias=0), NO_BIAS))
        if gates > 1:
            mistakes.append((total(units, features, bias=0) + units, ONE_BIAS))
            each = total(units, features, bias=0) + directions * gates
            mistakes.append((each, BIAS_PER_BLOCK))
    if biases == 0:
        mistakes.append((total(units, features, bias=1), A_BIAS))
        if kind == "LSTM":  # without a bias the two ways to count three blocks are the same
            mistakes.remove((total(units, features, blocks=3, bias=0), THREE_NO_BIAS))
    if biases == 1:
        mistakes.append((total(units, features, bias=2), SECOND_BIAS))
    if biases == 2:
        reason = ONE_OF_TWO_PYTORCH if pytorch else ONE_OF_TWO_KERAS
        mistakes.append((total(units, features, bias=1), reason))

    count = COUNT[kind](
        units,
        features,
        use_bias=use_bias,
        bidirectional=bidirectional,
        convention="pytorch" if pytorch else "keras",
        **options,
    )
    check(count_question(count, timesteps=timesteps, batch=batch), right, mistakes)


@by_arithmetic
@given(sizes, sizes, maybe_size, maybe_size, flags, flags)
def test_dense_also_at_every_step(units, features, timesteps, batch, use_bias, every_step):
    def total(u, f, bias=use_bias):
        return f * u + bias * u

    mistakes = list(about_sizes(total, units, features, timesteps, batch))
    if use_bias:
        mistakes.append((total(units, features, bias=0), NO_BIAS))
        mistakes.append((features * units + features, BIAS_PER_INPUT))
    else:
        mistakes.append((total(units, features, bias=1), A_BIAS))
    count = dense_parameters(units, features, use_bias=use_bias)
    if every_step:
        count = time_distributed_parameters(count)
    question = count_question(count, timesteps=timesteps, batch=batch)
    check(question, total(units, features), mistakes)


@by_arithmetic
@given(sizes, sizes, maybe_size, maybe_size)
def test_embedding(words, width, timesteps, batch):
    mistakes = [(words * width + width, A_BIAS)]
    if timesteps is not None:
        mistakes.append((words * width * timesteps, TIMES_TIMESTEPS))
        mistakes.append((words * width + timesteps, PLUS_TIMESTEPS))
    if batch is not None:
        mistakes.append((words * width * batch, TIMES_BATCH))
    question = count_question(embedding_parameters(words, width), timesteps=timesteps, batch=batch)
    check(question, words * width, mistakes)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (420, THREE),
        (450, A_GRU),
        (530, ONE_BIAS),
        (524, BIAS_PER_BLOCK),
        (440, NO_KERNEL),
        (567, PLUS_TIMESTEPS),
        (390, THREE_NO_BIAS),
        (520, NO_BIAS),
        (600, SECOND_BIAS),
        (560 * 7, TIMES_TIMESTEPS),
        (560 * 32, TIMES_BATCH),
        (140, ONE_BLOCK),
        (160, NO_RECURRENT),
        (4 * (3 * 13 + 3), SWAPPED),
        (4 * (7 * 10 + 7), TIMESTEPS_AS_UNITS),
        (4 * (10 * 17 + 10), TIMESTEPS_AS_FEATURES),
        (561, SAID["too_large"]),
        (10**15, SAID["too_large"]),
        (559, SAID["too_small"]),
        (0, SAID["too_small"]),
        (560, "Right. 4 × ((3 + 10) × 10 + 10) = 560."),
    ],
)
def test_lstm_of_ten_units_on_three_features(number, words):
    question = count_question(lstm_parameters(units=10, features=3), timesteps=7, batch=32)
    assert words in question.feedback(number)
    assert question.feedback(number).endswith((".", "?"))


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("lstm_total", 530, ONE_BIAS),
        ("bidirectional_total", 4800, ONE_OF_EIGHT),
        ("bidirectional_total", 9600, "one block of each direction"),
        ("bidirectional_total", 71168, "one LSTM with 128 units"),
        ("gru_total", 180, AN_LSTM),
        ("gru_total", 200, FOUR),
    ],
)
def test_wrong_answers_that_once_had_no_diagnosis(name, number, words):
    assert words in QUESTIONS[name].feedback(number)


def test_prompt_names_what_belongs_to_the_layer():
    question = count_question(lstm_parameters(1_000, 1), timesteps=7, batch=32)
    assert question.prompt == (
        "An LSTM layer has 1,000 units and reads 1 feature. Its sequences are 7 timesteps long. "
        "It is trained on batches of 32 samples. How many parameters does it have?"
    )
    assert count_question(gru_parameters(1, 5), timesteps=1, batch=1).prompt == (
        "A GRU layer has 1 unit and reads 5 features. Its sequences are 1 timestep long. "
        "It is trained on batches of 1 sample. How many parameters does it have?"
    )
    bidirectional = count_question(lstm_parameters(2, 3, bidirectional=True, convention="pytorch"))
    assert bidirectional.prompt.startswith("A Bidirectional(LSTM) layer has 2 units")
    assert bidirectional.prompt.endswith("How many parameters does it have in PyTorch?")
    assert count_question(embedding_parameters(1_000, 128)).prompt.startswith(
        "An Embedding layer knows 1,000 words and gives each a vector of 128 numbers."
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_of_the_lessons_explain_themselves(name):
    question = QUESTIONS[name]
    assert question.prompt.strip().endswith(("?", "."))
    if isinstance(question, NumberQuestion):
        assert question.explanation
        assert all(question.mistakes.values())
        assert f"{question.answer:,}" in question.explanation
    else:
        assert len(question.choices) >= 2
        assert all(choice.feedback for choice in question.choices)


# Bad input.

BAD_NUMBERS = (-1, 2.5, "8", None, math.nan, True, 10**16)


@pytest.mark.parametrize("wrong", [None, 560, "LSTM", 2.5, True, math.nan, [], {"total": 560}])
def test_count_question_refuses_what_is_no_count(wrong):
    with pytest.raises(TypeError) as error:
        count_question(wrong)
    assert "count" in str(error.value)
    assert repr(wrong) in str(error.value)


@pytest.mark.parametrize("name", ["timesteps", "batch"])
@pytest.mark.parametrize("wrong", [0, *(value for value in BAD_NUMBERS if value is not None)])
def test_count_question_refuses_wrong_sizes(name, wrong):
    with pytest.raises((TypeError, ValueError), match=rf"^{name} must "):
        count_question(lstm_parameters(10, 3), **{name: wrong})


@pytest.mark.parametrize("wrong", BAD_NUMBERS)
def test_number_question_refuses_a_wrong_answer(wrong):
    with pytest.raises((TypeError, ValueError), match="answer"):
        NumberQuestion("How many?", wrong, "So many.")


@pytest.mark.parametrize("wrong", BAD_NUMBERS)
def test_number_question_refuses_wrong_mistakes(wrong):
    with pytest.raises((TypeError, ValueError), match="mistakes"):
        NumberQuestion("How many?", 3, "So many.", {wrong: "Why."})


@pytest.mark.parametrize("wrong", BAD_NUMBERS)
def test_feedback_refuses_what_is_no_number(wrong):
    question = NumberQuestion("How many?", 3, "So many.")
    with pytest.raises((TypeError, ValueError), match="number"):
        question.feedback(wrong)


def test_number_question_refuses_its_own_answer_as_a_mistake():
    with pytest.raises(ValueError, match=r"mistakes.*1,560"):
        NumberQuestion("How many?", 1560, "So many.", {1560: "Wrong."})


@pytest.mark.parametrize("rights", [(), (False, False), (True, True)])
def test_choice_question_needs_one_right_answer(rights):
    choices = [Choice(f"answer {i}", "Why.", right) for i, right in enumerate(rights)]
    with pytest.raises(ValueError, match=r"one right answer, not \d"):
        ChoiceQuestion("Which?", choices)


def test_choice_question_refuses_two_answers_that_read_alike():
    with pytest.raises(ValueError, match="differ"):
        ChoiceQuestion("Which?", [Choice("yes", "Why.", right=True), Choice("yes", "Why.")])


@pytest.mark.parametrize("wrong", ["yes", None, 3, ("yes", "Why.", True)])
def test_choice_question_refuses_what_is_no_choice(wrong):
    with pytest.raises(TypeError, match="choices"):
        ChoiceQuestion("Which?", [Choice("yes", "Why.", right=True), wrong])


@pytest.mark.parametrize(
    ("number", "taken"), [(0, True), (10**15, True), (10**15 + 1, False), (-1, False)]
)
def test_an_answer_lies_between_0_and_what_javascript_counts_exactly(number, taken):
    def makes(make):
        try:
            make()
        except ValueError:
            return False
        return True

    assert makes(lambda: NumberQuestion("How many?", number, "So many.")) == taken
    assert makes(lambda: NumberQuestion("How many?", 5, "So many.", {number: "Why."})) == taken
    assert makes(lambda: NumberQuestion("How many?", 5, "So many.").feedback(number)) == taken


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("prompt", (3, 5, "So many.")),
        ("answer", ("How many?", "5", "So many.")),
        ("explanation", ("How many?", 5, None)),
        ("mistakes", ("How many?", 5, "So many.", [4])),
        ("mistakes", ("How many?", 5, "So many.", {"4": "Why."})),
        ("mistakes", ("How many?", 5, "So many.", {4: None})),
    ],
)
def test_a_number_question_names_the_argument_that_is_wrong(name, arguments):
    with pytest.raises(TypeError, match=rf"^{name} must"):
        NumberQuestion(*arguments)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("text", lambda: Choice(3, "Why.")),
        ("feedback", lambda: Choice("yes", None)),
        ("right", lambda: Choice("yes", "Why.", 1)),
        ("prompt", lambda: ChoiceQuestion(None, [Choice("yes", "Why.", right=True)])),
        ("choices", lambda: ChoiceQuestion("Which?", "yes")),
        ("number", lambda: NumberQuestion("How many?", 3, "So many.").feedback("3")),
        ("count", lambda: count_question(3)),
        ("also", lambda: count_question(lstm_parameters(5, 3), also=[3])),
        ("also", lambda: count_question(lstm_parameters(5, 3), also={"3": "Why."})),
        ("prompt", lambda: count_question(lstm_parameters(5, 3), prompt=3)),
        ("prompt", lambda: count_question(lstm_parameters(5, 3), prompt=0)),
    ],
)
def test_what_is_wrong_is_named(name, make):
    with pytest.raises(TypeError, match=rf"^{name} must"):
        make()


def reasons(count):
    return {mistake.kind: mistake.reason for mistake in count_mistakes(count)}


def totals(cell, **options):
    count = recurrent_parameters(cell, units=5, features=3, **options)
    return {mistake.kind: mistake.total for mistake in count_mistakes(count)}


def test_who_counts_three_blocks_leaves_out_the_output_gate():
    looking = replace(LSTM, extra=(Block("output", "peephole", ONE, UNITS),))
    assert totals(looking)["three_blocks"] == 3 * 45
    assert totals(looking)["three_blocks_no_bias"] == 3 * 40


def test_one_block_is_the_first_one_and_a_fourth_is_like_it():
    """Of gates that are not alike: one looks at c through a weight for each unit."""
    lstm = replace(LSTM, extra=(Block("input", "peephole", ONE, UNITS),))
    assert totals(lstm)["one_block"] == 45 + 5
    assert totals(lstm, bidirectional=True)["one_block_of_one_direction"] == 45 + 5
    gru = replace(GRU, extra=(Block("update", "peephole", ONE, UNITS),))
    assert totals(gru)["four_blocks"] == (3 * 50 + 5) + (50 + 5)


def test_a_cell_of_two_gates_has_several_blocks():
    # The minimal gated unit of Zhou et al. 2016 has a forget gate and a candidate.
    assert totals(Cell("MGU", ("forget", "candidate")))["one_block"] == 45
    kinds = totals(Cell("MGU", ("forget", "candidate")), bidirectional=True)
    assert kinds["one_block_of_one_direction"] == 45
    assert {"no_kernel", "no_recurrent_kernel", "no_bias", "one_bias_for_all_blocks"} <= set(kinds)


def test_who_takes_one_block_for_all_is_right_where_there_is_one():
    for both in (False, True):
        kinds = reasons(simple_rnn_parameters(5, 3, bidirectional=both))
        assert not [kind for kind in kinds if kind.startswith("one_block")]


def test_a_reason_tells_how_many_blocks_there_are():
    for count, each, both in ((lstm_parameters, 4, 8), (gru_parameters, 3, 6)):
        told = reasons(count(5, 3, bidirectional=True))
        for kind in ("one_block_of_each_direction", "one_block_of_one_direction"):
            assert f"There are {both} of this size: {each} in each direction" in told[kind]
        assert f"The layer has {each} of this size" in reasons(count(5, 3))["one_block"]
        for kind in ("no_kernel", "no_recurrent_kernel"):
            assert "in each block" in reasons(count(5, 3))[kind]
        assert "in each of the blocks" in reasons(count(5, 3))["no_bias"]
    for kind in ("no_kernel", "no_recurrent_kernel", "no_bias"):
        assert "block" not in reasons(simple_rnn_parameters(5, 3))[f"{kind}_of_one_block"]
    assert "block" not in reasons(dense_parameters(5, 3))["no_bias_of_one_block"]


def test_a_reason_names_the_sizes_of_the_layer():
    told = reasons(lstm_parameters(64, 1, bidirectional=True))
    assert told["swapped"].endswith("The layer has 64 units and reads 1 feature.")
    assert told["one_wide_layer"].startswith("That is one LSTM with 128 units. Bidirectional holds")
    assert "two with 64 units each" in told["one_wide_layer"]
    library = reasons(lstm_parameters(5, 3, convention="pytorch"))["one_bias_of_two"]
    assert library == "You counted one bias. PyTorch keeps two: bias_ih and bias_hh."


def test_nothing_at_all_may_be_a_mistake_with_a_diagnosis():
    question = count_question(lstm_parameters(5, 3), also={0: "A layer has weights."})
    assert question.feedback(0) == "A layer has weights."


def test_blocks_of_one_direction_and_of_both_are_told_apart():
    count = lstm_parameters(5, 3, bidirectional=True)
    totals = {mistake.kind: mistake.total for mistake in count_mistakes(count)}
    # One block has (3 + 5) × 5 + 5 = 45.
    assert totals["one_block_of_each_direction"] == 90
    assert totals["one_block_of_one_direction"] == 45
    assert totals["one_direction"] == 180
