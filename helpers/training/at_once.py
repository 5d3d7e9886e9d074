"""The same small model trained from many starts at once, in NumPy.

`model.fit` takes seconds for one run of an LSTM this small, nearly all of it spent around the
arithmetic. Here each number of the model is a row with one entry for each run, so that one NumPy
call computes a step for all runs. An LSTM, a Dense layer on it, mean squared error and Adam with
Keras's defaults, in float32 as in Keras; tests/training/test_at_once.py compares it with Keras.

Shapes are written with S for samples, T for timesteps, U for units, O for outputs, R for runs.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from helpers.checks.arguments import positive_number, whole_number

Floats = NDArray[np.float32]

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # keras.optimizers.Adam


class Model(NamedTuple):
    """The arrays of `model.get_weights()`, each with one more axis at its end: the run."""

    kernel: Floats  # (features, 4U, R)
    recurrent_kernel: Floats  # (U, 4U, R)
    bias: Floats  # (4U, R)
    dense_kernel: Floats  # (U, O, R)
    dense_bias: Floats  # (O, R)

    @property
    def units(self) -> int:
        """How many units the LSTM has."""
        return len(self.recurrent_kernel)


class Steps(NamedTuple):
    """What a forward pass leaves for the backward one. In `h` and `c`, index 0 is before step 1."""

    gates: Floats  # (T, S, 4U, R): i, f, g, o, one below the other
    c: Floats  # (T + 1, S, U, R)
    tanh_c: Floats  # (T, S, U, R)
    h: Floats  # (T + 1, S, U, R)


def train_at_once(
    starts: Sequence[Sequence[NDArray]],
    x: NDArray,
    y: NDArray,
    *,
    epochs: int,
    learning_rate: float = 0.001,
) -> tuple[Floats, Floats]:
    """Train an LSTM with a Dense layer from each start, all samples in one batch.

    Parameters
    ----------
    starts
        for each run the five arrays of `model.get_weights()`.
    x, y
        (samples, timesteps, features), and (samples, outputs) for an answer after the last step
        or (samples, timesteps, outputs) for one after every step.
    epochs, learning_rate
        as in Keras; at least one epoch.

    Returns
    -------
    The last epoch's loss of each run, (runs,), as `fit` records it: from before that epoch's
    change. And what each trained model predicts, (runs, *y.shape).
    """
    epochs = whole_number("epochs", epochs)
    learning_rate = positive_number("learning_rate", learning_rate)
    stacked = [np.stack(arrays, axis=-1) for arrays in zip(*starts, strict=True)]
    numbers, model = _laid_out(stacked)
    gradient, into = _laid_out([np.zeros_like(array) for array in stacked])
    mean, square = np.zeros_like(numbers), np.zeros_like(numbers)
    steps = _room(model, x)
    by_step = np.moveaxis(np.asarray(x, np.float32), 0, 1)  # (T, S, features)
    # Answers in the order of the steps that give them, and the same for each run.
    targets = np.moveaxis(np.asarray(y, np.float32), 0, 1) if y.ndim == 3 else y[np.newaxis]
    targets = np.asarray(targets, np.float32)[..., np.newaxis]  # (1 or T, S, O, 1)

    for epoch in range(1, epochs + 1):
        error = _forward(model, by_step, steps, len(targets)) - targets
        loss = np.mean(error**2, axis=(0, 1, 2))
        _backward(model, into, by_step, steps, error * np.float32(2 / targets.size))
        # Kingma and Ba 2015, section 2; the rate takes in both corrections of the means.
        mean += (gradient - mean) * np.float32(1 - BETA_1)
        square += (gradient**2 - square) * np.float32(1 - BETA_2)
        rate = learning_rate * np.sqrt(1 - BETA_2**epoch) / (1 - BETA_1**epoch)
        numbers -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(EPSILON))

    answers = np.moveaxis(_forward(model, by_step, steps, len(targets)), 1, 0)  # (S, 1 or T, O, R)
    return loss, np.moveaxis(answers, -1, 0).reshape(len(starts), *y.shape)


def _laid_out(arrays: Sequence[NDArray]) -> tuple[Floats, Model]:
    """Return all numbers in one array (numbers, R), for Adam, and the model as views of it."""
    (runs,) = {array.shape[-1] for array in arrays}
    rows = [array.reshape(array.size // runs, runs) for array in arrays]
    numbers = np.concatenate(rows).astype(np.float32)
    pieces = np.split(numbers, np.cumsum([len(row) for row in rows])[:-1])
    return numbers, Model(*(p.reshape(a.shape) for p, a in zip(pieces, arrays, strict=True)))


def _room(model: Model, x: NDArray) -> Steps:
    """Return arrays of zeros that every forward pass fills anew."""
    samples, timesteps = x.shape[:2]
    units = model.units
    _, runs = model.bias.shape

    def zeros(steps: int, rows: int) -> Floats:
        return np.zeros((steps, samples, rows, runs), np.float32)

    h = zeros(timesteps + 1, units)
    gates, tanh_c = zeros(timesteps, 4 * units), zeros(timesteps, units)
    return Steps(gates, np.zeros_like(h), tanh_c, h)


def _blocks(rows: Floats) -> tuple[Floats, ...]:
    """Return the quarters of an array (S, 4U, R): i, f, g, o, in Keras's order."""
    units = rows.shape[1] // 4
    return tuple(rows[:, k * units : (k + 1) * units] for k in range(4))


