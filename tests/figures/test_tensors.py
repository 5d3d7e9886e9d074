"""The data of a small task, drawn: the picture must say and show the numbers that it was given."""

import numpy as np
import pytest

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
    with pytest.raises(ValueError, match=r"^x must have 3 axes .*shape"):
        tensor_figure(wrong, NUMBERS.reshape(1, 5))
