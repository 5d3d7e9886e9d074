// @ts-check
// The random weights that a Keras model starts from, drawn in the page.
//
// Keras draws them with TensorFlow's stateless random numbers, in which nothing is hidden: a number is a
// function of a seed and of its place. So the page draws the very same ones, for every seed and size, and
// need not be given any. tests/widgets/test_keras_weights.py compares them with Keras.

/** Columns of an LSTM's weights in Keras: input gate, forget gate, candidate, output gate. */
const GATES = 4;

/**
 * What `model.get_weights()` gives before training, for an LSTM with a Dense layer on it: kernel,
 * recurrent kernel and bias of the LSTM, kernel and bias of the Dense layer, row after row.
 *
 * @param {{seeds: number[], units: number, features: number, outputs: number}} model `seeds` are
 *   those of the three initializers: the LSTM's kernel, its recurrent kernel, Dense's kernel
 */
export function initialWeights({ seeds, units, features, outputs }) {
  const bias = new Float32Array(GATES * units);
  bias.fill(1, units, 2 * units); // the forget gate begins open: unit_forget_bias
  return [
    glorotUniform(seeds[0], features, GATES * units),
    orthogonal(seeds[1], units, GATES * units),
    bias,
    glorotUniform(seeds[2], units, outputs),
    new Float32Array(outputs),
  ];
}

/**
 * keras.initializers.GlorotUniform (Glorot and Bengio 2010): between −limit and limit, alike.
 *
 * @param {number} seed @param {number} rows @param {number} columns
 */
function glorotUniform(seed, rows, columns) {
  const limit = Math.fround(Math.sqrt(3 / ((rows + columns) / 2)));
  const width = Math.fround(2 * limit);
  return randomWords(seed, rows * columns).map((word) =>
    Math.fround(Math.fround(toUnit(word) * width) - limit),
  );
}

/**
 * keras.initializers.Orthogonal (Saxe and others 2014), for no more rows than columns: rows of length
 * 1, each at a right angle to all others. They are the columns of Q in the QR decomposition of a random
 * matrix. With the signs that make R's diagonal positive there is one Q only, and Gram and Schmidt find it.
 *
 * @param {number} seed @param {number} rows @param {number} columns
 */
function orthogonal(seed, rows, columns) {
  const random = normal(seed, rows * columns); // (columns, rows)
  /** @type {Float64Array[]} */
  const found = [];
  for (let row = 0; row < rows; row++) {
    const vector = Float64Array.from({ length: columns }, (_, k) => random[k * rows + row]);
    for (const earlier of found) subtract(vector, earlier, product(vector, earlier));
    const length = Math.sqrt(product(vector, vector));
    found.push(vector.map((value) => value / length));
  }
  return Float32Array.from(found.flatMap((vector) => Array.from(vector)));
}

/** @param {Float64Array} a @param {Float64Array} b */
function product(a, b) {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

/** @param {Float64Array} vector @param {Float64Array} direction @param {number} amount */
function subtract(vector, direction, amount) {
  for (let k = 0; k < vector.length; k++) vector[k] -= amount * direction[k];
}

/**
 * Numbers from the normal distribution, two from two words (Box and Muller 1958).
 *
 * @param {number} seed @param {number} count
 */
function normal(seed, count) {
  const draws = randomWords(seed, count + (count % 2)).map(toUnit);
  const numbers = new Float64Array(draws.length);
  for (let k = 0; k < draws.length; k += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(draws[k], 1e-7)));
    const angle = 2 * Math.PI * draws[k + 1];
    numbers[k] = Math.fround(radius * Math.sin(angle));
    numbers[k + 1] = Math.fround(radius * Math.cos(angle));
  }
  return numbers.subarray(0, count);
}

/** The last 23 of a word's 32 digits, as a number from 0 to 1. @param {number} word */
function toUnit(word) {
  return (word % 2 ** 23) / 2 ** 23;
}

/**
 * Random whole numbers below 2³², as TensorFlow's stateless operations draw them on a processor from the
 * seed [seed, 0]: the seed is scrambled once to a key and a start, from which a counter runs.
 *
 * @param {number} seed @param {number} count
 */
function randomWords(seed, count) {
  const [key0, key1, start0, start1] = philox([seed, 0, 0, 0], [0x3ec8f720, 0x02461e29]);
  const draws = new Float64Array(count);
  for (let block = 0; 4 * block < count; block++) {
    draws.set(philox([block, 0, start0, start1], [key0, key1]).slice(0, count - 4 * block), 4 * block);
  }
  return draws;
}

/**
 * Four random words from a counter of four and a key of two: Philox 4×32-10 (Salmon and others 2011,
 * "Parallel random numbers: as easy as 1, 2, 3"). Ten times over, two products are mixed with the key.
 *
 * @param {number[]} counter @param {number[]} key
 */
function philox([c0, c1, c2, c3], [k0, k1]) {
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = longProduct(0xd2511f53, c0);
    const [high1, low1] = longProduct(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The product of two words in two words, the high one first. @param {number} a @param {number} b */
function longProduct(a, b) {
  const [high, low] = [a >>> 16, a & 0xffff];
  // Each of these has at most 48 binary digits, of the 53 that a number here can hold.
  const lower = low * b;
  const upper = high * b + Math.floor(lower / 0x10000);
  return [Math.floor(upper / 0x10000), Math.imul(a, b) >>> 0];
}
