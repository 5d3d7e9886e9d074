// @ts-check
// The view of the saved runs: a line for each window over the units, a dot for each seed.

import { chart, upright } from "../shared/chart.js";
import { choiceControl, sliderControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { fill, format } from "../shared/numbers.js";
import { decimals, unpack } from "../shared/reals.js";
import { keepDrawn, setter, traitValues, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("../shared/chart.js").Line} Line
 *
 * The errors of five seeds, in ppm, on validation and on training data.
 * @typedef {{validation: number[], train: number[]}} Cell
 *
 * `errors` by what is asked for, then the window, then the units; `dense` by what is asked for and the window.
 * @typedef {object} Runs
 * @property {number[]} windows
 * @property {number[]} units
 * @property {number[]} parameters
 * @property {number} baseline
 * @property {Record<string, Cell[][]>} errors
 * @property {Record<string, number[][]>} dense
 *
 * @typedef {{lowest: number, median: number, highest: number}} Spread
 * @typedef {{target: string, window: number, units: number} & Cell & Spread} State
 */

const TRAITS = ["target", "window", "units"];
const TARGETS = ["level", "change"];
const HEIGHT = 340;
const MARGIN = { top: 30, right: 98, bottom: 54, left: 40 };
// One frame for each thing asked for, so that lines move and the axes do not.
/** @type {Record<string, {from: number, to: number, ticks: number[]}>} */
const ERRORS = {
  level: { from: 0.2, to: 16, ticks: [0.2, 0.5, 1, 2, 5, 10] },
  change: { from: 0.2, to: 0.7, ticks: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7] },
};
const ROOM = 1.35; // beside the first and the last number of units, as a factor

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const runs = unpackedRuns(model.get("runs"));
  const parts = [controls(model, runs, words), picture(runs, words), result(runs, words)];
  const root = viewRoot("gbg-forecast-runs", words.title, ...parts.map((part) => part.root));
  el.append(root);
  const readState = () => {
    const chosen = traitValues(model, TRAITS);
    const cell = cellOf(runs, chosen.target, chosen.window, chosen.units);
    return { ...chosen, ...cell, ...spreadOf(cell.validation) };
  };
  return keepDrawn({ model, traits: TRAITS, parts, readState }).stop;
}

/**
 * @param {any} packed
 * @returns {Runs}
 */
function unpackedRuns({ errors, dense, ...sizes }) {
  const cell = (/** @type {{validation: string, train: string}} */ { validation, train }) => ({
    validation: unpack(validation),
    train: unpack(train),
  });
  const byTarget = (/** @type {(target: string) => any} */ of) =>
    Object.fromEntries(TARGETS.map((target) => [target, of(target)]));
  return {
    ...sizes,
    errors: byTarget((target) => errors[target].map((/** @type {any[]} */ row) => row.map(cell))),
    dense: byTarget((target) => dense[target].map(unpack)),
  };
}

/**
 * @param {Runs} runs
 * @param {string} target
 * @param {number} window
 * @param {number} units
 */
function cellOf(runs, target, window, units) {
  return runs.errors[target][runs.windows.indexOf(window)][runs.units.indexOf(units)];
}

/**
 * @param {number[]} errors
 * @returns {Spread}
 */
function spreadOf(errors) {
  const sorted = [...errors].sort((a, b) => a - b);
  return { lowest: sorted[0], median: sorted[(sorted.length - 1) / 2], highest: sorted[sorted.length - 1] };
}

/**
 * @param {Model} model
 * @param {Runs} runs
 * @param {Words} words
 */
function controls(model, runs, words) {
  const target = choiceControl({
    name: "target",
    label: words.target,
    choices: TARGETS.map((value) => ({ value, label: words.targets[value] })),
    onChange: setter(model, "target"),
  });
  const sliders = [
    { name: "window", label: words.window, stops: runs.windows },
    { name: "units", label: words.units_name, stops: runs.units },
  ].map(({ name, ...how }) => ({
    name,
    ...sliderControl({ name, ...how, text: String, onChange: setter(model, name) }),
  }));
  const root = element(
    "div",
    { role: "group", "aria-label": words.controls },
    target.root,
    ...sliders.map((slider) => slider.root),
  );
  const update = (/** @type {Record<string, any>} */ state) => {
    target.show(state.target);
    for (const slider of sliders) slider.show(state[slider.name]);
  };
  return { root, update };
}

