// The five numbers that go in, what the model makes of them, and what should come out: a picture, and the
// same as numbers below it. Inputs and targets are dragged in the picture or typed below.

import { element, setAttributes, setText, svg } from "../shared/dom.js";
import { fill, format } from "../shared/numbers.js";
import { watchWidth } from "../shared/width.js";
import { numberAxis } from "./axes.js";

const HEIGHT = 206;
const TOP = 10;
const BOTTOM = HEIGHT - 10;
const LEFT = 84; // as wide as the names of the rows below
const RIGHT = 6;
const ROUND = 20; // a dragged number is a multiple of 1 / ROUND
const FARTHEST = 100;
const TRAIL_POINTS = 60;
// Within the column of a number, from 0 at its left edge to 1: the input, the way of the prediction from
// the first epoch to the last, and the target where that way ends.
const PLACES = { input: 0.2, trail: [0.34, 0.76] };

export function numbersPicture(words, change) {
  const grid = svg("g");
  const marks = svg("g");
  // They are moved and not drawn anew: a finger holds on to what it has touched.
  const handles = ["inputs", "target"].flatMap((kind) =>
    Array.from({ length: 5 }, (_, place) => handle(kind, place)),
  );
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

  let state = null;
  let width = 0;
  // While a point is dragged the axis stays, or the point would run away from the pointer.
  let dragged = null;

  function axisNow() {
    return dragged?.axis ?? numberAxis([...state.inputs, ...state.target]);
  }

  function draw() {
    if (state === null || width === 0) return;
    const axis = axisNow();
    const step = (width - LEFT - RIGHT) / state.target.length;
    const toX = (place, share) => LEFT + step * (place + share);
    const toY = (value) => BOTTOM - ((value - axis.from) / (axis.to - axis.from)) * (BOTTOM - TOP);
    const inside = (value) => Math.min(axis.to, Math.max(axis.from, value));
    grid.replaceChildren(
      ...axis.ticks.map((tick) => gridLine(toY(tick), tick.toFixed(axis.decimals), width)),
    );
    const look = { toX, toY, inside, axis };
    marks.replaceChildren(...state.target.flatMap((_, place) => numberMarks(place, state, look)));
    for (const { kind, place, share, root } of handles) {
      const y = toY(inside(state[kind][place]));
      root.setAttribute("transform", `translate(${toX(place, share)} ${y})`);
    }
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    picture.setAttribute(
      "aria-label",
      fill(words.predictions_description, {
        epoch: format(state.epoch),
        given: Array.from(state.predictions, predictionText).join(", ") || "–",
        wanted: state.target.join(", "),
      }),
    );
  }

  const handleAt = (event) => event.target.closest?.(".gbg-handle");
  // A finger on a point moves the point and not the page. (`touch-action` does not hold inside an SVG.)
  picture.addEventListener("touchstart", (event) => handleAt(event) && event.preventDefault(), {
    passive: false,
  });
  picture.addEventListener("pointerdown", (event) => {
    const found = handleAt(event);
    if (!found || event.button !== 0) return;
    event.preventDefault(); // no text is marked on the way
    dragged = { kind: found.dataset.kind, place: Number(found.dataset.place), axis: axisNow() };
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (dragged === null) return;
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

  function update(next) {
    state = next;
    rows.inputs.show(state.inputs);
    rows.target.show(state.target);
    given.show(state.target.map((_, place) => predictionText(state.predictions[place])));
    draw();
  }
  return { root, update, stop };
}

function handle(kind, place) {
  const isInput = kind === "inputs";
  const shape = isInput
    ? svg("rect", { class: "gbg-input", x: -8, y: -8, width: 16, height: 16 })
    : svg("circle", { class: "gbg-target", r: 10 });
  const hit = svg("circle", { class: "gbg-handle", r: 18, "data-kind": kind, "data-place": place });
  return { kind, place, share: isInput ? PLACES.input : PLACES.trail[1], root: svg("g", {}, shape, hit) };
}

function caption(words) {
  const key = (name, sign, text) => [
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

function gridLine(y, text, width) {
  return svg(
    "g",
    {},
    svg("line", { class: "gbg-grid", x1: LEFT, x2: width - RIGHT, y1: y, y2: y }),
    svg("text", { x: LEFT - 8, y: y + 5, "text-anchor": "end" }, text.replace("-", "−")),
  );
}

// The way of a prediction so far, and where it is.
function numberMarks(place, { shown, epoch, target }, { toX, toY, inside, axis }) {
  if (shown === null) return [];
  const { predictions, done } = shown.run;
  const at = (e) => predictions[e * target.length + place];
  const [from, to] = PLACES.trail;
  // Most happens in the first epochs, so they are given more room.
  const x = (e) => toX(place, from + (to - from) * Math.sqrt(e / Math.max(1, done)));
  const y = (e) => toY(inside(Number.isFinite(at(e)) ? at(e) : axis.from));
  const corner = (e) => `${x(e).toFixed(1)},${y(e).toFixed(1)}`;
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

// Epochs from 0 to the one looked at, few enough to draw, evenly spaced in the picture.
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

export function predictionText(value) {
  if (value === undefined) return "–";
  if (!Number.isFinite(value)) return String(value).replace("-", "−").replace("Infinity", "∞");
  const text = Math.abs(value) < 100 ? value.toFixed(2) : value.toExponential(0).replace("+", "");
  return text.replace("-", "−");
}

function replaced(numbers, place, value) {
  return numbers.map((number, i) => (i === place ? value : number));
}

function textRow(label) {
  const cells = Array.from({ length: 5 }, () => element("span", { class: "gbg-given" }));
  const show = (texts) => cells.forEach((cell, place) => setText(cell, texts[place]));
  return { nodes: [element("span", { class: "gbg-row-name" }, label), ...cells], show };
}

// Five boxes for numbers. What is no number is said below, and put right when the box is left.
function boxesRow(kind, words, change) {
  const note = element("div", { class: "gbg-note", role: "status" });
  let numbers = [];

  const boxes = Array.from({ length: 5 }, (_, place) => {
    const box = element("input", {
      type: "number",
      class: "gbg-field",
      name: `${kind}_${place + 1}`,
      step: 0.1,
      min: -FARTHEST,
      max: FARTHEST,
      "aria-label": fill(words.number_of, { label: words[kind], place: place + 1 }),
      oninput: () => {
        const value = typed(box);
        mark(box, value === null ? fill(words.not_a_number, { farthest: FARTHEST }) : "");
        if (value !== null && value !== numbers[place]) change(kind, replaced(numbers, place, value));
      },
      onblur: () => {
        mark(box, "");
        box.value = numbers[place];
      },
    });
    return box;
  });

  function mark(box, text) {
    setAttributes(box, { "aria-invalid": text === "" ? null : "true" });
    setText(note, text);
  }

  function show(next) {
    numbers = next;
    boxes.forEach((box, place) => {
      // A half-typed number is the learner's.
      if (typed(box) !== numbers[place] && !box.hasAttribute("aria-invalid")) box.value = numbers[place];
    });
  }
  return { nodes: [element("span", { class: "gbg-row-name" }, words[kind]), ...boxes], note, show };
}

function typed(box) {
  const number = box.value.trim() === "" ? NaN : Number(box.value);
  return Math.abs(number) <= FARTHEST ? number : null;
}
