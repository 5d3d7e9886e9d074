"""Lines of text as a tensor: rows of words, and behind each word its vector."""

from collections.abc import Sequence
from typing import Any

import traitlets

from helpers.checks.arguments import described, shown, whole_number
from helpers.figures.stills import text_tensor
from helpers.text.refusals import refusal
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.sizes import SLIDER_STOPS
from helpers.widgets.shared.traits import WholeNumber

MOST_LINES = 10_000
MOST_TIMESTEPS = 30
MOST_FEATURES = 1024
# What the table for readers without widgets shows of each axis.
_TABLE_ROWS = 7
_TABLE_COLUMNS = 10


class _SampleCount(traitlets.TraitType[int, int]):
    """A whole number from 1 to the number of lines that the widget has."""

    def validate(self, obj: "TextTensor", value: Any) -> int:
        """Return `value`, or raise TypeError or ValueError."""
        return whole_number(self.name, value, largest=len(obj.lines))


class TextTensor(LessonWidget, files="text_tensor"):
    """Lines of text in the shape that an LSTM takes: (samples, timesteps, features).

    Parameters
    ----------
    lines
        the text, one line for each sample; words are what stands between spaces. Every line has
        one or more.
    timesteps
        how many words of each line are used, from 1 to 30. A longer line is cut, a shorter one is
        padded.
    features
        how many numbers stand for one word, from 1 to 1,024.
    samples
        how many of the lines are used; all, unless said otherwise.

    All are traits: they can be read and observed while the widget is shown, and all but `lines` can
    be set. A wrong value raises a TypeError or ValueError, and the widget keeps the last good one.
    """

    lines = traitlets.Tuple(read_only=True)
    samples = _SampleCount().tag(sync=True)
    timesteps = WholeNumber(10, largest=MOST_TIMESTEPS).tag(sync=True)
    features = WholeNumber(300, largest=MOST_FEATURES).tag(sync=True)

    tokens = traitlets.List(read_only=True).tag(sync=True)
    slider_stops = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(
        self,
        lines: Sequence[str],
        timesteps: int = 10,
        features: int = 300,
        samples: int | None = None,
    ):
        """Split the lines into words; refuse what is no text."""
        # First, since the limit of `samples` is the number of lines.
        self.set_trait("lines", _text_lines(lines))
        self.set_trait("tokens", [line.split() for line in self.lines])
        super().__init__(
            samples=len(self.lines) if samples is None else samples,
            timesteps=timesteps,
            features=features,
        )

    @traitlets.default("slider_stops")
    def _default_slider_stops(self) -> dict[str, list[int]]:
        return {
            "samples": list(range(1, len(self.lines) + 1)),
            "timesteps": list(range(1, MOST_TIMESTEPS + 1)),
            "features": [stop for stop in SLIDER_STOPS if stop <= MOST_FEATURES],
        }

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of the tensor: (samples, timesteps, features)."""
        return self.samples, self.timesteps, self.features

    def __repr__(self) -> str:
        """Return the call that makes this widget, without the text."""
        return (
            f"TextTensor(<{len(self.lines)} lines>, timesteps={self.timesteps}, "
            f"features={self.features}, samples={self.samples})"
        )

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        sizes = {name: getattr(self, name) for name in ("samples", "timesteps", "features")}
        named = {self.words[name]: size for name, size in sizes.items()}
        return text_tensor(named, self.words["still"].format(shape=self.shape))

    def fallback_html(self) -> str:
        """Return the corner of the tensor as a table of words."""
        columns = _shown(self.timesteps, _TABLE_COLUMNS)
        rows = [
            [self._row_name(line), *(self._cell(line, word) for word in columns)]
            for line in _shown(self.samples, _TABLE_ROWS)
        ]
        head = ["", *("…" if word is None else str(word + 1) for word in columns)]
        return html_table(
            self.words["caption"].format(shape=self.shape),
            head,
            rows,
            note=self._note(),
            left=range(len(head)),
        )

    def _row_name(self, line: int | None) -> str:
        return "…" if line is None else self.words["line"].format(line=line + 1)

    def _cell(self, line: int | None, word: int | None) -> str:
        if line is None or word is None:
            return "…"
        words = self.tokens[line]
        return words[word] if word < len(words) else self.words["padding"]

    def _note(self) -> str:
        vector = self.words["vector_of_word"].format(features=self.features)
        keras_input = f"keras.Input({(self.timesteps, self.features)})"
        return f"{vector} {keras_input}: {self.words['left_out']}"


def _text_lines(lines: Any) -> tuple[str, ...]:
    """Return the lines; raise TypeError or ValueError where they are no lines of text."""
    if isinstance(lines, str) or not isinstance(lines, Sequence):
        raise TypeError(refusal("lines_list", given=described(lines)))
    if not 1 <= len(lines) <= MOST_LINES:
        raise ValueError(refusal("lines_number", most=MOST_LINES, given=len(lines)))
    for number, line in enumerate(lines):
        if not isinstance(line, str):
            raise TypeError(refusal("line_kind", number=number, given=described(line)))
        if not line.split():
            raise ValueError(refusal("line_empty", number=number, given=shown(line)))
    return tuple(lines)


def _shown(count: int, places: int) -> list[int | None]:
    """Return what is shown of `count` things: all, or the first ones, None for a gap, the last."""
    if count <= places:
        return list(range(count))
    return [*range(places - 2), None, count - 1]
