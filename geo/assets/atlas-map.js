// The map's behaviour: draws the base map and the sites that it is handed once, then shows
// and hides them by a bit set. All text from outside is set as textContent, never as HTML.
//
// The page around it talks to it by messages ({geo: "load" | "show"}) and hears from it
// ({geo: "ready" | "pick"}). A document that stands alone carries its data as inert JSON
// (geo/view/map/standalone.py); a page around the map in the same document calls geoAtlas.show and
// hears the messages by geoAtlas.hear.
"use strict";

window.geoAtlas = (() => {
  const EARTH_M_PER_DEGREE = 111320;
  const HIT_PIXELS = 12;
  const NEAR_PIXELS = 8;
  // Marks and lines bear their names where so many are seen, or from so near.
  const FEW = 20, NEAR_ZOOM = 15, NAMES_MAX = 80;

  const copies = {};
  let last = null;
  let map, world, shown = new Set(), view = {selected: null, language: "zh", basemap: "", datum: "WGS-84", colour: "", year: 0};
  let siteLayers = new Map(), badges = [], labels = [], panels = {}, tiles = null, baseLayers = [];
  let isMany = false, hasOwnData = false;
  // Where the sites are too many to hand over whole: atlas-crowd.js.
  let crowd = null, clusters = null, popup = null;
  // Sites of which only a township, a county, a city is known: atlas-units.js.
  let units = null;
  // The chosen site and the names: atlas-chosen.js, atlas-labels.js.
  let chosen = null, names = null, isPlacing = false;
  // Whether the reader has put the map where it stands; whether it went to what a filter leaves.
  let isByHand = false, isNarrowed = false, wayButton = null;

  const text = (key) => world.texts[key][view.language];
  const labelOf = (code) => code.labels[view.language];
  // Which of a site's names the language shows: name, or name_en.
  const member = () => world.names[view.language];
  const nameOf = (site) => site[member()];
  // What a site is drawn as: the stage that is reported or, where there is none, planned.
  const stageOf = (site) => statusOf(site) && statusOf(site) !== "mentioned" ? statusOf(site)
    : site.target || site.status || "mentioned";
  // Reported, or what later words have told by the end of the year that the slider stands at.
  const statusOf = (site) => (view.year && (site.course || []).findLast(([year]) => year <= view.year)?.[1]) || site.status;
  const isPlannedOnly = (site) => stageOf(site) !== statusOf(site) && site.target !== null;
  const isByVerdict = () => view.colour === "verdict";
  const verdictOf = (site) => site.verdict || "none";
  // What its colour, its shape and its hatching are by; nobody knows is hollow, as planned is.
  const codeOf = (site) => isByVerdict() ? verdictOf(site) : stageOf(site);
  const isHollow = (site) => isByVerdict() ? site.verdict === "no_evidence" : isPlannedOnly(site);
  // Where colours are by verdict, what has none stands back.
  const isFaint = (site) => isByVerdict() && !site.verdict;
  const look = () => `${view.colour} ${view.year || ""}`;
  const drawnAs = (code) => world.stages[code] || world.verdicts[code];
  const colourOf = (site) => drawnAs(codeOf(site)).colour;
  const isVague = (site) => !world.symbols.precise.includes(site.precision);

  function element(tag, className, content) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (content !== undefined) node.textContent = content;
    return node;
  }

  function send(message) {
    if (api.hear) api.hear(message);
    else if (window.parent !== window) window.parent.postMessage(message, "*");
  }

  // ---- marks ----------------------------------------------------------------------------
  // Each stage and verdict has a shape besides its colour: points by outline, areas by hatching.
  // How all is drawn, the page hands over with the sites (data/codes/symbols.toml).
  const dashes = ({dashes: lengths}) => lengths?.join(" ");

  const SVG = "http://www.w3.org/2000/svg";

  function svg(tag, attributes) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  }

  function glyph(code, isEmpty, isVagueMark, size = 16) {
    const {colour, glyph: shape} = drawnAs(code), {point, glyphs} = world.symbols, {ring} = point;
    const node = svg("svg", {viewBox: "-2 -2 20 20", width: size + 4, height: size + 4, "aria-hidden": "true"});
    node.append(svg("path", {d: glyphs[shape], fill: isEmpty ? point.hollow : colour, stroke: isEmpty ? colour : "#fff",
      "stroke-width": isEmpty ? point.hollow_edge : point.edge, "fill-rule": "evenodd", "stroke-linejoin": "round"}));
    if (isVagueMark) node.append(svg("circle", {cx: 8, cy: 8, r: ring.radius, fill: "none", stroke: colour, "stroke-width": ring.width, "stroke-dasharray": dashes(ring)}));
    return node;
  }

  function addHatches(path) {
    const root = path.ownerSVGElement;
    if (!root || root.querySelector("defs")) return;
    const defs = svg("defs", {});
    const {area, hatches} = world.symbols;
    for (const [code, {colour, hatch}] of Object.entries({...world.stages, ...world.verdicts})) {
      const pattern = svg("pattern", {id: `hatch-${code}`, width: 8, height: 8, patternUnits: "userSpaceOnUse"});
      pattern.append(svg("rect", {width: 8, height: 8, fill: colour, opacity: area.ground}), svg("path", {d: hatches[hatch], stroke: colour, "stroke-width": area.hatching, fill: "none"}));
      defs.append(pattern);
    }
    root.prepend(defs);
  }

  // ---- base map -------------------------------------------------------------------------
  function baseStyle(kind) {
    const row = world.symbols.base[kind];
    return row && {stroke: Boolean(row.colour), color: row.colour, weight: row.width, dashArray: dashes(row), fillColor: row.fill, fillOpacity: 1};
  }

  // The seat of a unit: a city's larger than a county's and a town's, the place's own darker.
  const seatStyle = ({level, is_own: isOwn}) => ({
    radius: world.symbols.seat.radius[level],
    color: "#ffffff", weight: 1, fillColor: isOwn ? world.symbols.seat.own : world.symbols.seat.colour, fillOpacity: 1,
  });

  const seatClass = ({level, is_own: isOwn}) => `seat-label ${level}${isOwn ? " own" : ""}`;

  function drawBase(collections) {
    map.createPane("base").style.zIndex = 210;
    map.createPane("base-labels").style.zIndex = 390;
    const renderer = L.canvas({pane: "base", padding: 0.4});
    for (const collection of collections) {
      const lines = collection.features.filter((f) => f.geometry.type !== "Point" && baseStyle(f.properties.class));
      baseLayers.push(L.geoJSON({type: "FeatureCollection", features: lines}, {
        pane: "base", renderer, interactive: false, style: (f) => baseStyle(f.properties.class),
      }).addTo(map));
      map.attributionControl.addAttribution(element("i", "", collection.layer.attribution).innerHTML);
    }
    const named = collections.flatMap((c) => c.layer.id === "labels" || c.layer.id === "seats" ? c.features : []);
    for (const feature of named) {
      const [lon, lat] = feature.geometry.coordinates;
      const kind = feature.properties.class;
      const node = element("span", kind === "seat" ? seatClass(feature.properties)
        : "base-label" + (/river|lake|canal/.test(kind) ? " water" : "") + (kind === "river" ? " large" : ""));
      const marker = L.marker([lat, lon], {pane: "base-labels", interactive: false, keyboard: false,
        icon: L.divIcon({className: "", html: node, iconSize: [0, 0]})});
      const dot = kind === "seat" ? L.circleMarker([lat, lon], {pane: "base", renderer, interactive: false, ...seatStyle(feature.properties)}) : null;
      labels.push({marker, node, feature, dot, from: feature.properties.rank || (/road|bridge|tunnel/.test(kind) ? 14 : 12)});
    }
    map.on("zoomend", refreshLabels);
  }

  function refreshLabels() {
    for (const {marker, node, feature, from, dot} of labels) {
      node.textContent = feature.properties[member()] || feature.properties.name;
      const wanted = !tiles && map.getZoom() >= from;
      if (wanted !== map.hasLayer(marker)) wanted ? marker.addTo(map) : marker.remove();
      if (dot && wanted !== map.hasLayer(dot)) wanted ? dot.addTo(map) : dot.remove();
    }
    placeNames();
  }

  // Names are placed once for all that changes in one go.
  function placeNames() {
    if (isPlacing) return;
    isPlacing = true;
    queueMicrotask(() => { isPlacing = false; declutter(); });
  }

  // Of names that overlap only the first stays: the chosen site, areas that hold others, what the
  // report names most; the base map's come last.
  function declutter() {
    const frame = map.getContainer().getBoundingClientRect();
    const boxOf = (node) => {
      const {left, top, right, bottom} = node.getBoundingClientRect();
      return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
    };
    const own = labels.filter((l) => map.hasLayer(l.marker)).map((l) => l.node);
    const held = map.getContainer().querySelectorAll(".leaflet-control, .unit-list, .unit-badge, .count-badge, .map-note, .map-way");
    const taken = [...held].map(boxOf), ownBoxes = own.map(boxOf);
    const seen = [...siteLayers.values()].filter(({site, layer}) => shown.has(site.id) && map.hasLayer(layer)).map(({site}) => site);
    const view = map.getBounds(), isArea = (site) => site.geometry.type.endsWith("Polygon");
    const marks = seen.filter((site) => !isArea(site) && (isPoint(site) ? view.contains(pointOf(site)) : siteLayers.get(site.id).layer.getBounds().intersects(view)));
    const isFew = marks.length <= FEW || map.getZoom() >= NEAR_ZOOM;
    const named = [...seen.filter(isArea), ...(isFew ? marks : [])].filter(nameOf)
      .sort(byWeight).slice(0, NAMES_MAX)
      .map((site) => ({id: site.id, said: nameOf(site), className: site.holds ? "area-label is-main" : "area-label", geometry: site.geometry, mark: [18, 18], isNamed: site.holds > 0}));
    const dots = marks.filter(isPoint).map((site) => map.latLngToContainerPoint(pointOf(site))).map(({x, y}) => [x - 9, y - 9, x + 9, y + 9]);
    const first = chosenName(boxOf);
    const boxes = names.place(first ? [first, ...named.filter(({id}) => id !== first.site)] : named, taken, dots).concat(taken);
    own.forEach((node, i) => {
      const box = ownBoxes[i];
      const isFree = boxes.every((t) => box[2] < t[0] || t[2] < box[0] || box[3] < t[1] || t[3] < box[1]);
      node.style.visibility = isFree ? "" : "hidden";
      if (isFree) boxes.push(box);
    });
    document.body.dataset.names = String(map.getZoom());
  }

  const pointOf = ({geometry: {coordinates: [lon, lat]}}) => L.latLng(lat, lon);
  const weightOf = (site) => [Math.min(site.holds || 0, 1), site.said || 0, site.holds || 0];
  function byWeight(a, b) {
    const x = weightOf(a), y = weightOf(b), i = x.findIndex((value, n) => value !== y[n]);
    return i < 0 ? 0 : y[i] - x[i];
  }

  const siteOf = (id) => (!id ? null : crowd ? crowd.site(Number(id.slice(1))) : world.sites.find((site) => site.id === id));
  // The badge in which a site stands, of whatever kind.
  const badgeOf = (id) => badges.find((badge) => badge.held.has(id))?.getElement() || units.badgeOf(id);

  // The chosen site's name stands whatever is there, with a button that lets it go.
  function chosenName(boxOf) {
    const site = siteOf(view.selected), badge = site && badgeOf(site.id);
    if (!site || !nameOf(site) || !(badge || site.geometry)) return null;
    const box = badge && boxOf(badge), at = box && map.containerPointToLatLng([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
    return {id: "chosen", site: site.id, said: nameOf(site), className: "area-label is-chosen", isNamed: true, isSure: true,
      geometry: at ? {type: "Point", coordinates: [at.lng, at.lat]} : site.geometry,
      mark: box ? [box[2] - box[0] + 14, box[3] - box[1] + 14] : [42, 42],
      fill: (node) => {
        if (window.geoDraw) return;
        const button = element("button", "let-go", "×");
        button.type = "button";
        button.title = text("letGo");
        button.setAttribute("aria-label", text("letGo"));
        L.DomEvent.disableClickPropagation(button);
        button.onclick = letGo;
        node.append(button);
      }};
  }

  function chooseTiles(id) {
    if (tiles) tiles.remove();
    const provider = world.tiles.find((t) => t.id === id);
    tiles = provider ? L.layerGroup(provider.urls.map((url) => L.tileLayer(url, provider.options))).addTo(map) : null;
    for (const layer of baseLayers) tiles ? layer.remove() : layer.addTo(map);
    view.basemap = provider ? id : "";
    refreshLabels();
    setDatum(provider ? provider.datum : "WGS-84");
  }

  // Tiles in GCJ-02 need the sites in GCJ-02; the page hands over a converted copy on request.
  function setDatum(datum) {
    if (datum === view.datum) return;
    if (datum !== "WGS-84" && !copies[datum]) { send({geo: "datum", datum}); return; }
    view.datum = datum;
    for (const [id, {site}] of siteLayers) site.geometry = datum === "WGS-84" ? site.wgs84 : copies[datum][id] || site.wgs84;
    redraw();
    document.body.dataset.datum = datum;
  }

  function redraw() {
    for (const {layer} of siteLayers.values()) layer.remove();
    siteLayers = new Map();
    if (!crowd) drawSites(world.sites);
    view.drawnKey = null;
    if (last) show({...last});
  }

  // By stage or by verdict; how far things had come by the end of a year, 0 for what the report says.
  function recolour(colour, year) {
    const isNew = colour !== view.colour, known = world.years.slice(1).includes(year) ? year : 0;
    if (!isNew && known === view.year) return;
    Object.assign(view, {colour, year: known});
    redraw();
    if (isNew) drawPanels();
    document.body.dataset.colour = colour;
    document.body.dataset.year = String(known || "");
  }

  function addCopy({datum, geometries}) {
    copies[datum] = geometries;
    const wanted = world && world.tiles.find((t) => t.id === view.basemap);
    if (wanted && wanted.datum === datum) setDatum(datum);
  }

  // ---- sites ----------------------------------------------------------------------------
  function styleOf(site) {
    const shape = site.geometry.type;
    const isPolygon = shape.endsWith("Polygon"), isLine = shape.endsWith("LineString");
    const colour = colourOf(site), {point, line, area, vague, faint} = world.symbols;
    const isPaler = isFaint(site), edge = isHollow(site) ? point.hollow_edge : point.edge;
    return {
      color: isPolygon || isLine || isHollow(site) ? colour : "#ffffff",
      weight: isLine ? line.width : isPolygon ? area.width : edge,
      opacity: isPaler ? faint.opacity : isLine && isHollow(site) ? line.hollow_opacity : 1,
      dashArray: isVague(site) && !isPoint(site) ? dashes(vague) : isLine && isHollow(site) ? line.hollow_dashes.join(" ") : null,
      fill: !isLine,
      fillColor: isPolygon && !isMany ? `url(#hatch-${codeOf(site)})` : !isPolygon && isHollow(site) ? point.hollow : colour,
      fillOpacity: isPolygon ? (isPaler ? faint.area_opacity : isHollow(site) ? area.hollow_opacity : area.opacity) : isVague(site) ? 0.75 : 1,
    };
  }
  const isPoint = (site) => site.geometry.type === "Point";
  // What only a unit is known of stands in its badge, whether the file has a point of it or not.
  const isPlaced = (site) => site.geometry && !site.unit;

  function drawSites(sites) {
    // Large shapes first, so that what is small lies on top.
    const order = sites.filter(isPlaced).map((s) => [s, sizeOf(s)]).sort((a, b) => b[1] - a[1]);
    isMany = order.length > 2000;
    const renderer = isMany ? L.canvas({padding: 0.4}) : L.svg({padding: 0.4});
    for (const [site] of order) siteLayers.set(site.id, {site, layer: layerOf(site, renderer)});
  }

  // A line cut where it leaves the district: its stretches inside, and those beyond.
  function partsOf(site) {
    const whole = {type: "Feature", properties: {}, geometry: site.geometry};
    if (!site.beyond) return whole;
    const {type, coordinates} = site.geometry;
    const kept = [], beyond = [];
    (type === "LineString" ? [coordinates] : coordinates).forEach((line, number) => {
      let from = 0;
      for (const [, start, end] of site.beyond.filter(([of]) => of === number)) {
        if (start > from) kept.push(cut(line, from, start));
        beyond.push(cut(line, start, end));
        from = end;
      }
      if (from < line.length - 1) kept.push(cut(line, from, line.length - 1));
    });
    return {type: "FeatureCollection", features: [[kept, false], [beyond, true]].filter(([lines]) => lines.length)
      .map(([lines, isBeyond]) => ({type: "Feature", properties: {isBeyond}, geometry: {type: "MultiLineString", coordinates: lines}}))};
  }

  // A stretch of a line; places on it are numbers of vertices, with fractions between two.
  function cut(line, from, to) {
    const at = (place) => {
      const low = Math.min(Math.floor(place), line.length - 2), share = place - low;
      return [0, 1].map((axis) => line[low][axis] + share * (line[low + 1][axis] - line[low][axis]));
    };
    return [at(from), ...line.slice(Math.floor(from) + 1, Math.ceil(to)), at(to)];
  }

  const styled = (site) => (feature) => (feature.properties.isBeyond ? {...styleOf(site), opacity: world.symbols.line.faded} : styleOf(site));

  function layerOf(site, renderer) {
    const layer = L.geoJSON(partsOf(site), {
      style: styled(site),
      pointToLayer: (f, at) => isMany ? L.circleMarker(at, {renderer, radius: 7})
        : L.marker(at, {icon: L.divIcon({className: "site-mark", html: glyph(codeOf(site), isHollow(site), isVague(site)), iconSize: [20, 20]}), riseOnHover: true}),
      renderer,
    });
    layer.eachLayer((part) => {
      part.options.className = "site";
      part.on("click", (event) => { L.DomEvent.stop(event); pickAt(event.latlng, site); });
      part.on("add", () => name(part, site));
    });
    return layer.bindTooltip(() => tip(site), {sticky: true, className: "site-tip"});
  }

  // ---- many sites -----------------------------------------------------------------------
  // Draw what the view holds: sites alone and clusters. What is drawn already stays.
  function drawCrowd() {
    const bounds = map.getBounds().pad(0.1), zoom = map.getZoom();
    const chosen = crowd.choose({west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth()}, zoom);
    const selected = crowd.of(view.selected);
    if (selected && !chosen.sites.includes(selected)) chosen.sites.push(selected);
    const wanted = new Map(chosen.sites.map((site) => [site.id, site]));
    for (const [id, {layer, drawn}] of siteLayers) {
      if (wanted.get(id)?.geometry === drawn) continue;
      layer.remove();
      siteLayers.delete(id);
    }
    for (const site of chosen.sites) {
      if (siteLayers.has(site.id)) continue;
      const layer = layerOf(site, crowd.renderer).addTo(map);
      siteLayers.set(site.id, {site, layer, drawn: site.geometry});
    }
    shown = new Set(wanted.keys());
    clusters.clearLayers();
    for (const cluster of chosen.clusters) clusters.addLayer(clusterBadge(cluster));
    const lacking = crowd.lacking(chosen.sites);
    if (lacking.length) send({geo: "details", numbers: lacking.slice(0, 400)});
    document.body.dataset.drawn = `${chosen.sites.length} ${chosen.clusters.length}`;
    restyle();
    relabel();
  }

  function clusterBadge(cluster) {
    const [lon, lat] = cluster.geometry.coordinates, {point_count: count, point_count_abbreviated: short} = cluster.properties;
    const size = Math.round(24 + 5 * Math.log10(count) ** 1.5);
    const badge = L.marker([lat, lon], {icon: L.divIcon({className: "count-badge cluster", html: element("span", "", short), iconSize: [size, size]})});
    badge.bindTooltip(() => element("span", "", `${count} ${text("sitesHere")}`));
    const open = () => {
      const {zoom, sites} = crowd.open(cluster);
      if (!sites) { isByHand = true; map.setView([lat, lon], zoom); return; }
      const lacking = crowd.lacking(sites);
      if (lacking.length) send({geo: "details", numbers: lacking});
      list(badge.getLatLng(), sites, count);
    };
    badge.on("add", () => {
      badge.getElement().setAttribute("aria-label", `${count} ${text("sitesHere")}`);
      listens(badge, open);
    });
    return badge;
  }

  // Ask for the names of sites that a list shows and that are not known yet.
  function lookUp(sites) {
    const lacking = crowd ? crowd.lacking(sites) : [];
    if (lacking.length) send({geo: "details", numbers: lacking.slice(0, 400)});
  }

  function listOf(at, sites, count, said) {
    const some = crowd ? sites.slice(0, 60) : sites;
    lookUp(some);
    return list(at, some, count, said);
  }

  // The page tells names and shapes that were asked for.
  function learn(details) {
    if (!crowd) return;
    crowd.learn(details);
    for (const button of document.querySelectorAll(".hit-list button[data-site], .unit-list button[data-listed]")) {
      button.children[1].textContent = nameOf(crowd.site(Number((button.dataset.site || button.dataset.listed).slice(1))));
    }
    if (popup && popup.isOpen()) popup.update();
    drawCrowd();
  }

  // Keyboard and tests find a site by its element.
  function name(part, site) {
    const node = part.getElement && part.getElement();
    if (!node) return;
    if (node.ownerSVGElement) addHatches(node);
    node.dataset.site = site.id;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", nameOf(site));
    node.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(site.id); } };
  }

  function sizeOf(site) {
    if (isPoint(site)) return 0;
    const bounds = L.geoJSON(site.geometry).getBounds();
    return Math.max(1e-9, (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth())) + (site.geometry.type.endsWith("Polygon") ? 1 : 0);
  }

  function tip(site) {
    const node = element("div");
    node.append(element("b", "", nameOf(site)), stageNode(site));
    return node;
  }

  // Reported and planned stage, each with the works whose stage it is; these are Chinese. A stage of
  // another year has no works of the report.
  function stageNode(site) {
    const node = element("span");
    const add = (...parts) => node.append(node.hasChildNodes() ? " · " : "", ...parts);
    const claim = (name, key) => {
      const said = `${text(key)} ${labelOf(world.stages[site[name]])}`;
      if (!site.works?.[name]) return add(said);
      const [before, behind] = text("works").split("{works}");
      const works = element("span", "", site.works[name]);
      works.lang = "zh-CN";
      return add(said, before, works, behind);
    };
    if (statusOf(site) !== site.status) add(`${yearSaid(view.year)} ${labelOf(world.stages[statusOf(site)])}`);
    else if (site.status) claim("status", "reported");
    if (site.target) claim("target", "planned");
    if (isByVerdict() && site.verdict) add(`${text("became")} ${labelOf(world.verdicts[verdictOf(site)])}`);
    if (!node.hasChildNodes()) add(labelOf(world.stages.mentioned));
    return node;
  }

  const yearSaid = (year) => year ? text("yearEnd").replace("{year}", year) : text("asReported");

  // Sites of which only the containing area is known stand on one spot: one badge for all.
  function drawBadges() {
    for (const badge of badges) badge.remove();
    badges = [];
    const spots = new Map();
    for (const {site} of siteLayers.values()) {
      if (!shown.has(site.id) || !isPoint(site)) continue;
      const key = site.geometry.coordinates.join();
      spots.set(key, [...(spots.get(key) || []), site]);
    }
    for (const group of spots.values()) {
      const isCrowd = group.length > 1;
      for (const site of group) {
        const {layer} = siteLayers.get(site.id);
        isCrowd ? layer.remove() : layer.addTo(map);
      }
      if (!isCrowd) continue;
      const [lon, lat] = group[0].geometry.coordinates;
      const size = Math.min(38, 22 + group.length);
      const badge = L.marker([lat, lon], {icon: L.divIcon({className: "count-badge", html: element("span", "", group.length), iconSize: [size, size]}),
        riseOnHover: true});
      const said = saidOf(group);
      badge.held = new Set(group.map((site) => site.id));
      badge.bindTooltip(() => element("span", "", said));
      badges.push(badge.addTo(map));
      listens(badge, () => list(badge.getLatLng(), group, group.length, said));
      badge.getElement().setAttribute("aria-label", said);
      badge.getElement().dataset.sites = group.map((s) => s.id).join(" ");
    }
  }

  const pointsShown = () => [...siteLayers.values()].filter(({site}) => isPoint(site) && shown.has(site.id))
    .map(({site}) => L.latLng(site.geometry.coordinates[1], site.geometry.coordinates[0]));

  function saidOf(group) {
    const holder = group.every((site) => site.within && site.within === group[0].within) && world.sites.find((site) => site.id === group[0].within);
    const here = `${group.length} ${text("sitesHere")}`;
    return holder ? `${nameOf(holder)} · ${here}${text("comma")}${text("onlyArea")}` : here;
  }

  // ---- picking --------------------------------------------------------------------------
  function pickAt(at, clicked) {
    const spot = map.latLngToContainerPoint(at);
    const hits = [...siteLayers.values()]
      .filter(({site, layer}) => map.hasLayer(layer) && (site === clicked || isHit(site, at, spot)))
      .map(({site}) => site).sort((a, b) => sizeOf(a) - sizeOf(b));
    if (hits.length > 1) list(at, hits);
    else if (hits.length) pick(hits[0].id);
    else letGo();
  }

  function isHit(site, at, spot) {
    const {type, coordinates} = site.geometry;
    const pixel = ([lon, lat]) => map.latLngToContainerPoint([lat, lon]);
    if (type === "Point") return pixel(coordinates).distanceTo(spot) <= HIT_PIXELS;
    const parts = type.startsWith("Multi") ? coordinates : [coordinates];
    if (type.endsWith("LineString")) return parts.some((line) => nearLine(line.map(pixel), spot));
    return parts.some((rings) => rings.filter((ring) => holds(ring, at)).length % 2 === 1);
  }

  function nearLine(points, spot) {
    return points.some((p, i) => i > 0 && L.LineUtil.pointToSegmentDistance(spot, points[i - 1], p) <= NEAR_PIXELS);
  }

  // Even-odd rule.
  function holds(ring, {lng, lat}) {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if ((yi > lat) !== (yj > lat) && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  // A mark of many sites opens their list by mouse and by key; by key the list has the focus then.
  function listens(marker, open) {
    marker.on("click", open);
    marker.getElement().onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
      if (popup && popup.isOpen()) popup.getElement().querySelector("button")?.focus({preventScroll: true});
    };
  }

  function siteButton(site) {
    const button = element("button");
    button.type = "button";
    const swatch = element("span", "swatch");
    swatch.style.borderColor = colourOf(site);
    swatch.style.background = isHollow(site) ? world.symbols.point.hollow : colourOf(site);
    button.append(swatch, element("span", "", nameOf(site)));
    const nearer = units ? units.nearer(site) : "";
    if (nearer) button.append(element("small", "", nearer));
    button.dataset.site = site.id;
    button.onclick = () => { map.closePopup(); pick(site.id); };
    return button;
  }

  function list(at, sites, count = sites.length, said = `${count} ${text("sitesHere")}`) {
    const node = element("div", "hit-list");
    node.append(element("p", "", said), ...sites.map(siteButton));
    popup = L.popup({maxWidth: 260}).setLatLng(at).setContent(node).openOn(map);
    return popup;
  }

  function pick(id) {
    view.selected = id;
    restyle();
    placeNames();
    if (isAlone()) {
      const layer = siteLayers.get(id)?.layer, site = world.sites.find((s) => s.id === id);
      const at = layer ? layer.getBounds().getCenter() : units.where(id) || map.getCenter();
      L.popup({maxWidth: 260}).setLatLng(at).setContent(tip(site)).openOn(map);
    } else send({geo: "pick", id});
  }

  // Nobody around the map answers: it carries its own data and no page hears it.
  const isAlone = () => hasOwnData && !api.hear;

  // `kind` is what the legend shows: "stage" or "verdict".
  function pickCode(kind, code) {
    if (!isAlone()) { send({geo: kind, code}); return; }
    const name = `${kind}s`, chosen = view[name] || [];
    const picked = {stages: view.stages || [], verdicts: view.verdicts || [], [name]: chosen.includes(code) ? chosen.filter((c) => c !== code) : [...chosen, code]};
    const isIn = (codes, own) => !codes.length || codes.includes(own);
    const bytes = new Uint8Array(Math.ceil(world.sites.length / 8));
    world.sites.forEach((site, i) => { if (isIn(picked.stages, stageOf(site)) && isIn(picked.verdicts, verdictOf(site))) bytes[i >> 3] |= 1 << (i & 7); });
    show({...last, ...picked, visible: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))});
  }

  // ---- showing --------------------------------------------------------------------------
  // The chosen site is drawn once more above all others, which fade; its badge, if it stands in one.
  function restyle() {
    const site = siteOf(view.selected), badge = badges.find((b) => b.held.has(view.selected));
    for (const {site: one, layer} of siteLayers.values()) {
      if (isPoint(one) && !isMany) layer.eachLayer((m) => m.getElement()?.classList.toggle("is-selected", one === site));
    }
    for (const one of badges) {
      one.getElement().classList.toggle("is-selected", one === badge);
      one.setZIndexOffset(one === badge ? 1000 : 0);
    }
    units.select(view.selected);
    chosen.mark(site || null, badge?.getLatLng() || units.where(view.selected));
  }

  function relabel() {
    for (const {site, layer} of siteLayers.values()) {
      const said = nameOf(site);
      layer.eachLayer((part) => { const node = part.getElement && part.getElement(); if (node && node.getAttribute("aria-label") !== said) node.setAttribute("aria-label", said); });
    }
    refreshLabels();
  }

  function panel(position, titleKey, fill, isOpen) {
    const control = L.control({position});
    control.onAdd = () => {
      const box = element("details", "map-panel");
      box.open = isOpen;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.append(element("summary", "", text(titleKey)));
      fill(box);
      return box;
    };
    return control;
  }

  function drawPanels() {
    for (const control of Object.values(panels)) control.remove();
    const wide = map.getSize().x > 520;
    panels.legend = panel("bottomright", "legend", (box) => {
      const kind = isByVerdict() ? "verdict" : "stage", used = usedCodes(), rows = element("ul");
      if (hasVerdicts()) box.append(colourChoice());
      for (const [code, said] of Object.entries(world[`${kind}s`])) if (used.has(code)) rows.append(codeRow(kind, code, said));
      const {legend: {grey}, badge, line, point} = world.symbols;
      if (!isByVerdict()) rows.append(legendRow(grey, point.hollow, "solid", text("plannedOnly")));
      rows.append(legendRow(grey, point.hollow, "dashed", text("vague")));
      if (world.sites.some((site) => site.beyond)) rows.append(legendRow(`color-mix(in srgb, ${grey} ${100 * line.faded}%, transparent)`, point.hollow, "solid", text("beyond")));
      if (world.units.some((unit) => unit.at)) rows.append(legendRow(badge.edge, badge.fill, "dashed", text("unitBadge")));
      box.append(rows);
      if (isByVerdict()) box.append(element("p", "legend-note", text("silence")));
      else if (!crowd && world.years.length > 1) box.append(yearChoice());
    }, panels.legend ? panels.legend.getContainer()?.open ?? wide : wide).addTo(map);
    if (world.tiles.length) panels.tiles = panel("topright", "basemap", (box) => {
      const select = element("select");
      select.setAttribute("aria-label", text("basemap"));
      for (const [id, label] of [["", text("ownBasemap")], ...world.tiles.map((t) => [t.id, labelOf(t)])]) {
        const option = element("option", "", label);
        option.value = id;
        option.selected = id === (view.basemap || "");
        select.append(option);
      }
      select.onchange = () => { chooseTiles(select.value); moved(); };
      box.append(select);
    }, false).addTo(map);
    noteEmpty();
  }

  // A report of which no site is located says so where its map would be.
  function noteEmpty() {
    document.querySelector(".map-note")?.remove();
    if (world.units.length || (crowd ? view.anywhere : world.sites.some((s) => s.geometry))) return;
    const note = element("p", "map-note", text("noneLocated"));
    note.setAttribute("role", "status");
    map.getContainer().append(note);
  }

  const hasVerdicts = () => crowd ? [...crowd.verdicts()].some((code) => code !== "none") : world.sites.some((site) => site.verdict);

  function usedCodes() {
    if (crowd) return isByVerdict() ? crowd.verdicts() : new Set(crowd.claims().map(stageOf));
    // The slider goes on to stages that the report does not know.
    const stages = (site) => [stageOf({...site, course: null}), ...(site.course || []).map(([, stage]) => stage)];
    return new Set(world.sites.filter((s) => s.geometry || s.unit).flatMap((s) => isByVerdict() ? [verdictOf(s)] : stages(s)));
  }

  // A row of the legend filters by its code; what has no verdict is no choice.
  function codeRow(kind, code, said) {
    const row = element("li"), isChoice = code !== "none", button = element(isChoice ? "button" : "span", "legend-row");
    button.append(glyph(code, code === "no_evidence", false, 14), element("span", "", labelOf(said)));
    row.append(button);
    if (!isChoice) return row;
    button.type = "button";
    button.title = text(kind === "stage" ? "legendFilter" : "verdictFilter");
    button.setAttribute("aria-pressed", String((view[`${kind}s`] || []).includes(code)));
    button.dataset[kind] = code;
    button.onclick = () => pickCode(kind, code);
    return row;
  }

  // The switch of the colours, in the legend; where it stands is part of the map's view.
  function colourChoice() {
    const select = element("select", "colour-choice");
    select.setAttribute("aria-label", text("colourBy"));
    for (const [value, key] of [["", "byStage"], ["verdict", "byVerdict"]]) {
      const option = element("option", "", text(key));
      option.value = value;
      option.selected = value === view.colour;
      select.append(option);
    }
    select.onchange = () => {
      recolour(select.value, view.year);
      moved();
      panels.legend.getContainer().querySelector(".colour-choice").focus();
    };
    return select;
  }

  // The slider over the years: from what the report says to what is known at the end of the last.
  function yearChoice() {
    const node = element("div", "year-choice"), range = element("input"), said = element("output", "", yearSaid(view.year));
    range.type = "range";
    Object.assign(range, {min: world.years[0], max: world.years.at(-1), step: 1, value: view.year || world.years[0]});
    const tell = () => {
      const year = Number(range.value);
      recolour(view.colour, year);
      range.setAttribute("aria-valuetext", said.textContent = yearSaid(view.year));
    };
    range.setAttribute("aria-label", text("years"));
    range.setAttribute("aria-valuetext", said.textContent);
    range.oninput = tell;
    range.onchange = moved;
    node.append(said, range);
    return node;
  }

  function legendRow(border, fill, style, label) {
    const row = element("li"), swatch = element("span", "swatch");
    Object.assign(swatch.style, {borderColor: border, background: fill, borderStyle: style});
    row.append(swatch, element("span", "", label));
    return row;
  }

  function homeButton() {
    const control = L.control({position: "topleft"});
    control.onAdd = () => {
      const bar = element("div", "leaflet-bar");
      const home = element("a", "home", "⌂");
      home.href = "#";
      home.setAttribute("role", "button");
      home.title = text("home");
      home.setAttribute("aria-label", text("home"));
      L.DomEvent.on(home, "click", (event) => { L.DomEvent.stop(event); fit(); });
      const full = element("a", "full");
      full.href = "#";
      const arrows = svg("svg", {viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true"});
      arrows.append(svg("path", {d: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", fill: "none", stroke: "currentColor", "stroke-width": 2}));
      full.append(arrows);
      full.setAttribute("role", "button");
      full.title = text("full");
      full.setAttribute("aria-label", text("full"));
      L.DomEvent.on(full, "click", (event) => {
        L.DomEvent.stop(event);
        document.fullscreenElement ? document.exitFullscreen() : map.getContainer().requestFullscreen();
      });
      bar.append(home);
      if (document.fullscreenEnabled) bar.append(full);
      return bar;
    };
    if (panels.home) panels.home.remove();
    panels.home = control.addTo(map);
  }

  // The map goes to what a filter leaves; not where the reader has put it by hand, who is shown
  // the way there instead, and from there the way back to all.
  function resultsBounds() {
    if (shownCount() === total()) return L.latLngBounds(world.bounds);
    const box = L.latLngBounds(crowd ? crowd.bounds() : []);
    for (const {site, layer} of crowd ? [] : siteLayers.values()) if (shown.has(site.id)) box.extend(layer.getBounds());
    return box.extend(units.bounds());
  }

  const total = () => (crowd ? crowd.count() : world.sites.length);
  const shownCount = () => (crowd ? view.located + crowd.unplaced().length : shown.size);

  function goToResults(isAsked) {
    if (!world.bounds || window.geoDraw || (last.tellBounds && !isAsked)) return;
    const box = resultsBounds(), isAll = shownCount() === total();
    if (box.isValid() && (isAsked || !isByHand) && !(isAll && !isNarrowed)) {
      if (isAll) fit();
      else if (chosen.show(box, units.covered())) isNarrowed = true;
      isByHand = false;
    }
    offerWay();
  }

  function offerWay() {
    if (window.geoDraw || shownCount() === undefined) return;
    const box = resultsBounds(), isAll = shownCount() === total();
    const way = isNarrowed && !isByHand ? "wholeMap" : !isAll && box.isValid() && !map.getBounds().contains(box) ? "toResults" : "";
    if (!way) { wayButton?.remove(); wayButton = null; return; }
    if (!wayButton) {
      wayButton = element("button", "map-way");
      wayButton.type = "button";
      L.DomEvent.disableClickPropagation(wayButton);
      map.getContainer().append(wayButton);
    }
    wayButton.textContent = text(way);
    wayButton.dataset.way = way;
    wayButton.onclick = () => (way === "toResults" ? goToResults(true) : fit());
  }

  const isHere = ([lat, lon, zoom]) => Math.abs(zoom - map.getZoom()) < 0.01
    && map.latLngToContainerPoint([lat, lon]).distanceTo(map.getSize().divideBy(2)) < 3;

  // Where the reader moves the map, it stays.
  function watchHand() {
    const byHand = () => { isByHand = true; isNarrowed = false; };
    const container = map.getContainer();
    map.on("dragstart boxzoomend", byHand);
    for (const kind of ["wheel", "dblclick"]) container.addEventListener(kind, byHand, {passive: true});
    container.addEventListener("touchmove", (event) => { if (event.touches.length > 1) byHand(); }, {passive: true});
    container.addEventListener("keydown", (event) => { if (/^(Arrow|[-+=]$)/.test(event.key)) byHand(); });
    map.zoomControl?.getContainer().addEventListener("click", byHand, true);
  }

  function fit() {
    isByHand = isNarrowed = false;
    const [left, bottom] = units ? units.covered() : [0, 0];
    if (world.bounds) map.fitBounds(world.bounds, {paddingTopLeft: [6 + left, 6], paddingBottomRight: [6, 6 + bottom], animate: false});
  }

  function bitsOf(base64) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    return (i) => (bytes[i >> 3] >> (i & 7)) & 1;
  }

  // Show just the sites whose bit is set; {visible, selected, language, stages, basemap, at}.
  function show(next) {
    if (!world) return;
    const isFirst = last === null;
    const isNewLanguage = next.language !== view.language || String(next.stages) !== String(view.stages) || String(next.verdicts) !== String(view.verdicts);
    const isNewChoice = next.selected !== view.selected;
    view = {...view, selected: next.selected ?? null, language: next.language, stages: next.stages, verdicts: next.verdicts};
    last = next;
    // A link that holds the whole map asks for no other view than one that holds none.
    const isPut = isFirst && next.at && !isHere(next.at);
    if (isPut) isByHand = true;
    if (isPut) map.setView([next.at[0], next.at[1]], next.at[2], {animate: false});
    // The page asks for a base map by its link; what the reader chooses here since then stays.
    if (next.basemap !== undefined && next.basemap !== (view.asked ?? "")) { view.asked = next.basemap; if (next.basemap !== view.basemap) chooseTiles(next.basemap); }
    // So with its colours and its year.
    const asked = `${next.colour || ""} ${next.year || ""}`;
    if (asked !== (view.askedLook ?? " ")) { view.askedLook = asked; recolour(next.colour || "", Number(next.year) || 0); moved(); }
    // A run of the page that changes nothing here must not take a mark from under a click.
    const drawnKey = `${next.visible} ${next.language} ${view.datum}`;
    const isChanged = drawnKey !== view.drawnKey;
    view.drawnKey = drawnKey;
    const bit = bitsOf(next.visible);
    if (crowd) {
      if (isChanged) {
        view.located = crowd.gather(bit);
        units.show(crowd.unplaced(), view.located, look());
        lookUp(crowd.unplaced());
      }
      if (isChanged || isNewChoice) drawCrowd();
    } else {
      showWhole(bit, isChanged);
    }
    if (isFirst && !isPut && units.covered().some(Boolean)) fit();
    if (isNewLanguage || !panels.legend) { drawPanels(); homeButton(); }
    if (isNewChoice && view.selected && !isPut) reveal(view.selected);
    else if (isChanged && !isPut) goToResults(false);
    document.body.dataset.shown = String(crowd ? view.located : world.sites.filter((s) => s.geometry && shown.has(s.id)).length);
    document.body.dataset.units = String(units.count());
    document.body.dataset.selected = view.selected || "";
    document.body.dataset.show = String(next.serial ?? "");
  }

  function showWhole(bit, isChanged) {
    shown = new Set(world.sites.filter((s, i) => bit(i)).map((s) => s.id));
    for (const [id, {site, layer}] of siteLayers) {
      if (isPoint(site)) continue;
      const wanted = shown.has(id);
      if (wanted !== map.hasLayer(layer)) wanted ? layer.addTo(map) : layer.remove();
    }
    for (const {site, layer} of siteLayers.values()) if (isPoint(site) && !shown.has(site.id)) layer.remove();
    if (isChanged) {
      drawBadges();
      units.show(world.sites.filter((s) => shown.has(s.id) && !isPlaced(s)), shown.size, look());
    }
    restyle();
    isChanged ? relabel() : placeNames();
  }

  // Move so that the chosen site is seen with all that is not sure about its place.
  function reveal(id) {
    const site = siteOf(id);
    if (!site) return;
    if (isPlaced(site)) { if (chosen.reveal(site, units.covered())) isByHand = false; }
    else units.reveal(id);
  }

  function letGo() {
    if (!view.selected || window.geoDraw) return;
    map.closePopup();
    view.selected = last.selected = null;
    document.body.dataset.selected = "";
    restyle();
    placeNames();
    if (!isAlone()) send({geo: "pick", id: null});
  }

  function load(payload) {
    world = payload;
    view.language = payload.language;
    for (const site of world.sites) site.wgs84 = site.geometry;
    chosen = window.geoChosen({map, colourOf, glyphOf: (site, size) => glyph(codeOf(site), isHollow(site), isVague(site), size)});
    names = window.geoLabels({map, element});
    drawBase(world.base);
    units = window.geoUnits({map, units: world.units, text, element, siteButton, list: listOf, listens, points: pointsShown, isEnglish: () => member() === "name_en"});
    if (world.units.some((unit) => unit.at && unit.how !== "region")) map.attributionControl.addAttribution(world.unitsFrom);
    for (const said of world.credits || []) map.attributionControl.addAttribution(element("i", "", said).innerHTML);
    if (world.crowd) {
      crowd = window.geoCrowd(world.crowd, world.units);
      view.anywhere = crowd.anywhere();
      crowd.renderer = L.svg({padding: 0.4});
      clusters = L.layerGroup().addTo(map);
      map.on("moveend", () => { if (view.located !== undefined) drawCrowd(); });
    } else {
      drawSites(world.sites);
    }
    map.on("moveend", moved);
    map.on("moveend", placeNames);
    map.on("moveend", () => { if (last) offerWay(); });
    watchHand();
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      popup && popup.isOpen() ? map.closePopup() : letGo();
    });
    map.on("click", (event) => { if (event.originalEvent && !event.originalEvent.defaultPrevented) pickAt(event.latlng, null); });
    map.on("zoomend", () => { document.body.dataset.zoom = String(map.getZoom()); });
    fit();
    document.body.dataset.zoom = String(map.getZoom());
    document.body.dataset.loaded = String(siteLayers.size);
  }

  // Tell the page where the map stands, for its link and for «only what is visible».
  function moved() {
    const centre = map.getCenter(), bounds = map.getBounds();
    send({geo: "moved", at: [centre.lat, centre.lng, map.getZoom()], basemap: view.basemap, colour: view.colour, year: view.year,
      bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]});
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data) return;
    if (event.data.geo === "load" && !world) load(event.data.payload);
    if (event.data.geo === "show") show(event.data.payload);
    if (event.data.geo === "copy") addCopy(event.data.payload);
    if (event.data.geo === "details") learn(event.data.payload);
  });

  const api = {
    hear: null,
    // Called once by the map's own script, with the Leaflet map that Folium made.
    mount(leafletMap) {
      map = leafletMap;
      map.attributionControl.setPrefix(false);
      L.control.scale({imperial: false}).addTo(map);
      // Leaflet focuses its container on a press. In a frame that reaches below the window the
      // page would scroll under the mouse and the click be lost.
      const container = map.getContainer(), focus = container.focus.bind(container);
      container.focus = () => focus({preventScroll: true});
      new ResizeObserver(() => map.invalidateSize({pan: false})).observe(map.getContainer());
      const own = document.getElementById("atlas-data");
      if (own) {
        const {payload, view: first} = JSON.parse(own.textContent);
        hasOwnData = true;
        load(payload);
        if (first) show(first);
      }
      send({geo: "ready"});
    },
    load,
    show,
    moved,
  };
  return api;
})();
