"""The unrolled cell: it shows what Python counts, and no slider moves what it should not."""

import re

import pytest
from playwright.sync_api import expect

from helpers import UnrolledCell
from helpers.counting import GATES
from helpers.text.numbers import subscript
from helpers.widgets.shared.view_module import view_words
from tests.browser.charts import Chart
from tests.browser.steps import drawn
from tools.lab import PROJECTOR

WORDS = view_words("unrolled_cell")
WIDGET = ".gbg-unrolled-cell"
SETTINGS = [(1, 1, 1), (5, 2, 3), (6, 3, 5), (300, 64, 128), (4096, 4096, 4096)]
NARROW = {"width": 640, "height": 720}


def set_sizes(page, timesteps, features, units):
    for name, size in (("timesteps", timesteps), ("features", features), ("units", units)):
        page.get_by_role("spinbutton", name=f"{name}, typed as a number").fill(str(size))
    drawn(page)


def shown_counts(page):
    return [
        (
            panel.locator("strong").inner_text(),
            panel.locator(".gbg-formula").inner_text().removeprefix("= "),
        )
        for panel in page.locator(f"{WIDGET} .gbg-panel").all()
    ]


def expected_counts(widget):
    formulas = (widget.count.formula, widget.multiply_adds_formula)
    return [tuple(reversed(formula.split(" = "))) for formula in formulas]


def sticks_out(page):
    """How many pixels of the widget's content reach out of it sideways."""
    return page.locator(WIDGET).evaluate("widget => widget.scrollWidth - widget.clientWidth")


def test_numbers_are_those_of_python(show_widgets):
    page = show_widgets(UnrolledCell())
    for timesteps, features, units in SETTINGS:
        set_sizes(page, timesteps, features, units)
        widget = UnrolledCell(timesteps=timesteps, features=features, units=units)
        assert shown_counts(page) == expected_counts(widget)
        assert page.locator(f"{WIDGET} .gbg-store strong").inner_text() == f"{widget.count.total:,}"
        described = page.locator(".gbg-growth .gbg-chart").get_attribute("aria-label")
        assert f"{widget.multiply_adds:,} multiply-adds" in described
        assert_drawn(page.locator(".gbg-growth"), widget)


def test_the_store_holds_the_blocks_to_scale(show_widgets):
    page = show_widgets(UnrolledCell(features=6, units=3))
    for gate in GATES["LSTM"]:
        store = page.locator(f"{WIDGET} .gbg-store-gate[data-gate={gate}]")
        kernel, recurrent = (
            store.locator(f"[data-role={role}]").bounding_box()
            for role in ("kernel", "recurrent_kernel")
        )
        assert kernel["width"] == recurrent["width"] == pytest.approx(recurrent["height"], abs=0.5)
        assert kernel["height"] == pytest.approx(2 * recurrent["height"], abs=0.5)


def assert_drawn(view, widget):
    """Assert that the picture shows one count that stays, and one that grows with the length."""
    each, longest = widget.multiply_adds / widget.timesteps, 4096
    chart = Chart(view, log="xy")
    (climbing,) = chart.of("gbg-climb")
    chart.assert_at(climbing, [(1, each), (longest, longest * each)])
    flat = chart.of("gbg-flat")
    assert [line.data["gate"] for line in flat] == list(GATES["LSTM"])
    for line in flat:
        chart.assert_at(line, [(1, widget.count.total), (longest, widget.count.total)])
    dots = chart.of("gbg-dot")
    for dot, count in zip(dots, (widget.count.total, widget.multiply_adds), strict=True):
        chart.assert_at(dot, [(widget.timesteps, count)])


@pytest.mark.parametrize(
    ("timesteps", "entering"),
    [
        (1, ["x₁"]),
        (5, ["x₁", "x₂", "x₃", "x₄", "x₅"]),
        (6, ["x₁", "x₂", "x₃", "…", "x₆"]),
        (300, ["x₁", "x₂", "x₃", "…", "x₃₀₀"]),
    ],
)
def test_first_steps_and_the_last_are_drawn(show_widgets, timesteps, entering):
    page = show_widgets(UnrolledCell())
    set_sizes(page, timesteps, 3, 5)
    read = page.locator(f"{WIDGET} .gbg-step:not(.gbg-empty) .gbg-x").all_inner_texts()
    assert read == entering
    passed = page.locator(f"{WIDGET} .gbg-step:not(.gbg-empty) .gbg-passes").all_inner_texts()
    lasts = [x.replace("x", "") for x in entering]
    if "…" in lasts:
        lasts[lasts.index("…")] = subscript(timesteps - 1)
    assert ["".join(text.split()) for text in passed] == [f"c{n}h{n}" for n in lasts]


def test_sliders_move(show_widgets):
    page = show_widgets(UnrolledCell())
    slider = page.get_by_role("slider", name="timesteps")
    for key, timesteps in (("ArrowRight", 8), ("ArrowUp", 9), ("End", 4096), ("Home", 1)):
        slider.press(key)
        drawn(page)
        assert shown_counts(page) == expected_counts(UnrolledCell(timesteps=timesteps))


def test_a_step_tells_what_happens_at_it(show_widgets):
    page = show_widgets(UnrolledCell())
    story = page.locator(".gbg-story")
    before = story.bounding_box()
    page.get_by_role("button", name="step 2").focus()
    assert story.inner_text() == (
        "Step 2: x₂ (3 numbers) and h₁ (5 numbers) meet the same 180 weights: "
        "160 multiply-adds. Out come h₂ and c₂ (5 numbers each), which pass on to step 3."
    )
    lit = page.locator(f"{WIDGET} .gbg-step.gbg-on .gbg-x")
    assert lit.all_inner_texts() == ["x₂"]
    page.keyboard.press("Tab")
    assert story.inner_text().startswith("Step 3:")
    assert lit.all_inner_texts() == ["x₃"]
    page.get_by_role("button", name="steps 4 to 6").hover()
    assert "480 multiply-adds in all" in story.inner_text()
    page.mouse.move(1, 1)
    assert story.inner_text().startswith("Step 3:")
    page.get_by_role("button", name="step 7").focus()
    assert story.inner_text().endswith("Out come h₇ and c₇ (5 numbers each), the last ones.")
    page.get_by_role("button", name="step 7").blur()
    assert story.inner_text() == WORDS["hint"]
    assert lit.count() == 0
    assert story.bounding_box() == before


@pytest.mark.parametrize("viewport", [PROJECTOR, NARROW])
def test_nothing_moves_and_nothing_sticks_out_as_the_sliders_move(show_widgets, viewport):
    page = show_widgets(UnrolledCell(), viewport=viewport)
    places = []
    for sizes in SETTINGS:
        set_sizes(page, *sizes)
        assert sticks_out(page) <= 0
        places.append(
            [
                page.locator(f"{WIDGET} {part}").bounding_box()
                for part in (".gbg-store", ".gbg-steps", ".gbg-story", ".gbg-growth")
            ]
        )
    assert all(place == places[0] for place in places)


def test_the_story_of_a_step_is_accessible(show_widgets, violations_in_both_themes):
    page = show_widgets(UnrolledCell())
    page.get_by_role("button", name="step 2").focus()
    assert violations_in_both_themes(page, f"{WIDGET} .gbg-story") == []


def test_refuses_what_is_no_size(show_widgets):
    page = show_widgets(UnrolledCell())
    box = page.get_by_role("spinbutton", name="units, typed as a number")
    box.fill("4097")
    expect(page.locator(WIDGET)).to_contain_text(re.compile("whole number from 1 to 4,096"))
    assert shown_counts(page) == expected_counts(UnrolledCell())
