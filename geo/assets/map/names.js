// Which names stand: of what overlaps only the first stays. The chosen site, areas that hold others,
// what the report names most; the base map's come last.
import {mapButton} from "./dom.js";
import {byWeight} from "./geometry.js";
import {isArea, isPoint} from "./looks.js";
import {act, badges, isDrawing, labels, map, nameOf, names, shown, siteLayers, siteOf, text, units, view} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */
/** @typedef {import("./labels.js").PixelBox} PixelBox */

// Marks and lines bear their names where so many are seen, or from so near.
const FEW = 20, NAMED_ZOOM = 15, NAMES_MAX = 80, HALF_MARK = 9;
const HELD = ".leaflet-control, .unit-list, .unit-badge, .count-badge, .map-note, .map-way";
let isPlacing = false;

/** Names are placed once for all that changes in one go. */
export function placeNames() {
  if (isPlacing) return;
  isPlacing = true;
  queueMicrotask(() => { isPlacing = false; declutter(); });
}

/** @param {PlacedSite} site */
function pointOf({geometry}) {
  const [lon, lat] = /** @type {GeoJSON.Point} */ (geometry).coordinates;
  return L.latLng(lat, lon);
}

function declutter() {
  const frame = map.getContainer().getBoundingClientRect();
  /**
   * @param {Element} node
   * @returns {PixelBox}
   */
  const boxOf = (node) => {
    const {left, top, right, bottom} = node.getBoundingClientRect();
    return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
  };
  const own = labels.filter((l) => map.hasLayer(l.marker)).map((l) => l.node);
  const taken = [...map.getContainer().querySelectorAll(HELD)].map(boxOf), ownBoxes = own.map(boxOf);
  const seen = [...siteLayers.values()].filter(({site, layer}) => shown.has(site.id) && map.hasLayer(layer)).map(({site}) => site);
  const bounds = map.getBounds();
  const marks = seen.filter((site) => !isArea(site)
    && (isPoint(site) ? bounds.contains(pointOf(site)) : siteLayers.get(site.id)?.layer.getBounds().intersects(bounds)));
  const isFew = marks.length <= FEW || map.getZoom() >= NAMED_ZOOM;
  const named = [...seen.filter(isArea), ...(isFew ? marks : [])].filter(nameOf).sort(byWeight).slice(0, NAMES_MAX).map(nameBox);
  const dots = marks.filter(isPoint).map((site) => map.latLngToContainerPoint(pointOf(site)))
    .map(({x, y}) => /** @type {PixelBox} */ ([x - HALF_MARK, y - HALF_MARK, x + HALF_MARK, y + HALF_MARK]));
  const first = chosenName(boxOf);
  const boxes = names.place(first ? [first, ...named.filter(({id}) => id !== view.selected)] : named, taken, dots).concat(taken);
  own.forEach((node, i) => {
    const box = ownBoxes[i];
    const isFree = boxes.every((t) => box[2] < t[0] || t[2] < box[0] || box[3] < t[1] || t[3] < box[1]);
    node.style.visibility = isFree ? "" : "hidden";
    if (isFree) boxes.push(box);
  });
  document.body.dataset.names = String(map.getZoom());
}

/**
 * @param {PlacedSite} site
 * @returns {import("./labels.js").Name}
 */
const nameBox = (site) => ({id: site.id, said: nameOf(site), className: site.holds ? "area-label is-main" : "area-label",
  geometry: site.geometry, mark: [18, 18], isNamed: Boolean(site.holds)});

/**
 * The badge in which a site stands, of whatever kind.
 * @param {string} id
 */
export const badgeOf = (id) => badges.find((badge) => badge.held.has(id))?.getElement() || units.badgeOf(id);

/**
 * The chosen site's name stands whatever is there, with a button that lets it go.
 * @param {(node: Element) => PixelBox} boxOf
 * @returns {import("./labels.js").Name | null}
 */
function chosenName(boxOf) {
  const site = siteOf(view.selected), badge = site && badgeOf(site.id);
  if (!site || !nameOf(site)) return null;
  const box = badge && boxOf(badge), at = box && map.containerPointToLatLng([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
  /** @type {SiteGeometry | null} */
  const geometry = at ? {type: "Point", coordinates: [at.lng, at.lat]} : site.geometry;
  if (!geometry) return null;
  return {id: "chosen", said: nameOf(site), className: "area-label is-chosen", isNamed: true, isSure: true, geometry,
    mark: box ? [box[2] - box[0] + 14, box[3] - box[1] + 14] : [42, 42], fill: addLetGo};
}

/** @param {HTMLElement} node */
function addLetGo(node) {
  if (isDrawing()) return;
  const button = mapButton("let-go", "×", () => act.letGo());
  button.title = text("letGo");
  button.setAttribute("aria-label", text("letGo"));
  node.append(button);
}
