// Where a site lies that the reader points at outside of the map: a ring about its mark or its
// badge, its shape once more in dark and white. The map stays where it is.
import {badgeOf} from "./names.js";
import {crowd, map, world} from "./state.js";

const RING = 15, HINT_LEVEL = "638";
/** From below.
 * @type {Array<[colour: string, weight: number]>} */
const CASING = [["#16202b", 7], ["#ffffff", 3]];
/** @type {L.LayerGroup | null} */
let hinted = null;
/** @type {HTMLElement | null} */
let hintedBadge = null;

/** @param {SiteGeometry} geometry */
function ringsOf(geometry) {
  return CASING.map(([color, weight]) => {
    const style = {color, weight, fill: false, interactive: false, pane: "hint"};
    if (geometry.type !== "Point") return L.geoJSON(geometry, {...style, style});
    const [lon, lat] = geometry.coordinates;
    return L.circleMarker([lat, lon], {...style, radius: RING});
  });
}

/** @param {number | null} number A site's place in the atlas; null for none. */
export function hint(number) {
  hinted?.remove();
  hintedBadge?.classList.remove("is-hinted");
  hinted = null;
  hintedBadge = null;
  const site = number === null ? null : crowd ? crowd.site(number) : world.sites[number];
  document.body.dataset.hint = site?.id || "";
  if (!site) return;
  hintedBadge = badgeOf(site.id) || null;
  hintedBadge?.classList.add("is-hinted");
  if (hintedBadge || !site.geometry) return;
  if (!map.getPane("hint")) Object.assign(map.createPane("hint").style, {zIndex: HINT_LEVEL, pointerEvents: "none"});
  hinted = L.layerGroup(ringsOf(site.geometry)).addTo(map);
}
