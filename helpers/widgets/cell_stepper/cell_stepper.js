// The view of the cell stepper. Python has traced the cell through the sequence; here one step of it
// becomes a picture: from left to right what enters, the four blocks, the memory c, the output h.

import { choiceControl, sliderControl } from "../shared/controls.js";
import { element, setText, svg } from "../shared/dom.js";
import { counted, fill } from "../shared/numbers.js";
import { decimals, subscript, unpack } from "../shared/reals.js";
import { keepDrawn, setter, traitValues, viewRoot } from "../shared/view.js";
import { cellInMotion } from "./cell_in_motion.js";
import { rangeOf, throughTime } from "./through_time.js";

const TRAITS = ["step", "unit", "stage", "block"];
const STAGES = [1, 2, 3, 4];
const PLAY_MS = 1500; // the numbers travel for 1000

function render({ model, el, words }) {
  const cell = unpackCell(model.get("cell"));
  const change = (name, value) => setter(model, name)(value);
  const drawn = { drawn: model.get("picture"), places: model.get("places") };
  const parts = [time, stages, message, motion, picture, closeUp].map((part) =>
    part({ cell, words, change, ...drawn }),
  );
  const root = viewRoot("gbg-cell-stepper", words.title, ...parts.map((part) => part.root));
  chooseByPointing(root, change);
  lightUpTogether(root);
  el.append(root);

  const chosen = {
    update({ stage, unit }) {
      root.dataset.stage = stage;
      markChosen(root, unit);
    },
  };
  const readState = () => {
    const state = traitValues(model, TRAITS);
    return { ...state, t: state.step - 1, u: state.unit - 1 };
  };
  return keepDrawn({ model, traits: TRAITS, parts: [...parts, chosen], readState }).stop;
}

// The arrays of Python, each value at [t][unit]; `values` has them by the names in the formulas.
function unpackCell(packed) {
  const rows = (texts) => texts.map(unpack);
  const blocks = packed.blocks.map((block) => ({
    ...block,
    bias: block.bias === null ? null : unpack(block.bias),
    weights: rows(block.weights),
    sums: rows(block.sums),
    values: rows(block.values),
  }));
  const states = ["c_prev", "c", "squashed", "h"].map((name) => [name, rows(packed[name])]);
  const values = Object.fromEntries([...blocks.map((block) => [block.gate, block.values]), ...states]);
  return { ...packed, blocks, values, entering: rows(packed.entering) };
}

function time({ cell, words, change }) {
  const steps = cell.timesteps;
  let shown = 1;
  let timer = null;
  const goTo = (step) => change("step", Math.min(steps, Math.max(1, step)));
  const chosen = (step) => {
    pause();
    goTo(step);
  };
  const slider = sliderControl({
    name: "step",
    label: words.step,
    stops: Array.from({ length: steps }, (_, t) => t + 1),
    text: (step) => fill(words.step_of, { step, steps }),
    onChange: chosen,
  });
  const previous = button(words.previous, () => chosen(shown - 1));
  const next = button(words.next, () => chosen(shown + 1));
  const play = button(words.play, () => (timer === null ? start() : pause()), "gbg-play");

  function start() {
    goTo(shown === steps ? 1 : shown + 1);
    timer = setInterval(() => (shown === steps ? pause() : goTo(shown + 1)), PLAY_MS);
    setText(play, words.pause);
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    setText(play, words.play);
  }

  const root = element(
    "div",
    { class: "gbg-time-controls", role: "group", "aria-label": words.time },
    slider.root,
    previous,
    next,
    play,
  );
  const update = ({ step }) => {
    shown = step;
    slider.show(step);
    // Not `disabled`: a button that goes dead under the learner's finger loses the focus.
    previous.setAttribute("aria-disabled", step === 1);
    next.setAttribute("aria-disabled", step === steps);
  };
  return { root, update, stop: pause };
}

function button(label, onclick, className = "") {
  const attributes = { type: "button", class: `gbg-button ${className}`, onclick };
  return element("button", attributes, label);
}

// What the chosen stage is about, in one sentence.
function message({ cell, words }) {
  const root = element("p", { class: "gbg-message" });
  const numbers = counted(words, "numbers", cell.units + cell.features);
  const update = ({ stage }) => setText(root, fill(words.stages[stage - 1].message, { numbers }));
  return { root, update };
}

