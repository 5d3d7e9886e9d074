"""What `diagnose` sees of the data: shape, kind of numbers, and their range. Nothing is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.diagnosis.findings import sentence


@dataclass(frozen=True)
class Tensor:
    """One array of the data.

    Attributes
    ----------
    name
        how a sentence calls it: "x", "x['words']", "y[1]".
    shape
        its shape; None on an axis whose length is not known.
    kind
        "float", "int", "bool", "text" or "object".
    values
        the numbers, where they can be looked at.
    axes
        the names of the axes, where the array has names: an xarray's `dims`.
    """

    name: str
    shape: tuple[int | None, ...]
    kind: str
    values: np.ndarray | None = None
    axes: tuple[str, ...] = ()

    @property
    def range(self) -> tuple[float, float] | None:
        """The smallest and the largest finite number; None without any."""
        if self.kind not in ("float", "int") or self.values is None:
            return None
        finite = self.values[np.isfinite(self.values)]
        return (float(finite.min()), float(finite.max())) if finite.size else None

    @property
    def whole(self) -> bool:
        """Whether all that is in it are whole numbers, whatever their type."""
        if self.kind in ("int", "bool"):
            return True
        if self.kind != "float" or self.values is None:
            return False
        # np.mod would warn of an infinite number.
        return bool(np.all(np.isfinite(self.values)) and np.all(np.mod(self.values, 1) == 0))

    @property
    def not_finite(self) -> int:
        """How many numbers are NaN or infinite."""
        if self.kind != "float" or self.values is None:
            return 0
        return int(self.values.size - np.isfinite(self.values).sum())


@dataclass(frozen=True)
class Unseen:
    """Data that cannot be looked at, and why: one sentence and the line that mends it."""

    name: str
    problem: str
    cure: str
    raises: bool


Seen = Tensor | Unseen


def split_dataset(x: Any, y: Any) -> tuple[Any, Any]:
    """Return what a tf.data.Dataset yields as x and y: their specs, without drawing a batch."""
    spec = getattr(x, "element_spec", None)
    if spec is None or y is not None:
        return x, y
    parts = spec if isinstance(spec, tuple) else (spec,)
    return parts[0], parts[1] if len(parts) > 1 else None


def seen(name: str, value: Any, names: list[str]) -> dict[str, Seen]:
    """Return one entry for each input (or output) of the model that the data has something for.

    `names` are the model's inputs or outputs. Keras takes a dict of arrays by these names, a list
    in their order, or one array where there is one.
    """
    if isinstance(value, Mapping):
        return {key: _one(f"{name}[{key!r}]", item) for key, item in value.items()}
    # Keras takes a list for one array an input. Of plain numbers it cannot be that.
    if isinstance(value, (list, tuple)) and not _is_numbers(value):
        if len(value) == len(names) > 1:
            items = zip(names, value, strict=True)
            return {key: _one(f"{name}[{i}]", item) for i, (key, item) in enumerate(items)}
        if len(value) == len(names) == 1:
            return {names[0]: _one(name, value[0])}
    return {names[0]: _one(name, value)}


def _is_numbers(value: Any) -> bool:
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return not hasattr(value, "shape") or value.shape == ()


def _one(name: str, value: Any) -> Seen:
    if isinstance(value, (list, tuple)):
        return _list(name, value)
    axes = tuple(str(axis) for axis in getattr(value, "dims", ()) or ())
    shape, dtype = getattr(value, "shape", None), str(getattr(value, "dtype", ""))
    if shape is None:
        return Unseen(
            name,
            sentence("data", "running", name=name, kind=type(value).__name__),
            sentence("data", "running_cure"),
            raises=False,
        )
    try:
        values = np.asarray(value)
    except Exception:
        values = None
    if values is not None and values.shape == () and values.dtype.kind == "O":
        values = None  # a spec of a dataset, or a symbolic tensor: shape and type must do
    if values is not None and values.dtype.kind in "fiubOUS":
        return Tensor(name, values.shape, _KINDS[values.dtype.kind], values, axes)
    try:
        sizes = tuple(None if size is None else int(size) for size in shape)
    except (TypeError, ValueError):
        return Unseen(name, sentence("data", "no_axes", name=name), "", raises=False)
    return Tensor(name, sizes, _kind_of_name(dtype), None, axes)


_KINDS = {
    "f": "float",
    "i": "int",
    "u": "int",
    "b": "bool",
    "U": "text",
    "S": "text",
    "O": "object",
}


def _kind_of_name(dtype: str) -> str:
    for word, kind in (("int", "int"), ("bool", "bool"), ("string", "text")):
        if word in dtype:
            return kind
    return "float"


def _list(name: str, value: Any) -> Seen:
    """Say what is wrong with a list: Keras takes arrays."""
    try:
        shape = np.asarray(value).shape
    except ValueError:
        return Unseen(
            name,
            sentence("data", "ragged", name=name),
            f'{name} = keras.utils.pad_sequences({name}, padding="post", dtype="float32")',
            raises=True,
        )
    return Unseen(
        name,
        sentence("data", "list", name=name, shape=shape),
        f"{name} = np.asarray({name})",
        raises=True,
    )
