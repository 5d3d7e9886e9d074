"""The shape of x carried from layer to layer, through a chain that Keras has not checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from helpers.diagnosis.findings import Finding, sentence
from helpers.diagnosis.model import code_of, is_input, recurrent
from helpers.diagnosis.shapes import as_code
from helpers.inspection.keras_internals import is_of_keras
from helpers.inspection.output_shapes import Shape, computed_shapes


class Walk:
    """Goes through the layers with a shape; `shape` is the last one, None where it is not known."""

    def __init__(self, stack: Sequence[Any], shape: Shape | None) -> None:
        """Begin with the shape of x, batch first."""
        self.shape = shape
        self._stack = stack
        # The layers so far that took a sequence and gave one vector, with the sequence's length.
        self._ends: list[tuple[Any, int | None]] = []

    def findings(self) -> Iterator[Finding]:
        """Go to the end of the chain; yield what does not fit on the way."""
        for layer in self._stack:
            if is_input(layer):
                continue
            if self.shape is None:
                return
            yield from self._step(layer)

    def _step(self, layer: Any) -> Iterator[Finding]:
        import keras

        needs = 3 if isinstance(layer, keras.layers.TimeDistributed) else _axes(layer)
        exactly = not isinstance(layer, keras.layers.TimeDistributed)
        rank = len(self.shape)
        if needs and (rank < needs or (exactly and rank > needs)):
            yield self._wrong_rank(layer, needs)
            if rank == needs - 1 and self._ends:
                self.shape = (self.shape[0], self._ends[-1][1], self.shape[-1])
            else:
                self.shape = None
                return
        sequence = self.shape
        named = "input_shape" if recurrent(layer) is None else "sequences_shape"
        shapes = computed_shapes(layer, {named: self.shape})
        if len(shapes) > 1:
            problem = sentence("chain", "return_state", len(shapes), layer=layer.name)
            yield Finding("return_state in a chain", problem, code_of(layer, return_state=False))
        self.shape = shapes[0] if shapes else None
        if recurrent(layer) is not None and self.shape is not None and len(self.shape) == 2:
            self._ends.append((layer, sequence[1]))

    def _wrong_rank(self, layer: Any, needs: int) -> Finding:
        at = {"layer": layer.name, "kind": type(layer).__name__, "shape": self.shape}
        if len(self.shape) == needs - 1 and self._ends:
            before = self._ends[-1][0]
            at |= {"before": before.name, "kind_before": type(before).__name__}
            problem = sentence("chain", "no_sequence", **at)
            return Finding(
                "missing return_sequences", problem, code_of(before, return_sequences=True)
            )
        if len(self.shape) == needs - 1:
            problem, cure = sentence("chain", "axis", needs, **at), sentence("chain", "axis_cure")
            return Finding("missing axis", problem, cure)
        if len(self.shape) > needs:
            problem = sentence("chain", "batch_in_input", needs, axes=len(self.shape), **at)
            cure = f"keras.Input({as_code(self.shape[2:])})"
            return Finding("other number of axes", problem, cure)
        return Finding(
            "series without windows",
            sentence("chain", "series", needs, **at),
            "x = np.lib.stride_tricks.sliding_window_view(x, timesteps)[..., np.newaxis]",
        )


def _axes(layer: Any) -> int | None:
    """Return how many axes a layer of Keras reads; None where it says nothing of them."""
    if not is_of_keras(type(layer)):
        return None
    spec = getattr(recurrent(layer) or layer, "input_spec", None)
    specs = spec if isinstance(spec, (list, tuple)) else [spec]
    return getattr(specs[0], "ndim", None) if specs else None
