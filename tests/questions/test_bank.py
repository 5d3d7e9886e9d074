"""Every question is asked in a lesson and followed by a proof; every known confusion has one."""

import json
import re
from pathlib import Path

import pytest

from helpers.questions.bank import QUESTIONS
from helpers.questions.recall import RECALLS

ROOT = Path(__file__).parent.parent.parent
ROW = re.compile(r"^\| (?P<confusion>[^|]+) \| (?P<lesson>\d\d_\w+) \| (?P<questions>[^|]+) \|$")
ASKED = re.compile(r'Ask\("(\w+)"\)')


def code_cells(lesson: str) -> list[str]:
    notebook = json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def rows() -> list[tuple[str, str, str]]:
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    found = [row for row in map(ROW.match, lines) if row]
    return [
        (row["confusion"], row["lesson"], name)
        for row in found
        for name in re.findall(r"`(\w+)`", row["questions"])
    ]


def test_the_table_names_the_confusions_that_learners_have():
    told = " ".join(confusion for confusion, _, _ in rows())
    # What learners get wrong most, in the words of the table.
    for confusion in (
        "units taken for timesteps",
        "timesteps multiply",
        "batch size in the count",
        "three gates",
        "bias is forgotten",
        "second bias of PyTorch",
        "second bias of the GRU",
        "order of return_state",
        "width after Bidirectional",
        "TimeDistributed and Dense",
        "return_sequences missing when stacking",
        "axes swapped",
        "stateful without a fixed batch",
    ):
        assert confusion in told


@pytest.mark.parametrize(("confusion", "lesson", "name"), rows())
def test_a_confusion_has_its_question_and_a_proof_after_it(confusion, lesson, name):
    assert name in QUESTIONS
    cells = code_cells(lesson)
    (asked,) = [i for i, cell in enumerate(cells) if f'Ask("{name}")' in cell]
    proofs = [cell for cell in cells[asked + 1 :] if not cell.startswith("Ask(")]
    assert proofs, f"nothing in {lesson} proves the answer of {name}"


def test_every_question_is_asked_once():
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"))
    asked = [
        name
        for lesson in lessons
        for cell in code_cells(lesson.stem)
        for name in ASKED.findall(cell)
        if name not in RECALLS
    ]
    assert sorted(asked) == sorted(QUESTIONS)
