// @ts-check
// The picture of a game: a column for each step, with the memory c as a bar, h as a mark on it, and how far
// both gates are open below. No chart: what stands above and below the plot is pictures, not axes.

import { svg } from "../shared/dom.js";
import { areaMark, dotMark, levelMark, noteMark, scale } from "../shared/marks.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { drawnToWidth } from "../shared/width.js";
import { shortNumber } from "./sayings.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("../shared/marks.js").Places} Places
 * @typedef {import("./game.js").Game} Game
 * @typedef {"f" | "i"} GateName
 * @typedef {Places & {column: number, top: number, bottom: number, width: number}} Plot
 */

/** @type {{name: GateName, gate: string}[]} */
export const GATES = [
  { name: "f", gate: "forget" },
  { name: "i", gate: "input" },
];
const LEFT = 30;
const RIGHT = 2;
const TOP = { words: 8, numbers: 52 }; // above numbers there is room for flags
const PLOT = 150;
const DOOR = { height: 26, step: 32 };
const WIDEST_BAR = 26;
const SMALLEST_REACH = 1.1;

/** @param {Words} words */
export function playPicture(words) {
  const root = svg("svg", { class: "gbg-chart gbg-play", role: "img", width: "100%" });

  /**
   * @param {Game} game
   * @param {number} width
   */
  function draw(game, width) {
    const plot = plotOf(game, width);
    const height = plot.bottom + 8 + GATES.length * DOOR.step + 2;
    root.setAttribute("height", String(height));
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    root.setAttribute("aria-label", described(game, words));
    root.replaceChildren(
      ...columnLookedAt(game, plot, height),
      ...axes(plot),
      ...GATES.flatMap((_, row) => doors(game, plot, row)),
      ...game.track.flatMap((_, n) => column(game, plot, n)),
    );
  }
  const { show, stop } = drawnToWidth(root, draw);
  return { root, update: show, stop };
}

/**
 * The plot is as high as the largest memory, and at least a little more than 1.
 * @param {Game} game
 * @param {number} width
 * @returns {Plot}
 */
function plotOf({ round, track, wants, rings }, width) {
  const steps = round.values.length;
  const numbers = [...track.map(({ c }) => c), ...wants.slice(0, rings)].map(Math.abs);
  const reach = Math.max(SMALLEST_REACH, ...numbers);
  const top = round.texts.length > 0 ? TOP.words : TOP.numbers;
  const bottom = top + PLOT;
  return {
    width,
    top,
    bottom,
    column: (width - LEFT - RIGHT) / steps,
    toX: scale({ from: -0.5, to: steps - 0.5 }, LEFT, width - RIGHT),
    toY: scale({ from: -reach, to: reach }, bottom - 6, top + 6),
  };
}

/** @param {Plot} plot */
function axes({ toX, toY, width }) {
  const across = { left: LEFT, right: width };
  return [
    svg("line", { class: "gbg-axis", x1: LEFT, x2: width, y1: toY(0), y2: toY(0) }),
    ...[1, -1].map((level) => levelMark(toY(level), level === 1 ? "1" : "−1", across)),
    rowName("c", toY(0) + 5),
  ];
}

/**
 * @param {string} name
 * @param {number} y
 */
function rowName(name, y) {
  return svg("text", { x: 2, y, class: "gbg-row-name" }, name);
}

/**
 * @param {Game} game
 * @param {Plot} plot
 * @param {number} height
 */
function columnLookedAt({ step, over }, { toX, column }, height) {
  if (over) return [];
  const place = { x: toX(step) - column / 2 + 1, y: 0, width: column - 2, height: height - 4, rx: 4 };
  return [svg("rect", { class: "gbg-here", ...place })];
}

/** @param {number} column */
function barWidth(column) {
  return Math.min(WIDEST_BAR, column * 0.6);
}

/**
 * One gate at every step: a door, filled as far as it is open.
 * @param {Game} game
 * @param {Plot} plot
 * @param {number} row
 */
function doors({ shown }, { toX, column, bottom }, row) {
  const { name, gate } = GATES[row];
  const top = bottom + 8 + row * DOOR.step;
  const width = barWidth(column) + 4;
  const marks = shown.flatMap((setting, n) => {
    const look = { "data-gate": gate, x: toX(n) - width / 2, width };
    const height = DOOR.height * setting[name];
    return [
      svg("rect", { ...look, class: "gbg-door", y: top, height: DOOR.height }),
      svg("rect", { ...look, class: "gbg-open", y: top + DOOR.height - height, height }),
    ];
  });
  return [rowName(name, top + 18), ...marks];
}

/**
 * One step: the memory, the output, what the memory should hold, and the number that went by.
 * @param {Game} game
 * @param {Plot} plot
 * @param {number} n
 */
function column({ round, track, wants, rings }, { toX, toY, column: width }, n) {
  const places = { toX, toY };
  const { c, h } = track[n];
  const half = barWidth(width) / width / 2;
  const [x, y] = [toX(n), toY(h)];
  const beyond = half * width + 3;
  const marks = [
    areaMark({ x: [n - half, n + half], y: [0, c], className: "gbg-memory" }, places, 2),
    svg("line", { class: "gbg-h", x1: x - beyond, x2: x + beyond, y1: y, y2: y }),
  ];
  if (n < rings) marks.push(dotMark({ at: [n, wants[n]], className: "gbg-want", radius: 6 }, places));
  if (round.texts.length > 0) return marks;
  const above = { toX, toY: () => 44 };
  const number = shortNumber(round.values[n]);
  marks.push(noteMark({ at: [n, 0], text: number, className: "", anchor: "middle" }, above));
  if (round.flags[n]) marks.push(svg("path", { class: "gbg-flag", d: `M${x - 6} 26V4l14 6l-14 6` }));
  return marks;
}

/**
 * @param {Game} game
 * @param {Words} words
 */
function described({ shown, track }, words) {
  const steps = shown.map(({ f, i }, n) =>
    fill(words.described_step, {
      step: n + 1,
      f: f.toFixed(2),
      i: i.toFixed(2),
      c: decimals(track[n].c),
      h: decimals(track[n].h),
    }),
  );
  return `${words.described} ${steps.join(" ")}`;
}
