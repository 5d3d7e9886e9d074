import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers.figures.palette import BLUE, GREEN, INK, ORANGE, VERMILION
from helpers.figures.training import loss_figure, predictions_figure, seeds_figure
from helpers.tasks.seeds import SeededRuns


def runs(name):
    predictions = np.array([[0.01, 0.2], [-0.01, 0.2], [0.3, 0.2]], "float32")
    return SeededRuns(name, (0, 1, 2), np.zeros(3), predictions, np.array([0, 0.2], "float32"))


FIGURES = {
    "loss": lambda: loss_figure({"loss": [0.1, 0.01, 0.001]}),
    "predictions": lambda: predictions_figure([[[0.0], [0.2]]], [[0.1, 0.15]]),
    "seeds": lambda: seeds_figure([runs("one_to_one"), runs("many_to_one")]),
}


@pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)
def test_its_ground_is_white_where_a_notebook_does_not_make_it_transparent(make):
    assert make().get_facecolor() == (1, 1, 1, 1)


def test_the_loss_is_on_a_logarithmic_scale_and_its_last_value_is_written():
    figure = loss_figure({"loss": [0.5, 0.1, 0.02, float("nan")], "mae": [1, 1, 1, 1]})
    (axes,) = figure.axes
    assert axes.get_yscale() == "log"
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [1, 2, 3, 4])
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [0.5, 0.1, 0.02, np.nan])
    assert "0.0200" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize(
    ("epochs", "marks"),
    [
        (1, ["1"]),
        (3, ["1", "2", "3"]),
        (500, ["1", "100", "200", "300", "400", "500"]),
        (777, ["1", "200", "400", "600", "777"]),
        (1000, ["1", "200", "400", "600", "800", "1,000"]),
        (1010, ["1", "250", "500", "750", "1,010"]),
    ],
)
def test_the_axis_of_the_loss_marks_the_last_epoch(epochs, marks):
    (axes,) = loss_figure({"loss": np.linspace(1, 0.1, epochs)}).axes
    assert [label.get_text() for label in axes.get_xticklabels()] == marks


@pytest.mark.parametrize(
    "losses",
    [np.geomspace(1, 1e-8, 1000), np.full(20, 0.5), np.geomspace(0.01, 50, 100), [0.3]],
    ids=["falls", "stays", "grows", "one epoch"],
)
def test_the_last_loss_does_not_lie_on_its_curve(losses):
    figure = loss_figure({"loss": losses})
    figure.draw_without_rendering()
    (axes,) = figure.axes
    (label,) = axes.texts
    box = label.get_window_extent()
    curve = axes.transData.transform(np.column_stack(axes.lines[0].get_data()))
    assert box.x0 > curve[:, 0].max()
    assert box.x1 < figure.bbox.x1


def test_predictions_stand_beside_their_targets():
    (axes,) = FIGURES["predictions"]().axes
    target, predicted = axes.lines
    np.testing.assert_array_equal(target.get_ydata(), [0.0, 0.2])
    np.testing.assert_array_equal(predicted.get_ydata(), [0.1, 0.15])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["target", "prediction"]


def test_every_run_is_a_mark_in_the_row_of_its_example():
    figure = FIGURES["seeds"]()
    (axes,) = figure.axes
    assert axes.get_xscale() == "log"
    marks = [line.get_xdata() for line in axes.lines]
    assert sorted(np.concatenate(marks)) == sorted([*runs("one_to_one").errors] * 2)
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "one-to-one\n1 of 3 exact",
        "many-to-one\n1 of 3 exact",
    ]


