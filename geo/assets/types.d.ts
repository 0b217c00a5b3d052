// What the browser's scripts hand to each other, for the type checker alone. What Python makes of
// it: SiteData in geo/outputs/site/content.py, World in geo/view/map/payload.py.

/** A text by language. */
type Labels = Record<string, string>;
/** West, south, east, north in degrees (WGS-84). */
type Box = [west: number, south: number, east: number, north: number];
/** Latitude, longitude, zoom. */
type Position = [lat: number, lon: number, zoom: number];
/** Yuan, from and to; null where that end is open. */
type AmountRange = [least: number | null, most: number | null];

/** What a reader has chosen: `chosen` holds codes and values by the filter's name. */
interface Choice {
  chosen: Record<string, string[]>;
  claim: string;
  amount: AmountRange | null;
  area: string | null;
  bounds: Box | null;
  text: string;
}

/** What a link shows. */
interface View {
  selection: Choice;
  site: string | null;
  language: string;
  at: Position | null;
  colour: string;
  year: number;
}

interface Verdict {
  code: string;
  due: string | null;
  overdue: boolean;
}

/** A site as the static site knows it. */
interface SiteRow {
  id: string;
  name: string;
  name_en: string;
  [names: `name${string}`]: string;
  sector: string;
  status: string | null;
  target: string | null;
  precision: string;
  investment: {amount_cny: number} | null;
  mentions: unknown[];
  verdict?: Verdict;
  box: Box | null;
  range: AmountRange | null;
  amount: Labels;
  staged: {status?: Labels; target?: Labels};
  became?: Record<string, string>;
  geometry: unknown;
}

interface Mark {
  start: number;
  end: number;
  stage: string;
  planned: boolean;
  site: string;
  /** The site's place in the atlas. */
  n: number;
  label: string;
}

interface Heading {
  start: number;
  end: number;
  text: string;
  node?: HTMLElement;
}

/** The report's text with its mentions; offsets count code points. */
interface ReaderData {
  text: string;
  label: string;
  outline: string;
  search?: string;
  headings: Heading[];
  colours: Record<string, string>;
  marks: Mark[];
}

/** What can be found: geo/selecting/finding.py. Kinds are numbers in its list of them. */
interface FinderData {
  entries: Array<[kind: number, target: number | string, names: string[], english: string[], spoken: string[], short: string, sector: string]>;
  places: Array<[kind: string, lat: number, lon: number]>;
  clauses: Array<[text: string, ...sites: number[]]>;
  same: Array<[said: string, meant: string]>;
  scripts: string;
}

/** What is found, by what, and the name or clause that says it. */
interface Hit {
  kind: string;
  target: number | string;
  how: string;
  said: string;
}

/** What the static site is handed. */
interface SiteData {
  address: string;
  mail: string;
  report: {id?: string | null; date?: string | null; sha256?: string};
  place: Labels;
  languages: Array<{code: string; tag: string; names: `name${string}`}>;
  texts: Record<string, Labels>;
  sentence: Record<string, Labels>;
  claimPlace: number;
  claims: Record<string, Labels>;
  byUnit: string[];
  facets: Record<string, Record<string, Labels>>;
  values: Record<string, string[]>;
  units: Record<string, Labels>;
  amountUnit: Record<string, number>;
  colours: string[];
  members: Record<string, Record<string, Record<string, number[]>>>;
  areas: Record<string, number[]>;
  columns: Record<"sector" | "status" | "target" | "precision", Record<string, Labels>>;
  verdicts: Record<string, Labels>;
  sites: SiteRow[];
  geojson: {features: Array<Record<string, unknown>>; bbox?: number[]; attribution?: string; [member: string]: unknown};
  owed: number[];
  csv: {head: string; rows: string[]};
  overview: Record<string, Omit<PanelData, "texts">>;
  rows: Array<{colour: string; isHollow: boolean; at: number; claims: Record<string, {stage: Labels; clause: string}>}>;
  reader: ReaderData | null;
  finder: FinderData;
}

// ---- the page and its map -----------------------------------------------------------------

/** What Streamlit calls a component with; the function that it returns ends it. */
interface Component<Data> {
  data: Data;
  parentElement: HTMLElement | ShadowRoot;
  setTriggerValue(name: string, value: unknown): void;
  setStateValue?(name: string, value: unknown): void;
}

/** What the map is to show. `visible` is a bit set in base 64, the low bit first. */
interface MapView {
  visible: string;
  selected: string | null;
  language: string;
  stages: string[];
  verdicts?: string[];
  sectors?: string[];
  basemap?: string;
  colour?: string;
  year?: number | string;
  at?: Position | null;
  tellBounds?: boolean;
  near?: {at: number[]; radius: number} | null;
  serial?: number | string;
  draw?: DrawView;
}

