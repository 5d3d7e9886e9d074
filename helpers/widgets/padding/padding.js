// The view of a padded line: the words and the padding below, h of every unit above them.

import { choiceControl, codeLine, sliderControl, switchControl } from "../shared/controls.js";
import { element, setText, svg } from "../shared/dom.js";
import { LSTM } from "../shared/engine.js";
import { fill, plural } from "../shared/numbers.js";
import { decimals, unpack } from "../shared/reals.js";
import { keepDrawnToWidth, setter, traitValues, viewRoot } from "../shared/view.js";
import { hiddenStates, largestDifference, paddedLine } from "./padded.js";

const TRAITS = ["places", "padding", "mask"];
const MOST_PLACES = 10;
const PLACES = Array.from({ length: MOST_PLACES + 1 }, (_, places) => places);
const SIDES = ["post", "pre"];
const HEIGHT = 220; // of the plot
const WORDS_HEIGHT = 92; // of the slanted words below it
const MARGIN = { top: 44, right: 64, left: 40 };
const NAME_STEP = 18; // the least distance between two names, in pixels

function render({ model, el, words }) {
  const line = unpackedLine(model.get("line"));
  const lstm = new LSTM(...line.weights);
  const states = (places, padding, mask) => hiddenStates(lstm, paddedLine(line, places, padding), mask);
  const alone = states(0, "post", false).at(-1);
  const reach = largestOfAll(states);
  const parts = [controls(model, words), code(words), picture(words), result(words)];
  const root = viewRoot("gbg-padding", words.title, ...parts.map((part) => part.root));
  el.append(root);

  function readState(width) {
    const { places, padding, mask } = traitValues(model, TRAITS);
    const steps = paddedLine(line, places, padding);
    const h = states(places, padding, mask);
    return {
      ...{ places, padding, mask, steps, h, alone, reach, width },
      columns: line.tokens.length + MOST_PLACES,
      difference: largestDifference(h.at(-1), alone),
    };
  }
  return keepDrawnToWidth({ model, root, traits: TRAITS, parts, readState }).stop;
}

function unpackedLine({ tokens, vectors, padding_vector, weights }) {
  return {
    tokens,
    vectors: vectors.map(unpack),
    paddingVector: unpack(padding_vector),
    weights: weights.map(unpack),
  };
}

// The end of the axis, upwards and downwards: one for every setting, so that only lines move.
function largestOfAll(states) {
  const all = SIDES.flatMap((side) =>
    [false, true].flatMap((mask) => states(MOST_PLACES, side, mask).flatMap((h) => [...h])),
  );
  return Math.ceil(10 * Math.max(...all.map(Math.abs))) / 10;
}

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
  const update = (state) => {
    places.show(state.places);
    padding.show(state.padding);
    mask.show(state.mask);
  };
  return { root, update };
}

function code(words) {
  const line = codeLine({ label: words.code, words });
  const update = ({ steps, padding }) =>
    line.show(`pad_sequences([line], maxlen=${steps.length}, padding="${padding}")`);
  return { root: line.root, update };
}

function picture(words) {
  const drawing = svg("svg", {
    class: "gbg-chart",
    role: "img",
    width: "100%",
    height: HEIGHT + WORDS_HEIGHT + MARGIN.top,
  });
  const root = element("div", { class: "gbg-picture" }, drawing);
  function update(state) {
    const plot = plotOf(state);
    drawing.setAttribute("aria-label", description(state, words));
    drawing.replaceChildren(
      ...paddedGround(state, plot, words),
      ...axis(state, plot, words),
      ...[...state.alone.keys()].map((unit) => unitLine(state, plot, unit)),
      ...unitNames(state, plot, words),
      ...wordsBelow(state, plot),
    );
  }
  return { root, update };
}

// Words stand still: on the left when padding comes behind them, on the right when it comes first.
function plotOf({ columns, steps, padding, reach, width }) {
  const step = (width - MARGIN.left - MARGIN.right) / columns;
  const first = padding === "pre" ? columns - steps.length : 0;
  const bottom = MARGIN.top + HEIGHT;
  return {
    step,
    bottom,
    left: MARGIN.left,
    right: width - MARGIN.right,
    toX: (t) => MARGIN.left + (first + t + 0.5) * step,
    toY: (h) => MARGIN.top + ((reach - h) / (2 * reach)) * HEIGHT,
  };
}

