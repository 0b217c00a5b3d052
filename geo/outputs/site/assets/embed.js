// The form for a frame in somebody else's page (`?embed=true`): the map and one card or the list, a
// link to the whole, and a height that the page around it may take (docs/embedding.md).
import {byId} from "./dom.js";
import {data, say} from "./state.js";

// As geo/serving/embeds.py has it: pixels of the frame where nobody tells it another.
const FRAME = {width: 760, height: 460};
// The map's height, and what the card's panel has about it.
const NARROW = 560, MAP_NARROW = 200, MAP_WIDE = 340, AROUND = 30;

export const isEmbed = new URLSearchParams(location.search).get("embed") === "true";

/** Where this page stands: as whoever made it says, else on its own server; nothing for a file. */
const home = () => data.address || (location.protocol.startsWith("http") ? location.pathname : "");

/**
 * A text within the quotation marks of an attribute.
 * @param {string} text
 */
const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * The code of a frame to copy into a page; nothing where this page has no address.
 * @param {string} link The view, as linkOf has it.
 * @param {string} title
 */
export function codeOf(link, title) {
  if (!home()) return "";
  const attributes = {src: `${home()}?embed=true${link}`, title, ...FRAME, style: "border:0;max-width:100%", loading: "lazy"};
  return `<iframe ${Object.entries(attributes).map(([name, value]) => `${name}="${quoted(String(value))}"`).join(" ")}></iframe>`;
}

/**
 * @param {string} link
 * @param {string} title
 */
export function renderEmbed(link, title) {
  document.documentElement.classList.toggle("embed", isEmbed);
  const way = /** @type {HTMLAnchorElement} */ (byId("whole"));
  way.hidden = !isEmbed;
  way.href = `${data.address || location.pathname}${link}`;
  way.textContent = say("embed_whole", {title});
}

// The height at which nothing has to be scrolled. It depends on the width and on what is shown, never
// on the height that the frame has: so taking it changes nothing more.
function wanted() {
  const heights = ["panel", "card", "notice", "count", "whole"].map((id) => byId(id).offsetHeight);
  const [panel, card, ...bars] = heights, content = panel + card + AROUND, around = bars.reduce((sum, height) => sum + height, 0);
  return Math.ceil(around + (window.innerWidth < NARROW ? MAP_NARROW + content : Math.max(MAP_WIDE, content)));
}

/** Tell the page around the frame, whenever it changes, which height would do. */
export function tellHeight() {
  if (!isEmbed || window.parent === window) return;
  let told = 0;
  const tell = () => {
    const height = wanted();
    // Whoever is around may know it: it says nothing of the reader.
    if (height !== told) window.parent.postMessage({geo: "height", height}, "*");
    told = height;
  };
  const watcher = new ResizeObserver(tell);
  for (const id of ["panel", "card", "notice", "count", "whole"]) watcher.observe(byId(id));
  window.addEventListener("resize", tell);
  tell();
}
