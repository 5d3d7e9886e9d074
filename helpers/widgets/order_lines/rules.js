// @ts-check
// What is right about an order of lines, without anything that is drawn.

/**
 * The first thing that is wrong, or null. Lines below `needed` belong to the program, in the order
 * of their numbers; the others are too many.
 *
 * @param {number[]} order all lines, from top to bottom
 * @param {number[]} leftOut those that are not used
 * @param {number} needed
 * @returns {{kind: "too_many" | "missing" | "misplaced", line: number, before?: number} | null}
 */
export function firstFault(order, leftOut, needed) {
  const taken = order.filter((line) => !leftOut.includes(line));
  const extra = taken.find((line) => line >= needed);
  if (extra !== undefined) return { kind: "too_many", line: extra };
  const missing = order.filter((line) => line < needed && leftOut.includes(line));
  if (missing.length > 0) return { kind: "missing", line: Math.min(...missing) };
  const place = taken.findIndex((line, at) => line !== at);
  return place < 0 ? null : { kind: "misplaced", line: place, before: taken[place] };
}

/**
 * The order with one line moved by one place up (-1) or down (1); the same at an end.
 *
 * @param {number[]} order
 * @param {number} line
 * @param {-1 | 1} by
 */
export function moved(order, line, by) {
  const from = order.indexOf(line);
  const to = from + by;
  if (to < 0 || to >= order.length) return order;
  const other = order.slice();
  [other[from], other[to]] = [other[to], other[from]];
  return other;
}
