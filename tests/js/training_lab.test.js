// The session of the training lab without a page: a model, and what is set and sent.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { shaped } from "../../helpers/widgets/training_lab/asked.js";
import { lossAxis, lossPoints, numberAxis } from "../../helpers/widgets/training_lab/axes.js";
import { comparison } from "../../helpers/widgets/training_lab/proof.js";
import { joinSession } from "../../helpers/widgets/training_lab/session.js";

const NUMBERS = [0, 0.2, 0.4, 0.6, 0.8];
const DEFAULTS = { units: 5, epochs: 50, learning_rate: 0.001, seed: 0, inputs: NUMBERS, target: NUMBERS };

class Model {
  constructor(values = {}) {
    this.values = {
      ...DEFAULTS,
      defaults: DEFAULTS,
      status: "ready",
      keras_run: {},
      data_shapes: { x: [1, 5, 1], y: [1, 5] },
      initializer_seeds: "11 12 13 21 22 23",
      model_layers: [],
      ...values,
    };
    this.listeners = new Map();
    this.saved = 0;
    this.sent = [];
  }
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    if (this.values[name] === value) return;
    this.values[name] = value;
    for (const listener of this.listeners.get(`change:${name}`) ?? []) listener();
  }
  on(event, listener) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }
  off(event, listener) {
    this.listeners.set(
      event,
      (this.listeners.get(event) ?? []).filter((one) => one !== listener),
    );
  }
  save_changes() {
    this.saved += 1;
  }
  send(content, _, buffers) {
    this.sent.push({ content, buffers });
  }
  // As Python does it.
  tell(content) {
    for (const listener of this.listeners.get("msg:custom") ?? []) listener(content);
  }
  listening() {
    return [...this.listeners.values()].flat().length;
  }
}

const FRAME = 5; // milliseconds
const realFrames = (draw) => setTimeout(draw, FRAME);
globalThis.requestAnimationFrame = realFrames;

/** Hold the page's frames back, until `paint` draws the next one. */
function holdFrames() {
  const due = [];
  globalThis.requestAnimationFrame = (draw) => due.push(draw);
  const paint = async () => {
    for (const draw of due.splice(0)) draw();
    await new Promise((resolve) => setTimeout(resolve, FRAME));
  };
  return paint;
}

const open = [];
function join(model, onChange = () => {}) {
  const session = joinSession(model, (status) => `it is ${status}`, onChange);
  open.push(session);
  return session;
}
afterEach(() => {
  for (const session of open.splice(0)) session.leave();
  globalThis.requestAnimationFrame = realFrames;
});

async function until(condition) {
  const end = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < end, String(condition));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const trained = (session) =>
  until(() => session.state().shown?.run.status === "done" && !session.state().training);

// What Keras would answer to what the model was last asked to send.
function answer(model, changes = {}) {
  const { content, buffers } = model.sent.at(-1);
  const predictions = Array.from(new Float32Array(buffers[1])).slice(-5);
  const losses = new Float32Array(buffers[0]);
  const run = { asked: content.asked, status: "done", done: losses.length, loss: losses.at(-1), predictions };
  model.set("keras_run", { ...run, ...changes });
}

test("every setting and every number trains again at once", async () => {
  const model = new Model();
  const session = join(model);
  assert.equal(session.state().shown, null);
  const changes = {
    units: 3,
    epochs: 20,
    learning_rate: 0.1,
    seed: 1,
    inputs: [1, 1, 1, 1, 1],
    target: [1, 0, 1, 0, 1],
  };
  const seen = [];
  for (const [name, value] of Object.entries(changes)) {
    session.change(name, value);
    assert.equal(model.get(name), value);
    await trained(session);
    assert.deepEqual(session.state().shown.asked[name], value);
    seen.push(Array.from(session.state().shown.run.predictions).join());
  }
  assert.equal(new Set(seen).size, seen.length);
});

test("what a hand changes is on the screen before it is trained, and before Python hears of it", async () => {
  const paint = holdFrames();
  const model = new Model();
  const session = join(model);
  session.change("units", 3);
  session.change("units", 4);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(session.state().asked.units, 4);
  assert.equal(session.state().training, true);
  assert.equal(session.state().shown, null);
  await paint();
  await trained(session);
  assert.equal(session.state().shown.asked.units, 4);
  assert.equal(model.saved, 0);
  await paint();
  assert.ok(model.saved > 0);
});

test("a change in the middle of a run ends it, and stop ends one that is yet to begin", async () => {
  const paint = holdFrames();
  const model = new Model({ epochs: 1e5 });
  let reports = 0;
  const session = join(model, () => {
    reports += 1;
    if (reports === 1) session.change("seed", 1);
  });
  session.train();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(reports, 1);
  session.stop();
  const { asked, run } = session.state().shown;
  assert.deepEqual([asked.seed, run.status, run.done], [1, "stopped", 0]);
  assert.equal(session.state().training, false);
  await paint();
  assert.equal(session.state().shown.run, run);
});

