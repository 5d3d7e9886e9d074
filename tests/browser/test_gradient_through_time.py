"""The gradient through time on a page without a kernel: the curves are those measured."""

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
from tests.browser.looks import fits
from tests.browser.steps import drawn, resize
from tools.lab import PROJECTOR

WORDS = view_words("gradient_through_time")
WIDGET = ".gbg-gradient-through-time"

READ = """root => {
    const all = selector => [...root.querySelectorAll(selector)];
    return {
        bias: root.querySelector('input[type=range]').getAttribute('aria-valuetext'),
        left: all('.gbg-left-line').map(line => [...line.children].map(node => node.textContent)),
        looks: all('.gbg-left-line strong').map(name => name.classList[1]),
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
    drawn(page)
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
    # Each in the colour of its line.
    assert shown["looks"] == ["gbg-lstm", "gbg-simple-rnn"]
    for text in (f"{title}: {lstm} is left", f"SimpleRNN: {simple_rnn} is left"):
        assert text in shown["description"]
    assert shown["label"] == WORDS["y_axis"][name]
    names = {title, "SimpleRNN"} | ({"LSTM, default 1.00"} if forget_bias != 1 else set())
    assert names <= set(shown["names"])
    curves = {"gbg-lstm": decays.lstm[forget_bias], "gbg-simple-rnn": decays.simple_rnn}
    if forget_bias != 1:
        curves["gbg-default"] = decays.lstm[1.0]
    assert set(shown["lines"]) - {"gbg-reference"} == set(curves)
    for line, decay in curves.items():
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


def test_shows_what_was_measured(show_widgets):
    page = show_widgets(GradientThroughTime(), viewport=PROJECTOR)
    check(page, 1.0)
    slider = page.get_by_role("slider", name=WORDS["forget_bias"])
    keys = [("ArrowRight", 1.25), ("End", 5.0), ("ArrowLeft", 4.75), ("Home", 0.0)]
    for key, bias in [*keys, ("ArrowUp", 0.25)]:
        slider.press(key)
        check(page, bias)
    page.get_by_role("radio", name=WORDS["nudged"]["hidden_state"]).check()
    for bias in (0.5, 0.75, 1.0, 1.25):
        slider.press("ArrowRight")
        check(page, bias, "hidden_state")


def test_references_are_drawn_when_asked_for(show_widgets):
    page = show_widgets(GradientThroughTime(), viewport=PROJECTOR)
    assert read(page)["names"] == ["LSTM, bias 1.00", "SimpleRNN"]
    page.get_by_role("checkbox").check()
    assert read(page)["names"] == ["0.9ⁿ", "1.1ⁿ", "LSTM, bias 1.00", "SimpleRNN"]
    check(page, 1.0)


def test_agrees_with_python(show_widgets):
    gradient = GradientThroughTime(forget_bias=2, references=True)
    page = show_widgets(gradient)
    check(page, 2.0)
    assert share_text(gradient.left()) in read(page)["left"][0][1]


def test_nothing_moves_but_the_lines(show_widgets):
    places = """root => [...root.querySelectorAll('*')].filter(
        node => !node.matches('svg > g:last-child')
            && !node.closest('.gbg-line-name, .gbg-leader, svg svg')
            && !node.closest('.gbg-reading, .gbg-left-line span')
    ).map(node => { const b = node.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })
    """
    inside = """root => [...root.querySelectorAll('svg text')].every(text =>
        text.getBoundingClientRect().right <= root.getBoundingClientRect().right)"""
    for width in (600, 1280, 1920):
        page = show_widgets(GradientThroughTime(), viewport={"width": width, "height": 900})
        box = page.locator(WIDGET)
        slider = page.get_by_role("slider", name=WORDS["forget_bias"])
        slider.press("Home")
        # Compared in the page: all places would be much to send at every step.
        box.evaluate(f"root => {{ root.before = String(({places})(root)); }}")
        for _ in FORGET_BIASES[1:]:
            slider.press("ArrowRight")
            assert box.evaluate(f"root => String(({places})(root)) === root.before"), width
        assert fits(page), width
        assert box.evaluate(inside), width


def test_axe_finds_nothing_and_nothing_overflows(show_widgets, violations_in_both_themes):
    gradient = GradientThroughTime(forget_bias=3, references=True)
    page = show_widgets(gradient, viewport=PROJECTOR)
    for width in (320, 1280):
        resize(page, width)
        assert violations_in_both_themes(page, WIDGET) == []
        assert fits(page)


@pytest.mark.parametrize("width", [320, 390])
def test_names_stand_above_the_plot_of_a_narrow_picture(show_widgets, width):
    widget = GradientThroughTime(forget_bias=5.0, references=True)
    page = show_widgets(widget, viewport={"width": width, "height": 900})
    axis, names, samples, plot = page.locator(WIDGET).evaluate(
        """root => {
            const box = selector => root.querySelector(selector).getBoundingClientRect();
            const names = [...root.querySelectorAll('svg .gbg-line-name')]
                .map(node => node.getBoundingClientRect());
            const samples = [...root.querySelectorAll('svg line.gbg-line')]
                .map(node => node.getBoundingClientRect());
            return [box('.gbg-axis-label').bottom,
                    names.map(({left, right, top, bottom}) => [left, right, top, bottom]),
                    samples.map(({left, top}) => [left, top]),
                    {top: box('svg svg polyline').top, right: box('svg').right}];
        }"""
    )
    assert len(names) == 5
    for left, right, top, bottom in names:
        assert axis - 4 <= top < bottom <= plot["top"]
        assert 0 < left < right <= plot["right"]
        # The piece of a line belongs to the name behind it.
        behind = [start - right for start, at in samples if top < at < bottom and start > left]
        assert all(distance >= 6 for distance in behind)
