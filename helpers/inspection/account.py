"""A Keras model in, the account of its weights out: layer by layer, and gate by gate.

The module is not called `explain`, because importing it would then put the module in the place of
the function in `helpers.explain`.

Every variable of the model is given to exactly one row: that is why the rows always sum to
`model.count_params()`, whatever is shared, nested or tied.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from helpers.checks.arguments import flag
from helpers.checks.models import described_model
from helpers.counting import ParameterCount
from helpers.inspection.explanation import Explanation
from helpers.inspection.keras_internals import calls_of, is_of_keras, nodes_of
from helpers.inspection.names import kind_of, weight_name
from helpers.inspection.optimizer import optimizer_of
from helpers.inspection.output_shapes import output_shape, reported_shape
from helpers.inspection.pieces import (
    Piece,
    formula_of,
    gates_of,
    grouped,
    own_pieces,
    parts_of,
    pieces_of,
)
from helpers.inspection.rows import ExplainedLayer, Group, Weight
from helpers.inspection.work import work_of
from helpers.text.words import numbered, words

if TYPE_CHECKING:
    import keras


def explain(
    model: keras.Model | keras.Layer, *, multiply_adds: bool = False, memory: bool = False
) -> Explanation:
    """Account for every parameter of a Keras model: what `model.summary()` leaves out.

    Nested models and custom layers made of other layers are opened. A layer or a weight that has
    several places in the model is counted where it comes first. Nothing in the model is changed,
    and nothing of it is run.

    A nested model stands above its rows with the sum that `summary()` prints for it. After training
    the foot of the table goes on to the larger total that `summary()` then prints.

    Parameters
    ----------
    model
        a built Keras 3 model of any kind, or a single built layer.
    multiply_adds
        whether the table has columns for the multiply-adds of one step and of one sample, in
        matrix products.
    memory
        whether it has a column for the memory that the weights take, by the type of their numbers.

    Raises
    ------
    TypeError
        if `model` is not a Keras 3 model or layer.
    ValueError
        if `model` is not built: it has no weights yet that could be counted.
    """
    import keras

    refused = words("explain")["refused"]
    if not isinstance(model, keras.Layer):
        raise TypeError(refused["no_model"].format(given=described_model(model)))
    if not model.built:
        kind = type(model).__name__
        raise ValueError(refused["not_built"].format(name=repr(model.name), kind=kind))
    trainable = {id(variable) for variable in model.trainable_weights}
    account = _Account(trainable)
    return Explanation(
        model.name,
        account.of(model),
        optimizer_of(model),
        tuple(account.groups),
        shows_multiply_adds=flag("multiply_adds", multiply_adds),
        shows_memory=flag("memory", memory),
    )


class _Account:
    """Goes through a model once and gives each variable to the first row that has it."""

    def __init__(self, trainable: set[int]):
        self.trainable = trainable
        self.rows: list[ExplainedLayer] = []
        self.groups: list[Group] = []
        self.row_of_variable: dict[int, int] = {}
        self.rows_of_layer: dict[int, range] = {}
        self.shared: set[int] = set()

    def of(self, model: keras.Layer) -> tuple[ExplainedLayer, ...]:
        if _is_opened(model):
            self.open(model, "", times=1)
        else:
            self.add(model, model.name, nodes=None, times=1)
        return tuple(
            replace(row, shared=True) if index in self.shared else row
            for index, row in enumerate(self.rows)
        )

    def open(self, container: keras.Layer, path: str, times: int) -> None:
        """Add rows for what `container` holds; first its own weights, as Keras orders them.

        `times` says how often the container is used for one sample.
        """
        parts = parts_of(container)
        inside = {id(variable) for part in parts for variable in part.weights}
        own = [variable for variable in container.weights if id(variable) not in inside]
        if own:
            name = path.rstrip("/") or container.name
            pieces = list(own_pieces(container, self.uncounted(own)))
            self.add_row(container, name, own, pieces, nodes=None)
        nodes = nodes_of(container)
        for part in parts:
            name = path + part.name
            if id(part) in self.rows_of_layer:
                self.add_again(part, name, nodes, times)
            elif _is_opened(part):
                self.add_group(part, name, nodes, times)
            else:
                self.add(part, name, nodes, times)

    def add_group(self, part: keras.Layer, name: str, nodes: set[int] | None, times: int) -> None:
        """Add the rows of a container within the model, and remember that they belong together."""
        first, place = len(self.rows), len(self.groups)
        calls = max(1, len(calls_of(part, nodes)))
        self.open(part, f"{name}/", times * calls)
        rows = range(first, len(self.rows))
        self.rows_of_layer[id(part)] = rows
        if calls > 1 and nodes is not None:
            self.shared.update(rows)
        if rows:
            total = sum(math.prod(variable.shape) for variable in part.weights)
            shape = output_shape(part, nodes)
            # The outer group comes first, though it is known last.
            group = Group(name, kind_of(part), shape, total, rows.start, rows.stop)
            self.groups.insert(place, group)

    def add(self, layer: keras.Layer, name: str, nodes: set[int] | None, times: int) -> None:
        """Add the row of one layer that is not opened."""
        index = len(self.rows)
        self.rows_of_layer[id(layer)] = range(index, index + 1)
        if nodes is not None and len(calls_of(layer, nodes)) > 1:
            self.shared.add(index)
        left = {id(variable): variable for variable in self.uncounted(layer.weights)}
        self.add_row(layer, name, layer.weights, list(pieces_of(layer, left)), nodes, times)

    def add_again(self, layer: keras.Layer, name: str, nodes: set[int] | None, times: int) -> None:
        """Add a row for a layer that has a place in the model already."""
        self.shared.update(self.rows_of_layer[id(layer)], [len(self.rows)])
        self.add_row(layer, name, layer.weights, [], nodes, times)

    def add_row(
        self,
        layer: keras.Layer,
        name: str,
        variables: Sequence[keras.Variable],
        pieces: Sequence[Piece],
        nodes: set[int] | None,
        times: int = 1,
    ) -> None:
        index = len(self.rows)
        above = [v for v in variables if id(v) in self.row_of_variable]
        counted = dict.fromkeys(self.row_of_variable[id(variable)] for variable in above)
        new = self.uncounted(variables)
        self.row_of_variable |= {id(variable): index for variable in new}
        contents = grouped(pieces)
        gates = gates_of(contents)
        all_in_cells = bool(pieces) and not any(
            not isinstance(piece.content, ParameterCount) for piece in pieces
        )
        # A subclass of LSTM that kept the weights of LSTM is an LSTM.
        known = all(piece.known for piece in pieces) and (
            is_of_keras(type(layer)) or all_in_cells or not variables
        )
        weights = {id(variable): self.weight(layer, variable) for variable in new}
        named = {id(v) for piece in pieces if piece.is_named for v in piece.variables}
        if not known and gates is None:
            named = set(weights)
        places = _places_of_repeated_cells(layer)
        if counted or places:
            self.shared.update(counted, [index])
        self.rows.append(
            ExplainedLayer(
                name,
                kind_of(layer),
                output_shape(layer, nodes),
                formula_of(contents),
                gates,
                tuple(weight for key, weight in weights.items() if key in named),
                tuple(weights.values()),
                known=known,
                counted_in=tuple(self.rows[row].name for row in counted),
                elsewhere=sum(math.prod(variable.shape) for variable in above),
                built=layer.built,
                reported_shape=reported_shape(layer, nodes),
                remark=numbered(words("explain")["formula"]["one_cell"], places) if places else "",
                multiply_adds=work_of(layer, nodes, times),
            )
        )

    def uncounted(self, variables: Sequence[keras.Variable]) -> list[keras.Variable]:
        return [variable for variable in variables if id(variable) not in self.row_of_variable]

    def weight(self, layer: keras.Layer, variable: keras.Variable) -> Weight:
        from keras import backend

        shape = tuple(int(size) for size in variable.shape)
        return Weight(
            weight_name(layer, variable),
            shape,
            id(variable) in self.trainable,
            backend.standardize_dtype(variable.dtype),
            _not_finite(variable),
        )


def _not_finite(variable: keras.Variable) -> int:
    """Return how many numbers of a variable are NaN or infinite."""
    import numpy as np
    from keras import ops

    values = ops.convert_to_numpy(variable)
    if values.dtype.kind in "iub":
        return 0
    return int(values.size - np.isfinite(values.astype("float32")).sum())


def _places_of_repeated_cells(layer: keras.Layer) -> int:
    """Return at how many places of its stack a layer uses a cell again: RNN([cell] * 2) at 2."""
    cells = getattr(getattr(layer, "cell", None), "cells", None)
    if not isinstance(cells, (list, tuple)):
        return 0
    return sum(times for times in Counter(map(id, cells)).values() if times > 1)


def _is_opened(layer: keras.Layer) -> bool:
    """Tell whether `layer` gets a row for each layer inside it, in place of one row.

    Models are opened, and custom layers made of other layers. A layer of Keras is one row, as in
    `model.summary()`, unless it wraps something that is opened.
    """
    from keras import Model

    if isinstance(layer, Model):
        return True
    parts = parts_of(layer)
    if any(_is_opened(part) for part in parts):
        return True
    return bool(parts) and not any(is_of_keras(base) for base in _layer_classes(layer))


def _layer_classes(layer: keras.Layer) -> list[type]:
    from keras import Layer

    return [base for base in type(layer).mro() if issubclass(base, Layer) and base is not Layer]
