// What the map was handed, and what of it stands now. Others read it; what is put anew as a whole is
// put by the functions that are called `set…`.

/** @typedef {MapSite & {geometry: SiteGeometry}} PlacedSite */
/** @typedef {L.Marker & {held: Set<string>}} Badge */
/** @typedef {{marker: L.Marker, node: HTMLElement, feature: GeoJSON.Feature, dot: L.CircleMarker | null, from: number}} BaseName */
/**
 * @typedef {object} Shown
 * @property {string | null} selected
 * @property {string} language
 * @property {string} basemap
 * @property {string} datum
 * @property {string} colour What colours are by; nothing for stages.
 * @property {number} year 0 for what the report says.
 * @property {string[]} [stages] What is filtered by.
 * @property {string[]} [verdicts]
 * @property {string[]} [sectors]
 * @property {string} [asked] The base map that the page asked for last.
 * @property {string} [askedLook]
 * @property {string | null} [drawnKey] What is drawn now.
 * @property {number} [located] Of a map of many: how many are shown that have a place.
 * @property {boolean} [anywhere]
 */

/** @type {L.Map} */
export let map;
/** @type {World} */
export let world;
/** What the page asked for last.
 * @type {MapView | null} */
export let last = null;
/** Ids of the sites that are shown.
 * @type {Set<string>} */
export let shown = new Set();
/** @type {Shown} */
export const view = {selected: null, language: "zh", basemap: "", datum: "WGS-84", colour: "", year: 0};
/** @type {Map<string, {site: PlacedSite, layer: L.GeoJSON, drawn?: SiteGeometry, outline?: string}>} */
export const siteLayers = new Map();
/** @type {Badge[]} */
export const badges = [];
/** @type {BaseName[]} */
export const labels = [];
/** @type {L.GeoJSON[]} */
export const baseLayers = [];
/** Whether the sites are too many for marks of their own. */
export let isMany = false;
/** Whether the document carries its data. */
let hasOwnData = false;
/** Where the sites are too many to hand over whole: crowd.js.
 * @type {ReturnType<typeof import("./crowd.js").makeCrowd> | null} */
export let crowd = null;
/** Sites of which only a township, a county, a city is known: units.js.
 * @type {ReturnType<typeof import("./units.js").makeUnits>} */
export let units;
/** The chosen site: chosen.js.
 * @type {ReturnType<typeof import("./chosen.js").makeChosen>} */
export let chosen;
/** The names: labels.js.
 * @type {ReturnType<typeof import("./labels.js").makeLabels>} */
export let names;

/** @param {L.Map} leafletMap */
export const setMap = (leafletMap) => { map = leafletMap; };
/** @param {MapView} next */
export const setLast = (next) => { last = next; };
/** @param {Iterable<string>} ids */
export const setShown = (ids) => { shown = new Set(ids); };
/** @param {boolean} is */
export const setMany = (is) => { isMany = is; };
export const setOwnData = () => { hasOwnData = true; };

/**
 * @param {World} payload
 * @param {{crowd: typeof crowd, units: typeof units, chosen: typeof chosen, names: typeof names}} parts
 */
export function setParts(payload, parts) {
  world = payload;
  ({crowd, units, chosen, names} = parts);
}

// What stands on top of a module and is called from within it: atlas.js enters it.
export const act = {
  /** @param {string} _id */
  pick(_id) {},
  /**
   * @param {L.LatLng} _at
   * @param {MapSite | null} _clicked
   */
  pickAt(_at, _clicked) {},
  letGo() {},
  /** @param {MapView} _next */
  show(_next) {},
  /**
   * @param {string} _colour
   * @param {number} _year
   */
  recolour(_colour, _year) {},
  /** @param {string} _datum */
  setDatum(_datum) {},
};

/** What the map offers to the page around it.
 * @type {{hear: ((message: MapMessage) => void) | null}} */
export const page = {hear: null};

/** @param {MapMessage} message */
export function send(message) {
  if (page.hear) page.hear(message);
  else if (window.parent !== window) window.parent.postMessage(message, "*");
}

/** Nobody around the map answers: it carries its own data and no page hears it. */
export const isAlone = () => hasOwnData && !page.hear;
/** An editor draws on the map. */
export const isDrawing = () => Boolean(window.geoDraw);

/** @param {string} key */
export const text = (key) => world.texts[key][view.language];
/** @param {{labels: Labels}} code */
export const labelOf = (code) => code.labels[view.language];
/** Which of a site's names the language shows: name, or name_en. */
export const named = () => world.names[view.language];
/** @param {MapSite} site */
export const nameOf = (site) => site[named()];

/**
 * @param {string | null} id
 * @returns {MapSite | null}
 */
export function siteOf(id) {
  if (!id) return null;
  return (crowd ? crowd.site(Number(id.slice(1))) : world.sites.find((site) => site.id === id)) ?? null;
}

/** How many sites there are. */
export const total = () => (crowd ? crowd.count() : world.sites.length);
/** How many are shown. */
export const shownCount = () => (crowd ? (view.located ?? 0) + crowd.unplaced().length : shown.size);

/** Tell the page where the map stands, for its link and for «only what is visible». */
export function moved() {
  const centre = map.getCenter(), bounds = map.getBounds();
  send({geo: "moved", at: [centre.lat, centre.lng, map.getZoom()], basemap: view.basemap, colour: view.colour, year: view.year,
    bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]});
}
