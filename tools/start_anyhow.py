"""Run the quick tests however they may be started, and say which way fails: `make anyhow`.

    python tools/start_anyhow.py                          # the quick tests, five times over
    python tools/start_anyhow.py tests/counting -x        # other arguments for pytest

Each run has a copy of the tree as a tarball brings it: without git, in a folder with a space.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(
    *(".git", ".venv", "build", "dist", "node_modules", "__pycache__", ".*_cache", "*.egg-info")
)
# Few examples: where a run starts changes no number.
QUICK = ["-n", "logical", "--no-loadscope-reorder", "-q", "--hypothesis-profile=few"]
QUICK += ["-m", "not browser and not slow", "tests"]
NOBODY = 65534
# Another user, who may read all files, for Python itself may lie in root's home, and write none.
AS_NOBODY = [
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
]


def ignore_interrupts() -> None:
    """Do what a shell does to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def ways() -> dict[str, tuple[list[str], dict[str, str], dict[str, Any]]]:
    """Return the ways to start: what comes before the command, variables, subprocess's options."""
    found: dict[str, tuple[list[str], dict[str, str], dict[str, Any]]] = {
        "from a tarball": ([], {}, {}),
        "in the background": (
            [],
            {},
            {"preexec_fn": ignore_interrupts, "stdin": subprocess.DEVNULL},
        ),
        "far away": ([], {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR"}, {}),
        # Nobody can write there, not even root.
        "without a home": ([], {"HOME": "/proc/nobody"}, {}),
    }
    if os.getuid() == 0 and shutil.which("setpriv"):
        found["as another user"] = (AS_NOBODY, {"HOME": "/proc/nobody", "USER": "nobody"}, {})
    else:
        print("NOT TRIED, as another user: this is not root, or there is no setpriv")
    return found


def run(
    copy: Path, tests: list[str], before: list[str], variables: dict[str, str], how: dict[str, Any]
) -> int:
    """Run the tests in a copy of the tree and return their status."""
    environment = os.environ | {"PYTHONPATH": str(copy)} | variables
    command = [*before, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=copy, env=environment, **how).returncode


def main() -> int:
    """Try every way; return how many fail."""
    failed = []
    for way, (before, variables, how) in ways().items():
        print(f"\n=== {way}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            copy = Path(folder) / "gate by gate"
            shutil.copytree(ROOT, copy, symlinks=True, ignore=LEFT_OUT)
            if before:
                for path in [copy, *copy.rglob("*")]:
                    os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            if run(copy, sys.argv[1:] or QUICK, before, variables, how):
                failed.append(way)
    print("\nFailed: " + ", ".join(failed) if failed else "\nStarted anyhow, all is well.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
