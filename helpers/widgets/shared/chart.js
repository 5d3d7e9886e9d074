// @ts-check
// A line chart in SVG. It is drawn in the pixels of the screen, not scaled, so that its text keeps
// its size in a narrow window. Each line carries its own name at its end.
import { element, svg } from "./dom.js";

const TICK = 6;
const DOT = 5;
const LABEL_STEP = 19; // the least distance between two names, in pixels
// In a narrower picture the names stand on the plot, which would have too little width beside them.
const NARROW = 520;
const HALF_DIGIT = 4.5; // half of how wide a digit is, in pixels
const NARROW_MARGIN = 14;
const LABEL_LINE = 18;
const LETTER = 7.2; // about how wide a letter of an axis label is, in pixels

/**
 * @typedef {object} Axis
 * @property {number} from
 * @property {number} to
 * @property {boolean} [log]
 * @property {number[]} ticks
 * @property {(value: number) => string} text writes a tick
 * @property {string} label
 *
 * @typedef {{name: string, points: [number, number][], className: string}} Line whose name may be ""
 *
 * @typedef {{at: [number, number], className: string}} Dot
 *
 * What is shown: the last line on top, dots above all lines, and the picture in words for those who
 * do not see it.
 * @typedef {{x: Axis, y: Axis, lines: Line[], dots?: Dot[], description: string}} Chart
 *
 * @typedef {{top: number, right: number, bottom: number, left: number}} Box
 * @typedef {(value: number) => number} Place
 */

/**
 * `margin` is the room around the plot; where there is room the names of the lines stand in `right`.
 * @param {{height: number, margin: Box}} options
 */
export function lineChart({ height, margin }) {
  const picture = svg("svg", { class: "gbg-chart", role: "img", width: "100%", height });
  const root = element("div", { class: "gbg-chart-box" }, picture);
  /** @type {Chart | null} */
  let shown = null;
  let width = 0;
  // Where the plot is, from left to right, once it is drawn.
  let [left, right] = [0, 1];

  function draw() {
    if (shown === null || width === 0) return;
    const { x, y, lines, dots = [] } = shown;
    const narrow = width < NARROW;
    const labels = { x: inLines(x.label, width - (narrow ? 0 : margin.left)), y: inLines(y.label, width) };
    const lastHalf = HALF_DIGIT * x.text(x.ticks[x.ticks.length - 1]).length;
    const plot = {
      left: margin.left,
      right: Math.max(margin.left + 1, width - (narrow ? Math.max(NARROW_MARGIN, lastHalf) : margin.right)),
      top: margin.top + LABEL_LINE * (labels.y.length - 1),
      bottom: height - margin.bottom - LABEL_LINE * (labels.x.length - 1),
    };
    [left, right] = [plot.left, plot.right];
    const toX = scale(x, plot.left, plot.right);
    const toY = scale(y, plot.bottom, plot.top);
    const inFrame = (/** @type {number} */ value) => toY(value) - plot.top;
    picture.setAttribute("aria-label", shown.description);
    picture.replaceChildren(
      yAxis(y, toY, plot),
      xAxis(narrow ? { ...x, ticks: x.ticks.filter(everyOther) } : x, toX, plot),
      axisLabel(labels.y, 0, 14),
      axisLabel(labels.x, narrow ? 0 : plot.left, height - 6 - LABEL_LINE * (labels.x.length - 1)),
      // A frame of its own cuts off what lies outside the axes.
      svg(
        "svg",
        { x: 0, y: plot.top, width, height: plot.bottom - plot.top, overflow: "hidden" },
        ...lines.map((line) => path(line, toX, inFrame)),
        ...dots.map((dot) => circle(dot, toX, inFrame)),
      ),
      names(lines, toX, toY, plot, narrow),
    );
  }

  const show = (/** @type {Chart} */ chart) => {
    shown = chart;
    draw();
  };
  const observer = new ResizeObserver(([entry]) => {
    width = Math.round(entry.contentRect.width);
    draw();
  });
  observer.observe(root);
  // The value on the x axis, which is not logarithmic, at a place on the screen.
  const valueAt = (/** @type {number} */ clientX) => {
    const { from, to } = shown?.x ?? { from: 0, to: 0 };
    const at = clientX - picture.getBoundingClientRect().left;
    return from + ((at - left) / (right - left)) * (to - from);
  };
  return { root, show, valueAt, stop: () => observer.disconnect() };
}

/**
 * @param {Axis} axis
 * @param {number} start
 * @param {number} end
 * @returns {Place}
 */
