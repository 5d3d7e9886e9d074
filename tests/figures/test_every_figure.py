"""What holds for every figure of matplotlib, whatever it draws: its text, its lines, its legend."""

import numpy as np
import pytest
from matplotlib import rc_context, rcParams
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Annotation, Text

import helpers.figures
from helpers.cells import gru_sequence, lstm_sequence
from helpers.figures import (
    cell_picture,
    curves_figure,
    errors_figure,
    gate_heat_maps,
    loss_figure,
    predictions_figure,
    seeds_figure,
    series_figure,
    tensor_figure,
)
from helpers.figures.palette import INK, PALE
from helpers.tasks.seeds import SeededRuns

MONTHS = ["1958-03", "1960-04", "1962-05", "1964-06"]
HISTORY = {"loss": [0.6, 0.2, 0.07], "val_loss": [0.5, 0.3, 0.08]}
TRACE = lstm_sequence(np.ones((4, 3)), np.ones((3, 8)), np.ones((2, 8)))
GRU = gru_sequence(np.ones((4, 3)), np.ones((3, 6)), np.ones((2, 6)))
RUNS = [
    SeededRuns(name, (0, 1, 2), np.zeros(3), np.array([[0.0], [-0.0], [0.4]]), np.zeros(1))
    for name in ("one_to_one", "many_to_one")
]
FIGURES = {
    "loss": lambda: loss_figure({"loss": [1, 0.1, 0.001]}),
    "predictions": lambda: predictions_figure([0.0, 0.2, 0.4], [0.1, 0.15, 0.3]),
    "seeds": lambda: seeds_figure(RUNS),
    "series": lambda: series_figure(MONTHS, [1, 3, 2, 4], parts={"the test": "1962-05"}),
    "curves": lambda: curves_figure({"one": HISTORY, "two": HISTORY}),
    "errors": lambda: errors_figure(MONTHS, [1, 3, 2, 4], {"a": [1, 2, 3, 4], "b": [2, 2, 2, 2]}),
    "gates": lambda: gate_heat_maps(TRACE, marks=[1], title="A title"),
    "gru": lambda: gate_heat_maps(GRU, marks=[2], title="A title"),
    "tensors": lambda: tensor_figure(np.ones((2, 3, 2)), np.zeros((2, 2))),
}
ALL = pytest.mark.parametrize("name", FIGURES)


@pytest.fixture(scope="module")
def drawn():
    """Every figure, once, laid out and drawn."""
    figures = {name: make() for name, make in FIGURES.items()}
    for figure in figures.values():
        figure.draw_without_rendering()
    return figures


def shown(texts):
    return [text for text in texts if text.get_text().strip() and text.get_visible()]


def sizes(texts):
    return [text.get_fontsize() for text in shown(texts)]


def of_axes(figure):
    """Its texts by what they are for: headings, labels of axes, numbers at ticks, the rest."""
    headings, labels, ticks = [], [], []
    for axes in figure.axes:
        headings += [axes.title, axes._left_title]
        labels += [axes.xaxis.label, axes.yaxis.label]
        for axis in (axes.xaxis, axes.yaxis):
            ticks += axis.get_ticklabels(which="both") if axes.axison else []
    return headings, labels, ticks


@ALL
def test_text_is_large_and_headings_are_larger_than_labels_and_those_than_numbers(drawn, name):
    figure = drawn[name]
    without = [axes for axes in figure.axes if not axes.axison]
    hidden = {
        text for axes in without for axis in (axes.xaxis, axes.yaxis) for text in axis.findobj(Text)
    }
    assert min(sizes(set(figure.findobj(Text)) - hidden)) >= 11
    headings, labels, ticks = map(sizes, of_axes(figure))
    for larger, smaller in ((headings, labels), (labels, ticks), (headings, ticks)):
        if larger and smaller:
            assert min(larger) >= max(smaller)
    legends = [axes.get_legend() for axes in figure.axes] + figure.legends
    for legend in filter(None, legends):
        assert max(sizes(legend.get_texts())) <= min(labels)
    # Notes within the picture are of the size of its labels, or its headings where it has none.
    notes = sizes(text for axes in figure.axes for text in axes.texts)
    assert set(notes) <= set(labels or headings)


