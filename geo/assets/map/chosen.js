// The chosen site, before everything else of the map: its shape once more, cased in dark and white,
// so that it stands out on every background; how far it may lie from there; where to look at it.
import {bringIntoView} from "./fitting.js";
import {colourOf, glyphOf, isHollow, isVague} from "./looks.js";
import {siteOf} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */
/** What a list hides of the map, in pixels.
 * @typedef {[left: number, bottom: number]} Covered */

const DARK = "#16202b", LIGHT = "#ffffff", LEAST_PIXELS = 120, MARGIN = 16, SMALL = 230, SITE_ZOOM = 15, MOST = 0.5, VAGUE = "10 6";

/** @param {L.Map} map */
export function makeChosen(map) {
  const pane = map.createPane("chosen");
  pane.style.zIndex = "640";
  const renderer = L.svg({pane: "chosen", padding: 0.4}), group = L.layerGroup().addTo(map);
  /** @type {unknown[]} */
  let drawn = [];

  /**
   * @param {string} color
   * @param {number} weight
   * @param {L.PathOptions} more
   * @returns {L.PathOptions}
   */
  const line = (color, weight, more = {}) => ({color, weight, opacity: 1, fill: false, interactive: false, pane: "chosen", renderer, ...more});

  /**
   * From below: dark, white, its own colour; dashed where its place is not precise, hollow where it is
   * a line that is only planned.
   * @param {PlacedSite} site
   */
  function drawShape(site) {
    const isArea = site.geometry.type.endsWith("Polygon"), core = isArea ? 3 : 5;
    const strokes = [line(DARK, core + 6), line(LIGHT, core + 3),
      line(colourOf(site), core, {fill: isArea, fillColor: colourOf(site), fillOpacity: 0.16, dashArray: isVague(site) ? VAGUE : undefined})];
    if (!isArea && isHollow(site)) strokes.push(line(LIGHT, core * 0.4));
    for (const style of strokes) group.addLayer(L.geoJSON(site.geometry, {...style, style}));
  }

  /**
   * @param {L.LatLngTuple} at
   * @param {number} radius
   * @param {MapSite} site
   */
  function drawReach(at, radius, site) {
    const ground = areaOf(site);
    for (const style of [line(LIGHT, 4, {opacity: 0.8}), line(DARK, 1.6, {dashArray: "5 5", fill: true, fillColor: colourOf(site), fillOpacity: 0.08})]) {
      group.addLayer(ground ? L.geoJSON(ground, {...style, style}) : L.circle(at, {...style, radius}));
    }
  }

  /**
   * The outline of the area in which alone a site is known to lie; null where it has none.
   * @param {MapSite} site
   */
  function areaOf(site) {
    const shape = site.within ? siteOf(site.within)?.geometry : null;
    return shape?.type.endsWith("Polygon") ? shape : null;
  }

  /**
   * Mark the site, or none.
   * @param {MapSite | null} site
   * @param {L.LatLng | null} badge The place of the badge in which it stands: it is marked there.
   */
  function mark(site, badge) {
    const known = [site?.id, site?.geometry, site && colourOf(site), site && isHollow(site), badge && String(badge)];
    if (drawn.length && known.every((value, i) => value === drawn[i])) return;
    if (!drawn.length && !site) return;
    drawn = known;
    group.clearLayers();
    map.getContainer().classList.toggle("has-chosen", Boolean(site && (site.geometry || badge)));
    if (!site || !site.geometry) return;
    const {geometry} = site;
    if (geometry.type !== "Point") { drawShape({...site, geometry}); return; }
    const [lon, lat] = geometry.coordinates;
    if (site.uncertainty_m) drawReach([lat, lon], site.uncertainty_m, site);
    if (!badge) group.addLayer(L.marker([lat, lon], {pane: "chosen", interactive: false, keyboard: false,
      icon: L.divIcon({className: "chosen-mark", html: /** @type {HTMLElement} */ (/** @type {Element} */ (glyphOf(site, 20))), iconSize: [34, 34]})}));
  }

  /**
   * Where it lies, with what is not sure about it; null where nobody knows.
   * @param {MapSite} site
   */
  function boundsOf(site) {
    const {geometry, uncertainty_m: metres} = site, ground = areaOf(site);
    if (ground) return L.geoJSON(ground).getBounds();
    if (!geometry) return null;
    const box = L.geoJSON(geometry).getBounds();
    return metres ? box.getSouthWest().toBounds(2 * metres).extend(box.getNorthEast().toBounds(2 * metres)) : box;
  }

  /**
   * Whether a shape is so small on the screen that its own name hides it.
   * @param {MapSite} site
   */
  function isHidden({geometry}) {
    if (!geometry || geometry.type === "Point") return false;
    const box = L.geoJSON(geometry).getBounds();
    const a = map.latLngToContainerPoint(box.getNorthWest()), b = map.latLngToContainerPoint(box.getSouthEast());
    return Math.max(b.x - a.x, b.y - a.y) < LEAST_PIXELS;
  }

  /**
   * Whether all of these bounds is seen and under nothing that stands on the map.
   * @param {L.LatLngBounds} bounds
   * @param {Covered} covered
   */
  function isWellInView(bounds, [left, bottom]) {
    const {x, y} = map.getSize();
    const a = map.latLngToContainerPoint(bounds.getNorthWest()), b = map.latLngToContainerPoint(bounds.getSouthEast());
    const isInside = a.x >= left + MARGIN && a.y >= MARGIN && b.x <= x - MARGIN && b.y <= y - bottom - MARGIN;
    if (!isInside) return false;
    const frame = map.getContainer().getBoundingClientRect(), at = [frame.left + (a.x + b.x) / 2, frame.top + (a.y + b.y) / 2];
    return [...map.getContainer().querySelectorAll(".leaflet-control")].every((control) => {
      const box = control.getBoundingClientRect();
      return at[0] < box.left || at[0] > box.right || at[1] < box.top || at[1] > box.bottom;
    });
  }

  /**
   * Go to a site, unless it is well in view already; say whether. On a small map nothing is, and
   * what only a unit is known of is well in view where its circle fills most of it.
   * @param {MapSite} site
   * @param {Covered} covered
   */
  function reveal(site, covered) {
    const bounds = boundsOf(site);
    if (bounds && site.unit) return show(bounds, covered);
    return bounds !== null && (map.getSize().y < SMALL || isHidden(site) || !isWellInView(bounds, covered)) && go(bounds, covered);
  }

  /**
   * Go to these bounds, unless they are in view and fill most of it.
   * @param {L.LatLngBounds} bounds
   * @param {Covered} covered
   */
  function show(bounds, covered) {
    const seen = map.getSize(), a = map.latLngToContainerPoint(bounds.getNorthWest()), b = map.latLngToContainerPoint(bounds.getSouthEast());
    const share = Math.max((b.x - a.x) / (seen.x - covered[0]), (b.y - a.y) / (seen.y - covered[1]));
    return !(share >= MOST && isWellInView(bounds, covered)) && go(bounds, covered);
  }

  /**
   * @param {L.LatLngBounds} bounds
   * @param {Covered} covered
   */
  // At once: Leaflet passes over a move that is asked for while another is under way.
  function go(bounds, covered) {
    const [left, bottom] = covered, edge = 2 * MARGIN, width = map.getSize().x;
    // Beside the legend where that leaves most of the map.
    /** @type {HTMLElement | null} */
    const panel = map.getContainer().querySelector(".leaflet-right .map-panel[open]");
    const legend = panel?.offsetWidth || 0;
    const right = legend * 3 < width - left ? legend : 0;
    bringIntoView(map, bounds, {left: left + edge, top: edge, right: right + edge, bottom: bottom + edge,
      maxZoom: Math.max(map.getZoom(), SITE_ZOOM)});
    return true;
  }

  return {mark, reveal, show};
}
