// The static site around the map: filters, card, report, table, downloads, and the link.
//
// Everything shown comes from the inert JSON that the document carries (geo/outputs/site/content.py)
// and is set as text; a card is a clone of a template that the document holds already. Which
// site has which code is known by lists of places in the atlas; a selection intersects them.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("site-data").textContent);
  const {sites: drawn, stages} = JSON.parse(document.getElementById("atlas-data").textContent).payload;
  const {facets, claims, members} = data;
  const sites = data.sites.map((site, n) => {
    const {properties} = data.geojson.features[n];
    return {...properties, ...site, geometry: drawn[n].geometry};
  });
  const numbers = new Map(sites.map((site, number) => [site.id, number]));
  const QUERY_MAX = 80, SHOWN_MAX = 40;
  // Facets beside the claim; the others stand under «more filters».
  const FIRST_FACETS = ["sector", "stage", "verdict"];
  const isJudged = sites.some((site) => site.verdict);
  const $ = (id) => document.getElementById(id);

  const empty = () => ({...Object.fromEntries(Object.keys(facets).map((name) => [name, []])), claim: "all", area: null, bounds: null, text: ""});
  const state = {selection: empty(), site: null, language: data.languages[0].code, at: null, colour: "", year: 0, tab: "card", sort: null, isDescending: false};
  let unknown = [], gone = null, mapBounds = null, written = null, isFirst = true;

  const say = (key, values = {}) => fill(data.texts[key][state.language], values);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
  const labelOf = (code) => code[state.language];
  const about = (code) => data.languages.find((each) => each.code === code);
  const nameOf = (site) => site[about(state.language).names];

  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name in node && name !== "role") node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }

  // ---- selection: as geo/selecting/selection.py has it --------------------------------------------
  function matching(selection, without = "") {
    const of = members[selection.claim] ?? members.all;
    let found = new Set(without === "claim" ? members.all.all : of.all);
    const keep = (places) => { const kept = new Set(places); found = new Set([...found].filter((n) => kept.has(n))); };
    for (const name of Object.keys(facets)) {
      if (name !== without && selection[name].length) keep(selection[name].flatMap((code) => of[name][code]));
    }
    if (selection.area && without !== "area") keep(data.areas[selection.area]);
    if (selection.bounds) keep([...found].filter((n) => touches(sites[n].box, selection.bounds)));
    const wanted = selection.text.trim().toLowerCase();
    if (wanted) keep([...found].filter((n) => says(sites[n], wanted)));
    return found;
  }

  const touches = (box, [west, south, east, north]) => box !== null && box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south;
  const isAscii = (text) => [...text].every((c) => c.codePointAt(0) < 128);
  const says = (site, wanted) => site.search.includes(wanted) || (isAscii(wanted) && site.pinyin.includes(wanted.replaceAll(" ", "")));

  const isLocated = (number) => sites[number].box !== null;
  const isRough = (number) => !isLocated(number) && data.byUnit.includes(sites[number].precision);
  const isAll = (selection) => JSON.stringify(selection) === JSON.stringify(empty());

  function sentence(selection, found) {
    const words = (part, values) => fill(data.sentence[part][state.language], values);
    const said = Object.entries(facets).map(([name, codes]) => selection[name].map((code) => labelOf(codes[code])).join(words("or")));
    said.splice(data.claimPlace, 0, selection.claim === "all" ? "" : labelOf(claims[selection.claim]));
    said.push(
      selection.area ? words("area", {name: nameOf(sites[numbers.get(selection.area)])}) : "",
      selection.bounds ? words("bounds") : "",
      selection.text.trim() ? words("text", {text: selection.text.trim()}) : "",
    );
    const what = said.filter(Boolean).join(" · ");
    const located = [...found].filter(isLocated).length, rough = [...found].filter(isRough).length;
    const others = Object.entries({rough, unlocated: found.size - located - rough}).filter(([, count]) => count)
      .map(([part, count]) => words(part, {count})).join(words("and"));
    const count = located || found.size;
    return words(count === 1 ? "one" : "many", {count}) + (what && words("what", {what})) + (others && words(located ? "more" : "none", {what: others}));
  }

  // ---- the link: the query's names are those of geo/selecting/selection.py and geo/page/link.py -----
  function toQuery(selection) {
    const query = Object.fromEntries(Object.keys(facets).map((name) => [name, selection[name].join(",")]));
    Object.assign(query, {
      claim: selection.claim === "all" ? "" : selection.claim,
      area: selection.area || "",
      bounds: (selection.bounds || []).map((degrees) => degrees.toFixed(5)).join(","),
      q: selection.text,
    });
    return Object.entries(query).filter(([, value]) => value);
  }

  function fromQuery(query) {
    unknown = [];
    const selection = empty();
    const codes = (name, isKnown) => {
      const asked = (query.get(name) || "").slice(0, 1000).split(",").filter(Boolean);
      unknown.push(...asked.filter((code) => !isKnown(code)).map((code) => `${name}=${code.slice(0, SHOWN_MAX)}`));
      return [...new Set(asked.filter(isKnown))];
    };
    for (const name of Object.keys(facets)) selection[name] = codes(name, (code) => Object.hasOwn(facets[name], code));
    selection.claim = codes("claim", (code) => Object.hasOwn(claims, code))[0] || "all";
    selection.area = codes("area", (id) => Object.hasOwn(data.areas, id))[0] || null;
    const text = query.get("q") || "";
    if (text.length > QUERY_MAX) unknown.push("q");
    selection.text = text.slice(0, QUERY_MAX).trim();
    const numbersOf = (name, count) => {
      const parts = (query.get(name) || "").slice(0, 100).split(",").map((part) => (part.trim() ? Number(part) : NaN));
      return parts.length === count && parts.every(Number.isFinite) ? parts : null;
    };
    const bounds = numbersOf("bounds", 4);
    if (bounds && -180 <= bounds[0] && bounds[0] < bounds[2] && bounds[2] <= 180 && -90 <= bounds[1] && bounds[1] < bounds[3] && bounds[3] <= 90) selection.bounds = bounds;
    else if (query.get("bounds")) unknown.push(`bounds=${query.get("bounds").slice(0, SHOWN_MAX)}`);
    const at = numbersOf("at", 3);
    const isSound = at && Math.abs(at[0]) <= 85 && Math.abs(at[1]) <= 180 && at[2] >= 3 && at[2] <= 19;
    if (query.get("at") && !isSound) unknown.push("at");
    const site = query.get("site");
    if (site && !numbers.has(site)) unknown.push(`site=${site.slice(0, SHOWN_MAX)}`);
    const colour = query.get("colour") === "verdict" ? "verdict" : "", year = /^\d{4}$/.test(query.get("year") || "") ? Number(query.get("year")) : 0;
    for (const [name, isKnown] of [["colour", colour], ["year", year]]) if (query.get(name) && !isKnown) unknown.push(`${name}=${query.get(name).slice(0, SHOWN_MAX)}`);
    Object.assign(state, {colour, year, selection, site: numbers.has(site) ? site : null, language: (about(query.get("lang")) || data.languages[0]).code, at: isSound ? at : null});
  }

  function link() {
    const query = new URLSearchParams(toQuery(state.selection));
    if (state.site) query.set("site", state.site);
    if (state.language !== data.languages[0].code) query.set("lang", state.language);
    if (state.at) query.set("at", `${state.at[0].toFixed(5)},${state.at[1].toFixed(5)},${Math.round(state.at[2] * 100) / 100}`);
    if (state.colour) query.set("colour", state.colour);
    if (state.year) query.set("year", state.year);
    // Commas and Chinese stay readable.
    return "#" + query.toString().replaceAll("%2C", ",");
  }

  // A choice is a step that «back» undoes; a moved map or a letter more is none.
  function remember(isStep) {
    const next = link();
    if (next === (location.hash || "#")) return;
    try {
      window.history[isStep ? "pushState" : "replaceState"](null, "", next);
    } catch {
      // A page that is shown inside another program may have no address of its own.
    }
    written = location.hash;
  }

  function follow() {
    if (location.hash === written) return;
    written = location.hash;
    fromQuery(new URLSearchParams(location.hash.slice(1)));
    render();
  }

  // ---- filters --------------------------------------------------------------------------
  function choose(change, isStep = true) {
    Object.assign(state.selection, change);
    unknown = [];
    // A chosen site that the filters take away is let go, and that is said.
    gone = state.site !== null && !matching(state.selection).has(numbers.get(state.site)) ? state.site : null;
    if (gone !== null) state.site = null;
    render();
    remember(isStep);
  }

  const facetNodes = {};
  function buildFilters() {
    for (const name of Object.keys(facets)) {
      const chosen = element("span", {className: "chosen"}), label = element("span", {className: "label"});
      const list = element("ul");
      const node = element("details", {className: "facet"}, element("summary", {}, label, chosen), list);
      node.dataset.facet = name;
      node.addEventListener("toggle", () => { if (node.open) for (const other of Object.values(facetNodes)) if (other.node !== node) other.node.open = false; });
      const boxes = new Map();
      for (const code of Object.keys(facets[name])) {
        const box = element("input", {type: "checkbox", value: code, onchange: () => {
          const codes = state.selection[name];
          choose({[name]: box.checked ? Object.keys(facets[name]).filter((c) => c === code || codes.includes(c)) : codes.filter((c) => c !== code)});
        }});
        const text = element("span"), count = element("span", {className: "number"});
        const row = element("li", {}, element("label", {}, box, text, count));
        boxes.set(code, {box, text, count, row});
        list.append(row);
      }
      facetNodes[name] = {node, label, chosen, boxes};
      FIRST_FACETS.includes(name) ? $("facets").insertBefore(node, $("claims")) : $("more-facets").insertBefore(node, $("more-facets").firstElementChild.nextSibling && $("area").parentNode);
    }
    for (const code of Object.keys(claims)) {
      const radio = element("input", {type: "radio", name: "claim", value: code, onchange: () => choose({claim: code})});
      $("claims").append(element("label", {}, radio, element("span")));
    }
    $("search").addEventListener("input", () => choose({text: $("search").value}, false));
    $("area").addEventListener("change", () => choose({area: $("area").value || null}));
    $("only-visible").addEventListener("change", () => choose({bounds: $("only-visible").checked ? mapBounds : null}));
    $("filters").addEventListener("submit", (event) => {
      event.preventDefault();
      const found = [...matching(state.selection)];
      if (found.length === 1) pick(sites[found[0]].id);
    });
    $("reset").addEventListener("click", () => choose(empty()));
    document.addEventListener("click", (event) => {
      for (const {node} of Object.values(facetNodes)) if (node.open && !node.contains(event.target)) node.open = false;
    });
    document.addEventListener("keydown", (event) => {
      const open = Object.values(facetNodes).find(({node}) => node.open);
      if (event.key !== "Escape" || !open) return;
      open.node.open = false;
      open.node.querySelector("summary").focus();
    });
  }

  function renderFilters(selection) {
    for (const [name, {label, chosen, boxes}] of Object.entries(facetNodes)) {
      label.textContent = say(name);
      chosen.textContent = selection[name].map((code) => labelOf(facets[name][code])).join("、") || say("any");
      const others = matching(selection, name), of = members[selection.claim][name];
      for (const [code, {box, text, count, row}] of boxes) {
        const number = of[code].filter((n) => others.has(n)).length;
        box.checked = selection[name].includes(code);
        text.textContent = labelOf(facets[name][code]);
        count.textContent = number;
        row.hidden = !number && !box.checked;
      }
    }
    for (const label of $("claims").querySelectorAll("label")) {
      const radio = label.firstChild;
      radio.checked = radio.value === selection.claim;
      label.lastChild.textContent = `${labelOf(claims[radio.value])} (${matching({...selection, claim: radio.value}).size})`;
    }
    if ($("search").value.trim() !== selection.text.trim()) $("search").value = selection.text;
    $("search").placeholder = say("search_placeholder");
    const others = matching(selection, "area");
    $("area").replaceChildren(element("option", {value: ""}, say("any")), ...Object.entries(data.areas)
      .map(([id, inside]) => [id, inside.filter((n) => others.has(n)).length])
      .filter(([id, number]) => number || id === selection.area)
      .map(([id, number]) => element("option", {value: id, selected: id === selection.area}, `${nameOf(sites[numbers.get(id)])} (${number})`)));
    $("only-visible").checked = selection.bounds !== null;
    const isMore = Object.keys(facets).some((name) => !FIRST_FACETS.includes(name) && selection[name].length) || selection.area || selection.bounds;
    if (isMore && isFirst) $("more").open = true;
    $("reset").disabled = isAll(selection);
  }

  // ---- map ------------------------------------------------------------------------------
  function bitsOf(found) {
    const bytes = new Uint8Array(Math.ceil(sites.length / 8));
    for (const n of found) bytes[n >> 3] |= 1 << (n & 7);
    return btoa(String.fromCharCode(...bytes));
  }

  function showMap(selection, found) {
    geoAtlas.show({visible: bitsOf(found), selected: state.site, language: state.language, stages: selection.stage, verdicts: selection.verdict,
      colour: state.colour, year: state.year, at: isFirst ? state.at : null, tellBounds: selection.bounds !== null});
  }

  const heard = {
    pick: ({id}) => { pick(id); if (isNarrow()) scrollTo($("side")); },
    stage: ({code}) => {
      const codes = state.selection.stage;
      choose({stage: Object.keys(facets.stage).filter((c) => (c === code) !== codes.includes(c))});
    },
    verdict: ({code}) => {
      const codes = state.selection.verdict;
      choose({verdict: Object.keys(facets.verdict).filter((c) => (c === code) !== codes.includes(c))});
    },
    moved: ({at, bounds, colour, year}) => {
      mapBounds = bounds;
      if (isFirst) return;
      Object.assign(state, {at, colour, year});
      if (state.selection.bounds) choose({bounds}, false);
      else remember(false);
    },
  };

  const isNarrow = () => window.matchMedia("(max-width: 900px)").matches;
  const isCalm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scrollTo = (node) => node.scrollIntoView({block: "nearest", behavior: isCalm() ? "auto" : "smooth"});

  // ---- card and report ------------------------------------------------------------------
  function pick(id) {
    state.site = id;
    gone = null;
    if (id !== null) open("card");
    render();
    remember(true);
  }

  function renderCard() {
    const number = numbers.get(state.site);
    const name = number === undefined ? "" : nameOf(sites[number]);
    $("card-tab").textContent = name ? `${say("card")} · ${name}` : say("card");
    if (number === undefined) {
      $("card").replaceChildren(element("p", {className: "empty"}, say("card_empty")));
      return;
    }
    const buttons = element("div", {className: "row"},
      element("button", {type: "button", onclick: () => save(`${state.site}.geojson`, "application/geo+json", geojson([number]))}, say("site_file")),
      element("button", {type: "button", onclick: () => { pick(null); $("card-panel").focus(); }}, say("close")));
    const links = $(`links-${number}`).content.cloneNode(true);
    if (links.firstChild) links.firstChild.firstChild.data = say("open_in") + say("colon");
    $("card").replaceChildren($(`card-${state.language}-${number}`).content.cloneNode(true), links, buttons);
    $("card-panel").scrollTop = 0;
  }

  let closeReader = null, readerLanguage = null;
  function renderReport() {
    if (data.reader === null) {
      $("report").replaceChildren(element("p", {className: "empty"}, say("no_report")));
      return;
    }
    if (readerLanguage !== state.language) {
      if (closeReader) closeReader();
      readerLanguage = state.language;
      const marks = data.reader.marks.map((m) => ({...m, label: `${nameOf(sites[numbers.get(m.site)])} · ${labelOf(facets.stage[m.stage])}`}));
      const headings = data.reader.headings.map((heading) => ({...heading}));
      const shown = {...data.reader, marks, headings, label: say("report"), outline: say("outline")};
      closeReader = window.openReader({
        data: {...shown, digest: state.language, data: shown},
        parentElement: $("report"),
        setTriggerValue: (name, id) => { if (name === "picked") { state.site = id; render(); remember(true); } },
      });
    }
    window.geoReader.select(state.site);
  }

  function open(tab) {
    state.tab = tab;
    for (const name of ["card", "report"]) {
      $(`${name}-tab`).setAttribute("aria-selected", String(name === tab));
      $(`${name}-tab`).tabIndex = name === tab ? 0 : -1;
      $(`${name}-panel`).hidden = name !== tab;
    }
  }

  // ---- table ----------------------------------------------------------------------------
  const order = (name) => (site) => site[name] === null ? -1 : Object.keys(data.columns[name]).indexOf(site[name]);
  const label = (name) => (site) => site[name] === null ? "" : labelOf(data.columns[name][site[name]]);
  const stageNode = (code, works) => {
    const said = works ? fill(labelOf(data.behind), {works}) : "";
    const node = element("span", {className: "stage"}, labelOf(stages[code].labels) + said);
    node.style.setProperty("--stage", stages[code].colour);
    return node;
  };
  const COLUMNS = [
    {key: "name", by: (site) => (about(state.language).names === "name" ? site.pinyin : site.name_en.toLowerCase()), show: nameOf},
    {key: "sector", by: order("sector"), show: label("sector")},
    ...["status", "target"].map((key) => ({key, by: order(key), show: (site) => site[key] === null ? "" : stageNode(site[key], site.works[key])})),
    {key: "investment", by: (site) => site.investment?.amount_cny ?? -1, show: (site) => labelOf(site.amount)},
    {key: "precision", by: order("precision"), show: label("precision")},
    {key: "located", by: (site) => (site.box ? 0 : 1), show: (site) => (site.box ? "✓" : "–")},
    {key: "words", by: (site) => site.mentions.length, show: (site) => site.mentions.length},
  ];

  function renderTable(found) {
    const head = $("table").querySelector("thead tr");
    head.replaceChildren(...COLUMNS.map(({key}) => {
      const isSorted = state.sort === key;
      const button = element("button", {type: "button", title: say("sort_by", {column: say(key)}), onclick: () => {
        state.isDescending = isSorted && !state.isDescending;
        state.sort = key;
        render();
        $("table").querySelector(`th[data-column="${key}"] button`).focus();
      }}, say(key), element("span", {ariaHidden: "true"}, isSorted ? (state.isDescending ? " ▼" : " ▲") : ""));
      const cell = element("th", {scope: "col", "aria-sort": isSorted ? (state.isDescending ? "descending" : "ascending") : "none"}, button);
      cell.dataset.column = key;
      return cell;
    }));
    const rows = [...found].sort((a, b) => a - b);
    const column = COLUMNS.find(({key}) => key === state.sort);
    if (column) {
      const keys = new Map(rows.map((n) => [n, column.by(sites[n])]));
      const sign = state.isDescending ? -1 : 1;
      rows.sort((a, b) => (keys.get(a) < keys.get(b) ? -sign : keys.get(a) > keys.get(b) ? sign : a - b));
    }
    $("table").querySelector("tbody").replaceChildren(...rows.map((n) => {
      const site = sites[n];
      const row = element("tr", {onclick: () => { pick(site.id); scrollTo(isNarrow() ? $("side") : $("map")); }},
        ...COLUMNS.map(({key, show}, i) => {
          const cell = element(i ? "td" : "th", i ? {} : {scope: "row"}, i ? show(site) : element("button", {type: "button"}, show(site)));
          cell.dataset.column = key;
          return cell;
        }));
      row.dataset.site = site.id;
      return row;
    }));
  }

  // ---- promised and became ----------------------------------------------------------------
  const WEB = /^https?:\/\//;
  const becameColumns = (site) => {
    const decides = site.verdict.decided_by === null ? null : site.outcomes[site.verdict.decided_by], source = decides?.source || {};
    const late = site.verdict.overdue ? ` · ${say("overdue")}` : "";
    const name = [source.title, source.publisher].filter(Boolean).join("，"), address = source.address || "";
    return {
      name: element("button", {type: "button"}, nameOf(site)),
      target: site.target ? stageNode(site.target) : "",
      promise: site.promise,
      due_day: site.verdict.due || "",
      verdict: labelOf(data.verdicts[site.verdict.code]) + late,
      said_day: (decides?.date || "").replace("/", "–"),
      later_words: decides ? [decides.part, decides.words].filter(Boolean).join("：") : "",
      document: WEB.test(address) ? element("a", {href: address, target: "_blank", rel: "noreferrer nofollow"}, name || address) : name,
      published: source.date || "",
    };
  };

  function renderBecame(found) {
    // Those of which something is known come first.
    const order = (n) => Object.keys(data.verdicts).indexOf(sites[n].verdict.code);
    const rows = [...found].filter((n) => sites[n].verdict).sort((a, b) => order(a) - order(b) || a - b);
    const keys = ["name", "target", "promise", "due_day", "verdict", "said_day", "later_words", "document", "published"];
    $("became-table").querySelector("thead tr").replaceChildren(...keys.map((key) => element("th", {scope: "col"}, say(key))));
    $("became-table").querySelector("tbody").replaceChildren(...rows.map((n) => {
      const cells = becameColumns(sites[n]);
      const row = element("tr", {}, ...keys.map((key, i) => element(i ? "td" : "th", i ? {} : {scope: "row"}, cells[key])));
      cells.name.addEventListener("click", () => { pick(sites[n].id); scrollTo(isNarrow() ? $("side") : $("map")); });
      row.dataset.site = sites[n].id;
      return row;
    }));
  }

  // ---- downloads ------------------------------------------------------------------------
  // The same text as `export --format geojson` of these sites.
  function geojson(found) {
    const {features, bbox, ...head} = data.geojson;
    const boxes = found.map((n) => sites[n].box).filter(Boolean);
    const corner = (i, pick) => boxes.reduce((best, box) => pick(best, box[i]), boxes[0][i]);
    const bounds = boxes.length ? {bbox: [corner(0, Math.min), corner(1, Math.min), corner(2, Math.max), corner(3, Math.max)]} : {};
    const start = JSON.stringify({...head, ...bounds}).slice(0, -1);
    return `${start},"features":[\n${found.map((n) => JSON.stringify({...features[n], geometry: sites[n].geometry})).join(",\n")}\n]}\n`;
  }

  const csv = (found) => data.csv.head + found.map((n) => data.csv.rows[n]).join("");

  function save(name, type, text) {
    const address = URL.createObjectURL(new Blob([text], {type}));
    const anchor = element("a", {href: address, download: name});
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  function fileName(suffix) {
    const said = toQuery(state.selection).map(([, value]) => value.replaceAll(",", "-"));
    const safe = [data.report.id || "atlas", ...said].join("-").replace(/[^\p{L}\p{N}_-]/gu, "-");
    return `${safe.slice(0, 120)}-${new Date().toISOString().slice(0, 10)}${suffix}`;
  }

  function renderDownloads(found) {
    const places = [...found].sort((a, b) => a - b);
    $("downloads").replaceChildren(...[["GeoJSON", ".geojson", "application/geo+json", geojson], ["CSV", ".csv", "text/csv", csv]]
      .map(([format, suffix, type, write]) => element("button", {type: "button", disabled: !places.length, onclick: () => save(fileName(suffix), type, write(places))},
        say("download", {format, count: places.length}))));
  }

  // ---- the whole ------------------------------------------------------------------------
  // What depends on nothing that has changed stays as it is.
  const last = {};
  function anew(name, on, draw) {
    const key = JSON.stringify(on);
    if (last[name] !== key) draw();
    last[name] = key;
  }

  function render() {
    const {selection, language} = state;
    const found = matching(selection);
    document.documentElement.lang = about(language).tag;
    for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
    for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
    $("title").textContent = document.title = say("title", {place: labelOf(data.place)});
    $("intro").textContent = data.report.date ? say("intro", {date: data.report.date}) : "";
    anew("filters", [selection, language], () => renderFilters(selection));
    const notices = [unknown.length ? say("unknown_query", {what: unknown.slice(0, 5).join("、")}) : "",
      gone !== null ? say("let_go", {name: nameOf(sites[numbers.get(gone)])}) : "", found.size ? "" : say("nothing")].filter(Boolean);
    $("notice").hidden = !notices.length;
    $("notice").textContent = notices.join(" ");
    $("count").textContent = sentence(selection, found);
    showMap(selection, found);
    renderCard();
    renderReport();
    $("headline").textContent = data.headline[language];
    $("became").hidden = !isJudged;
    if (isJudged) anew("became", [[...found], language], () => renderBecame(found));
    facetNodes.verdict.node.hidden = !isJudged;
    anew("table", [[...found], language, state.sort, state.isDescending], () => renderTable(found));
    for (const row of document.querySelectorAll("#table tbody tr, #became-table tbody tr")) {
      row.dataset.site === state.site ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
    }
    anew("downloads", [[...found], language], () => renderDownloads(found));
    isFirst = false;
  }

  buildFilters();
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => { state.language = button.dataset.language; render(); remember(true); });
  }
  for (const name of ["card", "report"]) {
    $(`${name}-tab`).addEventListener("click", () => open(name));
    $(`${name}-tab`).addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = name === "card" ? "report" : "card";
      open(other);
      $(`${other}-tab`).focus();
    });
  }
  open("card");
  geoAtlas.hear = (message) => heard[message.geo]?.(message);
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
  geoAtlas.moved();
  follow();
})();
