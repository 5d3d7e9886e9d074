"""OneGate: what it shows, for many settings, against Python's numbers."""

from itertools import cycle

import pytest

from helpers import OneGate
from helpers.counting import GATES
from tests.browser.steps import drawn

WIDGET = ".gbg-one-gate"
SETTINGS = [(2, 3), (1, 1), (5, 3), (64, 128), (128, 300), (4096, 1), (1, 4096), (4096, 4096)]
SMALLEST = 2  # pixels: what would be less is drawn as much


def set_sizes(page, units, features):
    page.get_by_label("units, typed as a number").fill(str(units))
    page.get_by_label("features, typed as a number").fill(str(features))
    drawn(page)


def sentence(page):
    drawn(page)
    return page.locator(".gbg-unit-sentence").text_content()


def formula(page):
    drawn(page)
    result = page.locator(".gbg-gate-result strong").inner_text()
    return f"{page.locator('.gbg-gate-formula').text_content()} = {result}"


def sizes_drawn(page):
    return page.locator(".gbg-weights:not(.gbg-one)").evaluate_all(
        """nodes => Object.fromEntries(nodes.map(({dataset, style}) =>
            [dataset.role, [parseFloat(style.width), parseFloat(style.height)]]))"""
    )


def test_shows_what_python_counts_and_draws_it_to_scale(show_widgets):
    page = show_widgets(OneGate())
    for setting, gate in zip(SETTINGS, cycle(GATES["LSTM"]), strict=False):
        units, features = setting
        page.locator(f".gbg-choice input[value={gate}]").check()
        set_sizes(page, units, features)
        python = OneGate(units, features, gate)
        assert formula(page) == python.count.formula
        assert sentence(page) == (
            f"each unit: {features:,} + {units:,} products and 1 bias: "
            f"{python.weights_of_a_unit:,} parameters"
        )
        assert page.locator(WIDGET).get_attribute("data-gate") == gate
        assert_to_scale(sizes_drawn(page), units, features)
        assert_named(page, gate, units, features)


SIGNS = """root => [...root.querySelectorAll('.gbg-gate-sign')]
    .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
    .map(sign => sign.textContent)"""


def assert_named(page, gate, units, features):
    """Assert that names and signs stand beside what they name."""
    view = page.locator(WIDGET)
    activation, result = (
        ("tanh", "between −1 and 1") if gate == "candidate" else ("σ", "between 0 and 1")
    )
    assert view.evaluate(SIGNS) == ["×", "+", "=", activation]
    assert view.locator(".gbg-right-label").all_text_contents()[-2:] == ["sums", result]
    left = [
        f"{name} {n:,} {noun}{'' if n == 1 else 's'}"
        for name, n, noun in (("x", features, "feature"), ("h", units, "unit"))
    ]
    assert view.locator(".gbg-left-label").all_text_contents() == left
    for role, number in (("kernel", features), ("recurrent_kernel", units)):
        counted = view.locator(f".gbg-unit-sentence [data-role={role}]")
        assert counted.text_content() == f"{number:,}"


def assert_to_scale(sizes, units, features):
    rows = {"kernel": features, "recurrent_kernel": units, "bias": 1}
    cell = max(height / rows[role] for role, (_, height) in sizes.items() if height > SMALLEST)
    for role, (width, height) in sizes.items():
        assert width == pytest.approx(max(SMALLEST, units * cell), rel=0.01)
        assert height == pytest.approx(max(SMALLEST, rows[role] * cell), rel=0.01)


def test_keyboard_and_mouse_light_one_unit(show_widgets):
    page = show_widgets(OneGate())
    page.get_by_role("slider", name="unit to look at").press("ArrowRight")
    assert sentence(page) == "unit 2: 3 + 2 products and 1 bias: 6 parameters"
    assert page.locator(".gbg-one:visible").count() == 5
    lit, whole = (
        page.locator(f".gbg-weights[data-role=kernel]{which}").bounding_box()
        for which in (".gbg-one", ":not(.gbg-one)")
    )
    # The second of two columns.
    assert lit["width"] == pytest.approx(whole["width"] / 2, abs=1)
    assert lit["x"] == pytest.approx(whole["x"] + whole["width"] / 2, abs=1)
    page.get_by_role("slider", name="units").first.focus()
    assert sentence(page).startswith("each unit")
    kernel = page.locator(".gbg-weights[data-role=kernel]").first.bounding_box()
    page.mouse.move(kernel["x"] + 5, kernel["y"] + 5)
    assert sentence(page).startswith("unit 1:")
    lit = page.locator(".gbg-weights[data-role=kernel].gbg-one").bounding_box()
    assert lit["x"] == pytest.approx(kernel["x"], abs=1)
    page.mouse.move(kernel["x"] + kernel["width"] - 5, kernel["y"] + 5)
    assert sentence(page).startswith("unit 2:")
    page.mouse.move(5, 5)
    assert sentence(page).startswith("each unit")
    # A press takes the keyboard there too: one step on from the first column is the second one.
    page.mouse.click(kernel["x"] + 5, kernel["y"] + 5)
    page.mouse.move(5, 5)
    assert sentence(page).startswith("unit 1:")
    page.keyboard.press("ArrowRight")
    assert sentence(page).startswith("unit 2:")
    page.get_by_role("slider", name="units").first.focus()

    # A pointer rests on the second column, and the keys take that away.
    page.mouse.move(kernel["x"] + kernel["width"] - 5, kernel["y"] + 5)
    page.get_by_role("slider", name="units").first.press("Home")
    assert sentence(page).startswith("unit 1:")
    page.get_by_role("slider", name="units").first.press("ArrowRight")
    page.mouse.move(5, 5)

    height = page.locator(WIDGET).bounding_box()["height"]
    for name, expected in [("features", (2, 4)), ("units", (3, 4))]:
        page.locator(f"input[type=range][name={name}]").press("ArrowRight")
        assert formula(page) == OneGate(*expected).count.formula
    page.locator("input[type=range][name=units]").press("End")
    assert formula(page) == OneGate(4096, 4).count.formula
    assert page.locator(WIDGET).bounding_box()["height"] == height


def test_axe_finds_nothing_and_nothing_overflows(show_widgets, violations_in_both_themes):
    page = show_widgets(OneGate(), viewport={"width": 640, "height": 720})
    page.get_by_role("slider", name="unit to look at").focus()
    assert violations_in_both_themes(page, WIDGET) == []
    set_sizes(page, 4096, 4096)
    assert violations_in_both_themes(page, WIDGET) == []
    assert page.locator(WIDGET).evaluate("node => node.scrollWidth - node.clientWidth") == 0
