"""What the cells of all kinds do alike over a sequence: a step for each row, one after another."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from helpers.checks.arrays import Array, numbers, truths


@dataclass(frozen=True, eq=False)
class Step:
    """Every value inside a cell at one step, each of shape (units,); its states end in `_state`."""

    @classmethod
    def before(cls, **states: Array) -> "Step":
        """Return what there is before the first step: states, and NaN for what no step computed."""
        unused = np.full_like(next(iter(states.values())), np.nan)
        others = (field.name for field in fields(cls) if field.name not in states)
        return cls(**dict.fromkeys(others, unused), **states)

    def skipping(self) -> "Step":
        """Return what is there after a step that a mask leaves out: the same states."""
        states = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name.endswith("_state")
        }
        return type(self).before(**states)


AnyStep = TypeVar("AnyStep", bound=Step)


def rows_of(x: Any, skipped: Any, features: int) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Return x, (timesteps, features), and which of its steps are left out; both checked."""
    x = numbers("x", x, ("timesteps", features))
    return x, np.zeros(len(x), bool) if skipped is None else truths("skipped", skipped, len(x))


def walk(
    before: AnyStep,
    x: Array,
    skipped: npt.NDArray[np.bool_],
    take: Callable[[Array, AnyStep], AnyStep],
) -> dict[str, Array]:
    """Take a step for each row of x; return every value by its name, (timesteps, units) each.

    `take` is given a row and the step before. `before` is what the first one starts from.
    """
    steps = []
    for row, left_out in zip(x, skipped, strict=True):
        before = before.skipping() if left_out else take(row, before)
        steps.append(before)
    names = [field.name for field in fields(before)]
    return {name: np.stack([getattr(step, name) for step in steps]) for name in names}
