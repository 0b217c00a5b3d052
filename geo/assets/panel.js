// Beside the map while no site is chosen: what the report is, or what a filter has found. It is
// handed the overview once and asks for the rows of results that it lacks; which are found it hears
// from what drives the map (frame.js), so that a filter change sends nothing for it. All text from
// outside is set as text.

import {bitsOf} from "./shared/bits.js";
import {filled} from "./shared/text.js";

const ROWS_MAX = 200, SOON_MS = 60, AGAIN_MS = 4000;
const OF_NO_FILTER = ["site", "lang"];

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string | number} [content]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, className, content) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (content !== undefined) node.textContent = String(content);
  return node;
}

/**
 * @param {string} className
 * @param {() => void} [run] None: it can not be pressed.
 */
function makeButton(className, run) {
  const button = make("button", className);
  button.type = "button";
  if (run) button.onclick = run;
  else button.disabled = true;
  return button;
}

class Panel {
  /**
   * @param {string} id Of the map's frame.
   * @param {string} digest
   * @param {PanelData} data
   */
  constructor(id, digest, data) {
    this.id = id;
    this.digest = digest;
    this.data = data;
    /** @type {Map<number, PanelRow>} */
    this.rows = new Map();
    this.asked = "";
    this.at = 0;
    this.drawn = "";
    /** The site that was opened last.
     * @type {string | null} */
    this.last = null;
    /** @type {number | null} */
    this.hinted = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {(name: string, value: unknown) => void} */
    this.tell = () => {};
    this.root = make("div", "panel");
    this.root.addEventListener("keydown", (event) => this.walk(event));
    for (const kind of ["pointerover", "focusin"]) {
      this.root.addEventListener(kind, ({target}) => this.hint(target instanceof Element ? target.closest("[data-n]") : null));
    }
    for (const kind of ["pointerleave", "focusout"]) this.root.addEventListener(kind, () => this.hint(null));
  }

  /** @returns {Station} */
  get station() { return window.geoFrames?.[this.id] || {}; }
  get selected() { return this.station.view?.selected || null; }
  get isFiltered() { return Boolean(this.station.near) || Object.keys(this.station.query || {}).some((name) => !OF_NO_FILTER.includes(name)); }
  /**
   * @param {string} key
   * @param {Record<string, unknown>} [values]
   */
  say(key, values = {}) { return filled(this.data.texts[key], values); }
  get focused() {
    const root = this.root.getRootNode();
    return root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  }

  // What was found, in the order of the report where it is known.
  found() {
    const {view} = this.station;
    const bit = view?.visible ? bitsOf(view.visible) : () => 0;
    const numbers = Array.from({length: this.data.count}, (_, n) => n).filter(bit);
    /** @param {number} n */
    const at = (n) => this.station.near?.found.get(n)?.metres ?? this.rows.get(n)?.at ?? Infinity;
    return numbers.length > ROWS_MAX ? numbers : numbers.sort((a, b) => at(a) - at(b) || a - b);
  }

  /** @param {Element | null} row */
  hint(row) {
    const n = row instanceof HTMLElement ? Number(row.dataset.n) : null;
    if (n === this.hinted) return;
    this.hinted = n;
    this.station.hint?.(n);
  }

  // Ask for the rows that are lacking, again where an answer was lost on the way. Not while the page
  // runs: it would be asked with filters that it has just changed and the browser does not know yet.
  /** @param {number[]} numbers */
  ask(numbers) {
    clearTimeout(this.timer);
    const lacking = numbers.slice(0, ROWS_MAX).filter((n) => !this.rows.has(n)), key = lacking.join();
    if (!lacking.length) return;
    const isBusy = document.querySelector("[data-test-script-state]")?.getAttribute("data-test-script-state") !== "notRunning";
    const isAsked = key === this.asked && Date.now() - this.at < AGAIN_MS;
    if (!isBusy && !isAsked) {
      Object.assign(this, {asked: key, at: Date.now()});
      this.tell("asked", lacking);
    }
    this.timer = setTimeout(() => this.render(), isBusy ? SOON_MS : AGAIN_MS);
  }

  /** @param {PanelRow[]} rows */
  learn(rows) {
    for (const row of rows) this.rows.set(row.n, row);
  }

