// @ts-check
// The five numbers that go in, what the model makes of them, and what should come out: a picture, and the
// same as numbers below it. Inputs and targets are dragged in the picture or typed below.

import { element, svg } from "../shared/dom.js";
import { levelMark, scale } from "../shared/marks.js";
import { fill, format } from "../shared/numbers.js";
import { withMinus } from "../shared/reals.js";
import { drawnToWidth } from "../shared/width.js";
import { numberAxis } from "./axes.js";
import { boxesRow, replaced, textRow } from "./number_rows.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./runs.js").Shown} Shown
 * @typedef {"inputs" | "target"} Kind
 * @typedef {ReturnType<typeof numberAxis>} Axis
 *
 * `predictions` are those of the epoch that is looked at; none before the first run.
 * @typedef {{inputs: number[], target: number[], predictions: ArrayLike<number>, shown: Shown | null,
 *   epoch: number}} State
 *
 * From the number of a column and the share of its width, and from a value, to pixels.
 * @typedef {object} Look
 * @property {(place: number, share: number) => number} toX
 * @property {(value: number) => number} toY
 * @property {(value: number) => number} inside the value, or the end of the axis that it lies beyond
 * @property {Axis} axis
 */

/** @type {Kind[]} */
const KINDS = ["inputs", "target"];
const HEIGHT = 206;
const TOP = 10;
const BOTTOM = HEIGHT - 10;
const LEFT = 84; // as wide as the names of the rows below
const RIGHT = 6;
const ROUND = 20; // a dragged number is a multiple of 1 / ROUND
const TRAIL_POINTS = 60;
// Within the column of a number, from 0 at its left edge to 1: the input, the way of the prediction from
// the first epoch to the last, and the target where that way ends.
const PLACES = { input: 0.2, trail: [0.34, 0.76] };

/**
 * @param {Words} words
 * @param {(kind: string, numbers: number[]) => void} change
 */
export function numbersPicture(words, change) {
  const plot = pointsPlot(words, change);
  const inputs = boxesRow("inputs", words, change);
  const given = textRow(words.prediction);
  const target = boxesRow("target", words, change);
  const rows = [...inputs.nodes, ...given.nodes, ...target.nodes, inputs.note, target.note];
  const root = element(
    "figure",
    { class: "gbg-predictions" },
    caption(words),
    plot.root,
    element("div", { class: "gbg-numbers" }, ...rows),
  );

  function update(/** @type {State} */ state) {
    inputs.show(state.inputs);
    target.show(state.target);
    given.show(state.target.map((_, place) => predictionText(state.predictions[place])));
    plot.update(state);
  }
  return { root, update, stop: plot.stop };
}

/**
 * The picture itself, in which inputs and targets are dragged.
 * @param {Words} words
 * @param {(kind: string, numbers: number[]) => void} change
 */
function pointsPlot(words, change) {
  const grid = svg("g");
  const marks = svg("g");
  // They are moved and not drawn anew: a finger holds on to what it has touched.
  const handles = KINDS.flatMap((kind) => Array.from({ length: 5 }, (_, place) => handle(kind, place)));
  const root = svg(
    "svg",
    { class: "gbg-chart", role: "img", width: "100%", height: HEIGHT },
    grid,
    marks,
    ...handles.map((one) => one.root),
  );
  const picture = drawnToWidth(root, draw);
  const drag = dragging(root, picture, change);

  /**
   * @param {State} state
   * @param {number} width
   */
  function draw(state, width) {
    const look = lookOf(drag.axis(state), state.target.length, width);
    grid.replaceChildren(
      ...look.axis.ticks.map((tick) =>
        levelMark(look.toY(tick), tickText(tick, look.axis), { left: LEFT, right: width - RIGHT }),
      ),
    );
    marks.replaceChildren(...state.target.flatMap((_, place) => numberMarks(place, state, look)));
    for (const { kind, place, share, root: point } of handles) {
      const y = look.toY(look.inside(state[kind][place]));
      point.setAttribute("transform", `translate(${look.toX(place, share)} ${y})`);
    }
    root.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    root.setAttribute("aria-label", described(state, words));
  }
  return { root, update: picture.show, stop: picture.stop };
}

/**
 * @param {Axis} axis
 * @param {number} count
 * @param {number} width
 * @returns {Look}
 */
function lookOf(axis, count, width) {
  const step = (width - LEFT - RIGHT) / count;
  return {
    axis,
    toX: (place, share) => LEFT + step * (place + share),
    toY: scale(axis, BOTTOM, TOP),
    inside: (value) => Math.min(axis.to, Math.max(axis.from, value)),
  };
}

/**
 * @param {State} state
 * @param {Words} words
 */
function described({ epoch, predictions, target }, words) {
  return fill(words.predictions_description, {
    epoch: format(epoch),
    given: Array.from(predictions, predictionText).join(", ") || "–",
    wanted: target.join(", "),
  });
}

/**
 * Lets a pointer drag the handles up and down. While a point is dragged the axis stays, or the point would
 * run away from the pointer; afterwards the picture is drawn anew.
 * @param {SVGElement} root
 * @param {{shown: () => State | null, redraw: () => void}} picture
 * @param {(kind: string, numbers: number[]) => void} change
 */
