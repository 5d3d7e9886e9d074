"""A model and its data in, what does not fit between them out: in sentences, with the cure.

Nothing is raised and nothing of the user's is run: shapes are compared, and numbers looked at. Of a
model that knows its input, Keras has checked the inside already. Of a `Sequential` without an
Input, and of a plain list of layers, the shape of x is carried from layer to layer here, as far as
the layers are Keras's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from helpers.checks.arguments import shown
from helpers.checks.models import described_model, is_keras_2
from helpers.inspection.data import Tensor, Unseen, seen, split_dataset
from helpers.inspection.keras_internals import all_layers, is_of_keras, nodes_of, readers_of
from helpers.inspection.output_shapes import Shape, computed_shapes, output_shape, reported_shape

# x of fewer steps than that, each with so many times more features, was probably turned round.
FEW_STEPS, MANY_TIMES = 8, 10
WHOLE_CLASSES = ("sparse_categorical_crossentropy",)
SHARES_OF_CLASSES = ("categorical_crossentropy", "binary_crossentropy")
ELEMENTWISE = (
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
)
SHORT_NAMES = {"mse": ELEMENTWISE[0], "mae": ELEMENTWISE[1], "mape": ELEMENTWISE[2]}


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit.

    Attributes
    ----------
    kind
        a stable name for it: "missing return_sequences".
    problem
        what does not fit, in a sentence.
    cure
        the line that mends it.
    raises
        True where Keras raises an error. False where it runs and computes something else than
        what was probably meant, which is worse.
    """

    kind: str
    problem: str
    cure: str
    raises: bool = True


