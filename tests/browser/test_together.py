"""All interactives on one page: their styles share it, and none may change how another looks."""

import re

from tests.browser.every_widget import MADE, every_widget
from tools.lab import PROJECTOR

# With the style sheet of one widget only, and with all of them, its own first or last: how its view
# differs in where its nodes stand and how they are painted. The other views take no part.
CHANGED = """async ([root, module]) => {
    const sheets = [...document.head.querySelectorAll('style[id^="gate-by-gate-"]')];
    const own = sheets.find(sheet => sheet.id === `gate-by-gate-${module}`);
    const others = sheets.filter(sheet => sheet !== own);
    const view = document.querySelector(`.gbg-${root}`);
    for (const other of document.querySelectorAll('.gbg')) other.hidden = other !== view;

    const names = ['display', 'visibility', 'opacity', 'color', 'background', 'border', 'padding',
        'margin', 'font', 'text-align', 'text-decoration', 'white-space', 'letter-spacing',
        'overflow', 'outline', 'box-shadow', 'clip-path', 'transform', 'fill', 'stroke',
        'stroke-width', 'stroke-dasharray', 'cursor', 'pointer-events'];
    const look = async () => {
        for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
        const {x, y} = view.getBoundingClientRect();
        return [view, ...view.querySelectorAll('*')].map(node => {
            const box = node.getBoundingClientRect();
            const style = getComputedStyle(node);
            const place = node.getClientRects().length === 0 ? 'no place' :
                [box.x - x, box.y - y, box.width, box.height].map(n => Math.round(n));
            const painted = names.map(name => `${name}: ${style.getPropertyValue(name)}`);
            return `${node.tagName} ${node.getAttribute('class')} at ${place}; ${painted}`;
        });
    };
    for (const sheet of others) sheet.disabled = true;
    const alone = await look();
    for (const sheet of others) sheet.disabled = false;
    document.head.insertBefore(own, others[0]);
    const first = await look();
    document.head.append(own);
    const last = await look();
    return [first, last].flatMap(among => [
        ...(among.length === alone.length ? [] : [`${among.length} nodes, not ${alone.length}`]),
        ...among.filter((node, i) => node !== alone[i]),
    ]);
}"""


def test_other_widgets_on_the_page_change_nothing(show_widgets):
    page = show_widgets(*every_widget().values(), viewport=PROJECTOR)
    # The name of a widget is that of its folder, and of its class with hyphens.
    names = {code.partition("(")[0] for code in MADE.values()}
    modules = {re.sub("(?<!^)(?=[A-Z])", "_", name).lower() for name in names}
    assert len(modules) > 15
    for module in sorted(modules):
        root = module.replace("_", "-")
        assert page.evaluate(CHANGED, [root, module]) == [], module


def test_two_of_a_kind_are_no_two_landmarks_of_one_name(show_widgets, violations):
    widgets = every_widget().values()
    page = show_widgets(*widgets, *widgets)
    # What two can get wrong that one cannot.
    assert violations(page, ".gbg", runOnly=["landmark-unique", "duplicate-id-aria"]) == []
