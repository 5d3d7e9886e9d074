// @ts-check
// The view of lines to put in order. Each line has two buttons to move it and a box to leave it out,
// so that mouse, finger, keyboard and screen reader do the same. On a line's box or buttons the arrow
// keys up and down move the line too.
import { button, input } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { keepDrawn, setTraits, viewRoot } from "../shared/view.js";
import { firstFault, moved } from "./rules.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {{text: string, why: string}} Line
 * @typedef {{prompt: string, lines: Line[], too_many: Line[]}} Program
 * @typedef {ReturnType<typeof firstFault>} Fault
 *
 * `order` and `leftOut` name lines by their number in the program.
 * @typedef {{order: number[], leftOut: number[], checked: boolean}} State
 */

const TRAITS = ["order", "left_out", "checked"];

/** @param {{model: Model, el: HTMLElement, words: Words}} widget */
function render({ model, el, words }) {
  /** @type {Program} */
  const program = model.get("program");
  const lines = [...program.lines, ...program.too_many];
  const rows = lines.map((line, number) =>
    lineRow(line, words, {
      move: (by, focused) => move(number, by, focused),
      use: (used) => use(number, used),
    }),
  );
  const list = element("ol", { class: "gbg-program" }, ...rows.map(({ root }) => root));
  const verdict = element("p", { class: "gbg-verdict", role: "status" });

  /**
   * @param {number} number
   * @param {-1 | 1} by
   * @param {HTMLElement} focused
   */
  function move(number, by, focused) {
    const order = moved(model.get("order"), number, by);
    setTraits(model, { order, checked: false, solved: false });
    // An element that changes its place loses the focus.
    focused.focus();
    const place = { code: lines[number].text.trim(), n: order.indexOf(number) + 1 };
    setText(verdict, fill(words.moved, { ...place, lines: lines.length }));
  }

  /**
   * @param {number} number
   * @param {boolean} used
   */
  function use(number, used) {
    const others = model.get("left_out").filter((/** @type {number} */ other) => other !== number);
    setTraits(model, { left_out: used ? others : [...others, number], checked: false, solved: false });
  }

  const fault = () => firstFault(model.get("order"), model.get("left_out"), program.lines.length);
  const check = button(words.check, () => {
    setTraits(model, { checked: true, solved: fault() === null });
  });

  function update(/** @type {State} */ { order, leftOut, checked }) {
    const shown = order.map((number) => rows[number].root);
    if (shown.some((root, place) => list.children[place] !== root)) list.replaceChildren(...shown);
    rows.forEach((row, number) => row.show(!leftOut.includes(number)));
    const found = checked ? fault() : null;
    verdict.dataset.verdict = checked ? (found === null ? "right" : "wrong") : "";
    setText(verdict, checked ? faultText(found, lines, words) : "");
  }

  const root = viewRoot(
    "gbg-order-lines",
    program.prompt,
    element("p", { class: "gbg-prompt" }, program.prompt),
    element("p", { class: "gbg-quiet" }, words.how),
    list,
    check,
    verdict,
  );
  // JupyterLab would take some keys for commands of its own.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  const readState = () => ({
    order: model.get("order"),
    leftOut: model.get("left_out"),
    checked: model.get("checked"),
  });
  return keepDrawn({ model, traits: TRAITS, parts: [{ update }], readState }).stop;
}

/**
 * @param {Line} line
 * @param {Words} words
 * @param {{move: (by: -1 | 1, focused: HTMLElement) => void, use: (used: boolean) => void}} actions
 */
function lineRow(line, words, { move, use }) {
  const code = line.text.trim();
  const indent = line.text.length - line.text.trimStart().length;
  const box = input({
    type: "checkbox",
    "aria-label": fill(words.use, { code }),
    onchange: () => use(box.checked),
  });
  /**
   * @param {-1 | 1} by
   * @param {string} sign
   * @param {string} label
   */
  const mover = (by, sign, label) =>
    button(sign, (event) => move(by, /** @type {HTMLElement} */ (event.currentTarget)), {
      "aria-label": fill(label, { code }),
    });
  const root = element(
    "li",
    {},
    element("label", { class: "gbg-box" }, box),
    element("code", { style: `padding-left: ${indent}ch` }, code),
    element("span", { class: "gbg-moves" }, mover(-1, "↑", words.up), mover(1, "↓", words.down)),
  );
  root.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
    if (by === null) return;
    event.preventDefault();
    move(by, /** @type {HTMLElement} */ (event.target));
  });
  const show = (/** @type {boolean} */ used) => {
    box.checked = used;
    root.classList.toggle("gbg-left-out", !used);
  };
  return { root, show };
}

/**
 * @param {Fault} fault
 * @param {Line[]} lines
 * @param {Words} words
 */
function faultText(fault, lines, words) {
  if (fault === null) return words.right;
  const { text, why } = lines[fault.line];
  const other = fault.before === undefined ? "" : lines[fault.before].text.trim();
  return fill(words[fault.kind], { code: text.trim(), other, why });
}

export default { render };
