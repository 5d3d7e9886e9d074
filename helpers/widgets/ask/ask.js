// The view of a question: one field or a few choices, one button, one place for what is said.
import { element, setText, uniqueId } from "../shared/dom.js";
import { fill, format } from "../shared/numbers.js";
import { viewRoot } from "../shared/view.js";

function render({ model, el, words }) {
  const question = model.get("question");
  const input = question.choices ? choiceInput(question, words) : numberInput(question, words);
  const prompt = element("p", { class: "gbg-prompt" }, question.prompt);
  const feedback = element("p", { class: "gbg-feedback", role: "status" });
  const check = element("button", { type: "submit", class: "gbg-button" }, words.check);
  const reveal = element(
    "button",
    { type: "button", class: "gbg-button", hidden: true, onclick: showAnswer },
    words.reveal,
  );
  const form = element(
    "form",
    { novalidate: true },
    prompt,
    input.root,
    element("div", { class: "gbg-buttons" }, check, reveal),
    feedback,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = input.read();
    if (answer === null) say("wrong", input.unreadable);
    else give(answer);
  });
  // JupyterLab would take some keys for commands of its own.
  form.addEventListener("keydown", (event) => event.stopPropagation());

  function give(answer) {
    const { right, text } = input.judge(answer);
    model.set("answer", answer);
    model.set("solved", right);
    model.save_changes();
    say(right ? "right" : "wrong", right ? `${question.right} ${text}` : text);
    reveal.hidden = right;
  }

  function say(verdict, text) {
    feedback.dataset.verdict = verdict;
    setText(feedback, `${verdict === "right" ? "✓" : "✗"} ${text}`);
  }

  function showAnswer() {
    const { answer, text } = input.solution();
    input.show(answer);
    feedback.dataset.verdict = "right";
    setText(feedback, text);
    reveal.hidden = true;
  }

  const answered = model.get("answer");
  // A kernel in the browser gives None as undefined.
  if (answered != null) {
    input.show(answered);
    give(answered);
  }
  el.append(viewRoot("gbg-ask", question.prompt, form));
}

function numberInput(question, words) {
  const field = element("input", {
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
    show: (answer) => (field.value = format(answer)),
    unreadable: words.not_a_number,
    // 49408, or with a mark before each three digits: 49,408 and 49 408; but not 2.5.
    read() {
      const typed = field.value.trim();
      const readable = /^\d+$|^\d{1,3}([\s,._']\d{3})+$/.test(typed);
      const digits = typed.replace(/\D/g, "");
      return readable && digits.length <= 15 ? Number(digits) : null;
    },
    judge(answer) {
      if (answer === question.answer) return { right: true, text: question.explanation };
      const general = answer > question.answer ? question.too_large : question.too_small;
      return { right: false, text: question.mistakes[answer] ?? general };
    },
    solution: () => ({
      answer: question.answer,
      text: fill(words.solution, {
        answer: format(question.answer),
        explanation: question.explanation,
      }),
    }),
  };
}

function choiceInput(question, words) {
  const group = uniqueId();
  const boxes = question.choices.map((choice) =>
    element("input", {
      type: "radio",
      name: group,
      value: choice.text,
    }),
  );
  const labels = question.choices.map((choice, i) =>
    element("label", { class: "gbg-switch" }, boxes[i], element("span", {}, choice.text)),
  );
  const root = element(
    "fieldset",
    { class: "gbg-choices" },
    element("legend", { class: "gbg-hidden" }, words.your_choice),
    ...labels,
  );
  const find = (text) => question.choices.find((choice) => choice.text === text);
  return {
    root,
    show: (text) => boxes.forEach((box) => (box.checked = box.value === text)),
    unreadable: words.not_chosen,
    read: () => boxes.find((box) => box.checked)?.value ?? null,
    judge: (text) => ({ right: find(text).right, text: find(text).feedback }),
    solution() {
      const { text, feedback } = question.choices.find((choice) => choice.right);
      return { answer: text, text: fill(words.solution, { answer: text, explanation: feedback }) };
    },
  };
}

export default { render };
