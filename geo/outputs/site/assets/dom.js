// The page's own elements. All text is set as text.

/**
 * An element of the page's markup, by its id.
 * @param {string} id
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return node;
}

/**
 * An element that stands within another.
 * @param {ParentNode} node
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function within(node, selector) {
  const found = node.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * @param {string} id
 */
export const inputOf = (id) => /** @type {HTMLInputElement} */ (byId(id));

/**
 * A new element with properties, attributes and listeners (`onclick`).
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name in node && name !== "role") Object.assign(node, {[name]: value});
    else node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}

export const isNarrow = () => window.matchMedia("(max-width: 900px)").matches;
const isCalm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {Element} node */
export const scrollTo = (node) => node.scrollIntoView({block: "nearest", behavior: isCalm() ? "auto" : "smooth"});
