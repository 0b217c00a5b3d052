// Sites of which only an administrative unit is known: one dashed badge for each unit, where its
// seat is; what is known no nearer than the report's own place stands in a list beside the map.
// All text from outside is set as textContent. `tools` are the functions of atlas-map.js.
"use strict";

window.geoUnits = ({map, units, text, element, siteButton, list, listens, points, isEnglish}) => {
  const HEIGHT = 24, TIGHT = 28, RINGS = 4, BADGES_MAX = 200, LIST_MAX = 300;
  const LEVELS = {township: "onlyTownship", county: "onlyCounty", prefecture: "onlyCity", province: "onlyProvince"};
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const badges = new Map();
  let panel = null, listed = [], selected = null, said = "";

  const nameOf = (unit) => (isEnglish() && unit.name_en) || unit.name;
  const unitOf = (site) => byCode.get(site.unit);
  const badgeOf = (site) => byCode.get(unitOf(site)?.badge);
  const only = (unit) => text(unit ? LEVELS[unit.level] : "onlyNothing");
  const fill = (key, values) => text(key).replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));

  // ---- badges ---------------------------------------------------------------------------
  function gathered(sites) {
    let groups = new Map();
    for (const site of sites) {
      const unit = badgeOf(site);
      if (unit) groups.set(unit.code, {unit, sites: [...(groups.get(unit.code)?.sites || []), site], count: 1});
    }
    // Of more units than a map can hold those of one prefecture, then of one province, go together.
    for (const digits of [4, 2]) {
      if (groups.size <= BADGES_MAX) break;
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

  const title = ({unit, sites, count}) => (count > 1 ? fill("unitsTogether", {name: nameOf(unit), units: count}) : nameOf(unit)) + ` · ${fill("places", {count: sites.length})}`;

  // What is known of sites: one level, or of how many which, the widest first.
  function known(sites) {
    const levels = Object.keys(LEVELS).reverse()
      .map((level) => [level, sites.filter((site) => unitOf(site)?.level === level).length]).filter(([, number]) => number);
    return levels.map(([level, number]) => (levels.length > 1 ? fill("knownOf", {count: number, only: text(LEVELS[level])}) : text(LEVELS[level]))).join(text("comma"));
  }
  function sentence(group) {
    const {unit} = group;
    const where = unit.how === "city" ? fill("atCity", {name: isEnglish() ? unit.seat_en : unit.seat}) : {towns: text("atTowns"), region: text("atRegion")}[unit.how] || "";
    const reach = unit.level === "township" && unit.radius_m ? fill("reach", {km: Math.round(unit.radius_m / 1000)}) : "";
    return `${title(group)}${text("comma")}${known(group.sites)}${where}${reach}`;
  }

  function drawBadge(group) {
    const {unit, sites} = group, [lon, lat] = unit.at;
    let badge = badges.get(unit.code);
    if (!badge) {
      const node = element("span", "unit-inner");
      node.append(element("span", "unit-name"), element("b", ""));
      const marker = L.marker([lat, lon], {icon: L.divIcon({className: "unit-badge", html: node, iconSize: [TIGHT, HEIGHT]}), riseOnHover: true, zIndexOffset: 500});
      badge = {marker, node};
      badges.set(unit.code, badge);
      marker.bindTooltip(() => element("span", "", sentence(badge.group)), {direction: "top", offset: [0, -8]});
      marker.addTo(map);
      listens(marker, () => open(badge));
      // Its circle says how far a town may reach; a county's badge says no more than its name.
      if (unit.level === "township" && unit.radius_m) badge.circle = L.circle([lat, lon], {radius: unit.radius_m, className: "unit-reach", interactive: false, fill: false}).addTo(map);
    }
    badge.group = group;
    badge.node.firstChild.textContent = `${nameOf(unit)} ·`;
    badge.node.lastChild.textContent = fill("places", {count: sites.length});
    badge.short = String(sites.length);
    const mark = badge.marker.getElement();
    mark.setAttribute("aria-label", sentence(group));
    mark.dataset.unit = unit.code;
    // Those that the file has a point of are drawn there; the badge holds the others, too.
    const located = sites.filter((site) => site.geometry).map((site) => site.id);
    if (located.length) mark.dataset.sites = located.join(" ");
    else delete mark.dataset.sites;
    mark.dataset.held = sites.map((site) => site.id).join(" ");
  }

  const open = ({marker, group}) => list(marker.getLatLng(), group.sites, group.sites.length, sentence(group));

  // Ways to go from a point, the shortest first, in pixels.
  function turned(first, rings) {
    const ways = Array.from({length: rings * 8}, (_, n) => [first + 14 * Math.floor(n / 8), (n % 8) * Math.PI / 4]);
    return [[0, 0], ...ways.map(([reach, turn]) => [Math.round((reach + 4) * Math.cos(turn)), Math.round(reach * Math.sin(turn))])];
  }

  // The name where there is room, the number alone where there is not, beside its seat at last.
  function arrange() {
    const taken = [];
    const isFree = (box) => taken.every((t) => box[2] <= t[0] || t[2] <= box[0] || box[3] <= t[1] || t[3] <= box[1]);
    const around = ({x, y}, width) => [x - width / 2, y - HEIGHT / 2, x + width / 2, y + HEIGHT / 2];
    const order = [...badges.values()].sort((a, b) => b.group.sites.length - a.group.sites.length);
    for (const {marker, node, group, short} of order) {
      const at = map.latLngToLayerPoint(marker.getLatLng()), mark = marker.getElement();
      const full = (isEnglish() ? 7 : 13) * Math.min(nameOf(group.unit).length, isEnglish() ? 20 : 9) + 9 * short.length + 52;
      // A long name on a narrow map would run over its edge.
      const isWide = full <= 0.45 * map.getSize().x;
      let width = isWide ? full : TIGHT, by = [0, 0];
      if (group.unit.how === "region") {
        // Anywhere within its outline is as good: where it hides no mark.
        const marks = points().map((latLng) => map.latLngToLayerPoint(latLng));
        const hides = ([dx, dy]) => marks.some((p) => Math.abs(p.x - at.x - dx) < width / 2 + 10 && Math.abs(p.y - at.y - dy) < HEIGHT / 2 + 10);
        by = turned(10, 8).find((way) => !hides(way)) || by;
      } else if (!isWide || !isFree(around(at, full))) {
        width = TIGHT;
        by = turned(HEIGHT + 2, RINGS).find(([dx, dy]) => isFree(around({x: at.x + dx, y: at.y + dy}, TIGHT))) || [0, 0];
      }
      taken.push(around({x: at.x + by[0], y: at.y + by[1]}, width));
      node.classList.toggle("is-tight", width === TIGHT);
      node.lastChild.textContent = width === TIGHT ? short : fill("places", {count: short});
      Object.assign(mark.style, {width: `${width}px`, marginLeft: `${by[0] - width / 2}px`, marginTop: `${by[1] - HEIGHT / 2}px`});
    }
  }

  // What of the map the list covers, for whoever fits something into it: left and bottom, pixels.
  function covered() {
    if (!panel || !panel.open) return [0, 0];
    const box = panel.getBoundingClientRect(), isBelow = box.width >= map.getSize().x;
    return isBelow ? [0, box.height] : [box.width, 0];
  }

  // ---- the list -------------------------------------------------------------------------
  function drawList(all) {
    const wasOpen = panel ? panel.open : map.getSize().x > 700 && listed.length * 4 >= all;
    const hadFocus = panel?.contains(document.activeElement);
    const scrolled = panel?.lastChild.scrollTop;
    panel?.remove();
    panel = null;
    map.getContainer().classList.remove("has-list");
    if (!listed.length) return;
    panel = element("details", "unit-list");
    panel.open = wasOpen;
    L.DomEvent.disableClickPropagation(panel);
    L.DomEvent.disableScrollPropagation(panel);
    panel.append(element("summary", "", `${text("unitList")} · ${fill("places", {count: listed.length})}`));
    const rows = element("div", "unit-rows");
    rows.append(element("p", "", text("unitListHelp")));
    const groups = new Map();
    for (const site of listed) groups.set(site.unit, [...(groups.get(site.unit) || []), site]);
    let left = LIST_MAX;
    for (const [code, sites] of groups) {
      const unit = byCode.get(code);
      const unknown = unit && unit.level !== "prefecture" && unit.level !== "province" ? text("seatUnknown") : "";
      rows.append(element("h2", "", (unit ? `${nameOf(unit)} · ` : "") + fill("places", {count: sites.length}) + text("comma") + only(unit) + unknown));
      for (const site of sites.slice(0, Math.max(left, 0))) rows.append(row(site));
      left -= sites.length;
    }
    if (left < 0) rows.append(element("p", "", fill("unitListMore", {count: -left})));
    panel.append(rows);
    const dock = () => map.getContainer().classList.toggle("has-list", panel.open);
    map.getContainer().append(panel);
    dock();
    // What stood in the middle of the map stands in the middle of what is seen of it.
    let before = covered();
    panel.addEventListener("toggle", () => {
      dock();
      const [left, bottom] = covered();
      map.panBy([(before[0] - left) / 2, (bottom - before[1]) / 2], {animate: false});
      before = [left, bottom];
    });
    if (scrolled) rows.scrollTop = scrolled;
    if (hadFocus) panel.firstChild.focus({preventScroll: true});
  }

  // What stands in the list is not drawn on the map: it bears another mark.
  function row(site) {
    const button = siteButton(site);
    button.dataset.listed = button.dataset.site;
    delete button.dataset.site;
    return button;
  }

  function markSelected() {
    for (const {marker, circle, group} of badges.values()) {
      const isHere = group.sites.some((site) => site.id === selected);
      marker.getElement().classList.toggle("is-selected", isHere);
      circle?.getElement()?.classList.toggle("is-selected", isHere);
    }
    for (const button of panel?.querySelectorAll("button[data-listed]") || []) {
      button.dataset.listed === selected ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current");
    }
  }

  map.on("zoomend", arrange);

  return {
    // Show just these sites; `all` is how many the map shows of any kind, `look` what its colours
    // are by.
    show(sites, all, look = "") {
      const groups = gathered(sites);
      for (const [code, {marker, circle}] of badges) {
        if ([...groups.values()].some(({unit}) => unit.code === code)) continue;
        marker.remove();
        circle?.remove();
        badges.delete(code);
      }
      for (const group of groups.values()) drawBadge(group);
      arrange();
      const rest = sites.filter((site) => !badgeOf(site)), key = `${rest.map((site) => site.id)} ${text("unitList")} ${look}`;
      // An editor draws on the whole map.
      if (key !== said && !window.geoDraw) {
        listed = rest;
        said = key;
        drawList(all);
      }
      markSelected();
    },

    select(id) {
      selected = id;
      markSelected();
    },

    // Where the badge of a site stands, null where it has none.
    where(id) {
      const badge = [...badges.values()].find(({group}) => group.sites.some((site) => site.id === id));
      return badge ? badge.marker.getLatLng() : null;
    },

    reveal(id) {
      const at = this.where(id);
      if (at && !map.getBounds().contains(at)) map.panTo(at);
      panel?.querySelector("button[aria-current]")?.scrollIntoView({block: "nearest"});
    },

    // What a list's row says of a site that is known nearer than its badge.
    nearer(site) {
      const unit = unitOf(site);
      return unit && unit.badge && unit.badge !== unit.code ? nameOf(unit) : "";
    },

    badgeOf: (id) => [...badges.values()].find(({group}) => group.sites.some((site) => site.id === id))?.marker.getElement(),
    bounds: () => [...badges.values()].map(({marker}) => marker.getLatLng()),
    count: () => badges.size,
    covered,
  };
};
