// @ts-check
// The rows of numbers below the picture.

import { input } from "../shared/controls.js";
import { element, setAttributes, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";

/** @typedef {import("../shared/view.js").Words} Words */

const COUNT = 5;
const FARTHEST = 100;

/**
 * The same numbers, but for one.
 * @param {number[]} numbers
 * @param {number} place
 * @param {number} value
 */
export function replaced(numbers, place, value) {
  return numbers.map((number, i) => (i === place ? value : number));
}

/** @param {string} label */
export function textRow(label) {
  const cells = Array.from({ length: COUNT }, () => element("span", { class: "gbg-given" }));
  const show = (/** @type {string[]} */ texts) => cells.forEach((cell, place) => setText(cell, texts[place]));
  return { nodes: [element("span", { class: "gbg-row-name" }, label), ...cells], show };
}

/**
 * Five boxes for numbers. What is no number is said below, and put right when the box is left.
 * @param {string} kind
 * @param {Words} words
 * @param {(kind: string, numbers: number[]) => void} change
 */
export function boxesRow(kind, words, change) {
  const note = element("div", { class: "gbg-note", role: "status" });
  /** @type {number[]} */
  let numbers = [];

  const boxes = Array.from({ length: COUNT }, (_, place) => {
    const box = input({
      type: "number",
      class: "gbg-field",
      name: `${kind}_${place + 1}`,
      step: 0.1,
      min: -FARTHEST,
      max: FARTHEST,
      "aria-label": fill(words.number_of, { label: words[kind], place: place + 1 }),
      oninput: () => {
        const value = typed(box);
        mark(box, value === null ? fill(words.not_a_number, { farthest: FARTHEST }) : "");
        if (value !== null && value !== numbers[place]) change(kind, replaced(numbers, place, value));
      },
      onblur: () => {
        mark(box, "");
        box.value = String(numbers[place]);
      },
    });
    return box;
  });

  /**
   * @param {HTMLInputElement} box
   * @param {string} text
   */
  function mark(box, text) {
    setAttributes(box, { "aria-invalid": text === "" ? null : "true" });
    setText(note, text);
  }

  /** @param {number[]} next */
  function show(next) {
    numbers = next;
    boxes.forEach((box, place) => {
      // A half-typed number is the learner's.
      if (typed(box) !== numbers[place] && !box.hasAttribute("aria-invalid"))
        box.value = String(numbers[place]);
    });
  }
  return { nodes: [element("span", { class: "gbg-row-name" }, words[kind]), ...boxes], note, show };
}

/** @param {HTMLInputElement} box */
function typed(box) {
  const number = box.value.trim() === "" ? NaN : Number(box.value);
  return Math.abs(number) <= FARTHEST ? number : null;
}
