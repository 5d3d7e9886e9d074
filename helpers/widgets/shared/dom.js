// @ts-check
// Making elements, and filling them in.

// A focused control would hand its keys to JupyterLab as well, where "d d" deletes the cell and "a"
// inserts one, unless this stands on the very control.
const KEEPS_ITS_KEYS = new Set(["button", "input", "select", "textarea", "summary", "a"]);

/** Attributes by name; a name that begins with "on" has a listener. @typedef {Record<string, any>} Attributes */

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (KEEPS_ITS_KEYS.has(tag) || "tabindex" in attributes) {
    node.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = /** @type {SVGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", tag));
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/**
 * @param {Element} node
 * @param {Attributes} attributes
 */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

/**
 * Writing the same text again would still cost a layout, and a new text node more than a new text.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent === text) return;
  const { firstChild, lastChild } = node;
  if (firstChild === lastChild && firstChild instanceof Text) firstChild.data = text;
  else node.textContent = text;
}

// Two views of one widget stand on the same page, and each label must find its own control.
export function uniqueId() {
  return `gate-by-gate-${Math.random().toString(36).slice(2)}`;
}
