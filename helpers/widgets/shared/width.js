// @ts-check
// How wide a view is drawn: it decides how much fits beside one another.

/**
 * Calls `onWidth` with the width inside `node`, before the first picture and at every change.
 * @param {Element} node
 * @param {(width: number) => void} onWidth
 * @returns {() => void} which ends it
 */
export function watchWidth(node, onWidth) {
  const observer = new ResizeObserver(([entry]) => {
    if (entry.contentRect.width > 0) onWidth(entry.contentRect.width);
  });
  observer.observe(node);
  return () => observer.disconnect();
}

/**
 * A picture that is drawn anew when what it shows or the width inside `node` changes, and not before both are
 * known. `draw` is given the width in whole pixels.
 * @template Shown
 * @param {Element} node
 * @param {(shown: Shown, width: number) => void} draw
 */
export function drawnToWidth(node, draw) {
  /** @type {Shown | null} */
  let shown = null;
  let width = 0;

  function redraw() {
    if (shown !== null && width > 0) draw(shown, width);
  }
  const stop = watchWidth(node, (found) => {
    width = Math.round(found);
    redraw();
  });
  const show = (/** @type {Shown} */ next) => {
    shown = next;
    redraw();
  };
  return { show, redraw, shown: () => shown, stop };
}
