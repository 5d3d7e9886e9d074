"""Windows as Keras cuts them, scores that see only the past, and runs that are whole."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tasks.forecast import (
    BASELINES,
    TEST,
    VALIDATION,
    month_index,
    saved_runs,
    score,
    walk_forward,
    windows,
)
from tests.examples import at_most

CO2 = np.arange(40.0)


def test_months_stand_where_the_file_has_them():
    months = np.loadtxt("notebooks/data/co2.csv", delimiter=",", skiprows=1, usecols=0, dtype=str)
    for year, month in ((1958, 3), (1989, 1), (1995, 1), (2001, 12)):
        assert months[month_index(year, month)] == f"{year}-{month:02}"
    assert (VALIDATION, TEST, len(months)) == (370, 442, 526)


@settings(deadline=None, database=None, max_examples=at_most(20))
@given(st.integers(2, 30), st.integers(1, 29))
def test_windows_are_those_of_keras(months, length):
    import keras

    if length >= months - 1:  # Keras refuses a single window
        return
    series = np.random.default_rng(months).random(months)
    x, y = windows(series, length)
    dataset = keras.utils.timeseries_dataset_from_array(
        series[:-1, None], targets=series[length:], sequence_length=length, batch_size=months
    )
    keras_x, keras_y = next(iter(dataset))
    np.testing.assert_allclose(x, keras_x, rtol=1e-6)
    np.testing.assert_allclose(y, keras_y, rtol=1e-6)


def test_a_forecast_sees_only_the_past_and_cannot_change_it():
    seen = []

    def greedy(past):
        seen.append(len(past))
        last = past[-1]
        past[:] = 0
        return last

    np.testing.assert_array_equal(walk_forward(greedy, CO2, 13, 16), [12, 13, 14])
    assert seen == [13, 14, 15]


def test_score_on_a_straight_line():
    result = score(lambda past: past[-1] + 1, CO2, first=20)
    assert (result.months, result.error) == (20, 0)
    assert list(result.baselines.values()) == [1, 12, 0]
    assert result.beaten == tuple(BASELINES)[:2]
    assert repr(result).endswith("It beats 2 of 3 baselines.")
    assert repr(score(lambda past: 0, CO2, first=20)).endswith("It beats no baseline.")


@pytest.mark.parametrize("wrong", [None, "x", np.nan, [1, 2]])
def test_a_forecast_must_return_one_number(wrong):
    with pytest.raises((TypeError, ValueError)):
        score(lambda past: wrong, CO2, first=20)


def test_wrong_arguments_are_named():
    with pytest.raises(TypeError, match=r"forecast must be a function.*3"):
        score(3, CO2, first=20)
    with pytest.raises(ValueError, match="first"):
        score(lambda past: 0, CO2, first=12)
    with pytest.raises(ValueError, match="series must be an array of numbers of shape"):
        windows([[1, 2]], 1)
    with pytest.raises(ValueError, match=r"all finite, but series"):
        windows([1, np.nan, 2], 1)


def test_the_saved_runs_are_a_whole_grid():
    runs = saved_runs()["runs"]
    kept = [(run["target"], run["window"], run["units"], run["seed"]) for run in runs]
    grid = product(("level", "change"), (6, 12, 24, 36), (1, 4, 16, 64), range(5))
    assert sorted(kept) == sorted(grid)
    assert all(0 < run["validation"] < 20 for run in runs)


def test_the_saved_runs_of_dense_are_whole_too():
    kept = [(run["target"], run["window"], run["seed"]) for run in saved_runs()["dense"]]
    assert sorted(kept) == sorted(product(("level", "change"), (6, 12, 24, 36), range(5)))
    assert all(0 < run["validation"] < 20 for run in saved_runs()["dense"])


def test_a_baseline_summed_in_another_order_does_not_beat_itself():
    series = np.random.default_rng(0).normal(300, 10, 200)
    own = score(lambda past: past[-12] + (past[-1] - past[-13]), series, first=20)
    assert "last year, plus the growth" not in own.beaten
