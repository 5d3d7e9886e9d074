"""A padded line in JupyterLab: h as Keras computes it, with and without a kernel."""

import pytest

from helpers.text.numbers import decimals
from helpers.widgets.shared.view_module import view_words
from tests.widgets.test_padding import padding_of
from tools.lab import PROJECTOR

from .looks import smallest_text

WORDS = view_words("padding")
WIDGET = ".gbg-padding"
CELLS = [
    """
import keras, numpy as np
from helpers import Padding
rng = np.random.default_rng(5)
embedding = keras.layers.Embedding(8, 4)
embedding.build((None,))
layer = keras.layers.LSTM(3)
layer.build((None, None, 4))
for part in (embedding, layer):
    part.set_weights([rng.normal(size=weights.shape) for weights in part.get_weights()])
numbers = rng.integers(1, 8, 7)
line = Padding([f"word{n}" for n in numbers], numbers, embedding, layer)
""",
    "line",
]
READ = """root => {
    const values = name => root.querySelector(`[data-row=${name}]`).lastChild.textContent;
    return {
        last: values("last").split(", "),
        alone: values("words_alone").split(", "),
        difference: values("difference"),
        says: root.querySelector(".gbg-says").textContent,
        code: root.querySelector(".gbg-code code").textContent,
        steps: root.querySelectorAll("[data-unit='1'] circle").length,
        still: root.querySelectorAll("[data-unit='1'] circle.gbg-still").length,
    };
}"""


def check(page, places, padding, mask):
    shown = page.locator(WIDGET).evaluate(READ)
    line = padding_of(7, features=4, units=3, seed=5)
    alone = line._hidden_states(0, "post", False)[-1]
    line.places, line.padding, line.mask = places, padding, mask
    h = line.hidden_states()
    assert shown["last"] == [decimals(value) for value in h[-1]]
    assert shown["alone"] == [decimals(value) for value in alone]
    assert shown["difference"] == decimals(abs(h[-1] - alone).max())
    assert shown["code"] == f'pad_sequences([line], maxlen={7 + places}, padding="{padding}")'
    assert (shown["steps"], shown["still"]) == (7 + places, places if mask else 0)
    assert (str(places) in shown["says"]) == (places > 0)


def test_shows_what_keras_computes_and_lives_without_a_kernel(open_notebook, lab):
    page = open_notebook(CELLS, viewport=PROJECTOR)
    check(page, 3, "post", False)
    lab.stop_kernels()
    slider = page.get_by_role("slider", name=WORDS["places"])
    slider.press("ArrowRight")
    check(page, 4, "post", False)
    mask = page.get_by_role("checkbox", name="mask_zero=True")
    mask.check()
    check(page, 4, "post", True)
    page.get_by_role("radio", name=WORDS["sides"]["pre"]).check()
    check(page, 4, "pre", True)
    mask.uncheck()
    for key, places in [("End", 10), ("ArrowLeft", 9), ("Home", 0), ("ArrowUp", 1)]:
        slider.press(key)
        check(page, places, "pre", False)


def test_python_sets_the_view(open_notebook):
    page = open_notebook([*CELLS, "line.mask = True\nline.places = 8"])
    check(page, 8, "post", True)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(show_widgets, violations, theme, width):
    line = padding_of(7, features=4, units=3, seed=5)
    page = show_widgets(line, viewport={"width": width, "height": 900}, theme=theme)
    box = page.locator(WIDGET)
    assert violations(page, WIDGET) == []
    assert smallest_text(box) >= 13
    slider = page.get_by_role("slider", name=WORDS["places"])
    height = box.bounding_box()["height"]
    for key in ("End", "Home"):
        slider.press(key)
        assert box.evaluate("root => root.scrollWidth <= root.clientWidth")
        assert box.bounding_box()["height"] == height
        assert box.evaluate(
            """root => [...root.querySelectorAll('svg text')].every(text => {
                const [inner, outer] = [text, root].map(node => node.getBoundingClientRect());
                return inner.right <= outer.right + 1 && inner.left >= outer.left - 1;
            })"""
        )
