"""What stands beside what in the still pictures, and how it is told apart."""

from itertools import pairwise

import numpy as np
import pytest

from helpers import lstm_parameters
from helpers.figures import stills
from helpers.figures import svg as svg_parts
from helpers.figures.palette import BLUE, GATE_COLOURS, GREEN, INK, ORANGE, PALE, VERMILION
from tests.figures.svg_reading import (
    NS,
    arrows,
    dots,
    lines,
    points,
    read,
    rectangles,
    texts,
    written,
)

OUTPUT = GATE_COLOURS["output"]


def drawn(image):
    return read(image)[0]


def middle(box):
    return box[0] + box[2] / 2


def below(box):
    return box[1] + box[3]


def strokes(svg, colour):
    """Return the d of the lines inside a grid."""
    paths = svg.iter(f"{NS}path")
    return [one.get("d") for one in paths if one.get("stroke") == colour and not one.get("fill")]


def test_cards_stand_in_a_row_each_under_its_name_and_above_its_sum():
    count = lstm_parameters(5, 3)
    svg = drawn(stills.gate_cards(count, "alt"))
    words = {text: place for text, place in written(svg).items() if text != count.formula}
    names = ["i  input gate", "f  forget gate", "g  candidate", "o  output gate"]
    sums = [one for one in svg.iter(f"{NS}text") if one.text == "45"]
    formula = written(svg)[count.formula]
    ends = -1.0
    for name, one, (gate, colour) in zip(names, sums, GATE_COLOURS.items(), strict=True):
        blocks = rectangles(svg, colour)
        left, top, width, _ = blocks[0]
        assert (words[name].x, words[name].looks) == (left, {"b"}), gate
        assert words[name].y < top
        assert left > ends
        ends = left + width
        for upper, lower in pairwise(blocks):
            assert upper[0] == lower[0] == left
            assert 2 < lower[1] - below(upper) < 10
        assert float(one.get("x")) == left
        assert below(blocks[-1]) + 11 < float(one.get("y")) < below(blocks[-1]) + 30
        assert float(one.get("y")) + 15 < formula.y < float(one.get("y")) + 60
    assert formula.looks == {"b"}
    assert formula.x == rectangles(svg, GATE_COLOURS["input"])[0][0]


def test_wide_cards_stand_as_far_apart_as_narrow_ones():
    svg = drawn(stills.gate_cards(lstm_parameters(100, 1), "alt"))
    cards = [rectangles(svg, colour)[0] for colour in GATE_COLOURS.values()]
    for one, other in pairwise(cards):
        assert other[0] - (one[0] + one[2]) > 30


def test_the_kernel_is_the_strongest_and_the_bias_the_palest():
    svg = drawn(stills.gate_cards(lstm_parameters(5, 3), "alt"))
    for colour in GATE_COLOURS.values():
        blocks = [one for one in svg.iter(f"{NS}rect") if one.get("fill") == colour]
        shades = [float(one.get("fill-opacity")) for one in blocks]
        assert len(shades) == 3
        assert shades == sorted(set(shades), reverse=True)


@pytest.mark.parametrize(("side", "are_drawn"), [(1, True), (12, True), (13, False), (70, False)])
def test_single_cells_are_drawn_as_long_as_they_can_be_seen(side, are_drawn):
    """Up to those of the smallest size: 12 + 12 + 1 rows in 150 pixels."""
    count = lstm_parameters(side, side)
    svg = drawn(stills.gate_cards(count, "alt"))
    assert stills._SMALLEST_CELL == 150 / 25
    for colour in GATE_COLOURS.values():
        inner = strokes(svg, colour)
        expected = [2 * (side - 1), 2 * (side - 1), side - 1] if are_drawn else []
        assert [one.count("M") for one in inner] == [lines for lines in expected if lines]


def test_a_grid_is_cut_into_squares():
    (outline, inner) = svg_parts.grid(10, 20, (3, 2), 6, PALE).split("/><")
    assert 'width="18" height="12"' in outline
    assert ' d="M16 20v12M22 20v12M10 26h18" ' in inner


