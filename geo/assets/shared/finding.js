// What a reader's words find, the best first: as geo/selecting/finding.py has it, which makes the
// index and says what counts.
import {folded, isAscii, lengthOf, wordsOf} from "./text.js";

const HOWS = ["name", "alias", "english", "pinyin", "initials", "same", "short", "sector", "words"];
const KINDS = ["site", "sector", "stage", "place", "words"];
const [NAME, ALIAS, ENGLISH, PINYIN, INITIALS, SAME, SHORT, SECTOR, WORDS] = HOWS.keys();
const [EXACT, START, INSIDE] = [0, 1, 2];
const LEAST_INSIDE = 2, SHORT_MAX = 4, TERMS_MAX = 6;

/**
 * @typedef {object} Wanted What is looked for: the whole, what it means as well, as letters alone, word by word.
 * @property {string} whole
 * @property {string[]} meant
 * @property {string} together
 * @property {Map<string, [quality: number, said: string]>} sectors Those whose label begins so.
 * @property {Wanted[]} terms
 */
/** @typedef {[quality: number, how: number, length: number, said: string]} Best */
/**
 * @typedef {object} Key An entry as it is compared.
 * @property {string} all
 * @property {string[]} names
 * @property {string[]} english
 * @property {string[][]} spoken
 * @property {string} short
 */

/**
 * How well a name has a text in it: it is the whole, the beginning, or within; -1 where it has not.
 * @param {string} wanted
 * @param {string} name
 */
function fitOf(wanted, name) {
  const at = name.indexOf(wanted);
  return at < 0 ? -1 : at ? INSIDE : name.length === wanted.length ? EXACT : START;
}

/**
 * Whether a text is made of a shortened name's characters, in order, with the first.
 * @param {string} wanted
 * @param {string} short
 */
function isShortened(wanted, short) {
  const signs = Array.from(wanted), all = Array.from(short);
  if (signs.length < LEAST_INSIDE || signs[0] !== all[0]) return false;
  let at = 0;
  return signs.every((sign) => {
    at = all.indexOf(sign, at) + 1;
    return at > 0;
  });
}

/**
 * With which syllable a text ends that is beginnings of syllables in a row; -1 where it is none.
 * @param {string} wanted
 * @param {string[]} spoken
 * @param {boolean} isAnywhere
 */
function ending(wanted, spoken, isAnywhere) {
  /** @type {Set<number>} */
  let ends = new Set();
  for (let number = 0; number < spoken.length; number++) {
    const syllable = spoken[number];
    if ((isAnywhere || !number) && wanted[0] === syllable[0]) ends.add(0);
    const next = new Set();
    for (const end of ends) {
      for (let taken = 1; taken <= syllable.length && wanted[end + taken - 1] === syllable[taken - 1]; taken++) next.add(end + taken);
    }
    ends = next;
    if (ends.has(wanted.length)) return number;
    if (!ends.size && !isAnywhere) return -1;
  }
  return -1;
}

/**
 * By what and how well a name is found by its sound.
 * @param {string} wanted
 * @param {string[]} spoken
 * @returns {[how: number, quality: number] | null}
 */
function spokenAs(wanted, spoken) {
  if (!spoken.length) return null;
  const sound = spoken.join(""), isLong = wanted.length >= LEAST_INSIDE;
  let at = 0;
  for (const syllable of spoken) {
    if (sound.startsWith(wanted, at)) return [PINYIN, at ? INSIDE : sound.length === wanted.length ? EXACT : START];
    if (!isLong) return null;
    at += syllable.length;
  }
  const last = ending(wanted, spoken, false);
  if (last >= 0) return [INITIALS, last === spoken.length - 1 ? EXACT : START];
  return ending(wanted, spoken, true) < 0 ? null : [INITIALS, INSIDE];
}

/**
 * From `same` on each kind comes behind all that are before it.
 * @param {Best} best
 */
const groupOf = ([, how]) => (how >= SAME ? how : 0);

/**
 * @param {Best} a
 * @param {Best} b
 */
function byWorth(a, b) {
  return groupOf(a) - groupOf(b) || a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : 0);
}

export class Finder {
  /** @param {FinderData} data */
  constructor(data) {
    this.data = data;
    const signs = Array.from(data.scripts);
    this.scripts = new Map(signs.flatMap((sign, i) => (i % 2 ? [] : [[sign, signs[i + 1]]])));
    /** @type {Key[]} */
    this.keys = data.entries.map(([, , names, english, spoken, short]) => {
      const plain = names.map((name) => this.normal(name)), other = english.map((name) => this.normal(name));
      return {all: [...plain, ...other].join("\n"), names: plain, english: other, spoken: spoken.map((said) => said.split(" ").filter(Boolean)), short: this.normal(short)};
    });
    this.said = data.clauses.map(([text]) => this.normal(text));
    this.sectors = data.entries.filter(([kind]) => KINDS[kind] === "sector")
      .map(([, code, names, english]) => ({code: String(code), labels: [...names, ...english].map((name) => ({name, plain: this.normal(name)}))}));
  }

  /**
   * A text as it is compared: in one script and in small letters, blanks as one.
   * @param {string} text
   */
  normal(text) {
    const plain = folded(text);
    return wordsOf(isAscii(plain) ? plain : Array.from(plain, (sign) => this.scripts.get(sign) ?? sign).join("")).join(" ");
  }

