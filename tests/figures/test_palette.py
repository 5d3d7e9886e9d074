"""The colours stand once in Python and once in CSS, and are the same in both."""

import re
from pathlib import Path

from helpers.figures import palette

HELPERS = Path(__file__).parent.parent.parent / "helpers"
STYLE = HELPERS / "widgets" / "shared" / "style.css"
# Okabe and Ito 2008, "Color Universal Design".
COLOURS = {
    "green": "#009E73",
    "vermilion": "#D55E00",
    "orange": "#E69F00",
    "blue": "#0072B2",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
}
GATES = {"input": "green", "forget": "vermilion", "candidate": "orange", "output": "blue"}


def test_the_palette_is_that_of_okabe_and_ito():
    assert {name: getattr(palette, name.upper()) for name in COLOURS} == COLOURS
    assert {gate: COLOURS[name] for gate, name in GATES.items()} == palette.GATE_COLOURS


def test_the_interactives_have_the_same_colours():
    style = STYLE.read_text(encoding="utf-8")
    named = dict(re.findall(r"--gbg-(\w+): (#[0-9a-f]{6});", style))
    assert named == {name: colour.lower() for name, colour in COLOURS.items()}
    gates = dict(re.findall(r"--(\w+): var\(--gbg-(\w+)\);", style))
    assert gates == GATES


def test_no_colour_of_the_palette_is_written_elsewhere():
    written = re.compile("|".join(COLOURS.values()), re.IGNORECASE)
    files = [path for ending in ("py", "js", "css") for path in HELPERS.rglob(f"*.{ending}")]
    found = {
        path.relative_to(HELPERS).as_posix()
        for path in files
        if path.parent.name != "bundles" and written.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"figures/palette.py", "widgets/shared/style.css"}
