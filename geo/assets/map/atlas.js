// The map's behaviour: draws the base map and the sites that it is handed once, then shows
// and hides them by a bit set. All text from outside is set as textContent, never as HTML.
//
// The page around it talks to it by messages ({geo: "load" | "show"}) and hears from it
// ({geo: "ready" | "pick"}). A document that stands alone carries its data as inert JSON
// (geo/view/map/standalone.py); a page around the map in the same document calls geoAtlas.show and
// hears the messages by geoAtlas.hear.
import {bitsOf} from "../shared/bits.js";
import {drawBadges} from "./badges.js";
import {chooseTiles, drawBase, refreshLabels} from "./basemap.js";
import {letGo, pick, pickAt, restyle} from "./choosing.js";
import {makeChosen} from "./chosen.js";
import {drawCircle} from "./circle.js";
import {makeCrowd} from "./crowd.js";
import {drawCrowd, learn, startCrowd} from "./crowds.js";
import {tellTheme} from "./dark.js";
import {escaped} from "./dom.js";
import {hint} from "./hint.js";
import {makeLabels} from "./labels.js";
import {drawPanels, hasPanels} from "./legend.js";
import {isListOpen, listOf, listens, lookUp, siteButton} from "./lists.js";
import {isPlaced, isPoint, look} from "./looks.js";
import {placeNames} from "./names.js";
import {fit, goToResults, hand, homeButton, isHere, isWhole, offerWay, resize, watchHand} from "./results.js";
import {calm, rove} from "./roving.js";
import {clearSites, drawSites, nameLayers, pointsShown, rehatch, showShapes} from "./sites.js";
import {act, chosen, crowd, isMany, last, map, moved, page, send, setLast, setMap, setOwnData, setParts, setShown, shown, siteLayers, siteOf, units, view, world} from "./state.js";
import {makeUnits} from "./units.js";

/** Geometries by site in other datums, as the page has handed them over.
 * @type {Record<string, Record<string, SiteGeometry>>} */
const copies = {};

/**
 * Tiles in GCJ-02 need the sites in GCJ-02; the page hands over a converted copy on request.
 * @param {string} datum
 */
function setDatum(datum) {
  if (datum === view.datum) return;
  if (datum !== "WGS-84" && !copies[datum]) {
    send({geo: "datum", datum});
    return;
  }
  view.datum = datum;
  for (const [id, {site}] of siteLayers) site.geometry = (datum === "WGS-84" ? site.wgs84 : copies[datum][id] || site.wgs84) ?? site.geometry;
  redraw();
  document.body.dataset.datum = datum;
}

/** @param {GeometryCopy} copy */
function addCopy({datum, geometries}) {
  copies[datum] = geometries;
  const wanted = world?.tiles.find((t) => t.id === view.basemap);
  if (wanted && wanted.datum === datum) setDatum(datum);
}

function redraw() {
  clearSites();
  if (!crowd) drawSites(world.sites);
  view.drawnKey = null;
  if (last) show({...last});
}

/**
 * By stage or by verdict; how far things had come by the end of a year, 0 for what the report says.
 * @param {string} colour
 * @param {number} year
 */
function recolour(colour, year) {
  const isNew = colour !== view.colour, known = world.years.slice(1).includes(year) ? year : 0;
  if (!isNew && known === view.year) return;
  Object.assign(view, {colour, year: known});
  redraw();
  if (isNew) drawPanels();
  document.body.dataset.colour = colour;
  document.body.dataset.year = String(known || "");
}

/**
 * What the page asks for by its link; what the reader chooses here since then stays.
 * @param {MapView} next
 */
function takeAsked(next) {
  if (next.basemap !== undefined && next.basemap !== (view.asked ?? "")) {
    view.asked = next.basemap;
    if (next.basemap !== view.basemap) chooseTiles(next.basemap);
  }
  const asked = `${next.colour || ""} ${next.year || ""}`;
  if (asked === (view.askedLook ?? " ")) return;
  view.askedLook = asked;
  recolour(next.colour || "", Number(next.year) || 0);
  moved();
}

/**
 * Show just the sites whose bit is set.
 * @param {MapView} next
 */
function show(next) {
  if (!world) return;
  const isFirst = last === null;
  const isNewLanguage = next.language !== view.language || String(next.stages) !== String(view.stages)
    || String(next.verdicts) !== String(view.verdicts) || String(next.sectors || []) !== String(view.sectors || []);
  const isNewChoice = next.selected !== view.selected;
  Object.assign(view, {selected: next.selected ?? null, language: next.language, stages: next.stages, verdicts: next.verdicts, sectors: next.sectors});
  setLast(next);
  document.documentElement.lang = world.tags[next.language] ?? next.language;
  // A link that holds the whole map asks for no other view than one that holds none.
  const isPut = isFirst && Boolean(next.at && !isHere(next.at));
  if (isPut && next.at) {
    hand.isByHand = true;
    map.setView([next.at[0], next.at[1]], next.at[2], {animate: false});
  }
  takeAsked(next);
  drawCircle();
  // A run of the page that changes nothing here must not take a mark from under a click.
  const drawnKey = `${next.visible} ${next.language} ${view.datum}`, isChanged = drawnKey !== view.drawnKey;
  view.drawnKey = drawnKey;
  if (crowd) showCrowd(bitsOf(next.visible), isChanged, isNewChoice);
  else showWhole(bitsOf(next.visible), isChanged);
  if (isFirst && !isPut && units.covered().some(Boolean)) fit();
  if (isNewLanguage || !hasPanels()) {
    drawPanels();
    homeButton();
  }
  if (isNewChoice && view.selected && !isPut) reveal(view.selected);
  else if (isChanged && !isPut) goToResults(false);
  document.body.dataset.shown = String(crowd ? view.located : world.sites.filter((s) => s.geometry && shown.has(s.id)).length);
  document.body.dataset.units = String(units.count());
  document.body.dataset.selected = view.selected || "";
  document.body.dataset.show = String(next.serial ?? "");
}

