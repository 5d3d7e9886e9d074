// @ts-check
// How a game stands: what all parts of the view are drawn from.

import { play, score, wanted } from "./rules.js";

/**
 * @typedef {import("./rules.js").Setting} Setting
 * @typedef {import("./rules.js").After} After
 *
 * A row of numbers with flags, or of words. `asks` are the steps, from 0, at which the memory is asked;
 * `target` are the points to reach, or null.
 * @typedef {object} Round
 * @property {string} name
 * @property {number[]} values
 * @property {boolean[]} flags
 * @property {string[]} texts
 * @property {number[]} asks
 * @property {number | null} target
 * @property {boolean} free
 *
 * `shown` are the settings that are drawn, up to the step looked at; `judged` of them count, and to `rings`
 * of them the picture says what the memory should hold.
 * @typedef {object} Game
 * @property {Round} round
 * @property {number} step
 * @property {boolean} over
 * @property {boolean} live whether the step looked at is judged while the gates move
 * @property {Setting} current
 * @property {Setting[]} shown
 * @property {After[]} track
 * @property {number[]} wants
 * @property {number} judged
 * @property {number} rings
 * @property {number} total
 */

/**
 * Free play is judged while the gates move, never before the first try; a round only once the step is done.
 * @param {{round: Round, settings: Setting[], step: number, current: Setting, moved: boolean}} state
 * @returns {Game}
 */
export function gameOf({ round, settings, step, current, moved }) {
  const over = step === round.values.length;
  const shown = settings.slice();
  if (!over) shown[step] = current;
  const live = round.free && moved && !over;
  const judged = live ? shown.length : settings.length;
  return {
    round,
    step,
    over,
    live,
    current: over ? settings[settings.length - 1] : current,
    shown,
    track: play(round.values, shown),
    wants: wanted(round.values, round.flags),
    judged,
    rings: round.free ? shown.length : judged,
    total: score(round.values, round.flags, shown.slice(0, judged)),
  };
}
