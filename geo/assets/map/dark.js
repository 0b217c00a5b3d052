// The dark form of the base map, for a page that is dark: by the reader's system until the page
// around the map says which it is ({geo: "theme"}). What is no canvas is in atlas-dark.css.

const systemTheme = window.matchMedia("(prefers-color-scheme: dark)");
/** @type {boolean | null} */
let toldTheme = null;
/** @type {boolean | null} */
let wasDark = null;
/** @type {(() => void) | null} */
let themeListener = null;

export const isDark = () => (toldTheme === null ? systemTheme.matches : toldTheme);

function refreshTheme() {
  if (wasDark === isDark()) return;
  wasDark = isDark();
  document.documentElement.classList.toggle("is-dark-map", wasDark);
  document.body.dataset.theme = wasDark ? "dark" : "light";
  themeListener?.();
}

/** @param {() => void} changed Called when light turns dark or dark light. */
export function startTheme(changed) {
  refreshTheme();
  themeListener = changed;
}

/** @param {string} theme */
export function tellTheme(theme) {
  toldTheme = theme === "dark";
  refreshTheme();
}

systemTheme.addEventListener("change", refreshTheme);
