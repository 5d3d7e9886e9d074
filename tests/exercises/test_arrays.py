"""`check` sees from the shape and the places of the numbers how an array was made."""

import numpy as np
import pytest

from helpers import check


class Unreadable:
    """An object of somebody's that neither NumPy nor a report can write down."""

    def __array__(self, *_, **__):
        raise RuntimeError

    def __repr__(self):
        raise RuntimeError


TO_SEQUENCES = {
    "That is [timesteps, samples, features]": lambda r, t: r.reshape(t, -1, r.shape[1]),
    "That is [samples, features, timesteps]": lambda r, t: r.reshape(-1, r.shape[1], t),
    "numbers have changed places": lambda r, t: r.reshape(-1, t, r.shape[1], order="F"),
    "numbers have changed places. ": lambda r, t: r.T.reshape(-1, t, r.shape[1]),
    "numbers have changed places. `": lambda r, t: r.reshape(t, -1, r.shape[1]).swapaxes(0, 1),
    "has 2 axes. An LSTM wants three": lambda r, t: r,
    "one sample with all the rows": lambda r, t: r[np.newaxis],
    "one step in each sample": lambda r, t: r[:, np.newaxis],
    "one sequence for each start": lambda r, t: [r[i : i + t] for i in range(len(r) - t + 1)],
    "pieces of different lengths": lambda r, t: [r[i : i + t] for i in range(len(r))],
    "a shape. Return the array": lambda r, t: r.shape,
    "fit one size only": lambda r, t: r.reshape(4, 6, 3),
    "ValueError: cannot reshape": lambda r, t: r.reshape(-1, 5, 3),
    "one sequence for each start: they": lambda r, t: [r[i : i + t] for i in range(len(r) - t)],
    "these are not the numbers of the data": lambda r, t: r.reshape(-1, t, r.shape[1]) / 10,
    "That has 1 axis.": lambda r, t: r.flatten(),
    "<no repr: RuntimeError> of type Unreadable": lambda r, t: Unreadable(),
    "it has computed nothing yet": lambda r, t: (row for row in r),
    "Is there a `return`?": lambda r, t: None,
    "instead of `print`": lambda r, t: print(r.shape),
    "Return an array of numbers": lambda r, t: "(24, 3)",
    "Return an array of numbers.": lambda r, t: 5,
    "It should be (4, 6, 3)": lambda r, t: r.reshape(8, 3, 3),
    "must take (rows, timesteps)": lambda r: r,
}


@pytest.mark.parametrize("words", TO_SEQUENCES)
def test_a_wrong_shape_is_read_aloud(words):
    report = check(TO_SEQUENCES[words], "to_sequences")
    assert not report.right
    assert words in repr(report), report


@pytest.mark.parametrize(
    "function",
    [
        lambda r, t: r.reshape(-1, t, r.shape[1]),
        lambda rows, timesteps: np.array(np.split(rows, len(rows) // timesteps)),
        lambda r, t: [r[i : i + t] for i in range(0, len(r), t)],
    ],
)
def test_right_ways_to_cut_a_table(function):
    assert check(function, "to_sequences").right


def test_the_table_that_is_given_may_be_spoilt():
    def spoil(rows, timesteps):
        made = rows.reshape(-1, timesteps, rows.shape[1]).copy()
        rows[:] = 0
        return made

    assert check(spoil, "to_sequences").right


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: x.transpose(0, 2, 1), "Right"),
        (lambda x: np.swapaxes(x, 1, 2), "Right"),
        (lambda x: x, "Nothing has changed"),
        (lambda x: x.reshape(x.shape[0], x.shape[2], x.shape[1]), "numbers have changed places"),
        (lambda x: x.T, "That is [timesteps, features, samples]"),
    ],
)
def test_axes_are_turned_and_not_only_renamed(function, words):
    assert words in repr(check(function, "turn"))


def test_one_sequence_is_read_as_one_sample():
    import keras

    read = keras.layers.LSTM
    tried = {
        "Right": lambda s: read(5)(s[np.newaxis]),
        "found ndim=2": lambda s: read(5)(s),
        "your 7 steps were taken for 7 samples": lambda s: read(5)(s[..., np.newaxis]),
        "fit one size only": lambda s: read(5)(s.reshape(1, 7, 3)),
        "This is h at every step": lambda s: read(5, return_sequences=True)(s[np.newaxis]),
        "One answer of 5 units is (1, 5)": lambda s: read(4)(s[np.newaxis]),
        "gives its output, h and c": lambda s: read(5, return_state=True)(s[np.newaxis]),
        "no LSTM has read the sequence": lambda s: np.zeros((1, 5)),
        "the LSTM read (1, 3, 7)": lambda s: read(5)(s.T[np.newaxis]),
        "read (1, 1, 21): timesteps 1, features 21": lambda s: read(5)(s.reshape(1, 1, -1)),
        "other numbers than those of the sequence": lambda s: read(5)(s[np.newaxis, ::-1]),
    }
    usual = keras.layers.LSTM.__call__
    for words, function in tried.items():
        assert words in repr(check(function, "read_one")), words
    assert keras.layers.LSTM.__call__ is usual


def test_a_model_of_the_learners_may_read_the_sequence_too():
    import keras

    def read_one(sequence):
        model = keras.Sequential([keras.Input(sequence.shape), keras.layers.LSTM(5)])
        return model.predict(sequence[np.newaxis], verbose=0)

    assert check(read_one).right
