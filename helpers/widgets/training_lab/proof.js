// @ts-check
// How a run of the page compares with what Keras found.

import { sameRun } from "./asked.js";

/** Why a prediction of the page may differ from Keras's by this much, test_engine.py explains. */
export const TOLERANCE = 1e-4;

/** @typedef {import("./asked.js").Asked} Asked */
/** @typedef {import("./runs.js").Shown} Shown */
/** @typedef {import("../shared/runner.js").Run} Run */
/** @typedef {"none" | "page" | "asked" | "silent" | "equal" | "different" | "failed"} ProofKind */
/** @typedef {{kind: ProofKind, difference?: number, keras?: any}} Proof */

/** How far Python has come with the run that is shown.
 * @typedef {"untold" | "told" | "heard" | "answered" | "silent"} Python */

/**
 * `keras` is Keras's last result, of whichever run; `kerasTrains` says whether a cell has it at work.
 *
 * @param {{shown: Shown | null, keras: any, python: Python, kerasTrains: boolean}} known @returns {Proof}
 */
export function proofOf({ shown, keras, python, kerasTrains }) {
  if (shown === null || shown.run.status === "training") return { kind: "none" };
  if (keras?.asked && sameRun(keras.asked, askedOfKeras(shown))) return comparison(shown.run, keras);
  if (python === "silent") return { kind: "silent" };
  return { kind: python === "heard" || kerasTrains ? "asked" : "page" };
}

/** What Keras is asked for: as many epochs as there are in the page. @param {Shown} shown @returns {Asked} */
export function askedOfKeras({ asked, run }) {
  return run.status === "stopped" ? { ...asked, epochs: run.done } : asked;
}

/**
 * The page's run beside Keras's. Two that diverged agree, whatever rounding made of their last epochs.
 *
 * @param {Run} run @param {any} keras @returns {Proof}
 */
export function comparison(run, keras) {
  if (keras.error !== undefined) return { kind: "failed", keras };
  const diverged = run.status === "diverged";
  if (diverged || keras.status === "diverged") {
    return { kind: diverged && keras.status === "diverged" ? "equal" : "different", keras };
  }
  const count = keras.predictions.length;
  const ours = run.predictions.subarray(run.done * count, (run.done + 1) * count);
  const difference = Math.max(...Array.from(ours, (value, k) => Math.abs(value - keras.predictions[k])));
  const largest = Math.max(...keras.predictions.map(Math.abs));
  return { kind: difference <= TOLERANCE * (1 + largest) ? "equal" : "different", difference, keras };
}
