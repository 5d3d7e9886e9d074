// What Python and the views both write, bound by one file of examples: tests/vectors/numbers.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { blockValue, counted, fill, plural, shapeText } from "../../helpers/widgets/shared/numbers.js";
import {
  decimals,
  lossText,
  powerOfTen,
  shareText,
  subscript,
  unpack,
} from "../../helpers/widgets/shared/reals.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const vectors = read("../vectors/numbers.json");
const words = read("../../helpers/text/en/shared.json");

const writers = { decimals, share: shareText, loss: lossText, power_of_ten: powerOfTen, subscript };

for (const [name, write] of Object.entries(writers)) {
  test(`${name} is written as in Python`, () => {
    for (const [number, text] of vectors[name]) assert.equal(write(number), text, `${number}`);
  });
}

test("what is no number of an ordinary kind is written all the same", () => {
  assert.equal(lossText(Number.POSITIVE_INFINITY), "∞");
  assert.equal(lossText(Number.NaN), "NaN");
});

test("counted and shapes are written as in Python", () => {
  for (const [noun, number, text] of vectors.counted) assert.equal(counted(words, noun, number), text);
  for (const [shape, text] of vectors.shape) assert.equal(shapeText(shape), text);
});

test("plural takes the rules of the language", () => {
  const forms = { one: "1", few: "2 to 4", many: "0, 5 and more", other: "1.5" };
  const polish = { language: "pl" };
  assert.equal(plural(polish, forms, 3), "2 to 4");
  assert.equal(plural(polish, forms, 5), "0, 5 and more");
});

test("a template is filled by name", () => {
  assert.equal(fill("{a} × {b} = {a}", { a: 3, b: 5 }), "3 × 5 = 3");
});

test("a block has the product of its sizes", () => {
  const rows = { name: "features", times: 1 };
  const columns = { name: "units", times: 4 };
  const block = blockValue({ rows, columns }, { features: 3, units: 5 });
  assert.deepEqual([block.rows, block.columns, block.count], [3, 20, 60]);
});

test("packed numbers are read back", () => {
  assert.deepEqual(unpack("0.5 -1.25 3"), [0.5, -1.25, 3]);
});
