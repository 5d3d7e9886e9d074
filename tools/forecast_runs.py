"""Train the forecaster of the last lesson with many window lengths, units and seeds, and keep that.

    python -m tools.forecast_runs           # all
    python -m tools.forecast_runs --dense   # only Dense on the window; the rest stays as it is

It writes helpers/tasks/forecast_runs.json. Models, loss and optimizer are Keras's own, as the
lesson writes them; the loop over the batches is compiled, since `fit` would take an hour. No run
sees the months of the test: choices are made on validation data.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from helpers.tasks import forecast

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "helpers" / "tasks" / "forecast_runs.json"
WINDOWS = (6, 12, 24, 36)
UNITS = (1, 4, 16, 64)
SEEDS = range(5)
EPOCHS = 60
PATIENCE = 20
BATCH = 64
LEARNING_RATE = 0.01
FOLLOWED = (24, 16)  # the window and the units with which the mistakes are measured
HELD_OUT = 72  # months drawn at random, as many as the validation has
TARGETS = ("level", "change")
MISTAKES: dict[str, dict[str, bool]] = {
    "none": {},
    "scaled on all data": {"scale_on_all": True},
    "random split": {"random_split": True},
}


def main() -> None:
    """Train what the command line asks for, and write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dense", action="store_true", help="train only Dense on the window")
    only_dense = parser.parse_args().dense
    co2 = np.loadtxt(ROOT / "notebooks" / "data" / "co2.csv", delimiter=",", skiprows=1, usecols=1)
    dense = [
        run(trainer, co2, target, seed)
        for trainer in (Trainer(window) for window in WINDOWS)
        for target in TARGETS
        for seed in SEEDS
    ]
    save({**forecast.saved_runs(), "dense": dense} if only_dense else all_runs(co2, dense))


def all_runs(co2: np.ndarray, dense: list[dict[str, Any]]) -> dict[str, Any]:
    """Train all LSTMs, and return what is written of them, and of Dense."""
    runs, mistakes = [], []
    for window in WINDOWS:
        for units in UNITS:
            trainer = Trainer(window, units)
            for target in TARGETS:
                runs += [run(trainer, co2, target, seed) for seed in SEEDS]
                if (window, units) == FOLLOWED:
                    mistakes += [
                        {"mistake": name, **run(trainer, co2, target, seed, patience=EPOCHS, **how)}
                        for name, how in MISTAKES.items()
                        for seed in SEEDS
                    ]
    return {
        "made_by": "python -m tools.forecast_runs",
        "made_on": date.today().isoformat(),
        "with": f"TensorFlow {tf.__version__}, Keras {keras.__version__}",
        "how": f"{EPOCHS} epochs at most, batches of {BATCH}, Adam({LEARNING_RATE}), "
        f"the best epoch of the validation kept (patience {PATIENCE})",
        "unit": "ppm, mean absolute error",
        "runs": runs,
        "mistakes": mistakes,
        "dense": dense,
    }


def save(made: dict[str, Any]) -> None:
    """Write the file, a line for each run."""
    text = json.dumps(made, ensure_ascii=False).replace('{"target', '\n{"target')
    TARGET.write_text(text.replace('{"mistake"', '\n{"mistake"') + "\n", encoding="utf-8")


class Trainer:
    """A model of one shape, trained from seed after seed by one compiled epoch.

    It is an LSTM of `units` with Dense on it, or, without units, Dense on the window alone.
    """

    def __init__(self, window: int, units: int | None = None):
        """Build the model once: what is compiled fits every seed."""
        self.window, self.units = window, units
        self.model = self._new_model()
        self.optimizer = keras.optimizers.Adam(LEARNING_RATE)
        self.optimizer.build(self.model.trainable_variables)
        self._fresh = [variable.numpy() for variable in self.optimizer.variables]
        self._step = tf.function(self._one_batch, jit_compile=True, reduce_retracing=False)

    def _new_model(self) -> keras.Model:
        hidden = keras.layers.LSTM(self.units) if self.units else keras.layers.Flatten()
        return keras.Sequential([keras.Input((self.window, 1)), hidden, keras.layers.Dense(1)])

    def _one_batch(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self.model(x)[:, 0] - y) ** 2)
        variables = self.model.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    def epochs(self, seed: int, x: np.ndarray, y: np.ndarray) -> Iterator[None]:
        """Start from a seed and train on shuffled batches, one epoch at each step."""
        keras.utils.set_random_seed(seed)
        self.model.set_weights(self._new_model().get_weights())
        for variable, value in zip(self.optimizer.variables, self._fresh, strict=True):
            variable.assign(value)
        order = np.random.default_rng(seed)
        for _ in range(EPOCHS):
            shuffled = order.permutation(len(x))
            for start in range(0, len(x), BATCH):
                batch = shuffled[start : start + BATCH]
                self._step(tf.constant(x[batch]), tf.constant(y[batch]))
            yield


def run(
    trainer: Trainer,
    co2: np.ndarray,
    target: str,
    seed: int,
    *,
    patience: int = PATIENCE,
    scale_on_all: bool = False,
    random_split: bool = False,
) -> dict[str, Any]:
    """Train one model and return its settings, its errors in ppm, and its best epoch."""
    first = 1 if target == "change" else 0  # the first month has no change
    values = np.diff(co2) if first else co2
    known = values if scale_on_all else values[: forecast.VALIDATION - first]
    centre, spread = known.mean(), known.std()
    x, y = forecast.windows((values - centre) / spread, trainer.window)
    month = np.arange(first + trainer.window, len(co2))
    train = month < forecast.VALIDATION
    validation = ~train & (month < forecast.TEST)
    held_out = validation
    if random_split:
        drawn = np.random.default_rng(seed).choice(np.flatnonzero(train), HELD_OUT, replace=False)
        held_out = np.isin(np.arange(len(month)), drawn)
        train = train & ~held_out

    best, best_epoch, weights = np.inf, 0, []
    for epoch, _ in enumerate(trainer.epochs(seed, x[train], y[train]), start=1):
        predicted = trainer.model(x[held_out])[:, 0].numpy()
        loss = float(((predicted - y[held_out]) ** 2).mean())
        if loss < best:
            best, best_epoch, weights = loss, epoch, trainer.model.get_weights()
        if epoch - best_epoch >= patience:
            break
    if patience < EPOCHS:
        trainer.model.set_weights(weights)
    forecasts = trainer.model(x)[:, 0].numpy() * spread + centre + (co2[month - 1] if first else 0)
    errors = np.abs(forecasts - co2[month])
    result = {"target": target, "window": trainer.window, "units": trainer.units, "seed": seed}
    result = {name: value for name, value in result.items() if value is not None}
    result |= {"best_epoch": best_epoch, "train": round(float(errors[train].mean()), 4)}
    result["validation"] = round(float(errors[held_out].mean()), 4)
    if random_split:
        result["next_years"] = round(float(errors[validation].mean()), 4)
    print(result, flush=True)
    return result


if __name__ == "__main__":
    main()
