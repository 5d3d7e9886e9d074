"""The saved runs as the widget shows them: numbers of the file, and nothing else."""

import math
import re
from statistics import median

import pytest

from helpers import ForecastRuns
from helpers.tasks import saved_runs
from helpers.text.numbers import decimals
from helpers.widgets.forecast_runs.forecast_runs import TARGETS, UNITS, WINDOWS

GOOD = {"target": "change", "window": 12, "units": 64}


def errors(part="validation", **chosen):
    """The errors of the file, seed by seed."""
    runs = [run for run in saved_runs()["runs"] if chosen.items() <= run.items()]
    assert [run["seed"] for run in runs] == list(range(5))
    return [run[part] for run in runs]


def test_the_view_is_given_every_run_of_the_file():
    given = ForecastRuns(0.2934).runs
    assert (given["baseline"], given["windows"], given["units"]) == (
        0.2934,
        list(WINDOWS),
        list(UNITS),
    )
    for target in TARGETS:
        for i, window in enumerate(WINDOWS):
            dense = [
                run["validation"]
                for run in saved_runs()["dense"]
                if (run["target"], run["window"]) == (target, window)
            ]
            assert list(map(float, given["dense"][target][i].split())) == dense
            for k, units in enumerate(UNITS):
                for part in ("validation", "train"):
                    told = list(map(float, given["errors"][target][i][k][part].split()))
                    assert told == errors(part, target=target, window=window, units=units)


def test_parameters_are_those_of_keras():
    import keras

    for units, parameters in zip(UNITS, ForecastRuns(0.3).runs["parameters"], strict=True):
        layers = [keras.Input((24, 1)), keras.layers.LSTM(units), keras.layers.Dense(1)]
        assert keras.Sequential(layers).count_params() == parameters


def test_the_table_has_the_middle_one_of_five_seeds_and_the_spread():
    html = ForecastRuns(0.29).fallback_html()
    rows = [
        re.findall(r">([^<>]+)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)[1:]
    ]
    assert len(rows) == len(TARGETS) * len(WINDOWS)
    settings = [(target, window) for target in TARGETS for window in WINDOWS]
    for (target, window), (*_, dense, one, four, sixteen, most) in zip(settings, rows, strict=True):
        assert re.fullmatch(r"[\d.]+ \([\d.]+–[\d.]+\)", dense)
        for units, told in zip(UNITS, (one, four, sixteen, most), strict=True):
            kept = errors(target=target, window=window, units=units)
            middle, low, high = (decimals(of(kept)) for of in (median, min, max))
            assert told == f"{middle} ({low}–{high})"


def test_repr_is_the_call_that_makes_it():
    widget = ForecastRuns(0.2934, **GOOD)
    assert repr(widget) == "ForecastRuns(0.29, target='change', window=12, units=64)"


BAD = [
    *(("target", value) for value in ("levels", "", None, 1)),
    *(("window", value) for value in (0, 7, 24.0, "24", None, True)),
    *(("units", value) for value in (2, 16.0, "16", None, True)),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_trait_refuses_a_wrong_value_and_keeps_the_last_good_one(name, value):
    widget = ForecastRuns(0.29, **GOOD)
    with pytest.raises(ValueError, match=name):
        setattr(widget, name, value)
    assert {good: getattr(widget, good) for good in GOOD} == GOOD


@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf, "0.29", None, True])
def test_a_wrong_baseline_is_named(wrong):
    with pytest.raises((TypeError, ValueError), match="baseline"):
        ForecastRuns(wrong)
