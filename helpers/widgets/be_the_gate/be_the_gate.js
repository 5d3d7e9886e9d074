// The view of the game. What is played is in two traits, `round` and `settings`; which step is
// looked at, where the two sliders stand, and whether they were moved at this step, belongs to the
// view.

import { choiceControl, sliderControl } from "../shared/controls.js";
import { element, setText, svg } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { viewRoot } from "../shared/view.js";
import { watchWidth } from "../shared/width.js";
import { deal, mistake, perfect, play, score, wanted, worth } from "./rules.js";

const STOPS = Array.from({ length: 21 }, (_, n) => n / 20);
const GATES = [
  { name: "f", gate: "forget" },
  { name: "i", gate: "input" },
];
// A notebook saves the keys of an object in the order of the alphabet.
const ROUNDS = ["free", "target", "story"];
const HALF_OPEN = { f: 0.5, i: 0.5 };
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

function render({ model, el, words }) {
  let width = 0;
  let step = 0;
  let current = HALF_OPEN;
  let moved = false;

  const readRound = () => {
    const name = model.get("round");
    const row = model.get("rounds")[name];
    const seed = model.get("seed");
    const dealt = name === "free" && seed > 0 ? deal(seed, row.values.length) : {};
    return { name, ...row, ...dealt, free: name === "free" };
  };
  const readSettings = () => model.get("settings").map(([f, i]) => ({ f, i }));
  const save = (settings) => {
    model.set(
      "settings",
      settings.map(({ f, i }) => [f, i]),
    );
    model.save_changes();
  };

  const choice = choiceControl({
    name: "round",
    label: words.round,
    choices: ROUNDS.map((name) => ({ value: name, label: words.rounds[name] })),
    onChange: (name) => begin(name),
  });
  const intro = element("p", { class: "gbg-intro" });
  const now = element("p", { class: "gbg-now" });
  const sentence = element("p", { class: "gbg-sentence" });
  const picture = svg("svg", { class: "gbg-chart gbg-play", role: "img", width: "100%" });
  const gates = GATES.map((gate) => gateControl(gate, words, (value) => turn(gate.name, value)));
  const formulaC = element("code");
  const formulaH = element("code");
  const points = element("p", { class: "gbg-score" });
  const said = element("p", { class: "gbg-said", role: "status" });
  const buttons = {
    back: button(words.back, () => go(step - 1)),
    next: button(words.next, next),
    again: button(words.again, () => begin(model.get("round"))),
    show: button(words.show_perfect, showPerfect),
    deal: button(words.new_numbers, () => begin("free", model.get("seed") + 1)),
  };
  buttons.next.classList.add("gbg-strong");

  function begin(name, seed = model.get("seed")) {
    model.set("round", name);
    model.set("seed", seed);
    step = 0;
    current = HALF_OPEN;
    moved = false;
    save([]);
    draw();
  }

  function turn(name, value) {
    current = { ...current, [name]: value };
    moved = true;
    const settings = readSettings();
    if (step < settings.length) {
      settings[step] = current;
      save(settings);
    }
    draw();
  }

  function next() {
    const settings = readSettings();
    settings[step] = current;
    save(settings);
    go(step + 1);
  }

  // A new step begins with the gates as they stand: only what changes needs a hand.
  function go(to) {
    step = to;
    moved = false;
    current = readSettings()[step] ?? current;
    const [onNext, onBack] = [buttons.next, buttons.back].map((button) => button.matches(":focus"));
    draw();
    // A button that is disabled under the finger loses the keyboard's place.
    if (onNext && buttons.next.disabled) buttons.again.focus();
    if (onBack && buttons.back.disabled) buttons.next.focus();
  }

  function showPerfect() {
    const { flags } = readRound();
    save(perfect(flags));
    step = flags.length;
    draw();
  }

  function draw() {
    const round = readRound();
    const settings = readSettings();
    const steps = round.values.length;
    step = Math.min(step, settings.length, steps);
    const over = step === steps;
    const shown = settings.slice();
    if (!over) shown[step] = current;
    const wants = wanted(round.values, round.flags);
    const track = play(round.values, shown);
    const judged = live(round, over) ? shown.length : settings.length;
    const rings = round.free ? shown.length : judged;
    const total = score(round.values, round.flags, shown.slice(0, judged));

    choice.show(round.name);
    setText(intro, words.intro[round.name]);
    drawNow(round, over);
    drawSentence(round, track, shown.length);
    drawPicture({ round, shown, track, wants, rings });
    gates.forEach((gate, n) => gate.show(current[GATES[n].name], over));
    drawFormulas(round, track, over);
    setText(points, judged === 0 ? words.no_score : fill(words.score, { score: total }));
    setText(said, feedback({ round, shown, track, wants, over, total }));
    buttons.back.hidden = !round.free;
    buttons.back.disabled = step === 0;
    buttons.next.disabled = over;
    setText(buttons.next, step === steps - 1 ? words.finish : words.next);
    buttons.show.hidden = !round.free && !over;
    buttons.deal.hidden = !round.free;
  }

  function drawNow(round, over) {
    const number = step + 1;
    if (over) setText(now, words.over);
    else if (round.texts.length > 0) {
      const kind = round.asks.includes(step)
        ? "asks"
        : ["singular", "neither", "plural"][round.values[step] + 1];
      setText(
        now,
        fill(words.now_word[kind], { step: number, steps: round.values.length, word: round.texts[step] }),
      );
    } else {
      const form = round.flags[step] ? words.now_flag : words.now_number;
      setText(
        now,
        fill(form, { step: number, steps: round.values.length, number: shortNumber(round.values[step]) }),
      );
    }
  }

  function drawSentence(round, track, visible) {
    sentence.hidden = round.texts.length === 0;
    sentence.replaceChildren(
      ...round.texts.slice(0, visible).flatMap((text, n) => {
        const shown = round.asks.includes(n) ? answer(track[n].c, words) : text;
        const attributes = {
          "data-asked": round.asks.includes(n),
          "aria-current": n === step ? "step" : null,
        };
        return [element("span", attributes, shown), " "];
      }),
      ...(visible < round.texts.length ? ["…"] : []),
    );
  }

  function drawFormulas(round, track, over) {
    const at = over ? track.length - 1 : step;
    const old = at > 0 ? track[at - 1].c : 0;
    const { c, h } = track[at];
    const setting = over ? readSettings()[at] : current;
    const value = signed(round.values[at]);
    setText(
      formulaC,
      fill(words.formula_c, {
        f: setting.f.toFixed(2),
        i: setting.i.toFixed(2),
        old: signed(old),
        value,
        c: decimals(c),
      }),
    );
    setText(formulaH, fill(words.formula_h, { c: decimals(c), h: decimals(h) }));
  }

  // Free play is judged while the gates move, never before the first try; a round only once the
  // step is done.
  function live(round, over) {
    return round.free && moved && !over;
  }

  function feedback({ round, shown, track, wants, over, total }) {
    const last = live(round, over) ? step : step - 1;
    if (last < 0) return words.judged_later;
    const old = last > 0 ? track[last - 1].c : 0;
    const name = mistake({ ...shown[last], flag: round.flags[last], old, value: round.values[last] });
    const numbers = {
      step: last + 1,
      c: decimals(track[last].c),
      want: decimals(wants[last]),
      points: Math.round(10 * worth(track[last].c, wants[last])),
      f: shown[last].f.toFixed(2),
      i: shown[last].i.toFixed(2),
      old: decimals(old),
      value: decimals(round.values[last]),
    };
    const why =
      name === null
        ? afterEarlier(track[last].c, wants[last])
        : words.mistakes[round.texts.length > 0 ? "word" : "number"][name];
    const parts = [fill(words.held, numbers), fill(why, numbers)];
    if (over && round.target !== null)
      parts.push(
        fill(total >= round.target ? words.won : words.lost, { score: total, target: round.target }),
      );
    return parts.join(" ");
  }

  function afterEarlier(c, want) {
    return Math.abs(c - want) > 0.05 ? words.carried : words.well;
  }

  function drawPicture({ round, shown, track, wants, rings }) {
    if (width === 0) return;
    const steps = round.values.length;
    const texts = round.texts.length > 0;
    const left = 30;
    const column = (width - left - 2) / steps;
    const top = texts ? 8 : 52;
    const [plot, cell] = [150, 26];
    const reach = Math.max(1.1, ...track.map(({ c }) => Math.abs(c)), ...wants.slice(0, rings).map(Math.abs));
    const y = (value) => top + plot / 2 - (value / reach) * (plot / 2 - 6);
    const centre = (n) => left + (n + 0.5) * column;
    const bar = Math.min(26, column * 0.6);
    const marks = [
      svg("line", { class: "gbg-axis", x1: left, x2: width, y1: y(0), y2: y(0) }),
      ...[1, -1].flatMap((line) => [
        svg("line", { class: "gbg-grid", x1: left, x2: width, y1: y(line), y2: y(line) }),
        svg("text", { x: left - 4, y: y(line) + 5, "text-anchor": "end" }, line === 1 ? "1" : "−1"),
      ]),
      svg("text", { x: 2, y: y(0) + 5, class: "gbg-row-name" }, "c"),
    ];
    const bottom = top + plot + 8;
    GATES.forEach(({ name, gate }, row) => {
      const at = bottom + row * (cell + 6);
      marks.push(svg("text", { x: 2, y: at + 18, class: "gbg-row-name" }, name));
      shown.forEach((setting, n) => {
        const open = setting[name];
        const [x, wide] = [centre(n) - bar / 2 - 2, bar + 4];
        marks.push(
          svg("rect", { class: "gbg-door", "data-gate": gate, x, y: at, width: wide, height: cell }),
          svg("rect", {
            class: "gbg-open",
            "data-gate": gate,
            x,
            y: at + cell * (1 - open),
            width: wide,
            height: cell * open,
          }),
        );
      });
    });
    shown.forEach((_, n) => {
      const { c, h } = track[n];
      const [from, to] = [Math.min(y(0), y(c)), Math.max(y(0), y(c))];
      marks.push(
        svg("rect", {
          class: "gbg-memory",
          x: centre(n) - bar / 2,
          y: from,
          width: bar,
          height: Math.max(2, to - from),
        }),
        svg("line", {
          class: "gbg-h",
          x1: centre(n) - bar / 2 - 3,
          x2: centre(n) + bar / 2 + 3,
          y1: y(h),
          y2: y(h),
        }),
      );
      if (n < rings) marks.push(svg("circle", { class: "gbg-want", cx: centre(n), cy: y(wants[n]), r: 6 }));
      if (texts) return;
      marks.push(svg("text", { x: centre(n), y: 44, "text-anchor": "middle" }, shortNumber(round.values[n])));
      if (round.flags[n]) marks.push(flag(centre(n), 4));
    });
    if (step < steps) {
      const height = bottom + 2 * (cell + 6) - 2;
      marks.unshift(
        svg("rect", {
          class: "gbg-here",
          x: centre(step) - column / 2 + 1,
          y: 0,
          width: column - 2,
          height,
          rx: 4,
        }),
      );
    }
    const height = bottom + 2 * (cell + 6) + 2;
    picture.setAttribute("height", height);
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const said = shown.map((setting, n) =>
      fill(words.described_step, {
        step: n + 1,
        f: setting.f.toFixed(2),
        i: setting.i.toFixed(2),
        c: decimals(track[n].c),
        h: decimals(track[n].h),
      }),
    );
    picture.setAttribute("aria-label", `${words.described} ${said.join(" ")}`);
    picture.replaceChildren(...marks);
  }

  const root = viewRoot(
    "gbg-be-the-gate",
    words.title,
    choice.root,
    intro,
    now,
    sentence,
    picture,
    legend(words),
    element("div", { class: "gbg-gates" }, ...gates.map((gate) => gate.root)),
    element("p", { class: "gbg-formulas" }, formulaC, element("br"), formulaH),
    element("div", { class: "gbg-buttons" }, ...Object.values(buttons)),
    points,
    said,
  );
  el.append(root);
  step = readSettings().length;
  current = readSettings().at(-1) ?? HALF_OPEN;
  draw();
  const events = ["round", "settings", "seed"].map((name) => `change:${name}`);
  for (const event of events) model.on(event, draw);
  const stopWatching = watchWidth(picture, (found) => {
    width = Math.round(found);
    draw();
  });
  return () => {
    stopWatching();
    for (const event of events) model.off(event, draw);
  };
}

