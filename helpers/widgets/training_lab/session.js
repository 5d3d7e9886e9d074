// @ts-check
// What happens in a lab, without any drawing: a change of a setting trains again in the page; once all has
// been quiet for a while, Python is told, and Keras trains the same model to be compared with.
//
// All views of one lab share one session, so that they show the same and train once.

import { Training } from "../shared/engine.js";
import { initialWeights } from "../shared/keras_weights.js";
import { unpack } from "../shared/reals.js";
import { trainingRunner } from "../shared/runner.js";

const SETTINGS = ["units", "epochs", "learning_rate", "seed", "inputs", "target"];

/** How long the settings must rest before Keras is asked, in milliseconds. */
const REST = 700;
/** How long Python may take to answer before the learner is told that it has not. */
const PATIENCE = 10000;
/** Why a prediction of the page may differ from Keras's by this much, test_engine.py explains. */
export const TOLERANCE = 1e-4;

/** @typedef {import("../shared/runner.js").Run} Run */
/** @typedef {Record<string, any>} Asked the six settings of a run */
/** @typedef {{asked: Asked, run: Run}} Shown */
/** @typedef {"none" | "page" | "asked" | "silent" | "equal" | "different" | "failed"} ProofKind */
/** @typedef {{kind: ProofKind, difference?: number, keras?: any}} Proof */

/** @typedef {(status: string, run: Run) => string} Message how a run stands, in words for Python */

/** By something that all views of a lab have in common: each is given a model object of its own.
 * @type {WeakMap<object, ReturnType<typeof openSession>>} */
const sessions = new WeakMap();

/**
 * Take part in the session of a lab: `onChange` is called whenever there is something new to show.
 *
 * @param {any} model @param {Message} message @param {() => void} onChange
 */
export function joinSession(model, message, onChange) {
  const key = model.get("model_layers");
  const session = sessions.get(key) ?? openSession(model, message);
  sessions.set(key, session);
  const { viewers, heard, close, ...rest } = session;
  viewers.add(onChange);
  // Each view listens with functions of its own, for they end with that view.
  const own = heard.map(([event, listener]) => ({
    event,
    listener: (/** @type {any} */ content) => listener(content),
  }));
  for (const { event, listener } of own) model.on(event, listener);
  const leave = () => {
    for (const { event, listener } of own) model.off(event, listener);
    viewers.delete(onChange);
    if (viewers.size > 0) return;
    close();
    sessions.delete(key);
  };
  return { ...rest, leave };
}

