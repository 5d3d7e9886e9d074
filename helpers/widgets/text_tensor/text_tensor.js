// The view of the text tensor: a row a line, a cell a word, and the vector behind the chosen word.

import { codeLine, numberControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { sizeMatrix } from "../shared/matrix.js";
import { counted, fill, format, plural } from "../shared/numbers.js";
import { keepDrawnToWidth, setter, viewRoot } from "../shared/view.js";

const AXES = ["samples", "timesteps", "features"];
const ROWS = 7; // places for lines, where there are so many
const FIRST_ROW = 3; // in the CSS grid, below the axis and the numbers of the words
const ROW_NAME_WIDTH = 96;
const CELL_WIDTH = { wide: 96, narrow: 66 }; // what most words need
const WIDE = 820;
const STRIP_CELL = 22;
const STRIP_MARGIN = 38; // beside the strip: its frame, and room for the gap
const FIRST_CHOICE = { line: 2, word: 3 };

function render({ model, el, words }) {
  let wanted = FIRST_CHOICE;

  const choose = (choice) => {
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
    parts: [sizes, shape, told, grid, behind],
    readState: (width) => readState(model, wanted, width),
  });
  return view.stop;
}

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

// What is shown of `count` things: all, or the first ones, null for a gap, and the last.
function shown(count, places) {
  const indexes = [...Array(Math.min(count, places)).keys()];
  return count <= places ? indexes : [...indexes.slice(0, -2), null, count - 1];
}

function nearest(indexes, wanted) {
  const distance = (index) => Math.abs(index - wanted);
  return indexes
    .filter((index) => index !== null)
    .reduce((best, index) => (distance(index) < distance(best) ? index : best));
}

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
  numbers.forEach((control, i) => (control.root.dataset.axis = AXES[i]));
  const root = element(
    "div",
    { class: "gbg-controls", role: "group", "aria-label": words.controls },
    ...numbers.map((control) => control.root),
  );
  const update = (state) => AXES.forEach((name, i) => numbers[i].show(state[name]));
  return { root, update };
}

// (50, 10, 300), the name of its axis below each number.
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
  const update = (state) => AXES.forEach((name, i) => setText(numbers[i], String(state[name])));
  return { root, update };
}

function wordGrid(words, places, choose) {
  const root = element("div", { class: "gbg-words", role: "group", "aria-label": words.grid });
  const [samplesAxis, timestepsAxis] = ["samples", "timesteps"].map(axisMark);
  const thread = element("div", { class: "gbg-thread", "aria-hidden": "true" });
  let grid = null;
  let drawn = null;

  function build(columns) {
    grid = {
      columns,
      wordNumbers: [...Array(columns)].map((_, column) =>
        place(element("span", { class: "gbg-word-number gbg-quiet" }), FIRST_ROW - 1, column + 2),
      ),
      rows: [...Array(places)].map((_, row) => wordRow(row + FIRST_ROW, columns)),
    };
    root.style.gridTemplateRows = `22px 28px repeat(${places}, var(--row)) 8px`;
    root.style.gridTemplateColumns = `${ROW_NAME_WIDTH}px repeat(${columns}, minmax(0, 1fr))`;
    root.replaceChildren(
      samplesAxis.label,
      samplesAxis.line,
      timestepsAxis.label,
      timestepsAxis.line,
      thread,
      ...grid.wordNumbers,
      ...grid.rows.flatMap((row) => row.nodes),
    );
  }

  function update(state) {
    drawn = state;
    if (grid?.columns !== state.columns) build(state.columns);
    const { shownLines, shownWords, chosen } = state;
    samplesAxis.show(counted(words, "samples", state.samples));
    timestepsAxis.show(counted(words, "timesteps", state.timesteps));
    samplesAxis.line.style.gridRow = `${FIRST_ROW} / span ${shownLines.length}`;
    timestepsAxis.line.style.gridColumn = `2 / span ${shownWords.length}`;
    grid.wordNumbers.forEach((node, i) => setText(node, numberText(shownWords[i])));
    grid.rows.forEach((row, i) => row.update(state, shownLines[i], words));
    const threadRow = FIRST_ROW + shownLines.indexOf(chosen.line) + 1;
    thread.style.gridRow = `${threadRow} / ${FIRST_ROW + places + 1}`;
    thread.style.gridColumn = String(2 + shownWords.indexOf(chosen.word));
  }

  function chooseCell(event) {
    const cell = event.target.closest("button");
    if (!cell) return;
    const choice = { line: Number(cell.dataset.line), word: Number(cell.dataset.word) };
    const { line, word } = drawn.chosen;
    if (choice.line !== line || choice.word !== word) choose(choice);
  }
  for (const event of ["pointerover", "click", "focusin"]) root.addEventListener(event, chooseCell);

  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  root.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    choose({
      line: neighbour(drawn.shownLines, drawn.chosen.line, step[0]),
      word: neighbour(drawn.shownWords, drawn.chosen.word, step[1]),
    });
    root.querySelector('button[tabindex="0"]').focus();
  });
  return { root, update };
}

