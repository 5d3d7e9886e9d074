"""What is defined in `helpers` is used there, in a lesson or by a tool: tests keep no name."""

import ast
import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
HELPERS = ROOT / "helpers"
# Called by name: by traitlets, by anywidget.
CALLED = re.compile(r"traitlets\.|validate|default|observe")
CALLED_BY_NAME = {"_esm"}
# For who converts weights outside of the lessons; they are in the changelog.
FOR_OTHERS = {"basic_lstm_to_keras", "keras_to_pytorch_module", "onnx_nodes_to_keras"}


def texts():
    """All code and prose but that of tests and bundles."""
    for folder, pattern in (
        ("helpers", "*.py"), ("helpers", "*.js"), ("tools", "*.py"), ("benchmarks", "*.py"),
        ("docs", "*.py"), ("docs", "*.md"),
    ):  # fmt: skip
        for file in sorted((ROOT / folder).rglob(pattern)):
            if "bundles" not in file.parts:
                yield file.read_text(encoding="utf-8")
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        yield "\n".join("".join(cell["source"]) for cell in cells)


def defined():
    """Every function, method, class, constant and attribute, with its file."""
    for file in sorted(HELPERS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.FunctionDef(name=name, decorator_list=decorators):
                    if not any(CALLED.search(ast.unparse(one)) for one in decorators):
                        yield name, file
                case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                    yield name, file
                case ast.Assign(targets=[ast.Name(id=name)]):
                    yield name, file


def test_tests_alone_keep_no_name():
    used = set()
    for text in texts():
        for line in text.splitlines():
            # A definition, an import and a list of names use none.
            own = re.match(r'\s*(?:(?:def|class) (\w+)|(\w+)\s*(?::[^=]*)?=[^=]|"(\w+)",?$)', line)
            words = re.findall(r"\w+", line)
            if own:
                words.remove(next(filter(None, own.groups())))
            if not re.match(r"\s*from .* import ", line) and not re.fullmatch(r"\s*\w+,", line):
                used.update(words)
    kept = used | CALLED_BY_NAME | FOR_OTHERS
    found = sorted(
        f"{file.relative_to(ROOT).as_posix()}: {name}"
        for name, file in defined()
        if name not in kept and not re.fullmatch(r"__\w+__", name)
    )
    assert found == []
    assert len(used) > 5000
