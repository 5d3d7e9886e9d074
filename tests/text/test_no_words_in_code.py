"""What readers see stands in the catalogue: no sentence in the code, and no key that is missing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.text.words import words

HELPERS = Path(__file__).parent.parent.parent / "helpers"
PYTHON = sorted(HELPERS.rglob("*.py"))
SCRIPTS = sorted(
    file for file in (HELPERS / "widgets").rglob("*.js") if file.parent.name != "bundles"
)
PROSE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}")
# What reads like a sentence and is none.
NO_WORDS = {
    "offset points",  # matplotlib's
    "outside upper center",
    "font cache",
    "cumulative sum",  # a name that code is called with
    "import keras",
    "one gate",  # a name that is never shown
    "for tensor in (",
    ".faint text{fill:",
    "both in B",  # names of a framework's arrays
    "bias_ih and bias_hh",
    "text{font:15px system-ui,sans-serif;fill:",
    "color-mix(in srgb, var(--gbg-text, #333) 76%, var(--gbg-back, #fff))",
    "No model config found",  # what Keras says, to be recognised
    "weights only",
    "(?:Could not locate class|Unknown layer:) '?(\\w+)",
}
# For who writes code: a name that a module has not, a section that the catalogue has not, an Enum.
FOR_AUTHORS = {
    "__init__.py": {"module 'helpers' has no name", "; it has"},
    "figures/__init__.py": {"has no attribute"},
    "training/__init__.py": {"has no attribute"},
    "text/words.py": {"the words of", "are missing: no"},
    "counting/conventions/convention.py": {
        "as they stand: (rows, gates × units); one row alone is a vector",
        "transposed, each gate a group of rows: (gates × units, rows)",
        "a vector for each row: (gates × units,), each with a name of its own",
        "one row after the other in one vector: (rows × gates × units,)",
    },
}
# Keras's own messages, as Keras writes them.
NOT_OURS = {"widgets/tensor_shapes/returned.py"}
# A cure is a line of code, the same in every language, and so is a page's markup.
CODE = re.compile(r"keras\.|np\.|model\.|<!doctype")
# The names of findings, by which code tells them apart.
FINDINGS = {
    "class numbers", "ids out of range", "ids that are not whole",
    "ids with a feature axis", "ids without an Embedding", "labels out of range", "missing axis",
    "missing batch axis", "missing input", "missing return_sequences", "no model", "not finite",
    "not numbers", "not shares", "one class", "one target for a sequence", "other features",
    "other length", "other number of axes", "other number of samples", "other shape", "other width",
    "return_state in a chain", "series without windows", "shares of classes", "stateful batch",
    "stateful without a batch", "swapped axes", "two widths", "unseen data",
}  # fmt: skip


def sentences(tree: ast.Module) -> Iterator[str]:
    """The texts of a module that read like words for a reader; docstrings left out."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # Markup and its attributes are no words.
            text = re.sub(r"<[^>]*>?|[\w-]+=\"[^\"]*\"", "", node.value)
            if id(node) not in skipped and PROSE.search(text):
                yield node.value


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: file.relative_to(HELPERS).as_posix())
def test_python_holds_no_sentences(file):
    name = file.relative_to(HELPERS).as_posix()
    if name not in NOT_OURS:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        known = NO_WORDS | FINDINGS | FOR_AUTHORS.get(name, set())
        found = [text for text in sentences(tree) if not CODE.search(text)]
        assert [text for text in found if text.strip() not in known] == []


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", script, flags=re.DOTALL)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.relative_to(HELPERS).as_posix())
def test_views_hold_no_sentences(file):
    script = without_comments(file.read_text(encoding="utf-8"))
    script = re.sub(r"throw new Error\([^\n]*", "", script)
    texts = re.findall(r"\"[^\"\n]*\"|`[^`]*`", script)
    # In a template only what stands outside of the braces is text. Classes, lengths and the names
    # of events are none.
    none = re.compile(r"\$\{[^}]*\}|\d*px\b|\bvar\([\w-]+\)|\brepeat\(|change:\w+")
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
    text = file.read_text(encoding="utf-8")
    named = re.findall(r"\bwords\(\"(\w+)\"\)", text)
    return {file.parent.name, *named, *(["refusals"] if "refusal" in text else [])}


def test_the_finder_of_sentences_finds_them():
    tree = ast.parse(
        '"""Not this one."""\n'
        "def f(a):\n"
        "    if a:\n"
        "        raise ValueError('nor these here')\n"
        "    return f'but {a} this one', '<p style=\"a b\">', 'key'\n"
    )
    assert sorted(sentences(tree)) == [" this one", "nor these here"]
