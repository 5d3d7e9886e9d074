// @ts-check
// The view of the gate explorer. Python says which blocks of weights there are, and gives their
// sizes by name; here the names become numbers and the numbers a picture. No kernel is needed.

import { button } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { counted, countOf, fill, format, formatted } from "../shared/numbers.js";
import { moveByArrows, takeTabStop } from "../shared/roving.js";
import { keepDrawnToWidth, sizeControls, viewRoot } from "../shared/view.js";
import { settingIn } from "./link.js";
import { sharing } from "./sharing.js";
import { slider } from "./slide.js";
import { ROLES, readState, SIZES, SWITCHES } from "./state.js";
import { stored } from "./stored.js";
import { strip } from "./strip.js";
import { total } from "./total.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Counted} Counted
 *
 * How the cards are drawn: the side of a cell and the room for labels, in pixels.
 * @typedef {{cell: number, left: number, narrow: boolean}} Look
 */

const BLOCKS = ".gbg-cards [data-block]";
const GAP = 3; // between the blocks of one gate, in pixels
const LABEL_STEP = 17; // the least distance between two labels, and the height of one
const BLOCKS_HEIGHT = 140; // of .gbg-blocks, as in the style sheet; no label reaches below it
// How large matrices are drawn at most. In a narrow window labels are numbers without nouns.
const CARD = { width: 80, height: 108, largest: 13, labels: { wide: 98, narrow: 42 } };
const CARD_EDGES = 18; // padding and border of a card, left and right
const CARD_GAP = 12;
const ARRAY_GAP = 24;
// From these widths of the view on, as in the style sheet.
const FOUR_ACROSS = 560; // below: the cards two by two, the arrays below one another
const NOUNS = 760; // below: cards without nouns
const WIDE = 1032; // the arrays in a column of their own
const COLUMN = 164;

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const isPage = el.closest("[data-model]") !== null;
  const linked = isPage ? settingIn(location.hash, model.get("slider_stops").at(-1)) : null;
  if (linked) for (const [name, value] of Object.entries(linked)) model.set(name, value);
  const arrays = stored(model, words, ROLES);
  const share = sharing(model, words);
  const four = cards(model, words);
  const [top, tensors] = [bar(model, words), strip(model, words)];
  const main = element("div", { class: "gbg-main" }, ...four.roots, arrays.root);
  const foot = element("div", { class: "gbg-foot" }, four.legend, share.root);
  const root = viewRoot("gbg-gate-explorer", words.title, top.root, tensors.root, main, foot);
  four.head.append(slideButton(root, words));
  lightUpTogether(root);
  el.append(root);
  if (linked) root.scrollIntoView({ block: "nearest" });
  return keepDrawnToWidth({
    root,
    model,
    traits: [...SIZES, ...SWITCHES],
    parts: [top],
    later: [tensors, four, arrays, share],
    readState: (width) => ({ ...readState(model), width, storedWidth: widthOfArrays(width) }),
  }).stop;
}

/**
 * How wide one of Keras's arrays may be drawn in a view of this width.
 * @param {number} width
 */
function widthOfArrays(width) {
  if (width >= WIDE) return COLUMN;
  if (width >= FOUR_ACROSS) return Math.min(240, (width - 2 * ARRAY_GAP) / ROLES.length - 4);
  return Math.min(330, width - 4);
}

/**
 * @param {HTMLElement} root
 * @param {Words} words
 */
function slideButton(root, words) {
  const slide = slider(root);
  let together = false;
  const pressed = button(words.together, turn, { class: "gbg-slide" });
  function turn() {
    together = !together;
    setText(pressed, words[together ? "apart" : "together"]);
    slide(together);
  }
  return pressed;
}

/**
 * The sliders, and over all that scrolls below them the number that they make.
 * @param {Model} model
 * @param {Words} words
 */
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
  const update = (/** @type {State} */ state) => {
    numbers.show(state.sizes);
    sum.update(state);
    setText(note, fill(words.same_weights, { timesteps: counted(words, "timesteps", state.timesteps) }));
  };
  return { root, update };
}

/**
 * @param {Model} model
 * @param {Words} words
 */
