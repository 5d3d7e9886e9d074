"""Keras's own training step in a compiled loop: the losses of model.fit, sooner."""

from helpers.training.trainer import Trainer, train

__all__ = [
    "Trainer",
    "train",
]
