// The static site around the map: filters, card, report, table, downloads, and the link.
//
// Everything shown comes from the inert JSON that the document carries (geo/outputs/site/content.py)
// and is set as text.
import {packedBits} from "../../../assets/shared/bits.js";
import {byId, element, isNarrow, scrollTo, within} from "./dom.js";
import {codeOf, isEmbed, renderEmbed, tellHeight} from "./embed.js";
import {csvOf, fileName, geojsonOf} from "./files.js";
import {buildFinder, circle, followNear, narrowed, renderFinder} from "./finding.js";
import {buildFilters, hideFacet, renderFilters, toggled} from "./filters.js";
import {linkOf, selectionQuery, viewOf} from "./link.js";
import {buildPanel, openTab, renderCard, renderPanel, renderReport} from "./panel.js";
import {emptySelection, matching} from "./selection.js";
import {sentence} from "./sentence.js";
import {data, isJudged, labelOf, named, numberOf, say, sites, state} from "./state.js";
import {markRows, renderBecame, renderTable} from "./tables.js";

const NOT_KNOWN_MAX = 5, KEPT_MS = 60_000;
/** @type {string[]} */
let unknown = [];
/** @type {string | null} */
let gone = null;
/** @type {Box | null} */
let mapBounds = null;
/** @type {string | null} */
let written = null;
let isFirst = true;

// A choice is a step that «back» undoes; a moved map or a letter more is none.
/** @param {boolean} isStep */
function remember(isStep) {
  const next = linkOf(state, data);
  if (next === (location.hash || "#")) return;
  try {
    window.history[isStep ? "pushState" : "replaceState"](null, "", next);
  } catch {
    // A page that is shown inside another program may have no address of its own.
  }
  written = location.hash;
}

function follow() {
  if (location.hash === written) return;
  written = location.hash;
  const asked = viewOf(location.hash.slice(1), data);
  Object.assign(state, asked.view);
  unknown = [...asked.unknown, ...followNear(location.hash.slice(1))];
  render();
}

/**
 * @param {Partial<Choice>} change
 * @param {boolean} isStep
 */
function choose(change, isStep = true) {
  Object.assign(state.selection, change);
  unknown = [];
  // A chosen site that the filters take away is let go, and that is said.
  const number = numberOf(state.site);
  gone = number !== undefined && !matching(data, state.selection).has(number) ? state.site : null;
  if (gone !== null) state.site = null;
  render();
  remember(isStep);
}

/** @param {string | null} id */
function pick(id) {
  if (id !== null) openTab("card");
  choosePlace(id);
}

/** @param {string | null} id */
function choosePlace(id) {
  state.site = id;
  gone = null;
  render();
  remember(true);
}

/** @param {Set<number>} found */
function showMap(found) {
  const {selection: {chosen, bounds}, site, language, colour, year, at} = state;
  const view = {visible: packedBits(found, sites.length), selected: site, language, stages: chosen.stage, verdicts: chosen.verdict, sectors: chosen.sector,
    colour, year, at: isFirst ? at : null, tellBounds: bounds !== null, near: circle()};
  window.geoAtlas?.show(view);
  renderPanel(view, Object.fromEntries(selectionQuery(state.selection)), {pick: choosePlace, stage: (code) => choose(toggled("stage", code))});
}

/** @param {MapMessage} message */
function hear(message) {
  switch (message.geo) {
    case "pick":
      pick(message.id);
      if (isNarrow() && !isEmbed) scrollTo(byId("side"));
      break;
    case "stage":
    case "verdict":
    case "sector":
      choose(toggled(message.geo, message.code));
      break;
    case "moved":
      mapBounds = message.bounds;
      if (isFirst) return;
      Object.assign(state, {at: message.at, colour: message.colour, year: message.year});
      if (state.selection.bounds) choose({bounds: message.bounds}, false);
      else remember(false);
  }
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], {type}));
  const anchor = element("a", {href: address, download: name});
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** @param {number} number */
const saveSite = (number) => save(`${sites[number].id}.geojson`, "application/geo+json", geojsonOf(data, [number]));

