// The rules of the game, and who plays it, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newPlayer } from "../../helpers/widgets/be_the_gate/player.js";
import { deal, mistake, perfect, play, score, wanted } from "../../helpers/widgets/be_the_gate/rules.js";
import { answer } from "../../helpers/widgets/be_the_gate/sayings.js";

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

test("a memory near to 0 answers neither", () => {
  const words = { answers: { plural: "are", singular: "is", unsure: "?" } };
  const given = [0.2, 0.9, 0.19, -0.19, -0.2].map((c) => answer(c, words));
  assert.deepEqual(given, ["are", "are", "?", "?", "is"]);
});

// A round of three steps. A model keeps what a player sets; nobody else does.
function playing(values = {}) {
  const row = { values: [0.5, 0.9, 0.3], flags: [true, false, false], texts: [], asks: [], target: null };
  const traits = { round: "free", seed: 0, settings: [], rounds: { free: row, target: row }, ...values };
  const model = {
    get: (name) => traits[name],
    set: (name, value) => {
      traits[name] = value;
    },
    save_changes: () => {},
  };
  return { traits, player: newPlayer(model, () => {}) };
}

test("a new step begins with the gates as they stand", () => {
  const { traits, player } = playing();
  assert.deepEqual(player.game().current, { f: 0.5, i: 0.5 });
  player.turn("f", 0);
  player.turn("i", 1);
  player.next();
  const { step, current, live } = player.game();
  assert.deepEqual({ step, current, live }, { step: 1, current: { f: 0, i: 1 }, live: false });
  assert.deepEqual(traits.settings, [[0, 1]]);
});

test("a gate that is turned at a step gone back to changes that step, and no other", () => {
  const settings = [
    [0, 1],
    [1, 1],
    [1, 0],
  ];
  const { traits, player } = playing({ settings });
  assert.equal(player.game().over, true);
  for (let times = 0; times < 2; times++) player.back();
  assert.deepEqual(player.game().current, { f: 1, i: 1 });
  player.turn("i", 0);
  assert.deepEqual(traits.settings, [
    [0, 1],
    [1, 0],
    [1, 0],
  ]);
  player.next();
  assert.deepEqual(player.game().current, { f: 1, i: 0 });
});

test("a gate that is turned before its step is done is kept when it is", () => {
  const { traits, player } = playing();
  player.turn("f", 1);
  assert.deepEqual(traits.settings, []);
  player.next();
  assert.deepEqual(traits.settings, [[1, 0.5]]);
});

test("whoever has fewer settings now stands at an earlier step", () => {
  const { traits, player } = playing({ settings: [[0, 1]] });
  assert.equal(player.game().step, 1);
  traits.settings = [];
  assert.equal(player.game().step, 0);
});

test("new numbers are dealt for free play, and another round begins with the gates half open", () => {
  const { traits, player } = playing({ round: "target", settings: [[0, 1]] });
  player.dealAnew();
  assert.deepEqual([traits.round, traits.seed, traits.settings], ["free", 1, []]);
  assert.deepEqual(player.game().round.values, deal(1, 3).values);
  player.showPerfect();
  assert.equal(player.game().total, 100);
  player.begin("target");
  const { step, current, round } = player.game();
  assert.deepEqual(
    { step, current, free: round.free },
    { step: 0, current: { f: 0.5, i: 0.5 }, free: false },
  );
});
