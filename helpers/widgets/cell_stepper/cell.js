// @ts-check
// The traced cell: its arrays as Python sent them, and the names of what is in them.

import { fill } from "../shared/numbers.js";
import { subscript, unpack } from "../shared/reals.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 *
 * One of the four blocks: weights at [row][unit], sums and values at [t][unit].
 * @typedef {object} Block
 * @property {string} gate
 * @property {string} activation
 * @property {number[] | null} bias
 * @property {number[][]} weights
 * @property {number[][]} sums
 * @property {number[][]} values
 *
 * `entering` has [x, h] at [t], `values` has blocks and states by the names in the formulas, at [t][unit].
 * @typedef {object} Cell
 * @property {number} units
 * @property {number} features
 * @property {number} timesteps
 * @property {number[]} positions the place in x of each step, from 1
 * @property {string} activation
 * @property {Block[]} blocks
 * @property {number[][]} entering
 * @property {Record<string, number[][]>} values
 *
 * What is chosen; t and u count from 0 where step and unit count from 1.
 * @typedef {{step: number, unit: number, stage: number, block: string, t: number, u: number}} State
 *
 * @typedef {(name: string, value: any) => void} Change which sets a trait
 */

/**
 * The arrays of Python, each value at [t][unit]; `values` has them by the names in the formulas.
 * @param {any} packed
 * @returns {Cell}
 */
export function unpackCell(packed) {
  const rows = (/** @type {string[]} */ texts) => texts.map(unpack);
  const blocks = packed.blocks.map((/** @type {any} */ block) => ({
    ...block,
    bias: block.bias === null ? null : unpack(block.bias),
    weights: rows(block.weights),
    sums: rows(block.sums),
    values: rows(block.values),
  }));
  const states = ["c_prev", "c", "squashed", "h"].map((name) => [name, rows(packed[name])]);
  const values = Object.fromEntries([
    ...blocks.map((/** @type {Block} */ block) => [block.gate, block.values]),
    ...states,
  ]);
  return { ...packed, blocks, values, entering: rows(packed.entering) };
}

/**
 * The largest c of any unit at any step, up or down, and never 0, since bars are drawn in parts of it.
 * @param {Cell} cell
 */
export function largestMemory({ values }) {
  return Math.max(1e-9, ...[...values.c_prev, ...values.c].flat().map(Math.abs));
}

/**
 * The attribute that gives a node the colour of a gate, where the name is that of a gate.
 * @param {Cell} cell
 * @param {string} name
 * @returns {Record<string, string>}
 */
export function gateOf(cell, name) {
  return cell.blocks.some((block) => block.gate === name) ? { "data-gate": name } : {};
}

/**
 * @param {string} name
 * @param {Cell} cell
 * @param {Words} words
 */
export function symbolText(name, cell, words) {
  return fill(words.symbols[name], { activation: activationText(cell.activation, words) });
}

/**
 * @param {string} name
 * @param {Words} words
 * @returns {string}
 */
export function activationText(name, words) {
  return words.activations[name] ?? name;
}

/** @param {Cell} cell */
export function enteringLabels({ units, features }) {
  const labels = (/** @type {string} */ letter, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, k) => letter + subscript(k + 1));
  return [...labels("x", features), ...labels("h", units)];
}
