// @ts-check
// The view of one gate: [x, h] meets a matrix, a column a unit. Python says which blocks of weights
// there are; here the names of sizes become numbers, and the numbers a picture to scale.

import { choiceControl, input } from "../shared/controls.js";
import { element, setAttributes, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { blockValue, counted, countOf, fill, format, formatted, plural } from "../shared/numbers.js";
import { keepDrawnToWidth, setter, sizeControls, traitValues, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("../shared/numbers.js").Sizes} Sizes
 * @typedef {import("../shared/numbers.js").Block} Block
 * @typedef {{gate: string, blocks: Block[], formula: {text: string, roles: string[]}[]}} Layout
 *
 * A block with its numbers.
 * @typedef {{rows: number, columns: number, count: number}} Counted
 *
 * Where the vector and the matrix begin, and how large the matrix may be, in pixels.
 * @typedef {{phone: boolean, vectorLeft: number, matrixLeft: number, side: number, across: number}} Room
 *
 * @typedef {{top: number, height: number}} Row
 * @typedef {(unit: number | null) => void} Light
 * @typedef {{cell: number, rows: Row[], width: number}} Placed
 *
 * What is drawn; `unit` is the one that is lit, counted from 1.
 * @typedef {object} Shown
 * @property {number} units
 * @property {number} features
 * @property {Sizes} sizes
 * @property {string} gate
 * @property {Layout} layout
 * @property {Counted[]} blocks
 * @property {number | null} unit
 * @property {number} weightsOfUnit
 * @property {number} total
 *
 * @typedef {Shown & Room} State
 */

const SIZES = ["units", "features"];
const ROLES = ["kernel", "recurrent_kernel", "bias"];
const WIDE = 1000;
const SIDE = { wide: 264, narrow: 196, cell: 44 }; // the largest a matrix is drawn, in pixels
// From left to right: labels, the vector, a sign, the matrix, labels. On a phone the labels at the left
// are letters, and the matrix has what the labels at the right leave of the width.
const VECTOR = { left: { wide: 126, narrow: 28 }, width: 32 };
const MATRIX_AFTER = 60; // from the left side of the vector to that of the matrix
const RIGHT_LABELS = 132;
const PHONE = 460;
const TOP = 26; // room for the line above the matrix
const GAP = 3;
const BIAS_GAP = 10;
const SUM_GAP = 20;
const ACTIVATION_GAP = 16;
const LABEL_STEP = 18; // the least distance between two labels
const ROW = { smallest: 14, largest: 26 }; // how high the sums and the results are
const SMALLEST_NAMED = 17; // a cell that has room for its name
const REACH = 14; // a narrow matrix can be pointed at from this far

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  /** The one that is lit, counted from 1. @type {number | null} */
  let unit = null;

  /** @type {Light} */
  const light = (found) => {
    if (found === unit) return;
    unit = found;
    view.update();
  };
  const [controlPart, drawn, said] = [controls(model, words), picture(words, light), explanation(words)];
  const root = viewRoot(
    "gbg-one-gate",
    words.title,
    controlPart.root,
    element("div", { class: "gbg-gate-body" }, drawn.root, said.root),
  );
  el.append(root);

  const coloured = {
    update(/** @type {State} */ { gate }) {
      root.dataset.gate = gate;
    },
  };
  const view = keepDrawnToWidth({
    model,
    root,
    traits: [...SIZES, "gate"],
    parts: [controlPart],
    later: [coloured, said, drawn],
    readState: (width) => readState(model, unit, width),
  });
  return view.stop;
}

/**
 * @param {Model} model
 * @param {number | null} unit
 * @param {number} width
 */
function readState(model, unit, width) {
  const sizes = traitValues(model, SIZES);
  const gate = model.get("gate");
  const layout = model.get("layouts").find((/** @type {Layout} */ candidate) => candidate.gate === gate);
  /** @type {Counted[]} */
  const blocks = layout.blocks.map((/** @type {Block} */ block) => blockValue(block, sizes));
  return {
    ...sizes,
    sizes,
    gate,
    layout,
    blocks,
    unit: unit === null ? null : Math.min(unit, sizes.units),
    weightsOfUnit: blocks.reduce((sum, { rows }) => sum + rows, 0),
    total: countOf(blocks),
    ...places(width),
  };
}

/**
 * Where the vector and the matrix begin, and how large the matrix may be, in a view of this width.
 * @param {number} width
 * @returns {Room}
 */