def test_arrows_go_from_cell_to_cell_and_from_below_to_above():
    svg = drawn(stills.unrolled_cell(3, "alt"))
    first, last = (rectangles(svg, GATE_COLOURS[gate]) for gate in ("input", "output"))
    found = arrows(svg)
    words = written(svg)
    assert len(found) == 2 * 2 + 2 * 3
    joints = [(start, tip) for start, tip in found if start[1] == tip[1]]
    for before, after in zip(last[:-1], first[1:], strict=True):
        # h and c, from the end of one cell to the beginning of the next.
        mine = [(a, b) for a, b in joints if a[0] == before[0] + before[2]]
        heights = [start[1] for start, _ in mine]
        assert len(set(heights)) == len(mine) == 2
        assert after[1] < min(heights) < max(heights) < below(after)
        assert all(0 <= after[0] - tip[0] < 5 for _, tip in mine)
    for step, (left, right) in enumerate(zip(first, last, strict=True)):
        centre = (left[0] + right[0] + right[2]) / 2
        enters, leaves = ((a, b) for a, b in found if a[0] == b[0] == centre)
        x, h = (words[f"{name}{'₁₂₃'[step]}"] for name in "xh")
        assert x.looks == h.looks == {"m"}
        assert x.y - 11 > enters[0][1] > enters[1][1] >= below(left)
        assert left[1] >= leaves[0][1] > leaves[1][1] > h.y


@pytest.mark.parametrize("timesteps", [8, 50])
def test_of_a_long_sequence_the_first_and_the_last_steps_are_named(timesteps):
    svg = drawn(stills.unrolled_cell(timesteps, "alt"))
    numbers = "".join(text[1:] for text in texts(svg) if text.startswith("x"))
    last = "₇₈" if timesteps == 8 else "₄₉₅₀"
    assert numbers == "₁₂₃" + last
    gap = written(svg)["…"]
    cells = rectangles(svg, GATE_COLOURS["input"])
    third, fourth = cells[2:4]
    assert gap.looks == {"m", "b"}
    assert third[1] < gap.y < below(third)
    between = [a[0] for a, b in arrows(svg) if a[1] == b[1] and third[0] < a[0] < fourth[0]]
    assert len(between) == 4
    assert min(between) < gap.x < max(between)
    assert gap.x - third[0] == pytest.approx(fourth[0] - gap.x, abs=third[2] * 4)


def test_tensors_stand_side_by_side_each_below_its_shape():
    svg = drawn(stills.tensors([("x", (4, 7, 3)), ("y", (None, None, 40)), ("z", (9, 2))], "alt"))
    (x,), (y, z) = rectangles(svg, PALE), rectangles(svg, OUTPUT)
    for box, label in zip((x, y, z), texts(svg), strict=True):
        place = written(svg)[label]
        assert (place.x, place.looks) == (box[0], {"b"})
        assert place.y < box[1] < place.y + 30
    assert x[0] + max(x[2], 7 * len("x  (4, 7, 3)")) < y[0]
    assert y[0] + y[2] + 20 < z[0] < y[0] + y[2] + 60
    # One size of cell for all; a size that is not known counts as 1, a large one is cut.
    cell = x[3] / 7
    assert [(box[2] / cell, box[3] / cell) for box in (x, y, z)] == [(3, 7), (12, 1), (2, 1)]
    assert {one.get("fill-opacity") for one in svg.iter(f"{NS}rect")} == {"0.35"}


def test_a_text_is_a_box_in_perspective_with_a_name_at_each_edge():
    svg = drawn(stills.text_tensor({"samples": 50, "timesteps": 10, "features": 3000}, "alt"))
    (front,) = rectangles(svg, OUTPUT)
    left, top, width, height = front
    (roof, _), (side, _) = lines(svg, OUTPUT)
    depth = np.subtract(roof[1], roof[0])
    assert depth[0] > 0 > depth[1]
    corners = np.array([(left, top), (left + width, top), (left + width, top + height)])
    np.testing.assert_array_equal(
        roof, [corners[0], corners[0] + depth, corners[1] + depth, corners[1]]
    )
    np.testing.assert_array_equal(side, [corners[1] + depth, corners[2] + depth, corners[2]])
    assert texts(svg) == ["50 samples", "10 timesteps", "3,000 features"]
    samples, timesteps, features = written(svg).values()
    assert samples.looks == {"e", "b"}
    assert (samples.x < left, samples.y) == (True, top + height / 2)
    assert timesteps.looks == {"m", "b"}
    assert timesteps.x == left + width / 2
    assert top + height + 11 < timesteps.y < top + height + 40
    assert features.looks == {"b"}
    assert features.x > left + width + depth[0]
    assert top + depth[1] < features.middle < top + 5


