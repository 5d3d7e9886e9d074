// @ts-check
// A chart in SVG. It is drawn in the pixels of the screen, not scaled, so that its text keeps its size
// in a narrow window. Each line carries its own name at its end.
import { element, svg } from "./dom.js";
import { KEY_LINE, keyAbove, namesAtEnds } from "./line_names.js";
import { areaMark, dotMark, halfWidth, levelMark, lineMark, noteMark, scale } from "./marks.js";
import { drawnToWidth } from "./width.js";

const TICK = 6;
const NARROW = 520; // fewer ticks find room in such a picture
// The names leave the room beside the plot if there they would take more than this part of the width.
const MOST_FOR_NAMES = 0.37;
const NARROW_MARGIN = 14;
const LABEL_LINE = 18;
const LETTER = 7.9; // so wide is a letter of an axis label in a wide font, on average, in pixels
const SLANT = { wide: -55, narrow: -90 }; // degrees: upright words need the least room beside one another
const FIRST_KEY = 36; // the middle of the first line of the key, in pixels, below a label of one line

/**
 * @typedef {import("./marks.js").Box} Box
 * @typedef {import("./marks.js").Place} Place
 * @typedef {import("./marks.js").Places} Places
 * @typedef {import("./marks.js").Area} Area
 * @typedef {import("./marks.js").Dot} Dot
 * @typedef {import("./marks.js").Note} Note
 *
 * What an axis has besides its scale; `text` writes a tick.
 * @typedef {{ticks: number[], text: (value: number) => string, label: string}} Marked
 * @typedef {import("./marks.js").Scale & Marked} Axis
 *
 * The axis from left to right. `grid` draws its ticks through the plot; `everyTick` keeps all of them in a
 * narrow picture; `lookOf` says of a tick how its text looks: it may stand slanted,
 * or upright in a narrow picture.
 * @typedef {object} Across
 * @property {boolean} [grid]
 * @property {boolean} [everyTick]
 * @property {(value: number) => {className?: string, slanted?: boolean}} [lookOf]
 *
 * A line whose name may be "".
 * @typedef {import("./marks.js").Line & {name: string}} Line
 *
 * What is shown, from below to above: areas, lines, dots, notes; and the picture in words for those who do
 * not see it.
 * @typedef {object} Chart
 * @property {Axis & Across} x
 * @property {Axis} y
 * @property {Area[]} [areas]
 * @property {Line[]} [lines]
 * @property {Dot[]} [dots]
 * @property {Note[]} [notes]
 * @property {string} description
 */

/**
 * `margin` is the room around the plot; where there is room the names of the lines stand in `right`.
 * In a narrow picture they stand on the plot, or in a key of `keyLines` lines above it: lines that cross
 * the plot in many ways leave no place for names, and a plot that needs its width none beside it.
 * `onDrag` is called with the value on the x axis, not a logarithmic one, at which a pointer is held.
 * @param {{height: number, margin: Box, keyLines?: number, onDrag?: (value: number) => void}} options
 */
export function chart({ height, margin, keyLines = 0, onDrag }) {
  const picture = svg("svg", { class: "gbg-chart", role: "img", width: "100%", height });
  const root = element("div", { class: "gbg-chart-box" }, picture);
  const { show, shown, stop } = drawnToWidth(root, draw);
  // Where the plot is, once it is drawn.
  let plot = { left: 0, right: 1, top: 0, bottom: 1 };

  /**
   * @param {Chart} chart
   * @param {number} width
   */
  function draw(chart, width) {
    const { x, y, description } = chart;
    const narrow = width < NARROW;
    const labels = { x: inLines(x.label, width - (narrow ? 0 : margin.left)), y: inLines(y.label, width) };
    const beside = margin.right <= MOST_FOR_NAMES * width && !(narrow && keyLines > 0);
    plot = plotOf(x, labels, beside, width);
    const places = { toX: scale(x, plot.left, plot.right), toY: scale(y, plot.bottom, plot.top) };
    const ticks = narrow && !x.everyTick ? x.ticks.filter(everyOther) : x.ticks;
    picture.setAttribute("aria-label", description);
    picture.replaceChildren(
      svg("g", {}, ...y.ticks.map((value) => levelMark(places.toY(value), y.text(value), plot))),
      xAxis({ ...x, ticks }, places.toX, { ...plot, width, slant: narrow ? SLANT.narrow : SLANT.wide }),
      axisLabel(labels.y, 0, 14),
      axisLabel(labels.x, narrow ? 0 : plot.left, height - 6 - LABEL_LINE * (labels.x.length - 1)),
      frame(chart, places, { ...plot, width }),
      names(chart.lines ?? [], places, beside, FIRST_KEY + LABEL_LINE * (labels.y.length - 1), width),
      ...(chart.notes ?? []).map((note) => noteMark(note, places)),
    );
  }

  /**
   * @param {Line[]} lines
   * @param {Places} places
   * @param {boolean} beside whether there is room for names beside the plot
   * @param {number} keyTop
   * @param {number} width
   */
  function names(lines, places, beside, keyTop, width) {
    const named = lines.filter((line) => line.name !== "");
    if (beside || keyLines === 0) return namesAtEnds(named, places, plot, beside);
    return keyAbove(named, keyTop, width);
  }

  /**
   * @param {Axis & Across} axis from left to right
   * @param {{x: string[], y: string[]}} labels
   * @param {boolean} beside whether the names stand beside the plot
   * @param {number} width
   */
  function plotOf({ ticks, text, lookOf }, labels, beside, width) {
    const [last] = ticks.slice(-1);
    const lastHalf = last === undefined || lookOf?.(last).slanted ? 0 : halfWidth(text(last));
    const right = beside ? margin.right : Math.max(NARROW_MARGIN, lastHalf);
    return {
      left: margin.left,
      right: Math.max(margin.left + 1, width - right),
      top: margin.top + LABEL_LINE * (labels.y.length - 1) + (beside ? 0 : KEY_LINE * keyLines),
      bottom: height - margin.bottom - LABEL_LINE * (labels.x.length - 1),
    };
  }

  const valueAt = (/** @type {number} */ clientX) => {
    const { from, to } = shown()?.x ?? { from: 0, to: 0 };
    const at = clientX - picture.getBoundingClientRect().left;
    return from + ((at - plot.left) / (plot.right - plot.left)) * (to - from);
  };
  if (onDrag !== undefined) followPointer(root, (clientX) => onDrag(valueAt(clientX)));
  return { root, show, stop };
}

