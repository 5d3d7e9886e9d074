"""How long a cell waits for `import helpers`, and what memory a kernel takes.

    python -m benchmarks.imports

Each line is run in fresh processes, and the start of Python itself is not counted.
"""

import statistics
import subprocess
import sys
from datetime import date

RUNS = 9
STATEMENTS = {
    "import helpers": "import helpers",
    "lstm_parameters": "from helpers import lstm_parameters",
    "GateExplorer, made": "from helpers import GateExplorer; GateExplorer()",
    "keras with TensorFlow": "import keras",
}
PROGRAM = """
import os, sys, time
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
began = time.perf_counter()
{statement}
seconds = time.perf_counter() - began
try:
    kilobytes = int(open("/proc/self/status").read().split("RssAnon:")[1].split()[0])
except (OSError, IndexError):
    import resource
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes //= 1024 if sys.platform == "darwin" else 1
print(seconds, kilobytes / 1024, "tensorflow" in sys.modules)
"""


def main(runs: int = RUNS) -> None:
    """Measure, and print the table."""
    print(f"Imports in fresh processes, {date.today()}, median of {runs} runs\n")
    print("| what | seconds | memory of its own, MB | loads TensorFlow |")
    print("|---|---:|---:|---|")
    for name, statement in STATEMENTS.items():
        # TensorFlow is here only to compare with, and is slow.
        measured = [measure(statement) for _ in range(3 if "keras" in name else runs)]
        seconds, megabytes, loaded = zip(*measured, strict=True)
        seconds, megabytes = statistics.median(seconds), statistics.median(megabytes)
        loads = "yes" if any(loaded) else "no"
        print(f"| {name} | {seconds:.3f} | {megabytes:.0f} | {loads} |")


def measure(statement: str) -> tuple[float, float, bool]:
    """Return the seconds and the megabytes that a statement takes, and whether TensorFlow came."""
    program = PROGRAM.format(statement=statement)
    command = [sys.executable, "-c", program]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(printed[0]), float(printed[1]), printed[2] == "True"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
