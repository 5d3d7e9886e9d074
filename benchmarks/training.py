"""How fast is `train`? The many-to-many example, side by side with what it is compared to.

Run it with `python benchmarks/training.py`. It takes some minutes, most of them in model.fit. The
rows of PyTorch and JAX need these in an interpreter of their own: `--python PATH`; they are no part
of this project. Every row starts from the same weights, so every row must end with the same loss.

Once measured, on 2 cores of a machine with other work on it, in seconds: model.fit 43 to 69, train
the first time 0.56 to 0.58 and again 0.0058 to 0.0067, with predictions recorded 0.72 and 0.0061;
XLA compiled for 0.9 to 1.4 in the background; train_on_batch 1.7; PyTorch 0.55; JAX 0.72 to 0.79
with its compiling and 0.0033 to 0.0034 again.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

from helpers.tasks.examples import EXAMPLES
from helpers.training.trainer import Trainer, train

EXAMPLE = EXAMPLES["many_to_many"]
SEED = 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--python", default=sys.executable, help="has PyTorch or JAX installed")
    chosen = options.parse_args()
    compare(1000, chosen.python)
    growth()


def compare(epochs: int, python: str) -> None:
    """Print the table: the same training, done in every way."""
    # Ours comes first, so that whatever TensorFlow does once in a process counts against it.
    rows = [*ours(epochs, recording=False), *ours(epochs, recording=True)]
    rows.append(("train_on_batch", *on_batches(epochs)))
    rows += [*in_the_page(epochs), *others(epochs, python)]
    fitted = ("model.fit, as in the sources", *fit(epochs))
    print(f"\nmany-to-many, {epochs:,} epochs")
    print(f"{'':55}{'seconds':>9}{'fit takes':>12}   loss")
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, seconds, loss in [fitted, *rows]:
        ratio = f"{fitted[1] / seconds:,.1f} ×"
        print(f"{name:55}{seconds:9.4f}{ratio:>12}   {loss:.6f}")


def ours(epochs: int, recording: bool) -> list[tuple[str, float, float]]:
    x, y = EXAMPLE.data()
    model = EXAMPLE.model(SEED)
    weights = model.get_weights()
    first, run = timed(lambda: train(model, x, y, epochs, record_predictions=recording))
    rows = [("train, first run", first, run.history["loss"][-1])]
    restart(model, weights)
    second, run = timed(lambda: train(model, x, y, epochs, record_predictions=recording))
    rows.append(("train, second run", second, run.history["loss"][-1]))
    # The second run has started the compiler; a run of one epoch waits for it.
    waiting, _ = timed(lambda: train(model, x, y, 1, record_predictions=recording))
    rows.append(("  then XLA compiles, in the background", waiting, np.nan))
    times = []
    for _ in range(50):
        restart(model, weights)
        seconds, run = timed(lambda: train(model, x, y, epochs, record_predictions=recording))
        times.append(seconds)
    rows.append(("train, again", min(times), run.history["loss"][-1]))
    if not recording:
        return rows
    return [(f"{name}, with predictions", *rest) for name, *rest in rows]


def restart(model: keras.Model, weights: list[np.ndarray]) -> None:
    model.set_weights(weights)
    for variable in model.optimizer.variables:
        if variable.name != "learning_rate":
            variable.assign(np.zeros(variable.shape))


def fit(epochs: int) -> tuple[float, float]:
    x, y = EXAMPLE.data()
    model = EXAMPLE.model(SEED)
    seconds, fitted = timed(lambda: model.fit(x, y, epochs=epochs, batch_size=1, verbose=0))
    return seconds, fitted.history["loss"][-1]


def on_batches(epochs: int) -> tuple[float, float]:
    x, y = EXAMPLE.data()
    model = EXAMPLE.model(SEED)
    seconds, losses = timed(lambda: [model.train_on_batch(x, y) for _ in range(epochs)])
    return seconds, losses[-1]


def in_the_page(epochs: int) -> list[tuple[str, float, float]]:
    """Train with the engine that the lessons' pages train with, in Node."""
    x, y = EXAMPLE.data()
    weights = [array.tolist() for array in EXAMPLE.model(SEED).get_weights()]
    asked = {"x": x.tolist(), "y": y.tolist(), "weights": weights}
    asked |= {"epochs": epochs, "everyStep": True}
    script = Path(__file__).parent / "_engine_loop.mjs"
    answer = subprocess.check_output(["node", script], input=json.dumps(asked), text=True)
    measured = json.loads(answer)
    return [
        ("the page's engine, first run", measured["seconds"], measured["loss"]),
        ("the page's engine, again", measured["again"], measured["loss"]),
    ]


def others(epochs: int, python: str) -> list[tuple[str, float, float]]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights.npz"
        np.savez(weights, *EXAMPLE.model(SEED).get_weights())
        for name, script in (
            ("PyTorch, eager", "_torch_loop.py"),
            ("JAX, compiled", "_jax_loop.py"),
        ):
            command = [python, str(Path(__file__).parent / script), str(weights), str(epochs)]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                print(f"{name}: not measured, {done.stderr.strip().splitlines()[-1]}")
                continue
            measured = json.loads(done.stdout)
            rows += [
                (f"{name}, first run", measured["seconds"], measured["loss"]),
                (f"{name}, again", measured["again"], measured["loss"]),
            ]
    return rows


def growth() -> None:
    """Print how the seconds of a run grow, first with graph and then with XLA."""
    print("\nthe same model, one size at a time: seconds of a first run, to compile, again")
    sizes = {"epochs": (100, 1000, 10_000), "units": (5, 20, 80), "timesteps": (5, 20, 80)}
    for name, values in sizes.items():
        for value in values:
            chosen = {"epochs": 1000, "units": 5, "timesteps": 5} | {name: value}
            first, compiling, again = measure(**chosen)
            print(f"{name:>10} {value:>6,} {first:9.3f} {compiling:9.3f} {again:9.4f}", flush=True)


def measure(epochs: int, units: int, timesteps: int) -> tuple[float, float, float]:
    x = (np.arange(timesteps, dtype="float32") / timesteps).reshape(1, timesteps, 1)
    model = keras.Sequential(
        [
            keras.Input((timesteps, 1)),
            layers.LSTM(units, return_sequences=True),
            layers.TimeDistributed(layers.Dense(1)),
        ]
    )
    model.compile(loss="mean_squared_error", optimizer="adam")
    first, _ = timed(lambda: train(model, x, x, epochs))
    trainer = Trainer(model, x, x)
    trainer.compile()
    compiling, _ = timed(lambda: trainer.run(1))
    again = min(timed(lambda: trainer.run(epochs))[0] for _ in range(3))
    return first, compiling, again


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    main()
