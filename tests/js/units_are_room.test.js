// Models with different numbers of units, trained one after another without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readTask, roomTrainer } from "../../helpers/widgets/units_are_room/room.js";

const TASK = readTask({
  sequences: ["0.1 0.9", "0.4 0.2", "0.7 0.6"],
  seeds: [1, 2, 3],
  epochs: 20,
  learning_rate: 0.01,
  most_units: 8,
});

// The ends that are reported of what `start` asks for, and whether there was more to do then.
async function endsOf(start) {
  const told = [];
  const trainer = roomTrainer(TASK, ({ run, ...progress }) => {
    if (run.status !== "training") told.push({ ...progress, done: run.done, busy: trainer.busy() });
  });
  start(trainer);
  while (trainer.busy()) await new Promise((resolve) => setTimeout(resolve, 5));
  return told;
}

test("one number of units is trained after another, and only the last one leaves nothing to do", async () => {
  const ends = await endsOf((trainer) => trainer.train([1, 2, 3]));
  assert.deepEqual(
    ends.map(({ units, busy, done }) => [units, busy, done]),
    [
      [1, true, 20],
      [2, true, 20],
      [3, false, 20],
    ],
  );
  for (const { share, predictions } of ends) {
    assert.ok(share > 0 && share < 10);
    assert.equal(predictions.length, 3 * 2);
  }
});

test("stop ends all that was asked for, and a run without an epoch says nothing", async () => {
  const ends = await endsOf((trainer) => {
    trainer.train([1, 2, 3]);
    trainer.stop();
    assert.equal(trainer.busy(), false);
  });
  assert.deepEqual(ends, []);
});

test("what is asked for anew takes the place of what was asked for before", async () => {
  const ends = await endsOf((trainer) => {
    trainer.train([1, 2, 3]);
    trainer.train([4]);
  });
  assert.deepEqual(
    ends.map(({ units }) => units),
    [4],
  );
});
