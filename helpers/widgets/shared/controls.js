// @ts-check
// Sliders, switches and a line of code to copy: native elements, named, and usable by keyboard.
import { element, setAttributes, setText, uniqueId } from "./dom.js";
import { fill, format } from "./numbers.js";

/**
 * @typedef {import("./view.js").Words} Words
 *
 * What every control is made of: the name that tests find it by, and what the learner reads.
 * @typedef {{name: string, label: string}} Named
 */

/**
 * A slider with a number box beside it. The slider stops at `stops`; the box takes any whole number
 * from the first stop to the last. `onChange` is called with good values only.
 * @param {Named & {stops: number[], words: Words, onChange: (value: number) => void}} options
 */
export function numberControl({ name, label, stops, words, onChange }) {
  const smallest = stops[0];
  const largest = stops[stops.length - 1];
  const [sliderId, noteId] = [uniqueId(), uniqueId()];
  let shown = smallest;

  const slider = stopSlider({ id: sliderId, name, stops, onChange });
  const box = input({
    type: "number",
    min: smallest,
    max: largest,
    step: 1,
    "aria-label": fill(words.as_number, { label }),
    "aria-describedby": noteId,
    oninput: () => {
      const typed = typedNumber();
      markBox(typed !== null);
      if (typed !== null) onChange(typed);
    },
    onblur: () => {
      markBox(true);
      box.value = String(shown);
    },
  });
  const note = element("div", { id: noteId, class: "gbg-note", role: "status" });

  function typedNumber() {
    const number = box.value.trim() === "" ? NaN : Number(box.value);
    return Number.isInteger(number) && number >= smallest && number <= largest ? number : null;
  }

  /** @param {boolean} good */
  function markBox(good) {
    setAttributes(box, { "aria-invalid": good ? null : "true" });
    const limits = { label, smallest: format(smallest), largest: format(largest) };
    setText(note, good ? "" : fill(words.not_a_size, { ...limits, value: format(shown) }));
  }

  /** @param {number} value */
  function show(value) {
    shown = value;
    showStop(slider, stops, value, format(value));
    // A half-typed number is the learner's; it is put right when the box is left.
    if (typedNumber() !== value && box.getAttribute("aria-invalid") === null) box.value = String(value);
  }

  const root = element(
    "div",
    { class: "gbg-number" },
    element("label", { for: sliderId }, label),
    slider,
    box,
    note,
  );
  return { root, show };
}

/**
 * A slider without a number box, where the stops need not be whole numbers. `text` writes a stop.
 * @param {Named & {stops: number[], text: (value: number) => string, onChange: (value: number) => void}} options
 */
export function sliderControl({ name, label, stops, text, onChange }) {
  const id = uniqueId();
  const slider = stopSlider({ id, name, stops, onChange });
  const reading = element("span", { class: "gbg-reading", "aria-hidden": "true" });
  const root = element("div", { class: "gbg-slider" }, element("label", { for: id }, label), slider, reading);
  const show = (/** @type {number} */ value) => {
    showStop(slider, stops, value, text(value));
    setText(reading, text(value));
  };
  const disable = (/** @type {boolean} */ off) => {
    slider.disabled = off;
  };
  return { root, show, disable };
}

/** @param {Record<string, any>} attributes */
export function input(attributes) {
  return /** @type {HTMLInputElement} */ (element("input", attributes));
}

/**
 * Its positions are the indexes of the stops.
 * @param {{id: string, name: string, stops: number[], onChange: (value: number) => void}} options
 */
function stopSlider({ id, name, stops, onChange }) {
  const slider = input({
    type: "range",
    id,
    name,
    min: 0,
    max: stops.length - 1,
    step: 1,
    oninput: () => onChange(stops[Number(slider.value)]),
  });
  return slider;
}

/**
 * @param {HTMLInputElement} slider
 * @param {number[]} stops
 * @param {number} value
 * @param {string} text
 */
