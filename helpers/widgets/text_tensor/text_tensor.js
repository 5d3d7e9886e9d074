// @ts-check
// The view of the text tensor: a row a line, a cell a word, and the vector behind the chosen word.

import { codeLine, numberControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { sizeMatrix } from "../shared/matrix.js";
import { counted, fill, format, plural } from "../shared/numbers.js";
import { moveByArrows, takeTabStop } from "../shared/roving.js";
import { keepDrawnToWidth, setter, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {"samples" | "timesteps" | "features"} AxisName
 * @typedef {{line: number, word: number}} Choice
 *
 * Which lines or words are shown, by their indexes; null stands for a gap.
 * @typedef {(number | null)[]} Indexes
 *
 * @typedef {object} State
 * @property {number} samples
 * @property {number} timesteps
 * @property {number} features
 * @property {string[][]} lines
 * @property {number} columns
 * @property {Indexes} shownLines
 * @property {Indexes} shownWords
 * @property {number} stripPlaces
 * @property {Choice} chosen
 */

const WORDS = "button.gbg-word";
/** @type {AxisName[]} */
const AXES = ["samples", "timesteps", "features"];
const ROWS = 7; // places for lines, where there are so many
const FIRST_ROW = 3; // in the CSS grid, below the axis and the numbers of the words
const ROW_NAME_WIDTH = 96;
const CELL_WIDTH = { wide: 96, narrow: 66 }; // what most words need
const WIDE = 820;
const STRIP_CELL = 22;
const STRIP_MARGIN = 38; // beside the strip: its frame, and room for the gap
const FIRST_CHOICE = { line: 2, word: 3 };

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  let wanted = FIRST_CHOICE;

  const choose = (/** @type {Choice} */ choice) => {
    wanted = choice;
    view.update();
  };
  const sizes = controls(model, words);
  const [shape, told] = [shapeLine(words), kerasLine(words)];
  const grid = wordGrid(words, Math.min(ROWS, model.get("tokens").length), choose);
  const behind = vector(words);
  const head = element("div", { class: "gbg-head" }, shape.root, told.root);
  const root = viewRoot("gbg-text-tensor", words.title, sizes.root, head, grid.root, behind.root);
  lightAxis(root);
  el.append(root);

  const view = keepDrawnToWidth({
    model,
    root,
    traits: AXES,
    parts: [sizes],
    later: [shape, told, grid, behind],
    readState: (width) => readState(model, wanted, width),
  });
  return view.stop;
}

/**
 * @param {Model} model
 * @param {Choice} wanted
 * @param {number} width
 * @returns {State}
 */
function readState(model, wanted, width) {
  const [samples, timesteps, features] = AXES.map((name) => model.get(name));
  const cellWidth = width < WIDE ? CELL_WIDTH.narrow : CELL_WIDTH.wide;
  const columns = Math.max(4, Math.floor((width - ROW_NAME_WIDTH) / cellWidth));
  const shownLines = shown(samples, ROWS);
  const shownWords = shown(timesteps, columns);
  return {
    samples,
    timesteps,
    features,
    lines: model.get("tokens"),
    columns,
    shownLines,
    shownWords,
    stripPlaces: Math.floor((width - STRIP_MARGIN) / STRIP_CELL),
    chosen: {
      line: nearest(shownLines, wanted.line),
      word: nearest(shownWords, wanted.word),
    },
  };
}

/**
 * What is shown of `count` things: all, or the first ones, null for a gap, and the last.
 * @param {number} count
 * @param {number} places
 * @returns {Indexes}
 */
function shown(count, places) {
  const indexes = [...Array(Math.min(count, places)).keys()];
  return count <= places ? indexes : [...indexes.slice(0, -2), null, count - 1];
}

/**
 * @param {Indexes} indexes
 * @param {number} wanted
 */
function nearest(indexes, wanted) {
  const distance = (/** @type {number} */ index) => Math.abs(index - wanted);
  return indexes
    .filter((index) => index !== null)
    .reduce((best, index) => (distance(index) < distance(best) ? index : best));
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function controls(model, words) {
  const numbers = AXES.map((name) =>
    numberControl({
      name,
      label: words[name],
      stops: model.get("slider_stops")[name],
      words,
      onChange: setter(model, name),
    }),
  );
  numbers.forEach((control, i) => {
    control.root.dataset.axis = AXES[i];
  });
  const root = element(
    "div",
    { class: "gbg-controls", role: "group", "aria-label": words.controls },
    ...numbers.map((control) => control.root),
  );
  const update = (/** @type {State} */ state) => AXES.forEach((name, i) => numbers[i].show(state[name]));
  return { root, update };
}

/**
 * (50, 10, 300), the name of its axis below each number.
 * @param {Words} words
 */
function shapeLine(words) {
  const numbers = AXES.map(() => element("b"));
  const dimensions = AXES.map((name, i) =>
    element(
      "span",
      { class: "gbg-dimension", "data-axis": name },
      numbers[i],
      element("span", { class: "gbg-axis-name" }, words[name]),
    ),
  );
  const root = element(
    "div",
    { class: "gbg-shape-line", role: "group", "aria-label": words.shape },
    "(",
    dimensions[0],
    ",",
    dimensions[1],
    ",",
    dimensions[2],
    ")",
  );
  const update = (/** @type {State} */ state) =>
    AXES.forEach((name, i) => setText(numbers[i], String(state[name])));
  return { root, update };
}

/**
 * `places` is the number of lines that there is room for.
 * @param {Words} words
 * @param {number} places
 * @param {(choice: Choice) => void} choose
 */
function wordGrid(words, places, choose) {
  const root = element("div", { class: "gbg-words", role: "group", "aria-label": words.grid });
  const [samplesAxis, timestepsAxis] = ["samples", "timesteps"].map(axisMark);
  const thread = element("div", { class: "gbg-thread", "aria-hidden": "true" });
  const choosing = chooseInGrid(root, choose);
  /** The nodes for so many columns. @type {ReturnType<typeof gridNodes> | null} */
  let nodes = null;

  /** @param {number} columns */
  function nodesFor(columns) {
    if (nodes?.columns === columns) return nodes;
    nodes = gridNodes(places, columns);
    root.style.gridTemplateRows = `22px 28px repeat(${places}, var(--row)) 8px`;
    root.style.gridTemplateColumns = `${ROW_NAME_WIDTH}px repeat(${columns}, minmax(0, 1fr))`;
    root.replaceChildren(
      samplesAxis.label,
      samplesAxis.line,
      timestepsAxis.label,
      timestepsAxis.line,
      thread,
      ...nodes.wordNumbers,
      ...nodes.rows.flatMap((row) => row.nodes),
    );
    return nodes;
  }

  function update(/** @type {State} */ state) {
    const { wordNumbers, rows } = nodesFor(state.columns);
    const { shownLines, shownWords, chosen } = state;
    samplesAxis.show(counted(words, "samples", state.samples));
    timestepsAxis.show(counted(words, "timesteps", state.timesteps));
    samplesAxis.line.style.gridRow = `${FIRST_ROW} / span ${shownLines.length}`;
    timestepsAxis.line.style.gridColumn = `2 / span ${shownWords.length}`;
    wordNumbers.forEach((node, i) => setText(node, numberText(shownWords[i])));
    rows.forEach((row, i) => row.update(state, shownLines[i], words));
    const threadRow = FIRST_ROW + shownLines.indexOf(chosen.line) + 1;
    thread.style.gridRow = `${threadRow} / ${FIRST_ROW + places + 1}`;
    thread.style.gridColumn = String(2 + shownWords.indexOf(chosen.word));
    choosing.show(state);
  }
  return { root, update };
}

/**
 * @param {number} places
 * @param {number} columns
 */
function gridNodes(places, columns) {
  const number = (/** @type {number} */ column) =>
    place(element("span", { class: "gbg-word-number gbg-quiet" }), FIRST_ROW - 1, column + 2);
  return {
    columns,
    wordNumbers: [...Array(columns)].map((_, column) => number(column)),
    rows: [...Array(places)].map((_, row) => wordRow(row + FIRST_ROW, columns)),
  };
}

/**
 * A word is chosen by pointing at it, pressing it, or by the arrow keys.
 * @param {HTMLElement} root
 * @param {(choice: Choice) => void} choose
 */
function chooseInGrid(root, choose) {
  /** @type {State | null} */
  let drawn = null;

  /** @param {Event} event */
  function chooseCell(event) {
    const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(WORDS));
    if (cell === null || drawn === null) return;
    const choice = { line: Number(cell.dataset.line), word: Number(cell.dataset.word) };
    const { line, word } = drawn.chosen;
    if (choice.line !== line || choice.word !== word) choose(choice);
  }
  for (const event of ["pointerover", "click", "focusin"]) root.addEventListener(event, chooseCell);

  const chosenCell = () =>
    /** @type {HTMLElement | null} */ (root.querySelector(`${WORDS}:not([hidden])[aria-pressed="true"]`));
  // What is chosen decides what is shown, and so which of the buttons stands for it.
  moveByArrows(root, WORDS, (_, across, down) => {
    if (drawn === null) return null;
    const { shownLines, shownWords, chosen } = drawn;
    choose({
      line: neighbour(shownLines, chosen.line, down),
      word: neighbour(shownWords, chosen.word, across),
    });
    return chosenCell();
  });
  const show = (/** @type {State} */ state) => {
    drawn = state;
    takeTabStop(root, WORDS, chosenCell());
  };
  return { show };
}

/**
 * @param {Indexes} indexes
 * @param {number} index
 * @param {number} step
 * @returns {number}
 */
function neighbour(indexes, index, step) {
  const cells = indexes.filter((candidate) => candidate !== null);
  return cells[cells.indexOf(index) + step] ?? index;
}

/** @param {number | null | undefined} index */
function numberText(index) {
  if (index === undefined) return "";
  return index === null ? "…" : format(index + 1);
}

/**
 * @param {HTMLElement} node
 * @param {number} row
 * @param {number} column
 */
function place(node, row, column) {
  node.style.gridRow = String(row);
  node.style.gridColumn = String(column);
  return node;
}

/**
 * The line along one side of the picture, in the style of its number in the shape.
 * @param {string} name
 */
function axisMark(name) {
  const text = element("span");
  const label = element("div", { class: "gbg-side-label", "data-axis": name }, text);
  const line = element("div", { class: "gbg-side", "data-axis": name, "aria-hidden": "true" });
  return { label, line, show: (/** @type {string} */ value) => setText(text, value) };
}

/**
 * @param {number} row
 * @param {number} columns
 */
function wordRow(row, columns) {
  const name = place(element("span", { class: "gbg-row-name" }), row, 1);
  const slots = [...Array(columns)].map((_, column) => wordSlot(row, column + 2));
  /**
   * @param {State} state
   * @param {number | null | undefined} line
   * @param {Words} words
   */
  function update(state, line, words) {
    setText(name, rowName(line, words));
    slots.forEach((slot, column) => slot.update(state, line, column, words));
  }
  return { nodes: [name, ...slots.map((slot) => slot.root)], update };
}

/**
 * @param {number | null | undefined} line
 * @param {Words} words
 */
function rowName(line, words) {
  if (line === undefined) return "";
  return line === null ? "⋮" : fill(words.line, { line: format(line + 1) });
}

/**
 * One place in the picture: a timestep, a gap, or, beyond the last timestep, a word that is cut.
 * @param {number} row
 * @param {number} column
 */
function wordSlot(row, column) {
  const cell = element("button", {
    type: "button",
    class: "gbg-word",
  });
  const outside = element("span", { class: "gbg-outside gbg-quiet" });
  const root = place(element("div", { class: "gbg-slot" }, cell, outside), row, column);

  /**
   * @param {State} state
   * @param {number | null | undefined} line
   * @param {number} place
   * @param {Words} words
   */
  function update(state, line, place, words) {
    const word = state.shownWords[place];
    const isCell = typeof line === "number" && typeof word === "number";
    cell.hidden = !isCell;
    outside.hidden = isCell;
    if (isCell) showCell(state, line, word, words);
    else showOutside(state, line, word, place);
  }

  /**
   * @param {State} state
   * @param {number} line
   * @param {number} word
   * @param {Words} words
   */
  function showCell({ lines, chosen }, line, word, words) {
    const text = lines[line][word];
    const isChosen = line === chosen.line && word === chosen.word;
    Object.assign(cell.dataset, { line, word });
    cell.classList.toggle("gbg-padding", text === undefined);
    cell.setAttribute("aria-pressed", String(isChosen));
    cell.setAttribute("aria-label", wordText(words, lines, line, word));
    setText(cell, text ?? "");
  }

  /**
   * @param {State} state
   * @param {number | null | undefined} line
   * @param {number | null | undefined} word
   * @param {number} place
   */
  function showOutside({ lines }, line, word, place) {
    const isCut = typeof line === "number" && word === undefined;
    outside.classList.toggle("gbg-cut", isCut);
    setText(outside, isCut ? (lines[line][place] ?? "") : gapText(line, word));
  }
  return { root, update };
}

/**
 * @param {number | null | undefined} line
 * @param {number | null | undefined} word
 */
function gapText(line, word) {
  if (line === undefined || word === undefined) return "";
  return line === null ? "⋮" : "…";
}

/**
 * @param {Words} words
 * @param {string[][]} lines
 * @param {number} line
 * @param {number} word
 */
function wordText(words, lines, line, word) {
  const text = lines[line][word];
  const place = { line: format(line + 1), word: format(word + 1), text };
  return fill(text === undefined ? words.chosen_padding : words.chosen, place);
}

/**
 * The chosen word, and the numbers that stand for it: cells without numbers, none are invented.
 * @param {Words} words
 */
function vector(words) {
  const place = element("span", { class: "gbg-chosen-word" });
  const meaning = element("span", { class: "gbg-quiet" });
  const axis = axisMark("features");
  const first = element("div", { class: "gbg-matrix" });
  const gap = element("span", { "aria-hidden": "true" }, "…");
  const last = element("div", { class: "gbg-matrix" });
  const cells = element("div", { class: "gbg-strip-cells" }, first, gap, last);
  const [padded, cut] = ["padded", "cut"].map((name) => leftover(name, words));
  const strip = element("div", { class: "gbg-strip" }, axis.line, cells);
  const root = element(
    "div",
    {},
    element(
      "div",
      { class: "gbg-vector" },
      element("div", { class: "gbg-sentence" }, place, meaning),
      element("div", {}, axis.label),
      strip,
    ),
    element("p", { class: "gbg-leftovers gbg-quiet" }, padded.root, cut.root),
  );

  function update(/** @type {State} */ { lines, samples, timesteps, features, chosen, stripPlaces }) {
    const indexes = shown(features, stripPlaces);
    const hasGap = indexes.includes(null);
    sizeMatrix(first, 1, hasGap ? indexes.length - 2 : indexes.length, STRIP_CELL);
    sizeMatrix(last, 1, 1, STRIP_CELL);
    gap.hidden = last.hidden = !hasGap;
    axis.show(counted(words, "features", features));
    setText(place, wordText(words, lines, chosen.line, chosen.word));
    const numbers = counted(words, "numbers", features);
    setText(meaning, fill(words.meaning, { numbers }));
    const missing = lines.slice(0, samples).map((line) => timesteps - line.length);
    padded.show(sumOfPositive(missing));
    cut.show(sumOfPositive(missing.map((number) => -number)));
  }
  return { root, update };
}

/** @param {number[]} numbers */
function sumOfPositive(numbers) {
  return numbers.reduce((total, number) => total + Math.max(0, number), 0);
}

/**
 * How much padding the picture has, or how many words are cut, with a sample of how it is drawn.
 * @param {string} name
 * @param {Words} words
 */
function leftover(name, words) {
  const text = element("span");
  const root = element(
    "span",
    { "data-leftover": name },
    element("i", { "aria-hidden": "true" }, words[name].sample),
    text,
  );
  const show = (/** @type {number} */ number) =>
    setText(text, fill(plural(words, words[name], number), { n: format(number) }));
  return { root, show };
}

/** @param {Words} words */
function kerasLine(words) {
  const line = codeLine({ label: words.code, words });
  const note = element("p", { class: "gbg-quiet" });
  const root = element("div", { class: "gbg-keras" }, line.root, note);
  const update = (/** @type {State} */ { timesteps, features }) => {
    line.show(`keras.Input((${timesteps}, ${features}))`);
    setText(note, fill(words.left_out_shape, { timesteps, features }));
  };
  return { root, update };
}

/**
 * Pointing at a number, an axis or a slider lights the axis wherever it stands.
 * @param {HTMLElement} root
 */
function lightAxis(root) {
  const light = (/** @type {EventTarget | null} */ node) => {
    const at = /** @type {Element | null} */ (node)?.closest("[data-axis]");
    const axis = /** @type {HTMLElement | null | undefined} */ (at)?.dataset.axis;
    for (const mark of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-axis]"))) {
      mark.classList.toggle("gbg-on", mark.dataset.axis === axis);
    }
  };
  root.addEventListener("pointerover", (event) => light(event.target));
  root.addEventListener("pointerleave", () => light(root.querySelector(":focus")));
  root.addEventListener("focusin", (event) => light(event.target));
  root.addEventListener("focusout", () => light(null));
}

export default { render };
