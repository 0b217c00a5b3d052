// The report's text with every mention marked. All text is set as text.
// Only the first run brings the text; a call without it that finds none says that it is lost.
import {bitsOf} from "./shared/bits.js";
import {stripped} from "./shared/text.js";

const TEXT_LONGEST = 80, PLACES_MAX = 500;
const SIGNS = /[\\^$.*+?()[\]{}|/]/g;
// So far below the upper edge a heading is still the one that is read.
const BELOW_EDGE = 40;

/**
 * Where a text stands in an element, across the marks in it; letters are the same in either case.
 * @param {HTMLElement} root
 * @param {string} wanted
 */
function placesOf(root, wanted) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), asked = stripped(wanted);
  /** @type {Array<{node: Node, at: number}>} */
  const nodes = [];
  let all = "";
  while (walker.nextNode()) {
    nodes.push({node: walker.currentNode, at: all.length});
    all += walker.currentNode.nodeValue ?? "";
  }
  /** @type {Range[]} */
  const found = [];
  if (!asked) return found;
  let last = 0;
  /** @param {number} at */
  const nodeAt = (at) => {
    while (last + 1 < nodes.length && nodes[last + 1].at <= at) last += 1;
    return nodes[last];
  };
  for (const {0: said, index} of all.matchAll(new RegExp(asked.replace(SIGNS, "\\$&"), "giu"))) {
    const range = document.createRange(), from = nodeAt(index);
    range.setStart(from.node, index - from.at);
    const to = nodeAt(index + said.length - 1);
    range.setEnd(to.node, index + said.length - to.at);
    found.push(range);
    if (found.length >= PLACES_MAX) break;
  }
  return found;
}

/**
 * @param {Component<{digest: string, data?: ReaderData}>} component
 * @returns {(() => void) | undefined} Called where it is no longer shown.
 */
