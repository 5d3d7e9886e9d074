"""What every interactive must do, whoever wrote it: one of each on one page without JupyterLab."""

import re

import pytest

from tests.browser.bare_page import switch_theme
from tests.browser.every_widget import MADE, every_widget, public_widgets
from tests.browser.looks import (
    OPEN_TO_SHORTCUTS,
    SMALL_TARGETS,
    SMALL_TEXT,
    STICKS_OUT,
    TEXTS_TOUCH,
    of_each,
    use_all,
)
from tests.browser.steps import resize
from tools.lesson_html import state_of

# 640 is 1280 at a zoom of 200 %. At 870 and 950 a view is as wide as in JupyterLab beside its file
# browser, in a window of 1,280 and 1,366.
WIDTHS = (320, 390, 600, 640, 870, 950, 1280, 1920)
CONTROLS = "button|checkbox|combobox|link|radio|slider|spinbutton|textbox"


@pytest.fixture(scope="module")
def widgets():
    return list(every_widget().values())


def test_no_widget_is_missing_here():
    assert {code.partition("(")[0] for code in MADE.values()} == public_widgets()


def test_axe_finds_nothing_in_either_theme_nor_when_it_is_switched(
    show_widgets, violations, widgets
):
    page = show_widgets(*widgets)
    assert violations(page, ".gbg") == []
    use_all(page)
    assert violations(page, ".gbg", alike=True) == []
    # A theme changes colours and nothing else.
    switch_theme(page, "dark")
    assert violations(page, ".gbg", alike=True, runOnly=["color-contrast"]) == []
    page = show_widgets(*widgets, theme="dark")
    assert violations(page, ".gbg", alike=True, runOnly=["color-contrast"]) == []


def test_nothing_sticks_out_or_is_small_at_any_width_before_and_after_use(show_widgets, widgets):
    page = show_widgets(*widgets)
    for used in (False, True):
        if used:
            use_all(page)
        found = []
        for width in WIDTHS:
            resize(page, width)
            for faults in (STICKS_OUT, SMALL_TEXT, TEXTS_TOUCH):
                found.append((width, of_each(page, faults)))
        assert [(width, said) for width, said in found if said] == [], used


def test_what_a_slider_says_changes_with_it(show_widgets, widgets):
    """What takes longer to draw, a picture or a training, comes in a frame of its own."""
    page = show_widgets(*widgets)
    said = page.locator("input[type=range]:enabled").evaluate_all(
        """sliders => sliders.map(slider => {
            const before = slider.getAttribute("aria-valuetext");
            if (slider.value === slider.max) slider.stepDown(); else slider.stepUp();
            slider.dispatchEvent(new Event("input"));
            return [slider.name, before, slider.getAttribute("aria-valuetext")];
        })"""
    )
    assert len(said) > 20
    assert [slider for slider in said if slider[1] == slider[2]] == []


# A bold name may take a second line, and a thicker frame push what stands below.
RESIZED = """async choices => {
    const resized = [];
    for (const choice of choices) {
        const before = choice.getBoundingClientRect().height;
        choice.click();
        await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
        const after = choice.getBoundingClientRect().height;
        if (choice.isConnected && Math.abs(after - before) > 1) resized.push(choice.textContent);
    }
    return resized;
}"""


def test_a_choice_keeps_its_size_when_it_is_made(show_widgets, widgets):
    page = show_widgets(*widgets)
    choices = page.locator(
        "label:has([type=radio], [type=checkbox]):visible, [aria-pressed]:visible"
    )
    for width in (320, 390):
        resize(page, width)
        assert choices.count() > 20
        assert choices.evaluate_all(RESIZED) == [], width


def test_controls_are_as_large_as_a_finger_on_a_touch_screen(show_widgets, widgets):
    page = show_widgets(
        *widgets, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    assert of_each(page, SMALL_TARGETS) == {}


def test_every_control_has_a_name_and_keeps_its_keys_from_jupyterlab(show_widgets, widgets):
    page = show_widgets(*widgets)
    tree = page.locator("main").aria_snapshot()
    named = rf"- '?(?:{CONTROLS}) \""
    assert len(re.findall(named, tree)) > 100
    assert re.findall(rf"- (?:{CONTROLS})(?! \").*", tree) == []
    assert of_each(page, OPEN_TO_SHORTCUTS) == {}


# Counts what would work on after a view's end: who watches a size, awaits a message, keeps a beat.
COUNT_AT_WORK = """() => {
    const atWork = window.atWork = new Set();
    window.ResizeObserver = class extends ResizeObserver {
        observe(node) { atWork.add(this); super.observe(node); }
        disconnect() { atWork.delete(this); super.disconnect(); }
    };
    window.MessageChannel = class extends MessageChannel {
        constructor() {
            super();
            atWork.add(this);
            const close = this.port1.close.bind(this.port1);
            this.port1.close = () => { atWork.delete(this); close(); };
        }
    };
    const [begin, end] = [window.setInterval, window.clearInterval];
    window.setInterval = (...how) => { const beat = begin(...how); atWork.add(beat); return beat; };
    window.clearInterval = beat => { atWork.delete(beat); end(beat); };
}"""
# Draws a view by its own module, with a model that counts who listens, lets it work, and ends it.
DRAW_AND_END = """async id => {
    const models = new Map(Object.entries(window.saved).map(([name, {state}]) => [name, state]));
    let listening = 0;
    const model = name => ({
        get: trait => models.get(name)[trait],
        set() {}, save_changes() {}, send() {},
        on: events => { listening += events.split(' ').length; },
        off: events => { listening -= events.split(' ').length; },
        widget_manager: {get_model: async other => model(other)},
    });
    const url = URL.createObjectURL(new Blob([models.get(id)._esm], {type: 'text/javascript'}));
    const {default: widget} = await import(url);
    const el = document.createElement('div');
    document.body.append(el);
    const end = await widget.render({model: model(id), el});
    const drawn = el.querySelectorAll('.gbg *').length;
    // The first button of a view that trains begins it.
    for (const button of ['button:enabled', 'button.gbg-play']) el.querySelector(button)?.click();
    end();
    // What a hand has set is still told to the kernel, when that is on the screen.
    const afterPaint = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    await afterPaint();
    await afterPaint();
    const atWork = window.atWork.size;
    return {drawn: drawn > 0, left: el.childNodes.length, listening, atWork};
}"""


def test_a_view_that_ends_leaves_nothing_and_nobody_listening_or_at_work(show_widgets, widgets):
    page = show_widgets(widgets[0])
    # Megabytes of code: they reach the page once for all.
    page.evaluate("saved => { window.saved = saved; }", state_of(*widgets))
    page.evaluate(COUNT_AT_WORK)
    found = {
        name: page.evaluate(DRAW_AND_END, widget.model_id)
        for name, widget in zip(MADE, widgets, strict=True)
    }
    assert found == {name: {"drawn": True, "left": 0, "listening": 0, "atWork": 0} for name in MADE}
