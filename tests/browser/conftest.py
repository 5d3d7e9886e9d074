"""Fixtures for tests in a browser: a page for interactives alone, and a JupyterLab server.

What a view shows and answers is tested on a page that holds nothing else, which opens at once:

def test_something(show_widgets, violations):
    page = show_widgets(helpers.GateExplorer(), theme="dark")
    page.get_by_role("slider", name="units").press("ArrowRight")
    assert violations(page, ".gbg-gate-explorer") == []

JupyterLab takes seconds. It is opened for what only it has: a kernel, cells, keys of its own.

    page = open_notebook(["import helpers", "helpers.GateExplorer()"])
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from ipywidgets import Widget
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from tests.browser.bare_page import show, switch_theme
from tests.browser.errors import Errors
from tests.browser.exported_page import open_page, viewer_files
from tests.browser.looks import MARK_LOOKS
from tests.browser.steps import SECONDS
from tools.lab import (
    LAPTOP,
    Lab,
    browser_path,
    chromium,
    is_well,
    reload_notebook,
    run_all,
    set_theme,
)

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parent.parent / "notebooks"
NO_BROWSER = (
    "NO BROWSER: the tests that drive JupyterLab are skipped. Install Chromium "
    "(Debian: apt-get install chromium), or name one in the environment variable CHROMIUM."
)

# Code as text, or a cell made with nbformat.
Cell = str | dict[str, Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # On a machine that does something else as well, a browser may answer too late.
            # A test that fails is tried once more, and the end of the run names it.
            item.add_marker(pytest.mark.flaky(reruns=1))
            # What a widget must do, it must do in every run: CI never skips.
            if browser_path() is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.getreports("skipped")):
        terminalreporter.write_line(NO_BROWSER, red=True, bold=True)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    before = report.when != "setup" and item.stash.get(FAILED, False)
    item.stash[FAILED] = before or report.failed
    return report


@pytest.fixture(scope="package")
def page_files(pytestconfig: pytest.Config) -> dict[str, bytes]:
    return viewer_files(pytestconfig.cache.mkdir("exported_page"))


@pytest.fixture
def open_exported(browser: Browser, page_files: dict[str, bytes]) -> Iterator[Callable[..., Page]]:
    """Open a saved notebook as an exported page: open_exported(path, viewport)."""
    contexts = []

    def open_it(notebook: Path, viewport: dict[str, int] = LAPTOP) -> Page:
        contexts.append(browser.new_context(viewport=viewport))
        return open_page(contexts[-1], notebook, page_files)

    yield open_it
    for context in contexts:
        context.close()


# Playwright keeps an event loop running, which no other test should meet: hence one package.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def bare_pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """Pages without JupyterLab that the tests of a process use one after another."""
    pages: dict[str, Page] = {}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def show_widgets(
    request: pytest.FixtureRequest, browser: Browser, bare_pages: dict[str, Page]
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page with a view of each widget it is given.

    Keywords: theme, viewport, and what Playwright's `new_context` takes, such as has_touch,
    reduced_motion or forced_colors. At the end of the test no page may have seen an error.
    """
    used: list[Page] = []

    def show_(
        *widgets: Widget, theme: str = "light", viewport: dict[str, int] = LAPTOP, **how: Any
    ) -> Page:
        # A new window costs as much as five pages; this much an open one can be told.
        media = {name: how.pop(name, None) for name in ("reduced_motion", "forced_colors")}
        if not (page := bare_pages.get(repr(how))):
            page = bare_pages[repr(how)] = browser.new_context(**how).new_page()
            page.set_default_timeout(1000 * SECONDS)
            page.errors = Errors(page)
        page.emulate_media(**{name: value or "null" for name, value in media.items()})
        used.append(page)
        page.set_viewport_size(viewport)
        page.mouse.move(0, 0)
        show(page, *widgets, theme=theme)
        return page

    yield show_
    errors = [error for page in used for error in page.errors]
    for page in used:
        page.errors.clear()
    if errors or request.node.stash.get(FAILED, False):
        for how in [how for how, page in bare_pages.items() if page in used]:
            bare_pages.pop(how).context.close()
    assert errors == []


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab"), forked=True) as started:
        # A copy, so that the saved lessons are never touched.
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        if NOTEBOOKS.exists():
            shutil.copytree(NOTEBOOKS, started.root, dirs_exist_ok=True, ignore=ignored)
        yield started