def test_each_curve_has_its_colour_its_name_and_thin_lines_at_its_bounds():
    svg = drawn(stills.activation_curves(0.0, {"sigmoid": "one", "tanh": "other"}, "alt"))
    bounds = lines(svg, PALE)
    assert len(bounds) == 6
    numbers = [one for one in svg.iter(f"{NS}text") if one.text in ("−1", "0", "1")]
    ends = []
    for place, (name, gate) in enumerate((("one", "forget"), ("other", "candidate"))):
        ((curve, wide),) = lines(svg, GATE_COLOURS[gate])
        title = written(svg)[name]
        assert (title.x, title.looks) == (curve[0][0], {"b"})
        assert title.y < min(y for _, y in curve)
        for ((start, end), thin), number in zip(
            bounds[3 * place : 3 * place + 3], numbers[3 * place : 3 * place + 3], strict=True
        ):
            assert wide >= 2.5 * thin
            assert (start[0], end[0]) == (curve[0][0], curve[-1][0])
            assert number.get("class") == "e"
            assert start[0] - 15 < float(number.get("x")) < start[0]
            assert float(number.get("y")) - 5 == start[1] == end[1]
        ends.append((curve[0][0], curve[-1][0]))
    assert ends[0][1] < ends[1][0]
    assert len(dots(svg, INK)) == 2


def test_rows_of_bars_lie_below_each_other_on_thin_lines_and_end_at_their_bounds():
    rows = [("memory", [0.5, -1, 0.25], GREEN), ("f", [1, 0, 0.5], ORANGE), ("g", [-2, 2, 0], BLUE)]
    svg = drawn(stills.bars_over_time(rows, [0, 2], "alt"))
    zeros = [(points_, thin) for points_, thin in lines(svg, PALE) if len(points_) == 2]
    words = written(svg)
    ends, heights = 0.0, set()
    for (name, values, colour), ((start, end), thin) in zip(rows, zeros, strict=True):
        bars = rectangles(svg, colour)
        assert thin < 1.5
        assert start[1] == end[1]
        assert start[0] < bars[0][0]
        assert bars[-1][0] + bars[-1][2] < end[0]
        # How far one of 1 would reach, upward and downward.
        tallest = max(bars, key=lambda bar: bar[3])
        unit = tallest[3] / min(max(map(abs, values)), 1)
        for value, bar in zip(np.clip(values, -1, 1), bars, strict=True):
            assert bar[3] == pytest.approx(abs(value) * unit)
            assert (below(bar) if value > 0 else bar[1]) == start[1]
        top = start[1] - unit
        bottom = start[1] + (unit if min(values) < 0 else 0)
        assert top > ends + 10
        ends = bottom
        heights.add(bottom - top)
        assert words[name].middle == (top + bottom) / 2
        assert words[name].looks == {"b"}
        assert words[name].x + 7 * len(name) < start[0]
        for one, other in pairwise(bars):
            assert one[0] + one[2] < other[0]
    assert len(heights) == 1  # as high without values below zero as with them
    steps = rectangles(svg, GREEN)
    for number, bar in zip("123", steps, strict=True):
        assert (words[number].x, words[number].looks) == (middle(bar), {"m"})
        assert ends + 15 < words[number].y
    # A flag: up the pole, out and back to it.
    flags = lines(svg, GATE_COLOURS["forget"])
    for (flag, _), bar in zip(flags, steps[::2], strict=True):
        foot, tip, cloth, back = flag
        assert foot[0] == tip[0] == back[0] == middle(bar) < cloth[0]
        assert tip[1] < cloth[1] < back[1] < foot[1] < zeros[0][0][0][1] - steps[0][3] * 2


