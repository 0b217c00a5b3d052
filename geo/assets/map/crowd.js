// Many sites: what is drawn is chosen by view and zoom. Sites that would lie on each other
// are one cluster (supercluster); a shape is drawn where it is large enough to be seen, once
// the page has told it. A site is called by its number here: "#17".

import {MILLIONTH, unpacked} from "../shared/columns.js";

/** @typedef {MapSite & {number: number, point: GeoJSON.Point}} CrowdSite */
/** @typedef {import("./state.js").PlacedSite} PlacedSite */
/** A cluster of supercluster's.
 * @typedef {GeoJSON.Feature<GeoJSON.Point, {cluster: true, cluster_id: number, point_count: number, point_count_abbreviated: string | number}>} Cluster */

// On the screen, in pixels: clusters gather within RADIUS; a shape smaller than SHAPE is a
// mark; one larger than LARGE is drawn even where its mark would go into a cluster.
const RADIUS = 48, SHAPE = 10, LARGE = 90, LARGE_MAX = 40, MAX_ZOOM = 18, LEAVES_MAX = 60;
const FEW_LEAVES = 8;

/**
 * @param {CrowdColumns} columns
 * @param {Unit[]} units
 */
export function makeCrowd(columns, units) {
  const lon = new Int32Array(unpacked(columns.lon)), lat = new Int32Array(unpacked(columns.lat));
  const extent = new Uint32Array(unpacked(columns.extent)), codes = new Uint16Array(unpacked(columns.codes)), unit = new Uint16Array(unpacked(columns.unit));
  const sector = new Uint8Array(unpacked(columns.sector));
  const unlocated = columns.shapes.indexOf("unlocated");
  /** @param {number} n */
  const isLocated = (n) => ((codes[n] >> 11) & 3) !== unlocated;
  /** @param {number} zoom */
  const pixelsPerDegree = (zoom) => (256 * 2 ** zoom) / 360;

  /** @type {Map<number, CrowdSite>} */
  const sites = new Map();
  /** @type {Supercluster} */
  let index;
  /** @type {number[]} */
  let seen = [];
  /** @type {CrowdSite[]} */
  let unplaced = [];

  /**
   * @param {number} n
   * @returns {CrowdSite}
   */
  function site(n) {
    let known = sites.get(n);
    if (!known) {
      /** @type {GeoJSON.Point} */
      const point = {type: "Point", coordinates: [lon[n] * MILLIONTH, lat[n] * MILLIONTH]};
      known = {id: `#${n}`, number: n, name: "", name_en: "", uncertainty_m: null, point, geometry: isLocated(n) ? point : null,
        status: columns.stages[codes[n] & 15] ?? null, target: columns.stages[(codes[n] >> 4) & 15] ?? null,
        precision: columns.precisions[(codes[n] >> 8) & 7], verdict: columns.verdicts[codes[n] >> 13], unit: units[unit[n]]?.code, sector: columns.sectors[sector[n]]};
      sites.set(n, known);
    }
    return known;
  }

  return {
    site,
    /**
     * @param {string | null} id
     * @returns {CrowdSite | null}
     */
    of: (id) => (id && id[0] === "#" && isLocated(Number(id.slice(1))) ? site(Number(id.slice(1))) : null),
    // Status and target of the located sites, each pair once.
    claims: () => [...new Set(codes.filter((_, n) => isLocated(n)).map((code) => code & 255))]
      .map((pair) => ({status: columns.stages[pair & 15] ?? null, target: columns.stages[pair >> 4] ?? null})),
    sectors: () => new Set(Array.from(codes.keys()).filter(isLocated).map((n) => columns.sectors[sector[n]])),
    verdicts: () => new Set(Array.from(codes.keys()).filter(isLocated).map((n) => columns.verdicts[codes[n] >> 13])),

    /**
     * Gather the sites whose bit is set; returns how many of them are located.
     * @param {(place: number) => number} bit
     */
    gather(bit) {
      seen = [];
      unplaced = [];
      for (let n = 0; n < codes.length; n++) {
        if (!bit(n)) continue;
        if (isLocated(n)) seen.push(n);
        else unplaced.push(site(n));
      }
      index = new Supercluster({radius: RADIUS, extent: 256, maxZoom: MAX_ZOOM, minPoints: 2});
      index.load(seen.map((n) => ({type: "Feature", properties: n, geometry: {type: "Point", coordinates: [lon[n] * MILLIONTH, lat[n] * MILLIONTH]}})));
      return seen.length;
    },

    // The sites that are shown and have no place of their own.
    unplaced: () => unplaced,
    count: () => codes.length,
    /**
     * The corners of all that is shown and has a place, none where nothing has one.
     * @returns {L.LatLngTuple[]}
     */
    bounds() {
      if (!seen.length) return [];
      let west = 180e6, south = 90e6, east = -180e6, north = -90e6;
      for (const n of seen) {
        const reach = extent[n] / 2;
        west = Math.min(west, lon[n] - reach);
        east = Math.max(east, lon[n] + reach);
        south = Math.min(south, lat[n] - reach);
        north = Math.max(north, lat[n] + reach);
      }
      return [[south * MILLIONTH, west * MILLIONTH], [north * MILLIONTH, east * MILLIONTH]];
    },
    anywhere: () => codes.some((_, n) => isLocated(n)),

    /**
     * What to draw: sites alone, large shapes first, and clusters.
     * @param {{west: number, south: number, east: number, north: number}} bounds Degrees.
     * @param {number} zoom
     */
    choose({west, south, east, north}, zoom) {
      const scale = pixelsPerDegree(zoom) * MILLIONTH;
      const found = index.getClusters([west, south, east, north], Math.floor(zoom));
      const clusters = /** @type {Cluster[]} */ (found.filter((f) => typeof f.properties !== "number"));
      const alone = new Set(found.map((f) => f.properties).filter((n) => typeof n === "number"));
      /** @param {number} n */
      const isInView = (n) => {
        const reach = extent[n] / 2;
        return lon[n] + reach >= west / MILLIONTH && lon[n] - reach <= east / MILLIONTH
          && lat[n] + reach >= south / MILLIONTH && lat[n] - reach <= north / MILLIONTH;
      };
      const large = seen.filter((n) => extent[n] * scale >= LARGE && isInView(n)).sort((a, b) => extent[b] - extent[a]);
      for (const n of large.slice(0, LARGE_MAX)) alone.add(n);
      const chosen = [...alone].sort((a, b) => extent[b] - extent[a]).map((n) => {
        const one = site(n);
        one.geometry = one.shape && extent[n] * scale >= SHAPE ? one.shape : one.point;
        return /** @type {PlacedSite & CrowdSite} */ (one);
      });
      return {sites: chosen, clusters};
    },

    /**
     * A cluster's sites where they are few or cannot be told apart, else the zoom that parts them.
     * @param {Cluster} cluster
     * @returns {{zoom: number, sites?: undefined} | {sites: CrowdSite[]}}
     */
    open(cluster) {
      const {cluster_id: id, point_count: count} = cluster.properties;
      const zoom = index.getClusterExpansionZoom(id);
      return count > FEW_LEAVES && zoom <= MAX_ZOOM ? {zoom} : {sites: index.getLeaves(id, LEAVES_MAX).map((f) => site(f.properties))};
    },

    /**
     * Numbers of the sites whose name and shape the page has not told yet.
     * @param {MapSite[]} list
     */
    lacking: (list) => list.filter((one) => !one.isKnown && one.number !== undefined).map((one) => one.number ?? 0),

    /** @param {SiteDetails[]} details */
    learn(details) {
      for (const {number, name, name_en, uncertainty_m, works, geometry} of details) {
        Object.assign(site(number), {name, name_en, uncertainty_m, works, isKnown: true, shape: geometry});
      }
    },
  };
}
