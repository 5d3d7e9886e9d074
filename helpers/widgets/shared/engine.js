// @ts-check
// A small LSTM that trains in the page: forward, backward, Adam, as Keras 3 does it.
//
// Read it from top to bottom: one step of the cell, its gradient, a Dense layer, the optimizer, and a
// training that puts them together. A layer's weights are matrices that lie row after row in one long
// array, in the order of Keras's get_weights(). tests/widgets/test_engine.py compares all of it with
// Keras. Numbers here have 53 binary digits where Keras's have 24, so the last few digits differ.

// The columns of the LSTM's weights in Keras: input gate, forget gate, candidate, output gate.
const [I, F, G, O] = [0, 1, 2, 3];

/**
 * A matrix, or its numbers row after row.
 * @typedef {ArrayLike<number> | ArrayLike<number>[]} Numbers
 *
 * What is trained: the numbers, their gradient, and the two running means that Adam keeps of it.
 * @typedef {{value: Float64Array, gradient: Float64Array, mean: Float64Array, square: Float64Array}} Parameter
 *
 * What of a step the next one reads, and writes gradients to.
 * @typedef {{h: Float64Array, c: Float64Array, dh: Float64Array, dc: Float64Array}} Before
 */

const sigmoid = (/** @type {number} */ z) => 1 / (1 + Math.exp(-z));

/**
 * @param {Numbers} numbers
 * @returns {Parameter}
 */
function parameter(numbers) {
  const value = flat(numbers);
  const zeros = () => new Float64Array(value.length);
  return { value, gradient: zeros(), mean: zeros(), square: zeros() };
}

/** @param {any} numbers nested as deep as it may be */
function flat(numbers) {
  return Float64Array.from(/** @type {number[]} */ (Array.from(numbers).flat(Infinity)));
}

/**
 * z += vector · matrix, row by row
 * @param {Float64Array} z
 * @param {ArrayLike<number>} vector
 * @param {Float64Array} matrix
 */
function addProduct(z, vector, matrix) {
  const columns = z.length;
  for (let row = 0; row < vector.length; row++) {
    const factor = vector[row];
    const start = row * columns;
    for (let column = 0; column < columns; column++) z[column] += factor * matrix[start + column];
  }
}

/**
 * The same product read backwards. With dz, the gradient of the loss by z, the matrix receives
 * vectorᵀ · dz, and the vector receives dz · matrixᵀ.
 * @param {Float64Array} dz
 * @param {ArrayLike<number>} vector
 * @param {Float64Array} matrix
 * @param {Float64Array} dmatrix
 * @param {Float64Array} dvector
 */
function addGradients(dz, vector, matrix, dmatrix, dvector) {
  const columns = dz.length;
  for (let row = 0; row < vector.length; row++) {
    const factor = vector[row];
    const start = row * columns;
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      dmatrix[start + column] += factor * dz[column];
      sum += dz[column] * matrix[start + column];
    }
    dvector[row] += sum;
  }
}

/** Equations of the cell: Gers, Schmidhuber and Cummins 2000 (the forget gate), as in keras.layers.LSTM. */
export class LSTM {
  /**
   * @param {Numbers} kernel
   * @param {Numbers} recurrentKernel
   * @param {Numbers} bias
   */
  constructor(kernel, recurrentKernel, bias) {
    this.kernel = parameter(kernel);
    this.recurrentKernel = parameter(recurrentKernel);
    this.bias = parameter(bias);
    this.parameters = [this.kernel, this.recurrentKernel, this.bias];
    this.units = this.bias.value.length / 4;
    this.features = this.kernel.value.length / this.bias.value.length;
  }

  /**
   * Room for one step: what comes in, what goes on inside, what comes out, and the gradients of these.
   * `before` is the step before it; the first step has none, and starts from zeros.
   * @param {ArrayLike<number>} x
   * @param {Before | null} [before]
   */
  step(x, before = null) {
    const { units, features } = this;
    const row = () => new Float64Array(units);
    return {
      x,
      before: before ?? { h: row(), c: row(), dh: row(), dc: row() },
      gates: new Float64Array(4 * units), // the activations: i, f, g and o, one after another
      c: row(),
      tanhC: row(),
      h: row(),
      dx: new Float64Array(features),
      dh: row(),
      dc: row(),
      dz: new Float64Array(4 * units),
    };
  }

