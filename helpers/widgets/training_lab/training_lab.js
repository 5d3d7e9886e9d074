// The view of the training lab. Python trains and sends losses and predictions; the picture, and
// the way back through the epochs, are drawn here and need no kernel.

import { lineChart } from "../shared/chart.js";
import { numberControl, sliderControl } from "../shared/controls.js";
import { element, setAttributes, setText, svg, uniqueId } from "../shared/dom.js";
import { counted, fill, format, shapeText, sizeValue } from "../shared/numbers.js";
import { lossText, powerOfTen } from "../shared/reals.js";
import { traitValues, viewRoot } from "../shared/view.js";

const SETTINGS = ["units", "epochs", "learning_rate", "seed"];
const FROM_PYTHON = ["status", "message", "run_settings", "losses", "predictions"];
const HEIGHT = 236;
const MARGIN = { top: 8, right: 30, bottom: 30, left: 58 };
const MOST_POINTS = 500; // more than a line on a projector can show
// How long a kernel may take to answer before the learner is told that there is none.
const PATIENCE = 5000; // milliseconds
const HEARTBEAT = 2000;

function render({ model, el, words }) {
  // Which epoch is looked at, null while following the newest one; and the lowest power of ten on
  // the axis of losses, which only grows, so that one run can be compared with the next.
  const view = { epoch: null, lowest: -6 };
  const update = () => {
    const state = readState(model, view, kernel.lost());
    for (const part of parts) part.update(state);
  };
  // A message from Python brings several changes, and one picture shows them all.
  let due = false;
  const updateSoon = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      update();
    });
  };
  const look = (epoch) => {
    view.epoch = epoch;
    update();
  };
  const kernel = watchKernel(model, updateSoon);
  const parts = [
    settings(model, words, kernel),
    structure(model, words),
    run(words, kernel),
    charts(words),
    scrubber(words, look),
  ];
  const root = viewRoot("gbg-training-lab", words.title, ...parts.map((part) => part.root));
  el.append(root);

  const newRun = () => {
    view.epoch = null;
  };
  const changes = [...SETTINGS, ...FROM_PYTHON].map((name) => `change:${name}`);
  for (const change of changes) model.on(change, updateSoon);
  model.on("change:predictions", newRun);
  update();
  return () => {
    for (const change of changes) model.off(change, updateSoon);
    model.off("change:predictions", newRun);
    kernel.stop();
    for (const part of parts) part.stop?.();
  };
}

function readState(model, view, lost) {
  const state = traitValues(model, [...SETTINGS, ...FROM_PYTHON]);
  const target = model.get("target");
  const losses = floats(state.losses);
  const predictions = floats(state.predictions);
  const records = predictions.length / target.length;
  // A finished run has one record more than losses: that of before the first epoch.
  const complete = losses.length > 0 && records === losses.length + 1;
  const done = losses.length;
  const epoch = complete ? Math.min(view.epoch ?? done, done) : done;
  const record = complete ? epoch : 0;
  const shown = predictions.slice(record * target.length, (record + 1) * target.length);
  if (state.status === "ready") view.lowest = -6;
  for (const [above, power] of [
    [1e-6, -10],
    [1e-10, -16],
  ]) {
    if (losses.some((loss) => loss > 0 && loss < above)) view.lowest = Math.min(view.lowest, power);
  }
  // What is in the picture was made with the settings of its own run.
  const shownSettings = state.run_settings.epochs ? state.run_settings : null;
  const epochs = shownSettings?.epochs ?? state.epochs;
  const training = state.status === "training" && !lost;
  return {
    ...state,
    target,
    losses,
    complete,
    done,
    epoch,
    shown,
    shownSettings,
    epochs,
    newEpochs: state.epochs,
    training,
    lost,
    lowest: view.lowest,
  };
}

