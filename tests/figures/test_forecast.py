import numpy as np
import pytest
from matplotlib.layout_engine import ConstrainedLayoutEngine

from helpers.figures import curves_figure, errors_figure, series_figure

MONTHS = ["1958-03", "1958-04", "1958-05"]


def test_a_series_is_drawn_where_its_months_are():
    (axes,) = series_figure(MONTHS, [1, 2, 3], parts={"test": "1958-05"}).axes
    np.testing.assert_allclose(axes.lines[0].get_xdata(), 1958 + np.array([2.5, 3.5, 4.5]) / 12)
    assert axes.texts[0].get_text() == "test →"


def test_both_curves_are_drawn():
    figure = curves_figure({"one": {"loss": [2, 1], "val_loss": [3, 4]}})
    # Which keeps titles and labels within the picture.
    assert isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)
    assert [list(line.get_ydata()) for line in figure.axes[0].lines] == [[2, 1], [3, 4]]
    assert "one" in repr(figure)


def test_errors_stand_below():
    above, below = errors_figure(MONTHS, [1, 2, 3], {"mine": [2, 2, 2]}).axes
    np.testing.assert_array_equal(below.lines[0].get_ydata(), [1, 0, -1])
    assert len(above.lines) == 2


def test_nothing_to_draw_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        curves_figure({})
    with pytest.raises(ValueError, match="'mine' has"):
        curves_figure({"mine": {"loss": [1]}})
    with pytest.raises(ValueError, match=r"values must be .* not of shape"):
        series_figure(MONTHS, [1])


def test_a_part_of_the_time_begins_at_its_line():
    (axes,) = series_figure(
        MONTHS, [1, 2, 3], parts={"validation": "1958-04", "test": "1958-05"}
    ).axes
    series, *starts = axes.lines
    assert list(series.get_ydata()) == [1, 2, 3]
    for line, label, month in zip(starts, axes.texts, (3.5, 4.5), strict=True):
        np.testing.assert_allclose(line.get_xdata(), 1958 + month / 12)
        # From the bottom of the picture to its top.
        assert list(line.get_ydata()) == [0, 1]
        assert line.get_linestyle() == "--"
        assert label.xy[0] == line.get_xdata()[0]
    assert [label.get_text() for label in axes.texts] == ["validation →", "test →"]
    assert axes.get_ylabel() == "CO₂ in ppm"


def test_training_and_validation_have_the_same_looks_in_every_panel():
    history = {"loss": [4, 2, 1], "val_loss": [5, 4, 6]}
    figure = curves_figure({"one": history, "two": history})
    for panel, name in zip(figure.axes, ("one", "two"), strict=True):
        assert panel.get_title() == name
        assert panel.get_yscale() == "log"
        assert panel.get_xlabel() == "epoch"
        looks = [(line.get_label(), line.get_color(), line.get_linestyle()) for line in panel.lines]
        assert looks == [("training", "#0072B2", "-"), ("validation", "#D55E00", "--")]
        for line, values in zip(panel.lines, history.values(), strict=True):
            assert list(line.get_xdata()) == [1, 2, 3]
            assert list(line.get_ydata()) == values
    assert figure.axes[0].get_shared_y_axes().joined(*figure.axes)
    legend = figure.axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["training", "validation"]


def test_a_forecast_and_its_errors_have_the_same_looks():
    forecasts = {"last month": [0, 1, 2], "last year": [2, 2, 2], "c": [3, 1, 2], "d": [1, 1, 9]}
    looks = [("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#CC79A7", ":")]
    above, below = errors_figure(MONTHS, [1, 2, 3], forecasts).axes
    measured, *drawn = above.lines
    assert (measured.get_color(), list(measured.get_ydata())) == ("black", [1, 2, 3])
    *errors, nothing = below.lines
    assert list(nothing.get_ydata()) == [0, 0]
    months = 1958 + np.array([2.5, 3.5, 4.5]) / 12
    for line, error, (name, values), look in zip(
        drawn, errors, forecasts.items(), looks, strict=True
    ):
        assert line.get_label() == error.get_label() == name
        assert (line.get_color(), line.get_linestyle()) == look
        assert (error.get_color(), error.get_linestyle()) == look
        assert list(line.get_ydata()) == values
        # Above the zero line: more was forecast than came.
        assert list(error.get_ydata()) == [v - t for v, t in zip(values, [1, 2, 3], strict=True)]
        for one in (line, error):
            np.testing.assert_allclose(one.get_xdata(), months)
    assert (above.get_ylabel(), below.get_ylabel()) == ("CO₂ in ppm", "forecast − measured")
    words = [text.get_text() for text in above.get_legend().get_texts()]
    assert words == ["measured", *forecasts]


def test_a_loss_is_written_as_the_lesson_prints_it():
    # Within one power of ten; beyond, Matplotlib 3.10 writes fewer numbers than 3.11.
    figure = curves_figure({"one": {"loss": [0.6, 0.3], "val_loss": [0.5, 0.4]}})
    figure.canvas.draw()
    axis = figure.axes[0].yaxis
    written = {label.get_text() for label in [*axis.get_ticklabels(), *axis.get_minorticklabels()]}
    assert {"0.3", "0.6"} <= written
    assert not any("$" in text for text in written)
