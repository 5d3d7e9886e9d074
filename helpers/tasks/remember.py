"""A task in which every gate has a job to be seen: remember the value that was flagged.

Each step brings a number and a flag. Where the flag is 1 the number is to be remembered, until the
next flag; every other number is noise. It is the adding problem's way of marking what counts
(Hochreiter and Schmidhuber 1997), with only one number to keep at a time.
"""

import numpy as np

from helpers.checks.arguments import positive_number, real_number, whole_number
from helpers.checks.arrays import Array

FLAG_RATE = 0.1
NOISE = 3.0


def remember_the_flagged(
    samples: int, timesteps: int, *, seed: int = 0, flag_rate: float = FLAG_RATE
) -> tuple[Array, Array]:
    """Draw sequences of numbers, some of them flagged, and what is to be remembered.

    A flagged number lies between -1 and 1, any other between -3 and 3: forgetting too late or
    letting too much in is punished, so training makes the gates open and close for good.

    Parameters
    ----------
    samples, timesteps
        how many sequences, and how long each is.
    seed
        the same seed gives the same data.
    flag_rate
        the chance that a step is flagged, above 0 and at most 1.

    Returns
    -------
    x of shape (samples, timesteps, 2), the number and its flag, 0 or 1; and y of shape
    (samples, timesteps, 1), at each step the number that was flagged last, 0 before the first.
    Both are float32.

    Raises
    ------
    TypeError, ValueError
        with the argument's name, its value and what was expected.
    """
    shape = whole_number("samples", samples), whole_number("timesteps", timesteps)
    rng = np.random.default_rng(whole_number("seed", seed, smallest=0))
    positive_number("flag_rate", real_number("flag_rate", flag_rate, smallest=0, largest=1))
    flagged = rng.random(shape) < flag_rate
    number = rng.uniform(-1, 1, shape) * np.where(flagged, 1, NOISE)
    held = np.zeros(shape)
    last = np.zeros(shape[0])
    for t in range(shape[1]):
        last = np.where(flagged[:, t], number[:, t], last)
        held[:, t] = last
    x = np.stack([number, flagged], axis=-1)
    return x.astype("float32"), held[..., np.newaxis].astype("float32")
