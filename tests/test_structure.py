"""The house as drawn by its imports: rooms downward, no circle, heavy libraries only when used."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import helpers

ROOT = Path(__file__).parent.parent
HELPERS = ROOT / "helpers"
MODULES = sorted(HELPERS.rglob("*.py"))
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WIDGETS = sorted(
    folder.name
    for folder in (HELPERS / "widgets").iterdir()
    if (folder / "__init__.py").exists() and folder.name != "shared"
)
HEAVY = {"keras", "tensorflow", "torch", "onnx", "onnxruntime"}


def test_the_contracts_on_imports_are_kept():
    # In a process of its own: the linter keeps hold of the console.
    code = "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"
    command = [sys.executable, "-X", "utf8", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def imported_at_once(tree: ast.Module) -> set[str]:
    """What is imported as soon as the module is: outside of functions, and not for types alone."""
    found, todo = set(), list(tree.body)
    while todo:
        node = todo.pop()
        match node:
            case ast.Import():
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module)):
                found.add(module)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                continue
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                todo += node.orelse
            case _:
                todo += list(ast.iter_child_nodes(node))
    return found


def heavy_modules() -> dict[str, set[str]]:
    found = {}
    for file in MODULES:
        names = imported_at_once(ast.parse(file.read_text(encoding="utf-8")))
        if heavy := {name for name in names if name.split(".")[0] in HEAVY}:
            found[file.relative_to(HELPERS).as_posix()] = heavy
    return found


def test_keras_is_imported_inside_functions_but_for_the_training_room():
    # Who trains needs TensorFlow at once, and nobody imports that room before.
    assert {path.split("/")[0] for path in heavy_modules()} == {"training"}


def test_the_finder_of_heavy_imports_sees_what_it_should():
    code = """
import keras
if TYPE_CHECKING:
    import torch
try:
    import onnx
except ImportError:
    pass
class Lazy:
    from tensorflow import function
    def later(self):
        import onnxruntime
"""
    assert imported_at_once(ast.parse(code)) == {"keras", "onnx", "tensorflow"}


def test_no_import_loads_a_framework():
    rooms = sorted(path.name for path in HELPERS.iterdir() if (path / "__init__.py").exists())
    code = f"""
import sys
from importlib import import_module
for room in {rooms}:
    import_module(f"helpers.{{room}}")
import helpers
for name in helpers.__all__:
    if name not in ("train", "TrainingLab"):
        getattr(helpers, name)
print(*sorted(set({sorted(HEAVY)}) & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lessons_import_from_helpers_or_one_level_below(lesson):
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    for module in re.findall(r"^\s*(?:from|import) (helpers[\w.]*)", code, re.MULTILINE):
        assert module.count(".") <= 1, module


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_has_one_name_in_folder_files_class_words_and_style(name):
    folder = HELPERS / "widgets" / name
    title = "".join(part.capitalize() for part in name.split("_"))
    assert title in helpers.__all__
    for kind in ("py", "js", "css"):
        assert (folder / f"{name}.{kind}").is_file()
    assert (HELPERS / "text" / "en" / f"{name}.json").is_file()
    style = (folder / f"{name}.css").read_text(encoding="utf-8")
    assert f".gbg-{name.replace('_', '-')}" in style


def test_no_room_has_the_name_of_a_public_function():
    # Importing helpers.explain as a module would hide `explain`.
    rooms = {path.name.removesuffix(".py") for path in HELPERS.iterdir()}
    assert not rooms & set(helpers.__all__)