interface DrawView {
  geometry: GeoJSON.Geometry | null;
  words?: DrawWords;
  candidates?: Candidate[];
}

type DrawWords = Record<
  "point" | "line" | "area" | "finish" | "back" | "cancel" | "clear" | "tools" | "crossing" | "pointHelp" | "startHelp" | "goOnHelp" | "endHelp",
  string
>;

interface Candidate {
  number: string;
  at: [lon: number, lat: number];
  geometry: GeoJSON.Geometry;
  label: string;
  isChosen: boolean;
  isKept: boolean;
}

interface Moved {
  geo: "moved";
  at: Position;
  basemap: string;
  colour: string;
  year: number;
  bounds: Box;
}

/** What the map is coloured and filtered by in its legend. */
type LegendKind = "stage" | "verdict" | "sector";

/** What the map says to the page around it. */
type MapMessage =
  | Moved
  | {geo: "ready"}
  | {geo: "pick"; id: string | null}
  | {geo: LegendKind; code: string}
  | {geo: "details"; numbers: number[]}
  | {geo: "datum"; datum: string}
  | {geo: "drawn"; geometry: GeoJSON.Geometry | null}
  | {geo: "picked"; number: string};

interface GeometryCopy {
  datum: string;
  geometries: Record<string, SiteGeometry>;
}

/** What the page tells of a site of a map of many. */
interface SiteDetails {
  number: number;
  name: string;
  name_en: string;
  uncertainty_m: number | null;
  works: Works;
  geometry: SiteGeometry | null;
}

/** The works of a claim by language. */
interface Works {
  status?: Record<string, string>;
  target?: Record<string, string>;
}

/** What the driver goes over with: the view without what is usual, and the page's query. */
interface Drive {
  id: string;
  view: Partial<MapView>;
  query: Record<string, string>;
}

interface Heard {
  pick(message: {geo: "pick"; id: string | null}): void;
  stage(message: {code: string}): void;
  verdict(message: {code: string}): void;
  sector(message: {code: string}): void;
  details(message: {numbers: number[]}): void;
  datum(message: {datum: string}): void;
  moved(message: Moved): void;
}

interface Station {
  view?: Omit<MapView, "visible" | "language"> & Partial<MapView>;
  query?: Record<string, string>;
  written?: string;
  frame?: HTMLIFrameElement | null;
  digest?: string;
  lastMove?: Moved;
  told?: boolean;
  copy?: GeometryCopy;
  heard?: Heard;
  lose?(): void;
  tell?(): void;
  tellDetails?(details: SiteDetails[]): void;
  tellCopy?(): void;
  hint?(number: number | null): void;
  /** What the map was handed. */
  world?: World;
  /** Near what sites are looked for, as soon as the sites are there; and what is near. */
  lookedFor?: import("./shared/near.js").Near | null;
  near?: {near: import("./shared/near.js").Near; count: number; found: Map<number, import("./shared/near.js").Nearness>} | null;
  nearShown?(): Array<import("./shared/near.js").Nearness>;
  /** Show anew what is near; say how many they are. */
  refresh?(): void;
  narrow?(): void;
}

interface MapApi {
  hear: ((message: MapMessage) => void) | null;
  mount(map: L.Map): void;
  load(world: World): void;
  show(view: MapView): void;
  moved(): void;
  hint(number: number | null): void;
}

interface Window {
  geoAtlas?: MapApi;
  geoDraw?: {mount(map: L.Map): void};
  geoFrames?: Record<string, Station>;
  geoAsk?: () => void;
  geoEscape?: boolean;
  geoWatcher?: MutationObserver;
  geoDrive?: (drive: Drive) => void;
  geoDriven?: Drive;
  geoSelected?: string | null;
  /** Which sites are shown, as a bit set in base 64. */
  geoVisible?: string;
  geoPanel?: {digest: string; root: HTMLElement; render(): void};
  /** The field to find by; what can be found; what finds. */
  geoFind?: {field: ReturnType<typeof import("./shared/findinput.js").makeInput>; tell(name: string, value: unknown): void; isHere?: boolean};
  geoIndex?: {of: string; data?: FinderData};
  geoFinder?: {learn(): void; box: {fill(text: string): void; isFocused: boolean}};
  geoReader?: {
    digest: string;
    root: HTMLElement;
    pick(site: string): void;
    select(site: string | null): void;
    fade(visible: string): void;
    selected?: string | null;
    goal?: HTMLElement | null;
  };
  geoKeeper?: {asked: Set<string>; isOpen?: boolean; guard?: (event: BeforeUnloadEvent) => void};
  geoDrawing?: {
    digest: string;
    frame: HTMLIFrameElement;
    heard(message: MapMessage): void;
    view: MapView | null;
    isReady: boolean;
    tell(): void;
    close(): void;
  };
}

/** A way into the report: a site, and what makes it one. */
interface PanelWay {
  id: string;
  name: string;
  said: string;
}

