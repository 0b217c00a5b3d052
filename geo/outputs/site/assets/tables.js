// The tables below the map, as elements.
import {byId, element, isNarrow, scrollTo, within} from "./dom.js";
import {colourOf, data, named, say, sites, state} from "./state.js";
import {BECAME_COLUMNS, COLUMNS, becameCell, becameRows, cellOf, sorted} from "./table.js";

/**
 * @param {string} code
 * @param {string} said
 */
function stageNode(code, said) {
  const node = element("span", {className: "stage"}, said);
  node.style.setProperty("--stage", colourOf(code));
  return node;
}

/**
 * @param {string} id
 * @param {(site: string) => void} pick
 */
function picked(id, pick) {
  pick(id);
  scrollTo(byId(isNarrow() ? "side" : "map"));
}

/**
 * @param {SiteRow} site
 * @param {string} column
 */
function cellNode(site, column) {
  const said = cellOf(data, site, column, state.language);
  if (column === "name") return element("button", {type: "button"}, said);
  const code = column === "status" || column === "target" ? site[column] : null;
  return code === null ? said : stageNode(code, said);
}

/**
 * @param {Set<number>} found
 * @param {(site: string) => void} pick
 * @param {() => void} render Draws the page anew.
 */
export function renderTable(found, pick, render) {
  const table = byId("table");
  within(table, "thead tr").replaceChildren(...COLUMNS.map((key) => {
    const isSorted = state.sort === key;
    const button = element("button", {type: "button", title: say("sort_by", {column: say(key)}), onclick: () => {
      state.isDescending = isSorted && !state.isDescending;
      state.sort = key;
      render();
      within(table, `th[data-column="${key}"] button`).focus();
    }}, say(key), element("span", {ariaHidden: "true"}, isSorted ? (state.isDescending ? " ▼" : " ▲") : ""));
    const cell = element("th", {scope: "col", "aria-sort": isSorted ? (state.isDescending ? "descending" : "ascending") : "none"}, button);
    cell.dataset.column = key;
    return cell;
  }));
  const {sort: column, isDescending, language} = state;
  within(table, "tbody").replaceChildren(...sorted(data, found, {column, isDescending, language}).map((n) => {
    const row = element("tr", {onclick: () => picked(sites[n].id, pick)}, ...COLUMNS.map((key, i) => {
      const cell = element(i ? "td" : "th", i ? {} : {scope: "row"}, cellNode(sites[n], key));
      cell.dataset.column = key;
      return cell;
    }));
    row.dataset.site = sites[n].id;
    return row;
  }));
}

/**
 * @param {SiteRow} site
 * @param {string} column
 * @param {(site: string) => void} pick
 */
function becameNode(site, column, pick) {
  const said = becameCell(data, site, column, state.language), address = site.became?.source_link;
  if (column === "name") return element("button", {type: "button", onclick: () => picked(site.id, pick)}, named(site));
  if (column === "target" && site.target !== null) return stageNode(site.target, said);
  if (column === "document" && address) return element("a", {href: address, target: "_blank", rel: "noreferrer nofollow"}, said || address);
  return said;
}

/**
 * @param {Set<number>} found
 * @param {(site: string) => void} pick
 */
export function renderBecame(found, pick) {
  const table = byId("became-table");
  within(table, "thead tr").replaceChildren(...BECAME_COLUMNS.map((key) => element("th", {scope: "col"}, say(key))));
  within(table, "tbody").replaceChildren(...becameRows(data, found).map((n) => {
    const row = element("tr", {}, ...BECAME_COLUMNS.map((key, i) => element(i ? "td" : "th", i ? {} : {scope: "row"}, becameNode(sites[n], key, pick))));
    row.dataset.site = sites[n].id;
    return row;
  }));
}

/** Mark the chosen site's rows in both tables. */
export function markRows() {
  for (const row of document.querySelectorAll("#table tbody tr, #became-table tbody tr")) {
    if (/** @type {HTMLElement} */ (row).dataset.site === state.site) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}
