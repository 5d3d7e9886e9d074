"""Many seeds in JupyterLab: a point for each, kernel or no kernel."""

import pytest

from helpers.tasks.seeds import train_seeds
from helpers.widgets.shared.view_module import view_words

from .looks import smallest_text

WORDS = view_words("many_seeds")
WIDGET = ".gbg-many-seeds"
CELLS = ["from helpers import ManySeeds\nmany = ManySeeds('many_to_many')", "many"]
DONE = "said => said.textContent.includes('100 of 100')"


def test_counts_what_keras_counts_without_a_kernel(open_notebook, lab):
    page = open_notebook(CELLS, alone=True)
    lab.stop_kernels()
    page.get_by_role("button", name="Train 100 seeds").press("Enter")
    said = page.locator(f"{WIDGET} .gbg-says")
    page.wait_for_function(DONE, arg=said.element_handle())
    counted = page.locator(f"{WIDGET} .gbg-kinds li").all_text_contents()
    runs = train_seeds("many_to_many")
    found = [int(text.rpartition(": ")[2]) for text in counted]
    assert found == pytest.approx([runs.exact, runs.minus_zero, runs.other], abs=1)
    assert page.locator(f"{WIDGET} .gbg-point").count() == 100


def test_stop_keeps_what_is_there_and_another_example_begins_anew(open_notebook):
    page = open_notebook(CELLS, alone=True)
    page.get_by_role("button", name="Train 100 seeds").click()
    page.locator(f"{WIDGET} .gbg-point").first.wait_for()
    page.get_by_role("button", name=WORDS["stop"]).click()
    shown = page.locator(f"{WIDGET} .gbg-point").count()
    assert f"{shown} of 100" in page.locator(f"{WIDGET} .gbg-says").text_content()
    page.get_by_role("radio", name="one-to-one").check()
    assert page.locator(f"{WIDGET} .gbg-point").count() == 0
    assert page.locator(f"{WIDGET} .gbg-says").text_content() == WORDS["start"]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(open_notebook, violations, theme, width):
    page = open_notebook(CELLS, viewport={"width": width, "height": 900}, theme=theme, alone=True)
    box = page.locator(WIDGET)
    page.get_by_role("button", name="Train 100 seeds").click()
    page.wait_for_function(DONE, arg=box.locator(".gbg-says").element_handle())
    assert violations(page, WIDGET) == []
    assert smallest_text(box) >= 13
    assert box.evaluate("root => root.scrollWidth <= root.clientWidth")
