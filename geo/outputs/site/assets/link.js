// The view as a link: the names and what they hold are those of geo/selecting/link.py.
import {nearQuery} from "../../../assets/shared/near.js";
import {positionSaid} from "../../../assets/shared/position.js";
import {cut, lengthOf, stripped} from "../../../assets/shared/text.js";
import {emptySelection} from "./selection.js";

const QUERY_MAX = 80, SHOWN_MAX = 40, CODES_MAX = 1000, NUMBERS_MAX = 100;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const AMOUNTS = /^(\d{0,15})-(\d{0,15})$/;

/**
 * What a selection puts into a link.
 * @param {Choice} selection
 * @returns {Array<[string, string]>}
 */
export function selectionQuery({chosen, claim, amount, area, bounds, text}) {
  const query = {
    ...Object.fromEntries(Object.entries(chosen).map(([name, codes]) => [name, codes.join(",")])),
    claim: claim === "all" ? "" : claim,
    amount: amount ? amount.map((end) => end ?? "").join("-") : "",
    area: area || "",
    bounds: (bounds || []).map((degrees) => degrees.toFixed(5)).join(","),
    q: text,
  };
  return Object.entries(query).filter(([, value]) => value);
}

/**
 * The link of a view. Commas and Chinese stay readable.
 * @param {View & {near?: import("../../../assets/shared/near.js").NearAsked | null}} view
 * @param {SiteData} data
 */
export function linkOf({selection, site, language, at, colour, year, near = null}, data) {
  const query = new URLSearchParams(selectionQuery(selection));
  for (const [name, value] of nearQuery(near)) query.set(name, value);
  if (site) query.set("site", site);
  if (language !== data.languages[0].code) query.set("lang", language);
  if (at) query.set("at", positionSaid(at));
  if (colour) query.set("colour", colour);
  if (year) query.set("year", String(year));
  return "#" + query.toString().replaceAll("%2C", ",");
}

/**
 * The view that a link asks for, and what in it is not known. A name that stands twice counts as it
 * stands last.
 * @param {string} link The query without `#` or `?`.
 * @param {SiteData} data
 * @returns {{view: View, unknown: string[]}}
 */
export function viewOf(link, data) {
  /** @type {string[]} */
  const unknown = [];
  const query = new Map([...new URLSearchParams(link)].filter(([, value]) => value));
  /** @param {string} name */
  const get = (name) => query.get(name) ?? "";
  /** @param {string} name */
  const note = (name) => unknown.push(`${name}=${cut(get(name), SHOWN_MAX)}`);
  /**
   * @param {string} name
   * @param {Iterable<string>} choices
   */
  const codes = (name, choices) => {
    const known = new Set(choices), asked = cut(get(name), CODES_MAX).split(",").filter(Boolean);
    unknown.push(...asked.filter((code) => !known.has(code)).map((code) => `${name}=${cut(code, SHOWN_MAX)}`));
    return [...new Set(asked.filter((code) => known.has(code)))];
  };
  const selection = emptySelection(data);
  for (const [name, of] of Object.entries(data.facets)) selection.chosen[name] = codes(name, Object.keys(of));
  for (const [name, values] of Object.entries(data.values)) selection.chosen[name] = codes(name, values);
  selection.claim = codes("claim", Object.keys(data.claims))[0] ?? "all";
  selection.area = codes("area", Object.keys(data.areas))[0] ?? null;
  selection.bounds = boundsIn(get("bounds"));
  if (get("bounds") && !selection.bounds) note("bounds");
  selection.amount = amountIn(get("amount"));
  if (get("amount") && !selection.amount) note("amount");
  if (lengthOf(get("q")) > QUERY_MAX) unknown.push("q");
  selection.text = stripped(cut(get("q"), QUERY_MAX));

  const site = data.sites.some(({id}) => id === get("site")) ? get("site") : null;
  if (get("site") && !site) note("site");
  const language = (data.languages.find(({code}) => code === get("lang")) ?? data.languages[0]).code;
  const at = positionIn(get("at"));
  if (get("at") && !at) note("at");
  const colour = data.colours.includes(get("colour")) ? get("colour") : "";
  if (get("colour") !== colour) note("colour");
  const isYear = /^\d{4}$/.test(get("year"));
  if (get("year") && !isYear) note("year");
  return {view: {selection, site, language, at, colour, year: isYear ? Number(get("year")) : 0}, unknown};
}

/**
 * So many numbers, null where it is not that.
 * @param {string} text
 * @param {number} count
 */
function numbersIn(text, count) {
  const parts = cut(text, NUMBERS_MAX).split(",").map(stripped);
  if (parts.length !== count || !parts.every((part) => NUMBER.test(part))) return null;
  const numbers = parts.map(Number);
  return numbers.every(Number.isFinite) ? numbers : null;
}

/**
 * @param {string} text
 * @returns {Box | null}
 */
function boundsIn(text) {
  const numbers = numbersIn(text, 4);
  if (!numbers) return null;
  const [west, south, east, north] = numbers;
  return -180 <= west && west < east && east <= 180 && -90 <= south && south < north && north <= 90 ? [west, south, east, north] : null;
}

/**
 * @param {string} text
 * @returns {Position | null}
 */
function positionIn(text) {
  const numbers = numbersIn(text, 3);
  if (!numbers) return null;
  const [lat, lon, zoom] = numbers;
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && 3 <= zoom && zoom <= 19 ? [lat, lon, zoom] : null;
}

/**
 * From and to in yuan, either of them left out.
 * @param {string} text
 * @returns {AmountRange | null}
 */
function amountIn(text) {
  const ends = AMOUNTS.exec(text)?.slice(1);
  if (!ends || !ends.some(Boolean)) return null;
  const [least, most] = ends.map((end) => (end ? Number(end) : null));
  return least !== null && most !== null && least > most ? null : [least, most];
}
