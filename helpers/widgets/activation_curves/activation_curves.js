// @ts-check
// The view of two curves, one below the other, and a dot on each that stands at the same sum.

import { chart, upright } from "../shared/chart.js";
import { sliderControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals, withMinus } from "../shared/reals.js";
import { keepDrawn, setter, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {{name: string, of: (sum: number) => number, levels: number[], height: number}} Curve
 */

const REACH = 6;
const STOPS = Array.from({ length: 121 }, (_, n) => (n - 60) / 10);
const TICKS = [-6, -3, 0, 3, 6];
const MARGIN = { top: 26, right: 14, bottom: 26, left: 34 };
const ROOM = 0.12; // above and below the levels, for the dot
/** To scale: the tanh is twice as high as the σ. @type {Curve[]} */
const CURVES = [
  { name: "sigmoid", of: (sum) => 1 / (1 + Math.exp(-sum)), levels: [0, 0.5, 1], height: 180 },
  { name: "tanh", of: Math.tanh, levels: [-1, 0, 1], height: 282 },
];

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const move = setter(model, "sum");
  const slider = sliderControl({
    name: "sum",
    label: words.sum,
    stops: STOPS,
    text: decimals,
    onChange: move,
  });
  const control = { root: slider.root, update: slider.show };
  const curves = CURVES.map((curve) => curveView(curve, words, move));
  const said = sentence(words);
  const roots = [control, ...curves, said].map((part) => part.root);
  el.append(viewRoot("gbg-activation-curves", words.title, ...roots));
  return keepDrawn({
    model,
    traits: ["sum"],
    parts: [control],
    later: [said, ...curves],
    readState: () => model.get("sum"),
  }).stop;
}

/** @param {Words} words */
function sentence(words) {
  const root = element("p", { class: "gbg-says", role: "status" });
  const update = (/** @type {number} */ sum) => {
    const [open, content] = CURVES.map(({ of }) => decimals(of(sum)));
    const share = `${Math.round(100 * CURVES[0].of(sum))} %`;
    setText(root, fill(words.says, { sum: decimals(sum), open, content, share }));
  };
  return { root, update };
}

/**
 * @param {Curve} curve
 * @param {Words} words
 * @param {(sum: number) => void} move
 */
function curveView({ name, of, levels, height }, words, move) {
  const inReach = (/** @type {number} */ sum) => Math.max(-REACH, Math.min(REACH, sum));
  const { root, show, stop } = chart({
    height,
    margin: MARGIN,
    onDrag: (sum) => move(Math.round(10 * inReach(sum)) / 10),
  });
  root.dataset.curve = name;
  const [lowest, , highest] = levels;
  const y = { from: lowest - ROOM, to: highest + ROOM, ticks: levels, text: tickText, label: "" };
  const curve = STOPS.map((sum) => /** @type {[number, number]} */ ([sum, of(sum)]));

  /** @param {number} sum */
  function update(sum) {
    const value = of(sum);
    const toTheLeft = sum > REACH / 2;
    const shift = /** @type {[number, number]} */ ([toTheLeft ? -12 : 12, value > 0.8 ? 22 : 5]);
    show({
      x: { from: -REACH, to: REACH, ticks: TICKS, text: tickText, label: "", everyTick: true },
      y,
      lines: [
        { name: "", className: "gbg-axis", points: upright(0, y) },
        { name: "", className: "gbg-curve", points: curve },
        { name: "", className: "gbg-drop", points: upright(sum, { from: Math.max(0, lowest), to: value }) },
      ],
      dots: [{ at: [sum, value], className: "gbg-dot", radius: 8 }],
      notes: [
        { at: [-REACH, highest], text: words.names[name], className: "gbg-curve-name", shift: [0, -16] },
        {
          at: [sum, value],
          text: decimals(value),
          className: "gbg-curve-value",
          shift,
          anchor: toTheLeft ? "end" : "start",
        },
      ],
      description: fill(words.described[name], { sum: decimals(sum), value: decimals(value) }),
    });
  }
  return { root, update, stop };
}

/** @param {number} value */
function tickText(value) {
  return withMinus(String(value));
}

export default { render };
