// @ts-check
// The explorer as one picture in a file: the line of code, the four cards, the sum, Keras's arrays.
import { svg } from "../shared/dom.js";
import { cellSize } from "../shared/matrix.js";
import { countOf, fill, format, formatted, shapeText, sizeValue } from "../shared/numbers.js";
import { ROLES } from "./state.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Counted} Counted
 * @typedef {{size: number, weight?: number, anchor?: string, family?: string | null, fill?: string}} Type
 */

const WIDTH = 840;
const [MARGIN, GAP, BLOCK_GAP] = [24, 16, 3];
const [INK, QUIET, PAPER] = ["#1f1f1f", "#5b5b5b", "#ffffff"];
const CARD = { width: 100, height: 130, largest: 14 };
const STORED = { width: 230, height: 70, largest: 12 };
const LINES_FROM = 4; // pixels a cell

/**
 * `state` as the view has it, with `code`; `colours` by gate, as #rrggbb. Returns the text of an SVG.
 * @param {State & {code: string}} state
 * @param {Record<string, string>} colours
 * @param {Words} words
 */
export function explorerPicture(state, colours, words) {
  const { layout, blocks, sizes } = state;
  const numbers = formatted(sizes);
  const formula = layout.formula.map((part) => fill(part.text, numbers)).join("");
  const all = format(layout.directions * state.oneDirection);
  const cardsTop = 118;
  const storedTop = cardsTop + 306;
  const height = storedTop + 150;
  const nodes = [
    rectangle(0, 0, WIDTH, height, PAPER),
    text(MARGIN, 38, state.code, { size: 14, family: "monospace" }),
    text(MARGIN, 82, `${formula} = ${all} ${words.total}`, { size: 24, weight: 700 }),
    ...layout.gates.flatMap((gate, i) => {
      const width = (WIDTH - 2 * MARGIN - 3 * GAP) / 4;
      const own = blocks.filter((block) => block.gate === gate);
      return card(own, MARGIN + i * (width + GAP), cardsTop, width, colours[gate], words.gates[gate]);
    }),
    text(MARGIN, storedTop, words.stored, { size: 15, weight: 700 }),
    ...storedArrays(state, storedTop + 26, colours),
  ];
  const size = { viewBox: [0, 0, WIDTH, height].join(" "), width: WIDTH, height };
  return new XMLSerializer().serializeToString(
    svg("svg", { ...size, "font-family": "sans-serif" }, ...nodes),
  );
}

/**
 * @param {Counted[]} blocks
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {string} colour
 * @param {{letter: string, name: string}} gate
 */
function card(blocks, left, top, width, colour, { letter, name }) {
  const cell = cellSize(
    blocks.reduce((rows, block) => rows + block.rows, 0),
    blocks[0].columns,
    CARD,
  );
  const middle = left + width / 2;
  const sum = countOf(blocks);
  let y = top + 46;
  const drawn = blocks.flatMap((block) => {
    const nodes = matrix(middle, y, block, cell, shade(colour, block.role));
    y += Math.max(2, block.rows * cell) + BLOCK_GAP;
    return nodes;
  });
  const sums = blocks.flatMap((block, i) => {
    const product = block.role === "bias" ? block.columns : `${block.rows} × ${block.columns}`;
    return [
      rectangle(left + 12, top + 192 + 20 * i, 12, 12, shade(colour, block.role)),
      text(left + 32, top + 203 + 20 * i, String(product), { size: 13 }),
      text(left + width - 12, top + 203 + 20 * i, format(block.count), { size: 13, anchor: "end" }),
    ];
  });
  return [
    svg("rect", {
      x: left,
      y: top,
      width,
      height: 276,
      rx: 8,
      fill: "none",
      stroke: colour,
      "stroke-width": 2,
    }),
    text(left + 12, top + 28, `${letter}  ${name}`, { size: 15, weight: 700 }),
    ...drawn,
    ...sums,
    text(left + width - 12, top + 265, format(sum), { size: 15, weight: 700, anchor: "end" }),
  ];
}

/**
 * @param {State} state
 * @param {number} top
 * @param {Record<string, string>} colours
 */
function storedArrays({ layout, sizes, units, features }, top, colours) {
  const cell = cellSize(Math.max(features, units), layout.gates.length * units, STORED);
  const roles = ROLES.filter((role) => role in layout.stored);
  return roles.flatMap((role, i) => {
    const shape = layout.stored[role];
    const left = MARGIN + (i * (WIDTH - 2 * MARGIN)) / 3;
    const rows = shape.length === 1 ? 1 : sizeValue(shape[0], sizes);
    const slice = Math.max(2, units * cell);
    const block = { rows, columns: units };
    return [
      text(left, top, `${role} ${shapeText(shape.map((size) => format(sizeValue(size, sizes))))}`, {
        size: 13,
        fill: QUIET,
      }),
      ...layout.gates.flatMap((gate, k) =>
        matrix(left + slice * (k + 0.5), top + 12, block, cell, shade(colours[gate], role)),
      ),
    ];
  });
}

/**
 * A block to scale with its middle at `middle`, and lines between its cells where they are large.
 * @param {number} middle
 * @param {number} top
 * @param {{rows: number, columns: number}} block
 * @param {number} cell
 * @param {string} colour
 */
function matrix(middle, top, { rows, columns }, cell, colour) {
  const [width, height] = [Math.max(2, columns * cell), Math.max(2, rows * cell)];
  const left = middle - width / 2;
  const lines = [];
  if (cell >= LINES_FROM) {
    for (let i = 1; i < columns; i++) lines.push(`M${fixed(left + i * cell)} ${fixed(top)}v${fixed(height)}`);
    for (let i = 1; i < rows; i++) lines.push(`M${fixed(left)} ${fixed(top + i * cell)}h${fixed(width)}`);
  }
  const frame = svg("rect", {
    x: fixed(left),
    y: fixed(top),
    width: fixed(width),
    height: fixed(height),
    fill: colour,
    stroke: PAPER,
  });
  return lines.length === 0 ? [frame] : [frame, svg("path", { d: lines.join(""), stroke: PAPER })];
}

/**
 * The shades of a gate, as style.css mixes them.
 * @param {string} colour
 * @param {string} role
 */
function shade(colour, role) {
  if (role === "recurrent_kernel") return mix(colour, PAPER, 0.55);
  return role === "bias" ? mix(colour, INK, 0.6) : colour;
}

/**
 * @param {string} one
 * @param {string} other
 * @param {number} share
 */
function mix(one, other, share) {
  const channels = (/** @type {string} */ colour) =>
    [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [a, b] = [channels(one), channels(other)];
  const mixed = a.map((channel, i) => Math.round(share * channel + (1 - share) * b[i]));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {string} colour
 */
function rectangle(x, y, width, height, colour) {
  return svg("rect", { x: fixed(x), y: fixed(y), width: fixed(width), height: fixed(height), fill: colour });
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {Type} type
 */
function text(x, y, content, { size, weight = 400, anchor = "start", family = null, fill: colour = INK }) {
  const look = { "font-size": size, "font-weight": weight, "font-family": family, fill: colour };
  return svg("text", { x: fixed(x), y: fixed(y), "text-anchor": anchor, ...look }, content);
}

/** @param {number} number */
function fixed(number) {
  return Number(number.toFixed(2));
}
