"""How long do 300 seeds take? All three examples, 100 runs each, beside one `model.fit`.

Run it with `python -m benchmarks.seeds`. Both are measured in one run, one after the other, so that
their ratio counts and not the machine.
"""

import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from helpers.tasks.examples import EXAMPLES
from helpers.tasks.seeds import train_seeds

EPOCHS = 1000


def main() -> None:
    """Print the seconds of both, and their ratio."""
    example = EXAMPLES["many_to_many"]
    x, y = example.data()
    train_seeds("one_to_one", [0], epochs=1)  # loads TensorFlow
    began = time.perf_counter()
    for name in EXAMPLES:
        train_seeds(name)
    seeds = time.perf_counter() - began
    model = example.model(0)
    began = time.perf_counter()
    model.fit(x, y, epochs=EPOCHS, batch_size=len(x), verbose=0)
    fitted = time.perf_counter() - began
    print(f"300 seeds, all three examples: {seeds:6.2f} s")
    print(
        f"one model.fit of {EPOCHS:,} epochs: {fitted:6.2f} s, {fitted / seeds:.0f} times as long"
    )


if __name__ == "__main__":
    main()
