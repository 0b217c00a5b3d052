// What the map draws a site as is what Python says; what lies where, and what a map of many holds.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";

import {byWeight, holds, partsOf, stretch} from "../../geo/assets/map/geometry.js";
import {makeCrowd} from "../../geo/assets/map/crowd.js";
import {isPlannedAt, stageAt, statusAt} from "../../geo/assets/shared/look.js";
import {positionSaid} from "../../geo/assets/shared/position.js";
import {cut, filled, folded, isAscii, lengthOf, stripped} from "../../geo/assets/shared/text.js";
import {Finder} from "../../geo/assets/shared/finding.js";
import {nearSites, placedOf} from "../../geo/assets/shared/near.js";

/** @type {{drawn: Array<{status: string | null, target: string | null, precision: string, code: string, isHollow: boolean, isVague: boolean}>}} */
const {drawn} = JSON.parse(readFileSync(new URL("../data/vectors.json", import.meta.url), "utf-8"));

/**
 * @param {Partial<MapSite>} told
 * @returns {MapSite & {geometry: SiteGeometry}}
 */
const site = (told) => ({id: "a", name: "", name_en: "", sector: "finance", status: null, target: null, precision: "exact", uncertainty_m: null,
  ...told, geometry: told.geometry ?? {type: "Point", coordinates: [0, 0]}});

test("a site is drawn as the stage that Python draws it as, hollow where that is only planned", () => {
  assert.ok(drawn.length > 50);
  for (const {status, target, code, isHollow} of drawn) {
    assert.equal(stageAt({status, target}, 0), code);
    assert.equal(isPlannedAt({status, target}, 0), isHollow);
  }
});

test("a year shows what was known at its end", () => {
  /** @type {{status: string, target: string, course: Array<[number, string]>}} */
  const told = {status: "started", target: "operating", course: [[2022, "under_construction"], [2024, "operating"]]};
  assert.deepEqual([0, 2021, 2022, 2023, 2024, 2030].map((year) => stageAt(told, year)),
    ["started", "started", "under_construction", "under_construction", "operating", "operating"]);
  assert.equal(statusAt({status: null, target: "operating", course: [[2024, "operating"]]}, 2023), null);
  assert.equal(isPlannedAt({status: null, target: "operating", course: [[2024, "operating"]]}, 2024), false);
});

test("a ring holds what is inside of it", () => {
  const ring = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]];
  assert.ok(holds(ring, {lng: 1, lat: 3}));
  assert.ok(!holds(ring, {lng: 5, lat: 3}));
  assert.ok(!holds(ring, {lng: 1, lat: -1}));
});

test("a line is cut where it leaves the district", () => {
  const line = [[0, 0], [2, 0], [2, 2]];
  assert.deepEqual(stretch(line, 0, 1.5), [[0, 0], [2, 0], [2, 1]]);
  assert.deepEqual(stretch(line, 0.5, 2), [[1, 0], [2, 0], [2, 2]]);
  const whole = partsOf(site({geometry: {type: "LineString", coordinates: line}}));
  assert.equal(whole.type, "Feature");
  const parts = partsOf(site({geometry: {type: "LineString", coordinates: line}, beyond: [[0, 0.5, 1]]}));
  assert.ok(parts.type === "FeatureCollection");
  assert.deepEqual(parts.features.map(({properties, geometry}) => [properties?.isBeyond, geometry]), [
    [false, {type: "MultiLineString", coordinates: [[[0, 0], [1, 0]], [[2, 0], [2, 2]]]}],
    [true, {type: "MultiLineString", coordinates: [[[1, 0], [2, 0]]]}],
  ]);
  const all = partsOf(site({geometry: {type: "MultiLineString", coordinates: [line, line]}, beyond: [[1, 0, 2]]}));
  assert.ok(all.type === "FeatureCollection");
  assert.deepEqual(all.features.map(({properties}) => properties?.isBeyond), [false, true]);
});

test("names of areas that hold others come first, then what is named most", () => {
  const sites = [site({id: "rare", said: 1}), site({id: "often", said: 9}), site({id: "area", said: 2, holds: 3}), site({id: "none"})];
  assert.deepEqual(sites.sort(byWeight).map(({id}) => id), ["area", "often", "rare", "none"]);
});

/** @param {ArrayBuffer} buffer */
const packed = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

