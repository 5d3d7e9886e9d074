"""How far `train` and `model.fit` drift apart, and how far `fit` drifts from itself.

    python -m benchmarks.drift [seeds]

The same model from the same weights, three times: by `fit`, by `fit` with `unroll=True`, which
computes the same in another order, and by `train`. What differs is rounding. Printed is how much
the loss differs from that of `fit`, relative to it, at the worst seed.
"""

import sys
from collections.abc import Callable
from datetime import date

import numpy as np

import helpers

EPOCHS = (10, 100, 500)
SEEDS = 5
ACTIVATIONS = ("tanh", "relu")
UNITS, TIMESTEPS = 8, 5


def main(seeds: int = SEEDS) -> None:
    """Measure, and print the table."""
    print(f"Relative difference of the loss from that of fit, {date.today()}, worst of {seeds}\n")
    head = " | ".join(f"epoch {epoch}" for epoch in EPOCHS)
    print(f"| LSTM({UNITS}) with | trained by | {head} |")
    print("|---|---|" + "---:|" * len(EPOCHS))
    for activation in ACTIVATIONS:
        runs = {
            name: [losses(activation, seed, how) for seed in range(seeds)] for name, how in WAYS
        }
        fit = np.array(runs.pop("fit"))
        for name, others in runs.items():
            differences = np.abs(np.array(others) - fit) / fit
            worst = " | ".join(f"{differences[:, epoch - 1].max():.1e}" for epoch in EPOCHS)
            print(f"| {activation} | {name} | {worst} |")


def losses(activation: str, seed: int, train: Callable) -> list[float]:
    """Return the loss of every epoch of one run."""
    import keras

    keras.utils.set_random_seed(seed)
    x = np.random.default_rng(seed).normal(size=(32, TIMESTEPS, 1)).astype("float32")
    y = x.sum(axis=1)
    model = keras.Sequential(
        [
            keras.Input((TIMESTEPS, 1)),
            keras.layers.LSTM(UNITS, activation=activation),
            keras.layers.Dense(1),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    return train(model, x, y)


def by_fit(model, x, y):
    """Train as everybody does."""
    options = {"epochs": EPOCHS[-1], "batch_size": len(x), "shuffle": False, "verbose": 0}
    return model.fit(x, y, **options).history["loss"]


def by_fit_unrolled(model, x, y):
    """Train so that the steps are written out one after another, and not in a loop."""
    model.layers[0].unroll = True
    return by_fit(model, x, y)


def by_train(model, x, y):
    """Train with helpers.train."""
    return helpers.train(model, x, y, epochs=EPOCHS[-1]).history["loss"]


WAYS = (("fit", by_fit), ("fit, unroll=True", by_fit_unrolled), ("train", by_train))

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
