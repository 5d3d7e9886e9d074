"""The harness itself: what the tests of the widgets rely on."""

import statistics
import sys

import nbformat
import pytest

from helpers import GateExplorer
from tests.browser.bare_page import page_html
from tools.lab import PROJECTOR, cell_outputs

CELLS = [
    nbformat.v4.new_markdown_cell("# A heading"),
    "import ipywidgets, sys\nipywidgets.IntSlider(description='units', max=9)",
    "sys.executable",
]
ANSWER_TIMES = """async () => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    await kernel.info;
    const times = [];
    for (let i = 0; i < 5; i++) {
        const start = performance.now();
        await kernel.requestKernelInfo();
        times.push(performance.now() - start);
    }
    return times;
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_runs_a_notebook_in_this_environment_and_shows_its_widget(open_notebook, theme):
    page = open_notebook(CELLS, theme=theme, viewport=PROJECTOR)
    assert page.locator("h1").inner_text().startswith("A heading")
    page.locator(".widget-slider .noUi-handle").press("ArrowRight")
    assert page.locator(".widget-slider .widget-readout").inner_text() == "1"
    background = page.locator(".jp-Notebook").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (background == "rgb(255, 255, 255)") is (theme == "light")

    # The kernel is the one of this environment.
    assert cell_outputs(page)[2][0]["data"]["text/plain"] == repr(sys.executable)


def test_delay_reaches_the_kernel_too(open_notebook):
    page = open_notebook(CELLS, delay=0.2)
    assert statistics.median(page.evaluate(ANSWER_TIMES)) > 200


def test_stopped_kernels_are_gone(open_notebook, lab):
    page = open_notebook(CELLS)
    assert lab.kernels()
    lab.stop_kernels()
    assert lab.kernels() == []
    page.locator(".widget-slider .noUi-handle").press("ArrowRight")
    assert page.locator(".widget-slider .widget-readout").inner_text() == "1"


def test_axe_finds_a_control_without_a_name(browser, violations):
    page = browser.new_page()
    page.set_content("<button id='named'>Run</button><button id='nameless'></button>")
    assert violations(page, "#named") == []
    assert any("button-name" in found for found in violations(page, "#nameless"))
    page.close()


def test_a_bare_page_holds_what_it_shows_and_no_other_widget():
    other, shown = GateExplorer(), GateExplorer()
    html = page_html(shown)
    assert shown.model_id in html
    assert shown.view_module.model_id in html
    assert other.model_id not in html
