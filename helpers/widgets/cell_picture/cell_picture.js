// @ts-check
// The view of the cell's picture. It is drawn in Python; here it gets the colours of its page, and
// room to scroll where the page is narrow, so that its words stay large enough.
import { element } from "../shared/dom.js";
import { viewRoot } from "../shared/view.js";

/** @param {{model: import("../shared/view.js").Model, el: HTMLElement, words: Record<string, any>}} widget */
function render({ model, el, words }) {
  const drawing = new DOMParser().parseFromString(model.get("svg"), "image/svg+xml").documentElement;
  // What a screen reader says of the picture stands in it; the box only scrolls.
  const box = element("div", { class: "gbg-scroll", tabindex: 0, role: "group", "aria-label": words.title });
  box.append(document.importNode(drawing, true));
  const root = viewRoot("gbg-cell-picture", words.title, box);
  el.append(root);
  return () => root.remove();
}

export default { render };
