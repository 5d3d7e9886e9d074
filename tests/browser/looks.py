"""What is measured of the look of every widget; in capitals, what gives the faults of a view."""

from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.every_widget import MADE
from tests.browser.steps import DRAWN, drawn

# What reaches beyond the view or the window, or is cut off; what scrolls inside the view may.
STICKS_OUT = """root => {
    const named = node =>
        `${node.tagName} ${node.getAttribute('class')}: ${node.textContent.slice(0, 40)}`;
    const {left, right} = root.getBoundingClientRect();
    const faults = [];
    if (right > innerWidth + 1) faults.push(`the view ends at ${right} of ${innerWidth}`);
    const above = (node, has) => {
        while (node !== root && !has(getComputedStyle(node))) node = node.parentElement;
        return node !== root;
    };
    const clipped = node => above(node, ({clipPath}) => clipPath !== 'none');
    const scrolls = node => above(
        node.parentElement, ({overflowX}) => ['auto', 'scroll'].includes(overflowX));
    const outermost = node => node.ownerSVGElement ? outermost(node.ownerSVGElement) : node;
    const seen = [...root.querySelectorAll('*')].filter(
        node => node.checkVisibility({visibilityProperty: true}) && !clipped(node));
    for (const node of seen) {
        const box = node.getBoundingClientRect();
        if (box.width > 0 && (box.right > right + 1 || box.left < left - 1) && !scrolls(node))
            faults.push(`${named(node)} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
        const cuts = ['hidden', 'clip'].includes(getComputedStyle(node).overflowX);
        if (cuts && !(node instanceof SVGElement) && node.scrollWidth > node.clientWidth + 1
            && node.textContent.trim()) faults.push(`${named(node)} is cut off`);
        const picture = node.matches('text') && outermost(node).getBoundingClientRect();
        if (picture && (box.right > picture.right + 1 || box.left < picture.left - 1))
            faults.push(`${named(node)} is cut off by its picture`);
    }
    return faults.slice(0, 5);
}"""

# Texts on one line with less than a pixel between them. What flows in one block is kept apart by
# its own spaces, a bracket touches what it holds, what is turned has a box that says nothing.
TEXTS_TOUCH = """root => {
    const block = node =>
        getComputedStyle(node).display.startsWith('inline') ? block(node.parentElement) : node;
    const clipped = node => node !== root
        && (getComputedStyle(node).clipPath !== 'none' || clipped(node.parentElement));
    const seen = node => !clipped(node) && !node.getScreenCTM?.().b
        && node.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const lines = [];
    while (walker.nextNode()) {
        const {currentNode: text} = walker;
        if (!text.data.trim() || !seen(text.parentElement)) continue;
        const range = new Range();
        range.setStart(text, text.data.search(/\\S/));
        range.setEnd(text, text.data.trimEnd().length);
        for (const box of range.getClientRects())
            if (box.width > 0) lines.push({box, text, block: block(text.parentElement)});
    }
    const faults = [];
    lines.forEach((one, i) => lines.slice(i + 1).forEach(other => {
        const held = one.text.data.endsWith('(') || other.text.data.startsWith(')');
        if (one.block === other.block || held) return;
        const [a, b] = [one.box, other.box];
        const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const apart = Math.max(a.left, b.left) - Math.min(a.right, b.right);
        if (shared > Math.min(a.height, b.height) / 2 && apart < 1)
            faults.push(`${one.text.data} | ${other.text.data}: ${apart.toFixed(1)} px apart`);
    }));
    return faults.slice(0, 5);
}"""