/** @param {Set<number>} found */
function renderDownloads(found) {
  const places = [...found].sort((a, b) => a - b), day = new Date().toISOString().slice(0, 10);
  /**
   * @param {string} format
   * @param {string} suffix
   * @param {string} type
   * @param {(data: SiteData, found: readonly number[]) => string} write
   */
  const button = (format, suffix, type, write) => element("button", {type: "button", disabled: !places.length,
    onclick: () => save(fileName(data, state.selection, day, suffix), type, write(data, places))},
  say("download", {format, count: places.length}));
  byId("downloads").replaceChildren(button("GeoJSON", ".geojson", "application/geo+json", geojsonOf), button("CSV", ".csv", "text/csv", csvOf));
}

// What depends on nothing that has changed stays as it is.
/** @type {Record<string, string>} */
const last = {};
/**
 * @param {string} name
 * @param {unknown} on
 * @param {() => void} draw
 */
function anew(name, on, draw) {
  const key = JSON.stringify(on);
  if (last[name] !== key) draw();
  last[name] = key;
}

const titleOf = () => say("title", {place: labelOf(data.place)});

function renderWords() {
  const {language} = state;
  document.documentElement.lang = data.languages.find(({code}) => code === language)?.tag ?? "";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(/** @type {HTMLElement} */ (node).dataset.text ?? "");
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(/** @type {HTMLElement} */ (node).dataset.label ?? ""));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.language === language));
  }
  byId("title").textContent = titleOf();
  const site = numberOf(state.site);
  document.title = [site === undefined ? "" : named(sites[site]), titleOf()].filter(Boolean).join(" · ");
  renderEmbed(linkOf(state, data), titleOf());
  byId("intro").textContent = data.report.date ? say("intro", {date: data.report.date}) : "";
}

function render() {
  const {selection, language, sort, isDescending} = state;
  const found = narrowed(matching(data, selection)), shown = [...found];
  renderWords();
  renderFinder(found);
  anew("filters", [selection, language], () => renderFilters(isFirst));
  const number = numberOf(state.site), left = numberOf(gone);
  const notices = [unknown.length ? say("unknown_query", {what: unknown.slice(0, NOT_KNOWN_MAX).join("、")}) : "",
    left === undefined ? "" : say("let_go", {name: named(sites[left])}), found.size ? "" : say("nothing")].filter(Boolean);
  byId("notice").hidden = !notices.length;
  byId("notice").textContent = notices.join(" ");
  byId("count").textContent = sentence(data, selection, found, language);
  showMap(found);
  renderCard(pick, saveSite, number === undefined ? "" : codeOf(linkOf({...state, selection: emptySelection(data)}, data), document.title));
  renderReport(choosePlace);
  window.geoVisible = packedBits(found, sites.length);
  window.geoReader?.fade(window.geoVisible);
  byId("became").hidden = !isJudged;
  if (isJudged) anew("became", [shown, language], () => renderBecame(found, pick));
  hideFacet("verdict", !isJudged);
  anew("table", [shown, language, sort, isDescending], () => renderTable(found, pick, render));
  markRows();
  anew("downloads", [selection, shown, language], () => renderDownloads(found));
  isFirst = false;
}

buildFilters(choose, () => mapBounds);
buildFinder({
  pick,
  toggle: (facet, code) => choose({...toggled(facet, code), text: ""}),
  search: (text, isDone) => {
    choose({text}, false);
    const found = isDone && text ? [...narrowed(matching(data, state.selection))] : [];
    if (found.length === 1) pick(sites[found[0]].id);
  },
  moved: () => { render(); remember(true); },
});
for (const {code} of data.languages) {
  within(document, `[data-language="${code}"]`).addEventListener("click", () => { state.language = code; render(); remember(true); });
}
buildPanel();
byId("skip").addEventListener("click", () => byId("side").focus());
if (window.geoAtlas) window.geoAtlas.hear = hear;
window.addEventListener("popstate", follow);
window.addEventListener("hashchange", follow);
window.geoAtlas?.moved();
follow();
tellHeight();
