"""One gate of an LSTM: what enters, the matrix that it meets, and the weights of each unit."""

from typing import Any

import traitlets

from helpers.counting import (
    KERAS,
    LSTM,
    Block,
    ParameterCount,
    by_gate,
    formula_parts,
)
from helpers.figures.stills import gate_cards
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import LARGEST, SLIDER_STOPS, block_data, formula_data
from helpers.widgets.shared.traits import OneOf, WholeNumber


class OneGate(LessonWidget, files="one_gate"):
    """One gate of an LSTM, drawn to scale: a column of weights for each unit.

    Parameters
    ----------
    units, features
        whole numbers from 1 to 4,096.
    gate
        "input", "forget", "candidate" or "output". They differ in what they do, not in size.

    All are traits: they can be read, set and observed while the widget is shown. A wrong value
    raises a TypeError or ValueError, and the widget keeps the last good one.
    """

    units = WholeNumber(2, largest=LARGEST).tag(sync=True)
    features = WholeNumber(3, largest=LARGEST).tag(sync=True)
    gate = OneOf("forget", LSTM.gates).tag(sync=True)

    layouts = traitlets.List(read_only=True).tag(sync=True)
    slider_stops = traitlets.List(SLIDER_STOPS, read_only=True).tag(sync=True)

    def __init__(self, units: int = 2, features: int = 3, gate: str = "forget"):
        """Take the sizes and the gate to begin with."""
        super().__init__(units=units, features=features, gate=gate)

    @traitlets.default("layouts")
    def _default_layouts(self) -> list[dict[str, Any]]:
        return [_layout(gate) for gate in LSTM.gates]

    @property
    def count(self) -> ParameterCount:
        """The weights of the gate as it is set now."""
        sizes = {"units": self.units, "features": self.features}
        return ParameterCount("LSTM", sizes, _gate_blocks(self.gate))

    @property
    def weights_of_a_unit(self) -> int:
        """How many weights one unit has in this gate: a number for each input, and a bias."""
        return self.count.total // self.units

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        return f"OneGate(units={self.units}, features={self.features}, gate={self.gate!r})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        return gate_cards(self.count, self.words["still"].format(formula=self.count.formula))

    def fallback_html(self) -> str:
        """Return the table of the gate's blocks, and what one unit has of them."""
        words = self.words
        caption = words["caption"].format(
            gate=words["gates"][self.gate]["name"],
            units=f"{self.units:,}",
            features=f"{self.features:,}",
        )
        sizes = {"units": self.units, "features": self.features}
        rows = [
            [
                words["meets"][block.role],
                *(f"{size.value(sizes):,}" for size in (block.rows, block.columns)),
                f"{block.count(sizes):,}",
            ]
            for block in self.count.blocks
        ]
        return html_table(
            caption,
            list(words["table"].values()),
            [*rows, [words["total"], "", "", f"{self.count.total:,}"]],
            note=f"{self.count.formula}. {self._unit_text()}",
        )

    def _unit_text(self) -> str:
        return self.words["every_unit"].format(
            features=f"{self.features:,}",
            units=f"{self.units:,}",
            weights=f"{self.weights_of_a_unit:,}",
        )


def _gate_blocks(gate: str) -> tuple[Block, ...]:
    return by_gate(KERAS.blocks(LSTM))[gate]


def _layout(gate: str) -> dict[str, Any]:
    blocks = _gate_blocks(gate)
    return {
        "gate": gate,
        "blocks": [block_data(block) for block in blocks],
        "formula": formula_data(formula_parts(blocks)),
    }
