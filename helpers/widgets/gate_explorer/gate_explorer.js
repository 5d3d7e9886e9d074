// The view of the gate explorer. Python says which blocks of weights there are, and gives their
// sizes by name; here the names become numbers and the numbers a picture. No kernel is needed.

import { element, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { blockValue, counted, fill, format, formatted } from "../shared/numbers.js";
import { keepDrawnToWidth, sizeControls, traitValues, viewRoot } from "../shared/view.js";
import { settingIn } from "./link.js";
import { sharing } from "./sharing.js";
import { slider } from "./slide.js";
import { stored } from "./stored.js";
import { SWITCHES, strip } from "./strip.js";
import { total } from "./total.js";

const SIZES = ["units", "features", "timesteps"];
const ROLES = ["kernel", "recurrent_kernel", "bias"];
const GAP = 3; // between the blocks of one gate, in pixels
const LABEL_STEP = 17; // the least distance between two labels
// How large matrices are drawn at most. In a narrow window labels are numbers without nouns.
const CARD = { width: 80, height: 112, largest: 13, labels: { wide: 98, narrow: 42 } };
const CARD_EDGES = 18; // padding and border of a card, left and right
const CARD_GAP = 12;
// From these widths of the view on, as in the style sheet.
const NARROW = 560; // below: cards without nouns
const SIDE_BY_SIDE = 760; // the three arrays beside one another
const WIDE = 1032; // the arrays in a column of their own
const COLUMN = 164;

function render({ model, el, words }) {
  const linked = el.closest("[data-model]") && settingIn(location.hash, model.get("slider_stops").at(-1));
  if (linked) for (const [name, value] of Object.entries(linked)) model.set(name, value);
  const arrays = stored(model, words, ROLES);
  const share = sharing(model, words);
  const four = cards(model, words);
  const parts = [bar(model, words), strip(model, words), four, arrays, share];
  const main = element("div", { class: "gbg-main" }, ...four.roots, arrays.root);
  const foot = element("div", { class: "gbg-foot" }, four.legend, share.root);
  const root = viewRoot("gbg-gate-explorer", words.title, parts[0].root, parts[1].root, main, foot);
  four.head.append(slideButton(root, words));
  lightUpTogether(root);
  el.append(root);
  if (linked) root.scrollIntoView({ block: "nearest" });
  return keepDrawnToWidth({
    root,
    model,
    traits: [...SIZES, ...SWITCHES],
    parts,
    readState: (width) => ({ ...readState(model), width, storedWidth: widthOfArrays(width) }),
  }).stop;
}

// How wide one of Keras's arrays may be drawn in a view of this width.
function widthOfArrays(width) {
  if (width >= WIDE) return COLUMN;
  return width >= SIDE_BY_SIDE ? 240 : Math.min(330, width - 4);
}

function slideButton(root, words) {
  const slide = slider(root);
  let together = false;
  const button = element(
    "button",
    { type: "button", class: "gbg-button gbg-slide", onclick },
    words.together,
  );
  function onclick() {
    together = !together;
    setText(button, words[together ? "apart" : "together"]);
    slide(together);
  }
  return button;
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

function cards(model, words) {
  const gates = model.get("layouts")[0].gates;
  const all = gates.map((gate) => card(gate, words));
  const legendOf = (role) =>
    element("li", { "data-role": role }, element("i", { class: "gbg-swatch" }), words.legend[role]);
  const legend = element("ul", { class: "gbg-legend gbg-quiet" }, ...ROLES.map(legendOf));
  const hint = element("span", { class: "gbg-quiet gbg-hint" });
  const head = element("div", { class: "gbg-head" }, element("h4", {}, words.cards), hint);
  const row = element("div", { class: "gbg-cards" }, ...all.map((one) => one.root));
  // Where "+" stands between the cards, the sum needs no "4 × 45" before it.
  const times = element("span", { class: "gbg-times" });
  const twice = element("span", { class: "gbg-twice", "aria-hidden": "true" }, words.twice);
  const result = element("strong");
  const sum = element("div", { class: "gbg-cards-sum" }, times, twice, " = ", result);
  moveByArrows(row);

  function update(state) {
    legend.lastChild.hidden = !state.use_bias;
    const narrow = state.width < NARROW;
    const left = narrow ? CARD.labels.narrow : CARD.labels.wide;
    const inside = narrow ? (state.width - CARD_GAP) / 2 - CARD_EDGES - left : CARD.width;
    const cell = cellSize(state.features + state.units + 1, state.units, {
      ...CARD,
      width: Math.min(CARD.width, inside),
    });
    for (const one of all) one.update(state, { cell, left, narrow });
    const numbers = { blocks: gates.length, one: state.oneDirection / gates.length };
    const ways = state.bidirectional ? "bidirectional" : "one_way";
    setText(hint, words.cards_hint[ways]);
    setText(times, fill(words.cards_sum[ways], formatted(numbers)));
    twice.hidden = !state.bidirectional;
    setText(result, format(state.layout.directions * state.oneDirection));
    keepTabStop(row);
  }
  return { roots: [head, row, sum], head, legend, update };
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
  const sum = element("td", { colspan: 3 });
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
      element("tfoot", {}, element("tr", {}, sum)),
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
