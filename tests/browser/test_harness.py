"""The harness itself: what the tests of the widgets rely on."""

import re
import sys

import nbformat
import pytest

from helpers import GateExplorer
from tests.browser.bare_page import page_html
from tests.browser.looks import moved_while_sliding
from tools.lab import PROJECTOR, cell_outputs

CELLS = [
    nbformat.v4.new_markdown_cell("# A heading"),
    "import ipywidgets, sys\nipywidgets.IntSlider(description='units', max=9)",
    "sys.executable",
]


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


def test_waits_for_the_cells_after_one_that_fails_on_purpose(open_notebook):
    meant = nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    page = open_notebook([meant, "import time\ntime.sleep(1)", "print('the last')"])
    assert cell_outputs(page)[2][0]["text"] == "the last\n"


def test_what_playwright_turns_off_in_chromium_stays_off(browser):
    told = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    given = re.findall(r"--disable-features=([^ \"']+)", told)
    *earlier, ours = (set(names.split(",")) for names in given)
    by_playwright = max(earlier, key=len)
    assert len(by_playwright) > 10
    assert by_playwright < ours


def test_axe_finds_a_control_without_a_name(browser, violations):
    page = browser.new_page()
    page.set_content("<button id='named'>Run</button><button id='nameless'></button>")
    assert violations(page, "#named") == []
    assert any("button-name" in found for found in violations(page, "#nameless"))
    page.close()


MOVES_NEAR_THE_END = """<div class="gbg">
    <input type="range" max="40" oninput="number.style.marginLeft = this.value > 30 ? '1px' : '0'">
    <b id="number">5</b>
</div>"""


def test_what_moves_while_a_slider_slides_is_found(browser):
    page = browser.new_page()
    page.set_content(MOVES_NEAR_THE_END)
    places = "root => [root.querySelector('b').getBoundingClientRect().left]"
    control = page.get_by_role("slider")
    assert len(moved_while_sliding(control, places)) == 4
    assert len(moved_while_sliding(control, places.replace("left]", "left + ' px']"))) == 4
    assert moved_while_sliding(control, places, within=1) == []
    page.close()


def test_a_bare_page_holds_what_it_shows_and_no_other_widget():
    other, shown = GateExplorer(), GateExplorer()
    html = page_html(shown)
    assert shown.model_id in html
    assert shown.view_module.model_id in html
    assert other.model_id not in html
