// @ts-check
// The view of the end of a lesson. What is filled, checked and compared stands in traits, so that all
// views agree, and that a saved lesson keeps what the learner wrote.
import { button } from "../shared/controls.js";
import { element, setText, uniqueId } from "../shared/dom.js";
import { fill } from "../shared/numbers.js";
import { keepDrawn, setTraits, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {{right: string, wrong: Record<string, string>, fillings: string[]}} Gap
 * @typedef {{lines: (string | Gap)[][], ours: string[]}} Summary
 *
 * What every gap is filled with, null where it is empty.
 * @typedef {(string | null)[]} Filled
 *
 * @typedef {{filled: Filled, checked: boolean, own: string, compared: boolean}} State
 */

const TRAITS = ["filled", "own", "checked", "compared"];

/** @param {{model: Model, el: HTMLElement, words: Words}} widget */
function render({ model, el, words }) {
  const summary = model.get("summary");
  const parts = [gapsForm(model, summary, words), ownWords(model, summary, words)];
  const root = viewRoot("gbg-say-it-back", words.title, ...parts.flatMap(({ nodes }) => nodes));
  // JupyterLab would take some keys for commands of its own.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  const readState = () => ({
    filled: filledIn(model),
    checked: model.get("checked"),
    own: model.get("own"),
    compared: model.get("compared"),
  });
  return keepDrawn({ model, traits: TRAITS, parts, readState }).stop;
}

/**
 * @param {Model} model
 * @returns {Filled}
 */
function filledIn(model) {
  // A kernel in the browser gives None as undefined.
  return model.get("filled").map((/** @type {string | null | undefined} */ filling) => filling ?? null);
}

/**
 * Sentences with gaps to fill, a button, and what is said of the fillings.
 * @param {Model} model
 * @param {Summary} summary
 * @param {Words} words
 */
function gapsForm(model, summary, words) {
  /** @type {ReturnType<typeof gapField>[]} */
  const fields = [];
  const field = (/** @type {Gap} */ gap) => {
    const number = fields.length;
    fields.push(gapField(gap, number, words, (filling) => change(number, filling)));
    return fields[number].root;
  };
  const lines = summary.lines.map((line) =>
    element("li", {}, ...line.map((part) => (typeof part === "string" ? part : field(part)))),
  );
  const verdict = element("p", { class: "gbg-verdict", role: "status" });
  const reasons = element("ul", { class: "gbg-reasons" });
  const form = element(
    "form",
    { novalidate: true, onsubmit: check },
    element("p", { class: "gbg-prompt gbg-ask-for" }, words.fill),
    element("ul", { class: "gbg-lines" }, ...lines),
    element("div", {}, element("button", { type: "submit", class: "gbg-button" }, words.check)),
    verdict,
    reasons,
  );

  /**
   * @param {number} number
   * @param {string | null} filling
   */
  function change(number, filling) {
    const filled = filledIn(model);
    filled[number] = filling;
    setTraits(model, { filled, checked: false, solved: false });
  }

  /** @param {Event} event */
  function check(event) {
    event.preventDefault();
    const filled = filledIn(model);
    setTraits(model, { checked: true, solved: fields.every(({ gap }, n) => filled[n] === gap.right) });
  }

  function update(/** @type {State} */ { filled, checked }) {
    fields.forEach((one, n) => one.show(filled[n], checked));
    const gaps = fields.map(({ gap }) => gap);
    const missed = reasonsFor(gaps, filled, words);
    const empty = filled.filter((filling) => filling === null).length;
    verdict.dataset.verdict = !checked || empty > 0 ? "" : missed.length > 0 ? "wrong" : "right";
    setText(verdict, checked ? verdictText(empty, missed.length, gaps.length, words) : "");
    reasons.replaceChildren(...(checked ? missed : []).map((text) => element("li", {}, text)));
  }
  return { nodes: [form], update };
}

/**
 * @param {Gap} gap
 * @param {number} number from 0
 * @param {Words} words
 * @param {(filling: string | null) => void} change
 */
function gapField(gap, number, words, change) {
  const select = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { "aria-label": fill(words.gap, { n: number + 1 }), onchange: () => change(select.value || null) },
      element("option", { value: "" }, words.empty),
      ...gap.fillings.map((filling) => element("option", { value: filling }, filling)),
    )
  );
  const mark = element("span", { class: "gbg-mark", "aria-hidden": "true" });
  const root = element("span", { class: "gbg-gap" }, select, mark);

  /**
   * @param {string | null} filling
   * @param {boolean} checked
   */
  function show(filling, checked) {
    if (select.value !== (filling ?? "")) select.value = filling ?? "";
    const judged = checked && filling !== null;
    const right = filling === gap.right;
    mark.dataset.verdict = judged ? (right ? "right" : "wrong") : "";
    setText(mark, judged ? (right ? "✓" : "✗") : "");
    if (judged && !right) select.setAttribute("aria-invalid", "true");
    else select.removeAttribute("aria-invalid");
  }
  return { gap, root, show };
}

/**
 * Why each wrong filling is wrong.
 * @param {Gap[]} gaps
 * @param {Filled} filled
 * @param {Words} words
 */
function reasonsFor(gaps, filled, words) {
  return gaps.flatMap((gap, n) => {
    const filling = filled[n];
    if (filling === null || filling === gap.right) return [];
    return [fill(words.why, { n: n + 1, filling, why: gap.wrong[filling] })];
  });
}

/**
 * @param {number} empty
 * @param {number} missed
 * @param {number} gaps
 * @param {Words} words
 */
function verdictText(empty, missed, gaps, words) {
  if (empty > 0) return fill(words.unfilled, { n: empty });
  return missed === 0 ? words.right : fill(words.wrong, { right: gaps - missed, gaps });
}

/**
 * A box for the learner's own sentences, and ours to compare them with.
 * @param {Model} model
 * @param {Summary} summary
 * @param {Words} words
 */
function ownWords(model, summary, words) {
  const box = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { class: "gbg-field", id: uniqueId(), rows: 3, maxlength: 5000 })
  );
  box.addEventListener("change", () => setTraits(model, { own: box.value }));
  const ours = element(
    "ul",
    { class: "gbg-ours", id: uniqueId() },
    ...summary.ours.map((sentence) => element("li", {}, sentence)),
  );
  const compare = button(
    words.compare,
    () => setTraits(model, { own: box.value, compared: !model.get("compared") }),
    { "aria-controls": ours.id },
  );
  const nodes = [
    element("label", { class: "gbg-prompt gbg-ask-for", for: box.id }, words.own),
    element("p", { class: "gbg-quiet" }, words.own_hint),
    box,
    element("div", {}, compare),
    ours,
  ];
  function update(/** @type {State} */ { own, compared }) {
    if (box.value !== own) box.value = own;
    ours.hidden = !compared;
    compare.setAttribute("aria-expanded", String(compared));
  }
  return { nodes, update };
}

export default { render };
