"""How long do all lessons take? Side by side with the three scripts of the sources, by themselves.

Run it with `python -m benchmarks.lessons`. It takes three to ten minutes. The scripts train their
model with model.fit, each in a Python of its own, one after another; the lessons run as `make test`
runs them, on every core, and each output is compared.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from helpers.tasks.examples import EXAMPLES

ROOT = Path(__file__).parent.parent
SCRIPT = """
from helpers.tasks.examples import EXAMPLES
example = EXAMPLES[{name!r}]
x, y = example.data()
model = example.model(seed=0)
model.fit(x, y, epochs=example.epochs, batch_size=len(x), verbose=0)
print(*(f"{{number:.1f}}" for number in model.predict(x, verbose=0).ravel()))
"""
NBVAL = [
    "-m",
    "pytest",
    "-n",
    "logical",
    "--no-loadscope-reorder",
    "--nbval",
    "--nbval-current-env",
]


def main() -> None:
    """Print the table."""
    rows = {f"{name}, model.fit": timed(["-c", SCRIPT.format(name=name)]) for name in EXAMPLES}
    rows["the three, one after another"] = sum(rows.values())
    rows["all lessons, run and compared"] = timed([*NBVAL, "-q", "notebooks"])
    print("\nseconds")
    for name, seconds in rows.items():
        print(f"{name:35}{seconds:8.1f}")
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def timed(arguments: list[str]) -> float:
    """Return how many seconds Python takes for these arguments."""
    return run([sys.executable, *arguments])


def run(command: list[str]) -> float:
    """Return how many seconds a command takes, in the folder of the project."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode:
        # What fails early is soon done, so that its time says nothing.
        print(f"FAILED after {seconds:.1f} s: {done.stdout[-500:]}{done.stderr[-500:]}")
    return seconds


if __name__ == "__main__":
    main()
