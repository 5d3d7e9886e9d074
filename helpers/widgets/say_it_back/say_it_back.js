// @ts-check
// The view of the end of a lesson. What is filled, checked and compared stands in traits, so that all
// views agree, and that a saved lesson keeps what the learner wrote.
import { element, setText, uniqueId } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { keepDrawn, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {{right: string, wrong: Record<string, string>, fillings: string[]}} Gap
 * @typedef {{lines: (string | Gap)[][], ours: string[]}} Summary
 */

/** @param {{model: Model, el: HTMLElement, words: Words}} widget */
function render({ model, el, words }) {
  /** @type {Summary} */
  const summary = model.get("summary");
  /** @type {{gap: Gap, select: HTMLSelectElement, mark: HTMLElement}[]} */
  const places = [];
  const lines = summary.lines.map((line) =>
    element("li", {}, ...line.map((part) => (typeof part === "string" ? part : place(part)))),
  );
  const verdict = element("p", { class: "gbg-verdict", role: "status" });
  const reasons = element("ul", { class: "gbg-reasons" });
  const form = element(
    "form",
    { novalidate: true },
    element("p", { class: "gbg-prompt gbg-ask-for" }, words.fill),
    element("ul", { class: "gbg-lines" }, ...lines),
    element("div", {}, element("button", { type: "submit", class: "gbg-button" }, words.check)),
    verdict,
    reasons,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    set({ checked: true, solved: places.every(({ gap }, n) => filled()[n] === gap.right) });
  });

  const own = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { class: "gbg-field", id: uniqueId(), rows: 3, maxlength: 5000 })
  );
  own.addEventListener("change", () => set({ own: own.value }));
  const ours = element(
    "ul",
    { class: "gbg-ours", id: uniqueId() },
    ...summary.ours.map((sentence) => element("li", {}, sentence)),
  );
  const compare = element(
    "button",
    {
      type: "button",
      class: "gbg-button",
      "aria-controls": ours.id,
      onclick: () => set({ own: own.value, compared: !model.get("compared") }),
    },
    words.compare,
  );

  /** @param {Gap} gap */
  function place(gap) {
    const number = places.length;
    const select = /** @type {HTMLSelectElement} */ (
      element(
        "select",
        { "aria-label": fill(words.gap, { n: number + 1 }) },
        element("option", { value: "" }, words.empty),
        ...gap.fillings.map((filling) => element("option", { value: filling }, filling)),
      )
    );
    select.addEventListener("change", () => {
      const now = filled().slice();
      now[number] = select.value || null;
      set({ filled: now, checked: false, solved: false });
    });
    const mark = element("span", { class: "gbg-mark", "aria-hidden": "true" });
    places.push({ gap, select, mark });
    return element("span", { class: "gbg-gap" }, select, mark);
  }

  /** @returns {(string | null)[]} */
  function filled() {
    return model.get("filled").map((/** @type {string | null | undefined} */ filling) => filling ?? null);
  }

  /** @param {Record<string, any>} traits */
  function set(traits) {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    model.save_changes();
    update();
  }

  function update() {
    const now = filled();
    const checked = model.get("checked");
    const empty = now.filter((filling) => filling === null).length;
    places.forEach(({ gap, select, mark }, n) => {
      if (select.value !== (now[n] ?? "")) select.value = now[n] ?? "";
      const judged = checked && now[n] !== null;
      const right = now[n] === gap.right;
      mark.dataset.verdict = judged ? (right ? "right" : "wrong") : "";
      setText(mark, judged ? (right ? "✓" : "✗") : "");
      if (judged && !right) select.setAttribute("aria-invalid", "true");
      else select.removeAttribute("aria-invalid");
    });
    const missed = places.flatMap(({ gap }, n) => {
      const filling = now[n];
      return filling === null || filling === gap.right
        ? []
        : [fill(words.why, { n: n + 1, filling, why: gap.wrong[filling] })];
    });
    const said = empty > 0 ? fill(words.unfilled, { n: empty }) : verdictOf(missed.length);
    setText(verdict, checked ? said : "");
    verdict.dataset.verdict = !checked || empty > 0 ? "" : missed.length > 0 ? "wrong" : "right";
    reasons.replaceChildren(...(checked ? missed : []).map((text) => element("li", {}, text)));
    if (own.value !== model.get("own")) own.value = model.get("own");
    ours.hidden = !model.get("compared");
    compare.setAttribute("aria-expanded", String(model.get("compared")));
  }

  /** @param {number} missed */
  function verdictOf(missed) {
    if (missed === 0) return words.right;
    return fill(words.wrong, { right: places.length - missed, gaps: places.length });
  }

  const root = viewRoot(
    "gbg-say-it-back",
    words.title,
    form,
    element("label", { class: "gbg-prompt gbg-ask-for", for: own.id }, words.own),
    element("p", { class: "gbg-quiet" }, words.own_hint),
    own,
    element("div", {}, compare),
    ours,
  );
  // JupyterLab would take some keys for commands of its own.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  const traits = ["filled", "own", "checked", "compared"];
  const { stop } = keepDrawn({ model, traits, parts: [{ update }], readState: () => ({}) });
  return () => {
    stop();
    root.remove();
  };
}

export default { render };