  render() {
    if (!this.station.view) { this.draw(["overview"], () => this.overview()); return; }
    const found = this.isFiltered ? this.found() : [];
    if (this.isFiltered) this.ask(found);
    if (this.selected) this.draw(["card", this.selected, found.join(), found.filter((n) => this.rows.has(n)).length], () => this.bar(found));
    else if (!this.isFiltered) this.draw(["overview"], () => this.overview());
    else this.draw(["results", found.join(), found.filter((n) => this.rows.has(n)).length, this.station.query?.claim, this.station.near?.near], () => this.results(found));
  }

  // Draw anew only what differs; keep the focus where it was, or where it leads to.
  /**
   * @param {unknown[]} key What is drawn depends on it; its first part names it.
   * @param {() => Node[]} parts
   */
  draw(key, parts) {
    const now = JSON.stringify(key);
    if (now === this.drawn) return;
    const active = this.focused, had = active instanceof HTMLElement && this.root.contains(active) ? active : null;
    const scrolled = this.root.querySelector(".rows")?.scrollTop || 0, [was] = this.drawn ? JSON.parse(this.drawn) : [""];
    this.drawn = now;
    this.root.dataset.shows = String(key[0]);
    const focus = had?.dataset.n ? `[data-n="${CSS.escape(had.dataset.n)}"]` : had?.dataset.way ? `[data-way="${had.dataset.way}"]` : null;
    this.root.replaceChildren(...parts());
    const rows = this.root.querySelector(".rows");
    if (rows && was === "results") rows.scrollTop = scrolled;
    this.hint(null);
    if (!had) return;
    const back = was === "card" && this.last !== null ? `[data-site="${CSS.escape(this.last)}"]` : null;
    const goal = [focus, back, "button:not(:disabled)"].map((way) => way && this.root.querySelector(way)).find(Boolean);
    if (goal instanceof HTMLElement) goal.focus({preventScroll: was !== "card"});
  }

  /**
   * @param {string} title
   * @param {PanelWay[]} sites
   */
  ways(title, sites) {
    const list = make("ul", "ways");
    for (const site of sites) {
      const row = make("li"), button = makeButton("way", () => this.pick(site.id));
      button.dataset.site = site.id;
      button.append(make("span", "", site.name), make("small", "", site.said));
      row.append(button);
      list.append(row);
    }
    return sites.length ? [make("h3", "", title), list] : [];
  }

  overview() {
    const {sentences, stages, areas, amounts} = this.data;
    const chips = make("ul", "chips");
    for (const stage of stages) {
      const row = make("li"), button = makeButton("chip", () => this.tell("stage", stage.code));
      button.dataset.stage = stage.code;
      button.style.setProperty("--stage", stage.colour);
      button.append(make("span", "", stage.label), make("b", "", stage.n));
      row.append(button);
      chips.append(row);
    }
    return [
      ...sentences.map((said) => make("p", "", said)),
      make("h3", "", this.say("panel_stages")), chips,
      ...this.ways(this.say("panel_areas"), areas),
      ...this.ways(this.say("panel_amounts"), amounts),
    ];
  }

  /**
   * @param {number[]} numbers
   * @returns {PanelRow[]}
   */
  known(numbers) {
    return numbers.flatMap((n) => this.rows.get(n) ?? []);
  }

  /** @param {number[]} found */
  results(found) {
    const list = make("ul", "rows"), known = this.known(found.slice(0, ROWS_MAX));
    list.setAttribute("aria-label", this.say("panel_results", {count: found.length}));
    known.forEach((row, i) => list.append(this.row(row, i === 0)));
    const head = make("p", "head", this.say("panel_results", {count: found.length}));
    head.append(" ", make("small", "", found.length ? this.say("panel_keys") : ""));
    const notes = [];
    if (this.station.near && this.data.texts.near_limits) notes.push(make("p", "note", this.data.texts.near_limits));
    if (known.length < Math.min(found.length, ROWS_MAX)) notes.push(make("p", "note", this.say("panel_loading")));
    if (found.length > ROWS_MAX) notes.push(make("p", "note", this.say("panel_more", {count: found.length - ROWS_MAX})));
    return [head, list, ...notes];
  }

