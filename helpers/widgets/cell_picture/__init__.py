"""CellPicture: what Python defines, what the browser draws, and its style."""

from helpers.widgets.cell_picture.cell_picture import CellPicture

__all__ = ["CellPicture"]
