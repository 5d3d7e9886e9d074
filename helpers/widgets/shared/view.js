// What every view does: it puts its parts below one another, and draws them again when a trait
// changes. A part is {root, update(state)}, and {stop()} where something has to end with the view.

import { numberControl } from "./controls.js";
import { element } from "./dom.js";
import { watchWidth } from "./width.js";

// A group and not a section: two widgets of a kind on one page would be two landmarks of one name.
export function viewRoot(className, label, ...children) {
  return element("div", { class: `gbg ${className}`, role: "group", "aria-label": label }, ...children);
}

// Draw the parts now, and whenever one of the traits changes, until `stop` is called. `readState`
// gives what is to be drawn, or null while that is not known yet.
export function keepDrawn({ model, traits, parts, readState }) {
  const update = () => {
    const state = readState();
    if (state === null) return;
    for (const part of parts) part.update(state);
  };
  const events = traits.map((name) => `change:${name}`);
  for (const event of events) model.on(event, update);
  update();
  const stop = () => {
    for (const event of events) model.off(event, update);
    for (const part of parts) part.stop?.();
  };
  return { update, stop };
}

// The same for a view that also depends on how wide it is: `readState` is given the width.
export function keepDrawnToWidth({ root, readState, ...others }) {
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

// The values of some traits, by their names.
export function traitValues(model, names) {
  return Object.fromEntries(names.map((name) => [name, model.get(name)]));
}

// What a control calls with a new value.
export function setter(model, name) {
  return (value) => {
    model.set(name, value);
    model.save_changes();
  };
}

// A slider with a number box for each of these traits, all with the same stops.
export function sizeControls(model, words, names) {
  const stops = model.get("slider_stops");
  const controls = names.map((name) =>
    numberControl({ name, label: words[name], stops, words, onChange: setter(model, name) }),
  );
  return {
    roots: controls.map((control) => control.root),
    show: (sizes) => names.forEach((name, i) => controls[i].show(sizes[name])),
  };
}
