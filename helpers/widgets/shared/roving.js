// @ts-check
// Many things of a kind are one stop of the Tab key, and the arrow keys move among them (a roving tabindex).

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * `next` gives what an arrow key leads to from `node`, or null where that is nothing.
 * @param {HTMLElement} root
 * @param {string} selector of the things
 * @param {(node: HTMLElement, across: number, down: number) => HTMLElement | null | undefined} next
 */
export function moveByArrows(root, selector, next) {
  root.addEventListener("keydown", (event) => {
    const node = /** @type {HTMLElement} */ (event.target).closest(selector);
    const step = STEPS[event.key];
    if (node === null || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next(/** @type {HTMLElement} */ (node), ...step)?.focus();
  });
}

/**
 * Of all that `selector` finds, the Tab key stops at `node` only.
 * @param {HTMLElement} root
 * @param {string} selector
 * @param {Element | null | undefined} node
 */
export function takeTabStop(root, selector, node) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector))) {
    one.tabIndex = one === node ? 0 : -1;
  }
}
