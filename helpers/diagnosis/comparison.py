"""`diagnose`: each part of a model and of its data compared, and the findings gathered.

Nothing is raised and nothing of the user's is run: shapes are compared, and numbers looked at. Of a
model that knows its input, Keras has checked the inside already. Of a `Sequential` without an
Input, and of a plain list of layers, the shape of x is carried from layer to layer here, as far as
the layers are Keras's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from helpers.checks.arguments import shown
from helpers.checks.models import described_model, is_keras_2
from helpers.diagnosis.chain import Walk
from helpers.diagnosis.data import Tensor, seen, split_dataset
from helpers.diagnosis.findings import Diagnosis, Finding, sentence
from helpers.diagnosis.inputs import about_numbers, about_reading, about_shape
from helpers.diagnosis.model import (
    inputs_of,
    is_input,
    knows_its_input,
    last_recurrent,
    loss_of,
    outputs_of,
    readers,
    stack_of,
)
from helpers.diagnosis.shapes import as_code
from helpers.diagnosis.targets import Output, about_samples
from helpers.inspection.keras_internals import all_layers, nodes_of
from helpers.inspection.output_shapes import Shape, output_shape, reported_shape


def diagnose(model: Any, x: Any = None, y: Any = None) -> Diagnosis:
    """Say what does not fit between a model, its input x and its target y, and how to mend it.

    Parameters
    ----------
    model
        a Keras 3 model, compiled or not, built or not, or a list of layers as `keras.Sequential`
        takes it: a model that Keras refuses to build can be diagnosed that way.
    x, y
        what would be given to `model.fit`; either may be left out. A dict or list of arrays where
        the model has several inputs or outputs.

    Returns
    -------
    The findings, each with a sentence and the line that mends it; none if everything fits. Nothing
    is raised, whatever is given.
    """
    name = getattr(model, "name", None)
    name = name if isinstance(name, str) else "model"
    if (foreign := _not_a_model(model)) is not None:
        return Diagnosis(name, (foreign,))
    try:
        return Diagnosis(name, tuple(dict.fromkeys(_findings(model, x, y))))
    except Exception as error:
        # Objects that only resemble arrays can fail anywhere; the promise is not to raise.
        problem = sentence("data", "not_seen", reason=shown(f"{type(error).__name__}: {error}"))
        return Diagnosis(name, (Finding("unseen data", problem, "x = np.asarray(x)", False),))


def _not_a_model(model: Any) -> Finding | None:
    import keras

    if isinstance(model, (list, tuple)):
        wrong = [
            layer for layer in model if not isinstance(layer, (keras.Layer, keras.KerasTensor))
        ]
        if model and not wrong:
            return None
        model = wrong[0] if wrong else model
    elif isinstance(model, keras.Layer):
        return None
    given = described_model(model)
    cure = (
        "model = keras.Sequential([keras.Input((timesteps, features)), keras.layers.LSTM(units)])"
    )
    if is_keras_2(model):
        cure = "model.save('old.h5'); model = keras.saving.load_model('old.h5', compile=False)"
    elif isinstance(model, type) and issubclass(model, keras.Layer):
        given = sentence("model", "class_itself", name=model.__name__)
        cure = f"model = {model.__name__}(...)"
    return Finding("no model", sentence("model", "no_model", given=given), cure)


def _findings(model: Any, x: Any, y: Any) -> Iterator[Finding]:
    x, y = split_dataset(x, y)
    stack = stack_of(model)
    inputs = inputs_of(model, stack)
    given = {} if x is None else seen("x", x, list(inputs) or ["x"])
    for tensor in given.values():
        yield from about_numbers(tensor)
    if missing := set(inputs) - set(given) if given else set():
        yield Finding(
            "missing input",
            sentence(
                "input", "missing", inputs=", ".join(inputs), missing=", ".join(sorted(missing))
            ),
            "x = {" + ", ".join(f"{name!r}: ..." for name in inputs) + "}",
        )
    for name, tensor in given.items():
        if isinstance(tensor, Tensor):
            first_layers = readers(model, stack, name)
            if name in inputs:
                yield from about_shape(tensor, inputs[name], first_layers)
            yield from about_reading(tensor, first_layers, inputs.get(name))
    first = next(iter(given.values()), None)
    shape = first.shape if isinstance(first, Tensor) else None
    outputs: dict[str, Shape] = {}
    if stack is not None and not knows_its_input(model):
        walk = Walk(stack, inputs.get("x") or shape)
        yield from walk.findings()
        outputs = {"y": walk.shape} if walk.shape is not None else {}
    elif knows_its_input(model):
        outputs = outputs_of(model)
    yield from _uneven(model, stack)
    yield from _stateful(model, stack, inputs, first)
    if y is None:
        return
    targets = seen("y", y, list(outputs) or ["y"])
    for name, target in targets.items():
        yield from about_numbers(target)
        if isinstance(target, Tensor):
            yield from about_samples(first, target)
            if name in outputs:
                loss, last = loss_of(model, name), last_recurrent(model, stack)
                yield from Output(outputs[name], loss, shape, last).findings(target)


def _uneven(model: Any, stack: list[Any] | None) -> Iterator[Finding]:
    """Find a Bidirectional that returns another width than Keras reports."""
    layers = stack if stack is not None else getattr(model, "layers", [])
    for layer in layers:
        if is_input(layer) or (reported := reported_shape(layer, nodes_of(model))) is None:
            continue
        shapes = {"reported": reported, "shape": output_shape(layer, nodes_of(model))}
        yield Finding(
            "two widths",
            sentence("model", "two_widths", layer=layer.name, **shapes),
            f"keras.layers.Bidirectional(keras.layers.{type(layer.forward_layer).__name__}"
            f"({layer.forward_layer.units}))",
        )


def _stateful(
    model: Any, stack: list[Any] | None, inputs: dict[str, Shape], first: Any
) -> Iterator[Finding]:
    roots = [model] if stack is None else [part for part in stack if not is_input(part)]
    layers = [part for root in roots for part in all_layers(root)]
    layer = next((part for part in layers if getattr(part, "stateful", False) is True), None)
    if layer is None or not inputs:
        return
    batch, *rest = next(iter(inputs.values()))
    samples = first.shape[0] if isinstance(first, Tensor) and first.shape else None
    if batch is None:
        shape = as_code((samples or "batch", *rest)).replace("'", "")
        yield Finding(
            "stateful without a batch",
            sentence("model", "stateful", layer=layer.name),
            f"keras.Input(batch_shape={shape})",
        )
    elif samples is not None and samples % batch:
        left = samples % batch
        yield Finding(
            "stateful batch",
            sentence("model", "stateful_batch", samples, layer=layer.name, batch=batch, rest=left),
            f"n = {samples - left}; model.fit(x[:n], y[:n], batch_size={batch})",
        )
