"""Install PyTorch if pip finds a build without CUDA: `make torch`.

On Linux x86-64 the usual index holds only builds with CUDA, several GB, which no test here needs.
Where another place is set up for pip, or on another system, its file is small enough. What PyTorch
needs is locked with hashes (the extra `conversion`); PyTorch itself is not.
"""

import json
import subprocess
import sys

TORCH = "torch==2.13.0"
PIP = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
LOOKING_SECONDS = 180


def main() -> int:
    """Return 0 if PyTorch is installed now, else 1."""
    try:
        report = subprocess.run(
            [*PIP, "--dry-run", "--report", "-", TORCH],
            check=True,
            stdout=subprocess.PIPE,
            timeout=LOOKING_SECONDS,
        ).stdout
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"PyTorch is not installed: {error}", file=sys.stderr)
        return 1
    names = [package["metadata"]["name"].lower() for package in json.loads(report)["install"]]
    if any(name.startswith(("nvidia", "cuda", "triton")) for name in names):
        print(f"PyTorch is not installed: only a build with CUDA was found ({TORCH})")
        return 1
    return subprocess.run([*PIP, TORCH]).returncode


if __name__ == "__main__":
    sys.exit(main())
