"""The lessons as `make colab` left them, in a page with the versions of Colab's front end.

Colab draws widgets with the renderer of ipywidgets 7 and with anywidget 0.9. Without the lessons of
`make colab` this is skipped.
"""

import pytest

from tests.browser.exported_page import open_page, viewer_files
from tests.browser.first_control import use
from tools.colab_check import FOLDER

RENDERER = {"@jupyter-widgets/html-manager": "0.20.9", "requirejs": "2.3.8"}
# The renderer puts each view into a place before the script that asks for it.
DRAWN = """() => [...document.querySelectorAll('script[type$="widget-view+json"]')].every(
    script => script.previousElementSibling?.firstElementChild?.firstElementChild)"""
LESSONS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_interactives_answer_in_colabs_versions(lesson, browser, pytestconfig):
    files = viewer_files(pytestconfig.cache.mkdir("exported_page"), RENDERER)
    (view,) = (FOLDER / "bare").glob("lib/*/site-packages/anywidget/nbextension/index.js")
    context = browser.new_context()
    page = open_page(context, lesson, files | {"anywidget.js": view.read_bytes()})
    page.wait_for_function(DRAWN)
    interactives = page.locator(".gbg").all()
    assert interactives
    for interactive in interactives:
        use(page, interactive)
    context.close()
