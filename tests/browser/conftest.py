"""Fixtures for tests in a browser: a page for interactives alone, and a JupyterLab server.

What a view shows and answers is tested on a page that holds nothing else, which opens at once:

def test_something(show_widgets, violations):
    page = show_widgets(helpers.GateExplorer(), theme="dark")
    page.get_by_role("slider", name="units").press("ArrowRight")
    assert violations(page, ".gbg-gate-explorer") == []

JupyterLab takes seconds. It is opened for what only it has: a kernel, cells, keys of its own.

    page = open_notebook(["import helpers", "helpers.GateExplorer()"])
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from ipywidgets import Widget
from playwright.sync_api import Browser, Page

from tests.browser.bare_page import show
from tests.browser.errors import Errors
from tests.browser.exported_page import open_page, viewer_files
from tools.lab import (
    LAPTOP,
    Lab,
    browser_path,
    chromium,
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
            # What a widget must do, it must do in every run: CI never skips.
            if browser_path() is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.getreports("skipped")):
        terminalreporter.write_line(NO_BROWSER, red=True, bold=True)


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
def show_widgets(browser: Browser, bare_pages: dict[str, Page]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page with a view of each widget it is given.

    Keywords: theme, viewport, and what Playwright's `new_context` takes, such as has_touch,
    reduced_motion or forced_colors. At the end of the test no page may have seen an error.
    """
    used: list[Page] = []

    def show_(
        *widgets: Widget, theme: str = "light", viewport: dict[str, int] = LAPTOP, **how: Any
    ) -> Page:
        if not (page := bare_pages.get(repr(how))):
            page = bare_pages[repr(how)] = browser.new_context(**how).new_page()
            page.errors = Errors(page)
        used.append(page)
        page.set_viewport_size(viewport)
        page.mouse.move(0, 0)
        show(page, *widgets, theme=theme)
        return page

    yield show_
    for page in used:
        errors, page.errors[:] = list(page.errors), []
        assert errors == []


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")) as started:
        # A copy, so that the saved lessons are never touched.
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        if NOTEBOOKS.exists():
            shutil.copytree(NOTEBOOKS, started.root, dirs_exist_ok=True, ignore=ignored)
        yield started


@pytest.fixture(scope="package")
def kept_pages() -> Iterator[dict[bool, Page]]:
    """Pages that all tests of a process use one after another, by `alone`.

    To open JupyterLab and to start a kernel takes most of the time of a small test.
    """
    pages: dict[bool, Page] = {}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def open_notebook(
    lab: Lab, browser: Browser, kept_pages: dict[bool, Page]
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens cells, or a lesson by its file name, and runs all of it.

    With `run=False` it only opens. Other keywords as in `tools.lab.Lab.open`: theme, viewport,
    delay, alone. Cells may meet the kernel of the test before, or a new one.
    """
    opened: list[Page] = []

    def open_(
        cells: str | Sequence[Cell],
        *,
        run: bool = True,
        theme: str = "light",
        viewport: dict[str, int] = LAPTOP,
        delay: float = 0,
        alone: bool = False,
    ) -> Page:
        lesson = isinstance(cells, str)
        path = cells if lesson else lab.write("alone.ipynb" if alone else "test.ipynb", cells)
        how = {"theme": theme, "viewport": viewport, "alone": alone}
        if lesson or delay:
            page = lab.open(browser, path, delay=delay, **how)
            opened.append(page)
        elif alone in kept_pages:
            page = kept_pages[alone]
            page.set_viewport_size(viewport)
            page.mouse.move(0, 0)
            set_theme(page, theme)
            reload_notebook(page)
        else:
            page = kept_pages[alone] = lab.open(browser, path, **how)
        if run:
            run_all(page)
        return page

    yield open_
    for page in opened:
        page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.context.close()


@pytest.fixture(scope="package")
def violations() -> Callable[[Page, str], list[str]]:
    """Return a function that lists what axe-core finds wrong inside the selected element."""
    axe = Axe()

    def found(page: Page, selector: str) -> list[str]:
        page.wait_for_selector(selector)
        response = axe.run(page, context=selector).response
        return [
            f"{violation['id']}: {violation['help']}: {node['html']}"
            for violation in response["violations"]
            for node in violation["nodes"]
        ]

    return found
