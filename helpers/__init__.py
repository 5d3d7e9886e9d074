"""What the lessons share. The names below are public; each is loaded when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from helpers._quiet import quiet_tensorflow

if TYPE_CHECKING:
    from helpers.cells import trace_gru, trace_lstm
    from helpers.counting import (
        dense_parameters,
        embedding_parameters,
        gru_parameters,
        lstm_parameters,
        simple_rnn_parameters,
    )
    from helpers.diagnosis import diagnose
    from helpers.exercises import check
    from helpers.inspection import explain
    from helpers.training import train
    from helpers.widgets.activation_curves import ActivationCurves
    from helpers.widgets.ask import Ask
    from helpers.widgets.be_the_gate import BeTheGate
    from helpers.widgets.cell_picture import CellPicture
    from helpers.widgets.cell_stepper import CellStepper
    from helpers.widgets.forecast_runs import ForecastRuns
    from helpers.widgets.gate_explorer import GateExplorer
    from helpers.widgets.gradient_through_time import GradientThroughTime
    from helpers.widgets.many_seeds import ManySeeds
    from helpers.widgets.one_gate import OneGate
    from helpers.widgets.order_lines import OrderLines
    from helpers.widgets.padding import Padding
    from helpers.widgets.say_it_back import SayItBack
    from helpers.widgets.tensor_shapes import TensorShapes
    from helpers.widgets.text_tensor import TextTensor
    from helpers.widgets.training_lab import TrainingLab
    from helpers.widgets.units_are_room import UnitsAreRoom
    from helpers.widgets.unrolled_cell import UnrolledCell

# Lessons import Keras after this package, and no log line must land in what they save.
quiet_tensorflow()

# A lesson that only counts must not wait for TensorFlow, so nothing is imported before it is used.
_ROOMS = {
    "ActivationCurves": "helpers.widgets.activation_curves",
    "Ask": "helpers.widgets.ask",
    "BeTheGate": "helpers.widgets.be_the_gate",
    "CellPicture": "helpers.widgets.cell_picture",
    "CellStepper": "helpers.widgets.cell_stepper",
    "ForecastRuns": "helpers.widgets.forecast_runs",
    "GateExplorer": "helpers.widgets.gate_explorer",
    "GradientThroughTime": "helpers.widgets.gradient_through_time",
    "ManySeeds": "helpers.widgets.many_seeds",
    "OneGate": "helpers.widgets.one_gate",
    "Padding": "helpers.widgets.padding",
    "OrderLines": "helpers.widgets.order_lines",
    "SayItBack": "helpers.widgets.say_it_back",
    "TensorShapes": "helpers.widgets.tensor_shapes",
    "TextTensor": "helpers.widgets.text_tensor",
    "TrainingLab": "helpers.widgets.training_lab",
    "UnitsAreRoom": "helpers.widgets.units_are_room",
    "UnrolledCell": "helpers.widgets.unrolled_cell",
    "check": "helpers.exercises",
    "dense_parameters": "helpers.counting",
    "diagnose": "helpers.diagnosis",
    "embedding_parameters": "helpers.counting",
    "explain": "helpers.inspection",
    "gru_parameters": "helpers.counting",
    "lstm_parameters": "helpers.counting",
    "simple_rnn_parameters": "helpers.counting",
    "trace_gru": "helpers.cells",
    "trace_lstm": "helpers.cells",
    "train": "helpers.training",
}

__all__ = [
    "ActivationCurves",
    "Ask",
    "BeTheGate",
    "CellPicture",
    "CellStepper",
    "ForecastRuns",
    "GateExplorer",
    "GradientThroughTime",
    "ManySeeds",
    "OneGate",
    "OrderLines",
    "Padding",
    "SayItBack",
    "TensorShapes",
    "TextTensor",
    "TrainingLab",
    "UnitsAreRoom",
    "UnrolledCell",
    "check",
    "dense_parameters",
    "diagnose",
    "embedding_parameters",
    "explain",
    "gru_parameters",
    "lstm_parameters",
    "simple_rnn_parameters",
    "trace_gru",
    "trace_lstm",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'helpers' has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return __all__