def test_below_bars_there_is_room_for_a_word():
    bars = [
        rectangles(drawn(stills.bars_over_time([("c", [1, 1], INK)], [], "alt", words)), INK)
        for words in ([], ["keys", "cabinet"])
    ]
    numbers, words = (two[1][0] - two[0][0] for two in bars)
    assert words > 7 * len("cabinet") > numbers


LINES = {"LSTM": [(0, 1.0), (33, 1e-6), (99, 1e-20)], "SimpleRNN": [(0, 1.0), (99, 1e-9)]}
ERRORS = {"6 months": [8, 4, 1], "12 months": [7, 3, 2]}
CHARTS = {
    "shares": lambda: drawn(stills.shares_on_a_log_scale(LINES, -12, "alt")),
    "errors": lambda: drawn(stills.errors_by_units(ERRORS, [1, 4, 16], 2, "alt")),
}


@pytest.mark.parametrize(("chart", "names"), [("shares", LINES), ("errors", ERRORS)])
def test_each_line_has_its_own_colour_and_is_named_beside_a_piece_of_it(chart, names):
    svg = CHARTS[chart]()
    places = []
    for name, colour in zip(names, (ORANGE, GREEN), strict=True):
        (curve, wide), (piece, as_wide) = lines(svg, colour)
        assert as_wide >= wide > 2
        assert dots(svg, colour) == curve
        assert len(curve) == len(names[name])
        ((left, y), (right, same)), word = piece, written(svg)[name]
        assert y == same == word.middle
        assert left - 60 < max(x for x, _ in curve) < left < right < word.x < right + 20
        places.append(y)
    assert places == sorted(set(places))
    assert places[1] - places[0] > 15
    thin = [width for _, width in lines(svg, PALE)]
    assert all(2.5 * width <= wide for width in thin)


def test_shares_lie_at_their_powers_and_at_their_steps():
    svg = CHARTS["shares"]()
    words = written(svg)
    levels = lines(svg, PALE)
    powers = ["1", "10⁻³", "10⁻⁶", "10⁻⁹", "10⁻¹²"]
    assert len(levels) == len(powers)
    for ((start, end), _), power in zip(levels, powers, strict=True):
        assert words[power].looks == {"e"}
        assert words[power].middle == start[1] == end[1]
        assert start[0] - 15 < words[power].x < start[0] < end[0]
    left, right = levels[0][0][0][0], levels[0][0][1][0]
    top, bottom = levels[0][0][0][1], levels[-1][0][0][1]
    for points_, colour in zip(LINES.values(), (ORANGE, GREEN), strict=True):
        x, share = np.array(points_).T
        expected = left + x / 99 * (right - left)
        down = top + np.log10(np.maximum(share, 1e-12)) / -12 * (bottom - top)
        np.testing.assert_allclose(dots(svg, colour), np.stack([expected, down], 1), atol=0.06)
    for name, place in (("0", left), ("99", right)):
        assert (words[name].x, words[name].looks) == (place, {"m"})
        assert bottom + 11 < words[name].y < bottom + 40


def test_errors_stand_above_their_units_on_a_scale_of_powers():
    svg = CHARTS["errors"]()
    words = written(svg)
    lowest, highest = 1, 8
    ((dashed, wide),) = lines(svg, INK)
    assert wide < 3
    for errors, colour in zip(ERRORS.values(), (ORANGE, GREEN), strict=True):
        places = dots(svg, colour)
        for (x, y), units, error in zip(places, (1, 4, 16), errors, strict=True):
            assert (words[f"LSTM({units})"].x, words[f"LSTM({units})"].looks) == (x, {"m"})
            assert words[f"LSTM({units})"].y > y + 11
            if error == lowest:
                bottom = y
            elif error == highest:
                top = y
    for errors, colour in zip(ERRORS.values(), (ORANGE, GREEN), strict=True):
        shares = np.log(np.array(errors) / lowest) / np.log(highest / lowest)
        heights = [y for _, y in dots(svg, colour)]
        np.testing.assert_allclose(heights, bottom + shares * (top - bottom), atol=0.06)
    xs = [x for x, _ in places]
    assert np.ptp(np.diff(xs)) < 0.2
    share = np.log(2) / np.log(8)
    assert [x for x, _ in dashed] == [xs[0], xs[-1]]
    assert {y for _, y in dashed} == {bottom + share * (top - bottom)}
    to_beat = words["2.00"]
    assert to_beat.looks == {"e"}
    assert to_beat.middle == dashed[0][1]
    assert dashed[0][0] - 15 < to_beat.x < dashed[0][0]
    assert bottom + 11 < words["LSTM(1)"].y < bottom + 40


