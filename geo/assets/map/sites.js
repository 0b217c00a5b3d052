// The sites as layers of the map, each with what is said of it under the mouse.
import {element} from "./dom.js";
import {partsOf} from "./geometry.js";
import {addHatches, glyphOf, isArea, isByVerdict, isHollow, isLine, isNear, isPlaced, isPoint, statusOf, styleOf, verdictOf} from "./looks.js";
import {act, isMany, labelOf, map, nameOf, setMany, shown, siteLayers, text, view, world} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */

const MARKS_MAX = 2000, DOT_PIXELS = 7;

/** @param {MapSite[]} sites */
export function drawSites(sites) {
  // Large shapes first, so that what is small lies on top.
  const order = sites.filter(isPlaced).map((site) => ({site, size: sizeOf(site)})).sort((a, b) => b.size - a.size);
  setMany(order.length > MARKS_MAX);
  const canvas = isMany && L.canvas({padding: 0.4});
  for (const {site} of order) {
    const outline = isPoint(site) ? undefined : JSON.stringify(site.geometry);
    siteLayers.set(site.id, {site, layer: layerOf(site, canvas || rendererOf(site)), outline});
  }
  wasNear = isNear();
}

/** @type {Record<string, L.Renderer>} */
const renderers = {};

/**
 * Areas lie below lines, and both below marks, in whatever order they come and go.
 * @param {PlacedSite} site
 */
export function rendererOf(site) {
  const pane = isArea(site) ? "areas" : "overlayPane";
  if (!map.getPane(pane)) map.createPane(pane).style.zIndex = "398";
  return (renderers[pane] ??= L.svg({pane, padding: 0.4}));
}

/** @type {boolean | null} */
let wasNear = null;

/** Hatch the areas, or leave them quiet, where that has changed. */
export function rehatch() {
  if (wasNear === isNear()) return;
  wasNear = isNear();
  for (const {site, layer} of siteLayers.values()) if (isArea(site)) layer.setStyle(styled(site));
}

/** Show just the lines and areas that are wanted. Of one outline only the first is drawn, for all. */
export function showShapes() {
  /** @type {Map<string, string[]>} */
  const first = new Map();
  for (const [id, {site, layer, outline}] of siteLayers) {
    if (outline === undefined || isPoint(site)) continue;
    const isWanted = shown.has(id) && !first.has(outline);
    if (shown.has(id)) first.set(outline, [...(first.get(outline) || []), id]);
    if (isWanted && !map.hasLayer(layer)) layer.addTo(map);
    else if (!isWanted) layer.remove();
  }
  for (const ids of first.values()) {
    siteLayers.get(ids[0])?.layer.eachLayer((part) => {
      const node = elementOf(part);
      if (node?.dataset.site && ids.length > 1) node.dataset.together = ids.join(" ");
      else if (node) delete node.dataset.together;
    });
  }
  rehatch();
}

/** @param {PlacedSite} site */
export function sizeOf(site) {
  if (isPoint(site)) return 0;
  const bounds = L.geoJSON(site.geometry).getBounds();
  return Math.max(1e-9, (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth())) + (isArea(site) ? 1 : 0);
}

/**
 * @param {PlacedSite} site
 * @returns {(feature?: GeoJSON.Feature) => L.PathOptions}
 */
const styled = (site) => (feature) => (feature?.properties?.isBeyond ? {...styleOf(site), opacity: world.symbols.line.faded} : styleOf(site));

/**
 * @param {PlacedSite} site
 * @param {L.Renderer} renderer
 */
export function layerOf(site, renderer) {
  /** @type {L.GeoJSONOptions & L.PathOptions} */
  const options = {
    style: styled(site),
    pointToLayer: (_, at) => (isMany ? L.circleMarker(at, {renderer, radius: DOT_PIXELS})
      : L.marker(at, {icon: L.divIcon({className: "site-mark", html: /** @type {HTMLElement} */ (/** @type {Element} */ (glyphOf(site))), iconSize: [20, 20]}), riseOnHover: true})),
    renderer,
    ...(renderer.options.pane ? {pane: renderer.options.pane} : {}),
  };
  const layer = L.geoJSON(partsOf(site), options);
  layer.eachLayer((each) => {
    const part = /** @type {L.Path} */ (each);
    part.options.className = "site";
    part.on("click", (event) => { L.DomEvent.stop(event); act.pickAt(event.latlng, site); });
    part.on("add", () => name(part, site));
  });
  if (!isMany && isLine(site) && isHollow(site)) hollowOut(/** @type {L.GeoJSON} */ (layer));
  return /** @type {L.GeoJSON} */ (layer.bindTooltip(() => tip(site), {sticky: true, className: "site-tip"}));
}

