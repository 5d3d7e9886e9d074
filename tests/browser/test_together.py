"""All interactives on one page: their styles share it, and none may change how another looks."""

import re

from tests.browser.every_widget import MADE, every_widget
from tools.lab import PROJECTOR

# With the style sheet of one widget only ("alone"), or of all of them, its own first ("first") or
# last: where each node of the view stands, and how it is painted.
LOOK = """async ([root, module, how]) => {
    const sheets = [...document.head.querySelectorAll('style[id^="gate-by-gate-"]')];
    const own = sheets.find(sheet => sheet.id === `gate-by-gate-${module}`);
    for (const sheet of sheets) sheet.disabled = how === 'alone' && sheet !== own;
    if (how === 'first') document.head.insertBefore(own, sheets.find(sheet => sheet !== own));
    else document.head.append(own);
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);

    const names = ['display', 'visibility', 'opacity', 'color', 'background', 'border', 'padding',
        'margin', 'font', 'text-align', 'text-decoration', 'white-space', 'letter-spacing',
        'overflow', 'outline', 'box-shadow', 'clip-path', 'transform', 'fill', 'stroke',
        'stroke-width', 'stroke-dasharray', 'cursor', 'pointer-events'];
    const view = document.querySelector(`.gbg-${root}`);
    const {x, y} = view.getBoundingClientRect();
    return [view, ...view.querySelectorAll('*')].map(node => {
        const box = node.getBoundingClientRect();
        const style = getComputedStyle(node);
        const place = node.getClientRects().length === 0 ? 'no place' :
            [box.x - x, box.y - y, box.width, box.height].map(n => Math.round(n));
        const painted = names.map(name => `${name}: ${style.getPropertyValue(name)}`).join('; ');
        return `${node.tagName} ${node.getAttribute('class')} at ${place}; ${painted}`;
    });
}"""


def test_other_widgets_on_the_page_change_nothing(show_widgets):
    page = show_widgets(*every_widget().values(), viewport=PROJECTOR)
    # The name of a widget is that of its folder, and of its class with hyphens.
    names = {code.partition("(")[0] for code in MADE.values()}
    modules = {re.sub("(?<!^)(?=[A-Z])", "_", name).lower() for name in names}
    assert len(modules) > 15
    for module in sorted(modules):
        root = module.replace("_", "-")
        looks = {
            how: page.evaluate(LOOK, [root, module, how]) for how in ("alone", "first", "last")
        }
        for how in ("first", "last"):
            pairs = zip(looks["alone"], looks[how], strict=True)
            assert [pair for pair in pairs if pair[0] != pair[1]] == [], module


def test_two_of_a_kind_are_no_two_landmarks_of_one_name(show_widgets, violations):
    widgets = every_widget().values()
    page = show_widgets(*widgets, *widgets)
    assert violations(page, ".gbg") == []
