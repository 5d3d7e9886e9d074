"""The gate explorer: move the sizes of an LSTM and see every weight counted, gate by gate."""

from importlib.metadata import PackageNotFoundError, metadata
from itertools import product
from typing import Any

import traitlets

from helpers.counting import (
    KERAS,
    LSTM,
    ParameterCount,
    formula_parts,
    lstm_parameters,
    recurrent_output_shapes,
    symbolic_output_shapes,
)
from helpers.figures.stills import gate_cards
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import (
    LARGEST,
    SLIDER_STOPS,
    block_data,
    formula_data,
    size_data,
)
from helpers.widgets.shared.traits import Flag, WholeNumber

_TOGGLES = ("return_sequences", "use_bias", "bidirectional")


class GateExplorer(LessonWidget, files="gate_explorer"):
    """Sliders for the sizes of an LSTM layer, and a picture of all its weights.

    Parameters
    ----------
    units, features, timesteps
        whole numbers from 1 to 4,096.
    return_sequences, use_bias, bidirectional
        True or False, as in Keras.

    All are traits: they can be read, set and observed while the widget is shown. A wrong value
    raises a TypeError or ValueError, and the widget keeps the last good one.
    """

    units = WholeNumber(5, largest=LARGEST).tag(sync=True)
    features = WholeNumber(3, largest=LARGEST).tag(sync=True)
    timesteps = WholeNumber(7, largest=LARGEST).tag(sync=True)
    return_sequences = Flag(False).tag(sync=True)
    use_bias = Flag(True).tag(sync=True)
    bidirectional = Flag(False).tag(sync=True)

    layouts = traitlets.List(read_only=True).tag(sync=True)
    slider_stops = traitlets.List(SLIDER_STOPS, read_only=True).tag(sync=True)
    website = traitlets.Unicode(read_only=True).tag(sync=True)

    @traitlets.default("website")
    def _default_website(self) -> str:
        return _website()

    @traitlets.default("layouts")
    def _default_layouts(self) -> list[dict[str, Any]]:
        return [
            _layout(**dict(zip(_TOGGLES, chosen, strict=True)))
            for chosen in product((False, True), repeat=len(_TOGGLES))
        ]

    @property
    def count(self) -> ParameterCount:
        """The weights of the layer as it is set now."""
        return lstm_parameters(
            self.units, self.features, use_bias=self.use_bias, bidirectional=self.bidirectional
        )

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """The shape of what the layer returns, as in `model.summary()`."""
        (shape,) = recurrent_output_shapes(
            "LSTM",
            self.units,
            self.timesteps,
            return_sequences=self.return_sequences,
            bidirectional=self.bidirectional,
        )
        return shape

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        names = ("units", "features", "timesteps", *_TOGGLES)
        return f"GateExplorer({', '.join(f'{name}={getattr(self, name)}' for name in names)})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        return gate_cards(self.count, self.words["still"].format(formula=self.count.formula))

    def fallback_html(self) -> str:
        """Return the tables of the weights and of the shapes."""
        words = self.words
        shapes = [
            [words["input"], str((None, self.timesteps, self.features))],
            [words["output"], str(self.output_shape)],
            *([name, str(shape)] for name, shape in self.count.stored.items()),
        ]
        return (
            self.count._repr_html_()
            + "\n"
            + html_table(words["caption"], [words["tensor"], words["shape"]], shapes)
        )


def _layout(return_sequences: bool, use_bias: bool, bidirectional: bool) -> dict[str, Any]:
    """Describe the layer in names of sizes for one setting of the switches; the view multiplies."""
    blocks = KERAS.blocks(LSTM, use_bias)
    directions = 2 if bidirectional else 1
    (output,) = symbolic_output_shapes(
        "LSTM", return_sequences=return_sequences, bidirectional=bidirectional
    )
    return {
        "return_sequences": return_sequences,
        "use_bias": use_bias,
        "bidirectional": bidirectional,
        "directions": directions,
        "gates": list(LSTM.gates),
        "blocks": [block_data(block) for block in blocks],
        "formula": formula_data(formula_parts(blocks, directions)),
        "stored": {
            role: [size_data(size) for size in shape]
            for role, shape in KERAS.shapes(blocks).items()
        },
        "output": [size_data(size) for size in output],
    }


def _website() -> str:
    """Return where GitHub Pages shows the lessons, or "" while the repository has no owner."""
    try:
        links = metadata("gate-by-gate").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    source = dict(link.split(", ", 1) for link in links).get("Repository", "")
    owner, _, name = source.removeprefix("https://github.com/").partition("/")
    return f"https://{owner}.github.io/{name}" if name and owner != "OWNER" else ""