def _forward(model: Model, x: Floats, steps: Steps, answered: int) -> Floats:
    """Fill `steps`; return what Dense makes of the last `answered` of them: (answered, S, O, R)."""
    # σ(z) = (1 + tanh(z / 2)) / 2, so that one call of tanh serves all four blocks.
    scale = np.repeat(np.float32([0.5, 0.5, 1, 0.5]), model.units)[:, np.newaxis]
    inputs = np.einsum("tsf,fzr->tszr", x, model.kernel) + model.bias
    for t, z in enumerate(inputs):
        z += np.einsum("sur,uzr->szr", steps.h[t], model.recurrent_kernel)
        gates = steps.gates[t]
        np.tanh(z * scale, out=gates)
        gates *= scale
        gates += 1 - scale
        i, f, g, o = _blocks(gates)
        steps.c[t + 1] = f * steps.c[t] + i * g
        np.tanh(steps.c[t + 1], out=steps.tanh_c[t])
        np.multiply(o, steps.tanh_c[t], out=steps.h[t + 1])
    return np.einsum("tsur,uor->tsor", steps.h[-answered:], model.dense_kernel) + model.dense_bias


def _backward(model: Model, into: Model, x: Floats, steps: Steps, error: Floats) -> None:
    """Write the gradient of the loss into `into`; `error` (·, S, O, R) is that by the answers.

    From the last step to the first (Werbos 1990); σ′ = σ (1 − σ) and tanh′ = 1 − tanh².
    """
    read = steps.h[-len(error) :]
    into.dense_bias[...] = error.sum(axis=(0, 1))
    into.dense_kernel[...] = np.einsum("tsur,tsor->uor", read, error)
    from_dense = np.einsum("tsor,uor->tsur", error, model.dense_kernel)

    dz = np.empty_like(steps.gates)
    dh, dc = from_dense[-1], 0
    for t in reversed(range(len(x))):
        i, f, g, o = _blocks(steps.gates[t])
        tanh_c = steps.tanh_c[t]
        dc = dc + dh * o * (1 - tanh_c**2)
        di, df, dg, do = _blocks(dz[t])
        di[...] = dc * g * i * (1 - i)
        df[...] = dc * steps.c[t] * f * (1 - f)
        dg[...] = dc * i * (1 - g**2)
        do[...] = dh * tanh_c * o * (1 - o)
        if t:
            dc = dc * f
            dh = np.einsum("szr,uzr->sur", dz[t], model.recurrent_kernel)
            if t <= len(error) - 1:
                dh += from_dense[t - 1]
    into.bias[...] = dz.sum(axis=(0, 1))
    into.kernel[...] = np.einsum("tsf,tszr->fzr", x, dz)
    into.recurrent_kernel[...] = np.einsum("tsur,tszr->uzr", steps.h[:-1], dz)
