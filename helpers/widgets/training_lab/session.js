// @ts-check
// What happens in a lab, without any drawing. A run goes this way:
//
//     train     a setting has changed, here or in Python, or Train was pressed: the page trains
//     report    the run has come further, or to its end: the views draw it
//     rest      nothing has changed for a while: Python is told of the run
//     hear      Python says that it was told, and Keras trains the same model
//     answered  Keras has found something, which the page's run is compared with
//     giveUp    Python has kept silent for too long, and the learner is told so
//
// A change on the way begins again from `train`.

import { SETTINGS, sameRun, settingsOf } from "./asked.js";
import { lineToPython } from "./line.js";
import { askedOfKeras, proofOf } from "./proof.js";
import { pageRuns } from "./runs.js";

/** How long the settings must rest before Keras is asked, in milliseconds. */
const REST = 700;
/** How long Python may take to answer before the learner is told that it has not. */
const PATIENCE = 10000;

/** @typedef {import("../shared/runner.js").Run} Run */
/** @typedef {import("./runs.js").Shown} Shown */
/** @typedef {ReturnType<typeof setTimeout> | undefined} Timer */
/** @typedef {(status: string, run: Run) => string} Message how a run stands, in words for Python */

/** By something that all views of a lab have in common: each is given a model object of its own.
 * @type {WeakMap<object, Session>} */
const sessions = new WeakMap();

/**
 * Take part in the session of a lab. All its views share one, so that they show the same and train once.
 * `onChange` is called whenever there is something new to show; the last view that leaves ends the session.
 *
 * @param {any} model @param {Message} message @param {() => void} onChange
 */
export function joinSession(model, message, onChange) {
  const key = model.get("model_layers");
  const session = sessions.get(key) ?? new Session(model, message);
  sessions.set(key, session);
  session.viewers.add(onChange);
  const stopListening = session.listen(model);
  return {
    state: () => session.state(),
    train: () => session.train(),
    stop: () => session.stop(),
    reset: () => session.reset(),
    change: (/** @type {string} */ name, /** @type {any} */ value) => session.change(name, value),
    leave() {
      stopListening();
      session.viewers.delete(onChange);
      if (session.viewers.size > 0) return;
      session.end();
      sessions.delete(key);
    },
  };
}

class Session {
  /** What draws the views. @type {Set<() => void>} */
  viewers = new Set();
  #model;
  #message;
  #line;
  #runs;
  /** @type {import("./proof.js").Python} */
  #python = "untold";
  /** Until the run has rested. @type {Timer} */
  #resting;
  /** Until Python has kept silent for too long. @type {Timer} */
  #waiting;
  /** Whether something has changed that is yet to be followed. */
  #due = false;

  /** @param {any} model @param {Message} message */
  constructor(model, message) {
    this.#model = model;
    this.#message = message;
    this.#line = lineToPython(model);
    this.#runs = pageRuns(model, (shown) => this.#report(shown));
    if (model.get("status") !== "ready") this.train();
  }

  // What a learner does.

  train() {
    this.#forgetPython();
    this.#runs.train();
  }

  /**
   * Nobody is notified until the run reports: who changes it draws what has changed.
   *
   * @param {string} name of a setting @param {any} value
   */
  change(name, value) {
    this.#line.setSoon(name, value);
    this.#forgetPython();
    this.#runs.trainAfterPaint();
  }

  stop() {
    this.#runs.stop();
    // Keras may be at work because a cell asked for it.
    if (this.#kerasTrains()) {
      this.#send({ command: "stop" });
      this.#line.set({ status: this.#runs.shown()?.run.status ?? "stopped" });
    }
  }

  reset() {
    this.#clear();
    this.#line.set({ ...this.#model.get("defaults"), status: "ready", keras_run: {} });
    this.#send({ command: "reset" });
    this.#notify();
  }

  /** When the last view has gone. */
  end() {
    if (this.#resting !== undefined) this.#rest(); // what has been learned is not lost with the view
    this.#clear();
  }

  #clear() {
    this.#runs.clear();
    this.#forgetPython();
  }

  #forgetPython() {
    clearTimeout(this.#resting);
    clearTimeout(this.#waiting);
    this.#resting = undefined;
    this.#python = "untold";
  }

  // How a run goes on.

  /** @param {Shown} shown */
  #report({ run }) {
    if (run.status !== "training") this.#restSoon();
    this.#notify();
  }