export default function openReader({data: {digest, data}, parentElement, setTriggerValue}) {
  const old = window.geoReader;
  if (old && old.digest === digest && parentElement.contains(old.root)) {
    old.pick = (id) => setTriggerValue("picked", id);
    return undefined;
  }
  if (!data) {
    setTriggerValue("lost", digest);
    return undefined;
  }
  if (old) old.root.remove();
  const root = document.createElement("div");
  root.className = "reader";
  const style = document.createElement("style");
  style.textContent = `
    .reader { height: var(--panel-height, 560px); display: flex; flex-direction: column; font-size: 15px; line-height: 1.75; }
    .reader nav { flex: none; display: flex; gap: 6px; align-items: center; padding-bottom: 6px; }
    .reader select { font: inherit; font-size: 13px; flex: 1; min-width: 0; color: inherit; background: transparent; border: 1px solid rgba(128,128,128,.5); border-radius: 6px; padding: 3px; }
    .reader option { color: #1d2733; background: #fff; }
    .reader .text { overflow-y: auto; flex: 1; white-space: pre-wrap; overflow-wrap: anywhere; padding-right: 6px; }
    .reader mark { background: color-mix(in srgb, var(--stage) 22%, transparent); color: inherit; border-bottom: 2px solid var(--stage); cursor: pointer; padding: 0 1px; border-radius: 2px; }
    .reader mark.planned { border-bottom-style: dashed; }
    .reader input { font: inherit; font-size: 13px; width: 9em; min-width: 0; color: inherit; background: transparent; border: 1px solid rgba(128,128,128,.5); border-radius: 6px; padding: 3px 6px; }
    .reader output { font-size: 13px; white-space: nowrap; }
    .reader ::highlight(found) { background: #b3e5fc; color: #1d2733; }
    .reader ::highlight(found-now) { background: #ff9800; color: #1d2733; }
    .reader mark.faded { background: none; border-bottom-color: color-mix(in srgb, var(--stage) 30%, transparent); }
    .reader mark.chosen { background: #ffe08a; color: #1d2733; }
    .reader mark:focus-visible { outline: 3px solid currentColor; }
    .reader h3 { display: inline; font-size: inherit; font-weight: 700; margin: 0; }`;
  const nav = document.createElement("nav"), outline = document.createElement("select"), text = document.createElement("div");
  text.className = "text";
  text.tabIndex = 0;
  text.lang = "zh-CN";
  text.setAttribute("aria-label", data.label);
  outline.setAttribute("aria-label", data.outline);
  /** @type {NonNullable<Window["geoReader"]>} */
  const entry = {digest, root, pick: (id) => setTriggerValue("picked", id), select: () => {}, fade: () => {}};
  window.geoReader = entry;

  /** @type {Map<number, Mark[]>} */
  const starts = new Map();
  for (const m of data.marks) starts.set(m.start, [...(starts.get(m.start) || []), m]);
  const heads = new Map(data.headings.map((h) => [h.start, h]));
  const cuts = [...new Set([0, data.text.length, ...data.marks.flatMap((m) => [m.start, m.end]), ...data.headings.flatMap((h) => [h.start, h.end])])].sort((a, b) => a - b);
  // Offsets count code points, as Python does.
  const characters = Array.from(data.text);
  /** @type {HTMLElement[]} */
  const stack = [text];
  /** @type {number[]} */
  const open = [];
  for (let i = 0; i < cuts.length - 1; i++) {
    const [from, to] = [cuts[i], cuts[i + 1]];
    while (open.length && open[open.length - 1] <= from) { open.pop(); stack.pop(); }
    const head = heads.get(from);
    if (head) {
      const node = document.createElement("h3");
      stack[stack.length - 1].append(node);
      stack.push(node);
      open.push(head.end);
      const option = document.createElement("option");
      option.textContent = head.text;
      head.node = node;
      outline.append(option);
    }
    for (const m of (starts.get(from) || []).sort((a, b) => b.end - a.end)) {
      const node = document.createElement("mark");
      node.style.setProperty("--stage", data.colours[m.stage]);
      if (m.planned) node.className = "planned";
      node.dataset.site = m.site;
      node.dataset.n = String(m.n);
      node.tabIndex = 0;
      node.title = m.label;
      node.onclick = (event) => { event.stopPropagation(); entry.pick(m.site); };
      node.onkeydown = (event) => { if (event.key === "Enter") { event.stopPropagation(); entry.pick(m.site); } };
      stack[stack.length - 1].append(node);
      stack.push(node);
      open.push(m.end);
    }
    stack[stack.length - 1].append(characters.slice(from, to).join(""));
  }
  outline.onchange = () => data.headings[outline.selectedIndex].node?.scrollIntoView({block: "start"});
  // A search in the text: Enter goes to the next place, with shift to the one before.
  const search = document.createElement("input"), count = document.createElement("output");
  search.type = "search";
  search.maxLength = TEXT_LONGEST;
  search.placeholder = data.search ?? "";
  search.setAttribute("aria-label", data.search ?? "");
  /** @type {Range[]} */
  let places = [];
  let here = -1;
  const paint = () => {
    count.textContent = stripped(search.value) ? `${places.length ? here + 1 : 0} / ${places.length}` : "";
    if (!("highlights" in CSS)) return;
    CSS.highlights.set("found", new Highlight(...places));
    CSS.highlights.set("found-now", new Highlight(...places.slice(here, here + 1)));
  };
  /** @param {number} step */
  const goOn = (step) => {
    if (places.length) {
      here = (here + step + places.length) % places.length;
      const {top} = places[here].getBoundingClientRect();
      text.scrollTop += top - text.getBoundingClientRect().top - BELOW_EDGE;
    }
    paint();
  };
  search.oninput = () => {
    places = placesOf(text, search.value);
    here = -1;
    goOn(1);
  };
  search.onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    goOn(event.shiftKey ? -1 : 1);
  };
  // What is read stands in the outline.
  text.onscroll = () => {
    const edge = text.getBoundingClientRect().top + BELOW_EDGE;
    const above = data.headings.filter(({node}) => node && node.getBoundingClientRect().top <= edge).length;
    outline.selectedIndex = Math.max(above - 1, 0);
  };
  // Marks of sites that the filters leave out step back.
  entry.fade = (visible) => {
    const bit = visible ? bitsOf(visible) : () => 1;
    for (const node of root.querySelectorAll("mark")) node.classList.toggle("faded", !bit(Number(node.dataset.n)));
  };
  entry.select = (id) => {
    for (const node of root.querySelectorAll("mark.chosen")) node.classList.remove("chosen");
    const found = [...root.querySelectorAll("mark")].filter((n) => n.dataset.site === id);
    for (const node of found) node.classList.add("chosen");
    if (id !== entry.selected) entry.goal = found[0];
    entry.selected = id;
    go();
  };
  // A text in a closed tab cannot scroll; it does when it is seen.
  const go = () => {
    if (!entry.goal || !text.clientHeight) return;
    text.scrollTop = entry.goal.offsetTop - text.offsetTop - 80;
    entry.goal = null;
  };
  const watcher = new ResizeObserver(go);
  watcher.observe(text);
  nav.append(outline, search, count);
  root.append(style, nav, text);
  parentElement.append(root);
  entry.select(window.geoSelected ?? null);
  entry.fade(window.geoVisible ?? "");
  return () => { watcher.disconnect(); root.remove(); if (window.geoReader === entry) delete window.geoReader; };
}
