"""Checks of what a training is given, before TensorFlow says in its own words what does not fit."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.checks.arguments import described, mapping, real_number, shown, whole_number
from helpers.text.refusals import refusal


def samples(name: str, leaves: Sequence[Any]) -> int:
    """Return how many samples some arrays have, all of them as many.

    Parameters
    ----------
    name
        the argument's name, for the message.
    leaves
        the arrays or tensors of the argument, which may have been a list or dict of them.

    Raises
    ------
    TypeError
        if one is no array, or does not hold real numbers.
    ValueError
        if one has no samples, or another number of them, or a number that is NaN or infinite.
    """
    expected = refusal("samples", name=name)
    found = set()
    for leaf in leaves:
        if not hasattr(leaf, "__array__") or not hasattr(leaf, "shape"):
            raise TypeError(refusal("not", expected=expected, given=described(leaf)))
        array = np.asarray(leaf)
        if array.dtype.kind in "OcMmSU":
            given = {"dtype": array.dtype, "given": shown(leaf)}
            raise TypeError(refusal("samples_numbers", expected=expected, **given))
        if array.ndim == 0 or len(array) == 0:
            raise ValueError(refusal("samples_none", expected=expected, shape=array.shape))
        if array.dtype.kind == "f" and not np.all(np.isfinite(array)):
            bad = np.count_nonzero(~np.isfinite(array))
            raise ValueError(refusal("samples_finite", name=name, bad=bad, number=array.size))
        found.add(len(array))
    if len(found) != 1:
        raise ValueError(refusal("samples_alike", expected=expected, numbers=sorted(found)))
    return found.pop()


def class_weights(name: str, value: Any) -> Mapping[int, float]:
    """Return a weight for each class.

    Raises
    ------
    TypeError, ValueError
        unless it is a dict from whole numbers from 0 on to finite numbers from 0 on.
    """
    weights = mapping(name, value, "weights_by_class")
    for number, weight in weights.items():
        whole_number(name, number, smallest=0)
        real_number(name, weight, smallest=0)
    return weights


def misfit(model: Any, given: Mapping[str, Any], error: Exception) -> ValueError:
    """Return an error that names the argument with which a model cannot be trained.

    `given` are x, y and sample_weight by name; `error` is what Keras or TensorFlow said.
    """
    reason = f"{type(error).__name__}: {cut(str(error))}"
    for name, wanted in (("x", _shape(model, "input_shape")), ("y", _shape(model, "output_shape"))):
        shape = getattr(given[name], "shape", None)
        if shape is not None and wanted is not None and not _fits(tuple(shape), wanted):
            shapes = {"wanted": wanted, "shape": tuple(shape)}
            return ValueError(
                refusal("misfit_shape", name=name, model=model.name, reason=reason, **shapes)
            )
    names = [name for name, value in given.items() if value is not None]
    shapes = ", ".join(refusal("of_shape", name=name, shape=_shapes(given[name])) for name in names)
    names = refusal("and").join(names)
    return ValueError(refusal("misfit", names=names, shapes=shapes, reason=reason))


def cut(message: str, longest: int = 300) -> str:
    """Return a message on one line and without colours, cut at its end where it is long."""
    line = " ".join(re.sub(r"\x1b\[[\d;]*m", "", message).split())
    return line if len(line) <= longest else f"{line[:longest]} …"


def _shape(model: Any, name: str) -> tuple[int | None, ...] | None:
    """Return the shape that the model has; None where it has several, or none that is known."""
    shape = getattr(model, name, None)
    return shape if isinstance(shape, tuple) else None


def _fits(shape: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(shape) == len(wanted) and all(
        size in (None, number) for number, size in zip(shape, wanted, strict=True)
    )


def _shapes(value: Any) -> Any:
    match value:
        case dict():
            return {name: _shapes(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_shapes(inner) for inner in value]
    return tuple(getattr(value, "shape", ()))
