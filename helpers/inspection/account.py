"""A Keras model in, the account of its weights out: layer by layer, and gate by gate.

The module is not called `explain`, because importing it would then put the module in the place of
the function in `helpers.explain`.

Every variable of the model is given to exactly one row: that is why the rows always sum to
`model.count_params()`, whatever is shared, nested or tied. The formula of a row is never looked up
by the layer's class alone. A recurrent cell is counted by `helpers.counting`, and only if the
shapes that come out are the shapes of the weights that the cell really has; every other formula is
read off the shapes themselves.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from helpers.counting import (
    KERAS,
    LSTM,
    ROLES,
    Gate,
    ParameterCount,
    Size,
    gru_parameters,
    lstm_parameters,
    simple_rnn_parameters,
)
from helpers.inspection.keras_internals import (
    calls_of,
    is_conv_lstm_cell,
    is_of_keras,
    layers_within,
    nodes_of,
)
from helpers.inspection.output_shapes import Shape, output_shape
from helpers.text.tables import html_table, text_table

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Weight:
    """One variable of a layer: its name within the layer, its shape, and whether it is trained."""

    name: str
    shape: tuple[int, ...]
    trainable: bool

    @property
    def total(self) -> int:
        """How many numbers the variable holds."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class ExplainedLayer:
    """One layer of a model, and where its parameters come from.

    Attributes
    ----------
    name
        the layer's name; inside a nested model or a custom layer the path to it, "encoder/lstm".
    kind
        the layer's class, with what it wraps: "LSTM", "Bidirectional(LSTM)".
    output_shape
        a shape, a tuple of shapes where the layer returns several tensors, or None where Keras
        does not know it without running the layer.
    formula
        the count with the numbers filled in: "64 × 10 + 10 = 650".
    gates
        the weights by gate, as in `helpers.counting`, of all directions and stacked cells
        together; None where the layer has no gates.
    weights
        the variables that this row counts. A variable belongs to one row only.
    known
        False for a class that Keras does not define. Its formula is read off its weights' shapes.
    shared
        whether the layer, or one of its weights, has a second place in the model.
    counted_in
        names of rows above that count weights of this layer already.
    built
        False for a layer that the model holds but has not used yet: it has no weights so far.
    """

    name: str
    kind: str
    output_shape: Shape | tuple[Shape, ...] | None
    formula: str
    gates: dict[str, Gate] | None = None
    weights: tuple[Weight, ...] = ()
    known: bool = True
    shared: bool = False
    counted_in: tuple[str, ...] = ()
    built: bool = True

    @cached_property
    def total(self) -> int:
        """All weights that this row counts."""
        return sum(weight.total for weight in self.weights)

    @cached_property
    def trainable(self) -> int:
        """How many of them training changes."""
        return sum(weight.total for weight in self.weights if weight.trainable)

    @property
    def non_trainable(self) -> int:
        """How many of them are frozen, or updated by other means: moving averages, for one."""
        return self.total - self.trainable


@dataclass(frozen=True)
class Optimizer:
    """What the optimizer of a trained model stores: "Optimizer params" of `summary()`.

    `copies` says how many numbers it keeps for each weight that it trains, and is None where that
    is no whole number. `single` are the names of the numbers that it has once.
    """

    kind: str
    total: int
    trainable: int
    copies: int | None
    single: tuple[str, ...]

    @property
    def formula(self) -> str:
        """The count with the numbers filled in: "2 × 186 + iteration + learning_rate = 374"."""
        stored = self.total - len(self.single)
        terms = [f"{stored:,}" if self.copies is None else f"{self.copies} × {self.trainable:,}"]
        return " + ".join([*(terms if stored else []), *self.single]) + f" = {self.total:,}"


