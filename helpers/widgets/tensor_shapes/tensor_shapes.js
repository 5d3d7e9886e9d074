// @ts-check
// The view of the tensor shapes. Python gives, for every setting of the switches, the code, the
// tensors with symbolic shapes, and what Keras refuses; here the sizes are filled in and drawn.

import { arrow } from "../shared/arrow.js";
import { choiceControl, codeLine, numberControl, switchControl } from "../shared/controls.js";
import { element, setAttributes, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { fill, format, formatted, shapeText, sizeValue } from "../shared/numbers.js";
import { keepDrawn, setter, traitValues, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("../shared/numbers.js").Size} Size
 * @typedef {import("../shared/numbers.js").Sizes} Sizes
 *
 * A part of a tensor that one direction makes: what it reads, and at which end it has read everything.
 * @typedef {{reads: string | null, complete_at?: string | null}} Half
 *
 * @typedef {object} Tensor
 * @property {string} name
 * @property {string} kind
 * @property {Size[]} shape
 * @property {Half[]} halves
 * @property {string | null} [joined]
 * @property {string} [meaning]
 * @property {string | null} [equals]
 *
 * What Keras refuses.
 * @typedef {{line: string, error: string, message: string, cure: string, shape: Size[]}} Refusal
 *
 * What there is for one setting of the switches.
 * @typedef {{code: string[], tensors: Tensor[], note: string | null, refusal: Refusal | null,
 *   switches: Record<string, any>}} Layout
 *
 * @typedef {{sizes: Sizes, chosen: Record<string, any>, layout: Layout}} State
 *
 * The sides of a cell, in pixels, the same in all tensors.
 * @typedef {{width: number, height: number}} Cells
 *
 * @typedef {{root: HTMLElement, update: (state: State, cells: Cells) => void}} Figure
 * @typedef {Figure & {tensor: Tensor}} TensorFigure
 */

const SIZES = ["units", "features", "timesteps", "batch"];
const SECOND_UNITS = "second_units";
const SWITCHES = ["return_sequences", "return_state", "go_backwards", "bidirectional"];
const CHOSEN = [...SWITCHES, "merge_mode", "second_layer"];
const MERGE_MODES = ["concat", "sum", "ave", "mul", null];
const STAGE = { width: 92, height: 112, largest: 15 };
const BESIDE = 2; // as many tensors and layers have room beside the code
const MOST_SHEETS = 4; // of the samples of a batch that are drawn behind each other
const LEAST_CUT = 8; // the least side of a cell cut along its diagonal, in pixels
const LEAST_MARK = 4; // the least height of an outlined row, in pixels

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const [controlPart, codePart] = [controls(model, words), code(words)];
  const [pictured, tabled] = [picture(words), table(words)];
  const root = viewRoot(
    "gbg-tensor-shapes",
    words.title,
    controlPart.root,
    element("div", { class: "gbg-body" }, pictured.root, codePart.root, tabled.root),
  );
  el.append(root);
  return keepDrawn({
    model,
    traits: [...SIZES, SECOND_UNITS, ...CHOSEN],
    parts: [controlPart],
    later: [codePart, pictured, { update: codePart.place }, tabled],
    readState: () => readState(model),
  }).stop;
}

/**
 * @param {Model} model
 * @returns {State}
 */
