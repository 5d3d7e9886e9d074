// @ts-check
// The view of the gradient through time. Python has measured every curve; the slider picks one.

import { chart } from "../shared/chart.js";
import { choiceControl, sliderControl, switchControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { powerOfTen, shareText, unpack } from "../shared/reals.js";
import { keepDrawn, setter, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 *
 * Each curve is a list of shares of the gradient; its index counts the steps back from the last.
 * @typedef {object} State
 * @property {number} forgetBias
 * @property {string} withRespectTo
 * @property {boolean} references
 * @property {number} kerasBias
 * @property {number[]} simpleRnn
 * @property {number[]} lstmDefault
 * @property {number[]} lstm
 */

const TRAITS = ["forget_bias", "with_respect_to", "references"];
const HEIGHT = 400;
const MARGIN = { top: 30, right: 184, bottom: 52, left: 54 };
const KEY_LINES = 3; // as many as five names need in a narrow picture
// One frame for every setting, so that lines move and the axes do not.
const EXPONENTS = [3, 0, -3, -6, -9, -12, -15, -18, -21, -24];
const [HIGHEST, LOWEST] = [10 ** 4.3, 1e-25];
const REFERENCES = [1.1, 0.9];

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const [chosen, pictured, found] = [controls(model, words), picture(words), result(words)];
  const roots = [chosen, pictured, found].map((part) => part.root);
  const root = viewRoot("gbg-gradient-through-time", words.title, ...roots);
  el.append(root);
  return keepDrawn({
    model,
    traits: TRAITS,
    parts: [chosen],
    later: [found, pictured],
    readState: () => readState(model),
  }).stop;
}

/**
 * @param {Model} model
 * @returns {State}
 */
function readState(model) {
  const [forgetBias, withRespectTo, references] = TRAITS.map((name) => model.get(name));
  const { keras_forget_bias: kerasBias, forget_biases: biases, simple_rnn, lstm } = model.get("measured");
  const lstmWith = (/** @type {number} */ bias) => unpack(lstm[biases.indexOf(bias)][withRespectTo]);
  return {
    forgetBias,
    withRespectTo,
    references,
    kerasBias,
    simpleRnn: unpack(simple_rnn[withRespectTo]),
    lstmDefault: lstmWith(kerasBias),
    lstm: lstmWith(forgetBias),
  };
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function controls(model, words) {
  const bias = sliderControl({
    name: "forget_bias",
    label: words.forget_bias,
    stops: model.get("measured").forget_biases,
    text: (bias) => {
      const isDefault = bias === model.get("measured").keras_forget_bias;
      return isDefault ? fill(words.default_bias, { bias: biasText(bias) }) : biasText(bias);
    },
    onChange: setter(model, "forget_bias"),
  });
  const withRespectTo = choiceControl({
    name: "with_respect_to",
    label: words.with_respect_to,
    choices: ["inputs", "hidden_state"].map((value) => ({ value, label: words.nudged[value] })),
    onChange: setter(model, "with_respect_to"),
  });
  const references = switchControl({
    name: "references",
    label: words.references,
    onChange: setter(model, "references"),
  });
  const root = element(
    "div",
    { role: "group", "aria-label": words.controls, class: "gbg-gradient-controls" },
    bias.root,
    element("div", { class: "gbg-controls" }, withRespectTo.root, references.root),
  );
  const update = (/** @type {State} */ state) => {
    bias.show(state.forgetBias);
    withRespectTo.show(state.withRespectTo);
    references.show(state.references);
  };
  return { root, update };
}

/** @param {number} bias */
function biasText(bias) {
  return bias.toFixed(2);
}

/** @param {Words} words */
function picture(words) {
  const { root, show, stop } = chart({ height: HEIGHT, margin: MARGIN, keyLines: KEY_LINES });
  const update = (/** @type {State} */ state) => {
    const furthest = state.simpleRnn.length - 1;
    const ticks = [0, 20, 40, 60, 80].filter((n) => n < furthest);
    show({
      x: { from: 0, to: furthest, ticks: [...ticks, furthest], text: String, label: words.x_axis },
      y: {
        from: LOWEST,
        to: HIGHEST,
        log: true,
        ticks: EXPONENTS.map((exponent) => 10 ** exponent),
        text: (value) => powerOfTen(Math.round(Math.log10(value))),
        label: words.y_axis[state.withRespectTo],
      },
      lines: lines(state, words),
      description: description(state, words),
    });
  };
  return { root, update, stop };
}

/**
 * @param {State} state
 * @param {Words} words
 */
function lines({ simpleRnn, lstm, lstmDefault, forgetBias, kerasBias, references }, words) {
  const isDefault = forgetBias === kerasBias;
  const powers = (/** @type {number} */ base) => ({
    name: fill(words.power, { base }),
    points: simpleRnn.map((_, n) => point(n, base ** n)),
    className: "gbg-reference",
  });
  /**
   * @param {string} name
   * @param {number[]} shares
   * @param {string} className
   */
  const measured = (name, shares, className) => ({
    name,
    points: shares.map((share, n) => point(n, share)),
    className,
  });
  return [
    ...(references ? REFERENCES.map(powers) : []),
    measured(words.simple_rnn, simpleRnn, "gbg-simple-rnn"),
    ...(isDefault
      ? []
      : [measured(fill(words.default_name, { bias: biasText(kerasBias) }), lstmDefault, "gbg-default")]),
    measured(lstmName(forgetBias, words), lstm, "gbg-lstm"),
  ];
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
function point(x, y) {
  return [x, y];
}

/**
 * @param {number} forgetBias
 * @param {Words} words
 */
function lstmName(forgetBias, words) {
  return fill(words.lstm, { bias: biasText(forgetBias) });
}

/**
 * @param {State} state
 * @param {Words} words
 */
function description(state, words) {
  const rows = resultRows(state, words).map(({ name, share }) =>
    fill(words.description_line, { name, share: shareText(share) }),
  );
  return [fill(words.description, { steps: state.lstm.length - 1 }), ...rows].join(" ");
}

/**
 * @param {State} state
 * @param {Words} words
 */
function resultRows(state, words) {
  return [
    { name: lstmName(state.forgetBias, words), share: state.lstm[state.lstm.length - 1] },
    { name: words.simple_rnn, share: state.simpleRnn[state.simpleRnn.length - 1] },
  ];
}

/**
 * What is left at the far end, in words and written out.
 * @param {Words} words
 */
function result(words) {
  const rows = ["gbg-lstm", "gbg-simple-rnn"].map((className) => resultRow(className));
  const root = element(
    "div",
    { class: "gbg-panel gbg-left" },
    ...rows.map((row) => row.root),
    element("p", { class: "gbg-quiet" }, words.measured),
  );
  const update = (/** @type {State} */ state) => {
    const steps = state.lstm.length - 1;
    resultRows(state, words).forEach(({ name, share }, i) =>
      rows[i].show(name, fill(words.left, { steps, share: shareText(share) })),
    );
  };
  return { root, update };
}

/** @param {string} className */
function resultRow(className) {
  const name = element("strong", { class: `gbg-line-name ${className}` });
  const sentence = element("span");
  const root = element("p", { class: "gbg-left-line" }, name, sentence);
  const show = (/** @type {string} */ title, /** @type {string} */ text) => {
    setText(name, title);
    setText(sentence, text);
  };
  return { root, show };
}

export default { render };
