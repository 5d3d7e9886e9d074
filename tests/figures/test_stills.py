"""The still pictures are read here as SVG: what stands in them, where, and how large."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import helpers
from helpers import lstm_parameters
from helpers.figures import stills
from helpers.figures import svg as svg_parts
from helpers.figures.palette import GATE_COLOURS, INK, PALE
from tests.figures.svg_reading import (
    NS,
    assert_sound,
    extents,
    points,
    read,
    rectangles,
    rules,
    texts,
)

FORGET = GATE_COLOURS["forget"]
LABELS = {"exact": "right", "minus_zero": "nearly", "other": "wrong"}
RUNS = [("exact", -6), ("exact", -3), ("minus_zero", -1.5), ("other", 0)]
PICTURES = {
    "cards": lambda: stills.gate_cards(lstm_parameters(5, 3), "alt"),
    "cell": lambda: stills.unrolled_cell(7, "alt"),
    "long cell": lambda: stills.unrolled_cell(50, "alt"),
    "tensors": lambda: stills.tensors([("x", (4, 7, 3)), ("y", (None, 9)), ("z", (4, 1))], "alt"),
    "text": lambda: stills.text_tensor({"samples": 50, "timesteps": 10, "features": 300}, "alt"),
    "curves": lambda: stills.activation_curves(2.0, {"sigmoid": "σ", "tanh": "tanh"}, "alt"),
    "bars": lambda: stills.bars_over_time([("c", [0.5, -1], INK), ("f", [1, 0], INK)], [1], "alt"),
    "words": lambda: stills.bars_over_time([("c", [0, 1, -1], INK)], [], "alt", ["a", "b", "c"]),
    "shares": lambda: stills.shares_on_a_log_scale(
        {"LSTM": [(0, 1.0), (99, 1e-12)], "SimpleRNN": [(0, 1.0), (99, 1e-9)]}, -12, "alt"
    ),
    "errors": lambda: stills.errors_by_units(
        {"6": [8, 4, 1], "12": [7, 3, 2]}, [1, 4, 16], 2, "alt"
    ),
    "seeds": lambda: stills.ends_of_seeds(RUNS, LABELS, "error", "alt"),
    "line": lambda: stills.padded_line(["so", "long"], 2, True, True, "alt"),
    "shares of one": lambda: stills.shares_as_bars([0.0, 0.5, 1.0], "alt"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_sound_and_its_words_are_bold_in_the_middle_and_at_the_end_where_they_say_so(name):
    svg, alt = read(PICTURES[name]())
    assert alt == "alt"
    assert svg.get("viewBox") == f"0 0 {svg.get('width')} {svg.get('height')}"
    assert_sound(svg)
    style = rules(svg)
    assert style["text"]["fill"] == INK
    assert int(style[".b"]["font-weight"]) > 500
    assert style[".m"] == {"text-anchor": "middle"}
    assert style[".e"] == {"text-anchor": "end"}


@pytest.mark.parametrize("name", PICTURES)
def test_everything_lies_within_the_picture_and_no_text_on_another(name):
    svg, _ = read(PICTURES[name]())
    width, height = float(svg.get("width")), float(svg.get("height"))
    written, drawn = extents(svg)
    for left, top, right, bottom in [*written.values(), *drawn]:
        assert 0 <= left <= right <= width
        assert 0 <= top <= bottom <= height
    for one, other in combinations(written.values(), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (written, one, other)
    # No more room than is needed.
    every = [*written.values(), *drawn]
    assert width - max(right for _, _, right, _ in every) < 220
    assert height - max(bottom for *_, bottom in every) < 45


@given(units=st.integers(1, 200), features=st.integers(1, 200), use_bias=st.booleans())
def test_cards_are_to_scale(units, features, use_bias):
    count = lstm_parameters(units, features, use_bias=use_bias)
    svg, _ = read(stills.gate_cards(count, "cards"))
    assert texts(svg)[-1] == count.formula
    for name, colour in GATE_COLOURS.items():
        blocks = rectangles(svg, colour)
        rows = [features, units, 1] if use_bias else [features, units]
        assert len(blocks) == len(rows)
        cell = blocks[0][3] / features
        for (_, _, width, height), wanted in zip(blocks, rows, strict=True):
            assert width == pytest.approx(units * cell, abs=0.2 + 0.1 * units / features)
            assert height == pytest.approx(wanted * cell, abs=0.2 + 0.1 * wanted / features)
        assert f"{count.gates[name].total:,}" in texts(svg)
    assert float(svg.get("height")) < 320


@given(st.integers(1, 4096))
@example(7)
@example(8)
def test_long_sequences_are_cut_in_the_middle(timesteps):
    svg, _ = read(stills.unrolled_cell(timesteps, "steps"))
    steps = len(rectangles(svg, GATE_COLOURS["forget"]))
    assert steps == (timesteps if timesteps <= 7 else 5)
    assert ("…" in texts(svg)) == (timesteps > 7)
    assert float(svg.get("width")) < 760


def test_each_step_is_one_cell_of_four_blocks_with_its_x_and_h_in_the_middle():
    svg, _ = read(stills.unrolled_cell(3, "steps"))
    blocks = [rectangles(svg, colour) for colour in GATE_COLOURS.values()]
    for step, cell in enumerate(zip(*blocks, strict=True), start=1):
        for (x, y, width, height), after in pairwise(cell):
            assert after == (x + width, y, width, height)
        left, right = cell[0][0], cell[-1][0] + cell[-1][2]
        names = [one for one in svg.iter(f"{NS}text") if one.text[1:] == "₀₁₂₃"[step]]
        assert {one.text[0] for one in names} == {"x", "h"}
        assert {float(one.get("x")) for one in names} == {(left + right) / 2}


def test_an_arrow_has_its_head_behind_its_tip():
    for start, end in (((0, 5), (9, 5)), ((9, 5), (0, 5)), ((5, 0), (5, 9)), ((5, 9), (5, 0))):
        path = re.search(r'd="M(.+?)"', svg_parts.arrow(start, end))[1]
        shaft, head = path.split("M")
        assert shaft == f"{start[0]} {start[1]}L{end[0]} {end[1]}"
        first, to_tip, away = (
            [float(number) for number in re.findall(r"-?[\d.]+", piece)]
            for piece in head.split("l")
        )
        assert [a + b for a, b in zip(first, to_tip, strict=True)] == list(end)
        # Along the shaft both lines of the head lie between its start and its tip.
        axis = 0 if start[1] == end[1] else 1
        back = start[axis] - end[axis]
        assert -to_tip[axis] * back > 0
        assert away[axis] * back > 0


def test_tensors_have_a_row_for_each_timestep_and_a_column_for_each_number():
    svg, _ = read(stills.tensors([("x", (4, 7, 3)), ("output", (None, 5))], "tensors"))
    assert texts(svg) == ["x  (4, 7, 3)", "output  (None, 5)"]
    (_, _, width, height), *_ = rectangles(svg, PALE)
    assert height / width == pytest.approx(7 / 3)
    (_, _, width, height), *_ = rectangles(svg, GATE_COLOURS["output"])
    assert width / height == pytest.approx(5)


def test_the_dots_stand_on_the_curves():
    svg, _ = read(stills.activation_curves(0.0, {"sigmoid": "σ", "tanh": "tanh"}, "curves"))
    levels = [float(one.get("cy")) for one in svg.iter(f"{NS}circle")]
    zero, one = 110, 70
    assert levels == [zero - 0.5 * one, zero]


@pytest.mark.parametrize("at", [-3.0, 2.0])
def test_curves_and_dots_are_those_of_numpy(at):
    svg, _ = read(stills.activation_curves(at, {"sigmoid": "σ", "tanh": "tanh"}, "curves"))
    functions = [lambda z: 1 / (1 + np.exp(-z)), np.tanh]
    curves = [points(one) for one in svg.iter(f"{NS}polyline") if one.get("stroke-width") == "3"]
    dots = [(float(one.get("cx")), float(one.get("cy"))) for one in svg.iter(f"{NS}circle")]
    for function, curve, (x, y) in zip(functions, curves, dots, strict=True):
        z = np.linspace(-6, 6, len(curve))
        left, right = curve[0][0], curve[-1][0]
        np.testing.assert_allclose(
            [point[0] for point in curve], np.linspace(left, right, 49), atol=0.1
        )
        np.testing.assert_allclose([point[1] for point in curve], 110 - 70 * function(z), atol=0.1)
        assert x == pytest.approx(left + (at + 6) / 12 * (right - left))
        assert y == pytest.approx(110 - 70 * function(at), abs=0.1)
    levels = {one.text: float(one.get("y")) for one in svg.iter(f"{NS}text")}
    assert levels["1"] < levels["0"] < levels["−1"]


def test_bars_go_up_for_positive_and_down_for_negative_values():
    svg, _ = read(stills.bars_over_time([("c", [0.5, -0.5, 0], "#111111")], [1], "bars"))
    up, down, none = rectangles(svg, "#111111")
    assert up[1] + up[3] == down[1] == none[1]
    assert up[3] == down[3] == 14
    assert none[3] == 0


def test_bars_stand_above_the_numbers_of_their_steps_and_below_their_flags():
    svg, _ = read(stills.bars_over_time([("c", [0.5, -0.5, 0.1], "#111111")], [1], "bars"))
    middles = [x + width / 2 for x, _, width, _ in rectangles(svg, "#111111")]
    numbers = {one.text: float(one.get("x")) for one in svg.iter(f"{NS}text")}
    assert [numbers[step] for step in "123"] == middles == sorted(middles)
    (flag,) = [one for one in svg.iter(f"{NS}polyline") if one.get("stroke") == FORGET]
    assert points(flag)[0][0] == middles[1]


def test_words_stand_below_their_bars_in_place_of_numbers():
    words = ["the", "keys", "cabinet"]
    svg, _ = read(stills.bars_over_time([("word", [0.0, 1.0, -1.0], INK)], [], "alt", words))
    assert texts(svg)[-3:] == words


def test_lines_fall_from_one_to_the_lowest_power():
    lines = {"LSTM": [(0, 1.0), (50, 1e-6), (99, 1e-12)]}
    svg, _ = read(stills.shares_on_a_log_scale(lines, -12, "lines"))
    heights = [float(one.get("cy")) for one in svg.iter(f"{NS}circle")]
    assert heights == [20, 140, 260]
    assert texts(svg) == ["1", "10⁻³", "10⁻⁶", "10⁻⁹", "10⁻¹²", "0", "99", "LSTM"]


def test_errors_lie_as_high_as_they_are_and_the_one_to_beat_is_dashed():
    svg, _ = read(stills.errors_by_units({"6 months": [8, 4, 1]}, [1, 4, 16], 2, "errors"))
    written = ["".join(one.itertext()) for one in svg.iter() if one.tag.endswith("text")]
    assert written == ["2.00", "LSTM(1)", "LSTM(4)", "LSTM(16)", "6 months"]
    heights = [float(one.get("cy")) for one in svg.iter(f"{NS}circle")]
    assert heights == [24, 104, 264]
    (dashed,) = [one for one in svg.iter(f"{NS}polyline") if one.get("stroke-dasharray")]
    assert {point.split(",")[1] for point in dashed.get("points").split()} == {"184"}


def test_seeds_stand_at_their_errors_each_kind_in_its_form():
    labels = {"exact": "right", "minus_zero": "nearly", "other": "wrong"}
    runs = [("exact", -6), ("exact", -3), ("minus_zero", -1.5), ("other", 0)]
    svg, _ = read(stills.ends_of_seeds(runs, labels, "error", "seeds"))
    assert texts(svg)[:3] == ["right: 2", "nearly: 1", "wrong: 1"]
    # The first of each form stands beside its label.
    _, lowest, middle = [float(one.get("cx")) for one in svg.iter(f"{NS}circle")]
    shapes = [one.get("points").split() for one in svg.iter(f"{NS}polygon")]
    lefts = [[float(corner.split(",")[0]) for corner in shape] for shape in shapes]
    diamond, square = (sum(xs) / len(xs) for xs in lefts[2:])
    assert diamond - lowest == pytest.approx(0.75 * (square - lowest))
    assert middle - lowest == pytest.approx(0.5 * (square - lowest))


@pytest.mark.parametrize("behind", [True, False])
def test_padding_stands_on_its_side(behind):
    svg, _ = read(stills.padded_line(["a", "b"], 2, behind, True, "line"))
    words, pads = rectangles(svg, GATE_COLOURS["output"]), rectangles(svg, PALE)
    assert len(words) == len(pads) == 2
    assert (max(words) < min(pads)) == behind
    dashed = [one for one in svg.iter(f"{NS}rect") if one.get("stroke-dasharray")]
    assert len(dashed) == 2


@pytest.mark.parametrize(
    "made",
    [
        lambda: helpers.GateExplorer(),
        lambda: helpers.OneGate(),
        lambda: helpers.UnrolledCell(),
        lambda: helpers.TensorShapes(),
        lambda: helpers.TextTensor(["so long lives this"] * 50),
        lambda: helpers.ActivationCurves(),
        lambda: helpers.GradientThroughTime(),
        lambda: helpers.BeTheGate(),
        lambda: helpers.ForecastRuns(0.29),
        lambda: helpers.ManySeeds(),
    ],
)
def test_a_widget_leaves_a_picture_above_its_table(made):
    widget = made()
    html = widget.readable_html()
    assert html.startswith("<p><img alt=")
    assert html.endswith(widget.fallback_html())
    svg, alt = read(widget.still_html())
    assert len(alt) > 20
    assert "{" not in alt
    assert len(list(svg.iter())) > 5
    assert made().still_html() == widget.still_html()


def test_the_picture_is_that_of_the_present_setting():
    explorer = helpers.GateExplorer(units=5, features=3)
    before = explorer.still_html()
    explorer.units = 6
    assert explorer.still_html() != before
    assert "4 × ((3 + 6) × 6 + 6) = 240" in explorer.still_html()
