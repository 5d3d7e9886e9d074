"""A saved lesson as HTML that lives without a kernel: for the website, a single page and slides.

Each interactive becomes an element with its saved table inside, and the saved state goes to the end
of the page, where docs/_static/host.js takes it up.
"""

import copy
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode

from tools.elsewhere import FETCH, LINKS

if TYPE_CHECKING:
    from ipywidgets import Widget

ROOT = Path(__file__).parent.parent
HOST = ROOT / "docs" / "_static" / "host.js"
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
SCROLLS = '<div style="overflow-x: auto"'  # of helpers/text/tables.py
NEEDS_PYTHON = "These controls need Python: run the lesson to move them."
WITHOUT_SCRIPT = "Without JavaScript the interactives stand still: tables take their place."


def alive(lesson: NotebookNode) -> NotebookNode:
    """Return a copy of a saved lesson whose interactives live in any page of HTML."""
    made = copy.deepcopy(lesson)
    state = made.metadata.pop("widgets", {}).get(STATE, {}).get("state", {})
    made.cells = [cell for cell in made.cells if cell.get("id") not in (LINKS, FETCH)]
    for cell in made.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if VIEW in data:
                place = place_html(data[VIEW]["model_id"], state, data.get("text/html", ""))
                output.data = {"text/html": place}
            elif "text/html" in data:
                # A table that is wider than the page scrolls by the arrow keys too.
                data["text/html"] = data["text/html"].replace(SCROLLS, f"{SCROLLS} tabindex=0")
    made.cells = [_without_code(cell) if _only_shows(cell) else cell for cell in made.cells]
    if state:
        made.cells.append(_raw_html(state_html(state)))
    return made


def title_of(lesson: NotebookNode) -> str:
    """Return the heading that a lesson begins with."""
    return lesson.cells[0].source.splitlines()[0].removeprefix("# ")


def whole_page(title: str, style: str, body: str) -> str:
    """Return a page of HTML that needs no other file."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def state_of(*widgets: "Widget") -> dict[str, Any]:
    """Return the state of some widgets and of all that they refer to, as a lesson saves it."""
    from ipywidgets.embed import dependency_state

    # `embed_data` alone would take every widget that this process has ever made.
    return dependency_state(widgets, drop_defaults=False)


def place_html(model: str, state: dict[str, Any], fallback: str) -> str:
    """Return where a widget is shown: with what it left behind, until it lives."""
    if not _lives(state.get(model, {})):
        return f"<div>\n{controls_html(model, state)}\n</div>"
    return f'<div data-model="{escape(model)}">\n{fallback}\n</div>'


def state_html(state: dict[str, Any]) -> str:
    """Return the saved state of all interactives, and the host that takes it up."""
    saved = {
        model: content
        for model, content in state.items()
        if _lives(content) or _is_text_of_a_view(content)
    }
    # Sorted, as nbformat saves it.
    text = json.dumps({"state": saved}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return (
        f"<noscript><p>{WITHOUT_SCRIPT}</p></noscript>\n"
        # No text inside a script may end it.
        f'<script type="{STATE}">{text.replace("<", chr(92) + "u003c")}</script>\n'
        f"<script>\n{HOST.read_text(encoding='utf-8')}</script>"
    )


def controls_html(model: str, state: dict[str, Any]) -> str:
    """Return a picture of ipywidgets' own controls, which cannot live without Python."""
    rows = "".join(f"<li>{row}</li>" for row in _control_rows(model, state))
    return f'<ul>{rows}</ul>\n<p class="gbg-needs-python">{NEEDS_PYTHON}</p>'


def _control_rows(model: str, state: dict[str, Any]) -> list[str]:
    values = state.get(model, {}).get("state", {})
    rows = []
    if values.get("description") or "value" in values:
        label, value = str(values.get("description") or ""), values.get("value", "")
        low, high = values.get("min"), values.get("max")
        picture = ""
        if all(isinstance(number, int | float) for number in (value, low, high)) and high > low:
            picture = _slider_picture((value - low) / (high - low))
        shown = value if values.get("_model_name") == "HTMLModel" else escape(str(value))
        rows.append(f"{escape(label)} {picture} {shown}".strip())
    for buffer in state.get(model, {}).get("buffers", ()):
        if values.get("_model_name") == "ImageModel":
            source = f"data:image/{values.get('format', 'png')};base64,{buffer['data']}"
            rows.append(f'<img src="{source}" alt="what the controls show">')
    for output in values.get("outputs", ()):
        data = output.get("data", {})
        text = "".join(output.get("text", "")) or "".join(data.get("text/plain", ""))
        rows.append("".join(data.get("text/html", "")) or f"<pre>{escape(text)}</pre>")
    for child in values.get("children", ()):
        rows += _control_rows(child.removeprefix("IPY_MODEL_"), state)
    return rows


def _slider_picture(share: float) -> str:
    at = 8 + 104 * share
    return (
        '<svg width="120" height="16" role="img" aria-label="a slider">'
        '<line x1="8" y1="8" x2="112" y2="8" stroke="currentColor" stroke-width="2"/>'
        f'<circle cx="{at:.0f}" cy="8" r="6" fill="currentColor"/></svg>'
    )


def _only_shows(cell: NotebookNode) -> bool:
    """Tell whether a cell only calls an interactive, and so has no code worth showing."""
    outputs = cell.get("outputs", [])
    lines = [line for line in cell.source.splitlines() if line and not line.startswith("from ")]
    return (
        len(outputs) == len(lines) == 1
        and lines[0][:1].isupper()
        and "<div data-model" in outputs[0].get("data", {}).get("text/html", "")
    )


def _without_code(cell: NotebookNode) -> NotebookNode:
    return _raw_html(cell.outputs[0].data["text/html"])


def _lives(content: dict[str, Any]) -> bool:
    return content.get("model_module") == "anywidget"


def _is_text_of_a_view(content: dict[str, Any]) -> bool:
    """Tell whether this is the text of a view, which all interactives of its kind share."""
    return "code" in content.get("state", {})


def _raw_html(text: str) -> NotebookNode:
    cell = nbformat.v4.new_raw_cell(text)
    cell.metadata.format = cell.metadata.raw_mimetype = "text/html"
    return cell
