// What the sites look like: by stage or by verdict, sure or not, reported or only planned. How all is
// drawn, the page hands over with the sites (data/codes/symbols.toml).
import {isPlannedAt, stageAt, statusAt} from "../shared/look.js";
import {svg} from "./dom.js";
import {isMany, map, shown, view, world} from "./state.js";

/** @typedef {import("./state.js").PlacedSite} PlacedSite */

// Areas are hatched where so few sites are shown, or from so near.
const HATCHED_MAX = 20, HATCH_ZOOM = 14.5;

/** @param {MapSite} site */
export const statusOf = (site) => statusAt(site, view.year);
/** @param {Pick<MapSite, "status" | "target" | "course">} site */
export const stageOf = (site) => stageAt(site, view.year);
export const isByVerdict = () => view.colour === "verdict";
/** What colours are by; shapes are by stage where colours are by sector.
 * @returns {LegendKind} */
export const kindOf = () => (view.colour === "verdict" || view.colour === "sector" ? view.colour : "stage");
/** @param {MapSite} site */
export const verdictOf = (site) => site.verdict || "none";
/** What its colour, its shape and its hatching are by.
 * @param {MapSite} site */
export const codeOf = (site) => (isByVerdict() ? verdictOf(site) : stageOf(site));
/** Nobody knows is hollow, as planned is.
 * @param {MapSite} site */
export const isHollow = (site) => (isByVerdict() ? site.verdict === "no_evidence" : isPlannedAt(site, view.year));
/** Where colours are by verdict, what has none stands back.
 * @param {MapSite} site */
const isFaint = (site) => isByVerdict() && !site.verdict;
export const look = () => `${view.colour} ${view.year || ""}`;
/** @param {string} code */
export const drawnAs = (code) => world.stages[code] || world.verdicts[code];
/** @param {MapSite} site */
export const colourOf = (site) => (kindOf() === "sector" ? world.sectors[site.sector] : drawnAs(codeOf(site))).colour;
/** @param {MapSite} site */
export const isVague = (site) => !world.symbols.precise.includes(site.precision);
/** @param {PlacedSite} site */
export const isPoint = (site) => site.geometry.type === "Point";
/** @param {PlacedSite} site */
export const isLine = (site) => site.geometry.type.endsWith("LineString");
/** @param {PlacedSite} site */
export const isArea = (site) => site.geometry.type.endsWith("Polygon");
/** What only a unit is known of stands in its badge, whether the file has a point of it or not.
 * @param {MapSite} site
 * @returns {site is PlacedSite} */
export const isPlaced = (site) => Boolean(site.geometry && !site.unit);

/** @param {{dashes?: number[]}} stroke */
export const dashes = ({dashes: lengths}) => lengths?.join(" ");

/**
 * @param {PlacedSite} site
 * @returns {L.PathOptions}
 */
export function styleOf(site) {
  const isPolygon = isArea(site), isStroke = isLine(site);
  const colour = colourOf(site), {point, line, area, vague, faint} = world.symbols;
  const isPaler = isFaint(site), edge = isHollow(site) ? point.hollow_edge : point.edge;
  return {
    color: isPolygon || isStroke || isHollow(site) ? colour : "#ffffff",
    weight: isStroke ? line.width : isPolygon ? area.quiet_width : edge,
    opacity: isPaler ? faint.opacity : isPolygon ? area.quiet_opacity : isStroke && isHollow(site) ? line.hollow_opacity : 1,
    dashArray: isVague(site) && !isPoint(site) ? dashes(vague) : isStroke && isHollow(site) ? line.hollow_dashes.join(" ") : undefined,
    fill: !isStroke,
    fillColor: isPolygon && isHatched(site) ? `url(#hatch-${codeOf(site)})` : !isPolygon && isHollow(site) ? point.hollow : colour,
    fillOpacity: isPolygon ? fillOf(site) : isVague(site) ? 0.75 : 1,
  };
}

export const isNear = () => shown.size <= HATCHED_MAX || map.getZoom() >= HATCH_ZOOM;
/**
 * Hatching tells how far an area has come: where it has come anywhere, is no frame of others, and is
 * one of few or seen from near.
 * @param {MapSite} site
 */
const isHatched = (site) => !isMany && kindOf() !== "sector" && isNear() && !site.holds && codeOf(site) !== "mentioned";

/** @param {MapSite} site */
function fillOf(site) {
  const {area, faint} = world.symbols;
  if (isFaint(site)) return isHatched(site) ? faint.area_opacity : area.quiet_hollow_fill;
  if (isHatched(site)) return isHollow(site) ? area.hollow_opacity : area.opacity;
  return isHollow(site) ? area.quiet_hollow_fill : area.quiet_fill;
}

/**
 * The shape of a stage or a verdict.
 * @param {string} code
 * @param {boolean} isEmpty
 * @param {boolean} isRinged
 * @param {number} size In pixels.
 * @param {string} colour
 */
export function glyph(code, isEmpty, isRinged, size = 16, colour = drawnAs(code).colour) {
  const {glyph: shape} = drawnAs(code), {point, glyphs} = world.symbols, {ring} = point;
  const node = svg("svg", {viewBox: "-2 -2 20 20", width: size + 4, height: size + 4, "aria-hidden": "true"});
  node.append(svg("path", {d: glyphs[shape], fill: isEmpty ? point.hollow : colour, stroke: isEmpty ? colour : "#fff",
    "stroke-width": isEmpty ? point.hollow_edge : point.edge, "fill-rule": "evenodd", "stroke-linejoin": "round"}));
  if (isRinged) {
    node.append(svg("circle", {cx: 8, cy: 8, r: ring.radius, fill: "none", stroke: colour, "stroke-width": ring.width, "stroke-dasharray": dashes(ring) ?? ""}));
  }
  return node;
}

/**
 * The shape of a site.
 * @param {MapSite} site
 * @param {number} [size]
 */
export const glyphOf = (site, size) => glyph(codeOf(site), isHollow(site), isVague(site), size, colourOf(site));

/**
 * Put the hatchings into the drawing that an area's path is in.
 * @param {SVGElement} path
 */
export function addHatches(path) {
  const root = path.ownerSVGElement;
  if (!root || root.querySelector("defs")) return;
  const defs = svg("defs", {});
  const {area, hatches} = world.symbols;
  for (const [code, {colour, hatch}] of Object.entries({...world.stages, ...world.verdicts})) {
    const pattern = svg("pattern", {id: `hatch-${code}`, width: 8, height: 8, patternUnits: "userSpaceOnUse"});
    pattern.append(svg("rect", {width: 8, height: 8, fill: colour, opacity: area.ground}),
      svg("path", {d: hatches[hatch], stroke: colour, "stroke-width": area.hatching, fill: "none"}));
    defs.append(pattern);
  }
  root.prepend(defs);
}
