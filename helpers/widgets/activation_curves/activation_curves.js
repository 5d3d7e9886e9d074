// The view of two curves, one below the other, and a dot on each that stands at the same sum.

import { sliderControl } from "../shared/controls.js";
import { element, setText, svg } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { decimals } from "../shared/reals.js";
import { setter, viewRoot } from "../shared/view.js";
import { watchWidth } from "../shared/width.js";

const REACH = 6;
const STOPS = Array.from({ length: 121 }, (_, n) => (n - 60) / 10);
const CURVES = [
  { name: "sigmoid", of: (sum) => 1 / (1 + Math.exp(-sum)), from: 0 },
  { name: "tanh", of: Math.tanh, from: -1 },
];
const [LEFT, RIGHT, TOP] = [34, 14, 12];

function render({ model, el, words }) {
  const move = setter(model, "sum");
  const slider = sliderControl({
    name: "sum",
    label: words.sum,
    stops: STOPS,
    text: decimals,
    onChange: move,
  });
  const curves = CURVES.map((curve) => curveView(curve, words, move));
  const says = element("p", { class: "gbg-says", role: "status" });
  el.append(
    viewRoot("gbg-activation-curves", words.title, slider.root, ...curves.map((curve) => curve.root), says),
  );
  const draw = () => {
    const sum = model.get("sum");
    slider.show(sum);
    for (const curve of curves) curve.show(sum);
    const [open, content] = CURVES.map(({ of }) => decimals(of(sum)));
    const share = `${Math.round(100 * CURVES[0].of(sum))} %`;
    setText(says, fill(words.says, { sum: decimals(sum), open, content, share }));
  };
  model.on("change:sum", draw);
  draw();
  return () => {
    model.off("change:sum", draw);
    for (const curve of curves) curve.stop();
  };
}

// A curve from −6 to 6. It is drawn to scale, so that the tanh is twice as high as the σ.
function curveView({ name, of, from }, words, move) {
  const height = from === 0 ? 130 : 210;
  const picture = svg("svg", {
    class: "gbg-chart",
    role: "img",
    width: "100%",
    height,
    onpointerdown: drag,
    onpointermove: drag,
  });
  const root = element("div", { "data-curve": name }, picture);
  let [width, sum] = [0, 0];
  const toX = (at) => LEFT + ((at + REACH) / (2 * REACH)) * (width - LEFT - RIGHT);
  const toY = (value) => height - 14 - ((value - from) / (1 - from)) * (height - 14 - TOP);

  function drag(event) {
    if (event.buttons === 0 && event.type === "pointermove") return;
    picture.setPointerCapture(event.pointerId);
    const x = event.clientX - picture.getBoundingClientRect().left;
    const at = ((x - LEFT) / (width - LEFT - RIGHT)) * 2 * REACH - REACH;
    move(Math.round(10 * Math.max(-REACH, Math.min(REACH, at))) / 10);
  }

  function show(value) {
    sum = value;
    if (width === 0) return;
    const levels = from === 0 ? [0, 0.5, 1] : [-1, 0, 1];
    const points = STOPS.map((at) => `${toX(at).toFixed(1)},${toY(of(at)).toFixed(1)}`).join(" ");
    const dot = { x: toX(sum), y: toY(of(sum)) };
    const beside = sum > 3 ? { x: dot.x - 12, "text-anchor": "end" } : { x: dot.x + 12 };
    const below = of(sum) > 0.8 ? 22 : 5;
    picture.setAttribute(
      "aria-label",
      fill(words.described[name], { sum: decimals(sum), value: decimals(of(sum)) }),
    );
    picture.replaceChildren(
      ...levels.flatMap((level) => [
        svg("line", { class: "gbg-grid", x1: LEFT, x2: width - RIGHT, y1: toY(level), y2: toY(level) }),
        svg(
          "text",
          { x: LEFT - 6, y: toY(level) + 5, "text-anchor": "end" },
          String(level).replace("-", "−"),
        ),
      ]),
      svg("line", { class: "gbg-axis", x1: toX(0), x2: toX(0), y1: TOP, y2: height - 14 }),
      svg("text", { x: LEFT + 8, y: TOP + 16, class: "gbg-curve-name" }, words.names[name]),
      svg("polyline", { class: "gbg-line", points }),
      svg("line", { class: "gbg-drop", x1: dot.x, x2: dot.x, y1: toY(Math.max(0, from)), y2: dot.y }),
      svg("circle", { class: "gbg-dot", cx: dot.x, cy: dot.y, r: 8 }),
      svg("text", { y: dot.y + below, class: "gbg-curve-value", ...beside }, decimals(of(sum))),
    );
  }
  const stop = watchWidth(root, (found) => {
    width = Math.round(found);
    show(sum);
  });
  return { root, show, stop };
}

export default { render };
