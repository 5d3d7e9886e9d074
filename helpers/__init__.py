"""What the lessons share. The names below are public; each is loaded when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from helpers._quiet import quiet_tensorflow

if TYPE_CHECKING:
    from helpers.cell import trace_lstm
    from helpers.counting import (
        dense_parameters,
        embedding_parameters,
        gru_parameters,
        lstm_parameters,
        simple_rnn_parameters,
    )
    from helpers.explanation import explain
    from helpers.training import train
    from helpers.widgets.gate_explorer import GateExplorer
    from helpers.widgets.training_lab import TrainingLab

# Lessons import Keras after this package, and no log line must land in what they save.
quiet_tensorflow()

# A lesson that only counts must not wait for TensorFlow, so nothing is imported before it is used.
_MODULES = {
    "lstm_parameters": "helpers.counting",
    "gru_parameters": "helpers.counting",
    "simple_rnn_parameters": "helpers.counting",
    "dense_parameters": "helpers.counting",
    "embedding_parameters": "helpers.counting",
    "explain": "helpers.explanation",
    "GateExplorer": "helpers.widgets.gate_explorer",
    "TrainingLab": "helpers.widgets.training_lab",
    "trace_lstm": "helpers.cell",
    "train": "helpers.training",
}

__all__ = [
    "GateExplorer",
    "TrainingLab",
    "dense_parameters",
    "embedding_parameters",
    "explain",
    "gru_parameters",
    "lstm_parameters",
    "simple_rnn_parameters",
    "trace_lstm",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'helpers' has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return __all__
