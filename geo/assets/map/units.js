// Sites of which only an administrative unit is known: one dashed badge for each unit, where its
// seat is; what is known no nearer than the report's own place stands in a list beside the map.
// All text from outside is set as textContent.
import {filled} from "../shared/text.js";
import {element} from "./dom.js";
import {isDrawing, named, text} from "./state.js";

/** @typedef {Unit & {at: [lon: number, lat: number]}} DrawnUnit */
/** @typedef {{unit: DrawnUnit, sites: MapSite[], count: number}} Group */
/** @typedef {{marker: L.Marker, node: HTMLElement, circle?: L.Circle, group: Group, short: string}} UnitBadge */
/**
 * What the map lends: a site as a row of a list, a list on the map, a mark that opens one, and where
 * marks stand.
 * @typedef {object} UnitTools
 * @property {(site: MapSite) => HTMLButtonElement} siteButton
 * @property {(at: L.LatLng, sites: MapSite[], count: number, said: string) => void} list
 * @property {(marker: L.Marker, open: () => void) => void} listens
 * @property {() => L.LatLng[]} points
 * @property {() => boolean} isWhole Whether the whole is shown as it was fitted.
 * @property {() => void} fit
 */

const HEIGHT = 24, TIGHT = 28, RINGS = 4, BADGES_MAX = 200, ROWS_MAX = 300, WIDE_MAP = 700;
const LEVELS = {township: "onlyTownship", county: "onlyCounty", prefecture: "onlyCity", province: "onlyProvince"};

/**
 * @param {L.Map} map
 * @param {Unit[]} units
 * @param {UnitTools} tools
 */