function dragging(root, { shown, redraw }, change) {
  /** @type {{kind: Kind, place: number, axis: Axis} | null} */
  let dragged = null;
  const axis = (/** @type {State} */ { inputs, target }) =>
    dragged?.axis ?? numberAxis([...inputs, ...target]);
  const handleAt = (/** @type {Event} */ event) =>
    /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest(".gbg-handle"));
  // A finger on a point moves the point and not the page. (`touch-action` does not hold inside an SVG.)
  const touched = (/** @type {Event} */ event) => {
    if (handleAt(event) !== null) event.preventDefault();
  };
  root.addEventListener("touchstart", touched, { passive: false });
  root.addEventListener("pointerdown", (event) => {
    const [found, now] = [handleAt(event), shown()];
    if (found === null || now === null || event.button !== 0) return;
    event.preventDefault(); // no text is marked on the way
    const kind = /** @type {Kind} */ (found.dataset.kind);
    dragged = { kind, place: Number(found.dataset.place), axis: axis(now) };
    root.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    const now = shown();
    if (dragged === null || now === null) return;
    const { kind, place } = dragged;
    const value = valueAt(event.clientY - root.getBoundingClientRect().top, dragged.axis);
    if (value !== now[kind][place]) change(kind, replaced(now[kind], place, value));
  });
  const drop = () => {
    dragged = null;
    redraw();
  };
  root.addEventListener("pointerup", drop);
  root.addEventListener("pointercancel", drop);
  return { axis };
}

/**
 * The rounded value at a height of the picture; beyond its edge it stays at the edge.
 * @param {number} y
 * @param {Axis} axis
 */
function valueAt(y, { from, to }) {
  const share = Math.min(1, Math.max(0, (BOTTOM - y) / (BOTTOM - TOP)));
  const [lowest, highest] = [Math.ceil(from * ROUND), Math.floor(to * ROUND)];
  const rounded = Math.round((from + share * (to - from)) * ROUND);
  return Math.min(highest, Math.max(lowest, rounded)) / ROUND;
}

/**
 * @param {Kind} kind
 * @param {number} place
 */
function handle(kind, place) {
  const isInput = kind === "inputs";
  const shape = isInput
    ? svg("rect", { class: "gbg-input", x: -8, y: -8, width: 16, height: 16 })
    : svg("circle", { class: "gbg-target", r: 10 });
  const hit = svg("circle", { class: "gbg-handle", r: 18, "data-kind": kind, "data-place": place });
  return { kind, place, share: isInput ? PLACES.input : PLACES.trail[1], root: svg("g", {}, shape, hit) };
}

/** @param {Words} words */
function caption(words) {
  const key = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {string} */ text) => [
    element("span", { class: `gbg-${name}-key`, "aria-hidden": "true" }, sign),
    ` ${text}   `,
  ];
  return element(
    "figcaption",
    {},
    ...key("input", "□", words.inputs),
    ...key("prediction", "◆", words.prediction),
    ...key("target", "○", words.target),
  );
}

/**
 * @param {number} tick
 * @param {Axis} axis
 */
function tickText(tick, axis) {
  return withMinus(tick.toFixed(axis.decimals));
}

/**
 * The way of a prediction so far, and where it is.
 * @param {number} place
 * @param {State} state
 * @param {Look} look
 */
function numberMarks(place, { shown, epoch, target }, { toX, toY, inside, axis }) {
  if (shown === null) return [];
  const { predictions, done } = shown.run;
  const at = (/** @type {number} */ e) => predictions[e * target.length + place];
  const [from, to] = PLACES.trail;
  // Most happens in the first epochs, so they are given more room.
  const x = (/** @type {number} */ e) => toX(place, from + (to - from) * Math.sqrt(e / Math.max(1, done)));
  const y = (/** @type {number} */ e) => toY(inside(Number.isFinite(at(e)) ? at(e) : axis.from));
  const corner = (/** @type {number} */ e) => `${x(e).toFixed(1)},${y(e).toFixed(1)}`;
  const corners = trailEpochs(epoch).map(corner);
  const outside = at(epoch) > axis.to ? "up" : at(epoch) < axis.from ? "down" : "inside";
  return [
    svg("polyline", { class: "gbg-trail", points: corners.join(" ") }),
    svg("path", {
      class: "gbg-prediction",
      d: `M${x(epoch).toFixed(1)},${y(epoch).toFixed(1)}${MARK[outside]}`,
    }),
  ];
}

/**
 * Epochs from 0 to the one looked at, few enough to draw, evenly spaced in the picture.
 * @param {number} epoch
 */
function trailEpochs(epoch) {
  const all = Array.from({ length: TRAIL_POINTS + 1 }, (_, i) => Math.round(epoch * (i / TRAIL_POINTS) ** 2));
  return [...new Set(all)];
}

// A diamond; beyond the picture's edge an arrow that points to where the prediction is.
const MARK = {
  inside: "m0,-8l7,8l-7,8l-7,-8z",
  up: "m0,-8l8,14h-16z",
  down: "m0,8l8,-14h-16z",
};

/** @param {number | undefined} value */
function predictionText(value) {
  if (value === undefined) return "–";
  if (!Number.isFinite(value)) return withMinus(String(value)).replace("Infinity", "∞");
  const text = Math.abs(value) < 100 ? value.toFixed(2) : value.toExponential(0).replace("+", "");
  return withMinus(text);
}
