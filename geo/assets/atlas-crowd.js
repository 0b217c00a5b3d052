// Many sites: what is drawn is chosen by view and zoom. Sites that would lie on each other
// are one cluster (supercluster); a shape is drawn where it is large enough to be seen, once
// the page has told it. A site is called by its number here: "#17".
"use strict";

window.geoCrowd = (columns, units) => {
  // On the screen, in pixels: clusters gather within RADIUS; a shape smaller than SHAPE is a
  // mark; one larger than LARGE is drawn even where its mark would go into a cluster.
  const RADIUS = 48, SHAPE = 10, LARGE = 90, LARGE_MAX = 40, MAX_ZOOM = 18, LIST_MAX = 60;
  const MILLIONTH = 1e-6;

  const unpack = (Type, packed) => new Type(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0)).buffer);
  const lon = unpack(Int32Array, columns.lon), lat = unpack(Int32Array, columns.lat);
  const extent = unpack(Uint32Array, columns.extent), codes = unpack(Uint16Array, columns.codes), unit = unpack(Uint16Array, columns.unit);
  const unlocated = columns.shapes.indexOf("unlocated");
  const isLocated = (n) => ((codes[n] >> 11) & 3) !== unlocated;
  const pixelsPerDegree = (zoom) => (256 * 2 ** zoom) / 360;

  const sites = new Map();
  let index = null, shown = [], unplaced = [];

  function site(n) {
    if (!sites.has(n)) {
      const point = {type: "Point", coordinates: [lon[n] * MILLIONTH, lat[n] * MILLIONTH]};
      sites.set(n, {id: `#${n}`, number: n, name: "", name_en: "", uncertainty_m: null, point, geometry: isLocated(n) ? point : null,
        status: columns.stages[codes[n] & 15] ?? null, target: columns.stages[(codes[n] >> 4) & 15] ?? null,
        precision: columns.precisions[(codes[n] >> 8) & 7], verdict: columns.verdicts[codes[n] >> 13], unit: units[unit[n]]?.code});
    }
    return sites.get(n);
  }

  return {
    site,
    of: (id) => (id && id[0] === "#" && isLocated(Number(id.slice(1))) ? site(Number(id.slice(1))) : null),
    // Status and target of the located sites, each pair once.
    claims: () => [...new Set(codes.filter((_, n) => isLocated(n)).map((code) => code & 255))]
      .map((pair) => ({status: columns.stages[pair & 15] ?? null, target: columns.stages[pair >> 4] ?? null})),
    verdicts: () => new Set(Array.from(codes.keys()).filter(isLocated).map((n) => columns.verdicts[codes[n] >> 13])),

    // Gather the sites whose bit is set; returns how many of them are located.
    gather(bit) {
      shown = [];
      unplaced = [];
      for (let n = 0; n < codes.length; n++) if (bit(n)) isLocated(n) ? shown.push(n) : unplaced.push(site(n));
      index = new Supercluster({radius: RADIUS, extent: 256, maxZoom: MAX_ZOOM, minPoints: 2});
      index.load(shown.map((n) => ({type: "Feature", properties: n, geometry: {type: "Point", coordinates: [lon[n] * MILLIONTH, lat[n] * MILLIONTH]}})));
      return shown.length;
    },

    // The sites that are shown and have no place of their own.
    unplaced: () => unplaced,
    count: () => codes.length,
    // The corners of all that is shown and has a place, none where nothing has one.
    bounds() {
      if (!shown.length) return [];
      let west = 180e6, south = 90e6, east = -180e6, north = -90e6;
      for (const n of shown) {
        const reach = extent[n] / 2;
        west = Math.min(west, lon[n] - reach);
        east = Math.max(east, lon[n] + reach);
        south = Math.min(south, lat[n] - reach);
        north = Math.max(north, lat[n] + reach);
      }
      return [[south * MILLIONTH, west * MILLIONTH], [north * MILLIONTH, east * MILLIONTH]];
    },
    anywhere: () => codes.some((_, n) => isLocated(n)),

    // What to draw: sites alone, large shapes first, and clusters.
    choose({west, south, east, north}, zoom) {
      const scale = pixelsPerDegree(zoom) * MILLIONTH;
      const found = index.getClusters([west, south, east, north], Math.floor(zoom));
      const clusters = found.filter((f) => f.properties.cluster);
      const alone = new Set(found.filter((f) => !f.properties.cluster).map((f) => f.properties));
      const inView = (n) => {
        const reach = extent[n] / 2;
        return lon[n] + reach >= west / MILLIONTH && lon[n] - reach <= east / MILLIONTH
          && lat[n] + reach >= south / MILLIONTH && lat[n] - reach <= north / MILLIONTH;
      };
      const large = shown.filter((n) => extent[n] * scale >= LARGE && inView(n)).sort((a, b) => extent[b] - extent[a]);
      for (const n of large.slice(0, LARGE_MAX)) alone.add(n);
      const chosen = [...alone].sort((a, b) => extent[b] - extent[a]).map((n) => {
        const one = site(n);
        one.geometry = one.shape && extent[n] * scale >= SHAPE ? one.shape : one.point;
        return one;
      });
      return {sites: chosen, clusters};
    },

    // A cluster's sites where they are few or cannot be told apart, else the zoom that parts them.
    open(cluster) {
      const {cluster_id: id, point_count: count} = cluster.properties;
      const zoom = index.getClusterExpansionZoom(id);
      return count > 8 && zoom <= MAX_ZOOM ? {zoom} : {sites: index.getLeaves(id, LIST_MAX).map((f) => site(f.properties))};
    },

    // Numbers of the sites whose name and shape the page has not told yet.
    lacking: (list) => list.filter((one) => !one.isKnown).map((one) => one.number),

    learn(details) {
      for (const {number, name, name_en, uncertainty_m, works, geometry} of details) {
        Object.assign(site(number), {name, name_en, uncertainty_m, works, isKnown: true, shape: geometry});
      }
    },
  };
};
