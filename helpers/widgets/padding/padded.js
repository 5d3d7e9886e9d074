// A padded line, and h at every step of it.

// The steps of a line as [{word, x, isWord}]: `places` of padding behind its words, or in front.
export function paddedLine({ tokens, vectors, paddingVector }, places, padding) {
  const line = tokens.map((word, n) => ({ word, x: vectors[n], isWord: true }));
  const around = Array.from({ length: places }, () => ({ word: "0", x: paddingVector, isWord: false }));
  return padding === "pre" ? [...around, ...line] : [...line, ...around];
}

// h of every step, as keras.layers.LSTM(…, return_sequences=True) gives it. At a masked step nothing
// happens: h and c stay what they were, zeros before the first step that is read.
export function hiddenStates(lstm, steps, mask) {
  const zeros = new Float64Array(lstm.units);
  let last = null;
  return steps.map(({ x, isWord }) => {
    if (isWord || !mask) {
      last = lstm.step(x, last);
      lstm.forward(last);
    }
    return last === null ? zeros : last.h;
  });
}

export function largestDifference(a, b) {
  return a.reduce((largest, value, n) => Math.max(largest, Math.abs(value - b[n])), 0);
}
