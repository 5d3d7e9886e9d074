"""What the optimizer of a trained model stores, which `summary()` counts too."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from helpers.inspection.rows import Optimizer, bytes_of

if TYPE_CHECKING:
    import keras


def optimizer_of(model: keras.Layer) -> Optimizer | None:
    """Return what the optimizer stores, under the condition under which summary() counts it."""
    from keras import backend

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
        sum(
            bytes_of(math.prod(v.shape), backend.standardize_dtype(v.dtype))
            for v in optimizer.variables
        ),
    )
