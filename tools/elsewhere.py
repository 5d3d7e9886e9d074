"""Where lessons run besides here: the links below each title, and the cell that gets the course.

    python -m tools.elsewhere     # write both into every lesson

Colab and Kaggle open one notebook and nothing beside it. So the first cell of each lesson fetches
the repository where `helpers` cannot be imported, and goes to its folder of lessons, which holds
the data too. It installs what `helpers` needs, and leaves the TensorFlow that is there alone.
`make colab` runs the lessons so.
"""

import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
LESSONS = ROOT / "notebooks"
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = _PROJECT["urls"]["Repository"].removeprefix("https://github.com/")
# A link names what was tagged: Binder builds a branch anew after each commit, which takes minutes.
TAG = f"v{_PROJECT['version']}"

LINKS, FETCH = "run-elsewhere", "get-helpers"  # the ids of the two cells
FETCHES = f"""\
# On Colab and Kaggle this fetches the course. Where it is installed, nothing happens.
from importlib.util import find_spec

if not find_spec("helpers"):
    !git clone --quiet --depth 1 --branch {TAG} https://github.com/{REPOSITORY} gate-by-gate
    %cd -q gate-by-gate/notebooks
    %pip install --quiet ..
"""


def main() -> int:
    """Write the two cells into every lesson."""
    for path in sorted(LESSONS.glob("*.ipynb")):
        lesson = nbformat.read(path, as_version=4)
        lesson.cells = with_first_cells(lesson.cells, path.name)
        nbformat.write(lesson, path)
    return 0


def places_to_run(lesson: str) -> dict[str, str]:
    """Return the addresses that open a lesson, named by its file, ready to run."""
    path = quote(f"notebooks/{lesson}")
    file = f"{REPOSITORY}/blob/{TAG}/{path}"
    return {
        "Binder": f"https://mybinder.org/v2/gh/{REPOSITORY}/{TAG}?urlpath=lab/tree/{path}",
        "Colab": f"https://colab.research.google.com/github/{file}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src=https://github.com/{file}",
    }


def with_first_cells(cells: list[NotebookNode], lesson: str) -> list[NotebookNode]:
    """Return a lesson's cells with the links and the fetching cell below the title."""
    places = " · ".join(f"[{place}]({link})" for place, link in places_to_run(lesson).items())
    links = nbformat.v4.new_markdown_cell(f"Open this lesson in {places}", id=LINKS)
    fetch = nbformat.v4.new_code_cell(FETCHES.rstrip(), id=FETCH)
    # Folded away in JupyterLab and in Colab: it is no part of the lesson.
    fetch.metadata = {"cellView": "form", "jupyter": {"source_hidden": True}}
    title, *others = (cell for cell in cells if cell.id not in (LINKS, FETCH))
    return [title, links, fetch, *others]


if __name__ == "__main__":
    sys.exit(main())
