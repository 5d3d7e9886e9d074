// @ts-check
// The view of the cell stepper. Python has traced the cell through the sequence; here one step of it
// becomes a picture: from left to right what enters, the four blocks, the memory c, the output h.

import { button, choiceControl, sliderControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { counted, fill } from "../shared/numbers.js";
import { keepDrawn, setter, traitValues, viewRoot } from "../shared/view.js";
import { unpackCell } from "./cell.js";
import { cellInMotion, FIRST_MOVING } from "./cell_in_motion.js";
import { closeUp } from "./close_up.js";
import { panels } from "./panels.js";
import { throughTime } from "./through_time.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("./cell.js").Change} Change
 * @typedef {{cell: Cell, words: Words, change: Change}} Context
 */

const TRAITS = ["step", "unit", "stage", "block"];
const STAGES = [1, 2, 3, 4];
const PLAY_MS = 1500; // the numbers travel for 1000

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const cell = unpackCell(model.get("cell"));
  /** @type {Change} */
  const change = (name, value) => setter(model, name)(value);
  const drawn = { drawn: model.get("picture"), places: model.get("places") };
  const context = { cell, words, change, ...drawn };
  const inMotion = motion(context);
  const controls = [time(context, inMotion.travelNext), stages(context), message(context)];
  const pictures = [inMotion, panels(context), closeUp(context)];
  const roots = [...controls, ...pictures].map((part) => part.root);
  const root = viewRoot("gbg-cell-stepper", words.title, ...roots);
  chooseByPointing(root, change);
  lightUpTogether(root);
  el.append(root);

  const chosen = {
    update(/** @type {State} */ { stage, unit }) {
      root.dataset.stage = String(stage);
      markChosen(root, unit);
    },
  };
  const readState = () => {
    const state = traitValues(model, TRAITS);
    return { ...state, t: state.step - 1, u: state.unit - 1 };
  };
  return keepDrawn({ model, traits: TRAITS, parts: controls, later: [...pictures, chosen], readState }).stop;
}

/**
 * `travelNext` is called before a step to which numbers travel. The slider looks a step up: its next key would
 * wait for the numbers still under way.
 * @param {Context} context
 * @param {() => void} travelNext
 */
function time({ cell, words, change }, travelNext) {
  const steps = cell.timesteps;
  let shown = 1;
  let stageShown = 1;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const goTo = (/** @type {number} */ step) => change("step", Math.min(steps, Math.max(1, step)));
  const chosen = (/** @type {number} */ step) => {
    pause();
    goTo(step);
  };
  const moveOn = () => {
    travelNext();
    goTo(shown + 1);
  };
  const slider = sliderControl({
    name: "step",
    label: words.step,
    stops: Array.from({ length: steps }, (_, t) => t + 1),
    text: (step) => fill(words.step_of, { step, steps }),
    onChange: chosen,
  });
  const previous = button(words.previous, () => chosen(shown - 1));
  const next = button(words.next, () => {
    pause();
    moveOn();
  });
  const play = button(words.play, () => (timer === undefined ? start() : pause()), { class: "gbg-play" });

  function start() {
    if (stageShown < FIRST_MOVING) change("stage", STAGES.at(-1));
    if (shown === steps) goTo(1);
    else moveOn();
    timer = setInterval(() => (shown === steps ? pause() : moveOn()), PLAY_MS);
    setText(play, words.pause);
  }

  function pause() {
    clearInterval(timer);
    timer = undefined;
    setText(play, words.play);
  }

  const root = element(
    "div",
    { class: "gbg-time-controls", role: "group", "aria-label": words.time },
    slider.root,
    previous,
    next,
    play,
  );
  const update = (/** @type {State} */ { step, stage }) => {
    shown = step;
    stageShown = stage;
    slider.show(step);
    // Not `disabled`: a button that goes dead under the learner's finger loses the focus.
    previous.setAttribute("aria-disabled", String(step === 1));
    next.setAttribute("aria-disabled", String(step === steps));
  };
  return { root, update, stop: pause };
}

