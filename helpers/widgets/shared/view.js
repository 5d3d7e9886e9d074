// @ts-check
// What every view does: it puts its parts below one another, and draws them again when a trait
// changes.

import { numberControl } from "./controls.js";
import { element } from "./dom.js";
import { onceInTheFrameAfter, onScreen } from "./frames.js";
import { watchWidth } from "./width.js";

/**
 * What anywidget gives a view to read and write the traits. `on` and `off` take "change:NAME".
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listener: (...values: any[]) => void) => void} on
 * @property {(event: string, listener: (...values: any[]) => void) => void} off
 *
 * The words of the catalogue, those that all widgets share among them.
 * @typedef {Record<string, any>} Words
 *
 * What a view consists of; `stop` stands where something has to end with the view.
 * @typedef {{root?: Element, update: (state: any) => void, stop?: () => void}} Part
 *
 * @typedef {object} Drawing
 * @property {Model} model
 * @property {string[]} traits
 * @property {Part[]} parts
 * @property {Part[]} [later]
 */

/**
 * A group and not a section: two widgets of a kind on one page would be two landmarks of one name.
 * @param {string} className
 * @param {string} label
 * @param {...(Node | string)} children
 */
export function viewRoot(className, label, ...children) {
  return element("div", { class: `gbg ${className}`, role: "group", "aria-label": label }, ...children);
}

/**
 * Draw the parts now, and whenever one of the traits changes, until `stop` is called. What is in `later`
 * is then drawn one picture after the parts, so that these are on the screen as soon as a slider is.
 * `readState` gives what is to be drawn, or null while that is not known yet.
 * @param {Drawing & {readState: () => any}} drawing
 */
export function keepDrawn({ model, traits, parts, later = [], readState }) {
  /** What is to be drawn of the newest change. @type {any} */
  let state = null;
  const draw = (/** @type {Part[]} */ some) => {
    if (state !== null) for (const part of some) part.update(state);
  };
  const following = onceInTheFrameAfter(() => draw(later));
  const changed = () => {
    state = readState();
    draw(parts);
    if (later.length > 0) following.ask();
  };
  const update = () => {
    state = readState();
    draw([...parts, ...later]);
  };
  const events = traits.map((name) => `change:${name}`);
  for (const event of events) model.on(event, changed);
  update();
  const stop = () => {
    for (const event of events) model.off(event, changed);
    following.stop();
    for (const part of [...parts, ...later]) part.stop?.();
  };
  return { update, stop };
}

/**
 * The same for a view that also depends on how wide it is: `readState` is given the width.
 * @param {Drawing & {root: Element, readState: (width: number) => any}} drawing
 */
export function keepDrawnToWidth({ root, readState, ...others }) {
  /** @type {number | null} */
  let width = null;
  const view = keepDrawn({ ...others, readState: () => (width === null ? null : readState(width)) });
  const stopWatching = watchWidth(root, (found) => {
    width = found;
    view.update();
  });
  const stop = () => {
    stopWatching();
    view.stop();
  };
  return { update: view.update, stop };
}

/**
 * The values of some traits, by their names. A kernel in the browser gives None as undefined.
 * @param {Model} model
 * @param {string[]} names
 */
export function traitValues(model, names) {
  return Object.fromEntries(names.map((name) => [name, model.get(name) ?? null]));
}

/**
 * What a control calls with a new value.
 * @param {Model} model
 * @param {string} name
 */
export function setter(model, name) {
  return (/** @type {any} */ value) => setSoon(model, name, value);
}

/** What keeps the newest value of each trait, by model and name. @type {WeakMap<Model, Record<string, () => void>>} */
const keepers = new WeakMap();

/**
 * Set a trait, and tell the kernel when that is on the screen: JupyterLab takes some milliseconds to send
 * it, and more to show that the kernel is at work. Until then the value stays, whatever the kernel still
 * says of an older one.
 * @param {Model} model
 * @param {string} name
 * @param {any} value
 * @param {() => void} [tell]
 */
export function setSoon(model, name, value, tell = () => model.save_changes()) {
  const event = `change:${name}`;
  const keep = () => {
    if (keepers.get(model)?.[name] === keep) model.set(name, value);
  };
  keepers.set(model, { ...keepers.get(model), [name]: keep });
  model.on(event, keep);
  model.set(name, value);
  onScreen(() => {
    model.off(event, keep);
    tell();
  });
}

/**
 * Set several traits, and tell the kernel now: also what it has not been told of yet.
 * @param {Model} model
 * @param {Record<string, any>} values by the names of the traits
 */
export function setTraits(model, values) {
  keepers.delete(model);
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/**
 * A slider with a number box for each of these traits, all with the same stops.
 * @param {Model} model
 * @param {Words} words
 * @param {string[]} names
 */
export function sizeControls(model, words, names) {
  const stops = model.get("slider_stops");
  const controls = names.map((name) =>
    numberControl({ name, label: words[name], stops, words, onChange: setter(model, name) }),
  );
  return {
    roots: controls.map((control) => control.root),
    /** @param {import("./numbers.js").Sizes} sizes */
    show: (sizes) => names.forEach((name, i) => controls[i].show(sizes[name])),
  };
}
