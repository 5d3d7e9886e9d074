"""Every lesson is saved executed, whole and readable; what its cells show is compared by nbval."""

import ast
import importlib
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anywidget
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from helpers.widgets.shared.view_module import loader, view_module
from tools.elsewhere import with_first_cells

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
IPYWIDGETS = "@jupyter-widgets/controls"
# Interactives that are read.
ALL_TEXT = {"Ask", "OrderLines", "SayItBack"}
LINK = re.compile(r"(!?)\[([^\]]*)\]\(\s*<?([^)\s>]+)[^)]*\)")
IMAGE_TAG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
# A path that starts at the root of a machine: /home/…, C:\…
MACHINE_PATH = re.compile(
    r"(?<![\w.~/:-])/(?:root|home|Users|work|opt|srv|tmp|mnt)/\w|\b[A-Z]:\\\\?\w"
)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def prose(notebook: nbformat.NotebookNode) -> str:
    """The text of the lesson, without the code that it quotes."""
    cells = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    text = "\n\n".join(cells)
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def shows_something(source: str) -> bool:
    """Whether a cell that runs leaves an output: it prints, or its last line is an expression.

    Calls are not followed: a function that prints counts only as a cell's last line, where nothing
    forbids that it returns None and shows nothing. So a last line that is a call does not count,
    unless it makes an object: its name begins with a capital letter.
    """
    # Lines for IPython itself, such as %matplotlib, become calls.
    body = ast.parse(TransformerManager().transform_cell(source)).body
    if any(_is_print(node) for statement in body for node in _outside_functions(statement)):
        return True
    if not body or not isinstance(body[-1], ast.Expr) or source.rstrip().endswith(";"):
        return False
    value = body[-1].value
    if isinstance(value, ast.Call):
        return _called(value)[:1].isupper()
    return not (isinstance(value, ast.Constant) and value.value in (None, ...))


def _outside_functions(statement: ast.stmt) -> list[ast.AST]:
    found: list[ast.AST] = []
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        found.append(node)
        pending.extend(ast.iter_child_nodes(node))
    return found


def _is_print(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _called(node) in {"print", "display"}


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def widget_class(state: dict[str, Any]) -> type[anywidget.AnyWidget]:
    module, _, name = state["_anywidget_id"].rpartition(".")
    return getattr(importlib.import_module(module), name)


def saved_models(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    return notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})


def test_there_are_lessons():
    assert LESSONS


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def notebook(path: Path) -> nbformat.NotebookNode:
    return read(path)


def test_is_valid_and_its_cells_have_ids(path, notebook):
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    # From the file itself: nbformat silently gives new ids to cells without one of their own.
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(cell.source.strip() for cell in notebook.cells), "an empty cell"


