"""A page that holds interactives and nothing else: no JupyterLab, no server, no kernel.

What a view draws and answers does not depend on JupyterLab, which takes seconds to open. The page
has JupyterLab's colours, so that contrast is measured where learners see it.
"""

import sys
from functools import cache
from pathlib import Path

from ipywidgets import Widget
from playwright.sync_api import Page, Route

from tests.browser.steps import drawn
from tools.lesson_html import place_html, state_html, state_of

THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"
# Of this machine, as JupyterLab is: a page from elsewhere may not copy to the clipboard.
ADDRESS = "http://localhost/"
ALIVE = "() => document.querySelector('[data-model]:not([data-alive])') === null"


def show(page: Page, *widgets: Widget, theme: str = "light") -> None:
    """Open a page with a view of each of `widgets`, and wait until all of them are drawn.

    Two views of one widget share its values, as in a notebook. `theme` is "light" or "dark".
    """
    show_html(page, page_html(*widgets, theme=theme))


def show_html(page: Page, html: str) -> None:
    """Open what `page_html` has made, as `show` does."""

    def serve(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", serve)
    page.goto(ADDRESS)
    page.wait_for_function(ALIVE)
    drawn(page)


def switch_theme(page: Page, theme: str) -> None:
    """Change to JupyterLab's other theme while the page is open."""
    page.evaluate(
        """([style, isLight]) => {
            document.querySelector('style').firstChild.data = style;
            document.body.dataset.jpThemeLight = isLight;
        }""",
        [page_style(theme), "true" if theme == "light" else "false"],
    )
    drawn(page)


def page_html(*widgets: Widget, theme: str = "light") -> str:
    """Return the page of `show`."""
    state = state_of(*widgets)
    # Nothing to read until a view is drawn: what Python writes there is tested with Python.
    places = [place_html(widget.model_id, state, "") for widget in widgets]
    is_light = "true" if theme == "light" else "false"
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # An icon of its own, so that none is asked for.
            '<title>Interactives</title><link rel="icon" href="data:,">',
            f"<style>{page_style(theme)}</style>",
            f'</head>\n<body data-jp-theme-light="{is_light}">\n<main>',
            *places,
            state_html(state),
            "</main>\n</body>\n</html>",
        ]
    )


@cache
def page_style(theme: str) -> str:
    """Return the colours of JupyterLab's own light or dark theme, and a page in them."""
    folder = THEMES / f"theme-{theme}-extension"
    return (folder / "index.css").read_text(encoding="utf-8") + (
        "\nbody { margin: 0; padding: 8px; "
        "background: var(--jp-layout-color0); color: var(--jp-content-font-color1); }"
    )