/**
 * What the chosen stage is about, in one sentence.
 * @param {Context} context
 */
function message({ cell, words }) {
  const root = element("p", { class: "gbg-message" });
  const numbers = counted(words, "numbers", cell.units + cell.features);
  const update = (/** @type {State} */ { stage }) =>
    setText(root, fill(words.stages[stage - 1].message, { numbers }));
  return { root, update };
}

/**
 * The four stages of one step; in a wide window each stands over its panel.
 * @param {Context} context
 */
function stages({ words, change }) {
  const choice = choiceControl({
    name: "stage",
    label: words.stage,
    choices: STAGES.map((stage) => ({
      value: stage,
      label: `${stage} ${words.stages[stage - 1].title}`,
    })),
    onChange: (stage) => change("stage", stage),
  });
  choice.root.classList.add("gbg-stages");
  choice.root.querySelector("legend")?.classList.add("gbg-hidden");
  return { root: choice.root, update: (/** @type {State} */ { stage }) => choice.show(stage) };
}

/**
 * The cell with the chosen unit's numbers in it, and the same unit through time beside it.
 * @param {Context & import("./cell_in_motion.js").Drawn} context
 */
function motion(context) {
  const [cell, timeline] = [cellInMotion(context), throughTime(context)];
  const root = element("div", { class: "gbg-motion" }, cell.root, timeline.root);
  const update = (/** @type {State} */ state) => {
    cell.update(state);
    timeline.update(state);
  };
  return { root, update, travelNext: cell.travelNext, stop: cell.stop };
}

/**
 * A click on a unit, a block or a bar chooses it; the radio buttons and the slider do the same by key.
 * @param {HTMLElement} root
 * @param {Change} change
 */
function chooseByPointing(root, change) {
  root.addEventListener("click", (event) => {
    const at = /** @type {Element} */ (event.target);
    const bars = /** @type {SVGElement | null} */ (at.closest("[data-time]"));
    if (bars !== null) {
      const { left, width } = bars.getBoundingClientRect();
      const steps = Number(bars.dataset.time);
      const t = Math.floor(((event.clientX - left) / width) * steps);
      change("step", Math.min(steps, Math.max(1, t + 1)));
      return;
    }
    const unit = /** @type {HTMLElement | null} */ (at.closest("[data-unit]"));
    if (unit !== null) change("unit", Number(unit.dataset.unit));
    /** @type {HTMLElement | SVGElement | null} */
    const block = at.closest(".gbg-ledger [data-gate], .gbg-moving-cell [data-gate]");
    if (block !== null) change("block", block.dataset.gate);
  });
}

/**
 * @param {HTMLElement} root
 * @param {number} unit
 */
function markChosen(root, unit) {
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-unit]"))) {
    node.classList.toggle("gbg-chosen", Number(node.dataset.unit) === unit);
  }
}

/**
 * Hover or focus on one of the four blocks lights it in the panels, the choice and the formula.
 * @param {HTMLElement} root
 */
function lightUpTogether(root) {
  const light = (/** @type {string | undefined} */ gate) => {
    root.classList.toggle("gbg-lit", gate !== undefined);
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-gate]"))) {
      node.classList.toggle("gbg-on", node.dataset.gate === gate);
    }
  };
  const gateAt = (/** @type {EventTarget | null} */ node) => {
    const gate = /** @type {Element | null} */ (node)?.closest("[data-gate]");
    return /** @type {HTMLElement | null | undefined} */ (gate)?.dataset.gate;
  };
  const focused = () => gateAt(root.querySelector("[data-gate] :focus-visible"));
  root.addEventListener("pointerover", (event) => light(gateAt(event.target) ?? focused()));
  root.addEventListener("pointerleave", () => light(focused()));
  root.addEventListener("focusin", () => light(focused()));
  root.addEventListener("focusout", () => light(undefined));
}

export default { render };