test("when it has come to rest, Python is told once, and its answer compared", async () => {
  const model = new Model();
  const session = join(model);
  for (const seed of [1, 0, 1]) session.change("seed", seed);
  await trained(session);
  assert.equal(session.state().proof.kind, "page");
  await until(() => model.sent.length > 0);
  const [{ content, buffers }] = model.sent;
  assert.equal(model.get("status"), "done");
  assert.deepEqual(content.asked, { ...DEFAULTS, seed: 1 });
  assert.equal(content.message, "it is done");
  assert.deepEqual(
    buffers.map((buffer) => buffer.byteLength),
    [4 * 50, 4 * 51 * 5],
  );
  model.tell({ heard: "ran" });
  assert.equal(session.state().proof.kind, "asked");
  answer(model);
  assert.equal(session.state().proof.kind, "equal");
  assert.equal(session.state().proof.difference, 0);
  answer(model, { predictions: [0, 0, 0, 0, 0] });
  assert.equal(session.state().proof.kind, "different");
  assert.equal(model.sent.length, 1);
  session.change("seed", 0);
  await trained(session);
  assert.equal(session.state().proof.kind, "page");
});

test("Python is told of no run that a change has followed", async () => {
  const model = new Model();
  const session = join(model);
  session.train();
  await trained(session);
  holdFrames();
  session.change("seed", 1);
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.equal(session.state().training, true);
  assert.equal(model.get("status"), "ready");
  assert.deepEqual(model.sent, []);
});

test("the run before is the last one that was looked at", async () => {
  const model = new Model();
  const session = join(model);
  session.train();
  await until(() => model.sent.length === 1);
  const first = session.state().shown;
  for (const seed of [1, 0, 1]) session.change("seed", seed);
  await trained(session);
  assert.equal(session.state().previous, first);
});

test("what Python sets trains too, unless nothing has been trained yet", async () => {
  const model = new Model();
  const session = join(model);
  model.set("units", 2);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(session.state().shown, null);
  model.set("status", "training");
  await trained(session);
  assert.equal(session.state().shown.asked.units, 2);
  assert.equal(session.state().proof.kind, "asked");
  model.set("learning_rate", 0.01);
  await until(() => session.state().shown.asked.learning_rate === 0.01);
});

test("a run of Keras that comes from a cell is compared, and nothing is sent to it", async () => {
  const model = new Model();
  const session = join(model);
  model.set("status", "training");
  await trained(session);
  const { asked, run } = session.state().shown;
  const predictions = Array.from(run.predictions.slice(-5));
  model.set("keras_run", { asked, status: "done", done: 50, loss: run.losses[49], predictions });
  model.set("status", "done");
  assert.equal(session.state().proof.kind, "equal");
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.deepEqual(model.sent, []);
});

test("a page that was saved after training trains when it is opened", async () => {
  const session = join(new Model({ status: "done" }));
  await trained(session);
  assert.equal(session.state().shown.run.done, 50);
});

test("stop keeps what was learned, and asks Keras for as many epochs", async () => {
  const model = new Model({ epochs: 5000, units: 32 });
  const session = join(model, () => {
    if (session.state().shown.run.done > 3) session.stop();
  });
  session.train();
  await until(() => session.state().shown?.run.status === "stopped");
  await until(() => model.sent.length === 1);
  const { done } = session.state().shown.run;
  assert.ok(done < 5000);
  assert.equal(model.sent[0].content.asked.epochs, done);
  answer(model, { status: "stopped" });
  assert.equal(session.state().proof.kind, "equal");
});

test("a learning rate that is too large diverges, says so, and the next one trains", async () => {
  const model = new Model({ learning_rate: 1e30 });
  const session = join(model);
  session.train();
  await until(() => session.state().shown?.run.status === "diverged");
  await until(() => model.sent.length === 1);
  model.set("keras_run", {
    asked: model.sent[0].content.asked,
    status: "diverged",
    done: 2,
    loss: null,
    predictions: [],
  });
  assert.equal(session.state().proof.kind, "equal");
  session.change("learning_rate", 0.001);
  await trained(session);
});

test("reset goes back to the start", async () => {
  const model = new Model();
  const session = join(model);
  session.change("units", 2);
  session.change("target", [1, 1, 1, 1, 1]);
  await trained(session);
  session.reset();
  assert.equal(session.state().shown, null);
  assert.deepEqual(model.get("target"), NUMBERS);
  assert.equal(model.get("units"), 5);
  assert.equal(model.get("status"), "ready");
});

test("reset in Python reaches the page before it was told of a run", async () => {
  const model = new Model();
  const session = join(model);
  session.change("units", 2);
  await trained(session);
  model.set("units", 5);
  model.tell({ command: "reset" });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(session.state().shown, null);
});

