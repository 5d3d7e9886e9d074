"""Short questions from earlier lessons, with which a lesson opens.

What is asked again some days later is kept longest. Each lesson from 02 on begins with two of
these: one from the lesson before, and one that is older. They ask for what was learned, in other
words or with other numbers than the question that came first.
"""

from dataclasses import dataclass

from helpers.questions.kinds import Choice, ChoiceQuestion


@dataclass(frozen=True)
class Recall:
    """A question, and the number of the lesson in which its answer is found."""

    lesson: int
    question: ChoiceQuestion


def _recall(lesson: int, prompt: str, right: tuple[str, str], *wrong: tuple[str, str]) -> Recall:
    """Put the right answer among the others, in an order that gives nothing away."""
    choices = [Choice(*right, right=True), *(Choice(*each) for each in wrong)]
    choices.sort(key=lambda choice: (len(choice.text), choice.text))
    return Recall(lesson, ChoiceQuestion(prompt, choices))


RECALLS: dict[str, Recall] = {
    # asked in 02
    "again_axes": _recall(
        1,
        "40 recordings of 90 seconds, 6 sensors read once a second. What is the shape?",
        ("(40, 90, 6)", "Samples, timesteps, features."),
        ("(40, 6, 90)", "At each second 6 numbers enter: they are the features, and come last."),
        ("(90, 40, 6)", "Samples come first: the recordings."),
    ),
    "again_batch": _recall(
        1,
        "Keras prints an input shape of (None, 10, 300). What is None?",
        ("how many samples", "It may change from batch to batch, so the model leaves it open."),
        ("a missing value", "The shape says nothing about values. None is an axis of any length."),
        ("how many timesteps", "Those are fixed here: 10."),
    ),
    # asked in 03
    "again_hold": _recall(
        2,
        "You want to hold the memory as it is. How do you set the two gates?",
        ("f = 1, i = 0", "Keep all, write nothing."),
        ("f = 0, i = 0", "f = 0 throws the memory away."),
        ("f = 0, i = 1", "This puts the new number in its place."),
    ),
    "again_features": _recall(
        1,
        "x has the shape (50, 10, 300). How many numbers enter the LSTM at one step?",
        ("300", "One word, that is, one vector of 300 numbers."),
        ("10", "That is how many steps there are."),
        ("3,000", "That is a whole line. The LSTM reads it step by step."),
    ),
    # asked in 04
    "again_gate": _recall(
        3,
        "A gate sees 2 features and has 3 units. How many parameters does it have?",
        ("18", "(2 + 3) × 3 + 3."),
        ("15", "And 3 biases: one for each number that comes out."),
        ("9", "That is 2 × 3 + 3. The gate also sees the 3 numbers of h."),
    ),
    "again_swapped": _recall(
        1,
        "A new LSTM is given data with two axes swapped. What does Keras say?",
        ("nothing", "It takes the last axis for the features, whatever it is."),
        ("an error", "A new layer cannot know which axis is which."),
    ),
    # asked in 05
    "again_four": _recall(
        4,
        "One gate of an LSTM has 45 parameters. How many does the LSTM have?",
        ("180", "Three gates and a candidate of the same size."),
        ("135", "The candidate counts too: four blocks."),
        ("45", "Each block has weights of its own."),
    ),
    "again_above_one": _recall(
        2,
        "Which of these can be larger than 1?",
        ("the memory c", "Nothing squeezes it on its way from step to step."),
        ("the output h", "It is a tanh, times a gate."),
        ("a gate", "σ gives a share from 0 to 1."),
    ),
    # asked in 06
    "again_longer": _recall(
        5,
        "A trained LSTM reads sequences that are twice as long. What doubles?",
        ("the work", "The same weights work at each step."),
        ("the parameters", "The same cell takes every step."),
        ("both", "The weights stay. Only the work grows."),
    ),
    "again_h_enters": _recall(
        3,
        "A gate reads two lists side by side. Which?",
        ("x and the old h", "So features + units numbers enter."),
        ("x and the old c", "c is inside. The gates of Keras do not see it."),
        ("the old h and the old c", "Then it would not know what goes by."),
    ),
    # asked in 07
    "again_default_output": _recall(
        6,
        "LSTM(4) reads (batch, 9, 2) with return_sequences=True. What comes out?",
        ("(batch, 9, 4)", "h at all 9 steps, 4 numbers each."),
        ("(batch, 4)", "That is the default: the last h only."),
        ("(batch, 9, 2)", "The width of the output is the units."),
    ),
    "again_bias": _recall(
        4,
        "How many biases does an LSTM with 5 units have in Keras?",
        ("20", "One for each unit in each of the four blocks."),
        ("5", "That is one block."),
        ("4", "In each block there is a bias for each unit."),
    ),
    # asked in 08
    "again_ndim": _recall(
        7,
        "Keras says: expected ndim=3, found ndim=2. What is missing, most often?",
        ("return_sequences=True", "The layer before gave only its last step."),
        ("return_state=True", "That adds h and c. It gives no steps."),
        ("the batch size", "Any batch will do. An axis is missing."),
    ),
    "again_candidate": _recall(
        4,
        "Which block of an LSTM opens and closes nothing?",
        ("the candidate", "It is the new content itself."),
        ("the forget gate", "It says how much is kept."),
        ("the output gate", "It says how much is shown."),
    ),
    # asked in 09
    "again_one_step": _recall(
        8,
        "Five numbers, each a sequence of its own: (5, 1, 1). Which weights learn nothing?",
        ("the recurrent kernel", "There is no step before, so it is multiplied by 0."),
        ("the kernel", "It meets x, and x is there."),
        ("the Dense layer", "It makes the answer."),
    ),
    "again_batch_count": _recall(
        5,
        "An LSTM has 140 parameters. It reads 32 sequences at a time. How many has it now?",
        ("140", "A batch is only data."),
        ("4,480", "All sequences of a batch are read with the same weights."),
        ("172", "The batch is in no formula."),
    ),
    # asked in 10
    "again_vector": _recall(
        9,
        "A model gives (1, 5). How many moments does it speak about?",
        ("one", "A vector of five numbers, at one moment."),
        ("five", "That would be (1, 5, 1)."),
    ),
    "again_last_step": _recall(
        6,
        "output, h, c = layer(x), with all steps in the output. What does output[:, -1] equal?",
        ("h", "The output is h, step after step."),
        ("c", "c is the memory behind it."),
    ),
    # asked in 11
    "again_time_distributed": _recall(
        10,
        "TimeDistributed(Dense(2)) reads (batch, 9, 4). How many parameters has it?",
        ("10", "4 × 2 + 2, and the same ones at every step."),
        ("90", "The same Dense is used again at each of the 9 steps."),
        ("74", "The steps are not flattened."),
    ),
    "again_total": _recall(
        4,
        "LSTM(2) on 3 features. How many parameters has it?",
        ("48", "4 × ((3 + 2) × 2 + 2)."),
        ("36", "You counted three blocks."),
        ("40", "The biases count too: 4 × 2."),
    ),
    # asked in 12
    "again_embedding": _recall(
        11,
        "Embedding(500, 8) is followed by an LSTM. How many features does the LSTM see?",
        ("8", "The vector of one word."),
        ("500", "That is how many words it knows."),
        ("4,000", "Those are the parameters of the Embedding."),
    ),
    "again_replace": _recall(
        2,
        "In the game a flag comes. How do you set the two gates?",
        ("f = 0, i = 1", "Throw the old number away, write the new one."),
        ("f = 1, i = 1", "This adds the new number to the old one."),
        ("f = 1, i = 0", "This keeps the old number, and misses the flag."),
    ),
    # asked in 13
    "again_trained_gates": _recall(
        12,
        "Between two flags, how do the gates of the trained model stand?",
        ("f near 1, i near 0", "It holds the number, as you did in the game."),
        ("f near 0, i near 1", "That is the play at a flag: the number is replaced."),
        ("both near 1", "Then every number that goes by would be added."),
    ),
    "again_none_axis": _recall(
        1,
        "A line has 7 words, and the tensor has room for 10. What stands in the other places?",
        ("zeros", "This is called padding."),
        ("nothing: the row is shorter", "All rows of a tensor are equally long."),
        ("the next line", "Then the LSTM could not know where a line ends."),
    ),
    # asked in 14
    "again_mask": _recall(
        13,
        "At a masked step, what becomes of h and c?",
        ("they are carried over", "The step does nothing."),
        ("they become 0", "Then everything before the padding would be forgotten."),
        ("they go on as usual", "That is padding without a mask."),
    ),
    "again_order": _recall(
        6,
        "With return_state=True an LSTM returns three tensors. Which is the last?",
        ("c", "output, h, c: first what is shown, then what is kept."),
        ("h", "h comes before c."),
        ("output", "The output always comes first."),
    ),
    # asked in 15
    "again_carry": _recall(
        14,
        "You call an LSTM twice, with the two halves of a sequence. From what does the second "
        "call start?",
        ("h = 0 and c = 0", "Unless you hand the state over, or the layer is stateful."),
        ("h and c of the first call", "Only with initial_state=[h, c], or with stateful=True."),
    ),
    "again_update": _recall(
        12,
        "f = 0.5, i = 1, old c = 2, g = −0.5. What is the new c?",
        ("0.5", "0.5 × 2 + 1 × (−0.5)."),
        ("1.5", "g is below 0: it pulls the memory down."),
        ("1.0", "This keeps half, and writes nothing."),
    ),
    # asked in 16
    "again_gru": _recall(
        15,
        "Which of these has no memory c of its own?",
        ("the GRU", "Its memory is h, which is also what it shows."),
        ("the LSTM", "It keeps c, and shows h."),
    ),
    "again_window_shape": _recall(
        1,
        "There are 500 windows of 24 months, with one number for each month. "
        "What is their shape for an LSTM?",
        ("(500, 24, 1)", "500 samples, 24 timesteps, 1 feature."),
        ("(500, 24)", "An LSTM wants three axes. One feature is still an axis."),
        (
            "(500, 1, 24)",
            "This is one step of 24 features. The LSTM would see all months at once.",
        ),
    ),
}
