// Says in the page's language what Streamlit's own parts say in English, and marks the document with
// that language. Streamlit has no setting for it: texts and labels that are known are put into other
// words where they stand (geo/words/*/streamlit.json). What the page itself says is passed over.
const ATTRIBUTES = ["aria-label", "title", "placeholder"];
const OWN = ".site-card, [data-testid='stMarkdown'], [data-testid='stText'], [data-testid='stHtml'], [data-own], iframe, script, style";
const LONGEST = 80;
const VALUE = /\\\{\w+\\\}/g, SIGNS = /[.*+?^${}()|[\]\\]/g;

/**
 * @typedef {object} Known
 * @property {RegExp} pattern
 * @property {string} said With the values in braces.
 * @property {string[]} values
 */

/** @type {Map<string, string>} */
let exact = new Map();
/** @type {Known[]} */
let patterns = [];

/**
 * What is said for any language's words.
 * @param {Record<string, Record<string, string>>} texts By key and language.
 * @param {string} language
 */
function learn(texts, language) {
  exact = new Map();
  patterns = [];
  for (const words of Object.values(texts)) {
    for (const known of Object.values(words)) {
      const said = words[language], values = [...known.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      if (!values.length) exact.set(known, said);
      else patterns.push({said, values, pattern: new RegExp(`^${known.replace(SIGNS, "\\$&").replace(VALUE, "(.{1,60}?)")}$`, "u")});
    }
  }
}

/**
 * A text in the page's language; null where it is not known, or says so already.
 * @param {string} text
 */
function inWords(text) {
  if (!text || text.length > LONGEST) return null;
  const bare = text.trim();
  let said = exact.get(bare);
  for (let i = 0; said === undefined && i < patterns.length; i++) {
    const {pattern, values, said: words} = patterns[i], found = pattern.exec(bare);
    if (found) said = words.replace(/\{(\w+)\}/g, (all, name) => found[values.indexOf(name) + 1] ?? all);
  }
  return said === undefined || said === bare ? null : text.replace(bare, () => said);
}

/** @param {Node} node */
function putText(node) {
  const said = inWords(node.nodeValue ?? "");
  if (said !== null && !node.parentElement?.closest(OWN)) node.nodeValue = said;
}

/** @param {Element} node */
function putAttributes(node) {
  for (const name of ATTRIBUTES) {
    const said = inWords(node.getAttribute(name) ?? "");
    if (said !== null && !node.closest(OWN)) node.setAttribute(name, said);
  }
}

/** @param {Node} root */
function put(root) {
  if (root.nodeType === Node.TEXT_NODE) putText(root);
  if (!(root instanceof Element)) return;
  putAttributes(root);
  for (const node of root.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) putAttributes(node);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) putText(texts.currentNode);
}

const watcher = new MutationObserver((changes) => {
  for (const {type, target, addedNodes} of changes) {
    if (type === "childList") addedNodes.forEach(put);
    else if (type === "characterData") putText(target);
    else if (target instanceof Element) putAttributes(target);
  }
});

/** @param {Component<{language: string, tag: string, texts: Record<string, Record<string, string>>}>} component */
export default function sayIn({data: {language, tag, texts}}) {
  document.documentElement.lang = tag;
  learn(texts, language);
  put(document.body);
  watcher.observe(document.body, {childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES});
}
