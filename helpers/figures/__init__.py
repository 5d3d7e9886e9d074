"""Figures, each described in words."""

from helpers.figures.cell import cell_picture
from helpers.figures.forecast import curves_figure, errors_figure, series_figure
from helpers.figures.gates import gate_heat_maps
from helpers.figures.tensors import tensor_figure
from helpers.figures.training import loss_figure, predictions_figure, seeds_figure

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