// The four stages of one step; in a wide window each stands over its panel.
function stages({ words, change }) {
  const choice = choiceControl({
    name: "stage",
    label: words.stage,
    choices: STAGES.map((stage) => ({
      value: stage,
      label: `${stage} ${words.stages[stage - 1].title}`,
    })),
    onChange: (stage) => change("stage", stage),
  });
  choice.root.classList.add("gbg-stages");
  choice.root.querySelector("legend").className = "gbg-hidden";
  return { root: choice.root, update: ({ stage }) => choice.show(stage) };
}

// The cell with the chosen unit's numbers in it, and the same unit through time beside it.
function motion(context) {
  const [cell, timeline] = [cellInMotion(context), throughTime(context)];
  const root = element("div", { class: "gbg-motion" }, cell.root, timeline.root);
  const update = (state) => {
    cell.update(state);
    timeline.update(state);
  };
  return { root, update, stop: cell.stop };
}

function picture({ cell, words }) {
  const gates = cell.blocks.map((block) => block.gate);
  const unitLines = (stage, title, columns) => ledger({ cell, words, stage, title, columns });
  const panels = [
    entering({ cell, words }),
    unitLines(2, words.blocks_table, gates),
    unitLines(3, words.memory_table, ["forget", "×", "c_prev", "+", "input", "×", "candidate", "=", "c"]),
    unitLines(4, words.output_table, ["output", "×", "squashed", "=", "h"]),
  ];
  const size = cell.units <= 3 ? "large" : cell.units <= 5 ? "middle" : "small";
  const root = element(
    "div",
    { class: "gbg-stage-panels", "data-size": size },
    ...panels.map((panel) => panel.root),
  );
  const update = (state) => {
    panels.forEach((panel, i) => {
      panel.root.classList.toggle("gbg-current", state.stage === i + 1);
      // Faint, not empty; and not yet to be read.
      panel.root.classList.toggle("gbg-later", state.stage < i + 1);
      panel.root.inert = state.stage < i + 1;
      panel.update(state);
    });
  };
  return { root, update };
}

// The first panel: x, and h of the step before.
function entering({ cell, words }) {
  const { units, features, timesteps, positions } = cell;
  const scale = scaleOf(cell.entering.flat(), true);
  const list = (letter, count) => {
    const title = element("caption");
    const cells = Array.from({ length: count }, () => valueCell({ scale }));
    const rows = cells.map((one, k) =>
      element("tr", {}, element("th", { scope: "row" }, letter + subscript(k + 1)), one.root),
    );
    const root = element("table", { class: "gbg-list" }, title, element("tbody", {}, ...rows));
    return { root, title, show: (values) => values.forEach((value, k) => cells[k].show(value)) };
  };
  const h = list("h", units);
  const x = list("x", features);
  const root = element("div", { class: "gbg-stage-panel", "data-panel": 1 }, x.root, h.root);
  const turned = timesteps > 1 && positions[0] > positions[1];
  const update = ({ step, t }) => {
    setText(h.title, t === 0 ? words.h_start : fill(words.h_prev, { step: step - 1 }));
    setText(x.title, fill(turned ? words.x_position : words.x, { step, position: positions[t] }));
    x.show(cell.entering[t].slice(0, features));
    h.show(cell.entering[t].slice(features));
  };
  return { root, update };
}

