"""What does not fit in y: against x, against what the model gives, and against the loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpers.diagnosis.data import Tensor
from helpers.diagnosis.findings import Finding, sentence
from helpers.diagnosis.model import code_of
from helpers.diagnosis.shapes import alike, broadcasts, same, sizes_agree, without_ones
from helpers.inspection.output_shapes import Shape

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


def about_samples(x: Any, y: Tensor) -> Iterator[Finding]:
    """Compare how many samples x and y have."""
    if not isinstance(x, Tensor) or not x.shape or not y.shape:
        return
    if not sizes_agree(x.shape[0], y.shape[0]):
        yield Finding(
            "other number of samples",
            sentence("target", "samples", x.shape[0], targets=y.shape[0]),
            f"n = {min(x.shape[0], y.shape[0])}; x, y = x[:n], y[:n]",
        )


@dataclass(frozen=True)
class Output:
    """An output of the model, and what is needed to compare a target with it.

    Attributes
    ----------
    shape
        its shape, batch first.
    loss
        the name of its loss; "" for a model not compiled, None for one that is not Keras's.
    x
        the shape of x; None where it is not known.
    recurrent
        the last recurrent layer of the model, or None.
    """

    shape: Shape
    loss: str | None
    x: Shape | None
    recurrent: Any

    def findings(self, y: Tensor) -> Iterator[Finding]:
        """Yield what does not fit in the target of this output."""
        loss, out, given = self.loss, self.shape, y.shape
        if loss is None or len(out) < 2:
            return
        width, limits = out[-1], y.range
        classes = alike(given, out[:-1]) or alike(given, (*out[:-1], 1))
        if loss in WHOLE_CLASSES and classes:
            yield from self._labels(y)
        elif loss in WHOLE_CLASSES and alike(given, out):
            problem = sentence("target", "shares", given=given, loss=loss)
            cure = 'model.compile(loss="categorical_crossentropy", ...)'
            yield Finding("shares of classes", problem, cure)
        elif loss in SHARES_OF_CLASSES and classes and width not in (1, None) and y.whole:
            yield self._class_numbers(y)
        elif loss == "" and classes and y.whole:
            return  # fits a sparse loss, or a mean squared error if the width is 1
        elif loss in WHOLE_CLASSES or not same(given, out):
            yield self._other_shape(y)
        elif loss == "categorical_crossentropy" and width == 1:
            yield Finding(
                "one class",
                sentence("target", "one_class", output=out),
                'keras.layers.Dense(1, activation="sigmoid"); loss="binary_crossentropy"',
                raises=False,
            )
        elif loss == "binary_crossentropy" and limits and (limits[0] < 0 or limits[1] > 1):
            low, high = limits
            yield Finding(
                "not shares",
                sentence("target", "not_shares", low=f"{low:g}", high=f"{high:g}"),
                f'keras.layers.Dense({high + 1:.0f}, activation="softmax"); '
                'loss="sparse_categorical_crossentropy"',
                raises=False,
            )

    def _class_numbers(self, y: Tensor) -> Finding:
        key, values = "numbers_unseen", {"given": y.shape, "loss": self.loss}
        if y.range:
            key = "numbers"
            values |= {"low": f"{y.range[0]:.0f}", "high": f"{y.range[1]:.0f}"}
        problem = sentence("target", key, self.shape[-1], **values)
        cure = 'model.compile(loss="sparse_categorical_crossentropy", ...)'
        return Finding("class numbers", problem, cure)

    def _labels(self, y: Tensor) -> Iterator[Finding]:
        width, limits = self.shape[-1], y.range
        if not limits or width is None:
            return
        low, high = limits
        if high >= width or low < 0:
            numbers = {"low": f"{low:.0f}", "high": f"{high:.0f}", "last": width - 1}
            yield Finding(
                "labels out of range",
                sentence("target", "labels", output=self.shape, **numbers),
                f'keras.layers.Dense({high + 1:.0f}, activation="softmax")'
                if low >= 0
                else "y = y - y.min()",
            )

    def _other_shape(self, y: Tensor) -> Finding:
        loss, out, given = self.loss, self.shape, y.shape
        kind, key, number, cure = self._reason(given)
        problem = sentence("target", key, number, output=out, given=given)
        raises = loss not in ("", *ELEMENTWISE) or not broadcasts(given, out)
        if not raises:
            problem = sentence("target", "runs", problem=problem)
        return Finding(kind, problem, cure, raises)

    def _reason(self, given: Shape) -> tuple[str, str, int | None, str]:
        """Return why a shape is another one: the finding's kind, key and number, and the cure."""
        out, x, last = self.shape, self.x, self.recurrent
        sequence = len(out) == 3
        other_steps = sequence and (len(given) < 2 or given[1] != out[1])
        if other_steps and len(without_ones(given)) < 3:
            cure = code_of(last, return_sequences=False) if last is not None else ""
            return "one target for a sequence", "one_for_a_sequence", None, cure
        turned = x and len(x) == 3 and len(given) >= 2 and x[2] is not None and given[1] == x[2]
        if other_steps and turned:
            return "swapped axes", "swapped", given[1], "x = x.transpose(0, 2, 1)"
        if not sequence and len(given) >= 2 and x and len(x) >= 2:
            steps = x[1]
            per_step = len(given) == 3 or out[-1] == 1 or self.loss in WHOLE_CLASSES
            if steps not in (None, 1) and given[1] == steps and per_step and last is not None:
                cure = code_of(last, return_sequences=True)
                return "missing return_sequences", "each_step", steps, cure
        width = 1 if len(given) < len(out) else given[-1]
        if width == out[-1]:
            return "other shape", "shape", None, ""
        return "other width", "shape", None, sentence("target", "shape_cure", width=width)
