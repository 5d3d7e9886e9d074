import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tasks.examples import EXAMPLES
from helpers.tasks.seeds import (
    SeededRuns,
    first_weights,
    measured_ends,
    printed,
    train_seeds,
)
from tests.examples import at_most
from tests.training.models import steps


def made_up(predictions):
    return SeededRuns(
        "many_to_one",
        tuple(range(len(predictions))),
        np.zeros(len(predictions)),
        np.array(predictions, "float32"),
        np.array([0.0, 0.2], "float32"),
    )


def test_minus_zero_is_counted_apart():
    runs = made_up(
        [[0.01, 0.2], [-0.01, 0.21], [0.06, 0.2], [-0.06, 0.2], [0.0, -0.2], [-0.0, 0.2]]
    )
    assert runs.outcomes == ("exact", "minus_zero", "other", "other", "other", "minus_zero")
    assert (runs.exact, runs.minus_zero, runs.other) == (1, 2, 3)
    assert repr(runs) == "SeededRuns(many_to_one, 6 seeds: 1 exact, 2 with -0.0, 3 other)"
    np.testing.assert_allclose(runs.errors[:3], [5e-5, 1e-4, 1.8e-3], rtol=1e-4)


def test_numbers_are_printed_as_in_the_sources():
    assert printed([0.0, 0.249, -0.01, 0.95]) == "0.0 0.2 -0.0 0.9"


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_was_measured_is_what_is_found(name):
    runs = train_seeds(name, range(12))
    outcomes, powers = zip(*measured_ends(name)[:12], strict=True)
    # One may fall on the other side of a rounding, on another processor.
    assert sum(a != b for a, b in zip(outcomes, runs.outcomes, strict=True)) <= 1
    found = np.log10(runs.errors)
    # Below that, what is left of an error is the rounding of 24 binary digits.
    clear = found > -8
    np.testing.assert_allclose(np.array(powers)[clear], found[clear], atol=0.1)
    assert len(measured_ends(name)) == 100


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_run_is_that_of_a_real_model(name):
    example = EXAMPLES[name]
    x, y = example.data()
    runs = train_seeds(name, [4, 11, 4], epochs=10)
    assert runs.seeds == (4, 11, 4)
    np.testing.assert_array_equal(runs.predictions[0], runs.predictions[2])
    for seed, loss, predictions in zip(runs.seeds[:2], runs.losses, runs.predictions, strict=False):
        model = example.model(seed)
        *_, last = steps(model, x, y, 10)
        np.testing.assert_allclose(loss, last, rtol=1e-4)
        np.testing.assert_allclose(predictions, np.ravel(model(x)), rtol=1e-4, atol=1e-5)


@given(
    seed=st.integers(0, 2**32 - 1),
    name=st.sampled_from(sorted(EXAMPLES)),
    units=st.integers(1, 12),
)
@settings(max_examples=at_most(20), deadline=None)
def test_first_weights_are_those_of_a_real_model(seed, name, units):
    example = EXAMPLES[name]
    x, y = example.data()
    drawn = first_weights(seed, x.shape[-1], units, y.shape[-1])
    for ours, keras_has in zip(drawn, example.model(seed, units).get_weights(), strict=True):
        np.testing.assert_array_equal(ours, keras_has)


def test_as_often_as_the_lessons_say():
    runs = train_seeds("one_to_one", range(8))
    assert runs.exact + runs.minus_zero >= 7
    assert runs.losses.max() < 0.02
    np.testing.assert_allclose(runs.losses, runs.errors, rtol=0.05)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="example must be one of"):
        train_seeds("two_to_two")
    with pytest.raises(ValueError, match="seeds must hold at least one"):
        train_seeds("one_to_one", [])
    with pytest.raises(ValueError, match="seeds must be a whole number"):
        train_seeds("one_to_one", [-1])
    with pytest.raises(TypeError, match=r"epochs must be .*, not 2\.5"):
        train_seeds("one_to_one", [1], epochs=2.5)
    with pytest.raises(TypeError, match="units must be"):
        train_seeds("one_to_one", [1], units=True)
