// @ts-check
// The view of a many-to-one task with 1 to 8 units: a bar for each, with the error that is left.

import { sliderControl } from "../shared/controls.js";
import { element, setAttributes, setText } from "../shared/dom.js";
import { fill, plural } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { trainingRunner } from "../shared/runner.js";
import { setter, viewRoot } from "../shared/view.js";
import { newTraining, readTask } from "./room.js";

/** @typedef {import("../shared/view.js").Words} Words */

/** @param {{model: import("../shared/view.js").Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const task = readTask(model.get("task"));
  const stops = Array.from({ length: task.most_units }, (_, n) => n + 1);
  const runner = trainingRunner();
  /** The units still to be trained after those under way. @type {number[]} */
  let queue = [];

  const slider = sliderControl({
    name: "units",
    label: words.units,
    stops,
    text: String,
    onChange: setter(model, "units"),
  });
  const train = button(() => begin([model.get("units")]));
  const all = button(() => begin(stops), fill(words.all, { most: task.most_units }));
  const stop = button(halt, words.stop);
  const bars = barsView(stops, words);
  const example = exampleView(task, words);
  const says = element("p", { class: "gbg-says", role: "status" }, words.start);
  const root = viewRoot(
    "gbg-units-are-room",
    words.title,
    slider.root,
    element("div", { class: "gbg-buttons", role: "group", "aria-label": words.controls }, train, all, stop),
    says,
    bars.root,
    example.root,
  );
  el.append(root);

  /** @param {number[]} units */
  function begin(units) {
    queue = [...units];
    next();
  }

  function next() {
    const units = queue.shift();
    if (units === undefined) return showButtons();
    const training = newTraining(task, units);
    runner.start(training, task.epochs, (run) => {
      const share = run.losses[run.done - 1] / task.alwaysTheMean;
      bars.show(units, share);
      example.show(training.predictions);
      const name = counted(units, words);
      if (run.status === "training") {
        // Not said aloud: a screen reader would never come to an end.
        setText(progress, fill(words.training, { units: name, epoch: run.done, epochs: run.epochs }));
        return;
      }
      setText(progress, "");
      setText(says, fill(words.says, { units: name, share: decimals(share) }));
      next();
    });
    showButtons();
  }

  function halt() {
    queue = [];
    runner.stop();
    showButtons();
  }

  const progress = element("p", { class: "gbg-quiet gbg-progress" });
  says.after(progress);

  function showButtons() {
    setAttributes(stop, { disabled: !runner.busy() });
  }

  function showUnits() {
    const units = model.get("units");
    slider.show(units);
    setText(train, fill(words.train, { units: counted(units, words) }));
    bars.choose(units);
  }
  // The first training is asked for, after a guess; from then on a new number of units is trained at once.
  function changed() {
    showUnits();
    if (bars.trained()) begin([model.get("units")]);
  }
  model.on("change:units", changed);
  showUnits();
  showButtons();
  return () => {
    model.off("change:units", changed);
    queue = [];
    runner.cancel();
    el.replaceChildren();
  };
}

/** @param {() => void} onclick @param {string} [text] */
function button(onclick, text = "") {
  return element("button", { type: "button", class: "gbg-button", onclick }, text);
}

/** @param {number} units @param {Words} words */
function counted(units, words) {
  return fill(plural(words, words.counted.units, units), { n: units });
}

/**
 * @param {number[]} stops
 * @param {Words} words
 */
function barsView(stops, words) {
  let some = false;
  const bars = stops.map((units) => {
    const fillNode = element("div", { class: "gbg-fill" });
    const value = element("span", { class: "gbg-value" }, "–");
    const track = element("div", { class: "gbg-track", "aria-hidden": "true" }, fillNode);
    const name = element("span", { class: "gbg-units" }, String(units));
    const root = element("li", { "data-units": units }, value, track, name);
    return { root, fillNode, value, units };
  });
  for (const { root, units } of bars) label(root, units, words.not_trained);
  const list = element("ul", { class: "gbg-bars" }, ...bars.map((bar) => bar.root));
  const root = element(
    "div",
    {},
    element("p", { class: "gbg-quiet" }, words.axis),
    element("div", { class: "gbg-scroll", tabindex: 0, role: "group", "aria-label": words.axis }, list),
    element("p", { class: "gbg-quiet gbg-below" }, words.units),
  );

  /** @param {Element} node @param {number} units @param {string} share */
  function label(node, units, share) {
    node.setAttribute("aria-label", fill(words.bar, { units: counted(units, words), share }));
  }

  return {
    root,
    trained: () => some,
    /** @param {number} units @param {number} share */
    show(units, share) {
      some = true;
      const { fillNode, value, root: node } = bars[units - 1];
      fillNode.style.height = `${(100 * Math.min(1, share)).toFixed(1)}%`;
      setText(value, decimals(share));
      label(node, units, decimals(share));
    },
    /** @param {number} units */
    choose(units) {
      for (const bar of bars) bar.root.classList.toggle("gbg-chosen", bar.units === units);
    },
  };
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
  /** @param {ArrayLike<number>} predictions */
  const show = (predictions) => answered.forEach((cell, k) => setText(cell, decimals(predictions[k])));
  return { root, show };
}

export default { render };
