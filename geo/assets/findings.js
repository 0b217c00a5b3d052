// The sites with their findings as a list to choose from. All text is set as text.
/**
 * @typedef {object} Finding
 * @property {string} key
 * @property {string} state
 * @property {string} label
 * @property {string} before
 * @property {string} words
 * @property {string} after
 * @property {string} facts
 */
/**
 * @typedef {object} Findings
 * @property {string} label
 * @property {string} note
 * @property {string | null} picked
 * @property {Array<{id: string, name: string, facts: string, rows: Finding[]}>} sites
 */

/**
 * What has the focus within the same document or shadow as a node.
 * @param {HTMLElement} node
 * @returns {HTMLElement | null}
 */
function focused(node) {
  const root = node.getRootNode(), has = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  return has instanceof HTMLElement ? has : null;
}

/** @param {Component<Findings>} component */
export default function listFindings({data, parentElement, setTriggerValue}) {
  /**
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} [name]
   * @param {string} [text]
   */
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  /** @type {HTMLElement | null} */
  let root = parentElement.querySelector(".findings");
  const before = root ? {scroll: root.scrollTop, focus: focused(root)?.dataset.pick, picked: root.dataset.picked} : null;
  if (!root) {
    const style = document.createElement("style");
    style.textContent = `
      .findings { height: clamp(260px, 68vh, 720px); overflow-y: auto; overflow-wrap: anywhere; font-size: .92rem; line-height: 1.5; border: 1px solid rgba(128,128,128,.4); border-radius: 8px; padding: 0 6px 6px; }
      .findings h3 { margin: 8px 0 0; font-size: inherit; font-weight: 600; }
      .findings ul { list-style: none; margin: 0; padding: 0 0 2px; border-bottom: 1px solid rgba(128,128,128,.3); }
      .findings button { font: inherit; color: inherit; text-align: left; width: 100%; border: 0; border-radius: 6px; background: none; padding: 3px 6px; cursor: pointer; }
      .findings button:hover { background: rgba(128,128,128,.12); }
      .findings button:focus-visible { outline: 3px solid currentColor; outline-offset: -3px; }
      .findings button[aria-pressed="true"] { background: rgba(10,99,168,.16); box-shadow: inset 4px 0 #0a63a8; }
      .findings small { display: block; font-size: .84em; }
      .findings .site-row small { font-weight: 400; }
      .findings mark { background: #ffe08a; color: #1d2733; padding: 0 .1em; }
      .findings .state { display: inline-block; border: 1px solid currentColor; border-radius: 4px; padding: 0 .35em; margin-right: .35em; font-size: .8em; }
      .findings .state.new, .findings .state.conflicting { background: #8a1c1c; border-color: #8a1c1c; color: #fff; }
      .findings .state.decided { background: #00573f; border-color: #00573f; color: #fff; }
      .findings .rejected .words { text-decoration: line-through; }
      .findings p { margin: 8px 4px; }
      @media (max-width: 640px) { .findings { height: 300px; } }`;
    root = make("div", "findings");
    root.tabIndex = 0;
    parentElement.append(style, root);
  }
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.label);
  /**
   * @param {string} pick
   * @param {string} className
   */
  const choice = (pick, className) => {
    const node = make("button", className);
    node.type = "button";
    node.dataset.pick = pick;
    node.setAttribute("aria-pressed", String(pick === data.picked));
    node.onclick = () => setTriggerValue("picked", pick);
    return node;
  };
  const nodes = [];
  for (const site of data.sites) {
    const head = make("h3"), button = choice(`${site.id}|`, "site-row"), list = make("ul");
    button.append(site.name, make("small", "", site.facts));
    head.append(button);
    for (const row of site.rows) {
      const item = make("li", row.state), line = choice(`${site.id}|${row.key}`, "finding-row");
      const quote = make("span", "words");
      quote.lang = "zh-CN";
      quote.append(row.before, make("mark", "", row.words), row.after);
      line.append(make("span", `state ${row.state}`, row.label), quote, make("small", "", row.facts));
      item.append(line);
      list.append(item);
    }
    nodes.push(head, list);
  }
  if (data.note) nodes.push(make("p", "", data.note));
  root.replaceChildren(...nodes);
  root.dataset.picked = data.picked ?? "";
  root.dataset.count = String(data.sites.length);
  if (before) {
    root.scrollTop = before.scroll;
    // What was chosen elsewhere comes into view; the page around the list stays where it is.
    const chosen = /** @type {HTMLElement | null} */ (root.querySelector("[aria-pressed='true']"));
    if (chosen && before.picked !== root.dataset.picked) {
      const top = chosen.getBoundingClientRect().top - root.getBoundingClientRect().top, bottom = top + chosen.offsetHeight;
      if (top < 0 || bottom > root.clientHeight) root.scrollTop += top - root.clientHeight / 3;
    }
    if (before.focus) /** @type {HTMLElement | null} */ (root.querySelector(`[data-pick="${CSS.escape(before.focus)}"]`))?.focus({preventScroll: true});
  }
}