// A panel with a line for each unit. `columns` are names of values, and signs between them.
function ledger({ cell, words, stage, title, columns }) {
  const isSign = (column) => !(column in cell.values);
  const heads = columns.map((column) =>
    isSign(column)
      ? element("td", { class: "gbg-operator" })
      : element("th", { scope: "col", ...gateOf(cell, column) }, ...symbol(column, cell, words)),
  );
  const cells = [];
  const rows = Array.from({ length: cell.units }, (_, u) => {
    const row = element("tr", { "data-unit": u + 1 });
    row.append(
      element("th", { scope: "row" }, String(u + 1)),
      ...columns.map((column) => {
        if (isSign(column)) return element("td", { class: "gbg-operator" }, column);
        const one = valueCell({ scale: valueScale(cell, column), attributes: gateOf(cell, column) });
        cells.push({ column, u, show: one.show });
        return one.root;
      }),
    );
    return row;
  });
  const root = element(
    "div",
    { class: "gbg-stage-panel", "data-panel": stage },
    element(
      "table",
      { class: "gbg-ledger" },
      element("caption", { class: "gbg-hidden" }, title),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, words.unit), ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
  const update = ({ t }) => {
    for (const { column, u, show } of cells) show(cell.values[column][t][u]);
  };
  return { root, update };
}

function gateOf(cell, name) {
  return cell.blocks.some((block) => block.gate === name) ? { "data-gate": name } : {};
}

// What stands over a column: a gate's letter and activation, or the symbol of a state.
function symbol(name, cell, words) {
  const block = cell.blocks.find((candidate) => candidate.gate === name);
  if (!block) return [element("span", { class: "gbg-symbol" }, symbolText(name, cell, words))];
  return [
    element("span", { class: "gbg-letter" }, words.gates[name].letter),
    element("span", { class: "gbg-quiet" }, activationText(block.activation, words)),
  ];
}

function symbolText(name, cell, words) {
  return fill(words.symbols[name], { activation: activationText(cell.activation, words) });
}

function activationText(name, words) {
  return words.activations[name] ?? name;
}

// How long a bar is: values from 0 up start at the left, values of both signs in the middle.
function scaleOf(values, signed = false) {
  return {
    largest: Math.max(1, ...values.map(Math.abs)),
    signed: signed || values.some((value) => value < 0),
  };
}

function valueScale(cell, name) {
  if (name === "c_prev" || name === "c") {
    const values = [...cell.values.c_prev, ...cell.values.c].flat();
    return { largest: Math.max(1e-9, ...values.map(Math.abs)), signed: true };
  }
  const isGate = ["input", "forget", "output"].includes(name);
  return scaleOf(cell.values[name].flat(), !isGate);
}

// A number over a bar.
function valueCell({ scale, attributes = {} }) {
  const text = element("span", { class: "gbg-value" });
  const bar = element("i");
  const track = element(
    "span",
    { class: scale.signed ? "gbg-track gbg-signed" : "gbg-track", "aria-hidden": "true" },
    bar,
  );
  const root = element("td", { class: "gbg-value-cell", ...attributes }, text, track);
  const show = (value) => {
    setText(text, decimals(value));
    const length = (Math.abs(value) / scale.largest) * (scale.signed ? 50 : 100);
    const start = scale.signed ? (value < 0 ? 50 - length : 50) : 0;
    bar.style.left = `${start}%`;
    bar.style.width = `${length}%`;
  };
  return { root, show };
}

// Under the picture, one thing at a time: what the chosen stage does, as near as its numbers.
function closeUp({ cell, words, change }) {
  const views = [joined, oneBlock, memory, output].map((view) => view({ cell, words, change }));
  const unit = choiceControl({
    name: "unit",
    label: words.unit,
    choices: Array.from({ length: cell.units }, (_, u) => ({ value: u + 1, label: String(u + 1) })),
    onChange: (value) => change("unit", value),
  });
  const root = element(
    "div",
    { class: "gbg-close-up" },
    unit.root,
    ...views.map((view) => view.root),
    element("p", { class: "gbg-quiet" }, words.rounded),
  );
  const update = (state) => {
    unit.show(state.unit);
    views.forEach((view, i) => {
      view.root.hidden = state.stage !== i + 1;
      view.update(state);
    });
  };
  return { root, update };
}

function joined({ cell, words }) {
  const { units, features } = cell;
  const scale = scaleOf(cell.entering.flat(), true);
  const labels = enteringLabels(cell);
  const cells = labels.map(() => valueCell({ scale }));
  const heads = labels.map((label) => element("th", { scope: "col" }, label));
  const title = fill(words.joined, { units, features, numbers: counted(words, "numbers", units + features) });
  const x = cell.entering.map((row) => row.slice(0, features));
  const bars = timeBars({
    cell,
    words,
    title: words.through_time.x,
    rows: x,
    series: labels.slice(0, features),
  });
  const root = element(
    "div",
    { "data-close-up": 1 },
    element(
      "table",
      { class: "gbg-joined-numbers" },
      element("caption", {}, title),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, element("tr", {}, ...cells.map((one) => one.root))),
    ),
    bars.root,
  );
  const update = (state) => {
    cells.forEach((one, k) => one.show(cell.entering[state.t][k]));
    bars.update(state);
  };
  return { root, update };
}

