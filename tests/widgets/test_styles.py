"""One visual language: type, radii and rules stand once, in helpers/widgets/shared/style.css."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

WIDGETS = Path(__file__).parent.parent.parent / "helpers" / "widgets"
SHARED = WIDGETS / "shared" / "style.css"
SHEETS = sorted(path for path in WIDGETS.glob("*/*.css") if path.parent.name != "bundles")
TYPE_SIZE = re.compile(r"var\(--(gbg-text-(s|m|l|xl|xxl)|digits)[,)]|inherit\b")
RADIUS = re.compile(r"var\(--gbg-radius(-s)?\)|0|50%")  # 50% makes a circle
# Below this, two rules are alike by chance.
DECLARATIONS_THAT_REPEAT = 3


def rules(text):
    """Return (selectors around it, selector, its declarations) for each rule of a style sheet."""
    found, around, declared, begun = [], [], [[]], ""
    for sign in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL):
        if sign not in "{};":
            begun += sign
            continue
        words = " ".join(begun.split())
        begun = ""
        if sign == "{":
            around.append(words)
            declared.append([])
        elif words:
            declared[-1].append(words)
        if sign == "}":
            selector, own = around.pop(), declared.pop()
            if own:
                # The class of the widget, around all of its rules, is no part of what they say.
                inside = tuple(one for one in around if not one.startswith(".gbg.gbg-"))
                found.append((inside, selector, tuple(sorted(own))))
    return found


def declarations(path, *names):
    return [
        value.strip()
        for _, _, own in rules(path.read_text(encoding="utf-8"))
        for name, _, value in (one.partition(":") for one in own)
        if name in names
    ]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_type_has_the_five_sizes_only(path):
    for value in declarations(path, "font-size", "font", "--digits"):
        assert TYPE_SIZE.search(value), value


def test_there_are_five_sizes():
    sizes = re.findall(r"--gbg-text-\w+: (\d+)px", SHARED.read_text(encoding="utf-8"))
    assert len(sizes) == 5
    assert min(map(int, sizes)) == 13


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_corners_have_the_two_radii_only(path):
    for value in declarations(path, "border-radius"):
        assert all(RADIUS.fullmatch(one) for one in value.split()), value


def test_no_rule_stands_in_two_style_sheets():
    by_rule, by_content = defaultdict(set), defaultdict(set)
    for path in SHEETS:
        for inside, selector, own in rules(path.read_text(encoding="utf-8")):
            if selector.startswith(".gbg.gbg-"):
                continue
            by_rule[inside, selector, own].add(path.stem)
            if len(own) >= DECLARATIONS_THAT_REPEAT:
                by_content[own].add(path.stem)
    for found in (by_rule, by_content):
        assert {rule: sheets for rule, sheets in found.items() if len(sheets) > 1} == {}


def test_the_reader_of_style_sheets_reads_nested_rules():
    text = ".gbg.gbg-x { a: 1; /* b */ .y { c: 2; d: 3 } @media z { .y { e: 4; } } }"
    assert rules(text) == [
        ((), ".y", ("c: 2", "d: 3")),
        (("@media z",), ".y", ("e: 4",)),
        ((), ".gbg.gbg-x", ("a: 1",)),
    ]
