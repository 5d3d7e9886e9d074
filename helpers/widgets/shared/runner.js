// @ts-check
// Trains in the page without blocking it: a few milliseconds at a time, and in between the page draws and
// listens. There is one run at a time; a newer one takes the place of the one under way.

/** How long the page may be kept from drawing, in milliseconds: half a frame. */
const PIECE = 8;

/** @typedef {"training" | "done" | "stopped" | "diverged"} Status */

/**
 * A run, and how far it is. `losses[e]` is the loss of epoch e + 1, of before its change, as in Keras's
 * history. `predictions` holds what the model says after each epoch, from before the first: one record
 * more than there are losses. Both have 24 binary digits, like Keras's, so a loss beyond 3 × 10³⁸ is
 * infinite here too. What lies beyond `done` has not been reached.
 *
 * @typedef {object} Run
 * @property {number} epochs how many were asked for
 * @property {number} done how many there are
 * @property {Status} status
 * @property {Float32Array} losses
 * @property {Float32Array} predictions
 */

/**
 * What is trained: `Training` of engine.js, or whatever has these. `epoch` leaves in `predictions` what
 * the model said before the change of that epoch.
 *
 * @typedef {{epoch: () => number, forward: () => unknown, predictions: ArrayLike<number>}} Trainable
 */

/** @typedef {{training: Trainable, run: Run, report: (run: Run) => void, port: MessagePort}} Job */

/**
 *     const runner = trainingRunner();
 *     runner.start(new Training({ x, y, weights }), 1000, (run) => draw(run));
 *     runner.stop();
 *
 * `report` is called with the run after each piece, and at its end, when `status` is no longer "training".
 * A run that is replaced reports no more.
 *
 * The first piece is trained after whatever happens now, as all others are, so that runs that start one
 * another leave the page time to draw, and of many new settings in a row the last one trains.
 *
 * @param {{piece?: number, now?: () => number}} [how] the length of a piece, the clock
 */
export function trainingRunner({ piece = PIECE, now = () => performance.now() } = {}) {
  /** @type {Job | null} */
  let current = null;

  /** @param {Trainable} training @param {number} epochs @param {(run: Run) => void} report */
  function start(training, epochs, report) {
    cancel();
    // A message to oneself comes after what the page has to do, but sooner than any timer.
    const { port1, port2 } = new MessageChannel();
    const job = { training, run: newRun(training, epochs), report, port: port1 };
    current = job;
    port1.onmessage = () => {
      trainUntil(job, now() + piece, now);
      // Whoever is told may start another run at once, so that comes last.
      if (job.run.status === "training") port2.postMessage(null);
      else close();
      report(job.run);
    };
    port2.postMessage(null);
  }

  /** End the run under way, which reports that it was stopped, with what it has learned. */
  function stop() {
    if (current === null) return;
    const { run, report } = current;
    run.status = "stopped";
    close();
    report(run);
  }

  /** End the run under way without a word. */
  function cancel() {
    if (current !== null) close();
  }

  function close() {
    const port = /** @type {Job} */ (current).port;
    current = null;
    port.onmessage = null;
    port.close(); // an open one would never be cleared away, nor what its listener holds
  }

  return { start, stop, cancel, busy: () => current !== null };
}

/** @param {Trainable} training @param {number} epochs @returns {Run} */
function newRun(training, epochs) {
  const losses = new Float32Array(epochs);
  const predictions = new Float32Array((epochs + 1) * training.predictions.length);
  training.forward();
  predictions.set(training.predictions);
  return { epochs, done: 0, status: "training", losses, predictions };
}

/** @param {Job} job @param {number} until @param {() => number} now */
function trainUntil({ training, run }, until, now) {
  do {
    run.losses[run.done] = training.epoch();
    keepPredictions(training, run);
    run.done += 1;
    if (!Number.isFinite(run.losses[run.done - 1])) run.status = "diverged";
    else if (run.done === run.epochs) run.status = "done";
  } while (run.status === "training" && now() < until);
  training.forward();
  keepPredictions(training, run);
}

/** @param {Trainable} training @param {Run} run */
function keepPredictions({ predictions }, run) {
  run.predictions.set(predictions, run.done * predictions.length);
}
