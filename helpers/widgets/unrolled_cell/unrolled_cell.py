"""The unrolled cell: one set of weights at every step, so the length costs work and no weights."""

from typing import Any

import traitlets

from helpers.counting import (
    KERAS,
    LSTM,
    FormulaPart,
    ParameterCount,
    formula_parts,
    lstm_parameters,
    multiply_add_parts,
)
from helpers.figures.stills import unrolled_cell
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import LARGEST, SLIDER_STOPS, block_data, formula_data
from helpers.widgets.shared.traits import WholeNumber

_LENGTHS = (1, 10, 100, 1000, LARGEST)  # what the table compares with the chosen length


class UnrolledCell(LessonWidget, files="unrolled_cell"):
    """An LSTM drawn step by step, with its parameters and its multiply-adds over timesteps.

    Parameters
    ----------
    timesteps, features, units
        whole numbers from 1 to 4,096.

    All are traits: they can be read, set and observed while the widget is shown. A wrong value
    raises a TypeError or ValueError, and the widget keeps the last good one.
    """

    timesteps = WholeNumber(7, largest=LARGEST).tag(sync=True)
    features = WholeNumber(3, largest=LARGEST).tag(sync=True)
    units = WholeNumber(5, largest=LARGEST).tag(sync=True)

    layout_data = traitlets.Dict(read_only=True).tag(sync=True)
    slider_stops = traitlets.List(SLIDER_STOPS, read_only=True).tag(sync=True)

    @traitlets.default("layout_data")
    def _default_layout_data(self) -> dict[str, Any]:
        blocks = KERAS.blocks(LSTM)
        return {
            "gates": list(LSTM.gates),
            "blocks": [block_data(block) | {"multiplied": block.multiplied} for block in blocks],
            "parameters": formula_data(formula_parts(blocks)),
            "multiply_adds": formula_data(_multiply_add_formula()),
        }

    @property
    def count(self) -> ParameterCount:
        """The weights of the layer, whatever the length."""
        return lstm_parameters(self.units, self.features)

    @property
    def multiply_adds(self) -> int:
        """How many multiply-adds the matrix products of one sample take."""
        return self.timesteps * self.count.multiply_adds_per_step

    @property
    def multiply_adds_formula(self) -> str:
        """The multiply-adds with the numbers filled in: "7 × 4 × (3 + 5) × 5 = 1,120"."""
        sizes = self.count.sizes | {"timesteps": self.timesteps}
        filled = {name: f"{number:,}" for name, number in sizes.items()}
        text = "".join(part.text for part in _multiply_add_formula())
        return f"{text.format(**filled)} = {self.multiply_adds:,}"

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        sizes = ", ".join(f"{name}={getattr(self, name)}" for name in _SIZES)
        return f"UnrolledCell({sizes})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        alt = self.words["still"].format(timesteps=f"{self.timesteps:,}")
        return unrolled_cell(self.timesteps, alt)

    def fallback_html(self) -> str:
        """Return a table of both counts for the chosen length and for some others."""
        words = self.words
        rows = [
            [
                f"{timesteps:,}",
                f"{self.count.total:,}",
                f"{timesteps * self.count.multiply_adds_per_step:,}",
            ]
            for timesteps in sorted({*_LENGTHS, self.timesteps})
        ]
        chosen = (
            f"{words['timesteps']} {self.timesteps:,}: "
            f"{words['parameters']} {self.count.formula}; "
            f"{words['multiply_adds']} {self.multiply_adds_formula}"
        )
        head = [words["timesteps"], words["parameters"], words["multiply_adds"]]
        return html_table(words["title"], head, rows, note=chosen)


_SIZES = ("timesteps", "features", "units")


def _multiply_add_formula() -> tuple[FormulaPart, ...]:
    per_step = multiply_add_parts(KERAS.blocks(LSTM))
    return (FormulaPart("{timesteps}", ("timesteps",)), FormulaPart(" × "), *per_step)
