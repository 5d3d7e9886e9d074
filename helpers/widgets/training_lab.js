// The view of the training lab. Python trains and sends losses and predictions; the picture, and
// the way back through the epochs, are drawn here and need no kernel.
import { element, setAttributes, setText, svg, uniqueId } from "./shared/dom.js";
import { fill, format, shapeText, sizeValue } from "./shared/numbers.js";
import { powerOfTen } from "./shared/reals.js";
import { numberControl, sliderControl } from "./shared/controls.js";
import { lineChart } from "./shared/chart.js";

const TRAITS = ["units", "epochs", "learning_rate", "seed", "status", "message", "losses", "predictions"];
const HEIGHT = 300;
const MARGIN = { top: 26, right: 30, bottom: 50, left: 58 };
const MOST_POINTS = 500; // more than a line on a projector can show
// How long a kernel may take to answer before the learner is told that there is none.
const PATIENCE = 5000; // milliseconds

function render({ model, el }) {
  const words = model.get("words");
  // Which epoch is looked at; null while following the newest one.
  const view = { epoch: null };
  const update = () => {
    const state = readState(model, view);
    for (const part of parts) part.update(state);
  };
  const look = (epoch) => {
    view.epoch = epoch;
    update();
  };
  const parts = [
    settings(model, words),
    structure(model, words),
    run(model, words),
    charts(model, words),
    scrubber(words, look),
  ];
  const root = element(
    "section",
    { class: "gbg gbg-lab", "aria-label": words.title },
    ...parts.map((part) => part.root),
  );
  el.append(root);

  const followNewest = () => look(null);
  for (const name of TRAITS) model.on(`change:${name}`, update);
  model.on("change:predictions", followNewest);
  update();
  return () => {
    for (const name of TRAITS) model.off(`change:${name}`, update);
    model.off("change:predictions", followNewest);
    for (const part of parts) part.stop?.();
  };
}

function readState(model, view) {
  const state = Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
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
  return { ...state, target, losses, complete, done, epoch, shown };
}

function floats(bytes) {
  if (bytes.byteLength === 0) return new Float32Array();
  // A view may begin anywhere in its buffer, and Float32Array wants multiples of four.
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function settings(model, words) {
  const stops = model.get("stops");
  const change = (name) => (value) => {
    model.set(name, value);
    model.save_changes();
  };
  const number = (name) =>
    numberControl({ name, label: words[name], stops: stops[name], words, onChange: change(name) });
  const rate = sliderControl({
    name: "learning_rate",
    label: words.learning_rate,
    stops: stops.learning_rate,
    text: String,
    onChange: change("learning_rate"),
  });
  const controls = { units: number("units"), epochs: number("epochs"), learning_rate: rate, seed: number("seed") };
  const root = element(
    "div",
    { class: "gbg-settings", role: "group", "aria-label": words.settings },
    ...Object.values(controls).map((control) => control.root),
  );
  const update = (state) => {
    for (const [name, control] of Object.entries(controls)) control.show(state[name]);
  };
  return { root, update };
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
  const root = element("div", { class: "gbg-box" }, element("strong", {}, layer.name), shapeLine, formula);
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

function run(model, words) {
  let waiting = null;
  const send = (command) => () => {
    model.send({ command });
    clearTimeout(waiting);
    waiting = setTimeout(() => setText(message, words.no_kernel), PATIENCE);
  };
  const button = (command) =>
    element("button", { type: "button", class: "gbg-button", onclick: send(command) }, words[command]);
  const [train, stop, reset] = [button("train"), button("stop"), button("reset")];
  train.classList.add("gbg-main-button");
  const bar = element("progress", { "aria-label": words.progress });
  const reading = element("strong", { class: "gbg-epoch" });
  const message = element("span", { class: "gbg-message", role: "status" });
  const root = element(
    "div",
    { class: "gbg-run" },
    element("div", { class: "gbg-buttons" }, train, stop, reset),
    bar,
    reading,
    message,
  );
  // Any word from Python shows that the kernel is there.
  const answered = () => clearTimeout(waiting);
  for (const name of ["status", "message", "losses", "learning_rate"]) model.on(`change:${name}`, answered);

  function update({ status, message: said, epochs, done }) {
    const training = status === "training";
    setAttributes(train, { disabled: training });
    setAttributes(stop, { disabled: !training });
    bar.max = epochs;
    bar.value = done;
    setText(reading, fill(words.epochs_done, { done: format(done), epochs: format(epochs) }));
    setText(message, said || words.statuses[status]);
    root.dataset.status = status;
  }
  return { root, update, stop: answered };
}

function charts(model, words) {
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
  function update({ losses, epochs, epoch }) {
    const lowest = losses.reduce((least, loss) => (loss > 0 ? Math.min(least, loss) : least), 1);
    const bottom = lowest < 1e-6 ? -16 : -6;
    const exponents = bottom === -6 ? [0, -2, -4, -6] : [0, -4, -8, -12, -16];
    const line = thinned(losses);
    const at = losses[Math.max(0, epoch - 1)];
    const marker = losses.length ? [[[epoch, 10 ** bottom], [epoch, 10]]] : [];
    chart.show({
      x: { from: 0, to: epochs, ticks: [0, epochs / 2, epochs], text: (value) => format(Math.round(value)), label: words.epoch },
      y: {
        from: 10 ** bottom,
        to: 10,
        log: true,
        ticks: exponents.map((exponent) => 10 ** exponent),
        text: (value) => powerOfTen(Math.round(Math.log10(value))),
        label: words.loss,
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

// 0.0123, and below a thousandth 2.6 × 10⁻⁵.
function lossText(loss) {
  if (!Number.isFinite(loss) || loss === 0) return String(loss);
  if (loss >= 0.001) return loss.toFixed(4);
  const [digits, exponent] = loss.toExponential(1).split("e");
  return `${digits} × ${powerOfTen(Number(exponent))}`;
}

// Five targets, hollow, and five predictions, filled; what is missing is the line between them.
const PICTURE = { width: 380, left: 50, right: 366, top: 30, bottom: 250, low: -0.25, high: 1.05 };

function predictionsPicture(words) {
  const { left, right, top, bottom, width } = PICTURE;
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
  const picture = svg("svg", { class: "gbg-chart", role: "img", viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT }, ...grid, marks);
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
    const given = Array.from(shown, (value) => value.toFixed(2)).join(", ") || "–";
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
  const text = Number.isFinite(given) ? given.toFixed(2).replace("-", "−") : "NaN";
  return [
    svg("line", { class: "gbg-missing", x1: x, x2: x, y1: toY(wanted), y2: y }),
    ...nodes,
    svg("path", { class: "gbg-prediction", d: `M${x},${y - 9}l8,9l-8,9l-8,-9z` }),
    svg("text", { class: "gbg-given", x, y: PICTURE.bottom + 44, "text-anchor": "middle" }, text),
  ];
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