def test_was_executed_from_top_to_bottom(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_shows_no_log_lines_and_only_the_errors_that_are_meant(notebook):
    for cell in code_cells(notebook):
        kinds = {(output.output_type, output.get("name")) for output in cell.outputs}
        assert ("stream", "stderr") not in kinds, cell.source
        meant = "raises-exception" in cell.metadata.get("tags", [])
        assert (("error", None) in kinds) == meant, cell.source


def test_no_cell_has_lost_its_outputs(notebook):
    for cell in code_cells(notebook):
        if shows_something(cell.source):
            assert cell.outputs, cell.source


def test_every_output_is_readable_without_widgets_and_pictures(notebook):
    models = saved_models(notebook)
    drawn = False
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            drawn = drawn or "image/png" in data
            if WIDGET_VIEW in data:
                if models[data[WIDGET_VIEW]["model_id"]]["model_module"] == IPYWIDGETS:
                    # They leave nothing behind: a picture before them shows what they show.
                    assert drawn, cell.source
                    continue
                assert {"text/html", "image/png", "image/svg+xml"} & set(data), cell.source
            assert not re.search(r"\bat 0x[0-9a-f]+", data.get("text/plain", "")), cell.source


def test_every_interactive_leaves_a_picture(notebook):
    models = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            state = models.get(data.get(WIDGET_VIEW, {}).get("model_id"), {}).get("state", {})
            if "_anywidget_id" in state and widget_class(state).__name__ not in ALL_TEXT:
                assert "<img alt=" in data["text/html"], cell.source


def test_no_cell_answers_with_true_or_false(notebook):
    """A number, rounded so that it is the same on every processor, says more."""
    answers = re.compile(r"(?:^|[:=?]\s*)(?:True|False)$")
    found = [
        f"{cell.source.splitlines()[0]} … {line}"
        for cell in code_cells(notebook)
        for output in cell.outputs
        for text in (output.get("text", ""), output.get("data", {}).get("text/plain", ""))
        for line in text.splitlines()
        if answers.search(line.strip())
    ]
    assert found == []


def test_kernel_is_python(notebook):
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.kernelspec.language == "python"
    assert notebook.metadata.language_info.name == "python"
    assert notebook.metadata.language_info.version.partition(".")[0] == "3"


def test_can_be_opened_elsewhere(path, notebook):
    now = [(cell.id, cell.source, cell.metadata) for cell in notebook.cells[:3]]
    written = with_first_cells(notebook.cells, path.name)[:3]
    wanted = [(cell.id, cell.source, cell.metadata) for cell in written]
    assert now == wanted, "run `python -m tools.elsewhere`"


def test_headings_are_in_order(notebook):
    levels = [len(marks) for marks in re.findall(r"^(#{1,6}) ", prose(notebook), re.MULTILINE)]
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    for above, below in pairwise(levels):
        assert below <= above + 1, levels


def test_pictures_have_a_description(notebook):
    text = prose(notebook)
    for mark, words, target in LINK.findall(text):
        assert not mark or words.strip(), target
    shown = [
        output.data["text/html"]
        for cell in code_cells(notebook)
        for output in cell.outputs
        if "text/html" in output.get("data", {})
    ]
    for tag in IMAGE_TAG.findall("\n".join([text, *shown])):
        assert re.search(r"""\balt\s*=\s*["'][^"']""", tag), tag[:200]


def test_links_lead_somewhere(path, notebook):
    text = prose(notebook)
    shown = re.findall(r'src="([^"]*)"', "\n".join(IMAGE_TAG.findall(text)))
    for target in [*(target for _, _, target in LINK.findall(text)), *shown]:
        if re.match(r"[a-z]+:", target) or target.startswith("attachment:"):
            continue
        file = unquote(target.partition("#")[0])
        assert not file or (path.parent / file).exists(), target


@pytest.mark.parametrize(("this", "following"), list(pairwise(LESSONS)), ids=lambda path: path.stem)
def test_ends_with_a_link_to_the_next_lesson(this, following):
    last = [cell for cell in read(this).cells if cell.cell_type == "markdown"][-1]
    assert following.name in [unquote(target) for _, _, target in LINK.findall(last.source)]


def test_saved_widgets_are_those_of_the_code(notebook):
    models = saved_models(notebook)
    for saved in (model["state"] for model in models.values()):
        if "_esm" in saved:
            name, now = widget_class(saved).__name__, {"_esm": loader()}
        elif "code" in saved:
            name = saved["name"]
            now = {key: view_module(name).get_state()[key] for key in ("code", "style", "words")}
        else:
            continue
        for key, value in now.items():
            # Not compared by assert: it would print two whole modules.
            if saved[key] != value:
                pytest.fail(f"{key} of {name} has changed: run `make notebooks`")
    viewed = {
        output.data[WIDGET_VIEW]["model_id"]
        for cell in code_cells(notebook)
        for output in cell.outputs
        if WIDGET_VIEW in output.get("data", {})
    }
    assert viewed <= set(models), "a widget is shown whose state is not saved"


def test_names_no_folder_of_a_machine(path):
    assert MACHINE_PATH.findall(path.read_text(encoding="utf-8")) == []