/**
 * @param {Runs} runs
 * @param {Words} words
 */
function picture(runs, words) {
  const { root, show, stop } = chart({ height: HEIGHT, margin: MARGIN });
  const [fewest, most] = [runs.units[0], runs.units[runs.units.length - 1]];
  const update = (/** @type {State} */ state) =>
    show({
      x: {
        from: fewest / ROOM,
        to: most * ROOM,
        log: true,
        ticks: runs.units,
        text: String,
        label: words.x_axis,
      },
      y: { ...ERRORS[state.target], log: true, text: String, label: words.y_axis },
      lines: lines(runs, state, words),
      dots: state.validation.map((error) => ({ at: [state.units, error], className: "gbg-seed" })),
      description: fill(words.described, {
        target: words.targets[state.target],
        chosen: fill(words.chosen, state),
        spread: spreadText(state, words),
        ppm: decimals(runs.baseline),
      }),
    });
  return { root, update, stop };
}

/**
 * The chosen window on top of the others, the baseline below all.
 * @param {Runs} runs
 * @param {State} state
 * @param {Words} words
 * @returns {Line[]}
 */
function lines(runs, state, words) {
  // It ends where the names of the other lines begin.
  const ends = [runs.units[0] / ROOM, runs.units[runs.units.length - 1]];
  const windows = runs.windows.map(
    (window) =>
      /** @type {Line & {window: number}} */ ({
        window,
        name: fill(words.months, { n: window }),
        points: runs.units.map((units) => [
          units,
          spreadOf(cellOf(runs, state.target, window, units).validation).median,
        ]),
        className: window === state.window ? "gbg-chosen" : "gbg-other",
      }),
  );
  return [
    { name: "", points: upright(state.units, ERRORS[state.target]), className: "gbg-column" },
    { name: words.to_beat, points: ends.map((x) => [x, runs.baseline]), className: "gbg-baseline" },
    ...windows.filter(({ window }) => window !== state.window),
    ...windows.filter(({ window }) => window === state.window),
  ];
}

/**
 * @param {Spread} spread
 * @param {Words} words
 */
function spreadText({ median, lowest, highest }, words) {
  const spread = { median, lowest, highest };
  return fill(
    words.spread,
    Object.fromEntries(Object.entries(spread).map(([name, error]) => [name, decimals(error)])),
  );
}

/**
 * @param {Runs} runs
 * @param {Words} words
 */
function result(runs, words) {
  const title = element("p", { class: "gbg-title" });
  const ppm = decimals(runs.baseline);
  const names = [words.error, words.dense, words.training, fill(words.beats, { ppm })];
  const rows = names.map(resultRow);
  const legend = element("p", { class: "gbg-quiet" }, fill(words.legend, { ppm }));
  const root = element(
    "div",
    { class: "gbg-panel gbg-result", role: "status" },
    title,
    ...rows.map((row) => row.root),
    legend,
  );
  const update = (/** @type {State} */ state) => {
    const parameters = runs.parameters[runs.units.indexOf(state.units)];
    const size = fill(words.parameters, { n: format(parameters) });
    setText(title, `${fill(words.chosen, state)}: ${size}`);
    rows[0].show(spreadText(state, words));
    const dense = runs.dense[state.target][runs.windows.indexOf(state.window)];
    rows[1].show(spreadText(spreadOf(dense), words));
    rows[2].show(fill(words.training_spread, { median: decimals(spreadOf(state.train).median) }));
    const wins = state.validation.filter((error) => error < runs.baseline).length;
    rows[3].show(fill(words.beats_of, { n: wins }));
  };
  return { root, update };
}

/** @param {string} name */
function resultRow(name) {
  const value = element("strong");
  const root = element("div", { class: "gbg-row" }, element("span", {}, name), value);
  return { root, show: (/** @type {string} */ text) => setText(value, text) };
}

export default { render };
