// @ts-check
// The view of a padded line: the words and the padding below, h of every unit above them.

import { chart } from "../shared/chart.js";
import { choiceControl, codeLine, sliderControl, switchControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { LSTM } from "../shared/engine.js";
import { fill, plural } from "../shared/numbers.js";
import { decimals, unpack, withMinus } from "../shared/reals.js";
import { keepDrawn, setter, traitValues, viewRoot } from "../shared/view.js";
import { hiddenStates, largestDifference, paddedLine } from "./padded.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./padded.js").Side} Side
 * @typedef {import("./padded.js").Step} Step
 * @typedef {(places: number, padding: Side, mask: boolean) => ArrayLike<number>[]} States
 *
 * What is drawn. `h` is that of every step, `alone` the last h of the words without padding; `reach` is the
 * end of the axis, `columns` the most steps that there can be.
 * @typedef {object} State
 * @property {number} places
 * @property {Side} padding
 * @property {boolean} mask
 * @property {Step[]} steps
 * @property {ArrayLike<number>[]} h
 * @property {ArrayLike<number>} alone
 * @property {number} reach
 * @property {number} columns
 * @property {number} difference
 */

const TRAITS = ["places", "padding", "mask"];
const MOST_PLACES = 10;
const PLACES = Array.from({ length: MOST_PLACES + 1 }, (_, places) => places);
/** @type {Side[]} */
const SIDES = ["post", "pre"];
const HEIGHT = 356;
const NAMES_IN_LINE = 3; // so many names fit beside one another above a narrow picture
const MARGIN = { top: 44, right: 64, bottom: 92, left: 44 }; // below there is room for slanted words

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const line = unpackedLine(model.get("line"));
  const [kernel, recurrentKernel, bias] = line.weights;
  const lstm = new LSTM(kernel, recurrentKernel, bias);
  /** @type {States} */
  const states = (places, padding, mask) => hiddenStates(lstm, paddedLine(line, places, padding), mask);
  const alone = last(states(0, "post", false));
  const reach = largestOfAll(states);
  const parts = [controls(model, words)];
  const later = [code(words), picture(words, alone.length), result(words)];
  const root = viewRoot("gbg-padding", words.title, ...[...parts, ...later].map((part) => part.root));
  el.append(root);

  /** @returns {State} */
  function readState() {
    const { places, padding, mask } = traitValues(model, TRAITS);
    const h = states(places, padding, mask);
    const columns = line.tokens.length + MOST_PLACES;
    const steps = paddedLine(line, places, padding);
    const difference = largestDifference(last(h), alone);
    return { places, padding, mask, steps, h, alone, reach, columns, difference };
  }
  return keepDrawn({ model, traits: TRAITS, parts, later, readState }).stop;
}

/** @param {{tokens: string[], vectors: string[], padding_vector: string, weights: string[]}} packed */
function unpackedLine({ tokens, vectors, padding_vector, weights }) {
  return {
    tokens,
    vectors: vectors.map(unpack),
    paddingVector: unpack(padding_vector),
    weights: weights.map(unpack),
  };
}

/** @param {ArrayLike<number>[]} h */
function last(h) {
  return h[h.length - 1];
}

/**
 * The end of the axis, upwards and downwards: one for every setting, so that only lines move.
 * @param {States} states
 */
