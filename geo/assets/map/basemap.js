// What lies under the sites: the base map with its names, or tiles.
import {isDark, startTheme} from "./dark.js";
import {element, escaped} from "./dom.js";
import {dashes} from "./looks.js";
import {placeNames} from "./names.js";
import {act, baseLayers, labels, map, named, view, world} from "./state.js";

const WATER = /river|lake|canal/, NEAR = /road|bridge|tunnel/, NEAR_ZOOM = 14, FAR_ZOOM = 12;
/** @type {L.LayerGroup | null} */
let tiles = null;

/**
 * @param {string} kind
 * @returns {L.PathOptions | undefined}
 */
function baseStyle(kind) {
  const light = world.symbols.base[kind], row = {...light, ...(isDark() ? world.symbols.dark.base[kind] : {})};
  // Leaflet clips by the weight, of what has no line too.
  return light && {stroke: Boolean(row.colour), color: row.colour, weight: row.width ?? 0, dashArray: dashes(row), fillColor: row.fill, fillOpacity: 1};
}

/**
 * The seat of a unit: a city's larger than a county's and a town's, the place's own darker.
 * @param {{level: string, is_own: boolean}} seat
 * @returns {L.CircleMarkerOptions}
 */
function seatStyle({level, is_own: isOwn}) {
  const {radius} = world.symbols.seat, {own, colour, edge = "#ffffff"} = isDark() ? world.symbols.dark.seat : {...world.symbols.seat, edge: undefined};
  return {radius: radius[level], color: edge, weight: 1, fillColor: isOwn ? own : colour, fillOpacity: 1};
}

/** @param {{level: string, is_own: boolean}} seat */
const seatClass = ({level, is_own: isOwn}) => `seat-label ${level}${isOwn ? " own" : ""}`;

/** @param {BaseLayer[]} collections */
export function drawBase(collections) {
  startTheme(() => {
    for (const layer of baseLayers) layer.setStyle((feature) => baseStyle(feature?.properties.class) ?? {});
    for (const {dot, feature} of labels) dot?.setStyle(seatStyle(/** @type {{level: string, is_own: boolean}} */ (feature.properties)));
  });
  map.createPane("base").style.zIndex = "210";
  map.createPane("base-labels").style.zIndex = "390";
  const renderer = L.canvas({pane: "base", padding: 0.4});
  for (const collection of collections) {
    const features = collection.features.filter((f) => f.geometry.type !== "Point" && baseStyle(f.properties?.class));
    /** @type {L.GeoJSONOptions & L.PathOptions} */
    const options = {pane: "base", renderer, interactive: false, style: (f) => baseStyle(f?.properties.class) ?? {}};
    baseLayers.push(L.geoJSON(/** @type {GeoJSON.FeatureCollection} */ ({type: "FeatureCollection", features}), options).addTo(map));
    map.attributionControl.addAttribution(escaped(collection.layer.attribution));
  }
  for (const collection of collections.filter(({layer}) => layer.id === "labels" || layer.id === "seats")) {
    for (const feature of collection.features) drawName(feature, renderer);
  }
  map.on("zoomend", refreshLabels);
}

/**
 * @param {GeoJSON.Feature} feature
 * @param {L.Renderer} renderer
 */
function drawName(feature, renderer) {
  const [lon, lat] = /** @type {GeoJSON.Point} */ (feature.geometry).coordinates, properties = feature.properties ?? {};
  const kind = properties.class, seat = /** @type {{level: string, is_own: boolean}} */ (properties);
  const node = element("span", kind === "seat" ? seatClass(seat)
    : "base-label" + (WATER.test(kind) ? " water" : "") + (kind === "river" ? " large" : ""));
  const marker = L.marker([lat, lon], {pane: "base-labels", interactive: false, keyboard: false,
    icon: L.divIcon({className: "", html: node, iconSize: [0, 0]})});
  const dot = kind === "seat" ? L.circleMarker([lat, lon], {pane: "base", renderer, interactive: false, ...seatStyle(seat)}) : null;
  labels.push({marker, node, feature, dot, from: properties.rank || (NEAR.test(kind) ? NEAR_ZOOM : FAR_ZOOM)});
}

/**
 * @param {L.Layer} layer
 * @param {boolean} isWanted
 */
export function put(layer, isWanted) {
  if (isWanted === map.hasLayer(layer)) return;
  if (isWanted) layer.addTo(map);
  else layer.remove();
}

export function refreshLabels() {
  for (const {marker, node, feature, from, dot} of labels) {
    node.textContent = feature.properties?.[named()] || feature.properties?.name;
    const isWanted = !tiles && map.getZoom() >= from;
    put(marker, isWanted);
    if (dot) put(dot, isWanted);
  }
  placeNames();
}

/** @param {string} id Of a tile layer; nothing for the own base map. */
export function chooseTiles(id) {
  tiles?.remove();
  const provider = world.tiles.find((t) => t.id === id);
  tiles = provider ? L.layerGroup(provider.urls.map((url) => L.tileLayer(url, provider.options))).addTo(map) : null;
  for (const layer of baseLayers) {
    if (tiles) layer.remove();
    else layer.addTo(map);
  }
  view.basemap = provider ? id : "";
  refreshLabels();
  act.setDatum(provider ? provider.datum : "WGS-84");
}
