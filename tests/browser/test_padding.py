"""A padded line on a page without a kernel: h as Keras computes it, however it is padded."""

import itertools

import pytest

from helpers import Padding
from helpers.text.numbers import decimals
from helpers.widgets.shared.view_module import view_words
from tests.browser.charts import CLOSE, Chart
from tests.browser.looks import SMALL_TEXT, fits
from tests.browser.steps import drawn, resize
from tests.widgets.test_padding import padding_of
from tools.lab import PROJECTOR

WORDS = view_words("padding")
WIDGET = ".gbg-padding"
UNITS, MOST_PLACES = 3, 10
SEVEN_WORDS = ["thou", "art", "more", "lovely", "and", "more", "temperate"]
READ = """root => {
    const values = name => root.querySelector(`[data-row=${name}]`).lastChild.textContent;
    return {
        last: values("last").split(", "),
        alone: values("words_alone").split(", "),
        difference: values("difference"),
        says: root.querySelector(".gbg-says").textContent,
        code: root.querySelector(".gbg-code code").textContent,
        steps: root.querySelectorAll("circle[data-unit='1']").length,
        still: root.querySelectorAll("circle.gbg-still[data-unit='1']").length,
    };
}"""


def check(page, places, padding, mask):
    drawn(page)
    shown = page.locator(WIDGET).evaluate(READ)
    line = padding_of(7, features=4, units=UNITS, seed=5)
    alone = line.hidden_states(0, "post", False)[-1]
    line.places, line.padding, line.mask = places, padding, mask
    h = line.hidden_states(places, padding, mask)
    assert shown["last"] == [decimals(value) for value in h[-1]]
    assert shown["alone"] == [decimals(value) for value in alone]
    assert shown["difference"] == decimals(abs(h[-1] - alone).max())
    assert shown["code"] == f'pad_sequences([line], maxlen={7 + places}, padding="{padding}")'
    assert (shown["steps"], shown["still"]) == (7 + places, places if mask else 0)
    assert (str(places) in shown["says"]) == (places > 0)
    assert_drawn(page.locator(WIDGET), h, alone, line)


def assert_drawn(view, h, alone, line):
    """Assert that the picture shows h of each unit, and the padding on its side of the words."""
    places, words, in_front = line.places, len(line.line["tokens"]), line.padding == "pre"
    # Words stand still: padding grows to the left of them or to the right.
    first = MOST_PLACES - places if in_front else 0
    columns = range(first, first + words + places)
    chart = Chart(view, x=columns)
    for unit in range(UNITS):
        (curve,) = chart.of("gbg-of-unit", unit=f"{unit + 1}")
        chart.assert_at(curve, list(zip(columns, h[:, unit], strict=True)))
        (dashed,) = chart.of("gbg-alone", unit=f"{unit + 1}")
        last = words + MOST_PLACES - 0.5
        chart.assert_at(dashed, [(-0.5, alone[unit]), (last, alone[unit])])
    still = view.locator("svg .gbg-word.gbg-still").all_text_contents()
    assert still == (["0"] * places if line.mask else [])
    if places == 0:
        assert chart.of("gbg-pads") == []
        return
    (pads,) = chart.of("gbg-pads")
    start = first - 0.5 if in_front else words - 0.5
    sides = [x for x, _ in pads.points]
    assert sides == pytest.approx([chart.place("x", x) for x in (start, start + places)], abs=CLOSE)
    name = WORDS["skipped" if line.mask else "read"]
    assert view.locator("svg .gbg-ground-name").text_content() == name


@pytest.fixture
def line():
    return padding_of(7, features=4, units=UNITS, seed=5)


def test_shows_what_keras_computes(show_widgets, line):
    page = show_widgets(line, viewport=PROJECTOR)
    check(page, 3, "post", False)
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


def test_axe_finds_nothing_and_nothing_overflows(show_widgets, violations_in_both_themes, line):
    page = show_widgets(line)
    box = page.locator(WIDGET)
    slider = page.get_by_role("slider", name=WORDS["places"])
    for width in (320, 390, 1280):
        resize(page, width)
        assert violations_in_both_themes(page, WIDGET) == []
        assert box.evaluate(SMALL_TEXT) == []
        height = box.bounding_box()["height"]
        for key in ("End", "Home"):
            slider.press(key)
            assert fits(page)
            assert box.bounding_box()["height"] == height
            assert box.evaluate(
                """root => [...root.querySelectorAll('svg text')].every(text => {
                    const [inner, outer] = [text, root].map(node => node.getBoundingClientRect());
                    return inner.right <= outer.right + 1 && inner.left >= outer.left - 1;
                })"""
            )


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_words_stand_beside_one_another_and_none_is_cut_off(show_widgets, width):
    import keras

    embedding, layer = keras.layers.Embedding(8, 2), keras.layers.LSTM(UNITS)
    embedding.build((None,))
    layer.build((None, None, 2))
    widget = Padding(SEVEN_WORDS, list(range(1, 8)), embedding, layer, places=MOST_PLACES)
    page = show_widgets(widget, viewport={"width": width, "height": 900})
    picture, words, names = page.locator(WIDGET).evaluate(
        """root => {
            const boxes = selector => [...root.querySelectorAll(selector)]
                .map(node => node.getBoundingClientRect())
                .map(({left, right, top, bottom}) => [left, right, top, bottom]);
            return [boxes('svg.gbg-chart')[0], boxes('svg .gbg-word').slice(0, 7),
                    boxes('svg .gbg-line-name')];
        }"""
    )
    left, right, _, bottom = picture
    assert len(words) == len(SEVEN_WORDS)
    assert all(left <= word[0] < word[1] <= right and word[3] <= bottom for word in words)
    # The boxes are higher than their letters: of each a fifth may lie over its neighbour.
    for one, other in itertools.pairwise(words):
        assert one[1] - other[0] <= 0.2 * (one[1] - one[0])
    # The whole width is the plot's.
    assert len(names) == UNITS
    assert max(name[3] for name in names) < min(word[2] for word in words)
    assert all(left <= name[0] < name[1] <= right for name in names)