test("views of one lab share a session, and the last one closes it", async () => {
  const model = new Model();
  // Each view is given an object of its own for the same model.
  const proxy = () =>
    new Proxy(model, {
      get: (target, name) => (typeof target[name] === "function" ? target[name].bind(target) : target[name]),
    });
  const drawn = [0, 0];
  const [one, other] = [0, 1].map((view) => join(proxy(), () => (drawn[view] += 1)));
  one.train();
  await until(() => drawn[0] > 0 && drawn[1] > 0);
  assert.equal(one.state().shown, other.state().shown);
  one.leave();
  const before = [...drawn];
  model.set("seed", 1);
  await until(() => other.state().shown.asked.seed === 1);
  assert.equal(drawn[0], before[0]);
  assert.ok(drawn[1] > before[1]);
  other.leave();
  assert.equal(model.listening(), 0);
  assert.equal(other.state().training, false);
});

test("fifty views come and go in the middle of a run, and nothing listens any more", async () => {
  const model = new Model({ epochs: 5000, status: "done" });
  for (let i = 0; i < 50; i++) {
    const session = joinSession(model, String, () => {});
    session.train();
    assert.equal(session.state().training, true);
    session.leave();
    assert.equal(session.state().training, false);
    assert.equal(model.listening(), 0);
  }
});

test("a view that goes before Python was told tells it at the last moment", async () => {
  const model = new Model();
  const session = joinSession(model, String, () => {});
  session.train();
  await trained(session);
  session.leave();
  assert.equal(model.sent.length, 1);
  assert.equal(model.get("status"), "done");
});

test("a line to a kernel that has gone is no error", async () => {
  const model = new Model();
  model.send = model.save_changes = () => {
    throw new Error("Cannot send");
  };
  const session = join(model);
  session.change("seed", 1);
  await until(() => session.state().proof.kind === "silent");
  assert.equal(session.state().shown.run.status, "done");
});

test("a comparison says whether two runs agree", () => {
  const run = { done: 1, status: "done", predictions: new Float32Array([9, 9, 0.5, -0.25]) };
  const keras = (predictions) => ({ status: "done", predictions });
  assert.equal(comparison(run, keras([0.5, -0.25])).kind, "equal");
  assert.equal(comparison(run, keras([0.5001, -0.25])).kind, "equal");
  assert.equal(comparison(run, keras([0.5003, -0.25])).kind, "different");
  assert.equal(comparison(run, keras([0.5, 0.25])).difference, 0.5);
  assert.equal(comparison(run, { status: "diverged", predictions: [null, null] }).kind, "different");
  assert.equal(comparison({ ...run, status: "diverged" }, { status: "diverged" }).kind, "equal");
  assert.equal(comparison(run, { error: "MemoryError" }).kind, "failed");
});

test("numbers in a row become an array of arrays", () => {
  assert.deepEqual(shaped([1, 2, 3, 4], [2, 2, 1]), [
    [[1], [2]],
    [[3], [4]],
  ]);
  assert.deepEqual(shaped(NUMBERS, [1, 5]), [NUMBERS]);
});

test("the axis of losses reaches as far as the losses do, in coarse steps", () => {
  assert.deepEqual(lossAxis([[0.3, 0.001]]), { from: -6, to: 0, step: 2 });
  assert.deepEqual(lossAxis([[0.3, 2e-9], [5]]), { from: -10, to: 2, step: 2 });
  assert.deepEqual(lossAxis([[0.3, 1e-24]]), { from: -24, to: 0, step: 4 });
  assert.deepEqual(lossAxis([[0.3, 0]]), { from: -42, to: 0, step: 6 });
  assert.deepEqual(lossAxis([[0.3, 1e30, Number.POSITIVE_INFINITY, Number.NaN]]), {
    from: -6,
    to: 30,
    step: 6,
  });
  assert.deepEqual(lossAxis([[], []]), { from: -6, to: 0, step: 2 });
});

test("every loss has a place on its axis, from 1e-38 to 1e38", () => {
  for (let power = -38; power <= 38; power++) {
    const { from, to, step } = lossAxis([[10 ** power]]);
    assert.ok(from <= power && power <= to && (to - from) / step <= 7, `${power}`);
  }
});

test("few points stand for many losses, the last one among them", () => {
  const losses = Float32Array.from({ length: 5000 }, (_, i) => 1 / (i + 1));
  const points = lossPoints(losses, 4321);
  assert.ok(points.length <= 501);
  assert.deepEqual(points.at(-1)[0], 4321);
  assert.deepEqual(lossPoints([1, Number.NaN, 0], 3), [
    [1, 1],
    [3, 1e-38],
  ]);
});

test("the axis of numbers holds them all", () => {
  assert.deepEqual(numberAxis(NUMBERS).ticks, [0, 0.2, 0.4, 0.6, 0.8, 1]);
  for (const numbers of [[-100, 100], [5, 5, 5], [-0.3, 1.2], [99.5]]) {
    const { from, to, ticks } = numberAxis(numbers);
    assert.ok(from < Math.min(...numbers) && to > Math.max(...numbers));
    assert.ok(ticks.length >= 3 && ticks.length <= 9, ticks.join());
  }
});
