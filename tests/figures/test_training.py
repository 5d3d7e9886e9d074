import subprocess
import sys

import numpy as np
import pytest
from matplotlib.text import Text

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


def texts(figure):
    figure.draw_without_rendering()
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


@pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)
def test_text_can_be_read_in_either_theme(make):
    figure = make()
    assert figure.get_facecolor() == (1, 1, 1, 1)
    sizes = {text.get_text(): text.get_fontsize() for text in texts(figure)}
    assert {text: size for text, size in sizes.items() if size < 11} == {}


def test_the_loss_is_on_a_logarithmic_scale_and_its_last_value_is_written():
    figure = loss_figure({"loss": [0.5, 0.1, 0.02, float("nan")], "mae": [1, 1, 1, 1]})
    (axes,) = figure.axes
    assert axes.get_yscale() == "log"
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [1, 2, 3, 4])
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [0.5, 0.1, 0.02, np.nan])
    assert "0.02" in [text.get_text() for text in axes.texts]


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
    with pytest.raises(ValueError, match="same size, from 1, not 2 and 3"):
        predictions_figure([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="same size, from 1, not 0 and 0"):
        predictions_figure([], [])
    with pytest.raises(ValueError, match="runs must hold"):
        seeds_figure([])


def test_figures_need_neither_pyplot_nor_tensorflow():
    code = (
        "import sys, helpers.figures.training; "
        "assert 'matplotlib.pyplot' not in sys.modules; assert 'keras' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
