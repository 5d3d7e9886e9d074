// Training in pieces: one run at a time, the newest, and nothing is left behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Training } from "../../helpers/widgets/shared/engine.js";
import { initialWeights } from "../../helpers/widgets/shared/keras_weights.js";
import { trainingRunner } from "../../helpers/widgets/shared/runner.js";

const NUMBERS = [0, 0.2, 0.4, 0.6, 0.8];
const x = [NUMBERS.map((number) => [number])];

function training(learningRate = 0.001) {
  const weights = initialWeights({ seeds: [1, 2, 3], units: 5, features: 1, outputs: 5 });
  return new Training({ x, y: [NUMBERS], weights, learningRate });
}

// A clock that says that a piece is over after each epoch.
function impatient() {
  let time = 0;
  return { piece: 1, now: () => (time += 1) };
}

const ended = (runner, trained, epochs) =>
  new Promise((resolve) => {
    const seen = [];
    runner.start(trained, epochs, (run) => {
      seen.push(run.done);
      if (run.status !== "training") resolve({ run, seen });
    });
  });

test("a run in pieces is the run in one go, epoch for epoch", async () => {
  const { run, seen } = await ended(trainingRunner(impatient()), training(), 40);
  const straight = training();
  const predictions = [Array.from(straight.forward(), Math.fround)];
  const losses = [];
  for (let epoch = 0; epoch < 40; epoch++) {
    losses.push(Math.fround(straight.epoch()));
    predictions.push(Array.from(straight.forward(), Math.fround));
  }
  assert.equal(run.status, "done");
  assert.deepEqual(Array.from(run.losses), losses);
  assert.deepEqual(Array.from(run.predictions), predictions.flat());
  assert.deepEqual(
    seen,
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
});

test("what is there so far is complete at every report", async () => {
  const runner = trainingRunner(impatient());
  await new Promise((resolve) => {
    runner.start(training(), 10, (run) => {
      const latest = run.predictions.slice(run.done * 5, (run.done + 1) * 5);
      assert.ok(latest.some((value) => value !== 0));
      if (run.status !== "training") resolve();
    });
  });
});

test("the newest run takes the place of the one under way, which is heard no more", async () => {
  const runner = trainingRunner(impatient());
  let replaced = 0;
  runner.start(training(), 1e5, () => (replaced += 1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = replaced;
  assert.ok(before > 0);
  const { run } = await ended(runner, training(), 20);
  assert.equal(run.done, 20);
  assert.equal(replaced, before);
  assert.equal(runner.busy(), false);
});

test("a hundred new settings in a row train once, after whatever happens now", async () => {
  const runner = trainingRunner();
  const reported = [];
  for (let i = 0; i < 100; i++) runner.start(training(), 5, () => reported.push(i));
  const last = ended(runner, training(), 5);
  await Promise.resolve();
  assert.equal(runner.busy(), true);
  assert.equal((await last).run.done, 5);
  assert.deepEqual(reported, []);
});

test("stop ends it at once and keeps what was learned", async () => {
  const runner = trainingRunner(impatient());
  const { run } = await new Promise((resolve) => {
    runner.start(training(), 1e5, (run) => {
      if (run.status !== "training") resolve({ run });
      else if (run.done === 7) runner.stop();
    });
  });
  assert.equal(run.status, "stopped");
  assert.equal(run.done, 7);
  assert.equal(runner.busy(), false);
  runner.stop(); // nothing is under way, and nothing happens
});

test("a loss that is no number ends the run, and the next one works", async () => {
  const runner = trainingRunner();
  const { run } = await ended(runner, training(1e30), 100);
  assert.equal(run.status, "diverged");
  assert.ok(run.done < 100);
  assert.ok(!Number.isFinite(run.losses[run.done - 1]));
  assert.equal((await ended(runner, training(), 100)).run.status, "done");
});

test("a run may be started from the report of another", async () => {
  const runner = trainingRunner();
  const run = await new Promise((resolve) => {
    runner.start(training(), 3, () => runner.start(training(), 4, resolve));
  });
  assert.equal(run.done, 4);
});

// Node itself ends only when no port is open any more: this file would hang otherwise.
test("a run that is cancelled leaves nothing open", () => {
  const runner = trainingRunner();
  runner.start(training(), 1e6, () => assert.fail("cancelled"));
  runner.cancel();
  assert.equal(runner.busy(), false);
});