function paddedGround({ steps, mask, places }, plot, words) {
  if (places === 0) return [];
  const first = steps.findIndex(({ isWord }) => !isWord);
  const x = plot.toX(first) - plot.step / 2;
  const name = mask ? words.skipped : words.read;
  return [
    svg("rect", {
      class: mask ? "gbg-pads gbg-skipped" : "gbg-pads",
      ...{ x, y: MARGIN.top, width: places * plot.step, height: HEIGHT },
    }),
    svg("text", groundNamePlace(x, places * plot.step, plot), name),
  ];
}

// Above the ground; where that is narrow, the name goes on to the side on which there is room.
function groundNamePlace(x, width, plot) {
  const y = MARGIN.top - 8;
  const isLeft = x + width / 2 < (plot.left + plot.right) / 2;
  return isLeft
    ? { x, y, class: "gbg-ground-name" }
    : { x: x + width, y, class: "gbg-ground-name", "text-anchor": "end" };
}

function axis({ reach }, plot, words) {
  const marks = [reach, 0, -reach].map((value) => {
    const y = Math.round(plot.toY(value)) + 0.5;
    return svg(
      "g",
      {},
      svg("line", { class: "gbg-grid", x1: plot.left, x2: plot.right, y1: y, y2: y }),
      svg("text", { x: plot.left - 6, y: y + 5, "text-anchor": "end" }, value.toFixed(1).replace("-", "−")),
    );
  });
  return [svg("text", { x: 0, y: 13, class: "gbg-axis-label" }, words.y_axis), ...marks];
}

// What the words alone end with, dashed; then h, step by step.
function unitLine({ h, steps, mask, alone }, plot, unit) {
  const y = plot.toY(alone[unit]);
  const points = h.map((values, t) => ({ cx: plot.toX(t), cy: plot.toY(values[unit]) }));
  const corners = points.map(({ cx, cy }) => `${cx.toFixed(1)},${cy.toFixed(1)}`);
  const dots = steps.map(({ isWord }, t) =>
    svg("circle", { class: isWord || !mask ? "gbg-dot" : "gbg-dot gbg-still", ...points[t], r: 4 }),
  );
  return svg(
    "g",
    { "data-unit": unit + 1 },
    svg("line", { class: "gbg-alone", x1: plot.left, x2: plot.right, y1: y, y2: y }),
    svg("polyline", { class: "gbg-line", points: corners.join(" ") }),
    ...dots,
  );
}

// At the right, as near to the last h of each unit as the other names allow.
function unitNames({ h }, plot, words) {
  const names = [...h.at(-1)]
    .map((value, unit) => ({ unit: unit + 1, y: plot.toY(value) }))
    .sort((a, b) => a.y - b.y);
  for (let n = 1; n < names.length; n++) names[n].y = Math.max(names[n].y, names[n - 1].y + NAME_STEP);
  let limit = plot.bottom - 2;
  for (const name of [...names].reverse()) {
    name.y = Math.min(name.y, limit);
    limit = name.y - NAME_STEP;
  }
  return names.map(({ unit, y }) =>
    svg(
      "text",
      { class: "gbg-line-name", "data-unit": unit, x: plot.right + 6, y: y + 5 },
      fill(words.unit, { unit }),
    ),
  );
}

function wordsBelow({ steps, mask }, plot) {
  return steps.map(({ word, isWord }, t) => {
    const [x, y] = [plot.toX(t) + 5, plot.bottom + 16];
    const place = isWord
      ? { x, y, "text-anchor": "end", transform: `rotate(-55 ${x} ${y})` }
      : { x: plot.toX(t), y: plot.bottom + 18, "text-anchor": "middle" };
    const look = isWord || !mask ? "gbg-word" : "gbg-word gbg-still";
    return svg("text", { class: look, ...place }, word);
  });
}

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

function result(words) {
  const says = element("p", { class: "gbg-says" });
  const rows = ["last", "words_alone"].map((name) => {
    const value = element("span", { class: "gbg-values" });
    const root = element("div", { "data-row": name }, element("span", {}, words[name]), value);
    return { root, show: (h) => setText(value, [...h].map(decimals).join(", ")) };
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
  const update = (state) => {
    setText(says, told(state, words));
    rows[0].show(state.h.at(-1));
    rows[1].show(state.alone);
    setText(difference, decimals(state.difference));
  };
  return { root, update };
}

function told({ places, mask }, words) {
  if (places === 0) return words.says.nothing;
  return fill(plural(words, words.says[mask ? "skipped" : "read"], places), { n: places });
}

export default { render };
