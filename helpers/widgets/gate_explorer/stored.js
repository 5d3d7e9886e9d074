// @ts-check
// How Keras stores the same weights: an array for each role, in it the four gates side by side.

import { element, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { fill, format, shapeText, sizeValue } from "../shared/numbers.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./state.js").State} State
 * @typedef {import("../shared/numbers.js").Size} Size
 */

const STORED = { height: 40, largest: 12 };
const LETTER = 14; // letters keep their distance where the slices are narrower, in pixels

/**
 * `roles` in the order of Keras; the width of what is drawn is given with each state.
 * @param {Model} model
 * @param {Words} words
 * @param {string[]} roles
 */
export function stored(model, words, roles) {
  const gates = model.get("layouts")[0].gates;
  const arrays = roles.map((role) => storedArray(role, gates, words));
  const root = element(
    "div",
    { class: "gbg-stored" },
    element("h4", {}, words.stored),
    element("div", { class: "gbg-arrays" }, ...arrays.map((array) => array.root)),
  );
  function update(/** @type {State & {storedWidth: number}} */ state) {
    const { features, units, layout, storedWidth } = state;
    const cell = cellSize(Math.max(features, units), gates.length * units, { ...STORED, width: storedWidth });
    arrays.forEach((array, i) => array.update(layout.stored[roles[i]], state, cell));
  }
  return { root, update };
}

/**
 * @param {string} role
 * @param {string[]} gates
 * @param {Words} words
 */
function storedArray(role, gates, words) {
  const slices = gates.map((gate) =>
    element("div", {
      class: "gbg-matrix",
      "data-block": "",
      "data-gate": gate,
      "data-role": role,
    }),
  );
  const letters = gates.map((gate) =>
    element("span", { "data-gate": gate }, element("b", {}, words.gates[gate].letter)),
  );
  const shapeLine = element("code");
  const picture = element("div", { class: "gbg-array", role: "img", "data-role": role }, ...slices);
  const root = element(
    "div",
    { class: "gbg-stored-array" },
    element("div", { class: "gbg-array-name" }, element("strong", {}, role), " ", shapeLine),
    element("div", { class: "gbg-letters", "aria-hidden": "true" }, ...letters),
    picture,
  );
  /**
   * @param {Size[] | undefined} shape
   * @param {State} state
   * @param {number} cell
   */
  function update(shape, { sizes, units }, cell) {
    root.hidden = !shape;
    if (!shape) return;
    const numbers = shape.map((size) => format(sizeValue(size, sizes)));
    const rows = shape.length === 1 ? 1 : sizeValue(shape[0], sizes);
    const [{ width }] = slices.map((slice) => sizeMatrix(slice, rows, units, cell));
    for (const letter of letters) letter.style.width = `${Math.max(LETTER, width)}px`;
    setText(shapeLine, shapeText(numbers));
    picture.setAttribute(
      "aria-label",
      fill(words.array, { role: words.roles[role], shape: shapeText(numbers) }),
    );
  }
  return { root, update };
}
