// What a view reads of its model.
import assert from "node:assert/strict";
import test from "node:test";
import { keepDrawn, setter, traitValues } from "../../helpers/widgets/shared/view.js";

test("None is null, however a kernel sends it", () => {
  const sent = { merge_mode: undefined, second_layer: null, units: 5, bidirectional: false };
  const model = { get: (name) => sent[name] };
  assert.deepEqual(traitValues(model, Object.keys(sent)), {
    merge_mode: null,
    second_layer: null,
    units: 5,
    bidirectional: false,
  });
});

test("what is drawn later comes one picture after the rest, once, and not after the end", () => {
  const painted = [];
  globalThis.requestAnimationFrame = (callback) => painted.push(callback);
  const paint = () => {
    for (const callback of painted.splice(0)) callback();
  };
  const listeners = new Set();
  let units = 5;
  const model = {
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
  };
  const set = (value) => {
    units = value;
    for (const listener of listeners) listener();
  };
  const [now, later] = [[], []];
  const view = keepDrawn({
    model,
    traits: ["units"],
    parts: [{ update: (state) => now.push(state) }],
    later: [{ update: (state) => later.push(state) }],
    readState: () => units,
  });
  assert.deepEqual([now, later], [[5], [5]]);
  set(6);
  set(7);
  assert.deepEqual([now, later], [[5, 6, 7], [5]]);
  paint();
  assert.deepEqual(later, [5]);
  paint();
  assert.deepEqual(later, [5, 7]);
  set(8);
  view.stop();
  paint();
  paint();
  assert.deepEqual([now.at(-1), later, listeners.size], [8, [5, 7], 0]);
});

test("what a hand has set stays until the kernel is told, whatever it says of older values", async () => {
  const painted = [];
  globalThis.requestAnimationFrame = (callback) => painted.push(callback);
  const paint = async () => {
    for (const callback of painted.splice(0)) callback();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const listeners = new Set();
  const told = [];
  let units = 5;
  const model = {
    get: () => units,
    set(_, value) {
      if (value === units) return;
      units = value;
      for (const listener of [...listeners]) listener();
    },
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    save_changes: () => told.push(units),
  };
  setter(model, "units")(6);
  setter(model, "units")(7);
  assert.equal(units, 7);
  model.set("units", 5); // an echo of what was set before
  assert.deepEqual([units, told], [7, []]);
  await paint();
  await paint();
  assert.deepEqual([units, told], [7, [7, 7]]);
  assert.equal(listeners.size, 0);
  model.set("units", 9);
  assert.equal(units, 9);
});
