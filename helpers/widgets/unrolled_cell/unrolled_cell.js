// @ts-check
// The view of the unrolled cell: one set of weights, drawn again at every step that reads it.
// Python says which blocks there are and which are multiplied; here the sizes are filled in.
import { element, setAttributes, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { blockValue, counted, countOf, fill, format, formatted } from "../shared/numbers.js";
import { subscript } from "../shared/reals.js";
import { keepDrawnToWidth, sizeControls, traitValues, viewRoot } from "../shared/view.js";
import { growth } from "./growth.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("../shared/numbers.js").Sizes} Sizes
 * @typedef {import("../shared/numbers.js").Block} Block
 * @typedef {{text: string, roles: string[]}[]} Formula
 *
 * Steps that stand at one place of the picture: [first, last].
 * @typedef {[number, number]} Steps
 *
 * A block with its numbers.
 * @typedef {{gate?: string | null, role?: string, rows: number, columns: number, count: number}} Counted
 *
 * @typedef {object} State
 * @property {number} timesteps
 * @property {number} features
 * @property {number} units
 * @property {Sizes} sizes
 * @property {Counted[]} blocks
 * @property {number} parameters
 * @property {number} perStep
 * @property {number} multiplyAdds
 * @property {Steps[]} places
 */

const SIZES = ["timesteps", "features", "units"];
// Steps that have room in the picture, where it is wide and where it is not.
const PLACES = { wide: 5, narrow: 3 };
const WIDE = 560; // pixels
const STORED = { width: 92, height: 62, largest: 8 };
const ENTERING = { width: 56, height: 9, largest: 9 };

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const [sliders, pictured, counted] = [controls(model, words), picture(model, words), counts(model, words)];
  const root = viewRoot("gbg-unrolled-cell", words.title, sliders.root, pictured.root, counted.root);
  el.append(root);
  return keepDrawnToWidth({
    root,
    model,
    traits: SIZES,
    parts: [sliders],
    later: [counted, pictured, counted.lines],
    readState: (width) => readState(model, width),
  }).stop;
}

/**
 * @param {Model} model
 * @param {number} width
 */
function readState(model, width) {
  const sizes = traitValues(model, SIZES);
  const layout = model.get("layout_data");
  const blocks = layout.blocks.map((/** @type {Block} */ block) => blockValue(block, sizes));
  const parameters = countOf(blocks);
  const perStep = countOf(blocks.filter((/** @type {{multiplied: boolean}} */ block) => block.multiplied));
  const places = placesOf(sizes.timesteps, width < WIDE ? PLACES.narrow : PLACES.wide);
  const multiplyAdds = sizes.timesteps * perStep;
  return { ...sizes, sizes, blocks, parameters, perStep, multiplyAdds, places };
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function controls(model, words) {
  const numbers = sizeControls(model, words, SIZES);
  const root = element(
    "div",
    { class: "gbg-controls", role: "group", "aria-label": words.controls },
    ...numbers.roots,
  );
  return { root, update: (/** @type {State} */ state) => numbers.show(state.sizes) };
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function picture(model, words) {
  const { gates, blocks } = model.get("layout_data");
  const weights = store(gates, blocks, words);
  const start = element(
    "div",
    { class: "gbg-start", "aria-hidden": "true" },
    passing("c₀ = 0"),
    passing("h₀ = 0"),
  );
  const steps = Array.from({ length: PLACES.wide }, () => stepFigure(gates, words));
  const story = element("p", { class: "gbg-story", "aria-live": "polite" });
  const root = element(
    "div",
    { class: "gbg-picture" },
    weights.root,
    element("div", { class: "gbg-steps" }, start, ...steps.map((step) => step.root)),
    story,
  );
  /** @type {State | null} */
  let shown = null;
  /** @type {number | null} */
  let told = null;

  /** @param {number | null} place */
  function tell(place) {
    told = place;
    root.classList.toggle("gbg-lit", place !== null);
    steps.forEach((step, i) => step.root.classList.toggle("gbg-on", i === place));
    setText(
      story,
      place === null || shown === null ? words.hint : storyOf(shown.places[place], shown, words),
    );
  }

  const placeOf = (/** @type {EventTarget | null} */ node) => {
    const place = steps.findIndex((step) => step.root.contains(/** @type {Node | null} */ (node)));
    return place < 0 ? null : place;
  };
  const focused = () => placeOf(root.querySelector(".gbg-cell:focus"));
  root.addEventListener("pointerover", (event) => tell(placeOf(event.target) ?? focused()));
  root.addEventListener("pointerleave", () => tell(focused()));
  root.addEventListener("focusin", (event) => tell(placeOf(event.target)));
  root.addEventListener("focusout", () => tell(null));

  function update(/** @type {State} */ state) {
    shown = state;
    const { places } = state;
    weights.update(state);
    steps.forEach((step, i) => step.update(places[i], state));
    tell(told !== null && told < places.length ? told : null);
  }
  return { root, update };
}

/**
 * Which steps stand in the picture, as [first, last]: all, or the first ones, the rest, the last.
 * @param {number} timesteps
 * @param {number} most
 * @returns {Steps[]}
 */
function placesOf(timesteps, most) {
  const single = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, i) => /** @type {Steps} */ ([i + 1, i + 1]));
  if (timesteps <= most) return single(timesteps);
  return [...single(most - 2), [most - 1, timesteps - 1], [timesteps, timesteps]];
}

