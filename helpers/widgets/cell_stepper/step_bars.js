// @ts-check
// A value at every step as bars: up is positive, down is negative, the step looked at is marked. They have no
// axes: the value of that step is written beside them, the range is in their description.

import { element, setText, svg } from "../shared/dom.js";
import { areaMark, scale } from "../shared/marks.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 */

const THINNEST = 0.02; // of a bar, in heights of the picture
/** The picture is as wide as it has steps, and drawn as wide as there is room. @type {(t: number) => number} */
const AS_IT_IS = (t) => t;

/**
 * @param {{steps: number, gap: number, nowOnTop?: boolean}} look `gap` is that beside a bar
 */
export function stepBars({ steps, gap, nowOnTop = false }) {
  const now = svg("rect", { class: "gbg-now-step", y: 0, width: 1, height: 1 });
  const zero = svg("line", { x1: 0, x2: steps, "vector-effect": "non-scaling-stroke" });
  const bars = svg("g");
  const layers = nowOnTop ? [zero, bars, now] : [now, zero, bars];
  const frame = { viewBox: `0 0 ${steps} 1`, preserveAspectRatio: "none", role: "img" };
  const root = svg("svg", { ...frame, "data-time": steps }, ...layers);

  /**
   * @param {number[]} values
   * @param {number} t
   * @param {[number, number]} range
   */
  function show(values, t, [from, to]) {
    const toY = scale({ from, to }, 1, 0);
    now.setAttribute("x", String(t));
    for (const end of ["y1", "y2"]) zero.setAttribute(end, String(toY(0)));
    bars.replaceChildren(
      ...values.map((value, step) =>
        areaMark(
          { x: [step + gap, step + 1 - gap], y: [0, value], className: step === t ? "gbg-on" : "" },
          { toX: AS_IT_IS, toY },
          THINNEST,
        ),
      ),
    );
  }
  return { root, show };
}

/**
 * The range of some values, with zero in it.
 * @param {number[]} values
 * @returns {[number, number]}
 */
export function rangeOf(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return high - low < 1e-9 ? [low - 1, high + 1] : [low, high];
}

/**
 * The picture of some values in words.
 * @param {number[]} values
 * @param {State} state
 * @param {{title: string, series: string}} names
 * @param {Words} words
 */
export function barsText(values, { t, step }, names, words) {
  const [smallest, largest] = [Math.min(...values), Math.max(...values)].map(decimals);
  return fill(words.bars, { ...names, smallest, largest, step, value: decimals(values[t]) });
}

/**
 * A line of bars for each series, all in one range. rows[t][series].
 * @param {{cell: Cell, words: Words, title: string, rows: number[][], series: string[], ofUnits?: boolean}} given
 */
export function seriesOfBars({ cell, words, title, rows, series, ofUnits = false }) {
  const range = rangeOf(rows.flat());
  const lines = series.map((name, s) => {
    const values = rows.map((row) => row[s]);
    const picture = stepBars({ steps: cell.timesteps, gap: 0.12 });
    const value = element("span", { class: "gbg-value" });
    const look = { class: "gbg-bars", ...(ofUnits ? { "data-unit": s + 1 } : {}) };
    const root = element("div", look, element("span", {}, name), picture.root, value);
    const update = (/** @type {State} */ state) => {
      picture.show(values, state.t, range);
      picture.root.setAttribute("aria-label", barsText(values, state, { title, series: name }, words));
      setText(value, decimals(values[state.t]));
    };
    return { root, update };
  });
  const root = element(
    "div",
    { class: "gbg-through-time" },
    element("h4", {}, title),
    ...lines.map((line) => line.root),
  );
  return { root, update: (/** @type {State} */ state) => lines.forEach((line) => line.update(state)) };
}