/** What stands beside the map at first: geo/view/panel.py. */
interface PanelData {
  texts: Record<string, string>;
  count: number;
  sentences: string[];
  stages: Array<{code: string; label: string; colour: string; n: number}>;
  areas: PanelWay[];
  amounts: PanelWay[];
}

/** A result; `n` is its place in the atlas, `at` where the report first names it. */
interface PanelRow {
  n: number;
  id: string;
  name: string;
  sector: string;
  colour: string;
  isHollow: boolean;
  at: number;
  claims: Record<string, {stage: string; clause: string}>;
}

// ---- the map ----------------------------------------------------------------------------------

type SiteGeometry = GeoJSON.Point | GeoJSON.LineString | GeoJSON.MultiLineString | GeoJSON.Polygon | GeoJSON.MultiPolygon;

/** A site as the map knows it. */
interface MapSite {
  id: string;
  name: string;
  name_en: string;
  [names: `name${string}`]: string;
  status: string | null;
  target: string | null;
  precision: string;
  uncertainty_m: number | null;
  geometry: SiteGeometry | null;
  sector: string;
  verdict?: string;
  beyond?: Array<[line: number, from: number, to: number]>;
  works?: Works;
  unit?: string;
  within?: string;
  holds?: number;
  said?: number;
  course?: Array<[year: number, stage: string]>;
  wgs84?: SiteGeometry | null;
  number?: number;
  point?: GeoJSON.Point;
  shape?: SiteGeometry | null;
  isKnown?: boolean;
}

interface Unit {
  code: string;
  name: string;
  name_en: string | null;
  level: "township" | "county" | "prefecture" | "province";
  badge: string | null;
  at: [lon: number, lat: number] | null;
  how: string | null;
  radius_m: number | null;
  seat: string | null;
  seat_en: string | null;
}

/** How a stage or a verdict is drawn, and what it is called. */
interface DrawnCode {
  labels: Labels;
  colour: string;
  glyph: string;
  hatch: string;
}

/** A line: pixels. */
interface Stroke {
  colour?: string;
  fill?: string;
  width?: number;
  dashes?: number[];
}

/** data/codes/symbols.toml, for the screen. */
interface Symbols {
  glyphs: Record<string, string>;
  hatches: Record<string, string>;
  point: {edge: number; hollow_edge: number; hollow: string; ring: {radius: number; width: number; dashes: number[]}};
  line: {width: number; core: number; hollow_opacity: number; hollow_dashes: number[]; faded: number};
  area: {width: number; quiet_width: number; quiet_opacity: number; quiet_fill: number; quiet_hollow_fill: number; ground: number; hatching: number; opacity: number; hollow_opacity: number};
  vague: {dashes: number[]};
  faint: {opacity: number; area_opacity: number};
  badge: {edge: string; fill: string};
  legend: {grey: string};
  base: Record<string, Stroke>;
  seat: {radius: Record<string, number>; colour: string; own: string};
  dark: {base: Record<string, Stroke>; seat: {edge: string; colour: string; own: string}};
  precise: string[];
}

interface BaseLayer extends GeoJSON.FeatureCollection {
  layer: {id: string; attribution: string};
}

interface Tiles {
  id: string;
  labels: Labels;
  urls: string[];
  datum: string;
  options: L.TileLayerOptions;
}

/** Sites as columns, little-endian in base 64: geo/view/map/many_sites.py. */
interface CrowdColumns {
  doubts: Array<number | null>;
  stages: string[];
  precisions: string[];
  shapes: string[];
  verdicts: string[];
  lon: string;
  lat: string;
  extent: string;
  codes: string;
  unit: string;
  sectors: string[];
  sector: string;
}

/** What the map is handed once. */
interface World {
  language: string;
  names: Record<string, `name${string}`>;
  tags: Record<string, string>;
  sites: MapSite[];
  years: number[];
  base: BaseLayer[];
  stages: Record<string, DrawnCode>;
  verdicts: Record<string, DrawnCode>;
  sectors: Record<string, {labels: Labels; colour: string}>;
  symbols: Symbols;
  units: Unit[];
  unitsFrom: string;
  tiles: Tiles[];
  texts: Record<string, Labels>;
  bounds: [[south: number, west: number], [north: number, east: number]] | null;
  credits?: string[];
  crowd?: CrowdColumns;
}

/** supercluster 9, as far as it is used; its own types want a module. */
declare class Supercluster {
  constructor(options: {radius: number; extent: number; maxZoom: number; minPoints: number});
  load(points: Array<GeoJSON.Feature<GeoJSON.Point, unknown>>): this;
  getClusters(bounds: Box, zoom: number): Array<{properties: number} | {properties: {cluster: true}}>;
  getClusterExpansionZoom(id: number): number;
  getLeaves(id: number, limit: number): Array<{properties: number}>;
}