// A slider, and a button at each of its ends, so that one press shuts or opens the gate.
function gateControl({ name, gate }, words, onTurn) {
  const slider = sliderControl({
    name,
    label: words.gates_here[name],
    stops: STOPS,
    text: (value) => value.toFixed(2),
    onChange: onTurn,
  });
  const ends = [0, 1].map((end) => {
    const label = fill(words.turn_to[end], { gate: words.gates_here[name] });
    return button(words.ends[name][end], () => onTurn(end), { "aria-label": label });
  });
  const root = element(
    "div",
    { class: "gbg-gate", "data-gate": gate },
    slider.root,
    element("div", { class: "gbg-ends" }, ...ends),
  );
  const show = (value, over) => {
    slider.show(value);
    for (const control of [root.querySelector("input"), ...ends]) control.disabled = over;
    ends.forEach((control, end) => control.setAttribute("aria-pressed", String(value === end)));
  };
  return { root, show };
}

function button(text, onclick, more = {}) {
  return element("button", { type: "button", class: "gbg-button", onclick, ...OWN_KEYS, ...more }, text);
}

function legend(words) {
  const item = (className, text) =>
    element("span", {}, element("span", { class: `gbg-key ${className}`, "aria-hidden": "true" }), text);
  return element(
    "p",
    { class: "gbg-quiet gbg-legend" },
    item("gbg-key-c", words.legend.c),
    item("gbg-key-h", words.legend.h),
    item("gbg-key-want", words.legend.want),
  );
}

function flag(x, y) {
  return svg("path", { class: "gbg-flag", d: `M${x - 6} ${y + 22}V${y}l14 6l-14 6` });
}

// What the memory answers when a verb is asked for.
function answer(c, words) {
  if (Math.abs(c) < 0.2) return words.answers.unsure;
  return c > 0 ? words.answers.plural : words.answers.singular;
}

function signed(number) {
  const text = decimals(number);
  return number < 0 ? `(${text})` : text;
}

function shortNumber(number) {
  return decimals(number).replace(/0$/, "");
}

export default { render };