function neighbour(indexes, index, step) {
  const cells = indexes.filter((candidate) => candidate !== null);
  return cells[cells.indexOf(index) + step] ?? index;
}

function numberText(index) {
  if (index === undefined) return "";
  return index === null ? "…" : format(index + 1);
}

function place(node, row, column) {
  node.style.gridRow = String(row);
  node.style.gridColumn = String(column);
  return node;
}

// The line along one side of the picture, in the style of its number in the shape.
function axisMark(name) {
  const text = element("span");
  const label = element("div", { class: "gbg-side-label", "data-axis": name }, text);
  const line = element("div", { class: "gbg-side", "data-axis": name, "aria-hidden": "true" });
  return { label, line, show: (value) => setText(text, value) };
}

function wordRow(row, columns) {
  const name = place(element("span", { class: "gbg-row-name" }), row, 1);
  const slots = [...Array(columns)].map((_, column) => wordSlot(row, column + 2));
  function update(state, line, words) {
    setText(name, rowName(line, words));
    slots.forEach((slot, column) => slot.update(state, line, column, words));
  }
  return { nodes: [name, ...slots.map((slot) => slot.root)], update };
}

function rowName(line, words) {
  if (line === undefined) return "";
  return line === null ? "⋮" : fill(words.line, { line: format(line + 1) });
}

// One place in the picture: a timestep, a gap, or, beyond the last timestep, a word that is cut.
function wordSlot(row, column) {
  const cell = element("button", {
    type: "button",
    class: "gbg-word",
  });
  const outside = element("span", { class: "gbg-outside gbg-quiet" });
  const root = place(element("div", { class: "gbg-slot" }, cell, outside), row, column);

  function update(state, line, place, words) {
    const word = state.shownWords[place];
    const isCell = Number.isInteger(line) && Number.isInteger(word);
    cell.hidden = !isCell;
    outside.hidden = isCell;
    if (isCell) showCell(state, line, word, words);
    else showOutside(state, line, word, place);
  }

  function showCell({ lines, chosen }, line, word, words) {
    const text = lines[line][word];
    const isChosen = line === chosen.line && word === chosen.word;
    Object.assign(cell.dataset, { line, word });
    cell.classList.toggle("gbg-padding", text === undefined);
    cell.tabIndex = isChosen ? 0 : -1;
    cell.setAttribute("aria-pressed", isChosen);
    cell.setAttribute("aria-label", wordText(words, lines, line, word));
    setText(cell, text ?? "");
  }

  function showOutside({ lines }, line, word, place) {
    const isCut = Number.isInteger(line) && word === undefined;
    outside.classList.toggle("gbg-cut", isCut);
    setText(outside, isCut ? (lines[line][place] ?? "") : gapText(line, word));
  }
  return { root, update };
}

function gapText(line, word) {
  if (line === undefined || word === undefined) return "";
  return line === null ? "⋮" : "…";
}

function wordText(words, lines, line, word) {
  const text = lines[line][word];
  const place = { line: format(line + 1), word: format(word + 1), text };
  return fill(text === undefined ? words.chosen_padding : words.chosen, place);
}

// The chosen word, and the numbers that stand for it: cells without numbers, none are invented.
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

  function update({ lines, samples, timesteps, features, chosen, stripPlaces }) {
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

function sumOfPositive(numbers) {
  return numbers.reduce((total, number) => total + Math.max(0, number), 0);
}

// How much padding the picture has, or how many words are cut, with a sample of how it is drawn.
function leftover(name, words) {
  const text = element("span");
  const root = element(
    "span",
    { "data-leftover": name },
    element("i", { "aria-hidden": "true" }, words[name].sample),
    text,
  );
  const show = (number) => setText(text, fill(plural(words, words[name], number), { n: format(number) }));
  return { root, show };
}

function kerasLine(words) {
  const line = codeLine({ label: words.code, words });
  const note = element("p", { class: "gbg-quiet" });
  const root = element("div", { class: "gbg-keras" }, line.root, note);
  const update = ({ timesteps, features }) => {
    line.show(`keras.Input((${timesteps}, ${features}))`);
    setText(note, fill(words.left_out_shape, { timesteps, features }));
  };
  return { root, update };
}

// Pointing at a number, an axis or a slider lights the axis wherever it stands.
function lightAxis(root) {
  const light = (node) => {
    const axis = node?.closest("[data-axis]")?.dataset.axis;
    for (const mark of root.querySelectorAll("[data-axis]")) {
      mark.classList.toggle("gbg-on", mark.dataset.axis === axis);
    }
  };
  root.addEventListener("pointerover", (event) => light(event.target));
  root.addEventListener("pointerleave", () => light(root.querySelector(":focus")));
  root.addEventListener("focusin", (event) => light(event.target));
  root.addEventListener("focusout", () => light(null));
}

export default { render };
