"""How often training makes the gates' work visible: the recipe of lesson 12 over many seeds.

    python benchmarks/remember.py [seeds]

For each seed it prints the seconds that model.fit takes, the loss, and for the unit in which it
shows best how far the input gate opens at a flag and how far the forget gate closes there, against
the steps without one. "visible" means that both move by more than a half.
"""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

from helpers.cells.lstm import lstm_sequence
from helpers.tasks.remember import remember_the_flagged

UNITS, TIMESTEPS = 3, 20


def train(seed: int) -> tuple[keras.Model, float, float]:
    keras.utils.set_random_seed(seed)
    x, y = remember_the_flagged(1000, TIMESTEPS)
    model = keras.Sequential(
        [
            keras.Input((TIMESTEPS, 2)),
            layers.LSTM(UNITS, return_sequences=True),
            layers.Dense(1),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse")
    start = time.perf_counter()
    history = model.fit(x, y, batch_size=50, epochs=40, verbose=0)
    return model, time.perf_counter() - start, history.history["loss"][-1]


def movements(model: keras.Model) -> tuple[float, float]:
    fresh, _ = remember_the_flagged(100, TIMESTEPS, seed=1)
    flagged = fresh[..., 1] == 1
    traces = [lstm_sequence(sequence, *model.layers[0].get_weights()) for sequence in fresh]
    opens = np.stack([trace.input_gate for trace in traces])
    keeps = np.stack([trace.forget_gate for trace in traces])
    opening = opens[flagged].mean(axis=0) - opens[~flagged].mean(axis=0)
    closing = keeps[~flagged].mean(axis=0) - keeps[flagged].mean(axis=0)
    best = np.argmax(np.minimum(opening, closing))
    return opening[best], closing[best]


def main(seeds: int) -> None:
    visible, seconds, losses = 0, [], []
    for seed in range(seeds):
        model, taken, loss = train(seed)
        opening, closing = movements(model)
        visible += min(opening, closing) > 0.5
        seconds.append(taken)
        losses.append(loss)
        print(
            f"seed {seed:2}: {taken:4.1f} s, loss {loss:.5f}, "
            f"input gate +{opening:.2f}, forget gate -{closing:.2f}",
            flush=True,
        )
    print(
        f"visible in {visible} of {seeds}; median {np.median(seconds):.1f} s, "
        f"loss {np.median(losses):.5f}, at most {max(losses):.5f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
