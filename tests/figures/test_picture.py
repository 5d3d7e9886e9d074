"""A figure on a white and on a dark ground: what it is made of can be read on both."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from matplotlib import rcParams, style
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from PIL import Image

from helpers.figures import loss_figure, predictions_figure, tensor_figure
from helpers.figures.palette import BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILION

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


def test_between_the_numbers_of_a_tensor_is_the_ground():
    drawn = pixels(FIGURES["tensors"]())
    assert drawn[drawn[..., 3] == 255][:, :3].min(axis=1).max() < 200


def test_the_style_for_plots_of_ones_own_reads_on_both_grounds():
    with style.context("helpers.figures.any_ground"):
        figure = Figure()
        axes = figure.subplots()
        axes.plot([1, 2], label="a line")
        axes.legend()
        axes.set(title="a title", xlabel="across", ylabel="up")
    file = BytesIO()
    figure.savefig(file)
    drawn = np.asarray(Image.open(file).convert("RGBA"))
    assert (drawn[[0, 0, -1, -1], [0, -1, 0, -1], 3] == 0).all()
    seen = drawn[drawn[..., 3] == 255][:, :3]
    assert seen.max(axis=1).min() > 60
    assert seen.min(axis=1).max() < 200


def test_the_style_has_the_colours_of_the_other_pictures():
    with style.context("helpers.figures.any_ground"):
        cycle = rcParams["axes.prop_cycle"].by_key()["color"]
        assert {to_hex(rcParams[name]) for name in ("text.color", "xtick.color")} == {INK}
    assert cycle == [BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY]


def contrast(one, other):
    def brightness(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return np.dot(linear, (0.2126, 0.7152, 0.0722))

    light, dark = sorted(map(brightness, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
def test_grey_reads_on_both_grounds(ground):
    assert contrast(to_rgb(INK), to_rgb(ground)) > 4
