// Where the map stands, as the link says it: latitude, longitude, zoom.

/** @param {readonly number[]} at */
export const positionSaid = ([lat, lon, zoom]) => `${lat.toFixed(5)},${lon.toFixed(5)},${Math.round(zoom * 100) / 100}`;
