// How far a site has come, as it is drawn: `drawn_stage` in geo/model/atlas.py and what stands beside
// it in geo/view/symbols.py.

/** @typedef {Pick<MapSite, "status" | "target" | "course">} Claims */

/**
 * The stage that is reported, or what later words have told by the end of a year; 0 is the report's
 * own time.
 * @param {Claims} site
 * @param {number} year
 */
export const statusAt = (site, year) => (year && (site.course || []).findLast(([from]) => from <= year)?.[1]) || site.status;

/**
 * The stage that a site is drawn as: reported or, where none is, planned.
 * @param {Claims} site
 * @param {number} year
 */
export function stageAt(site, year) {
  const status = statusAt(site, year);
  return status && status !== "mentioned" ? status : site.target || site.status || "mentioned";
}

/**
 * Whether that stage is only planned: it is drawn hollow then.
 * @param {Claims} site
 * @param {number} year
 */
export const isPlannedAt = (site, year) => stageAt(site, year) !== statusAt(site, year) && site.target !== null;
