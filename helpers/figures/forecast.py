"""Pictures of a forecast: the series, what a training did, and how far off each month is."""

import re
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogFormatterMathtext

from helpers.checks.arguments import all_of_type, mapping, of_type, one_of, shown, text
from helpers.checks.arrays import numbers
from helpers.figures.palette import BLUE, GREEN, INK, PURPLE, VERMILION
from helpers.figures.picture import Picture
from helpers.text.refusals import refusal
from helpers.text.words import words

# Every line has its own dashes too.
LINES = ((BLUE, "-"), (VERMILION, "--"), (GREEN, "-."), (PURPLE, ":"))
TEXT = 13  # points
_MONTH = re.compile(r"\d{4}-\d{2}")


class _Plain(LogFormatterMathtext):
    """Writes 0.06 where matplotlib writes 6 × 10⁻²: as the losses that the lesson prints."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text of a tick; "" where matplotlib leaves one out."""
        return f"{x:g}" if super().__call__(x, pos) else ""


def series_figure(
    months: Sequence[str], values: Sequence[float], *, parts: Mapping[str, str] | None = None
) -> Picture:
    """Draw a monthly series.

    Parameters
    ----------
    months
        "1958-03" and so on, one for each value.
    values
        what was measured, in ppm.
    parts
        parts of the time, each with the month it begins with: {"test": "1995-01"}.
    """
    years = _years(months)
    measured = _measured("values", values, months)
    parts = {} if parts is None else parts
    for name, month in mapping("parts", parts, "months_by_part").items():
        text("parts", name)
        one_of("parts", month, tuple(months))
    said = words("figures")["series"]
    alt = said["alt"].format(first=months[0], last=months[-1])
    for name, month in parts.items():
        alt = said["part"].format(alt=alt, part=name, month=month)
    figure = Picture(figsize=(12, 4.2), layout="constrained", alt=alt)
    axes = _axes(figure, said["level"])
    axes.plot(years, measured, color=LINES[0][0], linewidth=1.8)
    for name, month in parts.items():
        start = years[list(months).index(month)]
        axes.axvline(start, color=INK, linestyle="--")
        axes.annotate(
            said["begins"].format(part=name),
            (start, 0.03),
            xycoords=axes.get_xaxis_transform(),
            xytext=(5, 0),
            textcoords="offset points",
            fontsize=TEXT,
        )
    return figure


def curves_figure(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> Picture:
    """Draw the loss and the validation loss of every training, each in a panel of its own.

    Parameters
    ----------
    histories
        what `model.fit(…).history` was, by the name of the model.

    Raises
    ------
    ValueError
        if there are none, or one has no "loss" or no "val_loss".
    """
    if not mapping("histories", histories, "histories"):
        raise ValueError(refusal("histories_none"))
    for name, history in histories.items():
        text("histories", name)
        mapping("histories", history, "histories")
        if not {"loss", "val_loss"} <= set(history):
            raise ValueError(
                refusal("histories_losses", name=shown(name), given=shown(list(history)))
            )
        for key in ("loss", "val_loss"):
            _check_losses("histories", history[key])
    said = words("figures")["curves"]
    alt = said["alt"].format(names=", ".join(histories))
    figure = Picture(figsize=(12, 4), layout="constrained", alt=alt)
    panels = figure.subplots(1, len(histories), sharey=True, squeeze=False)[0]
    for panel, (name, history) in zip(panels, histories.items(), strict=True):
        for (key, label), (colour, dashes) in zip(
            (("loss", said["training"]), ("val_loss", said["validation"])), LINES, strict=False
        ):
            epochs = np.arange(1, len(history[key]) + 1)
            panel.plot(epochs, history[key], dashes, color=colour, linewidth=2.2, label=label)
        panel.set_yscale("log")
        panel.yaxis.set_major_formatter(_Plain())
        panel.yaxis.set_minor_formatter(_Plain())
        panel.set_title(name, fontsize=TEXT)
        panel.set_xlabel(said["epoch"], fontsize=TEXT)
        panel.tick_params(labelsize=TEXT - 2, which="both")
    panels[0].set_ylabel(said["loss"], fontsize=TEXT)
    panels[0].legend(fontsize=TEXT, frameon=False)
    return figure


def errors_figure(
    months: Sequence[str], truth: Sequence[float], forecasts: Mapping[str, Any]
) -> Picture:
    """Draw forecasts on the series above, and how far off each is below."""
    years = _years(months)
    truth = _measured("truth", truth, months)
    mapping("forecasts", forecasts, "forecasts")
    forecasts = {
        text("forecasts", name): _measured("forecasts", forecast, months)
        for name, forecast in forecasts.items()
    }
    said = words("figures")["errors"]
    alt = said["alt"].format(first=months[0], last=months[-1], names=", ".join(forecasts))
    figure = Picture(figsize=(12, 6), layout="constrained", alt=alt)
    above, below = figure.subplots(2, 1, sharex=True)
    above.plot(years, truth, color="black", linewidth=2, label=said["measured"])
    for (name, forecast), (colour, dashes) in zip(forecasts.items(), LINES, strict=False):
        above.plot(years, forecast, dashes, color=colour, linewidth=2, label=name)
        below.plot(years, forecast - truth, dashes, color=colour, linewidth=2, label=name)
    below.axhline(0, color="black", linewidth=1)
    _label(above, said["level"])
    _label(below, said["off"])
    above.legend(fontsize=TEXT - 1, frameon=False)
    return figure


def _years(months: Sequence[str]) -> np.ndarray:
    """Return the middle of each month in years: 1958.21 for 1958-03."""
    all_of_type("months", months, str, "months")
    for month in months:
        if not _MONTH.fullmatch(month):
            raise ValueError(refusal("months_texts", given=shown(month)))
    if not months:
        raise ValueError(refusal("months_none"))
    return np.array([int(month[:4]) + (int(month[5:]) - 0.5) / 12 for month in months])


def _measured(name: str, values: Any, months: Sequence[str]) -> np.ndarray:
    return numbers(name, values, (len(months),), hint=refusal("hint_each_month"))


def _check_losses(name: str, losses: Any) -> None:
    # NaN may be among them, where a training went wrong.
    of_type(name, losses, (list, tuple, np.ndarray), "losses")
    if not len(losses) or not all(isinstance(loss, Real) for loss in losses):
        raise TypeError(refusal("losses_numbers", name=name, given=shown(losses)))


def _axes(figure: Picture, label: str) -> Axes:
    axes = figure.subplots()
    _label(axes, label)
    return axes


def _label(axes: Axes, label: str) -> None:
    axes.set_ylabel(label, fontsize=TEXT)
    axes.tick_params(labelsize=TEXT - 1)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