SEEDS = [("exact", -2.0), ("other", 0.5), ("minus_zero", -5), ("exact", -1), ("exact", -3)]
KINDS = {"exact": "right", "minus_zero": "nearly", "other": "wrong"}


def corners(svg, colour):
    return [points(one) for one in svg.iter(f"{NS}polygon") if one.get("fill") == colour]


def test_each_kind_of_run_has_its_colour_and_form_beside_its_number_of_runs():
    svg = drawn(stills.ends_of_seeds(SEEDS, KINDS, "the error", "alt"))
    words = written(svg)
    diamonds, squares = corners(svg, ORANGE), corners(svg, VERMILION)
    centres = {
        "right: 3": dots(svg, GREEN),
        "nearly: 1": [tuple(np.mean(one, axis=0)) for one in diamonds],
        "wrong: 1": [tuple(np.mean(one, axis=0)) for one in squares],
    }
    for label, (in_legend, *runs) in centres.items():
        assert in_legend[1] == words[label].middle
        assert in_legend[0] + 6 < words[label].x < in_legend[0] + 20
        assert len(runs) == int(label[-1])
    first, second, third = (words[label].x for label in centres)
    assert second > first + 7 * len("right: 3") + 12
    assert third > second + 7 * len("nearly: 1") + 12
    for (cx, cy), one in zip(centres["nearly: 1"], diamonds, strict=True):
        away = {(np.sign(x - cx), np.sign(y - cy)) for x, y in one}
        assert away == {(0, -1), (1, 0), (0, 1), (-1, 0)}
    for (cx, cy), one in zip(centres["wrong: 1"], squares, strict=True):
        # One corner after the other, all around.
        away = [(np.sign(x - cx), np.sign(y - cy)) for x, y in one]
        assert away == [(-1, -1), (1, -1), (1, 1), (-1, 1)]


@pytest.mark.parametrize(
    ("lowest", "powers"),
    [
        (-2.0, ["1", "10⁻¹", "10⁻²", "10⁻³", "10⁻⁴", "10⁻⁵", "10⁻⁶"]),
        (-11.5, ["1", "10⁻²", "10⁻⁴", "10⁻⁶", "10⁻⁸", "10⁻¹⁰", "10⁻¹²"]),
    ],
)
def test_runs_lie_at_their_powers_between_the_lines_and_apart_from_each_other(lowest, powers):
    runs = [(kind, min(power, 0.5)) for kind, power in SEEDS[1:]] + [("exact", lowest)]
    runs = [(kind, max(power, lowest)) for kind, power in runs]
    svg = drawn(stills.ends_of_seeds(runs, KINDS, "the error", "alt"))
    words = written(svg)
    levels = [line for line, thin in lines(svg, PALE) if thin < 1.5]
    place = {}
    for power, (upper, lower) in zip(powers, levels, strict=True):
        assert upper[0] == lower[0] == words[power].x
        assert upper[1] < lower[1] < words[power].y - 11
        assert words[power].looks == {"m"}
        place[power] = upper[0]
    steps = -np.diff(list(place.values()))
    assert min(steps) > 0
    assert np.ptp(steps) < 0.2
    top, bottom = levels[0][0][1], levels[0][1][1]
    unit = (place["1"] - place[powers[-1]]) / (6 if lowest > -6 else 12)
    found = [
        *dots(svg, GREEN)[1:],
        *(tuple(np.mean(one, axis=0)) for colour in (ORANGE, VERMILION)
          for one in corners(svg, colour)[1:]),
    ]  # fmt: skip
    order = {"exact": 0, "minus_zero": 1, "other": 2}
    expected = [power for _, power in sorted(runs, key=lambda run: order[run[0]])]
    across = [place["1"] + unit * min(power, 0) for power in expected]
    np.testing.assert_allclose([x for x, _ in found], across, atol=0.1)
    heights = sorted(y for _, y in found)
    assert top < heights[0] < heights[-1] < bottom
    assert min(np.diff(heights)) > 5
    axis = words["the error"]
    assert axis.x == place[powers[-1]]
    assert axis.y > words["1"].y + 11


