// Marks that would lie on each other are one badge, and so are the sites of which only the containing
// area is known, at that area and be it a single one.
import {filled} from "../shared/text.js";
import {element} from "./dom.js";
import {list, listens} from "./lists.js";
import {isPoint} from "./looks.js";
import {placeOf} from "./sites.js";
import {badges, isMany, map, nameOf, shown, siteLayers, text, view, world} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */
/** @typedef {{key: string, within?: string, at: L.Point, group: PlacedSite[]}} Spot */

const LEAST_SIZE = 20, MOST_SIZE = 38, CLOSE_SIZE = 19, BADGE_PIXELS = 9;
let badgesDrawn = "";

function spotsShown() {
  /** @type {Map<string, Spot>} */
  const found = new Map();
  const marks = [...siteLayers.values()].map(({site}) => site).filter((site) => shown.has(site.id) && isPoint(site));
  for (const site of marks.sort((a, b) => Number(Boolean(b.within)) - Number(Boolean(a.within)))) {
    const at = map.project(placeOf(site)), key = keyOf(site, at, found);
    const spot = found.get(key) || {key, within: site.within, at, group: []};
    spot.group.push(site);
    found.set(key, spot);
  }
  return [...found.values()];
}

/**
 * @param {PlacedSite} site
 * @param {L.Point} at
 * @param {Map<string, Spot>} found
 */
function keyOf(site, at, found) {
  if (site.within) return `in ${site.within}`;
  if (isMany) return String(placeOf(site));
  const near = [...found.values()].find((one) => !one.within && Math.max(Math.abs(one.at.x - at.x), Math.abs(one.at.y - at.y)) < BADGE_PIXELS);
  return near ? near.key : site.id;
}

export function drawBadges() {
  const all = spotsShown(), said = all.map(({group}) => group.map((site) => site.id)).join(" | ") + view.language;
  // What has not changed stays under the pointer and in focus; the sites may have been drawn anew.
  const isSame = said === badgesDrawn && all.every(({group, within}) => group.length > 1 || within || map.hasLayer(markOf(group[0])));
  if (isSame && badges.every((badge) => map.hasLayer(badge))) return;
  badgesDrawn = said;
  for (const badge of badges) badge.remove();
  badges.length = 0;
  for (const {group, within} of all) {
    const isShared = group.length > 1 || Boolean(within);
    for (const site of group) {
      if (isShared) markOf(site).remove();
      else markOf(site).addTo(map);
    }
    if (isShared) drawBadge(group, Boolean(within));
  }
}

/** @param {PlacedSite} site */
const markOf = (site) => /** @type {{layer: L.GeoJSON}} */ (siteLayers.get(site.id)).layer;

/**
 * @param {PlacedSite[]} group
 * @param {boolean} isOfArea
 */
function drawBadge(group, isOfArea) {
  const size = isOfArea ? Math.min(MOST_SIZE, LEAST_SIZE + group.length) : CLOSE_SIZE, said = saidOf(group);
  const icon = L.divIcon({className: isOfArea ? "count-badge" : "count-badge is-close", html: element("span", "", group.length), iconSize: [size, size]});
  const badge = Object.assign(L.marker(placeOf(group[0]), {icon, riseOnHover: true}), {held: new Set(group.map((site) => site.id))});
  badge.bindTooltip(() => element("span", "", said));
  badge.addTo(map);
  badges.push(badge);
  listens(badge, () => list(badge.getLatLng(), group, group.length, said));
  const node = badge.getElement();
  node?.setAttribute("aria-label", said);
  if (node) node.dataset.sites = group.map((site) => site.id).join(" ");
}

/** @param {PlacedSite[]} group */
function saidOf(group) {
  const isOfOne = group.every((site) => site.within && site.within === group[0].within);
  const holder = isOfOne && world.sites.find((site) => site.id === group[0].within);
  const here = `${group.length} ${text(group.length === 1 ? "siteHere" : "sitesHere")}`;
  return holder ? filled(text("onlyIn"), {count: group.length, name: nameOf(holder)}) : here;
}
