// Sites of which only the containing area is known stand on one spot: one badge for all.
import {element} from "./dom.js";
import {list, listens} from "./lists.js";
import {isPoint} from "./looks.js";
import {placeOf} from "./sites.js";
import {badges, map, nameOf, shown, siteLayers, text, world} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */

const LEAST_SIZE = 22, MOST_SIZE = 38;

export function drawBadges() {
  for (const badge of badges) badge.remove();
  badges.length = 0;
  /** @type {Map<string, PlacedSite[]>} */
  const spots = new Map();
  for (const {site} of siteLayers.values()) {
    if (!shown.has(site.id) || !isPoint(site)) continue;
    const key = String(placeOf(site));
    spots.set(key, [...(spots.get(key) || []), site]);
  }
  for (const group of spots.values()) {
    const isShared = group.length > 1;
    for (const site of group) {
      const layer = siteLayers.get(site.id)?.layer;
      if (isShared) layer?.remove();
      else layer?.addTo(map);
    }
    if (isShared) drawBadge(group);
  }
}

/** @param {PlacedSite[]} group */
function drawBadge(group) {
  const size = Math.min(MOST_SIZE, LEAST_SIZE + group.length), said = saidOf(group);
  const icon = L.divIcon({className: "count-badge", html: element("span", "", group.length), iconSize: [size, size]});
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
  const here = `${group.length} ${text("sitesHere")}`;
  return holder ? `${nameOf(holder)} · ${here}${text("comma")}${text("onlyArea")}` : here;
}
