// @ts-check
// What a run is asked for, six settings, and the model that they make.

import { Training } from "../shared/engine.js";
import { initialWeights } from "../shared/keras_weights.js";
import { unpack } from "../shared/reals.js";

/** @typedef {Record<string, any>} Asked the six settings of a run */

export const SETTINGS = ["units", "epochs", "learning_rate", "seed", "inputs", "target"];

/** @param {any} model @returns {Asked} */
export function settingsOf(model) {
  return Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
}

/** @param {Asked} a @param {Asked} b */
export function sameRun(a, b) {
  return SETTINGS.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}

/**
 * The model that Keras would build of these settings, with the weights that Keras would give it.
 *
 * @param {any} model @param {Asked} asked
 */
export function trainingOf(model, asked) {
  const shapes = model.get("data_shapes");
  const weights = initialWeights({
    seeds: unpack(model.get("initializer_seeds")).slice(3 * asked.seed, 3 * asked.seed + 3),
    units: asked.units,
    features: shapes.x.at(-1),
    outputs: shapes.y.at(-1),
  });
  return new Training({
    x: shaped(asked.inputs, shapes.x),
    y: shaped(asked.target, shapes.y),
    weights,
    everyStep: shapes.y.length === 3,
    learningRate: asked.learning_rate,
  });
}

/**
 * Numbers in a row as an array of arrays: shaped([1, 2, 3, 4], [2, 2]) is [[1, 2], [3, 4]].
 *
 * @param {number[]} numbers @param {number[]} shape @returns {any[]}
 */
export function shaped(numbers, shape) {
  if (shape.length === 1) return numbers;
  const size = numbers.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) =>
    shaped(numbers.slice(i * size, (i + 1) * size), shape.slice(1)),
  );
}
