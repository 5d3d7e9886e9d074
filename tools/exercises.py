"""Write the lessons without their solutions, for learners who want no peeping: `make exercises`.

    python -m tools.exercises        # into build/exercises

A lesson holds a worked solution behind a fold, in cells with the tag `solution`. Here these cells
are left out, and with them what a saved run of the lesson showed below them. Everything that the
lessons need lies beside them.
"""

import shutil
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

LESSONS = Path(__file__).parent.parent / "notebooks"
EXERCISES = LESSONS.parent / "build" / "exercises"
SOLUTION = "solution"


def main() -> int:
    """Write the edition for learners."""
    print(write(EXERCISES))
    return 0


def write(folder: Path) -> Path:
    """Write every lesson without its solutions into `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns(".ipynb_checkpoints", "*.ipynb")
    shutil.copytree(LESSONS, folder, ignore=ignored)
    for path in sorted(LESSONS.glob("*.ipynb")):
        nbformat.write(without_solutions(nbformat.read(path, as_version=4)), folder / path.name)
    return folder


def is_solution(cell: NotebookNode) -> bool:
    """Tell whether a cell gives an exercise away."""
    return SOLUTION in cell.metadata.get("tags", [])


def without_solutions(lesson: NotebookNode) -> NotebookNode:
    """Return the lesson without the cells that solve its exercises; it is changed in place."""
    lesson.cells = [cell for cell in lesson.cells if not is_solution(cell)]
    runs = [cell for cell in lesson.cells if cell.cell_type == "code" and cell.execution_count]
    for number, cell in enumerate(runs, start=1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
    return lesson


if __name__ == "__main__":
    sys.exit(main())
