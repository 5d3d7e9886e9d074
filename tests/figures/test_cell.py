"""The cell as one picture: what is lit, what is said, and that the file is sound."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.counting import GATES
from helpers.figures import cell_picture
from helpers.figures.cell import PARTS, cell_places

SVG = "{http://www.w3.org/2000/svg}"


def parts(picture):
    root = ElementTree.fromstring(picture.svg)
    return {node.get("data-part"): node for node in root.findall(f"{SVG}g")}


def test_it_is_sound_and_has_every_part():
    assert set(parts(cell_picture())) == set(PARTS)


def test_nothing_is_faint_unless_something_is_lit():
    assert all(node.get("class") is None for node in parts(cell_picture()).values())


@pytest.mark.parametrize("lit", [*PARTS, ("forget", "c"), PARTS])
def test_what_is_lit_is_not_faint_and_the_rest_is(lit):
    names = {lit} if isinstance(lit, str) else set(lit)
    for name, node in parts(cell_picture(lit)).items():
        assert (node.get("class") == "faint") == (name not in names), name


def test_the_number_of_a_gate_stands_above_its_block():
    drawn = parts(cell_picture())
    for gate in GATES["LSTM"]:
        x, y = cell_places()[gate]
        block = drawn[gate].find(f"{SVG}rect")
        left, top, width = (float(block.get(name)) for name in ("x", "y", "width"))
        assert x == left + width / 2
        assert y < top


def test_it_says_in_words_what_it_shows():
    picture = cell_picture("forget")
    assert repr(picture) == picture.alt
    assert "the forget gate f" in picture.alt
    data, metadata = picture._repr_mimebundle_()
    assert data["image/svg+xml"] == picture.svg
    assert metadata["image/svg+xml"]["alt"] == picture.alt
    assert ElementTree.fromstring(picture.svg).get("aria-label") == picture.alt


def test_it_is_the_same_in_every_run():
    assert cell_picture("c").svg == cell_picture("c").svg


def test_every_text_is_at_least_13_pixels():
    assert "font:15px" in cell_picture().svg


@pytest.mark.parametrize("wrong", ["gate", "", ("forget", "i"), "INPUT"])
def test_a_wrong_part_is_named(wrong):
    with pytest.raises(ValueError, match="lit must be one of"):
        cell_picture(wrong)


BLOCKS = {
    "forget": ("#D55E00", "f"),
    "input": ("#009E73", "i"),
    "candidate": ("#E69F00", "g"),
    "output": ("#0072B2", "o"),
}


def texts(node):
    return [text.text for text in node.iter(f"{SVG}text")]


def coloured(node):
    return [
        inner.get(name)
        for inner in node.iter()
        for name in ("fill", "stroke")
        if (inner.get(name) or "none") not in ("none", "#fff", "#8a8a8a")
    ]


def test_every_block_has_its_colour_and_its_letter_from_left_to_right():
    groups = parts(cell_picture())
    lefts = []
    for gate, (colour, letter) in BLOCKS.items():
        node = groups[gate]
        assert set(coloured(node)) == {colour}
        assert texts(node)[:2] == [letter, "candidate" if gate == "candidate" else f"{gate} gate"]
        lefts.append(float(node.find(f"{SVG}rect").get("x")))
    assert lefts == sorted(lefts)


def test_every_block_shows_its_own_curve():
    for gate, (colour, _) in BLOCKS.items():
        node = parts(cell_picture())[gate]
        (curve,) = node.iter(f"{SVG}polyline")
        assert curve.get("stroke") == colour
        points = np.array([pair.split(",") for pair in curve.get("points").split()], dtype=float)
        across, up = points[:, 0] - points[0, 0], points[:, 1]
        z = across / across[-1] * 10 - 5
        # From the lower of its two bounds to the upper; up in SVG is less.
        (bounds,) = (path for path in node.iter(f"{SVG}path") if "h34" in path.get("d"))
        top, bottom = (float(n) for n in re.findall(r"M[\d.]+ ([\d.]+)h34", bounds.get("d")))
        share = (bottom - up) / (bottom - top)
        expected = (np.tanh(z) + 1) / 2 if gate == "candidate" else 1 / (1 + np.exp(-z))
        np.testing.assert_allclose(share, expected, atol=0.01)


def places(path):
    """Where the lines of a path begin and end, for paths of M, L, H and V."""
    x = y = 0.0
    found = []
    for command, numbers in re.findall(r"([MLHV])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command in "ML":
            x, y = values
        elif command == "H":
            (x,) = values
        else:
            (y,) = values
        found.append((x, y))
    return found


def test_every_line_ends_where_its_part_works():
    """The forget gate on the belt; input gate and candidate at one inlet; the output gate a tap."""
    groups = parts(cell_picture())
    belt = groups["c"].find(f"{SVG}rect")
    top, bottom = (float(belt.get("y")) + share * float(belt.get("height")) for share in (0, 1))

    def line(gate, number=0):
        paths = [
            path for path in groups[gate].iter(f"{SVG}path") if path.get("stroke-width") == "4"
        ]
        return places(paths[number].get("d"))

    def circles(part):
        return [(float(c.get("cx")), float(c.get("cy"))) for c in groups[part].iter(f"{SVG}circle")]

    for gate in BLOCKS:
        box = groups[gate].find(f"{SVG}rect")
        middle = float(box.get("x")) + float(box.get("width")) / 2
        assert line(gate)[0] == (middle, float(box.get("y")))
    x, y = line("forget")[-1]
    assert (x, top < y < bottom) == (line("forget")[0][0], True)
    # Times, where input gate and candidate meet, from either side; then plus, on the belt.
    (times,), (plus,) = circles("input"), circles("candidate")
    assert plus == (times[0], (top + bottom) / 2)
    assert line("input")[-1] == (times[0] - 14, times[1])
    assert line("candidate")[-1] == (times[0] + 14, times[1])
    (start, end) = line("candidate", 1)
    assert start[0] == end[0] == times[0]
    assert bottom < end[1] < start[1] < times[1]
    # The tap, with its own times, to the right of all of them.
    ((x, y),) = circles("h")
    assert line("output")[-1] == (x - 14, y)
    assert x > line("output")[0][0]
    assert [sign for part in ("input", "candidate", "h") for sign in texts(groups[part])
            if sign in ("×", "+")] == ["×", "+", "×"]  # fmt: skip


def test_x_and_h_reach_all_four_blocks_from_below():
    groups = parts(cell_picture())
    bus, *branches = (places(path.get("d")) for path in groups["x"].iter(f"{SVG}path"))
    reached = []
    for branch in branches:
        start, end = branch[:2]
        assert start[0] == end[0]
        assert start[1] == bus[0][1]
        assert bus[0][0] < start[0] <= bus[-1][0]
        reached.append(end)
    for (x, y), gate in zip(reached, BLOCKS, strict=True):
        box = groups[gate].find(f"{SVG}rect")
        assert x == float(box.get("x")) + float(box.get("width")) / 2
        assert y == float(box.get("y")) + float(box.get("height")) + 2


@pytest.mark.parametrize(
    ("lit", "arrows", "line_ends_at"),
    [
        (("x", "forget"), {"forget"}, "forget"),
        (("x", "forget", "candidate"), {"forget", "candidate"}, "candidate"),
        (("x", "h"), set(), "output"),
        (("x", *BLOCKS), set(BLOCKS), "output"),
        ((), set(BLOCKS), "output"),
    ],
)
def test_an_arrow_into_a_block_is_lit_only_where_the_block_is(lit, arrows, line_ends_at):
    groups = parts(cell_picture(lit))
    assert groups["x"].get("class") is None
    middles = {
        gate: float(box.get("x")) + float(box.get("width")) / 2
        for gate in BLOCKS
        for box in [groups[gate].find(f"{SVG}rect")]
    }
    bus, *others = groups["x"].iter(f"{SVG}path")
    assert bus.get("class") == "w"
    assert places(bus.get("d"))[-1][0] == middles[line_ends_at]
    found = {
        gate: path.get("class")
        for path in others
        for gate, middle in middles.items()
        if {x for x, _ in places(path.get("d"))[:2]} == {middle}
    }
    assert found == {gate: "w" if gate in arrows else "w faint" for gate in BLOCKS}
    # What is left of the line goes on to the last block, faint.
    rest = [path for path in others if "H" in path.get("d")]
    ends = [(places(path.get("d"))[-1][0], path.get("class")) for path in rest]
    assert ends == ([] if line_ends_at == "output" else [(middles["output"], "w faint")])


def test_a_faint_line_is_not_dimmed_twice():
    faint = parts(cell_picture("forget"))["x"]
    assert faint.get("class") == "faint"
    assert {path.get("class") for path in faint.iter(f"{SVG}path")} == {"w"}
