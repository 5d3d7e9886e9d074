"""Pictures of a training: its loss, its predictions, and how runs from many seeds ended.

A figure is made without pyplot, so it can be drawn on any thread and leaves nothing behind. Its
ground is transparent. Every colour is helped by a shape or a word.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.checks.arguments import all_of_type, mapping, shown
from helpers.checks.arrays import numbers
from helpers.figures.palette import BLUE, GREEN, INK, ORANGE, PALE, VERMILION
from helpers.figures.picture import Picture
from helpers.tasks.examples import example_named
from helpers.tasks.seeds import SeededRuns
from helpers.text.numbers import loss_text
from helpers.text.refusals import refusal
from helpers.text.words import numbered, words

TEXT = 13  # points


def loss_figure(history: Mapping[str, Sequence[float]]) -> Picture:
    """Draw the loss of every epoch on a logarithmic scale.

    Parameters
    ----------
    history
        `run.history`, or the history of `model.fit`: a "loss" an epoch.

    Raises
    ------
    TypeError
        if it is no dict, or its losses are not numbers.
    ValueError
        if there is no loss in it that can be drawn: a finite number above 0.
    """
    mapping("history", history, "history")
    try:
        losses = np.asarray(history.get("loss", ()), dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(refusal("history_numbers", given=shown(history["loss"]))) from error
    drawable = np.isfinite(losses) & (losses > 0)
    if losses.ndim != 1 or not drawable.any():
        raise ValueError(refusal("history_loss", given=shown(list(history))))
    said = words("figures")["loss"]
    figure, axes = _figure(numbered(said["alt"], len(losses)), said["epoch"], said["loss"])
    epochs = np.arange(1, len(losses) + 1)
    axes.plot(epochs, np.where(drawable, losses, np.nan), color=BLUE, linewidth=2.5)
    last = np.flatnonzero(drawable)[-1]
    axes.plot(epochs[last], losses[last], "o", color=BLUE, markersize=8)
    # To the right of its point, where no curve can run through it.
    axes.annotate(
        loss_text(losses[last]),
        (epochs[last], losses[last]),
        xytext=(10, 0),
        textcoords="offset points",
        va="center",
        fontsize=TEXT,
    )
    axes.set_yscale("log")
    marks = _epoch_marks(len(losses))
    axes.set_xticks(marks, [f"{epoch:,}" for epoch in marks])
    return figure


def predictions_figure(target: Any, predicted: Any) -> Picture:
    """Draw what should come out and what did, number by number, joined by what is missing.

    Parameters
    ----------
    target, predicted
        arrays of the same size, of any shape, such as y and `model.predict(x)`.

    Raises
    ------
    ValueError
        if their sizes differ or are 0.
    """
    wanted, given = numbers("target", target).ravel(), numbers("predicted", predicted).ravel()
    if wanted.size != given.size:
        raise ValueError(refusal("predicted_size", wanted=wanted.size, given=given.size))
    said = words("figures")["predictions"]
    figure, axes = _figure(numbered(said["alt"], wanted.size), said["number"], said["value"])
    places = np.arange(1, wanted.size + 1)
    axes.vlines(places, wanted, given, color=INK, linewidth=2)
    axes.plot(
        places,
        wanted,
        "o",
        color="none",
        markeredgecolor=INK,
        markersize=13,
        markeredgewidth=2,
        label=said["target"],
    )
    axes.plot(places, given, "D", color=VERMILION, markersize=7, label=said["prediction"])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(fontsize=TEXT, frameon=False)
    return figure


def seeds_figure(runs: Sequence[SeededRuns]) -> Picture:
    """Draw the final error of every run, example by example, by what the run prints.

    Parameters
    ----------
    runs
        what `train_seeds` returned for each example.

    Raises
    ------
    TypeError
        if they are anything else.
    ValueError
        if there are none.
    """
    if not all_of_type("runs", runs, SeededRuns, "seeded_runs"):
        raise ValueError(refusal("runs_none"))
    said = words("figures")["seeds"]
    named = words("many_seeds")["kinds"]  # the same marks and words as in the interactive
    titles = [example_named(run.example).title for run in runs]
    examples = ", ".join(
        numbered(said["example"], len(run.seeds), example=title)
        for title, run in zip(titles, runs, strict=True)
    )
    # Without the numbers of runs that print this or that: they depend on the processor.
    alt = said["alt"].format(examples=examples)
    height = 1.5 + 1.1 * len(runs)
    figure, axes = _figure(alt, said["error"], "", height)
    kinds = {"exact": (GREEN, "o"), "minus_zero": (ORANGE, "D"), "other": (VERMILION, "s")}
    rows = len(runs)
    for row, run in enumerate(runs):
        # Spread evenly, not at random: the same runs give the same picture.
        height = rows - 1 - row + 0.5 * ((np.arange(len(run.seeds)) * 0.618) % 1 - 0.5)
        outcomes = np.array(run.outcomes)
        for kind, (colour, marker) in kinds.items():
            chosen = outcomes == kind
            axes.plot(
                run.errors[chosen],
                height[chosen],
                marker,
                color=colour,
                markersize=8,
                markeredgecolor="white",
                linestyle="none",
                label=named[kind] if row == 0 else None,
            )
    axes.set_xscale("log")
    labels = [
        said["row"].format(example=title, exact=run.exact, runs=len(run.seeds))
        for title, run in zip(titles, runs, strict=True)
    ]
    axes.set_yticks(range(rows - 1, -1, -1), labels)
    axes.set_ylim(-0.6, rows - 0.4)
    figure.legend(loc="outside upper center", ncols=3, fontsize=TEXT, frameon=False)
    return figure


def _epoch_marks(epochs: int) -> list[int]:
    """Return the first epoch, some round ones, and the last."""
    ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, epochs)
    # A mark too near to the last one would run into it.
    round_ones = [int(tick) for tick in ticks if 1 < tick <= 0.9 * epochs]
    return sorted({1, *round_ones, epochs})


def _figure(alt: str, across: str, up: str, height: float = 4.5) -> tuple[Picture, Axes]:
    figure = Picture(figsize=(8, height), layout="constrained", alt=alt)
    axes = figure.subplots()
    axes.set_xlabel(across, fontsize=TEXT)
    axes.set_ylabel(up, fontsize=TEXT)
    axes.tick_params(labelsize=TEXT, which="both")
    axes.grid(color=PALE, alpha=0.4)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
