"""What `diagnose` sees of the model: its layers, the shapes that it reads and gives, its loss."""

from __future__ import annotations

from typing import Any

from helpers.inspection.keras_internals import is_of_keras, nodes_of, readers_of
from helpers.inspection.output_shapes import Shape

_SHORT_NAMES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
}


def stack_of(model: Any) -> list[Any] | None:
    """Return the layers of a chain, one after another; None for other models."""
    import keras

    if isinstance(model, (list, tuple)):
        return list(model)
    return list(model.layers) if isinstance(model, keras.Sequential) else None


def knows_its_input(model: Any) -> bool:
    """Tell whether the shapes inside the model are known, so that Keras has checked them."""
    import keras

    if isinstance(model, keras.Sequential):
        return model.built and bool(getattr(model, "inputs", None))
    return bool(getattr(model, "inputs", None))


def inputs_of(model: Any, stack: list[Any] | None) -> dict[str, Shape]:
    """Return the shapes of the inputs, with the batch axis; empty where they are not known."""
    if knows_its_input(model):
        return {tensor.name: tuple(tensor.shape) for tensor in model.inputs}
    first = stack[0] if stack else None
    shape = getattr(first, "batch_shape", None) or getattr(first, "shape", None)
    return {"x": tuple(shape)} if shape is not None else {}


def outputs_of(model: Any) -> dict[str, Shape]:
    """Return the shapes of the outputs of a model that knows its input."""
    pairs = zip(_output_names(model), model.outputs, strict=True)
    return {name: tuple(tensor.shape) for name, tensor in pairs}


def _output_names(model: Any) -> list[str]:
    """Return the names by which Keras takes a dict of targets; a Sequential has one output."""
    return list(getattr(model, "output_names", None) or ["y"])


def readers(model: Any, stack: list[Any] | None, name: str) -> list[Any]:
    """Return the layers that read an input first."""
    import keras

    if stack is not None:
        rest = [part for part in stack if not is_input(part)]
        return [part for part in rest if not isinstance(part, keras.layers.Masking)][:1]
    if not knows_its_input(model):
        return []
    for known, tensor in zip(inputs_of(model, None), model.inputs, strict=True):
        if known == name:
            return readers_of(tensor, nodes_of(model))
    return []


def is_input(part: Any) -> bool:
    """Tell whether a part of a chain says what goes in, and computes nothing."""
    import keras

    return isinstance(part, (keras.layers.InputLayer, keras.KerasTensor))


def recurrent(layer: Any) -> Any:
    """Return the recurrent layer that `layer` is or wraps in Bidirectional; None for others."""
    import keras

    if isinstance(layer, keras.layers.Bidirectional):
        return layer.forward_layer
    return layer if isinstance(layer, keras.layers.RNN) else None


def last_recurrent(model: Any, stack: list[Any] | None) -> Any:
    """Return the last recurrent layer of the model; None without any."""
    parts = stack if stack is not None else getattr(model, "layers", [])
    return next((part for part in reversed(parts) if recurrent(part) is not None), None)


def code_of(layer: Any, **changes: Any) -> str:
    """Return a layer as a line of code, with an argument changed: LSTM(5, stateful=True)."""
    changed = ", ".join(f"{name}={value!r}" for name, value in changes.items())
    inner = recurrent(layer)
    if inner is not None and inner is not layer:
        return f"keras.layers.Bidirectional({code_of(inner, **changes)})"
    units = getattr(inner if inner is not None else layer, "units", "...")
    return f"keras.layers.{type(layer).__name__}({units}, {changed})"


def loss_of(model: Any, output: str) -> str | None:
    """Return the name of an output's loss, such as "mean_squared_error".

    "" for a model that is not compiled, None for a loss that is not one of Keras.
    """
    loss = getattr(model, "loss", None)
    if not getattr(model, "compiled", False):
        return ""
    if isinstance(loss, dict):
        loss = loss.get(output)
    elif isinstance(loss, (list, tuple)):
        names = _output_names(model)
        loss = loss[names.index(output)] if len(loss) == len(names) else None
    if loss is None:
        return None
    if isinstance(loss, str):
        return _snake(_SHORT_NAMES.get(loss.lower(), loss))
    kind = loss if hasattr(loss, "__name__") else type(loss)
    return _snake(kind.__name__) if is_of_keras(kind) else None


def _snake(name: str) -> str:
    letters = [f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name)]
    return "".join(letters)