/**
 * @param {Steps} place
 * @param {State} state
 * @param {Words} words
 */
function storyOf([first, last], state, words) {
  const { timesteps, features, units, parameters, perStep } = state;
  if (first !== last) {
    const work = (last - first + 1) * perStep;
    return fill(words.story_between, formatted({ first, last, parameters, work }));
  }
  const values = {
    ...formatted({ step: first, parameters, work: perStep, units }),
    x: indexed("x", first),
    h: indexed("h", first),
    c: indexed("c", first),
    h_before: indexed("h", first - 1),
    features: counted(words, "numbers", features),
    states: counted(words, "numbers", units),
    next: format(first + 1),
  };
  const end = first === timesteps ? words.story_end : words.story_passes;
  return `${fill(first === 1 ? words.story_first : words.story, values)} ${fill(end, values)}`;
}

/**
 * @param {string} letter
 * @param {number} step
 */
function indexed(letter, step) {
  return letter + subscript(step);
}

/**
 * The one set of weights: four matrices to scale, on a shelf that stands over all the steps.
 * @param {string[]} gates
 * @param {Block[]} blocks
 * @param {Words} words
 */
function store(gates, blocks, words) {
  const matrices = gates.map((gate) => gateMatrix(gate, blocks, words));
  const count = element("strong");
  const root = element(
    "div",
    { class: "gbg-store" },
    element(
      "div",
      { class: "gbg-store-text" },
      element("div", { class: "gbg-store-title" }, words.store),
      element("div", {}, count, ` ${words.parameters}`),
    ),
    element("div", { class: "gbg-store-gates" }, ...matrices.map((matrix) => matrix.root)),
  );
  function update(/** @type {State} */ state) {
    const cell = cellSize(state.features + state.units + 1, state.units, STORED);
    setText(count, format(state.parameters));
    for (const matrix of matrices) matrix.update(state, cell);
  }
  return { root, update };
}

/**
 * @param {string} gate
 * @param {Block[]} blocks
 * @param {Words} words
 */
