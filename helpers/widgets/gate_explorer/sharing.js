// @ts-check
// A link to this very setting, and the picture of it as a file.

import { button, copyButton } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { traitValues } from "../shared/view.js";
import { SETTING, withSetting } from "./link.js";
import { explorerPicture } from "./picture.js";
import { codeText } from "./strip.js";

/**
 * @typedef {import("../shared/view.js").Model} Model
 * @typedef {import("../shared/view.js").Words} Words
 * @typedef {import("./state.js").State} State
 */

/**
 * @param {Model} model
 * @param {Words} words
 */
export function sharing(model, words) {
  /** @type {State | null} */
  let shown = null;
  // In a page of the website the link leads to that page, elsewhere to the website's first page.
  const page = () => (root.closest("[data-model]") ? location.href : `${model.get("website")}/index.html`);
  const address = element("code", { class: "gbg-address", hidden: true });
  const link = copyButton({
    label: words.copy_link,
    words,
    text: () => withSetting(page(), traitValues(model, SETTING)),
    otherwise: (text) => {
      address.hidden = false;
      setText(address, text);
      return address;
    },
  });
  const save = button(words.save_picture, () => {
    if (shown !== null) savePicture(shown, coloursOf(root, shown.layout.gates), words);
  });
  const root = element("span", { class: "gbg-sharing" }, link.root, save, address);
  const update = (/** @type {State} */ state) => {
    shown = state;
    address.hidden = true;
    link.root.hidden = !root.closest("[data-model]") && model.get("website") === "";
  };
  return { root, update };
}

/**
 * The colours of the gates in the page, as #rrggbb.
 * @param {HTMLElement} root
 * @param {string[]} gates
 */
function coloursOf(root, gates) {
  const style = getComputedStyle(root);
  return Object.fromEntries(gates.map((gate) => [gate, style.getPropertyValue(`--${gate}`).trim()]));
}

/**
 * @param {State} state
 * @param {Record<string, string>} colours
 * @param {Words} words
 */
function savePicture(state, colours, words) {
  const picture = explorerPicture({ ...state, code: codeText(state) }, colours, words);
  saveFile(`lstm-${state.units}-units-${state.features}-features.svg`, picture, "image/svg+xml");
}

/**
 * @param {string} name
 * @param {string} content
 * @param {string} type
 */
function saveFile(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
