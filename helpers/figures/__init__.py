"""Figures, each described in words.

Interactives leave pictures that need no matplotlib. It is loaded with the first name below.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.figures.cell import cell_picture
    from helpers.figures.forecast import curves_figure, errors_figure, series_figure
    from helpers.figures.gates import gate_heat_maps
    from helpers.figures.tensors import tensor_figure
    from helpers.figures.training import loss_figure, predictions_figure, seeds_figure

_MODULES = {
    "cell_picture": "cell",
    "curves_figure": "forecast",
    "errors_figure": "forecast",
    "gate_heat_maps": "gates",
    "loss_figure": "training",
    "predictions_figure": "training",
    "seeds_figure": "training",
    "series_figure": "forecast",
    "tensor_figure": "tensors",
}

__all__ = [
    "cell_picture",
    "curves_figure",
    "errors_figure",
    "gate_heat_maps",
    "loss_figure",
    "predictions_figure",
    "seeds_figure",
    "series_figure",
    "tensor_figure",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value  # found without this function from now on
    return value
