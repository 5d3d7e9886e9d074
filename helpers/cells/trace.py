"""What the traces of all cells have in common: what was read, from where on, and in which order."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from helpers.checks.arrays import Array
from helpers.text.words import counted, words


@dataclass(frozen=True, eq=False, kw_only=True)
class Trace:
    """Every value inside a cell, step after step, each of shape (timesteps, units).

    Row 0 is the step that the cell took first. A layer with `go_backwards` begins at the end of
    the sequence, so there row 0 belongs to the last row of x; `positions` tells which. `inputs`
    are what the cell read, in the order in which it read them, (timesteps, features);
    `initial_hidden_state` is what it started from, (units,).

    `skipped` tells which steps a mask left out, (timesteps,). There the gates and the candidate are
    NaN, since nothing came of them, and the states are those of the step before.
    """

    hidden_state: Array
    inputs: Array
    initial_hidden_state: Array
    go_backwards: bool = False
    skipped: npt.NDArray[np.bool_]

    @property
    def positions(self) -> Array:
        """For each row, the row of x that was read: 0, 1, 2 … or, going backwards, … 2, 1, 0."""
        steps = np.arange(len(self.inputs))
        return steps[::-1] if self.go_backwards else steps

    @property
    def previous_hidden_state(self) -> Array:
        """The h that entered each step: (timesteps, units)."""
        return np.vstack([self.initial_hidden_state, self.hidden_state[:-1]])

    def __repr__(self) -> str:
        """Return the sizes, not the numbers."""
        (timesteps, features), units = self.inputs.shape, self.hidden_state.shape[1]
        said, skipped = words("cells"), self.skipped.sum()
        sizes = said["masked" if skipped else "trace"].format(
            timesteps=counted("timesteps", timesteps),
            features=counted("features", features),
            units=counted("units", units),
            skipped=skipped,
        )
        if self.go_backwards:
            sizes = said["backwards"].format(sizes=sizes)
        return f"{type(self).__name__}: {sizes}"
