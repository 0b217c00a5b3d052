// What a reader has chosen to see: as geo/selecting/selection.py has it. Which site has which code
// or value is known by lists of places in the atlas; a selection intersects them.
import {Finder} from "../../../assets/shared/finding.js";
import {stripped} from "../../../assets/shared/text.js";

/**
 * The choice of everything.
 * @param {SiteData} data
 * @returns {Choice}
 */
export function emptySelection(data) {
  /** @type {Record<string, string[]>} */
  const chosen = {};
  for (const name of [...Object.keys(data.facets), ...Object.keys(data.values)]) chosen[name] = [];
  return {chosen, claim: "all", amount: null, area: null, bounds: null, text: ""};
}

/**
 * Whether everything is chosen.
 * @param {Choice} selection
 * @param {SiteData} data
 */
export const isEverything = (selection, data) => JSON.stringify(selection) === JSON.stringify(emptySelection(data));

/**
 * The places of the sites that match; `without` leaves one filter out.
 * @param {SiteData} data
 * @param {Choice} selection
 * @param {string} without
 * @returns {Set<number>}
 */
export function matching(data, selection, without = "") {
  const of = data.members[selection.claim] ?? data.members.all;
  const {sites} = data;
  let found = new Set(without === "claim" ? data.members.all.all.all : of.all.all);
  /** @param {Iterable<number>} places */
  const keep = (places) => {
    const kept = new Set(places);
    found = new Set([...found].filter((n) => kept.has(n)));
  };
  for (const [name, codes] of Object.entries(selection.chosen)) {
    if (name !== without && codes.length) keep(codes.flatMap((code) => of[name][code] ?? []));
  }
  const {amount, area, bounds} = selection;
  if (amount && without !== "amount") keep([...found].filter((n) => costs(sites[n].range, amount)));
  if (area && without !== "area") keep(data.areas[area]);
  if (bounds && without !== "bounds") keep([...found].filter((n) => touches(sites[n].box, bounds)));
  if (stripped(selection.text)) keep(foundBy(data, selection.text));
  return found;
}

/**
 * How many sites each choice of a filter would give under the others.
 * @param {SiteData} data
 * @param {Choice} selection
 * @param {string} name A facet, `claim` or `area`.
 * @returns {Record<string, number>}
 */
export function countsOf(data, selection, name) {
  if (name === "claim") return counted(Object.keys(data.claims), (claim) => matching(data, {...selection, claim}).size);
  const others = matching(data, selection, name);
  /** @param {readonly number[]} places */
  const among = (places) => places.filter((n) => others.has(n)).length;
  if (name === "area") return counted(Object.keys(data.areas), (area) => among(data.areas[area]));
  const of = data.members[selection.claim][name];
  return counted(data.values[name] ?? Object.keys(data.facets[name]), (code) => among(of[code] ?? []));
}

/**
 * @param {string[]} choices
 * @param {(choice: string) => number} count
 */
const counted = (choices, count) => Object.fromEntries(choices.map((choice) => [choice, count(choice)]));

/**
 * Whether an amount is surely within these; a floor has no end.
 * @param {AmountRange | null} range
 * @param {AmountRange} wanted
 */
function costs(range, [least, most]) {
  if (range === null) return false;
  const isEnough = least === null || (range[0] !== null && range[0] >= least);
  return isEnough && (most === null || (range[1] !== null && range[1] <= most));
}

/**
 * @param {Box | null} box
 * @param {Box} bounds
 */
const touches = (box, [west, south, east, north]) =>
  box !== null && box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south;

/** What can be found, made once of what the page is handed.
 * @type {WeakMap<FinderData, {finder: Finder, text: string, sites: number[]}>} */
const finders = new WeakMap();

/** @param {SiteData} data */
function keptOf(data) {
  const kept = finders.get(data.finder) ?? {finder: new Finder(data.finder), text: "", sites: []};
  finders.set(data.finder, kept);
  return kept;
}

/** @param {SiteData} data */
export const finderOf = (data) => keptOf(data).finder;

/**
 * The sites that a text finds. The same text is asked for once a filter.
 * @param {SiteData} data
 * @param {string} text
 */
function foundBy(data, text) {
  const kept = keptOf(data);
  if (kept.text !== text) Object.assign(kept, {text, sites: kept.finder.sites(text)});
  return kept.sites;
}
