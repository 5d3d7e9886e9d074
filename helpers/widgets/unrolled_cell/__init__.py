"""UnrolledCell: what Python defines, what the browser draws, and its style."""

from helpers.widgets.unrolled_cell.unrolled_cell import UnrolledCell

__all__ = ["UnrolledCell"]
