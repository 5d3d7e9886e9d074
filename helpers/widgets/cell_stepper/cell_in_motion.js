// @ts-check
// The course's picture of the cell (helpers/figures/cell.py) with the numbers of one unit in it. Lines
// are as wide as their values, and as time plays the numbers travel along the belt.

import { element, setAttributes, setText, svg } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { largestMemory } from "./cell.js";

/**
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./cell.js").Cell} Cell
 * @typedef {import("./cell.js").State} State
 *
 * The SVG as text, and where numbers stand in it.
 * @typedef {{drawn: string, places: Record<string, [number, number]>}} Drawn
 */

const GATES = ["forget", "input", "candidate", "output"];
const CHIP = { height: 26, ends: 8, character: 12, fewest: 4 };
const ABOVE = 32; // empty at the top of the picture
const BELT = { half: 12, thinnest: 1.5 }; // of what lies on it, in the picture's own pixels
const LINE = { thinnest: 1.5, widest: 10 };
// From this stage on numbers travel.
export const FIRST_MOVING = 3;
// What a stage speaks of; what comes later is faint.
/** @type {Record<string, number>} */
const PART_STAGES = { x: 1, forget: 2, input: 2, candidate: 2, output: 2, c: 3, h: 4 };
const CHIP_STAGES = { old_c: 3, kept: 3, written: 3, new_c: 3, squashed: 4, h: 4 };
// What of the picture is shown at each stage where not all of it has room: 0 its left, 1 its right end.
const LOOK_AT = [0, 0.35, 0.35, 1];
// Who travels where, from when to when, in milliseconds; and which numbers are there only afterwards.
const TRAVEL = [
  { name: "old_c", path: ["belt_start", "valve"], from: 0, to: 260 },
  { name: "kept", path: ["valve", "inlet"], from: 260, to: 560 },
  { name: "written", path: ["inlet_start", "inlet"], from: 260, to: 560 },
  { name: "new_c", path: ["inlet", "belt_end"], from: 560, to: 900 },
  { name: "h", path: ["tap_start", "tap_end"], from: 760, to: 1000 },
];

/** @param {{cell: Cell, words: Words} & Drawn} context */
export function cellInMotion({ cell, words, drawn, places }) {
  const picture = parsed(drawn);
  const part = (/** @type {string} */ name) =>
    /** @type {SVGElement} */ (picture.querySelector(`[data-part="${name}"]`));
  const belt = beltContents(places);
  part("c").firstElementChild?.after(belt.root);
  const valve = valvePlate(places);
  part("forget").append(valve.root);
  for (const gate of GATES) part(gate).dataset.gate = gate;
  const chips = Object.fromEntries(
    [...GATES, ...Object.keys(CHIP_STAGES)].map((name) => [name, chip(places[name], name)]),
  );
  const travel = travelling(places, chips);
  picture.append(svg("g", {}, ...Object.values(chips).map((one) => one.root)), travel.root);
  const root = element("div", { class: "gbg-moving-cell gbg-scroll" }, picture);
  const largest = largestMemory(cell);
  /** @type {{t: number, u: number, stage: number} | null} */
  let before = null;
  let travels = false;

  function travelNext() {
    travels = true;
  }

  /** @param {State} state */
  function update({ t, u, unit, step, stage }) {
    const numbers = numbersAt(cell, t, u);
    for (const [name, one] of Object.entries(chips)) one.show(decimals(numbers[name]));
    for (const gate of GATES) widenLines(part(gate), numbers[gate]);
    belt.show([numbers.old_c, numbers.kept, numbers.new_c], largest);
    valve.show(numbers.forget);
    for (const [name, from] of Object.entries(PART_STAGES)) later(part(name), stage < from);
    for (const [name, from] of Object.entries(CHIP_STAGES)) later(chips[name].root, stage < from);
    for (const name of GATES) later(chips[name].root, stage < PART_STAGES[name]);
    const shown = Object.fromEntries(Object.entries(numbers).map(([name, n]) => [name, decimals(n)]));
    picture.setAttribute("aria-label", fill(words.picture, { unit, step, ...shown }));
    if (stage !== before?.stage) showPart(root, LOOK_AT[stage - 1]);
    const movesOn =
      travels && before !== null && t === before.t + 1 && u === before.u && stage >= FIRST_MOVING;
    travel.stop();
    if (movesOn) travel.start(numbers);
    before = { t, u, stage };
    travels = false;
  }
  return { root, update, travelNext, stop: travel.stop };
}

/**
 * The numbers on their way from one step to the next. While one travels, the chip where it ends is away.
 * @param {Drawn["places"]} places
 * @param {Record<string, ReturnType<typeof chip>>} chips
 */