WITHIN_A_POWER_OF_TEN = {"loss": [0.9, 0.5, 0.3], "val_loss": [0.8, 0.5, 0.4]}


@pytest.mark.parametrize(
    "make",
    [
        lambda: loss_figure(WITHIN_A_POWER_OF_TEN),
        lambda: curves_figure({"one": WITHIN_A_POWER_OF_TEN}),
        lambda: seeds_figure(
            [SeededRuns("one_to_one", (0, 1), np.zeros(2), np.array([[0.6], [0.9]]), np.zeros(1))]
        ),
    ],
)
def test_numbers_between_two_powers_of_ten_are_as_large_as_those_at_powers(make):
    figure = make()
    figure.draw_without_rendering()
    (axes,) = figure.axes
    (axis,) = (one for one in (axes.xaxis, axes.yaxis) if one.get_scale() == "log")
    between = sizes(axis.get_ticklabels(which="minor"))
    assert between
    assert set(between) == set(sizes(axis.get_ticklabels() + axes.xaxis.get_ticklabels()))


def test_over_heat_maps_each_kind_of_text_has_its_own_size(drawn):
    headings, labels, ticks = map(sizes, of_axes(drawn["gates"]))
    title = drawn["gates"]._suptitle.get_fontsize()
    assert title > max(headings) >= min(headings) > max(labels) >= min(labels) > max(ticks)


@ALL
def test_it_is_as_wide_as_a_page_and_all_of_it_lies_within(drawn, name):
    figure = drawn[name]
    assert isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)
    width, height = figure.get_size_inches()
    assert 8 <= width <= 12
    assert width >= 1.6 * height
    box, page = figure.get_tightbbox(), figure.bbox_inches
    assert page.x0 <= box.x0 < box.x1 <= page.x1
    assert page.y0 <= box.y0 < box.y1 <= page.y1
    # Not much is left empty.
    assert box.width > 0.95 * page.width
    assert box.height > 0.85 * page.height


@pytest.mark.parametrize("name", ["loss", "series", "curves", "errors"])
def test_what_carries_data_is_thicker_than_a_plain_line_and_what_helps_is_not(drawn, name):
    for axes in drawn[name].axes:
        data = [line for line in axes.lines if len(line.get_xdata()) > 2]
        helping = [line for line in axes.lines if len(line.get_xdata()) == 2]
        assert data
        thin = max([line.get_linewidth() for line in helping], default=0)
        for line in data:
            assert line.get_linewidth() > max(thin, rcParams["lines.linewidth"])


@pytest.mark.parametrize("name", ["loss", "predictions", "seeds"])
def test_marks_are_larger_than_plain_ones(drawn, name):
    (axes,) = drawn[name].axes
    marks = [line for line in axes.lines if line.get_marker() != "None"]
    assert marks
    assert min(line.get_markersize() for line in marks) > rcParams["lines.markersize"]


@pytest.mark.parametrize("name", ["loss", "predictions", "seeds", "series", "errors"])
def test_a_chart_has_a_line_to_its_left_and_below_and_none_elsewhere(drawn, name):
    for axes in drawn[name].axes:
        visible = {side for side, spine in axes.spines.items() if spine.get_visible()}
        assert visible == {"left", "bottom"}


@pytest.mark.parametrize("name", ["loss", "predictions", "seeds"])
def test_a_grid_is_pale_and_lies_behind_what_is_drawn(drawn, name):
    (axes,) = drawn[name].axes
    assert axes.get_axisbelow() is True
    for line in (*axes.get_xgridlines(), *axes.get_ygridlines()):
        assert line.get_visible()
        assert line.get_color() == PALE
        assert line.get_alpha() < 0.6


@ALL
def test_a_legend_has_no_frame(drawn, name):
    figure = drawn[name]
    legends = [axes.get_legend() for axes in figure.axes] + figure.legends
    assert any(legends) == (name in ("predictions", "seeds", "curves", "errors"))
    for legend in filter(None, legends):
        assert not legend.get_frame_on()


