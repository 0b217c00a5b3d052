// Keeps an editor's draft in the browser, hands back the one that is kept, and asks before
// the tab is closed while there are open decisions.
/**
 * @typedef {object} Kept
 * @property {boolean} isOpen Whether there are open decisions.
 * @property {boolean} isAsked
 * @property {boolean} isSettled
 * @property {string} key
 * @property {string} session
 * @property {string} text
 */

/** @param {Component<Kept>} component */
export default function keepDraft({data, setTriggerValue}) {
  const keeper = (window.geoKeeper ??= {asked: new Set()});
  keeper.isOpen = data.isOpen;
  if (!keeper.guard) {
    keeper.guard = (event) => { if (keeper.isOpen) { event.preventDefault(); event.returnValue = ""; } };
    window.addEventListener("beforeunload", keeper.guard);
  }
  // Storage may be shut off, or full: the draft then lives in the session alone.
  try {
    // A session that is new (the server was started again, and this page was not) knows nothing
    // of the draft that is kept here. It is told once, and nothing is kept over that before.
    const kept = data.isAsked ? null : window.localStorage.getItem(data.key);
    const once = `${data.session} ${data.key}`;
    if (kept && kept !== data.text) {
      if (!keeper.asked.has(once)) setTriggerValue("found", kept);
      keeper.asked.add(once);
    } else if (data.isSettled) {
      if (data.text) window.localStorage.setItem(data.key, data.text);
      else window.localStorage.removeItem(data.key);
    }
  } catch (error) {
    console.warn("The draft is not kept in this browser:", error instanceof Error ? error.name : error);
  }
}
