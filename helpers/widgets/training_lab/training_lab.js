// @ts-check
// The view of the training lab. The page itself trains (session.js); what it finds is drawn here, and
// beside it what Keras found.

import { arrow } from "../shared/arrow.js";
import { button, input, numberControl, sliderControl } from "../shared/controls.js";
import { element, setAttributes, setText, uniqueId } from "../shared/dom.js";
import { onceInTheFrameAfter } from "../shared/frames.js";
import { blockValue, countOf, fill, format, shapeText, sizeValue } from "../shared/numbers.js";
import { lossText, smallText } from "../shared/reals.js";
import { viewRoot } from "../shared/view.js";
import { lossChart } from "./loss_chart.js";
import { numbersPicture } from "./numbers_picture.js";
import { TOLERANCE } from "./proof.js";
import { joinSession } from "./session.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("../shared/numbers.js").Size} Size
 * @typedef {import("../shared/numbers.js").Block} Block
 * @typedef {import("../shared/runner.js").Run} Run
 * @typedef {ReturnType<ReturnType<typeof joinSession>["state"]>} SessionState
 *
 * `done` epochs of the run there are, `epoch` is looked at.
 * @typedef {SessionState & {done: number, epoch: number, loss: string, predictions: ArrayLike<number>}} State
 *
 * @typedef {{name: string, output: Size[], sizes: Record<string, Size>, blocks?: Block[], formula: string}} Layer
 * Which epoch is looked at, null while following the newest one; and since when it is being replayed.
 * @typedef {{epoch: number | null, replay: number | "due" | null}} View
 *
 * @typedef {(name: string, value: any) => void} Change
 * @typedef {(epoch: number) => void} Look
 */

// After Train the picture goes through the epochs once, in this many milliseconds.
const REPLAY = 1500;
/** @type {View} */
const NEWEST = { epoch: null, replay: null };

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  let view = NEWEST;
  const frame = nextFrame(draw);
  const session = joinSession(model, (status, run) => outcomeText(status, run, words), frame.request);
  const lookAt = (/** @type {View} */ wanted) => {
    view = wanted;
    frame.request();
  };
  /** @type {Look} */
  const look = (epoch) => lookAt({ epoch, replay: null });
  /** @type {Change} */
  const change = (name, value) => {
    view = NEWEST;
    session.change(name, value);
  };
  const commands = {
    train() {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      lookAt(still ? NEWEST : { epoch: null, replay: "due" });
      session.train();
    },
    stop() {
      lookAt(NEWEST);
      session.stop();
    },
    reset() {
      lookAt(NEWEST);
      session.reset();
    },
  };
  // What a slider moves is drawn at once, and the charts in the frame after, or when the page has trained.
  const sliders = settings(model, words, (name, value) => {
    change(name, value);
    show([sliders, layers]);
  });
  const layers = structure(model, words);
  const chartsPart = charts(words, look, (name, value) => {
    change(name, value);
    frame.request();
  });
  const lookBack = scrubber(words, (epoch) => {
    view = { epoch, replay: null };
    show([lookBack]);
    following.ask();
  });
  const parts = [sliders, layers, runBar(words, commands), chartsPart, lookBack];
  const following = onceInTheFrameAfter(() => show(parts));

  /** @param {number} now */
  function draw(now) {
    const { training, shown } = session.state();
    if (view.replay !== null && !training) {
      view = replayed(view.replay, shown?.run.done ?? 0, now);
      if (view.replay !== null) frame.request();
    }
    show(parts);
  }

  /** @param {{update: (state: State) => void}[]} some */
  function show(some) {
    const state = viewState(session.state(), view.epoch);
    for (const part of some) part.update(state);
  }

  el.append(viewRoot("gbg-training-lab", words.title, ...parts.map((part) => part.root)));
  draw(0);
  return () => {
    session.leave();
    frame.cancel();
    following.stop();
    chartsPart.stop();
  };
}

/**
 * However often it is requested, `draw` is called once, before the page shows its next picture.
 * @param {(now: number) => void} draw
 */
function nextFrame(draw) {
  /** @type {number | null} */
  let requested = null;
  const request = () => {
    requested ??= requestAnimationFrame((now) => {
      requested = null;
      draw(now);
    });
  };
  const cancel = () => {
    if (requested !== null) cancelAnimationFrame(requested);
  };
  return { request, cancel };
}

