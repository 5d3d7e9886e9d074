// @ts-check
// A line chart in SVG. It is drawn in the pixels of the screen, not scaled, so that its text keeps
// its size in a narrow window. Each line carries its own name at its end.
import { element, svg } from "./dom.js";

const TICK = 6;
const DOT = 5;
const LABEL_STEP = 19; // the least distance between two names, in pixels

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
 * `margin` is the room around the plot; the names of the lines stand in `right`.
 * @param {{height: number, margin: Box}} options
 */
export function lineChart({ height, margin }) {
  const picture = svg("svg", { class: "gbg-chart", role: "img", width: "100%", height });
  const root = element("div", { class: "gbg-chart-box" }, picture);
  /** @type {Chart | null} */
  let shown = null;
  let width = 0;

  function draw() {
    if (shown === null || width === 0) return;
    const { x, y, lines, dots = [] } = shown;
    const plot = {
      left: margin.left,
      right: Math.max(margin.left + 1, width - margin.right),
      top: margin.top,
      bottom: height - margin.bottom,
    };
    const toX = scale(x, plot.left, plot.right);
    const toY = scale(y, plot.bottom, plot.top);
    const inFrame = (/** @type {number} */ value) => toY(value) - plot.top;
    picture.setAttribute("aria-label", shown.description);
    picture.replaceChildren(
      yAxis(y, toY, plot),
      xAxis(x, toX, plot, height),
      // A frame of its own cuts off what lies outside the axes.
      svg(
        "svg",
        { x: 0, y: plot.top, width, height: plot.bottom - plot.top, overflow: "hidden" },
        ...lines.map((line) => path(line, toX, inFrame)),
        ...dots.map((dot) => circle(dot, toX, inFrame)),
      ),
      names(lines, toX, toY, plot),
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
  return { root, show, stop: () => observer.disconnect() };
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
function yAxis({ ticks, text, label }, toY, plot) {
  const marks = ticks.map((value) => {
    const y = Math.round(toY(value)) + 0.5;
    return svg(
      "g",
      {},
      svg("line", { class: "gbg-grid", x1: plot.left, x2: plot.right, y1: y, y2: y }),
      svg("text", { x: plot.left - 8, y: y + 5, "text-anchor": "end" }, text(value)),
    );
  });
  return svg("g", {}, svg("text", { x: 0, y: 14, class: "gbg-axis-label" }, label), ...marks);
}

/**
 * @param {Axis} axis
 * @param {Place} toX
 * @param {Box} plot
 * @param {number} height
 */
function xAxis({ ticks, text, label }, toX, plot, height) {
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
  const name = { x: plot.left, y: height - 6, class: "gbg-axis-label" };
  return svg("g", {}, svg("line", { class: "gbg-axis", ...line }), ...marks, svg("text", name, label));
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
 */
function names(lines, toX, toY, plot) {
  const ends = lines
    .filter((line) => line.name !== "")
    .map((line) => ({ line, at: toY(end(line)[1]) }))
    .map(({ line, at }) => ({ line, at: Math.min(plot.bottom - 4, Math.max(plot.top + 8, at)) }))
    .sort((a, b) => a.at - b.at);
  keepApart(ends, plot.bottom - 4);
  return svg(
    "g",
    {},
    ...ends.map(({ line, at }) =>
      svg(
        "text",
        { class: `gbg-line-name ${line.className}`, x: toX(end(line)[0]) + 8, y: at + 5 },
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
