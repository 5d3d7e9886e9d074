"""ActivationCurves: σ and tanh as curves, with one dot on each to move."""

import math
from html import escape

from helpers.figures.stills import activation_curves
from helpers.text.numbers import decimals
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import RealNumber

LARGEST_SUM = 6.0
_TABLE = (-6, -2, -1, 0, 1, 2, 6)


class ActivationCurves(LessonWidget, files="activation_curves"):
    """What σ and tanh make of a sum.

    Parameters
    ----------
    sum
        where the two dots stand to begin with, from −6 to 6.
    """

    sum = RealNumber(1.0, smallest=-LARGEST_SUM, largest=LARGEST_SUM).tag(sync=True)

    def __init__(self, sum: float = 1.0):
        """Take the sum to begin with."""
        super().__init__(sum=sum)

    def __repr__(self) -> str:
        """Return the call that makes this widget."""
        return f"ActivationCurves(sum={self.sum:g})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        alt = self.words["still"].format(sum=decimals(self.sum))
        return activation_curves(self.sum, self.words["names"], alt)

    def fallback_html(self) -> str:
        """Return both functions at a few sums."""
        rows = "\n".join(
            f"<tr><td>{decimals(at)}</td><td>{decimals(1 / (1 + math.exp(-at)))}</td>"
            f"<td>{decimals(math.tanh(at))}</td></tr>"
            for at in _TABLE
        )
        head = "".join(f"<th>{escape(text)}</th>" for text in (self.words["sum"], "σ", "tanh"))
        return (
            f"<p><b>{escape(self.words['title'])}</b></p>\n"
            f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>"
        )