function enteringLabels({ units, features }) {
  const labels = (letter, count) => Array.from({ length: count }, (_, k) => letter + subscript(k + 1));
  return [...labels("x", features), ...labels("h", units)];
}

// One of the four blocks with all its weights, and the sum of the chosen unit written out.
function oneBlock({ cell, words, change }) {
  const choice = choiceControl({
    name: "block",
    label: words.block,
    choices: cell.blocks.map(({ gate }) => ({
      value: gate,
      label: `${words.gates[gate].letter} ${words.gates[gate].name}`,
    })),
    onChange: (gate) => change("block", gate),
  });
  choice.root.querySelectorAll("label").forEach((label, i) => {
    label.dataset.gate = cell.blocks[i].gate;
  });
  const weights = weightsTable({ cell, words });
  const formulas = cell.blocks.map((block) => blockFormula(block, cell, words));
  const root = element(
    "div",
    { "data-close-up": 2 },
    choice.root,
    element(
      "div",
      { class: "gbg-one-block" },
      element("div", { class: "gbg-scroll" }, weights.root),
      element("div", { class: "gbg-formulas" }, ...formulas.map((formula) => formula.root)),
    ),
  );
  const update = (state) => {
    choice.show(state.block);
    weights.update(state);
    cell.blocks.forEach((block, i) => {
      // The others keep their place, so that nothing moves when another block is chosen.
      formulas[i].root.classList.toggle("gbg-away", block.gate !== state.block);
      formulas[i].show(state);
    });
  };
  return { root, update };
}

// A row for each number that enters, a column for each unit; then the sum and the activation.
function weightsTable({ cell, words }) {
  const columns = Array.from({ length: cell.units }, (_, u) => u);
  const caption = element("caption", { class: "gbg-hidden" });
  const row = (label, className = "") => {
    const entering = element("td", { class: "gbg-entering" });
    const cells = columns.map((u) => element("td", { "data-unit": u + 1 }));
    const head = element("th", { scope: "row" }, label);
    const root = element("tr", { class: className }, head, entering, ...cells);
    return { root, entering, cells, head };
  };
  const rows = enteringLabels(cell).map((label) => row(label));
  const bias = cell.blocks[0].bias === null ? null : row(words.bias);
  const sum = row(words.sum, "gbg-sum-row");
  const result = row("", "gbg-result-row");
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, words.unit),
    element("th", { scope: "col" }, words.entering),
    ...columns.map((u) => element("th", { scope: "col", "data-unit": u + 1 }, String(u + 1))),
  );
  const body = [...rows, ...(bias ? [bias] : []), sum, result].map((one) => one.root);
  const root = element(
    "table",
    { class: "gbg-block-weights" },
    caption,
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
  const largest = Math.max(...cell.blocks.flatMap((block) => block.weights.flat().map(Math.abs)));

  const update = ({ t, block: gate }) => {
    const block = cell.blocks.find((candidate) => candidate.gate === gate);
    const activation = activationText(block.activation, words);
    root.dataset.shown = gate;
    setText(caption, fill(words.weights, { block: words.gates[gate].name, activation }));
    setText(result.head, activation);
    rows.forEach((one, k) => {
      setText(one.entering, decimals(cell.entering[t][k]));
      one.cells.forEach((td, u) => showWeight(td, block.weights[k][u], largest));
    });
    bias?.cells.forEach((td, u) => showWeight(td, block.bias[u], largest));
    sum.cells.forEach((td, u) => setText(td, decimals(block.sums[t][u])));
    result.cells.forEach((td, u) => setText(td, decimals(block.values[t][u])));
  };
  return { root, update };
}

// The darker, the further from zero; the sign is in the number.
function showWeight(td, weight, largest) {
  setText(td, decimals(weight));
  td.style.setProperty("--weight", `${Math.round((Math.abs(weight) / largest) * 45)}%`);
}

