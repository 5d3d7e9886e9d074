// @ts-check
// One example from one seed after another, from Keras's own weights to what the trained model prints.

import { Training } from "../shared/engine.js";
import { initialWeights } from "../shared/keras_weights.js";
import { unpack } from "../shared/reals.js";
import { trainingRunner } from "../shared/runner.js";

/** @typedef {{title: string, epochs: number, x: number[][][], y: any[]}} Example */
/** @typedef {"exact" | "minus_zero" | "other"} Kind */
/** @typedef {{error: number, kind: Kind}} Point what came of one seed */

/**
 * `report` is called with the points so far after each of them, and when it is stopped.
 * @param {{seeds: string[], units: number}} models
 * @param {(points: Point[]) => void} report
 */
export function seedsTrainer({ seeds, units }, report) {
  const runner = trainingRunner();

  /**
   * @param {Example} example
   * @param {Point[]} [points] those that are there already
   */
  function train(example, points = []) {
    const training = newTraining(example, seeds[points.length], units);
    runner.start(training, example.epochs, (run) => {
      if (run.status === "training") return;
      if (run.status === "stopped") return report(points);
      const more = [...points, outcome(training.predictions, example.y)];
      // First, so that whoever is told of a point can ask whether it is the last one.
      if (more.length < seeds.length) train(example, more);
      report(more);
    });
  }
  return { train, stop: runner.stop, cancel: runner.cancel, busy: runner.busy };
}

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
 * @returns {Point}
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