@dataclass(frozen=True)
class Diagnosis:
    """What does not fit between a model and its data. Shown as the last line of a cell, a list."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def caption(self) -> str:
        """The outcome in one line."""
        if self.fits:
            return f"{self.name}: nothing found that does not fit"
        number = len(self.findings)
        return f"{self.name}: {number} {'thing does' if number == 1 else 'things do'} not fit"

    def __repr__(self) -> str:
        """Return the findings as text."""
        lines = [self.caption]
        for number, finding in enumerate(self.findings, start=1):
            lines += [f"{number}. {_level(finding)}: {finding.problem}."]
            lines += [f"   Mend it: {finding.cure}"] if finding.cure else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><strong>{_level(finding)}:</strong> {escape(finding.problem)}."
            + (f"<br>Mend it: <code>{escape(finding.cure)}</code>" if finding.cure else "")
            + "</li>"
            for finding in self.findings
        )
        return f"<p>{escape(self.caption)}</p>" + (f"<ol>{items}</ol>" if items else "")


def _level(finding: Finding) -> str:
    return "Error" if finding.raises else "Warning"


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
        reason = f"{type(error).__name__}: {error}"
        problem = f"The data could not be looked at ({shown(reason)})"
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
        given, cure = f"the class {model.__name__} itself", f"model = {model.__name__}(...)"
    return Finding("no model", f"The model must be a Keras 3 model, not {given}", cure)


def _findings(model: Any, x: Any, y: Any) -> Iterator[Finding]:
    x, y = split_dataset(x, y)
    stack = _stack(model)
    inputs = _inputs(model, stack)
    given = {} if x is None else seen("x", x, list(inputs) or ["x"])
    for tensor in given.values():
        yield from _data(tensor)
    if missing := set(inputs) - set(given) if given else set():
        yield Finding(
            "missing input",
            f"The model has the inputs {', '.join(inputs)}, and x has nothing for "
            f"{', '.join(sorted(missing))}",
            "x = {" + ", ".join(f"{name!r}: ..." for name in inputs) + "}",
        )
    for name, tensor in given.items():
        if isinstance(tensor, Tensor):
            if name in inputs:
                yield from _input(tensor, inputs[name], _readers(model, stack, name))
            yield from _read(tensor, _readers(model, stack, name), inputs.get(name))
    first = next(iter(given.values()), None)
    shape = first.shape if isinstance(first, Tensor) else None
    outputs: dict[str, Shape] = {}
    if stack is not None and not _knows_its_input(model):
        walk = _Walk(stack, inputs.get("x") or shape)
        yield from walk.findings()
        outputs = {"y": walk.shape} if walk.shape is not None else {}
    elif _knows_its_input(model):
        outputs = {
            name: tuple(tensor.shape)
            for name, tensor in zip(_output_names(model), model.outputs, strict=True)
        }
    yield from _uneven(model, stack)
    yield from _stateful(model, stack, inputs, first)
    if y is None:
        return
    targets = seen("y", y, list(outputs) or ["y"])
    for name, target in targets.items():
        yield from _data(target)
        if isinstance(target, Tensor):
            yield from _samples(first, target)
            if name in outputs:
                context = _Context(model, stack, name, outputs[name], shape)
                yield from context.target(target)


def _stack(model: Any) -> list[Any] | None:
    """Return the layers of a chain, one after another; None for other models."""
    import keras

    if isinstance(model, (list, tuple)):
        return list(model)
    return list(model.layers) if isinstance(model, keras.Sequential) else None


def _knows_its_input(model: Any) -> bool:
    import keras

    if isinstance(model, keras.Sequential):
        return model.built and bool(getattr(model, "inputs", None))
    return bool(getattr(model, "inputs", None))


def _inputs(model: Any, stack: list[Any] | None) -> dict[str, Shape]:
    """Return the shapes of the inputs, with the batch axis; empty where they are not known."""
    if _knows_its_input(model):
        return {tensor.name: tuple(tensor.shape) for tensor in model.inputs}
    first = stack[0] if stack else None
    shape = getattr(first, "batch_shape", None) or getattr(first, "shape", None)
    return {"x": tuple(shape)} if shape is not None else {}


def _output_names(model: Any) -> list[str]:
    """Return the names by which Keras takes a dict of targets; a Sequential has one output."""
    return list(getattr(model, "output_names", None) or ["y"])


def _readers(model: Any, stack: list[Any] | None, name: str) -> list[Any]:
    """Return the layers that read an input first."""
    import keras

    if stack is not None:
        rest = [part for part in stack if not _is_input(part)]
        return [part for part in rest if not isinstance(part, keras.layers.Masking)][:1]
    if not _knows_its_input(model):
        return []
    for known, tensor in zip(_inputs(model, None), model.inputs, strict=True):
        if known == name:
            return readers_of(tensor, nodes_of(model))
    return []


def _is_input(part: Any) -> bool:
    import keras

    return isinstance(part, (keras.layers.InputLayer, keras.KerasTensor))


def _recurrent(layer: Any) -> Any:
    """Return the recurrent layer that `layer` is or wraps in Bidirectional; None for others."""
    import keras

    if isinstance(layer, keras.layers.Bidirectional):
        return layer.forward_layer
    return layer if isinstance(layer, keras.layers.RNN) else None


def _code(layer: Any, **changes: Any) -> str:
    """Return a layer as a line of code, with an argument changed: LSTM(5, stateful=True)."""
    words = ", ".join(f"{name}={value!r}" for name, value in changes.items())
    inner = _recurrent(layer)
    if inner is not None and inner is not layer:
        return f"keras.layers.Bidirectional({_code(inner, **changes)})"
    units = getattr(inner if inner is not None else layer, "units", "...")
    return f"keras.layers.{type(layer).__name__}({units}, {words})"


def _data(tensor: Tensor | Unseen) -> Iterator[Finding]:
    if isinstance(tensor, Unseen):
        yield Finding("unseen data", tensor.problem, tensor.cure, tensor.raises)
        return
    name = tensor.name
    if tensor.kind in ("text", "object"):
        what = "text" if tensor.kind == "text" else "Python objects"
        yield Finding(
            "not numbers",
            f"{name} holds {what}, and a model computes with numbers",
            "ids = keras.layers.TextVectorization(); ids.adapt(x); x = ids(x)"
            if tensor.kind == "text"
            else f'{name} = np.asarray({name}).astype("float32")',
        )
    if tensor.not_finite:
        yield Finding(
            "not finite",
            f"{name} holds {tensor.not_finite:,} numbers that are NaN or infinite, and the loss "
            "becomes NaN with the first of them",
            f"{name} = np.nan_to_num({name})  # or leave those samples out",
            raises=False,
        )


def _input(x: Tensor, wanted: Shape, readers: Sequence[Any]) -> Iterator[Finding]:
    """Compare x with the input that the model has declared."""
    given, name = x.shape, x.name
    if len(given) == len(wanted):
        if all(_agree(a, b) for a, b in zip(given[1:], wanted[1:], strict=True)):
            return
        if len(wanted) == 3 and given[1:] == tuple(reversed(wanted[1:])):
            yield Finding(
                "swapped axes",
                f"{name} has the shape {given}, and the model reads {wanted}: the last two axes "
                "have changed places",
                f"{name} = {name}.transpose(0, 2, 1)",
            )
        elif not _agree(given[-1], wanted[-1]):
            yield Finding(
                "other features",
                f"{name} has the shape {given}, so {given[-1]} features, and the model was made "
                f"for {wanted[-1]}: {wanted}",
                f"keras.Input({_text((*wanted[1:-1], given[-1]))})",
            )
        else:
            # Keras runs a recurrent model on sequences of another length; Flatten and Dense it
            # does not, and what an Input says should be true.
            yield Finding(
                "other length",
                f"{name} has the shape {given}, and the model declares {wanted}",
                f"keras.Input({_text((None, *wanted[2:]))})",
                raises=False,
            )
    elif len(given) == len(wanted) - 1 and _all_agree(given, wanted[1:]):
        yield Finding(
            "missing batch axis",
            f"{name} has the shape {given}: one sample without its batch. The model reads {wanted}",
            f"{name} = {name}[np.newaxis]",
        )
    elif len(given) == len(wanted) - 1 and wanted[-1] == 1 and _all_agree(given, wanted[:-1]):
        return  # Keras adds the last axis itself
    elif len(given) == len(wanted) - 2 == 1 and any(_recurrent(r) is not None for r in readers):
        yield _series(x)
    elif _all_agree(given, wanted[1:]):
        yield Finding(
            "batch in the Input",
            f"The Input is {wanted}, with an axis more than {name}, which has the shape {given}: "
            "the shape of an Input leaves out the batch",
            f"keras.Input({_text(given[1:])})",
        )
    elif len(given) == len(wanted) + 1 and given[-1] == 1 and _all_agree(given[:-1], wanted):
        return  # Keras drops the last axis itself
    else:
        yield Finding(
            "other number of axes",
            f"{name} has {len(given)} axes, {given}, and the model reads {len(wanted)}, {wanted}",
            f"{name} = {name}.reshape({_text((-1, *wanted[1:]))[1:-1]})"
            if None not in wanted[1:]
            else f"keras.Input({_text(given[1:])})",
        )


def _series(x: Tensor) -> Finding:
    return Finding(
        "series without windows",
        f"{x.name} has the shape {x.shape}: one long series. An LSTM reads many windows, "
        "(samples, timesteps, features)",
        f"{x.name} = np.lib.stride_tricks.sliding_window_view({x.name}, timesteps)"
        "[..., np.newaxis]",
    )


def _read(x: Tensor, readers: Sequence[Any], wanted: Shape | None) -> Iterator[Finding]:
    """Look at the numbers of x with the eyes of the layer that reads them first."""
    import keras

    if any(isinstance(reader, keras.layers.Embedding) for reader in readers):
        (embedding,) = [r for r in readers if isinstance(r, keras.layers.Embedding)][:1]
        yield from _ids(x, embedding)
    if not any(_recurrent(reader) is not None for reader in readers) or len(x.shape) not in (2, 3):
        return
    low, high = x.range or (0, 0)
    one_feature = len(x.shape) == 2 or x.shape[-1] == 1
    if x.kind == "int" and one_feature and low >= 0 and high > 1:
        yield Finding(
            "ids without an Embedding",
            f"{x.name} holds whole numbers from {low:,.0f} to {high:,.0f}, and the LSTM takes "
            "them for measurements: if they are ids of words, 7 is not more than 3",
            f"keras.layers.Embedding({high + 1:.0f}, 16)  # before the LSTM; x is (batch, "
            'timesteps). Measurements: x.astype("float32")',
            raises=False,
        )
    named = [axis.lower() for axis in x.axes]
    by_name = (
        len(named) == 3
        and any(word in named[1] for word in ("feature", "channel", "variable"))
        and any(word in named[2] for word in ("time", "step"))
    )
    if len(x.shape) == 3 and None not in x.shape[1:]:
        _, steps, features = x.shape
        by_size = 1 < steps < FEW_STEPS and features >= MANY_TIMES * steps
        fits = wanted is None or _all_agree(x.shape, wanted)
        if fits and (by_name or by_size):
            yield Finding(
                "swapped axes",
                f"{x.name} has the shape {x.shape}, so the LSTM takes {steps} steps and reads "
                f"{features} features at each. Are these {features} steps of {steps} features?",
                f"{x.name} = {x.name}.transpose(0, 2, 1)  # if the order is (batch, features, "
                "timesteps)",
                raises=False,
            )


def _ids(x: Tensor, embedding: Any) -> Iterator[Finding]:
    size, limits = embedding.input_dim, x.range
    if len(x.shape) == 3 and x.shape[-1] == 1:
        yield Finding(
            "ids with a feature axis",
            f"{x.name} has the shape {x.shape}: the Embedding adds the axis of features itself",
            f"{x.name} = {x.name}[..., 0]",
        )
    if limits is None:
        return
    low, high = limits
    if high >= size or low < 0:
        yield Finding(
            "ids out of range",
            f"{x.name} holds ids from {low:,.0f} to {high:,.0f}, and Embedding({size:,}, …) has "
            f"rows 0 to {size - 1:,}",
            f"keras.layers.Embedding({max(high, 0) + 1:.0f}, {embedding.output_dim})"
            if low >= 0
            else f"{x.name} = {x.name} - {x.name}.min()",
            raises=high >= size,
        )
    elif not x.whole:
        yield Finding(
            "ids that are not whole",
            f"{x.name} holds numbers with a fraction, and an Embedding looks up whole ids",
            "leave the Embedding out, if these are measurements",
            raises=False,
        )


class _Walk:
    """Carries a shape through a chain of layers that Keras has not checked."""

    def __init__(self, stack: Sequence[Any], shape: Shape | None):
        self.stack = stack
        self.shape = shape
        # The layers so far that took a sequence and gave one vector, with the sequence's length.
        self.ends: list[tuple[Any, int | None]] = []

    def findings(self) -> Iterator[Finding]:
        for layer in self.stack:
            if _is_input(layer):
                continue
            if self.shape is None:
                return
            yield from self.step(layer)

    def step(self, layer: Any) -> Iterator[Finding]:
        import keras

        needs = 3 if isinstance(layer, keras.layers.TimeDistributed) else self.wanted(layer)
        exactly = not isinstance(layer, keras.layers.TimeDistributed)
        rank = len(self.shape)
        if needs and (rank < needs or (exactly and rank > needs)):
            yield self.wrong_rank(layer, needs)
            if rank == needs - 1 and self.ends:
                self.shape = (self.shape[0], self.ends[-1][1], self.shape[-1])
            else:
                self.shape = None
                return
        sequence = self.shape
        named = "input_shape" if _recurrent(layer) is None else "sequences_shape"
        shapes = computed_shapes(layer, {named: self.shape})
        if len(shapes) > 1:
            yield Finding(
                "return_state in a chain",
                f"{layer.name} returns {len(shapes)} tensors, and a Sequential hands on one",
                _code(layer, return_state=False),
            )
        self.shape = shapes[0] if shapes else None
        if _recurrent(layer) is not None and self.shape is not None and len(self.shape) == 2:
            self.ends.append((layer, sequence[1]))

    def wanted(self, layer: Any) -> int | None:
        if not is_of_keras(type(layer)):
            return None
        spec = getattr(_recurrent(layer) or layer, "input_spec", None)
        specs = spec if isinstance(spec, (list, tuple)) else [spec]
        return getattr(specs[0], "ndim", None) if specs else None

    def wrong_rank(self, layer: Any, needs: int) -> Finding:
        kind = type(layer).__name__
        if len(self.shape) == needs - 1 and self.ends:
            before = self.ends[-1][0]
            return Finding(
                "missing return_sequences",
                f"{layer.name} ({kind}) needs a sequence, (batch, timesteps, features), and gets "
                f"{self.shape}: {before.name} ({type(before).__name__}) gives its last step only",
                _code(before, return_sequences=True),
            )
        if len(self.shape) == needs - 1:
            return Finding(
                "missing axis",
                f"{layer.name} ({kind}) needs {needs} axes, (batch, timesteps, features), and "
                f"gets {self.shape}",
                "x = x[..., np.newaxis]  # one feature at each step; x[np.newaxis] if it is one "
                "sample without a batch",
            )
        if len(self.shape) > needs:
            return Finding(
                "other number of axes",
                f"{layer.name} ({kind}) needs {needs} axes, and gets {len(self.shape)}: "
                f"{self.shape}. The shape of an Input leaves out the batch",
                f"keras.Input({_text(self.shape[2:])})",
            )
        return Finding(
            "series without windows",
            f"{layer.name} ({kind}) needs {needs} axes, (batch, timesteps, features), and gets "
            f"{self.shape}: one long series",
            "x = np.lib.stride_tricks.sliding_window_view(x, timesteps)[..., np.newaxis]",
        )


def _uneven(model: Any, stack: list[Any] | None) -> Iterator[Finding]:
    """Find a Bidirectional that returns another width than Keras reports."""
    layers = stack if stack is not None else getattr(model, "layers", [])
    for layer in layers:
        if _is_input(layer) or (reported := reported_shape(layer, nodes_of(model))) is None:
            continue
        yield Finding(
            "two widths",
            f"{layer.name} has two directions of different width: Keras reports the shape "
            f"{reported}, and {output_shape(layer, nodes_of(model))} comes out when it runs. A "
            "layer after it was built for the first",
            f"keras.layers.Bidirectional(keras.layers.{type(layer.forward_layer).__name__}"
            f"({layer.forward_layer.units}))",
        )


def _stateful(
    model: Any, stack: list[Any] | None, inputs: dict[str, Shape], first: Any
) -> Iterator[Finding]:
    roots = [model] if stack is None else [part for part in stack if not _is_input(part)]
    layers = [part for root in roots for part in all_layers(root)]
    layer = next((part for part in layers if getattr(part, "stateful", False) is True), None)
    if layer is None or not inputs:
        return
    batch, *rest = next(iter(inputs.values()))
    samples = first.shape[0] if isinstance(first, Tensor) and first.shape else None
    if batch is None:
        yield Finding(
            "stateful without a batch",
            f"{layer.name} is stateful: it stores one h for each sample, and the Input does not "
            "say how many samples a batch has",
            f"keras.Input(batch_shape={_text((samples or 'batch', *rest))})".replace("'", ""),
        )
    elif samples is not None and samples % batch:
        yield Finding(
            "stateful batch",
            f"{layer.name} is stateful with a batch of {batch}, and x has {samples} samples: the "
            f"last batch would have {samples % batch}",
            f"n = {samples - samples % batch}; model.fit(x[:n], y[:n], batch_size={batch})",
        )


def _samples(x: Any, y: Tensor) -> Iterator[Finding]:
    if not isinstance(x, Tensor) or not x.shape or not y.shape:
        return
    if not _agree(x.shape[0], y.shape[0]):
        yield Finding(
            "other number of samples",
            f"x has {x.shape[0]} samples and y {y.shape[0]}: each sample needs its target",
            f"n = {min(x.shape[0], y.shape[0])}; x, y = x[:n], y[:n]",
        )


@dataclass(frozen=True)
class _Context:
    """An output of the model, and what is needed to compare a target with it."""

    model: Any
    stack: list[Any] | None
    name: str
    output: Shape
    x: Shape | None

    @property
    def loss(self) -> str | None:
        """The name of the loss; "" for a model not compiled, None for one that is not Keras's."""
        loss = getattr(self.model, "loss", None)
        if not getattr(self.model, "compiled", False):
            return ""
        if isinstance(loss, dict):
            loss = loss.get(self.name)
        elif isinstance(loss, (list, tuple)):
            names = _output_names(self.model)
            loss = loss[names.index(self.name)] if len(loss) == len(names) else None
        if loss is None:
            return None
        if isinstance(loss, str):
            return _snake(SHORT_NAMES.get(loss.lower(), loss))
        kind = loss if hasattr(loss, "__name__") else type(loss)
        return _snake(kind.__name__) if is_of_keras(kind) else None

    @property
    def last(self) -> Any:
        """The layer that makes the output, where the model is a chain."""
        return self.stack[-1] if self.stack else None

    def target(self, y: Tensor) -> Iterator[Finding]:
        loss, out, given = self.loss, self.output, y.shape
        if loss is None or len(out) < 2:
            return
        width, limits = out[-1], y.range
        classes = _like(given, out[:-1]) or _like(given, (*out[:-1], 1))
        if loss in WHOLE_CLASSES and classes:
            yield from self.labels(y)
        elif loss in WHOLE_CLASSES and _like(given, out):
            yield Finding(
                "shares of classes",
                f"y has the shape {given}, a share for each class, and {loss} wants the number "
                "of the class",
                'model.compile(loss="categorical_crossentropy", ...)',
            )
        elif loss in SHARES_OF_CLASSES and classes and width not in (1, None) and y.whole:
            yield Finding(
                "class numbers",
                f"y has the shape {given} and holds numbers of classes, {limits and limits[0]:.0f} "
                f"to {limits and limits[1]:.0f}; {loss} wants {width} numbers for each"
                if limits
                else f"y has the shape {given}; {loss} wants {width} numbers for each",
                'model.compile(loss="sparse_categorical_crossentropy", ...)',
            )
        elif loss == "" and classes and y.whole:
            yield from ()  # fits a sparse loss, or a mean squared error if the width is 1
        elif loss in WHOLE_CLASSES or not _same(given, out):
            yield self.other_shape(y)
        elif loss == "categorical_crossentropy" and width == 1:
            yield Finding(
                "one class",
                f"The output {out} has one class, so the share of it is always 1",
                'keras.layers.Dense(1, activation="sigmoid"); loss="binary_crossentropy"',
                raises=False,
            )
        elif loss == "binary_crossentropy" and limits and (limits[0] < 0 or limits[1] > 1):
            yield Finding(
                "not shares",
                f"y holds numbers from {limits[0]:g} to {limits[1]:g}, and binary_crossentropy "
                "compares shares from 0 to 1",
                f'keras.layers.Dense({limits[1] + 1:.0f}, activation="softmax"); '
                'loss="sparse_categorical_crossentropy"',
                raises=False,
            )

    def labels(self, y: Tensor) -> Iterator[Finding]:
        width, limits = self.output[-1], y.range
        if limits and width is not None and (limits[1] >= width or limits[0] < 0):
            yield Finding(
                "labels out of range",
                f"y holds classes from {limits[0]:.0f} to {limits[1]:.0f}, and the output "
                f"{self.output} has the classes 0 to {width - 1}",
                f'keras.layers.Dense({limits[1] + 1:.0f}, activation="softmax")'
                if limits[0] >= 0
                else "y = y - y.min()",
            )

    def other_shape(self, y: Tensor) -> Finding:
        loss, out, given = self.loss, self.output, y.shape
        raises = loss not in ("", *ELEMENTWISE) or not _broadcasts(given, out)
        says = f"The model gives {out}, and y has the shape {given}"
        runs = "" if raises else ". Keras runs: it compares numbers that do not belong together"
        last = self.recurrent()
        flat = _without_ones(given)
        sequence = len(out) == 3
        if sequence and len(flat) < 3 and (len(given) < 2 or given[1] != out[1]):
            return Finding(
                "one target for a sequence",
                f"{says}: an answer for every step, and one target for the whole sequence{runs}",
                _code(last, return_sequences=False) if last is not None else "",
                raises,
            )
        other_steps = sequence and len(given) >= 2 and given[1] != out[1]
        if other_steps and self.x and len(self.x) == 3 and given[1] == self.x[2]:
            return Finding(
                "swapped axes",
                f"{says}: y has {given[1]} steps, as many as x has features{runs}",
                "x = x.transpose(0, 2, 1)",
                raises,
            )
        if not sequence and len(given) >= 2 and self.x and len(self.x) >= 2:
            steps = self.x[1]
            per_step = len(given) == 3 or (out[-1] == 1 or loss in WHOLE_CLASSES)
            if steps not in (None, 1) and given[1] == steps and per_step and last is not None:
                return Finding(
                    "missing return_sequences",
                    f"{says}: a target for each of {steps} steps, and one answer for the whole "
                    f"sequence{runs}",
                    _code(last, return_sequences=True),
                    raises,
                )
        width = 1 if len(given) < len(out) else given[-1]
        return Finding(
            "other width" if width != out[-1] else "other shape",
            f"{says}{runs}",
            f"keras.layers.Dense({width})  # the last layer" if width != out[-1] else "",
            raises,
        )

    def recurrent(self) -> Any:
        """The last recurrent layer of the model."""
        parts = self.stack if self.stack is not None else getattr(self.model, "layers", [])
        return next((part for part in reversed(parts) if _recurrent(part) is not None), None)


