// @ts-check
// The four stages of one step beside one another: what enters, the four blocks, the memory c, the output h.

import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { activationText, enteringLabels, gateOf, largestMemory, symbolText } from "./cell.js";
import { scaleOf, valueCell } from "./value_cell.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 * @typedef {import("./value_cell.js").BarScale} BarScale
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
  const { features, timesteps, positions } = cell;
  const scale = scaleOf(cell.entering.flat(), true);
  const list = (/** @type {string[]} */ labels) => {
    const title = element("caption");
    const cells = labels.map(() => valueCell({ scale }));
    const rows = cells.map((one, k) =>
      element("tr", {}, element("th", { scope: "row" }, labels[k]), one.root),
    );
    const root = element("table", { class: "gbg-list" }, title, element("tbody", {}, ...rows));
    return {
      root,
      title,
      show: (/** @type {number[]} */ values) => values.forEach((value, k) => cells[k].show(value)),
    };
  };
  const labels = enteringLabels(cell);
  const x = list(labels.slice(0, features));
  const h = list(labels.slice(features));
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
 * @param {Cell} cell
 * @param {string} name
 * @returns {BarScale}
 */
function valueScale(cell, name) {
  if (name === "c_prev" || name === "c") {
    return { largest: largestMemory(cell), signed: true };
  }
  const isGate = ["input", "forget", "output"].includes(name);
  return scaleOf(cell.values[name].flat(), !isGate);
}
