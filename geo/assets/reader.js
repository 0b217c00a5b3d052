// The report's text with every mention marked. All text is set as text.
// Only the first run brings the text; a call without it that finds none says that it is lost.
import {bitsOf} from "./shared/bits.js";

// So far below the upper edge a heading is still the one that is read.
const BELOW_EDGE = 40;

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
  nav.append(outline);
  root.append(style, nav, text);
  parentElement.append(root);
  entry.select(window.geoSelected ?? null);
  entry.fade(window.geoVisible ?? "");
  return () => { watcher.disconnect(); root.remove(); if (window.geoReader === entry) delete window.geoReader; };
}