def test_runs_fill_the_height_evenly():
    svg = drawn(stills.ends_of_seeds([("exact", -3)] * 40, KINDS, "error", "alt"))
    heights = np.sort([y for _, y in dots(svg, GREEN)[1:]])
    gaps = np.diff(heights)
    assert gaps.min() > 1
    assert gaps.max() < 3 * gaps.min()
    (_, top), (_, bottom) = lines(svg, PALE)[0][0]
    assert heights[0] - top < 15
    assert bottom - heights[-1] < 15


@pytest.mark.parametrize("behind", [True, False])
@pytest.mark.parametrize("masked", [True, False])
def test_a_word_or_a_zero_stands_in_each_box_and_its_number_below(behind, masked):
    tokens = ["so", "long", "wherewithal"]
    svg = drawn(stills.padded_line(tokens, 2, behind, masked, "alt"))
    boxes = sorted(rectangles(svg, OUTPUT) + rectangles(svg, PALE))
    row = [*tokens, "0", "0"] if behind else ["0", "0", *tokens]
    *_, dashed = (
        [one.get("stroke-dasharray") for one in svg.iter(f"{NS}rect") if one.get("fill") == colour]
        for colour in (OUTPUT, PALE)
    )
    assert [bool(one) for one in dashed] == [masked, masked]
    assert all(
        one.get("stroke-dasharray") is None
        for one in svg.iter(f"{NS}rect") if one.get("fill") == OUTPUT
    )  # fmt: skip
    inside = [one for one in svg.iter(f"{NS}text") if "b" in one.get("class").split()]
    numbers = [one for one in svg.iter(f"{NS}text") if one.get("class") == "m"]
    assert [one.text for one in inside] == row
    assert [one.text for one in numbers] == list("12345")
    for box, word, number in zip(boxes, inside, numbers, strict=True):
        assert word.get("class").split() == ["m", "b"]
        assert float(word.get("x")) == float(number.get("x")) == middle(box)
        assert 9 * len(word.text) < box[2] < 9 * len(word.text) + 40
        assert box[1] + 11 < float(word.get("y")) < below(box)
        assert float(number.get("y")) > below(box) + 11
    for one, other in pairwise(boxes):
        assert 4 < other[0] - (one[0] + one[2]) < 16


def test_a_share_fills_its_frame_from_below():
    shares = [0.0, 0.5, 1.0, 0.74, 1.2]
    svg = drawn(stills.shares_as_bars(shares, "alt"))
    frames, bars = rectangles(svg, PALE), rectangles(svg, OUTPUT)
    shown = [0.0, 0.5, 1.0, 0.7, 1.0]  # no more than one decimal, and no more than all
    for frame, bar, share in zip(frames, bars, shown, strict=True):
        assert (bar[0], bar[2], below(bar)) == (frame[0], frame[2], below(frame))
        assert bar[3] == pytest.approx(share * frame[3])
    for one, other in pairwise(frames):
        assert one[0] + one[2] < other[0] < one[0] + 2 * one[2]
    words = written(svg)
    for number, frame in zip("12345", frames, strict=True):
        assert (words[number].x, words[number].looks) == (middle(frame), {"m"})
        assert below(frame) + 11 < words[number].y < below(frame) + 40
    opacity = {one.get("fill"): float(one.get("fill-opacity")) for one in svg.iter(f"{NS}rect")}
    assert opacity[PALE] < opacity[OUTPUT]
