"""Run every lesson as Colab would: `make colab`.

In an environment with Colab's versions and without this package, each lesson runs in an empty
folder, so that its first cell has to fetch the course. The address on GitHub is turned to the last
commit here. Outputs are not compared: `pytest --nbval` does that with the versions of the lock.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.elsewhere import REPOSITORY, TAG

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "colab"
# Colab's image of August 2026, as far as the lessons can notice it.
COLAB_PYTHON = "3.13"
COLAB = {
    "anywidget": "0.9.21",
    "ipykernel": "6.17.1",
    "ipywidgets": "7.7.1",
    "keras": "3.13.2",
    "numpy": "2.1.3",
    "tensorflow": "2.20.0",
}
RUN_ONE = """
import sys, nbformat
from nbclient import NotebookClient
lesson = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(lesson, timeout=600, kernel_name="python3").execute(cwd=sys.argv[2])
nbformat.write(lesson, sys.argv[3])
"""


def main() -> int:
    """Run the lessons that the command line names, or all; return 1 if one of them fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default=f"python{COLAB_PYTHON}", help="what makes the place")
    parser.add_argument("lessons", nargs="*", type=Path)
    chosen = parser.parse_args()
    lessons = chosen.lessons or sorted((ROOT / "notebooks").glob("*.ipynb"))
    bare = FOLDER / "bare"
    if not (bare / "pyvenv.cfg").exists():
        subprocess.run([chosen.python, "-m", "venv", bare], check=True)
        pip = [bare / "bin" / "python", "-m", "pip", "install", "--quiet"]
        pins = [f"{name}=={version}" for name, version in COLAB.items()]
        subprocess.run([*pip, "nbclient", *pins], check=True)
    failed = [lesson.name for lesson in lessons if not runs(lesson.resolve(), bare)]
    print(f"{len(lessons) - len(failed)} of {len(lessons)} lessons ran", *failed, sep="\n  ")
    return bool(failed)


def runs(lesson: Path, environment: Path) -> bool:
    """Run one lesson in an empty folder; return whether all its cells passed."""
    print(lesson.name, flush=True)
    with tempfile.TemporaryDirectory() as empty:
        remote = _remote(Path(empty) / "remote.git")
        python = environment / "bin" / "python"
        # What one lesson's first cell installed must not be there for the next.
        subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "-y", "gate-by-gate"])
        variables = {
            name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
        } | {
            "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{remote.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": f"https://github.com/{REPOSITORY}",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        place = Path(empty) / "content"
        place.mkdir()
        saved = FOLDER / lesson.name
        command = [python, "-c", RUN_ONE, lesson, place, saved]
        return subprocess.run(command, env=variables, cwd=place).returncode == 0


def _remote(path: Path) -> Path:
    """Make a repository that holds the last commit, under the tag that lessons name."""
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, path], check=True)
    subprocess.run(
        ["git", "-C", path, "tag", "--force", TAG, "HEAD"], check=True, stdout=subprocess.DEVNULL
    )
    return path


if __name__ == "__main__":
    sys.exit(main())