/** @param {any} model @param {Message} message */
function openSession(model, message) {
  const runner = trainingRunner();
  /** @type {Set<() => void>} */
  const viewers = new Set();
  /** What is in the picture. @type {Shown | null} */
  let shown = null;
  /** The last one that was looked at for a while, and the one before it. @type {Shown | null} */
  let rested = null;
  /** @type {Shown | null} */
  let previous = null;
  /** Whether Python knows what is shown. @type {"" | "asked" | "heard" | "silent" | "answered"} */
  let python = "";
  /** The changes of the model that are this session's own. */
  let writing = false;
  let due = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  const notify = () => {
    for (const viewer of viewers) viewer();
  };

  function train() {
    const asked = settingsOf(model);
    const training = trainingOf(model, asked);
    forgetPython();
    if (rested !== null) previous = rested;
    runner.start(training, asked.epochs, (run) => {
      shown = { asked, run };
      if (run.status !== "training") resting = setTimeout(rest, REST);
      notify();
    });
  }

  function rest() {
    resting = undefined;
    if (shown === null) return;
    rested = shown;
    const { run } = shown;
    waiting = setTimeout(giveUp, PATIENCE);
    // Where Keras is at work because a cell asked for it, its result is yet to come.
    if (model.get("status") !== "training") {
      write({ status: run.status });
      if (proof().kind === "page" && run.done > 0) {
        python = "asked";
        const size = run.predictions.length / (run.epochs + 1);
        const content = {
          command: "ran",
          asked: askedOfKeras(shown),
          status: run.status,
          message: message(run.status, run),
        };
        tell(content, [
          run.losses.slice(0, run.done).buffer,
          run.predictions.slice(0, (run.done + 1) * size).buffer,
        ]);
      }
    }
    notify();
  }

  function giveUp() {
    if (python !== "answered" && ["page", "asked"].includes(proof().kind)) python = "silent";
    if (shown !== null && model.get("status") === "training") write({ status: shown.run.status });
    notify();
  }

  /** @param {object} content @param {ArrayBuffer[]} [buffers] */
  function tell(content, buffers = []) {
    try {
      model.send(content, undefined, buffers);
    } catch {
      python = "silent"; // the line to a kernel that has gone
    }
  }

  function forgetPython() {
    clearTimeout(resting);
    clearTimeout(waiting);
    resting = undefined;
    python = "";
  }

  /** @param {Record<string, any>} values */
  function write(values) {
    writing = true;
    try {
      for (const [name, value] of Object.entries(values)) model.set(name, value);
      model.save_changes();
    } catch {
      // A kernel that has gone takes nothing; the page goes on without it.
    } finally {
      writing = false;
    }
  }

  /** What a control calls. @param {string} name @param {any} value */
  function change(name, value) {
    write({ [name]: value });
    train();
    notify();
  }

  function stop() {
    runner.stop();
    // Keras may be at work because a cell asked for it.
    if (model.get("status") === "training") {
      tell({ command: "stop" });
      write({ status: shown === null ? "stopped" : shown.run.status });
    }
  }

  function clear() {
    runner.cancel();
    forgetPython();
    shown = rested = previous = null;
  }

  function reset() {
    clear();
    write({ ...model.get("defaults"), status: "ready", keras_run: {} });
    tell({ command: "reset" });
    notify();
  }

  // Python, or another page on the same kernel, has changed something. One message may bring several.
  const changed = () => {
    if (writing || due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      if (viewers.size > 0) follow();
    });
  };

  function follow() {
    const begun = shown !== null || model.get("status") !== "ready";
    if (begun && (shown === null || !sameRun(shown.asked, settingsOf(model)))) train();
    notify();
  }

  const statusChanged = () => {
    if (writing) return;
    if (model.get("status") === "ready") clear();
    changed();
  };

  const answered = () => {
    if (writing) return;
    changed();
    clearTimeout(waiting);
    if (python !== "") python = "answered";
    // Keras was at work on something else, which this run had to wait for.
    else if (shown !== null && proof().kind === "page") resting ??= setTimeout(rest, REST);
  };

  /** @param {any} content */
  const obey = (content) => {
    if (content?.command === "stop") runner.stop();
    if (content?.command === "reset") clear();
    if (content?.heard && python === "asked") python = "heard";
    notify();
  };

  /** How what is shown compares with what Keras found. @returns {Proof} */
  function proof() {
    if (shown === null || shown.run.status === "training") return { kind: "none" };
    const keras = model.get("keras_run");
    if (keras?.asked && sameRun(keras.asked, askedOfKeras(shown))) return comparison(shown.run, keras);
    if (python === "silent") return { kind: "silent" };
    return { kind: python === "heard" || model.get("status") === "training" ? "asked" : "page" };
  }

  const state = () => ({
    asked: settingsOf(model),
    inputs: model.get("inputs"),
    target: model.get("target"),
    epochs: model.get("epochs"),
    shown,
    previous: previous === shown ? null : previous,
    training: runner.busy(),
    kerasTrains: model.get("status") === "training",
    proof: proof(),
  });

  /** @type {[string, (value: any) => void][]} */
  const heard = [
    ...[...SETTINGS, "status"].map(
      (name) => /** @type {[string, () => void]} */ ([`change:${name}`, changed]),
    ),
    ["change:status", statusChanged],
    ["change:keras_run", answered],
    ["msg:custom", obey],
  ];
  if (model.get("status") !== "ready") train();

  function close() {
    if (resting !== undefined) rest(); // what has been learned is not lost with the view
    clear();
  }

  return { state, train, stop, reset, change, viewers, heard, close };
}

/** What Keras is asked for: as many epochs as there are in the page. @param {Shown} shown @returns {Asked} */
function askedOfKeras({ asked, run }) {
  return run.status === "stopped" ? { ...asked, epochs: run.done } : asked;
}

/** @param {any} model @returns {Asked} */
function settingsOf(model) {
  return Object.fromEntries(SETTINGS.map((name) => [name, model.get(name)]));
}

/** @param {any} model @param {Asked} asked */
function trainingOf(model, asked) {
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

/** @param {Asked} a @param {Asked} b */
function sameRun(a, b) {
  return SETTINGS.every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
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
