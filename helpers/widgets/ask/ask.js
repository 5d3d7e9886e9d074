// @ts-check
// The view of a question: one field or a few choices, one button, one place for what is said.
import { button, input } from "../shared/controls.js";
import { element, setText, uniqueId } from "../shared/dom.js";
import { fill, format } from "../shared/numbers.js";
import { keepDrawn, setTraits, traitValues, viewRoot } from "../shared/view.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {{prompt: string, answer: number, explanation: string, mistakes: Record<string, string>}}
 *   NumberQuestion
 * @typedef {{prompt: string, choices: {text: string, feedback: string, right: boolean}[]}} ChoiceQuestion
 * @typedef {number | string} Answer
 * @typedef {"right" | "wrong" | ""} Verdict
 *
 * What is said to an answer; `shown` is what the field holds then.
 * @typedef {{shown: Answer | null, verdict: Verdict, text: string, canReveal: boolean}} Reply
 *
 * How an answer is taken. `read` gives null for what is no answer, `text` writes one, `judge` says
 * whether it is right, and what there is to say of it.
 * @typedef {object} Input
 * @property {HTMLElement} root
 * @property {string} unreadable
 * @property {any} solution
 * @property {() => Answer | null} read
 * @property {(answer: any) => void} show
 * @property {(answer: any) => string} text
 * @property {(answer: any) => {right: boolean, text: string}} judge
 */

const TRAITS = ["answer", "revealed"];

/** @param {{model: Model, el: HTMLElement, words: Words}} widget */
function render({ model, el, words }) {
  const question = model.get("question");
  const field = question.choices ? choiceInput(question, words) : numberInput(question, words);
  // A question from an earlier lesson is a short one.
  const short = Boolean(question.lesson);
  const from = short ? [element("p", { class: "gbg-quiet" }, fill(words.from_lesson, question))] : [];
  const feedback = element("p", { class: "gbg-verdict", role: "status" });
  const check = element("button", { type: "submit", class: "gbg-button" }, words.check);
  const reveal = button(words.reveal, showSolution, { hidden: true });
  const form = element(
    "form",
    { novalidate: true },
    ...from,
    element("p", { class: "gbg-prompt" }, question.prompt),
    field.root,
    element("div", { class: "gbg-buttons" }, check, reveal),
    feedback,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = field.read();
    if (answer === null) say("wrong", `✗ ${field.unreadable}`);
    else give(answer);
  });
  // JupyterLab would take some keys for commands of its own.
  form.addEventListener("keydown", (event) => event.stopPropagation());

  /** @param {Answer} answer */
  function give(answer) {
    setTraits(model, { revealed: null, answer, solved: field.judge(answer).right });
    // The same answer again changes no trait, but its feedback may have made room for another.
    drawn.update();
  }

  // Revealed is the solution for one answer, so that the next answer hides it again.
  function showSolution() {
    setTraits(model, { revealed: model.get("answer") });
  }

  function update(/** @type {Reply} */ { shown, verdict, text, canReveal }) {
    // What the learner typed stays as it was typed.
    if (shown === null || field.read() !== shown) field.show(shown);
    say(verdict, text);
    reveal.hidden = !canReveal;
  }

  /**
   * @param {Verdict} verdict
   * @param {string} text
   */
  function say(verdict, text) {
    feedback.dataset.verdict = verdict;
    setText(feedback, text);
  }

  el.append(viewRoot(short ? "gbg-ask gbg-short" : "gbg-ask", question.prompt, form));
  const readState = () => replyTo(traitValues(model, TRAITS), field, words);
  const drawn = keepDrawn({ model, traits: TRAITS, parts: [{ update }], readState });
  return drawn.stop;
}

/**
 * All that is shown follows from the traits, so that all views of a question agree.
 * @param {Record<string, any>} traits
 * @param {Input} field
 * @param {Words} words
 * @returns {Reply}
 */
function replyTo({ answer, revealed }, field, words) {
  if (answer === null) return { shown: null, verdict: "", text: "", canReveal: false };
  const { right, text } = field.judge(answer);
  if (right) return { shown: answer, verdict: "right", text: `✓ ${words.right} ${text}`, canReveal: false };
  if (revealed !== answer) return { shown: answer, verdict: "wrong", text: `✗ ${text}`, canReveal: true };
  const { solution } = field;
  // A choice that is a sentence has its full stop already.
  const said = { answer: field.text(solution).replace(/\.$/, ""), explanation: field.judge(solution).text };
  return { shown: solution, verdict: "right", text: fill(words.solution, said), canReveal: false };
}

/**
 * @param {NumberQuestion} question
 * @param {Words} words
 * @returns {Input}
 */
function numberInput(question, words) {
  const field = input({
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    class: "gbg-field",
    id: uniqueId(),
  });
  const root = element(
    "div",
    { class: "gbg-answer" },
    element("label", { for: field.id }, words.your_number),
    field,
  );
  return {
    root,
    unreadable: words.not_a_number,
    solution: question.answer,
    show: (answer) => {
      field.value = answer === null ? "" : format(answer);
    },
    text: format,
    // 49408, or with a mark before each three digits: 49,408 and 49 408; but not 2.5.
    read() {
      const typed = field.value.trim();
      const readable = /^\d+$|^\d{1,3}([\s,._']\d{3})+$/.test(typed);
      const digits = typed.replace(/\D/g, "");
      return readable && digits.length <= 15 ? Number(digits) : null;
    },
    judge(answer) {
      if (answer === question.answer) return { right: true, text: question.explanation };
      const general = answer > question.answer ? words.too_large : words.too_small;
      return { right: false, text: question.mistakes[answer] ?? general };
    },
  };
}

/**
 * @param {ChoiceQuestion} question
 * @param {Words} words
 * @returns {Input}
 */
function choiceInput(question, words) {
  const group = uniqueId();
  const boxes = question.choices.map(({ text }) => input({ type: "radio", name: group, value: text }));
  const labels = question.choices.map((choice, i) =>
    element("label", { class: "gbg-switch" }, boxes[i], element("span", {}, choice.text)),
  );
  const root = element(
    "fieldset",
    { class: "gbg-choices" },
    element("legend", { class: "gbg-hidden" }, words.your_choice),
    ...labels,
  );
  return {
    root,
    unreadable: words.not_chosen,
    solution: question.choices.find((choice) => choice.right)?.text,
    show: (text) => {
      for (const box of boxes) box.checked = box.value === text;
    },
    text: String,
    read: () => boxes.find((box) => box.checked)?.value ?? null,
    judge(text) {
      const { right = false, feedback = "" } = question.choices.find((choice) => choice.text === text) ?? {};
      return { right, text: feedback };
    },
  };
}

export default { render };
