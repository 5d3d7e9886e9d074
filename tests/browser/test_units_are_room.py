"""Units are room, on a page without a kernel: trained in the page, when it is asked for."""

import re

import pytest

from helpers import UnitsAreRoom
from helpers.widgets.shared.view_module import view_words
from helpers.widgets.units_are_room.units_are_room import SHARES_LEFT
from tests.browser.charts import CLOSE, Chart
from tests.browser.looks import SMALL_TEXT, fits
from tests.browser.steps import resize

WORDS = view_words("units_are_room")
WIDGET = ".gbg-units-are-room"


def bar(page, units):
    return page.locator(f"{WIDGET} .gbg-value[data-units='{units}']")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def wait_for_share(page, units):
    page.locator(f"{WIDGET} .gbg-says", has_text=f"With {units} unit").wait_for()
    assert float(bar(page, units).text_content()) == pytest.approx(
        float(f"{SHARES_LEFT[units - 1]:.1f}"), abs=0.06
    )


def test_trains_when_asked_and_at_once_after_the_first_time(show_widgets):
    page = show_widgets(UnitsAreRoom())
    assert page.locator(f"{WIDGET} .gbg-says").text_content() == WORDS["start"]
    button(page, "Train with 3 units").press("Enter")
    wait_for_share(page, 3)
    page.get_by_role("slider", name=WORDS["units"]).press("ArrowRight")
    wait_for_share(page, 4)
    assert_drawn(page, trained=[3, 4], chosen=4)
    # What was trained before stays beside it.
    assert bar(page, 3).text_content() != "–"
    assert bar(page, 1).text_content() == "–"


def assert_drawn(page, trained, chosen):
    """Assert that bars are as high as their numbers, and the lines those that are read."""
    view = page.locator(WIDGET)
    chart = Chart(view)
    for units, fill in enumerate(chart.of("gbg-fill"), start=1):
        share = float(bar(page, units).text_content()) if units in trained else 0
        assert fill.middle[0] == pytest.approx(chart.place("x", units), abs=CLOSE)
        heights = [chart.place("y", height) for height in (share, 0)]
        assert [y for _, y in fill.points] == pytest.approx(heights, abs=CLOSE)
    marked = [
        [mark for mark in chart.of("gbg-track") if name in mark.classes]
        for name in ("gbg-trained", "gbg-chosen")
    ]
    middles = [[mark.middle[0] for mark in marks] for marks in marked]
    wanted = [[chart.place("x", units) for units in some] for some in (trained, [chosen])]
    assert middles == [pytest.approx(some, abs=CLOSE) for some in wanted]
    read, answers, answered = [
        [float(number.replace("−", "-")) for number in row.locator("td").all_text_contents()]
        for row in view.locator(".gbg-example tr").all()
    ]
    assert answers == read[::-1]
    # Four units learn it nearly: the last numbers in, the first ones out.
    assert len(answered) == len(answers)
    assert answered == pytest.approx(answers, abs=0.1)


def test_stop_ends_all_that_was_asked_for(show_widgets):
    page = show_widgets(UnitsAreRoom())
    stop = button(page, WORDS["stop"])
    # Pressed in the page, as soon as the first of the eight has begun.
    page.locator(f"{WIDGET} .gbg-progress").evaluate(
        """(progress, stop) => new MutationObserver((_, observer) => {
            observer.disconnect();
            stop.click();
        }).observe(progress, {childList: true, characterData: true, subtree: true})""",
        stop.element_handle(),
    )
    page.get_by_role("button", name=re.compile("1 to 8")).click()
    page.locator(f"{WIDGET} .gbg-says", has_text="With 1 unit").wait_for()
    assert stop.is_disabled()
    button(page, "Train with 3 units").click()
    wait_for_share(page, 3)
    assert [bar(page, units).text_content() for units in (2, 8)] == ["–", "–"]


def test_a_run_stopped_before_its_first_epoch_says_nothing(show_widgets):
    page = show_widgets(UnitsAreRoom())
    names = [re.compile("1 to 8"), WORDS["stop"]]
    both = [page.get_by_role("button", name=name).element_handle() for name in names]
    # In one go: a press each would leave the first run time to begin.
    page.evaluate("([all, stop]) => { all.click(); stop.click(); }", both)
    assert button(page, WORDS["stop"]).is_disabled()
    assert bar(page, 1).text_content() == "–"
    assert page.locator(f"{WIDGET} .gbg-says").text_content() == WORDS["start"]
    button(page, "Train with 3 units").click()
    wait_for_share(page, 3)


def test_axe_finds_nothing_and_nothing_overflows(show_widgets, violations_in_both_themes):
    page = show_widgets(UnitsAreRoom(), viewport={"width": 320, "height": 900})
    box = page.locator(WIDGET)
    height = box.bounding_box()["height"]
    button(page, "Train with 3 units").click()
    wait_for_share(page, 3)
    assert box.bounding_box()["height"] == height
    for width in (320, 1280):
        resize(page, width)
        assert violations_in_both_themes(page, WIDGET) == []
        assert box.evaluate(SMALL_TEXT) == []
        assert fits(page)


def test_no_label_of_an_axis_is_cut_on_a_narrow_screen(show_widgets):
    page = show_widgets(UnitsAreRoom())
    for width in range(300, 440, 10):
        resize(page, width)
        beyond = page.locator(f"{WIDGET} .gbg-chart").evaluate("""chart => {
            const edge = chart.getBoundingClientRect().right;
            const lines = [...chart.querySelectorAll('.gbg-axis-label tspan')];
            return Math.max(...lines.map(line => line.getBoundingClientRect().right - edge));
        }""")
        # The space at the end of a line is drawn too.
        assert beyond < 5, width
