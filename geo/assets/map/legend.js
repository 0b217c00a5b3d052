// The panels on the map: the legend, which filters and colours, and the choice of the base map.
import {chooseTiles} from "./basemap.js";
import {pickCode} from "./choosing.js";
import {element} from "./dom.js";
import {glyph, isByVerdict, kindOf, stageOf, verdictOf} from "./looks.js";
import {yearSaid} from "./sites.js";
import {act, crowd, labelOf, map, moved, text, view, world} from "./state.js";

const WIDE = 520, TALL = 420, SIGN = 14;
// A square: colours alone tell sectors apart.
const SECTOR_SIGN = "land_supply";
/** @type {{legend?: L.Control, tiles?: L.Control}} */
const panels = {};

export const hasPanels = () => Boolean(panels.legend);

/**
 * @param {L.ControlPosition} position
 * @param {string} titleKey
 * @param {(box: HTMLElement) => void} fill
 * @param {boolean} isOpen
 */
function panel(position, titleKey, fill, isOpen) {
  const Panel = L.Control.extend({
    options: {position},
    onAdd() {
      const box = element("details", "map-panel");
      box.open = isOpen;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.append(element("summary", "", text(titleKey)));
      fill(box);
      return box;
    },
  });
  return new Panel();
}

/** @param {L.Control | undefined} control */
const isOpen = (control) => /** @type {HTMLDetailsElement | undefined} */ (control?.getContainer())?.open;

const isRoomy = () => map.getSize().x > WIDE && map.getSize().y >= TALL;

export function drawPanels() {
  const wasOpen = isOpen(panels.legend);
  panels.legend?.remove();
  panels.tiles?.remove();
  panels.legend = panel("bottomright", "legend", fillLegend, wasOpen ?? isRoomy()).addTo(map);
  if (world.tiles.length) panels.tiles = panel("topright", "basemap", (box) => box.append(tileChoice()), false).addTo(map);
  noteEmpty();
}

/** @param {HTMLElement} box */
function fillLegend(box) {
  const kind = kindOf(), used = usedCodes(), rows = element("ul");
  const {legend: {grey}, badge, line, point} = world.symbols;
  box.append(colourChoice());
  for (const [code, said] of Object.entries({stage: world.stages, verdict: world.verdicts, sector: world.sectors}[kind])) if (used.has(code)) rows.append(codeRow(kind, code, said));
  if (!isByVerdict()) rows.append(legendRow(grey, point.hollow, "solid", text("plannedOnly")));
  rows.append(legendRow(grey, point.hollow, "dashed", text("vague")));
  if (world.sites.some((site) => site.beyond)) rows.append(legendRow(`color-mix(in srgb, ${grey} ${100 * line.faded}%, transparent)`, point.hollow, "solid", text("beyond")));
  if (world.units.some((unit) => unit.at)) rows.append(legendRow(badge.edge, badge.fill, "dashed", text("unitBadge")));
  box.append(rows);
  if (isByVerdict()) box.append(element("p", "legend-note", text("silence")));
  else if (!crowd && world.years.length > 1) box.append(yearChoice());
}

/** A report of which no site is located says so where its map would be. */
function noteEmpty() {
  document.querySelector(".map-note")?.remove();
  if (world.units.length || (crowd ? view.anywhere : world.sites.some((s) => s.geometry))) return;
  const note = element("p", "map-note", text("noneLocated"));
  note.setAttribute("role", "status");
  map.getContainer().append(note);
}

const hasVerdicts = () => (crowd ? [...crowd.verdicts()].some((code) => code !== "none") : world.sites.some((site) => site.verdict));

function usedCodes() {
  if (kindOf() === "sector") return crowd ? crowd.sectors() : new Set(world.sites.filter((s) => s.geometry || s.unit).map((s) => s.sector));
  if (crowd) return isByVerdict() ? crowd.verdicts() : new Set(crowd.claims().map(stageOf));
  // The slider goes on to stages that the report does not know.
  /** @param {MapSite} site */
  const stages = (site) => [stageOf({...site, course: undefined}), ...(site.course || []).map(([, stage]) => stage)];
  return new Set(world.sites.filter((s) => s.geometry || s.unit).flatMap((s) => (isByVerdict() ? [verdictOf(s)] : stages(s))));
}

/**
 * A row filters by its code; what has no verdict is no choice.
 * @param {LegendKind} kind
 * @param {string} code
 * @param {{labels: Labels, colour: string}} said
 */
function codeRow(kind, code, said) {
  const row = element("li"), isChoice = code !== "none", button = element(isChoice ? "button" : "span", "legend-row");
  button.append(glyph(kind === "sector" ? SECTOR_SIGN : code, code === "no_evidence", false, SIGN, said.colour), element("span", "", labelOf(said)));
  row.append(button);
  if (!(button instanceof HTMLButtonElement)) return row;
  button.type = "button";
  button.title = text({stage: "legendFilter", verdict: "verdictFilter", sector: "sectorFilter"}[kind]);
  button.setAttribute("aria-pressed", String(({stage: view.stages, verdict: view.verdicts, sector: view.sectors}[kind] || []).includes(code)));
  button.dataset[kind] = code;
  button.onclick = () => pickCode(kind, code);
  return row;
}

/**
 * @param {Array<[value: string, label: string]>} options
 * @param {string} chosen
 * @param {string} label
 * @param {(value: string) => void} change
 */
function choice(options, chosen, label, change) {
  const select = element("select");
  select.setAttribute("aria-label", label);
  for (const [value, said] of options) {
    const option = element("option", "", said);
    option.value = value;
    option.selected = value === chosen;
    select.append(option);
  }
  select.onchange = () => change(select.value);
  return select;
}

const tileChoice = () => choice([["", text("ownBasemap")], ...world.tiles.map((t) => /** @type {[string, string]} */ ([t.id, labelOf(t)]))],
  view.basemap, text("basemap"), (id) => { chooseTiles(id); moved(); });

/** The switch of the colours, in the legend; where it stands is part of the map's view. */
function colourChoice() {
  /** @type {Array<[string, string]>} */
  const options = [["", text("byStage")], ["sector", text("bySector")]];
  if (hasVerdicts()) options.push(["verdict", text("byVerdict")]);
  const select = choice(options, view.colour, text("colourBy"), (value) => {
    act.recolour(value, view.year);
    moved();
    /** @type {HTMLElement | null | undefined} */ (panels.legend?.getContainer()?.querySelector(".colour-choice"))?.focus();
  });
  select.className = "colour-choice";
  return select;
}

/** The slider over the years: from what the report says to what is known at the end of the last. */
function yearChoice() {
  const node = element("div", "year-choice"), range = element("input"), said = element("output", "", yearSaid(view.year));
  range.type = "range";
  Object.assign(range, {min: world.years[0], max: world.years.at(-1), step: 1, value: view.year || world.years[0]});
  const tell = () => {
    act.recolour(view.colour, Number(range.value));
    said.textContent = yearSaid(view.year);
    range.setAttribute("aria-valuetext", said.textContent);
  };
  range.setAttribute("aria-label", text("years"));
  range.setAttribute("aria-valuetext", said.textContent ?? "");
  range.oninput = tell;
  range.onchange = moved;
  node.append(said, range);
  return node;
}

/**
 * @param {string} border
 * @param {string} fill
 * @param {string} style
 * @param {string} label
 */
function legendRow(border, fill, style, label) {
  const row = element("li"), swatch = element("span", "swatch");
  Object.assign(swatch.style, {borderColor: border, background: fill, borderStyle: style});
  row.append(swatch, element("span", "", label));
  return row;
}