  #restSoon() {
    this.#resting ??= setTimeout(() => this.#rest(), REST);
  }

  #rest() {
    this.#resting = undefined;
    const shown = this.#runs.shown();
    if (shown === null) return;
    this.#runs.keepForComparison();
    this.#waiting = setTimeout(() => this.#giveUp(), PATIENCE);
    // Where Keras is at work because a cell asked for it, its result is yet to come.
    if (!this.#kerasTrains()) {
      this.#line.set({ status: shown.run.status });
      if (this.#proof().kind === "page" && shown.run.done > 0) this.#tell(shown);
    }
    this.#notify();
  }

  /** @param {Shown} shown */
  #tell(shown) {
    const { run } = shown;
    const { status, done } = run;
    const content = {
      command: "ran",
      asked: askedOfKeras(shown),
      status,
      message: this.#message(status, run),
    };
    const size = run.predictions.length / (run.epochs + 1);
    this.#python = "told";
    this.#send(content, [
      run.losses.slice(0, done).buffer,
      run.predictions.slice(0, (done + 1) * size).buffer,
    ]);
  }

  #giveUp() {
    const { kind } = this.#proof();
    if (this.#python !== "answered" && (kind === "page" || kind === "asked")) this.#python = "silent";
    const shown = this.#runs.shown();
    if (shown !== null && this.#kerasTrains()) this.#line.set({ status: shown.run.status });
    this.#notify();
  }

  // What comes from Python, or from another page on the same kernel.

  /**
   * A view listens by its own model, with functions of its own, for they end with that view.
   *
   * @param {any} model @returns {() => void} which ends it
   */
  listen(model) {
    /** @type {[string, (content: any) => void][]} */
    const listeners = [
      ...SETTINGS.map(
        (name) => /** @type {[string, () => void]} */ ([`change:${name}`, () => this.#changed()]),
      ),
      ["change:status", () => this.#statusChanged()],
      ["change:keras_run", () => this.#answered()],
      ["msg:custom", (content) => this.#hear(content)],
    ];
    for (const [event, listener] of listeners) model.on(event, listener);
    return () => {
      for (const [event, listener] of listeners) model.off(event, listener);
    };
  }

  /** One message may change several traits, which are followed together. */
  #changed() {
    if (this.#line.isWriting() || this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.viewers.size > 0) this.#follow();
    });
  }

  #follow() {
    const shown = this.#runs.shown();
    const isStale =
      shown === null ? this.#model.get("status") !== "ready" : !sameRun(shown.asked, settingsOf(this.#model));
    if (isStale) this.train();
    this.#notify();
  }

  #statusChanged() {
    if (this.#line.isWriting()) return;
    if (this.#model.get("status") === "ready") this.#clear();
    this.#changed();
  }

  #answered() {
    if (this.#line.isWriting()) return;
    this.#changed();
    clearTimeout(this.#waiting);
    if (this.#python !== "untold") this.#python = "answered";
    // Keras was at work on something else, which this run had to wait for.
    else if (this.#proof().kind === "page") this.#restSoon();
  }

  /** @param {any} content */
  #hear(content) {
    if (content?.command === "stop") this.#runs.stop();
    if (content?.command === "reset") this.#clear();
    if (content?.heard && this.#python === "told") this.#python = "heard";
    this.#notify();
  }

  // What there is to show.

  state() {
    const asked = settingsOf(this.#model);
    return {
      asked,
      inputs: asked.inputs,
      target: asked.target,
      epochs: asked.epochs,
      shown: this.#runs.shown(),
      previous: this.#runs.previous(),
      training: this.#runs.busy(),
      kerasTrains: this.#kerasTrains(),
      proof: this.#proof(),
    };
  }

  #proof() {
    return proofOf({
      shown: this.#runs.shown(),
      keras: this.#model.get("keras_run"),
      python: this.#python,
      kerasTrains: this.#kerasTrains(),
    });
  }

  #kerasTrains() {
    return this.#model.get("status") === "training";
  }

  #notify() {
    for (const viewer of this.viewers) viewer();
  }

  /** @param {object} content @param {ArrayBuffer[]} [buffers] */
  #send(content, buffers) {
    if (!this.#line.send(content, buffers)) this.#python = "silent";
  }
}
