"""CellPicture: the picture of the cell, in the colours of the page that it stands on."""

import traitlets

from helpers.figures.cell import cell_picture
from helpers.figures.svg import image
from helpers.widgets.shared.lesson_widget import LessonWidget


class CellPicture(LessonWidget, files="cell_picture"):
    """The whole cell as one picture, with the part lit that a lesson is about.

    Parameters
    ----------
    lit
        names out of "x", "h", "input", "forget", "candidate", "output" and "c", as for
        `helpers.figures.cell_picture`, which draws it. No name: nothing is faint.
    """

    svg = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, *lit: str):
        """Draw the cell; refuse a part that it does not have."""
        drawing = cell_picture(lit)
        super().__init__()
        self._lit = lit
        self._drawing = drawing
        self.set_trait("svg", drawing.svg)

    def __repr__(self) -> str:
        """Return the call that makes this picture."""
        return f"CellPicture({', '.join(map(repr, self._lit))})"

    def still_html(self) -> str:
        """Return the picture as an image."""
        return image(self._drawing.svg, self._drawing.alt)

    def fallback_html(self) -> str:
        """Return nothing more: the picture says all."""
        return ""
