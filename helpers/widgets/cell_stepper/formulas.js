// @ts-check
// Formulas with the numbers of one step in them.

import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { activationText, enteringLabels, gateOf, symbolText } from "./cell.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 * @typedef {import("./cell.js").Block} Block
 * @typedef {Record<string, number>} Numbers
 *
 * `template` has {names} for numbers, `over` the labels that stand over them.
 * @typedef {object} Filled
 * @property {Cell} cell
 * @property {string} template
 * @property {Record<string, string>} over
 * @property {(t: number, u: number) => Numbers} numbersAt
 * @property {(name: string) => Record<string, string>} [attributesOf]
 */

/**
 * @param {Block} block
 * @param {Cell} cell
 * @param {Words} words
 */
export function blockFormula(block, cell, words) {
  const labels = enteringLabels(cell);
  const terms = labels.map((_, k) => fill(words.formulas.term, { weight: `{w${k}}`, entering: `{v${k}}` }));
  if (block.bias !== null) terms.push("{bias}");
  const template = fill(words.formulas.block, {
    name: symbolText(block.gate, cell, words),
    activation: activationText(block.activation, words),
    terms: terms.join(" + "),
    sum: "{sum}",
    value: "{value}",
  });
  const over = {
    bias: words.bias,
    sum: words.sum,
    ...Object.fromEntries(labels.map((label, k) => [`v${k}`, label])),
  };
  const formula = filledFormula({
    template,
    over,
    numbersAt: (t, u) => blockNumbers(block, cell, t, u),
    cell,
  });
  formula.root.dataset.of = block.gate;
  return formula;
}

/**
 * @param {Block} block
 * @param {Cell} cell
 * @param {number} t
 * @param {number} u
 * @returns {Numbers}
 */
function blockNumbers({ weights, bias, sums, values }, cell, t, u) {
  /** @type {Numbers} */
  const numbers = { sum: sums[t][u], value: values[t][u] };
  if (bias !== null) numbers.bias = bias[u];
  cell.entering[t].forEach((value, k) => {
    numbers[`v${k}`] = value;
    numbers[`w${k}`] = weights[k][u];
  });
  return numbers;
}

/**
 * c or h of the chosen unit: the formula with its numbers.
 * @param {string} name
 * @param {Cell} cell
 * @param {Words} words
 */
export function stateFormula(name, cell, words) {
  const over = Object.fromEntries(
    Object.keys(words.symbols).map((key) => [key, symbolText(key, cell, words)]),
  );
  const activation = activationText(cell.activation, words);
  const template = words.formulas[name].replace("{activation}", activation);
  const numbersAt = (/** @type {number} */ t, /** @type {number} */ u) =>
    Object.fromEntries(Object.entries(cell.values).map(([key, rows]) => [key, rows[t][u]]));
  const attributesOf = (/** @type {string} */ key) => gateOf(cell, key);
  const formula = filledFormula({ template, over, numbersAt, cell, attributesOf });
  formula.root.dataset.of = name;
  return formula;
}

/**
 * A line of numbers, each under its label.
 * @param {Filled} formula
 */
function filledFormula({ template, over, numbersAt, cell, attributesOf = () => ({}) }) {
  /** @type {{name: string, text: HTMLElement}[]} */
  const numbers = [];
  // The line may break before a plus or an equals sign, and nowhere else.
  const chunks = template.split(/(?= [+=] )/).map((chunk) => {
    const pieces = chunk.split(/\{(\w+)\}/).map((piece, i) => {
      if (i % 2 === 0) return element("span", { class: "gbg-text" }, piece);
      const text = element("span", { class: "gbg-number-text" });
      numbers.push({ name: piece, text });
      const label = element("span", { class: "gbg-over" }, over[piece] ?? "");
      return element("span", { class: "gbg-filled", ...attributesOf(piece) }, label, text);
    });
    return element("span", { class: "gbg-chunk" }, ...pieces);
  });
  const line = element("div", { class: "gbg-filled-line", "aria-hidden": "true" }, ...chunks);
  const spoken = element("span", { class: "gbg-hidden" });
  const root = element("div", { class: "gbg-filled-formula" }, spoken, line);
  const textsAt = (/** @type {number} */ t, /** @type {number} */ u) =>
    fillNumbers(template, numbersAt(t, u));

  // The line keeps the height that it needs at any step, so that nothing below it moves in time.
  /** @type {number | null} */
  let unit = null;
  const reserve = (/** @type {number} */ u) => {
    line.style.minHeight = "";
    const heights = Array.from({ length: cell.timesteps }, (_, t) => {
      write(textsAt(t, u));
      return line.offsetHeight;
    });
    line.style.minHeight = `${Math.max(...heights)}px`;
    // Not drawn yet, or hidden: it has to be measured later.
    unit = heights[0] === 0 ? null : u;
  };
  const write = (/** @type {{numbers: string[]}} */ texts) =>
    numbers.forEach(({ text }, i) => setText(text, texts.numbers[i]));
  const show = (/** @type {State} */ { t, u }) => {
    if (u !== unit) reserve(u);
    const plain = textsAt(t, u);
    setText(spoken, plain.text);
    write(plain);
  };
  return { root, show };
}

/**
 * As `_filled` in Python: a negative number after a sign stands in parentheses.
 * @param {string} template
 * @param {Numbers} values
 */
function fillNumbers(template, values) {
  /** @type {string[]} */
  const numbers = [];
  const text = template.replace(/\{(\w+)\}/g, (_, name, at) => {
    const number = decimals(values[name]);
    const afterSign = /[+×] $/.test(template.slice(0, at));
    numbers.push(afterSign && number.startsWith("−") ? `(${number})` : number);
    return numbers[numbers.length - 1];
  });
  return { text, numbers };
}
