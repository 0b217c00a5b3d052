// What lies where: degrees and coordinates alone, without the map.

/** @typedef {import("./state.js").PlacedSite} PlacedSite */

/**
 * Whether a place lies in a ring, by the even-odd rule.
 * @param {GeoJSON.Position[]} ring
 * @param {{lng: number, lat: number}} at
 */
export function holds(ring, {lng, lat}) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i], [xj, yj] = ring[j];
    if ((yi > lat) !== (yj > lat) && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/**
 * A stretch of a line; places on it are numbers of vertices, with fractions between two.
 * @param {GeoJSON.Position[]} line
 * @param {number} from
 * @param {number} to
 * @returns {GeoJSON.Position[]}
 */
export function stretch(line, from, to) {
  /** @param {number} place */
  const at = (place) => {
    const low = Math.min(Math.floor(place), line.length - 2), share = place - low;
    return [0, 1].map((axis) => line[low][axis] + share * (line[low + 1][axis] - line[low][axis]));
  };
  return [at(from), ...line.slice(Math.floor(from) + 1, Math.ceil(to)), at(to)];
}

/**
 * A site's shape; a line cut where it leaves the district: its stretches inside, and those beyond.
 * @param {PlacedSite} site
 * @returns {GeoJSON.Feature | GeoJSON.FeatureCollection}
 */
export function partsOf({geometry, beyond: stretches}) {
  const isLine = geometry.type === "LineString" || geometry.type === "MultiLineString";
  if (!stretches || !isLine) return {type: "Feature", properties: {}, geometry};
  const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  /** @type {GeoJSON.Position[][]} */
  const kept = [];
  /** @type {GeoJSON.Position[][]} */
  const beyond = [];
  lines.forEach((line, number) => {
    let from = 0;
    for (const [, start, end] of stretches.filter(([of]) => of === number)) {
      if (start > from) kept.push(stretch(line, from, start));
      beyond.push(stretch(line, start, end));
      from = end;
    }
    if (from < line.length - 1) kept.push(stretch(line, from, line.length - 1));
  });
  /**
   * @param {GeoJSON.Position[][]} coordinates
   * @param {boolean} isBeyond
   * @returns {GeoJSON.Feature[]}
   */
  const part = (coordinates, isBeyond) => (coordinates.length ? [{type: "Feature", properties: {isBeyond}, geometry: {type: "MultiLineString", coordinates}}] : []);
  return {type: "FeatureCollection", features: [...part(kept, false), ...part(beyond, true)]};
}

/**
 * What a site's name weighs: an area that holds others first, then what the report names most.
 * @param {MapSite} a
 * @param {MapSite} b
 */
export function byWeight(a, b) {
  /** @param {MapSite} site */
  const weight = ({holds: held = 0, said = 0}) => [Math.min(held, 1), said, held];
  const x = weight(a), y = weight(b), i = x.findIndex((value, n) => value !== y[n]);
  return i < 0 ? 0 : y[i] - x[i];
}
