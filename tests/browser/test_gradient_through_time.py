"""The gradient through time as a learner meets it: measured curves, with and without a kernel."""

from math import log10

import pytest

from helpers.text.numbers import share_text
from helpers.widgets.gradient_through_time.gradient_through_time import (
    FORGET_BIASES,
    TIMESTEPS,
    GradientThroughTime,
    measure,
)
from helpers.widgets.shared.view_module import view_words
from tools.lab import PROJECTOR

from .looks import smallest_text

WORDS = view_words("gradient_through_time")
WIDGET = ".gbg-gradient-through-time"
IMPORT = "from helpers import GradientThroughTime"
CELLS = [IMPORT, "gradient = GradientThroughTime()\ngradient"]

READ = """root => {
    const all = selector => [...root.querySelectorAll(selector)];
    return {
        bias: root.querySelector('input[type=range]').getAttribute('aria-valuetext'),
        left: all('.gbg-left-line').map(line => [...line.children].map(node => node.textContent)),
        names: all('svg .gbg-line-name').map(node => node.textContent).sort(),
        description: root.querySelector('svg[role=img]').getAttribute('aria-label'),
        label: root.querySelector('.gbg-axis-label').textContent,
        lines: Object.fromEntries(all('polyline').map(line => [line.classList[1],
            line.getAttribute('points').split(' ').map(point => point.split(',').map(Number))])),
        ticks: all('svg > g:first-child > g').map(tick => [
            tick.querySelector('text').textContent,
            Number(tick.querySelector('line').getAttribute('y1'))]),
        frame: Number(root.querySelector('svg svg').getAttribute('y')),
    };
}"""


def read(page):
    return page.locator(WIDGET).evaluate(READ)


def share(decay, name, steps_back=TIMESTEPS - 1):
    return float(f"{getattr(decay, name)[-1 - steps_back]:.3g}")


def check(page, forget_bias, name="inputs"):
    """The sentences, the description and the ends of the curves are what was measured."""
    shown = read(page)
    decays = measure()
    lstm, simple_rnn = (
        share_text(share(decay, name)) for decay in (decays.lstm[forget_bias], decays.simple_rnn)
    )
    title = f"LSTM, bias {forget_bias:.2f}"
    default = f"{forget_bias:.2f}, Keras's default"
    assert shown["bias"] == (default if forget_bias == 1 else f"{forget_bias:.2f}")
    assert shown["left"] == [
        [title, f"99 steps back, {lstm} of the gradient is left"],
        ["SimpleRNN", f"99 steps back, {simple_rnn} of the gradient is left"],
    ]
    for text in (f"{title}: {lstm} is left", f"SimpleRNN: {simple_rnn} is left"):
        assert text in shown["description"]
    assert shown["label"] == WORDS["y_axis"][name]
    names = {title, "SimpleRNN"} | ({"LSTM, default 1.00"} if forget_bias != 1 else set())
    assert names <= set(shown["names"])
    for line, decay in (
        ("gbg-lstm", decays.lstm[forget_bias]),
        ("gbg-simple-rnn", decays.simple_rnn),
    ):
        points = shown["lines"][line]
        assert len(points) == TIMESTEPS
        for steps_back in (0, 10, 50, 99):
            assert points[steps_back][1] + shown["frame"] == pytest.approx(
                height_of(share(decay, name, steps_back), shown["ticks"]), abs=1
            )


def height_of(value, ticks):
    """Where a value belongs, from the marks 1 and 10⁻²⁴ of the axis."""
    marks = dict(ticks)
    return marks["1"] + (marks["10⁻²⁴"] - marks["1"]) * log10(value) / -24


def test_shows_what_was_measured(open_notebook, lab):
    page = open_notebook(CELLS, viewport=PROJECTOR)
    check(page, 1.0)
    slider = page.get_by_role("slider", name=WORDS["forget_bias"])
    slider.press("ArrowRight")
    check(page, 1.25)

    # From here on nobody answers.
    lab.stop_kernels()
    for key, bias in [("End", 5.0), ("ArrowLeft", 4.75), ("Home", 0.0), ("ArrowUp", 0.25)]:
        slider.press(key)
        check(page, bias)
    page.get_by_role("radio", name=WORDS["nudged"]["hidden_state"]).check()
    for bias in (0.5, 0.75, 1.0, 1.25):
        slider.press("ArrowRight")
        check(page, bias, "hidden_state")


def test_references_are_drawn_when_asked_for(open_notebook):
    page = open_notebook(CELLS, viewport=PROJECTOR)
    assert read(page)["names"] == ["LSTM, bias 1.00", "SimpleRNN"]
    page.get_by_role("checkbox").check()
    assert read(page)["names"] == ["0.9ⁿ", "1.1ⁿ", "LSTM, bias 1.00", "SimpleRNN"]
    check(page, 1.0)


def test_python_reads_and_sets_the_view(open_notebook):
    page = open_notebook([*CELLS, "gradient.forget_bias = 5"])
    check(page, 5.0)


def test_agrees_with_python(open_notebook):
    page = open_notebook([IMPORT, "GradientThroughTime(forget_bias=2, references=True)"])
    check(page, 2.0)
    assert share_text(GradientThroughTime(forget_bias=2).left()) in read(page)["left"][0][1]


@pytest.mark.parametrize("width", [600, 1280, 1920])
def test_nothing_moves_but_the_lines(open_notebook, width):
    page = open_notebook(CELLS, viewport={"width": width, "height": 900}, alone=True)
    places = """root => [...root.querySelectorAll('*')].filter(
        node => !node.matches('svg > g:last-child')
            && !node.closest('.gbg-line-name, .gbg-reading, .gbg-left-line span, svg svg')
    ).map(node => { const b = node.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })
    """
    box = page.locator(WIDGET)
    slider = page.get_by_role("slider", name=WORDS["forget_bias"])
    slider.press("Home")
    before = box.evaluate(places)
    for _ in FORGET_BIASES[1:]:
        slider.press("ArrowRight")
        assert box.evaluate(places) == before
    assert box.evaluate("root => root.scrollWidth <= root.clientWidth")
    inside = box.evaluate(
        """root => [...root.querySelectorAll('svg text')].every(text =>
            text.getBoundingClientRect().right <= root.getBoundingClientRect().right)"""
    )
    assert inside


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_notebook, violations, theme):
    cells = [IMPORT, "GradientThroughTime(forget_bias=3, references=True)"]
    page = open_notebook(cells, viewport=PROJECTOR, theme=theme)
    assert violations(page, WIDGET) == []


def test_no_text_is_smaller_than_13_pixels(open_notebook):
    page = open_notebook(CELLS, viewport={"width": 640, "height": 900})
    assert smallest_text(page.locator(WIDGET)) >= 13