function travelling(places, chips) {
  const travellers = TRAVEL.map(({ name }) => chip([0, 0], name, "gbg-traveller"));
  /** @type {Set<Animation>} */
  const moving = new Set();
  const at = (/** @type {string} */ place) => `translate(${places[place][0]}px, ${places[place][1]}px)`;

  /** @param {Record<string, number>} numbers */
  function start(numbers) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    TRAVEL.forEach(({ name, path, from, to }, i) => {
      travellers[i].show(decimals(numbers[name]));
      const frames = path.map((place) => ({ transform: at(place), opacity: 1 }));
      const time = { delay: from, duration: to - from, easing: "ease-in-out" };
      moving.add(travellers[i].root.animate(frames, time));
      /** @type {KeyframeAnimationOptions} */
      const wait = { duration: to, fill: "backwards" };
      moving.add(chips[name].root.animate([{ opacity: 0 }, { opacity: 0 }], wait));
    });
  }

  function stop() {
    for (const animation of moving) animation.cancel();
    moving.clear();
  }
  return { root: svg("g", {}, ...travellers.map((one) => one.root)), start, stop };
}

/**
 * As wide as the value that flows there.
 * @param {Element} part
 * @param {number} value
 */
function widenLines(part, value) {
  const width = LINE.thinnest + (LINE.widest - LINE.thinnest) * Math.min(1, Math.abs(value));
  for (const line of part.querySelectorAll("[data-flow]")) line.setAttribute("stroke-width", String(width));
}

/**
 * What shuts the belt where the forget gate sits.
 * @param {Drawn["places"]} places
 */
function valvePlate({ valve: [x, y] }) {
  const root = svg("rect", { class: "gbg-plate", x: x - 5, width: 10, y: y - BELT.half });
  const show = (/** @type {number} */ open) => {
    const shut = 2 * BELT.half * (1 - Math.min(1, Math.max(0, open)));
    root.setAttribute("height", String(shut));
  };
  return { root, show };
}

/**
 * Where the picture is wider than its window, the window is moved to a part; keys move it too.
 * @param {HTMLElement} frame
 * @param {number} share
 */
function showPart(frame, share) {
  const hidden = frame.scrollWidth - frame.clientWidth;
  frame.scrollLeft = share * hidden;
  if (hidden > 0) frame.setAttribute("tabindex", "0");
  else frame.removeAttribute("tabindex");
}

/**
 * @param {Element} node
 * @param {boolean} isLater
 */
function later(node, isLater) {
  node.classList.toggle("gbg-later", isLater);
}

/**
 * @param {Cell} cell
 * @param {number} t
 * @param {number} u
 * @returns {Record<string, number>}
 */
function numbersAt({ values }, t, u) {
  const at = (/** @type {string} */ name) => values[name][t][u];
  return {
    ...Object.fromEntries(GATES.map((gate) => [gate, at(gate)])),
    old_c: at("c_prev"),
    kept: at("forget") * at("c_prev"),
    written: at("input") * at("candidate"),
    new_c: at("c"),
    squashed: at("squashed"),
    h: at("h"),
  };
}

/**
 * The picture as nodes of the page; its style is the view's, since one inside it would be the page's.
 * @param {string} text
 */
function parsed(text) {
  const read = new DOMParser().parseFromString(text, "image/svg+xml");
  for (const tag of ["style", "title"]) read.querySelector(tag)?.remove();
  const picture = /** @type {SVGSVGElement} */ (
    /** @type {unknown} */ (document.importNode(read.documentElement, true))
  );
  picture.removeAttribute("width");
  const { width, height } = picture.viewBox.baseVal;
  picture.setAttribute("viewBox", `0 ${ABOVE} ${width} ${height - ABOVE}`);
  return picture;
}

/**
 * What lies on the belt: the old c up to the valve, what is kept up to the inlet, the new c.
 * @param {Drawn["places"]} places
 */
function beltContents(places) {
  const ends = ["belt_start", "valve", "inlet", "belt_end"].map((name) => places[name][0]);
  const middle = places.belt_start[1];
  const pieces = ends
    .slice(1)
    .map((end, i) => svg("rect", { class: "gbg-on-belt", x: ends[i], width: end - ends[i] }));
  const show = (/** @type {number[]} */ numbers, /** @type {number} */ largest) => {
    numbers.forEach((number, i) => {
      const half = Math.max(BELT.thinnest / 2, (BELT.half * Math.abs(number)) / largest);
      pieces[i].setAttribute("y", String(middle - half));
      pieces[i].setAttribute("height", String(2 * half));
    });
  };
  return { root: svg("g", {}, ...pieces), show };
}

/**
 * A number in a frame that is as wide as it, its middle at a place.
 * @param {[number, number]} place
 * @param {string} name
 * @param {string} [className]
 */
function chip([x, y], name, className = "") {
  const { height } = CHIP;
  const frame = svg("rect", { y: -height / 2, height, rx: height / 2 });
  const text = svg("text", { class: "m", y: 6 });
  const gate = GATES.includes(name) ? { "data-gate": name } : {};
  const attributes = { class: `gbg-chip ${className}`, "data-number": name, ...gate };
  const root = svg("g", { ...attributes, transform: `translate(${x} ${y})` }, frame, text);
  const show = (/** @type {string} */ shown) => {
    setText(text, shown);
    const width = CHIP.ends + CHIP.character * Math.max(CHIP.fewest, shown.length);
    setAttributes(frame, { x: -width / 2, width });
  };
  return { root, show };
}
