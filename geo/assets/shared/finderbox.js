// The box that finds while one types, for the page and for the static site: a list of hits with the
// kind of each, and below it what lies near a place. All text from outside is set as text.
import {node} from "./findinput.js";
import {HERE, RADII} from "./near.js";
import {filled, stripped} from "./text.js";

/** How many of each kind are listed; the rest is a filter's work. */
const LISTED = new Map([["site", 8], ["sector", 3], ["stage", 3], ["place", 4], ["words", 4]]);
const CLAUSE_MAX = 60, WAIT_MS = 15_000;
const WHAT = new Map([["site", "find_site"], ["sector", "find_sector"], ["stage", "find_stage"]]);
const PLACES = new Map([["station", "find_place_station"], ["lake", "find_place_lake"], ["seat", "find_place_seat"]]);
const BY = new Map([["alias", "find_by_alias"], ["pinyin", "find_by_pinyin"], ["initials", "find_by_initials"], ["same", "find_by_same"],
  ["short", "find_by_short"], ["sector", "find_by_sector"]]);
const LIST_STYLE = `
  .finder ul { position: absolute; z-index: 1000; left: 0; width: max(100%, min(24rem, 92vw)); box-sizing: border-box; margin: .2rem 0 0; padding: .2rem 0; list-style: none; max-height: min(60vh, 28rem); overflow-y: auto; background: var(--st-background-color, var(--panel)); border: 1px solid var(--st-border-color, var(--line)); border-radius: .5rem; box-shadow: 0 4px 18px rgba(0, 0, 0, .3); }
  .finder li { padding: .35rem .7rem; cursor: pointer; overflow-wrap: anywhere; }
  .finder li[aria-selected=true] { background: color-mix(in srgb, var(--st-primary-color, var(--accent)) 16%, transparent); outline: 2px solid var(--st-primary-color, var(--accent)); outline-offset: -2px; }
  .finder li small { display: block; opacity: .85; }
  .finder ul.end { left: auto; right: 0; }
  .finder p { margin: .3rem 0 0; }
  .finder p :is(button, select) { min-height: 1.9rem; padding: .1rem .5rem; }
  @media (min-width: 1200px) { .finder p { position: absolute; top: 100%; right: 0; width: max-content; max-width: 40rem; justify-content: flex-end; } }
  .finder .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }`;

/**
 * @typedef {object} FinderWork What the box asks of whoever shows it.
 * @property {() => import("./finding.js").Finder | null} finder None as long as the index is not at hand.
 * @property {(key: string) => string} say
 * @property {() => boolean} isEnglish
 * @property {(number: number) => void} pick
 * @property {(kind: string, code: string) => void} filter
 * @property {(text: string, isDone: boolean) => void} search The text, as it is typed and when that is done.
 * @property {(near: import("./near.js").Near | null) => void} near
 */

export class FinderBox {
  /**
   * @param {FinderWork} work
   * @param {ReturnType<typeof import("./findinput.js").makeInput>} field
   */
  constructor(work, field) {
    this.work = work;
    this.field = field;
    this.root = field.root;
    this.input = field.input;
    this.list = field.list;
    this.count = node("span", {class: "unseen", role: "status"});
    this.around = node("p", {class: "line", role: "status"});
    this.around.hidden = true;
    /** @type {Array<() => void>} */
    this.runs = [];
    this.active = -1;
    /** @type {import("./near.js").Near | null} */
    this.nearby = null;
    this.note = "";
    /** Whether the device was asked where it is and has not answered yet. */
    this.isAsking = false;
    this.root.append(node("style", {}, LIST_STYLE), this.count, this.around);
    this.input.addEventListener("input", () => {
      work.search(this.input.value, false);
      this.listHits();
    });
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.root.addEventListener("focusout", ({relatedTarget}) => { if (!this.root.contains(/** @type {Node | null} */ (relatedTarget))) this.close(); });
    // A press on the list does not take the focus from the box.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    field.here.addEventListener("click", () => this.locate());
    this.words();
  }

  get isFocused() {
    const root = this.root.getRootNode();
    return (root instanceof ShadowRoot || root instanceof Document) && root.activeElement === this.input;
  }

  /** Say all in the language that is shown now. */
  words() {
    const {say} = this.work;
    this.field.words(say);
    this.list.setAttribute("aria-label", say("find_hits"));
    this.showNear(null);
  }

