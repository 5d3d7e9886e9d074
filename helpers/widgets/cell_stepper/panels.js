// @ts-check
// The four stages of one step beside one another: what enters, the four blocks, the memory c, the output h.

import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals, subscript } from "../shared/reals.js";
import { activationText, gateOf, symbolText } from "./cell.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 *
 * How long a bar is: values from 0 up start at the left, values of both signs in the middle.
 * @typedef {{largest: number, signed: boolean}} BarScale
 */

/** @param {{cell: Cell, words: Words}} context */
export function panels({ cell, words }) {
  const gates = cell.blocks.map((block) => block.gate);
  /**
   * @param {number} stage
   * @param {string} title
   * @param {string[]} columns
   */
  const unitLines = (stage, title, columns) => ledger({ cell, words, stage, title, columns });
  const all = [
    entering({ cell, words }),
    unitLines(2, words.blocks_table, gates),
    unitLines(3, words.memory_table, ["forget", "×", "c_prev", "+", "input", "×", "candidate", "=", "c"]),
    unitLines(4, words.output_table, ["output", "×", "squashed", "=", "h"]),
  ];
  const size = cell.units <= 3 ? "large" : cell.units <= 5 ? "middle" : "small";
  const root = element(
    "div",
    { class: "gbg-stage-panels", "data-size": size },
    ...all.map((panel) => panel.root),
  );
  const update = (/** @type {State} */ state) => {
    all.forEach((panel, i) => {
      panel.root.classList.toggle("gbg-current", state.stage === i + 1);
      // Faint, not empty; and not yet to be read.
      panel.root.classList.toggle("gbg-later", state.stage < i + 1);
      panel.root.inert = state.stage < i + 1;
      panel.update(state);
    });
  };
  return { root, update };
}

/**
 * The first panel: x, and h of the step before.
 * @param {{cell: Cell, words: Words}} context
 */
function entering({ cell, words }) {
  const { units, features, timesteps, positions } = cell;
  const scale = scaleOf(cell.entering.flat(), true);
  const list = (/** @type {string} */ letter, /** @type {number} */ count) => {
    const title = element("caption");
    const cells = Array.from({ length: count }, () => valueCell({ scale }));
    const rows = cells.map((one, k) =>
      element("tr", {}, element("th", { scope: "row" }, letter + subscript(k + 1)), one.root),
    );
    const root = element("table", { class: "gbg-list" }, title, element("tbody", {}, ...rows));
    return {
      root,
      title,
      show: (/** @type {number[]} */ values) => values.forEach((value, k) => cells[k].show(value)),
    };
  };
  const h = list("h", units);
  const x = list("x", features);
  const root = element("div", { class: "gbg-stage-panel", "data-panel": 1 }, x.root, h.root);
  const turned = timesteps > 1 && positions[0] > positions[1];
  const update = (/** @type {State} */ { step, t }) => {
    setText(h.title, t === 0 ? words.h_start : fill(words.h_prev, { step: step - 1 }));
    setText(x.title, fill(turned ? words.x_position : words.x, { step, position: positions[t] }));
    x.show(cell.entering[t].slice(0, features));
    h.show(cell.entering[t].slice(features));
  };
  return { root, update };
}

/**
 * A panel with a line for each unit. `columns` are names of values, and signs between them.
 * @param {{cell: Cell, words: Words, stage: number, title: string, columns: string[]}} table
 */
function ledger({ cell, words, stage, title, columns }) {
  const isSign = (/** @type {string} */ column) => !(column in cell.values);
  const heads = columns.map((column) =>
    isSign(column)
      ? element("td", { class: "gbg-operator" })
      : element("th", { scope: "col", ...gateOf(cell, column) }, ...symbol(column, cell, words)),
  );
  /** @type {{column: string, u: number, show: (value: number) => void}[]} */
  const cells = [];
  const rows = Array.from({ length: cell.units }, (_, u) => {
    const row = element("tr", { "data-unit": u + 1 });
    row.append(
      element("th", { scope: "row" }, String(u + 1)),
      ...columns.map((column) => {
        if (isSign(column)) return element("td", { class: "gbg-operator" }, column);
        const one = valueCell({ scale: valueScale(cell, column), attributes: gateOf(cell, column) });
        cells.push({ column, u, show: one.show });
        return one.root;
      }),
    );
    return row;
  });
  const root = element(
    "div",
    { class: "gbg-stage-panel", "data-panel": stage },
    element(
      "table",
      { class: "gbg-ledger" },
      element("caption", { class: "gbg-hidden" }, title),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, words.unit), ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
  const update = (/** @type {State} */ { t }) => {
    for (const { column, u, show } of cells) show(cell.values[column][t][u]);
  };
  return { root, update };
}

/**
 * What stands over a column: a gate's letter and activation, or the symbol of a state.
 * @param {string} name
 * @param {Cell} cell
 * @param {Words} words
 */
function symbol(name, cell, words) {
  const block = cell.blocks.find((candidate) => candidate.gate === name);
  if (!block) return [element("span", { class: "gbg-symbol" }, symbolText(name, cell, words))];
  return [
    element("span", { class: "gbg-letter" }, words.gates[name].letter),
    element("span", { class: "gbg-quiet" }, activationText(block.activation, words)),
  ];
}

/**
 * @param {number[]} values
 * @param {boolean} [signed]
 * @returns {BarScale}
 */
export function scaleOf(values, signed = false) {
  return {
    largest: Math.max(1, ...values.map(Math.abs)),
    signed: signed || values.some((value) => value < 0),
  };
}

/**
 * @param {Cell} cell
 * @param {string} name
 * @returns {BarScale}
 */
function valueScale(cell, name) {
  if (name === "c_prev" || name === "c") {
    const values = [...cell.values.c_prev, ...cell.values.c].flat();
    return { largest: Math.max(1e-9, ...values.map(Math.abs)), signed: true };
  }
  const isGate = ["input", "forget", "output"].includes(name);
  return scaleOf(cell.values[name].flat(), !isGate);
}

/**
 * A number over a bar.
 * @param {{scale: BarScale, attributes?: Record<string, string>}} look
 */
export function valueCell({ scale, attributes = {} }) {
  const text = element("span", { class: "gbg-value" });
  const bar = element("i");
  const track = element(
    "span",
    { class: scale.signed ? "gbg-track gbg-signed" : "gbg-track", "aria-hidden": "true" },
    bar,
  );
  const root = element("td", { class: "gbg-value-cell", ...attributes }, text, track);
  const show = (/** @type {number} */ value) => {
    setText(text, decimals(value));
    const length = (Math.abs(value) / scale.largest) * (scale.signed ? 50 : 100);
    const start = scale.signed ? (value < 0 ? 50 - length : 50) : 0;
    bar.style.left = `${start}%`;
    bar.style.width = `${length}%`;
  };
  return { root, show };
}