  /**
   * What a site, a code or a place is called.
   * @param {string} kind
   * @param {number | string} target
   * @param {boolean} isEnglish
   */
  named(kind, target, isEnglish) {
    const [, , names = [], english = []] = this.data.entries.find(([of, which]) => KINDS[of] === kind && which === target) ?? [];
    return (isEnglish ? english[0] : names[0]) ?? names[0] ?? english[0] ?? "";
  }

  /**
   * The number of the base map's place of that name; -1 where it has none.
   * @param {string} name
   */
  placeOf(name) {
    const found = this.data.entries.find(([kind, , names]) => KINDS[kind] === "place" && names[0] === name);
    return found ? Number(found[1]) : -1;
  }

  /**
   * What lies around a place of the base map.
   * @param {number} number
   * @param {number} radius
   * @returns {import("./near.js").Near}
   */
  placed(number, radius) {
    const [, lat, lon] = this.data.places[number];
    return {name: this.named("place", number, false), lat, lon, radius};
  }

  /**
   * All that a text finds, the best first; nothing for blanks.
   * @param {string} text
   * @returns {Hit[]}
   */
  hits(text) {
    const wanted = this.wanted(text);
    if (!wanted.whole) return [];
    /** @type {Array<{best: Best, number: number}>} */
    const found = [];
    for (let number = 0; number < this.keys.length; number++) {
      const best = this.best(number, wanted);
      if (best) found.push({best, number});
    }
    const {entries, clauses} = this.data;
    found.sort((a, b) => groupOf(a.best) - groupOf(b.best) || a.best[0] - b.best[0] || a.best[1] - b.best[1]
      || entries[a.number][0] - entries[b.number][0] || a.best[2] - b.best[2] || a.number - b.number);
    const hits = found.map(({best: [, how, , said], number}) => ({kind: KINDS[entries[number][0]], target: entries[number][1], how: HOWS[how], said}));
    if (lengthOf(wanted.whole) < LEAST_INSIDE) return hits;
    const told = clauses.flatMap(([said], number) => (this.said[number].includes(wanted.whole) ? [{kind: "words", target: number, how: HOWS[WORDS], said}] : []));
    return [...hits, ...told];
  }

  /**
   * The numbers of the sites that a text finds by name or sector.
   * @param {string} text
   * @returns {number[]}
   */
  sites(text) {
    const wanted = this.wanted(text);
    return this.data.entries.flatMap(([kind, target], number) =>
      (KINDS[kind] === "site" && (!wanted.whole || this.best(number, wanted)) ? [Number(target)] : []));
  }

  /**
   * @param {string} text
   * @returns {Wanted}
   */
  wanted(text) {
    const whole = this.normal(text), terms = wordsOf(whole).slice(0, TERMS_MAX);
    /** @type {Map<string, [number, string]>} */
    const sectors = new Map();
    for (const {code, labels} of lengthOf(whole) < LEAST_INSIDE ? [] : this.sectors) {
      for (const {name, plain} of labels) {
        const quality = fitOf(whole, plain);
        if (quality === EXACT || quality === START) sectors.set(code, [quality, name]);
      }
    }
    return {
      whole,
      meant: this.data.same.flatMap(([said, meant]) => (whole.includes(said) ? [whole.replaceAll(said, meant)] : [])),
      together: isAscii(whole) ? whole.replaceAll(" ", "").replaceAll("'", "") : "",
      sectors,
      terms: terms.length > 1 ? terms.map((term) => this.wanted(term)) : [],
    };
  }

  /**
   * How an entry is found best, by the whole text or by each of several words.
   * @param {number} number
   * @param {Wanted} wanted
   * @returns {Best | null}
   */
  best(number, wanted) {
    const found = this.ways(number, wanted);
    if (found.length || !wanted.terms.length) return found.sort(byWorth)[0] ?? null;
    /** @type {Best | null} */
    let worst = null;
    for (const term of wanted.terms) {
      const best = this.best(number, term);
      if (!best) return null;
      if (!worst || byWorth(best, worst) > 0) worst = best;
    }
    return worst;
  }

  /**
   * By what an entry is found, how well, and by which of its names.
   * @param {number} number
   * @param {Wanted} wanted
   * @returns {Best[]}
   */
  ways(number, {whole, meant, together, sectors}) {
    const [, , names, english, , , sector] = this.data.entries[number], key = this.keys[number];
    /** @type {Best[]} */
    const found = [];
    /**
     * @param {number} quality
     * @param {number} how
     * @param {string} said
     */
    const add = (quality, how, said) => { if (quality >= 0) found.push([quality, how, lengthOf(said), said]); };
    if (key.all.includes(whole) || meant.some((each) => key.all.includes(each))) {
      names.forEach((name, place) => {
        add(fitOf(whole, key.names[place]), place ? ALIAS : NAME, name);
        for (const each of meant) add(fitOf(each, key.names[place]), SAME, name);
      });
      english.forEach((name, place) => add(fitOf(whole, key.english[place]), ENGLISH, name));
    }
    if (together) {
      key.spoken.forEach((spoken, place) => {
        const way = spokenAs(together, spoken);
        if (way) add(way[1], way[0], names[place]);
      });
    } else if (lengthOf(whole) <= SHORT_MAX && isShortened(whole, key.short)) add(whole === key.short ? EXACT : START, SHORT, names[0]);
    const label = sectors.get(sector);
    if (label) add(label[0], SECTOR, label[1]);
    return found;
  }
}
