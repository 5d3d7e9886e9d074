// @ts-check
// The rules of the game, without a page: what the gates make of the memory, and what it is worth.
// rules.py holds the same for readers without a browser; a test compares the two.

/**
 * How far the forget and the input gate are open.
 * @typedef {{f: number, i: number}} Setting
 *
 * The memory c and the output h after a step.
 * @typedef {{c: number, h: number}} After
 */

const CLEARLY = 0.05; // a gate this near to 0 or 1 counts as shut or open

/**
 * @param {number[]} values
 * @param {Setting[]} settings
 * @returns {After[]}
 */
export function play(values, settings) {
  let c = 0;
  return settings.map(({ f, i }, step) => {
    c = f * c + i * values[step];
    return { c, h: Math.tanh(c) };
  });
}

/**
 * What the memory should hold after each step: the value that was flagged last.
 * @param {number[]} values
 * @param {boolean[]} flags
 */
export function wanted(values, flags) {
  let held = 0;
  return values.map((value, step) => {
    if (flags[step]) held = value;
    return held;
  });
}

/**
 * 1 where the memory holds what it should, falling to 0 where it is off by 1 or more.
 * @param {number} c
 * @param {number} want
 */
export function worth(c, want) {
  return Math.max(0, 1 - Math.abs(c - want));
}

/**
 * Points from 0 to 100 for the steps that are done.
 * @param {number[]} values
 * @param {boolean[]} flags
 * @param {Setting[]} settings
 */
export function score(values, flags, settings) {
  if (settings.length === 0) return 0;
  const wants = wanted(values, flags);
  const sum = play(values, settings).reduce((all, { c }, step) => all + worth(c, wants[step]), 0);
  return Math.round((100 * sum) / settings.length);
}

/**
 * At a flag the new number replaces the old one; between flags nothing changes.
 * @param {boolean[]} flags
 * @returns {Setting[]}
 */
export function perfect(flags) {
  return flags.map((flag) => (flag ? { f: 0, i: 1 } : { f: 1, i: 0 }));
}

/**
 * What went wrong at one step: a name, or null where nothing did.
 * @param {Setting & {flag: boolean, old: number, value: number}} step
 */
export function mistake({ f, i, flag, old, value }) {
  const [something, news] = [Math.abs(old) > CLEARLY, Math.abs(value) > CLEARLY];
  if (flag) {
    if (something && f > CLEARLY) return "kept_old";
    if (news && i < 1 - CLEARLY) return "wrote_part";
    return null;
  }
  if (news && i > CLEARLY && something && f < CLEARLY) return "replaced";
  if (news && i > CLEARLY) return "let_in";
  if (something && f < 1 - CLEARLY) return "forgot";
  return null;
}

/**
 * Numbers for a game of free play, the same for the same seed; a flag comes about every third step.
 * @param {number} seed
 * @param {number} steps
 */
export function deal(seed, steps) {
  const random = generator(seed);
  const values = Array.from({ length: steps }, () => (Math.floor(random() * 19) - 9) / 10 || 0.5);
  const flags = values.map((_, step) => step === 1 || random() < 0.28);
  return { values, flags };
}

/**
 * mulberry32, a small generator of random numbers from 0 to 1.
 * @param {number} seed
 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
