"""The data of a small task, drawn: the picture must say and show the numbers that it was given."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers.figures.tensors import tensor_figure

NUMBERS = np.array([0.0, 0.2, 0.4, 0.6, 0.8])
SHAPES = [((5, 1, 1), (5, 1)), ((1, 5, 1), (1, 5)), ((1, 5, 1), (1, 5, 1))]


@pytest.mark.parametrize(("x_shape", "y_shape"), SHAPES)
def test_every_number_stands_in_a_cell(x_shape, y_shape):
    figure = tensor_figure(NUMBERS.reshape(x_shape), NUMBERS.reshape(y_shape))
    for panel, shape in zip(figure.axes, (x_shape, y_shape), strict=True):
        assert [text.get_text() for text in panel.texts] == [f"{number:.1f}" for number in NUMBERS]
        assert str(shape) in panel.get_title()
        # One rectangle a number, and one frame a sample.
        assert len(panel.patches) == NUMBERS.size + shape[0]


def test_what_the_picture_says_in_words():
    figure = tensor_figure(NUMBERS.reshape(1, 5, 1), NUMBERS.reshape(1, 5))
    assert repr(figure) == "x: 1 sample × 5 timesteps × 1 feature. y: 1 sample × 5 numbers."
    data, metadata = figure._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == repr(figure)
    assert data["image/png"].startswith("iVBOR")


@pytest.mark.parametrize("wrong", [NUMBERS, np.zeros((1, 61, 1)), np.zeros((0, 5, 1))])
def test_refuses_what_it_cannot_draw(wrong):
    with pytest.raises(ValueError, match=r"^x must .*shape"):
        tensor_figure(wrong, NUMBERS.reshape(1, 5))


def test_each_number_stands_in_the_cell_of_its_sample_timestep_and_feature():
    x = np.arange(12.0).reshape(2, 3, 2)
    panel, _ = tensor_figure(x, x[:, 0]).axes
    cells = [patch for patch in panel.patches if patch.get_fill()]
    frames = [patch for patch in panel.patches if not patch.get_fill()]
    bottom, top = panel.get_ylim()
    assert bottom > top  # rows are counted downward: the first timestep is on top
    for place, (index, number) in enumerate(np.ndenumerate(x)):
        sample, timestep, feature = index
        text, cell = panel.texts[place], cells[place]
        assert text.get_text() == f"{number:.1f}"
        assert text.xy == pytest.approx(cell.get_center())
        assert cell.get_center()[1] == pytest.approx(timestep + 0.5)
        frame = frames[sample]
        assert cell.get_center()[0] - frame.get_x() == pytest.approx(0.08 + feature + 0.5)
        assert frame.get_width() == pytest.approx(2.16)
        assert frame.get_height() == pytest.approx(3.16)
    # Side by side, the first sample to the left, and all within the panel.
    left, right = panel.get_xlim()
    assert left <= frames[0].get_x()
    assert frames[0].get_x() + frames[0].get_width() < frames[1].get_x()
    assert frames[1].get_x() + frames[1].get_width() <= right


def test_x_stands_to_the_left_in_its_own_colour():
    figure = tensor_figure(NUMBERS.reshape(1, 5, 1), NUMBERS.reshape(1, 5))
    figure.draw_without_rendering()
    x, y = figure.axes
    assert x.get_position().x1 <= y.get_position().x0
    assert (x.get_title()[0], y.get_title()[0]) == ("x", "y")
    for panel, colour in ((x, "#56B4E9"), (y, "#CC79A7")):
        colours = {
            to_hex(cell.get_facecolor()).upper() for cell in panel.patches if cell.get_fill()
        }
        assert colours == {colour}
