// @ts-check
// The runs of a lab in the page: the one that is shown, and the one before it, to compare it with.

import { afterPaint } from "../shared/frames.js";
import { trainingRunner } from "../shared/runner.js";
import { settingsOf, trainingOf } from "./asked.js";

/** @typedef {import("./asked.js").Asked} Asked */
/** @typedef {import("../shared/runner.js").Run} Run */
/** @typedef {{asked: Asked, run: Run}} Shown */

/**
 * `report` is called whenever the run that is shown has come further.
 *
 * @param {any} model @param {(shown: Shown) => void} report
 */
export function pageRuns(model, report) {
  const runner = trainingRunner();
  /** Whether a run is to begin when the page has been drawn. */
  let due = false;
  /** @type {Shown | null} */
  let shown = null;
  /** The last one that was looked at for a while, and the one before it. @type {Shown | null} */
  let rested = null;
  /** @type {Shown | null} */
  let previous = null;

  function train() {
    due = false;
    const asked = settingsOf(model);
    const training = trainingOf(model, asked);
    previous = rested ?? previous;
    runner.start(training, asked.epochs, (run) => {
      shown = { asked, run };
      report(shown);
    });
  }

  /** A run that a hand starts: what the hand moves is drawn first. */
  function trainAfterPaint() {
    runner.cancel();
    due = true;
    afterPaint(() => {
      if (due) train();
    });
  }

  function stop() {
    if (due) train();
    runner.stop();
  }

  function keepForComparison() {
    rested = shown;
  }

  function clear() {
    due = false;
    runner.cancel();
    shown = rested = previous = null;
  }

  return {
    train,
    trainAfterPaint,
    stop,
    keepForComparison,
    clear,
    shown: () => shown,
    previous: () => (previous === shown ? null : previous),
    busy: () => due || runner.busy(),
  };
}
