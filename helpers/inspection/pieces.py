"""What a layer's count is made of: cells that `helpers.counting` knows, and plain shapes.

The formula of a layer is never looked up by its class alone. A recurrent cell is counted by
`helpers.counting`, and only if the shapes that come out are the shapes of the weights that the cell
really has; every other formula is read off the shapes themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from helpers.inspection.keras_internals import is_conv_lstm_cell, is_of_keras, layers_within

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Shapes:
    """Weights that are counted from their shapes; `named` if the formula says which is which."""

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    named: bool
    times: int = 1

    @property
    def total(self) -> int:
        """How many numbers they hold."""
        return self.times * sum(math.prod(shape) for shape in self.shapes)

    @property
    def text(self) -> str:
        """The count as a sum: "2 × 6", or with names "3 × 5 scale + 5 shift"."""
        terms = self._named_terms() if self.named else self._terms()
        text = " + ".join(terms)
        if self.times == 1:
            return text
        return f"{self.times} × ({text})" if len(terms) > 1 else f"{self.times} × {text}"

    def _terms(self) -> list[str]:
        terms = []
        for shape, equal in groupby(self.shapes):
            times = len(list(equal))
            factors = ([times] if times > 1 else []) + list(shape or (1,))
            terms.append(" × ".join(f"{factor:,}" for factor in factors))
        return terms

    def _named_terms(self) -> list[str]:
        return [
            f"{' × '.join(f'{size:,}' for size in shape or (1,))} {name}"
            for name, shape in zip(self.names, self.shapes, strict=True)
        ]


Content = ParameterCount | Shapes


@dataclass(frozen=True)
class Piece:
    """A part of a layer's count, its variables, and whether Keras defines what has them."""

    content: Content
    variables: tuple[keras.Variable, ...]
    known: bool = True

    @property
    def is_named(self) -> bool:
        """Whether its weights are shown by name."""
        return isinstance(self.content, Shapes) and self.content.named


def pieces_of(layer: keras.Layer, left: dict[int, keras.Variable]) -> Iterator[Piece]:
    """Yield what a layer and the layers within it consist of; take their variables off `left`.

    `left` has the variables that no piece counts so far, by id.
    """
    parts = parts_of(layer)
    inside = {id(variable) for part in parts for variable in part.weights}
    own = [v for v in layer.weights if id(v) in left and id(v) not in inside]
    yield from own_pieces(layer, own)
    for variable in own:
        del left[id(variable)]
    for part in parts:
        yield from pieces_of(part, left)


def own_pieces(layer: keras.Layer, own: Sequence[keras.Variable]) -> Iterator[Piece]:
    """Yield what the variables `own` of one layer are, without those of the layers within it."""
    count = cell_count(layer, own)
    if count is not None:
        gated = [variable for variable in own if _role(layer, variable)]
        yield Piece(count, tuple(gated))
        own = [variable for variable in own if not _role(layer, variable)]
    if own:
        known = is_of_keras(type(layer))
        named = not (known and _is_usual(layer))
        names = tuple(variable.name for variable in own)
        yield Piece(Shapes(names, tuple(map(_shape, own)), named), tuple(own), known)


def _shape(variable: keras.Variable) -> tuple[int, ...]:
    return tuple(int(size) for size in variable.shape)


def _is_usual(layer: keras.Layer) -> bool:
    """Tell whether a layer of Keras has the weights that its class is known for."""
    from keras import layers

    changed = getattr(layer, "lora_enabled", False) or getattr(layer, "quantization_mode", None)
    # A cell comes here only when its weights are not those that its gates need.
    return not changed and not isinstance(
        layer, (layers.LSTMCell, layers.GRUCell, layers.SimpleRNNCell)
    )


def _role(cell: keras.Layer, variable: keras.Variable) -> str | None:
    """Return which of the weights of a recurrent cell a variable is; None for any other."""
    return next((role for role in ROLES if getattr(cell, role, None) is variable), None)


def cell_count(cell: keras.Layer, variables: Sequence[keras.Variable]) -> ParameterCount | None:
    """Return the count of a recurrent cell; None if its weights are not those of such a cell.

    What the cell has beside them is not in the count.
    """
    from keras import layers

    if not (
        isinstance(cell, (layers.LSTMCell, layers.GRUCell, layers.SimpleRNNCell))
        or is_conv_lstm_cell(cell)
    ):
        return None
    shapes = {role: _shape(variable) for variable in variables if (role := _role(cell, variable))}
    if set(shapes) not in (set(ROLES), set(ROLES[:2])):
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
    else:
        count = simple_rnn_parameters(**sizes)
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


def grouped(pieces: Sequence[Piece]) -> list[Content]:
    """Return the contents, those that follow one another and are equal as one, several times."""
    groups = []
    for content, equal in groupby(piece.content for piece in pieces):
        times = len(list(equal))
        is_count = isinstance(content, ParameterCount)
        groups.append(replace(content, **{"directions" if is_count else "times": times}))
    return groups


def formula_of(groups: Sequence[Content]) -> str:
    """Return the count with the numbers filled in: "64 × 10 + 10 = 650"."""
    total = sum(group.total for group in groups)
    text = " + ".join(
        group.formula.rpartition(" = ")[0] if isinstance(group, ParameterCount) else group.text
        for group in groups
    )
    return f"{text} = {total:,}" if text not in ("", f"{total:,}") else f"{total:,}"


def gates_of(groups: Sequence[Content]) -> dict[str, Gate] | None:
    """Return the weights by gate of all cells together; None without any."""
    counts = [group for group in groups if isinstance(group, ParameterCount)]
    same = len({tuple(count.gates) for count in counts}) == 1
    sums: dict[str, Gate] = {}
    for count in counts:
        for gate_name, gate in count.gates.items():
            # An LSTM forward and a GRU backward: both have a candidate.
            name = gate_name if same else f"{count.layer} {gate_name}"
            sums[name] = sums[name] + gate if name in sums else gate
    return sums or None


def parts_of(layer: keras.Layer) -> list[keras.Layer]:
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
