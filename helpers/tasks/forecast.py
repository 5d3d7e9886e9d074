"""What the forecast lesson shares: windows, baselines, and a fair way to score a forecast.

The series is CO₂ in the air at Mauna Loa, a mean for each month from March 1958 to December 2001
(notebooks/data/co2.csv; where it comes from stands in SOURCES.md beside it). It is split in time
order: a model learns on the months before 1989, choices are made on 1989 to 1994, and the years
from 1995 on are looked at once, at the end.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.checks.arguments import described, function, shown, whole_number
from helpers.checks.arrays import numbers
from helpers.text.refusals import refusal
from helpers.text.words import numbered, words

Array = NDArray[np.float64]
Forecast = Callable[[Array], float]


def month_index(year: int, month: int = 1) -> int:
    """Return where a month stands in the series, which begins with March 1958."""
    return (year - 1958) * 12 + month - 3


VALIDATION = month_index(1989)
TEST = month_index(1995)
YEAR = 12


def windows(series: ArrayLike, length: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Cut a series into windows, each with the value that follows it.

    Parameters
    ----------
    series
        of shape (months,), with more values than `length`.
    length
        how many values a window has.

    Returns
    -------
    x of shape (months - length, length, 1) and y of shape (months - length,), both float32.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    values = _series(series)
    steps = whole_number("length", length, largest=len(values) - 1)
    cut = np.lib.stride_tricks.sliding_window_view(values, steps)[:-1]
    return cut[..., np.newaxis].astype("float32"), values[steps:].astype("float32")


def same_as_last_month(past: Array) -> float:
    """Forecast what was measured last."""
    return past[-1]


def same_as_last_year(past: Array) -> float:
    """Forecast what was measured in the same month a year ago."""
    return past[-YEAR]


def last_year_and_growth(past: Array) -> float:
    """Forecast the same month a year ago, and what the last month had more than a year before."""
    return past[-YEAR] + past[-1] - past[-1 - YEAR]


_SAID = words("forecast")
BASELINES: Mapping[str, Forecast] = {
    _SAID["baselines"]["last_month"]: same_as_last_month,
    _SAID["baselines"]["last_year"]: same_as_last_year,
    _SAID["baselines"]["growth"]: last_year_and_growth,
}


def walk_forward(
    forecast: Forecast, series: ArrayLike, first: int, last: int | None = None
) -> Array:
    """Forecast month after month, each time from the months before it and nothing else.

    Parameters
    ----------
    forecast
        a function of the past, of shape (months so far,), that returns the next value.
    series
        of shape (months,).
    first, last
        the first month to forecast, at least 13 so that every baseline has its year, and the
        month after the last one; None stands for the end.

    Returns
    -------
    The forecasts, of shape (last - first,).

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    function("forecast", forecast, "forecast")
    values = _series(series)
    first = whole_number("first", first, smallest=YEAR + 1, largest=len(values) - 1)
    last = len(values) if last is None else last
    last = whole_number("last", last, smallest=first + 1, largest=len(values))
    # A copy, so that a forecast that changes the past does not change what comes after it.
    return np.array([_one_number(forecast(values[:i].copy()), i) for i in range(first, last)])


@dataclass(frozen=True)
class Score:
    """How far off a forecast is on average, in ppm, and how far the baselines are."""

    months: int
    error: float
    baselines: Mapping[str, float]

    @property
    def beaten(self) -> tuple[str, ...]:
        """The baselines that were further off, and by more than rounding."""
        return tuple(name for name, error in self.baselines.items() if error - self.error > 1e-9)

    def __repr__(self) -> str:
        """Return a line for the forecast, one for each baseline, and what follows."""
        rows = {_SAID["yours"]: self.error, **self.baselines}
        lines = [
            f"{name:<28}" + _SAID["off"].format(error=f"{error:5.2f}")
            for name, error in rows.items()
        ]
        wins, all_of_them = len(self.beaten), len(self.baselines)
        verdict = {0: "beats_none", all_of_them: "beats_all"}.get(wins, "beats_some")
        return "\n".join(
            [
                numbered(_SAID["months"], self.months),
                *lines,
                _SAID[verdict].format(wins=wins, baselines=all_of_them),
            ]
        )


def score(
    forecast: Forecast, series: ArrayLike, first: int = TEST, last: int | None = None
) -> Score:
    """Walk forward with a forecast and with the baselines; arguments as for `walk_forward`."""
    values = _series(series)

    def error(function: Forecast) -> float:
        forecasts = walk_forward(function, values, first, last)
        return float(np.abs(forecasts - values[first:last]).mean())

    own = error(forecast)
    return Score(
        len(values[first:last]),
        own,
        {name: error(baseline) for name, baseline in BASELINES.items()},
    )


def saved_runs() -> dict[str, Any]:
    """Return what tools/forecast_runs.py measured: settings, errors, and how they were made."""
    return json.loads(Path(__file__).with_name("forecast_runs.json").read_text(encoding="utf-8"))


def _series(series: ArrayLike) -> Array:
    values = numbers("series", series, ("months",)).astype(np.float64)
    if len(values) < 2:
        raise ValueError(refusal("series_length", number=len(values)))
    return values


def _one_number(value: Any, month: int) -> float:
    try:
        number = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(refusal("forecast_number", month=month, given=described(value))) from error
    if number.size != 1 or not np.isfinite(number).all():
        raise ValueError(refusal("forecast_finite", month=month, given=shown(value)))
    return number.item()
