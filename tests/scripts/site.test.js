// The static site chooses, says and writes what Python does: tests/data/vectors.json.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";

import {packedBits, bitsOf} from "../../geo/assets/shared/bits.js";
import {WRONG, correctionFile, correctionText, mailAddress, missing} from "../../geo/assets/shared/correction.js";
import {Finder} from "../../geo/assets/shared/finding.js";
import {nearIn, nearQuery, nearSites} from "../../geo/assets/shared/near.js";
import {csvOf, fileName, geojsonOf} from "../../geo/outputs/site/assets/files.js";
import {linkOf, selectionQuery, viewOf} from "../../geo/outputs/site/assets/link.js";
import {countsOf, emptySelection, isEverything, matching} from "../../geo/outputs/site/assets/selection.js";
import {sentence} from "../../geo/outputs/site/assets/sentence.js";
import {BECAME_COLUMNS, COLUMNS, becameCell, becameRows, cellOf, sorted} from "../../geo/outputs/site/assets/table.js";

/**
 * @typedef {object} Vectors
 * @property {SiteData} data
 * @property {Array<{link: string, view: View & {lang: string}, unknown: string[], found: number[], counts: Record<string, Record<string, number>>, sentence: Labels, query: Record<string, string>, file: string}>} links
 * @property {Array<{found: number[], geojson: unknown, csv: string, table: Record<string, string[][]>, became: Record<string, string[][]>}>} files
 * @property {Array<{text: string, hits: Hit[], sites: number[]}>} searches
 * @property {Array<{lat: number, lon: number, radius: number, found: Array<[number: number, metres: number, isCertain: boolean]>}>} near
 * @property {Array<{corrected: import("../../geo/assets/shared/correction.js").Corrected, clause: import("../../geo/assets/shared/correction.js").Clause | null, told: import("../../geo/assets/shared/correction.js").Told, file: string}>} corrections
 * @property {Array<{places: number[], count: number, bits: string}>} bits
 */

/** @type {Vectors} */
const {data, links, searches, near, corrections, files, bits} = JSON.parse(readFileSync(new URL("../data/vectors.json", import.meta.url), "utf-8"));
// As the page puts them together of what it is handed: state.js.
data.sites = data.sites.map((site) => ({.../** @type {{properties?: object}} */ (/** @type {unknown} */ (site)).properties, ...site}));

for (const {link, view, unknown, found, counts, sentence: said, query, file} of links) {
  const {lang, ...expected} = view;
  test(`the link ${link.slice(0, 60) || "without anything"}`, () => {
    const asked = viewOf(link, data), {selection} = asked.view;
    assert.deepEqual(asked.view, expected);
    assert.deepEqual(asked.unknown, unknown);
    const matched = matching(data, selection);
    assert.deepEqual([...matched].sort((a, b) => a - b), found);
    for (const [name, of] of Object.entries(counts)) assert.deepEqual(countsOf(data, selection, name), of, name);
    for (const [language, words] of Object.entries(said)) assert.equal(sentence(data, selection, matched, language), words);
    assert.deepEqual(Object.fromEntries(selectionQuery(selection)), query);
    assert.equal(fileName(data, selection, "2026-01-31", ".csv"), `${file}-2026-01-31.csv`);
    const written = new URLSearchParams(linkOf(asked.view, data).slice(1));
    assert.equal(written.get("lang") ?? "", lang);
    // What a page writes it reads again.
    assert.deepEqual(viewOf(written.toString(), data).unknown, []);
    assert.deepEqual(viewOf(written.toString(), data).view.selection, viewOf(new URLSearchParams(query).toString(), data).view.selection);
  });
}

