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

/**
 * Call `callback` when the picture that is due is on the screen, a frame after it has been painted.
 * @param {() => void} callback
 */
export function onScreen(callback) {
  afterPaint(() => afterPaint(callback));
}

/**
 * Call `callback` with the frame after the next one, however often that is asked for before.
 * @param {() => void} callback
 */
export function onceInTheFrameAfter(callback) {
  let [asked, stopped] = [false, false];
  const call = () => {
    asked = false;
    if (!stopped) callback();
  };
  const ask = () => {
    if (!asked) requestAnimationFrame(() => requestAnimationFrame(call));
    asked = true;
  };
  const stop = () => {
    stopped = true;
  };
  return { ask, stop };
}
