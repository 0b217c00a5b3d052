// Holds the map's document in a frame and hands it its sites once. Streamlit calls this
// again on each run; the frame stays as long as the document and the sites do. Only the first
// run brings them: a call without them that finds no frame says that they are lost.

import {bitsOf, packedBits} from "./shared/bits.js";
import {positionSaid} from "./shared/position.js";

// The map's part of the address is the browser's own; the rest is the page's.
const OF_THE_MAP = ["at", "base", "colour", "year"];
// What no click changes.
const STAYS = ["embed", "embed_options"];
// And so is near what sites are looked for (finder.js).
const OF_THE_BROWSER = ["near", "radius"];
const REOPENED_MS = 60_000;

/**
 * What outlives the frame: the view that the driver told, the query, where the map stood, the copy
 * in another datum.
 * @param {string} id
 */
const stationOf = (id) => ((window.geoFrames ??= {})[id] ??= {});

/**
 * @param {Record<string, string>} query
 * @param {Moved | undefined} move
 */
function addressOf(query, move) {
  const url = new URL(window.location.href), old = new URLSearchParams(url.search);
  url.search = "";
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  for (const name of STAYS) for (const value of old.getAll(name)) url.searchParams.append(name, value);
  for (const name of OF_THE_BROWSER) if (old.has(name)) url.searchParams.set(name, old.get(name) ?? "");
  for (const name of OF_THE_MAP) if (!move && old.has(name)) url.searchParams.set(name, old.get(name) ?? "");
  if (move) {
    url.searchParams.set("at", positionSaid(move.at));
    if (move.basemap) url.searchParams.set("base", move.basemap);
    if (move.colour) url.searchParams.set("colour", move.colour);
    if (move.year) url.searchParams.set("year", String(move.year));
  }
  return url;
}

// Writes the page's query into the address: a new entry for the back button where it changes.
// A query that was written already is not written again: the back button has gone before it.
/** @param {Station} station */
function write(station) {
  const key = JSON.stringify(station.query);
  if (key === station.written) return;
  const url = addressOf(station.query ?? {}, station.lastMove), isFirst = station.written === undefined;
  station.written = key;
  if (url.href === window.location.href) return;
  window.history[isFirst ? "replaceState" : "pushState"](window.history.state, "", url);
}

// Opens a page anew that will never hear of the server again: its address says what it showed.
// Whatever ended it may end it again, so once in a while only.
function reopen() {
  try {
    const last = Number(window.sessionStorage.getItem("geo-reopened"));
    if (Date.now() - last < REOPENED_MS) return;
    window.sessionStorage.setItem("geo-reopened", String(Date.now()));
  } catch {
    return; // Without a memory it might go on for ever.
  }
  window.location.reload();
}

// The page asks what the address says after the back button, and when a server has started
// again: that one takes the first word it hears for that of a new page, which shall not be the
// reader's next click.
/**
 * @param {() => void} ask
 * @param {Station} station
 */
function watch(ask, station) {
  window.geoAsk = ask;
  // Escape lets the chosen site go, unless it closes something first. The map hears it by itself.
  window.geoEscape ??= document.addEventListener("keydown", ({key, target, defaultPrevented}) => {
    const isFree = target === document.body || (target instanceof Element && target.closest(".st-key-card"));
    if (key === "Escape" && !defaultPrevented && isFree && station.view?.selected) station.heard?.pick({geo: "pick", id: null});
  }) ?? true;
  /** @type {HTMLElement | null} */
  const app = document.querySelector("[data-test-connection-state]");
  if (!app || window.geoWatcher) return;
  const isConnected = () => app.dataset.testConnectionState === "CONNECTED";
  let was = isConnected();
  window.geoWatcher = new MutationObserver(() => {
    if (app.dataset.testConnectionState === "DISCONNECTED_FOREVER") reopen();
    if (isConnected() && !was) window.geoAsk?.();
    was = isConnected();
  });
  window.geoWatcher.observe(app, {attributes: true, attributeFilter: ["data-test-connection-state"]});
  window.addEventListener("popstate", () => window.geoAsk?.());
}