function gateMatrix(gate, blocks, words) {
  const matrices = blocks
    .filter((block) => block.gate === gate)
    .map(({ role }) => element("div", { class: "gbg-matrix", "data-role": role }));
  const { letter, name } = words.gates[gate];
  const root = element(
    "div",
    { class: "gbg-store-gate", "data-gate": gate, role: "img", "aria-label": name },
    element("span", { class: "gbg-letter", "aria-hidden": "true" }, letter),
    element("div", { class: "gbg-stack" }, ...matrices),
  );
  function update(/** @type {State} */ state, /** @type {number} */ cell) {
    const own = state.blocks.filter((block) => block.gate === gate);
    own.forEach((block, i) => sizeMatrix(matrices[i], block.rows, block.columns, cell));
  }
  return { root, update };
}

/**
 * One step: the weights come down, x comes up, c and h go on to the right.
 * @param {string[]} gates
 * @param {Words} words
 */
function stepFigure(gates, words) {
  const drop = element("span", { class: "gbg-drop" });
  const cell = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: "gbg-cell" }));
  const chips = gates.map((gate) =>
    element("span", { class: "gbg-chip", "data-gate": gate }, words.gates[gate].letter),
  );
  const dots = element("span", { class: "gbg-dots" }, "…");
  cell.append(...chips, dots);
  const [c, h] = [passing(), passing()];
  const vector = element("span", { class: "gbg-matrix", "data-role": "kernel" });
  const x = element("span", { class: "gbg-x" });
  const root = element(
    "div",
    { class: "gbg-step" },
    drop,
    cell,
    element("div", { class: "gbg-passes", "aria-hidden": "true" }, c, h),
    element("div", { class: "gbg-enter", "aria-hidden": "true" }, vector, x),
  );
  /**
   * @param {Steps | undefined} place
   * @param {State} state
   */
  function update(place, state) {
    root.classList.toggle("gbg-empty", place === undefined);
    cell.disabled = place === undefined;
    if (place === undefined) return;
    const [first, last] = place;
    const several = first !== last;
    root.classList.toggle("gbg-several", several);
    setText(c, indexed("c", last));
    setText(h, indexed("h", last));
    setText(x, several ? "…" : indexed("x", first));
    const label = fill(several ? words.steps : words.step, formatted({ first, last }));
    setAttributes(cell, { "aria-label": label });
    sizeMatrix(vector, 1, state.features, cellSize(1, state.features, ENTERING), ENTERING.height);
  }
  return { root, update };
}

/** @param {string} [text] */
function passing(text = "") {
  return element("span", { class: "gbg-pass" }, text);
}

/**
 * The two numbers with their formulas, and both over the length.
 * @param {Model} model
 * @param {Words} words
 */
function counts(model, words) {
  const layout = model.get("layout_data");
  const flat = countPanel(words.parameters, words.parameters_note, layout.parameters);
  const climbing = countPanel(words.multiply_adds, words.multiply_adds_note, layout.multiply_adds);
  const lines = growth(layout.gates, words);
  const root = element(
    "div",
    { class: "gbg-counts" },
    element("div", { class: "gbg-panels" }, flat.root, climbing.root),
    lines.root,
  );
  function update(/** @type {State} */ state) {
    flat.update(state.sizes, state.parameters);
    climbing.update(state.sizes, state.multiplyAdds);
  }
  return { root, update, lines };
}

/**
 * @param {string} name
 * @param {string} note
 * @param {Formula} formula
 */
function countPanel(name, note, formula) {
  const parts = formula.map((part) => element("span", { "data-roles": part.roles.join(" ") }));
  const number = element("strong");
  const root = element(
    "div",
    { class: "gbg-panel" },
    element("div", { class: "gbg-panel-number" }, number, ` ${name}`),
    element("div", { class: "gbg-formula" }, "= ", ...parts),
    element("div", { class: "gbg-quiet" }, note),
  );
  function update(/** @type {Sizes} */ sizes, /** @type {number} */ value) {
    const numbers = formatted(sizes);
    formula.forEach((part, i) => setText(parts[i], fill(part.text, numbers)));
    setText(number, format(value));
  }
  return { root, update };
}

export default { render };