# Text below 13 pixels as it is drawn, in pictures and number boxes too.
SMALL_TEXT = """root => {
    const written = [...root.querySelectorAll('*')].filter(node =>
        node.checkVisibility({visibilityProperty: true}) && node.closest('.gbg-hidden') === null
        && (node.matches('input[type=number], input[type=text], textarea, select')
            || [...node.childNodes].some(
                child => child.nodeType === Node.TEXT_NODE && child.data.trim())));
    return written.map(node => {
        const {a, b} = node.getScreenCTM?.() ?? {a: 1, b: 0};
        const scale = Math.hypot(a, b);
        return [parseFloat(getComputedStyle(node).fontSize) * scale, node];
    }).filter(([size]) => size < 12.99).slice(0, 5).map(([size, node]) =>
        `${size.toFixed(1)} px: ${node.tagName} ${node.getAttribute('class')} `
        + node.textContent.slice(0, 40));
}"""

# Controls that are smaller than a finger. A box to tick counts with its label; blocks of weights
# are drawn to scale, and what they say stands beside them too.
SMALL_TARGETS = """root => [...root.querySelectorAll('button, input, select, textarea, summary')]
    .filter(node => node.checkVisibility({visibilityProperty: true}) && !node.disabled
        && !node.matches('.gbg-hidden, [data-block]'))
    .map(node => [node, (node.matches('[type=checkbox], [type=radio]') && node.closest('label')
        || node).getBoundingClientRect()])
    .filter(([, {width, height}]) => width > 0 && Math.min(width, height) < 43.9)
    .slice(0, 8)
    .map(([node, {width, height}]) => `${Math.round(width)} × ${Math.round(height)}: `
        + `${node.tagName} ${node.getAttribute('class') ?? node.type} `
        + (node.getAttribute('aria-label') ?? node.name ?? node.textContent))"""

# Controls whose keys JupyterLab would take for commands: d d deletes the cell.
OPEN_TO_SHORTCUTS = """root => [...root.querySelectorAll(
        'button, input, select, textarea, summary, [tabindex]')]
    .filter(node => !node.hasAttribute('data-lm-suppress-shortcuts'))
    .map(node => node.outerHTML.slice(0, 80)).slice(0, 5)"""


# Sets every control of a view to its other end, as a hand would. Buttons are left alone.
USE = """root => {
    const tell = (node, ...events) => events.forEach(
        name => node.dispatchEvent(new Event(name, {bubbles: true})));
    for (const node of root.querySelectorAll('input, select, textarea')) {
        if (node.disabled || !node.isConnected) continue;
        if (node.matches('[type=range]')) {
            node.value = node.value === node.max ? node.min : node.max;
            tell(node, 'input', 'change');
        } else if (node.matches('[type=checkbox], [type=radio]')) node.click();
        else if (node.matches('select')) {
            node.selectedIndex = node.options.length - 1;
            tell(node, 'input', 'change');
        } else if (!node.matches('[type=number]')) {
            node.value = 'a b';
            tell(node, 'input', 'change');
        }
    }
}"""
# What a reader sees of a view, and where its controls stand.
STATE = """root => {
    const seen = node => node.checkVisibility({visibilityProperty: true});
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode())
        if (seen(walker.currentNode.parentElement)) texts.push(walker.currentNode.data.trim());
    const controls = [...root.querySelectorAll('input, select, textarea')].filter(seen);
    return [texts.filter(text => text).join(' | '), ...controls.map(
        node => `${node.type} ${node.value} ${node.checked} ${node.disabled}`)];
}"""

# Axe takes its time over the contrast of each text. Marks one of those that look alike: of one
# colour, size and ground, and in an interactive of one class and gate.
MARK_LOOKS = """root => {
    const ground = node => {
        if (node === null) return '';
        const {backgroundColor, backgroundImage, opacity} = getComputedStyle(node);
        const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
        return (own === 'rgba(0, 0, 0, 0) none 1' ? '' : own) + ground(node.parentElement);
    };
    const classes = node => node.matches('.gbg') ? node.className
        : `${node.tagName} ${node.getAttribute('class')} in ${classes(node.parentElement)}`;
    const seen = new Set();
    for (const node of root.querySelectorAll('*')) {
        node.removeAttribute('data-look');
        const shown = node.checkVisibility({visibilityProperty: true, opacityProperty: true});
        const written = [...node.childNodes].some(({data}) => data?.trim());
        if (!shown || !written && !node.matches('input, select, textarea')) continue;
        const {color, fill, fontSize, fontWeight} = getComputedStyle(node);
        const gate = node.closest('[data-gate]')?.dataset.gate;
        const place = node.closest('.gbg') ? `${gate} ${classes(node)}` : '';
        const look = [color, fill, fontSize, fontWeight, ground(node), place].join();
        if (!seen.has(look)) node.dataset.look = '';
        seen.add(look);
    }
}"""


