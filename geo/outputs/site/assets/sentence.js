// What is shown, in words: as `Selection.sentence` says it.
import {filled, stripped} from "../../../assets/shared/text.js";

/**
 * @param {SiteData} data
 * @param {Choice} selection
 * @param {Set<number>} found
 * @param {string} language
 */
export function sentence(data, selection, found, language) {
  const names = data.languages.find(({code}) => code === language)?.names ?? "name";
  /**
   * @param {string} part
   * @param {Record<string, unknown>} values
   */
  const words = (part, values = {}) => filled(data.sentence[part][language], values);
  /** @param {Labels} code */
  const labelOf = (code) => code[language];
  const {chosen, claim, amount, area, bounds} = selection, text = stripped(selection.text);

  const said = Object.entries(data.facets).map(([name, codes]) => chosen[name].map((code) => labelOf(codes[code])).join(words("or")));
  said.splice(data.claimPlace, 0, claim === "all" ? "" : labelOf(data.claims[claim]));
  for (const name of Object.keys(data.values)) {
    const values = chosen[name].map((value) => (name === "period" ? value.replaceAll("-", "–")
      : name === "unit" ? labelOf(data.units[value] ?? {[language]: value}) : value));
    said.push(values.length ? words(name, {value: values.join(words("or"))}) : "");
  }
  const holder = data.sites.find(({id}) => id === area);
  said.push(
    amount ? amountSaid(amount, data.amountUnit[language], words) : "",
    holder ? words("area", {name: holder[names]}) : "",
    bounds ? words("bounds") : "",
    text ? words("text", {text}) : "",
  );
  const what = said.filter(Boolean).join(" · ");
  const located = [...found].filter((n) => data.sites[n].box !== null && !data.byUnit.includes(data.sites[n].precision)).length;
  const rough = [...found].filter((n) => data.byUnit.includes(data.sites[n].precision)).length;
  const others = Object.entries({rough, unlocated: found.size - located - rough}).filter(([, count]) => count)
    .map(([part, count]) => words(part, {count})).join(words("and"));
  const count = located || found.size;
  return words(count === 1 ? "one" : "many", {count}) + (what && words("what", {what})) + (others && words(located ? "more" : "none", {what: others}));
}

/**
 * @param {AmountRange} amount
 * @param {number} unit How many yuan the amounts of a sentence are counted in.
 * @param {(part: string, values: Record<string, unknown>) => string} words
 */
function amountSaid([least, most], unit, words) {
  const part = least === null ? "to" : most === null ? "from" : "from_to";
  return words(part, {least: figure((least ?? 0) / unit), most: figure((most ?? 0) / unit)});
}

/** @param {number} number */
const figure = (number) => number.toLocaleString("en-US", {maximumFractionDigits: 10});