function blockFormula(block, cell, words) {
  const labels = enteringLabels(cell);
  const terms = labels.map((_, k) => fill(words.formulas.term, { weight: `{w${k}}`, entering: `{v${k}}` }));
  if (block.bias !== null) terms.push("{bias}");
  const template = fill(words.formulas.block, {
    name: symbolText(block.gate, cell, words),
    activation: activationText(block.activation, words),
    terms: terms.join(" + "),
    sum: "{sum}",
    value: "{value}",
  });
  const over = { bias: words.bias, sum: words.sum };
  labels.forEach((label, k) => (over[`v${k}`] = label));
  const formula = filledFormula({
    template,
    over,
    numbersAt: (t, u) => blockNumbers(block, cell, t, u),
    cell,
  });
  formula.root.dataset.of = block.gate;
  return formula;
}

function blockNumbers({ weights, bias, sums, values }, cell, t, u) {
  const numbers = { sum: sums[t][u], value: values[t][u] };
  if (bias !== null) numbers.bias = bias[u];
  cell.entering[t].forEach((value, k) => {
    numbers[`v${k}`] = value;
    numbers[`w${k}`] = weights[k][u];
  });
  return numbers;
}

function memory(context) {
  return stateFormula({ ...context, name: "c", stage: 3 });
}

function output(context) {
  return stateFormula({ ...context, name: "h", stage: 4 });
}

// c or h of the chosen unit: the formula with its numbers, and the same value at every step.
function stateFormula({ cell, words, name, stage }) {
  const over = Object.fromEntries(
    Object.keys(words.symbols).map((key) => [key, symbolText(key, cell, words)]),
  );
  const activation = activationText(cell.activation, words);
  const template = words.formulas[name].replace("{activation}", activation);
  const numbersAt = (t, u) =>
    Object.fromEntries(Object.entries(cell.values).map(([key, rows]) => [key, rows[t][u]]));
  const attributesOf = (key) => gateOf(cell, key);
  const formula = filledFormula({ template, over, numbersAt, cell, attributesOf });
  formula.root.dataset.of = name;
  const bars = timeBars({
    cell,
    words,
    title: words.through_time[name],
    rows: cell.values[name],
    series: Array.from({ length: cell.units }, (_, u) => `${words.unit} ${u + 1}`),
    ofUnits: true,
  });
  const root = element("div", { "data-close-up": stage }, formula.root, bars.root);
  const update = (state) => {
    formula.show(state);
    bars.update(state);
  };
  return { root, update };
}

// A template with {names} as a line of numbers, each under its label. `over` has the labels,
// `numbersAt(t, u)` the numbers.
function filledFormula({ template, over, numbersAt, cell, attributesOf = () => ({}) }) {
  const numbers = [];
  // The line may break before a plus or an equals sign, and nowhere else.
  const chunks = template.split(/(?= [+=] )/).map((chunk) => {
    const pieces = chunk.split(/\{(\w+)\}/).map((piece, i) => {
      if (i % 2 === 0) return element("span", { class: "gbg-text" }, piece);
      const text = element("span", { class: "gbg-number-text" });
      numbers.push({ name: piece, text });
      const label = element("span", { class: "gbg-over" }, over[piece] ?? "");
      return element("span", { class: "gbg-filled", ...attributesOf(piece) }, label, text);
    });
    return element("span", { class: "gbg-chunk" }, ...pieces);
  });
  const line = element("div", { class: "gbg-filled-line", "aria-hidden": "true" }, ...chunks);
  const spoken = element("span", { class: "gbg-hidden" });
  const root = element("div", { class: "gbg-filled-formula" }, spoken, line);
  const textsAt = (t, u) => fillNumbers(template, numbersAt(t, u));

  // The line keeps the height that it needs at any step, so that nothing below it moves in time.
  let unit = null;
  const reserve = (u) => {
    line.style.minHeight = "";
    const heights = Array.from({ length: cell.timesteps }, (_, t) => {
      write(textsAt(t, u));
      return line.offsetHeight;
    });
    line.style.minHeight = `${Math.max(...heights)}px`;
    // Not drawn yet, or hidden: it has to be measured later.
    unit = heights[0] === 0 ? null : u;
  };
  const write = (texts) => numbers.forEach(({ text }, i) => setText(text, texts.numbers[i]));
  const show = ({ t, u }) => {
    if (u !== unit) reserve(u);
    const plain = textsAt(t, u);
    setText(spoken, plain.text);
    write(plain);
  };
  return { root, show };
}