def test_the_legend_of_many_runs_is_one_line_above_them(drawn):
    figure = drawn["seeds"]
    (axes,) = figure.axes
    (legend,) = figure.legends
    box, below = legend.get_window_extent(), axes.get_tightbbox()
    assert box.y0 >= below.y1
    assert (box.x0 + box.x1) / 2 == pytest.approx(figure.bbox.width / 2, abs=2)
    places = [text.get_window_extent() for text in legend.get_texts()]
    assert len({round(place.y0 + place.y1) for place in places}) == 1
    assert [place.x0 for place in places] == sorted(place.x0 for place in places)


def test_a_note_stands_beside_what_it_is_about(drawn):
    (axes,) = drawn["loss"].axes
    (note,) = axes.texts
    (x, y), box = axes.transData.transform(note.xy), note.get_window_extent()
    assert (box.y0 + box.y1) / 2 == pytest.approx(y, abs=2)
    assert x + 5 < box.x0 < x + 40
    (axes,) = drawn["series"].axes
    (note,) = axes.texts
    line = axes.lines[1]
    box, frame = note.get_window_extent(), axes.get_window_extent()
    x, _ = axes.transData.transform((line.get_xdata()[0], 0))
    assert x + 2 < box.x0 < x + 15
    assert frame.y0 < box.y0 < box.y1 < frame.y0 + 0.2 * frame.height
    assert line.get_color() == INK


def test_a_number_stands_in_the_middle_of_its_cell_whatever_the_size_of_the_tensor():
    widths = []
    for x, y in (
        ((5, 1, 1), (5, 1)),
        ((1, 5, 1), (1, 5)),
        ((3, 5, 4), (3, 1)),
        ((1, 20, 3), (1, 1)),
    ):
        figure = tensor_figure(np.zeros(x), np.zeros(y))
        figure.draw_without_rendering()
        for axes in figure.axes:
            assert not axes.axison
            cells = [patch for patch in axes.patches if patch.get_fill()]
            frames = [patch for patch in axes.patches if not patch.get_fill()]
            panel = axes.get_window_extent()
            for cell, number in zip(cells, axes.texts, strict=True):
                outside, inside = cell.get_window_extent(), number.get_window_extent()
                assert inside.width < 0.7 * outside.width
                assert outside.width == pytest.approx(outside.height)
                for one, other in zip(
                    (outside.x0 + outside.x1, outside.y0 + outside.y1),
                    (inside.x0 + inside.x1, inside.y0 + inside.y1),
                    strict=True,
                ):
                    assert one / 2 == pytest.approx(other / 2, abs=3)
                assert number.get_color() == "#1f1f1f"
            for frame in frames:
                box = frame.get_window_extent()
                assert panel.x0 <= box.x0 < box.x1 <= panel.x1
                assert panel.y0 <= box.y0 < box.y1 <= panel.y1
                assert frame.get_linewidth() > rcParams["patch.linewidth"]
            # In the middle of its half, below its heading.
            left = min(frame.get_window_extent().x0 for frame in frames) - panel.x0
            right = panel.x1 - max(frame.get_window_extent().x1 for frame in frames)
            assert left == pytest.approx(right, abs=8)
            widths.append(cells[0].get_window_extent().width)
        box = figure.get_tightbbox()
        used = box.width / figure.get_figwidth()
        assert used > 0.9
    assert np.ptp(widths) < 0.05 * max(widths)


def test_a_gap_shows_the_ground_between_two_numbers():
    panel, _ = tensor_figure(np.zeros((1, 2, 2)), np.zeros((1, 2))).axes
    cells = [patch for patch in panel.patches if patch.get_fill()]
    (frame,) = (patch for patch in panel.patches if not patch.get_fill())
    first, right, below, _ = cells
    assert 0 < right.get_x() - (first.get_x() + first.get_width()) < 0.2
    assert 0 < below.get_y() - (first.get_y() + first.get_height()) < 0.2
    # As far from the frame above as below, to the left as to the right.
    last = cells[-1]
    assert first.get_x() - frame.get_x() == pytest.approx(
        frame.get_x() + frame.get_width() - last.get_x() - last.get_width()
    )
    assert first.get_y() - frame.get_y() == pytest.approx(
        frame.get_y() + frame.get_height() - last.get_y() - last.get_height()
    )


