"""How long does `make test` take? Side by side with the three scripts of the sources.

Run it with `python -m benchmarks.suite`. It takes eight to twenty minutes. Machines with two cores
differ by two in what these are worth, and so do the seconds; the ratio does not. `make test` is to
take six minutes where the scripts take 61.7 s, measured when that was asked for: 5.8 times as long.
"""

import os

from benchmarks.lessons import SCRIPT, run, timed
from helpers.tasks.examples import EXAMPLES

SIX_MINUTES_IN_SCRIPTS = 360 / 61.7


def main() -> None:
    """Print the table."""
    # Before and after, since a machine can become slower in the meantime.
    before, tests, after = three_scripts(), run(["make", "test"]), three_scripts()
    print(f"the three scripts, one after another: {before:.1f} s before, {after:.1f} s after")
    print(f"make test: {tests:.1f} s, {2 * tests / (before + after):.1f} times as long")
    print(f"six minutes, where this was asked for: {SIX_MINUTES_IN_SCRIPTS:.1f} times as long")
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def three_scripts() -> float:
    """Return how many seconds the scripts take, one after another."""
    return sum(timed(["-c", SCRIPT.format(name=name)]) for name in EXAMPLES)


if __name__ == "__main__":
    main()
