// @ts-check
// The parameters and the multiply-adds over the length of the sequence.

import { chart, upright } from "../shared/chart.js";
import { element } from "../shared/dom.js";
import { fill, format, formatted } from "../shared/numbers.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("../shared/chart.js").Line} Line
 * @typedef {{timesteps: number, parameters: number, perStep: number, multiplyAdds: number}} Counts
 */

const HEIGHT = 268;
const MARGIN = { top: 12, right: 134, bottom: 48, left: 108 };
const DECADES = 5; // of the upright axis: enough for 4,096 steps of any layer
const LENGTHS = [1, 10, 100, 1000, 4096];
const LONGEST = 4096;

/**
 * Both axes count in powers of ten, so the climbing line is straight and no length falls off.
 * @param {string[]} gates
 * @param {Words} words
 */
export function growth(gates, words) {
  const { show, stop, ...picture } = chart({ height: HEIGHT, margin: MARGIN });
  const root = element("figure", { class: "gbg-growth" }, picture.root);

  /** @param {Counts} counts */
  function update({ timesteps, parameters, perStep, multiplyAdds }) {
    const lowest = Math.floor(Math.log10(perStep));
    const decades = Array.from({ length: DECADES + 1 }, (_, i) => 10 ** (lowest + i));
    const [from, to] = [decades[0], decades[DECADES]];
    show({
      x: { from: 1, to: LONGEST, log: true, ticks: LENGTHS, text: format, label: words.chart_axes },
      y: {
        from,
        to,
        log: true,
        ticks: decades,
        text: (count) => powerOfTen(Math.round(Math.log10(count)), words),
        label: "",
      },
      lines: [
        { name: "", className: "gbg-now", points: upright(timesteps, { from, to }) },
        {
          name: words.multiply_adds,
          className: "gbg-climb",
          points: [
            [1, perStep],
            [LONGEST, LONGEST * perStep],
          ],
        },
        ...flatLines(gates, parameters, words),
      ],
      dots: [parameters, multiplyAdds].map((count) => ({
        at: [timesteps, count],
        className: "gbg-dot",
        radius: 7,
      })),
      description: fill(words.chart, formatted({ timesteps, parameters, multiplyAdds })),
    });
  }
  return { root, update, stop };
}

/**
 * One line in the colours of all gates: each draws its own dashes.
 * @param {string[]} gates
 * @param {number} parameters
 * @param {Words} words
 * @returns {Line[]}
 */
function flatLines(gates, parameters, words) {
  return gates.map((gate, i) => ({
    name: i === 0 ? words.parameters : "",
    className: "gbg-flat",
    data: { gate },
    points: [
      [1, parameters],
      [LONGEST, parameters],
    ],
  }));
}

/**
 * 10 thousand, 1 million.
 * @param {number} exponent
 * @param {Words} words
 */
function powerOfTen(exponent, words) {
  return fill(words.thousands[Math.floor(exponent / 3)], { n: 10 ** (exponent % 3) });
}
