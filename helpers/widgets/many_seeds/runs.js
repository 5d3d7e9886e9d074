// @ts-check
// One example from one seed, from Keras's own weights to what the trained model prints.

import { Training } from "../shared/engine.js";
import { initialWeights } from "../shared/keras_weights.js";
import { unpack } from "../shared/reals.js";

/** @typedef {{title: string, epochs: number, x: number[][][], y: any[]}} Example */
/** @typedef {"exact" | "minus_zero" | "other"} Kind */

/**
 * @param {Example} example
 * @param {string} seeds those of the three initializers, as one text
 * @param {number} units
 */
export function newTraining({ x, y }, seeds, units) {
  const everyStep = Array.isArray(y[0][0]);
  const outputs = everyStep ? y[0][0].length : y[0].length;
  const weights = initialWeights({ seeds: unpack(seeds), units, features: x[0][0].length, outputs });
  return new Training({ x, y, weights, everyStep });
}

/**
 * How far off the numbers are, and what somebody reads who prints them with one digit.
 * @param {ArrayLike<number>} predictions
 * @param {any[]} y
 * @returns {{error: number, kind: Kind}}
 */
export function outcome(predictions, y) {
  const target = /** @type {number[]} */ (y.flat(2));
  const given = Array.from(predictions);
  const error = given.reduce((sum, value, k) => sum + (value - target[k]) ** 2, 0) / target.length;
  const printed = given.map((value) => value.toFixed(1)).join(" ");
  const wanted = target.map((value) => value.toFixed(1)).join(" ");
  if (printed === wanted) return { error, kind: "exact" };
  return { error, kind: printed.replaceAll("-0.0", "0.0") === wanted ? "minus_zero" : "other" };
}
