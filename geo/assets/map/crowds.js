// A map of many sites draws what the view holds: sites alone, and clusters of those that would lie on
// each other.
import {refreshLabels} from "./basemap.js";
import {restyle} from "./choosing.js";
import {element} from "./dom.js";
import {list, listens, lookUp, refreshList} from "./lists.js";
import {hand} from "./results.js";
import {layerOf, nameLayers, rendererOf} from "./sites.js";
import {crowd, map, nameOf, send, setShown, siteLayers, text, view} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */
/** @typedef {import("./crowd.js").Cluster} Cluster */

/** @type {L.LayerGroup} */
let clusters;

export function startCrowd() {
  clusters = L.layerGroup().addTo(map);
  map.on("moveend", () => { if (view.located !== undefined) drawCrowd(); });
}

/** Draw what the view holds. What is drawn already stays. */
export function drawCrowd() {
  if (!crowd) return;
  const bounds = map.getBounds().pad(0.1), zoom = map.getZoom();
  const held = crowd.choose({west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth()}, zoom);
  /** @type {PlacedSite[]} */
  const sites = held.sites, selected = crowd.of(view.selected);
  if (selected?.geometry && !sites.some((site) => site.id === selected.id)) sites.push(/** @type {PlacedSite} */ (selected));
  const wanted = new Map(sites.map((site) => [site.id, site]));
  for (const [id, {layer, drawn}] of siteLayers) {
    if (wanted.get(id)?.geometry === drawn) continue;
    layer.remove();
    siteLayers.delete(id);
  }
  for (const site of sites) {
    if (siteLayers.has(site.id)) continue;
    const layer = layerOf(site, rendererOf(site)).addTo(map);
    siteLayers.set(site.id, {site, layer, drawn: site.geometry});
  }
  setShown(wanted.keys());
  clusters.clearLayers();
  for (const cluster of held.clusters) clusters.addLayer(clusterBadge(cluster));
  lookUp(sites);
  document.body.dataset.drawn = `${sites.length} ${held.clusters.length}`;
  restyle();
  nameLayers();
  refreshLabels();
}

/** @param {Cluster} cluster */
function clusterBadge(cluster) {
  const [lon, lat] = cluster.geometry.coordinates, {point_count: count, point_count_abbreviated: short} = cluster.properties;
  const size = Math.round(24 + 5 * Math.log10(count) ** 1.5);
  const badge = L.marker([lat, lon], {icon: L.divIcon({className: "count-badge cluster", html: element("span", "", short), iconSize: [size, size]})});
  badge.bindTooltip(() => element("span", "", `${count} ${text("sitesHere")}`));
  const open = () => {
    const found = crowd?.open(cluster);
    if (!found) return;
    if (!found.sites) {
      hand.isByHand = true;
      map.setView([lat, lon], found.zoom);
      return;
    }
    const lacking = crowd?.lacking(found.sites) ?? [];
    if (lacking.length) send({geo: "details", numbers: lacking});
    list(badge.getLatLng(), found.sites, count);
  };
  badge.on("add", () => {
    badge.getElement()?.setAttribute("aria-label", `${count} ${text("sitesHere")}`);
    listens(badge, open);
  });
  return badge;
}

/**
 * The page tells names and shapes that were asked for.
 * @param {SiteDetails[]} details
 */
export function learn(details) {
  if (!crowd) return;
  crowd.learn(details);
  for (const button of document.querySelectorAll(".hit-list button[data-site], .unit-list button[data-listed]")) {
    const {site, listed} = /** @type {HTMLElement} */ (button).dataset, id = site || listed || "";
    button.children[1].textContent = nameOf(crowd.site(Number(id.slice(1))));
  }
  refreshList();
  drawCrowd();
}
