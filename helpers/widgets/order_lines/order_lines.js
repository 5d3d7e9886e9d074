// @ts-check
// The view of lines to put in order. Each line has two buttons to move it and a box to leave it out,
// so that mouse, finger, keyboard and screen reader do the same. On a line's box or buttons the arrow
// keys up and down move the line too.
import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { keepDrawn, viewRoot } from "../shared/view.js";
import { firstFault, moved } from "./rules.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {{text: string, why: string}} Line
 * @typedef {{prompt: string, lines: Line[], too_many: Line[]}} Program
 */

/** @param {{model: Model, el: HTMLElement, words: Words}} widget */
function render({ model, el, words }) {
  /** @type {Program} */
  const program = model.get("program");
  const lines = [...program.lines, ...program.too_many];
  const rows = lines.map(row);
  const list = element("ol", { class: "gbg-program" }, ...rows.map(({ root }) => root));
  const verdict = element("p", { class: "gbg-verdict", role: "status" });
  const check = element("button", { type: "button", class: "gbg-button", onclick: judge }, words.check);

  /** @param {Line} line @param {number} number */
  function row(line, number) {
    const code = line.text.trim();
    const indent = line.text.length - line.text.trimStart().length;
    const box = /** @type {HTMLInputElement} */ (
      element("input", { type: "checkbox", "aria-label": fill(words.use, { code }) })
    );
    box.addEventListener("change", () => {
      const others = leftOut().filter((other) => other !== number);
      set({ left_out: box.checked ? others : [...others, number], checked: false, solved: false });
    });
    /** @param {-1 | 1} by @param {string} sign @param {string} label */
    const button = (by, sign, label) =>
      element(
        "button",
        {
          type: "button",
          class: "gbg-button",
          "aria-label": fill(label, { code }),
          onclick: (/** @type {Event} */ event) =>
            move(number, by, /** @type {HTMLElement} */ (event.currentTarget)),
        },
        sign,
      );
    const root = element(
      "li",
      {},
      element("label", { class: "gbg-box" }, box),
      element("code", { style: `padding-left: ${indent}ch` }, code),
      element("span", { class: "gbg-moves" }, button(-1, "↑", words.up), button(1, "↓", words.down)),
    );
    root.addEventListener("keydown", (event) => {
      const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
      if (by === null) return;
      event.preventDefault();
      move(number, by, /** @type {HTMLElement} */ (event.target));
    });
    return { root, box };
  }

  /** @returns {number[]} */
  const order = () => model.get("order");
  /** @returns {number[]} */
  const leftOut = () => model.get("left_out");

  /** @param {Record<string, any>} traits */
  function set(traits) {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    model.save_changes();
    update();
  }

  /** @param {number} number @param {-1 | 1} by @param {HTMLElement} focused */
  function move(number, by, focused) {
    set({ order: moved(order(), number, by), checked: false, solved: false });
    // An element that changes its place loses the focus.
    focused.focus();
    const place = { code: lines[number].text.trim(), n: order().indexOf(number) + 1 };
    setText(verdict, fill(words.moved, { ...place, lines: lines.length }));
  }

  function judge() {
    const fault = firstFault(order(), leftOut(), program.lines.length);
    set({ checked: true, solved: fault === null });
  }

  function said() {
    const fault = firstFault(order(), leftOut(), program.lines.length);
    if (fault === null) return { verdict: "right", text: words.right };
    const { text, why } = lines[fault.line];
    const other = fault.before === undefined ? "" : lines[fault.before].text.trim();
    const values = { code: text.trim(), other, why };
    return { verdict: "wrong", text: fill(words[fault.kind], values) };
  }

  function update() {
    const now = order();
    const shown = now.map((number) => rows[number].root);
    if (shown.some((root, place) => list.children[place] !== root)) list.replaceChildren(...shown);
    rows.forEach(({ root, box }, number) => {
      const used = !leftOut().includes(number);
      box.checked = used;
      root.classList.toggle("gbg-left-out", !used);
    });
    const { verdict: kind, text } = model.get("checked") ? said() : { verdict: "", text: "" };
    verdict.dataset.verdict = kind;
    setText(verdict, text);
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
  const traits = ["order", "left_out", "checked"];
  const { stop } = keepDrawn({ model, traits, parts: [{ update }], readState: () => ({}) });
  return () => {
    stop();
    root.remove();
  };
}

export default { render };
