// What the page is handed, and what of it is shown now. Everything comes from the inert JSON that the
// document carries.
import {filled} from "../../../assets/shared/text.js";
import {byId} from "./dom.js";
import {emptySelection} from "./selection.js";
import {nameOf} from "./table.js";

/** @type {SiteData} */
export const data = JSON.parse(byId("site-data").textContent ?? "");
/** @type {{sites: Array<{geometry: unknown}>, stages: Record<string, {colour: string}>}} */
const drawn = JSON.parse(byId("atlas-data").textContent ?? "").payload;
data.sites = data.sites.map((site, n) => {
  const {properties} = data.geojson.features[n];
  return {.../** @type {object} */ (properties), ...site, geometry: drawn.sites[n].geometry};
});
export const {sites} = data;
const numbers = new Map(sites.map((site, number) => [site.id, number]));

/** @type {View & {sort: string | null, isDescending: boolean, near: import("../../../assets/shared/near.js").NearAsked | null}} */
export const state = {
  selection: emptySelection(data), site: null, language: data.languages[0].code, at: null, colour: "", year: 0,
  sort: null, isDescending: false, near: null,
};

/**
 * A text of the page in the language that is shown.
 * @param {string} key
 * @param {Record<string, unknown>} values
 */
export const say = (key, values = {}) => filled(data.texts[key][state.language], values);
/** @param {Labels} code */
export const labelOf = (code) => code[state.language];
/** @param {SiteRow} site */
export const named = (site) => nameOf(data, site, state.language);
/** @param {string | null} id */
export const numberOf = (id) => (id === null ? undefined : numbers.get(id));
/** @param {string} code */
export const colourOf = (code) => drawn.stages[code].colour;
export const isJudged = sites.some((site) => site.verdict);
