// @ts-check
// The tensor that goes in, the line of Keras, the tensor that comes out.

import { arrow } from "../shared/arrow.js";
import { codeLine, switchControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { cellSize, sizeMatrix } from "../shared/matrix.js";
import { counted, fill, format, shapeText, sizeValue } from "../shared/numbers.js";
import { setter } from "../shared/view.js";
import { SWITCHES } from "./state.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./state.js").State} State
 *
 * A tensor as it is drawn: rows, of which `ghosts` more are computed and not returned.
 * @typedef {object} Tensor
 * @property {number} rows
 * @property {number} ghosts
 * @property {number} columns
 * @property {number} cellWidth
 * @property {number} cellHeight
 * @property {string[]} shape
 * @property {string} note
 */

const TENSOR = { width: 64, height: 60, largest: 12 };

/**
 * @param {Model} model
 * @param {Words} words
 */
export function strip(model, words) {
  const switches = SWITCHES.map((name) =>
    switchControl({ name, label: name, onChange: setter(model, name) }),
  );
  const options = element(
    "div",
    { class: "gbg-controls", role: "group", "aria-label": words.options },
    ...switches.map((control) => control.root),
  );
  const input = tensorFigure(words.input);
  const output = tensorFigure(words.output);
  const line = codeLine({ label: words.code, words });
  const layer = element("div", { class: "gbg-layer" }, options, line.root);
  const root = element("div", { class: "gbg-strip" }, input.root, arrow(), layer, arrow(), output.root);

  function update(/** @type {State} */ state) {
    const { features, timesteps, layout, sizes, return_sequences } = state;
    const width = sizeValue(layout.output[layout.output.length - 1], sizes);
    const cellHeight = cellSize(timesteps, 1, TENSOR);
    const cellWidth = cellSize(1, Math.max(features, width), TENSOR);
    const steps = counted(words, "timesteps", timesteps);
    const axes = fill(words.axes, { timesteps: steps, features: counted(words, "features", features) });
    input.update({
      rows: timesteps,
      ghosts: 0,
      columns: features,
      cellWidth,
      cellHeight,
      shape: [words.batch, format(timesteps), format(features)],
      note: axes,
    });
    output.update({
      rows: return_sequences ? timesteps : 1,
      ghosts: return_sequences ? 0 : timesteps - 1,
      columns: width,
      cellWidth,
      cellHeight,
      shape: layout.output.map((size) =>
        size.name === "batch" ? words.batch : format(sizeValue(size, sizes)),
      ),
      note: return_sequences
        ? words.every_step
        : words[state.bidirectional ? "last_step_bidirectional" : "last_step"],
    });
    line.show(codeText(state));
    SWITCHES.forEach((name, i) => switches[i].show(state[name]));
  }
  return { root, update };
}

/** @param {State} state */
export function codeText({ units, features, timesteps, return_sequences, use_bias, bidirectional }) {
  const options = [
    return_sequences ? ", return_sequences=True" : "",
    use_bias ? "" : ", use_bias=False",
  ].join("");
  const lstm = `keras.layers.LSTM(${units}${options})`;
  const layer = bidirectional ? `keras.layers.Bidirectional(${lstm})` : lstm;
  return `keras.Sequential([keras.Input((${timesteps}, ${features})), ${layer}])`;
}

/**
 * One tensor: a row a timestep. Rows that are computed but not returned are drawn hollow.
 * @param {string} name
 */
function tensorFigure(name) {
  const ghosts = element("div", { class: "gbg-ghosts" });
  const matrix = element("div", { class: "gbg-matrix" });
  const shapeLine = element("code", { class: "gbg-shape" });
  const noteLine = element("span", { class: "gbg-quiet" });
  const stage = element("div", { class: "gbg-stage", role: "img" }, ghosts, matrix);
  const root = element(
    "figure",
    { class: "gbg-tensor" },
    stage,
    element("figcaption", {}, element("strong", {}, name), " ", shapeLine, " ", noteLine),
  );
  function update(
    /** @type {Tensor} */ { rows, ghosts: hollow, columns, cellWidth, cellHeight, shape, note },
  ) {
    sizeMatrix(matrix, rows, columns, cellWidth, cellHeight);
    sizeMatrix(ghosts, hollow, columns, cellWidth, cellHeight);
    ghosts.hidden = hollow === 0;
    stage.setAttribute("aria-label", `${name}: ${shapeText(shape)}`);
    setText(shapeLine, shapeText(shape));
    setText(noteLine, note);
  }
  return { root, update };
}
