// @ts-check
// What the explorer is drawn from: the sizes, the switches, and the layout that Python gave for these.

import { blockValue, countOf } from "../shared/numbers.js";
import { traitValues } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/numbers.js").Size} Size
 * @typedef {import("../shared/numbers.js").Sizes} Sizes
 * @typedef {import("../shared/numbers.js").Block} Block
 *
 * What there is for one setting of the switches; `stored` has the shape of each array by its role.
 * @typedef {object} Layout
 * @property {string[]} gates
 * @property {number} directions
 * @property {Block[]} blocks
 * @property {{text: string, roles: string[]}[]} formula
 * @property {Size[]} output
 * @property {Record<string, Size[]>} stored
 *
 * A block with its numbers.
 * @typedef {{gate: string, role: string, rows: number, columns: number, count: number}} Counted
 *
 * `oneDirection` are the weights of the layer, or of one of its two directions.
 * @typedef {object} State
 * @property {number} units
 * @property {number} features
 * @property {number} timesteps
 * @property {boolean} return_sequences
 * @property {boolean} use_bias
 * @property {boolean} bidirectional
 * @property {Sizes} sizes
 * @property {Layout} layout
 * @property {Counted[]} blocks
 * @property {number} oneDirection
 */

// The arrays of a layer in Keras's order. A saved notebook has the keys of what it holds in that of letters.
export const ROLES = ["kernel", "recurrent_kernel", "bias"];
export const SIZES = ["units", "features", "timesteps"];
/** @type {("return_sequences" | "use_bias" | "bidirectional")[]} */
export const SWITCHES = ["return_sequences", "use_bias", "bidirectional"];

/**
 * @param {Model} model
 * @returns {State}
 */
export function readState(model) {
  const chosen = traitValues(model, SWITCHES);
  const sizes = traitValues(model, SIZES);
  const layout = model
    .get("layouts")
    .find((/** @type {any} */ candidate) => SWITCHES.every((name) => candidate[name] === chosen[name]));
  /** @type {Counted[]} */
  const blocks = layout.blocks.map((/** @type {Block} */ block) => blockValue(block, sizes));
  const oneDirection = countOf(blocks);
  return /** @type {State} */ ({ ...sizes, ...chosen, sizes, layout, blocks, oneDirection });
}
