"""Run the quick tests with the lowest versions that pyproject.toml lets in: `make lowest`.

python tools/lowest.py tests/counting -x    # other arguments for pytest
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "lowest"


def main() -> int:
    """Make the environment anew, and return the status of its tests."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pins = FOLDER / "requirements.txt"
    uv = str(Path(sys.executable).with_name("uv"))
    lowest = ["--resolution", "lowest-direct", "--output-file", str(pins), "--quiet"]
    extras = ["--extra=lessons", "--extra=install", "--extra=dev", "--extra=conversion"]
    subprocess.run([uv, "pip", "compile", "pyproject.toml", *extras, *lowest], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER / "venv"], check=True)
    python = FOLDER / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "-r", pins], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], check=True)
    quick = ["-n", "logical", "--no-loadscope-reorder", "-m", "not browser and not slow", "tests"]
    tests = ["-o", "filterwarnings=default", *(sys.argv[1:] or quick)]
    return subprocess.run([python, "-m", "pytest", *tests], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
