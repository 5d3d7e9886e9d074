// @ts-check
// The view of a many-to-one task with 1 to 8 units: a bar for each, with the error that is left.

import { chart } from "../shared/chart.js";
import { button, sliderControl } from "../shared/controls.js";
import { element, setAttributes, setText } from "../shared/dom.js";
import { onceInTheFrameAfter } from "../shared/frames.js";
import { counted, fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { setter, viewRoot } from "../shared/view.js";
import { readTask, roomTrainer } from "./room.js";

/** @typedef {import("../shared/view.js").Words} Words */
/** @typedef {import("./room.js").Progress} Progress */

const HEIGHT = 250;
const MARGIN = { top: 28, right: 8, bottom: 48, left: 34 };
const MOST = 1.12; // where the axis ends: above a bar of 1 there is room for its number
const HALF_BAR = 0.32;

/** @param {{model: import("../shared/view.js").Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const task = readTask(model.get("task"));
  const stops = Array.from({ length: task.most_units }, (_, n) => n + 1);
  const trainer = roomTrainer(task, show);
  const slider = sliderControl({
    name: "units",
    label: words.units,
    stops,
    text: String,
    onChange: setter(model, "units"),
  });
  const train = button("", () => begin([model.get("units")]));
  const all = button(fill(words.all, { most: task.most_units }), () => begin(stops));
  const stop = button(words.stop, halt);
  const sayings = sayingsOf(words);
  const bars = barsView(stops, words);
  const example = exampleView(task, words);
  const root = viewRoot(
    "gbg-units-are-room",
    words.title,
    slider.root,
    element("div", { class: "gbg-buttons", role: "group", "aria-label": words.controls }, train, all, stop),
    ...sayings.nodes,
    bars.root,
    example.root,
  );
  el.append(root);

  /** @param {number[]} units */
  function begin(units) {
    trainer.train(units);
    showStop();
  }

  function halt() {
    trainer.stop();
    showStop();
  }

  /** @param {Progress} progress */
  function show(progress) {
    for (const part of [sayings, bars, example]) part.show(progress);
    showStop();
  }

  function showStop() {
    setAttributes(stop, { disabled: !trainer.busy() });
  }

  function showUnits() {
    const units = model.get("units");
    slider.show(units);
    setText(train, fill(words.train, { units: counted(words, "units", units) }));
  }

  // The first training is asked for, after a guess; from then on a new number of units is trained at once.
  function follow() {
    bars.choose(model.get("units"));
    if (bars.trained()) begin([model.get("units")]);
  }

  // The slider must not wait for what it moves and starts.
  const following = onceInTheFrameAfter(follow);
  function changed() {
    showUnits();
    if (bars.trained()) trainer.cancel(); // a piece of it would keep the slider waiting
    following.ask();
  }
  model.on("change:units", changed);
  showUnits();
  bars.choose(model.get("units"));
  showStop();
  return () => {
    model.off("change:units", changed);
    following.stop();
    trainer.cancel();
    bars.stop();
  };
}

/**
 * What a run came to, and how far one is. The second is not said aloud: a screen reader would never come to an
 * end.
 * @param {Words} words
 */
function sayingsOf(words) {
  const says = element("p", { class: "gbg-says", role: "status" }, words.start);
  const goesOn = element("p", { class: "gbg-quiet gbg-progress" });
  const show = (/** @type {Progress} */ { units, share, run }) => {
    const name = counted(words, "units", units);
    const isOver = run.status !== "training";
    const values = { units: name, epoch: run.done, epochs: run.epochs };
    setText(goesOn, isOver ? "" : fill(words.training, values));
    if (isOver) setText(says, fill(words.says, { units: name, share: decimals(share) }));
  };
  return { nodes: [says, goesOn], show };
}

/**
 * A bar for each number of units, as high as the share of the error that is left.
 * @param {number[]} stops
 * @param {Words} words
 */
function barsView(stops, words) {
  const { root, show: draw, stop } = chart({ height: HEIGHT, margin: MARGIN });
  /** By the number of units, those that are trained. @type {Map<number, number>} */
  const shares = new Map();
  let chosen = 0;

  // A bar that is not trained is a frame: filled, it would say that all of the error is left.
  const trackClass = (/** @type {number} */ units) =>
    ["gbg-track", shares.has(units) ? "gbg-trained" : "", units === chosen ? "gbg-chosen" : ""].join(" ");

  function redraw() {
    const written = stops.map((units) => {
      const share = shares.get(units);
      return { units, share: share ?? 0, text: share === undefined ? "–" : decimals(share) };
    });
    const said = written.map(({ units, text }) => {
      const share = shares.has(units) ? text : words.not_trained;
      return fill(words.bar, { units: counted(words, "units", units), share });
    });
    draw({
      x: {
        from: stops[0] - 0.5,
        to: stops.length + 0.5,
        ticks: stops,
        text: String,
        label: words.units,
        everyTick: true,
      },
      y: { from: 0, to: MOST, ticks: [0, 0.5, 1], text: String, label: words.axis },
      areas: written.flatMap(({ units, share }) => [
        bar(units, 1, trackClass(units)),
        bar(units, Math.min(1, share), "gbg-fill"),
      ]),
      notes: written.map(({ units, share, text }) => ({
        at: [units, Math.min(1, share)],
        text,
        className: "gbg-value",
        data: { units },
        shift: [0, -6],
        anchor: "middle",
      })),
      description: `${words.axis}: ${said.join("; ")}`,
    });
  }
  return {
    root,
    stop,
    trained: () => shares.size > 0,
    /** @param {Progress} progress */
    show({ units, share }) {
      shares.set(units, share);
      redraw();
    },
    /** @param {number} units */
    choose(units) {
      chosen = units;
      redraw();
    },
  };
}

/**
 * @param {number} units
 * @param {number} height
 * @param {string} className
 * @returns {import("../shared/marks.js").Area}
 */
function bar(units, height, className) {
  return { x: [units - HALF_BAR, units + HALF_BAR], y: [0, height], className };
}

/**
 * One sequence, number for number: read, wanted, answered.
 * @param {ReturnType<typeof readTask>} task
 * @param {Words} words
 */
function exampleView({ read, wanted }, words) {
  const answered = wanted[0].map(() => element("td", {}, "–"));
  /** @param {string} name @param {Node[]} cells */
  const row = (name, cells) => element("tr", {}, element("th", { scope: "row" }, name), ...cells);
  const cells = (/** @type {number[]} */ numbers) =>
    numbers.map((number) => element("td", {}, decimals(number)));
  const table = element(
    "table",
    { class: "gbg-example" },
    element("caption", {}, words.example),
    row(words.read, cells(read[0])),
    row(words.wanted, cells(wanted[0])),
    row(words.answered, answered),
  );
  const root = element(
    "div",
    { class: "gbg-scroll", tabindex: 0, role: "group", "aria-label": words.example },
    table,
  );
  const show = (/** @type {Progress} */ { predictions }) =>
    answered.forEach((cell, k) => setText(cell, decimals(predictions[k])));
  return { root, show };
}

export default { render };