function places(width) {
  const phone = width < PHONE;
  const vectorLeft = phone ? VECTOR.left.narrow : VECTOR.left.wide;
  const matrixLeft = vectorLeft + MATRIX_AFTER;
  const side = width < WIDE ? SIDE.narrow : SIDE.wide;
  const across = phone ? Math.min(side, width - matrixLeft - RIGHT_LABELS) : side;
  return { phone, vectorLeft, matrixLeft, side, across };
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function controls(model, words) {
  const numbers = sizeControls(model, words, SIZES);
  const gate = choiceControl({
    name: "gate",
    label: words.gate,
    choices: model.get("layouts").map((/** @type {Layout} */ layout) => gateChoice(layout.gate, words)),
    onChange: setter(model, "gate"),
  });
  const root = element(
    "div",
    { role: "group", "aria-label": words.controls },
    element("div", { class: "gbg-controls" }, ...numbers.roots),
    gate.root,
  );
  function update(/** @type {State} */ state) {
    numbers.show(state.sizes);
    gate.show(state.gate);
  }
  return { root, update };
}

/**
 * @param {string} gate
 * @param {Words} words
 */
function gateChoice(gate, words) {
  const { letter, name } = words.gates[gate];
  const mark = element("span", { class: "gbg-letter", "aria-hidden": "true" }, letter);
  return { value: gate, label: element("span", { "data-gate": gate }, mark, ` ${name}`) };
}

/**
 * @param {Words} words
 * @param {Light} light
 */
function picture(words, light) {
  const slider = unitSlider(words, light);
  const joined = element("div", { class: "gbg-gate-header gbg-joined" });
  const columns = element("div", { class: "gbg-gate-header" });
  const vectors = ["x", "h"].map((name) => vectorPart(name, words));
  const rows = [...ROLES, "sum", "result"].map((role) => matrixRow(role, words));
  const signs = ["×", "+", "=", ""].map((sign) => element("span", { class: "gbg-gate-sign" }, sign));
  const stage = element(
    "div",
    { class: "gbg-gate-stage", role: "img" },
    joined,
    columns,
    ...vectors.flatMap((vector) => vector.nodes),
    ...signs,
    ...rows.flatMap((row) => row.nodes),
  );
  const root = element("div", { class: "gbg-gate-picture" }, slider, stage);
  const pointing = lightUnderPointer(stage, slider, light);

  function update(/** @type {State} */ state) {
    const places = placeRows(state);
    const { units, features, unit, side, matrixLeft } = state;
    pointing.show({ units, left: matrixLeft, width: places.width });
    setAttributes(slider, { max: units, "aria-valuetext": sentenceText(state, words) });
    root.classList.toggle("gbg-phone", state.phone);
    stage.style.height = `${stageHeight(side)}px`;
    stage.classList.toggle("gbg-lit", unit !== null);
    stage.setAttribute("aria-label", pictureText(state, words));
    setText(joined, fill(words.joined, { numbers: counted(words, "numbers", features + units) }));
    setText(columns, columnsText(state, words));
    columns.style.left = `${matrixLeft}px`;
    setText(signs[3], words.gates[state.gate].activation);
    placeSigns(signs, places.rows);
    for (const parts of [vectors, rows]) {
      parts.forEach((part, i) => part.update(state, places, i));
      spreadLabels(
        parts.map((part) => part.label),
        places.rows,
      );
    }
  }
  return { root, update };
}

/**
 * What the keyboard lights a unit with: it is heard and not seen.
 * @param {Words} words
 * @param {Light} light
 */
function unitSlider(words, light) {
  const slider = input({
    type: "range",
    class: "gbg-hidden",
    min: 1,
    value: 1,
    "aria-label": words.unit,
    oninput: () => light(Number(slider.value)),
    onfocus: () => light(Number(slider.value)),
    onblur: () => light(null),
  });
  return slider;
}

/**
 * Lights the unit whose column is pointed at; a press takes the slider there too. It has to be shown where the
 * columns are.
 * @param {HTMLElement} stage
 * @param {HTMLInputElement} slider
 * @param {Light} light
 */
function lightUnderPointer(stage, slider, light) {
  let columns = { units: 1, left: 0, width: 1 };

  /** @param {PointerEvent} event */
  function unitAt(event) {
    const { units, left, width } = columns;
    const x = event.clientX - stage.getBoundingClientRect().left - left;
    if (x < -REACH || x > width + REACH) return null;
    return Math.min(Math.max(Math.ceil((x / width) * units), 1), units);
  }
  const focused = () => (document.activeElement === slider ? Number(slider.value) : null);
  stage.addEventListener("pointermove", (event) => light(unitAt(event) ?? focused()));
  stage.addEventListener("pointerleave", () => light(focused()));
  stage.addEventListener("pointerdown", (event) => {
    const found = unitAt(event);
    if (found === null) return;
    event.preventDefault();
    slider.value = String(found);
    slider.focus({ preventScroll: true });
    light(found);
  });
  const show = (/** @type {typeof columns} */ drawn) => {
    columns = drawn;
  };
  return { show };
}

/**
 * From top to bottom: the three blocks of weights, the sums, the results.
 * @param {State} state
 * @returns {Placed}
 */
function placeRows({ units, features, blocks, side, across }) {
  const all = features + units + 1;
  const cell = cellSize(all, units, { width: across, height: side, largest: SIDE.cell });
  const flowing = Math.min(Math.max(cell, ROW.smallest), ROW.largest);
  const heights = [...blocks.map((block) => Math.max(2, block.rows * cell)), flowing, flowing];
  const gaps = [0, GAP, BIAS_GAP, SUM_GAP, ACTIVATION_GAP];
  let top = TOP;
  const rows = heights.map((height, i) => {
    top += gaps[i];
    const row = { top, height };
    top += height;
    return row;
  });
  return { cell, rows, width: Math.max(2, units * cell) };
}

/** @param {number} side */
function stageHeight(side) {
  const gaps = GAP + BIAS_GAP + SUM_GAP + ACTIVATION_GAP;
  return TOP + side + gaps + 2 * ROW.largest + LABEL_STEP;
}

/**
 * @param {State} state
 * @param {Words} words
 */
function columnsText({ units, unit }, words) {
  if (unit === null) return fill(plural(words, words.columns, units), { n: format(units) });
  return fill(words.column, { unit: format(unit), units: format(units) });
}

/**
 * @param {State} state
 * @param {Words} words
 */
function pictureText({ units, features, gate }, words) {
  const values = { units: counted(words, "units", units), gate: words.gates[gate].name };
  return fill(words.picture, { ...values, features: counted(words, "features", features) });
}

/**
 * One part of the stacked vector [x, h]; its rows stand beside the rows that they meet.
 * @param {string} name
 * @param {Words} words
 */
function vectorPart(name, words) {
  const numbers = element("div", { class: "gbg-matrix gbg-flowing gbg-entering" });
  const count = element("span");
  const label = element("div", { class: "gbg-left-label" }, element("b", {}, name), " ", count);

  /**
   * @param {State} state
   * @param {Placed} placed
   * @param {number} i
   */
  function update({ blocks, units, features, vectorLeft, phone }, { cell, rows }, i) {
    const length = blocks[i].rows;
    sizeMatrix(numbers, length, 1, VECTOR.width, cell);
    numbers.style.left = `${vectorLeft}px`;
    count.hidden = phone;
    numbers.style.top = `${rows[i].top}px`;
    const named = cell >= SMALLEST_NAMED ? length : 0;
    if (numbers.childElementCount !== named) numbers.replaceChildren(...numberNames(name, named));
    setText(count, counted(words, ["features", "units"][i], [features, units][i]));
  }
  return { nodes: [numbers, label], label, update };
}

/**
 * @param {string} name
 * @param {number} length
 */
function numberNames(name, length) {
  return [...Array(length)].map((_, i) => element("span", {}, name, element("sub", {}, String(i + 1))));
}

/**
 * A block of weights, the sums or the results; and, above it, the part of the unit that is lit.
 * @param {string} role
 * @param {Words} words
 */
function matrixRow(role, words) {
  const isWeights = ROLES.includes(role);
  const kind = isWeights ? "gbg-weights" : "gbg-flowing";
  const all = element("div", { class: `gbg-matrix ${kind}`, "data-role": role });
  const one = element("div", { class: `gbg-matrix gbg-one ${kind}`, "data-role": role });
  const label = element("div", { class: "gbg-right-label" });

  /**
   * @param {State} state
   * @param {Placed} placed
   * @param {number} i
   */
  function update({ units, blocks, unit, gate, matrixLeft }, { cell, rows, width }, i) {
    const { top, height } = rows[i];
    const count = isWeights ? blocks[i].rows : 1;
    const column = Math.max(cell, 2);
    sizeMatrix(all, count, units, cell, height / count);
    sizeMatrix(one, count, 1, column, height / count);
    all.style.left = `${matrixLeft}px`;
    one.style.left = `${matrixLeft + Math.min(((unit ?? 1) - 1) * cell, width - column)}px`;
    all.style.top = one.style.top = `${top}px`;
    one.hidden = unit === null;
    label.style.left = `${matrixLeft + width + 12}px`;
    setText(label, isWeights ? words.roles[role] : words[role][words.gates[gate].activation]);
  }
  return { nodes: [all, one, label], label, update };
}

/**
 * @param {HTMLElement[]} signs
 * @param {Row[]} rows
 */
function placeSigns([times, plus, equals, arrow], [kernel, recurrent, bias, sum, result]) {
  const middle = (/** @type {Row} */ first, /** @type {Row} */ last) =>
    (first.top + last.top + last.height) / 2;
  const centres = [middle(kernel, recurrent), ...[bias, sum, result].map((row) => middle(row, row))];
  let lowest = -Infinity;
  [times, plus, equals, arrow].forEach((sign, i) => {
    lowest = Math.max(centres[i], lowest + LABEL_STEP);
    sign.style.top = `${lowest - 12}px`;
  });
}

/**
 * Each label stands beside its row, or lower where it would touch the label before.
 * @param {HTMLElement[]} labels
 * @param {Row[]} rows
 */
function spreadLabels(labels, rows) {
  let top = -Infinity;
  labels.forEach((label, i) => {
    top = Math.max(rows[i].top + (rows[i].height - LABEL_STEP) / 2, top + LABEL_STEP);
    label.style.top = `${top}px`;
  });
}

/**
 * What one unit has, and the formula of the whole gate.
 * @param {Words} words
 */
function explanation(words) {
  const letter = element("span", { class: "gbg-letter", "aria-hidden": "true" });
  const name = element("strong");
  const job = element("span", { class: "gbg-quiet" });
  const sentence = sentenceParts(words);
  const formula = element("div", { class: "gbg-gate-formula" });
  const number = element("strong");
  const root = element(
    "div",
    {},
    element("div", { class: "gbg-gate-name" }, letter, name, job),
    sentence.root,
    element(
      "div",
      { class: "gbg-gate-total" },
      formula,
      element("div", { class: "gbg-gate-result" }, "= ", number, ` ${words.weights}`),
    ),
    element("p", { class: "gbg-quiet" }, words.hint),
  );

  function update(/** @type {State} */ state) {
    const gate = words.gates[state.gate];
    setText(letter, gate.letter);
    setText(name, gate.name);
    setText(job, gate.job);
    root.classList.toggle("gbg-lit", state.unit !== null);
    sentence.update(state);
    showFormula(formula, state);
    setText(number, format(state.total));
  }
  return { root, update };
}

/**
 * @param {HTMLElement} formula
 * @param {State} state
 */
function showFormula(formula, { layout, sizes }) {
  const numbers = formatted(sizes);
  if (formula.childElementCount === 0) {
    formula.append(...layout.formula.map(({ roles }) => counting(roles)));
  }
  layout.formula.forEach((part, i) => setText(formula.children[i], fill(part.text, numbers)));
}

/**
 * A number in a text that counts one block has the shade of that block.
 * @param {string[]} roles
 */
function counting(roles) {
  return element("span", { "data-role": roles.length === 1 ? roles[0] : null });
}

/**
 * "unit 2: 3 + 2 products and 1 bias: 6 weights", each number in the shade of its block.
 * @param {Words} words
 */
function sentenceParts(words) {
  /** @type {Record<string, string>} */
  const roles = { features: "kernel", units: "recurrent_kernel", one_bias: "bias" };
  const numbers = words.sentence.split(/(\{\w+\})/).filter((/** @type {string} */ piece) => piece !== "");
  const pieces = [...numbers, words.sentence_end];
  const nodes = pieces.map((/** @type {string} */ piece) => {
    const role = roles[piece.slice(1, -1)];
    return counting(role ? [role] : []);
  });
  const root = element("p", { class: "gbg-unit-sentence" }, ...nodes);
  nodes[nodes.length - 1].className = "gbg-unit-weights";
  function update(/** @type {State} */ state) {
    const values = sentenceValues(state, words);
    pieces.forEach((piece, i) => setText(nodes[i], fill(piece, values)));
  }
  return { root, update };
}

/**
 * @param {State} state
 * @param {Words} words
 */
function sentenceValues({ unit, units, features, weightsOfUnit }, words) {
  return {
    who: unit === null ? words.each_unit : fill(words.this_unit, { unit: format(unit) }),
    features: format(features),
    units: format(units),
    one_bias: words.one_bias,
    weights: format(weightsOfUnit),
  };
}

/**
 * @param {State} state
 * @param {Words} words
 */
function sentenceText(state, words) {
  return fill(words.sentence + words.sentence_end, sentenceValues(state, words));
}

export default { render };