/**
 * @param {(place: number) => number} bit
 * @param {boolean} isChanged
 * @param {boolean} isNewChoice
 */
function showCrowd(bit, isChanged, isNewChoice) {
  if (!crowd) return;
  if (isChanged) {
    view.located = crowd.gather(bit);
    units.show(crowd.unplaced(), view.located, look());
    lookUp(crowd.unplaced());
  }
  if (isChanged || isNewChoice) drawCrowd();
}

/**
 * @param {(place: number) => number} bit
 * @param {boolean} isChanged
 */
function showWhole(bit, isChanged) {
  setShown(world.sites.filter((_, i) => bit(i)).map((s) => s.id));
  for (const {site, layer} of siteLayers.values()) {
    if (isPoint(site) && !shown.has(site.id)) layer.remove();
  }
  showShapes();
  if (isChanged) {
    drawBadges();
    units.show(world.sites.filter((s) => shown.has(s.id) && !isPlaced(s)), shown.size, look());
  }
  restyle();
  if (isChanged) {
    nameLayers();
    refreshLabels();
  } else placeNames();
}

/**
 * Move so that the chosen site is seen with all that is not sure about its place.
 * @param {string} id
 */
function reveal(id) {
  const site = siteOf(id);
  if (!site) return;
  if (!isPlaced(site) && (!site.geometry || units.where(id))) units.reveal(id);
  else if (chosen.reveal(site, units.covered())) hand.isByHand = false;
}

/** @param {World} payload */
function load(payload) {
  view.language = payload.language;
  for (const site of payload.sites) site.wgs84 = site.geometry;
  setParts(payload, {
    crowd: payload.crowd ? makeCrowd(payload.crowd, payload.units) : null,
    units: makeUnits(map, payload.units, {siteButton, list: listOf, listens, points: pointsShown, isWhole, fit}),
    chosen: makeChosen(map),
    names: makeLabels(map),
  });
  drawBase(world.base);
  if (world.units.some((unit) => unit.at && unit.how !== "region")) map.attributionControl.addAttribution(world.unitsFrom);
  for (const said of world.credits || []) map.attributionControl.addAttribution(escaped(said));
  if (crowd) {
    view.anywhere = crowd.anywhere();
    startCrowd();
  } else {
    drawSites(world.sites);
  }
  map.on("moveend", moved);
  map.on("moveend", placeNames);
  map.on("moveend", () => { if (last && view.drawnKey) offerWay(); });
  watchHand();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (isListOpen()) map.closePopup();
    else letGo();
  });
  map.on("click", (event) => { if (event.originalEvent && !event.originalEvent.defaultPrevented) pickAt(event.latlng, null); });
  map.on("zoomend", () => {
    document.body.dataset.zoom = String(map.getZoom());
    rehatch();
    if (crowd || isMany || !last) return;
    drawBadges();
    restyle();
  });
  fit();
  document.body.dataset.zoom = String(map.getZoom());
  document.body.dataset.loaded = String(siteLayers.size);
}

/**
 * Called once by the map's own script, with the Leaflet map that Folium made.
 * @param {L.Map} leafletMap
 */
function mount(leafletMap) {
  setMap(leafletMap);
  map.attributionControl.setPrefix(false);
  L.control.scale({imperial: false}).addTo(map);
  // Leaflet focuses its container on a press. In a frame that reaches below the window the
  // page would scroll under the mouse and the click be lost.
  const container = map.getContainer(), focus = container.focus.bind(container);
  container.focus = () => focus({preventScroll: true});
  calm();
  rove();
  new ResizeObserver(() => { if (resize() && view.selected) reveal(view.selected); }).observe(container);
  const own = document.getElementById("atlas-data");
  if (own) {
    const {payload, view: first} = JSON.parse(own.textContent ?? "");
    setOwnData();
    load(payload);
    if (first) show(first);
  }
  send({geo: "ready"});
}

window.addEventListener("message", (event) => {
  if (event.source !== window.parent || !event.data) return;
  if (event.data.geo === "load" && !world) load(event.data.payload);
  if (event.data.geo === "show") show(event.data.payload);
  if (event.data.geo === "copy") addCopy(event.data.payload);
  if (event.data.geo === "theme") tellTheme(event.data.payload);
  if (event.data.geo === "hint" && world) hint(event.data.payload.number);
  if (event.data.geo === "details") learn(event.data.payload);
});

Object.assign(act, {
  pick, pickAt, letGo, show, recolour,
  /** @param {string} datum */
  setDatum: (datum) => {
    setDatum(datum);
    drawCircle();
  },
});
window.geoAtlas = Object.assign(page, {mount, load, show, moved, hint});
