"""Every number in the prose of a lesson is one that its cells show, its sums give, or has a source.

Numbers of one digit are left out: they count what the sentence names. So are the names of lessons.
A new number without a cell goes into SOURCES below, with the place from which it comes.
"""

import ast
import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))

NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
# What is no number of the prose: code, addresses, comments, entities, and names of lessons.
NOT_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<!--.*?-->|<[^>]+>|[Ll]essons? \d\d(?:(?:, | and | to )\d\d)*"
    r"|\[\d\d [^\]]*\]|\*\*[Ll]esson \d\d",
    re.DOTALL,
)
# A sum with its result: (3 + 2) × 2 + 2 = **12**
SUM = re.compile(r"(?<!\w)([\d(][\d\s+×−(),.]*?)\s*=\s*\**(\d[\d,]*(?:\.\d+)?)(?!\s*[+×])")

# Where a number comes from that no cell of its lesson shows: a file that says it or computes it, or
# "example" for one that only stands for any other, "paper" for the year of one that is named there.
SOURCES: dict[str, dict[str, str]] = {
    "00_start_here": {"178,058": "notebooks/11_a_whole_model.ipynb"},
    "01_tensors": dict.fromkeys(["18", "29", "116", "73"], "notebooks/data/SOURCES.md"),
    "08_one_to_one": {"50": "example"},
    # What is said of such a run is what tests/widgets/test_explore_tasks.py sees.
    "09_many_to_one": {"2,000": "tests/widgets/test_explore_tasks.py"},
    "10_many_to_many": dict.fromkeys(["95", "29", "41"], "helpers/tasks/seeds.py"),
    "11_a_whole_model": {
        "21": "benchmarks/held_out.py",
        "30": "benchmarks/held_out.py",
        "316": "benchmarks/held_out.py",
    },
    "12_inside_the_cell": {"18": "benchmarks/remember.py"},
    "13_padding": dict.fromkeys(["21", "29"], "benchmarks/padding.py"),
    "14_state": {
        **dict.fromkeys(["99", "100"], "benchmarks/reverse.py"),
        "3.15": "requirements.txt",
    },
    "15_other_cells": {
        **dict.fromkeys(["2000", "2017", "2023", "2024"], "paper"),
        "2.13": "tools/install_torch.py",
    },
    "16_forecast": {"160": "tools/forecast_runs.py"},
}


def text_of(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def prose_of(lesson: dict) -> str:
    cells = (text_of(cell["source"]) for cell in lesson["cells"] if cell["cell_type"] == "markdown")
    return NOT_PROSE.sub(" ", "\n\n".join(cells))


def shown_by(lesson: dict) -> str:
    """What the code of a lesson says and shows, its interactives' tables included."""
    pieces = []
    for cell in lesson["cells"]:
        if cell["cell_type"] != "code":
            pieces += re.findall(r"```.*?```|`[^`\n]*`", text_of(cell["source"]), re.DOTALL)
            continue
        pieces.append(text_of(cell["source"]))
        for output in cell["outputs"]:
            pieces.append(text_of(output.get("text", "")))
            data = output.get("data", {})
            pieces += [text_of(data.get(kind, "")) for kind in ("text/plain", "text/html")]
            pieces.append(text_of(output.get("traceback", "")))
    # What Python writes as 2.1e-05 the prose writes as 2.1 × 10⁻⁵.
    return re.sub(r"(?<=\d)e(?=[-+]\d)", " × ", "\n".join(pieces))


def values(text: str) -> set[float]:
    return {float(number.rstrip(",.").replace(",", "")) for number in NUMBER.findall(text)}


def given_by_sums(prose: str) -> set[float]:
    """The numbers of every sum in the prose that comes out as it says."""
    found: set[float] = set()
    for left, right in SUM.findall(prose):
        terms = left.replace("×", "*").replace("−", "-").replace(",", "")
        try:
            result = _worked_out(ast.parse(terms.strip(), mode="eval").body)
        except (SyntaxError, ValueError):
            continue
        wanted = float(right.replace(",", ""))
        decimals = len(right.partition(".")[2])
        assert round(result, decimals) == wanted, f"{left} = {result}, not {right}"
        found |= {wanted, *values(left)}
    return found


def _worked_out(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left, ast.Add(), right):
            return _worked_out(left) + _worked_out(right)
        case ast.BinOp(left, ast.Sub(), right):
            return _worked_out(left) - _worked_out(right)
        case ast.BinOp(left, ast.Mult(), right):
            return _worked_out(left) * _worked_out(right)
    raise ValueError("no sum")


def without_source(path: Path) -> list[str]:
    lesson = json.loads(path.read_text(encoding="utf-8"))
    prose = prose_of(lesson)
    explained = values(shown_by(lesson)) | given_by_sums(prose)
    sources = SOURCES.get(path.stem, {})
    found = [number.rstrip(",.") for number in NUMBER.findall(prose)]
    return [
        number
        for number in dict.fromkeys(found)
        if (len(number) > 1 and number not in sources)
        and float(number.replace(",", "")) not in explained
    ]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_number_stands_in_the_prose_without_a_source(path):
    assert without_source(path) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_source_is_kept_for_a_number_that_has_gone(path):
    lesson = json.loads(path.read_text(encoding="utf-8"))
    found = {number.rstrip(",.") for number in NUMBER.findall(prose_of(lesson))}
    assert set(SOURCES.get(path.stem, {})) <= found


def test_a_sum_that_is_wrong_is_noticed():
    assert given_by_sums("So (3 + 2) × 2 + 2 = **12**.") == {3, 2, 12}
    assert given_by_sums("0.881 × 1 + 0.731 × 0.762 = 1.438") >= {1.438}
    with pytest.raises(AssertionError):
        given_by_sums("3 × 4 = 13")


def test_every_source_is_there():
    for source in {source for sources in SOURCES.values() for source in sources.values()}:
        assert source in ("example", "paper") or (NOTEBOOKS.parent / source).is_file(), source


@pytest.mark.slow
def test_what_the_seeds_of_lesson_10_print_is_what_they_print_here():
    """The counts differ a little from one processor to the next, and the lesson says so."""
    from helpers.tasks import train_seeds

    for example, exact in (("one_to_one", 95), ("many_to_many", 29)):
        assert train_seeds(example).exact == pytest.approx(exact, abs=6)
    assert train_seeds("many_to_one").minus_zero == pytest.approx(41, abs=15)