  /** @param {ReturnType<LSTM["step"]>} step */
  forward({ x, before, gates, c, tanhC, h }) {
    const { units } = this;
    gates.set(this.bias.value);
    addProduct(gates, x, this.kernel.value);
    addProduct(gates, before.h, this.recurrentKernel.value);
    for (let unit = 0; unit < units; unit++) {
      const i = sigmoid(gates[I * units + unit]);
      const f = sigmoid(gates[F * units + unit]);
      const g = Math.tanh(gates[G * units + unit]);
      const o = sigmoid(gates[O * units + unit]);
      gates[I * units + unit] = i;
      gates[F * units + unit] = f;
      gates[G * units + unit] = g;
      gates[O * units + unit] = o;
      c[unit] = f * before.c[unit] + i * g;
      tanhC[unit] = Math.tanh(c[unit]);
      h[unit] = o * tanhC[unit];
    }
  }

  /**
   * Back through one step, the last step first: Hochreiter and Schmidhuber 1997, and the chain rule.
   * σ′ = σ (1 − σ) and tanh′ = 1 − tanh². Where dh and dc come in, later steps have added theirs.
   * @param {ReturnType<LSTM["step"]>} step
   */
  backward({ x, before, gates, tanhC, dx, dh, dc, dz }) {
    const { units } = this;
    for (let unit = 0; unit < units; unit++) {
      const i = gates[I * units + unit];
      const f = gates[F * units + unit];
      const g = gates[G * units + unit];
      const o = gates[O * units + unit];
      const dcell = dc[unit] + dh[unit] * o * (1 - tanhC[unit] ** 2);
      dz[I * units + unit] = dcell * g * i * (1 - i);
      dz[F * units + unit] = dcell * before.c[unit] * f * (1 - f);
      dz[G * units + unit] = dcell * i * (1 - g ** 2);
      dz[O * units + unit] = dh[unit] * tanhC[unit] * o * (1 - o);
      before.dc[unit] += dcell * f;
    }
    for (let column = 0; column < 4 * units; column++) this.bias.gradient[column] += dz[column];
    addGradients(dz, x, this.kernel.value, this.kernel.gradient, dx);
    const { value, gradient } = this.recurrentKernel;
    addGradients(dz, before.h, value, gradient, before.dh);
  }
}

export class Dense {
  /**
   * @param {Numbers} kernel
   * @param {Numbers} bias
   */
  constructor(kernel, bias) {
    this.kernel = parameter(kernel);
    this.bias = parameter(bias);
    this.parameters = [this.kernel, this.bias];
    this.outputs = this.bias.value.length;
  }

  /**
   * @param {Float64Array} h
   * @param {Float64Array} prediction receives what comes out
   */
  forward(h, prediction) {
    prediction.set(this.bias.value);
    addProduct(prediction, h, this.kernel.value);
  }

  /**
   * @param {Float64Array} h
   * @param {Float64Array} dprediction
   * @param {Float64Array} dh receives the gradient by h
   */
  backward(h, dprediction, dh) {
    for (let j = 0; j < this.outputs; j++) this.bias.gradient[j] += dprediction[j];
    addGradients(dprediction, h, this.kernel.value, this.kernel.gradient, dh);
  }
}

/** Kingma and Ba 2015, in the order of the end of their section 2; the defaults are Keras 3's. */
class Adam {
  constructor(learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7) {
    this.learningRate = learningRate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.steps = 0;
  }

  // The factor of every change at this step. Keras works it out with 24 binary digits, of which
  // 1 − 0.999ᵗ keeps few at first: 0.00099999 for 0.001. So these are rounded as there.
  rate() {
    const round = Math.fround;
    const unbiased = (/** @type {number} */ beta) => round(1 - round(round(beta) ** this.steps));
    const correction = round(Math.sqrt(unbiased(this.beta2))) / unbiased(this.beta1);
    return round(this.learningRate) * correction;
  }

