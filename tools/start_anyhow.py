"""Run the quick tests however they may be started, and say which way fails: `make anyhow`.

Each run has a copy of the tree as a tarball brings it: without git, in a folder with a space.
"""

import os
import pwd
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
TESTS = ["-n", "logical", "--dist", "loadgroup", "-q", "-m", "not browser and not slow", "tests"]


def ignore_interrupts() -> None:
    """Do what a shell does to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def ways() -> dict[str, tuple[dict[str, str], dict[str, Any]]]:
    """Return the ways to start: environment variables, and arguments of subprocess.run."""
    found: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
        "from a tarball": ({}, {}),
        "in the background": ({}, {"preexec_fn": ignore_interrupts}),
        "far away": ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}, {}),
        # Nobody can write there, not even root.
        "without a home": ({"HOME": "/proc/nobody"}, {}),
    }
    if os.getuid() == 0 and runs_as_nobody():
        nobody = pwd.getpwnam("nobody")
        found["as another user"] = ({}, {"user": nobody.pw_uid, "group": nobody.pw_gid})
    else:
        print("NOT TRIED, as another user: this is not root, or its Python is root's alone")
    return found


def runs_as_nobody() -> bool:
    """Whether another user may start this Python at all."""
    try:
        return not subprocess.run(
            [sys.executable, "-c", "import keras"],
            user="nobody",
            capture_output=True,
            env={"HOME": "/proc/nobody", "PATH": os.environ["PATH"]},
        ).returncode
    except OSError:
        return False


def run(copy: Path, variables: dict[str, str], how: dict[str, Any]) -> int:
    """Run the quick tests in a copy of the tree and return their status."""
    environment = os.environ | {"PYTHONPATH": str(copy)} | variables
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *TESTS]
    return subprocess.run(command, cwd=copy, env=environment, **how).returncode


def main() -> int:
    """Try every way; return how many fail."""
    failed = []
    for way, (variables, how) in ways().items():
        print(f"\n=== {way}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            copy = Path(folder) / "gate by gate"
            shutil.copytree(ROOT, copy, symlinks=True, ignore=LEFT_OUT)
            if "user" in how:
                for path in [copy, *copy.rglob("*")]:
                    os.chown(path, how["user"], how["group"], follow_symlinks=False)
            if run(copy, variables, how):
                failed.append(way)
    print("\nFailed: " + ", ".join(failed) if failed else "\nStarted anyhow, all is well.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
