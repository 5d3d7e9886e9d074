"""The lessons as the tests of the questions read them."""

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def cells(lesson: str) -> list[dict]:
    """Return all cells of a lesson."""
    return json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]


def code_cells(lesson: str) -> list[str]:
    """Return the code of a lesson, cell by cell."""
    return ["".join(cell["source"]) for cell in cells(lesson) if cell["cell_type"] == "code"]
