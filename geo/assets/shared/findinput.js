// The field to find by, without what it finds: that comes where it is first used (finderbox.js).

export const TEXT_MAX = 80;
const FIELD_STYLE = `
  .finder { position: relative; font-size: .92rem; line-height: 1.4; color: var(--st-text-color, var(--ink)); }
  .finder .line { display: flex; gap: .4rem; align-items: center; flex-wrap: wrap; }
  .finder label { display: block; font-size: .875rem; margin-bottom: .25rem; }
  .finder input { flex: 1 1 5rem; min-width: 6rem; box-sizing: border-box; font: inherit; font-size: 1rem; color: inherit; background: var(--st-secondary-background-color, var(--panel)); border: 1px solid var(--st-border-color, var(--line)); border-radius: .5rem; padding: .4rem .7rem; min-height: 2.5rem; width: 100%; }
  .finder button, .finder select { font: inherit; color: inherit; background: var(--st-background-color, var(--panel)); border: 1px solid var(--st-border-color, var(--line)); border-radius: .5rem; padding: .3rem .6rem; min-height: 2.5rem; cursor: pointer; }
  .finder :is(input, button, select):focus-visible { outline: 3px solid var(--st-primary-color, var(--accent)); outline-offset: 0; }
  @media (max-width: 640px) { .finder label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; } }
  .finder [hidden] { display: none; }`;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {string} [content]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function node(tag, attributes = {}, content = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = content;
  return made;
}

/** The field with its label and the button for what is near. */
export function makeInput() {
  const root = node("div", {class: "finder"}), label = node("label", {for: "finder-input"}), line = node("div", {class: "line"});
  const input = node("input", {type: "search", role: "combobox", id: "finder-input", maxlength: String(TEXT_MAX), autocomplete: "off",
    "aria-autocomplete": "list", "aria-controls": "finder-list", "aria-expanded": "false"});
  const here = node("button", {type: "button"}, "◎"), list = node("ul", {role: "listbox", id: "finder-list"});
  line.style.flexWrap = "nowrap";
  list.hidden = true;
  line.append(input, here);
  root.append(node("style", {}, FIELD_STYLE), label, line, list);
  /** @param {(key: string) => string} say */
  const words = (say) => {
    label.textContent = say("search");
    input.placeholder = say("search_placeholder");
    here.title = `${say("near_me")}${say("colon")}${say("near_me_help")}`;
    here.setAttribute("aria-label", say("near_me"));
  };
  return {root, input, here, list, words};
}
