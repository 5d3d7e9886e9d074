// @ts-check
// The view of many seeds: each trained model becomes a point as soon as it is there.

import { choiceControl } from "../shared/controls.js";
import { element, setAttributes, setText, svg } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { powerOfTen } from "../shared/reals.js";
import { trainingRunner } from "../shared/runner.js";
import { setter, viewRoot } from "../shared/view.js";
import { watchWidth } from "../shared/width.js";
import { newTraining, outcome } from "./runs.js";

/** @typedef {import("./runs.js").Kind} Kind */
/** @typedef {import("../shared/view.js").Words} Words */
/** @typedef {{error: number, kind: Kind}} Point */

/** @type {Kind[]} */
const KINDS = ["exact", "minus_zero", "other"];
const HEIGHT = 220;
const [LEFT, RIGHT, TOP, BOTTOM] = [20, 16, 12, 52];
const [SMALLEST, LARGEST] = [-24, 0]; // powers of ten that are told apart
const FIRST = -6; // where the axis begins until a smaller error comes

/** @param {{model: import("../shared/view.js").Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const { examples, seeds, units } = model.get("tasks");
  const runner = trainingRunner();
  /** @type {Point[]} */
  let points = [];
  let width = 0;

  const choice = choiceControl({
    name: "example",
    label: words.example,
    choices: Object.entries(examples).map(([value, { title }]) => ({ value, label: title })),
    onChange: setter(model, "example"),
  });
  const train = button(begin, fill(words.train, { n: seeds.length }));
  const stop = button(halt, words.stop);
  const says = element("p", { class: "gbg-says", role: "status" }, words.start);
  const counts = KINDS.map((kind) => element("li", { "data-kind": kind }));
  const picture = svg("svg", { class: "gbg-chart", role: "img", width: "100%", height: HEIGHT });
  const root = viewRoot(
    "gbg-many-seeds",
    words.title,
    choice.root,
    element("div", { class: "gbg-buttons", role: "group", "aria-label": words.controls }, train, stop),
    says,
    element("ul", { class: "gbg-kinds" }, ...counts),
    picture,
  );
  el.append(root);

  function begin() {
    points = [];
    next();
    setText(says, "");
  }

  function next() {
    const place = points.length;
    if (place === seeds.length) return end();
    const example = examples[model.get("example")];
    const training = newTraining(example, seeds[place], units);
    runner.start(training, example.epochs, (run) => {
      if (run.status === "training") return;
      if (run.status === "stopped") return end();
      points.push(outcome(training.predictions, example.y));
      draw();
      next();
    });
    showButtons();
  }

  function halt() {
    runner.stop();
  }

  function end() {
    showButtons();
    setText(says, said());
  }

  function said() {
    const of = Object.fromEntries(KINDS.map((kind) => [kind, number(kind)]));
    return fill(words.says, { done: points.length, all: seeds.length, ...of });
  }

  /** @param {Kind} kind */
  function number(kind) {
    return points.filter((point) => point.kind === kind).length;
  }

  function showButtons() {
    setAttributes(stop, { disabled: !runner.busy() });
  }

  function draw() {
    counts.forEach((item, k) => {
      setText(item, fill(words.count, { kind: words.kinds[KINDS[k]], n: number(KINDS[k]) }));
    });
    if (width === 0) return;
    picture.setAttribute("aria-label", fill(words.described, { said: said() }));
    const start = axisStart(points);
    const toX = placeOf(start, width);
    picture.replaceChildren(...axis(start, width, words), ...points.map((point, k) => mark(point, k, toX)));
  }

  function changed() {
    runner.cancel();
    points = [];
    choice.show(model.get("example"));
    setText(says, words.start);
    showButtons();
    draw();
  }
  model.on("change:example", changed);
  const unwatch = watchWidth(picture, (found) => {
    width = found;
    draw();
  });
  changed();
  return () => {
    model.off("change:example", changed);
    unwatch();
    runner.cancel();
    el.replaceChildren();
  };
}

/** @param {() => void} onclick @param {string} text */
function button(onclick, text) {
  return element("button", { type: "button", class: "gbg-button", onclick }, text);
}

/** @param {Point[]} points */
function axisStart(points) {
  return Math.min(FIRST, ...points.map(({ error }) => Math.floor(power(error))));
}

/** @param {number} error */
function power(error) {
  return Math.min(LARGEST, Math.max(SMALLEST, Math.log10(error)));
}

/** @param {number} start @param {number} width */
function placeOf(start, width) {
  return (/** @type {number} */ exponent) =>
    LEFT + ((exponent - start) / (LARGEST - start)) * (width - LEFT - RIGHT);
}

/** @param {number} start @param {number} width @param {Words} words */
function axis(start, width, words) {
  const [bottom, toX] = [HEIGHT - BOTTOM, placeOf(start, width)];
  const step = Math.ceil(-start / 6);
  const ticks = [];
  for (let exponent = LARGEST; exponent >= start; exponent -= step) {
    const x = Math.round(toX(exponent)) + 0.5;
    const anchor = exponent === LARGEST ? "end" : "middle";
    ticks.push(svg("line", { class: "gbg-grid", x1: x, x2: x, y1: TOP, y2: bottom }));
    ticks.push(svg("text", { x, y: bottom + 20, "text-anchor": anchor }, powerOfTen(exponent)));
  }
  return [...ticks, svg("text", { class: "gbg-axis-label", x: 0, y: HEIGHT - 6 }, words.axis)];
}

/**
 * Spread evenly upwards, not at random: the same runs give the same picture. A kind has its own form.
 * @param {Point} point @param {number} place @param {(exponent: number) => number} toX
 */
function mark({ error, kind }, place, toX) {
  const x = toX(power(error));
  const y = TOP + 8 + ((place * 0.618) % 1) * (HEIGHT - TOP - BOTTOM - 16);
  const look = { class: "gbg-point", "data-kind": kind };
  if (kind === "exact") return svg("circle", { ...look, cx: x, cy: y, r: 5 });
  if (kind === "minus_zero") return svg("path", { ...look, d: `M${x} ${y - 6}l6 6l-6 6l-6-6z` });
  return svg("path", { ...look, d: `M${x - 5} ${y - 5}h10v10h-10z` });
}

export default { render };
