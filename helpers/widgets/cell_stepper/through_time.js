// One unit through time: the forget and the input gate as strips of their colours above the memory c,
// and the output h. A click on a step goes there.

import { element, setText, svg } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";

const STRIPS = ["forget", "input"];
const STATES = ["c", "h"];

export function throughTime({ cell, words }) {
  const title = element("h4");
  const rows = [
    ...STRIPS.map((gate) => strip(gate, cell, words)),
    ...STATES.map((name) => bars(name, cell, words)),
  ];
  const root = element("div", { class: "gbg-timeline" }, title, ...rows.map((row) => row.root));
  const update = (state) => {
    setText(title, fill(words.unit_through_time, { unit: state.unit }));
    for (const row of rows) row.update(state);
  };
  return { root, update };
}

// A square for each step, the fuller the more open the gate is.
function strip(gate, cell, words) {
  const steps = cell.timesteps;
  const squares = squaresOf(steps, (square) => square.setAttribute("class", "gbg-square"));
  const row = labelled(gate, steps, 1, squares, words);
  row.root.dataset.gate = gate;
  const update = (state) => {
    const values = cell.values[gate].map((units) => units[state.u]);
    squares.forEach((square, t) => square.setAttribute("fill-opacity", clamp(values[t])));
    row.update(state, values);
  };
  return { root: row.root, update };
}

// Bars from zero, in the range that this unit's values have.
function bars(name, cell, words) {
  const steps = cell.timesteps;
  const rects = squaresOf(steps);
  const zero = svg("line", { x1: 0, x2: steps, "vector-effect": "non-scaling-stroke" });
  const row = labelled(name, steps, 1, [zero, ...rects], words);
  const update = (state) => {
    const values = cell.values[name].map((units) => units[state.u]);
    const [low, high] = rangeOf(values);
    const place = (value) => (high - value) / (high - low);
    zero.setAttribute("y1", place(0));
    zero.setAttribute("y2", place(0));
    rects.forEach((rect, t) => {
      rect.setAttribute("y", Math.min(place(values[t]), place(0)));
      rect.setAttribute("height", Math.max(0.02, Math.abs(place(values[t]) - place(0))));
      rect.classList.toggle("gbg-on", t === state.t);
    });
    row.update(state, values);
  };
  return { root: row.root, update };
}

// The range of some values, with zero in it.
export function rangeOf(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return high - low < 1e-9 ? [low - 1, high + 1] : [low, high];
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}

function squaresOf(steps, dress = () => {}) {
  return Array.from({ length: steps }, (_, t) => {
    const square = svg("rect", { x: t + 0.06, width: 0.88, y: 0, height: 1 });
    dress(square);
    return square;
  });
}

// A row: what it is, the picture, the value at this step.
function labelled(name, steps, height, nodes, words) {
  const now = svg("rect", { class: "gbg-now-step", y: 0, width: 1, height });
  const attributes = { viewBox: `0 0 ${steps} ${height}`, preserveAspectRatio: "none", role: "img" };
  const picture = svg("svg", { ...attributes, "data-time": steps }, ...nodes, now);
  const value = element("span", { class: "gbg-now-value" });
  const label = element("span", { class: "gbg-row-name" }, words.symbols[name]);
  const root = element("div", { class: "gbg-time-row", "data-row": name }, label, picture, value);
  const update = ({ t, step }, values) => {
    now.setAttribute("x", t);
    setText(value, decimals(values[t]));
    const [smallest, largest] = [Math.min(...values), Math.max(...values)].map(decimals);
    const said = { title: words.of_unit, series: words.symbols[name], smallest, largest, step };
    picture.setAttribute("aria-label", fill(words.bars, { ...said, value: decimals(values[t]) }));
  };
  return { root, update };
}