/**
 * How far the replay of a run of `done` epochs is: slower at first, where most happens.
 * @param {number | "due"} replay
 * @param {number} done
 * @param {number} now
 * @returns {View}
 */
function replayed(replay, done, now) {
  const since = replay === "due" ? now : replay;
  const share = Math.min(1, (now - since) / REPLAY);
  return share === 1 ? NEWEST : { epoch: Math.round(done * share ** 2), replay: since };
}

/**
 * @param {SessionState} state
 * @param {number | null} wanted
 * @returns {State}
 */
function viewState(state, wanted) {
  const { shown } = state;
  const done = shown?.run.done ?? 0;
  const epoch = Math.min(wanted ?? done, done);
  const count = state.target.length;
  return {
    ...state,
    done,
    epoch,
    epochs: shown?.run.epochs ?? state.epochs,
    loss: shown !== null && done > 0 ? lossText(shown.run.losses[Math.max(0, epoch - 1)]) : "–",
    predictions: shown === null ? [] : shown.run.predictions.subarray(epoch * count, (epoch + 1) * count),
  };
}

/**
 * How a run stands, in a sentence.
 * @param {string} status
 * @param {Run} run
 * @param {Words} words
 */
function outcomeText(status, run, words) {
  const { losses, done, epochs } = run;
  const last = losses[done - 1];
  // Nothing learned at all: a common surprise with a large learning rate, and no failure.
  const worse = status === "done" && last > losses[0];
  const kind = worse ? "worse" : status === "stopped" && done === 0 ? "stopped_at_once" : status;
  const values = { done: format(done), epochs: format(epochs), loss: done > 0 ? lossText(last) : "" };
  return fill(words.messages[kind], values);
}

/**
 * @param {Model} model
 * @param {Words} words
 * @param {Change} change
 */
function settings(model, words, change) {
  const stops = model.get("stops");
  const number = (/** @type {string} */ name) =>
    numberControl({
      name,
      label: words[name],
      stops: stops[name],
      words,
      onChange: (value) => change(name, value),
    });
  const rate = sliderControl({
    name: "learning_rate",
    label: words.learning_rate,
    stops: stops.learning_rate,
    text: rateText,
    onChange: (value) => change("learning_rate", value),
  });
  const controls = {
    units: number("units"),
    epochs: number("epochs"),
    learning_rate: rate,
    seed: number("seed"),
  };
  const root = element(
    "div",
    { class: "gbg-settings", role: "group", "aria-label": words.settings },
    ...Object.values(controls).map((control) => control.root),
  );
  const update = (/** @type {State} */ { asked }) => {
    for (const [name, control] of Object.entries(controls)) control.show(asked[name]);
  };
  return { root, update };
}

/**
 * 0.003 and 1, and 1e+6 where it would get long: a learning rate from Python may be anything.
 * @param {number} rate
 */
function rateText(rate) {
  const short = Number(rate.toPrecision(3));
  return String(short).length <= 6 ? String(short) : short.toExponential();
}

/**
 * The layers from left to right, each with the shape that it gives and its parameters.
 * @param {Model} model
 * @param {Words} words
 */
function structure(model, words) {
  /** @type {ReturnType<typeof layerBox>[]} */
  const layers = model.get("model_layers").map((/** @type {Layer} */ layer) => layerBox(layer, words));
  const total = element("strong");
  const boxes = layers.flatMap((box, i) => (i === 0 ? [box.root] : [arrow(), box.root]));
  const root = element(
    "div",
    { class: "gbg-structure" },
    ...boxes,
    element("div", { class: "gbg-sum-all" }, "= ", total, ` ${words.parameters}`),
  );
  const update = (/** @type {State} */ state) => {
    const counts = layers.map((box) => box.update(state));
    setText(total, format(counts.reduce((sum, count) => sum + count, 0)));
  };
  return { root, update };
}

/**
 * @param {Layer} layer
 * @param {Words} words
 */