export function makeUnits(map, units, {siteButton, list, listens, points, isWhole, fit}) {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  /** @type {Map<string, UnitBadge>} */
  const badges = new Map();
  /** @type {HTMLDetailsElement | null} */
  let panel = null;
  /** @type {MapSite[]} */
  let listed = [];
  /** @type {string | null} */
  let selected = null;
  let said = "";

  const isEnglish = () => named() === "name_en";
  /** @param {Unit} unit */
  const unitName = (unit) => (isEnglish() && unit.name_en) || unit.name;
  /** @param {MapSite} site */
  const unitOf = (site) => byCode.get(site.unit ?? "");
  /** @param {MapSite} site */
  const badgeUnit = (site) => byCode.get(unitOf(site)?.badge ?? "");
  /** @param {Unit | undefined} unit */
  const only = (unit) => text(unit ? LEVELS[unit.level] : "onlyNothing");
  /**
   * @param {string} key
   * @param {Record<string, unknown>} values
   */
  const fill = (key, values) => filled(text(key), values);

  // ---- badges ---------------------------------------------------------------------------
  /** @param {MapSite[]} sites */
  function gathered(sites) {
    /** @type {Map<string, Group>} */
    let groups = new Map();
    for (const site of sites) {
      const unit = /** @type {DrawnUnit | undefined} */ (badgeUnit(site));
      if (unit) groups.set(unit.code, {unit, sites: [...(groups.get(unit.code)?.sites || []), site], count: 1});
    }
    // Of more units than a map can hold those of one prefecture, then of one province, go together.
    for (const digits of [4, 2]) {
      if (groups.size <= BADGES_MAX) break;
      /** @type {Map<string, Group>} */
      const wider = new Map();
      for (const group of groups.values()) {
        const key = group.unit.code.slice(0, digits), other = wider.get(key);
        const larger = other && other.sites.length >= group.sites.length ? other.unit : group.unit;
        wider.set(key, {unit: larger, sites: [...(other?.sites || []), ...group.sites], count: (other?.count || 0) + group.count});
      }
      groups = wider;
    }
    return groups;
  }

  /** @param {Group} group */
  const title = ({unit, sites, count}) => (count > 1 ? fill("unitsTogether", {name: unitName(unit), units: count}) : unitName(unit)) + ` · ${fill("places", {count: sites.length})}`;

  /** @param {MapSite[]} sites */
  // What is known of sites: one level, or of how many which, the widest first.
  function known(sites) {
    const levels = Object.entries(LEVELS).reverse()
      .map(([level, key]) => ({key, number: sites.filter((site) => unitOf(site)?.level === level).length})).filter(({number}) => number);
    return levels.map(({key, number}) => (levels.length > 1 ? fill("knownOf", {count: number, only: text(key)}) : text(key))).join(text("comma"));
  }

  /** @param {Group} group */
  function groupSaid(group) {
    const {unit} = group;
    const where = unit.how === "city" ? fill("atCity", {name: isEnglish() ? unit.seat_en : unit.seat}) : unit.how === "towns" ? text("atTowns") : unit.how === "region" ? text("atRegion") : "";
    const reach = unit.level === "township" && unit.radius_m ? fill("reach", {km: Math.round(unit.radius_m / 1000)}) : "";
    return `${title(group)}${text("comma")}${known(group.sites)}${where}${reach}`;
  }

  /** @param {Group} group */
  function drawUnit(group) {
    const {unit, sites} = group, [lon, lat] = unit.at;
    let badge = badges.get(unit.code);
    if (!badge) {
      const node = element("span", "unit-inner");
      node.append(element("span", "unit-name"), element("b", ""));
      const marker = L.marker([lat, lon], {icon: L.divIcon({className: "unit-badge", html: node, iconSize: [TIGHT, HEIGHT]}), riseOnHover: true, zIndexOffset: 500});
      /** @type {UnitBadge} */
      const made = {marker, node, group, short: ""};
      badge = made;
      badges.set(unit.code, made);
      marker.bindTooltip(() => element("span", "", groupSaid(made.group)), {direction: "top", offset: [0, -8]});
      marker.addTo(map);
      listens(marker, () => open(made));
      // Its circle says how far a town may reach; a county's badge says no more than its name.
      if (unit.level === "township" && unit.radius_m) badge.circle = L.circle([lat, lon], {radius: unit.radius_m, className: "unit-reach", interactive: false, fill: false}).addTo(map);
    }
    badge.group = group;
    const [name, number] = badge.node.children;
    name.textContent = `${unitName(unit)} ·`;
    number.textContent = fill("places", {count: sites.length});
    badge.short = String(sites.length);
    const mark = badge.marker.getElement();
    if (!mark) return;
    mark.setAttribute("aria-label", groupSaid(group));
    mark.dataset.unit = unit.code;
    // Those that the file has a point of are drawn there; the badge holds the others, too.
    const located = sites.filter((site) => site.geometry).map((site) => site.id);
    if (located.length) mark.dataset.sites = located.join(" ");
    else delete mark.dataset.sites;
    mark.dataset.held = sites.map((site) => site.id).join(" ");
  }

  /** @param {UnitBadge} badge */
  const open = ({marker, group}) => list(marker.getLatLng(), group.sites, group.sites.length, groupSaid(group));

  /**
   * Ways to go from a point, the shortest first, in pixels.
   * @param {number} first
   * @param {number} rings
   * @returns {Array<[x: number, y: number]>}
   */
  function turned(first, rings) {
    const ways = Array.from({length: rings * 8}, (_, n) => [first + 14 * Math.floor(n / 8), (n % 8) * Math.PI / 4]);
    return [[0, 0], ...ways.map(([reach, turn]) => /** @type {[number, number]} */ ([Math.round((reach + 4) * Math.cos(turn)), Math.round(reach * Math.sin(turn))]))];
  }

  // The name where there is room, the number alone where there is not, beside its seat at last.
  function arrange() {
    /** @type {number[][]} */
    const taken = [];
    /** @param {number[]} box */
    const isFree = (box) => taken.every((t) => box[2] <= t[0] || t[2] <= box[0] || box[3] <= t[1] || t[3] <= box[1]);
    /**
     * @param {{x: number, y: number}} at
     * @param {number} width
     */
    const around = ({x, y}, width) => [x - width / 2, y - HEIGHT / 2, x + width / 2, y + HEIGHT / 2];
    const order = [...badges.values()].sort((a, b) => b.group.sites.length - a.group.sites.length);
    for (const {marker, node, group, short} of order) {
      const at = map.latLngToLayerPoint(marker.getLatLng()), mark = marker.getElement(), number = node.lastElementChild;
      if (!mark || !number) continue;
      const full = (isEnglish() ? 7 : 13) * Math.min(unitName(group.unit).length, isEnglish() ? 20 : 9) + 9 * short.length + 52;
      // A long name on a narrow map would run over its edge.
      const isWide = full <= 0.45 * map.getSize().x;
      let width = isWide ? full : TIGHT;
      /** @type {[x: number, y: number]} */
      let by = [0, 0];
      if (group.unit.how === "region") {
        // Anywhere within its outline is as good: where it hides no mark.
        const marks = points().map((latLng) => map.latLngToLayerPoint(latLng));
        /** @param {[x: number, y: number]} way */
        const hides = ([dx, dy]) => marks.some((p) => Math.abs(p.x - at.x - dx) < width / 2 + 10 && Math.abs(p.y - at.y - dy) < HEIGHT / 2 + 10);
        by = turned(10, 8).find((way) => !hides(way)) || by;
      } else if (!isWide || !isFree(around(at, full))) {
        width = TIGHT;
        by = turned(HEIGHT + 2, RINGS).find(([dx, dy]) => isFree(around({x: at.x + dx, y: at.y + dy}, TIGHT))) || [0, 0];
      }
      taken.push(around({x: at.x + by[0], y: at.y + by[1]}, width));
      node.classList.toggle("is-tight", width === TIGHT);
      number.textContent = width === TIGHT ? short : fill("places", {count: short});
      Object.assign(mark.style, {width: `${width}px`, marginLeft: `${by[0] - width / 2}px`, marginTop: `${by[1] - HEIGHT / 2}px`});
    }
  }

  /**
   * What of the map the list covers, for whoever fits something into it.
   * @returns {import("./chosen.js").Covered}
   */
  function covered() {
    if (!panel || !panel.open) return [0, 0];
    const box = panel.getBoundingClientRect(), isBelow = box.width >= map.getSize().x;
    return isBelow ? [0, box.height] : [box.width, 0];
  }

  // ---- the list -------------------------------------------------------------------------
  /** @param {number} all */
  function drawList(all) {
    const wasOpen = panel ? panel.open : map.getSize().x > WIDE_MAP && listed.length * 4 >= all;
    const hadFocus = panel?.contains(document.activeElement);
    const scrolled = panel?.lastElementChild?.scrollTop;
    panel?.remove();
    panel = null;
    map.getContainer().classList.remove("has-list");
    if (!listed.length) return;
    const box = element("details", "unit-list");
    const summary = element("summary", "", `${text("unitList")} · ${fill("places", {count: listed.length})}`);
    panel = box;
    box.open = wasOpen;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    box.append(summary);
    const rows = element("div", "unit-rows");
    rows.append(element("p", "", text("unitListHelp")));
    /** @type {Map<string | undefined, MapSite[]>} */
    const groups = new Map();
    for (const site of listed) groups.set(site.unit, [...(groups.get(site.unit) || []), site]);
    let left = ROWS_MAX;
    for (const [code, sites] of groups) {
      const unit = byCode.get(code ?? "");
      const unknown = unit && unit.level !== "prefecture" && unit.level !== "province" ? text("seatUnknown") : "";
      rows.append(element("h2", "", (unit ? `${unitName(unit)} · ` : "") + fill("places", {count: sites.length}) + text("comma") + only(unit) + unknown));
      for (const site of sites.slice(0, Math.max(left, 0))) rows.append(row(site));
      left -= sites.length;
    }
    if (left < 0) rows.append(element("p", "", fill("unitListMore", {count: -left})));
    box.append(rows);
    const dock = () => map.getContainer().classList.toggle("has-list", box.open);
    map.getContainer().append(box);
    dock();
    // What stood in the middle of the map stands in the middle of what is seen of it.
    let before = covered();
    box.addEventListener("toggle", () => {
      const wasWhole = isWhole();
      dock();
      const now = covered();
      // What is left of a small map may not hold what was seen of it.
      if (wasWhole) fit();
      else map.panBy([(before[0] - now[0]) / 2, (now[1] - before[1]) / 2], {animate: false});
      before = now;
    });
    if (scrolled) rows.scrollTop = scrolled;
    if (hadFocus) summary.focus({preventScroll: true});
  }

  /**
   * What stands in the list is not drawn on the map: it bears another mark.
   * @param {MapSite} site
   */
  function row(site) {
    const button = siteButton(site);
    button.dataset.listed = button.dataset.site;
    delete button.dataset.site;
    return button;
  }

  function markSelected() {
    for (const {marker, circle, group} of badges.values()) {
      const isHere = group.sites.some((site) => site.id === selected);
      marker.getElement()?.classList.toggle("is-selected", isHere);
      circle?.getElement()?.classList.toggle("is-selected", isHere);
    }
    for (const button of panel?.querySelectorAll("button[data-listed]") || []) {
      if (/** @type {HTMLElement} */ (button).dataset.listed === selected) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  /**
   * The badge that is a site's mark. What is known nearer than a badge of the next unit above it is
   * marked at its own place, where the badge stands outside of it.
   * @param {string | null} id
   */
  function markOf(id) {
    for (const {marker, group} of badges.values()) {
      const site = group.sites.find((one) => one.id === id);
      if (!site) continue;
      if (site.geometry?.type !== "Point") return marker;
      const [lon, lat] = site.geometry.coordinates;
      return L.latLng(lat, lon).distanceTo(marker.getLatLng()) > (site.uncertainty_m ?? 0) ? null : marker;
    }
    return null;
  }

  /**
   * Whether all of a badge is seen, and nothing stands on it.
   * @param {HTMLElement} node
   */
  function isSeen(node) {
    const box = node.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
    if (box.left < frame.left || box.top < frame.top || box.right > frame.right || box.bottom > frame.bottom) return false;
    return [...map.getContainer().querySelectorAll(".leaflet-control, .unit-list")].every((control) => {
      const other = control.getBoundingClientRect();
      return box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
    });
  }

  map.on("zoomend", arrange);

  return {
    /**
     * Show just these sites.
     * @param {MapSite[]} sites
     * @param {number} all How many the map shows of any kind.
     * @param {string} look What its colours are by.
     */
    show(sites, all, look = "") {
      const groups = gathered(sites);
      for (const [code, {marker, circle}] of badges) {
        if ([...groups.values()].some(({unit}) => unit.code === code)) continue;
        marker.remove();
        circle?.remove();
        badges.delete(code);
      }
      for (const group of groups.values()) drawUnit(group);
      arrange();
      const rest = sites.filter((site) => !badgeUnit(site)), key = `${rest.map((site) => site.id)} ${text("unitList")} ${look}`;
      // An editor draws on the whole map.
      if (key !== said && !isDrawing()) {
        listed = rest;
        said = key;
        drawList(all);
      }
      markSelected();
    },

    /** @param {string | null} id */
    select(id) {
      selected = id;
      markSelected();
    },

    /**
     * Where the badge of a site stands that is its mark, null where it has none.
     * @param {string | null} id
     */
    where(id) {
      return markOf(id)?.getLatLng() ?? null;
    },

    /** @param {string} id */
    reveal(id) {
      const mark = markOf(id), node = mark?.getElement();
      if (mark && node && !isSeen(node)) map.panTo(mark.getLatLng());
      panel?.querySelector("button[aria-current]")?.scrollIntoView({block: "nearest"});
    },

    /**
     * What a list's row says of a site that is known nearer than its badge.
     * @param {MapSite} site
     */
    nearer(site) {
      const unit = unitOf(site);
      return unit && unit.badge && unit.badge !== unit.code ? unitName(unit) : "";
    },

    /** @param {string} id */
    badgeOf: (id) => markOf(id)?.getElement(),
    bounds: () => [...badges.values()].map(({marker}) => marker.getLatLng()),
    count: () => badges.size,
    covered,
  };
}