// Whether Python answers: it does so at once to every message, and shows how a run goes on.
function watchKernel(model, onChange) {
  let waiting = null;
  let lost = false;
  const say = (isLost) => {
    clearTimeout(waiting);
    waiting = null;
    if (lost === isLost) return;
    lost = isLost;
    onChange();
  };
  const heard = () => say(false);
  const ask = (command) => {
    waiting ??= setTimeout(() => say(true), PATIENCE);
    try {
      model.send({ command });
    } catch {
      say(true); // the line to a kernel that has gone
    }
  };
  // A run may have been under way when its kernel, or the page, was closed.
  const heartbeat = () => {
    if (model.get("status") === "training" && waiting === null && !lost) ask("answer");
  };
  const timer = setInterval(heartbeat, HEARTBEAT);
  const signs = ["msg:custom", ...FROM_PYTHON.map((name) => `change:${name}`)];
  for (const sign of signs) model.on(sign, heard);
  const stop = () => {
    clearInterval(timer);
    clearTimeout(waiting);
    for (const sign of signs) model.off(sign, heard);
  };
  return { ask, lost: () => lost, stop };
}

function floats(bytes) {
  if (bytes.byteLength === 0) return new Float32Array();
  // A view may begin anywhere in its buffer, and Float32Array wants multiples of four.
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function settings(model, words, kernel) {
  const stops = model.get("stops");
  const change = (name) => (value) => {
    model.set(name, value);
    model.save_changes();
    // All but the units train again at once, where there is a kernel.
    if (name !== "units" && model.get("run_settings").epochs) kernel.ask("answer");
  };
  const number = (name) =>
    numberControl({ name, label: words[name], stops: stops[name], words, onChange: change(name) });
  const rate = sliderControl({
    name: "learning_rate",
    label: words.learning_rate,
    stops: stops.learning_rate,
    text: rateText,
    onChange: change("learning_rate"),
  });
  const controls = {
    units: number("units"),
    epochs: number("epochs"),
    learning_rate: rate,
    seed: number("seed"),
  };
  const root = element(
    "div",
    { class: "gbg-settings", role: "group", "aria-label": words.settings },
    ...Object.values(controls).map((control) => control.root),
  );
  const update = (state) => {
    const shown = { ...state, epochs: state.newEpochs };
    for (const [name, control] of Object.entries(controls)) control.show(shown[name]);
  };
  return { root, update };
}

// 0.003 and 1, and 1e+6 where it would get long: a learning rate from Python may be anything.
function rateText(rate) {
  const short = Number(rate.toPrecision(3));
  return String(short).length <= 6 ? String(short) : short.toExponential();
}

// The layers from left to right, each with the shape that it gives and its parameters.
function structure(model, words) {
  const layers = model.get("model_layers").map((layer) => layerBox(layer, words));
  const total = element("strong");
  const boxes = layers.flatMap((box, i) => (i === 0 ? [box.root] : [arrow(), box.root]));
  const root = element(
    "div",
    { class: "gbg-structure" },
    ...boxes,
    element("div", { class: "gbg-sum-all" }, "= ", total, ` ${words.parameters}`),
  );
  const update = (state) => {
    const counts = layers.map((box) => box.update(state));
    setText(total, format(counts.reduce((sum, count) => sum + count, 0)));
  };
  return { root, update };
}

function arrow() {
  return element("span", { class: "gbg-arrow", "aria-hidden": "true" }, "→");
}

function layerBox(layer, words) {
  const shapeLine = element("code");
  const formula = element("span", { class: "gbg-quiet" });
  const root = element(
    "div",
    { class: "gbg-box", "data-layer": layer.name },
    element("strong", {}, layer.name),
    shapeLine,
    formula,
  );
  function update({ units, target }) {
    const sizes = { units, timesteps: target.length };
    const shape = layer.output.map((size) => (size.name === "batch" ? "None" : sizeValue(size, sizes)));
    setText(shapeLine, shapeText(shape));
    if (!layer.blocks) return 0;
    const own = Object.fromEntries(
      Object.entries(layer.sizes).map(([name, size]) => [name, sizeValue(size, sizes)]),
    );
    const count = layer.blocks.reduce(
      (sum, block) => sum + sizeValue(block.rows, own) * sizeValue(block.columns, own),
      0,
    );
    setText(formula, `${fill(layer.formula, own)} = ${format(count)}`);
    return count;
  }
  return { root, update };
}

function run(words, kernel) {
  let usable = {};
  const button = (command) => {
    const press = () => {
      if (usable[command]) kernel.ask(command);
    };
    return element("button", { type: "button", class: "gbg-button", onclick: press }, words[command]);
  };
  const buttons = Object.fromEntries(["train", "stop", "reset"].map((name) => [name, button(name)]));
  buttons.train.classList.add("gbg-main-button");
  const bar = element("progress", { "aria-label": words.progress });
  const reading = element("strong", { class: "gbg-epoch" });
  const message = element("div", { class: "gbg-message", role: "status" });
  const shownRun = element("span", { class: "gbg-quiet" });
  const newUnits = element("strong");
  const root = element(
    "div",
    { class: "gbg-run" },
    element("div", { class: "gbg-buttons" }, ...Object.values(buttons)),
    bar,
    reading,
    message,
    element("div", { class: "gbg-shown-run" }, shownRun, " ", newUnits),
  );

  function update({ status, training, lost, message: said, epochs, done, shownSettings, units }) {
    usable = { train: !training, stop: training, reset: true };
    for (const [name, node] of Object.entries(buttons)) {
      // Not `disabled`, which would take the focus from whoever has just pressed it by keyboard.
      setAttributes(node, { "aria-disabled": usable[name] ? null : "true" });
    }
    bar.max = epochs;
    // Without a value it shows that something is under way.
    if (training && done === 0) bar.removeAttribute("value");
    else bar.value = done;
    setText(reading, fill(words.epochs_done, { done: format(done), epochs: format(epochs) }));
    setText(message, lost ? words.no_kernel : said);
    setText(
      shownRun,
      shownSettings ? fill(words.run_shown, settingTexts(shownSettings, words)) : words.nothing_shown,
    );
    const other = shownSettings !== null && shownSettings.units !== units;
    setText(newUnits, other ? fill(words.new_units, { units: counted(words, "units", units) }) : "");
    root.dataset.status = lost ? "lost" : status;
  }
  return { root, update };
}

function settingTexts({ units, epochs, learning_rate, seed }, words) {
  return {
    units: counted(words, "units", units),
    epochs: format(epochs),
    learning_rate: rateText(learning_rate),
    seed,
  };
}

function charts(words) {
  const loss = lossChart(words);
  const predictions = predictionsPicture(words);
  const root = element("div", { class: "gbg-charts" }, loss.root, predictions.root);
  const update = (state) => {
    loss.update(state);
    predictions.update(state);
  };
  return { root, update, stop: loss.stop };
}

function lossChart(words) {
  const chart = lineChart({ height: HEIGHT, margin: MARGIN });
  const caption = element("figcaption", {}, words.loss_caption);
  const root = element("figure", {}, caption, chart.root);
  function update({ losses, epochs, epoch, lowest: bottom }) {
    const exponents = [0, -2, -4, -6, -8, -10, -12, -14, -16].filter((power) => power >= bottom);
    const line = thinned(losses);
    const middle = Math.max(1, Math.floor(epochs / 2));
    // The tick in the middle bears the name of the axis.
    const epochText = (value) => (value === middle ? `${words.epoch} ${format(value)}` : format(value));
    const at = losses[Math.max(0, epoch - 1)];
    const marker = losses.length
      ? [
          [
            [epoch, 10 ** bottom],
            [epoch, 10],
          ],
        ]
      : [];
    chart.show({
      x: { from: 0, to: epochs, ticks: [0, middle, epochs], text: epochText, label: "" },
      y: {
        from: 10 ** bottom,
        to: 10,
        log: true,
        ticks: exponents.map((exponent) => 10 ** exponent),
        text: (value) => powerOfTen(Math.round(Math.log10(value))),
        label: "",
      },
      lines: [
        ...marker.map((points) => ({ name: "", points, className: "gbg-marker" })),
        ...(line.length > 1 ? [{ name: "", points: line, className: "gbg-loss" }] : []),
      ],
      description: fill(words.loss_description, {
        done: format(losses.length),
        epoch: format(epoch),
        loss: losses.length ? lossText(at) : "–",
      }),
    });
  }
  return { root, update, stop: chart.stop };
}

// At most MOST_POINTS corners, with the last one always among them. Loss e belongs to epoch e + 1.
function thinned(losses) {
  const step = Math.max(1, Math.ceil(losses.length / MOST_POINTS));
  const points = [];
  losses.forEach((loss, i) => {
    const kept = i % step === 0 || i === losses.length - 1;
    if (kept && loss > 0 && Number.isFinite(loss)) points.push([i + 1, loss]);
  });
  return points;
}

// Five targets, hollow, and five predictions, filled; what is missing is the line between them.
const PICTURE = { width: 380, left: 50, right: 366, top: 8, bottom: HEIGHT - 50, low: -0.25, high: 1.05 };

function predictionsPicture(words) {
  const { left, right, width } = PICTURE;
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].map((value) => {
    const y = toY(value);
    return svg(
      "g",
      {},
      svg("line", { class: "gbg-grid", x1: left, x2: right, y1: y, y2: y }),
      svg("text", { x: left - 8, y: y + 5, "text-anchor": "end" }, value.toFixed(1)),
    );
  });
  const marks = svg("g");
  const picture = svg(
    "svg",
    { class: "gbg-chart", role: "img", viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT },
    ...grid,
    marks,
  );
  const caption = element(
    "figcaption",
    {},
    element("span", { class: "gbg-target-key", "aria-hidden": "true" }, "○"),
    ` ${words.target}   `,
    element("span", { class: "gbg-prediction-key", "aria-hidden": "true" }, "◆"),
    ` ${words.prediction}`,
  );
  const root = element("figure", { class: "gbg-predictions" }, caption, picture);
  function update({ target, shown, epoch }) {
    const step = (right - left) / target.length;
    const nodes = target.flatMap((wanted, i) => {
      const x = left + step * (i + 0.5);
      return numberMarks(x, wanted, shown[i], i + 1);
    });
    marks.replaceChildren(...nodes);
    const given = Array.from(shown, predictionText).join(", ") || "–";
    picture.setAttribute(
      "aria-label",
      fill(words.predictions_description, { epoch: format(epoch), given, wanted: target.join(", ") }),
    );
  }
  return { root, update };
}

