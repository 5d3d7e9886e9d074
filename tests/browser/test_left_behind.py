"""A cell that runs again and again: what it showed before leaves the page."""

from tools.lab import run_all

CELL = "from helpers import GateExplorer\nGateExplorer()"
RUNS = 3


def test_running_again_leaves_no_view_behind(open_notebook):
    page = open_notebook([CELL], alone=True)
    browser = page.context.new_cdp_session(page)

    def nodes():
        browser.send("HeapProfiler.collectGarbage")
        return browser.send("Memory.getDOMCounters")["nodes"]

    view = page.locator(".gbg-gate-explorer")
    of_one_view = view.evaluate("root => root.querySelectorAll('*').length")
    run_all(page)
    view.wait_for()
    before = nodes()
    for _ in range(RUNS):
        run_all(page)
        view.wait_for()
    # JupyterLab keeps a few of its own.
    assert nodes() - before < of_one_view