class KeptPages:
    """Pages of JupyterLab that all tests of a process use one after another, by `alone`.

    To open JupyterLab and to start a kernel takes most of the time of a small test. A page that is
    not well any more, or on which a test has failed, is thrown away: what went wrong stays there.
    """

    def __init__(self, lab: Lab, browser: Browser) -> None:
        self._lab, self._browser = lab, browser
        self._kept: dict[bool, tuple[Page, str]] = {}
        self._names = itertools.count()

    def new_path(self, cells: Sequence[Cell]) -> str:
        """Write a notebook that no other page has open, so that none shares its kernel."""
        return self._lab.write(f"test{next(self._names)}.ipynb", cells)

    def take(
        self, cells: Sequence[Cell], *, alone: bool, theme: str, viewport: dict[str, int]
    ) -> Page:
        """Return a page with these cells, none of which has run."""
        if alone in self._kept:
            page, path = self._kept[alone]
            try:
                if is_well(page):
                    self._lab.write(path, cells)
                    page.set_viewport_size(viewport)
                    page.mouse.move(0, 0)
                    set_theme(page, theme)
                    reload_notebook(page)
                    return page
            except PlaywrightError:
                pass
            self.throw_away(page)
        path = self.new_path(cells)
        how = {"alone": alone, "theme": theme, "viewport": viewport}
        page = self._lab.open(self._browser, path, may_be_slow=True, **how)
        self._kept[alone] = page, path
        return page

    def throw_away(self, page: Page) -> None:
        """Close a page that will not be used again."""
        self._kept = {how: kept for how, kept in self._kept.items() if kept[0] is not page}
        self._lab.close(page)

    def close(self) -> None:
        for page, _ in list(self._kept.values()):
            self.throw_away(page)


@pytest.fixture(scope="package")
def kept_pages(lab: Lab, browser: Browser) -> Iterator[KeptPages]:
    pages = KeptPages(lab, browser)
    yield pages
    pages.close()


@pytest.fixture
def open_notebook(
    request: pytest.FixtureRequest, lab: Lab, browser: Browser, kept_pages: KeptPages
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens cells, or a lesson by its file name, and runs all of it.

    With `run=False` it only opens. Other keywords as in `tools.lab.Lab.open`: theme, viewport,
    delay, alone. Cells may meet the kernel of the test before, or a new one; with `own=True` page
    and kernel are new, and are closed after the test, which may do to them what it likes.
    """
    own_pages: list[Page] = []
    kept: list[Page] = []

    def open_(
        cells: str | Sequence[Cell],
        *,
        run: bool = True,
        theme: str = "light",
        viewport: dict[str, int] = LAPTOP,
        delay: float = 0,
        alone: bool = False,
        own: bool = False,
    ) -> Page:
        how = {"theme": theme, "viewport": viewport, "alone": alone}
        if own or isinstance(cells, str):
            path = cells if isinstance(cells, str) else kept_pages.new_path(cells)
            page = lab.open(browser, path, delay=delay, **how)
            own_pages.append(page)
        else:
            page = kept_pages.take(cells, **how)
            lab.slow_down(page, delay)
            kept.append(page)
        if run:
            run_all(page)
        return page

    yield open_
    for page in own_pages:
        lab.close(page)
    for page in kept:
        if not page.is_closed():
            lab.slow_down(page, 0)
    if request.node.stash.get(FAILED, False):
        for page in set(kept):
            kept_pages.throw_away(page)


@pytest.fixture(scope="package")
def violations() -> Callable[..., list[str]]:
    """Return a function that lists what axe-core finds wrong inside the selected element.

    With `alike=True` one of the texts that look alike is asked for its contrast, which takes less
    than half of the time. Other keywords are axe's own, such as runOnly=["color-contrast"].
    """
    axe = Axe().axe_script

    def found(page: Page, selector: str, *, alike: bool = False, **options: Any) -> list[str]:
        page.wait_for_selector(selector)
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        if alike:
            page.locator(selector).evaluate_all(f"places => places.forEach({MARK_LOOKS})")
        # Asked of the whole page, axe finds the nodes of a rule by their names; asked of a part,
        # each of a hundred rules goes through all nodes of it: up to twice the time. Of two
        # landmarks of one name it gives the first as the node and the other as related to it.
        return page.evaluate(
            """async ([selector, contrastOf, options]) => {
                axe.configure({rules: [{id: 'color-contrast', selector: contrastOf}]});
                const {violations} = await axe.run(document, options);
                const concerned = ({element, any, all, none}) => [
                    element,
                    ...[...any, ...all, ...none].flatMap(
                        ({relatedNodes}) => relatedNodes.map(({element}) => element)),
                ];
                const inside = node => concerned(node).some(one => one?.closest(selector));
                return violations.flatMap(({id, help, nodes}) =>
                    nodes.filter(inside).map(({html}) => `${id}: ${help}: ${html}`));
            }""",
            # Style sheets and films, that axe would load first, are for rules of the whole page.
            [
                selector,
                "[data-look]" if alike else f"{selector}, {selector} *",
                {
                    "resultTypes": ["violations"],
                    "preload": False,
                    "elementRef": True,
                    **options,
                },
            ],
        )

    return found


@pytest.fixture(scope="package")
def violations_in_both_themes(violations: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Return a function like `violations` for a page in the light theme, which it leaves light.

    The dark theme changes colours and nothing else: the rule of colours is the one asked there.
    """

    def found(page: Page, selector: str) -> list[str]:
        light = violations(page, selector, alike=True)
        switch_theme(page, "dark")
        dark = violations(page, selector, alike=True, runOnly=["color-contrast"])
        switch_theme(page, "light")
        return light + [f"in the dark: {fault}" for fault in dark]

    return found
