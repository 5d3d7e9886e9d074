"""How long `explain` takes, beside building the model and printing its summary.

    python -m benchmarks.explain [layers]

The ratios count: they are about the same on a fast and on a slow machine.
"""

import sys
import time
from datetime import date

import helpers

LAYERS, BRANCHES = 1000, 20


def main(layers: int = LAYERS) -> None:
    """Measure, and print the table."""
    import keras

    print(f"A model of {layers:,} layers, a third each of LSTM, Dense and norm, {date.today()}\n")
    start = time.perf_counter()
    model = a_model(layers)
    made = time.perf_counter() - start
    keras.utils.disable_interactive_logging()
    times = {
        "model.summary()": clocked(lambda: model.summary(print_fn=lambda *_: None)),
        "explain(model)": clocked(lambda: helpers.explain(model)),
        "its table, as HTML": clocked(lambda: helpers.explain(model)._repr_html_()),
    }
    print("| what | seconds | share of building the model |")
    print("|---|---:|---:|")
    print(f"| building it | {made:.2f} | 1 |")
    for name, seconds in times.items():
        print(f"| {name} | {seconds:.2f} | {seconds / made:.2f} |")


def a_model(count: int):
    """Return a functional model of so many layers."""
    import keras

    kinds = (
        lambda: keras.layers.LSTM(4, return_sequences=True),
        lambda: keras.layers.Dense(4),
        lambda: keras.layers.LayerNormalization(),
    )
    inputs = keras.Input((7, 3))
    # Keras itself cannot build a chain of 1,000: it goes through a graph by recursion.
    ends = [inputs] * BRANCHES
    for number in range(count):
        place = number % BRANCHES
        ends[place] = kinds[number % 3]()(ends[place])
    return keras.Model(inputs, ends)


def clocked(run) -> float:
    """Return the seconds of the fastest of three runs."""
    found = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
