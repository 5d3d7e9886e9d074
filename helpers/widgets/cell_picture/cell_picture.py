"""CellPicture: the picture of the cell, in the colours of the page that it stands on."""

from typing import Any

import traitlets

from helpers.figures.cell import cell_picture
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

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        # GitHub takes pictures out of HTML, so what is left behind is the picture itself.
        data, metadata = super()._repr_mimebundle_(**kwargs)
        del data["text/html"]
        picture, described = self._drawing._repr_mimebundle_()
        return data | {"image/svg+xml": picture["image/svg+xml"]}, metadata | described

    def fallback_html(self) -> str:
        """Return the picture."""
        return self._drawing.svg
