"""Checks of arrays, so that every error says what was given and what was expected."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from helpers.checks.arguments import described, must_be, shown
from helpers.text.refusals import refusal

Array = npt.NDArray[np.floating[Any]]


def numbers(
    name: str, value: Any, shape: Sequence[str | int] | None = None, hint: str = ""
) -> Array:
    """Return `value` as an array of floats of the given shape.

    Floats keep their precision, whole numbers become float64.

    Parameters
    ----------
    name
        the argument's name, for the message.
    value
        an array, or anything that NumPy can make one of.
    shape
        one entry an axis: a number that the axis must have, or a name where any length will do.
        None stands for any shape that is not empty.
    hint
        what to add to the message when the shape is wrong.

    Raises
    ------
    TypeError
        if it does not hold real numbers: text, None, True and False.
    ValueError
        if the shape is another one, an axis is empty, or a number is NaN or infinite.
    """
    expected = refusal("array", name=name)
    if shape is not None:
        sizes = ", ".join(str(size) for size in shape) + ("," if len(shape) == 1 else "")
        expected = refusal("array_of_shape", name=name, shape=sizes)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError) as error:  # a ragged list, a symbolic Keras tensor
        given = {"given": shown(value), "reason": error}
        raise TypeError(refusal("array_no_numbers", expected=expected, **given)) from error
    # Besides text and objects this excludes booleans: True for a number is a mistake.
    if array.dtype.kind not in "iuf":
        raise TypeError(refusal("not", expected=expected, given=described(value)))
    if shape is None and not array.size:
        raise ValueError(refusal("array_empty", expected=expected, shape=array.shape))
    if shape is not None and not _fits(array.shape, shape):
        key = "array_with_hint" if hint else "array_other_shape"
        raise ValueError(refusal(key, expected=expected, shape=array.shape, hint=hint))
    array = array if array.dtype.kind == "f" else array.astype(np.float64)
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        found = {"name": name, "place": list(where), "value": array[where]}
        raise ValueError(refusal("array_not_finite", expected=expected, **found))
    return array


def as_array(name: str, value: Any, expected: str) -> np.ndarray:
    """Return `value` as NumPy takes it; raise TypeError by name where it takes none."""
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:
        wanted, given = must_be(name, expected), described(value)
        raise TypeError(refusal("not", expected=wanted, given=given)) from error


def truths(name: str, value: Any, length: int) -> npt.NDArray[np.bool_]:
    """Return `value` as an array of True and False of shape (length,); refuse anything else."""
    array = as_array(name, value, "truths")
    if array.dtype != bool or array.shape != (length,):
        expected = refusal("truths", name=name, length=length)
        raise TypeError(refusal("not", expected=expected, given=described(value)))
    return array


def _fits(given: tuple[int, ...], shape: Sequence[str | int]) -> bool:
    return len(given) == len(shape) and all(
        size > 0 if isinstance(wanted, str) else size == wanted
        for size, wanted in zip(given, shape, strict=True)
    )


def kernels(kernel: Any, recurrent_kernel: Any, blocks: int) -> tuple[Array, Array]:
    """Return the two matrices of a recurrent layer in the layout of Keras, checked together.

    Raises
    ------
    TypeError, ValueError
        unless they are (features, blocks × units) and (units, blocks × units).
    """
    width = f"{blocks} × units" if blocks > 1 else "units"
    kernel = numbers("kernel", kernel, ("features", width))
    columns = kernel.shape[1]
    if columns % blocks:
        raise ValueError(refusal("kernel_columns", width=width, columns=columns, blocks=blocks))
    shape = (columns // blocks, columns)
    return kernel, numbers("recurrent_kernel", recurrent_kernel, shape)
