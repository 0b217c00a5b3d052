// What a reader says is wrong about a site, as the file that the editor's room opens
// (geo/editing/corrections.py), and as a mail.
import {cut, stripped} from "./text.js";

/** What may be wrong, with the text that says it. */
export const WRONG = new Map([["not_a_site", "wrong_not_a_site"], ["stage", "wrong_stage"], ["planned", "wrong_planned"], ["sector", "wrong_sector"],
  ["name", "wrong_name"], ["place", "wrong_place"], ["amount", "wrong_amount"], ["other", "wrong_other"]]);
/** What says enough by itself. */
const SAYS_ALL = ["not_a_site", "planned"];
/** What is said of words of the report, not of a site as a whole. */
const OF_WORDS = ["stage", "planned"];
export const SAID_MAX = 500, VALUE_MAX = 60;
/** Mail programs cut longer addresses. */
const MAIL_ADDRESS_MAX = 2000;

/**
 * @typedef {object} Clause Words that name the site. `start` and `end` are code points of the report's text.
 * @property {number} start
 * @property {number} end
 * @property {string} exact
 * @property {string} quotation
 */
/** @typedef {{report: string, sha256: string, site: string, name: string}} Corrected The report and the site that are spoken of. */
/** @typedef {{wrong: string, value: string, said: string}} Told What the reader chose and wrote. */

/**
 * The text that says what is still missing, nothing where the form can be sent.
 * @param {Told} told
 * @param {Clause | null} clause
 */
export function missing({wrong, value, said}, clause) {
  if (!WRONG.has(wrong)) return "correction_no_wrong";
  if (OF_WORDS.includes(wrong) && !clause) return "correction_no_clause";
  return SAYS_ALL.includes(wrong) || stripped(value) || stripped(said) ? "" : "correction_no_words";
}

/**
 * The file's text.
 * @param {Corrected} corrected
 * @param {Clause | null} clause
 * @param {Told} told
 */
export function correctionText({report, sha256, site, name}, clause, {wrong, value, said}) {
  const words = clause && {start: clause.start, end: clause.end, exact: clause.exact, quotation: clause.quotation};
  return JSON.stringify({
    correction: 1, report, sha256, site, name, words, wrong, value: cut(stripped(value), VALUE_MAX), said: cut(stripped(said), SAID_MAX),
  }, null, 1);
}

/**
 * What a file of a site is called.
 * @param {Corrected} corrected
 */
export const correctionFile = ({report, site}) =>
  `${cut(`${report}-${site}`.replace(/[^\p{L}\p{N}_-]/gu, "-"), 120)}.correction.json`;

/**
 * The address that opens a mail with a correction in it; empty where it would be too long for mail programs.
 * @param {string} to
 * @param {string} subject
 * @param {string} body
 */
export function mailAddress(to, subject, body) {
  const [about, text] = [subject, body].map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, "").replace(/\r?\n/g, "\r\n")));
  const address = `mailto:${to}?subject=${about}&body=${text}`;
  return address.length > MAIL_ADDRESS_MAX ? "" : address;
}
