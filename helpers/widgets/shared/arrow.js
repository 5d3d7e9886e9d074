// @ts-check
// The arrow between what goes in and what comes out.

import { element } from "./dom.js";

export function arrow() {
  return element("span", { class: "gbg-arrow", "aria-hidden": "true" }, "→");
}
