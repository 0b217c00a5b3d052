// Lays out what stands about the map, and tells the page around the frame which height would do, whenever it changes (docs/embedding.md). It
// depends on the width and on what is shown, never on the height that the frame has.
const NARROW = 640, MAP_NARROW = 200, MAP_WIDE = 340, SPARE = 8;

function wanted() {
  /** @param {string} selector */
  const height = (selector) => [...document.querySelectorAll(selector)].reduce((sum, node) => sum + node.getBoundingClientRect().height, 0);
  const card = document.querySelector(".st-key-card"), parts = [...(card?.children ?? [])].map((node) => node.getBoundingClientRect());
  const style = card && getComputedStyle(card), edges = style ? parseFloat(style.paddingTop) + parseFloat(style.paddingBottom) : 0;
  // Also what lies between the parts.
  const content = (parts.length ? Math.max(...parts.map(({bottom}) => bottom)) - parts[0].top : 0) + edges + SPARE;
  const around = height(".st-key-choice") + height(".st-key-whole");
  document.documentElement.style.setProperty("--around", `${Math.ceil(around)}px`);
  return Math.ceil(around + (window.innerWidth <= NARROW ? MAP_NARROW + content : Math.max(MAP_WIDE, content)));
}

let told = 0;
const PARTS = ".st-key-card, .st-key-card > *, .st-key-choice, .st-key-whole";

function tell() {
  const height = wanted();
  // Whoever is around may know it: it says nothing of the reader.
  if (height !== told && window.parent !== window) window.parent.postMessage({geo: "height", height}, "*");
  told = height;
}

const sizes = new ResizeObserver(tell);
// The card's parts come and go with each run, without this being called.
const changes = new MutationObserver(() => {
  for (const node of document.querySelectorAll(PARTS)) sizes.observe(node);
  tell();
});

/** @param {Component<object>} component */
export default function tellHeight(component) {
  void component;
  for (const node of document.querySelectorAll(PARTS)) sizes.observe(node);
  changes.observe(document.body, {childList: true, subtree: true});
  tell();
}
