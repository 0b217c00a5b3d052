// Holds the map's document in a frame and hands it its sites once. Streamlit calls this
// again on each run; the frame stays as long as the document and the sites do.
export default function ({data, parentElement, setTriggerValue, setStateValue}) {
  const frames = (window.geoFrames ??= {});
  const old = frames[data.id];
  const heard = {
    pick: (message) => setTriggerValue("picked", message.id),
    stage: (message) => setTriggerValue("stage", message.code),
    datum: (message) => setStateValue("datum", message.datum),
    moved: (message) => {
      const url = new URL(window.location.href);
      const [lat, lon, zoom] = message.at;
      url.searchParams.set("at", `${lat.toFixed(5)},${lon.toFixed(5)},${Math.round(zoom * 100) / 100}`);
      message.basemap ? url.searchParams.set("base", message.basemap) : url.searchParams.delete("base");
      window.history.replaceState(window.history.state, "", url);
      if (frames[data.id]?.view?.tellBounds) setStateValue("bounds", message.bounds.map((d) => Number(d.toFixed(5))));
      else if (frames[data.id]) frames[data.id].bounds = message.bounds;
    },
  };
  if (old && old.digest === data.digest && parentElement.contains(old.frame)) {
    old.heard = heard;
    return;
  }
  if (old) old.frame.remove();
  const frame = document.createElement("iframe");
  frame.title = data.label;
  frame.allow = "fullscreen";
  frame.style.cssText = "width:100%;height:clamp(380px,66vh,760px);border:1px solid rgba(128,128,128,.4);border-radius:8px;display:block;background:#eef1ee";
  const entry = frames[data.id] = {digest: data.digest, frame, view: old?.view, copy: old?.copy, heard};
  entry.post = (geo, payload) => frame.contentWindow.postMessage({geo, payload}, "*");
  // A map that was not allowed to say its bounds says them when it is asked.
  entry.askBounds = () => { if (entry.bounds) entry.heard.moved({...entry.lastMove, bounds: entry.bounds}); };
  const note = document.createElement("p");
  note.textContent = data.failed;
  note.hidden = true;
  const timer = setTimeout(() => { note.hidden = false; }, 15000);
  const listen = (event) => {
    if (event.source !== frame.contentWindow || !event.data) return;
    const message = event.data;
    if (message.geo === "ready") {
      clearTimeout(timer);
      note.hidden = true;
      entry.post("load", data.payload);
      entry.isReady = true;
      if (entry.copy) entry.post("copy", entry.copy);
      if (entry.view) entry.post("show", entry.view);
    } else if (entry.heard[message.geo]) {
      if (message.geo === "moved") entry.lastMove = message;
      entry.heard[message.geo](message);
    }
  };
  window.addEventListener("message", listen);
  frame.srcdoc = data.document;
  parentElement.append(note, frame);
  return () => {
    clearTimeout(timer);
    window.removeEventListener("message", listen);
    frame.remove();
    if (frames[data.id] === entry) delete frames[data.id];
  };
}