/**
 * The ends of a line that stands upright.
 * @param {number} x
 * @param {{from: number, to: number}} y
 * @returns {[number, number][]}
 */
export function upright(x, { from, to }) {
  return [
    [x, from],
    [x, to],
  ];
}

/**
 * A pointer is followed beyond the chart's edge until it is let go.
 * @param {HTMLElement} root
 * @param {(clientX: number) => void} follow
 */
function followPointer(root, follow) {
  root.classList.add("gbg-dragged");
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    root.setPointerCapture(event.pointerId);
    follow(event.clientX);
  });
  root.addEventListener("pointermove", (event) => {
    if (root.hasPointerCapture(event.pointerId)) follow(event.clientX);
  });
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
  const last = lines.length - 1;
  return svg(
    "text",
    { class: "gbg-axis-label" },
    ...lines.map((line, i) => svg("tspan", { x, y: y + i * LABEL_LINE }, i === last ? line : `${line} `)),
  );
}

/**
 * @param {Axis & Across} axis
 * @param {Place} toX
 * @param {Box & {width: number, slant: number}} plot
 */
function xAxis(axis, toX, plot) {
  const line = { x1: plot.left, x2: plot.right, y1: plot.bottom + 0.5, y2: plot.bottom + 0.5 };
  const marks = axis.ticks.map((value) => xTick(value, axis, Math.round(toX(value)) + 0.5, plot));
  return svg("g", {}, svg("line", { class: "gbg-axis", ...line }), ...marks);
}

/**
 * @param {number} value
 * @param {Axis & Across} axis
 * @param {number} x
 * @param {Box & {width: number, slant: number}} plot
 */
function xTick(value, { text, grid = false, lookOf = () => ({}) }, x, { top, bottom, width, slant }) {
  const written = text(value);
  const { className = "", slanted = false } = lookOf(value);
  const mark = grid
    ? svg("line", { class: "gbg-grid", x1: x, x2: x, y1: top, y2: bottom })
    : svg("line", { class: "gbg-axis", x1: x, x2: x, y1: bottom, y2: bottom + TICK });
  const y = bottom + TICK + 15;
  const fits = x + halfWidth(written) <= width;
  const place = slanted
    ? { "text-anchor": "end", transform: `rotate(${slant} ${x + 5} ${y})`, x: x + 5, y }
    : { "text-anchor": fits ? "middle" : "end", x: fits ? x : width, y };
  return svg("g", {}, mark, svg("text", { class: className, ...place }, written));
}

/**
 * A frame of its own cuts off what lies outside the axes.
 * @param {Chart} chart
 * @param {Places} places
 * @param {Box & {width: number}} plot
 */
function frame({ areas = [], lines = [], dots = [] }, { toX, toY }, { top, bottom, width }) {
  const inside = { toX, toY: (/** @type {number} */ value) => toY(value) - top };
  return svg(
    "svg",
    { x: 0, y: top, width, height: bottom - top, overflow: "hidden" },
    ...areas.map((area) => areaMark(area, inside)),
    ...lines.map((line) => lineMark(line, inside)),
    ...dots.map((dot) => dotMark(dot, inside)),
  );
}
