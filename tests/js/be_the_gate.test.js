// The rules of the game, by themselves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deal, mistake, perfect, play, score, wanted } from "../../helpers/widgets/be_the_gate/rules.js";

const VALUES = [0.3, -0.7, 0.5, 0.8];
const FLAGS = [false, true, false, false];

test("perfect play keeps between flags, replaces at a flag, and is worth 100", () => {
  const settings = perfect(FLAGS);
  assert.deepEqual(settings[1], { f: 0, i: 1 });
  assert.deepEqual(settings[2], { f: 1, i: 0 });
  assert.deepEqual(
    play(VALUES, settings).map(({ c }) => c),
    wanted(VALUES, FLAGS),
  );
  assert.equal(score(VALUES, FLAGS, settings), 100);
});

test("both gates open: the memory passes 1, and h does not", () => {
  const track = play([0.9, 0.9, 0.9], Array(3).fill({ f: 1, i: 1 }));
  assert.ok(track[2].c > 1);
  assert.ok(track[2].h < 1);
});

test("each wrong setting has its own name, and the right one has none", () => {
  const between = { flag: false, old: 0.6, value: 0.9 };
  assert.equal(mistake({ ...between, f: 1, i: 0 }), null);
  assert.equal(mistake({ ...between, f: 1, i: 1 }), "let_in");
  assert.equal(mistake({ ...between, f: 0, i: 0 }), "forgot");
  assert.equal(mistake({ ...between, f: 0, i: 1 }), "replaced");
  const marked = { flag: true, old: 0.6, value: 0.9 };
  assert.equal(mistake({ ...marked, f: 0, i: 1 }), null);
  assert.equal(mistake({ ...marked, f: 1, i: 1 }), "kept_old");
  assert.equal(mistake({ ...marked, f: 0, i: 0 }), "wrote_part");
});

test("one seed deals one row, with no number that would hide a mistake", () => {
  assert.deepEqual(deal(3, 10), deal(3, 10));
  for (let seed = 1; seed < 200; seed++) {
    const { values, flags } = deal(seed, 10);
    assert.ok(values.every((value) => value !== 0 && Math.abs(value) <= 0.9));
    assert.ok(flags.some(Boolean));
  }
});
