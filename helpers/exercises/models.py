"""Exercises in building: a function that returns a Keras model, mended or made to measure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.checks.arguments import described
from helpers.exercises.calls import Outcome, arguments, call
from helpers.exercises.complaints import call_complaint, parameters_complaint
from helpers.inspection import explain
from helpers.text.words import words

Shape = tuple[int | None, ...]
_SECONDS = 60.0


@dataclass(frozen=True)
class RepairExercise:
    """Return the model, mended: the same layers on the same input, with another outcome.

    Attributes
    ----------
    name
        the name of the function that is to be written; it takes nothing.
    layers
        the layers that must stay, as they are written: "LSTM(5)".
    input_shape, output_shape
        of the mended model, with the batch.
    stateful
        whether the first layer must keep its state from batch to batch.
    """

    name: str
    layers: tuple[str, ...]
    input_shape: Shape
    output_shape: Shape
    stateful: bool = False

    def complaints(self, function: Callable[..., Any]) -> list[str]:
        """Return what is wrong with the model that the function returns; nothing if it is right."""
        model, complaints = _model_of(self.name, function)
        if complaints:
            return complaints
        said = words("exercises")["models"]
        layers = [_written(layer) for layer in _layers(model)]
        extra = [layer for layer in layers if layer not in self.layers]
        if layers != list(self.layers):
            key = "repeated" if any("RepeatVector" in layer for layer in extra) else "layers"
            output = _shape(model.output_shape)
            if key == "layers" and output == self.output_shape:
                key = "other_layers"
            wanted, given = ", ".join(self.layers), ", ".join(layers) or said["no_layers"]
            return [said[key].format(wanted=wanted, given=given, output=output)]
        if _shape(model.input_shape) != self.input_shape:
            wanted, given = self.input_shape, _shape(model.input_shape)
            key = "batch" if wanted[1:] == given[1:] else "input"
            return [said[key].format(wanted=wanted, given=given, batch=wanted[0])]
        if self.stateful and not _layers(model)[0].stateful:
            return [said["not_stateful"]]
        given = _shape(model.output_shape)
        if given != self.output_shape:
            key = "output_steps" if len(given) > len(self.output_shape) else "output"
            return [said[key].format(wanted=self.output_shape, given=given)]
        return []

    def praise(self) -> list[str]:
        """Return what is said of a model that is mended."""
        said = words("exercises")["models"]
        return [said["mended"].format(input=self.input_shape, output=self.output_shape)]


@dataclass(frozen=True)
class ExactExercise:
    """Return a built model with exactly `parameters` parameters, and an LSTM among its layers."""

    name: str
    parameters: int

    def complaints(self, function: Callable[..., Any]) -> list[str]:
        """Return how far the model is from the number, and what its layers have."""
        model, complaints = _model_of(self.name, function)
        if complaints:
            return complaints
        said = words("exercises")["models"]
        if not any("LSTM(" in _written(layer) for layer in _layers(model)):
            return [said["no_lstm"]]
        total = model.count_params()
        if total == self.parameters:
            return []
        key = "too_many" if total > self.parameters else "too_few"
        difference = abs(total - self.parameters)
        formulas = {count.name: count.formula for count in explain(model).layers}
        sums = [
            f"{_written(layer)}: {formulas.get(layer.name) or f'{layer.count_params():,}'}."
            for layer in _layers(model)
        ]
        told = said[key].format(total=f"{total:,}", difference=f"{difference:,}")
        return [told, " ".join(sums)]

    def praise(self) -> list[str]:
        """Return what is said of a model with the right number."""
        return [words("exercises")["models"]["exactly"].format(number=f"{self.parameters:,}")]


def _model_of(name: str, function: Callable[..., Any]) -> tuple[Any, list[str]]:
    """Return the built model that a function returns, or what is wrong with what it does."""
    import keras

    fitting = arguments(function, {}, {})
    if fitting is None:
        return None, parameters_complaint(name, (), function)
    outcome = call(function, seconds=_SECONDS)
    if not outcome.returned:
        return None, call_complaint(outcome, "", _SECONDS)
    said = words("exercises")["models"]
    model = outcome.value
    if not isinstance(model, keras.Model):
        return None, [_no_model(outcome, said)]
    if not model.built:
        return None, [said["not_built"]]
    if not hasattr(model, "inputs"):
        return None, [said["no_inputs"]]
    if not model.inputs:
        return None, [said["not_built"]]
    return model, []


def _no_model(outcome: Outcome, said: dict[str, str]) -> str:
    import keras

    value = outcome.value
    if value is None:
        return said["printed_only" if outcome.printed.strip() else "none"]
    if isinstance(value, list | tuple) and any(isinstance(part, keras.Model) for part in value):
        return said["several"]
    if isinstance(value, list | tuple) and all(
        isinstance(part, keras.Layer | keras.KerasTensor) for part in value
    ):
        return said["list"]
    if isinstance(value, keras.Layer):
        return said["layer"].format(layer=_written(value))
    return said["no_model"].format(value=described(value))


def _layers(model: Any) -> list[Any]:
    """Return the layers of a model, those of a model inside it too, without the inputs."""
    import keras

    found = []
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found += _layers(layer)
        elif not isinstance(layer, keras.layers.InputLayer):
            found.append(layer)
    return found


def _written(layer: Any) -> str:
    """Return a layer as it is written in code, with what decides its size: "LSTM(5)"."""
    inner = getattr(layer, "forward_layer", None) or getattr(layer, "layer", None)
    inside = _written(inner) if inner is not None else None
    if hasattr(layer, "input_dim") and hasattr(layer, "output_dim"):
        inside = f"{layer.input_dim}, {layer.output_dim}"
    for size in ("units", "n", "rate", "target_shape"):
        if inside is None and hasattr(layer, size):
            inside = str(getattr(layer, size))
    return f"{type(layer).__name__}({inside or ''})"


def _shape(shape: Any) -> Shape:
    return tuple(shape)