function scale({ from, to, log }, start, end) {
  const position = log ? Math.log10 : Number;
  const [first, last] = [position(from), position(to)];
  return (value) => start + ((position(value) - first) / (last - first)) * (end - start);
}

/**
 * @param {Axis} axis
 * @param {Place} toY
 * @param {Box} plot
 */
function yAxis({ ticks, text }, toY, plot) {
  const marks = ticks.map((value) => {
    const y = Math.round(toY(value)) + 0.5;
    return svg(
      "g",
      {},
      svg("line", { class: "gbg-grid", x1: plot.left, x2: plot.right, y1: y, y2: y }),
      svg("text", { x: plot.left - 8, y: y + 5, "text-anchor": "end" }, text(value)),
    );
  });
  return svg("g", {}, ...marks);
}

/**
 * @param {number} _
 * @param {number} i
 * @param {number[]} all
 */
function everyOther(_, i, all) {
  return (all.length - 1 - i) % 2 === 0;
}

/**
 * The words of a label in as many lines as they need.
 * @param {string} label
 * @param {number} width
 */
function inLines(label, width) {
  const most = Math.max(10, Math.floor(width / LETTER));
  /** @type {string[]} */
  const lines = [];
  for (const word of label.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/**
 * @param {string[]} lines
 * @param {number} x
 * @param {number} y
 */
function axisLabel(lines, x, y) {
  return svg(
    "text",
    { class: "gbg-axis-label" },
    ...lines.map((line, i) => svg("tspan", { x, y: y + i * LABEL_LINE }, i === 0 ? line : ` ${line}`)),
  );
}

/**
 * @param {Axis} axis
 * @param {Place} toX
 * @param {Box} plot
 */
function xAxis({ ticks, text }, toX, plot) {
  const marks = ticks.map((value) => {
    const x = Math.round(toX(value)) + 0.5;
    return svg(
      "g",
      {},
      svg("line", { class: "gbg-axis", x1: x, x2: x, y1: plot.bottom, y2: plot.bottom + TICK }),
      svg("text", { x, y: plot.bottom + TICK + 15, "text-anchor": "middle" }, text(value)),
    );
  });
  const line = { x1: plot.left, x2: plot.right, y1: plot.bottom + 0.5, y2: plot.bottom + 0.5 };
  return svg("g", {}, svg("line", { class: "gbg-axis", ...line }), ...marks);
}

/**
 * @param {Line} line
 * @param {Place} toX
 * @param {Place} toY
 */
function path({ points, className }, toX, toY) {
  const corners = points.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`);
  return svg("polyline", { class: `gbg-line ${className}`, points: corners.join(" ") });
}

/**
 * @param {Dot} dot
 * @param {Place} toX
 * @param {Place} toY
 */
function circle({ at: [x, y], className }, toX, toY) {
  return svg("circle", { class: className, cx: toX(x), cy: toY(y), r: DOT });
}

/**
 * Each name stands where its line ends, or as near to that as the other names allow.
 * @param {Line[]} lines
 * @param {Place} toX
 * @param {Place} toY
 * @param {Box} plot
 * @param {boolean} inside whether they stand on the plot, left of their lines' ends
 */
function names(lines, toX, toY, plot, inside) {
  const ends = lines
    .filter((line) => line.name !== "")
    .map((line) => ({ line, at: toY(end(line)[1]) - (inside ? LABEL_STEP / 2 + 4 : 0) }))
    .map(({ line, at }) => ({ line, at: Math.min(plot.bottom - 4, Math.max(plot.top + 8, at)) }))
    .sort((a, b) => a.at - b.at);
  keepApart(ends, plot.bottom - 4);
  return svg(
    "g",
    {},
    ...ends.map(({ line, at }) =>
      svg(
        "text",
        {
          class: `gbg-line-name ${line.className}`,
          x: toX(end(line)[0]) + (inside ? 0 : 8),
          y: at + 5,
          "text-anchor": inside ? "end" : "start",
        },
        line.name,
      ),
    ),
  );
}

/** @param {Line} line */
function end({ points }) {
  return points[points.length - 1];
}

/**
 * Push downwards from the top, then upwards from the bottom.
 * @param {{at: number}[]} ends
 * @param {number} bottom
 */
function keepApart(ends, bottom) {
  for (let i = 1; i < ends.length; i++) {
    ends[i].at = Math.max(ends[i].at, ends[i - 1].at + LABEL_STEP);
  }
  let limit = bottom;
  for (let i = ends.length - 1; i >= 0; i--) {
    ends[i].at = Math.min(ends[i].at, limit);
    limit = ends[i].at - LABEL_STEP;
  }
}
