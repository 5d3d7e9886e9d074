// @ts-check
// What the game says: where it stands, what the gates did, and why that was right or wrong.

import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { mistake, worth } from "./rules.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./game.js").Game} Game
 */

const UNSURE = 0.2; // a memory this near to 0 answers neither
const WORD_KINDS = ["singular", "neither", "plural"]; // of a word that writes −1, 0, 1

/**
 * What goes by at this step.
 * @param {Game} game
 * @param {Words} words
 */
export function nowText({ round, step, over }, words) {
  if (over) return words.over;
  const place = { step: step + 1, steps: round.values.length };
  const value = round.values[step];
  if (round.texts.length === 0) {
    return fill(round.flags[step] ? words.now_flag : words.now_number, {
      ...place,
      number: shortNumber(value),
    });
  }
  const kind = round.asks.includes(step) ? "asks" : WORD_KINDS[value + 1];
  return fill(words.now_word[kind], { ...place, word: round.texts[step] });
}

/**
 * The last step in its numbers: the line for c, and the line for h.
 * @param {Game} game
 * @param {Words} words
 */
export function formulaTexts({ round, step, over, current, track }, words) {
  const at = over ? track.length - 1 : step;
  const { c, h } = track[at];
  const numbers = {
    f: current.f.toFixed(2),
    i: current.i.toFixed(2),
    old: signed(at > 0 ? track[at - 1].c : 0),
    value: signed(round.values[at]),
    c: decimals(c),
    h: decimals(h),
  };
  return [words.formula_c, words.formula_h].map((formula) => fill(formula, numbers));
}

/**
 * What the last judged step did, and what of it was wrong; at the end, whether the round is won.
 * @param {Game} game
 * @param {Words} words
 */
export function feedback({ round, step, over, live, shown, track, wants, total }, words) {
  const last = live ? step : step - 1;
  if (last < 0) return words.judged_later;
  const { c } = track[last];
  const [setting, value, want] = [shown[last], round.values[last], wants[last]];
  const old = last > 0 ? track[last - 1].c : 0;
  const name = mistake({ ...setting, flag: round.flags[last], old, value });
  const numbers = {
    step: last + 1,
    c: decimals(c),
    want: decimals(want),
    points: Math.round(10 * worth(c, want)),
    f: setting.f.toFixed(2),
    i: setting.i.toFixed(2),
    old: decimals(old),
    value: decimals(value),
  };
  const mistakes = words.mistakes[round.texts.length > 0 ? "word" : "number"];
  const why = name === null ? withoutMistake(c, want, words) : mistakes[name];
  const parts = [fill(words.held, numbers), fill(why, numbers)];
  if (over && round.target !== null) {
    parts.push(fill(total >= round.target ? words.won : words.lost, { score: total, target: round.target }));
  }
  return parts.join(" ");
}

/**
 * A good step may still carry what an earlier one did.
 * @param {number} c
 * @param {number} want
 * @param {Words} words
 */
function withoutMistake(c, want, words) {
  return Math.abs(c - want) > 0.05 ? words.carried : words.well;
}

/**
 * What the memory answers when a verb is asked for.
 * @param {number} c
 * @param {Words} words
 */
export function answer(c, words) {
  if (Math.abs(c) < UNSURE) return words.answers.unsure;
  return c > 0 ? words.answers.plural : words.answers.singular;
}

/**
 * 0.8, where `decimals` writes 0.80.
 * @param {number} number
 */
export function shortNumber(number) {
  return decimals(number).replace(/0$/, "");
}

/** @param {number} number */
function signed(number) {
  const text = decimals(number);
  return number < 0 ? `(${text})` : text;
}
