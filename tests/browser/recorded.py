"""What a view tells its model when a control is pressed: traits that no view shows, only Python."""

from typing import Any

from ipywidgets import Widget
from playwright.sync_api import Page

from tools.lesson_html import state_of

PRESS = """async ([id, states, selector]) => {
    const told = {};
    const model = name => ({
        get: trait => name === id && trait in told ? told[trait] : states[name].state[trait],
        set: (trait, value) => { told[trait] = value; },
        save_changes() {}, on() {}, off() {},
        widget_manager: {get_model: async other => model(other)},
    });
    const code = new Blob([states[id].state._esm], {type: 'text/javascript'});
    const {default: widget} = await import(URL.createObjectURL(code));
    const el = document.createElement('div');
    document.body.append(el);
    const end = await widget.render({model: model(id), el});
    el.querySelector(selector).click();
    end();
    el.remove();
    return told;
}"""


def told_by(page: Page, widget: Widget, selector: str) -> dict[str, Any]:
    """Draw a view of a widget, press a control in it, and return the traits that the view set."""
    return page.evaluate(PRESS, [widget.model_id, state_of(widget), selector])
