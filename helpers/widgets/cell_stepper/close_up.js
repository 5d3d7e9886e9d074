// @ts-check
// Under the panels, one thing at a time: what the chosen stage does, as near as its numbers.

import { choiceControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { counted, fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { activationText, enteringLabels } from "./cell.js";
import { blockFormula, stateFormula } from "./formulas.js";
import { seriesOfBars } from "./step_bars.js";
import { scaleOf, valueCell } from "./value_cell.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 * @typedef {import("./cell.js").Change} Change
 */

/** @param {{cell: Cell, words: Words, change: Change}} context */
export function closeUp({ cell, words, change }) {
  const views = [
    joined({ cell, words }),
    oneBlock({ cell, words, change }),
    stateView("c", 3, { cell, words }),
    stateView("h", 4, { cell, words }),
  ];
  const unit = choiceControl({
    name: "unit",
    label: words.unit,
    choices: Array.from({ length: cell.units }, (_, u) => ({ value: u + 1, label: String(u + 1) })),
    onChange: (value) => change("unit", value),
  });
  const root = element(
    "div",
    { class: "gbg-close-up" },
    unit.root,
    ...views.map((view) => view.root),
    element("p", { class: "gbg-quiet" }, words.rounded),
  );
  const update = (/** @type {State} */ state) => {
    unit.show(state.unit);
    views.forEach((view, i) => {
      view.root.hidden = state.stage !== i + 1;
      view.update(state);
    });
  };
  return { root, update };
}

/** @param {{cell: Cell, words: Words}} context */
function joined({ cell, words }) {
  const { units, features } = cell;
  const scale = scaleOf(cell.entering.flat(), true);
  const labels = enteringLabels(cell);
  const cells = labels.map(() => valueCell({ scale }));
  const heads = labels.map((label) => element("th", { scope: "col" }, label));
  const title = fill(words.joined, { units, features, numbers: counted(words, "numbers", units + features) });
  const x = cell.entering.map((row) => row.slice(0, features));
  const bars = seriesOfBars({
    cell,
    words,
    title: words.through_time.x,
    rows: x,
    series: labels.slice(0, features),
  });
  const root = element(
    "div",
    { "data-close-up": 1 },
    element(
      "table",
      { class: "gbg-joined-numbers" },
      element("caption", {}, title),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, element("tr", {}, ...cells.map((one) => one.root))),
    ),
    bars.root,
  );
  const update = (/** @type {State} */ state) => {
    cells.forEach((one, k) => one.show(cell.entering[state.t][k]));
    bars.update(state);
  };
  return { root, update };
}

/**
 * One of the four blocks with all its weights, and the sum of the chosen unit written out.
 * @param {{cell: Cell, words: Words, change: Change}} context
 */
function oneBlock({ cell, words, change }) {
  const choice = choiceControl({
    name: "block",
    label: words.block,
    choices: cell.blocks.map(({ gate }) => ({
      value: gate,
      label: `${words.gates[gate].letter} ${words.gates[gate].name}`,
    })),
    onChange: (gate) => change("block", gate),
  });
  choice.root.querySelectorAll("label").forEach((label, i) => {
    label.dataset.gate = cell.blocks[i].gate;
  });
  const weights = weightsTable({ cell, words });
  const formulas = cell.blocks.map((block) => blockFormula(block, cell, words));
  const root = element(
    "div",
    { "data-close-up": 2 },
    choice.root,
    element(
      "div",
      { class: "gbg-one-block" },
      element("div", { class: "gbg-scroll" }, weights.root),
      element("div", { class: "gbg-formulas" }, ...formulas.map((formula) => formula.root)),
    ),
  );
  const update = (/** @type {State} */ state) => {
    choice.show(state.block);
    weights.update(state);
    cell.blocks.forEach((block, i) => {
      // The others keep their place, so that nothing moves when another block is chosen.
      formulas[i].root.classList.toggle("gbg-away", block.gate !== state.block);
      formulas[i].show(state);
    });
  };
  return { root, update };
}

/**
 * A row for each number that enters, a column for each unit; then the sum and the activation.
 * @param {{cell: Cell, words: Words}} context
 */
function weightsTable({ cell, words }) {
  const columns = Array.from({ length: cell.units }, (_, u) => u);
  const caption = element("caption", { class: "gbg-hidden" });
  const row = (/** @type {string} */ label, className = "") => {
    const entering = element("td", { class: "gbg-entering" });
    const cells = columns.map((u) => element("td", { "data-unit": u + 1 }));
    const head = element("th", { scope: "row" }, label);
    const root = element("tr", { class: className }, head, entering, ...cells);
    return { root, entering, cells, head };
  };
  const rows = enteringLabels(cell).map((label) => row(label));
  const bias = cell.blocks[0].bias === null ? null : row(words.bias);
  const sum = row(words.sum, "gbg-sum-row");
  const result = row("", "gbg-result-row");
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, words.unit),
    element("th", { scope: "col" }, words.entering),
    ...columns.map((u) => element("th", { scope: "col", "data-unit": u + 1 }, String(u + 1))),
  );
  const body = [...rows, ...(bias ? [bias] : []), sum, result].map((one) => one.root);
  const root = element(
    "table",
    { class: "gbg-block-weights" },
    caption,
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
  const largest = Math.max(...cell.blocks.flatMap((block) => block.weights.flat().map(Math.abs)));

  const update = (/** @type {State} */ { t, block: gate }) => {
    const block = cell.blocks.find((candidate) => candidate.gate === gate) ?? cell.blocks[0];
    const activation = activationText(block.activation, words);
    root.dataset.shown = gate;
    setText(caption, fill(words.weights, { block: words.gates[gate].name, activation }));
    setText(result.head, activation);
    rows.forEach((one, k) => {
      setText(one.entering, decimals(cell.entering[t][k]));
      one.cells.forEach((td, u) => showWeight(td, block.weights[k][u], largest));
    });
    bias?.cells.forEach((td, u) => showWeight(td, block.bias?.[u] ?? 0, largest));
    sum.cells.forEach((td, u) => setText(td, decimals(block.sums[t][u])));
    result.cells.forEach((td, u) => setText(td, decimals(block.values[t][u])));
  };
  return { root, update };
}

/**
 * The darker, the further from zero; the sign is in the number.
 * @param {HTMLElement} td
 * @param {number} weight
 * @param {number} largest
 */
function showWeight(td, weight, largest) {
  setText(td, decimals(weight));
  td.style.setProperty("--weight", `${Math.round((Math.abs(weight) / largest) * 45)}%`);
}

/**
 * c or h: its formula, and the value of every unit at every step.
 * @param {string} name
 * @param {number} stage
 * @param {{cell: Cell, words: Words}} context
 */
function stateView(name, stage, { cell, words }) {
  const formula = stateFormula(name, cell, words);
  const bars = seriesOfBars({
    cell,
    words,
    title: words.through_time[name],
    rows: cell.values[name],
    series: Array.from({ length: cell.units }, (_, u) => `${words.unit} ${u + 1}`),
    ofUnits: true,
  });
  const root = element("div", { "data-close-up": stage }, formula.root, bars.root);
  const update = (/** @type {State} */ state) => {
    formula.show(state);
    bars.update(state);
  };
  return { root, update };
}