def of_each(page: Page, check: str) -> dict[str, Any]:
    """Return what a check says of each view of `every_widget`, where it says anything."""
    views = page.locator(".gate-by-gate > .gbg")
    found = views.evaluate_all(f"views => views.map({check})")
    return {name: said for name, said in zip(MADE, found, strict=True) if said}


def jumps_back(control: Locator, total: Locator) -> list[str]:
    """Move a slider up its first stops at several paces; return each total below the one before.

    A kernel that is near repeats a value while the hand has already set the next one.
    """
    return control.evaluate(
        """async (control, total) => {
            const nextFrame = () => new Promise(resolve => requestAnimationFrame(resolve));
            const [fell, stops] = [[], Array.from({length: 16}, (_, i) => i + 1)];
            for (const frames of [1, 2, 3, 5]) {
                let last = null;
                // At the last stop the hand stays for 16 frames, for what the kernel says late.
                const stays = Array.from({length: Math.ceil(16 / frames)}, () => stops.at(-1));
                for (const stop of [0, ...stops, ...stays]) {
                    control.value = stop;
                    control.dispatchEvent(new Event('input', {bubbles: true}));
                    for (let frame = 0; frame < frames; frame++) {
                        await nextFrame();
                        const shown = Number(total.textContent.replaceAll(',', ''));
                        if (shown < last && stop > 0) fell.push(`${last} to ${shown}, at ${stop}`);
                        last = shown;
                    }
                }
            }
            return fell;
        }""",
        total.element_handle(),
    )


def moved_while_sliding(control: Locator, places: str, within: float = 0) -> list[str]:
    """Take a slider from its first stop to its last; return what did not keep its place.

    `places` is a function in JavaScript that takes the view and gives a list, of numbers or of
    texts; numbers may differ by `within`. It is asked at 17 stops at most, when all is drawn.
    """
    return control.evaluate(
        f"""async (control, within) => {{
            const view = control.closest('.gbg');
            const places = {places};
            const drawn = {DRAWN};
            const placesAt = async stop => {{
                control.value = stop;
                control.dispatchEvent(new Event('input', {{bubbles: true}}));
                await drawn();
                return places(view);
            }};
            const [first, last] = [Number(control.min), Number(control.max)];
            const before = await placesAt(first);
            const moved = [];
            for (let k = 1; k <= Math.min(16, last - first); k++) {{
                const stop = Math.round(first + k * (last - first) / Math.min(16, last - first));
                const after = await placesAt(stop);
                if (after.length !== before.length) moved.push(`${{after.length}} at ${{stop}}`);
                moved.push(...after.flatMap((place, i) =>
                    place === before[i] || Math.abs(place - before[i]) <= within
                        ? [] : [`at ${{stop}}: ${{before[i]}} became ${{place}}`]));
            }}
            return moved.slice(0, 5);
        }}""",
        within,
    )


def use_all(page: Page) -> None:
    """Set every control of every view."""
    of_each(page, f"root => void ({USE})(root)")
    drawn(page)


def fits(page: Page) -> bool:
    """Tell whether neither the page nor any view on it has to be scrolled sideways."""
    return page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('.gbg')]
            .every(node => node.scrollWidth <= node.clientWidth)"""
    )