@pytest.mark.parametrize(("name", "maps", "gates"), [("gates", 6, (0, 1, 3)), ("gru", 4, (0, 1))])
def test_a_map_fills_its_frame_and_has_its_scale_beside_it(drawn, name, maps, gates):
    panels, bars = drawn[name].axes[:maps], drawn[name].axes[maps:]
    for place, (panel, bar) in enumerate(zip(panels, bars, strict=True)):
        (image,) = panel.images
        assert panel.get_aspect() == "auto"
        assert image.get_interpolation() == "nearest"
        box, scale = panel.get_window_extent(), bar.get_window_extent()
        assert 0 < scale.x0 - box.x1 < 0.04 * box.width
        assert (scale.y0, scale.y1) == pytest.approx((box.y0, box.y1))
        assert min(spine.get_linewidth() for spine in panel.spines.values()) > 2
        low, middle, high = (label.get_text() for label in bar.get_yticklabels())
        assert (middle, high) == ("0.5", "1") if place in gates else middle == "0"
        assert low == ("0" if place in gates else f"-{high}")
        assert max(map(len, (low, middle, high))) <= 5


def test_a_map_is_as_high_in_any_picture_and_higher_for_more_units_up_to_a_bound(drawn):
    one, other = (drawn[name].axes[0].get_window_extent().height / 100 for name in ("gates", "gru"))
    assert one == pytest.approx(other, rel=0.06)
    assert one > 2 * 0.3  # two units, each with its number
    heights = []
    for units in (3, 5, 30, 50):
        weights = [np.ones((rows, 3 * units)) for rows in (3, units)]
        heights.append(gate_heat_maps(gru_sequence(np.ones((2, 3)), *weights)).get_figheight())
    three, five, thirty, fifty = heights
    two = drawn["gru"].get_figheight()
    assert five - three == pytest.approx(2 * (three - two))
    assert two < three < five < thirty == fifty < 12


def test_triangles_are_black_and_do_not_touch_the_heading(drawn):
    for panel in drawn["gates"].axes[:6]:
        (mark,) = panel.lines
        assert mark.get_color() == "black"
        heading, tip = panel._left_title.get_window_extent(), mark.get_window_extent()
        assert panel.get_window_extent().y1 < tip.y0 < tip.y1 < heading.y0 + 1


@pytest.mark.parametrize(
    ("name", "across", "up"),
    [("errors", True, False), ("curves", False, True), ("gru", True, True)],
)
def test_panels_that_mean_the_same_share_their_axis(drawn, name, across, up):
    one, other = drawn[name].axes[:2]
    assert one.get_shared_x_axes().joined(one, other) == across
    assert one.get_shared_y_axes().joined(one, other) == up


def test_numbers_of_predictions_are_whole(drawn):
    (axes,) = drawn["predictions"].axes
    assert all(tick == int(tick) for tick in axes.get_xticks())
    assert {1, 2, 3} <= set(axes.get_xticks())


def test_a_ring_is_as_thick_as_the_line_that_joins_it_to_its_prediction(drawn):
    (axes,) = drawn["predictions"].axes
    (joining,) = axes.collections
    (width,) = joining.get_linewidth()
    assert axes.lines[0].get_markeredgewidth() == width > rcParams["lines.linewidth"]
    assert tuple(joining.get_colors()[0][:3]) == pytest.approx((0x76 / 255,) * 3)


def test_rows_of_runs_have_as_much_room_above_as_below_and_runs_a_light_edge(drawn):
    (axes,) = drawn["seeds"].axes
    below, above = axes.get_ylim()
    assert -below == pytest.approx(above - 1)
    assert 0.25 < -below < 1
    for line in axes.lines:
        assert (line.get_markeredgecolor(), line.get_linestyle()) == ("white", "None")


def test_the_line_of_no_error_is_black_and_half_as_thick(drawn):
    _, below = drawn["errors"].axes
    *errors, nothing = below.lines
    assert nothing.get_color() == "black"
    assert all(2 * nothing.get_linewidth() <= line.get_linewidth() for line in errors)


