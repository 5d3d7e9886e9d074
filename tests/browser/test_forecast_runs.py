"""The saved runs on a page without a kernel: the numbers of the file, whatever is chosen."""

from itertools import pairwise
from statistics import median

import pytest

from helpers import ForecastRuns
from helpers.tasks import saved_runs
from helpers.text.numbers import decimals
from helpers.widgets.forecast_runs.forecast_runs import UNITS, WINDOWS
from helpers.widgets.shared.view_module import view_words
from tests.browser.charts import CLOSE, Chart
from tests.browser.looks import SMALL_TEXT, fits
from tools.lab import PROJECTOR

WORDS = view_words("forecast_runs")
WIDGET = ".gbg-forecast-runs"
BASELINE = 0.2934


def spread(errors):
    middle, low, high = (decimals(of(errors)) for of in (median, min, max))
    return f"{middle} ppm ({low} to {high} over 5 seeds)"


def check(page, target, window, units):
    saved = saved_runs()
    chosen = {"target": target, "window": window}
    dense = [run["validation"] for run in saved["dense"] if chosen.items() <= run.items()]
    kept = [run for run in saved["runs"] if (chosen | {"units": units}).items() <= run.items()]
    errors = [run["validation"] for run in kept]
    box = page.locator(WIDGET)
    assert box.locator(".gbg-row strong").all_inner_texts() == [
        spread(errors),
        spread(dense),
        f"{decimals(median(run['train'] for run in kept))} ppm",
        f"{sum(error < BASELINE for error in errors)} of 5",
    ]
    assert f"LSTM({units}) on {window} months" in box.locator(".gbg-title").inner_text()
    assert_drawn(Chart(box, log="xy"), saved["runs"], target, window, units)


def assert_drawn(chart, runs, target, window, units):
    """Assert that the picture shows the same: seeds as dots, medians as lines, the one to beat."""
    runs = [run for run in runs if run["target"] == target]
    seeds = [run["validation"] for run in runs if (run["window"], run["units"]) == (window, units)]
    for dot, error in zip(chart.of("gbg-seed"), seeds, strict=True):
        chart.assert_at(dot, [(units, error)])
    others = [other for other in WINDOWS if other != window]
    lines = [*chart.of("gbg-other"), *chart.of("gbg-line", "gbg-chosen")]
    for line, months in zip(lines, [*others, window], strict=True):
        medians = {
            each: median(
                run["validation"] for run in runs if (run["window"], run["units"]) == (months, each)
            )
            for each in UNITS
        }
        chart.assert_at(line, list(medians.items()))
    (to_beat,), (column,) = chart.of("gbg-baseline"), chart.of("gbg-column")
    assert [y for _, y in to_beat.points] == pytest.approx(
        2 * [chart.place("y", BASELINE)], abs=CLOSE
    )
    assert [x for x, _ in column.points] == pytest.approx(2 * [chart.place("x", units)], abs=CLOSE)


def test_shows_the_runs_of_the_file(show_widgets):
    page = show_widgets(ForecastRuns(BASELINE), viewport=PROJECTOR)
    check(page, "level", 24, 16)
    window = page.get_by_role("slider", name=WORDS["window"])
    units = page.get_by_role("slider", name=WORDS["units_name"])
    window.press("Home")
    check(page, "level", 6, 16)
    units.press("End")
    check(page, "level", 6, 64)
    page.get_by_role("radio", name=WORDS["targets"]["change"]).check()
    check(page, "change", 6, 64)
    for months in (12, 24, 36):
        window.press("ArrowRight")
        check(page, "change", months, 64)
    units.press("Home")
    check(page, "change", 36, 1)


def test_axe_finds_nothing_and_nothing_moves(show_widgets, violations_in_both_themes):
    for width in (320, 390, 1280):
        viewport = {"width": width, "height": 900}
        page = show_widgets(ForecastRuns(BASELINE), viewport=viewport)
        box = page.locator(WIDGET)
        height = box.bounding_box()["height"]
        page.get_by_role("radio", name=WORDS["targets"]["change"]).check()
        page.get_by_role("slider", name=WORDS["units_name"]).press("End")
        assert box.bounding_box()["height"] == height
        assert violations_in_both_themes(page, WIDGET) == []
        assert box.evaluate(SMALL_TEXT) == []
        assert fits(page)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_names_stand_apart_from_each_other_and_from_the_lines(show_widgets, width):
    page = show_widgets(ForecastRuns(BASELINE), viewport={"width": width, "height": 900})
    names, ends, right = page.locator(WIDGET).evaluate(
        """root => {
            const all = selector => [...root.querySelectorAll(selector)]
                .map(node => node.getBoundingClientRect());
            const names = all('svg .gbg-line-name').sort((a, b) => a.top - b.top);
            const lines = all('polyline:not(.gbg-column)');
            const chart = root.querySelector('svg').getBoundingClientRect();
            return [names.map(({left, right, top}) => [left, right, top]),
                    lines.map(({right}) => right), chart.right];
        }"""
    )
    assert len(names) == len(ends) == 5
    assert min(left for left, _, _ in names) > max(ends)
    assert max(end for _, end, _ in names) <= right
    tops = [top for _, _, top in names]
    assert all(below - above >= 18 for above, below in pairwise(tops))
