// The loss at every epoch, on a logarithmic scale. Dragging across it looks back, as the slider does.

import { lineChart } from "../shared/chart.js";
import { element } from "../shared/dom.js";
import { fill, format } from "../shared/numbers.js";
import { lossText, powerOfTen } from "../shared/reals.js";
import { lossAxis, lossPoints } from "./axes.js";

const HEIGHT = 300;
const MARGIN = { top: 8, right: 30, bottom: 44, left: 58 };

export function lossChart(words, look) {
  const chart = lineChart({ height: HEIGHT, margin: MARGIN });
  const caption = element("figcaption", {}, words.loss_caption);
  const before = element("span", { class: "gbg-before-key" }, words.loss_before);
  caption.append(" ", before);
  const root = element("figure", { class: "gbg-losses" }, caption, chart.root);
  let last = 0;

  // The pointer is followed beyond the chart's edge until it is let go.
  const lookAt = (event) => {
    if (last > 0) look(Math.min(last, Math.max(0, Math.round(chart.valueAt(event.clientX)))));
  };
  chart.root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    chart.root.setPointerCapture(event.pointerId);
    lookAt(event);
  });
  chart.root.addEventListener("pointermove", (event) => {
    if (chart.root.hasPointerCapture(event.pointerId)) lookAt(event);
  });

  function update({ shown, previous, epochs, epoch }) {
    const losses = shown ? shown.run.losses.subarray(0, shown.run.done) : [];
    const earlier = previous ? previous.run.losses.subarray(0, previous.run.done) : [];
    last = losses.length;
    const { from, to, step } = lossAxis([losses, earlier]);
    const powers = Array.from({ length: (to - from) / step + 1 }, (_, i) => to - i * step);
    const middle = Math.max(1, Math.floor(epochs / 2));
    const line = lossPoints(losses, losses.length);
    const marker = [
      [epoch, 10 ** from],
      [epoch, 10 ** to],
    ];
    const drawn = [
      ["gbg-before", lossPoints(earlier, earlier.length)],
      ["gbg-marker", losses.length ? marker : []],
      ["gbg-loss", line],
    ];
    chart.show({
      x: { from: 0, to: epochs, ticks: [0, middle, epochs], text: format, label: words.epoch },
      y: {
        from: 10 ** from,
        to: 10 ** to,
        log: true,
        ticks: powers.map((power) => 10 ** power),
        text: (value) => powerOfTen(Math.round(Math.log10(value))),
        label: "",
      },
      lines: drawn
        .filter(([, points]) => points.length > 1)
        .map(([className, points]) => ({ name: "", points, className })),
      description: fill(words.loss_description, {
        done: format(losses.length),
        epoch: format(epoch),
        loss: losses.length ? lossText(losses[Math.max(0, epoch - 1)]) : "–",
      }),
    });
    before.classList.toggle("gbg-absent", earlier.length < 2);
  }
  return { root, update, stop: chart.stop };
}
