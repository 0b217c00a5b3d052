// Lets an editor draw one shape on the map: a point, a line or an area, with Leaflet.draw.
// Lives in the map's document beside atlas.js and hears the same messages; what is drawn
// goes to the page as GeoJSON ({geo: "drawn"}), and comes back from there as what is chosen.
import {bringIntoView} from "./fitting.js";

/**
 * Leaflet.draw, as far as it is used: it brings no types.
 * @typedef {object} Tool
 * @property {string} type
 * @property {() => void} enable
 * @property {() => void} disable
 * @property {() => void} completeShape
 * @property {() => void} deleteLastVertex
 */
/** @typedef {(L.Polyline | L.Marker) & {editing?: {enable(): void}, dragging?: {enable(): void}}} DrawnLayer */
const Leaflet = /** @type {any} */ (L);
/** @typedef {"Marker" | "Polyline" | "Polygon"} Kind */

const COLOUR = "#c2185b";
const DIGITS = 6;
/** @type {L.Map} */
let map;
/** @type {HTMLElement | null} */
let bar = null;
/** @type {Tool | null} */
let tool = null;
/** @type {DrawnLayer | null} */
let layer = null;
/** @type {DrawWords | null} */
let words = null;
let shown = "null", isSeen = false;

const mark = () => L.divIcon({className: "drawn-mark", iconSize: [22, 22]});
const style = {color: COLOUR, weight: 4, opacity: 0.95, fillColor: COLOUR, fillOpacity: 0.15};

function tell() {
  isSeen = true;
  const geometry = layer ? layer.toGeoJSON(DIGITS).geometry : null;
  shown = JSON.stringify(geometry);
  document.body.dataset.drawn = geometry ? geometry.type : "";
  window.parent.postMessage({geo: "drawn", geometry}, "*");
}

/** @param {GeoJSON.Geometry | null} geometry */
function put(geometry) {
  if (layer) layer.remove();
  layer = null;
  shown = JSON.stringify(geometry);
  document.body.dataset.drawn = geometry ? geometry.type : "";
  if (!geometry) return;
  const isFirst = !isSeen;
  isSeen = true;
  const made = L.geoJSON(geometry, {style: () => style, pointToLayer: (_, at) => L.marker(at, {icon: mark(), draggable: true, keyboard: false})});
  const drawn = /** @type {DrawnLayer} */ (made.getLayers()[0]);
  adopt(drawn);
  if (!isFirst) return;
  if ("getBounds" in drawn) bringIntoView(map, drawn.getBounds(), {left: 30, top: 30, right: 30, bottom: 30, maxZoom: 16});
  else map.setView(drawn.getLatLng(), 15, {animate: false});
}

/**
 * Shows a shape that can be changed where it lies.
 * @param {DrawnLayer} made
 */
function adopt(made) {
  layer = made.addTo(map);
  if (layer.editing && !(layer instanceof L.Marker)) {
    layer.editing.enable();
    layer.on("edit", tell);
  } else if (layer.dragging) {
    layer.dragging.enable();
    layer.on("dragend", tell);
  }
}

/** @param {Kind} kind */
function start(kind) {
  stop();
  const icon = kind === "Marker" ? {icon: mark()} : {};
  /** @type {Tool} */
  const made = new Leaflet.Draw[kind](map, {shapeOptions: style, showLength: false, showArea: false, metric: true, ...icon});
  tool = made;
  made.enable();
  refresh();
}

function stop() {
  if (tool) tool.disable();
  tool = null;
  refresh();
}

/**
 * @param {string} name
 * @param {string} label
 * @param {() => void} run
 */
function button(name, label, run) {
  const node = document.createElement("button");
  node.type = "button";
  node.textContent = label;
  node.dataset.tool = name;
  node.onclick = run;
  return node;
}

function refresh() {
  document.body.classList.toggle("is-drawing", Boolean(tool));
  if (!bar || !words) return;
  const active = tool && tool.type;
  /**
   * @param {Kind} kind
   * @param {string} label
   */
  const choice = (kind, label) => {
    const type = kind.toLowerCase(), node = button(type, label, () => (active === type ? stop() : start(kind)));
    node.setAttribute("aria-pressed", String(active === type));
    return node;
  };
  const tools = [choice("Marker", words.point), choice("Polyline", words.line), choice("Polygon", words.area)];
  const more = [];
  if (active === "polyline" || active === "polygon") {
    more.push(button("finish", words.finish, () => { if (tool) tool.completeShape(); }));
    more.push(button("back", words.back, () => { if (tool) tool.deleteLastVertex(); }));
  }
  if (tool) more.push(button("cancel", words.cancel, stop));
  else if (layer) more.push(button("clear", words.clear, () => { put(null); tell(); refresh(); }));
  bar.replaceChildren(...tools, ...more);
}