function largestOfAll(states) {
  const all = SIDES.flatMap((side) =>
    [false, true].flatMap((mask) => states(MOST_PLACES, side, mask).flatMap((h) => Array.from(h))),
  );
  return Math.ceil(10 * Math.max(...all.map(Math.abs))) / 10;
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function controls(model, words) {
  const places = sliderControl({
    name: "places",
    label: words.places,
    stops: PLACES,
    text: String,
    onChange: setter(model, "places"),
  });
  const padding = choiceControl({
    name: "padding",
    label: words.side,
    choices: SIDES.map((value) => ({ value, label: words.sides[value] })),
    onChange: setter(model, "padding"),
  });
  const mask = switchControl({ name: "mask", label: "mask_zero=True", onChange: setter(model, "mask") });
  const root = element(
    "div",
    { role: "group", "aria-label": words.controls },
    places.root,
    element("div", { class: "gbg-controls" }, padding.root, mask.root),
  );
  const update = (/** @type {State} */ state) => {
    places.show(state.places);
    padding.show(state.padding);
    mask.show(state.mask);
  };
  return { root, update };
}

/** @param {Words} words */
function code(words) {
  const line = codeLine({ label: words.code, words });
  const update = (/** @type {State} */ { steps, padding }) =>
    line.show(`pad_sequences([line], maxlen=${steps.length}, padding="${padding}")`);
  return { root: line.root, update };
}

/**
 * @param {Words} words
 * @param {number} units
 */
function picture(words, units) {
  const keyLines = Math.ceil(units / NAMES_IN_LINE);
  const { root, show, stop } = chart({ height: HEIGHT, margin: MARGIN, keyLines });
  root.classList.add("gbg-picture");
  const update = (/** @type {State} */ state) => {
    const { steps, mask, reach, columns, padding } = state;
    // Words stand still: on the left when padding comes behind them, on the right when it comes first.
    const first = padding === "pre" ? columns - steps.length : 0;
    const every = Array.from({ length: units }, (_, unit) => unit);
    show({
      x: {
        from: -0.5,
        to: columns - 0.5,
        ticks: steps.map((_, t) => first + t),
        text: (column) => steps[column - first].word,
        label: "",
        everyTick: true,
        lookOf: (column) => {
          const { isWord } = steps[column - first];
          return { className: isWord || !mask ? "gbg-word" : "gbg-word gbg-still", slanted: isWord };
        },
      },
      y: { from: -reach, to: reach, ticks: [reach, 0, -reach], text: tickText, label: words.y_axis },
      ...paddedGround(state, first, words),
      lines: every.flatMap((unit) => unitLines(state, first, unit, words)),
      dots: every.flatMap((unit) => unitDots(state, first, unit)),
      description: description(state, words),
    });
  };
  return { root, update, stop };
}

/** @param {number} value */
function tickText(value) {
  return withMinus(value.toFixed(1));
}

/**
 * The ground of the padding, and its name above; where the ground is narrow, the name goes on to the side
 * on which there is room.
 * @param {State} state
 * @param {number} first column of the line
 * @param {Words} words
 * @returns {{areas?: import("../shared/marks.js").Area[], notes?: import("../shared/marks.js").Note[]}}
 */
function paddedGround({ steps, mask, places, reach, columns }, first, words) {
  if (places === 0) return {};
  const left = first + steps.findIndex(({ isWord }) => !isWord) - 0.5;
  const right = left + places;
  const isLeft = left + right < columns - 1;
  const className = mask ? "gbg-pads gbg-skipped" : "gbg-pads";
  return {
    areas: [{ x: [left, right], y: [-reach, reach], className }],
    notes: [
      {
        at: [isLeft ? left : right, reach],
        text: mask ? words.skipped : words.read,
        className: "gbg-ground-name",
        shift: [0, -8],
        anchor: isLeft ? "start" : "end",
      },
    ],
  };
}

/**
 * What the words alone end with, dashed; then h, step by step.
 * @param {State} state
 * @param {number} first
 * @param {number} unit
 * @param {Words} words
 * @returns {import("../shared/chart.js").Line[]}
 */
function unitLines({ h, alone, columns }, first, unit, words) {
  const data = { unit: unit + 1 };
  const level = alone[unit];
  return [
    {
      name: "",
      className: "gbg-alone",
      data,
      points: [
        [-0.5, level],
        [columns - 0.5, level],
      ],
    },
    {
      name: fill(words.unit, { unit: unit + 1 }),
      className: "gbg-of-unit",
      data,
      points: h.map((values, t) => [first + t, values[unit]]),
    },
  ];
}

/**
 * @param {State} state
 * @param {number} first
 * @param {number} unit
 * @returns {import("../shared/marks.js").Dot[]}
 */
function unitDots({ h, steps, mask }, first, unit) {
  return steps.map(({ isWord }, t) => ({
    at: [first + t, h[t][unit]],
    className: isWord || !mask ? "gbg-dot" : "gbg-dot gbg-still",
    data: { unit: unit + 1 },
    radius: 4,
  }));
}

/**
 * @param {State} state
 * @param {Words} words
 */
function description({ h, steps, places, padding, mask, difference }, words) {
  return fill(words.described, {
    units: h[0].length,
    steps: steps.length,
    words: steps.map(({ word }) => word).join(" "),
    places,
    side: words.sides[padding],
    mask: mask ? words.masked : words.unmasked,
    difference: decimals(difference),
  });
}

/** @param {Words} words */
function result(words) {
  const says = element("p", { class: "gbg-says" });
  const rows = ["last", "words_alone"].map((name) => {
    const value = element("span");
    const root = element("div", { "data-row": name }, element("span", {}, words[name]), value);
    return {
      root,
      show: (/** @type {ArrayLike<number>} */ h) => setText(value, Array.from(h, decimals).join(", ")),
    };
  });
  const difference = element("strong");
  const root = element(
    "div",
    { class: "gbg-panel gbg-result", role: "status" },
    says,
    ...rows.map((row) => row.root),
    element("div", { "data-row": "difference" }, element("span", {}, words.difference), difference),
    element("p", { class: "gbg-quiet" }, words.alone),
  );
  const update = (/** @type {State} */ state) => {
    setText(says, told(state, words));
    rows[0].show(last(state.h));
    rows[1].show(state.alone);
    setText(difference, decimals(state.difference));
  };
  return { root, update };
}

/**
 * @param {State} state
 * @param {Words} words
 */
function told({ places, mask }, words) {
  if (places === 0) return words.says.nothing;
  return fill(plural(words, words.says[mask ? "skipped" : "read"], places), { n: places });
}

export default { render };
