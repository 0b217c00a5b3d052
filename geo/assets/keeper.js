// Keeps an editor's draft in the browser, hands back the one that is kept, and asks before
// the tab is closed while there are open decisions.
export default function ({data, setTriggerValue}) {
  const keeper = (window.geoKeeper ??= {asked: new Set()});
  keeper.isOpen = data.isOpen;
  if (!keeper.guard) {
    keeper.guard = (event) => { if (keeper.isOpen) { event.preventDefault(); event.returnValue = ""; } };
    window.addEventListener("beforeunload", keeper.guard);
  }
  // Storage may be shut off, or full: the draft then lives in the session alone.
  try {
    if (data.isSettled) {
      data.text ? window.localStorage.setItem(data.key, data.text) : window.localStorage.removeItem(data.key);
    } else if (!keeper.asked.has(data.key)) {
      keeper.asked.add(data.key);
      const kept = window.localStorage.getItem(data.key);
      if (kept) setTriggerValue("found", kept);
    }
  } catch (error) {
    console.warn("The draft is not kept in this browser:", error.name);
  }
}
