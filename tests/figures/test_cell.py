"""The cell as one picture: what is lit, what is said, and that the file is sound."""

import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.counting import GATES
from helpers.figures import cell_picture
from helpers.figures.cell import PARTS, cell_places
from helpers.figures.palette import PALE
from helpers.text.words import words
from tests.figures.svg_reading import NS, arrows, assert_sound, extents, points, rules, written


def parts(picture):
    root = ElementTree.fromstring(picture.svg)
    return {node.get("data-part"): node for node in root.findall(f"{NS}g")}


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
        block = drawn[gate].find(f"{NS}rect")
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
    return [text.text for text in node.iter(f"{NS}text")]


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
        lefts.append(float(node.find(f"{NS}rect").get("x")))
    assert lefts == sorted(lefts)


def test_every_block_shows_its_own_curve():
    for gate, (colour, _) in BLOCKS.items():
        node = parts(cell_picture())[gate]
        (curve,) = node.iter(f"{NS}polyline")
        assert curve.get("stroke") == colour
        points = np.array([pair.split(",") for pair in curve.get("points").split()], dtype=float)
        across, up = points[:, 0] - points[0, 0], points[:, 1]
        z = across / across[-1] * 10 - 5
        # From the lower of its two bounds to the upper; up in SVG is less.
        (bounds,) = (path for path in node.iter(f"{NS}path") if "h34" in path.get("d"))
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
    belt = groups["c"].find(f"{NS}rect")
    top, bottom = (float(belt.get("y")) + share * float(belt.get("height")) for share in (0, 1))

    def line(gate, number=0):
        paths = [path for path in groups[gate].iter(f"{NS}path") if path.get("stroke-width") == "4"]
        return places(paths[number].get("d"))

    def circles(part):
        return [(float(c.get("cx")), float(c.get("cy"))) for c in groups[part].iter(f"{NS}circle")]

    for gate in BLOCKS:
        box = groups[gate].find(f"{NS}rect")
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
    bus, *branches = (places(path.get("d")) for path in groups["x"].iter(f"{NS}path"))
    reached = []
    for branch in branches:
        start, end = branch[:2]
        assert start[0] == end[0]
        assert start[1] == bus[0][1]
        assert bus[0][0] < start[0] <= bus[-1][0]
        reached.append(end)
    for (x, y), gate in zip(reached, BLOCKS, strict=True):
        box = groups[gate].find(f"{NS}rect")
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
        for box in [groups[gate].find(f"{NS}rect")]
    }
    bus, *others = groups["x"].iter(f"{NS}path")
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
    assert {path.get("class") for path in faint.iter(f"{NS}path")} == {"w"}


SAID = words("cell_picture")


