"""Every exercise fails as it stands, and passes with the solution that is folded below it."""

import re
from pathlib import Path

import nbformat
import pytest

from helpers.exercises.bank import EXERCISES
from tools.exercises import LESSONS, is_solution, without_solutions, write

CHECKED = re.compile(r"^check\((\w+)\)$", re.MULTILINE)
# The lessons with exercises that `check` looks at.
WITH_EXERCISES = [
    path for path in sorted(LESSONS.glob("*.ipynb")) if "check(" in path.read_text(encoding="utf-8")
]


def code_cells(lesson: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in lesson.cells if cell.cell_type == "code"]


def exercises(lesson: nbformat.NotebookNode) -> dict[str, list[nbformat.NotebookNode]]:
    """The cells that hand a function to `check`, by its name: the learner's, then the solution."""
    found: dict[str, list[nbformat.NotebookNode]] = {}
    for cell in code_cells(lesson):
        for name in CHECKED.findall(cell.source):
            found.setdefault(name, []).append(cell)
    return found


def shown(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def test_every_exercise_is_asked_in_a_lesson_once():
    asked = [name for path in WITH_EXERCISES for name in exercises(nbformat.read(path, 4))]
    assert sorted(asked) == sorted(EXERCISES)


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_is_followed_by_its_solution_behind_a_fold(path):
    for name, cells in exercises(nbformat.read(path, 4)).items():
        yours, solution = cells
        assert not is_solution(yours)
        assert is_solution(solution)
        assert solution.metadata.jupyter.source_hidden
        assert "hide-input" in solution.metadata.tags, "the website folds by this tag"
        assert shown(yours).startswith("✗"), name
        assert shown(solution).startswith("✓"), name


def test_the_edition_for_learners_has_the_lessons_and_no_solution(tmp_path: Path):
    folder = write(tmp_path / "exercises")
    assert {path.name for path in folder.glob("*.ipynb")} == {
        path.name for path in LESSONS.glob("*.ipynb")
    }
    assert (folder / "data" / "sonnets.txt").is_file()
    for path in folder.glob("*.ipynb"):
        lesson = nbformat.read(path, as_version=4)
        nbformat.validate(lesson)
        assert not any(is_solution(cell) for cell in lesson.cells)
        counts = [cell.execution_count for cell in code_cells(lesson) if cell.execution_count]
        assert counts == list(range(1, len(counts) + 1))


def outcome(source: str, names: dict[str, object]) -> str:
    """What `check` answers on the last line of a cell, ✗ or ✓; as in a kernel, names are kept."""
    function, _, call = source.rpartition("\n")
    assert CHECKED.fullmatch(call)
    exec(function, names)
    return repr(eval(call, names))[0]


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=lambda path: path.stem)
def test_as_it_stands_it_fails_and_with_the_solution_it_passes(path):
    """In the learners' edition; the solution is put where the learner writes."""
    whole = nbformat.read(path, as_version=4)
    solved = {name: solution.source for name, (_, solution) in exercises(whole).items()}
    lesson = without_solutions(whole)
    lines = "\n".join(cell.source for cell in code_cells(lesson)).splitlines()
    names: dict[str, object] = {}
    exec("\n".join(line for line in lines if re.match(r"(import|from) ", line)), names)
    for name, (yours,) in exercises(lesson).items():
        # What is given above the function stays: an import, another function.
        given = yours.source.partition(f"def {name}(")[0]
        assert outcome(yours.source, names) == "✗", name
        assert outcome(f"{given}\n{solved[name]}", names) == "✓", name
