// @ts-check
// What can wait until the picture is on the screen.

/**
 * Call `callback` when the picture that is due has been painted. A frame's own callbacks run before it
 * is painted, and a timer that one of them sets runs after.
 * @param {() => void} callback
 */
export function afterPaint(callback) {
  requestAnimationFrame(() => setTimeout(callback));
}
