// Names on the map, the most important first: each stands where it hides no badge, no panel and no
// name before it, within its area or beside its mark; what finds no such place is left out.
import {element} from "./dom.js";

/** @typedef {[left: number, top: number, right: number, bottom: number]} PixelBox */
/** @typedef {[width: number, height: number]} Size */
/** A middle for a name, and whether it stands outside of its area.
 * @typedef {[x: number, y: number, isOutside?: boolean]} Spot */
/**
 * A name that wants a place: one that `isNamed` may hide a mark, one that `isSure` anything.
 * @typedef {object} Name
 * @property {string} id
 * @property {string} said
 * @property {string} className
 * @property {SiteGeometry} geometry
 * @property {Size} mark
 * @property {boolean} isNamed
 * @property {boolean} [isSure]
 * @property {(node: HTMLElement) => void} [fill]
 */

const GRID = 9, GAP = 3, BESIDE = 14, SIDES = 6, ALONG = 15, AROUND = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];

/** @param {L.Map} map */
export function makeLabels(map) {
  const pane = map.createPane("names");
  pane.classList.add("leaflet-zoom-hide");
  pane.style.zIndex = "645";
  /** @type {Map<string, HTMLElement>} */
  const nodes = new Map();
  /** @type {Map<string, Size>} */
  const sizes = new Map();

  /**
   * @param {number} x
   * @param {number} y
   * @param {Size} size
   * @returns {PixelBox}
   */
  const boxAt = (x, y, [width, height]) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  /**
   * @param {PixelBox} a
   * @param {PixelBox} b
   */
  const isApart = (a, b) => a[2] + GAP <= b[0] || b[2] + GAP <= a[0] || a[3] + GAP <= b[1] || b[3] + GAP <= a[1];
  /** @param {GeoJSON.Position} position */
  const pixel = ([lon, lat]) => map.latLngToContainerPoint([lat, lon]);

  /**
   * Even-odd rule over all rings.
   * @param {L.Point[][]} rings
   * @param {number} x
   * @param {number} y
   */
  function isWithin(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const a = ring[i], b = ring[j];
        if ((a.y > y) !== (b.y > y) && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
      }
    }
    return inside;
  }

  /**
   * Whether a name's box lies beside an area: what it is away from everything of it, another area's
   * name could as well be.
   * @param {L.Point[][]} rings
   * @param {PixelBox} box
   */
  function isBeside(rings, [left, top, right, bottom]) {
    const [west, north, east, south] = [left - BESIDE, top - BESIDE, right + BESIDE, bottom + BESIDE];
    for (let i = 0; i <= SIDES; i++) {
      const x = west + ((east - west) * i) / SIDES, y = north + ((south - north) * i) / SIDES;
      if (isWithin(rings, x, north) || isWithin(rings, x, south) || isWithin(rings, west, y) || isWithin(rings, east, y)) return true;
    }
    return rings.some((ring) => ring.some(({x, y}) => x >= west && x <= east && y >= north && y <= south));
  }

  /**
   * Middles for the name of an area: within what is seen of it, its middle first; then about it, which
   * is beside it where it is small, and as good as nothing for most that are large.
   * @param {GeoJSON.Position[][]} coordinates
   * @param {Size} size
   * @param {PixelBox} view
   * @param {boolean} isNamed
   * @returns {Generator<Spot, void>}
   */
  function* withinArea(coordinates, [width, height], view, isNamed) {
    const rings = coordinates.map((ring) => ring.map(pixel));
    const xs = rings.flat().map((p) => p.x), ys = rings.flat().map((p) => p.y);
    const [west, east, north, south] = [Math.max(Math.min(...xs), view[0]), Math.min(Math.max(...xs), view[2]), Math.max(Math.min(...ys), view[1]), Math.min(Math.max(...ys), view[3])];
    if (west > east || north > south) return;
    const middle = [(west + east) / 2, (north + south) / 2];
    /** @type {Spot[]} */
    const found = [];
    for (let i = 0; i < GRID; i++) for (let j = 0; j < GRID; j++) {
      /** @type {Spot} */
      const at = [west + ((i + 0.5) * (east - west)) / GRID, north + ((j + 0.5) * (south - north)) / GRID];
      if (isWithin(rings, at[0], at[1])) found.push(at);
    }
    // The area curves about what is seen, and lies out of it.
    if (!found.length && !isNamed) return;
    yield* found.sort((a, b) => Math.hypot(a[0] - middle[0], a[1] - middle[1]) - Math.hypot(b[0] - middle[0], b[1] - middle[1]));
    if (!isNamed && Math.max(east - west, south - north) > width * 1.5) return;
    for (const [dx, dy] of AROUND) {
      /** @type {Spot} */
      const at = [middle[0] + dx * ((east - west) / 2 + width / 2 + GAP), middle[1] + dy * ((south - north) / 2 + height / 2 + GAP), true];
      if (isBeside(rings, boxAt(at[0], at[1], [width, height]))) yield at;
    }
  }

  /**
   * Along what is seen of a line, from its middle on: above it, below it, beside it.
   * @param {GeoJSON.Position[]} coordinates
   * @param {Size} size
   * @param {PixelBox} view
   * @returns {Generator<Spot, void>}
   */
  function* alongLine(coordinates, [width, height], view) {
    const seen = coordinates.map(pixel).filter(({x, y}) => x >= view[0] && x <= view[2] && y >= view[1] && y <= view[3]);
    const step = Math.max(1, Math.floor(seen.length / ALONG));
    const order = seen.map(({x, y}, i) => ({x, y, i, off: Math.abs(i - seen.length / 2)})).filter(({i}) => i % step === 0).sort((a, b) => a.off - b.off);
    for (const {x, y} of order) for (const [dx, dy] of [[0, -1], [0, 1], [1, 0], [-1, 0]]) yield [x + dx * (width / 2 + 8), y + dy * (height / 2 + 8)];
  }

  /**
   * Beside a mark that is so wide and high.
   * @param {L.Point} at
   * @param {Size} mark
   * @param {Size} size
   * @returns {Generator<Spot, void>}
   */
  function* besideMark({x, y}, mark, [width, height]) {
    for (const reach of [0, 14]) for (const [dx, dy] of AROUND) {
      yield [x + dx * (mark[0] / 2 + width / 2 + GAP + reach), y + dy * (mark[1] / 2 + height / 2 + GAP + reach)];
    }
  }

  /** @param {GeoJSON.Position[]} part */
  const lineLength = (part) => part.reduce((sum, [x, y], i) => sum + (i ? Math.hypot(x - part[i - 1][0], y - part[i - 1][1]) : 0), 0);
  /** @param {GeoJSON.Position[][]} rings */
  const areaOf = ([ring]) => Math.abs(ring.reduce((sum, [x, y], i) => { const [a, b] = ring[(i + 1) % ring.length]; return sum + x * b - a * y; }, 0));
  /**
   * @template Part
   * @param {Part[]} parts
   * @param {(part: Part) => number} size
   */
  const most = (parts, size) => parts.reduce((best, part) => (size(part) > size(best) ? part : best));

  /**
   * @param {Name} name
   * @param {Size} size
   * @param {PixelBox} view
   */
  function places({geometry, mark, isNamed}, size, view) {
    switch (geometry.type) {
      case "Point": return besideMark(pixel(geometry.coordinates), mark, size);
      case "LineString": return alongLine(geometry.coordinates, size, view);
      case "MultiLineString": return alongLine(most(geometry.coordinates, lineLength), size, view);
      case "Polygon": return withinArea(geometry.coordinates, size, view, isNamed);
      default: return withinArea(most(geometry.coordinates, areaOf), size, view, isNamed);
    }
  }

  /**
   * Show just these names, the most important first; all in pixels of the map's frame.
   * @param {Name[]} wanted
   * @param {PixelBox[]} taken Boxes that no name may touch.
   * @param {PixelBox[]} marks Boxes that names avoid.
   * @returns {PixelBox[]} Where the names stand.
   */
  function place(wanted, taken, marks) {
    const here = new Set(wanted.map(({id}) => id));
    /** @type {PixelBox[]} */
    const all = [];
    for (const [id, node] of nodes) if (!here.has(id)) { node.remove(); nodes.delete(id); }
    for (const name of wanted) {
      let node = nodes.get(name.id);
      const key = `${name.className} ${name.said}`;
      if (node?.dataset.key !== key) {
        node?.remove();
        node = element("div", name.className, name.said);
        node.dataset.key = key;
        node.dataset.named = name.id;
        if (name.fill) name.fill(node);
        nodes.set(name.id, node);
        pane.append(node);
      }
    }
    // Read all before anything is written: the browser lays out once.
    for (const node of nodes.values()) {
      const key = node.dataset.key ?? "";
      if (!sizes.get(key)?.[0]) sizes.set(key, [node.offsetWidth, node.offsetHeight]);
    }
    const {x, y} = map.getSize(), boxes = [...taken];
    /** @type {PixelBox} */
    const view = [0, 0, x, y];
    for (const name of wanted) {
      const node = nodes.get(name.id), size = sizes.get(node?.dataset.key ?? "");
      if (!node || !size) continue;
      const free = [...places(name, size, view)].map(([px, py, isOutside]) => Object.assign(boxAt(px, py, size), {isOutside}))
        .filter((box) => box[0] >= 2 && box[1] >= 2 && box[2] <= x - 2 && box[3] <= y - 2);
      const apart = free.filter((box) => boxes.every((other) => isApart(box, other)));
      const clear = apart.filter((one) => marks.every((mark) => isApart(one, mark)));
      const box = name.isNamed ? clear.find((one) => !one.isOutside) || apart.find((one) => !one.isOutside) || clear[0] || apart[0] || (name.isSure && free[0]) : clear[0];
      node.style.visibility = box ? "" : "hidden";
      if (!box) continue;
      L.DomUtil.setPosition(node, map.containerPointToLayerPoint(L.point(box[0], box[1])).round());
      boxes.push(box);
      all.push(box);
    }
    return all;
  }

  return {place};
}