function cards(model, words) {
  const gates = model.get("layouts")[0].gates;
  /** @type {ReturnType<typeof card>[]} */
  const all = gates.map((/** @type {string} */ gate) => card(gate, words));
  const legendOf = (/** @type {string} */ role) =>
    element("li", { "data-role": role }, element("i", { class: "gbg-swatch" }), words.legend[role]);
  const entries = ROLES.map(legendOf);
  const legend = element("ul", { class: "gbg-legend gbg-quiet" }, ...entries);
  const hint = element("span", { class: "gbg-quiet gbg-hint" });
  const head = element("div", { class: "gbg-head" }, element("h4", {}, words.cards), hint);
  const row = element("div", { class: "gbg-cards" }, ...all.map((one) => one.root));
  // Where "+" stands between the cards, the sum needs no "4 × 45" before it.
  const times = element("span", { class: "gbg-times" });
  const twice = element("span", { class: "gbg-twice", "aria-hidden": "true" }, words.twice);
  const result = element("strong");
  const sum = element("div", { class: "gbg-cards-sum" }, times, twice, " = ", result);
  moveAmongBlocks(row);

  function update(/** @type {State & {width: number}} */ state) {
    entries[ROLES.indexOf("bias")].hidden = !state.use_bias;
    const narrow = state.width < NOUNS;
    const across = state.width < FOUR_ACROSS ? 2 : gates.length;
    const left = narrow ? CARD.labels.narrow : CARD.labels.wide;
    const inside = narrow ? (state.width + CARD_GAP) / across - CARD_GAP - CARD_EDGES - left : CARD.width;
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

/**
 * One gate: its blocks to scale with their sizes beside them, then the sum.
 * @param {string} gate
 * @param {Words} words
 */
function card(gate, words) {
  const { letter, name, job, activation } = words.gates[gate];
  const blocks = ROLES.map((role, i) =>
    // A button of the browser's own takes longer to lay out.
    element("div", {
      role: "button",
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

  function update(/** @type {State} */ state, /** @type {Look} */ { cell, left, narrow }) {
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
      const middle = Math.max(top + height / 2 - LABEL_STEP / 2, labelTop + LABEL_STEP);
      labelTop = Math.min(middle, BLOCKS_HEIGHT - (ROLES.length - i) * LABEL_STEP);
      labels[i].style.top = `${labelTop}px`;
      setText(labels[i], narrow && role !== "bias" ? format(block.rows) : rowsLabel(role, block, words));
      rows[i].update(block);
      top += height + GAP;
    });
    setText(columnLabel, narrow ? format(state.units) : counted(words, "units", state.units));
    setText(sum, format(countOf(own)));
  }
  return { root, update };
}

/**
 * @param {string} role
 * @param {Counted} block
 * @param {Words} words
 */
function rowsLabel(role, block, words) {
  if (role === "bias") return words.roles.bias;
  return counted(words, role === "kernel" ? "features" : "units", block.rows);
}

/**
 * @param {Counted} block
 * @param {Words} words
 */
function blockText(block, words) {
  const values = {
    gate: words.gates[block.gate].name,
    role: words.roles[block.role],
    ...formatted({ rows: block.rows, columns: block.columns, count: block.count }),
  };
  return fill(block.role === "bias" ? words.block_bias : words.block, values);
}

/**
 * @param {string} gate
 * @param {string} role
 */
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
  function update(/** @type {Counted} */ { rows, columns, count: number }) {
    setText(product, role === "bias" ? format(columns) : `${format(rows)} × ${format(columns)}`);
    setText(count, format(number));
  }
  return { root, update };
}

/**
 * Hover or focus on one block lights the same block in the cards, the formula and the stored arrays.
 * @param {HTMLElement} root
 */
function lightUpTogether(root) {
  /** @param {HTMLElement | null} block */
  function light(block) {
    root.classList.toggle("gbg-lit", block !== null);
    if (block === null) return;
    const { gate, role } = block.dataset;
    root.dataset.lit = gate;
    /** @type {NodeListOf<HTMLElement>} */
    const parts = root.querySelectorAll("[data-block], [data-part]");
    for (const node of parts) {
      node.classList.toggle("gbg-on", node.dataset.gate === gate && node.dataset.role === role);
    }
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-roles]"))) {
      node.classList.toggle("gbg-on", String(node.dataset.roles).split(" ").includes(String(role)));
    }
  }
  const blockAt = (/** @type {EventTarget | null} */ node) =>
    /** @type {HTMLElement | null} */ (/** @type {Element} */ (node).closest("[data-block]"));
  const focused = () => /** @type {HTMLElement | null} */ (root.querySelector("[data-block]:focus-visible"));
  /** @type {HTMLElement | null} */
  let pointed = null;
  root.addEventListener("pointerover", (event) => {
    pointed = blockAt(event.target);
    light(pointed ?? focused());
  });
  root.addEventListener("pointerleave", (event) => {
    // A finger leaves after each tap; what it tapped stays lit until it taps something else.
    if (event.pointerType === "touch") return;
    pointed = null;
    light(focused());
  });
  root.addEventListener("focusin", (event) => light(blockAt(event.target) ?? pointed));
  root.addEventListener("focusout", () => light(pointed));
}

/**
 * All blocks are one stop of the Tab key: the block that had the focus last. Gates go across, roles down.
 * @param {HTMLElement} root
 */
function moveAmongBlocks(root) {
  moveByArrows(root, BLOCKS, (block, across, down) => {
    const shown = blocksIn(root).filter((node) => !node.hidden);
    const gates = [...new Set(shown.map((node) => node.dataset.gate))];
    const gate = gates[gates.indexOf(block.dataset.gate) + across];
    const role = ROLES[ROLES.indexOf(String(block.dataset.role)) + down];
    return shown.find((node) => node.dataset.gate === gate && node.dataset.role === role);
  });
  root.addEventListener("focusin", (event) => {
    const block = /** @type {Element} */ (event.target).closest(BLOCKS);
    if (block !== null) takeTabStop(root, BLOCKS, block);
  });
}

/**
 * When the block that is the stop is hidden, another one of its gate takes its place.
 * @param {HTMLElement} root
 */
function keepTabStop(root) {
  const blocks = blocksIn(root);
  const stop = blocks.find((block) => block.tabIndex === 0);
  if (!stop?.hidden) return;
  const others = blocks.filter((block) => !block.hidden && block.dataset.gate === stop.dataset.gate);
  takeTabStop(root, BLOCKS, others[others.length - 1]);
}

/** @param {HTMLElement} root */
function blocksIn(root) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(BLOCKS))];
}

export default { render };
