// @ts-check
// The loss at every epoch, on a logarithmic scale. Dragging across it looks back, as the slider does.

import { chart, upright } from "../shared/chart.js";
import { element } from "../shared/dom.js";
import { fill, format } from "../shared/numbers.js";
import { powerOfTen } from "../shared/reals.js";
import { lossAxis, lossPoints } from "./axes.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./runs.js").Shown} Shown
 */

const HEIGHT = 300;
const MARGIN = { top: 8, right: 30, bottom: 44, left: 58 };

/**
 * @param {Words} words
 * @param {(epoch: number) => void} look
 */
export function lossChart(words, look) {
  let last = 0;
  const { show, stop, ...picture } = chart({
    height: HEIGHT,
    margin: MARGIN,
    onDrag: (epoch) => {
      if (last > 0) look(Math.min(last, Math.max(0, Math.round(epoch))));
    },
  });
  const caption = element("figcaption", {}, words.loss_caption);
  const before = element("span", { class: "gbg-before-key" }, words.loss_before);
  caption.append(" ", before);
  const root = element("figure", { class: "gbg-losses" }, caption, picture.root);

  /** @param {{shown: Shown | null, previous: Shown | null, epochs: number, epoch: number, loss: string}} state */
  function update({ shown, previous, epochs, epoch, loss }) {
    const [losses, earlier] = [lossesOf(shown), lossesOf(previous)];
    last = losses.length;
    const y = powersAxis(lossAxis([losses, earlier]));
    const drawn = [
      { className: "gbg-before", points: lossPoints(earlier, earlier.length) },
      { className: "gbg-marker", points: last > 0 ? upright(epoch, y) : [] },
      { className: "gbg-loss", points: lossPoints(losses, last) },
    ];
    show({
      x: {
        from: 0,
        to: epochs,
        ticks: [0, Math.max(1, Math.floor(epochs / 2)), epochs],
        text: format,
        label: words.epoch,
      },
      y,
      lines: drawn.filter(({ points }) => points.length > 1).map((line) => ({ name: "", ...line })),
      description: fill(words.loss_description, { done: format(last), epoch: format(epoch), loss }),
    });
    before.classList.toggle("gbg-absent", earlier.length < 2);
  }
  return { root, update, stop };
}

/** @param {Shown | null} shown */
function lossesOf(shown) {
  return shown === null ? new Float64Array(0) : shown.run.losses.subarray(0, shown.run.done);
}

/** @param {{from: number, to: number, step: number}} axis in powers of ten */
function powersAxis({ from, to, step }) {
  const powers = Array.from({ length: (to - from) / step + 1 }, (_, i) => to - i * step);
  return {
    from: 10 ** from,
    to: 10 ** to,
    log: true,
    ticks: powers.map((power) => 10 ** power),
    text: (/** @type {number} */ value) => powerOfTen(Math.round(Math.log10(value))),
    label: "",
  };
}
