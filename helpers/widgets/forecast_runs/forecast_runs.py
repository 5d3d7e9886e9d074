"""ForecastRuns: how far off saved LSTMs were, by window length and units."""

from collections.abc import Mapping
from functools import cache
from statistics import median
from typing import Any

import traitlets

from helpers.checks.arguments import positive_number
from helpers.counting import dense_parameters, lstm_parameters
from helpers.figures.stills import errors_by_units
from helpers.tasks.forecast import saved_runs
from helpers.text.numbers import decimals, packed
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import OneOf

TARGETS = ("level", "change")
WINDOWS = (6, 12, 24, 36)
UNITS = (1, 4, 16, 64)
_PPM = ".4f"  # as many decimals as the runs are saved with

Errors = Mapping[tuple[str, int, int], Mapping[str, list[float]]]


class ForecastRuns(LessonWidget, files="forecast_runs"):
    """The validation error of 160 LSTMs: four windows, four numbers of units, five seeds each.

    Beside them stands Dense on the window alone, five seeds for each window. The runs are those of
    `helpers.tasks.saved_runs`; nothing is trained here.

    Parameters
    ----------
    baseline
        the error in ppm that is to be beaten, on the same months; a line in the picture.
    target
        what the LSTMs forecast: "level", the next value, or "change", the step to it.
    window
        how many months they read: 6, 12, 24 or 36.
    units
        1, 4, 16 or 64.

    The last three are traits: they can be read, set and observed while the widget is shown. A wrong
    value raises a ValueError, and the widget keeps the last good one.
    """

    target = OneOf("level", TARGETS).tag(sync=True)
    window = OneOf(24, WINDOWS).tag(sync=True)
    units = OneOf(16, UNITS).tag(sync=True)

    runs = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, baseline: float, **traits: Any):
        """Take the error to beat."""
        self._baseline = positive_number("baseline", baseline)
        super().__init__(**traits)

    @traitlets.default("runs")
    def _default_runs(self) -> dict[str, Any]:
        return {
            "baseline": float(format(self._baseline, _PPM)),
            "windows": list(WINDOWS),
            "units": list(UNITS),
            "parameters": [_parameters(units) for units in UNITS],
            "dense": {
                target: [packed(_dense_errors()[target, window], _PPM) for window in WINDOWS]
                for target in TARGETS
            },
            "errors": {
                target: [
                    [
                        {part: packed(values, _PPM) for part, values in cell.items()}
                        for cell in (_errors()[target, window, units] for units in UNITS)
                    ]
                    for window in WINDOWS
                ]
                for target in TARGETS
            },
        }

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        chosen = ", ".join(f"{name}={getattr(self, name)!r}" for name in _TRAITS)
        return f"ForecastRuns({self._baseline:.2f}, {chosen})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        words = self.words
        lines = {
            words["months"].format(n=window): [
                median(_errors()[self.target, window, units]["validation"]) for units in UNITS
            ]
            for window in WINDOWS
        }
        alt = words["still"].format(
            target=words["targets"][self.target], ppm=decimals(self._baseline)
        )
        return errors_by_units(lines, UNITS, self._baseline, alt)

    def fallback_html(self) -> str:
        """Return a table: the middle one of five seeds, with the lowest and the highest."""
        words = self.words
        rows = [
            [
                words["targets"][target],
                words["months"].format(n=window),
                _spread(_dense_errors()[target, window]),
                *(_spread(_errors()[target, window, units]["validation"]) for units in UNITS),
            ]
            for target in TARGETS
            for window in WINDOWS
        ]
        head = [words["target"], words["window"], "Dense", *(f"LSTM({units})" for units in UNITS)]
        baseline = words["baseline"].format(ppm=decimals(self._baseline))
        return html_table(words["table"], head, rows, note=baseline, left=(0, 1))


_TRAITS = ("target", "window", "units")


@cache
def _errors() -> Errors:
    """Return the saved errors by target, window and units; then by part, then by seed."""
    found: dict[tuple[str, int, int], dict[str, list[float]]] = {}
    for run in sorted(saved_runs()["runs"], key=lambda run: run["seed"]):
        cell = found.setdefault((run["target"], run["window"], run["units"]), {})
        for part in ("validation", "train"):
            cell.setdefault(part, []).append(run[part])
    return found


@cache
def _dense_errors() -> Mapping[tuple[str, int], list[float]]:
    """Return the validation errors of Dense on the window alone, by target and window, by seed."""
    found: dict[tuple[str, int], list[float]] = {}
    for run in sorted(saved_runs()["dense"], key=lambda run: run["seed"]):
        found.setdefault((run["target"], run["window"]), []).append(run["validation"])
    return found


def _parameters(units: int) -> int:
    return lstm_parameters(units, features=1).total + dense_parameters(1, features=units).total


def _spread(errors: list[float]) -> str:
    return f"{decimals(median(errors))} ({decimals(min(errors))}–{decimals(max(errors))})"
