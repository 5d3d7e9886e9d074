// The view of the gate explorer. Python says which blocks of weights there are, and gives their
// sizes by name; here the names become numbers and the numbers a picture. No kernel is needed.

import { codeLine, copyButton, switchControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { blockValue, counted, fill, format, formatted, shapeText, sizeValue } from "../shared/numbers.js";
import { keepDrawnToWidth, setter, sizeControls, traitValues, viewRoot } from "../shared/view.js";
import { settingIn, withSetting } from "./link.js";
import { explorerPicture } from "./picture.js";
import { slide } from "./slide.js";

const SIZES = ["units", "features", "timesteps"];
const SWITCHES = ["return_sequences", "use_bias", "bidirectional"];
const ROLES = ["kernel", "recurrent_kernel", "bias"];
const GAP = 3; // between the blocks of one gate, in pixels
const LABEL_STEP = 17; // the least distance between two labels
// How large matrices are drawn at most. In a narrow window labels are numbers without nouns.
const CARD = { width: 104, height: 92, largest: 13, labels: { wide: 98, narrow: 42 } };
const NARROW = 560;
const CARD_EDGES = 26; // padding and border of a card, left and right
const TENSOR = { width: 64, height: 60, largest: 12 };
const STORED = { width: 330, height: 52, largest: 12 };

function render({ model, el, words }) {
  const linked = el.closest("[data-model]") && settingIn(location.hash, model.get("slider_stops").at(-1));
  if (linked) for (const [name, value] of Object.entries(linked)) model.set(name, value);
  const parts = [bar, strip, cards, stored].map((part) => part(model, words));
  const root = viewRoot("gbg-gate-explorer", words.title, ...parts.map((part) => part.root));
  lightUpTogether(root);
  el.append(root);
  if (linked) root.scrollIntoView({ block: "nearest" });
  return keepDrawnToWidth({
    root,
    model,
    traits: [...SIZES, ...SWITCHES],
    parts,
    readState: (width) => ({ ...readState(model), width }),
  }).stop;
}

// The sizes, the switches, and the layout that Python gave for these switches.
function readState(model) {
  const chosen = traitValues(model, SWITCHES);
  const sizes = traitValues(model, SIZES);
  const layout = model
    .get("layouts")
    .find((candidate) => SWITCHES.every((name) => candidate[name] === chosen[name]));
  const blocks = layout.blocks.map((block) => blockValue(block, sizes));
  const oneDirection = blocks.reduce((count, block) => count + block.count, 0);
  return { ...sizes, ...chosen, sizes, layout, blocks, oneDirection };
}

// The sliders, and over all that scrolls below them the number that they make.
function bar(model, words) {
  const numbers = sizeControls(model, words, SIZES);
  const sum = total(words);
  const note = element("span", { class: "gbg-quiet gbg-same-weights" });
  const root = element(
    "div",
    { class: "gbg-bar" },
    element("div", { class: "gbg-controls", role: "group", "aria-label": words.sizes }, ...numbers.roots),
    element("div", { class: "gbg-total" }, sum.root, note),
  );
  const update = (state) => {
    numbers.show(state.sizes);
    sum.update(state);
    setText(note, fill(words.same_weights, { timesteps: counted(words, "timesteps", state.timesteps) }));
  };
  return { root, update };
}

// The tensor that goes in, the line of Keras, the tensor that comes out.
function strip(model, words) {
  const switches = SWITCHES.map((name) =>
    switchControl({ name, label: name, onChange: setter(model, name) }),
  );
  const options = element(
    "div",
    { class: "gbg-controls", role: "group", "aria-label": words.options },
    ...switches.map((control) => control.root),
  );
  const input = tensorFigure(words.input);
  const output = tensorFigure(words.output);
  const line = codeLine({ label: words.code, words });
  const arrow = () => element("span", { class: "gbg-arrow", "aria-hidden": "true" }, "→");
  const layer = element("div", { class: "gbg-layer" }, options, line.root);
  const root = element("div", { class: "gbg-strip" }, input.root, arrow(), layer, arrow(), output.root);

  function update(state) {
    const { features, timesteps, layout, sizes, return_sequences } = state;
    const width = sizeValue(layout.output.at(-1), sizes);
    const cellHeight = cellSize(timesteps, 1, TENSOR);
    const cellWidth = cellSize(1, Math.max(features, width), TENSOR);
    const steps = counted(words, "timesteps", timesteps);
    const axes = fill(words.axes, { timesteps: steps, features: counted(words, "features", features) });
    input.update({
      rows: timesteps,
      ghosts: 0,
      columns: features,
      cellWidth,
      cellHeight,
      shape: [words.batch, format(timesteps), format(features)],
      note: axes,
    });
    output.update({
      rows: return_sequences ? timesteps : 1,
      ghosts: return_sequences ? 0 : timesteps - 1,
      columns: width,
      cellWidth,
      cellHeight,
      shape: layout.output.map((size) =>
        size.name === "batch" ? words.batch : format(sizeValue(size, sizes)),
      ),
      note: return_sequences
        ? words.every_step
        : words[state.bidirectional ? "last_step_bidirectional" : "last_step"],
    });
    line.show(codeText(state));
    SWITCHES.forEach((name, i) => switches[i].show(state[name]));
  }
  return { root, update };
}

function codeText({ units, features, timesteps, return_sequences, use_bias, bidirectional }) {
  const options = [
    return_sequences ? ", return_sequences=True" : "",
    use_bias ? "" : ", use_bias=False",
  ].join("");
  const lstm = `keras.layers.LSTM(${units}${options})`;
  const layer = bidirectional ? `keras.layers.Bidirectional(${lstm})` : lstm;
  return `keras.Sequential([keras.Input((${timesteps}, ${features})), ${layer}])`;
}

// One tensor: a row a timestep. Rows that are computed but not returned are drawn hollow.
function tensorFigure(name) {
  const ghosts = element("div", { class: "gbg-ghosts" });
  const matrix = element("div", { class: "gbg-matrix" });
  const shapeLine = element("code", { class: "gbg-shape" });
  const noteLine = element("span", { class: "gbg-quiet" });
  const stage = element("div", { class: "gbg-stage", role: "img" }, ghosts, matrix);
  const root = element(
    "figure",
    { class: "gbg-tensor" },
    stage,
    element("figcaption", {}, element("strong", {}, name), " ", shapeLine, " ", noteLine),
  );
  function update({ rows, ghosts: hollow, columns, cellWidth, cellHeight, shape, note }) {
    sizeMatrix(matrix, rows, columns, cellWidth, cellHeight);
    sizeMatrix(ghosts, hollow, columns, cellWidth, cellHeight);
    ghosts.hidden = hollow === 0;
    stage.setAttribute("aria-label", `${name}: ${shapeText(shape)}`);
    setText(shapeLine, shapeText(shape));
    setText(noteLine, note);
  }
  return { root, update };
}

function cards(model, words) {
  const gates = model.get("layouts")[0].gates;
  const all = gates.map((gate) => card(gate, words));
  const legend = ROLES.map((role) =>
    element("li", { "data-role": role }, element("i", { class: "gbg-swatch" }), words.legend[role]),
  );
  const sum = element("span", { class: "gbg-cards-sum" });
  const root = element(
    "div",
    {},
    element(
      "div",
      { class: "gbg-head" },
      element("h4", {}, words.cards),
      sum,
      element("span", { class: "gbg-quiet gbg-hint" }, words.cards_hint),
    ),
    element("div", { class: "gbg-cards" }, ...all.map((one) => one.root)),
    element("ul", { class: "gbg-legend gbg-quiet" }, ...legend),
  );
  moveByArrows(root);

  function update(state) {
    legend[2].hidden = !state.use_bias;
    const narrow = state.width < NARROW;
    const left = narrow ? CARD.labels.narrow : CARD.labels.wide;
    const inside = narrow ? (state.width - 8) / 2 - CARD_EDGES - left : CARD.width;
    const cell = cellSize(state.features + state.units + 1, state.units, {
      ...CARD,
      width: Math.min(CARD.width, inside),
    });
    for (const one of all) one.update(state, { cell, left, narrow });
    const one = state.oneDirection / gates.length;
    const numbers = { blocks: gates.length, one, all: state.layout.directions * state.oneDirection };
    const template = words.cards_sum[state.bidirectional ? "bidirectional" : "one_way"];
    setText(sum, fill(template, formatted(numbers)));
    keepTabStop(root);
  }
  return { root, update };
}

// One gate: its blocks to scale with their sizes beside them, then the sum.
function card(gate, words) {
  const { letter, name, job, activation } = words.gates[gate];
  const blocks = ROLES.map((role, i) =>
    element("button", {
      type: "button",
      class: "gbg-matrix",
      "data-block": "",
      "data-gate": gate,
      "data-role": role,
      tabindex: gate === "input" && i === 0 ? 0 : -1,
    }),
  );
  const labels = ROLES.map(() => element("span", { class: "gbg-rows" }));
  const columnLabel = element("span", { class: "gbg-columns" });
  const rows = ROLES.map((role) => sumRow(gate, role));
  const sum = element("td");
  const direction = element("span", { class: "gbg-quiet" });
  const root = element(
    "div",
    { class: "gbg-card", "data-gate": gate },
    element(
      "div",
      { class: "gbg-card-head" },
      element("span", { class: "gbg-letter", "aria-hidden": "true" }, letter),
      element("strong", {}, name),
      element("span", { class: "gbg-quiet gbg-activation" }, activation),
    ),
    element("div", { class: "gbg-quiet" }, job),
    element("div", { class: "gbg-blocks" }, columnLabel, ...labels, ...blocks),
    element(
      "table",
      { class: "gbg-sum" },
      element("tbody", {}, ...rows.map((row) => row.root)),
      element("tfoot", {}, element("tr", {}, element("td", { colspan: 2 }, direction), sum)),
    ),
  );

  function update(state, { cell, left, narrow }) {
    const own = state.blocks.filter((block) => block.gate === gate);
    root.style.setProperty("--labels", `${left}px`);
    let top = 20;
    let labelTop = -Infinity;
    ROLES.forEach((role, i) => {
      const block = own.find((candidate) => candidate.role === role);
      blocks[i].hidden = labels[i].hidden = rows[i].root.hidden = !block;
      if (!block) return;
      const { height } = sizeMatrix(blocks[i], block.rows, block.columns, cell);
      blocks[i].style.top = `${top}px`;
      blocks[i].setAttribute("aria-label", blockText(block, words));
      labelTop = Math.max(top + height / 2 - LABEL_STEP / 2, labelTop + LABEL_STEP);
      labels[i].style.top = `${labelTop}px`;
      setText(labels[i], narrow && role !== "bias" ? format(block.rows) : rowsLabel(role, block, words));
      rows[i].update(block);
      top += height + GAP;
    });
    setText(columnLabel, narrow ? format(state.units) : counted(words, "units", state.units));
    setText(sum, format(own.reduce((count, block) => count + block.count, 0)));
    setText(direction, state.bidirectional ? words.direction : "");
  }
  return { root, update };
}

function rowsLabel(role, block, words) {
  if (role === "bias") return words.roles.bias;
  return counted(words, role === "kernel" ? "features" : "units", block.rows);
}

function blockText(block, words) {
  const values = {
    gate: words.gates[block.gate].name,
    role: words.roles[block.role],
    ...formatted({ rows: block.rows, columns: block.columns, count: block.count }),
  };
  return fill(block.role === "bias" ? words.block_bias : words.block, values);
}

function sumRow(gate, role) {
  const product = element("td");
  const count = element("td");
  const swatch = element("td", {}, element("i", { class: "gbg-swatch" }));
  const root = element(
    "tr",
    { "data-part": "", "data-gate": gate, "data-role": role },
    swatch,
    product,
    count,
  );
  function update({ rows, columns, count: number }) {
    setText(product, role === "bias" ? format(columns) : `${format(rows)} × ${format(columns)}`);
    setText(count, format(number));
  }
  return { root, update };
}

function total(words) {
  const formula = element("span", { class: "gbg-formula" });
  const number = element("strong");
  const result = element("span", { class: "gbg-result" }, "= ", number, ` ${words.total}`);
  const root = element("span", { class: "gbg-sum-line" }, formula, result);
  let drawn = null;

  function update({ layout, sizes, oneDirection }) {
    if (drawn !== layout) {
      drawn = layout;
      formula.replaceChildren(
        ...layout.formula.map((part) => element("span", { "data-roles": part.roles.join(" ") })),
        " ", // between the formula and "= 180", where both are copied
      );
      formula.firstChild.append(...withFourMarked(layout.formula[0].text, layout.gates.length));
    }
    const numbers = formatted(sizes);
    layout.formula.forEach((part, i) => setText(formula.children[i], fill(part.text, numbers)));
    setText(number, format(layout.directions * oneDirection));
  }
  return { root, update };
}

// "4 × (" with the 4 as a node of its own, which has the colours of the four cards.
function withFourMarked(text, count) {
  const [before, ...after] = text.split(String(count));
  return [before, element("b", { class: "gbg-four" }, String(count)), after.join(String(count))];
}

function stored(model, words) {
  const sides = [words.forward, words.backward].map((side) => storedSide(side, model, words));
  let together = false;
  const slider = element(
    "button",
    {
      type: "button",
      class: "gbg-button gbg-slide",
      onclick: () => {
        together = !together;
        setText(slider, words[together ? "apart" : "together"]);
        slide(root.closest(".gbg"), together);
      },
    },
    words.together,
  );
  const toShare = sharing(model, words);
  const root = element(
    "div",
    {},
    element("div", { class: "gbg-head" }, element("h4", {}, words.stored), slider, toShare.root),
    element("div", { class: "gbg-stored" }, ...sides.map((side) => side.root)),
  );
  const update = (state) => {
    sides[1].root.hidden = state.layout.directions === 1;
    for (const side of sides) side.update(state);
    toShare.update(state);
  };
  return { root, update };
}

// A link to this very setting, and the picture as a file.
function sharing(model, words) {
  let shown = null;
  // In a page of the website the link leads to that page, elsewhere to the website's first page.
  const page = () => (root.closest("[data-model]") ? location.href : `${model.get("website")}/index.html`);
  const address = element("code", { class: "gbg-address", hidden: true });
  const link = copyButton({
    label: words.copy_link,
    words,
    text: () => withSetting(page(), traitValues(model, [...SIZES, ...SWITCHES])),
    otherwise: (text) => {
      address.hidden = false;
      setText(address, text);
      return address;
    },
  });
  const save = element(
    "button",
    {
      type: "button",
      class: "gbg-button",
      onclick: () => {
        const style = getComputedStyle(root);
        const colours = Object.fromEntries(
          shown.layout.gates.map((gate) => [gate, style.getPropertyValue(`--${gate}`).trim()]),
        );
        const picture = explorerPicture({ ...shown, code: codeText(shown) }, colours, words);
        saveFile(`lstm-${shown.units}-units-${shown.features}-features.svg`, picture, "image/svg+xml");
      },
    },
    words.save_picture,
  );
  const root = element("span", { class: "gbg-sharing" }, link.root, save, address);
  const update = (state) => {
    shown = state;
    address.hidden = true;
    link.root.hidden = !root.closest("[data-model]") && model.get("website") === "";
  };
  return { root, update };
}

function saveFile(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

// The arrays of one direction, side by side; in each array the four gates, side by side.
function storedSide(name, model, words) {
  const gates = model.get("layouts")[0].gates;
  const arrays = ROLES.map((role) => storedArray(role, gates, words));
  const title = element("div", { class: "gbg-quiet" }, name);
  const row = element("div", { class: "gbg-arrays" }, ...arrays.map((array) => array.root));
  const root = element("div", {}, title, row);
  function update(state) {
    const columns = gates.length * state.units;
    const width = Math.min(STORED.width, state.width - 4);
    const cell = cellSize(Math.max(state.features, state.units), columns, { ...STORED, width });
    title.hidden = state.layout.directions === 1;
    arrays.forEach((array, i) => array.update(state.layout.stored[ROLES[i]], state, cell));
  }
  return { root, update };
}

function storedArray(role, gates, words) {
  const slices = gates.map((gate) =>
    element("div", {
      class: "gbg-matrix",
      "data-block": "",
      "data-gate": gate,
      "data-role": role,
    }),
  );
  const letters = gates.map((gate) =>
    element("span", { "data-gate": gate }, element("b", {}, words.gates[gate].letter)),
  );
  const shapeLine = element("code");
  const picture = element("div", { class: "gbg-array", role: "img", "data-role": role }, ...slices);
  const root = element(
    "div",
    { class: "gbg-stored-array" },
    element("div", {}, element("strong", {}, role), " ", shapeLine),
    element("div", { class: "gbg-letters", "aria-hidden": "true" }, ...letters),
    picture,
  );
  function update(shape, { sizes, units }, cell) {
    root.hidden = !shape;
    if (!shape) return;
    const numbers = shape.map((size) => format(sizeValue(size, sizes)));
    const rows = shape.length === 1 ? 1 : sizeValue(shape[0], sizes);
    for (const slice of slices) sizeMatrix(slice, rows, units, cell);
    // Letters keep their distance where the slices are narrower than a letter.
    for (const letter of letters) letter.style.width = `${Math.max(14, units * cell)}px`;
    setText(shapeLine, shapeText(numbers));
    picture.setAttribute(
      "aria-label",
      fill(words.array, { role: words.roles[role], shape: shapeText(numbers) }),
    );
  }
  return { root, update };
}

// Hover or focus on one block lights the same block in the cards, the formula and the stored arrays.
function lightUpTogether(root) {
  function light(block) {
    root.classList.toggle("gbg-lit", block !== null);
    if (block === null) return;
    const { gate, role } = block.dataset;
    root.dataset.lit = gate;
    for (const node of root.querySelectorAll("[data-block], [data-part]")) {
      node.classList.toggle("gbg-on", node.dataset.gate === gate && node.dataset.role === role);
    }
    for (const node of root.querySelectorAll("[data-roles]")) {
      node.classList.toggle("gbg-on", node.dataset.roles.split(" ").includes(role));
    }
  }
  const focused = () => root.querySelector("[data-block]:focus-visible");
  let pointed = null;
  root.addEventListener("pointerover", (event) => {
    pointed = event.target.closest("[data-block]");
    light(pointed ?? focused());
  });
  root.addEventListener("pointerleave", (event) => {
    // A finger leaves after each tap; what it tapped stays lit until it taps something else.
    if (event.pointerType === "touch") return;
    pointed = null;
    light(focused());
  });
  root.addEventListener("focusin", (event) => light(event.target.closest("[data-block]") ?? pointed));
  root.addEventListener("focusout", () => light(pointed));
}

// All blocks are one stop of the Tab key: the block that had the focus last.
function takeTabStop(root, block) {
  for (const node of root.querySelectorAll("button[data-block]")) {
    node.tabIndex = node === block ? 0 : -1;
  }
}

// When that block is hidden, another one of its gate takes its place.
function keepTabStop(root) {
  const blocks = [...root.querySelectorAll("button[data-block]")];
  const { hidden, dataset } = blocks.find((block) => block.tabIndex === 0);
  if (!hidden) return;
  takeTabStop(
    root,
    blocks.findLast((block) => !block.hidden && block.dataset.gate === dataset.gate),
  );
}

// The arrow keys move among the blocks: gates across, roles down.
function moveByArrows(root) {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  root.addEventListener("keydown", (event) => {
    const block = event.target.closest("button[data-block]");
    const step = steps[event.key];
    if (!block || !step) return;
    event.preventDefault();
    event.stopPropagation();
    const shown = [...root.querySelectorAll("button[data-block]")].filter((node) => !node.hidden);
    const gates = [...new Set(shown.map((node) => node.dataset.gate))];
    const column = gates.indexOf(block.dataset.gate) + step[0];
    const row = ROLES.indexOf(block.dataset.role) + step[1];
    const next = shown.find(
      (node) => node.dataset.gate === gates[column] && node.dataset.role === ROLES[row],
    );
    next?.focus();
  });
  root.addEventListener("focusin", (event) => {
    const block = event.target.closest("button[data-block]");
    if (block) takeTabStop(root, block);
  });
}

export default { render };