def test_nothing_to_draw_is_an_error():
    with pytest.raises(ValueError, match=r"history must have a 'loss'.* but has \['mae'\]"):
        loss_figure({"mae": [1.0]})
    with pytest.raises(ValueError, match="history must have a 'loss'"):
        loss_figure({"loss": [float("nan")]})
    with pytest.raises(ValueError, match="same size, not 2 and 3"):
        predictions_figure([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="target must be an array of numbers, at least one"):
        predictions_figure([], [])
    with pytest.raises(ValueError, match="runs must hold"):
        seeds_figure([])


def test_the_last_loss_that_can_be_drawn_has_a_mark_and_its_number():
    (axes,) = loss_figure({"loss": [0.5, 0.1, 0.02, 0.0]}).axes
    line, mark = axes.lines
    (number,) = axes.texts
    assert np.isnan(line.get_ydata()[3])
    assert (list(mark.get_xdata()), list(mark.get_ydata())) == ([3], [0.02])
    assert number.xy == (3, 0.02)
    assert number.get_text() == "0.0200"
    assert (mark.get_marker(), line.get_linestyle()) == ("o", "-")
    assert line.get_color() == mark.get_color() == BLUE
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss (mean over all numbers)")


def test_each_prediction_is_joined_to_its_own_target():
    (axes,) = predictions_figure([0.0, 0.2, 0.4], [0.1, 0.15, 0.7]).axes
    (joined,) = axes.collections
    ends = [[(1, 0.0), (1, 0.1)], [(2, 0.2), (2, 0.15)], [(3, 0.4), (3, 0.7)]]
    np.testing.assert_allclose(joined.get_segments(), ends)
    target, predicted = axes.lines
    for line in (target, predicted):
        assert list(line.get_xdata()) == [1, 2, 3]
        assert line.get_linestyle() == "None"
    # Told apart by shape and fill: a ring, and a smaller diamond that fits inside it.
    assert (target.get_marker(), predicted.get_marker()) == ("o", "D")
    assert (target.get_color(), target.get_markeredgecolor()) == ("none", INK)
    assert predicted.get_color() == VERMILION
    assert predicted.get_markersize() < target.get_markersize()
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("number", "value")


def test_what_a_run_prints_decides_its_colour_and_shape_and_its_example_the_row():
    figure = seeds_figure([runs("one_to_one"), runs("many_to_one"), runs("many_to_many")])
    (axes,) = figure.axes
    assert runs("one_to_one").outcomes == ("exact", "minus_zero", "other")
    kinds = [(GREEN, "o"), (ORANGE, "D"), (VERMILION, "s")] * 3
    assert [(line.get_color(), line.get_marker()) for line in axes.lines] == kinds
    # One run of each kind in each row, and the first example on top.
    for place, line in enumerate(axes.lines):
        assert list(line.get_xdata()) == [runs("one_to_one").errors[place % 3]]
        assert round(float(line.get_ydata()[0])) == 2 - place // 3
    rows = {label.get_text().split("\n")[0]: tick for label, tick in
            zip(axes.get_yticklabels(), axes.get_yticks(), strict=True)}  # fmt: skip
    assert rows == {"one-to-one": 2, "many-to-one": 1, "many-to-many": 0}
    below, above = axes.get_ylim()
    assert below < 0 < 2 < above
    legend = figure.legends[0]
    words = [text.get_text() for text in legend.get_texts()]
    assert words == ["prints the target", "prints -0.0 for 0.0", "prints something else"]
    assert [to_hex(handle.get_color()).upper() for handle in legend.legend_handles] == [
        GREEN, ORANGE, VERMILION,
    ]  # fmt: skip
    assert axes.get_xlabel() == "final error (mean squared)"


def test_runs_of_one_row_are_spread_inside_it():
    many = SeededRuns(
        "one_to_one", tuple(range(40)), np.zeros(40), np.full((40, 2), 0.3), np.zeros(2)
    )
    (axes,) = seeds_figure([many]).axes
    heights = np.concatenate([line.get_ydata() for line in axes.lines])
    assert len(heights) == 40
    assert np.unique(heights).size == 40
    assert abs(heights).max() <= 0.25
    assert heights.min() < -0.2
    assert heights.max() > 0.2
