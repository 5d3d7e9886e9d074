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
