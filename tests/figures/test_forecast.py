import numpy as np
import pytest

from helpers.figures import curves_figure, errors_figure, series_figure

MONTHS = ["1958-03", "1958-04", "1958-05"]


def test_a_series_is_drawn_where_its_months_are():
    (axes,) = series_figure(MONTHS, [1, 2, 3], parts={"test": "1958-05"}).axes
    np.testing.assert_allclose(axes.lines[0].get_xdata(), 1958 + np.array([2.5, 3.5, 4.5]) / 12)
    assert axes.texts[0].get_text() == "test →"


def test_both_curves_are_drawn():
    figure = curves_figure({"one": {"loss": [2, 1], "val_loss": [3, 4]}})
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
    with pytest.raises(ValueError, match="3 and 1"):
        series_figure(MONTHS, [1])