WORDS = {
    "loss": "The loss of 3 epochs, on a logarithmic scale.",
    "predictions": "3 predictions beside their targets.",
    "seeds": "The final error of every run, coloured by what the run prints. "
    "one-to-one: 3 runs, many-to-one: 3 runs.",
    "series": "CO₂ from 1958-03 to 1964-06: a wave each year on a rising line. "
    "the test from 1962-05.",
    "curves": "Training and validation loss of every epoch: one, two.",
    "errors": "Above, CO₂ from 1958-03 to 1964-06 with its forecasts: a, b. "
    "Below, how far off each is, month by month.",
    "tensors": "x: 2 samples × 3 timesteps × 2 features. y: 2 samples × 2 numbers.",
}


@pytest.mark.parametrize("name", WORDS)
def test_it_says_in_words_what_it_shows(drawn, name):
    assert repr(drawn[name]) == WORDS[name]


HEADINGS = {
    "curves": ["one", "two"],
    "tensors": [
        "x: 2 samples × 3 timesteps × 2 features\n(2, 3, 2)",
        "y: 2 samples × 2 numbers\n(2, 2)",
    ],
    "loss": [],
}
LABELS = {
    "curves": ["epoch", "loss (scaled values)", "epoch"],
    "series": ["CO₂ in ppm"],
    "gru": ["unit", "timestep", "unit", "timestep"],
    "seeds": ["final error (mean squared)"],
}


@ALL
def test_headings_and_labels_say_what_is_drawn(drawn, name):
    headings, labels, _ = of_axes(drawn[name])
    if name in HEADINGS:
        assert [text.get_text() for text in shown(headings)] == HEADINGS[name]
    if name in LABELS:
        assert [text.get_text() for text in shown(labels)] == LABELS[name]


HISTORIES = "histories must be a dict of histories by the name of the model"
A_MONTH = "months must be a list of texts such as '1958-03'"
REFUSED = [
    (lambda: loss_figure([0.5]), TypeError, "history must be a dict with a 'loss'"),
    (lambda: loss_figure({"loss": ["a"]}), TypeError, "history must have a 'loss' of numbers"),
    (lambda: loss_figure({"loss": [[0.5]]}), ValueError, "history must have a 'loss' with numbers"),
    (lambda: predictions_figure(["a"], [1]), TypeError, "target must be an array of numbers"),
    (lambda: predictions_figure([1], ["a"]), TypeError, "predicted must be an array of numbers"),
    (lambda: seeds_figure([3]), TypeError, "runs must be a list of what train_seeds returned"),
    (lambda: seeds_figure(3), TypeError, "runs must be a list of what train_seeds returned"),
    (lambda: curves_figure([HISTORY]), TypeError, HISTORIES),
    (lambda: curves_figure({3: HISTORY}), TypeError, "histories must be a text"),
    (lambda: curves_figure({"a": 3}), TypeError, HISTORIES),
    (lambda: curves_figure({"a": HISTORY | {"loss": 3}}), TypeError, "histories must be dicts of"),
    (lambda: curves_figure({"a": HISTORY | {"loss": []}}), TypeError, "histories must hold losses"),
    (lambda: curves_figure({"a": HISTORY | {"loss": ["b"]}}), TypeError, "histories must hold los"),
    (lambda: series_figure(3, [1]), TypeError, A_MONTH),
    (lambda: series_figure([3], [1]), TypeError, A_MONTH),
    (lambda: series_figure(["May"], [1]), ValueError, "months must be texts such as '1958-03'"),
    (lambda: series_figure([], []), ValueError, "months must hold at least one month"),
    (lambda: series_figure(MONTHS, [1]), ValueError, "values must be .* one for each of months"),
    (lambda: series_figure(MONTHS, range(4), parts=3), TypeError, "parts must be a dict from a pa"),
    (lambda: series_figure(MONTHS, range(4), parts={3: MONTHS[0]}), TypeError, "parts must be a t"),
    (lambda: series_figure(MONTHS, range(4), parts={"a": "May"}), ValueError, "parts must be one"),
    (lambda: errors_figure(MONTHS, [1], {}), ValueError, "truth must be"),
    (lambda: errors_figure(MONTHS, range(4), 3), TypeError, "forecasts must be a dict of forecas"),
    (lambda: errors_figure(MONTHS, range(4), {3: range(4)}), TypeError, "forecasts must be a text"),
    (lambda: errors_figure(MONTHS, range(4), {"a": [1]}), ValueError, "forecasts must be"),
    (lambda: gate_heat_maps(TRACE, title=3), TypeError, "title must be a text"),
    (lambda: gate_heat_maps(TRACE, marks=[-1]), ValueError, "marks must be a whole number from 0"),
    (lambda: tensor_figure(np.zeros((1, 2)), [[1]]), ValueError, "x must have 3 axes"),
    (lambda: tensor_figure([[[1]]], [1]), ValueError, "y must have 2 or 3 axes"),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused_by_name(make, error, message):
    with pytest.raises(error, match=f"^{message}"):
        make()


def test_losses_that_went_wrong_are_drawn_as_far_as_they_go():
    wrong = {"loss": [0.5, float("nan")], "val_loss": np.array([0.5, 0.4])}
    (axes,) = curves_figure({"a": wrong | {"accuracy": [1, 1]}}).axes
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), wrong["loss"])


