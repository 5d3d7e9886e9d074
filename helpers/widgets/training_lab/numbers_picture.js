// @ts-check
// The five numbers that go in, what the model makes of them, and what should come out: a picture, and the
// same as numbers below it. Inputs and targets are dragged in the picture or typed below.

import { element, svg } from "../shared/dom.js";
import { levelMark, scale } from "../shared/marks.js";
import { fill, format } from "../shared/numbers.js";
import { watchWidth } from "../shared/width.js";
import { numberAxis } from "./axes.js";
import { boxesRow, replaced, textRow } from "./number_rows.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./session.js").Shown} Shown
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
  const grid = svg("g");
  const marks = svg("g");
  // They are moved and not drawn anew: a finger holds on to what it has touched.
  const kinds = /** @type {Kind[]} */ (["inputs", "target"]);
  const handles = kinds.flatMap((kind) => Array.from({ length: 5 }, (_, place) => handle(kind, place)));
  const picture = svg(
    "svg",
    { class: "gbg-chart", role: "img", width: "100%", height: HEIGHT },
    grid,
    marks,
    ...handles.map((one) => one.root),
  );
  const rows = {
    inputs: boxesRow("inputs", words, change),
    target: boxesRow("target", words, change),
  };
  const given = textRow(words.prediction);
  const root = element(
    "figure",
    { class: "gbg-predictions" },
    caption(words),
    picture,
    element(
      "div",
      { class: "gbg-numbers" },
      ...rows.inputs.nodes,
      ...given.nodes,
      ...rows.target.nodes,
      rows.inputs.note,
      rows.target.note,
    ),
  );

  /** @type {State | null} */
  let state = null;
  let width = 0;
  // While a point is dragged the axis stays, or the point would run away from the pointer.
  /** @type {{kind: Kind, place: number, axis: Axis} | null} */
  let dragged = null;

  const axisOf = (/** @type {State} */ { inputs, target }) =>
    dragged?.axis ?? numberAxis([...inputs, ...target]);

  function draw() {
    if (state === null || width === 0) return;
    const axis = axisOf(state);
    const now = state;
    const step = (width - LEFT - RIGHT) / now.target.length;
    const toX = (/** @type {number} */ place, /** @type {number} */ share) => LEFT + step * (place + share);
    const toY = scale(axis, BOTTOM, TOP);
    const inside = (/** @type {number} */ value) => Math.min(axis.to, Math.max(axis.from, value));
    grid.replaceChildren(
      ...axis.ticks.map((tick) =>
        levelMark(toY(tick), tickText(tick, axis), { left: LEFT, right: width - RIGHT }),
      ),
    );
    const look = { toX, toY, inside, axis };
    marks.replaceChildren(...now.target.flatMap((_, place) => numberMarks(place, now, look)));
    for (const { kind, place, share, root } of handles) {
      const y = toY(inside(now[kind][place]));
      root.setAttribute("transform", `translate(${toX(place, share)} ${y})`);
    }
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    picture.setAttribute(
      "aria-label",
      fill(words.predictions_description, {
        epoch: format(now.epoch),
        given: Array.from(now.predictions, predictionText).join(", ") || "–",
        wanted: now.target.join(", "),
      }),
    );
  }

  const handleAt = (/** @type {Event} */ event) =>
    /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest(".gbg-handle"));
  // A finger on a point moves the point and not the page. (`touch-action` does not hold inside an SVG.)
  const touched = (/** @type {Event} */ event) => {
    if (handleAt(event) !== null) event.preventDefault();
  };
  picture.addEventListener("touchstart", touched, { passive: false });
  picture.addEventListener("pointerdown", (event) => {
    const found = handleAt(event);
    if (found === null || state === null || event.button !== 0) return;
    event.preventDefault(); // no text is marked on the way
    const kind = /** @type {Kind} */ (found.dataset.kind);
    dragged = { kind, place: Number(found.dataset.place), axis: axisOf(state) };
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (dragged === null || state === null) return;
    const { axis, kind, place } = dragged;
    const share = (BOTTOM - (event.clientY - picture.getBoundingClientRect().top)) / (BOTTOM - TOP);
    // Beyond the chart's edge it stays at the edge.
    const value = axis.from + Math.min(1, Math.max(0, share)) * (axis.to - axis.from);
    const low = Math.ceil(axis.from * ROUND);
    const rounded = Math.min(Math.floor(axis.to * ROUND), Math.max(low, Math.round(value * ROUND))) / ROUND;
    if (rounded !== state[kind][place]) change(kind, replaced(state[kind], place, rounded));
  });
  const drop = () => {
    dragged = null;
    draw();
  };
  picture.addEventListener("pointerup", drop);
  picture.addEventListener("pointercancel", drop);
  const stop = watchWidth(picture, (found) => {
    width = Math.round(found);
    draw();
  });

  function update(/** @type {State} */ next) {
    state = next;
    rows.inputs.show(next.inputs);
    rows.target.show(next.target);
    given.show(next.target.map((_, place) => predictionText(next.predictions[place])));
    draw();
  }
  return { root, update, stop };
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
  return tick.toFixed(axis.decimals).replace("-", "−");
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
export function predictionText(value) {
  if (value === undefined) return "–";
  if (!Number.isFinite(value)) return String(value).replace("-", "−").replace("Infinity", "∞");
  const text = Math.abs(value) < 100 ? value.toFixed(2) : value.toExponential(0).replace("+", "");
  return text.replace("-", "−");
}
