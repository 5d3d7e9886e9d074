"""CellStepper: what Python defines, what the browser draws, and its style."""

from helpers.widgets.cell_stepper.cell_stepper import CellStepper

__all__ = ["CellStepper"]
