"""Units are room in JupyterLab: trained in the page, kernel or no kernel."""

import re

import pytest

from helpers.widgets.shared.view_module import view_words
from helpers.widgets.units_are_room.units_are_room import shares_left

from .looks import smallest_text

WORDS = view_words("units_are_room")
WIDGET = ".gbg-units-are-room"
CELLS = ["from helpers import UnitsAreRoom\nroom = UnitsAreRoom()", "room"]


def wait_for_share(page, units):
    share = f"{shares_left()[units - 1]:.1f}"
    bar = page.locator(f"{WIDGET} [data-units='{units}'] .gbg-value")
    said = page.locator(f"{WIDGET} .gbg-says")
    page.wait_for_function(
        "([said, units]) => said.textContent.includes(units)",
        arg=[said.element_handle(), f"With {units} unit"],
    )
    assert float(bar.text_content()) == pytest.approx(float(share), abs=0.06)


def test_trains_without_a_kernel_and_at_once_after_the_first_time(open_notebook, lab):
    page = open_notebook(CELLS, alone=True)
    lab.stop_kernels()
    assert page.locator(f"{WIDGET} .gbg-says").text_content() == WORDS["start"]
    page.get_by_role("button", name="Train with 3 units", exact=True).press("Enter")
    wait_for_share(page, 3)
    slider = page.get_by_role("slider", name=WORDS["units"])
    slider.press("ArrowRight")
    wait_for_share(page, 4)
    # What was trained before stays beside it.
    assert page.locator(f"{WIDGET} [data-units='3'] .gbg-value").text_content() != "–"
    assert page.locator(f"{WIDGET} [data-units='1'] .gbg-value").text_content() == "–"


def test_stop_ends_all_that_was_asked_for(open_notebook):
    page = open_notebook(CELLS, alone=True)
    page.get_by_role("button", name=re.compile("1 to 8")).click()
    stop = page.get_by_role("button", name=WORDS["stop"])
    stop.click()
    assert stop.is_disabled()
    assert page.locator(f"{WIDGET} [data-units='8'] .gbg-value").text_content() == "–"
    page.get_by_role("button", name="Train with 3 units", exact=True).click()
    wait_for_share(page, 3)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(open_notebook, violations, theme, width):
    page = open_notebook(CELLS, viewport={"width": width, "height": 900}, theme=theme, alone=True)
    box = page.locator(WIDGET)
    height = box.bounding_box()["height"]
    page.get_by_role("button", name="Train with 3 units", exact=True).click()
    wait_for_share(page, 3)
    assert violations(page, WIDGET) == []
    assert smallest_text(box) >= 13
    assert box.evaluate("root => root.scrollWidth <= root.clientWidth")
    assert box.bounding_box()["height"] == height
