// @ts-check
// One unit through time: the forget and the input gate as strips of their colours above the memory c,
// and the output h. A click on a step goes there.

import { element, setText, svg } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { barsText, rangeOf, stepBars } from "./step_bars.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 * @typedef {{root: SVGElement, show: (values: number[], t: number) => void}} Picture
 */

const STRIPS = ["forget", "input"];
const STATES = ["c", "h"];
const GAP = 0.06; // beside a bar or a square, of the room of a step

/** @param {{cell: Cell, words: Words}} context */
export function throughTime({ cell, words }) {
  const title = element("h4");
  const rows = [
    ...STRIPS.map((gate) => timeRow(gate, strip(cell.timesteps), cell, words)),
    ...STATES.map((name) => timeRow(name, bars(cell.timesteps), cell, words)),
  ];
  STRIPS.forEach((gate, i) => {
    rows[i].root.dataset.gate = gate;
  });
  const root = element("div", { class: "gbg-timeline" }, title, ...rows.map((row) => row.root));
  const update = (/** @type {State} */ state) => {
    setText(title, fill(words.unit_through_time, { unit: state.unit }));
    for (const row of rows) row.update(state);
  };
  return { root, update };
}

/**
 * A square for each step, the fuller the more open the gate is.
 * @param {number} steps
 * @returns {Picture}
 */
function strip(steps) {
  const squares = Array.from({ length: steps }, (_, t) =>
    svg("rect", { class: "gbg-square", x: t + GAP, width: 1 - 2 * GAP, y: 0, height: 1 }),
  );
  const now = svg("rect", { class: "gbg-now-step", y: 0, width: 1, height: 1 });
  const frame = { viewBox: `0 0 ${steps} 1`, preserveAspectRatio: "none", role: "img" };
  const root = svg("svg", { ...frame, "data-time": steps }, ...squares, now);
  return {
    root,
    show(values, t) {
      now.setAttribute("x", String(t));
      squares.forEach((square, step) => {
        square.setAttribute("fill-opacity", String(Math.min(1, Math.max(0, values[step]))));
      });
    },
  };
}

/**
 * Bars from zero, in the range that this unit's values have.
 * @param {number} steps
 * @returns {Picture}
 */
function bars(steps) {
  const { root, show } = stepBars({ steps, gap: GAP, nowOnTop: true });
  return { root, show: (values, t) => show(values, t, rangeOf(values)) };
}

/**
 * What it is, the picture, the value at this step.
 * @param {string} name
 * @param {Picture} picture
 * @param {Cell} cell
 * @param {Words} words
 */
function timeRow(name, picture, cell, words) {
  const value = element("span", { class: "gbg-now-value" });
  const symbol = words.symbols[name];
  const label = element("span", { class: "gbg-row-name" }, symbol);
  const root = element("div", { class: "gbg-time-row", "data-row": name }, label, picture.root, value);
  const update = (/** @type {State} */ state) => {
    const values = cell.values[name].map((units) => units[state.u]);
    picture.show(values, state.t);
    setText(value, decimals(values[state.t]));
    const names = { title: words.of_unit, series: symbol };
    picture.root.setAttribute("aria-label", barsText(values, state, names, words));
  };
  return { root, update };
}
