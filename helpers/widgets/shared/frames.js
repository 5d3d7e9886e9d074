// @ts-check
// What a press moves first is on the screen after one frame: the rest waits until that is painted.

/**
 * Call `callback` when the picture that is due has been painted. A frame's own callbacks run before it
 * is painted, and a timer that one of them sets runs after.
 * @param {() => void} callback
 */
export function afterPaint(callback) {
  requestAnimationFrame(() => setTimeout(callback));
}

/**
 * Parts that take long to lay out, drawn one frame after the others; the first time, with them.
 * @param {import("./view.js").Part[]} parts
 * @returns {import("./view.js").Part}
 */
export function aFrameLater(parts) {
  /** @type {any} */
  let state = null;
  let waiting = false;

  function draw() {
    waiting = false;
    for (const part of parts) part.update(state);
  }
  function update(/** @type {any} */ next) {
    const first = state === null;
    state = next;
    if (first) draw();
    if (first || waiting) return;
    waiting = true;
    afterPaint(draw);
  }
  const stop = () => {
    for (const part of parts) part.stop?.();
  };
  return { update, stop };
}
