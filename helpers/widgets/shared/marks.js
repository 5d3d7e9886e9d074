// @ts-check
// What charts are made of: scales, and lines, dots, areas and notes at places that are values.

import { svg } from "./dom.js";

const DOT = 5;
const HALF_LINE = 5; // from the middle of a digit down to its base line, in pixels
const DIGIT = 9; // about how wide a digit is, in pixels

/**
 * How an axis runs. `text` writes a tick.
 * @typedef {object} Scale
 * @property {number} from
 * @property {number} to
 * @property {boolean} [log]
 *
 * @typedef {(value: number) => number} Place from a value to a pixel
 * @typedef {{toX: Place, toY: Place}} Places
 * @typedef {{top: number, right: number, bottom: number, left: number}} Box
 *
 * What a mark looks like: a class, and data attributes by their names.
 * @typedef {{className: string, data?: Record<string, string | number>}} Look
 *
 * @typedef {Look & {points: [number, number][]}} Line
 * @typedef {Look & {at: [number, number], form?: "circle" | "diamond" | "square", radius?: number}} Dot
 * @typedef {Look & {x: [number, number], y: [number, number]}} Area from one value to another, both ways
 *
 * A text at a place, moved by some pixels, by `shift`, from there.
 * @typedef {Look & {at: [number, number], text: string, shift?: [number, number], anchor?: string}} Note
 */

/**
 * From values to pixels: `axis.from` stands at `start`, `axis.to` at `end`.
 * @param {Scale} axis
 * @param {number} start
 * @param {number} end
 * @returns {Place}
 */
export function scale({ from, to, log }, start, end) {
  const position = log ? Math.log10 : Number;
  const [first, last] = [position(from), position(to)];
  return (value) => start + ((position(value) - first) / (last - first)) * (end - start);
}

/**
 * @param {Line} line
 * @param {Places} places
 */
export function lineMark({ points, ...look }, { toX, toY }) {
  const corners = points.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`);
  return svg("polyline", { ...attributes(look, "gbg-line"), points: corners.join(" ") });
}

/**
 * @param {Dot} dot
 * @param {Places} places
 */
export function dotMark({ at, form = "circle", radius: r = DOT, ...look }, { toX, toY }) {
  const [x, y] = [toX(at[0]), toY(at[1])];
  if (form === "circle") return svg("circle", { ...attributes(look), cx: x, cy: y, r });
  if (form === "square") return svg("rect", { ...attributes(look), ...squareAround(x, y, r) });
  const side = r + 1;
  return svg("path", {
    ...attributes(look),
    d: `M${x} ${y - side}l${side} ${side}l${-side} ${side}l${-side} ${-side}z`,
  });
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function squareAround(x, y, r) {
  return { x: x - r, y: y - r, width: 2 * r, height: 2 * r };
}

/**
 * At least `thinnest` pixels high, so that a bar of nothing is still seen.
 * @param {Area} area
 * @param {Places} places
 * @param {number} [thinnest]
 */
export function areaMark({ x, y, ...look }, { toX, toY }, thinnest = 0) {
  const [left, right] = x.map(toX).sort((a, b) => a - b);
  const [top, bottom] = y.map(toY).sort((a, b) => a - b);
  const size = { x: left, y: top, width: right - left, height: Math.max(thinnest, bottom - top) };
  return svg("rect", { ...attributes(look), ...size });
}

/**
 * @param {Note} note
 * @param {Places} places
 */
export function noteMark({ at, text, shift: [across, down] = [0, 0], anchor = "start", ...look }, places) {
  const place = { x: places.toX(at[0]) + across, y: places.toY(at[1]) + down };
  return svg("text", { ...attributes(look), ...place, "text-anchor": anchor }, text);
}

/**
 * A line across the plot, with the value it stands for at its left.
 * @param {number} y in pixels
 * @param {string} text
 * @param {{left: number, right: number}} plot
 */
export function levelMark(y, text, { left, right }) {
  const at = Math.round(y) + 0.5;
  return svg(
    "g",
    {},
    svg("line", { class: "gbg-grid", x1: left, x2: right, y1: at, y2: at }),
    svg("text", { x: left - 8, y: at + HALF_LINE, "text-anchor": "end" }, text),
  );
}

/**
 * Half of how wide a text of digits is, in pixels.
 * @param {string} text
 */
export function halfWidth(text) {
  return (DIGIT * text.length) / 2;
}

/**
 * @param {Look} look
 * @param {string} [kind] a class that all marks of the kind have
 */
export function attributes({ className, data = {} }, kind = "") {
  const named = Object.entries(data).map(([name, value]) => [`data-${name}`, value]);
  return { class: `${kind} ${className}`.trim(), ...Object.fromEntries(named) };
}
