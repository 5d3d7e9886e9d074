// @ts-check
// The task: read a sequence, then give it back in reverse order, all at once, from the last h.

import { Training } from "../shared/engine.js";
import { initialWeights } from "../shared/keras_weights.js";
import { unpack } from "../shared/reals.js";
import { trainingRunner } from "../shared/runner.js";

/**
 * @typedef {object} Task
 * @property {string[]} sequences each packed into one text
 * @property {number[]} seeds those of Keras's three initializers
 * @property {number} epochs
 * @property {number} learning_rate
 * @property {number} most_units
 *
 * How far the model with so many units is: `share` of the error is left.
 * @typedef {object} Progress
 * @property {number} units
 * @property {number} share
 * @property {ArrayLike<number>} predictions
 * @property {import("../shared/runner.js").Run} run
 */

/** @param {Task} task */
export function readTask(task) {
  const read = task.sequences.map(unpack);
  const wanted = read.map((sequence) => [...sequence].reverse());
  return { ...task, read, wanted, alwaysTheMean: variance(wanted) };
}

/**
 * Trains models with different numbers of units, one after another.
 * @param {ReturnType<typeof readTask>} task
 * @param {(progress: Progress) => void} report
 */
export function roomTrainer(task, report) {
  const runner = trainingRunner();
  /** The units still to be trained after those under way. @type {number[]} */
  let queue = [];

  /** @param {number[]} all */
  function train(all) {
    queue = [...all];
    next();
  }

  function next() {
    const units = queue.shift();
    if (units === undefined) return;
    const training = newTraining(task, units);
    runner.start(training, task.epochs, (run) => {
      // First, so that whoever is told of an end can ask whether it is the last one.
      if (run.status !== "training") next();
      if (run.done === 0) return; // stopped at once
      const share = run.losses[run.done - 1] / task.alwaysTheMean;
      report({ units, share, predictions: training.predictions, run });
    });
  }

  function stop() {
    queue = [];
    runner.stop();
  }

  function cancel() {
    queue = [];
    runner.cancel();
  }
  return { train, stop, cancel, busy: runner.busy };
}

/**
 * A model that starts from Keras's own weights.
 * @param {ReturnType<typeof readTask>} task
 * @param {number} units
 */
export function newTraining({ seeds, learning_rate, read, wanted }, units) {
  const outputs = wanted[0].length;
  return new Training({
    x: read.map((sequence) => sequence.map((number) => [number])),
    y: wanted,
    weights: initialWeights({ seeds, units, features: 1, outputs }),
    learningRate: learning_rate,
  });
}

/**
 * The error of whoever answers each place with its mean.
 * @param {number[][]} rows
 */
function variance(rows) {
  const places = rows[0].map((_, place) => rows.map((row) => row[place]));
  return mean(places.map((column) => mean(column.map((value) => (value - mean(column)) ** 2))));
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
