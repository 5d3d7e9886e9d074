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
 * What is drawn after the next picture: asked for many times before that, it is called once.
 * @param {() => void} callback
 */
export function onceAfterPaint(callback) {
  let [asked, stopped] = [false, false];
  const call = () => {
    asked = false;
    if (!stopped) callback();
  };
  const ask = () => {
    if (!asked) afterPaint(call);
    asked = true;
  };
  const stop = () => {
    stopped = true;
  };
  return { ask, stop };
}
