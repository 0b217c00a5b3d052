// Lists of sites on the map: a popup where many stand, and the marks that open it.
import {element} from "./dom.js";
import {colourOf, isHollow} from "./looks.js";
import {act, crowd, map, nameOf, send, text, units, world} from "./state.js";

const DETAILS_MAX = 400, NAMED_MAX = 60, WIDTH = 260;
/** @type {L.Popup | null} */
let popup = null;

export const isListOpen = () => Boolean(popup?.isOpen());

/** A list that is open lays itself out again. */
export function refreshList() {
  if (popup?.isOpen()) popup.update();
}

/** @param {MapSite} site */
export function siteButton(site) {
  const button = element("button");
  button.type = "button";
  const swatch = element("span", "swatch");
  swatch.style.borderColor = colourOf(site);
  swatch.style.background = isHollow(site) ? world.symbols.point.hollow : colourOf(site);
  button.append(swatch, element("span", "", nameOf(site)));
  const nearer = units ? units.nearer(site) : "";
  if (nearer) button.append(element("small", "", nearer));
  button.dataset.site = site.id;
  button.onclick = () => { map.closePopup(); act.pick(site.id); };
  return button;
}

/**
 * @param {L.LatLng} at
 * @param {MapSite[]} sites
 * @param {number} count How many there are, of which these may be the first.
 * @param {string} said
 */
export function list(at, sites, count = sites.length, said = `${count} ${text("sitesHere")}`) {
  const node = element("div", "hit-list");
  node.append(element("p", "", said), ...sites.map(siteButton));
  popup = L.popup({maxWidth: WIDTH}).setLatLng(at).setContent(node).openOn(map);
}

/**
 * Ask for the names of sites that a list shows and that are not known yet.
 * @param {MapSite[]} sites
 */
export function lookUp(sites) {
  const lacking = crowd ? crowd.lacking(sites) : [];
  if (lacking.length) send({geo: "details", numbers: lacking.slice(0, DETAILS_MAX)});
}

/**
 * @param {L.LatLng} at
 * @param {MapSite[]} sites
 * @param {number} count
 * @param {string} said
 */
export function listOf(at, sites, count, said) {
  const some = crowd ? sites.slice(0, NAMED_MAX) : sites;
  lookUp(some);
  list(at, some, count, said);
}

/**
 * A mark of many sites opens their list by mouse and by key; by key the list has the focus then.
 * @param {L.Marker} marker
 * @param {() => void} open
 */
export function listens(marker, open) {
  marker.on("click", open);
  const node = marker.getElement();
  if (!node) return;
  node.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
    if (popup?.isOpen()) popup.getElement()?.querySelector("button")?.focus({preventScroll: true});
  };
}
