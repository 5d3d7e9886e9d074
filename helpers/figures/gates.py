"""Draws what happens inside an LSTM, step after step.

Each gate has its colour from the palette of Okabe and Ito, made for colour-blind eyes too, and
always its letter as well.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.cells import GRUTrace, LSTMTrace
from helpers.checks.arguments import of_type, text, whole_numbers
from helpers.checks.arrays import Array
from helpers.figures.palette import GATE_COLOURS, PURPLE, SKY
from helpers.figures.picture import Picture
from helpers.text.words import words

# The blocks in the order of Keras, row by row, then the states.
PANELS = {
    "input_gate": GATE_COLOURS["input"],
    "forget_gate": GATE_COLOURS["forget"],
    "candidate": GATE_COLOURS["candidate"],
    "output_gate": GATE_COLOURS["output"],
    "cell_state": "black",
    "hidden_state": "black",
}
GRU_PANELS = {
    "update_gate": SKY,
    "reset_gate": PURPLE,
    "candidate": GATE_COLOURS["candidate"],
    "hidden_state": "black",
}
TEXT = 12  # points


def gate_heat_maps(
    trace: LSTMTrace | GRUTrace, *, marks: Sequence[int] = (), title: str | None = None
) -> Picture:
    """Draw a trace as heat maps: of an LSTM the four blocks, the cell state and the hidden state.

    Of a GRU it is the two gates, the candidate and the hidden state. Time runs to the right, each
    row is one unit. The gates share one scale of colours, from 0, closed, to 1, open. Candidate and
    hidden state share another, from -1 to 1. The cell state has no bounds: its scale, of the same
    colours, is as wide as its largest value. Steps that a mask skips stay empty in the blocks.

    Parameters
    ----------
    trace
        what `trace_lstm`, `trace_gru`, `lstm_sequence` or `gru_sequence` returned.
    marks
        rows of the trace to point at with a triangle above every map, such as the steps that have
        a flag.
    title
        a line above the figure.

    Returns
    -------
    A picture whose description in words names the panels and the marks, not the values, which
    differ a little from machine to machine after training.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    of_type("trace", trace, (LSTMTrace, GRUTrace), "trace")
    if title is not None:
        text("title", title)
    timesteps, units = trace.hidden_state.shape
    steps = whole_numbers("marks", marks, smallest=0, largest=timesteps - 1)
    shown = _panels(trace)
    rows = len(shown) // 2
    height = rows * (np.clip(0.3 * units, 0.6, 2.4) + 0.7) + 0.6
    alt = _in_words(trace, steps, title)
    figure = Picture(figsize=(12, height), layout="constrained", alt=alt)
    panels = figure.subplots(rows, 2, sharex=True, sharey=True)
    headings = words("figures")["gates"]["panels"]
    for panel, (name, colour) in zip(panels.flat, shown.items(), strict=True):
        _heat_map(figure, panel, name, getattr(trace, name))
        _frame(panel, headings[name], colour, steps)
    _number_axes(panels, trace)
    if title is not None:
        figure.suptitle(title, fontsize=TEXT + 2)
    return figure


def _panels(trace: LSTMTrace | GRUTrace) -> dict[str, str]:
    return PANELS if isinstance(trace, LSTMTrace) else GRU_PANELS


def _in_words(trace: LSTMTrace | GRUTrace, steps: Sequence[int], title: str | None) -> str:
    said = words("figures")["gates"]
    timesteps, units = trace.hidden_state.shape
    panels = ", ".join(said["panels"][name] for name in _panels(trace))
    alt = said["alt"].format(timesteps=timesteps, units=units, panels=panels)
    if title:
        alt = said["titled"].format(title=title, alt=alt)
    if steps:
        marked = ", ".join(str(trace.positions[step] + 1) for step in steps)
        alt = said["marked"].format(alt=alt, steps=marked)
    return alt


def _heat_map(figure: Figure, panel: Axes, name: str, values: Array) -> None:
    low, high = _limits(name, values)
    image = panel.imshow(
        values.T,
        aspect="auto",
        interpolation="nearest",
        cmap="cividis" if name.endswith("gate") else "RdBu_r",
        vmin=low,
        vmax=high,
    )
    bar = figure.colorbar(image, pad=0.02, ticks=[low, (low + high) / 2, high], format="%.2g")
    bar.ax.tick_params(labelsize=TEXT - 1)


def _limits(name: str, values: Array) -> tuple[float, float]:
    """Return the ends of the colour scale. Activations other than the usual ones may widen it."""
    values = values[np.isfinite(values)]
    if name.endswith("gate"):
        return min(0.0, float(values.min(initial=0))), max(1.0, float(values.max(initial=1)))
    largest = float(np.abs(values).max(initial=0))
    bound = (largest or 1.0) if name == "cell_state" else max(1.0, largest)
    return -bound, bound


def _frame(panel: Axes, heading: str, colour: str, steps: Sequence[int]) -> None:
    panel.set_title(heading, loc="left", fontsize=TEXT + 1, pad=14)
    for spine in panel.spines.values():
        spine.set(color=colour, linewidth=3)
    # Across in steps, upwards as a share of the panel, so that they stand just above it.
    place = panel.get_xaxis_transform()
    for step in steps:
        panel.plot(step, 1.08, "v", color="black", transform=place, clip_on=False)


def _number_axes(panels: np.ndarray, trace: LSTMTrace | GRUTrace) -> None:
    said = words("figures")["gates"]
    timesteps, units = trace.hidden_state.shape
    columns, rows = _ticks(timesteps, most=10), _ticks(units, most=6)
    for panel in panels.flat:
        # Counted from 1, as the stepper and people count.
        panel.set_xticks(columns, [str(trace.positions[i] + 1) for i in columns])
        panel.set_yticks(rows, [str(i + 1) for i in rows])
        panel.tick_params(labelsize=TEXT - 1)
    for panel in panels[-1]:
        label = said["timestep_backwards" if trace.go_backwards else "timestep"]
        panel.set_xlabel(label, fontsize=TEXT)
    for panel in panels[:, 0]:
        panel.set_ylabel(said["unit"], fontsize=TEXT)


def _ticks(length: int, most: int) -> list[int]:
    """Return a few round numbers from 0 to length - 1."""
    ticks = MaxNLocator(most, integer=True).tick_values(0, max(1, length - 1))
    return [int(tick) for tick in ticks if 0 <= tick < length]
