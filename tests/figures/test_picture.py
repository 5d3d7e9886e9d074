"""A figure on a white and on a dark ground: what it is made of can be read on both."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from helpers.figures import loss_figure, predictions_figure, tensor_figure
from helpers.figures.palette import INK

FIGURES = {
    "loss": lambda: loss_figure({"loss": [1.0, 0.1, 0.01]}),
    "predictions": lambda: predictions_figure([0.0, 0.2], [0.1, 0.15]),
    "tensors": lambda: tensor_figure(np.zeros((2, 1, 1)), np.zeros((2, 1))),
}


def pixels(figure):
    data = figure._repr_mimebundle_()[0]["image/png"]
    return np.asarray(Image.open(BytesIO(b64decode(data))).convert("RGBA"))


@pytest.mark.parametrize("name", FIGURES)
def test_ground_is_transparent(name):
    drawn = pixels(FIGURES[name]())
    corners = drawn[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners[:, 3] == 0).all()
    assert (drawn[..., 3] == 255).any()


@pytest.mark.parametrize("name", ["loss", "predictions"])
def test_nothing_is_black_or_white(name):
    drawn = pixels(FIGURES[name]())
    seen = drawn[drawn[..., 3] == 255][:, :3]
    assert seen.max(axis=1).min() > 60
    assert seen.min(axis=1).max() < 200


def contrast(one, other):
    def brightness(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return np.dot(linear, (0.2126, 0.7152, 0.0722))

    light, dark = sorted(map(brightness, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
def test_grey_reads_on_both_grounds(ground):
    assert contrast(to_rgb(INK), to_rgb(ground)) > 4
