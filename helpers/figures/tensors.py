"""Draws the data of a small task as tensors: each sample a frame, each number in its cell."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from helpers.checks.arrays import Array, numbers
from helpers.figures.palette import PURPLE, SKY
from helpers.figures.picture import Picture
from helpers.text.refusals import refusal
from helpers.text.words import counted, words

CELL = 0.62  # inches
GAP = 0.05  # of a cell, between two numbers
TEXT = 13  # points
COLOURS = {"x": SKY, "y": PURPLE}  # the gates have the others
ON_COLOUR = "#1f1f1f"  # reads on both, whatever the ground of the picture


def tensor_figure(x: Any, y: Any) -> Picture:
    """Draw x and y side by side, sample by sample.

    Parameters
    ----------
    x
        (samples, timesteps, features): each sample is a frame with a row for each timestep.
    y
        (samples, timesteps, features) likewise, or (samples, outputs): one row in each frame.

    Raises
    ------
    ValueError
        if an array has another number of axes, or more than 60 numbers.
    """
    tensors = {"x": _checked("x", x, (3,)), "y": _checked("y", y, (2, 3))}
    widths = [_width(tensor) for tensor in tensors.values()]
    height = max(_rows(tensor) for tensor in tensors.values()) + 2.2
    figure = Picture(
        figsize=(CELL * (sum(widths) + 1), CELL * height),
        layout="constrained",
        alt=words("figures")["tensors"]["alt"].format(
            **{name: _in_words(name, tensor) for name, tensor in tensors.items()}
        ),
    )
    panels = figure.subplots(1, 2, width_ratios=widths)
    for panel, (name, tensor) in zip(panels, tensors.items(), strict=True):
        _draw(panel, name, tensor)
    return figure


def _checked(name: str, value: Any, axes: tuple[int, ...]) -> Array:
    tensor = numbers(name, value)
    if tensor.ndim not in axes or not 1 <= tensor.size <= 60:
        expected = " or ".join(str(number) for number in axes)
        raise ValueError(refusal("tensor_axes", name=name, expected=expected, shape=tensor.shape))
    return tensor


def _frames(tensor: Array) -> Array:
    """Return (samples, rows, columns), also for a tensor without timesteps."""
    return tensor if tensor.ndim == 3 else tensor[:, np.newaxis, :]


def _rows(tensor: Array) -> int:
    return _frames(tensor).shape[1]


def _width(tensor: Array) -> float:
    samples, _, columns = _frames(tensor).shape
    # At least as wide as the line above it.
    return max(samples * (columns + 0.45), 6.0)


def _in_words(name: str, tensor: Array) -> str:
    nouns = ("samples", "timesteps", "features") if tensor.ndim == 3 else ("samples", "numbers")
    sizes = " × ".join(counted(noun, n) for n, noun in zip(tensor.shape, nouns, strict=True))
    return words("figures")["tensors"]["tensor"].format(name=name, sizes=sizes)


def _draw(panel: Axes, name: str, tensor: Array) -> None:
    frames = _frames(tensor)
    samples, rows, columns = frames.shape
    left = (_width(tensor) - samples * (columns + 0.45)) / 2
    for sample, frame in enumerate(frames):
        start = left + sample * (columns + 0.45) + 0.2
        for (row, column), number in np.ndenumerate(frame):
            # A gap, and no line, lets any ground show between two numbers.
            corner = (start + column + GAP / 2, row + GAP / 2)
            panel.add_patch(Rectangle(corner, 1 - GAP, 1 - GAP, facecolor=COLOURS[name]))
            centre = (start + column + 0.5, row + 0.5)
            panel.annotate(
                f"{number:.1f}", centre, ha="center", va="center", fontsize=TEXT, color=ON_COLOUR
            )
        panel.add_patch(
            Rectangle((start - 0.08, -0.08), columns + 0.16, rows + 0.16, fill=False, linewidth=1.5)
        )
    panel.set_xlim(0, _width(tensor))
    panel.set_ylim(rows + 0.3, -0.3)
    panel.set_aspect("equal")
    panel.set_axis_off()
    heading = words("figures")["tensors"]["heading"]
    title = heading.format(tensor=_in_words(name, tensor), shape=tensor.shape)
    panel.set_title(title, fontsize=TEXT)
