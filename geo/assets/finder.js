// The box that finds, on the page. It asks for the index where it is first used; what is chosen it
// tells the map's frame, which tells the page. What lies near a place stays in the browser: neither
// the place nor the position of the device is sent.
import {Finder} from "./shared/finding.js";
import {FinderBox} from "./shared/finderbox.js";
import {HERE, nearIn, nearQuery, nearSites, placedOf} from "./shared/near.js";
import {filled} from "./shared/text.js";

const SHOWN_MAX = 5;

/** @typedef {{id: string, of: string, texts: Record<string, string>, isEnglish: boolean}} FinderGiven */

class PageFinder {
  /**
   * @param {FinderGiven} given
   * @param {NonNullable<Window["geoFind"]>} find
   */
  constructor(given, find) {
    this.given = given;
    this.find = find;
    /** @type {Finder | null} */
    this.finder = null;
    this.of = "";
    /** The query that was read last.
     * @type {string | null} */
    this.read = null;
    this.box = new FinderBox({
      finder: () => this.finder,
      say: (key) => this.given.texts[key] ?? "",
      isEnglish: () => this.given.isEnglish,
      pick: (number) => this.pick(number),
      filter: (kind, code) => this.station.heard?.[kind === "stage" ? "stage" : "sector"]({code}),
      search: (text, isDone) => { if (isDone && text !== (this.station.query?.q ?? "")) this.find.tell("text", text); },
      near: (near) => this.near(near),
    }, find.field);
    window.addEventListener("popstate", () => this.follow());
    if (find.isHere) this.box.locate();
  }

  /** @returns {Station} */
  get station() { return (window.geoFrames ??= {})[this.given.id] ??= {}; }

  /** @param {number} number */
  pick(number) {
    const {world} = this.station;
    this.station.heard?.pick({geo: "pick", id: world?.sites[number]?.id ?? `#${number}`});
  }

  /** @param {FinderGiven} given */
  take(given) {
    const isOther = given.of !== this.given.of, isNew = given.isEnglish !== this.given.isEnglish;
    this.given = given;
    if (isOther) Object.assign(this, {finder: null, read: null});
    if (isNew) this.box.words();
    this.station.narrow = () => this.show();
    this.learn();
  }

  learn() {
    const index = window.geoIndex;
    if (index?.data && index.of === this.given.of && this.of !== index.of) {
      this.finder = new Finder(index.data);
      this.of = index.of;
      if (this.box.isFocused) this.box.listHits();
    }
    this.follow();
    this.show();
  }

  /** Take from the address near what sites are looked for. */
  follow() {
    const query = new URLSearchParams(window.location.search), key = JSON.stringify([query.get("near"), query.get("radius"), Boolean(this.finder)]);
    if (key === this.read) return;
    this.read = key;
    if (!this.finder) {
      this.read = null;
      return;
    }
    const finder = this.finder, {asked, unknown} = nearIn((name) => query.get(name) ?? "", (name) => (finder?.placeOf(name) ?? -1) >= 0);
    if (unknown.length) this.box.note = filled(this.given.texts.near_unknown, {what: unknown.slice(0, SHOWN_MAX).join("、")});
    // The device was asked before the index came: what is said of that stays.
    if (this.box.isAsking) return;
    const {near: now} = this.station.near ?? {};
    if (asked.name === HERE && now?.name === HERE && now.radius === asked.radius) return;
    if (!unknown.length) this.box.note = "";
    if (asked.name === HERE) this.box.locate(asked.radius);
    else this.set(asked.name && finder ? finder.placed(finder.placeOf(asked.name), asked.radius) : null);
  }

  /** @param {import("./shared/near.js").Near | null} near */
  near(near) {
    this.set(near);
    const url = new URL(window.location.href);
    for (const name of ["near", "radius"]) url.searchParams.delete(name);
    for (const [name, value] of nearQuery(near)) url.searchParams.set(name, value);
    if (url.href !== window.location.href) window.history.pushState(window.history.state, "", url);
    this.read = JSON.stringify([url.searchParams.get("near"), url.searchParams.get("radius"), Boolean(this.finder)]);
  }

  /** @param {import("./shared/near.js").Near | null} near */
  set(near) {
    const {world} = this.station, placed = near && world ? (world.crowd ? placedOf(world.crowd) : world.sites) : null;
    this.station.near = near && placed ? {near, count: placed.length, found: nearSites(placed, near)} : null;
    this.station.lookedFor = near;
    this.station.refresh?.();
    this.show();
  }

  /** Say how many lie near, of those that the filters leave. */
  show() {
    const {near, lookedFor, world} = this.station;
    if (!near && lookedFor && world) {
      this.set(lookedFor);
      return;
    }
    const shown = near && this.station.nearShown ? this.station.nearShown() : [];
    const certain = shown.filter(({isCertain}) => isCertain).length;
    this.box.showNear(near ? {near: near.near, certain, possible: shown.length - certain} : null);
  }
}

/** @param {Component<FinderGiven>} component */
export default function showFinder({data}) {
  if (!window.geoFind) return;
  const finder = window.geoFinder instanceof PageFinder ? window.geoFinder : new PageFinder(data, window.geoFind);
  window.geoFinder = finder;
  finder.take(data);
}
