"""Why the gradient of an LSTM with an open forget gate dips, and rises again towards step 1.

    python benchmarks/gradient_dip.py        # 40 seeds, some seconds

Lesson 05 shows the dip. Here the same layers are measured again, with one block after another made
blind to h: its part of the recurrent kernel is 0.
"""

import numpy as np

from helpers.cells.gradients import glorot_uniform, orthogonal
from helpers.cells.through_time import lstm_gradients
from helpers.counting import GATES

UNITS, TIMESTEPS, FORGET_BIAS = 8, 100, 5.0
STEPS = (1, 25, 50, 75, 99)


def shares(blind: str | None, seeds: int) -> np.ndarray:
    """Return |dh_T/dx_t| as a share of that of the last step, the median over the seeds."""
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(TIMESTEPS, 1))
        kernel = glorot_uniform(rng, 1, 4 * UNITS)
        recurrent_kernel = orthogonal(rng, UNITS, 4 * UNITS)
        bias = np.zeros(4 * UNITS)
        columns = {gate: slice(n * UNITS, (n + 1) * UNITS) for n, gate in enumerate(GATES["LSTM"])}
        bias[columns["forget"]] = FORGET_BIAS
        if blind is not None:
            recurrent_kernel[:, columns[blind]] = 0
        norms = lstm_gradients(x, kernel, recurrent_kernel, bias).inputs_norm
        found.append(norms / norms[-1])
    return np.median(found, axis=0)


def main(seeds: int = 40) -> None:
    """Print a row for the whole layer, and one for each block that does not read h."""
    print(f"{'step':<28}", *[f"{step:>5}" for step in STEPS])
    for blind in (None, *GATES["LSTM"]):
        name = "as it is" if blind is None else f"{blind} does not read h"
        row = shares(blind, seeds)[[step - 1 for step in STEPS]]
        print(f"{name:<28}", *[f"{share:5.2f}" for share in row])


if __name__ == "__main__":
    main()
