"""The tensors that come out of an LSTM: flip a switch, and see their shapes and what they are."""

from functools import cache
from html import escape
from typing import Any

import traitlets

from helpers.counting import MERGE_MODES, Size
from helpers.figures.stills import tensors
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import LARGEST, SLIDER_STOPS, size_data
from helpers.widgets.shared.traits import Flag, OneOf, WholeNumber
from helpers.widgets.tensor_shapes.returned import (
    Returned,
    Switches,
    Tensor,
    all_switches,
    returned,
)

_SIZES = ("units", "features", "timesteps", "batch", "second_units")
_SWITCHES = ("return_sequences", "return_state", "go_backwards", "bidirectional", "merge_mode")


class TensorShapes(LessonWidget, files="tensor_shapes"):
    """A picture of every tensor that an LSTM returns, beside the code that makes it.

    Parameters
    ----------
    units, features, timesteps, batch
        whole numbers from 1 to 4,096.
    return_sequences, return_state, go_backwards
        True or False, as in `keras.layers.LSTM`.
    bidirectional, merge_mode
        whether Bidirectional wraps the layer, and how it joins the directions: "concat", "sum",
        "ave", "mul" or None.
    second_layer, second_units
        whether a second LSTM reads the output of the first, and its units.

    All are traits: they can be read, set and observed while the widget is shown. A wrong value
    raises a TypeError or ValueError, and the widget keeps the last good one. A setting that Keras
    cannot build is shown with Keras's own error.
    """

    units = WholeNumber(5, largest=LARGEST).tag(sync=True)
    features = WholeNumber(3, largest=LARGEST).tag(sync=True)
    timesteps = WholeNumber(7, largest=LARGEST).tag(sync=True)
    batch = WholeNumber(4, largest=LARGEST).tag(sync=True)
    return_sequences = Flag(False).tag(sync=True)
    return_state = Flag(False).tag(sync=True)
    go_backwards = Flag(False).tag(sync=True)
    bidirectional = Flag(False).tag(sync=True)
    merge_mode = OneOf("concat", MERGE_MODES).tag(sync=True)
    second_layer = Flag(False).tag(sync=True)
    second_units = WholeNumber(2, largest=LARGEST).tag(sync=True)

    layouts = traitlets.List(read_only=True).tag(sync=True)
    slider_stops = traitlets.List(SLIDER_STOPS, read_only=True).tag(sync=True)

    @traitlets.default("layouts")
    def _default_layouts(self) -> list[dict[str, Any]]:
        return _layouts()

    @property
    def code(self) -> str:
        """The Keras code of the present setting, ready to run."""
        return "\n".join(self._returned.code).format(**self._sizes)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of what goes in."""
        return self.batch, self.timesteps, self.features

    @property
    def tensors(self) -> list[tuple[str, tuple[int, ...], str, str]]:
        """What comes out: name, shape, what it is, and code that equals it ("" without)."""
        written = {name: f"{size:,}" for name, size in self._sizes.items()}
        return [
            (
                tensor.name,
                self._shape(tensor.shape),
                self.words["meanings"][tensor.meaning].format(**written),
                (tensor.equals or "").format(**self._sizes),
            )
            for tensor in self._returned.tensors
        ]

    @property
    def refusal(self) -> tuple[str, str] | None:
        """The line at which Keras stops, and what it says; None where it does not."""
        refusal = self._returned.refusal
        if refusal is None:
            return None
        message = refusal.message.format(shape=self._shape(refusal.shape))
        return refusal.line.format(**self._sizes), f"{refusal.error}: {message}"

    @property
    def _returned(self) -> Returned:
        switches = Switches(**{name: getattr(self, name) for name in _SWITCHES})
        return returned(switches, self.second_layer)

    @property
    def _sizes(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in _SIZES}

    def _shape(self, shape: tuple[Size, ...]) -> tuple[int, ...]:
        return tuple(size.value(self._sizes) for size in shape)

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        names = (*_SIZES[:-1], *_SWITCHES, "second_layer", "second_units")
        return f"TensorShapes({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        shapes = [(self.words["input"], self.input_shape)]
        shapes += [(name, shape) for name, shape, *_ in self.tensors]
        said = ", ".join(f"{name} {shape}" for name, shape in shapes)
        return tensors(shapes, self.words["still"].format(shapes=said))

    def fallback_html(self) -> str:
        """Return the code, the table of the tensors, and what Keras refuses."""
        words = self.words
        head = [words["tensor"], words["shape"], words["meaning"], words["equal"]]
        given = [words["input"], str(self.input_shape), words["input_meaning"], ""]
        rows = [[name, str(shape), *texts] for name, shape, *texts in self.tensors]
        note = "" if self.refusal is None else " → ".join(self.refusal)
        table = html_table(words["returned"], head, [given, *rows], note=note, left=range(4))
        return f"<pre><code>{escape(self.code)}</code></pre>\n{table}"


@cache
def _layouts() -> list[dict[str, Any]]:
    """Describe every setting; once is enough, for no size is in it."""
    return [
        _layout(switches, second_layer)
        for switches in all_switches()
        for second_layer in (False, True)
    ]


def _layout(switches: Switches, second_layer: bool) -> dict[str, Any]:
    """Describe one setting in names of sizes; the view multiplies."""
    result = returned(switches, second_layer)
    refusal = result.refusal
    return {
        "switches": vars(switches) | {"second_layer": second_layer},
        "code": list(result.code),
        "tensors": [_tensor_data(tensor) for tensor in result.tensors],
        "refusal": refusal and vars(refusal) | {"shape": [size_data(s) for s in refusal.shape]},
        "note": result.note,
    }


def _tensor_data(tensor: Tensor) -> dict[str, Any]:
    return vars(tensor) | {
        "shape": [size_data(size) for size in tensor.shape],
        "halves": [vars(half) for half in tensor.halves],
    }
