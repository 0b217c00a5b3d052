// The filters above the map, each choice with its count under the others.
import {byId, element, inputOf, within} from "./dom.js";
import {countsOf, emptySelection, isEverything} from "./selection.js";
import {data, labelOf, named, numberOf, say, sites, state} from "./state.js";

// Facets beside the claim; the others stand under «more filters».
const FIRST_FACETS = ["sector", "stage", "verdict"];

/**
 * @typedef {object} FacetNode
 * @property {HTMLDetailsElement} node
 * @property {HTMLElement} label
 * @property {HTMLElement} chosen
 * @property {Map<string, {box: HTMLInputElement, text: HTMLElement, count: HTMLElement, row: HTMLElement}>} boxes
 */

/** @type {Record<string, FacetNode>} */
const facetNodes = {};

/**
 * Add a code to a facet's choice or take it out; codes stand in the order of their list.
 * @param {string} facet
 * @param {string} code
 */
export function toggled(facet, code) {
  const codes = state.selection.chosen[facet];
  const next = Object.keys(data.facets[facet]).filter((c) => (c === code) !== codes.includes(c));
  return {chosen: {...state.selection.chosen, [facet]: next}};
}

/**
 * @param {string} facet
 * @param {boolean} isHidden
 */
export const hideFacet = (facet, isHidden) => { facetNodes[facet].node.hidden = isHidden; };

/**
 * @param {string} name
 * @param {(change: Partial<Choice>, isStep?: boolean) => void} choose
 */
function buildFacet(name, choose) {
  const chosen = element("span", {className: "chosen"}), label = element("span", {className: "label"});
  const list = element("ul");
  const node = element("details", {className: "facet"}, element("summary", {}, label, chosen), list);
  node.dataset.facet = name;
  node.addEventListener("toggle", () => {
    if (node.open) for (const other of Object.values(facetNodes)) if (other.node !== node) other.node.open = false;
  });
  const boxes = new Map();
  for (const code of Object.keys(data.facets[name])) {
    const box = element("input", {type: "checkbox", value: code, onchange: () => choose(toggled(name, code))});
    const text = element("span"), count = element("span", {className: "number"});
    const row = element("li", {}, element("label", {}, box, text, count));
    boxes.set(code, {box, text, count, row});
    list.append(row);
  }
  facetNodes[name] = {node, label, chosen, boxes};
  if (FIRST_FACETS.includes(name)) byId("facets").insertBefore(node, byId("claims"));
  else byId("more-facets").insertBefore(node, byId("area").parentNode);
}

/**
 * @param {(change: Partial<Choice>, isStep?: boolean) => void} choose Called with what a reader changes.
 * @param {() => Box | null} mapBounds
 */
export function buildFilters(choose, mapBounds) {
  for (const name of Object.keys(data.facets)) buildFacet(name, choose);
  for (const code of Object.keys(data.claims)) {
    const radio = element("input", {type: "radio", name: "claim", value: code, onchange: () => choose({claim: code})});
    byId("claims").append(element("label", {}, radio, element("span")));
  }
  const area = inputOf("area"), onlyVisible = inputOf("only-visible");
  area.addEventListener("change", () => choose({area: area.value || null}));
  onlyVisible.addEventListener("change", () => choose({bounds: onlyVisible.checked ? mapBounds() : null}));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("reset").addEventListener("click", () => choose(emptySelection(data)));
  document.addEventListener("click", (event) => {
    for (const {node} of Object.values(facetNodes)) if (node.open && !node.contains(/** @type {Node} */ (event.target))) node.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const open = Object.values(facetNodes).find(({node}) => node.open);
    if (event.key !== "Escape" || !open) return;
    open.node.open = false;
    within(open.node, "summary").focus();
  });
}

/** @param {boolean} isFirst Whether the page is drawn for the first time. */
export function renderFilters(isFirst) {
  const {selection} = state, {chosen: picked, area, bounds} = selection;
  for (const [name, {label, chosen, boxes}] of Object.entries(facetNodes)) {
    label.textContent = say(name);
    chosen.textContent = picked[name].map((code) => labelOf(data.facets[name][code])).join("、") || say("any");
    const counts = countsOf(data, selection, name);
    for (const [code, {box, text, count, row}] of boxes) {
      box.checked = picked[name].includes(code);
      text.textContent = labelOf(data.facets[name][code]);
      count.textContent = String(counts[code]);
      row.hidden = !counts[code] && !box.checked;
    }
  }
  const claims = countsOf(data, selection, "claim");
  for (const label of byId("claims").querySelectorAll("label")) {
    const radio = /** @type {HTMLInputElement} */ (label.firstChild);
    radio.checked = radio.value === selection.claim;
    within(label, "span").textContent = `${labelOf(data.claims[radio.value])} (${claims[radio.value]})`;
  }
  byId("area").replaceChildren(element("option", {value: ""}, say("any")), ...Object.entries(countsOf(data, selection, "area"))
    .filter(([id, number]) => number || id === area)
    .map(([id, number]) => element("option", {value: id, selected: id === area}, `${named(sites[numberOf(id) ?? 0])} (${number})`)));
  inputOf("only-visible").checked = bounds !== null;
  const isMore = Object.keys(data.facets).some((name) => !FIRST_FACETS.includes(name) && picked[name].length) || area || bounds;
  if (isMore && isFirst) /** @type {HTMLDetailsElement} */ (byId("more")).open = true;
  /** @type {HTMLButtonElement} */ (byId("reset")).disabled = isEverything(selection, data);
}
