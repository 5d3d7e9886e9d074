// A link to this very setting, and the picture of it as a file.

import { copyButton } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { traitValues } from "../shared/view.js";
import { SETTING, withSetting } from "./link.js";
import { explorerPicture } from "./picture.js";
import { codeText } from "./strip.js";

export function sharing(model, words) {
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
  const save = element(
    "button",
    {
      type: "button",
      class: "gbg-button",
      onclick: () => {
        const style = getComputedStyle(root);
        const colours = Object.fromEntries(
          shown.layout.gates.map((gate) => [gate, style.getPropertyValue(`--${gate}`).trim()]),
        );
        const picture = explorerPicture({ ...shown, code: codeText(shown) }, colours, words);
        saveFile(`lstm-${shown.units}-units-${shown.features}-features.svg`, picture, "image/svg+xml");
      },
    },
    words.save_picture,
  );
  const root = element("span", { class: "gbg-sharing" }, link.root, save, address);
  const update = (state) => {
    shown = state;
    address.hidden = true;
    link.root.hidden = !root.closest("[data-model]") && model.get("website") === "";
  };
  return { root, update };
}

function saveFile(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