function numberMarks(x, wanted, given, place) {
  const nodes = [
    svg("circle", { class: "gbg-target", cx: x, cy: toY(wanted), r: 11 }),
    svg("text", { x, y: PICTURE.bottom + 24, "text-anchor": "middle" }, String(place)),
  ];
  if (given === undefined) return nodes;
  const y = toY(Number.isFinite(given) ? given : PICTURE.low);
  const outside = given > PICTURE.high ? "up" : given < PICTURE.low ? "down" : "inside";
  return [
    svg("line", { class: "gbg-missing", x1: x, x2: x, y1: toY(wanted), y2: y }),
    ...nodes,
    svg("path", { class: "gbg-prediction", d: `M${x},${y}${MARK[outside]}` }),
    svg(
      "text",
      { class: "gbg-given", x, y: PICTURE.bottom + 44, "text-anchor": "middle" },
      predictionText(given),
    ),
  ];
}

// A diamond; beyond the picture's edge an arrow that points to where the prediction is.
const MARK = {
  inside: "m0,-9l8,9l-8,9l-8,-9z",
  up: "m0,-9l9,15h-18z",
  down: "m0,9l9,-15h-18z",
};

function predictionText(value) {
  if (!Number.isFinite(value)) return String(value).replace("-", "−").replace("Infinity", "∞");
  const text = Math.abs(value) < 100 ? value.toFixed(2) : value.toExponential(0).replace("+", "");
  return text.replace("-", "−");
}

function toY(value) {
  const { top, bottom, low, high } = PICTURE;
  const inside = Math.min(high, Math.max(low, value));
  return bottom - ((inside - low) / (high - low)) * (bottom - top);
}

function scrubber(words, look) {
  const id = uniqueId();
  const slider = element("input", {
    type: "range",
    id,
    name: "shown_epoch",
    min: 0,
    step: 1,
    "data-lm-suppress-shortcuts": "true",
    oninput: () => look(Number(slider.value)),
  });
  const reading = element("strong", { class: "gbg-reading" });
  const root = element(
    "div",
    { class: "gbg-slider gbg-scrubber" },
    element("label", { for: id }, words.look_back),
    slider,
    reading,
  );
  function update({ complete, done, epoch, losses }) {
    setAttributes(slider, { disabled: !complete });
    slider.max = Math.max(1, done);
    slider.value = epoch;
    const loss = losses.length ? lossText(losses[Math.max(0, epoch - 1)]) : "–";
    const text = fill(words.at_epoch, { epoch: format(epoch), loss });
    slider.setAttribute("aria-valuetext", text);
    setText(reading, text);
  }
  return { root, update };
}

export default { render };
