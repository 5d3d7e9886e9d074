"""The dot on σ and on tanh: moved by keys, mouse and finger, it stands where Python says."""

import math

import pytest
from playwright.sync_api import expect

import helpers
from tests.browser.charts import Chart
from tests.browser.steps import drawn, resize

# What lies left and right of the curves, in pixels, and the sums at their ends.
LEFT, RIGHT, REACH = 34, 14, 6


def said(number):
    """Return a number as views write it: two decimals, and a minus that is as long as a plus."""
    rounded = f"{number:.2f}".replace("-0.00", "0.00")
    return rounded.replace("-", "−")


def values_at(number):
    return 1 / (1 + math.exp(-number)), math.tanh(number)


def expect_dots_at(view, number):
    """Expect that the dots, the pictures' names and the sentence say what Python computes."""
    drawn(view.page)
    for curve, value in zip(("sigmoid", "tanh"), values_at(number), strict=True):
        root = view.locator(f'[data-curve="{curve}"]')
        name = f"At the sum {said(number)} it is {said(value)}."
        expect(root.get_by_role("img", name=name)).to_be_visible()
        expect(root.locator(".gbg-curve-value")).to_have_text(said(value))
        levels = [0, 1] if curve == "sigmoid" else [-1, 1]
        low, high = (level_height(root, level) for level in levels)
        share = (value - levels[0]) / (levels[1] - levels[0])
        dot = root.locator(".gbg-dot")
        # The plot is a frame of its own.
        frame = float(root.locator("svg svg").get_attribute("y"))
        cy = float(dot.get_attribute("cy")) + frame
        assert cy == pytest.approx(low + share * (high - low), abs=1)
        width = root.bounding_box()["width"]
        at = LEFT + (number + REACH) / (2 * REACH) * (width - LEFT - RIGHT)
        assert float(dot.get_attribute("cx")) == pytest.approx(at, abs=1)
        chart = Chart(root)
        (drop,) = chart.of("gbg-drop")
        chart.assert_at(drop, [(number, 0), (number, value)])
        # The number stands beside the dot, not on it.
        text = root.locator(".gbg-curve-value").bounding_box()
        middle = root.bounding_box()["x"] + chart.place("x", number)
        if number > REACH / 2:
            assert text["x"] + text["width"] < middle - 6
        else:
            assert text["x"] > middle + 6
    gate, content = map(said, values_at(number))
    sentence = f"At the sum {said(number)}: a gate is {gate}, so it lets "
    expect(view.get_by_role("status")).to_contain_text(sentence)
    expect(view.get_by_role("status")).to_contain_text(f"The content is {content}.")


def level_height(root, level):
    """Return how far down the line of a level is drawn."""
    text = root.locator("text[text-anchor=end]").get_by_text(
        f"{level}".replace("-", "−"), exact=True
    )
    return float(text.get_attribute("y")) - 5


def drag(page, picture, number):
    box = picture.bounding_box()
    x = box["x"] + LEFT + (number + REACH) / (2 * REACH) * (box["width"] - LEFT - RIGHT)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 40, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("start", [-6, -2.5, 0, 1, 3.7, 6])
def test_the_dots_stand_where_python_says(show_widgets, start):
    page = show_widgets(helpers.ActivationCurves(sum=start))
    expect_dots_at(page.locator(".gbg-activation-curves"), start)


def test_keys_move_both_dots(show_widgets):
    view = show_widgets(helpers.ActivationCurves(sum=1)).locator(".gbg-activation-curves")
    slider = view.get_by_role("slider", name="the sum")
    for key, number in [("ArrowRight", 1.1), ("ArrowLeft", 1.0), ("End", 6), ("Home", -6)]:
        slider.press(key)
        expect_dots_at(view, number)
    expect(slider).to_have_attribute("aria-valuetext", "−6.00")


@pytest.mark.parametrize("curve", ["sigmoid", "tanh"])
def test_a_mouse_drags_the_dot_of_either_curve(show_widgets, curve):
    page = show_widgets(helpers.ActivationCurves(sum=1))
    view = page.locator(".gbg-activation-curves")
    picture = view.locator(f'[data-curve="{curve}"] > svg')
    drag(page, picture, -2)
    expect_dots_at(view, -2)
    page.mouse.move(0, 0)
    expect_dots_at(view, -2)
    drag(page, picture, 9)
    expect_dots_at(view, 6)


def test_a_finger_moves_the_dot(show_widgets):
    phone = {"width": 390, "height": 844}
    page = show_widgets(helpers.ActivationCurves(sum=1), viewport=phone, has_touch=True)
    view = page.locator(".gbg-activation-curves")
    picture = view.locator('[data-curve="tanh"] > svg')
    width = picture.bounding_box()["width"]
    x = LEFT + (3 + REACH) / (2 * REACH) * (width - LEFT - RIGHT)
    picture.tap(position={"x": x, "y": 100})
    expect_dots_at(view, 3)


@pytest.mark.parametrize("number", [-6, 6])
def test_it_fits_into_every_width(show_widgets, number):
    page = show_widgets(helpers.ActivationCurves(sum=number))
    for width in (320, 390, 1920):
        resize(page, width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for value in page.locator(".gbg-curve-value").all():
            box = value.bounding_box()
            assert box["x"] >= 0, width
            assert box["x"] + box["width"] <= width
