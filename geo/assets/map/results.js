// Where the map goes: to what a filter leaves; not where the reader has put it by hand, who is shown
// the way there instead, and from there the way back to all.
import {element, mapButton, svg} from "./dom.js";
import {bringIntoView} from "./fitting.js";
import {chosen, crowd, isDrawing, last, map, shown, shownCount, siteLayers, text, total, units, world} from "./state.js";

const EDGE = 6, SAME_ZOOM = 0.01, SAME_PIXELS = 3, ARROWS = "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", KEYS = /^(Arrow|[-+=]$)/;

/** Whether the reader has put the map where it stands; whether it went to what a filter leaves. */
export const hand = {isByHand: false, isNarrowed: false};
/** Where the whole was shown last.
 * @type {[lat: number, lon: number, zoom: number] | null} */
let wholeView = null;
/** @type {HTMLButtonElement | null} */
let wayButton = null;
/** @type {L.Control | null} */
let home = null;

function resultsBounds() {
  const box = L.latLngBounds([]);
  if (shownCount() === total() && world.bounds) return L.latLngBounds(world.bounds);
  for (const corner of crowd ? crowd.bounds() : []) box.extend(corner);
  for (const {site, layer} of crowd ? [] : siteLayers.values()) if (shown.has(site.id)) box.extend(layer.getBounds());
  for (const at of units.bounds()) box.extend(at);
  return box;
}

/** @param {boolean} isAsked Whether the reader has asked for it. */
export function goToResults(isAsked) {
  if (!world.bounds || isDrawing() || (last?.tellBounds && !isAsked)) return;
  const box = resultsBounds(), isAll = shownCount() === total();
  if (box.isValid() && (isAsked || !hand.isByHand) && !(isAll && !hand.isNarrowed)) {
    if (isAll) fit();
    else if (chosen.show(box, units.covered())) hand.isNarrowed = true;
    hand.isByHand = false;
  }
  offerWay();
}

export function offerWay() {
  if (isDrawing()) return;
  const box = resultsBounds(), isAll = shownCount() === total();
  const way = hand.isNarrowed && !hand.isByHand ? "wholeMap" : !isAll && box.isValid() && !map.getBounds().contains(box) ? "toResults" : "";
  if (!way) {
    wayButton?.remove();
    wayButton = null;
    return;
  }
  if (!wayButton) {
    wayButton = mapButton("map-way", "", () => {});
    map.getContainer().append(wayButton);
  }
  wayButton.textContent = text(way);
  wayButton.dataset.way = way;
  wayButton.onclick = () => (way === "toResults" ? goToResults(true) : fit());
}

/**
 * Whether the map stands there already.
 * @param {Position} position
 */
export const isHere = ([lat, lon, zoom]) => Math.abs(zoom - map.getZoom()) < SAME_ZOOM
  && map.latLngToContainerPoint([lat, lon]).distanceTo(map.getSize().divideBy(2)) < SAME_PIXELS;

/** Where the reader moves the map, it stays. */
export function watchHand() {
  const byHand = () => Object.assign(hand, {isByHand: true, isNarrowed: false});
  const container = map.getContainer();
  map.on("dragstart boxzoomend", byHand);
  for (const kind of ["wheel", "dblclick"]) container.addEventListener(kind, byHand, {passive: true});
  container.addEventListener("touchmove", (event) => { if (event.touches.length > 1) byHand(); }, {passive: true});
  container.addEventListener("keydown", (event) => { if (KEYS.test(event.key)) byHand(); });
  map.zoomControl?.getContainer()?.addEventListener("click", byHand, true);
}

export function fit() {
  Object.assign(hand, {isByHand: false, isNarrowed: false});
  const [left, bottom] = units ? units.covered() : [0, 0];
  if (!world.bounds) return;
  bringIntoView(map, world.bounds, {left: EDGE + left, top: EDGE, right: EDGE, bottom: EDGE + bottom});
  const {lat, lng} = map.getCenter();
  wholeView = [lat, lng, map.getZoom()];
}

/** Whether the whole is shown as it was fitted. */
export const isWhole = () => Boolean(wholeView && isHere(wholeView));

/** The map has another size now: the whole is fitted anew where it was shown; say whether. */
export function resize() {
  const wasWhole = isWhole();
  map.invalidateSize({pan: false});
  if (wasWhole) fit();
  return wasWhole;
}

/**
 * A link of the bar that is a button.
 * @param {string} name
 * @param {() => void} run
 */
function barButton(name, run) {
  const node = element("a", name);
  node.href = "#";
  node.setAttribute("role", "button");
  node.title = text(name);
  node.setAttribute("aria-label", text(name));
  L.DomEvent.on(node, "click", (event) => {
    L.DomEvent.stop(event);
    run();
  });
  return node;
}

export function homeButton() {
  const Home = L.Control.extend({
    options: {position: "topleft"},
    onAdd() {
      const bar = element("div", "leaflet-bar"), whole = barButton("home", fit);
      whole.textContent = "⌂";
      bar.append(whole);
      if (!document.fullscreenEnabled) return bar;
      const full = barButton("full", () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else map.getContainer().requestFullscreen();
      });
      const arrows = svg("svg", {viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true"});
      arrows.append(svg("path", {d: ARROWS, fill: "none", stroke: "currentColor", "stroke-width": 2}));
      full.append(arrows);
      bar.append(full);
      return bar;
    },
  });
  for (const [way, name] of [["in", "zoomIn"], ["out", "zoomOut"]]) {
    /** @type {HTMLAnchorElement | null | undefined} */
    const node = map.zoomControl?.getContainer()?.querySelector(`.leaflet-control-zoom-${way}`);
    if (!node) continue;
    node.title = text(name);
    node.setAttribute("aria-label", text(name));
  }
  home?.remove();
  home = new Home().addTo(map);
}