test("a map of many names the stages as its marks are drawn", () => {
  const stages = ["planning", "started", "mentioned"], none = 15, unlocated = 1;
  /**
   * @param {number} status
   * @param {number} target
   * @param {number} shape
   */
  const code = (status, target, shape = 0) => status | (target << 4) | (shape << 11);
  const codes = [code(0, none), code(2, 1), code(none, 1), code(1, none, unlocated)];
  const crowd = makeCrowd({stages, precisions: ["exact"], doubts: [100], shapes: ["point", "unlocated"], verdicts: ["none"],
    lon: packed(new Int32Array([114e6, 114e6, 114e6, 0]).buffer), lat: packed(new Int32Array([30e6, 30e6, 30e6, 0]).buffer),
    extent: packed(new Uint32Array(4).buffer), codes: packed(new Uint16Array(codes).buffer), unit: packed(new Uint16Array(4).fill(65535).buffer),
    sectors: ["finance", "health"], sector: packed(new Uint8Array([0, 0, 1, 1]).buffer)}, []);
  assert.deepEqual(new Set(crowd.claims().map((claims) => stageAt(claims, 0))), new Set(["planning", "started"]));
  assert.deepEqual(crowd.sectors(), new Set(["finance", "health"]));
  assert.equal(crowd.count(), 4);
  assert.equal(crowd.of("#3"), null);
  assert.deepEqual(crowd.of("#1")?.geometry, {type: "Point", coordinates: [114, 30]});
});

test("of many sites the columns say what is near, as far as a precision and a shape allow", () => {
  const unlocated = 1;
  /**
   * @param {number} precision
   * @param {number} shape
   */
  const code = (precision, shape = 0) => (precision << 8) | (shape << 11);
  const placed = placedOf({stages: [], precisions: ["exact", "approximate", "district"], doubts: [100, 1000, null], shapes: ["point", "unlocated"],
    verdicts: [], sectors: [], sector: "", unit: "",
    lon: packed(new Int32Array(5).fill(114e6).buffer), lat: packed(new Int32Array(5).fill(30e6).buffer),
    // A hundredth of a degree is some 1,100 m.
    extent: packed(new Uint32Array([0, 0, 10_000, 0, 0]).buffer), codes: packed(new Uint16Array([code(0), code(1), code(0), code(2), code(0, unlocated)]).buffer)});
  const found = nearSites(placed, {lat: 30, lon: 114, radius: 500});
  assert.deepEqual([...found].map(([n, {isCertain}]) => [n, isCertain]), [[0, true], [1, false], [2, false]]);
});

test("one text asks each site once, whatever their number", () => {
  /** @type {FinderData["entries"]} */
  const entries = Array.from({length: 10_000}, (_, n) => [0, n, [`鹭洲${n}号`], [`Luzhou ${n}`], [`lu zhou ${n} hao`], "", "other"]);
  const finder = new Finder({entries, places: [], clauses: [], same: [["号", "栋"]], scripts: ""});
  let asked = 0;
  const {ways} = finder;
  finder.ways = (...given) => {
    asked += 1;
    return ways.apply(finder, given);
  };
  assert.ok(finder.hits("lz7777").length > 0);
  assert.equal(asked, entries.length);
  // Each of several words is looked for where the whole is not found.
  asked = 0;
  assert.ok(finder.hits("hao 7777").length > 0);
  assert.ok(asked <= 3 * entries.length);
});

test("texts are taken as Python takes them", () => {
  assert.equal(stripped("\x1c\u3000\x85 a b\u00a0"), "a b");
  assert.equal(stripped("\ufeffa"), "\ufeffa");
  assert.equal(folded("Straße"), folded("STRASSE"));
  assert.equal(folded("ΣΊΣΥΦΟΣ"), folded("Σίσυφος"));
  assert.notEqual(folded("ı"), folded("i"));
  assert.equal(cut("𠮷𠮷𠮷", 2), "𠮷𠮷");
  assert.equal(lengthOf("𠮷a"), 2);
  assert.ok(isAscii("metro 5") && !isAscii("é") && !isAscii("𠮷"));
  assert.equal(filled("{count} of {all} {no}", {count: 0, all: "{x}"}), "0 of {x} {no}");
  assert.equal(positionSaid([30.123456789, -114, 12.345]), "30.12346,-114.00000,12.35");
});
