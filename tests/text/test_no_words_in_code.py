"""What readers see stands in the catalogue: no sentence in the code, and no key that is missing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.text.words import words

HELPERS = Path(__file__).parent.parent.parent / "helpers"
ROOMS = ("counting", "figures", "questions", "tasks", "widgets")
PYTHON = [file for room in ROOMS for file in sorted((HELPERS / room).rglob("*.py"))]
SCRIPTS = sorted(
    file for file in (HELPERS / "widgets").rglob("*.js") if file.parent.name != "bundles"
)
PROSE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}")
# What reads like a sentence and is none.
NO_WORDS = {
    "offset points",  # matplotlib's
    "outside upper center",
    "cumulative sum",  # a name that code is called with
    "import keras",
    "one gate",  # a name that is never shown
    "for tensor in (",
    ".faint text{fill:",
    "both in B",  # names of a framework's arrays
    "bias_ih and bias_hh",
    "text{font:15px system-ui,sans-serif;fill:",
    "color-mix(in srgb, var(--gbg-text, #333) 76%, var(--gbg-back, #fff))",
}
# Keras's own messages, as Keras writes them; and what an Enum says to who reads the code.
NOT_OURS = {"widgets/tensor_shapes/returned.py", "counting/conventions/convention.py"}
# To be moved yet.
NOT_YET = {"widgets/training_lab/training_lab.py"}


# They are given what was expected, for an error.
CHECKS = {"of_type", "all_of_type", "mapping", "function", "numbers"}


def sentences(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that read like words for a reader; errors and docstrings left out."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Raise() | ast.Expr(value=ast.Constant()):
                skipped |= {id(inner) for inner in ast.walk(node)}
            case ast.Assign(targets=[ast.Name(id="expected")]):
                skipped |= {id(inner) for inner in ast.walk(node)}
            case ast.Call(func=ast.Name(id=name)) if name in CHECKS:
                skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # Markup and its attributes are no words.
            text = re.sub(r"<[^>]*>?|[\w-]+=\"[^\"]*\"", "", node.value)
            if id(node) not in skipped and PROSE.search(text):
                yield node.value


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: file.relative_to(HELPERS).as_posix())
def test_python_holds_no_sentences(file):
    if file.relative_to(HELPERS).as_posix() not in NOT_OURS | NOT_YET:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert [text for text in sentences(tree) if text.strip() not in NO_WORDS] == []


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", script, flags=re.DOTALL)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.relative_to(HELPERS).as_posix())
def test_views_hold_no_sentences(file):
    script = without_comments(file.read_text(encoding="utf-8"))
    script = re.sub(r"throw new Error\([^\n]*", "", script)
    texts = re.findall(r"\"[^\"\n]*\"|`[^`]*`", script)
    # In a template only what stands outside of the braces is text. Classes, lengths and the names
    # of events are none.
    none = re.compile(r"\$\{[^}]*\}|\bpx\b|change:\w+")
    texts = [none.sub("", text) for text in texts if "gbg-" not in text]
    assert [text for text in texts if PROSE.search(text)] == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.relative_to(HELPERS).as_posix())
def test_the_words_that_a_view_asks_for_are_there(file):
    folder = file.parent.name
    known = words("shared") if folder == "shared" else words("shared") | words(folder)
    script = without_comments(file.read_text(encoding="utf-8"))
    if folder != "shared":
        missing = {}
        for name, inner in re.findall(r"\bwords\.(\w+)(?:\.([a-z_]+)\b)?", script):
            if name not in known:
                missing[name] = "no such word"
            elif inner and isinstance(known[name], dict) and inner not in known[name]:
                missing[f"{name}.{inner}"] = "no such word"
        assert missing == {}


@pytest.mark.parametrize(
    "section", sorted(path.stem for path in (HELPERS / "text" / "en").glob("*.json"))
)
def test_every_word_is_asked_for(section):
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for file in [*HELPERS.rglob("*.py"), *SCRIPTS]
        if section in ("shared", "figures", "counting") or section in asks_for(file)
    )
    # Of the summaries each is taken, by the name of its lesson.
    names = [] if section == "summaries" else words(section)
    unused = [name for name in names if not re.search(rf"\b{name}\b", code)]
    assert unused == []


def asks_for(file: Path) -> set[str]:
    """The sections whose words a file uses: that of its folder, and those it names."""
    named = re.findall(r"\bwords\(\"(\w+)\"\)", file.read_text(encoding="utf-8"))
    return {file.parent.name, *named}


def test_the_finder_of_sentences_finds_them():
    tree = ast.parse(
        '"""Not this one."""\n'
        "def f(a):\n"
        "    expected = 'a must be a number'\n"
        "    if a:\n"
        "        raise ValueError(f'{expected}, not this one either')\n"
        "    return f'but {a} this one', '<p style=\"a b\">', 'key'\n"
    )
    assert list(sentences(tree)) == [" this one"]
