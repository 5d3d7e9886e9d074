"""Many seeds, on a page without a kernel: a point for each, as many of a kind as Keras finds."""

from statistics import median

import pytest

from helpers import ManySeeds
from helpers.tasks.seeds import train_seeds
from helpers.widgets.shared.view_module import view_words
from tests.browser.charts import Chart
from tests.browser.looks import SMALL_TEXT, fits
from tests.browser.steps import resize

WORDS = view_words("many_seeds")
WIDGET = ".gbg-many-seeds"


def points(page):
    return page.locator(f"{WIDGET} .gbg-point")


def said(page):
    return page.locator(f"{WIDGET} .gbg-says")


def train(page):
    return page.get_by_role("button", name="Train 100 seeds")


def test_counts_what_keras_counts(show_widgets):
    page = show_widgets(ManySeeds("many_to_many"))
    train(page).press("Enter")
    said(page).filter(has_text="100 of 100").wait_for()
    counted = page.locator(f"{WIDGET} .gbg-kinds li").all_text_contents()
    runs = train_seeds("many_to_many")
    found = [int(text.rpartition(": ")[2]) for text in counted]
    assert found == pytest.approx([runs.exact, runs.minus_zero, runs.other], abs=1)
    assert points(page).count() == 100
    assert_drawn_as_found(page, runs.errors)


FORMS = {"exact": "circle", "minus_zero": "path", "other": "rect"}
# The colour of a kind in the list, of its points, and the one it has by name.
COLOURS = """(root, [kind, name]) => {
    const sample = document.createElement('i');
    sample.style.color = `var(${name})`;
    root.append(sample);
    const colours = [
        getComputedStyle(root.querySelector(`li[data-kind=${kind}]`), '::before').backgroundColor,
        getComputedStyle(root.querySelector(`.gbg-point[data-kind=${kind}]`)).fill,
        getComputedStyle(sample).color,
    ];
    sample.remove();
    return colours;
}"""


def assert_drawn_as_found(page, errors):
    """Assert that points have the form and the colour of their kind, and stand at their error."""
    view = page.locator(WIDGET)
    chart = Chart(view, log="x")
    for mark in chart.marks:
        assert mark.tag == FORMS[mark.data["kind"]]
    middle = median(mark.middle[0] for mark in chart.marks)
    assert middle == pytest.approx(chart.place("x", median(errors)), abs=4)
    for kind, name in (("exact", "--gbg-green"), ("other", "--gbg-vermilion")):
        assert len(set(view.evaluate(COLOURS, [kind, name]))) == 1


def test_stop_keeps_what_is_there_and_another_example_begins_anew(show_widgets):
    page = show_widgets(ManySeeds("many_to_many"))
    stop = page.get_by_role("button", name=WORDS["stop"])
    # Pressed in the page, as soon as the first point is there.
    page.locator(WIDGET).evaluate(
        """(root, stop) => new MutationObserver((_, observer) => {
            if (root.querySelector('.gbg-point') === null) return;
            observer.disconnect();
            stop.click();
        }).observe(root, {childList: true, subtree: true})""",
        stop.element_handle(),
    )
    train(page).click()
    said(page).filter(has_text="of 100").wait_for()
    assert stop.is_disabled()
    assert 1 <= points(page).count() < 100
    assert f"{points(page).count()} of 100" in said(page).text_content()
    page.get_by_role("radio", name="one-to-one").check()
    assert points(page).count() == 0
    assert said(page).text_content() == WORDS["start"]
    # In one go: a press each would give the runs time to end.
    both = [train(page), page.get_by_role("radio", name="many-to-many")]
    page.evaluate("all => all.forEach(one => one.click())", [one.element_handle() for one in both])
    assert stop.is_disabled()


def test_axe_finds_nothing_and_nothing_overflows(show_widgets, violations_in_both_themes):
    page = show_widgets(ManySeeds("many_to_many"), viewport={"width": 320, "height": 900})
    box = page.locator(WIDGET)
    train(page).click()
    said(page).filter(has_text="100 of 100").wait_for()
    for width in (320, 1280):
        resize(page, width)
        assert violations_in_both_themes(page, WIDGET) == []
        assert box.evaluate(SMALL_TEXT) == []
        assert fits(page)
