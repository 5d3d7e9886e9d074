// @ts-check
// The view of the game. What is played is in two traits, `round` and `settings`; which step is
// looked at, where the two sliders stand, and whether they were moved at this step, belongs to the
// view.

import { button, choiceControl, sliderControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { keepDrawn, viewRoot } from "../shared/view.js";
import { gameOf } from "./game.js";
import { GATES, playPicture } from "./play_picture.js";
import { deal, perfect } from "./rules.js";
import { answer, feedback, formulaTexts, nowText } from "./sayings.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./rules.js").Setting} Setting
 * @typedef {import("./game.js").Round} Round
 * @typedef {import("./game.js").Game} Game
 * @typedef {import("./play_picture.js").GateName} GateName
 */

const STOPS = Array.from({ length: 21 }, (_, n) => n / 20);
// A notebook saves the keys of an object in the order of the alphabet.
const ROUNDS = ["free", "target", "story"];
const HALF_OPEN = { f: 0.5, i: 0.5 };

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const settings = readSettings(model);
  let step = settings.length;
  let current = settings[step - 1] ?? HALF_OPEN;
  let moved = false;

  /**
   * @param {string} name
   * @param {number} [seed]
   */
  function begin(name, seed = model.get("seed")) {
    step = 0;
    current = HALF_OPEN;
    moved = false;
    // Before the others: no row is drawn with the settings of another.
    model.set("settings", []);
    model.set("seed", seed);
    model.set("round", name);
    model.save_changes();
    drawn.update();
  }

  /**
   * @param {GateName} name
   * @param {number} value
   */
  function turn(name, value) {
    current = { ...current, [name]: value };
    moved = true;
    const settings = readSettings(model);
    if (step < settings.length) {
      settings[step] = current;
      save(model, settings);
    }
    drawn.update();
  }

  function next() {
    const settings = readSettings(model);
    settings[step] = current;
    save(model, settings);
    go(step + 1);
  }

  /**
   * A new step begins with the gates as they stand: only what changes needs a hand.
   * @param {number} to
   */
  function go(to) {
    step = to;
    moved = false;
    current = readSettings(model)[step] ?? current;
    moves.keepFocus(drawn.update);
  }

  function showPerfect() {
    const { flags } = readRound(model);
    save(model, perfect(flags));
    step = flags.length;
    drawn.update();
  }

  const choice = choiceControl({
    name: "round",
    label: words.round,
    choices: ROUNDS.map((name) => ({ value: name, label: words.rounds[name] })),
    onChange: (name) => begin(name),
  });
  const moves = moveButtons(words, {
    back: () => go(step - 1),
    next,
    again: () => begin(model.get("round")),
    show: showPerfect,
    deal: () => begin("free", model.get("seed") + 1),
  });
  const gates = GATES.map(({ name, gate }) => gateControl(name, gate, words, (value) => turn(name, value)));
  const parts = [
    { root: choice.root, update: (/** @type {Game} */ { round }) => choice.show(round.name) },
    paragraph("gbg-intro", ({ round }) => words.intro[round.name]),
    paragraph("gbg-now", (game) => nowText(game, words)),
    sentence(words),
    playPicture(words),
    { root: legend(words), update: () => {} },
    {
      root: element("div", { class: "gbg-gates" }, ...gates.map((gate) => gate.root)),
      update: (/** @type {Game} */ game) => gates.forEach((gate) => gate.update(game)),
    },
    formulas(words),
    moves,
    paragraph("gbg-score", ({ judged, total }) =>
      judged === 0 ? words.no_score : fill(words.score, { score: total }),
    ),
    paragraph("gbg-said", (game) => feedback(game, words), { role: "status" }),
  ];
  el.append(viewRoot("gbg-be-the-gate", words.title, ...parts.map((part) => part.root)));

  function readState() {
    const round = readRound(model);
    const settings = readSettings(model);
    step = Math.min(step, settings.length, round.values.length);
    return gameOf({ round, settings, step, current, moved });
  }
  const drawn = keepDrawn({ model, traits: ["round", "settings", "seed"], parts, readState });
  return drawn.stop;
}

/**
 * @param {Model} model
 * @returns {Round}
 */