// As `_filled` in Python: a negative number after a sign stands in parentheses.
function fillNumbers(template, values) {
  const numbers = [];
  const text = template.replace(/\{(\w+)\}/g, (_, name, at) => {
    const number = decimals(values[name]);
    const afterSign = /[+×] $/.test(template.slice(0, at));
    numbers.push(afterSign && number.startsWith("−") ? `(${number})` : number);
    return numbers.at(-1);
  });
  return { text, numbers };
}

// A line of bars for each series: up is positive, down is negative. rows[t][series].
function timeBars({ cell, words, title, rows, series, ofUnits = false }) {
  const steps = cell.timesteps;
  const [low, high] = rangeOf(rows.flat());
  const place = (value) => (2 * (high - value)) / (high - low);
  const lines = series.map((name, s) => {
    const bars = rows.map((row, t) => {
      const height = Math.max(0.02, Math.abs(place(row[s]) - place(0)));
      return svg("rect", { x: t + 0.12, width: 0.76, y: Math.min(place(row[s]), place(0)), height });
    });
    const now = svg("rect", { class: "gbg-now-step", y: 0, width: 1, height: 2 });
    const [y1, y2] = [place(0), place(0)];
    const zero = svg("line", { x1: 0, x2: steps, y1, y2, "vector-effect": "non-scaling-stroke" });
    const picture = svg(
      "svg",
      { viewBox: `0 0 ${steps} 2`, preserveAspectRatio: "none", role: "img", "data-time": steps },
      now,
      zero,
      ...bars,
    );
    const value = element("span", { class: "gbg-value" });
    const root = element(
      "div",
      { class: "gbg-bars", ...(ofUnits ? { "data-unit": s + 1 } : {}) },
      element("span", {}, name),
      picture,
      value,
    );
    const values = rows.map((row) => row[s]);
    const [smallest, highest] = [Math.min(...values), Math.max(...values)].map(decimals);
    const update = ({ t, step }) => {
      now.setAttribute("x", t);
      bars.forEach((bar, i) => bar.classList.toggle("gbg-on", i === t));
      setText(value, decimals(rows[t][s]));
      const numbers = { smallest, largest: highest, step, value: decimals(rows[t][s]) };
      picture.setAttribute("aria-label", fill(words.bars, { title, series: name, ...numbers }));
    };
    return { root, update };
  });
  const root = element(
    "div",
    { class: "gbg-through-time" },
    element("h4", {}, title),
    ...lines.map((line) => line.root),
  );
  return { root, update: (state) => lines.forEach((line) => line.update(state)) };
}

// A click on a unit, a block or a bar chooses it; the radio buttons and the slider do the same by key.
function chooseByPointing(root, change) {
  root.addEventListener("click", (event) => {
    const bars = event.target.closest("[data-time]");
    if (bars) {
      const { left, width } = bars.getBoundingClientRect();
      const steps = Number(bars.dataset.time);
      const t = Math.floor(((event.clientX - left) / width) * steps);
      change("step", Math.min(steps, Math.max(1, t + 1)));
      return;
    }
    const unit = event.target.closest("[data-unit]");
    if (unit) change("unit", Number(unit.dataset.unit));
    const block = event.target.closest(".gbg-ledger [data-gate], .gbg-moving-cell [data-gate]");
    if (block) change("block", block.dataset.gate);
  });
}

function markChosen(root, unit) {
  for (const node of root.querySelectorAll("[data-unit]")) {
    node.classList.toggle("gbg-chosen", Number(node.dataset.unit) === unit);
  }
}

// Hover or focus on one of the four blocks lights it in the panels, the choice and the formula.
function lightUpTogether(root) {
  const light = (gate) => {
    root.classList.toggle("gbg-lit", gate !== undefined);
    for (const node of root.querySelectorAll("[data-gate]")) {
      node.classList.toggle("gbg-on", node.dataset.gate === gate);
    }
  };
  const gateAt = (node) => node?.closest("[data-gate]")?.dataset.gate;
  const focused = () => gateAt(root.querySelector("[data-gate] :focus-visible"));
  root.addEventListener("pointerover", (event) => light(gateAt(event.target) ?? focused()));
  root.addEventListener("pointerleave", () => light(focused()));
  root.addEventListener("focusin", () => light(focused()));
  root.addEventListener("focusout", () => light(undefined));
}

export default { render };