def boxes(part):
    """The rectangles of a part: left, top, right, bottom."""
    found = []
    for one in parts(cell_picture())[part].iter(f"{NS}rect"):
        x, y, width, height = (float(one.get(name)) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


@pytest.mark.parametrize("lit", [(), "forget", ("x", "candidate"), PARTS])
def test_a_browser_can_read_all_of_it(lit):
    svg = ElementTree.fromstring(cell_picture(lit).svg)
    assert_sound(svg)
    width, height = float(svg.get("width")), float(svg.get("viewBox").split()[3])
    written, drawn = extents(svg)
    for left, top, right, bottom in [*written.values(), *drawn]:
        assert 0 <= left <= right <= width
        assert 0 <= top <= bottom <= height
    for one, other in combinations(written.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_its_styles_are_for_itself_alone_and_follow_the_page():
    style = rules(ElementTree.fromstring(cell_picture("forget").svg))
    assert all(selector.startswith(".gbg-cell ") for selector in style)
    of = {selector.removeprefix(".gbg-cell "): found for selector, found in style.items()}
    ink, edge = "var(--gbg-text, #333)", "var(--gbg-back, #fff)"
    assert (of["text"]["fill"], of["text"]["stroke"]) == (ink, edge)
    assert of["text"]["paint-order"] == "stroke"  # the letter over its edge
    assert int(of[".b"]["font-weight"]) > 500
    assert of[".m"] == {"text-anchor": "middle"}
    assert of[".e"] == {"text-anchor": "end"}
    assert (of[".w"]["fill"], of[".w"]["stroke"]) == ("none", PALE)
    assert of[".sign"]["stroke"] == "none"
    (pale,) = (found["opacity"] for found in style.values() if "opacity" in found)
    assert 0.2 < float(pale) < 0.5
    assert ink in of[".faint text"]["fill"]
    assert edge in of[".faint text"]["fill"]
    assert of[".faint .sign"]["fill"] > of[".sign"]["fill"]  # paler


def test_every_name_stands_at_what_it_names():
    place = written(ElementTree.fromstring(cell_picture().svg))
    ((left, top, right, bottom),) = boxes("c")
    half = (top + bottom) / 2
    old, new, belt = (place[SAID[name]] for name in ("old_c", "new_c", "belt"))
    assert left - 15 < old.x < left < right < new.x < right + 15
    assert old.looks == {"e", "b"}
    assert new.looks == {"b"}
    assert top + 11 < old.y == new.y < bottom
    assert old.y > half
    for above in (belt, place[SAID["valve"]]):
        assert top - 20 < above.y < top
        assert above.looks == {"m"}
        assert left < above.x < right
    assert place[SAID["valve"]].x == cell_places()["valve"][0]
    bus = parts(cell_picture())["x"].find(f"{NS}path")
    (start, height), (end, _) = places(bus.get("d"))
    entering, note = place[SAID["entering"]], place[SAID["entering_note"]]
    assert entering.looks == {"e", "b"}
    assert (start - 15 < entering.x < start, entering.middle) == (
        True,
        pytest.approx(height, abs=2),
    )
    assert note.looks == {"m"}
    assert note.y > height + 13
    assert start < note.x < end
    x, y = cell_places()["tap_end"]
    shown, tap = place[SAID["new_h"]], place[SAID["tap"]]
    assert (shown.looks, shown.middle) == ({"b"}, pytest.approx(y, abs=2))
    assert x < shown.x == tap.x < x + 15
    assert tap.y > shown.y + 15
    inlet, (plus, meet) = place[SAID["inlet"]], cell_places()["inlet_start"]
    assert inlet.looks == set()
    assert plus + 30 < inlet.x < plus + 60
    assert bottom + 11 < inlet.y < meet
    ((left, top, right, bottom),) = boxes("h")
    assert place["tanh"].looks == {"m"}
    assert place["tanh"].x == (left + right) / 2
    assert top + 11 < place["tanh"].y < bottom


def test_a_block_holds_its_letter_its_name_its_layer_and_its_curve():
    groups = parts(cell_picture())
    for gate in BLOCKS:
        ((left, top, right, bottom),) = boxes(gate)
        letter, name, layer = list(groups[gate].iter(f"{NS}text"))[:3]
        assert [one.text for one in (letter, name, layer)] == list(SAID["blocks"][gate].values())
        assert [one.get("class") for one in (letter, name, layer)] == ["b", None, None]
        assert {one.get("x") for one in (letter, name, layer)} == {f"{left + 12:g}"}
        heights = [float(one.get("y")) for one in (letter, name, layer)]
        assert top + 14 < heights[0] < heights[1] - 14 < heights[2] - 28 < bottom - 28
        (curve,) = groups[gate].iter(f"{NS}polyline")
        for x, y in points(curve):
            assert left + 40 < x < right
            assert top < y < heights[1] - 11


def test_every_sign_stands_in_the_middle_of_its_circle():
    for part in ("input", "candidate", "h"):
        node = parts(cell_picture())[part]
        (circle,) = node.iter(f"{NS}circle")
        (sign,) = (text for text in node.iter(f"{NS}text") if text.text in ("×", "+"))
        assert sign.get("class").split() == ["m", "b", "sign"]
        assert sign.get("x") == circle.get("cx")
        assert 3 < float(sign.get("y")) - float(circle.get("cy")) < 9


def test_every_arrow_has_its_head_at_its_tip_and_behind_it():
    found = 0
    for node in parts(cell_picture()).values():
        for path in node.iter(f"{NS}path"):
            if path.get("d").count("M") == 2 and "L" in path.get("d") and "V" not in path.get("d"):
                start, tip, *head = places(path.get("d"))
                assert len(head) == 3
                assert head[1] == tip
                back = np.sign(np.subtract(start, tip))
                along = np.flatnonzero(back)
                assert len(along) == 1
                away = np.sign(np.subtract([head[0], head[2]], tip))
                assert (away[:, along] == back[along]).all()
                assert sorted(away[:, 1 - along].ravel()) == [-1, 1]
                found += 1
    assert found == len(BLOCKS) + 1


def test_what_moves_in_it_moves_along_what_is_drawn():
    """The view of one step puts numbers into it, and moves them: cell_in_motion.js."""
    place = cell_places()
    groups = parts(cell_picture())
    ((left, top, right, bottom),) = boxes("c")
    order = ["belt_start", "old_c", "valve", "kept", "inlet", "new_c", "belt_end"]
    across, down = zip(*(place[name] for name in order), strict=True)
    assert set(down) == {(top + bottom) / 2}
    assert list(across) == sorted(set(across))
    assert (across[0], across[-1]) == (left, right)
    (forget,) = boxes("forget")
    assert place["valve"][0] == place["forget"][0] == (forget[0] + forget[2]) / 2
    valve, inlet = place["valve"][0], place["inlet"][0]
    assert place["kept"][0] == (valve + inlet) / 2

    def circle(part):
        (found,) = groups[part].iter(f"{NS}circle")
        return [float(found.get("cx")), float(found.get("cy"))]

    assert place["inlet"] == circle("candidate")
    assert place["inlet_start"] == circle("input")
    assert place["tap_start"] == circle("h")
    start, tip = arrows(groups["h"])[0]
    assert place["tap_end"] == tip
    assert start[0] > place["tap_start"][0]
    # Between times and plus; beside tanh; below the arrow of h.
    assert place["written"][0] == inlet
    assert place["inlet"][1] < place["written"][1] < place["inlet_start"][1]
    ((_, upper, end, lower),) = boxes("h")
    assert place["squashed"][0] > end
    assert upper < place["squashed"][1] < lower
    assert tip[0] < place["h"][0]
    assert place["h"][1] > tip[1] + 25
    names = {*order, *BLOCKS, "written", "squashed", "h", "inlet_start", "tap_start", "tap_end"}
    assert set(place) == names


def test_in_words_it_says_all_that_is_lit():
    assert cell_picture().alt == SAID["alt"]
    said = cell_picture(("forget", "c")).alt
    assert said == f"{SAID['alt']} Lit: the forget gate f, the memory c."


def test_what_is_no_name_is_refused():
    with pytest.raises(TypeError, match="lit must be a name, or a tuple of names, not 3"):
        cell_picture(3)
