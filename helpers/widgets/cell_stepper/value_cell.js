// @ts-check
// A cell of a table with a number and a bar as long as the number is large.

import { element, setText } from "../shared/dom.js";
import { decimals } from "../shared/reals.js";

/**
 * How long a bar is: values from 0 up start at the left, values of both signs in the middle.
 * @typedef {{largest: number, signed: boolean}} BarScale
 */

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
