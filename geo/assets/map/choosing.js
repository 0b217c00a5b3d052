// Which site is meant by a click, and what becomes of the map when one is chosen or let go.
import {packedBits} from "../shared/bits.js";
import {holds} from "./geometry.js";
import {list} from "./lists.js";
import {isPoint, stageOf, verdictOf} from "./looks.js";
import {placeNames} from "./names.js";
import {elementOf, isDrawn, layerCentre, sizeOf, tip} from "./sites.js";
import {act, badges, chosen, isAlone, isDrawing, isMany, last, map, send, siteLayers, siteOf, units, view, world} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */

const HIT_PIXELS = 12, NEAR_PIXELS = 8, TIP_WIDTH = 260, ON_TOP = 1000;

/**
 * @param {L.LatLng} at
 * @param {MapSite | null} clicked The site whose own mark or shape was clicked on.
 */
export function pickAt(at, clicked) {
  const spot = map.latLngToContainerPoint(at);
  const hits = [...siteLayers.values()]
    .filter((one) => isDrawn(one) && (one.site === clicked || isHit(one.site, at, spot)))
    .map(({site}) => site).sort((a, b) => sizeOf(a) - sizeOf(b));
  if (hits.length > 1) list(at, hits);
  else if (hits.length) pick(hits[0].id);
  else letGo();
}

/**
 * @param {PlacedSite} site
 * @param {L.LatLng} at
 * @param {L.Point} spot The same in pixels.
 */
function isHit({geometry}, at, spot) {
  /** @param {GeoJSON.Position} position */
  const pixel = ([lon, lat]) => map.latLngToContainerPoint([lat, lon]);
  /** @param {GeoJSON.Position[]} line */
  const isNear = (line) => line.map(pixel)
    .some((p, i, points) => i > 0 && L.LineUtil.pointToSegmentDistance(spot, points[i - 1], p) <= NEAR_PIXELS);
  /** @param {GeoJSON.Position[][]} rings */
  const isIn = (rings) => rings.filter((ring) => holds(ring, at)).length % 2 === 1;
  switch (geometry.type) {
    case "Point": return pixel(geometry.coordinates).distanceTo(spot) <= HIT_PIXELS;
    case "LineString": return isNear(geometry.coordinates);
    case "MultiLineString": return geometry.coordinates.some(isNear);
    case "Polygon": return isIn(geometry.coordinates);
    default: return geometry.coordinates.some(isIn);
  }
}

/** @param {string} id */
export function pick(id) {
  view.selected = id;
  restyle();
  placeNames();
  if (!isAlone()) {
    send({geo: "pick", id});
    return;
  }
  const site = siteOf(id), own = site?.geometry && L.geoJSON(site.geometry).getBounds().getCenter();
  const at = layerCentre(id) || units.where(id) || own || map.getCenter();
  if (site) L.popup({maxWidth: TIP_WIDTH}).setLatLng(at).setContent(tip(site)).openOn(map);
}

export function letGo() {
  if (!view.selected || isDrawing()) return;
  map.closePopup();
  view.selected = null;
  if (last) last.selected = null;
  document.body.dataset.selected = "";
  restyle();
  placeNames();
  if (!isAlone()) send({geo: "pick", id: null});
}

/** The chosen site is drawn once more above all others, which fade; its badge, if it stands in one. */
export function restyle() {
  const site = siteOf(view.selected), badge = badges.find((b) => b.held.has(view.selected ?? ""));
  for (const {site: one, layer} of siteLayers.values()) {
    if (isPoint(one) && !isMany) layer.eachLayer((mark) => elementOf(mark)?.classList.toggle("is-selected", one === site));
  }
  for (const one of badges) {
    one.getElement()?.classList.toggle("is-selected", one === badge);
    one.setZIndexOffset(one === badge ? ON_TOP : 0);
  }
  units.select(view.selected);
  chosen.mark(site, badge?.getLatLng() || units.where(view.selected));
}

/**
 * A row of the legend filters by its code; where no page is around, the map itself does.
 * @param {LegendKind} kind
 * @param {string} code
 */
export function pickCode(kind, code) {
  if (!isAlone() || !last) {
    send({geo: kind, code});
    return;
  }
  const {stages = [], verdicts = [], sectors = []} = view, all = {stage: stages, verdict: verdicts, sector: sectors}, before = all[kind];
  const now = {...all, [kind]: before.includes(code) ? before.filter((c) => c !== code) : [...before, code]};
  /**
   * @param {string[]} wanted
   * @param {string} own
   */
  const isIn = (wanted, own) => !wanted.length || wanted.includes(own);
  const places = [...world.sites.entries()].filter(([, site]) => isIn(now.stage, stageOf(site)) && isIn(now.verdict, verdictOf(site)) && isIn(now.sector, site.sector)).map(([place]) => place);
  act.show({...last, stages: now.stage, verdicts: now.verdict, sectors: now.sector, visible: packedBits(places, world.sites.length)});
}
