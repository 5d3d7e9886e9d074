// A line chart in SVG. It is drawn in the pixels of the screen, not scaled, so that its text keeps
// its size in a narrow window. Each line carries its own name at its end.
import { element, svg } from "./dom.js";

const TICK = 6;
const LABEL_STEP = 19; // the least distance between two names, in pixels

// `margin` is the room around the plot: {top, right, bottom, left}; the names stand in `right`.
//
// show({ x, y, lines, description }) draws:
//   x, y   {from, to, log, ticks: [value], text: (value) => string, label}
//   lines  [{name, points: [[x, y]], className}], the last on top; a name may be ""
//   description  what the picture shows, for those who do not see it
export function lineChart({ height, margin }) {
  const picture = svg("svg", { class: "gbg-chart", role: "img", width: "100%", height });
  const root = element("div", { class: "gbg-chart-box" }, picture);
  let shown = null;
  let width = 0;

  function draw() {
    if (shown === null || width === 0) return;
    const { x, y, lines } = shown;
    const plot = {
      left: margin.left,
      right: Math.max(margin.left + 1, width - margin.right),
      top: margin.top,
      bottom: height - margin.bottom,
    };
    const toX = scale(x, plot.left, plot.right);
    const toY = scale(y, plot.bottom, plot.top);
    picture.setAttribute("aria-label", shown.description);
    picture.replaceChildren(
      yAxis(y, toY, plot),
      xAxis(x, toX, plot, height),
      // A frame of its own cuts off what lies outside the axes.
      svg(
        "svg",
        { x: 0, y: plot.top, width, height: plot.bottom - plot.top, overflow: "hidden" },
        ...lines.map((line) => path(line, toX, (value) => toY(value) - plot.top)),
      ),
      names(lines, toX, toY, plot),
    );
  }

  const show = (chart) => {
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

function scale({ from, to, log }, start, end) {
  const position = log ? Math.log10 : Number;
  const [first, last] = [position(from), position(to)];
  return (value) => start + ((position(value) - first) / (last - first)) * (end - start);
}

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

function path({ points, className }, toX, toY) {
  const corners = points.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`);
  return svg("polyline", { class: `gbg-line ${className}`, points: corners.join(" ") });
}

// Each name stands where its line ends, or as near to that as the other names allow.
function names(lines, toX, toY, plot) {
  const ends = lines
    .filter((line) => line.name !== "")
    .map((line) => ({ line, at: toY(line.points.at(-1)[1]) }))
    .map((end) => ({ ...end, at: Math.min(plot.bottom - 4, Math.max(plot.top + 8, end.at)) }))
    .sort((a, b) => a.at - b.at);
  keepApart(ends, plot.bottom - 4);
  return svg(
    "g",
    {},
    ...ends.map(({ line, at }) =>
      svg(
        "text",
        { class: `gbg-line-name ${line.className}`, x: toX(line.points.at(-1)[0]) + 8, y: at + 5 },
        line.name,
      ),
    ),
  );
}

// Push downwards from the top, then upwards from the bottom.
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
