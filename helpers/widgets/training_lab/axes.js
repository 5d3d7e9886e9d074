// @ts-check
// Where the axes of the lab's two pictures begin and end, and what is written at them.

/** Room for this many steps between two lines of the axis of losses. */
const MOST_STEPS = 7;
const LOSS_STEPS = [2, 4, 6, 10, 20];
const MOST_POINTS = 500; // more than a line on a projector can show

/** What is drawn of a loss too small for any axis. A loss of 0 has no logarithm. */
const SMALLEST = 1e-38;

/**
 * The powers of ten from which and to which the losses are drawn, and the step between two lines.
 *
 * From 10⁻⁶ to 1 at least, and farther where a loss is: in coarse steps, so that the axis rests while a
 * slider moves.
 *
 * @param {ArrayLike<number>[]} lines losses of one run or of several
 */
export function lossAxis(lines) {
  let [lowest, highest] = [-6, 0];
  for (const losses of lines) {
    for (const loss of Array.from(losses)) {
      if (!Number.isFinite(loss)) continue;
      const power = Math.log10(Math.max(loss, SMALLEST));
      lowest = Math.min(lowest, power);
      highest = Math.max(highest, power);
    }
  }
  const step = LOSS_STEPS.find((size) => steps(lowest, highest, size) <= MOST_STEPS) ?? 20;
  return { from: Math.floor(lowest / step) * step, to: Math.ceil(highest / step) * step, step };
}

/** @param {number} low @param {number} high @param {number} size */
function steps(low, high, size) {
  return Math.ceil(high / size) - Math.floor(low / size);
}

/**
 * Losses as points (epoch, loss), few enough to draw, with the last one always among them. Loss e belongs
 * to epoch e + 1.
 *
 * @param {ArrayLike<number>} losses @param {number} done
 * @returns {[number, number][]}
 */
export function lossPoints(losses, done) {
  const step = Math.max(1, Math.ceil(done / MOST_POINTS));
  /** @type {[number, number][]} */
  const points = [];
  for (let i = 0; i < done; i++) {
    if (i % step !== 0 && i !== done - 1) continue;
    if (Number.isFinite(losses[i])) points.push([i + 1, Math.max(losses[i], SMALLEST)]);
  }
  return points;
}

/**
 * The axis of the numbers that go in and should come out: from −0.25 to 1.05, and farther where one is.
 *
 * @param {number[]} numbers
 */
export function numberAxis(numbers) {
  const [low, high] = [Math.min(0, ...numbers), Math.max(1, ...numbers)];
  const span = high - low;
  const size = [0.2, 0.5, 1, 2, 5, 10, 20, 50].find((step) => span / step <= 6) ?? 50;
  const first = Math.ceil(low / size - 1e-9);
  const last = Math.floor(high / size + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * size).toFixed(1)));
  return {
    from: low - 0.25 * Math.max(1, span / 2),
    to: high + 0.05 * span,
    ticks,
    decimals: size < 1 ? 1 : 0,
  };
}