// Whether the page is light or dark, told at first and whenever the reader changes it.
/** @param {(theme: string) => void} post */
function themeOf(post) {
  const app = document.querySelector("[data-testid='stApp']") || document.body;
  const tell = () => {
    const [red, green, blue] = (getComputedStyle(app).backgroundColor.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    post(red + green + blue < 384 ? "dark" : "light");
  };
  const watcher = new MutationObserver(tell);
  watcher.observe(app, {attributes: true, attributeFilter: ["class", "style"]});
  return {tell, end: () => watcher.disconnect()};
}

// What is near alone, where that is asked: of what the filters leave.
/**
 * @param {Station} station
 * @param {NonNullable<Station["view"]>} view
 * @returns {NonNullable<Station["view"]>}
 */
function nearOnly(station, view) {
  const {near} = station;
  if (!near || !view.visible) return view;
  const bit = bitsOf(view.visible), shown = [...near.found].filter(([n]) => bit(n));
  station.nearShown = () => shown.map(([, nearness]) => nearness);
  return {...view, visible: packedBits(shown.map(([n]) => n), near.count), near: {at: [near.near.lat, near.near.lon], radius: near.near.radius}};
}

/** @param {string | undefined} visible */
const fade = (visible = "") => {
  window.geoVisible = visible;
  window.geoReader?.fade(visible);
};

// Tells the map and the text what to show. It is called by driver.js, which goes over with each
// change and so has few words; what that was told before this was loaded is not lost.
const PLAIN = {selected: null, stages: [], verdicts: [], sectors: [], basemap: "", colour: "", year: 0, at: null, tellBounds: false};
/** @param {Drive} drive */
window.geoDrive = ({id, view: told, query}) => {
  const station = stationOf(id), whole = {...PLAIN, ...told};
  station.refresh = () => {
    station.view = nearOnly(station, whole);
    station.tell?.();
    window.geoPanel?.render();
    fade(station.view.visible);
  };
  const view = nearOnly(station, whole);
  Object.assign(station, {view, query});
  station.narrow?.();
  if (station.frame && !station.frame.isConnected) station.lose?.();
  station.tell?.();
  if (window.geoFinder && !window.geoFinder.box.isFocused) window.geoFinder.box.fill(query.q ?? "");
  window.geoSelected = view.selected;
  window.geoReader?.select(view.selected);
  fade(view.visible);
  window.geoPanel?.render();
};
if (window.geoDriven) window.geoDrive(window.geoDriven);
delete window.geoDriven;

/**
 * The way past the map for whoever goes by Tab: seen only while it has the focus.
 * @param {HTMLElement | ShadowRoot} parent
 * @param {string} said
 */
function offerSkip(parent, said) {
  const button = parent.querySelector("button") ?? document.createElement("button");
  if (!button.isConnected) {
    button.type = "button";
    const look = "position:absolute;z-index:30;top:.4rem;left:.4rem;padding:.4rem .8rem;font:inherit;border-radius:.5rem;border:2px solid;background:Canvas;color:CanvasText;";
    const fold = () => { button.style.cssText = `${look}clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap`; };
    button.onfocus = () => { button.style.cssText = look; };
    button.onblur = fold;
    button.onclick = () => {
      /** @type {HTMLElement | null} */
      const side = document.querySelector(".st-key-side");
      if (side) side.tabIndex = -1;
      side?.focus();
    };
    fold();
    parent.prepend(button);
  }
  button.textContent = said;
}

/** @param {Component<{id: string, digest: string, label: string, failed: string, skip: string, data?: {document: string, payload: World}}>} component */
export default function holdMap({data: {id, digest, label, failed, skip, data}, parentElement, setTriggerValue, setStateValue}) {
  const station = stationOf(id);
  offerSkip(parentElement, skip);
  watch(() => setTriggerValue("asked", window.location.search || "?"), station);
  station.heard = {
    pick: (message) => setTriggerValue("picked", message.id ?? ""),
    stage: (message) => setTriggerValue("stage", message.code),
    verdict: (message) => setTriggerValue("verdict", message.code),
    sector: (message) => setTriggerValue("sector", message.code),
    details: (message) => setTriggerValue("details", message.numbers),
    datum: (message) => setStateValue?.("datum", message.datum),
    moved: (message) => {
      station.lastMove = message;
      const query = Object.fromEntries(new URLSearchParams(window.location.search));
      for (const name of [...OF_THE_MAP, ...STAYS]) delete query[name];
      window.history.replaceState(window.history.state, "", addressOf(query, message));
      if (station.view?.tellBounds) setStateValue?.("bounds", message.bounds.map((d) => Number(d.toFixed(5))));
    },
  };
  if (station.frame && station.digest === digest && parentElement.contains(station.frame)) return undefined;
  station.lose = () => setTriggerValue("lost", digest);
  if (!data) {
    station.lose();
    return undefined;
  }
  station.frame?.remove();
  const frame = document.createElement("iframe");
  frame.title = label;
  frame.allow = "fullscreen";
  frame.style.cssText = "width:100%;height:var(--map-height,66vh);border:1px solid rgba(128,128,128,.4);border-radius:8px;display:block";
  let isReady = false;
  /**
   * @param {string} geo
   * @param {unknown} payload
   */
  const post = (geo, payload) => { if (isReady && payload) frame.contentWindow?.postMessage({geo, payload}, "*"); };
  // A page that is come back to writes its address again.
  Object.assign(station, {frame, digest, written: undefined, near: null, world: data.payload});
  station.narrow?.();
  station.tell = () => {
    write(station);
    post("show", station.view);
    // A map that was not asked for its bounds has said them all the same.
    if (station.view?.tellBounds && !station.told && station.lastMove) station.heard?.moved(station.lastMove);
    station.told = station.view?.tellBounds;
  };
  const watchTheme = themeOf((theme) => post("theme", theme));
  station.tellDetails = (details) => post("details", details);
  station.hint = (number) => post("hint", {number});
  station.tellCopy = () => post("copy", station.copy);
  const note = document.createElement("p");
  note.textContent = failed;
  note.hidden = true;
  const timer = setTimeout(() => { note.hidden = false; }, 15000);
  /** @param {MessageEvent<MapMessage>} event */
  const listen = (event) => {
    if (event.source !== frame.contentWindow || !event.data) return;
    const message = event.data;
    if (message.geo === "ready") {
      clearTimeout(timer);
      note.hidden = true;
      isReady = true;
      watchTheme.tell();
      post("load", data.payload);
      station.tellCopy?.();
      station.tell?.();
    } else if (station.heard && message.geo in station.heard) {
      const {geo} = message, hear = /** @type {(message: MapMessage) => void} */ (station.heard[/** @type {keyof Heard} */ (geo)]);
      hear(message);
    }
  };
  window.addEventListener("message", listen);
  frame.srcdoc = data.document;
  parentElement.append(note, frame);
  return () => {
    clearTimeout(timer);
    watchTheme.end();
    window.removeEventListener("message", listen);
    frame.remove();
    if (station.frame === frame) station.frame = null;
  };
}
