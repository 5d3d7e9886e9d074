"""`check` tells a wrong LSTM step from the right one, which is that of Keras."""

import re

import numpy as np
import pytest

from helpers import check
from helpers.exercises.steps import DEVIATIONS, Step, _by_keras, _drawn, _same, _wrong_steps

SOURCE = """
def lstm_step(x, h, c, kernel, recurrent_kernel, bias):
    sums = x @ kernel + h @ recurrent_kernel + bias
    i, f, g, o = np.split(sums, 4)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    new_c = f * c + i * g
    new_h = o * np.tanh(new_c)
    return new_h, new_c
"""


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def step_with(*changes):
    """The right step, with pieces of its text exchanged."""
    source = SOURCE
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    names = {"np": np, "sigmoid": sigmoid}
    exec(source, names)
    return names["lstm_step"]


def test_the_right_step_is_right():
    report = check(step_with())
    assert report.right, report
    assert "keras.layers.LSTMCell" in repr(report)


@pytest.mark.parametrize(("units", "features", "seed"), [(1, 1, 0), (3, 2, 1), (8, 5, 2)])
def test_the_step_that_deviates_in_nothing_is_that_of_keras(units, features, seed):
    at = _drawn(units, features, seed)
    assert _same([Step()(at)], [_by_keras(at)])


WRONG = {
    "the bias is left out": [(" + bias", "")],
    "h and the recurrent kernel are left out": [(" + h @ recurrent_kernel", "")],
    "x and the kernel are left out": [("x @ kernel + ", "")],
    "order input, output, forget, candidate": [("i, f, g, o = np", "i, o, f, g = np")],
    "order input, candidate, forget, output": [("i, f, g, o = np", "i, g, f, o = np")],
    "columns of a block lie side by side": [
        ("np.split(sums, 4)", "sums.reshape(-1, 4).T"),
    ],
    "the candidate is squeezed by σ": [("np.tanh(g)", "sigmoid(g)")],
    "the candidate is not squeezed": [("np.tanh(g)", "g")],
    "all gates are squeezed by tanh": [
        (
            "sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)",
            "np.tanh(i), np.tanh(f), np.tanh(g), np.tanh(o)",
        )
    ],
    "the forget gate is squeezed by tanh": [("sigmoid(f)", "np.tanh(f)")],
    "minus before v is missing": [
        (
            "sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)",
            "1 / (1 + np.exp(i)), 1 / (1 + np.exp(f)), np.tanh(g), 1 / (1 + np.exp(o))",
        )
    ],
    "the gates are not squeezed": [
        ("sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)", "i, f, np.tanh(g), o")
    ],
    "nothing is squeezed": [
        ("sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)", "i, f, g, o"),
    ],
    "goes through a relu": [("np.tanh(g)", "np.maximum(g, 0)")],
    "the bias is added twice": [("+ bias", "+ bias + bias")],
    "the forget gate is turned round": [("f * c", "(1 - f) * c")],
    "the new c itself is squeezed by tanh": [("f * c + i * g", "np.tanh(f * c + i * g)")],
    "zero everywhere": [("return new_h, new_c", "return 0 * new_h, 0 * new_c")],
    "Your new h holds nan": [("return new_h, new_c", "return np.nan * new_h, new_c")],
    "of type tuple. Return two arrays": [("return new_h, new_c", "return None, None")],
    "j])) of type tuple": [("return new_h, new_c", "return 1j * new_h, 1j * new_c")],
    "fit one size only": [("i, f, g, o = np.split(sums, 4)", "i, f, g, o = sums.reshape(4, 2)")],
    "goes out without tanh": [("np.tanh(new_c)", "new_c")],
    "the old c goes out": [("np.tanh(new_c)", "np.tanh(c)")],
    "tanh comes last": [("o * np.tanh(new_c)", "np.tanh(o * new_c)")],
    "the output gate is left out": [("o * np.tanh(new_c)", "np.tanh(new_c)")],
    "changed places: i × old c": [("f * c + i * g", "i * c + f * g")],
    "without the input gate": [("i * g", "g")],
    "without the forget gate": [("f * c", "c")],
    "the old c is left out": [("f * c + i * g", "i * g")],
    "1 − f is taken": [("i * g", "(1 - f) * g")],
    "the old h is taken for the old c": [("f * c", "f * h")],
    "1 is added to the forget gate's bias": [("sigmoid(f)", "sigmoid(f + 1)")],
    "new c first and the new h second": [("return new_h, new_c", "return new_c, new_h")],
    "the new h twice": [("return new_h, new_c", "return new_h, new_h")],
    "the new c twice": [("return new_h, new_c", "return new_c, new_c")],
    "Return both": [("return new_h, new_c", "return new_h")],
    "Return two: ": [("return new_h, new_c", "return new_h, new_c, o")],
    "Is there a `return`?": [("return new_h, new_c", "pass")],
    "instead of `print`": [("return new_h, new_c", "print(new_h)")],
    "Your new h has the shape (1, 2)": [("return new_h, new_c", "return [new_h], [new_c]")],
    "the bias is left out, and the new c goes out without tanh": [
        (" + bias", ""),
        ("np.tanh(new_c)", "new_c"),
    ],
    "the bias is left out, and h and the recurrent kernel": [
        (" + bias", ""),
        (" + h @ recurrent_kernel", ""),
    ],
    "Your new c is right. Only the new h": [("o * np.tanh(new_c)", "o * np.tanh(new_c) / 2")],
    "Your new h follows from your new c": [("i * g", "i * g / 2")],
    "Neither the new h nor the new c": [
        ("i * g", "i * g / 2"),
        ("np.tanh(new_c)", "np.sin(new_c)"),
    ],
    "columns of recurrent_kernel make no difference to your answer: input.": [
        ("+ bias\n", "+ bias\n    sums[: len(h)] = (x @ kernel)[: len(h)]\n")
    ],
    "ValueError: matmul": [("x @ kernel", "kernel @ x")],
    "your line 3: `sums = kernel @ x": [("x @ kernel", "kernel @ x")],
}


@pytest.mark.thorough
@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_step_is_told_what_would_give_the_same(words):
    report = check(step_with(*WRONG[words]))
    assert not report.right
    if "your line" in words:  # the source of an exec is not to be had
        assert re.search("ValueError", repr(report))
    else:
        assert words in repr(report), report


def test_returned_the_other_way_round_and_wrong_besides():
    report = check(step_with(("return new_h, new_c", "return new_c, new_h"), (" + bias", "")))
    assert "the other way round" in repr(report)
    assert "the bias is left out" in repr(report)


def test_no_deviation_hides_as_the_right_step():
    at = _drawn(3, 4, seed=9)
    right = [Step()(at)]
    single = [(kinds, step) for kinds, step in _wrong_steps() if len(kinds) == 1]
    # Each, and 23 wrong orders of the four blocks.
    assert len(single) == len(DEVIATIONS) + 23
    for kinds, step in single:
        assert not _same([step(at)], right), kinds


def test_every_deviation_has_words():
    from helpers.text.words import words

    assert set(words("exercises")["steps"]["deviations"]) == {*DEVIATIONS, "order"}
