// Names on the map, the most important first: each stands where it hides no badge, no panel and no
// name before it, within its area or beside its mark; what finds no such place is left out.
"use strict";

window.geoLabels = ({map, element}) => {
  const GRID = 9, GAP = 3, ALONG = 15, AROUND = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
  const pane = map.createPane("names");
  pane.classList.add("leaflet-zoom-hide");
  pane.style.zIndex = 645;
  const nodes = new Map(), sizes = new Map();

  const boxAt = (x, y, [width, height]) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  const isApart = (a, b) => a[2] + GAP <= b[0] || b[2] + GAP <= a[0] || a[3] + GAP <= b[1] || b[3] + GAP <= a[1];
  const pixel = ([lon, lat]) => map.latLngToContainerPoint([lat, lon]);

  // Even-odd rule over all rings.
  function holds(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const a = ring[i], b = ring[j];
        if ((a.y > y) !== (b.y > y) && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
      }
    }
    return inside;
  }

  // Middles for the name of an area: within what is seen of it, its middle first; then about it, which
  // is beside it where it is small, and as good as nothing for most that are large.
  function* withinArea(coordinates, [width, height], view, isNamed) {
    const rings = coordinates.map((ring) => ring.map(pixel));
    const xs = rings.flat().map((p) => p.x), ys = rings.flat().map((p) => p.y);
    const [west, east, north, south] = [Math.max(Math.min(...xs), view[0]), Math.min(Math.max(...xs), view[2]), Math.max(Math.min(...ys), view[1]), Math.min(Math.max(...ys), view[3])];
    if (west > east || north > south) return;
    const middle = [(west + east) / 2, (north + south) / 2], found = [];
    for (let i = 0; i < GRID; i++) for (let j = 0; j < GRID; j++) {
      const at = [west + ((i + 0.5) * (east - west)) / GRID, north + ((j + 0.5) * (south - north)) / GRID];
      if (holds(rings, ...at)) found.push(at);
    }
    yield* found.sort((a, b) => Math.hypot(a[0] - middle[0], a[1] - middle[1]) - Math.hypot(b[0] - middle[0], b[1] - middle[1]));
    if (!isNamed && Math.max(east - west, south - north) > width * 1.5) return;
    for (const [dx, dy] of AROUND) yield [middle[0] + dx * ((east - west) / 2 + width / 2 + GAP), middle[1] + dy * ((south - north) / 2 + height / 2 + GAP), true];
  }

  // Along what is seen of a line, from its middle on: above it, below it, beside it.
  function* alongLine(coordinates, [width, height], view) {
    const seen = coordinates.map(pixel).filter(({x, y}) => x >= view[0] && x <= view[2] && y >= view[1] && y <= view[3]);
    const step = Math.max(1, Math.floor(seen.length / ALONG));
    const order = seen.map((p, i) => [p, Math.abs(i - seen.length / 2), i]).filter(([, , i]) => i % step === 0).sort((a, b) => a[1] - b[1]);
    for (const [{x, y}] of order) for (const [dx, dy] of [[0, -1], [0, 1], [1, 0], [-1, 0]]) yield [x + dx * (width / 2 + 8), y + dy * (height / 2 + 8)];
  }

  // Beside a mark that is so wide and high.
  function* besideMark({x, y}, mark, [width, height]) {
    for (const reach of [0, 14]) for (const [dx, dy] of AROUND) {
      yield [x + dx * (mark[0] / 2 + width / 2 + GAP + reach), y + dy * (mark[1] / 2 + height / 2 + GAP + reach)];
    }
  }

  const lengthOf = (part) => part.reduce((sum, [x, y], i) => sum + (i ? Math.hypot(x - part[i - 1][0], y - part[i - 1][1]) : 0), 0);
  const areaOf = ([ring]) => Math.abs(ring.reduce((sum, [x, y], i) => { const [a, b] = ring[(i + 1) % ring.length]; return sum + x * b - a * y; }, 0));
  const most = (parts, size) => parts.reduce((best, part) => (size(part) > size(best) ? part : best));

  function places({geometry: {type, coordinates}, mark, isNamed}, size, view) {
    if (type === "Point") return besideMark(pixel(coordinates), mark, size);
    if (type.endsWith("LineString")) return alongLine(type === "LineString" ? coordinates : most(coordinates, lengthOf), size, view);
    return withinArea(type === "Polygon" ? coordinates : most(coordinates, areaOf), size, view, isNamed);
  }

  // Show just these names, [{id, said, className, geometry, mark, isNamed, isSure, fill}], the most
  // important first: one that `isNamed` may hide a mark, one that `isSure` anything.
  // `taken` are boxes that no name may touch, `marks` such as it avoids; all in pixels of the map's frame. Return the boxes of the names.
  function place(wanted, taken, marks) {
    const here = new Set(wanted.map(({id}) => id)), all = [];
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
    for (const node of nodes.values()) if (!sizes.get(node.dataset.key)?.[0]) sizes.set(node.dataset.key, [node.offsetWidth, node.offsetHeight]);
    const {x, y} = map.getSize(), view = [0, 0, x, y], boxes = [...taken];
    for (const name of wanted) {
      const node = nodes.get(name.id), size = sizes.get(node.dataset.key);
      const free = [...places(name, size, view)].map(([px, py, isOutside]) => Object.assign(boxAt(px, py, size), {isOutside}))
        .filter((box) => box[0] >= 2 && box[1] >= 2 && box[2] <= x - 2 && box[3] <= y - 2);
      const apart = free.filter((box) => boxes.every((other) => isApart(box, other)));
      const clear = apart.filter((one) => marks.every((mark) => isApart(one, mark)));
      const box = name.isNamed ? clear.find((one) => !one.isOutside) || apart.find((one) => !one.isOutside) || clear[0] || apart[0] || (name.isSure && free[0]) : clear[0];
      node.style.visibility = box ? "" : "hidden";
      if (!box) continue;
      L.DomUtil.setPosition(node, map.containerPointToLayerPoint([box[0], box[1]]).round());
      boxes.push(box);
      all.push(box);
    }
    return all;
  }

  return {place};
};