  /** @param {string} text What is filtered by now. */
  fill(text) {
    if (stripped(this.input.value) !== stripped(text)) this.input.value = text;
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** List what the text finds now. */
  listHits() {
    const finder = this.work.finder(), text = this.input.value;
    if (!finder || !stripped(text)) {
      this.close();
      this.count.textContent = "";
      return;
    }
    const hits = finder.hits(text), seen = new Map();
    const listed = hits.filter(({kind}) => {
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      return seen.get(kind) <= (LISTED.get(kind) ?? 0);
    });
    this.runs = [];
    this.list.replaceChildren(...listed.map((hit) => this.row(...this.saidOf(finder, hit), () => this.choose(finder, hit))));
    const sites = seen.get("site") ?? 0, say = this.work.say;
    if (sites > 1) this.list.append(this.row(filled(say("find_all"), {count: sites}), "", () => this.done()));
    this.count.textContent = filled(say("find_count"), {count: hits.length});
    if (!hits.length) this.list.append(node("li", {role: "option", "aria-disabled": "true", "aria-selected": "false"}, say("find_none")));
    this.list.hidden = false;
    this.list.classList.remove("end");
    // Where it would reach beyond the window it ends with the box.
    this.list.classList.toggle("end", this.list.getBoundingClientRect().right > document.documentElement.clientWidth);
    this.active = -1;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  }

  /**
   * What is said of a hit: its name, and what it is and was found by.
   * @param {import("./finding.js").Finder} finder
   * @param {Hit} hit
   * @returns {[title: string, detail: string]}
   */
  saidOf(finder, {kind, target, how, said}) {
    const {say} = this.work;
    if (kind === "words") return [excerpt(said, finder, this.input.value), say("find_words")];
    const title = finder.named(kind, target, this.work.isEnglish());
    const way = BY.get(how), by = way && said !== title ? filled(say(way), {said}) : "";
    const what = say((kind === "place" ? PLACES.get(finder.data.places[Number(target)][0]) : WHAT.get(kind)) ?? "find_place_place");
    return [title, [what, by].filter(Boolean).join(" · ")];
  }

  /**
   * @param {string} title
   * @param {string} detail
   * @param {() => void} run
   */
  row(title, detail, run) {
    const number = this.runs.length, made = node("li", {role: "option", id: `finder-hit-${number}`, "aria-selected": "false"}, title);
    if (detail) made.append(node("small", {}, detail));
    this.runs.push(run);
    made.addEventListener("click", run);
    return made;
  }

  /**
   * @param {import("./finding.js").Finder} finder
   * @param {Hit} hit
   */
  choose(finder, {kind, target}) {
    const {work} = this;
    this.close();
    if (kind !== "site" && kind !== "words") {
      this.input.value = "";
      work.search("", true);
    }
    if (kind === "site") work.pick(Number(target));
    else if (kind === "words") work.pick(Number(finder.data.clauses[Number(target)][1]));
    else if (kind === "place") work.near(finder.placed(Number(target), RADII[1]));
    else work.filter(kind, String(target));
  }

  done() {
    this.close();
    this.work.search(this.input.value, true);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const step = new Map([["ArrowDown", 1], ["ArrowUp", -1]]).get(event.key);
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step && this.runs.length) {
      event.preventDefault();
      if (this.list.hidden) this.listHits();
      this.move(step);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.active >= 0) this.runs[this.active]();
      else this.done();
    }
  }

  /** @param {number} step */
  move(step) {
    const rows = [...this.list.querySelectorAll("li")], count = this.runs.length;
    this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
    rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === this.active)));
    this.input.setAttribute("aria-activedescendant", rows[this.active].id);
    rows[this.active].scrollIntoView({block: "nearest"});
  }

  /**
   * Ask the browser where the device is; that goes nowhere.
   * @param {number} radius
   */
  locate(radius = RADII[1]) {
    const {work} = this;
    /** @param {string} key */
    const refuse = (key) => {
      this.isAsking = false;
      this.note = work.say(key);
      work.near(null);
    };
    if (!navigator.geolocation) {
      refuse("near_absent");
      return;
    }
    this.isAsking = true;
    this.note = work.say("near_asking");
    this.showNear(null);
    navigator.geolocation.getCurrentPosition(
      ({coords: {latitude: lat, longitude: lon, accuracy}}) => {
        this.isAsking = false;
        this.note = filled(work.say("near_accuracy"), {metres: Math.round(accuracy)});
        work.near({name: HERE, lat, lon, radius});
      },
      ({code}) => refuse(code === 1 ? "near_refused" : "near_absent"),
      {timeout: WAIT_MS, maximumAge: WAIT_MS},
    );
  }

  /**
   * Say what lies near the place, with a choice of the radius and a way back.
   * @param {{near: import("./near.js").Near, certain: number, possible: number} | null} shown
   */
  showNear(shown) {
    const {say} = this.work;
    const note = shown && shown.near.name !== HERE ? "" : this.note;
    this.nearby = shown?.near ?? null;
    this.around.hidden = !shown && !note;
    if (!shown) {
      this.around.replaceChildren(note);
      return;
    }
    const {near, certain, possible} = shown, choice = node("select", {"aria-label": say("near_radius")});
    for (const metres of [...new Set([...RADII, near.radius])].sort((a, b) => a - b)) {
      const option = node("option", {value: String(metres)}, metres < 1000 ? filled(say("near_metres"), {metres}) : filled(say("near_kilometres"), {km: metres / 1000}));
      option.selected = metres === near.radius;
      choice.append(option);
    }
    choice.addEventListener("change", () => this.work.near({...near, radius: Number(choice.value)}));
    const end = node("button", {type: "button"}, say("near_end"));
    end.addEventListener("click", () => {
      this.note = "";
      this.work.near(null);
      this.input.focus();
    });
    const title = near.name === HERE ? say("near_here") : near.name;
    this.around.replaceChildren(node("span", {}, filled(say("near_title"), {name: title})), choice,
      node("b", {}, filled(say("near_found"), {certain, possible})), end, ...(note ? [node("small", {}, note)] : []));
  }
}

/**
 * The part of a clause in which a text stands.
 * @param {string} clause
 * @param {import("./finding.js").Finder} finder
 * @param {string} text
 */
function excerpt(clause, finder, text) {
  const signs = Array.from(clause);
  if (signs.length <= CLAUSE_MAX) return clause;
  const at = Math.max(finder.normal(clause).indexOf(finder.normal(text)) - CLAUSE_MAX / 3, 0);
  const from = Math.min(Math.floor(at), signs.length - CLAUSE_MAX);
  return `${from ? "…" : ""}${signs.slice(from, from + CLAUSE_MAX).join("")}${from + CLAUSE_MAX < signs.length ? "…" : ""}`;
}
