// What lies near a place: metres to the nearest point of a site's shape, and whether that is certain
// as far as the site's own position is known.
import {holds} from "../map/geometry.js";
import {MILLIONTH, unpacked} from "./columns.js";
import {stripped} from "./text.js";

/** Metres in a degree of latitude on IUGG's mean sphere, as in geo/selecting/neighbours.py. */
const METRES = Math.PI * 6_371_008.8 / 180;
/** The choices of a radius, in metres; a link may say another one within these ends. */
export const RADII = [500, 1000, 2000, 5000];
const RADIUS = 1000, RADIUS_MIN = 50, RADIUS_MAX = 50_000, SHOWN = 40;
/** What a link says for the device's own position, which it does not hold. */
export const HERE = "here";
const DIGITS = /^\d{2,5}$/;

/**
 * What a link asks for: a place of the base map by its name, or the device's position.
 * @typedef {object} NearAsked
 * @property {string} name Nothing for none.
 * @property {number} radius
 */

/**
 * Near what, where that is, and how far around it.
 * @typedef {object} Near
 * @property {string} name
 * @property {number} lat
 * @property {number} lon
 * @property {number} radius
 */

/** @typedef {{metres: number, isCertain: boolean}} Nearness */
/** @typedef {{geometry: GeoJSON.Geometry | null, uncertainty_m?: number | null}} Placed */

/**
 * @param {(name: string) => string} get A query's parameter, nothing where it has none.
 * @param {(name: string) => boolean} isKnown Whether the base map has a place of that name.
 * @returns {{asked: NearAsked, unknown: string[]}}
 */
export function nearIn(get, isKnown) {
  const name = stripped(get("near")), said = get("radius"), radius = DIGITS.test(said) ? Number(said) : 0;
  const isNear = name === HERE || isKnown(name), isRadius = radius >= RADIUS_MIN && radius <= RADIUS_MAX;
  const unknown = [...(get("near") && !isNear ? ["near"] : []), ...(said && !isRadius ? ["radius"] : [])]
    .map((each) => `${each}=${Array.from(get(each)).slice(0, SHOWN).join("")}`);
  return {asked: {name: isNear ? name : "", radius: isRadius ? radius : RADIUS}, unknown};
}

/**
 * What a link says of it.
 * @param {NearAsked | null} near
 * @returns {Array<[string, string]>}
 */
export const nearQuery = (near) => (near?.name ? [["near", near.name], ["radius", String(near.radius)]] : []);

/**
 * The sites within the radius, by their places in the list: how far, and whether surely. Without a
 * position a site is near nothing. Its stated uncertainty decides: what is within the radius even if
 * the site lies as far off as it may is certain, what is within it only if it lies nearer is possible.
 * @param {readonly Placed[]} sites
 * @param {{lat: number, lon: number, radius: number}} near
 * @returns {Map<number, Nearness>}
 */
export function nearSites(sites, {lat, lon, radius}) {
  /** @type {Map<number, Nearness>} */
  const found = new Map();
  sites.forEach(({geometry, uncertainty_m: doubt}, number) => {
    if (!geometry) return;
    const metres = metresTo(geometry, {lat, lon});
    if (metres - (doubt ?? 0) <= radius) found.set(number, {metres, isCertain: metres + (doubt ?? 0) <= radius});
  });
  return found;
}

/**
 * The sites of a map of many, as far as its columns tell: a point each. By as much as a site's
 * precision allows and its shape may reach from there it may lie nearer or farther.
 * @param {CrowdColumns} columns
 * @returns {Placed[]}
 */
export function placedOf(columns) {
  const lon = new Int32Array(unpacked(columns.lon)), lat = new Int32Array(unpacked(columns.lat));
  const extent = new Uint32Array(unpacked(columns.extent)), codes = new Uint16Array(unpacked(columns.codes));
  const unlocated = columns.shapes.indexOf("unlocated");
  return Array.from(lon, (_, n) => {
    const doubt = columns.doubts[(codes[n] >> 8) & 7], isLocated = ((codes[n] >> 11) & 3) !== unlocated;
    if (doubt === null || !isLocated) return {geometry: null};
    return {geometry: {type: "Point", coordinates: [lon[n] * MILLIONTH, lat[n] * MILLIONTH]}, uncertainty_m: doubt + extent[n] * MILLIONTH * METRES};
  });
}

/**
 * Metres to the nearest point of a shape, 0 within an area; on a plane that touches the place.
 * @param {GeoJSON.Geometry} geometry
 * @param {{lat: number, lon: number}} at
 * @returns {number}
 */
export function metresTo(geometry, {lat, lon}) {
  const scale = Math.cos(lat * Math.PI / 180) * METRES;
  /** @param {GeoJSON.Position} position */
  const flat = ([x, y]) => [(x - lon) * scale, (y - lat) * METRES];
  /** @param {GeoJSON.Position[]} line */
  const toLine = (line) => {
    const points = line.map(flat);
    return Math.min(...points.slice(1).map((to, i) => toStretch(points[i], to)), Math.hypot(points[0][0], points[0][1]));
  };
  /** @param {GeoJSON.Position[][]} rings */
  const toArea = (rings) => {
    const isWithin = holds(rings[0], {lng: lon, lat}) && !rings.slice(1).some((ring) => holds(ring, {lng: lon, lat}));
    return isWithin ? 0 : Math.min(...rings.map(toLine));
  };
  switch (geometry.type) {
    case "Point": return toLine([geometry.coordinates]);
    case "MultiPoint": return Math.min(...geometry.coordinates.map((position) => toLine([position])));
    case "LineString": return toLine(geometry.coordinates);
    case "MultiLineString": return Math.min(...geometry.coordinates.map(toLine));
    case "Polygon": return toArea(geometry.coordinates);
    case "MultiPolygon": return Math.min(...geometry.coordinates.map(toArea));
    default: return Math.min(...geometry.geometries.map((each) => metresTo(each, {lat, lon})));
  }
}

/**
 * How far the origin is from a stretch.
 * @param {number[]} from
 * @param {number[]} to
 */
function toStretch([x, y], [u, v]) {
  const dx = u - x, dy = v - y, length = dx * dx + dy * dy;
  const share = length ? Math.min(Math.max(-(x * dx + y * dy) / length, 0), 1) : 0;
  return Math.hypot(x + share * dx, y + share * dy);
}
