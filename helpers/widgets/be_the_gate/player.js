// @ts-check
// Who plays. The round and its settings are traits of the model, and saved with it; which step is looked at,
// where the two gates stand, and whether they were moved at this step, belongs to one view.

import { setTraits } from "../shared/view.js";
import { gameOf } from "./game.js";
import { deal, perfect } from "./rules.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("./rules.js").Setting} Setting
 * @typedef {import("./game.js").Round} Round
 */

const HALF_OPEN = { f: 0.5, i: 0.5 };

/**
 * `draw` is called after each move.
 * @param {Model} model
 * @param {() => void} draw
 */
export function newPlayer(model, draw) {
  let step = readSettings(model).length;
  let current = readSettings(model)[step - 1] ?? HALF_OPEN;
  let moved = false;

  function game() {
    const round = readRound(model);
    const settings = readSettings(model);
    step = Math.min(step, settings.length, round.values.length);
    return gameOf({ round, settings, step, current, moved });
  }

  /**
   * @param {string} round
   * @param {number} [seed]
   */
  function begin(round, seed = model.get("seed")) {
    step = 0;
    current = HALF_OPEN;
    moved = false;
    // The settings first: no row is drawn with those of another.
    setTraits(model, { settings: [], seed, round });
    draw();
  }

  /**
   * @param {keyof Setting} gate
   * @param {number} value
   */
  function turn(gate, value) {
    current = { ...current, [gate]: value };
    moved = true;
    if (step < readSettings(model).length) keep();
    draw();
  }

  function next() {
    keep();
    go(step + 1);
  }

  function keep() {
    const settings = readSettings(model);
    settings[step] = current;
    writeSettings(model, settings);
  }

  /**
   * A new step begins with the gates as they stand: only what changes needs a hand.
   * @param {number} to
   */
  function go(to) {
    step = to;
    moved = false;
    current = readSettings(model)[step] ?? current;
    draw();
  }

  function showPerfect() {
    const { flags } = readRound(model);
    writeSettings(model, perfect(flags));
    step = flags.length;
    draw();
  }

  return {
    game,
    begin,
    turn,
    next,
    back: () => go(step - 1),
    again: () => begin(model.get("round")),
    dealAnew: () => begin("free", model.get("seed") + 1),
    showPerfect,
  };
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
function writeSettings(model, settings) {
  setTraits(model, { settings: settings.map(({ f, i }) => [f, i]) });
}
