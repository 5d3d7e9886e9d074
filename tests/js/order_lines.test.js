// What is right about an order of lines: the first fault is named, and moving is a swap.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstFault, moved } from "../../helpers/widgets/order_lines/rules.js";

test("the right order with the others left out has no fault", () => {
  assert.equal(firstFault([0, 1, 2, 3, 4], [3, 4], 3), null);
  assert.equal(firstFault([3, 0, 4, 1, 2], [4, 3], 3), null);
});

test("a line too many is named first, then a missing one, then one out of place", () => {
  assert.deepEqual(firstFault([1, 0, 3, 2], [0], 3), { kind: "too_many", line: 3 });
  assert.deepEqual(firstFault([1, 0, 3, 2], [0, 3], 3), { kind: "missing", line: 0 });
  assert.deepEqual(firstFault([0, 2, 1, 3], [3], 3), { kind: "misplaced", line: 1, before: 2 });
});

test("every wrong order of three lines has a fault, and only the right one has none", () => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  assert.deepEqual(
    orders.map((order) => firstFault(order, [], 3) === null),
    [true, false, false, false, false, false],
  );
});

test("a line moves by one place and stops at the ends", () => {
  assert.deepEqual(moved([0, 1, 2], 1, -1), [1, 0, 2]);
  assert.deepEqual(moved([0, 1, 2], 1, 1), [0, 2, 1]);
  assert.deepEqual(moved([0, 1, 2], 0, -1), [0, 1, 2]);
  assert.deepEqual(moved([0, 1, 2], 2, 1), [0, 1, 2]);
});
