"""Keras's own training step in a compiled loop: the losses of model.fit, sooner."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.training.trainer import Trainer, train

__all__ = [
    "Trainer",
    "train",
]


def __getattr__(name: str) -> Any:
    # `at_once` needs NumPy only, so whoever imports it must not wait for TensorFlow.
    if name in __all__:
        return getattr(import_module("helpers.training.trainer"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
