"""Whether a mask matters: the task of lesson 13 over several seeds, padded on either side.

    python -m benchmarks.padding [seeds]

Rows of 3 to 8 digits are padded to 20 places, and the answer is the last digit. For each side, with
the mask and without, it prints the share of right answers in training, seed by seed.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers
from keras.utils import pad_sequences


def accuracy(padding: str, mask_zero: bool, seed: int) -> float:
    digits = np.random.default_rng(0)
    rows = [digits.integers(1, 10, length) for length in digits.integers(3, 9, 300)]
    x = pad_sequences(rows, maxlen=20, padding=padding)
    y = np.array([row[-1] for row in rows]) - 1
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            layers.Embedding(10, 8, mask_zero=mask_zero),
            layers.LSTM(16),
            layers.Dense(9, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.03),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(x, y, epochs=12, batch_size=50, verbose=0).history["accuracy"][-1]


def main(seeds: int) -> None:
    for padding in ("post", "pre"):
        for mask_zero in (False, True):
            shares = [accuracy(padding, mask_zero, seed) for seed in range(seeds)]
            told = " ".join(f"{share:.2f}" for share in shares)
            print(f"padding={padding!r:<6} mask_zero={mask_zero!s:<5} right: {told}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
