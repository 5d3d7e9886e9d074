"""One of every interactive, for what holds for all of them.

A new widget needs a line in MADE: `test_every_widget.py` says so. The lines are code, so that the
tests' own process can make the widgets, and a kernel too.
"""

from typing import Any

from ipywidgets import DOMWidget

import helpers
from helpers.widgets.shared.lesson_widget import LessonWidget

NEEDED = """
import keras
import numpy as np
from helpers import *
rng = np.random.default_rng(5)
embedding, layer, reader = keras.layers.Embedding(8, 3), keras.layers.LSTM(2), keras.layers.LSTM(3)
for part, shape in ((embedding, (None,)), (layer, (None, 7, 3)), (reader, (None, None, 3))):
    part.build(shape)
    part.set_weights([rng.normal(size=weights.shape) for weights in part.get_weights()])
x = rng.normal(size=(7, 3))
"""
# More than one where a widget has several faces.
MADE = {
    "activation_curves": "ActivationCurves()",
    "ask_number": "Ask('lstm_total')",
    "ask_choice": "Ask('forget_gate_at_one')",
    "be_the_gate": "BeTheGate()",
    "be_the_gate_story": "BeTheGate('story')",
    "cell_picture": "CellPicture('forget')",
    "cell_stepper": "CellStepper(layer, x)",
    "cell_stepper_output": "CellStepper(layer, x, step=4, stage=4)",
    "forecast_runs": "ForecastRuns(0.29)",
    "gate_explorer": "GateExplorer()",
    "gate_explorer_two_directions": "GateExplorer(units=64, features=128, bidirectional=True)",
    "gradient_through_time": "GradientThroughTime()",
    "many_seeds": "ManySeeds()",
    "one_gate": "OneGate()",
    "order_lines": "OrderLines('many_to_many')",
    "padding": "Padding(['Thou', 'art', 'more', 'lovely'], [1, 2, 3, 4], embedding, reader)",
    "say_it_back": "SayItBack('one_gate')",
    "tensor_shapes": "TensorShapes()",
    "tensor_shapes_two_layers": "TensorShapes(bidirectional=True, second_layer=True)",
    "text_tensor": "TextTensor(['one two three four', 'five'] * 20)",
    "training_lab": "TrainingLab('many_to_one')",
    "units_are_room": "UnitsAreRoom()",
    "unrolled_cell": "UnrolledCell()",
}
# What Python sets in a test.
SET: dict[str, dict[str, Any]] = {
    "activation_curves": {"sum": -2.0},
    "ask_number": {"answer": 420},
    "ask_choice": {"answer": "0: it is forgotten"},
    "be_the_gate": {"round": "story"},
    "be_the_gate_story": {"round": "target"},
    "cell_picture": {},
    "cell_stepper": {"step": 3, "unit": 2, "stage": 2, "block": "output"},
    "cell_stepper_output": {"step": 7},
    "forecast_runs": {"target": "change", "window": 12, "units": 64},
    "gate_explorer": {"units": 8, "features": 4096, "timesteps": 2, "return_sequences": True},
    "gate_explorer_two_directions": {"use_bias": False, "bidirectional": False},
    "gradient_through_time": {
        "forget_bias": 5.0,
        "with_respect_to": "hidden_state",
        "references": True,
    },
    "many_seeds": {"example": "one_to_one"},
    "one_gate": {"units": 3, "features": 5, "gate": "output"},
    "order_lines": {"order": [0, 1, 2, 3, 4, 5, 6, 7, 8], "left_out": [7, 8], "checked": True},
    "padding": {"places": 6, "padding": "pre", "mask": True},
    "say_it_back": {"own": "A gate reads x and h.", "compared": True},
    "tensor_shapes": {"units": 6, "features": 2, "timesteps": 3, "batch": 5, "return_state": True},
    "tensor_shapes_two_layers": {
        "merge_mode": None,
        "return_sequences": True,
        "go_backwards": True,
        "second_units": 9,
        "second_layer": False,
        "bidirectional": True,
    },
    "text_tensor": {"samples": 4, "timesteps": 3, "features": 7},
    "training_lab": {"units": 3, "epochs": 200, "learning_rate": 0.01, "seed": 3},
    "units_are_room": {"units": 4},
    "unrolled_cell": {"timesteps": 12, "features": 2, "units": 3},
}


def every_widget() -> dict[str, LessonWidget]:
    """Return one of each, made anew."""
    names: dict[str, Any] = {}
    exec(NEEDED, names)
    return {name: eval(code, names) for name, code in MADE.items()}


def public_widgets() -> set[str]:
    """Return the names of all widgets that the package offers."""
    offered = {name: getattr(helpers, name) for name in helpers.__all__}
    return {
        name
        for name, value in offered.items()
        if isinstance(value, type) and issubclass(value, LessonWidget)
    }


def settable(widget: LessonWidget) -> list[str]:
    """Return the traits that a widget shares with its view, and that either may set."""
    shared = set(widget.trait_names(sync=True)) - set(DOMWidget.class_trait_names())
    return sorted(
        name for name in shared if not name.startswith("_") and not widget.traits()[name].read_only
    )
