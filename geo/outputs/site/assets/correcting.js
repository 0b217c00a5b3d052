// The form by which a reader says that something about the chosen site is wrong.
import {correctionForm} from "../../../assets/shared/correctionform.js";
import {data, labelOf, named, say, sites, state} from "./state.js";

/** @typedef {{report?: string, start: number, end: number, text: string, quote_start: number, quote_end: number, quote_more?: [number, number] | null}} SaidOf */

const QUOTE_MAX = 200, QUOTES_MAX = 100, OMITTED = "……";
// Offsets count code points.
const characters = Array.from(data.reader?.text ?? "");
/** @type {{of: string, form: HTMLElement} | null} */
let kept = null;

/** @param {SaidOf} mention */
function clauseOf({start, end, text, quote_start: from, quote_end: to, quote_more: more}) {
  const pieces = [[from, to], ...more ? [more] : []].sort((a, b) => a[0] - b[0]);
  return {start, end, exact: text, quotation: pieces.map((piece) => characters.slice(...piece).join("")).join(characters.length ? OMITTED : "").slice(0, QUOTE_MAX)};
}

/**
 * The form of a site: the same one, with what is written in it, until site or language change.
 * @param {number} number
 */
export function formOf(number) {
  const site = sites[number], {id, sha256} = data.report, of = `${state.language} ${site.id}`;
  if (kept?.of === of) return kept.form;
  /** @param {Record<string, Labels>} codes */
  const labels = (codes) => Object.fromEntries(Object.entries(codes).map(([code, said]) => [code, labelOf(said)]));
  const own = /** @type {SaidOf[]} */ (site.mentions).filter(({report}) => !report || report === id);
  const form = correctionForm({
    corrected: {report: id ?? "", sha256: sha256 ?? "", site: site.id, name: named(site)},
    clauses: own.slice(0, QUOTES_MAX).map(clauseOf),
    stages: labels(data.facets.stage), sectors: labels(data.facets.sector), mail: data.mail, say,
  });
  kept = {of, form};
  return form;
}
