"""Estimate how long a class takes for each lesson: `python -m tools.minutes`.

An estimate and no measurement: what is on a page is counted, and each kind gets a time of its own.
"""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.elsewhere import FETCH, LINKS

LESSONS = Path(__file__).parent.parent / "notebooks"
WORDS_A_MINUTE = 150  # read aloud, or slowly
# Minutes for one of each.
QUESTION = 1.0  # to answer, and to read what is said of it
INTERACTIVE = 3.0  # to play with, and to talk about
EXERCISE = 5.0  # to write and to mend
CODE = 0.5  # any other cell: to run and to look at
STEP = 5  # what is said is rounded up to a multiple of this


def minutes(lesson: NotebookNode) -> int:
    """Return the minutes that a class takes for a lesson."""
    total = 0.0
    for cell in lesson.cells:
        if cell.get("id") in (LINKS, FETCH) or "solution" in cell.metadata.get("tags", []):
            continue
        total += len(cell.source.split()) / WORDS_A_MINUTE if cell.cell_type == "markdown" else 0
        total += _doing(cell.source) if cell.cell_type == "code" else 0
    return STEP * -int(-total // STEP)


def _doing(code: str) -> float:
    """Return the minutes that a cell of code takes."""
    if re.search(r"^Ask\(", code, re.MULTILINE):
        return QUESTION
    if re.search(r"^check\(", code, re.MULTILINE):
        return EXERCISE
    # A call of an interactive, but for the picture of the cell, which is only looked at.
    if re.search(r"^(?!CellPicture)[A-Z]\w+\(", code, re.MULTILINE):
        return INTERACTIVE
    return CODE


def main() -> None:
    """Print a line for each lesson."""
    for path in sorted(LESSONS.glob("*.ipynb")):
        print(f"{path.stem}: {minutes(nbformat.read(path, as_version=4))} minutes")


if __name__ == "__main__":
    main()
