"""Figures, each described in words."""

from helpers.figures.cell import cell_picture
from helpers.figures.gates import gate_heat_maps
from helpers.figures.tensors import tensor_figure
from helpers.figures.training import loss_figure, predictions_figure, seeds_figure

__all__ = [
    "cell_picture",
    "gate_heat_maps",
    "loss_figure",
    "predictions_figure",
    "seeds_figure",
    "tensor_figure",
]
