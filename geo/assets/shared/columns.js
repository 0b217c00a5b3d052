// The columns of a map of many sites, as arrays: geo/view/map/many_sites.py packs them.

/** Degrees of a unit of the columns. */
export const MILLIONTH = 1e-6;

/** @param {string} packed */
export const unpacked = (packed) => Uint8Array.from(atob(packed), (c) => c.charCodeAt(0)).buffer;