@dataclass(frozen=True)
class Explanation:
    """A whole model, explained. Shown as the last line of a cell, it is a table."""

    name: str
    layers: tuple[ExplainedLayer, ...]
    optimizer: Optimizer | None = None

    @cached_property
    def total(self) -> int:
        """All weights of the model: the same number as `model.count_params()`."""
        return sum(layer.total for layer in self.layers)

    @cached_property
    def trainable(self) -> int:
        """How many of them training changes."""
        return sum(layer.trainable for layer in self.layers)

    @property
    def non_trainable(self) -> int:
        """How many of them it does not change."""
        return self.total - self.trainable

    @property
    def caption(self) -> str:
        """The model and its count in one line."""
        return f"{self.name}: {self.total:,} parameters"

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return the head and the rows of the table that shows the explanation.

        The column of parameters sums to the total: gates stand beneath their layer with their
        counts in the last column. After training the foot goes on to the larger total that
        `summary()` then prints, with what the optimizer stores.
        """
        rows = [row for layer in self.layers for row in _layer_rows(layer)]
        counts = {
            "total": self.total,
            "trainable": self.trainable,
            "non-trainable": self.non_trainable,
        }
        foot = [[name, "", "", f"{number:,}", ""] for name, number in counts.items()]
        if self.optimizer is not None:
            with_optimizer = self.total + self.optimizer.total
            formula = f"{self.total:,} + {self.optimizer.total:,} = {with_optimizer:,}"
            kind, number = self.optimizer.kind, f"{self.optimizer.total:,}"
            foot += [
                ["optimizer", kind, "", number, self.optimizer.formula],
                ["total in summary()", "", "", f"{with_optimizer:,}", formula],
            ]
        return ["layer", "kind", "output shape", "parameters", "formula"], rows + foot

    @property
    def note(self) -> str:
        """What the marks in the table mean; empty where there are none."""
        if all(layer.known for layer in self.layers):
            return ""
        return "* not a layer of Keras: counted from the shapes of its weights"

    def __repr__(self) -> str:
        """Return the table as text."""
        return text_table(self.caption, *self.table(), note=self.note, left=_LEFT_COLUMNS)

    def _repr_html_(self) -> str:
        return html_table(self.caption, *self.table(), note=self.note, left=_LEFT_COLUMNS)


_LEFT_COLUMNS = (0, 1, 2, 4)


def explain(model: keras.Model | keras.Layer) -> Explanation:
    """Account for every parameter of a Keras model: what `model.summary()` leaves out.

    Nested models and custom layers made of other layers are opened. A layer or a weight that has
    several places in the model is counted where it comes first. Nothing in the model is changed,
    and nothing of it is run.

    Parameters
    ----------
    model
        a built Keras 3 model of any kind, or a single built layer.

    Raises
    ------
    TypeError
        if `model` is not a Keras model or layer.
    ValueError
        if `model` is not built: it has no weights yet that could be counted.
    """
    import keras

    if not isinstance(model, keras.Layer):
        raise TypeError(
            "model must be a built Keras 3 model or layer, "
            f"not {reprlib.repr(model)} of type {type(model).__name__}"
        )
    if not model.built:
        raise ValueError(
            f"model must be built, but {model.name!r} of type {type(model).__name__} has no "
            "weights yet: give it a keras.Input(shape=...) as its first layer, or call it once "
            "on data"
        )
    trainable = {id(variable) for variable in model.trainable_weights}
    return Explanation(model.name, _Account(trainable).of(model), _optimizer(model))


def _optimizer(model: keras.Layer) -> Optimizer | None:
    """Return what the optimizer stores, under the condition under which summary() counts it."""
    optimizer = getattr(model, "optimizer", None)
    if not getattr(model, "compiled", False) or not optimizer or not optimizer.built:
        return None
    sizes = [(v.name, math.prod(v.shape), len(v.shape)) for v in optimizer.variables]
    single = tuple(name for name, _, rank in sizes if rank == 0)
    stored = sum(size for _, size, rank in sizes if rank)
    trainable = sum(math.prod(variable.shape) for variable in model.trainable_variables)
    copies, rest = divmod(stored, trainable) if trainable else (0, stored)
    return Optimizer(
        type(optimizer).__name__,
        stored + len(single),
        trainable,
        None if rest else copies,
        single,
    )


class _Account:
    """Goes through a model once and gives each variable to the first row that has it."""

    def __init__(self, trainable: set[int]):
        self.trainable = trainable
        self.rows: list[ExplainedLayer] = []
        self.row_of_variable: dict[int, int] = {}
        self.rows_of_layer: dict[int, range] = {}
        self.shared: set[int] = set()

    def of(self, model: keras.Layer) -> tuple[ExplainedLayer, ...]:
        if _is_opened(model):
            self.open(model, "")
        else:
            self.add(model, model.name, nodes=None)
        return tuple(
            replace(row, shared=True) if index in self.shared else row
            for index, row in enumerate(self.rows)
        )

    def open(self, container: keras.Layer, path: str) -> None:
        """Add rows for what `container` holds; first its own weights, as Keras orders them."""
        parts = _parts(container)
        inside = {id(variable) for part in parts for variable in part.weights}
        own = [variable for variable in container.weights if id(variable) not in inside]
        if own:
            name = path.rstrip("/") or container.name
            pieces = [_shapes(new)] if (new := self.uncounted(own)) else []
            self.add_row(container, name, own, pieces, nodes=None)
        nodes = nodes_of(container)
        for part in parts:
            name = path + part.name
            if id(part) in self.rows_of_layer:
                self.add_again(part, name, nodes)
            elif _is_opened(part):
                first = len(self.rows)
                self.open(part, f"{name}/")
                self.rows_of_layer[id(part)] = range(first, len(self.rows))
                if _is_called_again(part, nodes):
                    self.shared.update(self.rows_of_layer[id(part)])
            else:
                self.add(part, name, nodes)

    def add(self, layer: keras.Layer, name: str, nodes: set[int] | None) -> None:
        """Add the row of one layer that is not opened."""
        index = len(self.rows)
        self.rows_of_layer[id(layer)] = range(index, index + 1)
        if _is_called_again(layer, nodes):
            self.shared.add(index)
        left = {id(variable): variable for variable in self.uncounted(layer.weights)}
        self.add_row(layer, name, layer.weights, list(_pieces(layer, left)), nodes)

    def add_again(self, layer: keras.Layer, name: str, nodes: set[int] | None) -> None:
        """Add a row for a layer that has a place in the model already."""
        self.shared.update(self.rows_of_layer[id(layer)], [len(self.rows)])
        self.add_row(layer, name, layer.weights, [], nodes)

    def add_row(
        self,
        layer: keras.Layer,
        name: str,
        variables: Sequence[keras.Variable],
        pieces: Sequence[_Piece],
        nodes: set[int] | None,
    ) -> None:
        index = len(self.rows)
        counted = dict.fromkeys(
            self.row_of_variable[id(variable)]
            for variable in variables
            if id(variable) in self.row_of_variable
        )
        if counted:
            self.shared.update(counted, [index])
        new = self.uncounted(variables)
        self.row_of_variable |= {id(variable): index for variable in new}
        groups = [_repeated(piece, len(list(equal))) for piece, equal in groupby(pieces)]
        gates = _gates(groups)
        self.rows.append(
            ExplainedLayer(
                name,
                _kind(layer),
                output_shape(layer, nodes),
                _formula(groups),
                gates,
                tuple(self.weight(layer, variable) for variable in new),
                # A subclass of LSTM that kept the weights of LSTM is an LSTM.
                known=is_of_keras(type(layer)) or gates is not None or not variables,
                counted_in=tuple(self.rows[row].name for row in counted),
                built=layer.built,
            )
        )

    def uncounted(self, variables: Sequence[keras.Variable]) -> list[keras.Variable]:
        return [variable for variable in variables if id(variable) not in self.row_of_variable]

    def weight(self, layer: keras.Layer, variable: keras.Variable) -> Weight:
        shape = tuple(int(size) for size in variable.shape)
        return Weight(_weight_name(layer, variable), shape, id(variable) in self.trainable)


# What a formula is made of: a cell that helpers.counting counted, or plain shapes, some of them
# several times over.
@dataclass(frozen=True)
class _Shapes:
    shapes: tuple[tuple[int, ...], ...]
    times: int = 1

    @property
    def total(self) -> int:
        return self.times * sum(math.prod(shape) for shape in self.shapes)

    @property
    def text(self) -> str:
        terms = []
        for shape, equal in groupby(self.shapes):
            times = len(list(equal))
            factors = ([times] if times > 1 else []) + list(shape or (1,))
            terms.append(" × ".join(f"{factor:,}" for factor in factors))
        text = " + ".join(terms)
        if self.times == 1:
            return text
        return f"{self.times} × ({text})" if len(terms) > 1 else f"{self.times} × {text}"


_Piece = ParameterCount | _Shapes


def _pieces(layer: keras.Layer, left: dict[int, keras.Variable]) -> Iterator[_Piece]:
    """Yield what a layer and the layers within it consist of; take their variables off `left`.

    `left` has the variables that no piece counts so far, by id.
    """
    parts = _parts(layer)
    inside = {id(variable) for part in parts for variable in part.weights}
    own = [v for v in layer.weights if id(v) in left and id(v) not in inside]
    if own:
        yield _cell_count(layer, own) or _shapes(own)
        for variable in own:
            del left[id(variable)]
    for part in parts:
        yield from _pieces(part, left)


def _shapes(variables: Iterable[keras.Variable]) -> _Shapes:
    return _Shapes(tuple(tuple(int(size) for size in variable.shape) for variable in variables))


def _cell_count(cell: keras.Layer, variables: Sequence[keras.Variable]) -> ParameterCount | None:
    """Return the count of a recurrent cell; None if its weights are not those of such a cell."""
    from keras import layers

    shapes = {variable.name: tuple(variable.shape) for variable in variables}
    if len(shapes) < len(variables) or set(shapes) not in (set(ROLES), set(ROLES[:2])):
        return None
    if any(size < 1 for shape in shapes.values() for size in shape):
        return None
    if is_conv_lstm_cell(cell):
        return _conv_lstm_count(shapes)
    sizes = {
        "units": shapes["recurrent_kernel"][0],
        "features": shapes["kernel"][0],
        "use_bias": "bias" in shapes,
    }
    if isinstance(cell, layers.LSTMCell):
        count = lstm_parameters(**sizes)
    elif isinstance(cell, layers.GRUCell):
        count = gru_parameters(**sizes, reset_after=len(shapes.get("bias", ())) == 2)
    elif isinstance(cell, layers.SimpleRNNCell):
        count = simple_rnn_parameters(**sizes)
    else:
        return None
    return count if count.stored == shapes else None


def _conv_lstm_count(shapes: dict[str, tuple[int, ...]]) -> ParameterCount | None:
    """Count a convolutional LSTM: each gate has a small image, not one number, per input."""
    *window, features, columns = shapes["kernel"]
    pixels, units = math.prod(window), columns // len(LSTM.gates)
    rows = {"kernel": Size("features", pixels), "recurrent_kernel": Size("units", pixels)}
    blocks = tuple(
        replace(block, rows=rows.get(block.role, block.rows))
        for block in KERAS.blocks(LSTM, use_bias="bias" in shapes)
    )
    count = ParameterCount("ConvLSTM", {"units": units, "features": features}, blocks)
    expected = {
        "kernel": (*window, features, 4 * units),
        "recurrent_kernel": (*window, units, 4 * units),
    }
    if "bias" in shapes:
        expected["bias"] = (4 * units,)
    return count if shapes == expected else None


def _repeated(piece: _Piece, times: int) -> _Piece:
    if isinstance(piece, ParameterCount):
        return replace(piece, directions=times)
    return replace(piece, times=times)


def _formula(groups: Sequence[_Piece]) -> str:
    total = sum(group.total for group in groups)
    text = " + ".join(
        group.formula.rpartition(" = ")[0] if isinstance(group, ParameterCount) else group.text
        for group in groups
    )
    return f"{text} = {total:,}" if text not in ("", f"{total:,}") else f"{total:,}"


def _gates(groups: Sequence[_Piece]) -> dict[str, Gate] | None:
    """Return the weights by gate, if gates account for all of them."""
    if not groups or not all(isinstance(group, ParameterCount) for group in groups):
        return None
    same = len({tuple(group.gates) for group in groups}) == 1
    sums: dict[str, Gate] = {}
    for group in groups:
        for gate_name, gate in group.gates.items():
            # An LSTM forward and a GRU backward: both have a candidate.
            name = gate_name if same else f"{group.layer} {gate_name}"
            sums[name] = sums[name] + gate if name in sums else gate
    return sums


def _parts(layer: keras.Layer) -> list[keras.Layer]:
    """Return the layers directly inside `layer`; those of a model in the order of its `layers`."""
    from keras import Model, Sequential
    from keras.layers import InputLayer

    tracked = layers_within(layer)
    if not isinstance(layer, Model):
        return tracked
    listed = list(layer.layers)
    known = {id(part) for part in listed}
    # A functional model can hold layers that are not part of its graph, and they count too.
    hidden = InputLayer if isinstance(layer, Sequential) else ()
    return listed + [
        part for part in tracked if id(part) not in known and not isinstance(part, hidden)
    ]


def _is_opened(layer: keras.Layer) -> bool:
    """Tell whether `layer` gets a row for each layer inside it, in place of one row.

    Models are opened, and custom layers made of other layers. A layer of Keras is one row, as in
    `model.summary()`, unless it wraps something that is opened.
    """
    from keras import Model

    if isinstance(layer, Model):
        return True
    parts = _parts(layer)
    if any(_is_opened(part) for part in parts):
        return True
    return bool(parts) and not any(is_of_keras(base) for base in _layer_classes(layer))


def _layer_classes(layer: keras.Layer) -> list[type]:
    from keras import Layer

    return [base for base in type(layer).mro() if issubclass(base, Layer) and base is not Layer]


def _kind(layer: keras.Layer) -> str:
    """Return the class of a layer and of what it wraps: "Bidirectional(LSTM)"."""
    from keras import layers

    name = type(layer).__name__
    if isinstance(layer, layers.Bidirectional):
        kinds = dict.fromkeys((_kind(layer.forward_layer), _kind(layer.backward_layer)))
        return f"{name}({', '.join(kinds)})"
    if isinstance(layer, layers.Wrapper):
        return f"{name}({_kind(layer.layer)})"
    if type(layer) is layers.RNN:
        cells = getattr(layer.cell, "cells", [layer.cell])
        return f"{name}({', '.join(type(cell).__name__ for cell in cells)})"
    return name


def _weight_name(layer: keras.Layer, variable: keras.Variable) -> str:
    """Return the variable's path from the layer on: "kernel", "forward_lstm/lstm_cell/kernel"."""
    path = getattr(variable, "path", None) or variable.name
    before, found, after = path.rpartition(f"{layer.name}/")
    return after if found and (not before or before.endswith("/")) else variable.name


def _is_called_again(layer: keras.Layer, nodes: set[int] | None) -> bool:
    return nodes is not None and len(calls_of(layer, nodes)) > 1


def _layer_rows(layer: ExplainedLayer) -> Iterator[list[str]]:
    mark = "" if layer.known else " *"
    shape = "?" if layer.output_shape is None else str(layer.output_shape)
    yield [layer.name, layer.kind + mark, shape, f"{layer.total:,}", _formula_cell(layer)]
    for name, gate in (layer.gates or {}).items():
        sizes = " + ".join(f"{size:,} {role}" for role, size in gate.counts.items() if size)
        yield [f"  └ {name}", "", "", "", f"{sizes} = {gate.total:,}"]
    if not layer.known:
        for weight in layer.weights:
            formula = _formula([_Shapes((weight.shape,))])
            yield [f"  └ {weight.name}", "", str(weight.shape), "", formula]


def _formula_cell(layer: ExplainedLayer) -> str:
    if not layer.built:
        return "not built yet: no weights"
    formula = layer.formula if layer.total else ""
    if layer.counted_in:
        where = f"counted in {', '.join(layer.counted_in)}"
        return f"{formula}, the rest {where}" if formula else where
    return f"{formula}, counted once" if layer.shared and formula else formula