const finder = new Finder(data.finder);
for (const {text, hits, sites} of searches) {
  test(`the words ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.deepEqual(finder.hits(text), hits);
    assert.deepEqual(finder.sites(text), sites);
  });
}

for (const {found, ...place} of near) {
  test(`near ${place.lat}, ${place.lon}, ${place.radius}`, () => {
    const placed = /** @type {import("../../geo/assets/shared/near.js").Placed[]} */ (/** @type {unknown} */ (data.sites));
    const known = [...nearSites(placed, place)].map(([n, {metres, isCertain}]) => [n, Math.round(metres * 1000) / 1000, isCertain]);
    assert.deepEqual(known, found);
  });
}

for (const {corrected, clause, told, file} of corrections) {
  test(`a reader says ${told.wrong} of ${clause ? "words" : "a site"}: ${told.said.slice(0, 20)}`, () => {
    assert.equal(missing(told, clause), "");
    assert.equal(correctionText(corrected, clause, told), file);
    assert.equal(correctionFile(corrected), "翠屿-2021-avenue.correction.json");
    const address = mailAddress("atlas@city.example", told.said, file);
    if (address) assert.equal(decodeURIComponent(address.split("&body=")[1]), file.replaceAll("\n", "\r\n"));
    else assert.ok(file.length > 200);
  });
}

test("a reader may say anything that is wrong, and the form says what is missing", () => {
  assert.deepEqual(new Set(corrections.map(({told}) => told.wrong)), new Set(WRONG.keys()));
  const [{clause}] = corrections;
  for (const [wrong, value, said, words, lacks] of /** @type {const} */ ([
    ["", "", "x", clause, "correction_no_wrong"],
    ["constructor", "", "x", clause, "correction_no_wrong"],
    ["stage", "completed", "", null, "correction_no_clause"],
    ["stage", "", " \u3000", clause, "correction_no_words"],
    ["place", "", "", null, "correction_no_words"],
    ["place", "", "在湖边", null, ""],
    ["planned", "", "", clause, ""],
  ])) assert.equal(missing({wrong, value, said}, words), lacks);
});

test("a mail that programs would cut is not begun, and half a character is none", () => {
  assert.equal(mailAddress("a@b.example", "x", "翠".repeat(300)), "");
  assert.equal(mailAddress("a@b.example", "1\n2&body=3", "\ud800?"), "mailto:a@b.example?subject=1%0D%0A2%26body%3D3&body=%3F");
});

test("a link says near what, and what it says wrong is named and cut", () => {
  const isKnown = (/** @type {string} */ name) => name === "翠湖";
  const long = "<script>" + "x".repeat(10_000);
  for (const [query, asked, unknown] of [
    ["", {name: "", radius: 1000}, []],
    ["near=翠湖", {name: "翠湖", radius: 1000}, []],
    ["near=翠湖&radius=250", {name: "翠湖", radius: 250}, []],
    ["near=here&radius=5000", {name: "here", radius: 5000}, []],
    ["near=翠湖&radius=NaN", {name: "翠湖", radius: 1000}, ["radius=NaN"]],
    ["near=NaN,NaN&radius=1e3", {name: "", radius: 1000}, ["near=NaN,NaN", "radius=1e3"]],
    ["near=翠湖&radius=-5", {name: "翠湖", radius: 1000}, ["radius=-5"]],
    ["radius=99999", {name: "", radius: 1000}, ["radius=99999"]],
    [`near=${long}`, {name: "", radius: 1000}, [`near=${long.slice(0, 40)}`]],
    ["near=__proto__&radius=49", {name: "", radius: 1000}, ["near=__proto__", "radius=49"]],
  ]) {
    const given = new URLSearchParams(String(query));
    assert.deepEqual(nearIn((name) => given.get(name) ?? "", isKnown), {asked, unknown});
  }
  assert.deepEqual(nearQuery({name: "翠湖", radius: 250}), [["near", "翠湖"], ["radius", "250"]]);
  assert.deepEqual(nearQuery({name: "", radius: 250}), []);
});

for (const {found, geojson, csv, table, became} of files) {
  test(`files and tables of the sites ${found.join()}`, () => {
    assert.deepEqual(JSON.parse(geojsonOf(data, found)), geojson);
    assert.equal(csvOf(data, found), csv);
    for (const [language, rows] of Object.entries(table)) {
      assert.deepEqual(found.map((n) => COLUMNS.slice(0, 6).map((column) => cellOf(data, data.sites[n], column, language))), rows);
    }
    for (const [language, rows] of Object.entries(became)) {
      const shown = becameRows(data, found).map((n) => data.sites[n])
        .map((site) => [...BECAME_COLUMNS.map((column) => becameCell(data, site, column, language)), site.became?.source_link ?? ""]);
      assert.deepEqual(shown, rows);
    }
  });
}

test("bit sets are Python's, and are read again", () => {
  for (const {places, count, bits: packed} of bits) {
    assert.equal(packedBits(places, count), packed);
    const bit = bitsOf(packed);
    assert.deepEqual([...Array(count).keys()].filter(bit), places);
  }
});

test("the choice of everything is told from any other", () => {
  assert.ok(isEverything(emptySelection(data), data));
  assert.ok(!isEverything({...emptySelection(data), text: "x"}, data));
});

test("a column sorts both ways, and what is alike stays in the atlas's order", () => {
  const all = data.sites.map((_, n) => n);
  for (const language of data.languages.map(({code}) => code)) {
    for (const column of COLUMNS) {
      const up = sorted(data, all, {column, isDescending: false, language});
      assert.deepEqual([...up].sort((a, b) => a - b), all);
      const down = sorted(data, all, {column, isDescending: true, language});
      assert.equal(down.length, up.length);
    }
  }
  const amounts = sorted(data, all, {column: "investment", isDescending: true, language: "zh"}).map((n) => data.sites[n].investment?.amount_cny ?? -1);
  assert.deepEqual(amounts, [...amounts].sort((a, b) => b - a));
  assert.deepEqual(sorted(data, new Set([4, 2, 3]), {column: null, isDescending: true, language: "zh"}), [2, 3, 4]);
});