function showStop(slider, stops, value, text) {
  slider.value = String(nearestStop(stops, value));
  slider.setAttribute("aria-valuetext", text);
}

/**
 * @param {number[]} stops
 * @param {number} value
 */
function nearestStop(stops, value) {
  // From far away all stops seem equally far.
  const inside = Math.min(Math.max(value, stops[0]), stops[stops.length - 1]);
  let best = 0;
  stops.forEach((stop, i) => {
    if (Math.abs(stop - inside) < Math.abs(stops[best] - inside)) best = i;
  });
  return best;
}

/** @param {Named & {onChange: (value: boolean) => void}} options */
export function switchControl({ name, label, onChange }) {
  const box = input({
    type: "checkbox",
    name,
    onchange: () => onChange(box.checked),
  });
  const root = element("label", { class: "gbg-switch" }, box, element("code", {}, label));
  const show = (/** @type {boolean} */ value) => {
    box.checked = value;
  };
  return { root, show };
}

/**
 * A choice among a few, as native radio buttons.
 * @template T
 * @param {{name: string, label: string | Node, choices: {value: T, label: string | Node}[],
 *   onChange: (value: T) => void}} options
 */
export function choiceControl({ name, label, choices, onChange }) {
  const group = uniqueId();
  const boxes = choices.map((choice) =>
    input({
      type: "radio",
      name: group,
      value: String(choice.value),
      onchange: () => onChange(choice.value),
    }),
  );
  const labels = choices.map((choice, i) =>
    element("label", { class: "gbg-switch" }, boxes[i], element("span", {}, choice.label)),
  );
  const root = element(
    "fieldset",
    { class: "gbg-choice", "data-name": name },
    element("legend", {}, label),
    ...labels,
  );
  const show = (/** @type {T} */ value) => {
    choices.forEach((choice, i) => {
      boxes[i].checked = choice.value === value;
    });
  };
  return { root, show };
}

/**
 * @param {string} label
 * @param {(event: Event) => void} onclick
 * @param {Record<string, any>} [attributes]
 */
export function button(label, onclick, attributes = {}) {
  const { class: className = "", ...others } = attributes;
  const look = { type: "button", class: `gbg-button ${className}`.trim() };
  return /** @type {HTMLButtonElement} */ (element("button", { ...look, onclick, ...others }, label));
}

/**
 * A line of code and a button that copies it. Where it is too long it breaks after a bracket, rather than
 * in the middle of a name.
 * @param {{label: string, words: Words}} options
 */
export function codeLine({ label, words }) {
  const code = element("code");
  const copy = copyButton({
    label: words.copy,
    words,
    text: () => code.textContent ?? "",
    otherwise: () => code,
  });
  const root = element("div", { class: "gbg-code", role: "group", "aria-label": label }, code, copy.root);
  function show(/** @type {string} */ text) {
    if (code.textContent === text) return;
    const [first, ...others] = text.split(/(?<=[([])(?=[a-z])/);
    code.replaceChildren(first, ...others.flatMap((part) => [element("wbr"), part]));
  }
  return { root, show };
}

/**
 * Copies `text()`. Where there is no clipboard, as without https, `otherwise(text)` gives a node that
 * shows it: it is marked, so that the learner's own Ctrl+C takes it.
 * @param {{label: string, text: () => string, otherwise: (text: string) => Node, words: Words}} options
 */
export function copyButton({ label, text, otherwise, words }) {
  const pressed = button(label, copy);
  const status = element("span", { class: "gbg-hidden", role: "status" });
  const root = element("span", { class: "gbg-copy" }, pressed, status);

  async function copy() {
    const copied = text();
    try {
      await navigator.clipboard.writeText(copied);
    } catch {
      getSelection()?.selectAllChildren(otherwise(copied));
      return;
    }
    setText(pressed, words.copied);
    setText(status, words.copied);
    setTimeout(() => {
      setText(pressed, label);
      setText(status, "");
    }, 1500);
  }
  return { root };
}