function readRound(model) {
  const name = model.get("round");
  const row = model.get("rounds")[name];
  const seed = model.get("seed");
  const dealt = name === "free" && seed > 0 ? deal(seed, row.values.length) : {};
  return { name, ...row, ...dealt, free: name === "free" };
}

/**
 * @param {Model} model
 * @returns {Setting[]}
 */
function readSettings(model) {
  return model.get("settings").map((/** @type {[number, number]} */ [f, i]) => ({ f, i }));
}

/**
 * @param {Model} model
 * @param {Setting[]} settings
 */
function save(model, settings) {
  model.set(
    "settings",
    settings.map(({ f, i }) => [f, i]),
  );
  model.save_changes();
}

/**
 * @param {string} className
 * @param {(game: Game) => string} text
 * @param {Record<string, string>} [attributes]
 */
function paragraph(className, text, attributes = {}) {
  const root = element("p", { class: className, ...attributes });
  return { root, update: (/** @type {Game} */ game) => setText(root, text(game)) };
}

/**
 * The words that went by; where the memory was asked, what it answered.
 * @param {Words} words
 */
function sentence(words) {
  const root = element("p", { class: "gbg-sentence" });
  const update = (/** @type {Game} */ { round: { texts, asks }, step, shown, track }) => {
    root.hidden = texts.length === 0;
    const said = texts.slice(0, shown.length).flatMap((text, n) => {
      const isAsked = asks.includes(n);
      const look = { "data-asked": isAsked, "aria-current": n === step ? "step" : null };
      return [element("span", look, isAsked ? answer(track[n].c, words) : text), " "];
    });
    root.replaceChildren(...said, ...(shown.length < texts.length ? ["…"] : []));
  };
  return { root, update };
}

/** @param {Words} words */
function formulas(words) {
  const lines = [element("code"), element("code")];
  const root = element("p", { class: "gbg-formulas" }, lines[0], element("br"), lines[1]);
  const update = (/** @type {Game} */ game) =>
    formulaTexts(game, words).forEach((text, i) => setText(lines[i], text));
  return { root, update };
}

/**
 * @param {Words} words
 * @param {{back: () => void, next: () => void, again: () => void, show: () => void, deal: () => void}} moves
 */
function moveButtons(words, moves) {
  const back = button(words.back, moves.back);
  const next = button(words.next, moves.next, { class: "gbg-strong" });
  const again = button(words.again, moves.again);
  const show = button(words.show_perfect, moves.show);
  const dealAnew = button(words.new_numbers, moves.deal);
  const root = element("div", { class: "gbg-buttons" }, back, next, again, show, dealAnew);

  /** @param {Game} game */
  function update({ round, step, over }) {
    back.hidden = !round.free;
    back.disabled = step === 0;
    next.disabled = over;
    setText(next, step === round.values.length - 1 ? words.finish : words.next);
    show.hidden = !round.free && !over;
    dealAnew.hidden = !round.free;
  }

  /**
   * A button that is disabled under the finger loses the keyboard's place.
   * @param {() => void} draw
   */
  function keepFocus(draw) {
    const [onNext, onBack] = [next, back].map((one) => one.matches(":focus"));
    draw();
    if (onNext && next.disabled) again.focus();
    if (onBack && back.disabled) next.focus();
  }
  return { root, update, keepFocus };
}

/**
 * A slider, and a button at each of its ends, so that one press shuts or opens the gate.
 * @param {GateName} name
 * @param {string} gate
 * @param {Words} words
 * @param {(value: number) => void} onTurn
 */
function gateControl(name, gate, words, onTurn) {
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
  const update = (/** @type {Game} */ { current, over }) => {
    slider.show(current[name]);
    slider.disable(over);
    ends.forEach((one, end) => {
      one.disabled = over;
      one.setAttribute("aria-pressed", String(current[name] === end));
    });
  };
  return { root, update };
}

/** @param {Words} words */
function legend(words) {
  const item = (/** @type {string} */ name) =>
    element(
      "span",
      {},
      element("span", { class: `gbg-key gbg-key-${name}`, "aria-hidden": "true" }),
      words.legend[name],
    );
  return element("p", { class: "gbg-quiet gbg-legend" }, ...["c", "h", "want"].map(item));
}

export default { render };