function layerBox(layer, words) {
  const shapeLine = element("code");
  const formula = element("span", { class: "gbg-quiet" });
  const root = element(
    "div",
    { class: "gbg-box", "data-layer": layer.name },
    element("strong", {}, layer.name),
    shapeLine,
    formula,
  );
  function update(/** @type {State} */ { asked: { units }, target }) {
    const sizes = { units, timesteps: target.length };
    const shape = layer.output.map((size) => (size.name === "batch" ? "None" : sizeValue(size, sizes)));
    setText(shapeLine, shapeText(shape));
    if (!layer.blocks) return 0;
    const own = Object.fromEntries(
      Object.entries(layer.sizes).map(([name, size]) => [name, sizeValue(size, sizes)]),
    );
    const count = countOf(layer.blocks.map((block) => blockValue(block, own)));
    setText(formula, `${fill(layer.formula, own)} = ${format(count)}`);
    return count;
  }
  return { root, update };
}

/**
 * @param {Words} words
 * @param {Record<string, () => void>} commands
 */
function runBar(words, commands) {
  /** @type {Record<string, boolean>} */
  let usable = {};
  const commandButton = (/** @type {string} */ command) =>
    button(words[command], () => {
      if (usable[command]) commands[command]();
    });
  const buttons = Object.fromEntries(Object.keys(commands).map((name) => [name, commandButton(name)]));
  buttons.train.classList.add("gbg-main-button");
  const bar = /** @type {HTMLProgressElement} */ (element("progress", { "aria-label": words.progress }));
  const reading = element("strong", { class: "gbg-epoch" });
  const message = element("div", { class: "gbg-message", role: "status" });
  const proof = element("div", { class: "gbg-proof" });
  const root = element(
    "div",
    { class: "gbg-run" },
    element("div", { class: "gbg-buttons" }, ...Object.values(buttons)),
    bar,
    reading,
    message,
    proof,
  );

  function update(/** @type {State} */ state) {
    const { shown, training, kerasTrains, epochs, done } = state;
    usable = { train: true, stop: training || kerasTrains, reset: true };
    for (const [name, node] of Object.entries(buttons)) {
      // Not `disabled`, which would take the focus from whoever has just pressed it by keyboard.
      setAttributes(node, { "aria-disabled": usable[name] ? null : "true" });
    }
    bar.max = epochs;
    bar.value = done;
    setText(reading, fill(words.epochs_done, { done: format(done), epochs: format(epochs) }));
    setText(message, shown === null ? words.messages.ready : outcomeText(shown.run.status, shown.run, words));
    setText(proof, proofText(state, words));
    proof.dataset.proof = state.proof.kind;
    root.dataset.status = shown === null ? "ready" : shown.run.status;
  }
  return { root, update };
}

/**
 * What Keras says to it.
 * @param {State} state
 * @param {Words} words
 */
function proofText({ proof: { kind, difference, keras }, shown }, words) {
  const texts = words.proof;
  if (kind === "failed") return fill(texts.failed, { error: keras.error });
  if (kind !== "equal" && kind !== "different") return texts[kind];
  if (keras.status === "diverged" && kind === "equal") return texts.both_diverged;
  if (difference === undefined) return texts.one_diverged;
  return fill(texts[kind], {
    epochs: format(keras.done),
    loss: lossText(keras.loss),
    difference: smallText(difference),
    tolerance: smallText(TOLERANCE),
  });
}

/**
 * @param {Words} words
 * @param {Look} look
 * @param {Change} change
 */
function charts(words, look, change) {
  const loss = lossChart(words, look);
  const numbers = numbersPicture(words, change);
  const root = element("div", { class: "gbg-charts" }, loss.root, numbers.root);
  const update = (/** @type {State} */ state) => {
    loss.update(state);
    numbers.update(state);
  };
  const stop = () => {
    loss.stop();
    numbers.stop();
  };
  return { root, update, stop };
}

/**
 * @param {Words} words
 * @param {Look} look
 */
function scrubber(words, look) {
  const id = uniqueId();
  const slider = input({
    type: "range",
    id,
    name: "shown_epoch",
    min: 0,
    step: 1,
    oninput: () => look(Number(slider.value)),
  });
  const reading = element("strong", { class: "gbg-reading" });
  const root = element(
    "div",
    { class: "gbg-slider gbg-scrubber" },
    element("label", { for: id }, words.look_back),
    slider,
    reading,
  );
  function update(/** @type {State} */ { done, epoch, loss }) {
    setAttributes(slider, { disabled: done === 0 });
    slider.max = String(Math.max(1, done));
    slider.value = String(epoch);
    const text = fill(words.at_epoch, { epoch: format(epoch), loss });
    slider.setAttribute("aria-valuetext", text);
    setText(reading, text);
  }
  return { root, update };
}

export default { render };
