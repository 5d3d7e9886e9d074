"""What the model of lesson 11 is worth on lines that it has not read, over several seeds.

    python -m benchmarks.held_out [seeds]

It prints the share of right answers in training, on the last fifth, which is held out, and for the
answer that was most frequent in training, given to every held-out window.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

SONNETS = Path(__file__).parent.parent / "notebooks" / "data" / "sonnets.txt"


def data() -> tuple[np.ndarray, np.ndarray]:
    text = SONNETS.read_text(encoding="utf-8")
    to_numbers = layers.TextVectorization(max_tokens=1000)
    to_numbers.adapt([text])
    vocabulary = to_numbers.get_vocabulary()
    numbers = to_numbers([text]).numpy()[0]
    letters = np.array([min(len(vocabulary[number]), 10) for number in numbers])
    return np.array([numbers[i : i + 10] for i in range(len(numbers) - 10)]), letters[10:] - 1


def main(seeds: int) -> None:
    x, y = data()
    kept = len(x) * 4 // 5
    for seed in range(seeds):
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [
                layers.Embedding(1000, 128),
                layers.LSTM(64),
                layers.Dense(10, activation="softmax"),
            ]
        )
        model.compile(
            optimizer=keras.optimizers.Adam(0.01),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        model.fit(x[:kept], y[:kept], epochs=15, verbose=0)
        trained = model.evaluate(x[:kept], y[:kept], verbose=0)[1]
        held_out = model.evaluate(x[kept:], y[kept:], verbose=0)[1]
        print(f"seed {seed}: training {trained:.2f}, held out {held_out:.2f}", flush=True)
    frequent = np.bincount(y[:kept]).argmax()
    print(f"always {frequent + 1} letters: {(y[kept:] == frequent).mean():.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