  /**
   * Change every parameter against its gradient, and set the gradients back to zero.
   * @param {Parameter[]} parameters
   */
  update(parameters) {
    const { beta1, beta2, epsilon } = this;
    this.steps += 1;
    const rate = this.rate();
    for (const { value, gradient, mean, square } of parameters) {
      for (let k = 0; k < value.length; k++) {
        mean[k] += (gradient[k] - mean[k]) * (1 - beta1);
        square[k] += (gradient[k] ** 2 - square[k]) * (1 - beta2);
        value[k] -= (rate * mean[k]) / (Math.sqrt(square[k]) + epsilon);
        gradient[k] = 0;
      }
    }
  }
}

/** An LSTM with a Dense layer on it, its data, and Adam. All samples make one batch. */
export class Training {
  /**
   * - x: [sample][timestep][feature]
   * - y: [sample][output], an answer after the last step; or, where `everyStep`,
   *   [sample][timestep][output], an answer after every step
   * - weights: as Keras's model.get_weights(): kernel, recurrent kernel, bias of the LSTM, then
   *   kernel and bias of the Dense layer; matrices, or their numbers row after row
   * @param {{x: ArrayLike<number>[][], y: any[], weights: Numbers[], everyStep?: boolean,
   *   learningRate?: number}} options
   */
  constructor({ x, y, weights, everyStep = false, learningRate = 0.001 }) {
    const [kernel, recurrentKernel, bias, denseKernel, denseBias] = weights;
    this.lstm = new LSTM(kernel, recurrentKernel, bias);
    this.dense = new Dense(denseKernel, denseBias);
    this.parameters = [...this.lstm.parameters, ...this.dense.parameters];
    this.adam = new Adam(learningRate);
    // Keras keeps its data with 24 binary digits, and so do we.
    this.y = flat(y).map(Math.fround);
    this.predictions = new Float64Array(this.y.length);
    this.dpredictions = new Float64Array(this.y.length);
    this.samples = x.map((vectors) => this.unrolled(vectors));
    this.steps = this.samples.flat();
    // Which steps the Dense layer reads, each with its places among the predictions.
    const read = everyStep ? this.steps : this.samples.map((steps) => steps[steps.length - 1]);
    const { outputs } = this.dense;
    this.answers = read.map((step, n) => ({
      step,
      prediction: this.predictions.subarray(n * outputs, (n + 1) * outputs),
      dprediction: this.dpredictions.subarray(n * outputs, (n + 1) * outputs),
    }));
  }

  /**
   * The steps of one sample, each knowing the one before it.
   * @param {ArrayLike<number>[]} vectors
   */
  unrolled(vectors) {
    /** @type {ReturnType<LSTM["step"]>[]} */
    const steps = [];
    for (const vector of vectors) {
      steps.push(this.lstm.step(Float64Array.from(vector, Math.fround), steps.at(-1)));
    }
    return steps;
  }

  // What the model predicts now; it stays in `predictions`, and every step keeps its gates, c and h.
  forward() {
    for (const step of this.steps) this.lstm.forward(step);
    for (const { step, prediction } of this.answers) this.dense.forward(step.h, prediction);
    return this.predictions;
  }

  // The mean squared error of what was predicted.
  loss() {
    let sum = 0;
    for (let k = 0; k < this.y.length; k++) sum += (this.predictions[k] - this.y[k]) ** 2;
    return sum / this.y.length;
  }

  // The gradient of that loss by every weight, from the last step to the first (Werbos 1990).
  backward() {
    for (let k = 0; k < this.y.length; k++) {
      this.dpredictions[k] = (2 * (this.predictions[k] - this.y[k])) / this.y.length;
    }
    for (const { dx, dh, dc } of this.steps) for (const gradient of [dx, dh, dc]) gradient.fill(0);
    for (const { step, dprediction } of this.answers) {
      this.dense.backward(step.h, dprediction, step.dh);
    }
    for (let n = this.steps.length - 1; n >= 0; n--) this.lstm.backward(this.steps[n]);
  }

  // One epoch. The loss that it returns is that of before the change, as in Keras's history.
  epoch() {
    this.forward();
    const loss = this.loss();
    this.backward();
    this.adam.update(this.parameters);
    return loss;
  }

  // The weights in the order of Keras's get_weights(), each as one row of numbers.
  get weights() {
    return this.parameters.map(({ value }) => Array.from(value));
  }
}
