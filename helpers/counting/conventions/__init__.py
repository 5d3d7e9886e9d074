"""How each library keeps the same weights: one object each, in a file of its own.

To add a library, write such a file and add its object to the list below; or give a `Convention` of
your own to any function that takes `convention`. Converting weights needs nothing else:

    PYTORCH.order(LSTM.gates)           the gates in the library's order
    PYTORCH.blocks(LSTM)                the blocks of one direction, biases as the library has them
    PYTORCH.stored("bias")              the names and the layout of the arrays of one role
    PYTORCH.shapes(blocks, directions)  the symbolic shape of every array, by name
"""

from typing import Any

from helpers.checks.arguments import one_of
from helpers.counting.conventions.convention import Convention, Layout, Stored
from helpers.counting.conventions.keras import KERAS
from helpers.counting.conventions.onnx import ONNX
from helpers.counting.conventions.pytorch import PYTORCH

__all__ = [
    "CONVENTIONS",
    "KERAS",
    "ONNX",
    "PYTORCH",
    "Convention",
    "Layout",
    "Stored",
    "convention_named",
]

CONVENTIONS = {convention.name: convention for convention in (KERAS, PYTORCH, ONNX)}


def convention_named(convention: Any) -> Convention:
    """Return the convention of that name, or the object itself; raise ValueError for others."""
    if isinstance(convention, Convention):
        return convention
    return CONVENTIONS[one_of("convention", convention, tuple(CONVENTIONS))]