/**
 * Lay a core of light into the lines of a site that is only planned.
 * @param {L.GeoJSON} layer
 */
function hollowOut(layer) {
  const {line, point} = world.symbols;
  for (const part of layer.getLayers()) {
    const {options} = /** @type {L.Path} */ (part), at = /** @type {L.Polyline} */ (part).getLatLngs();
    layer.addLayer(L.polyline(/** @type {L.LatLng[]} */ (at), {...options, interactive: false, className: "site-core",
      color: point.hollow, weight: line.width * line.core}));
  }
}

/**
 * Keyboard and tests find a site by its element.
 * @param {L.Path} part
 * @param {MapSite} site
 */
function name(part, site) {
  const node = elementOf(part);
  if (!node) return;
  if (node instanceof SVGElement && node.ownerSVGElement) addHatches(node);
  node.dataset.site = site.id;
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", nameOf(site));
  node.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act.pick(site.id);
  };
}

/**
 * A layer's element; none where it is drawn on a canvas, or not now.
 * @param {L.Layer} layer
 * @returns {HTMLElement | SVGElement | null}
 */
export function elementOf(layer) {
  const node = "getElement" in layer ? /** @type {L.Path} */ (layer).getElement() : null;
  return node instanceof HTMLElement || node instanceof SVGElement ? node : null;
}

/** Names as screen readers have them. */
export function nameLayers() {
  for (const {site, layer} of siteLayers.values()) {
    const said = nameOf(site);
    layer.eachLayer((part) => {
      const node = elementOf(part);
      if (node?.dataset.site && node.getAttribute("aria-label") !== said) node.setAttribute("aria-label", said);
    });
  }
}

/** Where the marks are that are shown. */
export const pointsShown = () => [...siteLayers.values()].filter(({site}) => isPoint(site) && shown.has(site.id))
  .map(({site}) => placeOf(site));

/** @param {PlacedSite} site A point. */
export function placeOf({geometry}) {
  const [lon, lat] = /** @type {GeoJSON.Point} */ (geometry).coordinates;
  return L.latLng(lat, lon);
}

/** @param {MapSite} site */
export function tip(site) {
  const node = element("div");
  node.append(element("b", "", nameOf(site)), stageNode(site));
  return node;
}

/** @param {number} year */
export const yearSaid = (year) => (year ? text("yearEnd").replace("{year}", String(year)) : text("asReported"));

/**
 * Reported and planned stage, each with the works whose stage it is. A stage of
 * another year has no works of the report.
 * @param {MapSite} site
 */
function stageNode(site) {
  const node = element("span");
  /** @param {...(Node | string)} parts */
  const add = (...parts) => node.append(node.hasChildNodes() ? " · " : "", ...parts);
  /**
   * @param {"status" | "target"} claim
   * @param {string} key
   */
  const addClaim = (claim, key) => {
    const code = site[claim], said = `${text(key)} ${code ? labelOf(world.stages[code]) : ""}`, of = site.works?.[claim];
    if (!of) {
      add(said);
      return;
    }
    // Words without a translation stay Chinese.
    const words = of[view.language], works = element("span", "", words);
    if (words === of.zh) works.lang = "zh-CN";
    const [before, behind] = text("works").split("{works}");
    add(said, before, works, behind);
  };
  const status = statusOf(site);
  if (status && status !== site.status) add(`${yearSaid(view.year)} ${labelOf(world.stages[status])}`);
  else if (site.status) addClaim("status", "reported");
  if (site.target) addClaim("target", "planned");
  if (isByVerdict() && site.verdict) add(`${text("became")} ${labelOf(world.verdicts[verdictOf(site)])}`);
  if (!node.hasChildNodes()) add(labelOf(world.stages.mentioned));
  return node;
}

/** Where a site's layer lies, none where it has none.
 * @param {string} id */
export const layerCentre = (id) => siteLayers.get(id)?.layer.getBounds().getCenter() ?? null;

/** Take every site off the map, as if none had been drawn. */
export function clearSites() {
  for (const {layer} of siteLayers.values()) layer.remove();
  siteLayers.clear();
}

/** Whether a site is on the map now, by its own layer or by another of the very same outline.
 * @param {{site: PlacedSite, layer: L.Layer, outline?: string}} one */
export const isDrawn = ({site, layer, outline}) => map.hasLayer(layer) || (outline !== undefined && shown.has(site.id));
