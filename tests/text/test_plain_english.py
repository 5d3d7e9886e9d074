"""What learners read is plain English: no "a row a feature" for "one row for each feature"."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COUNTED = (
    "batch|bias|block|column|direction|epoch|feature|gate|layer|line|loss|month|number|parameter|"
    "row|sample|sequence|step|timestep|unit|vector|weight|word"
)
# Such as "one row a feature". "A row of numbers" may stand.
PER = re.compile(rf"\b(?:{COUNTED})s? an? (?:{COUNTED})\b(?! ago)")
PAGES = [
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
    *sorted((ROOT / "helpers" / "text" / "en").glob("*.json")),
    *sorted((ROOT / "helpers" / "questions").glob("*.py")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_there_is_for_each_is_said_so(page):
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join(
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
        )
    found = [match[0] for match in PER.finditer(text)]
    allowed = {"step a number", "weights a gate"}  # "at each step a number goes in"
    assert [words for words in found if words not in allowed] == []
