"""What layers and weights are called in an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def kind_of(layer: keras.Layer) -> str:
    """Return the class of a layer and of what it wraps: "Bidirectional(LSTM)"."""
    from keras import layers

    name = type(layer).__name__
    if isinstance(layer, layers.Bidirectional):
        kinds = dict.fromkeys((kind_of(layer.forward_layer), kind_of(layer.backward_layer)))
        return f"{name}({', '.join(kinds)})"
    if isinstance(layer, layers.Wrapper):
        return f"{name}({kind_of(layer.layer)})"
    if type(layer) is layers.RNN:
        cells = getattr(layer.cell, "cells", [layer.cell])
        return f"{name}({', '.join(type(cell).__name__ for cell in cells)})"
    return name


def weight_name(layer: keras.Layer, variable: keras.Variable) -> str:
    """Return the variable's path from the layer on: "kernel", "forward_lstm/lstm_cell/kernel"."""
    path = getattr(variable, "path", None) or variable.name
    before, found, after = path.rpartition(f"{layer.name}/")
    return after if found and (not before or before.endswith("/")) else variable.name
