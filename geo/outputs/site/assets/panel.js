// Beside the map: the card of the chosen site, and the report's text.
import showPanel from "../../../assets/panel.js";
import openReader from "../../../assets/reader.js";
import {offer} from "../../../assets/share.js";
import {formOf} from "./correcting.js";
import {byId, element} from "./dom.js";
import {nearby} from "./finding.js";
import {data, labelOf, named, numberOf, say, sites, state} from "./state.js";

const TABS = ["card", "report"];
/** @type {(() => void) | null} */
let closeReader = null;
/** @type {string | null} */
let readerLanguage = null;

/** @param {string} tab */
export function openTab(tab) {
  for (const name of TABS) {
    const button = byId(`${name}-tab`);
    button.setAttribute("aria-selected", String(name === tab));
    button.tabIndex = name === tab ? 0 : -1;
    byId(`${name}-panel`).hidden = name !== tab;
  }
}

export function buildPanel() {
  for (const name of TABS) {
    byId(`${name}-tab`).addEventListener("click", () => openTab(name));
    byId(`${name}-tab`).addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = name === "card" ? "report" : "card";
      openTab(other);
      byId(`${other}-tab`).focus();
    });
  }
  openTab("card");
}

/** @param {string} id */
const copyOf = (id) => /** @type {DocumentFragment} */ (/** @type {HTMLTemplateElement} */ (byId(id)).content.cloneNode(true));

/**
 * A card is a clone of a template that the document holds already.
 * @param {(site: string | null) => void} pick
 * @param {(number: number) => void} save Hands the reader the site as a file.
 * @param {string} code The code to embed it, nothing for none.
 */
export function renderCard(pick, save, code) {
  const number = numberOf(state.site);
  const name = number === undefined ? "" : named(sites[number]);
  byId("card-tab").textContent = name ? `${say("card")} · ${name}` : say("card");
  if (number === undefined) {
    byId("card").replaceChildren();
    return;
  }
  const copy = /** @type {HTMLButtonElement} */ (element("button", {hidden: !code}));
  offer(copy, say("copy_embed"), say("copied"), () => code);
  const buttons = element("div", {className: "row"},
    copy, element("button", {type: "button", onclick: () => save(number)}, say("site_file")),
    element("button", {type: "button", onclick: () => { pick(null); byId("card-panel").focus(); }}, say("close")));
  const links = copyOf(`links-${number}`), label = links.firstChild?.firstChild;
  if (label) label.textContent = say("open_in") + say("colon");
  byId("card").replaceChildren(copyOf(`card-${state.language}-${number}`), links, formOf(number), buttons);
  byId("card-panel").scrollTop = 0;
}

/** Its texts. What near leaves out on the page it narrows here. */
const OF_PANEL = /^(panel|near_(?!limits))/;
/** Where the panel hears of the map, as on the page. */
const STATION = "site";

/**
 * What the report is, or what was found, by the page's own panel.
 * @param {MapView} view
 * @param {Record<string, string>} query
 * @param {{pick(site: string | null): void, stage(code: string): void}} act
 */
export function renderPanel(view, query, act) {
  const {language} = state;
  Object.assign((window.geoFrames ??= {})[STATION] ??= {}, {view, query, near: nearby(), hint: (/** @type {number | null} */ number) => window.geoAtlas?.hint(number)});
  const texts = Object.fromEntries(Object.entries(data.texts).filter(([key]) => OF_PANEL.test(key)).map(([key, said]) => [key, said[language]]));
  const rows = sites.map((site, n) => ({
    ...data.rows[n], n, id: site.id, name: named(site), sector: labelOf(data.columns.sector[site.sector]),
    claims: Object.fromEntries(Object.entries(data.rows[n].claims).map(([name, claim]) => [name, {...claim, stage: claim.stage[language]}])),
  }));
  showPanel({
    data: {id: STATION, digest: language, data: {...data.overview[language], texts}, rows: {data: {rows}}},
    parentElement: byId("panel"),
    setTriggerValue: (name, value) => {
      if (name === "picked") act.pick(String(value) || null);
      if (name === "stage") act.stage(String(value));
    },
  });
}

/** @param {(site: string) => void} pick */
export function renderReport(pick) {
  if (data.reader === null) {
    byId("report").replaceChildren(element("p", {className: "empty"}, say("no_report")));
    return;
  }
  if (readerLanguage !== state.language) {
    closeReader?.();
    readerLanguage = state.language;
    const marks = data.reader.marks.map((m) => ({...m, label: `${named(sites[numberOf(m.site) ?? 0])} · ${labelOf(data.facets.stage[m.stage])}`}));
    const headings = data.reader.headings.map((heading) => ({...heading}));
    const shown = {...data.reader, marks, headings, label: say("report"), outline: say("outline"), search: say("text_search")};
    closeReader = openReader({
      data: {digest: state.language, data: shown},
      parentElement: byId("report"),
      setTriggerValue: (name, id) => { if (name === "picked") pick(String(id)); },
    }) ?? null;
  }
  window.geoReader?.select(state.site);
}

