"""The teachers' guide says of every lesson what a teacher needs, and how long it takes."""

import re
from pathlib import Path

import nbformat
import pytest

from tools.minutes import STEP, minutes

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "teachers.md").read_text(encoding="utf-8")
# All but the map, which is no lesson to teach.
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))[1:]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_guide_has_all_of_a_lesson(path):
    number = path.name[:2]
    section = re.search(rf"^### {number} (.*?)<!-- questions {number} -->", GUIDE, re.M | re.S)[1]
    lesson = nbformat.read(path, as_version=4)
    title, said = re.match(r"(.*) \((\d+) minutes\)\n", section).groups()
    assert lesson.cells[0].source.splitlines()[0] == f"# {title}"
    # A lesson may grow by a cell before the guide is told.
    assert abs(int(said) - minutes(lesson)) <= STEP
    for part in ("Aim", "Ask", "Expect", "Pause", "Skip"):
        assert f"**{part}" in section, part
