// The box that finds, and what lies near a place, on the static site.
import {makeInput} from "../../../assets/shared/findinput.js";
import {FinderBox} from "../../../assets/shared/finderbox.js";
import {HERE, nearIn, nearSites} from "../../../assets/shared/near.js";
import {byId} from "./dom.js";
import {finderOf} from "./selection.js";
import {data, say, sites, state} from "./state.js";

/** @type {FinderBox | null} */
let box = null;
/** Where that is, and what lies near it.
 * @type {{near: import("../../../assets/shared/near.js").Near, found: Map<number, import("../../../assets/shared/near.js").Nearness>} | null} */
let around = null;
let wordsOfBox = "";

/**
 * @param {object} work
 * @param {(site: string) => void} work.pick
 * @param {(facet: string, code: string) => void} work.toggle
 * @param {(text: string, isDone: boolean) => void} work.search
 * @param {() => void} work.moved Called where something else is near now.
 */
export function buildFinder({pick, toggle, search, moved}) {
  box = new FinderBox({
    finder: () => finderOf(data),
    say,
    isEnglish: () => data.languages.find(({code}) => code === state.language)?.names === "name_en",
    pick: (number) => pick(sites[number].id),
    filter: toggle,
    search,
    near: (near) => {
      state.near = near && {name: near.name, radius: near.radius};
      around = near && {near, found: nearSites(/** @type {import("../../../assets/shared/near.js").Placed[]} */ (/** @type {unknown} */ (sites)), near)};
      moved();
    },
  }, makeInput());
  byId("finder").append(box.root);
}

/**
 * Take from a link near what sites are looked for; return what in it is not known.
 * @param {string} link
 */
export function followNear(link) {
  const query = new URLSearchParams(link), finder = finderOf(data);
  const {asked, unknown} = nearIn((name) => query.getAll(name).at(-1) ?? "", (name) => finder.placeOf(name) >= 0);
  const isSame = state.near?.name === (asked.name || undefined) && state.near?.radius === asked.radius;
  if (isSame) return unknown;
  state.near = asked.name ? asked : null;
  around = null;
  if (asked.name === HERE) box?.locate(asked.radius);
  else if (asked.name) {
    const near = finder.placed(finder.placeOf(asked.name), asked.radius);
    around = {near, found: nearSites(/** @type {import("../../../assets/shared/near.js").Placed[]} */ (/** @type {unknown} */ (sites)), near)};
  }
  return unknown;
}

/**
 * Those of the sites that lie near, where that is asked.
 * @param {Set<number>} found
 */
export const narrowed = (found) => (around ? new Set([...found].filter((n) => around?.found.has(n))) : found);

/** What lies near, for the results beside the map. */
export const nearby = () => around && {...around, count: sites.length};

/** The circle on the map. */
export const circle = () => around && {at: [around.near.lat, around.near.lon], radius: around.near.radius};

/** @param {Set<number>} found What is shown. */
export function renderFinder(found) {
  if (!box) return;
  if (wordsOfBox !== state.language) box.words();
  wordsOfBox = state.language;
  box.fill(state.selection.text);
  const certain = around ? [...found].filter((n) => around?.found.get(n)?.isCertain).length : 0;
  box.showNear(around && {near: around.near, certain, possible: found.size - certain});
}
