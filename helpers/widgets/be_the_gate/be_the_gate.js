// @ts-check
// The view of the game, from top to bottom: the round, what goes by, the picture, the two gates, the score.

import { button, choiceControl, sliderControl } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { keepDrawn, viewRoot } from "../shared/view.js";
import { GATES, playPicture } from "./play_picture.js";
import { newPlayer } from "./player.js";
import { answer, feedback, formulaTexts, nowText } from "./sayings.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./game.js").Game} Game
 * @typedef {import("./play_picture.js").GateName} GateName
 */

const STOPS = Array.from({ length: 21 }, (_, n) => n / 20);
// A notebook saves the keys of an object in the order of the alphabet.
const ROUNDS = ["free", "target", "story"];

/** @param {{model: Model, el: HTMLElement, words: Words}} view */
function render({ model, el, words }) {
  const player = newPlayer(model, () => drawn.update());
  const choice = choiceControl({
    name: "round",
    label: words.round,
    choices: ROUNDS.map((name) => ({ value: name, label: words.rounds[name] })),
    onChange: (name) => player.begin(name),
  });
  const gates = GATES.map(({ name, gate }) =>
    gateControl(name, gate, words, (value) => player.turn(name, value)),
  );
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
    moveButtons(words, player),
    paragraph("gbg-score", ({ judged, total }) =>
      judged === 0 ? words.no_score : fill(words.score, { score: total }),
    ),
    paragraph("gbg-said", (game) => feedback(game, words), { role: "status" }),
  ];
  el.append(viewRoot("gbg-be-the-gate", words.title, ...parts.map((part) => part.root)));

  const drawn = keepDrawn({ model, traits: ["round", "settings", "seed"], parts, readState: player.game });
  return drawn.stop;
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
 * @param {ReturnType<typeof newPlayer>} player
 */
function moveButtons(words, player) {
  const back = button(words.back, () => keepFocus(player.back));
  const next = button(words.next, () => keepFocus(player.next), { class: "gbg-strong" });
  const again = button(words.again, player.again);
  const show = button(words.show_perfect, player.showPerfect);
  const dealAnew = button(words.new_numbers, player.dealAnew);
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
   * @param {() => void} move
   */
  function keepFocus(move) {
    const [onNext, onBack] = [next, back].map((one) => one.matches(":focus"));
    move();
    if (onNext && next.disabled) again.focus();
    if (onBack && back.disabled) next.focus();
  }
  return { root, update };
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