def _snake(name: str) -> str:
    letters = [f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name)]
    return "".join(letters)


def _text(shape: Sequence[Any]) -> str:
    return str(tuple(shape))


def _agree(a: int | None, b: int | None) -> bool:
    return a is None or b is None or a == b


def _all_agree(given: Sequence[int | None], wanted: Sequence[int | None]) -> bool:
    """Compare all axes but the first."""
    return len(given) == len(wanted) and all(map(_agree, given, wanted))


def _like(given: Shape, wanted: Shape) -> bool:
    return len(given) == len(wanted) and all(map(_agree, given[1:], wanted[1:]))


def _same(given: Shape, out: Shape) -> bool:
    """Tell whether the shapes agree after Keras has added or dropped a last axis of 1."""
    if len(given) == len(out):
        return _like(given, out)
    longer, shorter = sorted((given, out), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and longer[-1] == 1 and _like(longer[:-1], shorter)


def _broadcasts(given: Shape, out: Shape) -> bool:
    if abs(len(given) - len(out)) == 1:
        longer, shorter = sorted((given, out), key=len, reverse=True)
        if longer[-1] == 1:
            given, out = longer[:-1], shorter
    pairs = zip(reversed(given), reversed((given[0], *out[1:])), strict=False)
    return all(a == b or 1 in (a, b) or None in (a, b) for a, b in pairs)


def _without_ones(shape: Shape) -> Shape:
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return shape
