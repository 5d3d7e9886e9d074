"""TrainingLab: what Python defines, what the browser draws, and its style."""

from helpers.widgets.training_lab.training_lab import TrainingLab

__all__ = ["TrainingLab"]
