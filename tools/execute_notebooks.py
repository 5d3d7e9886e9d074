"""Execute lessons and save them with what they show: `make notebooks`.

    python tools/execute_notebooks.py                                # all of them
    python tools/execute_notebooks.py notebooks/04_four_gates.ipynb  # only these

Each lesson runs from top to bottom in a fresh kernel of this environment, and is saved with its
outputs and with the state of its widgets, from which they are drawn before any kernel runs. What is
random or of this machine is left out of the file: running again without a change changes nothing.
A cell that is meant to fail has the tag `raises-exception`.
"""

import argparse
import importlib
import os
import sys
import sysconfig
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tools.jupyter_dirs import private_environment

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
WIDGETS = "application/vnd.jupyter.widget-state+json"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What a lesson's longest cell may take on a slow machine.
CELL_SECONDS = 600


def main() -> int:
    """Execute the notebooks that the command line names, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebooks", nargs="*", type=Path)
    paths = parser.parse_args().notebooks or sorted(NOTEBOOKS.glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(private_environment(Path(folder)))
        _find_fonts()
        for path in paths:
            print(path, flush=True)
            try:
                execute(path)
            except CellExecutionError as error:
                print(f"{path} is left as it was: {error}", file=sys.stderr)
                return 1
    return 0


def _find_fonts() -> None:
    """Let matplotlib look for fonts before a lesson does, which would save what it says of that."""
    # Its folder is named by the environment when this is imported.
    importlib.import_module("matplotlib.font_manager")


def execute(path: Path) -> None:
    """Execute one notebook and save it in its place."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.kernelspec = KERNEL
    client = NotebookClient(
        notebook,
        kernel_name=KERNEL["name"],
        timeout=CELL_SECONDS,
        record_timing=False,
        # A cell that prints in pauses would be saved in pieces, each time in others.
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    client.execute()
    path.write_text(stable_text(notebook), encoding="utf-8")


def stable_text(notebook: nbformat.NotebookNode) -> str:
    """Return the file's text, without what differs from one run or one machine to the next."""
    # The same on every Python that may run the lessons.
    notebook.metadata.language_info.version = str(sys.version_info.major)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [_without_folders(line) for line in output.traceback]
    text = nbformat.writes(notebook)
    # A widget's id is random, and stands in outputs, in its own state and in that of others. In
    # their place: 1, 2, 3, in the order in which the widgets were made.
    models = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    for number, model in enumerate(models, start=1):
        text = text.replace(model, f"{number:032x}")
    # Written again, now that the ids have the order in which they stay.
    return nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"


def _without_folders(line: str) -> str:
    """Shorten the paths of a traceback to what is the same on every machine."""
    for folder in (sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), NOTEBOOKS.parent):
        line = line.replace(f"{folder}{os.sep}", "")
    return line


if __name__ == "__main__":
    sys.exit(main())
