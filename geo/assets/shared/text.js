// Texts as Python takes them: what is white space, what is the same letter, how long a text is.

/** White space of `str.strip`, which is not quite that of `trim`. */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");

/**
 * A text without white space at its ends.
 * @param {string} text
 */
export const stripped = (text) => text.replace(ENDS, "");

/**
 * A text in which letters that differ in case alone are the same. Both sides of a comparison go
 * through it.
 * @param {string} text
 */
export const folded = (text) => Array.from(text, (c) => (c === "ı" ? c : c.toUpperCase().toLowerCase())).join("");

/**
 * The first characters of a text; none is cut in two.
 * @param {string} text
 * @param {number} count
 */
export const cut = (text, count) => (text.length <= count ? text : Array.from(text).slice(0, count).join(""));

/**
 * How many characters a text has.
 * @param {string} text
 */
export const lengthOf = (text) => Array.from(text).length;

/** @param {string} text */
export const isAscii = (text) => lengthOf(text) === text.length && [...text].every((c) => c.charCodeAt(0) < 128);

/**
 * A text with its values in the place of their names: `{count} sites`.
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));

const BLANKS = new RegExp(`[${SPACE}]+`);

/**
 * The words of a text, cut at white space.
 * @param {string} text
 */
export const wordsOf = (text) => text.split(BLANKS).filter(Boolean);