@pytest.mark.parametrize("epochs", [1, 2, 7, 9, 42, 99, 4999])
def test_marked_epochs_are_the_first_some_round_ones_and_the_last(epochs):
    (axes,) = loss_figure({"loss": np.ones(epochs)}).axes
    first, *round_ones, last = [int(tick) for tick in axes.get_xticks()] if epochs > 1 else [1, 1]
    assert (first, last) == (1, epochs)
    assert len(round_ones) <= 6
    if round_ones:
        steps = set(np.diff(round_ones))
        assert len(steps) <= 1
        # Multiples of the step, but for the one at 0, in whose place the first stands.
        assert not steps or round_ones[0] % steps.pop() == 0
        assert round_ones[-1] <= 0.9 * epochs


@pytest.mark.parametrize(("timesteps", "units"), [(11, 7), (30, 32)])
def test_steps_and_units_have_their_numbers_or_every_so_many_of_them(timesteps, units):
    weights = [np.ones((rows, 3 * units)) for rows in (3, units)]
    panel = gate_heat_maps(gru_sequence(np.ones((timesteps, 3)), *weights)).axes[2]
    for axis, length, most in ((panel.xaxis, timesteps, 11), (panel.yaxis, units, 7)):
        ticks = axis.get_ticklocs()
        assert len(ticks) == length if length <= most else 3 < len(ticks) <= most
        assert len(set(np.diff(ticks))) <= 1
        assert [label.get_text() for label in axis.get_ticklabels()] == [
            f"{tick + 1:g}" for tick in ticks
        ]


def test_every_name_is_found_where_it_is_needed():
    for name in helpers.figures.__all__:
        vars(helpers.figures).pop(name, None)
        assert getattr(helpers.figures, name).__name__ == name
        assert name in vars(helpers.figures)  # from now on
    with pytest.raises(AttributeError, match="has no attribute 'bars'"):
        _ = helpers.figures.bars


def test_a_notebook_gets_the_same_picture_whatever_its_reader_set():
    others = {"savefig.format": "svg", "savefig.dpi": 30, "savefig.transparent": False}
    pictures = []
    for settings in ({}, others):
        with rc_context(settings):
            (data, metadata) = FIGURES["tensors"]()._repr_mimebundle_()
        pictures.append(data["image/png"])
        assert data["text/plain"] == metadata["image/png"]["alt"] == WORDS["tensors"]
    assert pictures[0] == pictures[1]


def test_the_notes_of_a_figure_are_all_that_is_annotated(drawn):
    """So that no test above has looked at nothing."""
    count = {name: len(figure.findobj(Annotation)) for name, figure in drawn.items()}
    expected = {"loss": 1, "series": 1, "tensors": 12 + 4}
    assert count == dict.fromkeys(FIGURES, 0) | expected


def test_the_picture_of_a_cell_is_no_figure_of_matplotlib():
    data, metadata = cell_picture()._repr_mimebundle_()
    assert set(data) == {"image/svg+xml", "text/plain"}
    assert set(metadata) == {"image/svg+xml"}
