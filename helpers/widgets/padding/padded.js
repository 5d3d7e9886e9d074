// @ts-check
// A padded line, and h at every step of it.

/**
 * @typedef {"post" | "pre"} Side
 * @typedef {{word: string, x: ArrayLike<number>, isWord: boolean}} Step
 * @typedef {{tokens: string[], vectors: number[][], paddingVector: number[]}} Line
 * @typedef {import("../shared/engine.js").LSTM} LSTM
 */

/**
 * The steps of a line: `places` of padding behind its words, or in front.
 * @param {Line} line
 * @param {number} places
 * @param {Side} padding
 * @returns {Step[]}
 */
export function paddedLine({ tokens, vectors, paddingVector }, places, padding) {
  const line = tokens.map((word, n) => ({ word, x: vectors[n], isWord: true }));
  const around = Array.from({ length: places }, () => ({ word: "0", x: paddingVector, isWord: false }));
  return padding === "pre" ? [...around, ...line] : [...line, ...around];
}

/**
 * h of every step, as keras.layers.LSTM(…, return_sequences=True) gives it. At a masked step nothing
 * happens: h and c stay what they were, zeros before the first step that is read.
 * @param {LSTM} lstm
 * @param {Step[]} steps
 * @param {boolean} mask
 * @returns {ArrayLike<number>[]}
 */
export function hiddenStates(lstm, steps, mask) {
  const zeros = new Float64Array(lstm.units);
  /** @type {ReturnType<LSTM["step"]> | null} */
  let last = null;
  return steps.map(({ x, isWord }) => {
    if (isWord || !mask) {
      last = lstm.step(x, last);
      lstm.forward(last);
    }
    return last === null ? zeros : last.h;
  });
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
export function largestDifference(a, b) {
  return Array.from(a).reduce((largest, value, n) => Math.max(largest, Math.abs(value - b[n])), 0);
}