function readState(model) {
  const sizes = traitValues(model, [...SIZES, SECOND_UNITS]);
  const chosen = traitValues(model, CHOSEN);
  // Without Bidirectional there is nothing to merge.
  const counting = chosen.bidirectional ? CHOSEN : CHOSEN.filter((name) => name !== "merge_mode");
  const layout = model
    .get("layouts")
    .find((/** @type {Layout} */ { switches }) => counting.every((name) => switches[name] === chosen[name]));
  return { sizes, chosen, layout };
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function controls(model, words) {
  const change = (/** @type {string} */ name) => setter(model, name);
  const stops = model.get("slider_stops");
  const number = (/** @type {string} */ name, /** @type {string} */ label) =>
    numberControl({ name, label, stops, words, onChange: change(name) });
  const numbers = [
    number("units", words.units),
    number("features", words.features),
    number("timesteps", words.timesteps),
    number("batch", words.batch_size),
  ];
  const switches = SWITCHES.map((name) => switchControl({ name, label: name, onChange: change(name) }));
  const mode = choiceControl({
    name: "merge_mode",
    label: element("code", {}, "merge_mode"),
    choices: MERGE_MODES.map((value) => ({ value, label: value ?? "None" })),
    onChange: change("merge_mode"),
  });
  const second = switchControl({
    name: "second_layer",
    label: words.second_layer,
    onChange: change("second_layer"),
  });
  const secondUnits = number(SECOND_UNITS, words.second_units);
  const root = element(
    "div",
    { role: "group", "aria-label": words.controls },
    element("div", { class: "gbg-controls" }, ...numbers.map((control) => control.root)),
    element(
      "div",
      { class: "gbg-switches" },
      ...[...switches, second, mode, secondUnits].map((control) => control.root),
    ),
  );
  function update(/** @type {State} */ { sizes, chosen }) {
    SIZES.forEach((name, i) => numbers[i].show(sizes[name]));
    SWITCHES.forEach((name, i) => switches[i].show(chosen[name]));
    mode.show(chosen.merge_mode);
    second.show(chosen.second_layer);
    secondUnits.show(sizes.second_units);
    setAttributes(mode.root, { disabled: !chosen.bidirectional });
    secondUnits.root.classList.toggle("gbg-unused", !chosen.second_layer);
  }
  return { root, update };
}

/** @param {Words} words */
function code(words) {
  const line = codeLine({ label: words.code, words });
  const update = (/** @type {State} */ { sizes, layout }) => {
    line.show(fill(layout.code.join("\n"), sizes));
  };
  const place = (/** @type {State} */ { chosen, layout }) => {
    // Little leaves room for the code beside it; much needs the whole width.
    const drawn = layout.tensors.length + (chosen.second_layer ? BESIDE : 0);
    line.root.classList.toggle("gbg-below", drawn > BESIDE);
  };
  return { root: line.root, update, place };
}

/** @param {Words} words */
function picture(words) {
  const stage = element("div", { class: "gbg-flow" });
  const note = element("p", { class: "gbg-mind", role: "status" });
  const refusal = refusalFigure(words);
  const entries = Object.fromEntries(LEGEND.map((name) => [name, legendEntry(name, words)]));
  const legend = element("ul", { class: "gbg-legend gbg-quiet" }, ...Object.values(entries));
  const root = element("div", { class: "gbg-picture" }, stage, refusal.root, note, legend);
  /** @type {Layout | null} */
  let drawn = null;
  /** @type {Figure[]} */
  let figures = [];

  /**
   * Only a switch changes which tensors there are; a slider only changes their sizes.
   * @param {State} state
   */
  function build(state) {
    const { layout, chosen } = state;
    const tensors = [INPUT, ...layout.tensors].map((tensor) => tensorFigure(tensor, chosen, words));
    const [input, ...returned] = tensors;
    const [first, second] = layerBoxes(state, words);
    const last = second && !layout.refusal ? (returned.pop() ?? null) : null;
    const outputs = returned.filter(({ tensor }) => isOutput(tensor));
    const states = returned.filter(({ tensor }) => !isOutput(tensor));
    stage.replaceChildren(
      ...inARow([[input.root], [first.root], returned.map(({ root }) => root)]),
      ...secondRow(second, last, outputs, states),
    );
    figures = [...tensors, first, ...(second ? [second] : [])];
    for (const name of LEGEND) entries[name].hidden = !NEEDED[name](layout.tensors);
  }

  function update(/** @type {State} */ state) {
    if (drawn !== state.layout) {
      drawn = state.layout;
      build(state);
    }
    const cells = cellSizes(state);
    for (const figure of figures) figure.update(state, cells);
    refusal.update(state);
    setText(note, state.layout.note ? fill(words.notes[state.layout.note], formatted(state.sizes)) : "");
  }
  return { root, update };
}

/** @param {Tensor} tensor */
function isOutput(tensor) {
  return ["output", "forward", "backward"].includes(tensor.name);
}

/**
 * Groups of nodes; an arrow stays with the node that it points at, wherever a line ends.
 * @param {HTMLElement[][]} groups
 */
function inARow(groups) {
  const shown = groups.filter((nodes) => nodes.length > 0);
  return shown.map(([first, ...others], i) =>
    i === 0 ? group([first, ...others]) : group([pointed(first), ...others]),
  );
}

/** @param {HTMLElement} node */
function pointed(node) {
  return element("div", { class: "gbg-pointed" }, arrow(), node);
}

/** @param {HTMLElement[]} nodes */
function group(nodes) {
  return element("div", { class: "gbg-group" }, ...nodes);
}

/**
 * The second layer reads the output only: after states it starts a row of its own, with the name.
 * @param {Figure | undefined} second
 * @param {Figure | null} last
 * @param {TensorFigure[]} outputs
 * @param {TensorFigure[]} states
 */
function secondRow(second, last, outputs, states) {
  if (!second) return [];
  const after = group([pointed(second.root), ...(last ? [pointed(last.root)] : [])]);
  if (states.length === 0) return [after];
  const names = outputs.map(({ tensor }) => tensor.name).join(", ");
  const given = element("strong", { class: "gbg-given" }, names);
  return [element("div", { class: "gbg-own-row" }, given, after)];
}

/** @type {Tensor} */
const INPUT = {
  name: "x",
  kind: "x",
  shape: ["batch", "timesteps", "features"].map((name) => ({ name, times: 1 })),
  halves: [{ reads: null }],
};

/**
 * One cell has the same size in all tensors, so that equal widths mean equal sizes.
 * @param {State} state
 * @returns {Cells}
 */
function cellSizes({ sizes, layout }) {
  const widths = layout.tensors.map((tensor) => widthOf(tensor, sizes));
  return {
    width: cellSize(1, Math.max(sizes.features, sizes.units, ...widths), STAGE),
    height: cellSize(sizes.timesteps, 1, STAGE),
  };
}

/**
 * @param {Tensor} tensor
 * @param {Sizes} sizes
 */
function widthOf({ shape }, sizes) {
  return sizeValue(shape[shape.length - 1], sizes);
}

/**
 * The first layer and the second, as far as there is one; the one that Keras refuses is marked.
 * @param {State} state
 * @param {Words} words
 */
function layerBoxes({ chosen, layout }, words) {
  const reads = chosen.bidirectional ? "both" : chosen.go_backwards ? "backward" : "forward";
  const firstName = chosen.bidirectional ? words.layer_bidirectional : words.layer;
  const first = layerBox(firstName, () => words.reads[reads]);
  if (layout.tensors.length === 0) {
    first.root.classList.add("gbg-refused");
    return [first];
  }
  if (!chosen.second_layer) return [first];
  const second = layerBox(words.layer_second, ({ sizes }) =>
    layout.refusal
      ? words.refused_input
      : fill(words.reads_output, { width: format(widthOf(layout.tensors[0], sizes)) }),
  );
  second.root.classList.toggle("gbg-refused", layout.refusal !== null);
  return [first, second];
}

/**
 * @param {string} name
 * @param {(state: State) => string} text
 */
function layerBox(name, text) {
  const note = element("span", { class: "gbg-quiet" });
  const root = element("div", { class: "gbg-layer" }, element("strong", {}, name), note);
  return { root, update: (/** @type {State} */ state) => setText(note, text(state)) };
}

/**
 * One tensor: a row a timestep, a column a number, one sheet behind the other a sample.
 * @param {Tensor} tensor
 * @param {Record<string, any>} chosen
 * @param {Words} words
 * @returns {TensorFigure}
 */
function tensorFigure(tensor, chosen, words) {
  const hasSteps = tensor.shape.length === 3;
  const halves = tensor.halves.map((half) => halfPicture(half, tensor, hasSteps));
  const sheet = element("div", { class: "gbg-sheet" }, ...halves.map((half) => half.root));
  sheet.classList.toggle("gbg-mixed", isMixed(tensor));
  const ghost = element("div", { class: "gbg-ghost" });
  const times = ["first", "last"].map((end) => element("span", { class: "gbg-time", "data-end": end }));
  const column = element("div", { class: "gbg-column" }, ghost, sheet, ...(hasSteps ? times : []));
  const stage = element("div", { class: "gbg-stage", role: "img" }, column);
  const shapeLine = element("code", { class: "gbg-shape" });
  const axes = element("span", { class: "gbg-quiet" }, axesText(tensor.shape, words));
  const root = element(
    "figure",
    { class: "gbg-tensor", "data-kind": tensor.kind, "data-name": tensor.name },
    stage,
    element("figcaption", {}, element("strong", {}, tensor.name), shapeLine, axes),
  );
  root.classList.toggle("gbg-has-steps", hasSteps);
  const reversed = chosen.go_backwards && tensor.kind !== "x";
  const ghosted = tensor.name === "output" && !hasSteps && !chosen.bidirectional;

  function update(/** @type {State} */ { sizes }, /** @type {Cells} */ cells) {
    const numbers = tensor.shape.map((size) => sizeValue(size, sizes));
    const width = numbers[numbers.length - 1];
    const rows = hasSteps ? sizes.timesteps : 1;
    const side = tensor.joined === "concat" ? width / 2 : width;
    for (const half of halves) half.update(rows, side, cells);
    column.style.height = `${cells.height * sizes.timesteps}px`;
    ghost.hidden = !ghosted || sizes.timesteps === 1;
    sheet.dataset.end = atFirst(tensor) && !hasSteps ? "first" : "last";
    sheet.dataset.sheets = String(Math.min(numbers[0], MOST_SHEETS));
    const [first, last] = reversed ? [sizes.timesteps, 1] : [1, sizes.timesteps];
    setText(times[0], fill(words.timestep, { n: format(first) }));
    setText(times[1], fill(words.timestep, { n: format(last) }));
    times[1].hidden = sizes.timesteps === 1;
    setText(shapeLine, shapeText(numbers));
    stage.setAttribute("aria-label", `${tensor.name}: ${shapeText(numbers)}`);
  }
  return { root, tensor, update };
}

/**
 * Whether the numbers of both directions have become one, so that neither can be read off.
 * @param {Tensor} tensor
 */
function isMixed(tensor) {
  return tensor.halves.length === 2 && tensor.joined !== "concat";
}

/**
 * A final state stands level with the row of the output that equals it.
 * @param {Tensor} tensor
 */
function atFirst(tensor) {
  return tensor.halves.length === 1 && tensor.halves[0].complete_at === "first";
}

/**
 * @param {Size[]} shape
 * @param {Words} words
 */
function axesText(shape, words) {
  return shape
    .map((size) =>
      size.times === 1 ? words.axes[size.name ?? ""] : `${size.times} × ${words.axes[size.name ?? ""]}`,
    )
    .join(", ");
}

/**
 * One direction's part of a tensor. It grows darker the more of the sequence has been read.
 * @param {Half} half
 * @param {Tensor} tensor
 * @param {boolean} hasSteps
 */
function halfPicture(half, tensor, hasSteps) {
  const matrix = element("div", { class: "gbg-matrix" });
  const mark = element("div", { class: "gbg-mark", "data-end": half.complete_at ?? "" });
  const root = element(
    "div",
    { class: "gbg-half", "data-reads": half.reads ?? "", "data-complete": half.complete_at ?? "" },
    matrix,
  );
  const marked = hasSteps && half.reads !== null && !isMixed(tensor);
  if (marked) root.append(mark);
  /**
   * @param {number} rows
   * @param {number} columns
   * @param {Cells} cells
   */
  function update(rows, columns, cells) {
    root.classList.toggle("gbg-fading", rows > 1 && half.reads !== null);
    sizeMatrix(matrix, rows, columns, cells.width, cells.height);
    const [across, down] = [cells.width, cells.height].map((side) => Math.max(LEAST_CUT, side));
    matrix.style.setProperty("--cell", `${across}px ${down}px`);
    mark.style.height = `${Math.max(LEAST_MARK, cells.height)}px`;
  }
  return { root, update };
}

const LEGEND = ["forward", "backward", "fading", "complete", "c"];
/** @type {Record<string, (tensors: Tensor[]) => boolean>} */
const NEEDED = {
  forward: (tensors) => tensors.some((tensor) => tensor.halves.some((half) => half.reads === "forward")),
  backward: (tensors) => tensors.some((tensor) => tensor.halves.some((half) => half.reads === "backward")),
  fading: (tensors) => tensors.some((tensor) => tensor.shape.length === 3),
  complete: (tensors) => tensors.some((tensor) => tensor.shape.length === 3 && !isMixed(tensor)),
  c: (tensors) => tensors.some((tensor) => tensor.kind === "c"),
};

/**
 * @param {string} name
 * @param {Words} words
 */
function legendEntry(name, words) {
  return element("li", { "data-legend": name }, element("i", { class: "gbg-key" }), words.legend[name]);
}

/**
 * What Keras cannot build: the line at which it stops, its own words, and the cure.
 * @param {Words} words
 */
function refusalFigure(words) {
  const line = element("code");
  const message = element("code");
  const cure = element("span");
  const root = element(
    "div",
    { class: "gbg-refusal", role: "status" },
    element("div", {}, element("strong", {}, words.refused), " ", line),
    element("div", {}, message),
    cure,
  );
  function update(/** @type {State} */ { layout, sizes }) {
    const { refusal } = layout;
    root.hidden = refusal === null;
    if (refusal === null) return;
    const shape = shapeText(refusal.shape.map((size) => sizeValue(size, sizes)));
    setText(line, fill(refusal.line, sizes));
    setText(message, `${refusal.error}: ${fill(refusal.message, { shape })}`);
    setText(cure, words.cures[refusal.cure]);
  }
  return { root, update };
}

/**
 * Every tensor in words.
 * @param {Words} words
 */
function table(words) {
  const body = element("tbody");
  const head = [words.tensor, words.shape, words.meaning, words.equal].map((text) =>
    element("th", { scope: "col" }, text),
  );
  const made = element(
    "table",
    { class: "gbg-returned", "aria-label": words.returned },
    element("thead", {}, element("tr", {}, ...head)),
    body,
  );
  // The room that the table has, not the whole view, decides how its rows are set.
  const root = element("div", { class: "gbg-returned-room" }, made);
  /** @type {Layout | null} */
  let drawn = null;
  /** @type {ReturnType<typeof tableRow>[]} */
  let rows = [];

  function update(/** @type {State} */ { sizes, layout }) {
    if (drawn !== layout) {
      drawn = layout;
      rows = layout.tensors.map((tensor) => tableRow(tensor, words));
      body.replaceChildren(...rows.map((row) => row.root));
      root.hidden = rows.length === 0;
    }
    for (const row of rows) row.update(sizes);
  }
  return { root, update };
}

/**
 * @param {Tensor} tensor
 * @param {Words} words
 */
function tableRow(tensor, words) {
  const shape = element("code");
  const meaning = element("td");
  const equal = element("code");
  const root = element(
    "tr",
    { "data-kind": tensor.kind },
    element("th", { scope: "row" }, element("code", {}, tensor.name)),
    element("td", {}, shape),
    meaning,
    element("td", {}, equal),
  );
  function update(/** @type {Sizes} */ sizes) {
    setText(shape, shapeText(tensor.shape.map((size) => sizeValue(size, sizes))));
    setText(meaning, fill(words.meanings[tensor.meaning ?? ""], formatted(sizes)));
    setText(equal, fill(tensor.equals ?? "", sizes));
  }
  return { root, update };
}

export default { render };
