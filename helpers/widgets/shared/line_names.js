// @ts-check
// The names of a chart's lines: each at the end of its line, or all of them in a key above the plot.
import { svg } from "./dom.js";
import { attributes } from "./marks.js";

export const KEY_LINE = 22; // the height of a line of the key, in pixels
const STEP = 19; // the least distance between two names, in pixels
const GAP = 8; // between a line's end and its name, in pixels
const LEADER = 6; // from here on, in pixels, a thin line leads from a line's end to its name
const EDGE = 8; // from a name's middle to the end of the plot, at least
const HALF_LINE = 5; // from the middle of a letter down to its base line, in pixels
const SAMPLE = 18; // how long a piece of its line stands before a name in the key, in pixels
const KEY_GAP = 6; // between it and the name
const BETWEEN = 12; // between two names in the key
// At most so wide are the letters of a name on average, in pixels.
const LETTER = 8.4;
const CAPITAL = 12;

/**
 * @typedef {import("./chart.js").Line} Line
 * @typedef {import("./marks.js").Places} Places
 * @typedef {import("./marks.js").Box} Box
 *
 * A name, where its line ends, and where it stands itself, in pixels from the top.
 * @typedef {{line: Line, end: number, at: number}} Name
 */

/**
 * Each name stands where its line ends, or as near to that as the other names allow.
 * @param {Line[]} lines
 * @param {Places} places
 * @param {Box} plot
 * @param {boolean} beside whether they stand right of their lines' ends, or left of them, on the plot
 */
export function namesAtEnds(lines, { toX, toY }, plot, beside) {
  const lift = beside ? 0 : STEP / 2 + 4;
  const names = lines
    .map((line) => ({ line, end: toY(endOf(line)[1]), at: 0 }))
    .sort((a, b) => a.end - b.end);
  keepApart(names, { ...plot, lift });
  const marks = names.flatMap(({ line, end, at }) => {
    const x = toX(endOf(line)[0]);
    const y = at + HALF_LINE;
    const look = attributes(line, "gbg-line-name");
    if (!beside) return [svg("text", { ...look, x, y, "text-anchor": "end" }, line.name)];
    const name = svg("text", { ...look, x: x + 2 * GAP, y }, line.name);
    if (Math.abs(at - end) <= LEADER) return [name];
    const leader = { x1: x + 3, y1: end, x2: x + 2 * GAP - 2, y2: at };
    return [svg("line", { class: "gbg-leader", ...leader }), name];
  });
  return svg("g", {}, ...marks);
}

/** @param {Line} line */
function endOf({ points }) {
  return points[points.length - 1];
}

/**
 * Names that would overlap move apart, as little as possible: a cluster stays around the middle of its
 * lines' ends.
 * @param {Name[]} names from the top down
 * @param {Box & {lift: number}} limits
 */
function keepApart(names, { top, bottom, lift }) {
  /** @type {{names: Name[], middle: number}[]} */
  const clusters = [];
  const half = (/** @type {Name[]} */ { length }) => ((length - 1) * STEP) / 2;
  for (const name of names) {
    let cluster = clusterOf([name]);
    let above = clusters[clusters.length - 1];
    while (above && cluster.middle - half(cluster.names) - (above.middle + half(above.names)) < STEP) {
      clusters.pop();
      cluster = clusterOf([...above.names, ...cluster.names]);
      above = clusters[clusters.length - 1];
    }
    clusters.push(cluster);
  }
  for (const cluster of clusters) {
    cluster.names.forEach((name, i) => {
      name.at = cluster.middle - half(cluster.names) + i * STEP;
    });
  }

  /** @param {Name[]} members */
  function clusterOf(members) {
    const mean = members.reduce((sum, { end }) => sum + end, 0) / members.length - lift;
    const reach = half(members) + EDGE;
    return { names: members, middle: Math.min(bottom - reach, Math.max(top + reach, mean)) };
  }
}

/**
 * Name after name, each behind a piece of its line, in as many lines as they need.
 * @param {Line[]} lines
 * @param {number} top
 * @param {number} width
 */
export function keyAbove(lines, top, width) {
  let [x, y] = [0, top];
  const entries = lines.map((line) => {
    const capitals = line.name.match(/\p{Lu}/gu)?.length ?? 0;
    const letters = LETTER * (line.name.length - capitals) + CAPITAL * capitals;
    const needed = SAMPLE + KEY_GAP + letters;
    if (x > 0 && x + needed > width) [x, y] = [0, y + KEY_LINE];
    const start = x;
    x += needed + BETWEEN;
    return svg(
      "g",
      {},
      svg("line", { ...attributes(line, "gbg-line"), x1: start, x2: start + SAMPLE, y1: y, y2: y }),
      svg(
        "text",
        { ...attributes(line, "gbg-line-name"), x: start + SAMPLE + KEY_GAP, y: y + HALF_LINE },
        line.name,
      ),
    );
  });
  return svg("g", {}, ...entries);
}
