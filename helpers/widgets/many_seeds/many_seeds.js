// @ts-check
// The view of many seeds: each trained model becomes a point as soon as it is there.

import { chart } from "../shared/chart.js";
import { button, choiceControl } from "../shared/controls.js";
import { element, setAttributes, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { powerOfTen } from "../shared/reals.js";
import { setter, viewRoot } from "../shared/view.js";
import { seedsTrainer } from "./runs.js";

/** @typedef {import("./runs.js").Kind} Kind */
/** @typedef {import("../shared/view.js").Words} Words */
/** @typedef {import("./runs.js").Point} Point */

/** @type {Kind[]} */
const KINDS = ["exact", "minus_zero", "other"];
/** @type {Record<Kind, "circle" | "diamond" | "square">} */
const FORMS = { exact: "circle", minus_zero: "diamond", other: "square" };
const HEIGHT = 220;
const MARGIN = { top: 12, right: 16, bottom: 52, left: 20 };
const [SMALLEST, LARGEST] = [-24, 0]; // powers of ten that are told apart
const ROOM = 0.05; // above and below the points, as a part of the plot
const FIRST = -6; // where the axis begins until a smaller error comes

/** @param {{model: import("../shared/view.js").Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const { names, examples, seeds, units } = model.get("tasks");
  const trainer = seedsTrainer({ seeds, units }, report);
  const choice = choiceControl({
    name: "example",
    label: words.example,
    choices: names.map((/** @type {string} */ value) => ({ value, label: examples[value].title })),
    onChange: setter(model, "example"),
  });
  const train = button(fill(words.train, { n: seeds.length }), begin);
  const stop = button(words.stop, trainer.stop);
  const says = element("p", { class: "gbg-says", role: "status" });
  const kinds = kindsList(words);
  const picture = pointsChart(words);
  const root = viewRoot(
    "gbg-many-seeds",
    words.title,
    choice.root,
    element("div", { class: "gbg-buttons", role: "group", "aria-label": words.controls }, train, stop),
    says,
    kinds.root,
    picture.root,
  );
  el.append(root);

  function begin() {
    trainer.train(examples[model.get("example")]);
    showStop();
    setText(says, "");
  }

  /** @param {Point[]} points */
  function report(points) {
    show(points);
    if (!trainer.busy()) setText(says, said(points));
  }

  /** @param {Point[]} points */
  function show(points) {
    kinds.show(points);
    picture.show(points, said(points));
    showStop();
  }

  /** @param {Point[]} points */
  function said(points) {
    return fill(words.says, { done: points.length, all: seeds.length, ...numbers(points) });
  }

  function showStop() {
    setAttributes(stop, { disabled: !trainer.busy() });
  }

  function changed() {
    trainer.cancel();
    choice.show(model.get("example"));
    setText(says, words.start);
    show([]);
  }
  model.on("change:example", changed);
  changed();
  return () => {
    model.off("change:example", changed);
    picture.stop();
    trainer.cancel();
  };
}

/**
 * How many points there are of each kind.
 * @param {Point[]} points
 */
function numbers(points) {
  return Object.fromEntries(
    KINDS.map((kind) => [kind, points.filter((point) => point.kind === kind).length]),
  );
}

/** @param {Words} words */
function kindsList(words) {
  const items = KINDS.map((kind) => element("li", { "data-kind": kind }));
  const show = (/** @type {Point[]} */ points) => {
    const found = numbers(points);
    KINDS.forEach((kind, k) => {
      setText(items[k], fill(words.count, { kind: words.kinds[kind], n: found[kind] }));
    });
  };
  return { root: element("ul", { class: "gbg-kinds" }, ...items), show };
}

/**
 * A point for each run, by its error.
 * @param {Words} words
 */
function pointsChart(words) {
  const { root, show: draw, stop } = chart({ height: HEIGHT, margin: MARGIN });
  const show = (/** @type {Point[]} */ points, /** @type {string} */ said) => {
    const start = axisStart(points);
    draw({
      x: {
        from: start,
        to: LARGEST,
        ticks: exponents(start),
        text: powerOfTen,
        label: words.axis,
        grid: true,
        everyTick: true,
      },
      y: { from: -ROOM, to: 1 + ROOM, ticks: [], text: String, label: "" },
      dots: points.map(mark),
      description: fill(words.described, { said }),
    });
  };
  return { root, show, stop };
}

/** @param {Point[]} points */
function axisStart(points) {
  return Math.min(FIRST, ...points.map(({ error }) => Math.floor(power(error))));
}

/** @param {number} error */
function power(error) {
  return Math.min(LARGEST, Math.max(SMALLEST, Math.log10(error)));
}

/**
 * The powers of ten from `start` on, few enough to be written.
 * @param {number} start
 */
function exponents(start) {
  const step = Math.ceil(-start / 6);
  return Array.from({ length: Math.floor(-start / step) + 1 }, (_, n) => LARGEST - n * step).reverse();
}

/**
 * Spread evenly upwards, not at random: the same runs give the same picture. A kind has its own form.
 * @param {Point} point
 * @param {number} place
 * @returns {import("../shared/marks.js").Dot}
 */
function mark({ error, kind }, place) {
  const at = /** @type {[number, number]} */ ([power(error), (place * 0.618) % 1]);
  return { at, form: FORMS[kind], className: "gbg-point", data: { kind } };
}

export default { render };
