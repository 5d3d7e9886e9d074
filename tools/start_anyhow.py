"""Run the quick tests however they may be started, and say which way fails: `make anyhow`.

    python tools/start_anyhow.py                          # the quick tests, five times over
    python tools/start_anyhow.py tests/counting -x        # other arguments for pytest

Once more what trains is run, the lessons among it, as on a processor that computes in other steps:
trained numbers differ from one to another in their last digits, and may differ in the first.

Each run has a copy of the tree as a tarball brings it: without git, in a folder with a space.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(
    *(".git", ".venv", "build", "dist", "node_modules", "__pycache__", ".*_cache", "*.egg-info")
)
# Few examples: where a run starts changes no number.
BRIEFLY = ["-n", "logical", "--no-loadscope-reorder", "-q", "--hypothesis-profile=few"]
QUICK = [*BRIEFLY, "-m", "not browser and not slow", "tests"]
TRAINING = [*BRIEFLY, "-m", "not browser", "--nbval", "--nbval-current-env", "notebooks"]
TRAINING += [f"tests/{room}" for room in ("figures", "tasks", "training", "widgets")]
# What XLA, oneDNN and TensorFlow may use of a processor: as much as one of 2008 has.
OLD_PROCESSOR = {
    "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}
NOBODY = 65534
# Another user, who may read all files, for Python itself may lie in root's home, and write none.
AS_NOBODY = [
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
]


def ignore_interrupts() -> None:
    """Do what a shell does to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True)
class Way:
    """A way to start the tests."""

    before: list[str] = field(default_factory=list)
    """What comes before the command."""
    variables: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    """Keywords for `subprocess.run`."""
    tests: list[str] = field(default_factory=lambda: QUICK)


def ways() -> dict[str, Way]:
    """Return the ways to start, by name."""
    found = {
        "from a tarball": Way(),
        "in the background": Way(
            options={"preexec_fn": ignore_interrupts, "stdin": subprocess.DEVNULL}
        ),
        "far away": Way(
            variables={"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR"},
        ),
        # Nobody can write there, not even root.
        "without a home": Way(variables={"HOME": "/proc/nobody"}),
        "on an old processor": Way(variables=OLD_PROCESSOR, tests=TRAINING),
    }
    if os.getuid() == 0 and shutil.which("setpriv"):
        nobody = {"HOME": "/proc/nobody", "USER": "nobody"}
        found["as another user"] = Way(before=AS_NOBODY, variables=nobody)
    else:
        print("NOT TRIED, as another user: this is not root, or there is no setpriv")
    return found


def run(copy: Path, way: Way, tests: list[str]) -> int:
    """Run the tests in a copy of the tree and return their status."""
    environment = os.environ | {"PYTHONPATH": str(copy)} | way.variables
    command = [*way.before, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=copy, env=environment, **way.options).returncode


def main() -> int:
    """Try every way; return how many fail."""
    failed = []
    for name, way in ways().items():
        print(f"\n=== {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            copy = Path(folder) / "gate by gate"
            shutil.copytree(ROOT, copy, symlinks=True, ignore=LEFT_OUT)
            if way.before:
                for path in [copy, *copy.rglob("*")]:
                    os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            if run(copy, way, sys.argv[1:] or way.tests):
                failed.append(name)
    print("\nFailed: " + ", ".join(failed) if failed else "\nStarted anyhow, all is well.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