  // What is filtered by decides which claim a row quotes; without, the reported one goes first.
  /**
   * @param {PanelRow} row
   * @param {boolean} isFirst
   */
  row({n, id, name, sector, colour, isHollow, claims}, isFirst) {
    const {query = {}} = this.station, row = make("li"), button = makeButton("row", () => this.pick(id));
    button.tabIndex = isFirst ? 0 : -1;
    Object.assign(button.dataset, {n: String(n), site: id});
    const asked = claims[query.claim] ? [claims[query.claim]] : Object.values(claims);
    const mark = make("i", isHollow ? "mark hollow" : "mark");
    mark.style.setProperty("--stage", colour);
    const clause = make("q", "", asked[0].clause);
    clause.lang = "zh-CN";
    const nearness = this.station.near?.found.get(n);
    button.append(mark, make("b", "", name), make("small", "", [...(nearness ? [this.far(nearness)] : []), sector, ...asked.map((claim) => claim.stage)].join(" · ")));
    if (asked[0].clause) button.append(clause);
    row.append(button);
    return row;
  }

  /** @param {import("./shared/near.js").Nearness} nearness */
  far({metres, isCertain}) {
    const distance = metres < 1000 ? this.say("near_metres", {metres: Math.round(metres / 10) * 10}) : this.say("near_kilometres", {km: (metres / 1000).toFixed(1)});
    return isCertain ? distance : this.say("near_possible", {distance});
  }

  // Above the card: the way back, and to the next one of the results.
  /** @param {number[]} found */
  bar(found) {
    const bar = make("div", "bar"), known = this.known(found), here = known.findIndex((row) => row.id === this.chosenId());
    /**
     * @param {string} way
     * @param {string} said
     * @param {string} label
     * @param {string | undefined} site The site to go to; nothing for none.
     */
    const button = (way, said, label, site) => {
      const node = makeButton("", site === undefined ? undefined : () => this.pick(site));
      node.textContent = said;
      node.dataset.way = way;
      node.setAttribute("aria-label", label);
      return node;
    };
    const back = this.isFiltered ? this.say("panel_back", {count: found.length}) : this.say("panel_home");
    bar.append(button("back", `‹ ${back}`, back, ""));
    if (here >= 0) {
      bar.append(button("previous", "↑", this.say("panel_previous"), known[here - 1]?.id),
        make("span", "", `${here + 1} / ${found.length}`), button("next", "↓", this.say("panel_next"), known[here + 1]?.id));
    }
    return [bar];
  }

  // On a map of many the chosen site has a number for its name.
  chosenId() {
    const chosen = this.selected;
    return chosen?.[0] === "#" ? this.rows.get(Number(chosen.slice(1)))?.id : chosen;
  }

  /** @param {string} id Nothing for none. */
  pick(id) {
    if (id) this.last = id;
    this.tell("picked", id);
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    const step = new Map([["ArrowDown", 1], ["ArrowUp", -1], ["Home", -Infinity], ["End", Infinity]]).get(event.key);
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.root.dataset.shows === "card") {
      const button = this.root.querySelector(`[data-way="${step > 0 ? "next" : "previous"}"]`);
      if (!Number.isFinite(step) || !(button instanceof HTMLButtonElement) || button.disabled) return;
      event.preventDefault();
      button.click();
      return;
    }
    /** @type {HTMLElement[]} */
    const rows = [...this.root.querySelectorAll("button")].filter((button) => button.className === "row");
    const here = rows.findIndex((row) => row === this.focused);
    if (here < 0) return;
    event.preventDefault();
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    rows[here].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

/** @param {Component<{id: string, digest: string, data?: PanelData, rows?: {data?: {rows: PanelRow[]}}}>} component */
export default function showPanel({data: {id, digest, data, rows}, parentElement, setTriggerValue}) {
  let panel = window.geoPanel instanceof Panel ? window.geoPanel : undefined;
  if (!panel || panel.digest !== digest) {
    if (!data) {
      setTriggerValue("lost", digest);
      return;
    }
    panel?.root.remove();
    panel = new Panel(id, digest, data);
    window.geoPanel = panel;
  }
  if (!parentElement.contains(panel.root)) parentElement.append(panel.root);
  panel.tell = setTriggerValue;
  if (rows?.data) panel.learn(rows.data.rows);
  panel.render();
}
