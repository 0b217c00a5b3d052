// The rows of the two tables: what stands in their cells, and in which order they come.
/** The columns of the table of sites. */
export const COLUMNS = ["name", "sector", "status", "target", "investment", "precision", "located", "words"];

/** The columns of the table of what became of the targets. */
export const BECAME_COLUMNS = ["name", "target", "promise", "due_day", "verdict", "said_day", "later_words", "document", "published"];

/**
 * A site's name in a language.
 * @param {SiteData} data
 * @param {SiteRow} site
 * @param {string} language
 */
export const nameOf = (data, site, language) => site[data.languages.find(({code}) => code === language)?.names ?? "name"];

/**
 * A stage with the works whose stage it is, where they are not the site itself.
 * @param {SiteData} data
 * @param {SiteRow} site
 * @param {"status" | "target"} claim
 * @param {string} language
 */
export function stageSaid(data, site, claim, language) {
  const code = site[claim];
  return code === null ? "" : (site.staged[claim] ?? data.columns[claim][code])[language];
}

/**
 * What stands in a cell of the table of sites.
 * @param {SiteData} data
 * @param {SiteRow} site
 * @param {string} column
 * @param {string} language
 * @returns {string}
 */
export function cellOf(data, site, column, language) {
  switch (column) {
    case "name": return nameOf(data, site, language);
    case "sector": return data.columns.sector[site.sector][language];
    case "precision": return data.columns.precision[site.precision][language];
    case "status":
    case "target": return stageSaid(data, site, column, language);
    case "investment": return site.amount[language];
    case "located": return site.box ? "✓" : "–";
    default: return String(site.mentions.length);
  }
}

/**
 * What a column is sorted by: the order of its codes, an amount, the sound of a name.
 * @param {SiteData} data
 * @param {number} n The site's place, in the atlas and in what can be found.
 * @param {string} column
 * @param {string} language
 * @returns {string | number}
 */
function sortedBy(data, n, column, language) {
  const site = data.sites[n];
  switch (column) {
    case "name": {
      const shown = nameOf(data, site, language);
      return shown === site.name ? data.finder.entries[n][4][0] : shown.toLowerCase();
    }
    case "sector":
    case "precision":
    case "status":
    case "target": {
      const code = site[column];
      return code === null ? -1 : Object.keys(data.columns[column]).indexOf(code);
    }
    case "investment": return site.investment?.amount_cny ?? -1;
    case "located": return site.box ? 0 : 1;
    default: return site.mentions.length;
  }
}

/**
 * Places in the order of a column, of the atlas where none is chosen.
 * @param {SiteData} data
 * @param {Iterable<number>} found
 * @param {{column: string | null, isDescending: boolean, language: string}} by
 */
export function sorted(data, found, {column, isDescending, language}) {
  const rows = [...found].sort((a, b) => a - b);
  if (column === null) return rows;
  const keys = new Map(rows.map((n) => [n, sortedBy(data, n, column, language)])), sign = isDescending ? -1 : 1;
  return rows.sort((a, b) => {
    const x = keys.get(a) ?? 0, y = keys.get(b) ?? 0;
    return x < y ? -sign : x > y ? sign : a - b;
  });
}

/**
 * Places of the targets that have a verdict; those of which something is known come first.
 * @param {SiteData} data
 * @param {Iterable<number>} found
 */
export function becameRows(data, found) {
  const order = Object.keys(data.verdicts);
  /** @param {number} n */
  const rank = (n) => order.indexOf(data.sites[n].verdict?.code ?? "");
  return [...found].filter((n) => data.sites[n].verdict).sort((a, b) => rank(a) - rank(b) || a - b);
}

/**
 * What stands in a cell of the table of what became of the targets.
 * @param {SiteData} data
 * @param {SiteRow} site
 * @param {string} column
 * @param {string} language
 * @returns {string}
 */
export function becameCell(data, site, column, language) {
  const {verdict, became} = site;
  switch (column) {
    case "name": return nameOf(data, site, language);
    case "target": return site.target === null ? "" : data.columns.target[site.target][language];
    case "verdict": {
      const late = verdict?.overdue ? ` · ${data.texts.overdue[language]}` : "";
      return verdict ? data.verdicts[verdict.code][language] + late : "";
    }
    default: return became?.[column] ?? "";
  }
}