/** @param {DrawWords} next */
function speak(next) {
  if (JSON.stringify(next) === JSON.stringify(words)) return;
  words = next;
  const texts = Leaflet.drawLocal.draw.handlers;
  texts.marker.tooltip.start = words.pointHelp;
  for (const handler of [texts.polyline, texts.polygon]) {
    handler.tooltip.start = words.startHelp;
    handler.tooltip.cont = words.goOnHelp;
    handler.tooltip.end = words.endHelp;
  }
  texts.polyline.error = words.crossing;
  if (!bar) {
    const made = document.createElement("div");
    bar = made;
    const Bar = L.Control.extend({
      options: {position: "topleft"},
      onAdd() {
        made.className = "draw-tools";
        made.setAttribute("role", "toolbar");
        L.DomEvent.disableClickPropagation(made);
        L.DomEvent.disableScrollPropagation(made);
        return made;
      },
    });
    new Bar().addTo(map);
  }
  bar.setAttribute("aria-label", words.tools);
  refresh();
}

// Numbered candidates for a place; a click tells the page which one is meant.
/** @type {L.FeatureGroup | null} */
let candidates = null;
let listed = "";

/** @param {Candidate[]} found */
function list(found) {
  const next = JSON.stringify(found);
  if (next === listed) return;
  /** @param {Candidate[]} some */
  const places = (some) => JSON.stringify(some.map((each) => each.at));
  const isNew = places(found) !== places(listed ? JSON.parse(listed) : []);
  listed = next;
  if (candidates) candidates.remove();
  const group = L.featureGroup().addTo(map);
  candidates = group;
  for (const each of found) {
    if (each.geometry.type !== "Point") L.geoJSON(each.geometry, {style: () => ({...style, weight: each.isChosen ? 6 : 3, dashArray: each.isKept ? undefined : "6 5"}), interactive: false}).addTo(group);
    const node = document.createElement("span");
    node.textContent = each.number;
    const icon = L.divIcon({className: `candidate-mark${each.isChosen ? " is-chosen" : ""}${each.isKept ? "" : " is-shown-only"}`, html: node, iconSize: [26, 26]});
    const marker = L.marker([each.at[1], each.at[0]], {icon, title: each.label, zIndexOffset: each.isChosen ? 1000 : 500});
    marker.on("click", () => window.parent.postMessage({geo: "picked", number: each.number}, "*"));
    marker.addTo(group);
    marker.getElement()?.setAttribute("aria-label", each.label);
  }
  document.body.dataset.candidates = String(found.length);
  // Beside the legend, which would hide what lies below it.
  const aside = Math.min(230, map.getSize().x * 0.45);
  if (found.length && isNew) bringIntoView(map, group.getBounds(), {left: 60, top: 40, right: aside, bottom: 40, maxZoom: 15});
}

window.addEventListener("message", (event) => {
  if (event.source !== window.parent || !event.data || event.data.geo !== "show") return;
  /** @type {MapView} */
  const {draw} = event.data.payload;
  if (!draw) return;
  list(draw.candidates || []);
  if (!draw.words) return;
  speak(draw.words);
  if (JSON.stringify(draw.geometry) !== shown) { put(draw.geometry); refresh(); }
});

window.geoDraw = {
  mount(leafletMap) {
    map = leafletMap;
    // Leaflet.draw takes every browser that knows touch for a phone; corners would be huge.
    if (!window.matchMedia("(pointer: coarse)").matches) {
      for (const each of [Leaflet.Draw.Polyline, Leaflet.Edit.PolyVerticesEdit]) each.prototype.options.touchIcon = each.prototype.options.icon;
    }
    // The click that follows a tap falls on the corner that the tap has made, and would end
    // the shape there. It ends with the button, or at a press near its end.
    for (const each of [Leaflet.Draw.Polyline, Leaflet.Draw.Polygon]) each.prototype._updateFinishHandler = () => {};
    // A click that draws does not also ask which of the sites there is meant.
    L.Popup.include({openOn() { return this; }});
    map.on(Leaflet.Draw.Event.CREATED, (event) => {
      if (layer) layer.remove();
      adopt(/** @type {DrawnLayer} */ (event.layer));
      tool = null;
      tell();
      refresh();
    });
    map.on(Leaflet.Draw.Event.DRAWSTOP, () => { tool = null; refresh(); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && tool) stop(); });
  },
};
