// @ts-check
// The one sum of the whole layer. Its 4 has the colours of the four cards, and under what it
// multiplies stands how many weights that is.

import { element, setText } from "../shared/dom.js";
import { fill, format, formatted } from "../shared/numbers.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./state.js").State} State
 */

/** @param {Words} words */
export function total(words) {
  const formula = element("span", { class: "gbg-formula" });
  const number = element("strong");
  const result = element("span", { class: "gbg-result" }, "= ", number, ` ${words.total}`);
  const root = element("span", { class: "gbg-sum-line" }, formula, result);
  /** @type {import("./state.js").Layout | null} */
  let drawn = null;
  /** @type {HTMLElement[]} */
  let parts = [];
  let one = element("span");

  function update(/** @type {State} */ { layout, sizes, oneDirection }) {
    if (drawn !== layout) {
      drawn = layout;
      parts = layout.formula.slice(1).map((part) => element("span", { "data-roles": part.roles.join(" ") }));
      const [times, opening] = withFourMarked(layout.formula[0].text, layout.gates.length);
      one = element("span", { class: "gbg-one" }, opening, ...parts);
      // The space stands between the formula and "= 180", where both are copied.
      formula.replaceChildren(...times, one, " ");
    }
    const numbers = formatted(sizes);
    parts.forEach((node, i) => setText(node, fill(layout.formula[i + 1].text, numbers)));
    one.dataset.note = fill(words.one_block, { count: format(oneDirection / layout.gates.length) });
    setText(number, format(layout.directions * oneDirection));
  }
  return { root, update };
}

/**
 * "2 × 4 × (" as what multiplies, with the 4 as a node of its own, and what opens the brackets.
 * @param {string} text
 * @param {number} count
 * @returns {[(string | Node)[], string]}
 */
function withFourMarked(text, count) {
  const [before, after] = text.split(String(count));
  const opening = after.indexOf("(");
  const four = element("b", { class: "gbg-four" }, String(count));
  return [[before, four, after.slice(0, opening)], after.slice(opening)];
}
