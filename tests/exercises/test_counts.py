"""`check` names what is wrong with a function that counts: the usual mistakes, and any sum."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers import check
from helpers.counting import dense_parameters, gru_parameters, lstm_parameters
from helpers.exercises.counts import SIZES, CountExercise
from helpers.exercises.polynomial import TERMS, fitted, value_of, written
from tests.examples import at_most

TOO_MANY_PARAMETERS = "must take (units, features)"


def right(units, features):
    return 4 * ((features + units) * units + units)


def complaint(function, exercise="count_lstm"):
    report = check(function, exercise)
    assert not report.right
    assert repr(report).startswith("✗ ")
    return repr(report)


def in_another_order(features, units):
    return right(units, features)


def with_a_default(units, features, gates=4):
    return gates * (units * (features + units + 1))


def by_keras(units, features):
    import keras

    layer = keras.layers.LSTM(units)
    layer.build((None, 7, features))
    return layer.count_params()


def that_needs_nothing_else(units, features, timesteps, batch_size):
    return right(units, features)


@pytest.mark.parametrize(
    "function",
    [
        right,
        in_another_order,
        with_a_default,
        by_keras,
        that_needs_nothing_else,
        lambda u, f: np.int64(right(u, f)),
        lambda *sizes: right(*sizes),
    ],
)
def test_a_right_function_is_right(function):
    report = check(function, "count_lstm")
    assert report.right, report
    assert "4 × ((3 + 4) × 4 + 4) = 128" in repr(report)


WRONG = {
    "three blocks. There are three gates": lambda u, f: 3 * ((f + u) * u + u),
    "You counted three blocks, and no bias": lambda u, f: 3 * (f + u) * u,
    "You forgot the bias": lambda u, f: 4 * (f + u) * u,
    "a second bias": lambda u, f: 4 * ((f + u) * u + 2 * u),
    "one bias for the whole layer": lambda u, f: 4 * (f + u) * u + u,
    "one bias number for each block": lambda u, f: 4 * ((f + u) * u + 1),
    "units × units in each block": lambda u, f: 4 * (f * u + u),
    "left out the weights that meet the input x": lambda u, f: 4 * (u * u + u),
    "swapped units and features": lambda u, f: 4 * ((f + u) * f + f),
    "features × features 4 times": lambda u, f: 4 * (u * f + f * f + u),
    "That is one block": lambda u, f: (f + u) * u + u,
    "the GRU of Keras": lambda u, f: 3 * ((f + u) * u + 2 * u),
    "twice the right number. Did you count two directions": lambda u, f: 2 * right(u, f),
    "You counted 2 blocks of weights. There are 4": lambda u, f: right(u, f) // 2,
    "5/4 times the right number": lambda u, f: 5 * ((f + u) * u + u),
    "You added 1, whatever": lambda u, f: right(u, f) + 1,
    "You added −1, whatever": lambda u, f: right(u, f) - 1,
    "You counted units × units 8 times": lambda u, f: right(u, f) + 4 * u * u,
    "You counted features × units 8 times": lambda u, f: right(u, f) + 4 * u * f,
    "You counted the features alone 4 times": lambda u, f: right(u, f) + 4 * f,
    "a bias number for each unit 3 times": lambda u, f: right(u, f) - u,
    "three sizes with one another": lambda u, f: 4 * (f + u) * u * u,
    "You multiplied by the timesteps": lambda u, f, timesteps: right(u, f) * timesteps,
    "You added the timesteps": lambda u, f, timesteps: right(u, f) + timesteps,
    "You multiplied by the batch size": lambda u, f, batch: right(u, f) * batch,
    "the timesteps for the units": lambda u, f, timesteps: right(timesteps, f),
    "the timesteps for the features": lambda u, f, timesteps: right(u, timesteps),
    "You gave 560 for all sizes": lambda u, f: 560,
    "a float. A count is a whole number": lambda u, f: right(u, f) / 1,
    "1/3 of the right number": lambda u, f: right(u, f) / 3,
    "You counted units × units minus 4 times": lambda u, f: 4 * ((f - u) * u + u),
    "never negative": lambda u, f: -(2 ** min(u, 20)),
    "gave −128. A count is never negative": lambda u, f: -right(u, f),
    "as if there were always 3 features": lambda u, f: right(u, 3),
    "as if there were always 4 units": lambda u, f: right(4, f),
    "beyond all measure": lambda u, f: 10**5000,
    "Is there a `**` where `*` is meant": lambda u, f: (4 * u) ** (f * u),
    "beyond all measure, more than 1,000,000,000,000,000": lambda u, f: 1e300,
    "gave 1/3. A count is a whole number": lambda u, f: Fraction(1, 3),
    "Write `return` instead of `print`": lambda u, f: print(right(u, f)),
    "Is there a `return`?": lambda u, f: None,
    "you gave True": lambda u, f: True,
    "gave text, '128'": lambda u, f: str(right(u, f)),
    "gave [128] of type list": lambda u, f: [right(u, f)],
    "gave an array, array([128])": lambda u, f: np.array([right(u, f)]),
    "gave array([0., 0., 0.])": lambda u, f: np.zeros(3),
    "gave nan": lambda u, f: float("nan"),
    "gave (128+0j)": lambda u, f: complex(right(u, f)),
    "gave a function": lambda u, f: right,
    "Its number is `.total`": lambda u, f: lstm_parameters(u, f),
    "a generator: it has computed nothing": lambda u, f: (number for number in [u, f]),
    "must be the same each time": lambda u, f: random.random(),
    "NameError: name 'unit' is not defined": lambda u, f: unit * f,  # noqa: F821
    "must take (units, features). Yours takes (u)": lambda u: u,
    "must take (units, features). Yours takes ()": lambda: 5,
}


@pytest.mark.thorough
@pytest.mark.parametrize("words", WRONG)
def test_the_usual_mistakes_are_named(words):
    said = complaint(WRONG[words])
    assert words in said
    assert "Traceback" not in said


def test_what_was_given_is_said_first_and_its_formula_last():
    first, *_, last = complaint(WRONG["You forgot the bias"]).splitlines()
    assert first.startswith("✗ For units 4, features 3 you gave 112.")
    assert last == "Your function comes to `4 × features × units + 4 × units × units`."


def test_what_was_printed_is_shown_with_a_wrong_answer():
    def talkative(units, features):
        print("units are", units)
        return units

    assert "It printed: `units are 4" in complaint(talkative)


def test_right_for_some_sizes_only():
    assert "It is right for 12 of 13" in complaint(lambda u, f: right(u, f) if u < 100 else 1)


small = st.integers(-12, 12)


@settings(deadline=None, database=None, max_examples=at_most(60))
@given(st.fixed_dictionaries(dict.fromkeys(TERMS[:6], small)))
def test_any_wrong_sum_is_told_back_and_each_wrong_term_named(terms):
    def wrong(units, features):
        return sum(c * units**i * features**j for (i, j), c in terms.items())

    assume(any(wrong(*sizes) != right(*sizes) for sizes in SIZES))
    assume(len({wrong(*sizes) for sizes in SIZES}) > 1)
    said = complaint(wrong)
    polynomial = dict.fromkeys(TERMS, Fraction(0)) | {t: Fraction(c) for t, c in terms.items()}
    formula = written(polynomial, ("units", "features"))
    assert said.splitlines()[-1] == f"Your function comes to `{formula}`."
    assert "Too large" not in said
    assert "Too small" not in said


@settings(deadline=None, database=None, max_examples=at_most(60))
@given(st.fixed_dictionaries(dict.fromkeys(TERMS, small)), st.integers(1, 6))
def test_a_polynomial_is_found_again(terms, divisor):
    values = {
        (a, b): sum(Fraction(c, divisor) * a**i * b**j for (i, j), c in terms.items())
        for a, b in SIZES
    }
    found = fitted(values)
    assert found == {term: Fraction(c, divisor) for term, c in terms.items()}
    assert all(value_of(found, pair) == value for pair, value in values.items())


def test_what_is_no_polynomial_is_not_taken_for_one():
    assert fitted({(a, b): Fraction(2**a) for a, b in SIZES if a < 20}) is None


@pytest.mark.parametrize(
    ("count", "function", "words"),
    [
        (dense_parameters, lambda u, f: u * f + f, "one bias for each input"),
        (dense_parameters, lambda u, f: u * f + u * u + u, "no unit meets another"),
        (gru_parameters, lambda u, f: 4 * ((f + u) * u + u), "That is an LSTM"),
        (gru_parameters, lambda u, f: 3 * ((f + u) * u + u), "reset_after=True"),
    ],
)
def test_any_layer_can_be_counted(count, function, words):
    exercise = CountExercise("count_it", count)
    assert words in " ".join(exercise.complaints(function))
    assert exercise.complaints(lambda units, features: count(units, features).total) == []


# How an exercise is found.


def test_the_functions_name_says_the_exercise():
    def count_lstm(units, features):
        return right(units, features)

    assert check(count_lstm).right
    assert check(right, "count LSTM").right
    assert check(right, exercise="count-lstm").right


@pytest.mark.parametrize("wrong", [560, None, "count_lstm", [right], {"a": 1}])
def test_what_is_no_function_is_told_so(wrong):
    report = check(wrong)
    assert not report.right
    assert "without parentheses" in repr(report)


@pytest.mark.parametrize("name", [None, "no such exercise", 5])
def test_an_unknown_exercise_is_told_which_there_are(name):
    report = check(lambda u, f: 0, name)
    assert not report.right
    assert "`count_lstm`" in repr(report)
    assert "`count_lstm`" in repr(check(right))


def test_a_report_is_html_too_and_escapes_what_the_learner_wrote():
    report = check(lambda u, f: "<script>", "count_lstm")
    html = report._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<code>4 × features" in check(lambda u, f: 4 * f, "count_lstm")._repr_html_()
