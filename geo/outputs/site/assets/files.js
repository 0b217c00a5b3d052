// The files that a reader takes along: what they are called and what is in them.
import {cut} from "../../../assets/shared/text.js";
import {selectionQuery} from "./link.js";

/**
 * The text of `export --format geojson` of these sites.
 * @param {SiteData} data
 * @param {readonly number[]} found
 */
export function geojsonOf({geojson, sites, owed}, found) {
  const {features, bbox: _, attribution, ...head} = geojson;
  const boxes = found.map((n) => sites[n].box).filter((box) => box !== null);
  /**
   * @param {number} i
   * @param {(a: number, b: number) => number} pick
   */
  const corner = (i, pick) => boxes.reduce((best, box) => pick(best, box[i]), boxes[0][i]);
  const bounds = boxes.length ? {bbox: [corner(0, Math.min), corner(1, Math.min), corner(2, Math.max), corner(3, Math.max)]} : {};
  const credit = found.some((n) => owed.includes(n)) ? {attribution} : {};
  const start = JSON.stringify({...head, ...bounds, ...credit}).slice(0, -1);
  const rows = found.map((n) => JSON.stringify({...features[n], geometry: sites[n].geometry})).join(",\n");
  return `${start},"features":${rows ? `[\n${rows}\n]` : "[]"}}\n`;
}

/**
 * The text of `export --format csv` of these sites.
 * @param {SiteData} data
 * @param {readonly number[]} found
 */
export const csvOf = ({csv}, found) => csv.head + found.map((n) => csv.rows[n]).join("");

/**
 * A file's name that says report, filter and day.
 * @param {SiteData} data
 * @param {Choice} selection
 * @param {string} day `2026-01-31`.
 * @param {string} suffix
 */
export function fileName(data, selection, day, suffix) {
  const said = selectionQuery(selection).map(([, value]) => value.replaceAll(",", "-"));
  const safe = [data.report.id || "atlas", ...said].join("-").replace(/[^\p{L}\p{N}_-]/gu, "-");
  return `${cut(safe, 120)}-${day}${suffix}`;
}
