"""The first control of any interactive, used by the keyboard as a learner would."""

from playwright.sync_api import Locator, Page

from tests.browser.steps import until

# The first control that can be used of an interactive gets the focus. What the interactive shows is
# kept, to be compared with later. Returns what the control is.
FOCUS = """view => {
    const state = () => view.innerHTML + [...view.querySelectorAll('input')].map(
        input => `${input.value} ${input.checked}`);
    const control = [...view.querySelectorAll('input, button')].find(
        node => node.checkVisibility({visibilityProperty: true}) && !node.disabled);
    if (!control) return view.querySelector('svg') ? 'picture' : 'nothing';
    const before = state();
    view.hasChanged = () => state() !== before;
    control.focus();
    if (control.type === 'range') return control.value === control.max ? 'high range' : 'range';
    if (control.type === 'radio') return control.checked ? 'chosen radio' : 'radio';
    return control.type;
}"""
KEYS = {"range": "ArrowRight", "high range": "ArrowLeft", "chosen radio": "ArrowDown"}


def use(page: Page, view: Locator) -> None:
    """Use the first control of an interactive by the keyboard, and wait until anything changes.

    A picture has none, and is drawn.
    """
    kind = view.evaluate(FOCUS)
    assert kind != "nothing", view.inner_text()[:100]
    if kind == "picture":
        return
    if kind in ("number", "text"):
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("3")
        page.keyboard.press("Enter")
    else:
        page.keyboard.press(KEYS.get(kind, "Space"))
    assert until(lambda: view.evaluate("view => view.hasChanged()")), view.inner_text()[:100]
